"""RDF files: N-Quads, N-Triples, TriG, Turtle and JSON-LD, all in the same order of statements.

Formats with named graphs keep them. Turtle and N-Triples have none: the facts of all sources are
merged, and ``alliances export`` refuses to merge suggestions with them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import chain, groupby
from typing import IO, TYPE_CHECKING, Any, cast

import ontology
from graph.export.describe import described
from graph.export.edition import INTERNAL, Edition
from graph.export.lines import Lines
from graph.export.text import parsed
from graph.identifiers import slug
from ontology.text import Text

if TYPE_CHECKING:
    from pyoxigraph import Quad

Node = dict[str, Any]
_LOCAL = re.compile(r"[A-Za-z][\w-]*", re.ASCII)
_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_STRING = "http://www.w3.org/2001/XMLSchema#string"
_MERGED = Text(
    "Les graphes suivants sont réunis, ce format n'ayant pas de graphes nommés :",
    "The following graphs are merged, as this format has no named graphs:",
)


def write(edition: Edition, out: IO[bytes], form: str) -> None:
    """Write an edition in an RDF format, with its description."""
    with Lines(edition) as lines:
        described(lines, form)
        _WRITERS[form](lines, out)


def write_description(edition: Edition, out: IO[bytes], form: str) -> None:
    """Write only what an edition holds, by whom and under which licence."""
    with Lines(edition) as lines:
        describe(lines, out, form)


def describe(lines: Lines, out: IO[bytes], form: str) -> None:
    """Write the description of lines that were read already."""
    graph = described(lines, "")
    own = Lines(lines.edition)
    own.add(graph, list(lines.of(graph)))
    _WRITERS[form](own, out)


def _nquads(lines: Lines, out: IO[bytes]) -> None:
    out.writelines(lines.quads())


def _ntriples(lines: Lines, out: IO[bytes]) -> None:
    out.writelines(lines.triples())


def _trig(lines: Lines, out: IO[bytes]) -> None:
    import pyoxigraph as ox

    out.writelines(_comments(lines.edition, ()))
    statements = chain.from_iterable(parsed(lines.of(graph)) for graph in lines.graphs)
    ox.serialize(statements, _sorted(out), ox.RdfFormat.TRIG, prefixes=_prefixes(lines))


def _turtle(lines: Lines, out: IO[bytes]) -> None:
    import pyoxigraph as ox

    out.writelines(_comments(lines.edition, lines.graphs))
    statements = (quad.triple for quad in parsed(lines.triples()))
    ox.serialize(statements, _sorted(out), ox.RdfFormat.TURTLE, prefixes=_prefixes(lines))


def _sorted(out: IO[bytes]) -> IO[bytes]:
    return cast("IO[bytes]", _Sorted(out))  # the engine calls no more than it has


class _Sorted:
    """A file whose first lines, the prefixes, come sorted: the engine gives them in any order."""

    def __init__(self, out: IO[bytes]) -> None:
        self._out = out
        self._head: bytes | None = b""

    def write(self, text: bytes) -> int:
        """Write text, once it is sure that no other prefix follows."""
        if self._head is None:
            return self._out.write(text)
        self._head += text
        *lines, rest = self._head.splitlines(keepends=True)
        if not rest.startswith(b"@prefix"[: len(rest)]):
            self._pass(lines, rest)
        return len(text)

    def flush(self) -> None:
        """Do nothing: what is still held back may not be the last prefix."""

    def _pass(self, lines: list[bytes], rest: bytes) -> None:
        names = sum(line.startswith(b"@prefix") for line in lines)
        self._out.writelines([*sorted(lines[:names]), *lines[names:], rest])
        self._head = None


def _prefixes(lines: Lines) -> dict[str, str]:
    """Return the prefixes of the ontology, and one for each kind and scheme of things."""
    own = {slug(path.removeprefix(f"{lines.edition.minter.base}id/")): path for path in lines.paths}
    return dict(sorted((own | ontology.prefixes()).items()))


def _comments(edition: Edition, merged: Iterable[str]) -> Iterator[bytes]:
    """Yield what a reader of the text should know first."""
    words = [INTERNAL] if edition.is_internal else []
    graphs = list(merged)
    lines = [text.to(edition.lang) for text in words]
    lines += [_MERGED.to(edition.lang), *(f"  {graph}" for graph in graphs)] if graphs else []
    return (f"# {line}\n".encode() for line in lines)


# -- JSON-LD: one object a thing, indented, so that a changed fact changes few lines --------------


def _jsonld(lines: Lines, out: IO[bytes]) -> None:
    """Write the graphs as a list of named graphs below one context."""
    prefixes = dict(sorted(ontology.prefixes().items()))
    del prefixes["geo"]  # is a scheme too: JSON-LD would expand <geo:43.5,5.4>
    short = partial(_short, {space: prefix for prefix, space in prefixes.items()})
    context = json.dumps(prefixes, indent=1, ensure_ascii=False).replace("\n", "\n ")
    out.write(f'{{\n "@context": {context},\n "@graph": ['.encode())
    for place, graph in enumerate(lines.graphs):
        name = json.dumps(graph, ensure_ascii=False)
        out.write(f'{"," * bool(place)}\n  {{"@id": {name}, "@graph": ['.encode())
        for number, (subject, quads) in enumerate(groupby(parsed(lines.of(graph)), _subject)):
            node = json.dumps(_node(subject, quads, short), indent=1, ensure_ascii=False)
            out.write(f"{',' * bool(number)}\n{node}".encode())
        out.write(b"\n  ]}")
    out.write(b"\n ]\n}\n")


def _subject(quad: Quad) -> str:
    return _id(quad.subject)


def _id(term: Any) -> str:
    value: str = term.value
    return value if type(term).__name__ == "NamedNode" else f"_:{value}"


def _node(subject: str, quads: Iterable[Quad], short: Any) -> Node:
    node: Node = {"@id": subject}
    for quad in quads:
        predicate = quad.predicate.value
        if predicate == _TYPE:
            node.setdefault("@type", []).append(short(_id(quad.object)))
        else:
            node.setdefault(short(predicate), []).append(_value(quad.object, short))
    return node


def _value(term: Any, short: Any) -> str | Node:
    """Return a value as JSON-LD writes it; numbers keep their words, so that none is rounded."""
    if not hasattr(term, "datatype"):
        return {"@id": _id(term)}
    if term.language:
        return {"@value": term.value, "@language": term.language}
    kind = term.datatype.value
    return term.value if kind == _STRING else {"@value": term.value, "@type": short(kind)}


def _short(spaces: dict[str, str], iri: str) -> str:
    """Return the prefixed name of an IRI where it is a plain one."""
    cut = max(iri.rfind("#"), iri.rfind("/")) + 1
    prefix = spaces.get(iri[:cut])
    return f"{prefix}:{iri[cut:]}" if prefix and _LOCAL.fullmatch(iri[cut:]) else iri


_WRITERS = {
    "nquads": _nquads, "ntriples": _ntriples, "trig": _trig, "turtle": _turtle, "jsonld": _jsonld,
}  # fmt: skip
