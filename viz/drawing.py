"""The network as things to place: actors, meeting points of several parties, and lines.

An alliance of two parties is one line. An alliance of more is a small meeting point with a
line to each party: a clique would claim links that nobody stated.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from graph.network import Alliance, Network
from graph.selection import Places


@dataclass(frozen=True, slots=True)
class Line:
    """A line between two places (indices of :class:`Drawing`), for one alliance."""

    start: int
    end: int
    alliance: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """Places 0 to ``actors - 1`` are the actors; the next ones are meeting points."""

    actors: int
    hubs: tuple[int, ...]  # alliance of each meeting point
    lines: tuple[Line, ...]
    ties: tuple[int, ...]  # number of alliances of each actor

    @property
    def places(self) -> int:
        """How many points there are in all."""
        return self.actors + len(self.hubs)


def parties(alliance: Alliance) -> list[int]:
    """List the distinct actors of an alliance, in the order given."""
    return list(dict.fromkeys(link.actor for link in alliance.parties))


def joined(network: Network) -> Network:
    """Leave out the alliances that join nobody: those with a single actor, even named twice."""
    kept = tuple(alliance for alliance in network.alliances if len(parties(alliance)) > 1)
    return replace(network, alliances=kept)


def inhabited(network: Network, shown: Iterable[str] = ()) -> Network:
    """Leave out the territories where nothing is, of 35,000 communes most, save those shown."""
    used = {actor.seat for actor in network.actors if actor.seat}
    used.update(shown, *(alliance.territories for alliance in network.alliances))
    kept = Places(network).concerned(used)
    places = {iri: place for iri, place in network.territories.items() if iri in kept}
    return replace(network, territories=places)


def draw(network: Network) -> Drawing:
    """Turn alliances into lines and meeting points."""
    ties = [0] * len(network.actors)
    hubs: list[int] = []
    lines: list[Line] = []
    for j, alliance in enumerate(network.alliances):
        who = parties(alliance)
        for actor in who:
            ties[actor] += 1
        if len(who) == 2:
            lines.append(Line(min(who), max(who), j))
        elif len(who) > 2:
            hub = len(ties) + len(hubs)
            hubs.append(j)
            lines += [Line(actor, hub, j) for actor in who]
    return Drawing(len(ties), tuple(hubs), tuple(lines), tuple(ties))
