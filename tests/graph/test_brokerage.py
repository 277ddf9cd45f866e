"""Roles of Gould & Fernandez: the values of R sna, direction, chance, and what is not defined."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import networkx as nx
import numpy as np
import pytest
from scipy.sparse import csr_array

from graph.brokerage import ROLES, brokerage, chance, reportable, z_scores
from graph.participation import normalised_participation, participation, pieces
from tests.oracles import published


def matrix(graph: Any, nodes: list[Any] | None = None) -> csr_array:
    found = nx.to_scipy_sparse_array(graph, nodelist=nodes, weight=None, format="csr", dtype=float)
    return csr_array(found)


def karate() -> tuple[csr_array, np.ndarray[Any, Any]]:
    graph = nx.karate_club_graph()
    clubs = [graph.nodes[node]["club"] == "Officer" for node in graph]
    return matrix(graph), np.array(clubs, dtype=np.int64)


def toy() -> tuple[csr_array, list[str], np.ndarray[Any, Any]]:
    graph = nx.DiGraph((edge[:2], edge[2:]) for edge in published.TOY_EDGES)
    nodes = sorted(graph)
    return matrix(graph, nodes), nodes, np.array(["abc".index(node[0]) for node in nodes])


# ── published values ────────────────────────────────────────────────────────────────────


def test_karate_club() -> None:
    ties, clubs = karate()
    counts = brokerage(ties, clubs)
    assert tuple(counts.sum(axis=0)) == published.KARATE_TOTALS
    for node, expected in published.KARATE_ROLES.items():
        assert tuple(counts[node]) == expected
    by_chance = chance(ties, clubs)
    assert by_chance.expected[0] == pytest.approx(published.KARATE_EXPECTED, abs=5e-5)
    assert by_chance.deviation[0] == pytest.approx(published.KARATE_DEVIATION, abs=5e-5)
    total = by_chance.expected.sum(axis=0)
    assert total == pytest.approx(published.KARATE_TOTAL_EXPECTED, abs=5e-5)
    scores = z_scores(counts, by_chance)
    for node, values in published.KARATE_SCORES.items():
        wanted = [np.nan if value is None else value for value in values]
        assert scores[node] == pytest.approx(wanted, abs=5e-5, nan_ok=True)


def test_the_toy_tells_a_gatekeeper_from_a_representative() -> None:
    ties, nodes, classes = toy()
    counts = dict(zip(nodes, brokerage(ties, classes), strict=True))
    assert {node: tuple(row) for node, row in counts.items()} == published.TOY_ROLES
    # c1 → a1 → b... : a2 receives from c2 and passes on to a3, its own class: a gatekeeper.
    assert counts["a2"][ROLES.index("b_OI")] == 1
    # a2 → a3 → b1: a3 hands out of its class: a representative.
    assert counts["a3"][ROLES.index("b_IO")] == 1
    by_chance = chance(ties, classes).expected
    for node, row in zip(nodes, by_chance, strict=True):
        assert row == pytest.approx(published.TOY_EXPECTED[node[0]], abs=5e-5)


def test_krackhardt_kite() -> None:
    counts = brokerage(matrix(nx.krackhardt_kite_graph()), np.array([0] * 7 + [1] * 3))
    assert [tuple(row) for row in counts] == list(published.KITE_ROLES)


# ── against counting one by one ─────────────────────────────────────────────────────────


def role_of(a: int, v: int, b: int) -> int:
    return 0 if a == v == b else 1 if a == b else 2 if a == v else 3 if v == b else 4


@pytest.mark.parametrize("directed", [False, True])
@pytest.mark.parametrize("seed", range(3))
def test_counts_and_chance_equal_counting_every_pair(seed: int, directed: bool) -> None:
    classes = np.array([0, 0, 0, 1, 1, 2, 2, 2, 2, 3])
    graph = nx.gnm_random_graph(10, 18, directed=directed, seed=seed)
    ties = matrix(graph)
    density = ties.nnz / 90
    counts, by_chance = brokerage(ties, classes), chance(ties, classes)
    once = density**2 * (1 - density)
    both = density**3 * (1 - density) ** 2 - once**2
    for v in range(10):
        others = [node for node in range(10) if node != v]
        for role in range(6):
            pairs = [
                (a, b)
                for a, b in permutations(others, 2)
                if role in {5, role_of(classes[a], classes[v], classes[b])}
            ]
            open_pairs = [
                (a, b)
                for a, b in pairs
                if graph.has_edge(a, v) and graph.has_edge(v, b) and not graph.has_edge(a, b)
            ]
            assert counts[v, role] == len(open_pairs)
            shared = sum((p[0] == q[0]) + (p[1] == q[1]) for p, q in permutations(pairs, 2))
            variance = len(pairs) * once * (1 - once) + shared * both
            assert by_chance.expected[v, role] == pytest.approx(len(pairs) * once)
            assert by_chance.deviation[v, role] == pytest.approx(variance**0.5)


def test_the_mean_and_the_spread_are_those_of_random_networks() -> None:
    classes = np.array([0] * 8 + [1] * 7 + [2] * 5)
    rng = np.random.default_rng(1)
    off = ~np.eye(20, dtype=bool)
    drawn = [
        brokerage(csr_array(((rng.random((20, 20)) < 0.2) & off).astype(float)), classes)[0]
        for _ in range(800)
    ]
    fifth = np.zeros((20, 20))
    fifth[off] = rng.permutation(380) < 76
    theory = chance(csr_array(fifth), classes)
    assert np.mean(drawn, axis=0) == pytest.approx(theory.expected[0], rel=0.1)
    assert np.std(drawn, axis=0) == pytest.approx(theory.deviation[0], rel=0.15)


# ── what is not defined ─────────────────────────────────────────────────────────────────


def test_no_score_without_room_for_chance_nor_for_a_small_class() -> None:
    ties, clubs = karate()
    shown = reportable(chance(ties, clubs), clubs)
    assert not shown[:, :5].any(), "4.5 pairs are expected: fewer than 5"
    assert shown[:, 5].all(), "17.6 pairs of any role are expected"
    two = clubs.copy()
    two[[0, 1]] = 2
    shown = reportable(chance(ties, two), two)
    assert not shown[[0, 1]].any(), "a class of two"
    assert shown[2:, 5].all()


def test_a_liaison_between_two_classes_is_not_defined() -> None:
    ties, clubs = karate()
    scores = z_scores(brokerage(ties, clubs), chance(ties, clubs))
    assert np.isnan(scores[:, ROLES.index("b_O")]).all()


@pytest.mark.parametrize("n", [0, 1, 2])
def test_tiny_networks_broker_nothing(n: int) -> None:
    empty, classes = csr_array((n, n), dtype=float), np.zeros(n, dtype=np.int64)
    assert brokerage(empty, classes).tolist() == [[0.0] * 6] * n
    assert reportable(chance(empty, classes), classes).tolist() == [[False] * 6] * n


# ── participation and articulation ──────────────────────────────────────────────────────


def test_the_hub_of_a_star_of_four_in_three_classes() -> None:
    partners = np.array([[2.0, 1.0, 1.0], [1.0, 0.0, 0.0], [0.0, 0.0, 0.0]])
    assert participation(partners) == pytest.approx([0.625, 0, np.nan], nan_ok=True)
    normal = normalised_participation(partners)
    assert normal == pytest.approx([0.625 / (2 / 3), 0, np.nan], nan_ok=True)


def test_participation_in_the_karate_club() -> None:
    ties, clubs = karate()
    partners = ties.toarray() @ np.eye(2)[clubs]
    values = participation(partners)
    for node, value in published.KARATE_PARTICIPATION.items():
        assert values[node] == pytest.approx(value, abs=5e-5)


def test_evenly_spread_partners_have_all_of_the_maximum() -> None:
    assert normalised_participation(np.full((1, 5), 3.0)) == pytest.approx([1.0])
    assert np.isnan(normalised_participation(np.array([[4.0, 0.0]]))).all()


@pytest.mark.parametrize("seed", [0, 1, 2, 3, 5])
def test_articulation_points_are_those_of_networkx(seed: int) -> None:
    rng = np.random.default_rng(seed)
    cells = (rng.random((30, 22)) < 0.075).astype(float)
    incidence = csr_array(cells[:, cells.sum(axis=0) >= 2])
    graph = nx.bipartite.from_biadjacency_matrix(incidence)
    points = {node for node in nx.articulation_points(graph) if node < 30}
    assert points, "this network has none: it tests nothing"
    values = pieces(incidence)
    assert {int(i) for i in np.flatnonzero(values >= 2)} == points
    for node in points:
        rest = graph.subgraph(set(nx.node_connected_component(graph, node)) - {node})
        assert values[node] == nx.number_connected_components(rest)
    assert values[np.asarray(incidence.sum(axis=1)) == 0].tolist() == [0.0] * sum(
        not graph.degree(node) for node in range(30)
    )
