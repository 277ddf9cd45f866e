"""Who stands where in the network, worked out beforehand: who holds it together, ranks, brokers.

SPARQL can neither take an actor out of a network and look at what is left, nor rank. What three
questions of the library ask of that is stated in a derived graph, with the run it comes from.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from math import isnan
from typing import TYPE_CHECKING

import ontology
from graph.catalysts.choice import alliances_kept
from graph.catalysts.metrics import METRICS, Metric
from graph.catalysts.ranking import MIN_ALLIANCES, Catalyst, rank
from graph.catalysts.view import view
from graph.identifiers import Minter
from graph.network import Network
from graph.rdf import Iri, Statement, Tagged, Value, speaker
from graph.selection import LAYERS

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from graph.sparse import Codes

METHOD = "catalyst-standings"
MOST = 100  # actors of each ranking: more than anybody reads
SOURCES = 20  # left out one after the other, those with the most alliances first
_BY = "reach"


class Standings:
    """States who stands where in a network, about one run."""

    def __init__(self, network: Network, minter: Minter, run: str) -> None:
        self.network, self.minter = network, minter
        self.say = speaker(minter.graph("derived", METHOD, run))
        self.activity = Iri(minter.thing("run", METHOD, run))
        self.key = run
        self.scores = 0

    def statements(
        self,
        *,
        asserted: Sequence[str],
        now: datetime,
        collector: str | None = None,
        least: int = MIN_ALLIANCES,
    ) -> Iterator[Statement]:
        """Yield all: nothing is ranked where ``alliances catalysts`` would not rank either."""
        day = self.network.as_of
        yield from self.say(self.activity, "rdf:type", Iri(ontology.iri("prov:Activity")))
        yield from self.say(self.activity, "rdfs:label", f"{METHOD} ({day})" if day else METHOD)
        yield from self.say(self.activity, "prov:startedAtTime", now)
        yield from self.say(self.activity, "prov:used", *map(Iri, asserted))
        yield from self.say(self.activity, "ea:asOf", *([day] if day else []))
        yield from self._cut_off()
        yield from self._ranks(collector, least)
        yield from self._brokers()

    def _cut_off(self) -> Iterator[Statement]:
        network = self.network
        incidence = network.incidence[:, alliances_kept(network, None, (), None)]
        for actor, others in cut_off(incidence).items():
            for other in others:
                yield from self.say(self._of(other), "ea:cutOffWithout", self._of(actor))

    def _ranks(self, collector: str | None, least: int) -> Iterator[Statement]:
        """Yield the ranks by reach: all, by layer, without the collector, without each source."""
        asked = {"by": _BY, "top": MOST, "least": least}
        found = rank(self.network, **asked, without=collector, profile=True, draws=None)  # type: ignore[arg-type]
        for row in found.rows:
            yield from self._rank(row, collector)
        for source in _largest(self.network):
            left = tuple(a for a in self.network.alliances if set(a.sources) != {source})
            without = rank(replace(self.network, alliances=left), **asked)  # type: ignore[arg-type]
            for row in without.rows if found.rows else ():
                yield from self._score(_BY, row.actor, row.reach, row.rank,
                                       ("ea:without", Iri(source)))  # fmt: skip

    def _rank(self, row: Catalyst, collector: str | None) -> Iterator[Statement]:
        interval = row.interval
        bounds = (("ea:rankLow", interval.low), ("ea:rankHigh", interval.high)) if interval else ()
        yield from self._score(_BY, row.actor, row.reach, row.rank, ("ea:layer", "C"), *bounds)
        for layer, place in row.layers.items():
            if layer != "contact" and place is not None:
                yield from self._score(_BY, row.actor, None, place, ("ea:layer", LAYERS[layer]))
        if collector and row.rank_without_collector is not None:
            yield from self._score(_BY, row.actor, row.value_without_collector,
                                   row.rank_without_collector,
                                   ("ea:without", Iri(collector)))  # fmt: skip

    def _brokers(self) -> Iterator[Statement]:
        network = self.network
        seen = view(network, network.incidence[:, alliances_kept(network, None, (), None)])
        for metric in METRICS:
            if metric.score is None or metric.name.startswith("brokerage_"):  # all roles together
                continue
            yield from self._named(metric)
            counts, scores = metric.function(seen), metric.score(seen)
            order = sorted((i for i, n in enumerate(counts) if n > 0), key=lambda i: -counts[i])
            for i in order[:MOST]:
                place = 1 + sum(1 for j in order if counts[j] > counts[i])
                z = () if isnan(scores[i]) else (("ea:zScore", float(scores[i])),)
                yield from self._score(metric.name, i, counts[i], place, *z)

    def _named(self, metric: Metric) -> Iterator[Statement]:
        title = metric.title
        yield from self.say(self._metric(metric.name), "rdfs:label", Tagged(title.fr, "fr"),
                            Tagged(title.en, "en"))  # fmt: skip

    def _score(
        self, metric: str, actor: int, value: float | None, place: int, *more: tuple[str, Value]
    ) -> Iterator[Statement]:
        self.scores += 1
        iri = Iri(self.minter.thing("score", METHOD, f"{self.key}-{self.scores}"))
        yield from self.say(iri, "rdf:type", Iri(ontology.iri("ea:CatalystScore")))
        yield from self.say(iri, "ea:scoreOf", self._of(actor))
        yield from self.say(iri, "ea:metric", self._metric(metric))
        yield from self.say(iri, "ea:rank", place)
        yield from self.say(iri, "prov:wasGeneratedBy", self.activity)
        if value is not None:
            yield from self.say(iri, "ea:value", float(value))
        for name, said in more:
            yield from self.say(iri, name, said)

    def _of(self, actor: int) -> Iri:
        return Iri(self.network.actors[actor].iri)

    def _metric(self, name: str) -> Iri:
        return Iri(self.minter.thing("metric", "catalyst", name))


def _largest(network: Network) -> list[str]:
    """Return the sources of the most alliances, where there are several."""
    counts: dict[str, int] = {}
    for alliance in network.alliances:
        for source in alliance.sources:
            counts[source] = counts.get(source, 0) + 1
    found = sorted(counts, key=lambda source: (-counts[source], source))
    return found[:SOURCES] if len(found) > 1 else []


def cut_off(incidence: csr_array) -> dict[int, list[int]]:
    """Return actor → who would be cut off from the largest part that is left without it.

    ``incidence`` is actors × alliances. Of two parts of the same size, the one with the first
    actor counts as the larger. An actor whose partners stay together cuts nobody off.
    """
    from graph.participation import pieces

    found = {}
    incidence = incidence.tocsr()
    for actor in (pieces(incidence) > 1).nonzero()[0].tolist():
        parts = _parts(incidence, actor)
        parts.sort(key=lambda part: (-len(part), part[0]))
        if others := sorted(one for part in parts[1:] for one in part):
            found[actor] = others
    return found


def _parts(incidence: csr_array, actor: int) -> list[list[int]]:
    """Return the parts that an actor's partners are in once it is out, each sorted."""
    import numpy as np
    from scipy.sparse import block_array, diags_array
    from scipy.sparse.csgraph import connected_components

    n = incidence.shape[0]
    stays = np.ones(n)
    stays[actor] = 0
    left = (diags_array(stays) @ incidence).tocsr()
    left.eliminate_zeros()
    labels: Codes = connected_components(block_array([[None, left], [left.T, None]]))[1]
    met = incidence.indices[incidence.indptr[actor] : incidence.indptr[actor + 1]] + n  # its own
    members = [np.flatnonzero(labels[:n] == label).tolist() for label in np.unique(labels[met])]
    return [part for part in members if part]
