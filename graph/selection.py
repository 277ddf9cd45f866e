"""Which alliances and actors a theme, a territory or a layer is about."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, Literal

from ontology import concepts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from graph.network import Actor, Alliance, Network

StageLayer = Literal["contact", "agreement", "signed"]

#: The letters that stages carry in the vocabulary (ea:layer), by the word the user types.
LAYERS: Mapping[StageLayer, str] = {"contact": "C", "agreement": "A", "signed": "S"}

#: The layer of all that happened: before a contact, an alliance is an idea and links nobody.
WIDEST: StageLayer = "contact"

#: Notations of the scheme "stage": from 90 on an alliance no longer runs, 99 is abandoned.
COMPLETED, SUSPENDED, ABANDONED = 80, 90, 99


@cache
def wider_themes(slug: str) -> frozenset[str]:
    """Return a theme and every broader one: what is about the first is about them all."""
    themes = concepts("theme")
    found: set[str] = set()
    step: str | None = slug
    while step is not None and step not in found:
        found.add(step)
        step = themes[step].broader if step in themes else None
    return frozenset(found)


def closure(thing: str, wider: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """Return a thing and all that it lies within, by any number of steps; circles end.

    >>> sorted(closure("a", {"a": ["b"], "b": ["c", "a"]}))
    ['a', 'b', 'c']
    """
    found, ahead = set[str](), {thing}
    while ahead:
        found |= ahead
        ahead = {wide for one in ahead for wide in wider.get(one, ())} - found
    return frozenset(found)


class Places:
    """The territories of a network, and what lies around each of them."""

    def __init__(self, network: Network) -> None:
        self._direct: dict[str, set[str]] = defaultdict(set)
        self._around: dict[str, frozenset[str]] = {}
        self._areas = {wide for place in network.territories.values() for wide in place.within}
        self._areas |= {iri for iri, place in network.territories.items() if place.covers}
        self._projects = {iri for iri, place in network.territories.items() if place.is_project}
        for iri, place in network.territories.items():
            self._direct[iri].update(place.within)
            for covered in place.covers:
                self._direct[covered].add(iri)

    def around(self, iri: str) -> frozenset[str]:
        """Return a territory and every one that contains it, in all hierarchies at once."""
        if iri not in self._around:
            self._around[iri] = closure(iri, self._direct)
        return self._around[iri]

    def projects_around(self, iri: str) -> frozenset[str]:
        """Return the project territories that a place is in: what its actors do together.

        Not the département or the métropole: nearly everybody shares those.
        """
        return self.around(iri) & self._projects

    def is_area(self, iri: str) -> bool:
        """Tell whether a territory holds others: a département is no place to meet somebody."""
        return iri in self._areas

    def concern(self, places: Iterable[str], territory: str) -> bool:
        """Tell whether one of some places lies in a territory, or is a project around it.

        What concerns the project territory "Venelles" concerns the commune; what concerns its
        département does so only from afar.
        """
        projects = self.projects_around(territory)
        return any(place in projects or territory in self.around(place) for place in places)

    def concerned(self, used: Iterable[str]) -> frozenset[str]:
        """Return the territories that something in one of some places concerns."""
        wide = frozenset[str]().union(*map(self.around, used))
        projects = wide & self._projects
        inside = (iri for iri in self._direct if projects & self.projects_around(iri))
        return wide.union(inside if projects else ())


def in_layer(stage: str, layer: StageLayer | None) -> bool:
    """Tell whether a stage counts in a layer; without a layer, every stage that still runs."""
    if layer is None:
        return notation(stage) < SUSPENDED
    known = concepts("stage").get(stage)
    return known is not None and LAYERS[layer] in known.layers


def have_met(stage: str) -> bool:
    """Tell whether a stage means that the parties met: more than an idea, and not given up."""
    known = concepts("stage").get(stage)
    met = known is not None and (bool(known.layers) or notation(stage) >= SUSPENDED)
    return met and not is_abandoned(stage)


def is_abandoned(stage: str) -> bool:
    """Tell whether a stage means that the parties gave the alliance up."""
    return notation(stage) >= ABANDONED


def is_over(alliance: Alliance, day: date | None, *, years: int) -> bool:
    """Tell whether an alliance was completed or suspended more than some years before a day.

    One without a date is not over: nothing says when.
    """
    if day is None or notation(alliance.stage) < COMPLETED:
        return False
    ends = [e.not_after or e.not_before for e in alliance.events if e.stage == alliance.stage]
    dated = [end for end in ends if end is not None]
    return bool(dated) and max(dated).year + years < day.year


def is_absent(actor: Actor, day: date | None) -> bool:
    """Tell whether nobody is there to meet: a post without a known holder, a body that ended."""
    ended = day is not None and actor.until is not None and actor.until < day
    return ended or (actor.is_post and actor.holder is None)


def alliances_matching(
    network: Network,
    *,
    theme: str | None = None,
    territory: str | None = None,
    layer: StageLayer | None = None,
) -> list[int]:
    """Return the indices of the alliances that a theme, a territory and a layer keep.

    An alliance that names no theme takes those of its parties, and one that names no
    territory takes their seats: most published lists name neither, and leaving those
    alliances out would empty every filtered ranking. A theme stands for its narrower ones,
    a territory for every place inside it and for the project territories around it.
    """
    where = Places(network)

    def kept(alliance: Alliance) -> bool:
        parties = [network.actors[party.actor] for party in alliance.parties]
        return (
            in_layer(alliance.stage, layer)
            and (theme is None or _about(theme, alliance.themes or _themes(parties)))
            and (
                territory is None
                or where.concern(alliance.territories or _seats(parties), territory)
            )
        )

    return [j for j, alliance in enumerate(network.alliances) if kept(alliance)]


def actors_concerned(
    network: Network, *, theme: str | None = None, territory: str | None = None
) -> frozenset[int]:
    """Return the actors of a theme and a territory, by what they are or by an alliance."""
    if theme is None and territory is None:
        return frozenset(range(len(network.actors)))
    where = Places(network)
    allied = {
        party.actor
        for j in alliances_matching(network, theme=theme, territory=territory)
        for party in network.alliances[j].parties
    }
    own = {
        i
        for i, actor in enumerate(network.actors)
        if (theme is None or _about(theme, actor.themes))
        and (territory is None or where.concern(_seats([actor]), territory))
    }
    return frozenset(allied | own)


def narrowed(
    network: Network, *, theme: str | None = None, territory: str | None = None
) -> Network:
    """Return the part of a network that a theme and a territory are about, indices renewed."""
    about = alliances_matching(network, theme=theme, territory=territory)
    kept = actors_concerned(network, theme=theme, territory=territory)
    return network.part(kept, (network.alliances[j] for j in about))


def notation(stage: str) -> int:
    """Return the notation of a stage; one that the vocabulary does not know is no stage yet."""
    known = concepts("stage").get(stage)
    return int(known.notation or 0) if known else 0


def _themes(parties: Iterable[Actor]) -> list[str]:
    return [theme for actor in parties for theme in actor.themes]


def _seats(parties: Iterable[Actor]) -> list[str]:
    return [actor.seat for actor in parties if actor.seat]


def _about(theme: str, slugs: Iterable[str]) -> bool:
    return any(theme in wider_themes(slug) for slug in slugs)
