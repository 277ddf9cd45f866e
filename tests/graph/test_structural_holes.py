"""Constraint and effective size: published values, networkx's, and the two-mode projection."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import networkx as nx
import numpy as np
import pytest
from scipy.sparse import csr_array

from graph import sparse
from graph.structural_holes import constraint, effective_size, newman
from tests.oracles import published


def matrix(graph: Any, weight: str | None = None) -> csr_array:
    return csr_array(nx.to_scipy_sparse_array(graph, weight=weight, format="csr", dtype=float))


def weighted(edges: Mapping[Any, float], kind: type[Any]) -> Any:
    graph = kind()
    graph.add_weighted_edges_from((*pair, weight) for pair, weight in edges.items())
    return graph


# ── published values ────────────────────────────────────────────────────────────────────


def test_krackhardt_kite() -> None:
    kite = matrix(nx.krackhardt_kite_graph())
    assert constraint(kite) == pytest.approx(published.KITE_CONSTRAINT, abs=5e-5)
    assert effective_size(kite) == pytest.approx(published.KITE_EFFECTIVE_SIZE, abs=5e-4)


@pytest.mark.parametrize(
    ("function", "weight", "expected", "precision"),
    [
        (constraint, None, published.BURT_CONSTRAINT, 5e-4),
        (constraint, "weight", published.BURT_CONSTRAINT_WEIGHTED, 5e-4),
        (effective_size, None, published.BURT_EFFECTIVE_SIZE, 5e-3),
        (effective_size, "weight", published.BURT_EFFECTIVE_SIZE_WEIGHTED, 5e-3),
    ],
)
def test_burt_as_borgatti_explains_it(
    function: Any, weight: str | None, expected: dict[str, float], precision: float
) -> None:
    graph = weighted(published.BURT_EDGES, nx.Graph)
    values = dict(zip(graph, function(matrix(graph, weight)), strict=True))
    assert {name: values[name] for name in expected} == pytest.approx(expected, abs=precision)


def test_a_directed_network() -> None:
    graph = weighted(published.CYCLE_EDGES, nx.DiGraph)
    plain, heavy = matrix(graph), matrix(graph, "weight")
    assert constraint(plain) == pytest.approx(published.CYCLE_CONSTRAINT, abs=5e-4)
    assert constraint(heavy) == pytest.approx(published.CYCLE_CONSTRAINT_WEIGHTED, abs=5e-4)
    assert effective_size(plain) == pytest.approx(published.CYCLE_EFFECTIVE_SIZE, abs=5e-4)
    assert effective_size(heavy) == pytest.approx(published.CYCLE_EFFECTIVE_SIZE_WEIGHTED, abs=5e-4)


def test_florentine_families_and_the_karate_club() -> None:
    families = nx.florentine_families_graph()
    values = dict(zip(families, constraint(matrix(families)), strict=True))
    for name, value in published.FLORENTINE_CONSTRAINT.items():
        assert values[name] == pytest.approx(value, abs=5e-4)
    karate = constraint(matrix(nx.karate_club_graph()))
    for node, value in published.KARATE_CONSTRAINT.items():
        assert karate[node] == pytest.approx(value, abs=5e-5)


# ── networkx as the oracle ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("directed", [False, True])
def test_weighted_networks_equal_networkx(
    seed: int, directed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """networkx is asked node by node: its shortcut for all nodes at once differs from it."""
    monkeypatch.setattr(sparse, "WORK", 50)  # many small blocks
    graph = nx.gnm_random_graph(40, 70, seed=seed, directed=directed)
    rng = np.random.default_rng(seed)
    for edge in graph.edges:
        graph.edges[edge]["weight"] = rng.uniform(0.1, 3)
    ours, nodes = matrix(graph, "weight"), list(graph)
    # Their node has no value when nothing leaves it; ours when it has no partner at all.
    partners = (ours + ours.T).sum(axis=1) > 0
    leaves = np.array([bool(graph[node]) for node in graph])
    for function, theirs in ((constraint, nx.constraint), (effective_size, nx.effective_size)):
        values = function(ours)
        expected = np.array(list(theirs(graph, nodes=nodes, weight="weight").values()))
        assert values[leaves] == pytest.approx(expected[leaves])
        assert np.isnan(values).tolist() == (~partners).tolist()


# ── two-mode networks ───────────────────────────────────────────────────────────────────


def test_an_alliance_of_twelve_weighs_one_for_each_party() -> None:
    cohort = newman(csr_array(np.ones((12, 1))))
    assert cohort.nnz == 2 * 66
    assert cohort.sum(axis=1) == pytest.approx(np.ones(12))


def test_newman_weights_are_those_of_networkx() -> None:
    graph = nx.davis_southern_women_graph()
    women = graph.graph["top"]
    events = graph.graph["bottom"]
    incidence = csr_array(nx.bipartite.biadjacency_matrix(graph, women, events))
    projected = nx.bipartite.collaboration_weighted_projected_graph(graph, women)
    expected = nx.to_numpy_array(projected, nodelist=women)
    assert newman(incidence).toarray() == pytest.approx(expected)
    assert projected.number_of_edges() == 139
    values = constraint(newman(incidence))
    theirs = nx.constraint(projected, nodes=women, weight="weight")
    assert values == pytest.approx([theirs[woman] for woman in women])


def test_the_centre_of_a_star_is_constrained_by_nobody() -> None:
    star = csr_array(np.vstack([np.ones(6), np.eye(6)]))
    values = constraint(newman(star))
    assert values[0] == pytest.approx(1 / 6)
    assert effective_size(newman(star))[0] == pytest.approx(6)


@pytest.mark.parametrize("n", [0, 1, 3])
def test_who_has_no_partner_has_no_value(n: int) -> None:
    empty = csr_array((n, n), dtype=float)
    assert np.isnan(constraint(empty)).tolist() == [True] * n
    assert np.isnan(effective_size(empty)).tolist() == [True] * n


def test_an_alliance_of_one_party_links_nobody() -> None:
    assert newman(csr_array(np.array([[1.0, 0.0], [0.0, 1.0]]))).nnz == 0
