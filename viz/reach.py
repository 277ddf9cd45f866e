"""Which themes and territories each actor and each alliance counts for, as the commands say.

The page only looks this up: were it to work it out itself, map and commands would drift apart.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from graph.network import Actor, Alliance, Network
from graph.selection import actors_concerned, alliances_matching

Ask = Callable[[str], Iterable[int]]

RUNNING = "actif"  # the page filters by stage apart, so that here every alliance counts


@dataclass(frozen=True, slots=True)
class Reach:
    """Sets of themes or territories, and for each actor and alliance the number of its set."""

    sets: Sequence[tuple[str, ...]]
    actors: Sequence[int]
    alliances: Sequence[int]


def themes(network: Network, asked: Iterable[str]) -> Reach:
    """Find the themes that everything counts for, among those asked."""

    def said(alliance: Alliance) -> Iterable[str]:
        return alliance.themes or (t for a in _parties(network, alliance) for t in a.themes)

    def alliances(part: Network) -> Ask:
        return lambda slug: alliances_matching(part, theme=slug)

    def actors(part: Network) -> Ask:
        return lambda slug: actors_concerned(part, theme=slug)

    asked = tuple(asked)
    return _reach(
        _sets_of_actors(network, asked, lambda actor: actor.themes, actors),
        _sets_of_alliances(
            network, asked, said, lambda one, slug: replace(one, themes=(slug,)), alliances
        ),
    )


def places(network: Network) -> Reach:
    """Find the territories that everything counts for."""

    def said(alliance: Alliance) -> Iterable[str]:
        return alliance.territories or (a.seat for a in _parties(network, alliance) if a.seat)

    def alliances(part: Network) -> Ask:
        return lambda iri: alliances_matching(part, territory=iri)

    def actors(part: Network) -> Ask:
        return lambda iri: actors_concerned(part, territory=iri)

    asked = tuple(network.territories)
    return _reach(
        _sets_of_actors(network, asked, lambda actor: actor.seat, actors),
        _sets_of_alliances(
            network, asked, said, lambda one, iri: replace(one, territories=(iri,)), alliances
        ),
    )


def _parties(network: Network, alliance: Alliance) -> list[Actor]:
    return [network.actors[link.actor] for link in alliance.parties]


def _sets_of_actors(
    network: Network,
    asked: Sequence[str],
    trait: Callable[[Actor], Hashable],
    ask: Callable[[Network], Ask],
) -> list[tuple[str, ...]]:
    """Ask about the actors themselves, without what their alliances add."""
    alike = {trait(actor): actor for actor in network.actors}
    part = replace(network, actors=tuple(alike.values()), alliances=())
    found = dict(zip(alike, _sets(len(alike), asked, ask(part)), strict=True))
    return [found[trait(actor)] for actor in network.actors]


def _sets_of_alliances(
    network: Network,
    asked: Sequence[str],
    said: Callable[[Alliance], Iterable[str]],
    about: Callable[[Alliance, str], Alliance],
    ask: Callable[[Network], Ask],
) -> list[tuple[str, ...]]:
    """Ask about an alliance of each theme or place alone: thousands share a few hundred of them.

    One of several, or that takes those of its parties, counts for all that they count for.
    """
    words = [frozenset(said(alliance)) for alliance in network.alliances]
    single = sorted(frozenset().union(*words))
    one = Alliance("", "", (), RUNNING)
    part = replace(network, alliances=tuple(about(one, word) for word in single))
    found = dict(zip(single, _sets(len(single), asked, ask(part)), strict=True))
    joined = {some: frozenset(key for word in some for key in found[word]) for some in set(words)}
    sets = {some: tuple(key for key in asked if key in joined[some]) for some in joined}
    return [sets[some] for some in words]


def _sets(count: int, asked: Iterable[str], ask: Ask) -> list[tuple[str, ...]]:
    """Turn "which things has this key" into "which keys has this thing"."""
    found: list[list[str]] = [[] for _ in range(count)]
    for key in asked:
        for i in ask(key):
            found[i].append(key)
    return [tuple(keys) for keys in found]


def _reach(actors: list[tuple[str, ...]], alliances: list[tuple[str, ...]]) -> Reach:
    """Name each set once: whole communes share the same one."""
    number: Mapping[tuple[str, ...], int] = {
        keys: k for k, keys in enumerate(dict.fromkeys([*actors, *alliances]))
    }
    return Reach(
        tuple(number), [number[keys] for keys in actors], [number[keys] for keys in alliances]
    )
