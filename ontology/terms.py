"""Read the Turtle files once, and find any term in them."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from ontology.text import Text, same

if TYPE_CHECKING:
    from pathlib import Path

    from pyoxigraph import NamedNode


class UnknownTermError(KeyError):
    """A term that neither the ontology nor the vocabularies contain."""

    def __init__(self, term: str) -> None:
        super().__init__(term)
        self.term = term

    def __str__(self) -> str:
        return f"{self.term}: not in ontology/alliances.ttl nor in ontology/vocabularies/"


class Value(NamedTuple):
    """The object of a statement: an IRI or a literal, with its language if it has one."""

    value: str
    lang: str | None


class _Model(NamedTuple):
    """What the files say, by subject then predicate, in the order they say it."""

    facts: dict[str, dict[str, list[Value]]]
    known: frozenset[str]  # every IRI that occurs, wherever in a statement
    prefixes: dict[str, str]


def files() -> list[Path]:
    """Return the ontology, then one vocabulary file for each concept scheme."""
    folder = _folder()
    return [folder / "alliances.ttl", *sorted((folder / "vocabularies").glob("*.ttl"))]


def shapes() -> list[Path]:
    """Return the SHACL files: ``data`` (quality) and ``publication`` (what may leave)."""
    return sorted((_folder() / "shapes").glob("*.ttl"))


def prefixes() -> dict[str, str]:
    """Return the namespaces by prefix, as the files declare them."""
    return dict(_model().prefixes)


def base() -> str:
    """Return the IRI below which the words, concepts and things of the project live."""
    return _model().prefixes["ea"].removesuffix("def#")


@cache
def iri(curie: str) -> str:
    """Return the full IRI of a term, which must occur in the files.

    >>> iri("org:memberDuring")
    'http://www.w3.org/ns/org#memberDuring'
    >>> iri("stage:signe") == iri("voc:stage/signe")
    True
    """
    model = _model()
    prefix, colon, local = curie.partition(":")
    full = model.prefixes.get(prefix, "") + local
    if not colon or full not in model.known:
        raise UnknownTermError(curie)
    return full


@cache
def node(curie: str) -> NamedNode:
    """Return the term as a node that the store understands."""
    from pyoxigraph import NamedNode

    return NamedNode(iri(curie))


@cache
def curie(term: str) -> str:
    """Return the prefixed name of an IRI that occurs in the files."""
    model = _model()
    if term not in model.known:
        raise UnknownTermError(term)
    fitting = [
        (space, prefix) for prefix, space in model.prefixes.items() if term.startswith(space)
    ]
    if not fitting:
        return term
    longest, prefix = max(fitting, key=lambda pair: len(pair[0]))
    return f"{prefix}:{term.removeprefix(longest)}"


@cache
def label(term: str) -> Text:
    """Return the words for a term or concept given by its IRI.

    A foreign term that the files use without naming it reads as its prefixed name.
    """
    named = text(term, "rdfs:label") or text(term, "skos:prefLabel")
    return named or same(curie(term))


def values(subject: str, predicate: str) -> tuple[str, ...]:
    """Return what the files say of a subject, in any language; the predicate is a CURIE."""
    return tuple(found.value for found in _statements(subject, predicate))


def text(subject: str, predicate: str) -> Text | None:
    """Return the French and English values of a predicate, or None when one is missing."""
    found = {item.lang: item.value for item in _statements(subject, predicate)}
    return Text(found["fr"], found["en"]) if {"fr", "en"} <= found.keys() else None


def subjects(predicate: str, value: str) -> list[str]:
    """Return the subjects that have this value, in the order of the files."""
    wanted = iri(predicate)
    return [
        subject
        for subject, facts in _model().facts.items()
        if any(found.value == value for found in facts.get(wanted, ()))
    ]


def _statements(subject: str, predicate: str) -> list[Value]:
    return _model().facts.get(subject, {}).get(iri(predicate), [])


def _folder() -> Path:
    from importlib.resources import files
    from pathlib import Path

    return Path(str(files("ontology")))


@cache
def _model() -> _Model:
    """Parse every file, when a term is first asked for: it takes about a hundredth of a second."""
    from pyoxigraph import NamedNode, RdfFormat, parse

    facts: dict[str, dict[str, list[Value]]] = {}
    known: set[str] = set()
    namespaces: dict[str, str] = {}
    for path in files():
        parser = parse(path.read_bytes(), RdfFormat.TURTLE)
        for quad in parser:
            subject, predicate, value = quad.subject.value, quad.predicate.value, quad.object
            found = Value(value.value, getattr(value, "language", None))
            facts.setdefault(subject, {}).setdefault(predicate, []).append(found)
            known.update((subject, predicate))
            if isinstance(value, NamedNode):
                known.add(found.value)
        namespaces |= parser.prefixes
    return _Model(facts, frozenset(known), namespaces)
