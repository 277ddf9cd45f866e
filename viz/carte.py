"""The carte: actors on the outlines of the communes where they have their seat.

The projection is equirectangular at the mean latitude of what is shown (Snyder, Map Projections: A
Working Manual, 1987, section 12): on a territory of 100 km lengths are true to a hundredth. On a
map of all of France they are 7 % too long in the north and 7 % too short in the south.

Each actor stands inside the outline of its commune, the largest mark nearest to the point farthest
from the border. All marks shrink alike until the fullest commune holds its own; once they would be
too small to see, the plane grows instead. Those whose seat is unknown, or far from all others,
stand in a strip below.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians
from typing import TYPE_CHECKING

from graph.areas.borders import DETAIL, simplified
from graph.areas.wkt import UNIT
from graph.network import Network
from viz.drawing import Drawing
from viz.grouped import meeting_points
from viz.layout import radii_of
from viz.standing import GAP, Ground, stand

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from graph.areas.borders import Shape

    Floats = NDArray[np.float64]
    Members = dict[str, list[int]]

KM = 111.195  # in a degree of latitude, on a sphere of 6371 km
SIDE, ROOM = 900.0, 54.0  # of the plane: its side at least, and for each root of an actor
LARGEST, SMALLER, SMALL, SMALLEST = 1.3, 0.9, 0.8, 0.45  # scales of marks, see _fitted
BELOW, NAMES = 80.0, 50.0  # free space from the outlines to the strip, and for names in it
SPREAD = 0.7  # of the room that a row leaves, given to those who are linked to the map
GROW = 1.15  # of the plane, once marks are the smallest
TRIES = 60
POINTS = 40_000  # that the outlines of a page may have together
MOST_OF, FAR, NEAR = 0.8, 3.0, 30.0  # see _framed


@dataclass(frozen=True, slots=True)
class Outline:
    """A commune on the plane: its rings, its innermost point, and the rows its marks take."""

    place: str  # IRI
    rings: tuple[Floats, ...]
    x: float
    y: float
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Carte:
    """Where all places stand, shape (places, 2), on which outlines, with marks of which scale."""

    xy: Floats
    outlines: tuple[Outline, ...]
    aside: tuple[int, ...]  # the actors in the strip
    scale: float


def on_outlines(
    network: Network, drawing: Drawing, outlines: Mapping[str, Shape], order: Sequence[int] = ()
) -> Carte | None:
    """Place everything on the outlines of communes; None when no actor has its seat on one.

    ``order`` sorts the strip (by default: as the actors come); large marks come first in any case.
    """
    import numpy as np

    members = _members(network, drawing, outlines)
    grounds = _projected(_framed(members, outlines))
    members = {place: members.get(place, []) for place in grounds}
    fitted = _fitted(grounds, members, radii_of(drawing)) if any(members.values()) else None
    if fitted is None:
        return None
    grounds, spots, scale = fitted
    radii = radii_of(drawing) * scale
    xy = np.zeros((drawing.places, 2))
    for place, at in spots.items():
        xy[members[place]] = at
    standing = {actor for actors in members.values() for actor in actors}
    aside = [i for i in order or range(drawing.actors) if i not in standing]
    _strip(xy, radii, sorted(aside, key=lambda i: -radii[i]), grounds, drawing)
    meeting_points(xy, radii, drawing)
    made = [_outline(p, g, xy[members[p]], radii[members[p]]) for p, g in grounds.items()]
    return Carte(np.round(xy, 1), tuple(made), tuple(aside), round(scale, 3))


def _members(network: Network, drawing: Drawing, outlines: Mapping[str, Shape]) -> Members:
    """Return place → the actors that have their seat there, the most connected first."""
    found: Members = defaultdict(list)
    for i in sorted(range(drawing.actors), key=lambda i: (-drawing.ties[i], i)):
        seat = network.actors[i].seat
        if seat and seat in outlines:
            found[seat].append(i)
    return dict(found)


def _framed(members: Members, outlines: Mapping[str, Shape]) -> dict[str, Shape]:
    """Return the outlines that a map of these actors shows, without those far from all others.

    A foundation in Paris would make a dot of its territory. The middle is the median of the
    actors; what lies farther than ``FAR`` times as most of them, and ``NEAR`` km, is left out.
    """
    import numpy as np

    if not members:
        return {}
    places = list(outlines)
    middles = np.array([(ring.min(axis=0) + ring.max(axis=0)) / 2
                        for ring in (max((p[0] for p in outlines[place]), key=len)
                                     for place in places)]) / UNIT  # fmt: skip
    count = np.array([len(members.get(place, ())) for place in places])
    each = np.repeat(middles, count, axis=0)
    centre = np.median(each, axis=0)
    stretch = np.array([cos(radians(centre[1])), 1.0]) * KM
    reach = float(np.quantile(np.hypot(*((each - centre) * stretch).T), MOST_OF))
    far = np.hypot(*((middles - centre) * stretch).T)
    kept = far <= max(FAR * reach, NEAR)
    return _light({p: outlines[p] for p, near in zip(places, kept, strict=True) if near})


def _light(outlines: dict[str, Shape]) -> dict[str, Shape]:
    """Return outlines with fewer points where there are too many for one page."""
    points = sum(len(ring) for s in outlines.values() for p in s for ring in p)
    if points <= POINTS:
        return outlines
    detail = max(60.0, DETAIL * (POINTS / points) ** 3)  # points go with its cube root
    return dict(zip(outlines, simplified(list(outlines.values()), detail), strict=True))


def _projected(outlines: Mapping[str, Shape]) -> dict[str, Ground]:
    """Return the outlines in kilometres from their middle, y downwards, if they have an inside."""
    import numpy as np

    rings = {p: [ring / UNIT for part in s for ring in part] for p, s in outlines.items()}
    if not rings:
        return {}
    every = np.concatenate([ring for found in rings.values() for ring in found])
    middle = (every.min(axis=0) + every.max(axis=0)) / 2
    stretch = np.array([cos(radians(middle[1])), -1.0]) * KM
    grounds = {p: Ground.of([(ring - middle) * stretch for ring in found])
               for p, found in rings.items()}  # fmt: skip
    return {place: ground for place, ground in grounds.items() if ground.depth > 0}


def _fitted(
    grounds: dict[str, Ground], members: Members, radii: Floats
) -> tuple[dict[str, Ground], dict[str, Floats], float] | None:
    """Return the outlines on the plane, where the actors of each stand, and the scale of marks.

    Marks shrink step by step until all fit; where they are ``SMALL``, many of a commune may stand
    out over its border; once they are the ``SMALLEST``, the plane grows.
    """
    count, worst = sum(map(len, members.values())), ""
    unit, scale = max(SIDE, ROOM * count**0.5) / _extent(grounds.values()), LARGEST
    for _ in range(TRIES):
        plane = {place: ground.scaled(unit) for place, ground in grounds.items()}
        spots = stand(plane, members, radii * scale, loose=scale < SMALL, first=worst)
        if not isinstance(spots, str):
            return plane, spots, scale
        worst = spots
        if scale > SMALLEST:
            scale *= SMALLER
        else:
            unit *= GROW
    return None


def _extent(grounds: Iterable[Ground]) -> float:
    """Return the longer side of what holds all outlines."""
    low, high = _bounds(grounds)
    return float((high - low).max())


def _bounds(grounds: Iterable[Ground]) -> tuple[Floats, Floats]:
    import numpy as np

    every = np.concatenate([ring for ground in grounds for ring in ground.rings])
    return every.min(axis=0), every.max(axis=0)


def _strip(
    xy: Floats, radii: Floats, aside: Sequence[int], grounds: Mapping[str, Ground], drawing: Drawing
) -> None:
    """Put actors in rows under the outlines, as wide as they are.

    First those linked to actors above, each under its partners as nearly as can be.
    """
    import numpy as np

    low, high = _bounds(grounds.values())
    left, width, top = float(low[0]), float(high[0] - low[0]), float(high[1]) + BELOW
    pulls = _pulls(xy, set(aside), drawing)
    for linked in (True, False):
        row: list[int] = []
        for i in [i for i in aside if (i in pulls) == linked] + [-1]:
            if row and (i < 0 or _wide(radii[[*row, i]]) > width):
                wanted = [pulls[k] - left for k in row] if linked else [0.0] * len(row)
                spare = SPREAD * (width - _wide(radii[row])) / len(row) if linked else 0.0
                sizes = [2 * float(radii[k]) + 2 * GAP + spare for k in row]
                deep = 2 * float(radii[row].max()) + 2 * GAP
                xy[row] = np.column_stack([
                    left + _beside(wanted, sizes, width), np.full(len(row), top + deep / 2)
                ])  # fmt: skip
                top += deep + linked * NAMES
                row = []
            row.append(i)


def _pulls(xy: Floats, aside: set[int], drawing: Drawing) -> dict[int, float]:
    """Return, for those in the strip that are linked to others, where their partners are on x."""
    met: dict[int, list[float]] = defaultdict(list)
    for line in drawing.lines:
        for own, other in ((line.start, line.end), (line.end, line.start)):
            if own in aside and other not in aside and other < drawing.actors:
                met[own].append(float(xy[other, 0]))
    return {own: sum(found) / len(found) for own, found in met.items()}


def _wide(radii: Floats) -> float:
    return float((2 * radii + 2 * GAP).sum())


def _beside(wanted: Sequence[float], sizes: Sequence[float], width: float) -> Floats:
    """Return the middles of things of some sizes, side by side, as near as can be to those wanted.

    >>> _beside([5.0, 5.0, 90.0], [10.0, 10.0, 30.0], 100.0).tolist()
    [5.0, 15.0, 85.0]
    """
    import numpy as np

    order = sorted(range(len(wanted)), key=lambda k: (wanted[k], k))
    found, end, limit = np.zeros(len(wanted)), 0.0, width
    for k in order:
        end = max(wanted[k] + sizes[k] / 2, end + sizes[k])
        found[k] = end
    for k in reversed(order):
        limit = min(float(found[k]), limit)
        found[k] = limit - sizes[k] / 2
        limit -= sizes[k]
    return found


def steps(ring: Floats) -> list[int]:
    """Return a ring as whole steps in tenths of the plane's unit: x and y of each, from 0, 0.

    >>> import numpy as np
    >>> steps(np.array([[1.0, 2.0], [1.5, 2.0], [1.51, 2.0]]))
    [10, 20, 5, 0]
    """
    import numpy as np

    found = np.diff(np.rint(ring * 10).astype(np.int64), axis=0, prepend=0)
    return [int(step) for step in found[found.any(axis=1)].ravel()]


def _outline(place: str, ground: Ground, at: Floats, radii: Floats) -> Outline:
    """Return an outline with where its name may go: over or under its marks."""
    x, y = (round(float(v), 1) for v in ground.pole)
    top = float((at[:, 1] - radii).min()) if len(at) else y
    bottom = float((at[:, 1] + radii).max()) if len(at) else y
    return Outline(place, ground.rings, x, y, round(top, 1), round(bottom, 1))
