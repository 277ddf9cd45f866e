"""The score by which alliances are foretold: four plain reasons, multiplied.

    score(a, b) = (far² · near · three · partners) ^ (1/5)

* far: the time that a long walk from a spends at b (random walk with restart on the knowledge
  graph, going on with probability 0.95; Tong, Faloutsos & Pan 2006): they are of one world;
* near: the same for a short walk (0.5): they are within a few handshakes;
* three: the paths a–u–v–b over partners, each divided by √(partners of u · partners of v)
  (Kovács et al. 2019): whom my partners' partners work with;
* partners: how many partners b has: who allies often will ally again.

Each is a share of its sum over all actors but a, so that none has a unit.

How it was chosen, and what did not help. Only alliances begun by the end of 2018 were used, of
two networks (H2020 partners in Norway and in France), hidden after three days (end of 2016, of
June 2017, of 2017); later ones measured the result, once for each of a few candidates. Mean
MAP@10 / Hits@10 over the three days, Norway then France: long walk alone .218 / .637 and
.121 / .474; this score .213 / .639 and .132 / .519: for Norway alone it would not pay. Exponents
of half to twice these: .198-.217 and .131-.133, hence round numbers and nothing to fit. Worse, or
better in one network and worse in the other: weights fitted by conditional logit to alliances
hidden inside the past, of 2 to 25 features (.146-.216 and .109-.126); in the walk, half-lives of
1, 2 and 4 years (.171-.199 and .100-.120), alliances weighted by 1/√(size - 1) or 1/(size - 1), or
those of one party left out (.174-.177 and .110-.122); recent alliances instead of partners (.213
and .131); attributes that weigh less (.216 and .131); as a fifth factor: common partners,
Adamic-Adar, resource allocation, paths of four and five steps, truncated SVD, a block model on
Louvain communities, the last alliance, the mean size of alliances, same theme, territory or
sector, the mixing of sectors (-.038 to +.014 and -.016 to +.001). Hubs: for a third of the names,
the limit of three in ten leaves .132 in France, no factor for partners .125, and a constant taken
off the score of hubs .129. (These others with walks of 30 steps, where the score has .214, .131.)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from graph.walk import CONTINUE, steps, time_spent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from graph.centrality import Codes, Vector

    Flags = NDArray[np.bool_]

#: Numbers in the block of walks (4 bytes each): what stays near the processor is walked faster.
CELLS = 2_000_000
NEAR = 0.5  # probability that the short walk goes on
#: Exponents of far, near, three, partners.
EXPONENTS = (2, 1, 1, 1)
#: Added to every share: what one reason does not see, the others may still tell apart.
FLOOR = 1e-7
#: A list of ten names holds at most so many hubs: under a third of all suggestions.
MOST_HUBS = 3
LIST = 10
HUBS = 0.01  # share of the actors with partners that are hubs: those with the most partners


class Reasons(NamedTuple):
    """The four parts of the score: starts × actors each."""

    far: Vector
    near: Vector
    three: Vector
    partners: Vector


def alliance_scores(
    graph: csr_array, ties: csr_array, starts: Sequence[int]
) -> Iterator[tuple[Codes, Vector]]:
    """Yield blocks of starts with their scores, one row for each start, one column an actor.

    ``graph`` is the knowledge graph (actors first), ``ties`` the 0/1 adjacency of partners.
    Scores are between 0 and 1; those from a to b and from b to a differ. Whom no walk reaches
    is still told apart by its partners. No score depends on the other starts.
    """
    import numpy as np

    step = steps(graph)
    width = max(1, CELLS // max(graph.shape[0], 1))
    for first in range(0, len(starts), width):
        block = np.array(starts[first : first + width], dtype=np.int64)
        far, near = time_spent(step, block, ties.shape[0], (CONTINUE, NEAR))
        yield block, combined(Reasons(far, near, *of_partners(ties, block)), block)


def of_partners(ties: csr_array, starts: Codes) -> tuple[Vector, Vector]:
    """Return the paths of three steps, and the number of partners, from each start."""
    import numpy as np

    degrees = np.diff(ties.indptr).astype(np.float64)
    fair = 1 / np.sqrt(np.maximum(degrees, 1))[:, None]
    paths = ties @ (fair * (ties @ (fair * ties[starts].toarray().T)))
    return paths.T, np.broadcast_to(degrees, (len(starts), len(degrees)))


def combined(reasons: Reasons, starts: Codes) -> Vector:
    """Return the weighted geometric mean of the four shares.

    The product is taken in single precision, which holds it: it is at least FLOOR^5.
    """
    import numpy as np

    product = np.ones(reasons.far.shape, dtype=np.float32)
    for part, exponent in zip(reasons, EXPONENTS, strict=True):
        shares = _shares(part, starts)
        for _ in range(exponent):
            product *= shares
    return (product ** np.float32(1 / sum(EXPONENTS))).astype(np.float64)


def _shares(part: Vector, starts: Codes) -> NDArray[np.float32]:
    """Divide each row by its sum, without what the start has of itself; none is 0."""
    import numpy as np

    found = part.astype(np.float32)
    found[np.arange(len(starts)), starts] = 0.0
    found /= np.maximum(found.sum(axis=1, keepdims=True), np.finfo(np.float32).tiny)
    found += np.float32(FLOOR)
    return found


def hubs(degrees: Codes | Vector) -> Codes:
    """Return the hubs: of the actors with partners, the hundredth that has the most.

    Rounded up, so at least one; of equals at the edge, the first in order.
    """
    import numpy as np

    count = -int(-HUBS * np.count_nonzero(degrees) // 1)
    found: Codes = np.argsort(-degrees, kind="stable")[:count]
    return found


def with_few_hubs(order: Codes, is_hub: Flags) -> Codes:
    """Reorder a list so that its first ten names hold three hubs at most.

    Hubs beyond the third give way to the next others and follow right after the ten.
    """
    import numpy as np

    here = is_hub[order]
    early = np.flatnonzero(~here | (np.cumsum(here) <= MOST_HUBS))[:LIST]
    late = np.setdiff1d(np.arange(len(order)), early)
    moved: Codes = order[np.concatenate([early, late])]
    return moved
