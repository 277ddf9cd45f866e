"""The part of a network that is measured, with all that several measures share."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from graph import brokerage
from graph.catalysts import whole
from graph.centrality import EXACT_NODES, betweenness_two_mode, partners_by_sector
from graph.selection import Places
from graph.sparse import chosen, pattern, without_diagonal
from graph.structural_holes import newman
from ontology import concepts

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from graph.brokerage import Table
    from graph.network import Network
    from graph.sparse import Codes, Vector

#: Values that differ by less are equal: sums of floats depend on their order.
DECIMALS = 9
#: Actors whose sector is not known are in no class: they are no sector of their own.
UNKNOWN_SECTOR = "inconnu"


@dataclass(frozen=True)
class Classes:
    """A partition of the actors: the class of each (−1: not known), and how many there are."""

    codes: Codes
    size: int


class Roles(NamedTuple):
    """Pairs brokered in each role, their mean by chance and z-scores: shape (n, 6) each.

    NaN where not defined: the actor's class is not known, or a z-score would mean nothing.
    """

    counts: Table
    expected: Table
    scores: Table


@dataclass(frozen=True)
class View:
    """Actors × alliances, shape (n, m), with the sector and the territory of each actor.

    Every actor of the network is a row, even those without any alliance here.
    """

    incidence: csr_array
    sector: Classes
    territory: Classes

    @cached_property
    def degree(self) -> Vector:
        """Count the alliances of each actor."""
        import numpy as np

        counts: Vector = np.diff(self.incidence.indptr).astype(np.float64)
        return counts

    @cached_property
    def tied(self) -> Codes:
        """Return the actors that have an alliance; the others are no part of the net."""
        import numpy as np

        return np.flatnonzero(self.degree)

    @cached_property
    def ties(self) -> csr_array:
        """Return the incidence of the tied actors alone."""
        return self.incidence[self.tied]

    @cached_property
    def adjacency(self) -> csr_array:
        """Return which tied actors share an alliance: 0 and 1, shape (tied, tied)."""
        return without_diagonal(pattern(self.ties @ self.ties.T))

    @cached_property
    def weights(self) -> csr_array:
        """Return the ties among tied actors, each alliance weighing 1/(n−1)."""
        return newman(self.ties)

    @cached_property
    def partners(self) -> Table:
        """Count the distinct partners of each actor by known sector, shape (n, sectors)."""
        return self._partners(self.sector)

    @cached_property
    def betweenness(self) -> Vector:
        """Compute two-mode betweenness among the tied actors; 0 for the others."""
        return self.spread(betweenness_two_mode(self.ties)[0].round(DECIMALS), 0.0)

    @cached_property
    def pagerank(self) -> Vector:
        """Compute PageRank among the tied actors, 1 being the mean; 0 for the others."""
        return self.spread(whole.pagerank(self.ties).round(DECIMALS), 0.0)

    @cached_property
    def triangles(self) -> Vector:
        """Count the pairs of partners of each actor who are partners too."""
        return self.spread(whole.triangles(self.ties), 0.0)

    @property
    def is_exact(self) -> bool:
        """Whether betweenness is counted, not sampled: what is sampled breaks no tie."""
        return int(self.incidence.shape[1]) + len(self.tied) <= EXACT_NODES

    @cached_property
    def sector_roles(self) -> Roles:
        """Count the pairs that each actor stands between, by sector."""
        return self._roles(self.sector)

    @cached_property
    def territory_roles(self) -> Roles:
        """Count the pairs that each actor stands between, by territory."""
        return self._roles(self.territory)

    @cached_property
    def crossing(self) -> Vector:
        """Count, for each actor, its alliances with parties of two known sectors or more."""
        import numpy as np

        of_sector = self.incidence.T.tocsr() @ chosen(self.sector.codes, self.sector.size)
        mixed = np.diff(of_sector.tocsr().indptr) > 1
        return np.asarray(self.incidence @ mixed.astype(np.float64))

    @cached_property
    def _crossed(self) -> tuple[csr_array, csr_array]:
        return _pairs_across(self.incidence, self.sector.codes)

    @property
    def pairs(self) -> csr_array:
        """Return which alliances link each pair of two sectors: shape (pairs, m)."""
        return self._crossed[0]

    @property
    def pair_ends(self) -> csr_array:
        """Return which actors each pair is made of: shape (n, pairs)."""
        return self._crossed[1]

    def spread(self, values: Vector, fill: float) -> Vector:
        """Give values of the tied actors their places among all actors."""
        import numpy as np

        result = np.full(self.incidence.shape[0], fill)
        result[self.tied] = values
        return result

    def _roles(self, classes: Classes) -> Roles:
        """Count among the actors whose class is known; the others are left out of the net."""
        import numpy as np

        codes = classes.codes[self.tied]
        known = np.flatnonzero(codes >= 0)
        ties, codes = (
            self.adjacency[known][:, known],
            np.unique(codes[known], return_inverse=True)[1],
        )
        counts, by_chance = brokerage.brokerage(ties, codes), brokerage.chance(ties, codes)
        scores = brokerage.z_scores(counts, by_chance)
        scores[~brokerage.reportable(by_chance, codes)] = np.nan
        tables = (counts, by_chance.expected, scores)
        return Roles(*(self._placed(table, self.tied[known]) for table in tables))

    def _placed(self, table: Table, rows: Codes) -> Table:
        import numpy as np

        result = np.full((self.incidence.shape[0], table.shape[1]), np.nan)
        result[rows] = table
        return result

    def _partners(self, classes: Classes) -> Table:
        import numpy as np

        shifted = np.where(classes.codes < 0, classes.size, classes.codes)
        return partners_by_sector(self.incidence, shifted, classes.size + 1)[:, : classes.size]


def view(network: Network, incidence: csr_array) -> View:
    """Return what is measured of a network: some of its alliances (columns), all its actors."""
    return View(incidence, sectors(network), places(network))


def sectors(network: Network) -> Classes:
    """Return the sector of each actor, in the order of the vocabulary."""
    import numpy as np

    slugs = list(concepts("sector"))
    known = {slug: code for code, slug in enumerate(slugs) if slug != UNKNOWN_SECTOR}
    codes = [known.get(actor.sector, -1) for actor in network.actors]
    return Classes(np.array(codes, dtype=np.int64), len(slugs))


def places(network: Network) -> Classes:
    """Return the seat of each actor, where it is a place and not a whole area.

    A deputy's département contains communes: being seated there and at Aix are no two
    territories, and no seat at all is none either.
    """
    import numpy as np

    where = Places(network)
    seats = [a.seat if a.seat and not where.is_area(a.seat) else None for a in network.actors]
    order = {seat: code for code, seat in enumerate(sorted({s for s in seats if s}))}
    codes = [order[seat] if seat else -1 for seat in seats]
    return Classes(np.array(codes, dtype=np.int64), len(order))


def _pairs_across(incidence: csr_array, codes: Codes) -> tuple[csr_array, csr_array]:
    """Return pairs × alliances and actors × pairs, of the pairs of two known sectors."""
    import numpy as np
    from scipy.sparse import csr_array

    n, m = incidence.shape
    first, second, alliance = _pairs_inside(incidence.T.tocsr())
    apart = (codes[first] != codes[second]) & (codes[first] >= 0) & (codes[second] >= 0)
    first, second, alliance = first[apart], second[apart], alliance[apart]
    ends, pair = np.unique(first * n + second, return_inverse=True)
    met = csr_array((np.ones(len(pair), np.float32), (pair, alliance)), shape=(len(ends), m))
    both = np.concatenate([ends // max(n, 1), ends % max(n, 1)])
    numbers = np.tile(np.arange(len(ends)), 2)
    return met, csr_array((np.ones(len(both), np.float32), (both, numbers)), shape=(n, len(ends)))


def _pairs_inside(parties: csr_array) -> tuple[Codes, Codes, Codes]:
    """List every pair of parties of every alliance (a row), the lower index first."""
    import numpy as np

    parties.sort_indices()
    sizes, found = np.diff(parties.indptr), []
    for size in np.unique(sizes[sizes > 1]):
        rows = np.flatnonzero(sizes == size)
        members = parties.indices[parties.indptr[rows][:, None] + np.arange(size)].astype(np.int64)
        i, j = np.triu_indices(size, 1)
        alliances = np.repeat(rows, len(i))
        found.append(np.stack([members[:, i].ravel(), members[:, j].ravel(), alliances]))
    first, second, alliance = np.concatenate(found, axis=1) if found else np.empty((3, 0), np.int64)
    return first, second, alliance
