"""On Sail: the numbers of this machine, on networks by hand and by lot."""

from __future__ import annotations

from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from graph import catalysts, layers, network_file, workspace
from graph.catalysts import whole
from graph.catalysts.choice import alliances_kept
from graph.errors import Misuse
from graph.network import Network
from graph.spark import OFFERED, between, session
from graph.spark.session import Cluster, cluster
from ontology.text import Text
from tests.oracles.small import actor, alliance
from tests.spark.agreement import (
    column,
    incidence_of,
    measures_agree,
    pairs_agree,
    rankings_agree,
)
from tests.spark.nets import NETWORKS, drawn, path
from tests.sparks import sail


@pytest.mark.parametrize("name", NETWORKS)
def test_measures(on_sail: Cluster, name: str) -> None:
    measures_agree(on_sail, NETWORKS[name])


@pytest.mark.parametrize("name", NETWORKS)
def test_pairs_to_introduce(on_sail: Cluster, name: str) -> None:
    found = pairs_agree(on_sail, NETWORKS[name])
    assert bool(found) == (
        name in {"drawn 0", "drawn 1", "drawn 2", "drawn 3", "ring", "star", "path"}
    )


@pytest.mark.parametrize("name", ["drawn 0", "ring", "empty", "one actor", "one alliance", "path"])
def test_the_ranking(on_sail: Cluster, name: str) -> None:
    rankings_agree(on_sail, NETWORKS[name], "reach", profile=name == "ring")


@pytest.mark.parametrize("by", OFFERED)
def test_every_measure_ranks_alike(on_sail: Cluster, by: str) -> None:
    network = drawn(11, actors=25, alliances=30)
    rankings_agree(on_sail, network, by, without=network.actors[0].iri, sector="association")


def test_the_demonstration_has_the_same_rows(on_sail: Cluster, demo: Path) -> None:
    made = workspace.load(demo)
    network = network_file.network(
        made.store(), layers.graphs(made.store(), "asserted"), as_of=made.as_of
    )
    rankings_agree(on_sail, network, "reach", top=20, least=30)
    measures_agree(on_sail, network)
    assert pairs_agree(on_sail, network)


def test_what_people_decided_is_no_candidate(on_sail: Cluster) -> None:
    network = drawn(3)
    before = pairs_agree(on_sail, network)
    (a, b), *_, (c, _) = before
    iri = [one.iri for one in network.actors]
    decided = frozenset({frozenset({iri[a], iri[b]}), frozenset({iri[c]})})
    after = pairs_agree(on_sail, network, decided)
    assert (a, b) not in after
    assert not [pair for pair in after if c in pair]


def test_whom_very_many_know_introduces_nobody(on_sail: Cluster) -> None:
    from graph.spark import pairs

    network = NETWORKS["star"]
    known = pairs.sent(on_sail, network)
    everybody = pairs.candidates(known, most=7).count()
    assert everybody == len(pairs_agree(on_sail, network)) > 0
    assert pairs.candidates(known, most=6).count() == 0


def test_a_long_chain_is_one_piece_in_few_rounds(on_sail: Cluster) -> None:
    from graph.spark import rounds
    from graph.spark.tables import sent

    incidence = incidence_of(path(500))
    found = rounds.components(sent(on_sail, incidence, np.zeros(500, np.int64)))
    assert set(column(found.table, "component").values()) == {0}
    assert found.rounds <= 9  # 2^9 > 500


def test_what_does_not_come_to_rest_says_so(on_sail: Cluster) -> None:
    from graph.spark import rounds
    from graph.spark.tables import sent

    net = sent(on_sail, incidence_of(path(60)), np.zeros(60, np.int64))
    assert not rounds.pagerank(net, rounds=3).at_rest
    assert not rounds.components(net, rounds=1).at_rest
    assert not rounds.communities(net, rounds=1).at_rest


def test_a_sample_of_pivots_is_unbiased(on_sail: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each node once, in samples of ten: their mean is what all nodes together give."""
    from graph.spark.tables import sent

    network = drawn(5)
    incidence = incidence_of(network)
    tied = np.flatnonzero(np.diff(incidence.indptr))
    n, m = incidence.shape
    nodes = np.concatenate([tied, np.arange(n, n + m)])
    net = sent(on_sail, incidence, np.zeros(n, np.int64))

    def pairs(sources: np.ndarray) -> np.ndarray:
        found = column(between.betweenness(net, n, nodes, sources), "pairs")
        return np.array([found.get(i, 0.0) for i in tied.tolist()])

    exact = pairs(nodes)
    parts = np.array_split(nodes, 5)
    mean = sum(pairs(part) * len(part) for part in parts) / len(nodes)
    assert mean == pytest.approx(exact)
    monkeypatch.setattr(between, "AT_ONCE", 7 * len(nodes))  # seven sources at once
    assert pairs(nodes) == pytest.approx(exact)
    graph = nx.Graph()
    cells = incidence.tocoo()
    graph.add_edges_from(zip(cells.row.tolist(), (cells.col + n).tolist(), strict=True))
    oracle = nx.betweenness_centrality(graph, normalized=False)
    assert exact == pytest.approx([oracle[i] for i in tied.tolist()])


def test_pivots_are_all_nodes_while_they_are_few_and_else_the_same_sample() -> None:
    few, many = np.arange(5_000), np.arange(5_001)
    assert between.pivots(few) is few
    assert len(set(between.pivots(many).tolist())) == between.PIVOTS
    assert between.pivots(many).tolist() == between.pivots(many).tolist()


def test_above_what_is_counted_betweenness_is_left_out_unless_asked_for(
    on_sail: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    from graph.spark.view import viewer

    monkeypatch.setattr("graph.catalysts.view.EXACT_NODES", 20)
    monkeypatch.setattr(between, "EXACT_NODES", 20)
    monkeypatch.setattr(between, "PIVOTS", 15)
    network, notes = drawn(2), list[Text]()
    there = catalysts.rank(network, look=viewer(on_sail, notes))
    here = catalysts.rank(network)
    assert [row.actor for row in there.rows] == [row.actor for row in here.rows]
    assert there.rows[0].betweenness != there.rows[0].betweenness
    assert here.rows[0].sentence.en.startswith(there.rows[0].sentence.en + ";")
    asked = catalysts.rank(network, by="betweenness", look=viewer(on_sail, notes, sampled=True))
    assert asked.rows[0].betweenness > 0
    assert [note.en.split()[0] for note in notes] == ["Above", "Betweenness"]
    assert "15" in notes[1].fr
    assert "15" in notes[1].en


def test_rows_are_sent_in_pieces(on_sail: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "PIECE", 7)
    measures_agree(on_sail, NETWORKS["drawn 1"])


def test_a_server_that_keeps_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Small networks go through this machine; large ones are refused in words."""
    with sail(None) as master, cluster(master) as forgetful:
        assert not forgetful.keeps
        measures_agree(forgetful, NETWORKS["drawn 0"])
        measures_agree(forgetful, NETWORKS["empty"])
        monkeypatch.setattr(session, "MOST_UNKEPT", 10)
        with pytest.raises(Misuse, match="SAIL_EXECUTION__CHECKPOINT__PATH"):
            measures_agree(forgetful, NETWORKS["drawn 0"])


def test_two_groups_are_two_communities() -> None:
    """Two squares with all their diagonals, joined by one tie: by hand."""
    square = [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)]
    links = [*square, *((a + 4, b + 4) for a, b in square), (3, 4)]
    network = Network(
        tuple(actor(f"A{i}") for i in range(8)), tuple(alliance(pair) for pair in links)
    )
    kept = alliances_kept(network, None, (), None)
    labels, at_rest = whole.communities(network.incidence[:, kept])
    assert at_rest
    assert labels.tolist() == [0, 0, 0, 0, 4, 4, 4, 4] or len(set(labels.tolist())) <= 2
