"""Outlines in the store: loaded, replaced, read when a map asks for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph import layers, workspace
from graph.areas.outlines import around, outlines
from graph.extract import extract
from graph.load import load_file, remove
from graph.network import Actor, Network, Territory
from graph.workspace import Workspace
from ontology import kinds
from ontology.text import Text
from tests.graph.grounds import feature, square, write

BASE = "https://example.org/id/"


def known(made: Workspace) -> dict[str, int]:
    """Return how many points the outline of each commune has, by code."""
    store = made.store()
    graphs = layers.graphs(store, "asserted")
    places = extract(store, graphs).territories
    found = outlines(store, graphs, places)
    return {iri.rpartition("/")[2]: sum(len(r) for p in shape for r in p)
            for iri, shape in found.items()}  # fmt: skip


@pytest.fixture
def made(tmp_path: Path) -> Workspace:
    return workspace.create(tmp_path / "essai", name="Essai")


def test_outlines_come_back_from_the_store(made: Workspace, tmp_path: Path) -> None:
    path = write(tmp_path / "communes.geojson",
                 feature("13001", [square(0, 0)]), feature("13113", [square(1, 0)]))  # fmt: skip
    done = load_file(made, path)

    assert done.report.counts()["contours"]["loaded"] == 2
    assert known(made).keys() == {"13001", "13113"}
    assert min(known(made).values()) > 20


def test_a_newer_file_replaces_and_a_source_is_taken_back(made: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "communes.geojson"
    load_file(made, write(path, feature("13001", [square(0, 0)])))
    fine = known(made)["13001"]
    done = load_file(made, write(path, feature("13001", [square(0, 0, levels=1)])))
    assert done.difference is not None
    assert known(made)["13001"] < fine

    load_file(made, write(tmp_path / "autres.geojson", feature("13001", [square(0, 0)])))
    assert known(made)["13001"] == fine  # of two outlines the one that was simplified least
    remove(made, "autres.geojson")
    remove(made, "communes.geojson")
    assert known(made) == {}


def test_a_territory_is_kept_to(made: Workspace, tmp_path: Path) -> None:
    path = write(tmp_path / "communes.geojson",
                 feature("13001", [square(0, 0)]), feature("13055", [square(1, 0)]))  # fmt: skip
    load_file(made, path, territory="Pays d'Aix")
    assert known(made).keys() == {"13001"}


# -- what a map asks for ---------------------------------------------------------------------------


def _place(name: str, kind: str, *within: str, covers: tuple[str, ...] = ()) -> Territory:
    labels = {one.iri.rpartition("#")[2]: one.label for one in kinds("ea:Territory")}
    iris = tuple(f"{BASE}{one}" for one in within)
    return Territory(f"{BASE}{name}", name, labels.get(kind, Text(kind, kind)), iris,
                     covers=tuple(f"{BASE}{one}" for one in covers))  # fmt: skip


PLACES = (
    _place("aix", "Commune", "metropole", "bdr"), _place("rognes", "Commune", "metropole", "bdr"),
    _place("arles", "Commune", "bdr"), _place("vide", "Commune", "autre"),
    _place("pertuis", "Commune"), _place("venelles", "Commune"), _place("autre", "LocalArea"),
    _place("metropole", "Intercommunalite"), _place("bdr", "Departement"),
    _place("projet", "ProjectTerritory", covers=("pertuis", "venelles")),
)  # fmt: skip


def _asked(*seats: str | None) -> set[str]:
    actors = tuple(Actor(f"{BASE}{i}", "A", "public", seat=seat and f"{BASE}{seat}")
                   for i, seat in enumerate(seats))  # fmt: skip
    network = Network(actors, (), {place.iri: place for place in PLACES})
    return {iri.removeprefix(BASE) for iri in around(network)}


def test_a_map_asks_for_seats_and_what_lies_beside_them() -> None:
    assert _asked("aix", None) == {"aix", "rognes"}  # not all of the département
    assert _asked("pertuis") == {"pertuis", "venelles"}
    assert _asked("arles") == {"arles"}
    assert _asked(None) == set()
