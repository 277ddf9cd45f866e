"""A layout for one group: leaves in rings, the rest by stress majorisation.

Distances on the paper follow distances in the network (Gansner, Koren & North 2004), summed
over a sample of pivots when the group is large (Ortmann, Klimenta & Brandes 2017). An actor
and the partners that only it has count as one disc, so that a funder with eighty
associations keeps them around it and pushes the others away.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

PIVOTS = 200
ROUNDS = 250
ROOM = 20.0  # length of a line between two discs, beyond their radii
FEW = 250  # discs up to which asking about all pairs is quicker than choosing among them
SLACK = 24.0  # how much nearer than needed pairs are kept in mind, so as not to ask each time
GOLDEN = 2.399963229728653  # the golden angle: rings turned by it never line up


def spread(
    n: int, pairs: Sequence[tuple[int, int]], radii: Floats, gap: float, aspect: float
) -> Floats:
    """Positions of ``n`` connected places around the origin, without overlap."""
    import numpy as np

    owner = leaf_owners(n, pairs)
    core = np.flatnonzero(owner < 0)
    leaves = {int(c): np.flatnonzero(owner == c) for c in core}
    rings = {c: ring(radii[c], radii[own], gap) for c, own in leaves.items()}
    discs = np.array([_reach(rings[int(c)], radii[leaves[int(c)]], radii[c]) for c in core])
    at = {int(c): i for i, c in enumerate(core)}
    inner = [(at[a], at[b]) for a, b in pairs if a in at and b in at]
    centres = _turned(separate(majorise(len(core), inner, discs), discs, gap), discs, aspect)
    xy = np.zeros((n, 2))
    xy[core] = centres
    for c, own in leaves.items():
        xy[own] = xy[c] + rings[c]
    return separate(xy, radii, gap)


def leaf_owners(n: int, pairs: Sequence[tuple[int, int]]) -> Ints:
    """For each place that has one neighbour only: that neighbour; -1 for the others."""
    import numpy as np

    degree = np.bincount(np.array(pairs, dtype=np.int64).ravel(), minlength=n)
    owner = np.full(n, -1, dtype=np.int64)
    for a, b in pairs:
        if degree[a] == 1 and degree[b] > 1:
            owner[a] = b
        elif degree[b] == 1 and (degree[a] > 1 or a < b):
            owner[b] = a
    return owner


def ring(centre: float, leaves: Floats, gap: float) -> Floats:
    """Leaves in concentric rings, with an empty inner disc for the name of the centre."""
    import numpy as np

    count = len(leaves)
    if not count:
        return np.zeros((0, 2))
    step = 2 * float(leaves.max()) + gap
    radius = max(centre + 1.2 * step, min(step * count / (2 * np.pi), centre + 30.0))
    room: list[int] = []
    while sum(room) < count:
        room.append(int(2 * np.pi * (radius + step * len(room)) / step))
    edges = np.round(np.cumsum(room) * count / sum(room)).astype(int)
    spots: list[Floats] = []
    for k, fit in enumerate(np.diff(edges, prepend=0)):
        turn = GOLDEN * k + np.arange(fit) * 2 * np.pi / max(fit, 1)
        spots.append((radius + step * k) * np.column_stack([np.cos(turn), np.sin(turn)]))
    return np.concatenate(spots)


def _reach(spots: Floats, leaves: Floats, own: float) -> float:
    """Radius of the disc that holds a place and its leaves."""
    import numpy as np

    return float(max(own, (np.hypot(*spots.T) + leaves).max(initial=0.0)))


def majorise(
    n: int,
    pairs: Sequence[tuple[int, int]],
    discs: Floats,
    most: int = PIVOTS,
    rounds: int = ROUNDS,
) -> Floats:
    """Minimise the stress between network distances and distances on the paper.

    Distances to at most ``most`` pivots count.
    """
    import numpy as np

    if n == 1:
        return np.zeros((1, 2))
    graph = _lengths(n, pairs, discs)
    pivots, far = _pivots(graph, most)
    xy = _start(far)
    wish = np.where(far > 0, far, np.inf)  # of a pivot to itself: no wish, no weight
    weight = wish**-2.0
    total = _both(weight.sum(axis=0), weight.sum(axis=1), pivots)[:, None]
    for _ in range(rounds):
        dx, dy = (xy[:, k] - xy[pivots, k, None] for k in (0, 1))
        scale = 1 / (wish * np.maximum(np.hypot(dx, dy), 1e-6))
        push = [_both((d * scale).sum(axis=0), -(d * scale).sum(axis=1), pivots) for d in (dx, dy)]
        pull = _both(weight.T @ xy[pivots], weight @ xy, pivots)
        xy = 0.45 * xy + 0.55 * (pull + np.column_stack(push)) / total
    return xy


def _both(others: Floats, own: Floats, pivots: Ints) -> Floats:
    """Add to what all places get from the pivots what the pivots get from all places."""
    others[pivots] += own
    return others


def _sums(index: Ints, values: Floats, n: int) -> Floats:
    """Sum the rows of ``values`` by index."""
    import numpy as np

    return np.column_stack([np.bincount(index, values[:, k], n) for k in (0, 1)])


def _lengths(n: int, pairs: Sequence[tuple[int, int]], discs: Floats) -> csr_array:
    """Build the graph, each line as long as the two discs need."""
    import numpy as np
    from scipy.sparse import csr_array

    a, b = np.array(pairs, dtype=np.int64).T
    length = discs[a] + discs[b] + ROOM
    return csr_array((np.tile(length, 2), (np.r_[a, b], np.r_[b, a])), shape=(n, n))


def _pivots(graph: csr_array, most: int) -> tuple[Ints, Floats]:
    """Places far from each other, and the distances of all others to them."""
    import numpy as np
    from scipy.sparse.csgraph import dijkstra

    n = graph.shape[0]
    if n <= most:
        return np.arange(n), dijkstra(graph)
    chosen = [int(np.argmax(np.diff(graph.indptr)))]
    rows = [dijkstra(graph, indices=chosen[0])]
    nearest = rows[0].copy()
    while len(chosen) < most:
        chosen.append(int(np.argmax(nearest)))
        rows.append(dijkstra(graph, indices=chosen[-1]))
        nearest = np.minimum(nearest, rows[-1])
    return np.array(chosen), np.array(rows)


def _start(far: Floats) -> Floats:
    """Start from classical scaling of the distances to the pivots (Brandes & Pich 2007)."""
    import numpy as np

    square = far.T**2
    centred = -(square - square.mean(0) - square.mean(1)[:, None] + square.mean()) / 2
    _, vectors = np.linalg.eigh(centred.T @ centred)
    axes = vectors[:, ::-1][:, :2]
    axes = axes * np.where(axes.sum(axis=0) < 0, -1.0, 1.0)
    xy = centred @ axes
    if xy.shape[1] < 2:
        xy = np.column_stack([xy, np.zeros(len(xy))])
    size = np.abs(xy).max() or 1.0
    angle = GOLDEN * np.arange(len(xy))
    jitter = np.column_stack([np.cos(angle), np.sin(angle)]) * float(far.max()) * 1e-3
    placed: Floats = xy / size * float(far.max()) / 2 + jitter
    return placed


def _turned(xy: Floats, discs: Floats, aspect: float) -> Floats:
    """Turn the group so that it fills a sheet of that width over height best."""
    import numpy as np

    def size(turned: Floats) -> float:
        width, height = (turned + discs[:, None]).max(0) - (turned - discs[:, None]).min(0)
        return float(max(width, height * aspect))

    angles = np.arange(0, 180, 5) * np.pi / 180
    turns = [np.array([[np.cos(a), -np.sin(a)], [np.sin(a), np.cos(a)]]) for a in angles]
    middle = xy - xy.mean(axis=0)
    return min((middle @ turn for turn in turns), key=size)


def separate(xy: Floats, radii: Floats, gap: float, rounds: int = 400) -> Floats:
    """Push overlapping discs apart until none overlaps, moving the large ones least."""
    import numpy as np

    xy, asked = xy.copy(), np.full_like(xy, np.inf)
    for _ in range(rounds):
        # Pairs further apart than the slack cannot meet before one of them has used up half of it.
        if np.abs(xy - asked).max() > SLACK / 3:
            near, asked = _close(xy, radii, gap + SLACK), xy.copy()
        a, b = near
        away = xy[b] - xy[a]
        distance = np.hypot(*away.T)
        overlap = radii[a] + radii[b] + gap - distance
        bad = overlap > 1e-3
        if not bad.any():
            break
        a, b, away, distance = a[bad], b[bad], away[bad], distance[bad][:, None]
        turn = GOLDEN * (a + b)
        aside = np.column_stack([np.cos(turn), np.sin(turn)])
        unit = np.where(distance > 1e-6, away / np.maximum(distance, 1e-6), aside)
        share = (radii[b] ** 2 / (radii[a] ** 2 + radii[b] ** 2))[:, None]
        push = unit * (overlap[bad] * 1.04)[:, None]
        xy += _sums(b, push * (1 - share), len(xy)) - _sums(a, push * share, len(xy))
    return xy


def _close(xy: Floats, radii: Floats, gap: float) -> tuple[Ints, Ints]:
    """Pairs that may overlap; the larger discs are asked about apart, to ask for less."""
    import numpy as np
    from scipy.spatial import cKDTree

    n = len(xy)
    if n <= FEW:
        return np.triu_indices(n, 1)
    usual = float(np.quantile(radii, 0.9))
    near = cKDTree(xy).query_pairs(2 * usual + gap, output_type="ndarray").reshape(-1, 2)
    pairs = [near[:, 0] * n + near[:, 1]]
    while (radii > usual).any():
        usual *= 2
        pairs.append(_close_to_large(xy, radii, usual, gap))
    keys = np.concatenate(pairs)
    a, b = keys // n, keys % n
    met = np.hypot(*(xy[a] - xy[b]).T) < radii[a] + radii[b] + gap  # few are: the trees ask widely
    keys = np.sort(keys[met])
    keys = keys[np.diff(keys, prepend=-1) > 0]  # many times faster than numpy's unique
    return keys // n, keys % n


def _close_to_large(xy: Floats, radii: Floats, most: float, gap: float) -> Ints:
    """Pairs of discs of more than half a radius with others up to it, as a · n + b for a < b."""
    import numpy as np
    from scipy.spatial import cKDTree

    large, others = np.flatnonzero((radii > most / 2) & (radii <= most)), radii <= most
    trees = cKDTree(xy[large]), cKDTree(xy[others])
    near = trees[0].sparse_distance_matrix(trees[1], 2 * most + gap, output_type="ndarray")
    a, b = large[near["i"]], np.flatnonzero(others)[near["j"]]
    apart = a != b
    keys: Ints = (np.minimum(a, b) * len(xy) + np.maximum(a, b))[apart]
    return keys
