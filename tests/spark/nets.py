"""Networks by seed and by hand, on which a cluster and this machine must agree."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise
from random import Random
from typing import Any

from graph.network import Network
from ontology import concepts
from tests.oracles.small import actor, alliance, ring, star

SECTORS = tuple(concepts("sector"))
STAGES = ("actif", "idee", "abandonne", "termine")


def drawn(seed: int, actors: int = 40, alliances: int = 45) -> Network:
    """A network drawn by lot: isolated actors, sole parties, the same parties twice, networks."""
    chance = Random(seed)  # noqa: S311 - data for tests
    people = [
        actor(f"Acteur {i:02d}", chance.choice(SECTORS), **_more(chance, actors))
        for i in range(actors)
    ]
    made = []
    for j in range(alliances):
        size = chance.choice((1, 2, 2, 2, 2, 3, 3, 4, 7))
        parties = chance.sample(range(actors - 3), size)  # the last three have none
        if chance.random() < 0.1:
            parties.append(parties[0])  # twice in the same alliance: a loop
        stage = "actif" if chance.random() < 0.8 else chance.choice(STAGES)
        made.append(replace(alliance(parties, stage), iri=f"urn:a:{j}"))
        if chance.random() < 0.1:
            made.append(replace(made[-1], iri=f"urn:a:{j}-again"))
    return Network(tuple(people), tuple(made), as_of=date(2024, 1, 1))


def _more(chance: Random, actors: int) -> dict[str, Any]:
    kinds: tuple[dict[str, Any], ...] = (
        {}, {}, {}, {"networks": (chance.randrange(actors),)}, {"until": date(2020, 1, 1)},
        {"is_post": True}, {"is_post": True, "holder": "X"},
    )  # fmt: skip
    return chance.choice(kinds)


def path(n: int) -> Network:
    """A chain whose numbers go up and down, the hardest for what spreads step by step."""
    order = list(range(n))
    Random(1).shuffle(order)  # noqa: S311 - data for tests
    links = tuple(alliance([a, b]) for a, b in pairwise(order))
    return Network(tuple(actor(f"A{i:03d}", SECTORS[i % 3]) for i in range(n)), links)


NETWORKS = {
    **{f"drawn {seed}": drawn(seed) for seed in range(4)},
    "ring": ring(),
    "star": star(),
    "path": path(60),
    "one actor": Network((actor("Seul"),), ()),
    "empty": Network((), ()),
    "one alliance": Network((actor("A"), actor("B", "public"), actor("C")), (alliance([0, 1]),)),
}
