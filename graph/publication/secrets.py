"""What stands only in statements that stay: the texts and names that no public file may hold.

A value that also stands in a statement that may leave is no secret: the same city, the same name
of somebody else, a word of the vocabularies. Neither can a value be looked for that any file holds
by chance; those are kept back by the gate of statements alone, and counted:

* fewer than four letters or digits;
* true and false, dates and years;
* numbers of fewer than nine digits (a SIREN has nine): coordinates and counts look alike;
* words that the program itself writes into files, such as "Convention" (see ``frame``);
* the row of a sheet where something stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

import ontology
from graph import layers
from graph.publication.gate import Gate
from graph.publication.search import Phrase, Phrases, phrases_of
from graph.publication.words import numbers, words

SHORTEST = 4  # letters and digits
DIGITS = 9  # of a number
_BLOCK = 20_000  # terms folded at once
_BREAK = "\ua66e"  # a letter that no text holds: between the terms of a block
_DATED = re.compile(
    rb'"(?:[0-9]{4}(?:-[0-9]{2}){0,2}|[0-9]{1,2}/[0-9]{1,2}/[0-9]{4})"$'
    rb'|"\^\^<[^>]*#(?:boolean|date|dateTime|g\w+)>$'
)
_PLACE = f"<{ontology.iri('ea:locator')}>".encode()
NAME = f"<{ontology.iri('foaf:name')}>".encode()
ACTOR = b"/id/org/"
_NAMES = frozenset(f"<{ontology.iri(name)}>".encode() for name in ("rdfs:label", "skos:altLabel"))
TELLING = _NAMES | {
    f"<{ontology.iri(name)}>".encode() for name in ("ea:siren", "ea:rna", "foaf:homepage")
}
_ROW = re.compile(rb'"[^"]{1,60}, [0-9]{1,7}"')
_ADDRESS = re.compile(r"[\w.+%'-]{1,64}@[\w.-]{1,253}")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:/{0,2}")


class Origin(NamedTuple):
    """Where a secret stands: the thing, the property and the graph, as they stand in lines."""

    subject: bytes
    predicate: bytes
    graph: str
    is_iri: bool = False  # the secret is the name of a thing, not what is said of it


@dataclass(frozen=True)
class Secrets:
    """The phrases to look for, each with where it stands, and how many values cannot be."""

    phrases: Phrases
    origins: dict[Phrase, Origin]
    common: int = 0
    persons: frozenset[Phrase] = frozenset()  # names that stay, and are told in a public text
    #: The same of actors: names, numbers and websites → as a name is written.
    actors: Mapping[Phrase, str] = field(default_factory=dict)


def secrets(gate: Gate, frame: Iterable[str] = ()) -> Secrets:
    """Gather the secrets of a store; ``frame`` are texts that the program writes itself."""
    origins, common, tell = _withheld(gate)
    known = Phrases(origins)
    told: set[Phrase] = set()
    actors: dict[Phrase, str] = {}
    if known:
        for phrase in in_public(gate, known):
            if phrase in tell:
                actors[phrase] = tell[phrase]
            found = origins.pop(phrase, None)
            if found is not None and found.predicate == NAME and not found.is_iri:
                told.add(phrase)
                for other in (turned(phrase), (*phrase[1:], phrase[0])):
                    origins.pop(other, None)  # the same name, the other way round
    if known:
        ours = {phrase for text in frame for phrase in known.within(words(text))}
        common += sum(origins.pop(phrase, None) is not None for phrase in ours)
    return Secrets(Phrases(origins), origins, common, frozenset(told), actors)


def graphs(gate: Gate) -> list[str]:
    """Return all graphs, those that stay last."""
    return [*layers.graphs(gate.store, "all"), *layers.restricted(gate.store)]


def turned(name: Phrase) -> Phrase:
    """Return a person's name with the last word first, as lists have it."""
    return (name[-1], *name[:-1])


def _withheld(gate: Gate) -> tuple[dict[Phrase, Origin], int, dict[Phrase, str]]:
    """Return phrase → where it stands, of all that stays, and how many values are too common.

    Last, of what tells an actor, phrase → name as written; "" of a number or a website.
    """
    found: dict[Phrase, Origin] = {}
    common, tell = 0, dict[Phrase, str]()
    for graph in graphs(gate):
        last = b""
        for line in gate.withheld_lines(graph):
            subject, predicate, value = split(line, graph)
            for term in (value,) if subject == last else (subject, value):
                phrases = () if _is_row(predicate, term) else _sought(term)
                common += not phrases
                if term is value and predicate in TELLING and ACTOR in subject:
                    tell |= dict.fromkeys(phrases, written(value) if predicate in _NAMES else "")
                if predicate == NAME and term is value:
                    phrases = (*phrases, *map(turned, phrases))
                for phrase in phrases:
                    if phrase not in found:
                        is_iri = term is subject or term[:1] == b"<"
                        found[phrase] = Origin(subject, predicate, graph, is_iri)
            last = subject
    return found, common, tell


@lru_cache(maxsize=10_000)
def _sought(term: bytes) -> tuple[Phrase, ...]:
    """Return the same as :func:`sought`: many statements have the same value."""
    return tuple(sought(term))


def split(line: bytes, graph: str) -> tuple[bytes, bytes, bytes]:
    """Return the subject, the property and the value of a line of N-Quads."""
    subject, predicate, rest = line.split(b" ", 2)
    return subject, predicate, rest[: -len(graph.encode()) - 6]  # " <…> .\n"


def _is_row(predicate: bytes, term: bytes) -> bool:
    return predicate == _PLACE and _ROW.fullmatch(term) is not None


def sought(term: bytes) -> Iterator[Phrase]:
    """Yield the phrases that a term, as a line writes it, is looked for by; none if too common."""
    if term.startswith(b"_:") or _DATED.search(term):
        return
    found = words(spoken(term))
    if _is_common(found):
        return
    yield from phrases_of(found)
    if b"@" in term and term.startswith(b'"'):
        yield from (tuple(words(one)) for one in _ADDRESS.findall(written(term)))


def _is_common(found: list[bytes]) -> bool:
    letters = b"".join(found).decode()
    return len(letters) < SHORTEST or (letters.isdecimal() and len(letters) < DIGITS)


def spoken(term: bytes) -> str:
    """Return what a term says: a text, or an IRI from where it tells things apart.

    >>> spoken(b'"Salle"@fr'), spoken(b"<https://w3id.org/x/id/org/rna/W1>")
    ('Salle', 'org/rna/W1')
    """
    if term.startswith(b'"'):
        return written(term)
    iri = term[1:-1].decode()
    _, found, rest = iri.partition("/id/")
    return rest if found else _SCHEME.sub("", iri, count=1)


def written(term: bytes) -> str:
    """Return the text of a literal, as a line writes it."""
    return term[1 : term.rindex(b'"')].decode()


def in_public(gate: Gate, known: Phrases) -> Iterator[Phrase]:
    """Yield those of some phrases that stand in a statement that may leave."""
    for text in runs(_public(gate)):
        yield from known.within(words(text))
        yield from known.within([*numbers(text)])


def _public(gate: Gate) -> Iterator[str]:
    """Yield what the terms that may leave say."""
    return said(split(line, graph) for graph in graphs(gate) for line in gate.lines(graph))


def said(statements: Iterable[tuple[bytes, bytes, bytes]]) -> Iterator[str]:
    """Yield what the terms of statements say; of a run about one thing, it is told once."""
    last = b""
    for subject, _, value in statements:
        if subject != last:
            last = subject
            yield spoken(subject)
        yield spoken(value)


def runs(terms: Iterator[str]) -> Iterator[str]:
    """Yield texts of many terms, set apart so that no phrase goes over two of them."""
    while block := list(islice(terms, _BLOCK)):
        yield f" {_BREAK} ".join((*block, ""))
