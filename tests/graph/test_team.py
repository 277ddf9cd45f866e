"""The team: against the best one by brute force, what counts as reached, who may be a member."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from math import e
from typing import Any

import numpy as np
import pytest

from graph.catalysts.team import Team, cover, team
from graph.errors import Misuse
from graph.network import Alliance, Network, PartyLink
from tests.oracles.small import actor, alliance, places, ring, star

PLACES = places({"aix": ("dep",), "venelles": ("dep",)})


def names(network: Network, found: Team) -> list[str]:
    return [network.actors[member.actor].name for member in found.members]


def grant(giver: int, *receivers: int) -> Alliance:
    links = (PartyLink(giver, "financeur"), *(PartyLink(i, "beneficiaire") for i in receivers))
    return Alliance(f"urn:g:{giver}-{receivers}", "don", links, "acheve")


# ── maximum coverage ────────────────────────────────────────────────────────────────────


def random_sets(seed: int, things: int = 14, sets: int = 9) -> list[Any]:
    rng = np.random.default_rng(seed)
    return [np.flatnonzero(rng.random(things) < rng.uniform(0.05, 0.4)) for _ in range(sets)]


def worth(sets: list[Any], weights: Any) -> int:
    reached = sorted({int(i) for members in sets for i in members})
    return int(weights[reached].sum()) if reached else 0


def best(sets: list[Any], weights: Any, size: int) -> int:
    return max(
        worth([sets[k] for k in chosen], weights) for chosen in combinations(range(len(sets)), size)
    )


@pytest.mark.parametrize("size", [1, 2, 3, 4])
@pytest.mark.parametrize("weighted", [False, True])
def test_greedy_is_within_its_bound_of_the_best(size: int, weighted: bool) -> None:
    equal = 0
    for seed in range(60):
        sets = random_sets(seed)
        rng = np.random.default_rng(seed)
        weights = rng.integers(1, 9, 14) if weighted else np.ones(14, dtype=np.int64)
        found = cover(sets, weights, size)
        reached, exact = worth([sets[k] for k in found.chosen], weights), best(sets, weights, size)
        assert (1 - 1 / e) * exact <= reached <= exact <= found.ceiling <= worth(sets, weights)
        assert reached == sum(int(weights[new].sum()) for new in found.added)
        equal += reached == exact
    assert equal >= 50, "greedy is nearly always the best on networks this small"


def test_lazy_greedy_chooses_as_plain_greedy() -> None:
    for seed in range(40):
        sets, covered, plain = random_sets(seed, 40, 30), set[int](), []
        for _ in range(8):
            gains = [len(set(members.tolist()) - covered) for members in sets]
            if max(gains) == 0:
                break
            plain.append(gains.index(max(gains)))
            covered |= set(sets[plain[-1]].tolist())
        assert cover(sets, np.ones(40, dtype=np.int64), 8).chosen == tuple(plain)


def test_the_first_of_a_list_is_not_always_the_best_start() -> None:
    """The textbook trap: the largest set first, though the two others cover everything."""
    sets = [np.array([0, 1, 2, 3]), np.array([0, 1, 4]), np.array([2, 3, 5])]
    found = cover(sets, np.ones(6, dtype=np.int64), 2)
    assert found.chosen[0] == 0
    assert worth([sets[k] for k in found.chosen], np.ones(6)) == 5
    assert best(sets, np.ones(6), 2) == 6 <= found.ceiling


def test_nothing_left_to_add_ends_the_choice() -> None:
    found = cover(
        [np.array([0, 1]), np.array([1]), np.array([], dtype=int)], np.ones(2, dtype=int), 3
    )
    assert found.chosen == (0,)
    assert cover([], np.ones(0, dtype=int), 3).chosen == ()


# ── who reaches whom ────────────────────────────────────────────────────────────────────


def test_the_ring_by_hand() -> None:
    """Épicerie meets three of the others; Pertuis meets Université too, and adds two."""
    network = ring()
    found = team(network, 3, local=False)
    assert names(network, found) == ["Épicerie", "Pertuis"], "a third member would add nobody"
    assert [[network.actors[i].name for i in m.added] for m in found.members] == [
        ["Bibliothèque", "Pertuis", "Université"],
        ["Abeilles", "Épicerie"],
    ]
    assert [m.reached for m in found.members] == [3, 3]
    assert found.asked == found.related == len(found.reachable) == len(found.reached) == 5


def test_members_add_up_to_what_is_reached() -> None:
    network = star(7)
    found = team(network, 3, local=False)
    assert names(network, found)[0] == "Maison des associations"
    assert len(found.members[0].added) == 7
    assert len(found.reached) == sum(len(member.added) for member in found.members) == 8
    assert len(found.members) == 2, "a third member would add nobody"
    assert found.missed == ()


def test_the_order_of_the_actors_changes_nothing() -> None:
    network = ring()
    back = Network(
        network.actors[::-1],
        tuple(alliance([4 - p.actor for p in a.parties]) for a in network.alliances[::-1]),
    )
    chosen = [names(n, team(n, 3, local=False)) for n in (network, back)]
    assert chosen[0] == chosen[1]


def mixed() -> Network:
    """A ministry without seat and a deputy of a département fund many; two bodies meet others."""
    actors = (
        actor("Ministère", "public"),
        actor("Député", "elus", seat="dep", is_post=True),
        actor("Maison", seat="aix"),
        actor("Ville", "public", seat="aix"),
        actor("Atelier", "entreprise", seat="venelles"),
        *(actor(f"Club {i}", seat="aix") for i in range(6)),
    )
    return Network(
        actors,
        (
            *(grant(0, i) for i in range(5, 11)),
            *(grant(1, i) for i in (5, 6)),
            alliance([2, 3]),
            alliance([2, 4]),
            alliance([3, 4]),
        ),
        PLACES,
    )


def test_who_has_no_local_seat_is_set_aside_and_named() -> None:
    network = mixed()
    found = team(network, 4)
    assert {"Ministère", "Député"}.isdisjoint(names(network, found))
    assert [network.actors[i].name for i, _ in found.aside] == ["Ministère", "Député"]
    assert found.aside[0][1] == 6
    anywhere = team(network, 4, local=False, grants="all")
    assert names(network, anywhere)[0] == "Ministère"
    assert anywhere.aside == ()


def test_grants_come_after_all_else() -> None:
    network = mixed()
    found = team(network, 4)
    assert names(network, found) == ["Atelier", "Maison", "Club 0"], "Club 0 has both grants"
    assert [len(m.by_grant) for m in found.members[:2]] == [0, 0]
    last = found.members[-1]
    assert last.by_grant == last.added != ()
    strict = team(network, 4, grants="none")
    assert len(strict.members) == 2
    assert strict.related == 3


def test_a_partner_known_by_a_grant_counts_again_once_met() -> None:
    network = Network(
        (
            actor("A", seat="aix"),
            actor("B", seat="aix"),
            actor("C", "public", seat="aix"),
            actor("D", seat="aix"),
        ),
        (grant(2, 0), alliance([0, 3]), alliance([1, 2])),
        PLACES,
    )
    found = team(network, 4)
    assert sum(len(m.added) for m in found.members) == len(found.reached) == 4
    assert found.met == 4


def test_territory_and_sector_say_who_is_to_be_reached() -> None:
    network = mixed()
    firms = team(network, 2, sector="entreprise", local=False)
    assert firms.asked == 1
    assert [network.actors[i].name for i in firms.reached] == ["Atelier"]
    assert len(firms.members) == 1
    here = team(network, 3, territory="venelles", local=False)
    assert {network.actors[i].name for i in here.reached} == {"Atelier"}
    both = team(network, 3, territory=["venelles", "aix"], sector=["entreprise", "public"])
    assert {network.actors[i].name for i in both.reached} == {"Atelier", "Ville"}


def test_an_actor_left_out_is_no_member_and_its_alliances_link_nobody() -> None:
    network = mixed()
    found = team(network, 5, without="urn:x:Maison")
    assert "Maison" not in names(network, found)
    assert network.index["urn:x:Maison"] not in found.reached


def test_suspended_alliances_and_the_layer_count_as_in_the_ranking() -> None:
    network = ring()
    halted = replace(
        network, alliances=tuple(replace(a, stage="suspendu") for a in network.alliances)
    )
    assert team(halted, 3, local=False).members == ()
    contact = replace(
        network, alliances=tuple(replace(a, stage="contact") for a in network.alliances)
    )
    assert team(contact, 3, layer="signed", local=False).members == ()
    assert team(contact, 3, layer="contact", local=False).members != ()


def test_only_the_alliances_that_count_are_told_of_a_member() -> None:
    """Not those given up, of another theme, or a grant where grants do not count."""
    network = Network(
        (actor("A", seat="aix"), actor("B", "public", seat="aix")),
        (
            replace(alliance([0, 1], themes=("sport",)), title="sport"),
            replace(alliance([0, 1], "abandonne"), title="given up"),
            replace(grant(1, 0), title="gift"),
        ),
        PLACES,
    )

    def titles(**asked: Any) -> set[str]:
        members = team(network, 2, **asked).members
        return {network.alliances[j].title for m in members for j in m.alliances}

    assert titles() == {"sport", "gift"}
    assert titles(grants="none") == titles(theme="sport") == {"sport"}


def test_no_team_is_said_to_reach_more_than_there_are() -> None:
    """Two who know the same four: a second seat adds nobody, whatever its own reach."""
    network = Network(
        tuple(actor(f"A{i}", seat="aix") for i in range(6)),
        (alliance([0, 2, 3, 4, 5]), alliance([1, 2, 3, 4, 5])),
        PLACES,
    )
    assert len(team(network, 3).reachable) == 6 == team(network, 3).ceiling


def test_a_team_of_nobody_is_refused() -> None:
    with pytest.raises(Misuse):
        team(ring(), 0)
    assert team(Network((), ()), 3).members == ()
