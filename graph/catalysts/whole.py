"""Measures of a whole network that one machine and a cluster work out by the same rules.

They take the incidence of actors and alliances, shape (n, m), of which every row and column has
a tie; :mod:`graph.spark.rounds` does the same with tables.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.sparse import inverse, masked, pattern, row_sums, scaled, without_diagonal

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from graph.sparse import Codes, Vector

#: Probability of following a tie rather than starting anew (Page et al. 1999).
FOLLOW = 0.85
#: PageRank is at rest when a round changes an actor by less than this, in the mean (its mean is 1).
TOLERANCE, PAGERANK_ROUNDS = 1e-11, 60
LABEL_ROUNDS = 20
#: Two steps, to the alliances and back, multiply by a matrix whose eigenvalues lie between 0 and
#: FOLLOW². Knowing that, Chebyshev's iteration (Golub & Varga 1961) needs 23 rounds for the
#: eleven digits that plain repetition has after 78.
_RHO = FOLLOW**2
SPREAD = 2 / (2 - _RHO)
_MU = _RHO / (2 - _RHO)


def quickened(done: int) -> float:
    """Return how far round number ``done`` goes beyond a plain one: 1 for the first."""
    factor = 1.0
    for k in range(done):
        factor = 1 / (1 - _MU**2 * factor / (2 if k == 0 else 4))
    return factor


def pagerank(incidence: csr_array) -> Vector:
    """Compute the PageRank of the actors on the two-mode network, 1 being the mean of all nodes.

    With p the alliances' values put into the actors' equation, x = given + followed(x): one
    equation of the actors alone.
    """
    import numpy as np

    ties = pattern(incidence)
    per_actor, per_alliance = inverse(row_sums(ties)), inverse(row_sums(ties.T.tocsr()))
    given = (1 - FOLLOW) + FOLLOW * (1 - FOLLOW) * (ties @ per_alliance)
    now, before = np.ones(ties.shape[0]), np.zeros(ties.shape[0])
    for done in range(PAGERANK_ROUNDS):
        followed = FOLLOW**2 * (ties @ (per_alliance * (ties.T @ (now * per_actor))))
        after = quickened(done) * (SPREAD * (followed + given - now) + now - before) + before
        now, before = after, now
        if not len(now) or np.abs(now - before).mean() < TOLERANCE:
            break
    return now


def triangles(incidence: csr_array) -> Vector:
    """Count the pairs of partners of each actor who are partners too (an alliance of n: all)."""
    ties = pattern(incidence)
    partners = without_diagonal(pattern(ties @ ties.T))
    return row_sums(masked(partners, partners, partners)) / 2


def components(incidence: csr_array) -> Codes:
    """Name the connected piece of each actor by its smallest actor."""
    import numpy as np
    from scipy.sparse.csgraph import connected_components

    ties = pattern(incidence)
    _, piece = connected_components(ties @ ties.T, directed=False)
    _, first, which = np.unique(piece, return_index=True, return_inverse=True)
    found: Codes = first[which]
    return found


def communities(incidence: csr_array) -> tuple[Codes, bool]:
    """Group the actors by label propagation; return their labels, and whether they came to rest.

    All at once (Raghavan, Albert & Kumara 2007, made deterministic): each actor takes the label
    that weighs most among its partners, a partner weighing 1/(n−1) for each alliance of n parties
    shared (Newman 2001), and its own label 1, so that two partners do not exchange theirs for
    ever; of equal ones, to nine decimals, the smallest.
    """
    import numpy as np
    from scipy.sparse import csr_array, eye_array

    ties = pattern(incidence)
    n = ties.shape[0]
    others = inverse(np.maximum(row_sums(ties.T.tocsr()) - 1, 0))
    weights = without_diagonal(scaled(ties, columns=others) @ ties.T.tocsr())
    weights = csr_array(weights + eye_array(n))
    labels = np.arange(n)
    for _ in range(LABEL_ROUNDS):
        held = csr_array((np.ones(n), (np.arange(n), labels)), shape=(n, n))
        after = _heaviest(weights @ held)
        if np.array_equal(after, labels):
            return labels, True
        labels = after
    return labels, n == 0


def _heaviest(votes: csr_array) -> Codes:
    """Return the column with the largest value of each row, the smallest of equals."""
    import numpy as np

    votes.sort_indices()
    rows = np.repeat(np.arange(votes.shape[0]), np.diff(votes.indptr))
    order = np.lexsort((votes.indices, -votes.data.round(9), rows))
    found: Codes = votes.indices[order][votes.indptr[:-1]].astype(np.int64)
    return found
