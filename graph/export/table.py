"""The network as nodes and links, for programs that know no RDF: one column an attribute.

As on the map, an alliance of two parties is a link, and an alliance of more is a node of its own
with a link to each party: a clique would claim links that nobody stated. Two actors may have many
links. Every key is stable over reloads and fits an XML name token.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Literal, NamedTuple

import ontology
from graph.network import Actor, Alliance, Network, PartyLink
from graph.selection import COMPLETED, notation
from graph.stages import turns
from ontology.text import Lang, Text

Kind = Literal["string", "integer", "date"]
Value = str | int | date | None
Row = Mapping[str, Value]
SEVERAL = " | "  # between several values of one attribute
_UNFIT = re.compile(r"[^A-Za-z0-9._:-]+")


class Field(NamedTuple):
    """A column: its name, what it is called, and what its values are."""

    name: str
    title: Text
    kind: Kind = "string"


_OF_ALLIANCES = (  # whether they are a node or a link
    Field("territories", Text("territoires", "territories")),
    Field("frames", Text("cadres", "frames")),
    Field("amount", Text("montant", "amount")),
    Field("since", Text("depuis", "since"), "date"),
    Field("until", Text("jusqu'à", "until"), "date"),
    Field("sources", Text("sources", "sources")),
    Field("locator", Text("localisation dans la source", "place in the source")),
)
NODES = (
    Field("iri", Text("IRI", "IRI")),
    Field("type", Text("nature", "type")),
    Field("sector", Text("secteur", "sector")),
    Field("kinds", Text("classes", "classes")),
    Field("acronym", Text("sigle", "acronym")),
    Field("rna", Text("numéro RNA", "RNA number")),
    Field("siren", Text("SIREN", "SIREN")),
    Field("seat", Text("siège", "seat")),
    Field("themes", Text("thèmes", "themes")),
    Field("networks", Text("réseaux", "networks")),
    Field("alliances", Text("nombre d'alliances", "number of alliances"), "integer"),
    Field("partners", Text("nombre de partenaires", "number of partners"), "integer"),
    Field("website", Text("site web", "website")),
    Field("description", Text("description", "description")),
    Field("stage", Text("étape", "stage")),
    Field("types", Text("types d'alliance", "types of alliance")),
    *_OF_ALLIANCES,
)
LINKS = (
    Field("iri", Text("IRI de l'alliance", "IRI of the alliance")),
    Field("stage", Text("étape", "stage")),
    Field("history", Text("étapes franchies", "stages reached")),
    Field("roles", Text("rôles", "roles")),
    Field("contributions", Text("apports", "contributions")),
    Field("types", Text("types d'alliance", "types of alliance")),
    Field("themes", Text("thèmes", "themes")),
    *_OF_ALLIANCES,
)
_KINDS = {
    "actor": Text("acteur", "actor"), "post": Text("poste d'élu", "elected post"),
    "alliance": Text("alliance", "alliance"), "party": Text("partie", "party"),
}  # fmt: skip


class Stay(NamedTuple):
    """A stage and the days that it lasted, both included; an open bound is None."""

    start: date | None
    end: date | None
    stage: str


class Node(NamedTuple):
    """An actor, or an alliance of three or more; ``stays`` are empty for an actor."""

    key: str
    label: str
    values: Row
    stays: tuple[Stay, ...] = ()


class Link(NamedTuple):
    """An alliance of two, or one party of a larger one; the number-th between its two ends."""

    key: str
    source: str
    target: str
    label: str
    number: int
    values: Row
    stays: tuple[Stay, ...] = ()

    @property
    def kind(self) -> str:
        """What tells parallel links apart: programs merge those of one kind."""
        return "alliance" if self.number == 1 else f"alliance {self.number}"


def stays(alliance: Alliance) -> tuple[Stay, ...]:
    """Return the stages of an alliance while it ran, or those told of one that never did.

    A stage that is over, suspended or abandoned ends the one before it.
    """
    told = turns(alliance.events)
    days = [turn.day for turn in told[1:]]
    ends = [day - timedelta(days=1) if day else None for day in [*days, None]]
    found = tuple(
        Stay(turn.day, end, turn.events[-1].stage) for turn, end in zip(told, ends, strict=True)
    )
    running = tuple(stay for stay in found if notation(stay.stage) < COMPLETED)
    return running or tuple(stay._replace(end=stay.end or stay.start) for stay in found)


def spans(known: Iterable[Stay]) -> list[tuple[date | None, date | None]]:
    """Return the days of stays, those that follow each other as one span."""
    found: list[tuple[date | None, date | None]] = []
    for stay in known:
        last = found[-1][1] if found else None
        if last and stay.start and stay.start - last == timedelta(days=1):
            found[-1] = found[-1][0], stay.end
        else:
            found.append((stay.start, stay.end))
    return found


@dataclass(frozen=True)
class Table:
    """The nodes and links of a network, with words in a language."""

    network: Network
    lang: Lang

    @cached_property
    def _keys(self) -> Mapping[str, str]:
        """Return IRI → key: the end of the IRI, made unique."""
        iris = [*(a.iri for a in self.network.actors), *(a.iri for a in self.network.alliances)]
        seen: Counter[str] = Counter()
        found = {}
        for iri in iris:
            key = key_of(iri)
            seen[key] += 1
            found[iri] = key if seen[key] == 1 else f"{key}_{seen[key]}"
        return found

    @cached_property
    def _partners(self) -> list[set[int]]:
        found: list[set[int]] = [set() for _ in self.network.actors]
        for alliance in self.network.alliances:
            everyone = alliance.members
            for actor in everyone:
                found[actor] |= everyone
        return found

    @cached_property
    def _ties(self) -> Counter[int]:
        return Counter(a for alliance in self.network.alliances for a in _parties(alliance))

    def nodes(self) -> Iterator[Node]:
        """Yield the actors, then the alliances of three or more."""
        for place, actor in enumerate(self.network.actors):
            yield Node(self._keys[actor.iri], actor.name, self._actor(place, actor))
        for alliance in self.network.alliances:
            if len(_parties(alliance)) > 2:
                values = {"type": _KINDS["alliance"].to(self.lang)} | self._alliance(alliance)
                yield Node(self._keys[alliance.iri], alliance.title, values, stays(alliance))

    def links(self) -> Iterator[Link]:
        """Yield the links; those between the same ends are numbered."""
        numbers: dict[tuple[str, str], int] = defaultdict(int)
        for alliance in self.network.alliances:
            everyone = _parties(alliance)
            told, known, key = self._alliance(alliance), stays(alliance), self._keys[alliance.iri]
            if len(everyone) == 2:
                (a, first), (b, second) = sorted(everyone.items())
                ends = self._of(a), self._of(b)
                numbers[ends] += 1
                values = told | self._parts([*first, *second])
                yield Link(key, *ends, alliance.title, numbers[ends], values, known)
            for a, parts in everyone.items() if len(everyone) > 2 else ():
                values = told | self._parts(parts)
                words = str(values["roles"] or _KINDS["party"].to(self.lang))
                end = self._of(a)
                yield Link(f"{key}:{end}", end, key, words, 1, values, known)

    def _of(self, actor: int) -> str:
        return self._keys[self.network.actors[actor].iri]

    def _actor(self, place: int, actor: Actor) -> Row:
        numbers = dict(actor.identifiers)
        return {
            "iri": actor.iri,
            "type": _KINDS["post" if actor.is_post else "actor"].to(self.lang),
            "sector": self._words("sector", [actor.sector]),
            "kinds": _joined(kind.to(self.lang) for kind in actor.kinds),
            "acronym": actor.acronym,
            "rna": numbers.get("RNA"),
            "siren": numbers.get("SIREN"),
            "seat": self._places([actor.seat] if actor.seat else []),
            "themes": self._words("theme", actor.themes),
            "networks": _joined(self.network.actors[i].name for i in actor.networks),
            "alliances": self._ties[place],
            "partners": max(len(self._partners[place]) - 1, 0),
            "website": actor.website,
            "description": actor.description,
            "until": actor.until,
            "sources": self._sources(actor.sources),
        }

    def _alliance(self, alliance: Alliance) -> dict[str, Value]:
        known = spans(stays(alliance))
        return {
            "iri": alliance.iri,
            "stage": self._words("stage", [alliance.stage]),
            "history": self._history(alliance),
            "types": self._words("type", alliance.types),
            "themes": self._words("theme", alliance.themes),
            "territories": self._places(alliance.territories),
            "frames": _joined(self.network.frames.get(iri, iri) for iri in alliance.frames),
            "amount": alliance.amount,
            "since": known[0][0],
            "until": known[-1][1],
            "sources": self._sources(alliance.sources),
            "locator": alliance.locator,
        }

    def _history(self, alliance: Alliance) -> str | None:
        """Return the stages in words, each with the bounds of its date."""
        told = []
        for event in alliance.events:
            days = [day.isoformat() for day in (event.not_before, event.not_after) if day]
            stage = self._words("stage", [event.stage])
            told.append(f"{'/'.join(dict.fromkeys(days)) or '?'} {stage}")
        return _joined(told)

    def _parts(self, parts: Iterable[PartyLink]) -> dict[str, Value]:
        listed = list(parts)
        given = dict.fromkeys(slug for part in listed for slug in part.contributions)
        return {
            "roles": self._words("party-role", (part.role for part in listed if part.role)),
            "contributions": self._words("contribution", given),
        }

    def _words(self, scheme: str, slugs: Iterable[str]) -> str | None:
        known = ontology.concepts(scheme)
        return _joined(known[s].label.to(self.lang) if s in known else s for s in slugs)

    def _places(self, iris: Iterable[str]) -> str | None:
        known = self.network.territories
        return _joined(known[iri].name if iri in known else iri for iri in iris)

    def _sources(self, iris: Iterable[str]) -> str | None:
        known = self.network.sources
        return _joined(known[iri].title if iri in known else iri for iri in iris)


def key_of(iri: str) -> str:
    """Return the end of an IRI as a key.

    >>> key_of("https://w3id.org/envies-alliances/id/org/rna/W131000000")
    'org:rna:W131000000'
    """
    _, found, rest = iri.partition("/id/")
    return _UNFIT.sub("_", (rest if found else iri).replace("/", ":")) or "_"


def _parties(alliance: Alliance) -> dict[int, list[PartyLink]]:
    """Return actor → its parts, in the order given."""
    found: dict[int, list[PartyLink]] = {}
    for party in alliance.parties:
        found.setdefault(party.actor, []).append(party)
    return found


def _joined(words: Iterable[str]) -> str | None:
    return SEVERAL.join(words) or None
