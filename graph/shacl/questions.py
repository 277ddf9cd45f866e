"""Constraints that are asked in SPARQL instead of being left to an engine.

* ``sh:sparql`` of a node: a question over the whole graph, asked of the store as no window can
  answer it. The others are asked of each window.
* ``sh:minInclusive``, ``sh:maxInclusive``, ``sh:lessThanOrEquals``: SHACL defines them by the
  operators of SPARQL. shacl-rust 0.2.12 compares texts, as numbers where they look so, whatever the
  datatype: "5" is no number, nor "2018-01-01" a day, and both pass. pySHACL 0.40 lets a day pass
  as a latitude, and stops with an error at a day that does not exist.
* ``sh:minCount 1`` of a path with a sequence inside a choice, which shacl-rust cannot read.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from graph.shacl.rules import SUBCLASS, TYPE, Shapes, Target, Triple, plain

_COMPARISONS = {"minInclusive": ">=", "maxInclusive": "<="}


class Question(NamedTuple):
    """What breaks a constraint: a pattern that binds ``?focus``, and ``?value`` if one is at fault.

    ``reads`` are the statements that the pattern reads, each by its predicate, or predicate and
    object. Only a ``?focus`` for which the other pattern holds is one of the shape's.
    """

    shape: str
    pattern: str
    reads: tuple[str, ...]
    focus: str = ""

    def suspects(self) -> str:
        """Return the question that finds all that may be broken."""
        return f"SELECT DISTINCT ?focus ?value WHERE {{ {self.pattern} }}"

    def query(self) -> str:
        """Return the question that finds what is broken."""
        focus = f"FILTER EXISTS {{ {self.focus} }}" if self.focus else ""
        return f"SELECT DISTINCT ?focus ?value WHERE {{ {self.pattern} {focus} }}"


class WholeQuestion(NamedTuple):
    """A question over the whole graph, as the shape words it; ``?value`` is the thing at fault."""

    shape: str
    focus: str
    select: str
    prefixes: Mapping[str, str]

    def mentioned(self) -> set[str]:
        """Return the terms of which the question writes a prefixed name."""
        names = re.findall(r"(?<![\w?$])([\w-]+):([\w-]+)", self.select)
        return {f"<{self.prefixes[p]}{local}>" for p, local in names if p in self.prefixes}


class Subclasses:
    """The class hierarchy: of the ontology, and of the data should they have one."""

    def __init__(self, statements: Collection[Triple]) -> None:
        self._below: dict[str, list[str]] = {}
        for subject, predicate, value in statements:
            if predicate == SUBCLASS:
                self._below.setdefault(value, []).append(subject)

    def of(self, kind: str) -> list[str]:
        """Return a class and every class below it."""
        found = {kind: None}
        for known in (waiting := [kind]):
            new = [c for c in self._below.get(known, ()) if c not in found]
            found.update(dict.fromkeys(new))
            waiting += new
        return list(found)


def branches(targets: Collection[Target], classes: Subclasses) -> list[str]:
    """Return the patterns that bind ``?focus`` to the focus nodes of some targets."""
    found: dict[str, None] = {}
    for _, kind, of in targets:
        match kind:
            case "targetClass":
                found.update(dict.fromkeys(f"?focus a {c}" for c in classes.of(of)))
            case "targetSubjectsOf":
                found[f"?focus {of} ?any"] = None
            case "targetObjectsOf":
                found[f"?any {of} ?focus"] = None
            case _:
                found[f"VALUES ?focus {{ {of} }}"] = None
    return list(found)


def union(patterns: Collection[str]) -> str:
    """Return the patterns as one, of which any may hold."""
    return " UNION ".join(f"{{ {pattern} }}" for pattern in patterns)


def questions(shapes: Shapes, classes: Subclasses) -> Iterator[Question]:
    """Yield the questions that stand for the statements that ``answered`` names."""
    for shape in shapes.having("path"):
        path = shapes.path(shapes.one(shape, "path"))
        patterns = branches(shapes.targets_of(shape), classes)
        reads = re.findall(r"<[^>]*>", path)
        if _unreadable(shapes, shape):
            reads += map(_read_by, patterns)
            absent = f"{union(patterns)} FILTER NOT EXISTS {{ ?focus {path} ?any }}"
            yield Question(shape, absent, tuple(reads))
        for word, sign in _COMPARISONS.items():
            for bound in shapes.all(shape, word):
                wrong = f"FILTER(!COALESCE(?value {sign} {bound}, false))"
                yield Question(
                    shape, f"?focus {path} ?value {wrong}", tuple(reads), union(patterns)
                )
        for other in shapes.all(shape, "lessThanOrEquals"):
            pair = f"?focus {path} ?value ; {other} ?other"
            wrong = "FILTER(!COALESCE(?value <= ?other, false))"
            yield Question(shape, f"{pair} {wrong}", (*reads, other), union(patterns))


def whole_questions(shapes: Shapes) -> Iterator[WholeQuestion]:
    """Yield the questions over the whole graph."""
    for shape in shapes.having("sparql"):
        for asked in shapes.all(shape, "sparql"):
            declared = [d for p in shapes.all(asked, "prefixes") for d in shapes.all(p, "declare")]
            prefixes = {
                plain(shapes.one(d, "prefix")): plain(shapes.one(d, "namespace")) for d in declared
            }
            select = plain(shapes.one(asked, "select"))
            for _, kind, focus in shapes.targets_of(shape):
                if kind != "targetNode":
                    raise NotImplementedError(f"{asked} is asked of each {kind}, not of the whole")
                yield WholeQuestion(asked, focus, select, prefixes)


def answered(shapes: Shapes) -> list[Triple]:
    """Return the statements of a file that the engines need not read, "" being any term."""
    found: list[Triple] = []
    for word in (*_COMPARISONS, "lessThanOrEquals", "sparql"):
        term = f"<http://www.w3.org/ns/shacl#{word}>"
        for shape in shapes.having(word):
            if not shapes.targets_of(shape):
                raise NotImplementedError(f"{shape}: sh:{word} inside a shape without a target")
            found.append((shape, term, ""))
    for shape in filter(lambda s: _unreadable(shapes, s), shapes.having("path")):
        if shapes.words(shape) - {"message"} != {"path", "minCount"}:
            raise NotImplementedError(f"{shape}: only sh:minCount 1 is asked of such a path")
        found.append((shape, "", ""))
        found += [
            (owner, "<http://www.w3.org/ns/shacl#property>", shape)
            for owner in shapes.having("property", shape)
        ]
    return found


def _read_by(pattern: str) -> str:
    """Return what a pattern of ``branches`` reads."""
    _, predicate, value, *_ = pattern.split()
    return f"{TYPE} {value}" if predicate == "a" else predicate


def _unreadable(shapes: Shapes, shape: str) -> bool:
    """Tell whether a path has a sequence inside a choice."""
    items = shapes.items(shapes.one(shapes.one(shape, "path"), "alternativePath"))
    return any(map(shapes.items, items))
