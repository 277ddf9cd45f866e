"""Brokerage roles of Gould & Fernandez (1989): who stands between whom, by class.

An actor v brokers an ordered pair (a, b) when a → v → b and not a → b. Its role depends on the
classes of a, v and b:

====  ===============  =====  ==================================================
w_I   coordinator      A A A  inside its own class
w_O   itinerant        B A B  between two of one other class
b_IO  representative   A A B  from its own class to another
b_OI  gatekeeper       B A A  from another class into its own
b_O   liaison          B A C  between two classes, neither its own
t     total                   all of them
====  ===============  =====  ==================================================

The columns are in the order of R ``sna::brokerage``. In an undirected network every pair counts
in both directions, so that b_IO = b_OI.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from graph.sparse import chosen, masked, pattern, row_sums, without_diagonal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from graph.sparse import Codes, Vector

    Table = NDArray[np.float64]

ROLES = ("w_I", "w_O", "b_IO", "b_OI", "b_O", "t")
#: Below this expected count a z-score compares noise with noise.
LEAST_EXPECTED = 5.0
#: Fewest actors of a class, for its size to mean something.
LEAST_CLASS = 3


class Chance(NamedTuple):
    """What a network of the same size, classes and density would give by chance: (n, 6) each."""

    expected: Table
    deviation: Table


def brokerage(adjacency: csr_array, classes: Codes) -> Table:
    """Count the pairs that each node brokers in each role, shape (n, 6)."""
    import numpy as np

    ties = without_diagonal(pattern(adjacency))
    pairs, closed = _pairs(ties, classes), _closed(ties, classes)
    inside, outside, leaving, entering, total = (p - c for p, c in zip(pairs, closed, strict=True))
    liaison = total - inside - outside - leaving - entering
    return np.stack([inside, outside, leaving, entering, liaison, total], axis=1)


def chance(adjacency: csr_array, classes: Codes) -> Chance:
    """Compute the mean and standard deviation of each count among random ties.

    Each of the N(N−1) ties exists with probability d, the density. A count is the sum of
    A_av·A_vb·(1−A_ab) over the pairs (a, b) of a role: its mean is d²(1−d) a pair, and two pairs
    that share an end are correlated, by d³(1−d)² − d⁴(1−d)².
    """
    import numpy as np

    ties = without_diagonal(pattern(adjacency))
    n = ties.shape[0]
    density = ties.nnz / max(n * (n - 1), 1)
    once = density**2 * (1 - density)
    both = density**3 * (1 - density) ** 2 - once**2
    pairs, sharing = _possible(np.bincount(classes, minlength=int(classes.max(initial=-1)) + 1))
    variance = pairs * once * (1 - once) + sharing * both
    return Chance((pairs * once)[classes], np.sqrt(variance)[classes])


def z_scores(counts: Table, by_chance: Chance) -> Table:
    """Compute (count − mean) / deviation; NaN where chance leaves no room (deviation 0)."""
    import numpy as np

    spread = by_chance.deviation
    empty = np.full(counts.shape, np.nan)
    scores: Table = np.divide(counts - by_chance.expected, spread, out=empty, where=spread > 0)
    return scores


def reportable(by_chance: Chance, classes: Codes) -> NDArray[np.bool_]:
    """Tell which z-scores mean something: shape (n, 6).

    Not where fewer than :data:`LEAST_EXPECTED` pairs are expected, nor for an actor whose class
    has fewer than :data:`LEAST_CLASS` actors.
    """
    import numpy as np

    large = np.bincount(classes)[classes] >= LEAST_CLASS if len(classes) else np.zeros(0, bool)
    reported: NDArray[np.bool_] = (by_chance.expected >= LEAST_EXPECTED) & large[:, None]
    return reported


def _pairs(ties: csr_array, classes: Codes) -> tuple[Vector, ...]:
    """Count the pairs around each node by role, linked or not; the last is the total."""
    n_classes = int(classes.max(initial=-1)) + 1
    member, own = chosen(classes, n_classes), _within(ties, classes)
    back, own_back = ties.T.tocsr(), own.T.tocsr()
    to, fro, own_to, own_fro = map(row_sums, (ties, back, own, own_back))
    mutual, own_mutual = row_sums(ties.multiply(back)), row_sums(own.multiply(own_back))
    inside = own_fro * own_to - own_mutual
    alike = row_sums((back @ member).multiply(ties @ member)) - mutual
    leaving, entering = own_fro * (to - own_to), (fro - own_fro) * own_to
    return inside, alike - inside, leaving, entering, fro * to - mutual


def _closed(ties: csr_array, classes: Codes) -> tuple[Vector, ...]:
    """Count, of those pairs, the ones linked without the node (a → b)."""
    own = _within(ties, classes)
    back, own_back = ties.T.tocsr(), own.T.tocsr()
    around = masked(ties, back, back)  # a → v, a → b, v → b: in the cell (v, a)
    total, own_start = row_sums(around), row_sums(around.multiply(own_back))
    own_end = own_start
    if (ties != back).nnz:
        own_end = row_sums(masked(own, back, back))
    inside = row_sums(masked(own, own_back, own_back))
    alike = row_sums(masked(ties, own_back, back))
    return inside, alike - inside, own_start - inside, own_end - inside, total


def _within(ties: csr_array, classes: Codes) -> csr_array:
    """Keep the ties between two nodes of one class."""
    from scipy.sparse import csr_array

    cells = ties.tocoo()
    same = classes[cells.row] == classes[cells.col]
    ends = (cells.row[same], cells.col[same])
    return csr_array((cells.data[same], ends), shape=ties.shape)


def _possible(sizes: Codes) -> tuple[Table, Table]:
    """Count, for a node of each class, the possible pairs of each role and those sharing an end.

    ``sizes`` counts the nodes of each class; both tables have shape (classes, 6). The second
    counts ordered pairs of pairs with the same first end, and with the same second end.
    """
    import numpy as np

    own = sizes.astype(np.float64)
    n = own.sum()
    mine, rest = own - 1, n - own  # others of the node's class, and of other classes
    squares, cubes = (own**2).sum() - own**2, (own**3).sum() - own**3
    alike = squares - rest
    alike_sharing = cubes - 3 * squares + 2 * rest
    apart = rest**2 - squares
    # For a in a class of s: the rest − s nodes of third classes, two different ones of them.
    apart_sharing = rest**3 - 2 * rest * squares + cubes - apart
    across, everyone = mine * rest, n - 1
    columns = (
        (mine * (mine - 1), 2 * mine * (mine - 1) * (mine - 2)),
        (alike, 2 * alike_sharing),
        (across, across * (rest - 1) + across * (mine - 1)),
        (across, across * (rest - 1) + across * (mine - 1)),
        (apart, 2 * apart_sharing),
        (everyone * (n - 2) + 0 * own, 2 * everyone * (n - 2) * (n - 3) + 0 * own),
    )
    pairs, sharing = (np.stack(side, axis=1) for side in zip(*columns, strict=True))
    return pairs, sharing
