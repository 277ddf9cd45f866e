"""The map and the commands agree on what a theme and a territory are about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from graph.network import Actor, Alliance, Network, PartyLink, Territory
from graph.selection import SUSPENDED, actors_concerned, alliances_matching
from ontology import concepts
from ontology.text import same
from tests.viz import samples
from viz import reach

BASE = samples.BASE


@pytest.fixture(scope="module")
def network() -> Network:
    return samples.territory().network


def running(network: Network) -> set[int]:
    stages = concepts("stage")
    return {
        j
        for j, alliance in enumerate(network.alliances)
        if int(stages[alliance.stage].notation or 0) < SUSPENDED
    }


def holding(found: reach.Reach, key: str, numbers: Sequence[int]) -> set[int]:
    """Which things the map finds for a theme or a territory."""
    return {i for i, number in enumerate(numbers) if key in found.sets[number]}


def test_every_territory_holds_what_the_command_finds(network: Network) -> None:
    found, alone = reach.places(network), replace(network, alliances=())
    live = running(network)

    assert len(live) < len(network.alliances)
    for iri in network.territories:
        kept = holding(found, iri, found.alliances)
        assert kept & live == set(alliances_matching(network, territory=iri))
        assert holding(found, iri, found.actors) == actors_concerned(alone, territory=iri)


def test_every_theme_holds_what_the_command_finds(network: Network) -> None:
    found, alone = reach.themes(network, concepts("theme")), replace(network, alliances=())
    live = running(network)

    assert len({*found.alliances, *found.actors}) > 5
    for slug in concepts("theme"):
        kept = holding(found, slug, found.alliances)
        assert kept & live == set(alliances_matching(network, theme=slug))
        assert holding(found, slug, found.actors) == actors_concerned(alone, theme=slug)


def test_a_project_counts_for_its_communes_and_a_seat_for_an_alliance_without_place() -> None:
    commune = Territory(f"{BASE}c", "Venelles", same("commune"))
    far = Territory(f"{BASE}f", "Arles", same("commune"))
    project = Territory(
        f"{BASE}p", "Projet", same("projet"), covers=(commune.iri,), is_project=True
    )
    actors = (
        Actor(f"{BASE}0", "A", "association", seat=far.iri, themes=("sport",)),
        Actor(f"{BASE}1", "B", "association"),
    )
    pair = (PartyLink(0), PartyLink(1))
    network = Network(
        actors,
        (
            Alliance(f"{BASE}a", "of the project", pair, "actif", territories=(project.iri,)),
            Alliance(f"{BASE}b", "of no place", pair, "a stage of tomorrow"),
        ),
        {place.iri: place for place in (commune, far, project)},
    )
    at, about = reach.places(network), reach.themes(network, ["sport"])

    assert [at.sets[k] for k in at.alliances] == [(commune.iri, project.iri), (far.iri,)]
    assert [at.sets[k] for k in at.actors] == [(far.iri,), ()]
    assert [about.sets[k] for k in about.alliances] == [("sport",), ("sport",)]
