"""A view of a network whose numbers come from a cluster: the ranking reads it like any other."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from graph.catalysts import view as here
from graph.catalysts.view import DECIMALS, View
from graph.centrality import most_pairs_between
from graph.spark import between, measures, rounds
from graph.spark.tables import Ties, sent
from ontology.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from pyspark.sql import DataFrame
    from scipy.sparse import csr_array

    from graph.brokerage import Table
    from graph.network import Network
    from graph.spark.session import Cluster
    from graph.sparse import Vector


def viewer(
    cluster: Cluster, notes: list[Text], *, sampled: bool = False
) -> Callable[[Network, csr_array], View]:
    """Return what looks at a part of a network on a cluster, and notes what is worth telling.

    Without ``sampled``, betweenness is not known (NaN) where it would only be an estimate.
    """

    def look(network: Network, incidence: csr_array) -> View:
        sectors, places = here.sectors(network), here.places(network)
        return ClusterView(incidence, sectors, places, cluster, notes, sampled)

    return look


@dataclass(frozen=True)
class ClusterView(View):
    """The measures that a cluster offers, as vectors over the actors of the network."""

    cluster: Cluster = field(repr=False)
    notes: list[Text] = field(repr=False)
    sampled: bool = False

    @cached_property
    def net(self) -> Ties:
        """What was sent: at the first question."""
        return sent(self.cluster, self.incidence, self.sector.codes)

    @cached_property
    def degree(self) -> Vector:
        """Count the alliances of each actor."""
        return self._filled(measures.degree(self.net), "degree")

    @cached_property
    def crossing(self) -> Vector:
        """Count, for each actor, its alliances with parties of two known sectors or more."""
        return self._filled(measures.crossing(self.net), "crossing")

    @cached_property
    def partners(self) -> Table:
        """Count the distinct partners of each actor by known sector, shape (n, sectors)."""
        import numpy as np

        rows = measures.partners_by_sector(self.net, self._met).toArrow()
        counts = np.zeros((self.incidence.shape[0], self.sector.size))
        counts[rows["actor"].to_numpy(), rows["sector"].to_numpy()] = rows["partners"].to_numpy()
        return counts

    @cached_property
    def betweenness(self) -> Vector:
        """Compute or estimate two-mode betweenness among the tied actors; 0 for the others."""
        import numpy as np

        n, m = self.incidence.shape
        if not (self.sampled or self.is_exact):
            self.notes.append(between.LEFT_OUT)
            return np.full(n, np.nan)
        nodes = np.concatenate([self.tied, np.arange(n, n + m)])
        if not len(nodes):
            return np.zeros(n)
        pairs = self._filled(between.from_pivots(self.net, n, nodes, self.notes), "pairs")
        found: Vector = (pairs / most_pairs_between(len(self.tied), m)).round(DECIMALS)
        return found

    @cached_property
    def pagerank(self) -> Vector:
        """Compute PageRank among the tied actors; 0 for the others."""
        found = rounds.pagerank(self.net).told("PageRank", self.notes)
        return self._filled(found, "pagerank").round(DECIMALS)

    @cached_property
    def triangles(self) -> Vector:
        """Count the pairs of partners of each actor who are partners too."""
        return self._filled(measures.triangles(self._met), "triangles")

    @cached_property
    def _met(self) -> DataFrame:
        return self.cluster.kept(measures.partners(self.net))

    def _filled(self, table: DataFrame, column: str) -> Vector:
        """Bring a column here, in the order of the actors; 0 where there is no row."""
        import numpy as np

        rows = table.select("actor", column).toArrow()
        values = np.zeros(self.incidence.shape[0])
        values[rows["actor"].to_numpy()] = rows[column].to_numpy()
        return values
