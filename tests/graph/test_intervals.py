"""Rank intervals: seeded, wide where data are few, the same by both ways of drawing."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import networkx as nx
import numpy as np
import pytest
from scipy.sparse import csr_array

from graph.catalysts import intervals, rank
from graph.catalysts.intervals import competition_ranks, how_many, rank_intervals
from graph.catalysts.metrics import METRICS, metric
from graph.catalysts.view import Classes, View, view
from graph.network import Network
from tests.oracles.small import actor, alliance, ring, star

SECTORS = ("public", "entreprise", "association", "reseau")


def random_network(alliances: int = 60, actors: int = 25, seed: int = 1) -> Network:
    rng = np.random.default_rng(seed)
    chance = 1 / np.arange(1, actors + 1)
    drawn = [
        sorted(rng.choice(actors, rng.integers(2, 5), replace=False, p=chance / chance.sum()))
        for _ in range(alliances)
    ]
    return Network(
        tuple(actor(f"Acteur {i:02}", SECTORS[i % 4]) for i in range(actors)),
        tuple(replace(alliance(map(int, p)), iri=f"urn:a:{j}") for j, p in enumerate(drawn)),
    )


def everybody(network: Network) -> tuple[View, Any]:
    seen = view(network, network.incidence)
    return seen, seen.tied


def test_equal_keys_share_a_rank() -> None:
    keys = np.array([3.0, 5.0, 3.0, np.nan, 1.0, -np.inf])
    assert competition_ranks(keys).tolist() == [2, 1, 2, 0, 4, 5]


def test_the_same_data_give_the_same_intervals() -> None:
    seen, listed = everybody(random_network())
    first = rank_intervals(seen, metric("reach"), listed, draws=50)
    assert first == rank_intervals(seen, metric("reach"), listed, draws=50)
    assert first != rank_intervals(seen, metric("reach"), listed, draws=50, seed=7)


@pytest.mark.parametrize("name", ["reach", "degree"])
def test_all_at_once_equals_one_by_one(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The quick way must rank as measuring each drawn network anew does."""
    seen, listed = everybody(random_network())
    quick = rank_intervals(seen, metric(name), listed, draws=40)
    drawn = list(intervals._values(seen, metric(name), 40, intervals.SEED))
    monkeypatch.setattr(intervals, "_CELLS", 200)  # several blocks
    assert (
        np.hstack(drawn).tolist()
        == np.hstack(list(intervals._values(seen, metric(name), 40, intervals.SEED))).tolist()
    )
    times = np.random.default_rng(intervals.SEED).multinomial(60, np.full(60, 1 / 60), size=40).T
    slow = np.hstack([
        intervals._again(seen, metric(name), times[:, k].astype(float)) for k in range(40)
    ])  # fmt: skip
    assert np.hstack(drawn).tolist() == slow.tolist()
    assert len(quick) == len(listed)


def test_intervals_hold_most_draws_and_the_rank_as_a_rule() -> None:
    network = random_network()
    found = rank(network, draws=200, least=1)
    inside = [
        row.interval and row.interval.low <= row.rank <= row.interval.high for row in found.rows
    ]
    assert sum(map(bool, inside)) >= 0.8 * len(inside)
    assert all(row.interval and row.interval.low <= row.interval.high for row in found.rows)
    assert found.draws == 200


def test_few_alliances_give_wide_intervals_and_many_narrow_ones() -> None:
    """The same network with every fact stated eight times is surer of its ranks."""
    network = random_network(alliances=40)
    copies = tuple(replace(a, iri=f"{a.iri}-{k}") for a in network.alliances for k in range(8))
    width = {}
    for name, one in (("few", network), ("many", replace(network, alliances=copies))):
        rows = rank(one, draws=200, least=1, by="degree").rows
        width[name] = np.mean([r.interval.high - r.interval.low for r in rows if r.interval])
    assert width["many"] < width["few"] / 2


def test_the_centre_of_a_star_is_always_first() -> None:
    network = star(40)
    first = rank(network, draws=100).rows[0]
    assert first.interval == (1, 1, 1.0)


@pytest.mark.parametrize("by", [row.name for row in METRICS])
def test_every_measure_has_intervals(by: str) -> None:
    found = rank(random_network(), by=by, draws=20, least=1)
    assert all(row.interval for row in found.rows)


def test_small_networks_get_intervals_unasked_and_large_ones_do_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen, _ = everybody(random_network())
    assert how_many(seen, metric("reach"), None) == (intervals.DRAWS, False)
    assert how_many(seen, metric("pieces"), None) == (intervals.DRAWS_ONE_BY_ONE, False)
    monkeypatch.setattr(intervals, "TIES_AT_ONCE", 10)
    assert how_many(seen, metric("reach"), None) == (0, True)
    assert how_many(seen, metric("reach"), 30) == (30, False)
    assert rank(random_network(), draws=None, least=1).slow
    assert rank(random_network(), least=1).rows[0].interval is None


def test_a_network_without_pairs_of_two_sectors() -> None:
    network = Network(tuple(actor(f"A{i}") for i in range(3)), (alliance([0, 1]), alliance([1, 2])))
    assert [row.interval for row in rank(network, draws=20, least=1).rows] == [(1, 1, 1.0)] * 3


def test_davis_leaders_are_not_sure_of_their_place() -> None:
    """Women of Davis et al. by number of events: the two or three leaders exchange places."""
    graph = nx.davis_southern_women_graph()
    women, events = graph.graph["top"], graph.graph["bottom"]
    incidence = csr_array(nx.bipartite.biadjacency_matrix(graph, women, events).astype(float))
    classes = Classes(np.arange(18) % 2, 2)
    seen = View(incidence, classes, classes)
    found = rank_intervals(seen, metric("degree"), np.arange(18), draws=500)
    evelyn = found[women.index("Evelyn Jefferson")]
    assert evelyn.low == 1 < evelyn.high <= 8


def test_ring_pairs_by_hand() -> None:
    """Five pairs of two sectors: A-P, P-É, P-U, É-U, É-B; Abeilles and Bibliothèque are alike."""
    seen = view(ring(), ring().incidence)
    assert seen.pairs.shape == (5, 4)
    assert seen.pair_ends.sum(axis=1).tolist() == [1, 3, 3, 2, 1]
