"""A file of shapes, read into what the other modules ask of it. Every term is N-Triples text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

import pyoxigraph as ox

import ontology
from ontology.text import Text

_SH = "http://www.w3.org/ns/shacl#"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
TYPE = f"<{_RDF}type>"
SUBCLASS = "<http://www.w3.org/2000/01/rdf-schema#subClassOf>"
_TARGETS = ("targetClass", "targetSubjectsOf", "targetObjectsOf", "targetNode")

Triple = tuple[str, str, str]


class Target(NamedTuple):
    """What a shape is about: instances of a class, subjects or objects of a property, a node."""

    shape: str
    kind: str
    of: str


def sh(word: str) -> str:
    """Return a word of SHACL as a term."""
    return f"<{_SH}{word}>"


class Shapes:
    """The statements of a file of shapes; ``word`` is always a name of the SHACL vocabulary."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self.triples = list(triples)
        self._facts: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        self._holders: dict[str, dict[str, None]] = defaultdict(dict)  # of a property, in order
        for subject, predicate, value in self.triples:
            self._facts[subject][predicate].append(value)
            self._holders[predicate][subject] = None

    def words(self, node: str) -> set[str]:
        """Return the words of SHACL that describe a node."""
        said = self._facts.get(node, {})
        return {name[len(_SH) + 1 : -1] for name in said if name.startswith(f"<{_SH}")}

    def all(self, node: str, word: str) -> list[str]:
        """Return the values of a word."""
        return self._facts[node].get(sh(word), []) if node in self._facts else []

    def one(self, node: str, word: str) -> str:
        """Return the value of a word, "" when there is none."""
        return next(iter(self.all(node, word)), "")

    def having(self, word: str, value: str = "") -> list[str]:
        """Return the nodes that have a word, and this value of it when one is given."""
        holders = self._holders.get(sh(word), {})
        return [node for node in holders if not value or value in self.all(node, word)]

    def items(self, head: str) -> list[str]:
        """Return the items of an RDF list; none for what is no list."""
        found = []
        while head in self._facts and f"<{_RDF}first>" in self._facts[head]:
            found += self._facts[head][f"<{_RDF}first>"]
            head = self._facts[head][f"<{_RDF}rest>"][0]
        return found

    def targets(self, *kinds: str) -> list[Target]:
        """Return the targets of some kinds."""
        return [
            Target(shape, kind, of)
            for kind in kinds
            for shape in self.having(kind)
            for of in self.all(shape, kind)
        ]

    def targets_of(self, shape: str) -> list[Target]:
        """Return the targets of a shape and of those that it is a property of."""
        owners = {shape, *self.having("property", shape)}
        return [target for target in self.targets(*_TARGETS) if target.shape in owners]

    def path(self, path: str) -> str:
        """Return a path as SPARQL writes it."""
        if steps := self.items(path):
            return f"({'/'.join(map(self.path, steps))})"
        if backward := self.one(path, "inversePath"):
            return f"^{self.path(backward)}"
        if choice := self.one(path, "alternativePath"):
            return f"({'|'.join(map(self.path, self.items(choice)))})"
        if path.startswith("<"):
            return path
        raise NotImplementedError(f"a path with {sorted(self.words(path))}")

    def message(self, shape: str) -> Text:
        """Return what a broken shape says, in both languages."""
        told = [literal(text) for text in self.all(shape, "message")]
        words = {m.language: m.value for m in told}
        some = next(iter(words.values()), shape)
        return Text(words.get("fr", some), words.get("en", some))

    def without(self, *gone: Triple) -> Shapes:
        """Return the file without some statements; "" stands for any term."""
        left_out = set(gone)
        return Shapes(t for t in self.triples if not left_out & {t, (*t[:2], ""), (t[0], "", "")})

    def text(self, *more: Triple) -> str:
        """Return the file, and more statements, as N-Triples."""
        return lines((*self.triples, *more)).decode()


@cache
def read(name: str) -> Shapes:
    """Read the shapes "data" or "publication"."""
    path = next(path for path in ontology.shapes() if path.stem == name)
    return Shapes(triples(path.read_bytes(), ox.RdfFormat.TURTLE))


@cache
def meanings() -> tuple[Triple, ...]:
    """Return what the ontology and the vocabularies say: data are checked together with it."""
    return tuple(
        triple
        for file in ontology.files()
        for triple in triples(file.read_bytes(), ox.RdfFormat.TURTLE)
    )


def triples(text: bytes, syntax: ox.RdfFormat) -> list[Triple]:
    """Parse a text; the blank nodes of two texts are never the same."""
    parsed = ox.parse(text, format=syntax, lenient=True, rename_blank_nodes=True)
    return [(str(q.subject), str(q.predicate), str(q.object)) for q in parsed]


def lines(triples: Iterable[Triple]) -> bytes:
    """Return statements as N-Triples."""
    return "".join(f"{s} {p} {o} .\n" for s, p, o in triples).encode()


def literal(text: str) -> ox.Literal:
    """Return the literal that a term is."""
    found = next(ox.parse(f"<a:> <a:> {text} .".encode(), format=ox.RdfFormat.N_TRIPLES)).object
    return found if isinstance(found, ox.Literal) else ox.Literal(text)


def plain(term: str) -> str:
    r"""Return what a term says, without the signs of N-Triples.

    >>> plain("<https://example.org/a>"), plain(r'"un\"deux"@fr'), plain("_:b0")
    ('https://example.org/a', 'un"deux', '_:b0')
    """
    if term.startswith("<"):
        return term[1:-1]
    return literal(term).value if term.startswith('"') else term
