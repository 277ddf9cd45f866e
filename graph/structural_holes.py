"""Burt's structural holes: how far the partners of an actor already know one another.

``weights`` is a square matrix, directed or not; the tie between two nodes is the sum of both
directions (Burt 1992). Values are those of networkx, in memory that grows with the ties.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.sparse import inverse, masked, pattern, row_sums, scaled, without_diagonal

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from graph.sparse import Vector


def newman(incidence: csr_array) -> csr_array:
    """Project a two-mode network on its actors, shape (n, n), each alliance weighing 1/(n−1).

    Newman (2001): an alliance of n parties then gives each of them a strength of 1 in all, and
    an actor's strength is its number of alliances, instead of n−1 for a large one.
    """
    import numpy as np

    ties = pattern(incidence)
    parties = row_sums(ties.T.tocsr())
    weights = inverse(np.maximum(parties - 1, 0))
    return without_diagonal(scaled(ties, columns=weights) @ ties.T.tocsr())


def constraint(weights: csr_array) -> Vector:
    """Compute c_i = Σ_j (p_ij + Σ_q p_iq p_qj)² over partners j (Burt 1992, eq. 2.4).

    p_ij is the share of i's ties spent on j. An actor without partner has none: NaN.
    """
    import numpy as np

    ties = _mutual(weights)
    shares = scaled(ties, rows=inverse(row_sums(ties)))
    local = shares + masked(shares, shares, pattern(ties))
    found = row_sums(local.multiply(local))
    return np.where(_partners(ties) > 0, found, np.nan)


def effective_size(weights: csr_array) -> Vector:
    """Compute e_i = Σ_j (1 − Σ_q p_iq m_jq) over partners j (Burt 1992, eq. 2.2).

    m_jq is the tie of j to q over j's strongest tie; without weights it is Borgatti's (1997)
    n − 2t/n, t being the ties among the n partners. An actor without partner has none: NaN.
    """
    import numpy as np

    ties = _mutual(weights)
    shares = scaled(ties, rows=inverse(row_sums(ties)))
    strongest = ties.max(axis=1).toarray().ravel() if ties.nnz else np.zeros(ties.shape[0])
    marginal = scaled(ties, columns=inverse(strongest))
    redundant = row_sums(masked(shares, marginal, pattern(ties)))
    partners = _partners(ties)
    return np.where(partners > 0, partners - redundant, np.nan)


def _mutual(weights: csr_array) -> csr_array:
    """Return the symmetric ties a_ij + a_ji, without loops."""
    from scipy.sparse import csr_array

    ties = csr_array(without_diagonal(weights + weights.T))
    ties.eliminate_zeros()
    return ties


def _partners(ties: csr_array) -> Vector:
    import numpy as np

    counts: Vector = np.diff(ties.indptr).astype(np.float64)
    return counts
