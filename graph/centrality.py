"""Centrality on sparse matrices: plain numbers in, plain numbers out.

A *two-mode* network is an incidence matrix (actors × alliances); a *one-mode* network is a
square symmetric adjacency matrix. Only the pattern of a matrix counts, never its weights:
how strong a tie is belongs to the layers (contact, agreement, signed), not to a multiplier.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from graph.sparse import pattern

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    Vector = NDArray[np.float64]
    Codes = NDArray[np.int64]

#: Betweenness is exact up to this many connected nodes (actors and alliances together).
EXACT_NODES = 5_000
#: Above, KADABRA (Borassi & Natale 2016) samples shortest paths until this error bound holds.
KADABRA_ERROR = 0.003
KADABRA_SEED = 2018
#: Below this many edges, threads wait for each other far longer than they work.
THREADING_EDGES = 50_000
#: Rows handled at once where a full actors × actors table would not fit in memory.
BLOCK = 512


def degree(adjacency: csr_array) -> Vector:
    """Count the neighbours of each node."""
    return _row_counts(_without_loops(adjacency))


def betweenness(adjacency: csr_array, *, normalised: bool = True) -> Vector:
    """Betweenness of each node (Freeman 1977): share of pairs it stands between."""
    counts = _pairs_between(_without_loops(adjacency))
    n = len(counts)
    return counts / max((n - 1) * (n - 2) / 2, 1) if normalised else counts


def betweenness_two_mode(incidence: csr_array) -> tuple[Vector, Vector]:
    """Betweenness of actors and of alliances, each over the maximum its mode allows.

    Borgatti & Halgin (2011): in a two-mode network no actor can stand between two others
    without an alliance, so the one-mode maximum is never reached.
    """
    n_actors, n_alliances = incidence.shape
    counts = _pairs_between(_two_mode(incidence))
    of_actors = counts[:n_actors] / most_pairs_between(n_actors, n_alliances)
    return of_actors, counts[n_actors:] / most_pairs_between(n_alliances, n_actors)


def closeness(adjacency: csr_array) -> Vector:
    """Compute closeness; a small component counts for its size (Wasserman & Faust 1994)."""
    others, total = _distances(_without_loops(adjacency))
    return _ratio(others, total) * others / max(len(others) - 1, 1)


def partners_by_sector(incidence: csr_array, sector_of: Codes, n_sectors: int) -> Vector:
    """Count the distinct partners of each actor (rows) in each sector (columns)."""
    import numpy as np
    from scipy.sparse import csr_array

    ties = pattern(incidence)
    n = ties.shape[0]
    everyone = np.arange(n)
    belongs = csr_array((np.ones(n), (everyone, sector_of)), shape=(n, n_sectors))
    counts = np.zeros((n, n_sectors))
    for start in range(0, n, BLOCK):
        met = pattern(ties[start : start + BLOCK] @ ties.T)
        counts[start : start + BLOCK] = (met @ belongs).toarray()
    counts[everyone, sector_of] -= _row_counts(ties) > 0  # nobody is their own partner
    return counts


def _without_loops(adjacency: csr_array) -> csr_array:
    """Return the pattern of a symmetric matrix, nobody being their own neighbour."""
    from scipy.sparse import triu

    above = triu(pattern(adjacency), 1, format="csr")
    return above + above.T.tocsr()


def _two_mode(incidence: csr_array) -> csr_array:
    """Return the square adjacency of a two-mode network: the actors, then the alliances."""
    import numpy as np
    from scipy.sparse import csr_array

    ties = pattern(incidence).tocoo()
    n_actors, n_alliances = ties.shape
    rows, columns = ties.row.astype(np.int64), ties.col.astype(np.int64) + n_actors
    ends = (np.concatenate([rows, columns]), np.concatenate([columns, rows]))
    size = n_actors + n_alliances
    return csr_array((np.ones(len(ends[0])), ends), shape=(size, size))


def _row_counts(matrix: csr_array) -> Vector:
    """Count the filled cells of each row."""
    import numpy as np

    counts: Vector = np.diff(matrix.indptr).astype(np.float64)
    return counts


def _ratio(numerator: Vector, denominator: Vector) -> Vector:
    """Divide, giving 0 where there is nothing to divide by (isolated nodes)."""
    import numpy as np

    return np.divide(numerator, denominator, out=np.zeros(len(denominator)), where=denominator > 0)


def most_pairs_between(own: int, other: int) -> float:
    """Return the most pairs one node can stand between in a mode of ``own`` against ``other``."""
    if own == 0 or other == 0:
        return 1.0
    s, t = divmod(own - 1, other)
    most = other**2 * (s + 1) ** 2 + other * (s + 1) * (2 * t - s - 1) - t * (2 * s - t + 3)
    return max(most / 2, 1.0)


def _distances(adjacency: csr_array) -> tuple[Vector, Vector]:
    """Return, for each node, how many others it reaches and the sum of their distances."""
    import numpy as np
    from scipy.sparse.csgraph import dijkstra

    n = adjacency.shape[0]
    others, total = np.zeros(n), np.zeros(n)
    for start in range(0, n, BLOCK):
        rows = np.arange(start, min(start + BLOCK, n))
        steps = dijkstra(adjacency, indices=rows, unweighted=True)
        reached = np.isfinite(steps)
        others[rows] = reached.sum(axis=1) - 1
        total[rows] = np.where(reached, steps, 0.0).sum(axis=1)
    return others, total


def _pairs_between(adjacency: csr_array) -> Vector:
    """Count the unordered pairs whose shortest paths run through each node.

    Isolated nodes are set aside first: they stand between nobody and would only make the
    sampled estimate coarser.
    """
    import numpy as np
    from scipy.sparse import triu

    counts = np.zeros(adjacency.shape[0])
    tied = np.flatnonzero(_row_counts(adjacency))
    if len(tied) > 2:
        edges = triu(adjacency[tied][:, tied], 1, format="coo")
        counts[tied] = _engine(edges.row, edges.col, len(tied))
    return counts


def _engine(rows: Codes, columns: Codes, n: int) -> Vector:
    """Ask networkit; both of its algorithms count every pair in both directions."""
    import networkit as nk
    import numpy as np

    with threads_for(len(rows)):
        graph = nk.GraphFromCoo((np.ones(len(rows)), (rows, columns)), n=n)
        if n <= EXACT_NODES:
            return np.array(nk.centrality.Betweenness(graph).run().scores()) / 2
        nk.setSeed(KADABRA_SEED, True)
        sampled = nk.centrality.KadabraBetweenness(graph, KADABRA_ERROR, deterministic=True)
        return np.array(sampled.run().scores()) * n * (n - 1) / 4


@contextmanager
def threads_for(edges: int) -> Iterator[None]:
    """Work on one thread while a network is too small to share out."""
    import networkit as nk

    before = nk.getMaxNumberOfThreads()
    if edges < THREADING_EDGES:
        nk.setNumberOfThreads(1)
    try:
        yield
    finally:
        nk.setNumberOfThreads(before)
