"""Who stands where, worked out beforehand: as counted by hand, and as the commands say."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import networkx as nx
import pyoxigraph as ox
import pytest

from graph import layers
from graph.catalysts import rank
from graph.extract import extract
from graph.network import Network
from graph.questions import Setting, ask
from graph.rdf import nquads
from graph.standings import Standings, cut_off
from graph.store import LocalStore
from graph.workspace import Workspace
from queries import library
from tests.benchmarks.bench_suggestions import drawn
from tests.queries.territory import build


@pytest.fixture(scope="module")
def territory(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return build(tmp_path_factory.mktemp("territory"))


def asked(made: Workspace, least: int, **values: str) -> list[tuple[str, ...]]:
    """Return the rows of the ranks, worked out with fewer alliances than they are worth."""
    store = made.store()
    graphs = layers.graphs(store, "asserted")
    network = extract(store, graphs, as_of=made.as_of)
    paa = next(a.iri for a in network.actors if a.acronym == "PAA")
    memory = ox.Store()
    for graph in graphs:
        found = store.query("CONSTRUCT WHERE { ?s ?p ?o }", graphs=[graph])
        name = ox.NamedNode(graph)
        memory.extend(ox.Quad(t.subject, t.predicate, t.object, name) for t in found)  # type: ignore[union-attr]
    said = Standings(network, made.minter, "run").statements(
        asserted=graphs, now=datetime(2026, 11, 25, tzinfo=UTC), collector=paa, least=least
    )
    memory.load("".join(nquads(said)).encode(), format=ox.RdfFormat.N_QUADS)
    derived = LocalStore(memory)
    setting = Setting(derived, layers.graphs(derived, "all"), "fr", made.as_of or date.today())
    rows = ask(library()["rangs-des-catalyseurs"], values, setting).rows
    return [tuple(str(getattr(cell, "value", "") or "") for cell in row) for row in rows]


def test_the_ranks_are_those_counted_by_hand(territory: Workspace) -> None:
    rows = {row[1]: (row[0], *row[3:7]) for row in asked(territory, 1)}
    assert rows == {
        # rank, without PAA, from agreement, from signature, without one of the two sources
        "Ville d'Aix": ("1", "1", "1", "1", "1–5"),
        "L'Atelier": ("2", "2", "2", "2", "2–2"),
        "La Faculté": ("2", "2", "2", "2", "2–2"),
        "La Fabrique": ("2", "2", "2", "2", "1–1"),
        "Les Aînés": ("2", "2", "2", "2", "1–1"),
        "Ville de Venelles": ("2", "2", "2", "2", "1–1"),
        "Maison des associations": ("2", "", "7", "7", "1–1"),
        "La Chorale": ("8", "7", "7", "7", "4–4"),
        "La Ferme": ("8", "", "", "", "5–5"),
        "Label Tech": ("10", "", "9", "", "7–7"),
    }


def test_every_rank_has_its_interval(territory: Workspace) -> None:
    for row in asked(territory, 1):
        low, high = map(int, row[2].split("–"))
        assert 1 <= low <= high <= 10


def test_nothing_is_ranked_of_too_few_alliances(territory: Workspace) -> None:
    assert asked(territory, 30) == []


def test_the_demonstration_has_the_ranks_of_the_command(demo: Path) -> None:
    from graph import workspace

    made = workspace.load(demo)
    store = made.store()
    network = extract(store, layers.graphs(store, "asserted"), as_of=made.as_of)
    collector = next(a.iri for a in network.actors if a.acronym == "PAA")
    found = rank(network, without=collector, top=100, profile=True, draws=None)
    setting = Setting(store, layers.graphs(store, "all"), "fr", made.as_of or date.today())
    rows = ask(library()["rangs-des-catalyseurs"], {}, setting).rows
    told = [tuple(str(getattr(cell, "value", "") or "") for cell in row)[:6] for row in rows]
    expected = [
        (
            str(row.rank),
            network.actors[row.actor].name,
            f"{row.interval.low}–{row.interval.high}" if row.interval else "",
            str(row.rank_without_collector or ""),
            str(row.layers["agreement"] or ""),
            str(row.layers["signed"] or ""),
        )
        for row in found.rows
    ]
    assert len(expected) == 100
    assert sorted(told) == sorted(expected)


def parts_without(network: Network, actor: int) -> list[list[int]]:
    """Return the parts around an actor once it is out, as networkx finds them."""
    graph = nx.Graph()
    for j, alliance in enumerate(network.alliances):
        graph.add_edges_from((p.actor, f"x{j}") for p in alliance.parties)
    met = list(graph[actor]) if actor in graph else []
    graph.remove_nodes_from([actor])
    found = [sorted(i for i in part if isinstance(i, int))
             for part in nx.connected_components(graph) if part & set(met)]  # fmt: skip
    return sorted((part for part in found if part), key=lambda part: (-len(part), part[0]))


def test_who_is_cut_off_is_whom_another_library_finds() -> None:
    network = drawn(120, seed=3, links_each=2)
    expected = {
        i: sorted(one for part in parts_without(network, i)[1:] for one in part)
        for i in range(len(network.actors))
    }
    found = cut_off(network.incidence)
    assert found == {i: others for i, others in expected.items() if others}
    assert len(found) > 5
