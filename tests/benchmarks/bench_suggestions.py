"""Suggestions for one actor and for all, against networkx's personalised PageRank.

``python -m tests.benchmarks.bench_suggestions [ACTORS…]``; by default 1,000 to 20,000 actors with
five links each. The network is drawn: alliances of two to eight parties, a few actors in hundreds
of them. networkx walks the same knowledge graph from a few actors, without reasons, rules or
sorting; its time is multiplied. Both run in this process; then the network is loaded into a
workspace, and ``alliances suggest --for`` is run there as people run it: a first time, which reads
the store, and again. The times are those that passed.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from random import Random

import ontology
from graph import workspace
from graph.load import load_workbook
from graph.network import Actor, Alliance, Network, PartyLink, StageEvent, Territory
from graph.suggestions import suggest
from graph.walk import CONTINUE, knowledge_graph
from ontology.text import Text
from tests.conftest import start as run
from tests.workbooks import SMALL, write_workbook

SIZES = (1_000, 5_000, 20_000)
LINKS = 5  # of an actor, on average
PLACES = 300
WALKS = 3  # that networkx is measured on
#: How a workbook calls the kinds of actors whose sector has another name.
KINDS = {"reseau": "réseau", "public": "collectivité", "association": "association",
         "entreprise": "entreprise", "fondation": "fondation",
         "enseignement-recherche": "établissement d'enseignement ou de recherche"}  # fmt: skip


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
        first, again = _command(network)
        print(f"  the command for one actor: {first:.1f} s the first time, then {again:.1f} s",
              flush=True)  # fmt: skip


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


def _command(network: Network) -> tuple[float, float]:
    """Return the seconds of the command for one actor, the first time and again."""
    with tempfile.TemporaryDirectory() as name:
        made = workspace.create(Path(name) / "ws", name="x", as_of=network.as_of)
        load_workbook(made, write_workbook(Path(name) / "book", **_sheets(network)))
        seconds = []
        for _ in range(2):
            start = time.perf_counter()
            ran = run("--workspace", made.path, "suggest", "--for", network.actors[0].name)
            seconds.append(time.perf_counter() - start)
            assert ran.code == 0, ran.err
    return seconds[0], seconds[1]


def _sheets(network: Network) -> dict[str, str | None]:
    """Return a network as the sheets of a workbook."""
    alliances = network.alliances
    return dict.fromkeys(SMALL) | {
        "territoires": _sheet("id;nom;type;code", (
            (t.iri, t.name, t.kind.fr, 13_000 + k)
            for k, t in enumerate(network.territories.values()))),
        "acteurs": _sheet("id;nom;type;commune;thèmes", (
            (a.iri, a.name, KINDS[a.sector], a.seat, "|".join(a.themes)) for a in network.actors)),
        "alliances": _sheet("id;intitulé;thèmes;territoires", (
            (a.iri, a.title, "|".join(a.themes), "|".join(a.territories)) for a in alliances)),
        "parties": _sheet("alliance;acteur", (
            (a.iri, network.actors[p.actor].iri) for a in alliances for p in a.parties)),
        "etapes": _sheet("alliance;étape;date", (
            (a.iri, e.stage, e.not_before) for a in alliances for e in a.events)),
    }  # fmt: skip


def _sheet(head: str, rows: Iterable[tuple[object, ...]]) -> str:
    return "\n".join([head, *(";".join(map(str, row)) for row in rows)])


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
