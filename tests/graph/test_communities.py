"""Communities: published optima, planted groups, and trees that can be read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from itertools import combinations
from random import Random
from typing import Any

import networkx as nx
import numpy as np
import pytest
from scipy.sparse import csr_array

from graph.communities import CENTRAL, Communities, Community, communities
from graph.communities.leiden import LARGE, by_chance, leiden, modularity, projection
from graph.communities.names import Themes
from graph.network import Actor, Alliance, Network, PartyLink, Territory
from graph.structural_holes import newman
from ontology.text import Text, same
from tests.oracles import published

BASE = "https://example.org/id/"


def network(n: int, groups: Iterable[Sequence[int]], **of_actor: Callable[[int], Any]) -> Network:
    """Return a network with an alliance for each group of actors."""
    plain = (Actor(f"{BASE}{i:05}", f"Acteur {i:05}", "association") for i in range(n))
    return Network(
        tuple(
            replace(actor, **{name: value(i) for name, value in of_actor.items()})
            for i, actor in enumerate(plain)
        ),
        tuple(
            Alliance(f"{BASE}x{j:05}", f"Alliance {j}", tuple(map(PartyLink, who)), "actif")
            for j, who in enumerate(groups)
        ),
    )


def planted(groups: int = 12, size: int = 20, seed: int = 3) -> Network:
    """Return groups whose members are allied in twos and threes, and seldom to another group."""
    random = Random(seed)  # noqa: S311 - a drawing, no secret
    alliances: list[Sequence[int]] = []
    for first in range(0, groups * size, size):
        members = range(first, first + size)
        alliances += [random.sample(members, random.choice((2, 2, 3))) for _ in range(5 * size)]
        alliances += [(random.choice(members), random.randrange(groups * size)) for _ in range(4)]
    return network(groups * size, (who for who in alliances if len(set(who)) > 1))


def drawn(n: int, alliances: int, seed: int = 1) -> Network:
    """Return a network without any communities: parties by lot."""
    random = Random(seed)  # noqa: S311
    return network(n, (random.sample(range(n), random.choice((2, 3, 4))) for _ in range(alliances)))


def star(leaves: int) -> Network:
    """Return a funder whom nobody but itself ties to those it supports."""
    return network(leaves + 1, ((0, i) for i in range(1, leaves + 1)))


def karate() -> csr_array:
    return csr_array(nx.to_scipy_sparse_array(nx.karate_club_graph(), weight=None, dtype=float))


# ── Leiden ──────────────────────────────────────────────────────────────────────────────


def test_the_best_partition_of_the_karate_club_is_found() -> None:
    ties = karate()
    found = modularity(ties, leiden(ties))

    assert found == pytest.approx(published.KARATE_MODULARITY, abs=5e-5)


@pytest.mark.parametrize("resolution", [0.5, 1.0, 2.0])
def test_modularity_is_that_of_networkx(resolution: float) -> None:
    graph = nx.les_miserables_graph()
    ties = csr_array(nx.to_scipy_sparse_array(graph, dtype=float))
    labels = np.arange(len(graph)) % 5
    groups = [{name for name, k in zip(graph, labels, strict=True) if k == c} for c in range(5)]

    expected = nx.community.modularity(graph, groups, resolution=resolution)
    assert modularity(ties, labels, resolution) == pytest.approx(expected)
    assert modularity(csr_array((3, 3)), np.zeros(3, dtype=np.int64)) == 0


def test_a_community_is_in_one_piece() -> None:
    ties = karate()
    labels = leiden(ties, resolution=0.2)

    for community in np.unique(labels):
        members = np.flatnonzero(labels == community)
        assert nx.is_connected(nx.from_scipy_sparse_array(ties[members][:, members]))


@pytest.mark.parametrize("threads", [1, 2, 4])
def test_cores_change_nothing(threads: int) -> None:
    import networkit as nk

    weights = projection(drawn(400, 900).incidence)
    before, expected = nk.getMaxNumberOfThreads(), leiden(weights)
    nk.setNumberOfThreads(threads)
    try:
        assert (leiden(weights) == expected).all()
        assert nk.getMaxNumberOfThreads() == threads
    finally:
        nk.setNumberOfThreads(before)


def test_an_alliance_weighs_one_for_each_party_however_large() -> None:
    large = tuple(range(LARGE + 50))
    incidence = network(300, [(0, 1), (0, 2, 3), large]).incidence
    weights = projection(incidence)

    assert weights.shape == (301, 301)
    strength = np.asarray(weights.sum(axis=1)).ravel()[:300]
    assert strength == pytest.approx(np.asarray(incidence.sum(axis=1)).ravel())
    assert weights.nnz == 2 * (1 + 3 + len(large))
    small = incidence[:, [0, 1]]
    assert abs(projection(small) - newman(small)).max() < 1e-9


def test_a_large_alliance_alone_is_one_community() -> None:
    weights = projection(network(1000, [range(1000)]).incidence)

    assert leiden(weights).max() == 0


def test_by_lot_is_what_a_network_without_communities_has() -> None:
    without, within = drawn(1000, 2000).incidence, planted().incidence
    weights = projection(without)

    assert modularity(weights, leiden(weights)) == pytest.approx(by_chance(without), abs=0.02)
    weights = projection(within)
    assert modularity(weights, leiden(weights)) > by_chance(within) + 0.4


# ── the tree ────────────────────────────────────────────────────────────────────────────


def members(ring: Community, found: Network) -> frozenset[str]:
    return frozenset(found.actors[i].iri for i in ring.members)


def test_planted_groups_are_found() -> None:
    found = planted()
    rings = communities(found).rings

    assert {tuple(sorted(ring.members)) for ring in rings} == {
        tuple(range(first, first + 20)) for first in range(0, 240, 20)
    }
    assert {ring.kind for ring in rings} == {"community"}


def test_neither_the_order_of_actors_nor_that_of_alliances_counts() -> None:
    one = drawn(300, 500)
    random = Random(5)  # noqa: S311
    order, turn = list(range(300)), list(one.alliances)
    random.shuffle(order)
    random.shuffle(turn)
    place = {old: new for new, old in enumerate(order)}
    other = replace(
        one,
        actors=tuple(one.actors[old] for old in order),
        alliances=tuple(
            replace(a, parties=tuple(PartyLink(place[p.actor]) for p in reversed(a.parties)))
            for a in turn
        ),
    )

    def told(network_: Network) -> list[tuple[Text, list[str]]]:
        rings = communities(network_, most=30).rings
        parts = [part for ring in rings for part in ring.walk()]
        return [(part.name, [network_.actors[i].iri for i in part.members]) for part in parts]

    assert told(one) == told(other)


SHAPES = {
    "random": drawn(900, 1800),
    "planted": planted(30, 30),
    "star": star(2000),
    "stars": network(6400, ((i - i % 16, i) for i in range(6400) if i % 16)),
    "pairs": network(1200, ((i, i + 1) for i in range(0, 1200, 2))),
    "nobody": network(2500, ()),
    "all in one": network(1500, [range(1500)]),
    "clique": network(40, combinations(range(40), 2)),
    "empty": network(0, ()),
    "one": network(1, ()),
}


@pytest.mark.parametrize("shape", SHAPES)
def test_the_tree_can_be_read(shape: str) -> None:
    rings, most = 40, 100
    found = communities(SHAPES[shape], rings=rings, most=most)

    everybody = [i for ring in found.rings for i in ring.members]
    assert sorted(everybody) == list(range(len(SHAPES[shape].actors)))
    assert len(found.rings) <= rings
    for part in (part for ring in found.rings for part in ring.walk()):
        assert len(part.own) + len(part.parts) <= most
        inside = [i for one in part.parts for i in one.members]
        assert sorted([*part.own, *inside]) == sorted(part.members)
        assert len(part.parts) != 1
        assert all(part.name)


def test_the_funder_of_thousands_stays_in_sight() -> None:
    (ring,) = communities(star(2000), most=100).rings

    assert ring.members[0] == 0
    assert 0 in ring.own
    assert len(ring.own) == CENTRAL
    assert {part.kind for part in ring.parts} == {"trait"}
    assert ring.parts[0].name.fr.startswith("De « Acteur 00012 » à")


def test_actors_that_no_tie_tells_apart_stand_by_sector_theme_or_seat() -> None:
    sectors = ("association", "entreprise", "public")
    by_sector = network(900, (), sector=lambda i: sectors[i % 3])
    (ring,) = communities(by_sector, most=310).rings
    assert [part.name.fr for part in ring.parts] == [
        "associations",
        "entreprises",
        "pouvoirs publics",
    ]
    assert ring.name == Text("Sans alliance connue", "No known alliance")

    by_theme = network(900, (), themes=lambda i: (("sport",), ("sante",), ())[i % 3])
    (ring,) = communities(by_theme, most=310).rings
    assert [part.name.en for part in ring.parts] == ["health", "sport", "Not stated"]

    seated = network(900, (), seat=lambda i: f"t{i % 4}")
    places = {f"t{k}": Territory(f"t{k}", f"Commune {k}", same("commune")) for k in range(4)}
    (ring,) = communities(replace(seated, territories=places), most=310).rings
    assert [part.name.fr for part in ring.parts] == [f"Commune {k}" for k in range(4)]


def test_what_is_too_small_is_one_ring_and_who_is_alone_another() -> None:
    groups = [(0, 1), (2, 3, 4), (5, 6), *combinations(range(7, 13), 2)]
    community, small, alone = communities(network(16, groups)).rings

    assert sorted(community.members) == list(range(7, 13))
    assert (small.kind, small.name.en) == ("small", "3 small groups")
    assert sorted(small.members) == list(range(7))
    assert (alone.kind, alone.members) == ("alone", (13, 14, 15))


def test_groups_beyond_the_rings_stand_together_by_place() -> None:
    """Sixty funders without a tie between them, in ten places: rings for twenty."""
    apart = network(
        600, ((i - i % 10, i) for i in range(600) if i % 10), seat=lambda i: f"t{i // 60}"
    )
    places = {f"t{k}": Territory(f"t{k}", f"Commune {k}", same("commune")) for k in range(10)}
    found = communities(replace(apart, territories=places), rings=20, most=60)

    assert len(found.rings) <= 20
    packs = [ring for ring in found.rings if ring.kind == "small"]
    assert packs
    for pack in packs:
        assert len({i // 60 for i in pack.members}) <= 2
        assert pack.name.fr.endswith("autres groupes")


# ── names ───────────────────────────────────────────────────────────────────────────────


def test_a_community_is_named_after_its_most_central_members() -> None:
    """Degree inside counts: 0 has more partners in all, 1 and 2 more of this community."""
    clique = (
        [(1, i) for i in range(2, 9)] + [(2, i) for i in range(3, 9)] + [(3, 4), (5, 6), (0, 1)]
    )
    elsewhere = [(i, j) for i, j in combinations(range(9, 24), 2)] + [(0, i) for i in range(9, 24)]
    found = network(24, clique + elsewhere)
    ring = next(ring for ring in communities(found).rings if 1 in ring.members)

    assert 0 not in ring.members
    assert ring.name == same("Acteur 00001, Acteur 00002")


def test_the_theme_sets_the_community_apart_and_is_not_the_most_frequent() -> None:
    """All are about sport; health is told of ten members of one community of twenty alone."""
    told = planted()
    everybody = tuple(
        replace(actor, themes=("sport", "sante") if i < 10 else ("sport",))
        for i, actor in enumerate(told.actors)
    )
    found = {min(ring.members): ring for ring in communities(replace(told, actors=everybody)).rings}

    assert found[0].theme == "sante"
    assert found[0].name.en.endswith(" — health")
    assert {ring.theme for first, ring in found.items() if first} == {None}


def test_the_themes_of_alliances_count_for_their_parties() -> None:
    told = planted()
    alliances = tuple(
        replace(a, themes=("sport",) if all(p.actor < 20 for p in a.parties) else ())
        for a in told.alliances
    )
    found = {min(r.members): r for r in communities(replace(told, alliances=alliances)).rings}

    assert found[0].theme == "sport"


def test_by_lot_nothing_sets_a_community_apart() -> None:
    random = Random(2)  # noqa: S311
    slugs = ("sport", "sante", "education", "tourisme", "numerique", "logement")
    found = network(900, (random.sample(range(900), 3) for _ in range(1200)),
                    themes=lambda _: (random.choice(slugs),))  # fmt: skip
    rings = communities(found).rings
    named = [ring for ring in rings if ring.theme]

    assert len(rings) > 10
    assert len(named) <= 1


def test_the_residual_is_haberman_s() -> None:
    """Ten actors, four about sport of whom three are here, among four: r = 1.4 / √0.576."""
    found = network(10, (), themes=lambda i: ("sport",) if i in {0, 1, 2, 9} else ())
    themes = Themes(found, np.arange(10))

    residuals = themes.residuals(np.arange(4))
    assert residuals == pytest.approx([(3 - 1.6) / np.sqrt(1.6 * 0.6 * 0.6)])


def test_the_quality_is_told() -> None:
    found: Communities = communities(planted())

    assert found.modularity > 0.8
    assert 0.2 < found.by_chance < 0.6
