"""Who connects the territory: organisations and posts ranked by what they link.

Three readings side by side, never one opaque score, all on the actor-alliance two-mode
network: an alliance of twelve parties brings twelve ties, not sixty-six pairs.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING, NamedTuple

from graph.catalyst_sentences import no_alliance, sentence, star_note, unknown_collector
from graph.centrality import betweenness_two_mode, cross_sector_reach, partners_by_sector
from graph.errors import Misuse
from graph.selection import alliances_matching
from ontology import concepts
from ontology.text import Text, fold

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scipy.sparse import csr_array

    from graph.centrality import Codes, Vector
    from graph.network import Network
    from graph.selection import StageLayer

#: Fewest alliances that must remain without the collecting organisation: below, every place
#: in the ranking hangs on a single document.
MIN_ALLIANCES = 5
#: And the least share of all alliances: below one in ten, nearly all that is known passes
#: through the collector, and each rank measures closeness to whoever held the pen.
MIN_SHARE = 0.1
#: Values that differ by less are equal: sums of floats depend on their order.
DECIMALS = 9


class Metric(NamedTuple):
    """One reading of a place in the network; help and reports are read from these rows."""

    name: str
    function: Callable[[csr_array, Codes, int], Vector]
    title: Text
    formula: Text
    reference: str


def _reach(incidence: csr_array, sector_of: Codes, n_sectors: int) -> Vector:
    return cross_sector_reach(incidence, sector_of, n_sectors)[0]


def _degree(incidence: csr_array, _sector_of: Codes, _n_sectors: int) -> Vector:
    import numpy as np

    return np.asarray(incidence.sum(axis=1), dtype=np.float64)


def _betweenness(incidence: csr_array, _sector_of: Codes, _n_sectors: int) -> Vector:
    """Compute betweenness among actors that have ties, the others being no part of the net."""
    import numpy as np

    values = np.zeros(incidence.shape[0])
    tied = np.flatnonzero(np.diff(incidence.indptr))
    values[tied] = betweenness_two_mode(incidence[tied])[0]
    return values.round(DECIMALS)


METRICS: tuple[Metric, ...] = (
    Metric(
        "reach",
        _reach,
        Text("portée intersectorielle", "cross-sector reach"),
        Text(
            "nombre d'acteurs distincts d'autres secteurs avec qui une alliance est partagée",
            "number of distinct actors of other sectors sharing at least one alliance",
        ),
        "own definition",
    ),
    Metric(
        "degree",
        _degree,
        Text("nombre d'alliances", "number of alliances"),
        Text("nombre d'alliances dont l'acteur est partie", "number of alliances joined"),
        "Freeman 1979; Borgatti & Everett 1997",
    ),
    Metric(
        "betweenness",
        _betweenness,
        Text("intermédiarité", "betweenness"),
        Text(
            "part des paires d'acteurs et d'alliances dont un plus court chemin passe par "
            "l'acteur, rapportée au maximum d'un réseau à deux modes",
            "share of pairs of actors and alliances with a shortest path through the actor, "
            "over the maximum of a two-mode network",
        ),
        "Freeman 1977; Borgatti & Halgin 2011",
    ),
)


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


class Coverage(NamedTuple):
    """How much is known: a rank says nothing of actors without relation data."""

    related: int  # actors in at least one alliance
    known: int  # all actors


@dataclass(frozen=True, slots=True)
class Catalysts:
    """A ranking, or the reason why there is none."""

    rows: tuple[Catalyst, ...]
    coverage: Coverage
    note: Text | None = None
    ranked: int = 0  # how many actors were ranked, before ``top`` cut the list


def rank(
    network: Network,
    *,
    theme: str | None = None,
    territory: str | None = None,
    layer: StageLayer | None = None,
    sector: str | None = None,
    without: str | None = None,
    top: int | None = None,
    by: str = "reach",
) -> Catalysts:
    """Rank the actors by the metric ``by``, then by reach, then by betweenness.

    Theme, territory and layer choose the alliances; ``sector`` chooses which actors are
    listed, and ranks are counted among those. ``without`` is the IRI of the organisation
    that collected the data: each row also has the rank it gets when that organisation is
    taken out, and nothing is ranked when too little remains (see :func:`_is_star`).
    """
    if by not in {metric.name for metric in METRICS}:
        raise Misuse(
            "Mesure inconnue : « {by} ». Mesures possibles : {names}.",
            "Unknown metric: “{by}”. Possible metrics: {names}.",
            by=by,
            names=", ".join(metric.name for metric in METRICS),
        )
    kept = alliances_matching(network, theme=theme, territory=territory, layer=layer)
    incidence = _alliances_of_two(network.incidence[:, kept])
    coverage = _coverage(network)
    total = incidence.shape[1]
    if total == 0:
        return Catalysts((), coverage, no_alliance())
    collector = network.index.get(without) if without else None
    remaining = incidence if collector is None else _remove(incidence, collector)
    if collector is not None and _is_star(remaining.shape[1], total):
        needed, name = _needed(total), network.actors[collector].name
        return Catalysts((), coverage, star_note(name, remaining.shape[1], total, needed))
    standings = _Standings(network, incidence, sector, by)
    others = {} if collector is None else _Standings(network, remaining, sector, by).ranks
    if not standings.order:
        return Catalysts((), coverage, no_alliance())
    rows = tuple(standings.row(i, others.get(i)) for i in standings.order[:top])
    note = unknown_collector() if without and collector is None else None
    return Catalysts(rows, coverage, note, len(standings.order))


def _needed(total: int) -> int:
    """Return how many alliances must remain without the collector for ranks to mean much."""
    return max(MIN_ALLIANCES, ceil(MIN_SHARE * total))


def _is_star(remaining: int, total: int) -> bool:
    """Tell whether the data are a star around the collector rather than a network."""
    return remaining < _needed(total)


def _coverage(network: Network) -> Coverage:
    import numpy as np

    related = np.count_nonzero(np.diff(network.incidence.indptr))
    return Coverage(int(related), len(network.actors))


def _alliances_of_two(incidence: csr_array) -> csr_array:
    """Drop the alliances with fewer than two parties: they link nobody."""
    import numpy as np

    parties = np.asarray(incidence.sum(axis=0)).ravel()
    return incidence[:, np.flatnonzero(parties >= 2)]


def _remove(incidence: csr_array, actor: int) -> csr_array:
    """Take an actor out, and the alliances that it alone held together."""
    import numpy as np
    from scipy.sparse import diags_array

    stays = np.ones(incidence.shape[0])
    stays[actor] = 0.0
    result = (diags_array(stays) @ incidence).tocsr()
    result.eliminate_zeros()
    return _alliances_of_two(result)


def _competition_ranks(keys: Sequence[tuple[float, ...]]) -> list[int]:
    """Rank the largest key first, equal keys sharing a rank.

    >>> _competition_ranks([(3.0,), (5.0,), (3.0,), (1.0,)])
    [2, 1, 2, 4]
    """
    first = {key: place for place, key in reversed(list(enumerate(sorted(keys, reverse=True), 1)))}
    return [first[key] for key in keys]


class _Standings:
    """All the numbers of one network, and the order they give."""

    def __init__(self, network: Network, incidence: csr_array, sector: str | None, by: str) -> None:
        import numpy as np

        slugs = list(concepts("sector"))
        codes = np.array([slugs.index(a.sector) for a in network.actors], dtype=np.int64)
        self.values = {m.name: m.function(incidence, codes, len(slugs)) for m in METRICS}
        self.partners = partners_by_sector(incidence, codes, len(slugs))
        self.partners[np.arange(len(codes)), codes] = 0
        self.crossing = self._crossing(incidence, codes, len(slugs))
        self.sectors = slugs
        listed = [
            i
            for i, actor in enumerate(network.actors)
            if self.values["degree"][i] > 0 and sector in {None, actor.sector}
        ]
        keys = [
            tuple(float(self.values[m][i]) for m in (by, "reach", "betweenness")) for i in listed
        ]
        self.ranks = dict(zip(listed, _competition_ranks(keys), strict=True))
        self.order = sorted(
            listed,
            key=lambda i: (self.ranks[i], fold(network.actors[i].name), network.actors[i].iri),
        )
        between = [(float(self.values["betweenness"][i]),) for i in listed]
        self.places = dict(zip(listed, _competition_ranks(between), strict=True))
        self.at_place = Counter(self.places.values())

    @staticmethod
    def _crossing(incidence: csr_array, codes: Codes, n_sectors: int) -> Vector:
        """Count, for each actor, its alliances with parties of two sectors or more."""
        import numpy as np
        from scipy.sparse import csr_array

        n = len(codes)
        belongs = csr_array((np.ones(n), (np.arange(n), codes)), shape=(n, n_sectors))
        mixed = np.diff((incidence.T.tocsr() @ belongs).tocsr().indptr) > 1
        return np.asarray(incidence @ mixed.astype(np.float64))

    def row(self, i: int, rank_without: int | None) -> Catalyst:
        """Write the row of one actor, with its sentence."""
        counts = {s: int(c) for s, c in zip(self.sectors, self.partners[i], strict=True) if c}
        between = float(self.values["betweenness"][i])
        place = self.places[i]
        degree = int(self.values["degree"][i])
        return Catalyst(
            actor=i,
            rank=self.ranks[i],
            reach=int(self.values["reach"][i]),
            sectors_reached=len(counts),
            degree=degree,
            betweenness=between,
            rank_without_collector=rank_without,
            sentence=sentence(
                counts,
                crossing=int(self.crossing[i]),
                degree=degree,
                place=place if between > 0 else None,
                shared=self.at_place[place] > 1,
            ),
        )
