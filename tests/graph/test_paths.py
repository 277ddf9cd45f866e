"""Who can introduce whom: which chains are found, and in which order."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from itertools import pairwise, permutations

import pytest

from graph.network import Alliance, Network, StageEvent
from graph.paths import MOST_LINKS, Chain, Web, chains
from tests.oracles.small import actor, alliance, ring, star

TODAY = date(2020, 6, 1)


def dated(made: Alliance, year: int) -> Alliance:
    day = date(year, 1, 1)
    return replace(made, events=(StageEvent(made.stage, day, day),))


def network(*alliances: Alliance, count: int = 8) -> Network:
    made = tuple(replace(one, iri=f"urn:a:{k}") for k, one in enumerate(alliances))
    return Network(tuple(actor(name) for name in "ABCDEFGH"[:count]), made, as_of=TODAY)


def through(found: list[Chain]) -> list[tuple[int, ...]]:
    return [chain.go_betweens for chain in found]


def test_the_ring_has_two_ways_round() -> None:
    found = chains(ring(), 0, 2)  # Abeilles to Épicerie
    assert through(found) == [(4,), (1,)]
    assert [[link.alliance for link in chain.links] for chain in found] == [[3, 2], [0, 1]]


def test_a_direct_link_comes_first_and_other_ways_after() -> None:
    made = network(alliance([0, 1]), alliance([0, 2]), alliance([2, 1]))
    assert through(chains(made, 0, 1)) == [(), (2,)]


def test_nobody_is_introduced_to_themselves() -> None:
    assert chains(ring(), 1, 1) == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        pytest.param(alliance([0, 2], "signe"), alliance([0, 3], "acheve"), id="runs, is over"),
        pytest.param(alliance([0, 2], "contact"), alliance([0, 3], "acheve"), id="contact, over"),
        pytest.param(alliance([0, 2], "acheve"), alliance([0, 3], "suspendu"), id="over, stopped"),
        pytest.param(
            alliance([0, 2], "accord-de-principe"), alliance([0, 3], "contact"), id="agreed"
        ),
        pytest.param(
            alliance([0, 2], "signe"), alliance([0, 3], "accord-de-principe"), id="signed"
        ),
        pytest.param(alliance([0, 2]), alliance([0, 3, 4, 5]), id="a small table"),
        pytest.param(dated(alliance([0, 2]), 2019), dated(alliance([0, 3]), 2010), id="recent"),
        pytest.param(dated(alliance([0, 2]), 1999), alliance([0, 3]), id="any date before none"),
    ],
)
def test_the_rule_part_by_part(first: Alliance, second: Alliance) -> None:
    """2 and 3 both know 1: what they are to 0 decides, whoever comes first in the file."""
    for order in permutations([first, second, alliance([2, 1]), alliance([3, 1])]):
        assert through(chains(network(*order), 0, 1))[:2] == [(2,), (3,)]


def test_of_equal_ways_the_go_between_with_fewer_links_is_asked() -> None:
    made = network(
        alliance([0, 2]), alliance([2, 1]), alliance([0, 3]), alliance([3, 1]),
        alliance([2, 4]), alliance([2, 5]),
    )  # fmt: skip
    assert through(chains(made, 0, 1)) == [(3,), (2,)]


def test_fewer_links_come_before_better_ones() -> None:
    made = network(
        alliance([0, 2], "acheve"), alliance([2, 1], "acheve"),
        alliance([0, 3]), alliance([3, 4]), alliance([4, 1]),
    )  # fmt: skip
    assert through(chains(made, 0, 1)) == [(2,), (3, 4)]


def test_an_idea_or_an_abandoned_alliance_is_no_link() -> None:
    made = network(alliance([0, 2], "idee"), alliance([2, 1]), alliance([0, 1], "abandonne"))
    assert chains(made, 0, 1) == []


def test_a_layer_leaves_the_weaker_links_out() -> None:
    made = network(
        alliance([0, 2], "contact"), alliance([2, 1]), alliance([0, 3]), alliance([3, 1])
    )
    assert through(chains(made, 0, 1)) == [(3,), (2,)]
    assert through(chains(made, 0, 1, layer="signed")) == [(3,)]
    assert through(chains(made, 0, 1, layer="contact")) == [(3,), (2,)]


def test_a_network_introduces_its_members() -> None:
    members = (actor("A", networks=(2,)), actor("B", networks=(2,)), actor("R", "reseau"))
    found = chains(Network(members, ()), 0, 1)
    assert through(found) == [(2,)]
    assert [link.alliance for link in found[0].links] == [None, None]


def test_no_chain_sits_down_twice_at_one_table() -> None:
    made = network(alliance([0, 1, 2, 3]))
    assert through(chains(made, 0, 1)) == [()]


def test_no_chain_is_longer_than_three_go_betweens() -> None:
    line = [alliance([i, i + 1]) for i in range(6)]
    assert through(chains(network(*line), 0, MOST_LINKS)) == [(1, 2, 3)]
    assert chains(network(*line), 0, MOST_LINKS + 1) == []


def test_the_collector_is_passed_once_at_most_when_others_know_the_way() -> None:
    """0 and 1 meet through the collector (2) alone, through 2 then 4, and through 3."""
    made = network(
        alliance([0, 2]), alliance([2, 1]), alliance([2, 4]), alliance([4, 1]),
        alliance([0, 3]), alliance([3, 1], "contact"),
    )  # fmt: skip
    assert through(chains(made, 0, 1)) == [(2,), (3,), (2, 4)]
    assert through(chains(made, 0, 1, collector=2)) == [(2,), (3,)]


def test_where_only_the_collector_knows_the_way_it_is_shown() -> None:
    found = chains(star(), 1, 2, collector=0)
    assert through(found) == [(0,)]
    assert through(chains(star(), 0, 2, collector=0)) == [()]


def sampled(seed: int) -> Network:
    rng = random.Random(seed)  # noqa: S311 - a sample, not a secret
    stages = ["contact", "actif", "acheve", "accord-de-principe", "suspendu"]
    return network(
        *(alliance(rng.sample(range(8), rng.choice([2, 2, 3])), rng.choice(stages))
          for _ in range(rng.randint(5, 11)))
    )  # fmt: skip


def wide(seed: int) -> Network:
    """Make a network whose chains often differ only in how many links their go-betweens have."""
    rng = random.Random(seed)  # noqa: S311
    tables = [
        alliance(rng.sample(range(12), rng.choice([2, 2, 2, 3, 4])), "actif")
        for _ in range(rng.randint(9, 16))
    ]
    made = tuple(replace(one, iri=f"urn:a:{k}") for k, one in enumerate(tables))
    return Network(tuple(actor(name) for name in "ABCDEFGHIJKL"), made, as_of=TODAY)


@pytest.mark.parametrize(
    "made",
    [*(pytest.param(sampled(seed), id=f"8-{seed}") for seed in range(60)),
     *(pytest.param(wide(seed), id=f"12-{seed}") for seed in (*range(10), 358, 446, 1001))],
)  # fmt: skip
def test_the_chains_are_those_of_trying_all(made: Network) -> None:
    """By brute force: every simple path by the best ties, none of which seats a third of it."""
    web = Web(made)
    others = range(2, len(made.actors))
    known = [web.neighbours(i) for i in range(len(made.actors))]
    found = []
    for between in (p for n in range(MOST_LINKS) for p in permutations(others, n)):
        way = (0, *between, 1)
        ties = [known[a].get(b) for a, b in pairwise(way)]
        if all(tie and len(set(way) & set(tie.members)) == 2 for tie in ties):
            spent = [tie.cost for tie in ties if tie]
            busy = sum(len(web.of[i]) for i in between)
            cost = (*map(sum, zip(*spent, strict=True)),)
            found.append(((*cost[:-1], cost[-1] + busy), between))
    found.sort()
    assert [(c.cost, c.go_betweens) for c in chains(made, 0, 1)] == found[:3]
