"""How evenly an actor's partners spread over classes, and what falls apart without it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from graph.sparse import Vector


def participation(partners: NDArray[np.float64]) -> Vector:
    """Compute P_i = 1 − Σ_s (k_is / k_i)² from partners by class, shape (n, M).

    Guimerà & Amaral (2005): 0 when all partners are of one class, at most 1 − 1/M when they are
    spread evenly over M classes. An actor without partner has none: NaN.
    """
    import numpy as np

    total = partners.sum(axis=1)
    squares = (partners**2).sum(axis=1)
    empty = np.full(len(total), np.nan)
    spread: Vector = 1 - np.divide(squares, total**2, out=empty, where=total > 0)
    return spread


def normalised_participation(partners: NDArray[np.float64]) -> Vector:
    """Compute P_i over its maximum 1 − 1/M, M being the classes that anybody is linked to."""
    import numpy as np

    classes = int((partners.sum(axis=0) > 0).sum())
    if classes < 2:
        return np.full(len(partners), np.nan)
    return participation(partners) / (1 - 1 / classes)


def pieces(incidence: csr_array) -> Vector:
    """Count the pieces that the alliances around each actor would fall into without it.

    Two or more: an articulation point (Tarjan 1972) of the two-mode network; 1: none; 0: the
    actor has no alliance. A piece that is one alliance without any other actor is no piece.
    """
    import networkit as nk
    import numpy as np

    n_actors, n_alliances = incidence.shape
    ties = incidence.tocoo()
    ends = (ties.row.astype(np.int64), ties.col.astype(np.int64) + n_actors)
    graph = nk.GraphFromCoo((np.ones(ties.nnz), ends), n=n_actors + n_alliances)
    found = nk.components.BiconnectedComponents(graph).run()
    return _memberships(found.getComponents(), n_actors)


def _memberships(components: Iterable[list[int]], n: int) -> Vector:
    """Count the components that each of the first ``n`` nodes is in."""
    import numpy as np

    counts = np.zeros(n)
    for component in components:
        nodes = np.array(component)
        counts[nodes[nodes < n]] += 1
    return counts
