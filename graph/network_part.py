"""The part of a network that an answer is about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import replace

from graph.network import Alliance, Network


def part(network: Network, words: Set[str]) -> Network:
    """Return the actors and alliances that words name, by IRI, name or title, and what joins them.

    With an alliance come its parties; with two actors or more, the alliances between them. A name
    that several actors have names them all.
    """
    named = {i for i, actor in enumerate(network.actors) if {actor.iri, actor.name} & words}
    kept = [a for a in network.alliances if {a.iri, a.title} & words or a.members <= named]
    return _kept(network, named.union(*(a.members for a in kept)), kept)


def _kept(network: Network, actors: Iterable[int], alliances: Sequence[Alliance]) -> Network:
    """Return some actors and alliances, and the sources that they cite."""
    kept = network.part(actors, alliances)
    needs = [need for one in kept.actors for need in (*one.needs, *one.offers)]
    told = [thing.sources for things in (kept.actors, alliances, needs) for thing in things]
    cited = {source for sources in told for source in sources}
    sources = {iri: source for iri, source in network.sources.items() if iri in cited}
    return replace(kept, sources=sources)
