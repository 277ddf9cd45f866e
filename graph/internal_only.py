"""What an internal edition tells and a public one does not."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from graph.network import Actor, Alliance, Network

if TYPE_CHECKING:
    from collections.abc import Iterator


def restricted(full: Network, public: Network) -> frozenset[str]:
    """Return the IRIs of the actors and alliances of which the full network tells more."""
    known = dict(_told(public))
    return frozenset(iri for iri, told in _told(full) if known.get(iri) != told)


def _told(network: Network) -> Iterator[tuple[str, object]]:
    """Yield what is told of each thing, whatever the order of the actors of its network."""
    names = [actor.iri for actor in network.actors]
    for actor in network.actors:
        yield actor.iri, _actor(actor, names)
    for alliance in network.alliances:
        yield alliance.iri, _alliance(alliance, names)


def _actor(actor: Actor, names: list[str]) -> object:
    return replace(actor, networks=()), frozenset(names[i] for i in actor.networks)


def _alliance(alliance: Alliance, names: list[str]) -> object:
    parties = frozenset((names[p.actor], p.role, p.contributions) for p in alliance.parties)
    return replace(alliance, parties=()), parties
