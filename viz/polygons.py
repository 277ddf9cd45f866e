"""Points in polygons: which are inside, how far from the border, and the best place of all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

Polygon = Sequence["Floats"]  # the rings of an area, of all its parts: holes are told by crossing
_PIECE = 2_000_000  # pairs of a point and a side looked at together
_FINE = 12  # points a side of the grid on which a pole is looked for


def sides(rings: Polygon) -> Floats:
    """Return the sides of rings as x, y of both ends, shape (sides, 4)."""
    import numpy as np

    return np.concatenate([np.column_stack([ring, np.roll(ring, -1, axis=0)]) for ring in rings])


def area(edges: Floats) -> float:
    """Return the area inside sides: those of holes turn the other way, and count less."""
    ax, ay, bx, by = edges.T
    return abs(float((ax * by - bx * ay).sum())) / 2


def depth(points: Floats, edges: Floats) -> Floats:
    """Return how far inside an area points are, shape (points,): less than 0 for those outside."""
    import numpy as np

    step = max(1, _PIECE // max(1, len(edges)))
    pieces = [_depth(points[k : k + step], edges) for k in range(0, len(points), step)]
    return np.concatenate(pieces) if pieces else np.zeros(0)


def _depth(points: Floats, edges: Floats) -> Floats:
    import numpy as np

    x, y = points[:, 0, None], points[:, 1, None]
    ax, ay, bx, by = edges.T
    dx, dy = bx - ax, by - ay
    length = np.where(dx * dx + dy * dy > 0, dx * dx + dy * dy, 1.0)
    along = np.clip(((x - ax) * dx + (y - ay) * dy) / length, 0, 1)
    far = np.sqrt(((x - ax - along * dx) ** 2 + (y - ay - along * dy) ** 2).min(axis=1))
    crosses = (ay > y) != (by > y)  # even-odd rule: how many sides a ray to the right meets
    at = ax + (y - ay) * dx / np.where(dy == 0, 1.0, dy)
    inside = (crosses & (x < at)).sum(axis=1) % 2 == 1
    found: Floats = np.where(inside, far, -far)
    return found


def pole(edges: Floats) -> tuple[Floats, float]:
    """Return the inner point that is farthest from the border, nearly, and how far it is.

    The pole of inaccessibility: on a grid, then three times on a finer one around the best.
    """
    import numpy as np

    low, high = edges[:, :2].min(axis=0), edges[:, :2].max(axis=0)
    best, far = (low + high) / 2, -np.inf
    for _ in range(4):
        axes = [np.linspace(a, b, _FINE + 1) for a, b in zip(low, high, strict=True)]
        grid = np.stack(np.meshgrid(*axes), axis=-1).reshape(-1, 2)
        found = np.round(depth(grid, edges), 9)
        if found.max() > far:
            best, far = grid[int(np.argmax(found))], float(found.max())
        half = (high - low) / _FINE
        low, high = best - half, best + half
    return best, far


def lattice(centre: Floats, step: float, edges: Floats, reach: float) -> Floats:
    """Return the points of a honeycomb around a centre, nearest first, that may be in an area.

    Those farther than ``reach`` to the right or the left, up or down, are not looked at.
    """
    import numpy as np

    low = np.maximum(edges[:, :2].min(axis=0) - centre, -reach)
    high = np.minimum(edges[:, :2].max(axis=0) - centre, reach)
    rise = step * 3**0.5 / 2
    rows = np.arange(np.floor(low[1] / rise), np.ceil(high[1] / rise) + 1)
    columns = np.arange(np.floor(low[0] / step) - 1, np.ceil(high[0] / step) + 2)
    row, column = (grid.ravel() for grid in np.meshgrid(rows, columns, indexing="ij"))
    points = np.column_stack([(column + row % 2 / 2) * step, row * rise])
    order = np.lexsort((points[:, 0], points[:, 1], np.round(np.hypot(*points.T), 6)))
    return points[order] + centre
