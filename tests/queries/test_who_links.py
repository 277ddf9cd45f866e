"""Who links two sides: the command answers what the map does (``view_catalysts.js``)."""

from __future__ import annotations

import pytest

from graph.extract import extract
from graph.layers import graphs
from graph.network import Network
from graph.selection import actors_concerned, alliances_matching
from graph.workspace import Workspace
from ontology import concepts
from tests.queries.territory import answers
from viz import reach

PAIRS = [
    ("theme:culture-art", "sector:public"),
    ("theme:culture-art", "theme:numerique"),
    ("sector:entreprise", "sector:association"),
    ("sector:reseau", "sector:public"),
    ("sector:elus", "theme:sport"),
    ("theme:economie-circulaire", "sector:public"),
    ("sector:public", "sector:public"),
    ("theme:silver-economie", "sector:fondation"),
]


@pytest.fixture(scope="module")
def network(pays_d_aix: Workspace) -> Network:
    store = pays_d_aix.store()
    return extract(store, graphs(store, "asserted"), as_of=pays_d_aix.as_of)


class Side:
    """A side as the map knows it: who is on it, which alliances are about it."""

    def __init__(self, network: Network, words: str) -> None:
        scheme, slug = words.split(":")
        found = reach.themes(network, concepts("theme"))
        sets = [set(keys) for keys in found.sets]
        self.own = {
            i for i, actor in enumerate(network.actors)
            if (actor.sector == slug if scheme == "sector" else slug in sets[found.actors[i]])
        }  # fmt: skip
        self.about = {
            j for j, _ in enumerate(network.alliances)
            if scheme == "theme" and slug in sets[found.alliances[j]]
        }  # fmt: skip

    def partners(self, actor: int, tables: dict[int, set[int]]) -> set[int]:
        found: set[int] = set()
        for j, table in tables.items():
            if actor in table:
                found |= (table if j in self.about else table & self.own) - {actor}
        return found


def linkers(network: Network, one: Side, other: Side, kept: set[int]) -> list[tuple[str, int, int]]:
    """Return the linkers as ``linkOfSides`` and ``linkers`` of the map find and order them."""
    tables = {j: {p.actor for p in a.parties} for j, a in enumerate(network.alliances) if j in kept}
    found = []
    for i, actor in enumerate(network.actors):
        left, right = one.partners(i, tables), other.partners(i, tables)
        owns = (i in one.own, i in other.own)
        met, reached = left | right, (len(left) + owns[0], len(right) + owns[1])
        if all(reached) and len(met) >= (1 if any(owns) else 2):
            found.append((-min(reached), -len(met), i, actor.name, *reached))
    return [(name, *reached) for *_, name, a, b in sorted(found) for reached in [(a, b)]]


def _iri(words: str) -> str:
    scheme, slug = words.split(":")
    return concepts(scheme)[slug].label.fr


@pytest.mark.parametrize(("one", "other"), PAIRS)
@pytest.mark.parametrize("place", ["", "Aix-en-Provence"])
def test_the_command_answers_what_the_map_does(
    pays_d_aix: Workspace, network: Network, one: str, other: str, place: str
) -> None:
    named = {territory.name: iri for iri, territory in network.territories.items()}
    kept = set(alliances_everywhere(network, named.get(place)))
    expected = linkers(network, Side(network, one), Side(network, other), kept)
    values = {"cote": _iri(one), "autre": _iri(other)} | ({"territoire": place} if place else {})
    rows = answers(pays_d_aix, "qui-relie", **values)
    told = [(name, int(a), int(b)) for name, a, _, b, _, _ in rows]
    assert sorted(told) == sorted(expected)
    evenness = [(min(a, b)) for _, a, b in told]
    assert evenness == sorted(evenness, reverse=True)


def alliances_everywhere(network: Network, territory: str | None) -> list[int]:
    """Return the alliances of a territory at any stage: the map hides none by its stage."""
    from dataclasses import replace

    running = tuple(replace(a, stage="actif") for a in network.alliances)
    return alliances_matching(replace(network, alliances=running), territory=territory)


def test_the_pairs_say_something(network: Network) -> None:
    everything = set(range(len(network.alliances)))
    found = [linkers(network, Side(network, a), Side(network, b), everything) for a, b in PAIRS]
    assert sum(map(bool, found)) >= 5
    assert actors_concerned(network)
