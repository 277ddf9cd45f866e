"""The part of a network that words name."""

from __future__ import annotations

from graph.network_part import part
from tests.benchmarks.bench_suggestions import drawn


def test_actors_named_come_with_the_alliances_between_them() -> None:
    network = drawn(40, seed=2)
    alliance = next(a for a in network.alliances if len(a.parties) == 2)
    names = {network.actors[p.actor].name for p in alliance.parties}
    found = part(network, names)
    assert {actor.name for actor in found.actors} == names
    assert alliance.iri in {one.iri for one in found.alliances}
    for one in found.alliances:
        assert {found.actors[p.actor].name for p in one.parties} <= names


def test_an_alliance_named_comes_with_its_parties() -> None:
    network = drawn(40, seed=2)
    alliance = next(a for a in network.alliances if len(a.parties) > 2)
    found = part(network, {alliance.title})
    same = next(a for a in found.alliances if a.iri == alliance.iri)
    told = [found.actors[p.actor].iri for p in same.parties]
    assert told == [network.actors[p.actor].iri for p in alliance.parties]


def test_words_that_name_nothing_leave_nothing() -> None:
    found = part(drawn(40, seed=2), {"nobody", ""})
    assert (found.actors, found.alliances) == ((), ())
