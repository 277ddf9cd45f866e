"""Small networks written by hand, whose answers fit on paper."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from graph.network import Actor, Alliance, Network, PartyLink, Territory
from ontology.text import Text

PLACE = Text("lieu", "place")


def actor(name: str, sector: str = "association", /, **details: Any) -> Actor:
    return Actor(iri=f"urn:x:{name}", name=name, sector=sector, **details)


def alliance(parties: Iterable[int], stage: str = "actif", /, **details: Any) -> Alliance:
    links = tuple(PartyLink(i) for i in parties)
    title = "-".join(str(link.actor) for link in links)
    return Alliance(f"urn:a:{title}", title, links, stage, **details)


def places(
    within: Mapping[str, tuple[str, ...]], projects: Collection[str] = ()
) -> dict[str, Territory]:
    """Territories by name; a project territory lists what it covers, others what they are in."""
    names = {*within, *(wide for wides in within.values() for wide in wides), *projects}
    return {
        name: Territory(
            name,
            name.title(),
            PLACE,
            within=tuple(wide for wide in within.get(name, ()) if wide not in projects),
            covers=tuple(n for n in within if name in projects and name in within[n]),
            is_project=name in projects,
        )
        for name in sorted(names)
    }


def ring() -> Network:
    """Five actors round a ring of four alliances, one of which has a third party.

    Two-mode: A-x-P-y-E-z-B-w-A is a cycle of eight, and U hangs on y. A cycle of eight gives
    (8-2)²/8 = 4.5 pairs to each node; the walks from U through y add 2.5 to P and E
    (two nodes beyond, and half of the farthest) and 0.5 to A and B.
    """
    return Network(
        (
            actor("Abeilles"),
            actor("Pertuis", "public"),
            actor("Épicerie", "entreprise"),
            actor("Université", "enseignement-recherche"),
            actor("Bibliothèque"),
        ),
        (alliance([0, 1]), alliance([1, 2, 3]), alliance([2, 4]), alliance([0, 4])),
    )


#: Pairs that each actor of the ring stands between, over the most possible with 5 and 4.
RING_BETWEENNESS = {
    "Abeilles": 5 / 24,
    "Pertuis": 7 / 24,
    "Épicerie": 7 / 24,
    "Université": 0.0,
    "Bibliothèque": 5 / 24,
}


def star(spokes: int = 7) -> Network:
    """The seed's shape: all that is known passes through the organisation that collected it."""
    sectors = ("public", "entreprise", "reseau", "fondation")
    others = [actor(f"Acteur {i}", sectors[i % 4]) for i in range(spokes)]
    return Network(
        (actor("Maison des associations"), *others),
        tuple(alliance([0, i + 1]) for i in range(spokes)),
    )
