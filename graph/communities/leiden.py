"""Communities of a weighted network by the Leiden algorithm, and how good they are.

Leiden (Traag, Waltman & van Eck 2019) looks for the partition of the greatest modularity
(Newman & Girvan 2004), here with a resolution γ (Reichardt & Bornholdt 2006)::

    Q = Σ_c [ L_c / m − γ · (K_c / 2m)² ]

where L_c is the weight of the ties inside community c, K_c the sum of the strengths of its
nodes and m the weight of all ties. The same network gives the same communities on any number
of cores: the search runs on one, from fixed seeds. On two it would not, and it takes a
fraction of a second for ten thousand actors.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.centrality import threads_for
from graph.sparse import pattern, row_sums
from graph.structural_holes import newman

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from graph.sparse import Codes

SEEDS = (1, 2, 3, 4, 5)  # searches, of which the best is kept
SEARCHED = 100_000  # ties up to which there are several: 100,000 actors would take minutes
PASSES = 10  # of one search, at most
#: Parties of an alliance whose pairs are all written down.
LARGE = 100
DECIMALS = 9  # of a weight: sums of floats depend on the order in which alliances come


def projection(incidence: csr_array) -> csr_array:
    """Tie the parties of each alliance: 1/(k−1) to each pair of k parties, shape (n+l, n+l).

    Newman (2001): each party then gets a strength of 1 from an alliance, however large it is.
    The n actors come first. After them come the l alliances of more than :data:`LARGE` parties,
    which would have thousands of pairs: these stay nodes, tied to each party with the weight 1.
    """
    import numpy as np
    from scipy.sparse import block_array, csr_array

    ties = pattern(incidence)
    sizes = np.bincount(ties.indices, minlength=ties.shape[1])
    pairs = newman(ties[:, np.flatnonzero(sizes <= LARGE)])
    pairs.data = pairs.data.round(DECIMALS)
    large = ties[:, np.flatnonzero(sizes > LARGE)]
    return csr_array(block_array([[pairs, large], [large.T, None]], format="csr"))


def leiden(weights: csr_array, *, resolution: float = 1.0) -> Codes:
    """Find the community of each node of a symmetric network: numbers from 0, the largest first.

    Each community is connected. A node without ties is one by itself.
    """
    found = [_connected(weights, labels) for labels in _searches(weights, resolution)]
    return max(found, key=lambda labels: round(modularity(weights, labels, resolution), DECIMALS))


def modularity(weights: csr_array, labels: Codes, resolution: float = 1.0) -> float:
    """Compute the modularity Q of a partition, γ being the resolution; 0 without ties."""
    import numpy as np

    cells = weights.tocoo()
    total = float(cells.data.sum())
    if not total:
        return 0.0
    inside = float(cells.data[labels[cells.row] == labels[cells.col]].sum())
    strengths = np.bincount(labels, row_sums(weights))
    return inside / total - resolution * float(((strengths / total) ** 2).sum())


def by_chance(incidence: csr_array, seed: int = 1) -> float:
    """Compute the modularity of the same alliances with parties drawn by lot.

    Each actor keeps its number of alliances and each alliance its parties (two that fall on the
    same actor are one). Networks without any communities reach 0.3 and more (Guimerà,
    Sales-Pardo & Amaral 2004): without this figure a modularity says little.
    """
    import numpy as np
    from scipy.sparse import csr_array

    ties = pattern(incidence).tocoo()
    rows = np.random.default_rng(seed).permutation(ties.row)
    weights = projection(csr_array((ties.data, (rows, ties.col)), shape=ties.shape))
    return modularity(weights, leiden(weights))


def _searches(weights: csr_array, resolution: float) -> list[Codes]:
    """Ask networkit, once for each seed."""
    import networkit as nk
    import numpy as np
    from scipy.sparse import triu

    edges = triu(weights, 1, format="coo")
    order = np.lexsort((edges.col, edges.row))  # a search goes through ties as they were given
    rows, columns, values = edges.row[order], edges.col[order], edges.data[order]
    found = []
    with threads_for(0):
        graph = nk.GraphFromCoo((values, (rows, columns)), weights.shape[0], True)
        for seed in SEEDS if edges.nnz <= SEARCHED else SEEDS[:1]:
            nk.setSeed(seed, False)
            search = nk.community.ParallelLeiden(graph, iterations=PASSES, gamma=resolution)
            found.append(np.array(search.run().getPartition().getVector(), dtype=np.int64))
    return found


def _connected(weights: csr_array, labels: Codes) -> Codes:
    """Cut communities that are in several pieces; number them by size, then by first node."""
    import numpy as np
    from scipy.sparse import csr_array
    from scipy.sparse.csgraph import connected_components

    cells = weights.tocoo()
    kept = labels[cells.row] == labels[cells.col]
    ends = (cells.row[kept], cells.col[kept])
    inside = csr_array((cells.data[kept], ends), shape=weights.shape)
    count, pieces = connected_components(inside, directed=False)
    _, first, sizes = np.unique(pieces, return_index=True, return_counts=True)
    number = np.empty(count, dtype=np.int64)
    number[np.lexsort((first, -sizes))] = np.arange(count)
    renumbered: Codes = number[pieces]
    return renumbered
