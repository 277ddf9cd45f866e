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
from viz.discs import spiral
from viz.drawing import Drawing
from viz.labels import labels
from viz.layout import GAP, HUB_RADIUS, place_discs, radii_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Cells = NDArray[np.bool_]

MOST_GROUPS = 48  # more discs than that are not told apart: larger territories stand instead
CELL = 4.0  # of the grid on which meeting points look for room
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
        for actor in alliance.members:
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
    titles = [words[key] if key is not None else none for key in order]
    centres = place_discs([r for _, r in inner], [len(title.fr) + 5 for title in titles])
    xy = np.zeros((drawing.places, 2))
    for key, centre, (spots, _) in zip(order, centres, inner, strict=True):
        xy[members[key]] = centre + spots
    meeting_points(xy, radii, drawing)
    groups = (
        Group(title, tuple(members[key]), *(round(float(v), 1) for v in (*centre, radius)))
        for title, key, centre, (_, radius) in zip(titles, order, centres, inner, strict=True)
    )
    return Arrangement(np.round(xy, 1), tuple(groups))


def _disc(actors: Sequence[int], radii: Floats, ties: Sequence[int]) -> tuple[Floats, float]:
    """Place actors around the origin, the most connected first; return the disc's radius too."""
    import numpy as np

    ranked = sorted(range(len(actors)), key=lambda k: (-ties[actors[k]], k))
    placed = spiral(radii[list(actors)], ranked, GAP)
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
    hubs = sorted(parties)
    actors = slice(drawing.actors)
    wished = np.array([xy[parties[hub]].mean(axis=0) for hub in hubs])
    xy[hubs] = _freed(wished, xy[actors], radii[actors] + HUB_RADIUS)


def _freed(wished: Floats, xy: Floats, radii: Floats) -> Floats:
    """Move points, each to the nearest cell of a grid that no disc and no earlier point holds."""
    import numpy as np

    corner = xy.min(axis=0) - 2 * radii.max()
    size = np.ceil((xy.max(axis=0) + 2 * radii.max() - corner) / CELL).astype(int) + 1
    free = np.ones(size, dtype=bool)
    _take(free, (xy - corner) / CELL, radii / CELL)
    found = []
    for at in (wished - corner) / CELL:
        cell = _nearest(free, np.round(at).astype(int))
        _take(free, cell[None, :].astype(float), np.array([2 * HUB_RADIUS / CELL]))
        found.append(corner + cell * CELL)
    return np.array(found)


def _take(free: Cells, centres: Floats, radii: Floats) -> None:
    """Mark the cells that discs hold."""
    import numpy as np

    for centre, radius in zip(centres, radii, strict=True):
        low = np.maximum(np.floor(centre - radius), 0).astype(int)
        high = np.ceil(centre + radius).astype(int) + 1
        part = free[low[0] : high[0], low[1] : high[1]]
        column, row = np.ogrid[: part.shape[0], : part.shape[1]]
        part &= np.hypot(column + low[0] - centre[0], row + low[1] - centre[1]) > radius


def _nearest(free: Cells, cell: Ints) -> Ints:
    """Find the free cell nearest to one, in windows that grow; the cell itself if there is none."""
    import numpy as np

    reach = 4
    while reach < 2 * max(free.shape):
        low = np.maximum(cell - reach, 0)
        there = np.argwhere(free[low[0] : cell[0] + reach + 1, low[1] : cell[1] + reach + 1]) + low
        far = np.hypot(*(there - cell).T)
        if len(far) and far.min() <= reach:
            found: Ints = there[np.argmin(far)]
            return found
        reach *= 2
    return cell
