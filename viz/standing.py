"""Marks inside the outline of their commune, none over another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from viz.polygons import area, depth, lattice, pole, sides

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

GAP = 2.5  # free space between two marks
EDGE = 1.5  # free space between a mark and a border
FEW = 5  # marks in a commune that may stand out rather than make all marks of the map smaller
PACKED = 3.0  # of the plane that equal discs cover, each takes so much more than its square
ANYWHERE = 1e9
CANDIDATES = 30_000  # places tried in a commune


@dataclass(frozen=True, slots=True)
class Ground:
    """The outline of a commune on a plane: rings of shape (points, 2), and what they measure."""

    rings: tuple[Floats, ...]
    sides: Floats  # of all rings, shape (sides, 4)
    pole: Floats  # the point farthest inside…
    depth: float  # … and how far inside it is
    area: float

    @classmethod
    def of(cls, rings: Sequence[Floats]) -> Ground:
        """Measure an outline."""
        edges = sides(rings)
        return cls(tuple(rings), edges, *pole(edges), area(edges))

    def scaled(self, by: float) -> Ground:
        """Return the same outline on a larger or smaller plane."""
        rings = tuple(ring * by for ring in self.rings)
        return Ground(rings, self.sides * by, self.pole * by, self.depth * by, self.area * by * by)


@dataclass
class _Marks:
    """Marks that others keep clear of."""

    xy: list[Floats] = field(default_factory=list)
    radii: list[float] = field(default_factory=list)

    def add(self, xy: Floats, radii: Floats) -> None:
        """Add marks."""
        self.xy += list(xy)
        self.radii += radii.tolist()

    def room(self, at: Floats, largest: float) -> Floats:
        """Return how large a mark, of those no larger than ``largest``, may be at some points."""
        import numpy as np

        room = np.full(len(at), np.inf)
        if not (self.xy and len(at)):
            return room
        xy, radii = np.array(self.xy), np.array(self.radii)
        reach = radii.max() + GAP + largest
        low, high = at.min(axis=0) - reach, at.max(axis=0) + reach
        for k in np.flatnonzero(((xy > low) & (xy < high)).all(axis=1)):
            room = np.minimum(room, np.hypot(*(at - xy[k]).T) - radii[k] - GAP)
        return room


def stand(
    grounds: Mapping[str, Ground], members: Mapping[str, Sequence[int]], radii: Floats, *,
    loose: bool, first: str = "",
) -> dict[str, Floats] | str:  # fmt: skip
    """Place the members of each ground, the first nearest to its pole.

    Returns the ground whose marks do not fit, if there is one; ``first`` is tried before others.
    ``loose`` lets marks stand out over a border; their middle is always inside.
    """
    every, out = _Marks(), _Marks()
    spots = {}
    full = {place: float(sum(radii[list(members[place])] ** 2)) / ground.area
            for place, ground in grounds.items() if members.get(place)}  # fmt: skip
    for place in sorted(full, key=lambda p: (p != first, -full[p], p)):
        ground, own = grounds[place], radii[list(members[place])]
        found = _placed(ground, own, out)
        if found is None and (loose or len(own) <= FEW):
            found = _placed(ground, own, every, loose=True)
            if found is not None:
                out.add(found, own)
        if found is None:
            return place
        every.add(found, own)
        spots[place] = found
    return spots


def _placed(ground: Ground, own: Floats, others: _Marks, *, loose: bool = False) -> Floats | None:
    """Place each mark at the free point of a honeycomb that is nearest to the pole.

    Within the border, or with its middle at least inside where ``loose``.
    """
    covered = float(((own + GAP / 2) ** 2).sum()) * PACKED
    if not loose and covered > ground.area:
        return None  # there is not even room for them side by side
    near = 2 * covered**0.5 + float(own.max())  # where they stand if nothing is in their way
    for reach in (near, ANYWHERE):
        found = _greedy(ground, own, others, reach, loose=loose)
        if found is not None:
            return found
    return None


def _greedy(
    ground: Ground, own: Floats, others: _Marks, reach: float, *, loose: bool
) -> Floats | None:
    """Place the marks one after the other, no farther than ``reach`` from the pole."""
    import numpy as np

    step = max(float(own.min()) + GAP / 2, (ground.area / CANDIDATES) ** 0.5)
    at = lattice(ground.pole, step, ground.sides, reach)
    inside = depth(at, ground.sides)
    at, inside = at[inside > 0], inside[inside > 0]
    room = others.room(at, float(own.max()))
    room = room if loose else np.minimum(inside - EDGE, room)
    spots = np.zeros((len(own), 2))
    for k, radius in enumerate(own):
        free = room >= radius
        if not free.any():
            return None
        spots[k] = at[int(free.argmax())]
        room = np.minimum(room, np.hypot(*(at - spots[k]).T) - radius - GAP)
    return spots
