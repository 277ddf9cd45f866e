"""GEXF 1.3, for Gephi and its relatives: a dynamic graph of actors and alliances.

Alliances have spells: the days between their first stage and their end. The stage is a dynamic
attribute of the links. All attributes of links stand in one block, as some readers take only the
last block of a class; those without dates hold as long as their link. Links between the same two
actors differ in ``kind``, as Gephi merges those of one kind.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import ontology
from graph.export.edition import Edition
from graph.export.table import LINKS, NODES, Field, Link, Node, Row, Stay, Table, spans
from graph.export.xml import attributes, text
from ontology.text import Lang

_TYPES = {"string": "string", "integer": "integer", "date": "string"}
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<gexf xmlns="http://gexf.net/1.3" version="1.3">
"""
_GRAPH = """<graph mode="dynamic" defaultedgetype="undirected" idtype="string" timeformat="date" \
timerepresentation="interval">
"""


def pieces(edition: Edition, table: Table) -> Iterator[str]:
    """Yield the network of an edition as GEXF, bit by bit."""
    lang = edition.lang
    yield _HEAD
    yield _meta(edition)
    yield _GRAPH
    yield _declared("node", "static", NODES, lang)
    yield _declared("edge", "dynamic", LINKS, lang)
    yield "<nodes>\n"
    yield from map(_node, table.nodes())
    yield "</nodes>\n<edges>\n"
    yield from (_link(link, lang) for link in table.links())
    yield "</edges>\n</graph>\n</gexf>\n"


def _meta(edition: Edition) -> str:
    date_ = attributes({"lastmodifieddate": edition.as_of.isoformat()})
    return (
        f"<meta{date_}>\n<creator>alliances</creator>\n"
        f"<description>{text(edition.title)}</description>\n</meta>\n"
    )


def _declared(of: str, mode: str, fields: tuple[Field, ...], lang: Lang) -> str:
    lines = [f'<attributes class="{of}" mode="{mode}">']
    for field in fields:
        told = {"id": field.name, "title": field.title.to(lang), "type": _TYPES[field.kind]}
        lines.append(f"<attribute{attributes(told)}/>")
    return "\n".join([*lines, "</attributes>\n"])


def _node(node: Node) -> str:
    named = {"id": node.key, "label": node.label}
    return f"<node{attributes(named)}>{_spells(node.stays)}{_values(NODES, node.values)}</node>\n"


def _link(link: Link, lang: Lang) -> str:
    named = {
        "id": link.key, "source": link.source, "target": link.target, "label": link.label,
        "kind": link.kind,
    }  # fmt: skip
    fields = tuple(field for field in LINKS if field.name != "stage")
    told = f"{_stages(link.stays, lang)}{_values(fields, link.values, bare=True)}"
    return f"<edge{attributes(named)}>{_spells(link.stays)}<attvalues>{told}</attvalues></edge>\n"


def _values(fields: tuple[Field, ...], values: Row, *, bare: bool = False) -> str:
    given = ((field.name, values.get(field.name)) for field in fields)
    told = "".join(
        f"<attvalue{attributes({'for': name, 'value': value})}/>"
        for name, value in given
        if value is not None
    )
    return told if bare or not told else f"<attvalues>{told}</attvalues>"


def _stages(stays: tuple[Stay, ...], lang: Lang) -> str:
    return "".join(f"<attvalue{attributes(_stage(stay, lang))}/>" for stay in stays)


def _stage(stay: Stay, lang: Lang) -> dict[str, object]:
    known = ontology.concepts("stage").get(stay.stage)
    words = known.label.to(lang) if known else stay.stage
    return {"for": "stage", "value": words, **_bounds(stay.start, stay.end)}


def _spells(stays: tuple[Stay, ...]) -> str:
    """Return the days on which a thing is there; without any it always is."""
    found = [bounds for first, last in spans(stays) if (bounds := _bounds(first, last))]
    told = "".join(f"<spell{attributes(bounds)}/>" for bounds in found)
    return f"<spells>{told}</spells>" if told else ""


def _bounds(first: date | None, last: date | None) -> dict[str, object]:
    return {
        name: day.isoformat() for name, day in (("start", first), ("end", last)) if day is not None
    }
