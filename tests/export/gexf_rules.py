"""What GEXF 1.3 lets each element hold, in the words of its specification (gexf.net).

Only what our files use, or might use by mistake: an element or attribute not named here is wrong.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from typing import NamedTuple
from xml.etree.ElementTree import Element

NS = "{http://gexf.net/1.3}"


class Rule(NamedTuple):
    """The attributes that must and may be there, and the children with how often they may."""

    required: frozenset[str]
    optional: frozenset[str]
    children: tuple[str, ...]  # in their order; "x?" at most once, "x" once, "x*" any number


def _rule(required: str, optional: str, *children: str) -> Rule:
    return Rule(frozenset(required.split()), frozenset(optional.split()), children)


_TIMES = "start end intervals timestamp timestamps"
RULES = {
    "gexf": _rule("version", "variant", "meta?", "graph"),
    "meta": _rule("", "lastmodifieddate", "creator?", "description?"),
    "creator": _rule("", ""),
    "description": _rule("", ""),
    "graph": _rule("", "timeformat start end timestamp mode timerepresentation timezone "
                       "defaultedgetype idtype", "attributes*", "nodes", "edges"),
    "attributes": _rule("class", "mode", "attribute*"),
    "attribute": _rule("id title type", "", "default?", "options?"),
    "nodes": _rule("", "count", "node*"),
    "edges": _rule("", "count", "edge*"),
    "node": _rule("id", f"label pid {_TIMES}", "spells?", "attvalues?"),
    "edge": _rule("source target", f"id type label weight kind {_TIMES}", "spells?", "attvalues?"),
    "spells": _rule("", "", "spell*"),
    "spell": _rule("", "start end timestamp"),
    "attvalues": _rule("", "", "attvalue*"),
    "attvalue": _rule("for value", "start end timestamp"),
}  # fmt: skip
_VALUES = {
    ("gexf", "version"): {"1.3"},
    ("graph", "mode"): {"static", "dynamic", "slice"},
    ("graph", "timeformat"): {"integer", "double", "date", "dateTime"},
    ("graph", "timerepresentation"): {"interval", "timestamp"},
    ("graph", "defaultedgetype"): {"directed", "undirected", "mutual"},
    ("graph", "idtype"): {"integer", "string"},
    ("attributes", "class"): {"node", "edge"},
    ("attributes", "mode"): {"static", "dynamic"},
    ("attribute", "type"): {"integer", "long", "double", "float", "boolean", "string", "anyURI"},
}


def faults(root: Element) -> list[str]:
    """Return what breaks the specification, and what a reader would stumble upon."""
    return [*_structure(root), *_references(root), *_times(root)]


def _structure(element: Element) -> Iterator[str]:
    name = element.tag.removeprefix(NS)
    rule = RULES.get(name)
    if rule is None:
        yield f"<{element.tag}> is not known"
        return
    given = set(element.attrib)
    yield from (f"<{name}> lacks {one}" for one in rule.required - given)
    yield from (f"<{name}> has {one}" for one in given - rule.required - rule.optional)
    for attribute, value in element.attrib.items():
        if value not in _VALUES.get((name, attribute), {value}):
            yield f"<{name} {attribute}={value!r}>"
    found = "".join(f"{child.tag.removeprefix(NS)} " for child in element)
    pattern = "".join(f"({c.rstrip('?*')} ){c[-1] if c[-1] in '?*' else ''}" for c in rule.children)
    if not re.fullmatch(pattern, found):
        yield f"<{name}> holds {Counter(found.split())}"
    for child in element:
        yield from _structure(child)


def _references(root: Element) -> Iterator[str]:
    """Yield ids that are there twice, and ends and attributes that are not declared."""
    for kind in ("node", "edge"):
        ids = Counter(one.get("id") for one in root.iter(f"{NS}{kind}"))
        yield from (f"{kind} {name} {n} times" for name, n in ids.items() if n > 1)
        blocks = [b for b in root.iter(f"{NS}attributes") if b.get("class") == kind]
        if len(blocks) != 1:
            yield f"{len(blocks)} blocks of attributes of {kind}: some readers take only the last"
        declared = {one.get("id") for block in blocks for one in block}
        for one in root.iter(f"{NS}{kind}"):
            used = {value.get("for") for value in one.iter(f"{NS}attvalue")}
            yield from (f"{kind} attribute {name} is not declared" for name in used - declared)
    nodes = {node.get("id") for node in root.iter(f"{NS}node")}
    for edge in root.iter(f"{NS}edge"):
        yield from (f"no node {edge.get(e)}" for e in ("source", "target")
                    if edge.get(e) not in nodes)  # fmt: skip


def _times(root: Element) -> Iterator[str]:
    """Yield intervals that end before they begin, and spells of one thing that overlap."""
    for one in root.iter():
        first, last = _day(one, "start", date.min), _day(one, "end", date.max)
        if first > last:
            yield f"{one.tag} from {first} to {last}"
    for spells in root.iter(f"{NS}spells"):
        days = [(_day(s, "start", date.min), _day(s, "end", date.max)) for s in spells]
        if any(before[1] >= after[0] for before, after in pairwise(days)):
            yield f"spells overlap: {days}"


def _day(element: Element, name: str, otherwise: date) -> date:
    return date.fromisoformat(element.attrib[name]) if name in element.attrib else otherwise
