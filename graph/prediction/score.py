"""The score by which alliances are foretold: four plain reasons, multiplied.

    score(a, b) = (far² · near · three · partners) ^ (1/5)

* far: the time that a long walk from a spends at b (random walk with restart on the knowledge
  graph, going on with probability 0.95; Tong, Faloutsos & Pan 2006): they are of one world;
* near: the same for a short walk (0.5): they are within a few handshakes;
* three: the paths a–u–v–b over partners, each divided by √(partners of u · partners of v)
  (Kovács et al. 2019): whom my partners' partners work with;
* partners: how many partners b has: who allies often will ally again.

Each is a share of its sum over all actors but a, so that none has a unit. These exponents are the
default; ``graph.prediction.choice`` looks for others where the past of a data set speaks for them.

How it was chosen, and what did not help. Only alliances begun by the end of 2018 were used, of two
networks (H2020 partners in Norway and in France), hidden after several earlier days, or drawn by
lot. Figures are MAP@10 / Hits@10, Norway then France. Three days: long walk alone .218 / .637 and
.121 / .474; this score .213 / .639 and .132 / .519. Worse, or better in one network and worse in
the other: weights fitted by conditional logit to alliances hidden inside the past, of 2 to 25
features (MAP .146-.216 and .109-.126); in the walk, half-lives of 1, 2 and 4 years (.171-.199 and
.100-.120), alliances weighted by their size, or those of one party left out (.174-.177 and
.110-.122); attributes that weigh less (.216 and .131); as a fifth factor: common partners,
Adamic-Adar, resource allocation, paths of four steps, truncated SVD, a block model on Louvain
communities, the last alliance, the mean size of alliances, same theme, territory or sector, the
mixing of sectors (-.038 to +.014 and -.016 to +.001).

Later tries, on seven or eight days for Norway, three or four for France, by gain in MAP over this
score (.214 / .654 and .132 / .525; standard errors of gains .002 to .014 and .001 to .003): linear
autoencoder on partners (EASE, Steck 2019) as a fifth factor +.003 to +.005 and -.003 to .000;
alone -.09 to -.06 and -.04 to -.03; who became the partner of my partners within a year -.007 and
-.010; partners within the themes of a -.019 and none; mixing of territories -.004 and none; cosine
neighbours +.003 and .000; paths of five +.004 and .000; alliances that each count once in the
paths of three +.007 and .000; the short walk over alliances alone +.008 to +.013 and .000;
partners counted within 0.5 to 2 years .000 and -.001; fusion of ranks +.001 to +.013 and -.010 to
-.005; exponents that depend on the partners of a -.004 to +.001 and -.002 to +.001; lists made
diverse (maximal marginal relevance, on far⁴·three²·partners) -.006 to .000 and -.005 to .000.
Boosted trees that rank (LambdaMART, 56 features) gave .139 for .135 and .123 for .132 in France,
.197 for .200 in Norway: these features hold no more. Other exponents gained in Norway and stood
still in France: far⁴·near·three²·partners +.003 and .000, far⁴·three²·partners +.018 and .000,
with paths in which alliances count once besides +.020 and +.001. The alliances after 2018,
measured once for each, did not confirm it: .148 / .708 and .136 / .531; .145 / .719 and .137 /
.537; .147 / .708 and .136 / .535, where this score has .151 / .708 and .138 / .541. Hence it
stays. In small networks (10 to 31 actors to measure) the second foretold better, inside the past,
than this score: .215 for .195, the walk .205.

Hubs, for a third of the names at most: the limit of three in ten leaves .132 / .525 in France; a
constant taken off the score of hubs until they are a third of all names .132 / .525, with the
order kept .132 / .525, with four in ten at most .132 / .528; no factor for partners .123 / .489.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ontology.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from graph.centrality import Codes, Vector

    Flags = NDArray[np.bool_]
    Shares = NDArray[np.float32]

NEAR = 0.5  # probability that the short walk goes on
#: Added to every share: what one reason does not see, the others may still tell apart.
FLOOR = 1e-7
#: A list of ten names holds at most so many hubs: under a third of all suggestions.
MOST_HUBS = 3
LIST = 10
HUBS = 0.01  # share of the actors with partners that are hubs: those with the most partners


class Exponents(NamedTuple):
    """How much each reason counts: whole numbers, only their proportions matter."""

    far: int
    near: int
    three: int
    partners: int


EXPONENTS = Exponents(2, 1, 1, 1)


_NAMES = (
    Text("marche longue", "long walk"), Text("marche courte", "short walk"),
    Text("chemins de trois", "paths of three"), Text("partenaires", "partners"),
)  # fmt: skip
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


class Reasons(NamedTuple):
    """The four parts of the score: starts × actors each."""

    far: Vector
    near: Vector
    three: Vector
    partners: Vector


def of_partners(ties: csr_array, starts: Codes) -> tuple[Vector, Vector]:
    """Return the paths of three steps, and the number of partners, from each start."""
    import numpy as np

    degrees = np.diff(ties.indptr).astype(np.float64)
    fair = 1 / np.sqrt(np.maximum(degrees, 1))[:, None]
    paths = ties @ (fair * (ties @ (fair * ties[starts].toarray().T)))
    return paths.T, np.broadcast_to(degrees, (len(starts), len(degrees)))


def formula(exponents: Exponents) -> Text:
    """Return the score in words: what is multiplied, with exponents."""
    signs = [str(e).translate(_SUPERSCRIPTS) if e > 1 else "" for e in exponents]
    used = [(name, sign) for name, sign, e in zip(_NAMES, signs, exponents, strict=True) if e]
    return Text(
        " · ".join(name.fr + sign for name, sign in used),
        " · ".join(name.en + sign for name, sign in used),
    )


def shares(reasons: Reasons, starts: Codes) -> list[Shares]:
    """Divide each row of each reason by its sum, without what the start has of itself.

    None is 0.
    """
    return [_shares(part, starts) for part in reasons]


def _shares(part: Vector, starts: Codes) -> Shares:
    import numpy as np

    found = part.astype(np.float32)
    found[np.arange(len(starts)), starts] = 0.0
    found /= np.maximum(found.sum(axis=1, keepdims=True), np.finfo(np.float32).tiny)
    found += np.float32(FLOOR)
    return found


def combined(parts: Sequence[Shares], exponents: Exponents = EXPONENTS) -> Vector:
    """Return the weighted geometric mean of the shares: starts × actors, from 0 to 1.

    The score from a to b and that from b to a differ; none depends on the other starts.
    """
    import numpy as np

    product = np.ones(parts[0].shape)
    for part, exponent in zip(parts, exponents, strict=True):
        for _ in range(exponent):
            product *= part
    found: Vector = product ** (1 / sum(exponents))
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
