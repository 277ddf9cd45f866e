"""What every server must do: the numbers of this machine, whatever the network."""

from __future__ import annotations

from dataclasses import asdict
from math import isnan
from typing import TYPE_CHECKING, Any

import networkx as nx
import numpy as np
import pytest

from graph import catalysts
from graph.catalysts import whole
from graph.catalysts.choice import alliances_kept
from graph.catalysts.metrics import metric
from graph.catalysts.view import sectors
from graph.reasons import evidence
from graph.selection import is_absent
from graph.spark import OFFERED
from graph.suggestions import SAME_SIDE

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from pyspark.sql import DataFrame
    from scipy.sparse import csr_array

    from graph.network import Network
    from graph.spark.session import Cluster

Pairs = dict[tuple[int, int], float]


def column(table: DataFrame, name: str) -> dict[int, Any]:
    rows = table.toArrow()
    return dict(zip(rows["actor"].to_pylist(), rows[name].to_pylist(), strict=True))


def incidence_of(network: Network) -> csr_array:
    return network.incidence[:, alliances_kept(network, None, (), None)]


def measures_agree(cluster: Cluster, network: Network) -> None:
    """PageRank, components, communities and triangles, against scipy and networkx."""
    from graph.spark import measures, rounds
    from graph.spark.tables import sent

    incidence = incidence_of(network)
    tied = np.flatnonzero(np.diff(incidence.indptr))
    ties, net = incidence[tied], sent(cluster, incidence, sectors(network).codes)

    ranks = rounds.pagerank(net)
    assert ranks.at_rest
    assert column(ranks.table, "pagerank") == pytest.approx(_by_actor(tied, whole.pagerank(ties)))
    assert column(ranks.table, "pagerank") == pytest.approx(_networkx_pagerank(ties, tied))

    pieces = rounds.components(net)
    assert pieces.at_rest
    assert column(pieces.table, "component") == _by_actor(tied, tied[whole.components(ties)])

    groups, labels = rounds.communities(net), whole.communities(ties)
    assert groups.at_rest == labels[1]
    assert column(groups.table, "community") == _by_actor(tied, tied[labels[0]])

    found = column(measures.triangles(measures.partners(net)), "triangles")
    expected = nx.triangles(nx.from_scipy_sparse_array(_partners(ties)))
    assert {i: found.get(i, 0) for i in tied.tolist()} == _by_actor(tied, list(expected.values()))


def _by_actor(tied: NDArray[np.int64], values: Any) -> dict[int, Any]:
    return dict(zip(tied.tolist(), np.asarray(values).tolist(), strict=True))


def _partners(ties: csr_array) -> csr_array:
    met = (ties @ ties.T).tocsr()
    met.setdiag(0)
    met.eliminate_zeros()
    return met


def _networkx_pagerank(ties: csr_array, tied: NDArray[np.int64]) -> dict[int, float]:
    graph: nx.Graph[tuple[str, int]] = nx.Graph()
    cells = ties.tocoo()
    graph.add_edges_from(
        (("actor", int(i)), ("alliance", int(j))) for i, j in zip(cells.row, cells.col, strict=True)
    )
    if not graph:
        return {}
    ranks = nx.pagerank(graph, tol=1e-14, max_iter=1_000)
    return {int(tied[i]): ranks["actor", i] * len(graph) for i in range(len(tied))}


def rankings_agree(cluster: Cluster, network: Network, by: str, **chosen: Any) -> None:
    """All rows, in order, with ranks, sentences and values; and why there is no ranking."""
    from graph.spark.view import viewer

    asked = {"by": by, "least": 1, "offered": [metric(name) for name in OFFERED], **chosen}
    here = catalysts.rank(network, **asked)
    there = catalysts.rank(network, look=viewer(cluster, [], sampled=True), **asked)
    assert [_plain(row) for row in there.rows] == [_plain(row) for row in here.rows]
    for own, other in zip(here.rows, there.rows, strict=True):
        for name in set(own.values) & set(other.values):
            value = other.values[name]
            assert value == pytest.approx(own.values[name], abs=2e-9) or isnan(value), name
    assert (there.note, there.coverage, there.ranked) == (here.note, here.coverage, here.ranked)


def _plain(row: catalysts.Catalyst) -> dict[str, Any]:
    kept = asdict(row)
    del kept["values"], kept["value_without_collector"]
    kept["betweenness"] = round(kept["betweenness"], 8)
    return kept


def pairs_agree(
    cluster: Cluster, network: Network, exclude: frozenset[frozenset[str]] = frozenset()
) -> Pairs:
    """The candidates, against the matrices from which this machine takes its reasons."""
    from graph.spark import pairs

    rows = pairs.candidates(pairs.sent(cluster, network, exclude)).toArrow().to_pylist()
    found = {(row["actor"], row["other"]): row["score"] for row in rows}
    assert len(found) == len(rows)
    assert found == pytest.approx(_pairs_here(network, exclude))
    return found


def _pairs_here(network: Network, exclude: frozenset[frozenset[str]]) -> Pairs:
    actors, n = network.actors, len(network.actors)
    if not n:
        return {}
    out = frozenset().union(*(pair for pair in exclude if len(pair) == 1))
    away = {i for i, one in enumerate(actors) if one.iri in out}
    known = evidence(network, away)
    by = known.brings[:, known.brings.shape[1] - n :].toarray()  # who could introduce each
    scores = (by / np.maximum(by.sum(axis=0), 1)) @ by.T
    scores[known.allied.toarray() > 0] = 0.0
    sides = [SAME_SIDE.get(one.sector, one.sector) for one in actors]
    absent = away | {i for i, one in enumerate(actors) if is_absent(one, network.as_of)}
    return {
        (i, j): float(scores[i, j])
        for i in range(n)
        for j in range(i + 1, n)
        if scores[i, j] > 0
        and sides[i] != sides[j]
        and not {i, j} & absent
        and frozenset({actors[i].iri, actors[j].iri}) not in exclude
    }
