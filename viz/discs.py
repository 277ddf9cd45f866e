"""Discs inside a disc, near those they are tied to: the actors of a community, or communities.

Distances follow the ties (``viz.stress``); then everything is drawn together until it fills a
disc, since what is to stand for a number of actors must not take more room than they need.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from viz.layout import SQUARE, Pair, connected
from viz.packing import pack
from viz.stress import GOLDEN, leaf_owners, majorise, separate

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

SHARE = 0.5  # of a disc that the discs in it may cover before they are pushed apart
PIVOTS, ROUNDS = 50, 60  # of the stress; more of them are not seen in so small a group
FINEST, CELLS = 8.0, 120  # of the grid on which groups are packed: side of a cell, and their number
PUSHES = 25


def spiral(radii: Floats, order: Sequence[int], gap: float) -> Floats:
    """Place discs around the origin in a sunflower spiral, the first of the order in the middle."""
    import numpy as np

    if len(order) < 2:
        return np.zeros((len(order), 2))
    own = radii[list(order)]
    covered = np.sqrt(np.cumsum((own + gap / 2) ** 2) * 1.15) - own[:1] - gap / 2
    angle = GOLDEN * np.arange(len(own))
    placed = np.zeros((len(own), 2))
    at = np.maximum(covered, 0)[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    placed[list(order)] = separate(at, own, gap)
    return placed


def reach(xy: Floats, radii: Floats) -> float:
    """Measure the disc around the origin that holds all discs."""
    import numpy as np

    return float((np.hypot(*xy.T) + radii).max(initial=0.0))


Centres = Callable[[Sequence["Floats"], Sequence["Floats"], float], "Floats"]


def in_a_disc(inner: Sequence[Floats], radii: Sequence[Floats], gap: float) -> Floats:
    """Place separate groups in a spiral, each as a disc: the largest in the middle."""
    import numpy as np

    sizes = np.array([reach(xy, own) for xy, own in zip(inner, radii, strict=True)])
    return spiral(sizes, np.argsort(-sizes, kind="stable").tolist(), gap)


def side_by_side(inner: Sequence[Floats], radii: Sequence[Floats], gap: float) -> Floats:
    """Pack separate groups with their outlines: quick for few of them only."""
    import numpy as np

    own = np.concatenate(radii) + gap / 2
    ends = np.cumsum([0, *map(len, radii)]).tolist()
    parts = [np.arange(a, b) for a, b in pairwise(ends)]
    cell = max(FINEST, 2 * float(np.sqrt((own**2).sum())) / CELLS)
    return np.array(pack(inner, own, parts, SQUARE, cell)).reshape(-1, 2)


def gather(
    radii: Floats, pairs: Sequence[Pair], gap: float, centres: Centres = in_a_disc
) -> Floats:
    """Place discs around the origin, tied ones near each other: shape (n, 2), no overlap.

    Groups that no tie joins are placed by ``centres``.
    """
    import numpy as np

    if not len(radii):
        return np.zeros((0, 2))
    groups, alone = connected(len(radii), pairs)
    parts = [*groups, *(np.array([k]) for k in sorted(alone, key=lambda k: -radii[k]))]
    inner = [_together(part, radii, pairs, gap) for part in parts]
    middles = centres(inner, [radii[part] for part in parts], gap)
    placed = np.zeros((len(radii), 2))
    for part, xy, middle in zip(parts, inner, middles, strict=True):
        placed[part] = middle + xy
    return _middle(separate(placed, radii, gap), radii)


def _together(part: Ints, radii: Floats, pairs: Sequence[Pair], gap: float) -> Floats:
    """Place a connected group: those with one tie only stand around the one they are tied to."""
    import numpy as np

    at = {int(k): i for i, k in enumerate(part)}
    inner = sorted({(at[a], at[b]) for a, b in pairs if a in at})
    own, n = radii[part], len(part)
    owner = leaf_owners(n, inner)
    suns = [np.r_[c, np.flatnonzero(owner == c)] for c in np.flatnonzero(owner < 0)]
    around = [spiral(own[sun], range(len(sun)), gap) for sun in suns]
    discs = np.array([reach(xy, own[sun]) for sun, xy in zip(suns, around, strict=True)])
    number = {int(sun[0]): k for k, sun in enumerate(suns)}
    ties = [(number[a], number[b]) for a, b in inner if a in number and b in number]
    centres = _filled(majorise(len(suns), ties, discs, PIVOTS, ROUNDS), discs, gap)
    xy = np.zeros((n, 2))
    for sun, spots, centre in zip(suns, around, centres, strict=True):
        xy[sun] = centre + spots
    return _middle(separate(xy, own, gap), own)


def _filled(xy: Floats, discs: Floats, gap: float) -> Floats:
    """Draw discs together, each in its direction, until they fill one disc; push them apart."""
    import numpy as np

    if len(xy) < 2:
        return np.zeros_like(xy)
    xy = xy - np.average(xy, axis=0, weights=discs**2)
    far = np.hypot(*xy.T)
    order = np.argsort(far, kind="stable")
    taken = np.sqrt(np.cumsum((discs[order] + gap / 2) ** 2) / SHARE)
    wished = np.empty(len(xy))
    wished[order] = np.maximum(taken - discs[order] - gap / 2, 0)
    drawn = xy * (wished / np.maximum(far, 1e-9))[:, None]
    return separate(drawn, discs, gap, PUSHES)


def _middle(xy: Floats, radii: Floats) -> Floats:
    """Move the middle of all discs to the origin, for the smallest disc around them."""
    import numpy as np

    for _ in range(50):
        far = np.hypot(*xy.T) + radii
        k = int(np.argmax(far))
        away = xy[k] / max(float(np.hypot(*xy[k])), 1e-9)
        opposite = float((-(xy @ away) + radii).max())
        step = (float(far[k]) - opposite) / 2
        if step < 0.5:
            break
        xy = xy - away * step * 0.5
    return xy
