"""Areas that share borders, with fewer points: what two neighbours share stays shared.

Outlines are cut into arcs at the points where borders part, as TopoJSON does (Bostock 2012), and
each arc is thinned once for all areas on its sides. Points go by the method of Visvalingam and
Whyatt (The Cartographic Journal 30, 1993): first the one that makes the smallest triangle with
those beside it. Here all points that are smaller than both their neighbours go at once, in rounds,
so that numpy thins a whole country in seconds.

A ring is an array of whole numbers of shape (n, 2), x and y, its first point not repeated at the
end. A shape is a list of polygons, a polygon a list of rings: the outer one, then its holes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]
    Floats = NDArray[np.float64]
    Flags = NDArray[np.bool_]
    Shape = list[list[Ints]]

DETAIL = 2500  # a point stays whose triangle is more than this part of the smaller area beside it
SPECK = 200  # a part, or a hole, smaller than this part of its shape is left out
CHANGE = 0.02  # of the area of a ring, at most; one that would change more keeps all its points


def area(ring: Ints) -> float:
    """Return the area inside a ring, in the square of its unit, whichever way it turns.

    >>> import numpy as np
    >>> area(np.array([[0, 0], [4, 0], [4, 3], [0, 3]]))
    12.0
    """
    return abs(_signed(ring))


def _signed(ring: Ints) -> float:
    x, y = (ring - ring[0]).astype("float64").T  # from the first point: no digits are lost
    return float(x[:-1] @ y[1:] - x[1:] @ y[:-1]) / 2


def turned(ring: Ints, *, left: bool) -> Ints:
    """Return a ring turned left (against the clock, where y goes up) or right."""
    return ring if (_signed(ring) > 0) == left else ring[::-1]


def united(shape: Shape) -> Shape:
    """Return the parts of a shape as one area: borders that two of them share go."""
    rings = [turned(ring, left=not k) for polygon in shape for k, ring in enumerate(polygon)]
    cut = Arcs(rings)
    shared = cut.sides() > 1
    if not shared.any():
        return shape
    steps = [
        cut.arcs[arc][::-1] if backwards else cut.arcs[arc]
        for ring in cut.of
        for arc, backwards in ring
        if not shared[arc]
    ]
    found = [cut.points[ring] for ring in _joined(steps)]
    whole = [[ring] for ring in found if len(ring) > 2 and _signed(ring) > 0]
    for hole in (ring for ring in found if len(ring) > 2 and _signed(ring) < 0):
        around = [polygon for polygon in whole if _is_inside(hole[0], polygon[0])]
        if around:
            min(around, key=lambda polygon: area(polygon[0])).append(hole)
    return whole or shape


def _joined(steps: Sequence[Ints]) -> Iterator[Ints]:
    """Yield the rings that arcs make, each going on where another ends."""
    import numpy as np

    after: dict[int, list[Ints]] = {}
    for step in steps:
        after.setdefault(int(step[0]), []).append(step)
    while after:
        start = at = next(iter(after))
        ring = []
        while at in after:
            step = after[at].pop()
            if not after[at]:
                del after[at]
            ring.append(step[:-1])
            at = int(step[-1])
            if at == start:
                break
        yield np.concatenate(ring)


def _is_inside(point: Ints, ring: Ints) -> bool:
    """Tell whether a ray from a point to the right meets a ring an odd number of times."""
    import numpy as np

    (x, y), (ax, ay), (bx, by) = point, ring.T, np.roll(ring, -1, axis=0).T
    crosses = (ay > y) != (by > y)
    met = ax[crosses] + (y - ay[crosses]) / (by - ay)[crosses] * (bx - ax)[crosses]
    return bool((met > x).sum() % 2)


def simplified(shapes: Sequence[Shape], detail: float = DETAIL) -> list[Shape]:
    """Return shapes with fewer points; borders that were shared, point by point, stay shared.

    The area of each ring changes by less than ``CHANGE`` (or 20 / ``detail``, if that is more).
    """
    kept = [without_specks(shape) for shape in shapes]
    rings = [ring for shape in kept for polygon in shape for ring in polygon]
    if not rings:
        return kept
    thin = iter(_thinned(rings, detail))
    return [[[next(thin) for _ in polygon] for polygon in shape] for shape in kept]


def without_specks(shape: Shape) -> Shape:
    """Return a shape without the parts and the holes that nobody would see."""
    if sum(map(len, shape)) < 2:
        return shape
    outer = [area(polygon[0]) for polygon in shape]
    least = max(outer) / SPECK
    return [
        [polygon[0], *(hole for hole in polygon[1:] if area(hole) >= least)]
        for polygon, size in zip(shape, outer, strict=True)
        if size >= least
    ]


def _thinned(rings: list[Ints], detail: float) -> list[Ints]:
    """Return the rings with fewer points; those that would lose their form keep all theirs."""
    import numpy as np

    cut = Arcs(rings)
    areas = np.array([area(ring) for ring in rings])
    least = np.full(len(cut.arcs), np.inf)
    for ring, size in enumerate(areas):
        for arc, _ in cut.of[ring]:
            least[arc] = min(least[arc], size / detail)
    most = max(CHANGE, 20 / detail)
    while True:
        found = list(cut.put_together(_thin(cut.points, cut.arcs, least)))
        lost = [
            ring for ring, (new, size) in enumerate(zip(found, areas, strict=True))
            if len(new) < 3 or abs(area(new) - size) > most * size
        ]  # fmt: skip
        again = {arc for ring in lost for arc, _ in cut.of[ring] if least[arc] > 0}
        if not again:
            return found
        least[sorted(again)] = 0.0


class Arcs:
    """The rings of several areas as arcs between the points where their borders part."""

    def __init__(self, rings: Sequence[Ints]) -> None:
        import numpy as np

        self.points, names, first = _numbered(np.concatenate(rings))
        ends = np.cumsum([len(ring) for ring in rings])
        starts = np.concatenate([[0], ends[:-1]])
        parts = _parting(names, first, starts, ends)
        self.arcs: list[Ints] = []  # numbers of points, both ends included
        self._known: dict[tuple[int, int], int] = {}
        self.of = [
            [self._numbered(arc) for arc in _cut(names[a:b], parts[a:b])]
            for a, b in zip(starts, ends, strict=True)
        ]
        """Of each ring, its arcs in order: the number of the arc, and whether it runs backwards."""

    def _numbered(self, arc: Ints) -> tuple[int, bool]:
        """Return the number of an arc, known by its first step, and whether it runs backwards."""
        there, back = (int(arc[0]), int(arc[1])), (int(arc[-1]), int(arc[-2]))
        key = min(there, back)
        if key not in self._known:
            self._known[key] = len(self.arcs)
            self.arcs.append(arc if key == there else arc[::-1])
        return self._known[key], key != there

    def put_together(self, arcs: Sequence[Ints]) -> Iterator[Ints]:
        """Yield the rings again, made of other arcs between the same ends."""
        import numpy as np

        for ring in self.of:
            steps = [arcs[k][:0:-1] if backwards else arcs[k][:-1] for k, backwards in ring]
            yield self.points[np.concatenate(steps)]

    def sides(self) -> Ints:
        """Count the rings that each arc belongs to: 1 on the coast, 2 between neighbours."""
        import numpy as np

        used = [arc for ring in self.of for arc, _ in ring]
        return np.bincount(np.asarray(used, dtype=np.int64), minlength=len(self.arcs))


def _numbered(points: Ints) -> tuple[Ints, Ints, Ints]:
    """Return the distinct points, the number of each point given, and where each is met first."""
    import numpy as np

    key = (points[:, 0] << 32) + (points[:, 1] - int(points[:, 1].min()))
    _, first, names = np.unique(key, return_index=True, return_inverse=True)
    return points[first], names, first


def _parting(names: Ints, first: Ints, starts: Ints, ends: Ints) -> Flags:
    """Tell, of each place in the rings, whether borders part at its point.

    They do where a point has other neighbours in one ring than in another.
    """
    import numpy as np

    before, after = np.roll(names, 1), np.roll(names, -1)
    before[starts], after[ends - 1] = names[ends - 1], names[starts]
    low, high = np.minimum(before, after), np.maximum(before, after)
    other = first[names]
    parts = np.zeros(len(first), dtype=bool)
    parts[names[(low != low[other]) | (high != high[other])]] = True
    return parts[names]


def _cut(ring: Ints, parts: Flags) -> Iterator[Ints]:
    """Yield the arcs of a ring; a ring that nothing parts is one arc, from its lowest number."""
    import numpy as np

    at = np.flatnonzero(parts)
    if not len(at):
        at = np.array([int(np.argmin(ring))])
    turned = np.concatenate([ring[at[0] :], ring[: at[0] + 1]])
    stops = [*(at - at[0]).tolist(), len(ring)]
    for start, end in pairwise(stops):
        yield turned[start : end + 1]


def _thin(points: Ints, arcs: Sequence[Ints], least: Floats) -> list[Ints]:
    """Return the arcs without the points whose triangle is smaller than is asked of the arc."""
    import numpy as np

    lengths = np.array([len(arc) for arc in arcs])
    names, of = np.concatenate(arcs), np.repeat(np.arange(len(arcs)), lengths)
    fixed = np.zeros(len(names), dtype=bool)
    fixed[np.cumsum(lengths) - 1] = fixed[np.cumsum(lengths) - lengths] = True
    floor = np.zeros(len(names))  # a point counts for no less than one that went beside it
    while True:
        size = np.maximum(_triangles(points[names]), floor)
        size[fixed] = np.inf
        gone = size < least[of]
        gone[1:-1] &= (size[1:-1] < size[:-2]) & (size[1:-1] <= size[2:])
        if not gone.any():
            return np.split(names, np.cumsum(np.bincount(of, minlength=len(arcs)))[:-1])
        places = np.flatnonzero(gone)
        for beside in (places - 1, places + 1):
            np.maximum.at(floor, beside, size[places])
        stay = ~gone
        names, of, fixed, floor = names[stay], of[stay], fixed[stay], floor[stay]


def _triangles(points: Ints) -> Floats:
    """Return the area of the triangle that each point makes with the two beside it."""
    import numpy as np

    found = np.zeros(len(points))
    a, b = np.diff(points[:-1], axis=0), np.diff(points[1:], axis=0)
    found[1:-1] = np.abs(a[:, 0] * b[:, 1] - a[:, 1] * b[:, 0]) / 2
    return found
