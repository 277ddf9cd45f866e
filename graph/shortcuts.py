"""What follows from the facts and is asked again and again, stated once at every load.

A query engine has no cheap way to say "the last stage reached by a day", "a place inside of
another" or "its own themes, else those of its parties": each is a search in every row. Stated
beforehand they are one pattern. Shortcuts say nothing that the public facts do not say; they are
in a graph of their own (class ``shortcuts``), made again with the store, asked with the facts, and
in no export. One pass over the facts, in time and memory linear in them:

- of a stage event, from which day to which it is the present stage of its alliance
  (``ea:presentFrom``, ``ea:presentUntil``); one that never is has neither. An event counts from its
  first possible day, without one since ever; of those that count the present one is the last, by
  first else last possible day, then by the order of the stages, then by IRI;
- of an alliance its participants; of an alliance, a need and an offer the territories and themes
  that it counts for (``ea:countsFor``): its own, else those of its parties, with all around and
  broader; a project territory counts for the places in it too, as in ``graph.selection``;
- of a place, theme or sector all that it lies within, itself included (``ea:within``);
- the size of the network after each day on which it grew (``ea:NetworkSize``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import NamedTuple

import pyoxigraph as ox

import ontology
from graph.identifiers import Minter
from graph.network_size import Growth
from graph.rdf import Iri, Statement, speaker
from graph.selection import closure

METHOD = "network"
SINCE_EVER, FOR_EVER = date.min, date.max
_STATED = ("ea:Alliance", "ea:Need", "ea:Offer")
Many = Mapping[str, set[str]]


class Event(NamedTuple):
    """A stage that an alliance reached, with the bounds of its day."""

    iri: str
    order: int  # of the stage
    first: date | None
    last: date | None

    @property
    def start(self) -> date:
        """The day from which it counts."""
        return self.first or SINCE_EVER

    @property
    def age(self) -> tuple[date, int, str]:
        """What tells which of two is the later."""
        return self.first or self.last or SINCE_EVER, self.order, self.iri


def present(events: Iterable[Event]) -> Iterator[tuple[Event, date, date]]:
    """Yield the events of an alliance that are once its present stage: from and until which day.

    >>> signed = Event("s", 50, date(2018, 1, 15), date(2018, 1, 15))
    >>> [(e.iri, *map(str, days)) for e, *days in present([Event("c", 20, None, None), signed])]
    [('s', '2018-01-15', '9999-12-31'), ('c', '0001-01-01', '2018-01-14')]
    """
    end = FOR_EVER
    for event in sorted(events, key=lambda event: event.age, reverse=True):
        if event.start <= end:
            yield event, event.start, end
            if event.start == SINCE_EVER:
                return
            end = event.start - timedelta(1)


class Around:
    """What lies within what: territories, themes and sectors."""

    def __init__(self, wider: Many, projects: set[str]) -> None:
        self._wider, self._projects = wider, projects
        self._known: dict[str, frozenset[str]] = {}

    def __call__(self, thing: str) -> frozenset[str]:
        """Return a thing and all that it lies within."""
        if thing not in self._known:
            self._known[thing] = closure(thing, self._wider)
        return self._known[thing]

    @cached_property
    def _inside(self) -> Mapping[str, set[str]]:
        """Project territory → the places in it."""
        found: dict[str, set[str]] = {project: {project} for project in self._projects}
        for thing in self._wider:
            for project in self(thing) & self._projects:
                found[project].add(thing)
        return found

    def concerned(self, places: Iterable[str]) -> set[str]:
        """Return the places that what is in some places counts for."""
        found = {wide for place in places for wide in self(place)}
        for project in self._projects.intersection(places):
            found |= self._inside[project]
        return found


class Shortcuts:
    """States the shortcuts of some graphs of facts, about one run."""

    def __init__(self, store: ox.Store, graphs: Sequence[str], minter: Minter, run: str) -> None:
        self._store, self._graphs = store, [*map(ox.NamedNode, graphs)]
        self._say = speaker(minter.graph("shortcuts", METHOD, run))
        self._minter, self._run = minter, Iri(minter.thing("run", "shortcuts", run))

    def statements(self, now: datetime) -> Iterator[Statement]:
        """Yield all, first what they were made of: so one can tell that nothing is missing."""
        yield from self._say(self._run, "rdf:type", Iri(ontology.iri("prov:Activity")))
        yield from self._say(self._run, "rdfs:label", "shortcuts")
        yield from self._say(self._run, "prov:startedAtTime", now)
        yield from self._say(self._run, "prov:used", *(Iri(graph.value) for graph in self._graphs))
        yield from self._stages()
        yield from self._participants()
        yield from self._within()
        yield from self._counts_for()
        yield from self._growth().statements(self._minter, self._say)

    # -- what is read ----------------------------------------------------------------------------

    def _pairs(self, name: str) -> Iterator[tuple[str, str]]:
        """Yield subject and value of every statement of a property."""
        said = ontology.node(name)
        for graph in self._graphs:
            for quad in self._store.quads_for_pattern(None, said, None, graph):
                yield quad.subject.value, quad.object.value  # type: ignore[union-attr]

    def _many(self, name: str, of: Container[str] | None = None) -> dict[str, set[str]]:
        """Return subject → values of a property, of some subjects alone where they are given."""
        found: dict[str, set[str]] = defaultdict(set)
        for subject, value in self._pairs(name):
            if of is None or subject in of:
                found[subject].add(value)
        return found

    def _all(self, name: str) -> set[str]:
        """Return all things of a class."""
        kind, is_a = ontology.node(name), ontology.node("rdf:type")
        return {
            quad.subject.value  # type: ignore[union-attr]
            for graph in self._graphs
            for quad in self._store.quads_for_pattern(None, is_a, kind, graph)
        }

    def _days(self, name: str) -> dict[str, date]:
        """Return subject → its day; of several the first."""
        found: dict[str, date] = {}
        for subject, value in self._pairs(name):
            with suppress(ValueError):
                day = date.fromisoformat(value)
                found[subject] = min(day, found.get(subject, day))
        return found

    @cached_property
    def _first(self) -> dict[str, date]:
        return self._days("ea:notBefore")

    @cached_property
    def _events(self) -> dict[str, set[str]]:
        return self._many("ea:hasStageEvent")

    @cached_property
    def _stage(self) -> dict[str, set[str]]:
        return self._many("ea:stage")

    @cached_property
    def _participants_of(self) -> dict[str, set[str]]:
        actors = self._many("ea:actor")
        found: dict[str, set[str]] = defaultdict(set)
        for alliance, party in self._pairs("ea:hasParty"):
            found[alliance] |= actors.get(party, set())
        return found

    @cached_property
    def _actors(self) -> set[str]:
        """The actors of alliances: of all others, of whom there are more, nothing is needed."""
        return set[str]().union(*self._participants_of.values())

    @cached_property
    def _around(self) -> Around:
        wider = self._many("dcterms:isPartOf")
        for project, place in self._pairs("ea:covers"):
            wider[place].add(project)
        return Around(wider, self._all("ea:ProjectTerritory"))

    @cached_property
    def _broader(self) -> Around:
        themes, sectors = ontology.concepts("theme"), ontology.concepts("sector")
        wider = {
            one.iri: {themes[one.broader].iri} if one.broader else set[str]()
            for one in (*themes.values(), *sectors.values())
        }
        return Around(wider, set())

    # -- what is stated --------------------------------------------------------------------------

    def _stages(self) -> Iterator[Statement]:
        order = {one.iri: one.order or 0 for one in ontology.concepts("stage").values()}
        last = self._days("ea:notAfter")
        for iris in self._events.values():
            events = [
                Event(
                    iri, max(order[stage] for stage in known), self._first.get(iri), last.get(iri)
                )
                for iri in iris
                if (known := self._stage.get(iri, set()) & order.keys())
            ]
            for event, start, end in present(events):
                yield from self._say(Iri(event.iri), "ea:presentFrom", start)
                yield from self._say(Iri(event.iri), "ea:presentUntil", end)

    def _participants(self) -> Iterator[Statement]:
        for alliance, actors in self._participants_of.items():
            yield from self._say(Iri(alliance), "ea:participant", *map(Iri, actors))

    def _within(self) -> Iterator[Statement]:
        for place in self._all("ea:Territory"):
            yield from self._say(Iri(place), "ea:within", *map(Iri, self._around(place)))
        for scheme in ("theme", "sector"):
            for one in ontology.concepts(scheme).values():
                wide = self._broader(one.iri)
                yield from self._say(Iri(one.iri), "ea:within", *map(Iri, wide))

    def _counts_for(self) -> Iterator[Statement]:
        parties = dict(self._participants_of)
        for name in ("ea:neededBy", "ea:offeredBy"):
            parties |= self._many(name)
        stated = set[str]().union(*map(self._all, _STATED))
        who_speaks = set[str]().union(*parties.values())
        places, seats = self._many("ea:territory", stated), self._many("ea:seat", who_speaks)
        themes = self._many("ea:theme", stated | who_speaks)
        for thing in stated:
            who = parties.get(thing, ())
            where = places.get(thing) or {s for one in who for s in seats.get(one, ())}
            about = themes.get(thing) or {t for one in who for t in themes.get(one, ())}
            found = self._around.concerned(where).union(*map(self._broader, about))
            yield from self._say(Iri(thing), "ea:countsFor", *map(Iri, sorted(found)))

    def _growth(self) -> Growth:
        growth = Growth(self._many("ea:sector", self._actors))
        signed = {s.iri for s in ontology.concepts("stage").values() if "S" in s.layers}
        sources = self._many("dcterms:source", set[str]().union(*self._events.values()))
        for alliance, events in self._events.items():
            for event in events:
                day = self._first.get(event, SINCE_EVER)
                is_signed = bool(signed & self._stage.get(event, set()))
                growth.add(alliance, day, self._participants_of.get(alliance, ()),
                           sources.get(event, ()), is_signed=is_signed)  # fmt: skip
        return growth
