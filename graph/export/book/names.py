"""The key of each row: by it, loading gives back the IRI that the thing had."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import unquote

import ontology
from graph.identifiers import slug
from ontology.text import fold

Thing = Mapping[str, list[str]]
Things = Mapping[str, Thing]
_PLACES = ("departement", "region", "epci")
#: The sheets of rows that others refer to, in the order in which keys are given.
KEYED = ("sources", "territories", "actors", "mandates", "programmes", "alliances")


class Keys:
    """IRI → key of every thing that other rows refer to, each key once in its sheet."""

    def __init__(self, things: Mapping[str, Things], former: Mapping[str, str]) -> None:
        self._former = former  # IRI → the local one that it replaced
        self.of: dict[str, str] = {}
        self.sheet: dict[str, str] = {}
        names = {fold(word) for thing in things["actors"].values() for word in _words(thing)}
        for sheet in KEYED:
            taken = names if sheet == "mandates" else set()
            for iri, key in self._wanted(sheet, things[sheet]):
                self.of[iri] = _free(key, taken)
                self.sheet[iri] = sheet
                taken.add(fold(self.of[iri]))
            if sheet == "actors":
                names |= taken

    def _wanted(self, sheet: str, things: Things) -> Iterator[tuple[str, str]]:
        """Yield the things with the keys that give their IRIs back, the surest first."""
        found = [(iri, self._key(sheet, iri)) for iri in things]
        return iter(sorted(found, key=lambda pair: ("/local/" not in pair[0], pair)))

    def _key(self, sheet: str, iri: str) -> str:
        steps = [unquote(step) for step in iri.partition("/id/")[2].split("/")]
        if sheet == "actors" and iri in self._former:
            return unquote(self._former[iri].rpartition("/")[2])
        if sheet == "territories" and len(steps) == 3 and steps[1] in _PLACES:
            return f"{steps[1]}-{steps[2]}"
        if sheet == "mandates" and "siren" in steps:
            return slug("-".join(steps[2:]))
        return slug(steps[-1]) or slug(iri)


def _free(key: str, taken: set[str]) -> str:
    """Return a key that no other row has, by a number behind it if need be."""
    free, number = key or "x", 1
    while fold(free) in taken:
        number += 1
        free = f"{key}-bis{number}"
    return free


def _words(thing: Thing) -> Iterable[str]:
    return thing.get("rdfs:label", ())


def former_of(things: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return new → old, of local names that a register's number replaced."""
    return {new: old for old, new in things if "/org/local/" in old}


def posts(mandates: Things, known: Things) -> dict[str, Thing]:
    """Return the posts that have a row: those of mandates, and those that nobody holds."""
    named = {post for mandate in mandates.values() for post in mandate.get("ea:post", ())}
    return {iri: post for iri, post in known.items() if iri in named or "org:postIn" in post}


def kinds_of(parent: str, thing: Thing) -> list[str]:
    """Return the classes below a parent that a thing has, in the order of the ontology."""
    types = set(thing.get("rdf:type", ()))
    return [kind.iri for kind in ontology.kinds(parent) if kind.iri in types]
