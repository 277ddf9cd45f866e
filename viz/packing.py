"""Separate groups side by side without wasted space (after Freivalds et al. 2002)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]
    Cells = NDArray[np.bool_]

MARGIN = 14.0
PROBES = 24  # cells of a shape that are asked about first
AT_ONCE = 4_096  # positions asked about at once


def pack(
    placed: Sequence[Floats],
    radii: Floats,
    groups: Sequence[Ints],
    aspect: float,
    cell: float | None = None,
) -> list[Floats]:
    """How far to move each group: the largest stays, the others come as near as they can.

    They move on a grid of cells, by default as fine as many points that are near each other ask.
    """
    import numpy as np

    cell = cell or _cell_size(placed)
    shapes = [_cells(xy, radii[g] + MARGIN, cell) for xy, g in zip(placed, groups, strict=True)]
    side = 2 * (sum(max(s.shape) for s, _ in shapes) + 2) + 1
    side = min(side, 1 + 2 * int(4 * max([max(s.shape) for s, _ in shapes], default=1) + 60))
    taken = np.zeros((side, side), dtype=bool)
    spiral = _spiral(side, aspect)
    tried: dict[tuple[tuple[int, ...], bytes], int] = {}
    moves: list[Floats] = []
    for shape, corner in shapes:
        key = shape.shape, shape.tobytes()
        start = tried.get(key, 0)
        index, row, column = _free(taken, shape, spiral, start)
        taken[row : row + shape.shape[0], column : column + shape.shape[1]] |= shape
        tried[key] = index
        moves.append(np.array([column, row], dtype=float) * cell - corner)
    return moves


def _cell_size(placed: Sequence[Floats]) -> float:
    """Choose a grid fine enough for the shapes, coarse enough to be quick."""
    import numpy as np

    area = sum(float(np.prod(np.ptp(xy, axis=0) + 2 * MARGIN)) for xy in placed)
    return float(max(8.0, area**0.5 / 120))


def _cells(xy: Floats, radii: Floats, cell: float) -> tuple[Cells, Floats]:
    """Find the grid cells that a group covers, and the position of its first corner."""
    import numpy as np

    corner = (xy - radii[:, None]).min(axis=0)
    size = (np.ceil(((xy + radii[:, None]).max(axis=0) - corner) / cell)).astype(int) + 1
    rows, columns = np.mgrid[: size[1], : size[0]]
    covered = np.zeros((size[1], size[0]), dtype=bool)
    for (x, y), radius in zip((xy - corner) / cell, radii / cell, strict=True):
        covered |= (columns + 0.5 - x) ** 2 + (rows + 0.5 - y) ** 2 <= (radius + 0.75) ** 2
    return _filled(covered), corner


def _filled(covered: Cells) -> Cells:
    """Also cover holes: a group inside another would read as part of it."""
    from scipy.ndimage import binary_closing, binary_fill_holes

    filled: Cells = binary_fill_holes(covered | binary_closing(covered, iterations=2))
    return filled


def _spiral(side: int, aspect: float) -> Ints:
    """Grid positions from the middle outwards, in ellipses as wide as the picture."""
    import numpy as np

    rows, columns = np.mgrid[:side, :side] - side // 2
    far = (rows * aspect) ** 2 + columns**2
    order = np.argsort(far, axis=None, kind="stable")
    return np.column_stack(np.unravel_index(order, far.shape))


def _free(taken: Cells, shape: Cells, spiral: Ints, start: int) -> tuple[int, int, int]:
    """Find the first position, from the middle outwards, where a shape touches nothing.

    Some cells of the shape are asked about at many positions at once: few positions are left
    where all of the shape must be.
    """
    import numpy as np

    size = np.array(shape.shape)
    cells = np.argwhere(shape)
    probes = cells[np.linspace(0, len(cells) - 1, PROBES).astype(int)]
    for begin in range(start, len(spiral), AT_ONCE):
        corners = spiral[begin : begin + AT_ONCE] - size // 2
        left = np.flatnonzero(((corners >= 0) & (corners + size <= len(taken))).all(axis=1))
        for probe in probes:
            left = left[~taken[tuple((corners[left] + probe).T)]]
        for index in left.tolist():
            row, column = corners[index].tolist()
            if not (taken[row : row + size[0], column : column + size[1]] & shape).any():
                return begin + index, row, column
    return start, 0, 0
