"""Organisations and posts ranked by what they link, and what each rank is worth.

Several readings side by side, never one opaque score, all on the actor-alliance two-mode
network: an alliance of twelve parties brings twelve ties, not sixty-six pairs.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from graph.catalysts import sentences
from graph.catalysts.choice import Choice, several, take_out
from graph.catalysts.intervals import competition_ranks, how_many, rank_intervals
from graph.catalysts.metrics import METRICS, Metric, metric
from graph.catalysts.place import has_local_seat
from graph.catalysts.view import view
from graph.selection import LAYERS, have_met
from ontology import concepts
from ontology.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from graph.catalysts.intervals import Interval
    from graph.catalysts.view import View
    from graph.network import Network
    from graph.selection import StageLayer
    from graph.sparse import Vector
    from ontology.text import Text

    Look = Callable[[Network, csr_array], View]

#: Fewest alliances to rank, in all and without the collecting organisation: below, a place
#: in the ranking hangs on one document more or less.
MIN_ALLIANCES = 30
#: And the least share of all alliances without the collector: below one in ten, nearly all that
#: is known passes through it, and each rank measures closeness to whoever held the pen.
MIN_SHARE = 0.1
#: Rows always have these, whatever orders them.
_ALWAYS = ("reach", "degree", "betweenness")


@dataclass(frozen=True, slots=True)
class Catalyst:
    """The place of one organisation or post, and why it stands there."""

    actor: int  # index into Network.actors
    rank: int  # equal values share a rank: 1, 2, 2, 4
    reach: int
    sectors_reached: int
    degree: int
    betweenness: float
    rank_without_collector: int | None
    sentence: Text
    interval: Interval | None = None
    layers: Mapping[StageLayer, int | None] = field(default_factory=dict)
    values: Mapping[str, float] = field(default_factory=dict)  # by metric; z-scores as NAME_z
    partners: Mapping[str, int] = field(default_factory=dict)  # by other sector, the most first
    value_without_collector: float | None = None  # of the measure that orders
    local: bool = True  # its seat is a known place of the territory asked


class Coverage(NamedTuple):
    """How much is known: a rank says nothing of actors without relation data."""

    related: int  # actors in at least one alliance, more than an idea and not given up
    known: int  # all actors


@dataclass(frozen=True, slots=True)
class Catalysts:
    """A ranking, or the reason why there is none."""

    rows: tuple[Catalyst, ...]
    coverage: Coverage
    note: Text | None = None
    ranked: int = 0  # how many actors were ranked, before ``top`` cut the list
    alliances: int = 0  # how many alliances the ranks rest on
    draws: int = 0  # how many times they were drawn again for the intervals
    layers: Mapping[StageLayer, int] = field(default_factory=dict)  # alliances of each layer
    least: int = MIN_ALLIANCES  # fewest alliances to rank
    slow: bool = False  # intervals were wanted but the network is too large to do unasked
    out: Text | None = None  # who was taken out for the second rank, and why


def rank(  # noqa: PLR0913 - each is a question of its own
    network: Network,
    *,
    theme: str | None = None,
    territory: str | Sequence[str] | None = None,
    layer: StageLayer | None = None,
    sector: str | Sequence[str] | None = None,  # of the actors listed
    without: str | None = None,  # IRI of an organisation: rows have the rank without it too
    collects: bool = True,  # this organisation collected the data
    local: bool = False,  # list those alone that have their seat in the territory
    top: int | None = None,
    by: str = "reach",  # name of a metric
    least: int = MIN_ALLIANCES,  # alliances: of fewer nothing is ranked, see _too_few
    draws: int | None = 0,  # resamplings for the intervals; None: as many as are quickly done
    profile: bool = False,  # add every metric offered, and the rank in each layer
    grants: bool = True,  # money given is an alliance too
    look: Look = view,  # measures a part of the network: here, or elsewhere (graph.spark)
    offered: Sequence[Metric] = METRICS,
) -> Catalysts:
    """Rank the actors by a metric over the alliances of a theme, a territory and a layer.

    Equal values share a rank; ranks are counted among the actors listed.
    """
    chosen, choice = metric(by), Choice(network, theme, several(territory), layer, grants)
    seated = has_local_seat(network, choice.places)
    listed = _listed(network, several(sector), seated if local else None)
    incidence = choice.incidence()
    remaining, out = _remaining(network, incidence, without, collects=collects)
    found = Catalysts((), _coverage(network), alliances=incidence.shape[1])
    if too_few := _too_few(found.alliances, remaining.shape[1], out, least, collects=collects):
        return replace(found, note=too_few)
    standings = _Standings(network, incidence, listed, chosen, look)
    if not standings.order:
        return replace(found, note=standings.why_none())
    if out:
        standings.without = _Standings(network, remaining, listed, chosen, look)
    draws, slow = how_many(standings.view, chosen, draws)
    standings.intervals = rank_intervals(standings.view, chosen, standings.listed, draws)
    counts = standings.profile(choice, least, offered) if profile else {}
    return replace(
        found,
        rows=tuple(standings.row(i, local=seated[i]) for i in standings.order[:top]),
        note=sentences.unknown(collects=collects) if without and not out else None,
        ranked=len(standings.order), draws=draws, layers=counts, least=least, slow=slow, out=out,
    )  # fmt: skip


def _listed(network: Network, sectors: Sequence[str], seated: Sequence[bool] | None) -> list[int]:
    """Return the actors of some sectors (none: all), with a local seat when that is asked."""
    return [
        i
        for i, actor in enumerate(network.actors)
        if (not sectors or actor.sector in sectors) and (seated is None or seated[i])
    ]


def _too_few(total: int, left: int, out: Text | None, least: int, *, collects: bool) -> Text | None:
    """Say why there is no ranking: nothing, not enough, or a star around whom is taken out.

    A star: more than half of all alliances are its own. ``total`` counts the alliances, ``left``
    those that remain without the one taken out.
    """
    if total == 0:
        return sentences.no_alliance()
    needed = max(least, ceil(MIN_SHARE * total)) if out else least
    if left >= needed:
        return None
    if out and 2 * left < total:
        return sentences.star_note(out, left, total, needed, collects=collects)
    return sentences.not_enough(total, least, left=left, out=out)


def _remaining(
    network: Network, incidence: csr_array, without: str | None, *, collects: bool
) -> tuple[csr_array, Text | None]:
    """Return the alliances that remain without an organisation, and who that is and why."""
    actor = network.index.get(without) if without else None
    if actor is None:
        return incidence, None
    out = sentences.taken_out(network.actors[actor].name, collects=collects)
    return take_out(incidence, actor), out


def _coverage(network: Network) -> Coverage:
    met = (alliance for alliance in network.alliances if have_met(alliance.stage))
    related = {party.actor for alliance in met for party in alliance.parties}
    return Coverage(len(related), len(network.actors) + network.others)


class _Standings:
    """All the numbers of one network, and the order they give among the listed actors."""

    def __init__(
        self,
        network: Network,
        incidence: csr_array,
        listed: Sequence[int],
        by: Metric,
        look: Look,
    ) -> None:
        import numpy as np

        self.network, self.by, self.look = network, by, look
        self.view = look(network, incidence)
        self.listed: NDArray[np.int64] = np.array(
            [i for i in listed if self.view.degree[i] > 0], dtype=np.int64
        )
        self.values: dict[str, Vector] = {by.name: by.function(self.view)}
        ranks = competition_ranks(self._keys())
        self.ranks = {int(i): int(r) for i, r in zip(self.listed, ranks, strict=True) if r > 0}
        self.without: _Standings | None = None
        self.intervals: Mapping[int, Interval] = {}
        self.layers: Mapping[StageLayer, _Standings | None] = {}

    def why_none(self) -> Text:
        """Say why nobody has a rank: nobody is listed, or none of them has the measure."""
        return sentences.not_defined(self.by.title) if len(self.listed) else sentences.no_alliance()

    def _keys(self) -> Vector:
        """Return what the listed actors are ranked by, the largest first."""
        keys = self.values[self.by.name][self.listed]
        return -keys if self.by.least_first else keys

    def measure(self, metrics: Sequence[Metric]) -> None:
        """Compute more metrics, and their z-scores."""
        for row in metrics:
            if row.name not in self.values:
                self.values[row.name] = row.function(self.view)
            if row.score is not None:
                self.values[f"{row.name}_z"] = row.score(self.view)

    def profile(
        self, choice: Choice, least: int, offered: Sequence[Metric]
    ) -> dict[StageLayer, int]:
        """Compute more metrics, and the rank in each layer; return the alliances of each."""
        self.measure(offered)
        tables = {name: choice.incidence(name) for name in LAYERS}
        self.layers = {
            name: _Standings(self.network, table, self.listed.tolist(), self.by, self.look)
            if table.shape[1] >= least
            else None
            for name, table in tables.items()
        }
        return {name: table.shape[1] for name, table in tables.items()}

    @cached_property
    def order(self) -> list[int]:
        """Return the ranked actors by rank, then by reach and betweenness, then by name.

        An actor for which the measure is not defined has no rank and is left out. Betweenness
        that is only estimated decides nothing between equals: another draw would turn them round.
        """
        self.measure([metric(name) for name in _ALWAYS])
        reach = self.values["reach"]
        between = self.values["betweenness"] if self.view.is_exact else 0 * reach
        actors = self.network.actors
        return sorted(
            self.ranks,
            key=lambda i: (
                self.ranks[i], -reach[i], -between[i],
                fold(actors[i].name), actors[i].iri,
            ),
        )  # fmt: skip

    def row(self, i: int, *, local: bool) -> Catalyst:
        """Write the row of one actor, with its sentence."""
        partners = self._partners(i)
        others = self.without
        return Catalyst(
            actor=i,
            rank=self.ranks[i],
            reach=int(self.values["reach"][i]),
            sectors_reached=len(partners),
            degree=int(self.values["degree"][i]),
            betweenness=float(self.values["betweenness"][i]),
            rank_without_collector=others.ranks.get(i) if others else None,
            sentence=self._sentence(i, partners),
            interval=self.intervals.get(i),
            layers={name: s.ranks.get(i) if s else None for name, s in self.layers.items()},
            values={name: float(vector[i]) for name, vector in self.values.items()},
            partners=partners,
            value_without_collector=float(others.values[self.by.name][i])
            if others and i in others.ranks
            else None,
            local=local,
        )

    def _partners(self, i: int) -> dict[str, int]:
        """Count the partners of an actor by other sector, the most first."""
        own = self.network.actors[i].sector
        slugs = list(concepts("sector"))
        counts = {
            s: int(c) for s, c in zip(slugs, self.view.partners[i], strict=True) if c and s != own
        }
        return dict(sorted(counts.items(), key=lambda item: -item[1]))

    @cached_property
    def _between(self) -> dict[int, tuple[int, bool]]:
        """Return each listed actor's place for betweenness, and whether it shares it."""
        import numpy as np

        places = competition_ranks(self.values["betweenness"][self.listed])
        _, which, shared = np.unique(places, return_inverse=True, return_counts=True)
        rows = zip(self.listed.tolist(), places.tolist(), shared[which] > 1, strict=True)
        return {i: (place, bool(many)) for i, place, many in rows}

    def _sentence(self, i: int, partners: Mapping[str, int]) -> Text:
        place, shared = self._between[i]
        return sentences.sentence(
            partners,
            crossing=int(self.view.crossing[i]),
            degree=int(self.values["degree"][i]),
            place=place if self.values["betweenness"][i] > 0 else None,
            shared=shared,
            known=place > 0,
        )
