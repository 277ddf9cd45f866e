"""Constraints that are asked in SPARQL instead of being left to an engine.

* ``sh:sparql`` of a node: a question over the whole graph, asked of the store as no window can
  answer it. The others are asked of each window.
* ``sh:minInclusive``, ``sh:maxInclusive``, ``sh:lessThanOrEquals``: SHACL defines them by the
  operators of SPARQL. shacl-rust compares the text as a number whatever the datatype (the string
  "5" passes as a number, an IRI or "x"^^ex:y does not) and is content with one value that is not
  smaller out of many; pySHACL stops with a TypeError, or lets a day pass as a number.
* ``sh:minCount 1`` of a path with a sequence inside a choice, which shacl-rust cannot read.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from graph.shacl.rules import SUBCLASS, Shapes, Target, Triple, plain

_COMPARISONS = {"minInclusive": ">=", "maxInclusive": "<="}


class Question(NamedTuple):
    """What breaks a constraint; nothing does when the data have none of one of the ``needs``."""

    shape: str
    pattern: str  # binds ?focus, and ?value where a value is at fault
    needs: tuple[str, ...] = ()


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
        focus = union(branches(shapes.targets_of(shape), classes))
        if _unreadable(shapes, shape):
            yield Question(shape, f"{focus} FILTER NOT EXISTS {{ ?focus {path} ?any }}")
        needs = (path,) if path.startswith("<") else ()
        for word, sign in _COMPARISONS.items():
            for bound in shapes.all(shape, word):
                yield Question(
                    shape,
                    f"?focus {path} ?value FILTER(!COALESCE(?value {sign} {bound}, false)) "
                    f"FILTER EXISTS {{ {focus} }}",
                    needs,
                )
        for other in shapes.all(shape, "lessThanOrEquals"):
            yield Question(
                shape,
                f"?focus {path} ?value ; {other} ?other "
                f"FILTER(!COALESCE(?value <= ?other, false)) FILTER EXISTS {{ {focus} }}",
                (*needs, other),
            )


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
        if shapes.words(shape) != {"path", "minCount", "message"}:
            raise NotImplementedError(f"{shape}: only sh:minCount 1 is asked of such a path")
        found.append((shape, "", ""))
        found += [
            (owner, "<http://www.w3.org/ns/shacl#property>", shape)
            for owner in shapes.having("property", shape)
        ]
    return found


def _unreadable(shapes: Shapes, shape: str) -> bool:
    """Tell whether a path has a sequence inside a choice."""
    items = shapes.items(shapes.one(shapes.one(shape, "path"), "alternativePath"))
    return any(map(shapes.items, items))
