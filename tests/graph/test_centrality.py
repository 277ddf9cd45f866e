"""Our centralities give the published values, and those of networkx on random networks."""

from __future__ import annotations

from typing import Any

import networkx as nx
import numpy as np
import pytest
from scipy.sparse import csr_array

from graph import centrality
from tests.oracles import published


def adjacency(graph: Any) -> csr_array:
    return csr_array(nx.to_scipy_sparse_array(graph, format="csr"))


def davis() -> tuple[csr_array, list[str], list[str]]:
    graph = nx.davis_southern_women_graph()
    women, events = graph.graph["top"], graph.graph["bottom"]
    return csr_array(nx.bipartite.biadjacency_matrix(graph, women, events)), women, events


def two_mode(n_actors: int, n_alliances: int, ties: int, seed: int) -> csr_array:
    rng = np.random.default_rng(seed)
    cells = rng.integers(0, (n_actors, n_alliances), (ties, 2)).T
    return csr_array((np.ones(ties), cells), shape=(n_actors, n_alliances))


def as_graph(incidence: csr_array) -> Any:
    """The same two-mode network for networkx: actors first, then alliances."""
    pattern = csr_array(incidence > 0, dtype=float)
    return nx.bipartite.from_biadjacency_matrix(pattern)


def both(result: tuple[Any, Any]) -> np.ndarray[Any, Any]:
    return np.concatenate(result)


# ── published values ────────────────────────────────────────────────────────────────────


def test_krackhardt_kite() -> None:
    kite = adjacency(nx.krackhardt_kite_graph())
    raw = centrality.betweenness(kite, normalised=False)
    assert raw == pytest.approx(published.KITE_BETWEENNESS, abs=5e-5)
    normalised = centrality.betweenness(kite)
    for node, value in published.KITE_BETWEENNESS_NORMALISED.items():
        assert normalised[node] == pytest.approx(value, abs=5e-4)
    assert centrality.degree(kite).tolist() == list(published.KITE_DEGREE)
    assert centrality.closeness(kite) == pytest.approx(published.KITE_CLOSENESS, abs=5e-4)


def test_florentine_families() -> None:
    graph = nx.florentine_families_graph()
    families = list(graph)
    between = dict(zip(families, centrality.betweenness(adjacency(graph)), strict=True))
    close = dict(zip(families, centrality.closeness(adjacency(graph)), strict=True))
    assert len(families) == 15
    for family, value in published.FLORENTINE_BETWEENNESS.items():
        assert between[family] == pytest.approx(value, abs=5e-4)
    for family, value in published.FLORENTINE_CLOSENESS.items():
        assert close[family] == pytest.approx(value, abs=5e-4)
    assert max(between, key=between.__getitem__) == "Medici"


def test_davis_southern_women() -> None:
    incidence, women, events = davis()
    assert (*incidence.shape, incidence.nnz) == published.DAVIS_SIZE
    found = both(centrality.betweenness_two_mode(incidence))
    values, expected = dict(zip(women + events, found, strict=True)), published.DAVIS_BETWEENNESS
    assert {name: round(values[name], 2) for name in expected} == expected


# ── networkx as the oracle ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize("seed", range(5))
def test_one_mode_equals_networkx(seed: int) -> None:
    graph = nx.gnp_random_graph(60, 0.04, seed=seed)  # several components, some isolates
    matrix = adjacency(graph)
    assert centrality.betweenness(matrix) == pytest.approx(
        list(nx.betweenness_centrality(graph).values())
    )
    assert centrality.closeness(matrix) == pytest.approx(
        list(nx.closeness_centrality(graph).values())
    )
    assert centrality.degree(matrix).tolist() == [d for _, d in graph.degree()]


@pytest.mark.parametrize(("actors", "alliances"), [(30, 50), (50, 30), (40, 40), (7, 60), (60, 7)])
def test_two_mode_equals_networkx(actors: int, alliances: int) -> None:
    incidence = two_mode(actors, alliances, 60, seed=actors)
    graph, top = as_graph(incidence), range(actors)
    values = nx.bipartite.betweenness_centrality(graph, top)
    in_order = [values[node] for node in range(actors + alliances)]
    assert both(centrality.betweenness_two_mode(incidence)) == pytest.approx(in_order)


def test_sampling_finds_the_exact_leaders(monkeypatch: pytest.MonkeyPatch) -> None:
    graph = nx.barabasi_albert_graph(400, 2, seed=3)
    exact = centrality.betweenness(adjacency(graph))
    monkeypatch.setattr(centrality, "EXACT_NODES", 10)
    sampled = centrality.betweenness(adjacency(graph))
    assert sampled.tolist() != exact.tolist(), "the sampled engine was not used"
    assert np.abs(sampled - exact).max() < 2 * centrality.KADABRA_ERROR
    assert set(np.argsort(-sampled)[:3]) == set(np.argsort(-exact)[:3])
    assert sampled.tolist() == centrality.betweenness(adjacency(graph)).tolist()


# ── edges of the domain ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("shape", [(0, 0), (3, 0), (0, 3), (1, 1)])
def test_two_mode_without_ties_is_zero(shape: tuple[int, int]) -> None:
    empty = csr_array(shape, dtype=float)
    of_actors, of_alliances = centrality.betweenness_two_mode(empty)
    assert of_actors.tolist() == [0.0] * shape[0]
    assert of_alliances.tolist() == [0.0] * shape[1]


@pytest.mark.parametrize("n", [0, 1, 2, 5])
def test_one_mode_without_ties_is_zero(n: int) -> None:
    empty = csr_array((n, n), dtype=float)
    for function in (centrality.betweenness, centrality.closeness, centrality.degree):
        assert function(empty).tolist() == [0.0] * n


def test_isolated_actors_change_no_count_of_pairs() -> None:
    path = adjacency(nx.path_graph(3))
    wider = csr_array((path.data, path.indices, [*path.indptr, *[path.nnz] * 4]), shape=(7, 7))
    assert centrality.betweenness(wider, normalised=False).tolist() == [0, 1, 0, 0, 0, 0, 0]


def test_weights_and_loops_do_not_count() -> None:
    weighted = csr_array(np.array([[9.0, 2.0, 0.0], [2.0, 0.0, 7.0], [0.0, 7.0, 0.0]]))
    assert centrality.betweenness(weighted).tolist() == [0, 1, 0]
    assert centrality.closeness(weighted) == pytest.approx([2 / 3, 1, 2 / 3])
    assert centrality.degree(weighted).tolist() == [1, 2, 1]
    assert weighted.data.max() == 9.0, "the matrix given was changed"


def test_threads_are_given_back() -> None:
    import networkit as nk

    nk.setNumberOfThreads(2)
    centrality.betweenness(adjacency(nx.krackhardt_kite_graph()))
    assert nk.getMaxNumberOfThreads() == 2


# ── partners by sector ──────────────────────────────────────────────────────────────────


def test_partners_are_counted_once_by_their_sector() -> None:
    # Alliances: {0, 1, 2}, {0, 1}, {0, 3}; actor 4 is alone. Sectors: 0 0 1 2 1.
    incidence = csr_array(
        np.array([[1, 1, 1], [1, 1, 0], [1, 0, 0], [0, 0, 1], [0, 0, 0]], dtype=float)
    )
    sectors = np.array([0, 0, 1, 2, 1])
    partners = centrality.partners_by_sector(incidence, sectors, 3)
    assert partners.tolist() == [[1, 1, 1], [1, 1, 0], [2, 0, 0], [1, 0, 0], [0, 0, 0]]


def test_partners_equal_the_projection_over_several_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(centrality, "BLOCK", 7)
    incidence = two_mode(40, 30, 90, seed=1)
    sectors = np.arange(40) % 4
    projected = nx.bipartite.projected_graph(as_graph(incidence), range(40))
    expected = [sum(sectors[i] != sectors[j] for j in projected[i]) for i in range(40)]
    partners = centrality.partners_by_sector(incidence, sectors, 4)
    partners[np.arange(40), sectors] = 0
    assert partners.sum(axis=1).tolist() == expected
