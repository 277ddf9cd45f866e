"""How far a rank holds: the same ranking on alliances drawn again, many times.

The bootstrap (Efron 1979) over alliances: of m known alliances, m are drawn with replacement and
every actor is ranked anew. The 90 % interval is where its rank falls in nine draws of ten.
Whole alliances are drawn, never single parties: they are what was, or was not, written down.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from graph.progress import tracked
from ontology.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from graph.brokerage import Table
    from graph.catalysts.metrics import Metric
    from graph.catalysts.view import View
    from graph.sparse import Codes, Vector

#: Draws by default, fewer where each means measuring the network again, and their seed: the
#: same data give the same intervals.
DRAWS, DRAWS_ONE_BY_ONE, SEED = 500, 100, 2018
#: The middle nine tenths.
LOW, HIGH = 5, 95
#: Ties above which intervals are only worked out when asked for: reach and number of alliances
#: are drawn all at once, every other measure means measuring the network again at each draw.
TIES_AT_ONCE, TIES_ONE_BY_ONE = 20_000, 2_000
#: Ranks of an actor "among the first".
FIRST = 10
_DRAWING = Text("Tirages pour les intervalles", "Draws for the intervals")
#: Cells (pairs × draws) handled at once.
_CELLS = 20_000_000


class Interval(NamedTuple):
    """Where the rank of an actor falls in nine draws of ten, and how often among the first."""

    low: int  # the best rank
    high: int
    first: float  # share of draws in which it is among the first FIRST


def competition_ranks(keys: Vector) -> NDArray[np.int64]:
    """Rank the largest key first, equal keys sharing a rank; a key that is NaN has rank 0.

    >>> import numpy
    >>> competition_ranks(numpy.array([3.0, 5.0, 3.0, 1.0, numpy.nan])).tolist()
    [2, 1, 2, 4, 0]
    """
    import numpy as np

    known = np.sort(-keys[~np.isnan(keys)])
    ranks = np.searchsorted(known, -keys, side="left") + 1
    return np.where(np.isnan(keys), 0, ranks)


def how_many(view: View, by: Metric, asked: int | None) -> tuple[int, bool]:
    """Return how many draws to make, and whether none are made because there are too many ties."""
    at_once = by.name in _AT_ONCE
    if asked is not None:
        return asked, False
    if view.incidence.nnz > (TIES_AT_ONCE if at_once else TIES_ONE_BY_ONE):
        return 0, True
    return (DRAWS if at_once else DRAWS_ONE_BY_ONE), False


def rank_intervals(
    view: View, by: Metric, listed: Codes, draws: int = DRAWS, seed: int = SEED
) -> dict[int, Interval]:
    """Return the interval of the rank of each listed actor, by index; none without draws."""
    import numpy as np

    if not draws:
        return {}
    ranks = np.empty((len(listed), draws), dtype=np.int32)
    done = 0
    for values in _values(view, by, draws, seed):
        for column in values.T:
            keys = np.nan_to_num(column[listed] * (-1 if by.least_first else 1), nan=-np.inf)
            ranks[:, done] = competition_ranks(keys)
            done += 1
    low = np.percentile(ranks, LOW, axis=1, method="lower")
    high = np.percentile(ranks, HIGH, axis=1, method="higher")
    first = (ranks <= FIRST).mean(axis=1)
    found = zip(listed, low, high, first, strict=True)
    return {int(i): Interval(int(a), int(b), float(c)) for i, a, b, c in found}


def _values(view: View, by: Metric, draws: int, seed: int) -> Iterator[Table]:
    """Yield the values of the measure, actors × some draws, until all are done."""
    import numpy as np

    m = view.incidence.shape[1]
    random = np.random.default_rng(seed)
    at_once = _AT_ONCE.get(by.name)
    step = max(1, _CELLS // max(view.pairs.shape[0], m, 1)) if at_once else 1
    starts = range(0, draws, step)
    for start in tracked(_DRAWING, starts, len(starts)):
        size = min(step, draws - start)
        times = random.multinomial(m, np.full(m, 1 / m), size=size).T.astype(np.float64)
        yield at_once(view, times) if at_once else _again(view, by, times[:, 0])


def _again(view: View, by: Metric, times: Vector) -> Table:
    """Measure the network of one draw, alliances drawn twice being there twice."""
    import numpy as np

    drawn = np.repeat(np.arange(len(times)), times.astype(np.int64))
    return by.function(replace(view, incidence=view.incidence[:, drawn]))[:, None]


def _degree_at_once(view: View, times: Table) -> Table:
    return _floats(view.incidence @ times)


def _reach_at_once(view: View, times: Table) -> Table:
    """Count the pairs of two sectors that at least one drawn alliance holds."""
    met = (view.pairs @ times > 0).astype(times.dtype)
    return _floats(view.pair_ends @ met)


def _floats(table: object) -> Table:
    """Return a table as an array of 64-bit floats."""
    import numpy as np

    return np.asarray(table, dtype=np.float64)


_AT_ONCE = {"degree": _degree_at_once, "reach": _reach_at_once}
