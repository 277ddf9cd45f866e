"""Where everything stands on the map: computed here, once, so that the page opens at once.

Each separate group is laid out alone (``viz.stress``), with the partners that only one actor
has in rings around it; groups are then packed together, and actors without any alliance are
set apart in a block below. Nothing overlaps, and the same network always gives the same map.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from viz.drawing import Drawing

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

Pair = tuple[int, int]

HUB_RADIUS = 4.5
BASE, GROWTH = 5.0, 2.1  # radius of an actor without alliance, and growth with the root of them
GAP = 6.0  # free space kept around every point
ASPECT = 1.15  # width over height of the groups; the isolates below make the whole squarer
STEP = 34.0  # distance between two isolates
SQUARE = 1.0  # width over height where nothing stands below
TITLE = 9.5  # width of a letter of a title, which is drawn at any zoom
TITLE_LINE = 20  # letters on a line


@dataclass(frozen=True, slots=True)
class Layout:
    """Positions and radii of all places, and the actors set apart because nothing links them."""

    xy: Floats
    radii: Floats
    isolates: tuple[int, ...]


def radii_of(drawing: Drawing) -> Floats:
    """Size by number of alliances: the area grows with it, so the eye compares rightly."""
    import numpy as np

    ties = np.asarray(drawing.ties, dtype=float)
    return np.concatenate([BASE + GROWTH * np.sqrt(ties), np.full(len(drawing.hubs), HUB_RADIUS)])


def arrange(drawing: Drawing, order: Sequence[int] = (), wishes: Sequence[Pair] = ()) -> Layout:
    """Place everything.

    ``order`` sorts the isolates (by default: as they come); ``wishes`` are the pairs of
    actors that are suggested to each other: they move isolates within their block only.
    """
    import numpy as np

    from viz.packing import pack

    radii = radii_of(drawing)
    groups, alone = connected(drawing.places, [(e.start, e.end) for e in drawing.lines])
    xy = np.zeros((drawing.places, 2))
    placed = [_group(group, drawing, radii) for group in groups]
    for group, shift, at in zip(groups, pack(placed, radii, groups, ASPECT), placed, strict=True):
        xy[group] = at + shift
    linked = np.concatenate(groups) if groups else np.zeros(0, dtype=np.int64)
    xy[linked] = _centred(xy[linked])
    rank = {actor: i for i, actor in enumerate(order)}
    ranked = sorted(alone, key=lambda actor: rank.get(actor, actor))
    _set_apart(xy, radii, linked, ranked, wishes)
    return Layout(np.round(xy, 1), radii, tuple(ranked))


def connected(n: int, pairs: Sequence[Pair]) -> tuple[list[Ints], list[int]]:
    """Separate groups, largest first, and the places that have no line."""
    import numpy as np
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    ends = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    links = coo_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(n, n))
    count, label = connected_components(links, directed=False) if n else (0, np.zeros(0, int))
    members = [np.flatnonzero(label == k) for k in range(count)]
    groups = sorted((m for m in members if len(m) > 1), key=lambda m: (-len(m), int(m[0])))
    return groups, [int(m[0]) for m in members if len(m) == 1]


def _group(group: Ints, drawing: Drawing, radii: Floats) -> Floats:
    """Lay one group out around the origin."""
    from viz.stress import spread

    at = {int(place): i for i, place in enumerate(group)}
    pairs = sorted({(at[e.start], at[e.end]) for e in drawing.lines if e.start in at})
    return spread(len(group), pairs, radii[group], GAP, ASPECT)


def _centred(xy: Floats) -> Floats:
    """Move the middle of the picture to the origin."""
    return xy - (xy.min(axis=0) + xy.max(axis=0)) / 2 if len(xy) else xy


def place_discs(radii: Sequence[float], titles: Sequence[int]) -> Floats:
    """Place discs, each with a title of so many letters over it: shape (discs, 2), no overlap.

    The first is in the middle, the others come as near as they can.
    """
    import numpy as np

    from viz.packing import pack

    shapes = [_titled(radius, letters) for radius, letters in zip(radii, titles, strict=True)]
    points = [np.array([(x, y) for x, y, _ in shape]) for shape in shapes]
    sizes = np.array([size for shape in shapes for *_, size in shape])
    ends = np.cumsum([0, *map(len, shapes)])
    parts = [np.arange(a, b) for a, b in pairwise(ends.tolist())]
    return _centred(np.array(pack(points, sizes, parts, SQUARE)).reshape(-1, 2))


def _titled(radius: float, letters: int) -> list[tuple[float, float, float]]:
    """Cover a disc and the title over it with discs: x, y, radius."""
    reach = TITLE * min(letters, TITLE_LINE) / 2
    steps = range(-2, 3)
    return [(0.0, 0.0, radius), *((reach * k / 2, -radius - 8.0, 8.0) for k in steps)]


def _set_apart(
    xy: Floats, radii: Floats, linked: Ints, alone: Sequence[int], wishes: Sequence[Pair]
) -> None:
    """Put the isolates in rows under the rest, as wide as the rest."""
    import numpy as np

    if not alone:
        return
    width = float(np.ptp(xy[linked, 0])) if len(linked) else 0.0
    fit = max(int(width // STEP), round((len(alone) * ASPECT * 2) ** 0.5), 1)
    rows = -(-len(alone) // fit)
    columns = -(-len(alone) // rows)
    bottom = float((xy[linked, 1] + radii[linked]).max()) if len(linked) else 0.0
    left, top = -(columns - 1) * STEP / 2, bottom + 2.2 * STEP
    at = {int(i): float(xy[i, 0] - left) / STEP for i in linked}
    for actor, cell in _cells(alone, columns, rows * columns, _pulls(wishes, at)).items():
        xy[actor] = left + cell % columns * STEP, top + cell // columns * STEP


def _pulls(wishes: Sequence[Pair], at: dict[int, float]) -> dict[int, float]:
    """For each isolate with a suggestion: the column under the actors suggested to it."""
    met: dict[int, list[float]] = {}
    for a, b in wishes:
        for own, other in ((a, b), (b, a)):
            if own not in at and other in at:
                met.setdefault(own, []).append(at[other])
    return {own: sum(columns) / len(columns) for own, columns in met.items()}


def _cells(
    alone: Sequence[int], columns: int, count: int, pulls: dict[int, float]
) -> dict[int, int]:
    """Give each isolate a cell: those with a suggestion on top, under whom they could join.

    Their dashed lines then stay short and cross little; the others fill the free cells.
    """
    pulled = sorted((a for a in alone if a in pulls), key=lambda a: (pulls[a], a))
    deep = -(-len(pulled) // columns)
    cells: dict[int, int] = {}
    for row in range(deep):
        free = 0
        waiting = pulled[row::deep]
        last = min(columns, count - row * columns, len(alone) - row * columns)
        for k, actor in enumerate(waiting):
            column = min(max(round(pulls[actor]), free), last - len(waiting) + k)
            cells[actor] = row * columns + column
            free = column + 1
    taken = set(cells.values())
    rest = iter(cell for cell in range(count) if cell not in taken)
    return cells | {actor: next(rest) for actor in alone if actor not in cells}
