"""How large the network had become after each day on which it grew: cumulative counts.

To count what there was by a day is to look at every stage of every alliance; to look up a count is
not. Counted are alliances, those that reached signature, and actors in an alliance by sector, from
the first possible day of a stage on. There are at most as many counts as days times sectors,
however many alliances there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

import ontology
from graph.identifiers import Minter
from graph.rdf import Iri, Statement

Say = Callable[..., Iterator[Statement]]


class Growth:
    """Collects from which day on each thing counts, and which sources say so."""

    def __init__(self, sectors: Mapping[str, Iterable[str]]) -> None:
        self._sectors = sectors
        self._since: dict[str, dict[str, date]] = defaultdict(dict)  # counted → thing → day
        self._said: dict[str, dict[str, date]] = defaultdict(dict)  # counted → source → day

    def add(
        self,
        alliance: str,
        day: date,
        actors: Iterable[str],
        sources: Iterable[str],
        *,
        is_signed: bool,
    ) -> None:
        """Take in a stage that an alliance reached."""
        counted = {ontology.iri("ea:Alliance"): {alliance}}
        if is_signed:
            counted[ontology.iri("ea:ConcludedAlliance")] = {alliance}
        for actor in actors:
            for sector in self._sectors.get(actor, ()):
                counted.setdefault(sector, set()).add(actor)
        for what, things in counted.items():
            _earliest(self._since[what], things, day)
            _earliest(self._said[what], sources, day)

    def statements(self, minter: Minter, say: Say) -> Iterator[Statement]:
        """Yield the size after each day of growth, and since when each source tells of it.

        In order, so that the same facts make the same statements.
        """
        grown: dict[date, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        for what, since in self._since.items():
            for day in since.values():
                grown[day][what] += 1
        total: dict[str, int] = defaultdict(int)
        for day in sorted(grown):
            size = Iri(minter.thing("size", "network", day.isoformat()))
            yield from say(size, "rdf:type", Iri(ontology.iri("ea:NetworkSize")))
            yield from say(size, "ea:asOf", day)
            for what, more in grown[day].items():
                total[what] += more
            for place, (what, number) in enumerate(sorted(total.items()), 1):
                count = Iri(f"{size}/{place}")
                yield from say(size, "ea:count", count)
                yield from say(count, "ea:counted", Iri(what))
                yield from say(count, "ea:number", number)
        yield from self._told(minter, say)

    def _told(self, minter: Minter, say: Say) -> Iterator[Statement]:
        for place, (what, said) in enumerate(sorted(self._said.items()), 1):
            for number, (source, day) in enumerate(sorted(said.items()), 1):
                told = Iri(minter.thing("size", "told", f"{place}-{number}"))
                yield from say(told, "ea:toldOf", Iri(what))
                yield from say(told, "ea:asOf", day)
                yield from say(told, "dcterms:source", Iri(source))


def _earliest(known: dict[str, date], things: Iterable[str], day: date) -> None:
    for thing in things:
        known[thing] = min(day, known.get(thing, day))
