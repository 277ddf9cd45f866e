"""Suggestions for one actor and for all, against networkx's personalised PageRank.

``python -m tests.benchmarks.bench_suggestions [ACTORS…]``; by default 1,000 to 20,000 actors with
five links each. The network is drawn: alliances of two to eight parties, a few actors in hundreds
of them. networkx walks the same knowledge graph from a few actors, without reasons, rules or
sorting; its time is multiplied. Both run in this process: the times are those that passed.
"""

from __future__ import annotations

import sys
import time
from datetime import date, timedelta
from random import Random

import ontology
from graph.network import Actor, Alliance, Network, PartyLink, StageEvent, Territory
from graph.suggestions import suggest
from graph.walk import CONTINUE, knowledge_graph
from ontology.text import Text

SIZES = (1_000, 5_000, 20_000)
LINKS = 5  # of an actor, on average
PLACES = 300
WALKS = 3  # that networkx is measured on


def main(sizes: tuple[int, ...] = SIZES) -> None:
    """Print, for each size, the seconds for one actor and for all, and the ratio."""
    for actors in sizes:
        network = drawn(actors)
        links = sum(len(alliance.parties) for alliance in network.alliances)
        one, every = _timed(network, 0), _timed(network, None)
        theirs = _networkx(network) * actors
        print(f"{actors:,} actors, {links:,} links: one actor {one:.1f} s, all {every:.1f} s; "
              f"networkx' walks alone {theirs:,.0f} s (from {WALKS}), {theirs / every:.0f} times "
              "as long", flush=True)  # fmt: skip


def _timed(network: Network, actor: int | None) -> float:
    start = time.perf_counter()
    suggest(network, for_actor=actor)
    return time.perf_counter() - start


def _networkx(network: Network) -> float:
    """Return the seconds of one personalised PageRank on the knowledge graph."""
    import networkx as nx

    graph = nx.from_scipy_sparse_array(knowledge_graph(network))
    start = time.perf_counter()
    for actor in range(WALKS):
        nx.pagerank(graph, alpha=CONTINUE, personalization={actor: 1}, tol=1e-9)
    return (time.perf_counter() - start) / WALKS


def drawn(actors: int, seed: int = 1, links_each: int = LINKS) -> Network:
    """Draw a network: associations mostly, themes and seats, alliances of the last six years."""
    random = Random(seed)  # noqa: S311 - a drawing, no secret
    sectors = [slug for slug in ontology.concepts("sector") if slug not in {"elus", "inconnu"}]
    themes = list(ontology.concepts("theme"))
    places = {f"t{k}": Territory(f"t{k}", f"T{k}", Text("commune", "commune"))
              for k in range(PLACES)}  # fmt: skip
    shares = [8, *[1] * (len(sectors) - 1)]
    everyone = tuple(
        Actor(f"a{i}", f"Actor {i}", sector=random.choices(sectors, shares)[0],
              seat=f"t{random.randrange(PLACES)}",
              themes=tuple(random.sample(themes, random.randrange(3))))
        for i in range(actors)
    )  # fmt: skip
    pull = [(1 + i) ** -0.6 for i in range(actors)]
    alliances: list[Alliance] = []
    links = 0
    while links < links_each * actors:
        chosen = random.choices(range(actors), pull, k=random.choice((2, 2, 2, 3, 3, 5, 8)))
        if len(parties := sorted(set(chosen))) > 1:
            links += len(parties)
            day = date(2012, 1, 1) + timedelta(random.randrange(6 * 365))
            number = len(alliances)
            alliances.append(Alliance(
                f"x{number}", f"X{number}", tuple(map(PartyLink, parties)), "signe",
                (StageEvent("signe", day, day),), themes=(random.choice(themes),),
                territories=(f"t{random.randrange(PLACES)}",),
            ))  # fmt: skip
    return Network(everyone, tuple(alliances), places, as_of=date(2017, 12, 31))


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or SIZES)
