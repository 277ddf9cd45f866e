"""Marks inside the outline of their commune, none over another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from viz.polygons import area, depth, lattice, pole, sides

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

GAP = 2.5  # free space between two marks
EDGE = 1.5  # free space between a mark and a border
LOOSE = 0.35  # of a mark's radius that is inside at least, where it may stand out over the border
FEW = 5  # marks in a commune that may stand out rather than make all marks of the map smaller
CANDIDATES = 30_000  # places tried in a commune


@dataclass(frozen=True)
class Ground:
    """The outline of a commune: rings on a plane, each of shape (points, 2)."""

    rings: Sequence[Floats]

    @cached_property
    def sides(self) -> Floats:
        """The sides of all rings, shape (sides, 4)."""
        return sides(self.rings)

    @cached_property
    def pole(self) -> tuple[Floats, float]:
        """The point farthest inside, and how far inside it is."""
        return pole(self.sides)

    @cached_property
    def area(self) -> float:
        """The area inside."""
        return area(self.sides)

    def scaled(self, by: float) -> Ground:
        """Return the same outline on a larger or smaller plane."""
        return Ground([ring * by for ring in self.rings])


@dataclass
class _Out:
    """The marks that stand out over the border of their commune: others keep clear of them."""

    xy: list[Floats] = field(default_factory=list)
    radii: list[float] = field(default_factory=list)

    def room(self, at: Floats) -> Floats:
        """Return how large a mark may be at some points, shape (points,)."""
        import numpy as np

        if not self.xy:
            return np.full(len(at), np.inf)
        out = np.array(self.xy)
        far = np.hypot(at[:, None, 0] - out[:, 0], at[:, None, 1] - out[:, 1])
        found: Floats = (far - np.array(self.radii) - GAP).min(axis=1)
        return found


def stand(
    grounds: Mapping[str, Ground], members: Mapping[str, Sequence[int]], radii: Floats, *,
    loose: bool,
) -> dict[str, Floats] | None:  # fmt: skip
    """Place the members of each ground, the first nearest to its pole; None when they do not fit.

    ``loose`` lets marks stand out over a border; their middle is always inside.
    """
    out = _Out()
    spots = {}
    covered = {place: sum(radii[list(who)] ** 2) for place, who in members.items()}
    for place in sorted(grounds, key=lambda p: (-covered.get(p, 0.0) / grounds[p].area, p)):
        if not members.get(place):
            continue
        found = _filled(grounds[place], radii[list(members[place])], out, loose)
        if found is None:
            return None
        spots[place] = found
    return spots


def _filled(ground: Ground, own: Floats, out: _Out, loose: bool) -> Floats | None:
    """Place marks of some radii on a ground, within its border if they can."""
    found = _placed(ground, own, out, loose=False)
    if found is not None or not (loose or len(own) <= FEW):
        return found
    found = _placed(ground, own, out, loose=True)
    if found is not None:
        out.xy += list(found)
        out.radii += own.tolist()
    return found


def _placed(ground: Ground, own: Floats, out: _Out, *, loose: bool) -> Floats | None:
    """Place each mark at the free point of a honeycomb that is nearest to the pole."""
    import numpy as np

    step = max(float(own.min()) + GAP / 2, (ground.area / CANDIDATES) ** 0.5)
    at = lattice(ground.pole[0], step, ground.sides)
    inside = depth(at, ground.sides)
    at, inside = at[inside > 0], inside[inside > 0]
    room = np.minimum(inside / LOOSE if loose else inside - EDGE, out.room(at))
    spots = np.zeros((len(own), 2))
    for k, radius in enumerate(own):
        free = room >= radius
        if not free.any():
            return None
        spots[k] = at[int(free.argmax())]
        room = np.minimum(room, np.hypot(*(at - spots[k]).T) - radius - GAP)
    return spots
