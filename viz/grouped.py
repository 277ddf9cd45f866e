"""Arrangements by a trait: the actors of each territory or theme stand together in a disc.

The largest disc is in the middle, the others as near as they can. Inside, the most connected
stand in the middle. An actor stands once, whatever its themes:
with the one that is told of it most.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph.network import Network
from ontology.text import Text
from viz.drawing import Drawing
from viz.labels import labels
from viz.layout import GAP, place_discs, radii_of
from viz.stress import GOLDEN, separate

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

MOST_GROUPS = 48  # more discs than that are not told apart: larger territories stand instead
HEADROOM = 22.0  # free space around a disc, for its title
NO_SEAT = Text("Siège inconnu", "Seat unknown")
NO_THEME = Text("Sans thème connu", "No known theme")


@dataclass(frozen=True, slots=True)
class Group:
    """Actors that stand together: their title, and the disc that holds them."""

    words: Text
    actors: tuple[int, ...]
    x: float = 0.0
    y: float = 0.0
    radius: float = 0.0


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Where all places stand, shape (places, 2), and the groups that are drawn under them."""

    xy: Floats
    groups: tuple[Group, ...] = ()


def by_territory(network: Network, drawing: Drawing) -> Arrangement:
    """Group the actors by the commune of their seat, or by what contains it if there are many."""
    seats = [actor.seat if actor.seat in network.territories else None for actor in network.actors]
    level = _level(network, Counter(seats))
    keys = [level.get(seat) if seat else None for seat in seats]
    words = {iri: Text(place.name, place.name) for iri, place in network.territories.items()}
    return arrange(drawing, keys, words, NO_SEAT)


def by_theme(network: Network, drawing: Drawing) -> Arrangement:
    """Group the actors by their main theme."""
    keys = main_themes(network)
    used = labels("theme", {slug for slug in keys if slug})
    words = {slug: label.words for slug, label in used.items()}
    return arrange(drawing, keys, words, NO_THEME)


def main_themes(network: Network) -> list[str | None]:
    """Return the theme of each actor that its alliances and itself name most often.

    Of equals the one it names itself, then the first in the order of names.
    """
    told: list[Counter[str]] = [Counter(actor.themes) for actor in network.actors]
    for alliance in network.alliances:
        for actor in {party.actor for party in alliance.parties}:
            told[actor].update(alliance.themes)
    return [
        min(found, key=lambda slug: (-found[slug], slug not in actor.themes, slug), default=None)
        for found, actor in zip(told, network.actors, strict=True)
    ]


def _level(network: Network, seats: Mapping[str | None, int]) -> dict[str, str]:
    """For each seat, the territory under whose name it stands: itself where there are few.

    Else the kind of container with the most members that is still few and holds nearly all.
    """
    known = [seat for seat in seats if seat]
    if len(known) <= MOST_GROUPS:
        return {seat: seat for seat in known}
    above: dict[str, dict[str, str]] = defaultdict(dict)
    for seat in known:
        for wide in network.territories[seat].within:
            if place := network.territories.get(wide):
                above[place.kind.en].setdefault(seat, wide)
    fitting = [
        (len(set(wide.values())), kind)
        for kind, wide in above.items()
        if len(set(wide.values())) <= MOST_GROUPS and len(wide) >= 0.8 * len(known)
    ]
    return above[max(fitting)[1]] if fitting else {}


def arrange(
    drawing: Drawing, keys: Sequence[str | None], words: Mapping[str, Text], none: Text
) -> Arrangement:
    """Place the actors by key; those without one come last, under the words for none."""
    import numpy as np

    radii = radii_of(drawing)
    members: dict[str | None, list[int]] = defaultdict(list)
    for actor, key in enumerate(keys):
        members[key if key in words else None].append(actor)
    order = sorted(members, key=lambda key: (key is None, -len(members[key]), str(key)))
    inner = [_disc(members[key], radii, drawing.ties) for key in order]
    reach = np.array([r for _, r in inner]) + HEADROOM
    centres = place_discs(reach)
    xy = np.zeros((drawing.places, 2))
    for key, centre, (spots, _) in zip(order, centres, inner, strict=True):
        xy[members[key]] = centre + spots
    meeting_points(xy, radii, drawing)
    return Arrangement(
        np.round(xy, 1),
        tuple(
            Group(
                words[key] if key is not None else none,
                tuple(members[key]),
                *(round(float(v), 1) for v in (*centre, radius)),
            )
            for key, centre, (_, radius) in zip(order, centres, inner, strict=True)
        ),
    )


def _disc(actors: Sequence[int], radii: Floats, ties: Sequence[int]) -> tuple[Floats, float]:
    """Place actors around the origin, the most connected first; return the disc's radius too."""
    import numpy as np

    ranked = sorted(range(len(actors)), key=lambda k: (-ties[actors[k]], k))
    own = radii[[actors[k] for k in ranked]]
    covered = np.sqrt(np.cumsum((own + GAP / 2) ** 2) * 1.15) - own[0] - GAP / 2
    angle = GOLDEN * np.arange(len(own))
    spiral = np.maximum(covered, 0)[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    placed = np.zeros((len(own), 2))
    placed[ranked] = separate(spiral, own, GAP)
    sizes = radii[list(actors)]
    return placed, float((np.hypot(*placed.T) + sizes).max()) + GAP


def meeting_points(xy: Floats, radii: Floats, drawing: Drawing) -> None:
    """Put each meeting point in the middle of its parties, aside from what stands there."""
    import numpy as np

    parties: dict[int, list[int]] = defaultdict(list)
    for line in drawing.lines:
        if line.end >= drawing.actors:
            parties[line.end].append(line.start)
    if not parties:
        return
    hubs: NDArray[np.int64] = np.array(sorted(parties))
    for hub in hubs.tolist():
        middle = xy[parties[hub]].mean(axis=0)
        xy[hub] = _free(middle, xy[: drawing.actors], radii[: drawing.actors], float(radii[hub]))
    xy[hubs] = separate(xy[hubs], radii[hubs], GAP)


def _free(start: Floats, xy: Floats, radii: Floats, own: float) -> Floats:
    """Find the nearest point, on a spiral from the start, that covers no actor."""
    import numpy as np

    steps = np.arange(200)
    turn = GOLDEN * steps
    tried = start + 3 * np.sqrt(steps)[:, None] * np.column_stack([np.cos(turn), np.sin(turn)])
    far = np.hypot(tried[:, None, 0] - xy[:, 0], tried[:, None, 1] - xy[:, 1])
    good = np.flatnonzero((far >= radii + own + 1).all(axis=1))
    found: Floats = tried[good[0]] if len(good) else start
    return found
