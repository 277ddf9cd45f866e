"""Hide the later alliances, foretell them from the earlier ones, and measure.

* *Train* is the alliances begun by a day; or, without dates, four fifths of the alliances drawn
  by lot: whole alliances always, for one pair of an alliance of twelve gives away the others.
* An actor is *warm* if it has a partner in train, *cold* if it has none but is known: by an
  alliance of its own alone, a theme, a place, a sector.
* *Relevant* to an actor are the warm actors that become its partners afterwards and were not
  before. Every warm actor that is not a partner yet is a candidate. Actors to whom nobody is
  relevant are not evaluated: there is nothing to find.
* Equal scores are put in an order drawn by lot, with a fixed seed, for each actor anew: an
  alphabetical order, or that of the file, would favour those who registered first.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from graph.errors import BadInput, NotFound
from graph.prediction.predictors import METHODS, SEED, Past, View, partners
from graph.prediction.score import CELLS, LIST, with_few_hubs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import date

    import numpy as np
    from numpy.typing import NDArray

    from graph.centrality import Codes, Vector
    from graph.prediction.predictors import Method
    from graph.prediction.sample import Sample
    from graph.prediction.score import Flags

    Lots = NDArray[np.float32]

SHARE = 0.8  # of the alliances that are train, where no day is given
LONG_LIST = 50


class Split(NamedTuple):
    """Alliances before and after, by index, and the last day before (None: drawn by lot)."""

    train: tuple[int, ...]
    test: tuple[int, ...]
    until: date | None


@dataclass(frozen=True, slots=True)
class Measures:
    """How one method did for the actors of one kind; None where there is nothing to measure.

    ``hub_share`` is the share of all names in the evaluated lists of ten that are hubs: the
    hundredth of the warm actors, rounded up, that has the most partners in train. ``coverage``
    is the share of the warm actors that are in at least one of these lists. ``_se`` is the
    standard error of a mean over actors: standard deviation / √n.
    """

    method: str
    actors: str  # "warm" or "cold"
    n: int
    map_at_10: float | None = None
    map_at_10_se: float | None = None
    hits_at_10: float | None = None
    hits_at_10_se: float | None = None
    recall_at_50: float | None = None
    recall_at_50_se: float | None = None
    coverage: float | None = None
    hub_share: float | None = None
    hub_share_se: float | None = None


def split(sample: Sample, until: date | None = None) -> Split:
    """Divide the alliances by a day, or by lot; raises BadInput where one side is empty."""
    days = [event.day for event in sample.alliances]
    if not sample.dated:
        return _by_lot(sample)
    if until is None:
        ordered = sorted(day for day in days if day)
        until = ordered[max(0, int(SHARE * len(ordered)) - 1)]
    before = tuple(j for j, day in enumerate(days) if day and day <= until)
    after = tuple(j for j, day in enumerate(days) if day and day > until)
    if not before or not after:
        raise _one_sided(until, [day for day in days if day], later=bool(before))
    return Split(before, after, until)


def _by_lot(sample: Sample) -> Split:
    import numpy as np

    order = np.random.default_rng(SEED).permutation(len(sample.alliances))
    cut = int(SHARE * len(order))
    return Split(tuple(sorted(order[:cut].tolist())), tuple(sorted(order[cut:].tolist())), None)


def _one_sided(until: date, days: Sequence[date], *, later: bool) -> BadInput:
    ask = {"until": until, "first": min(days), "last": max(days)}
    if later:
        return BadInput(
            "Aucune alliance après le {until} : il n'y a rien à prédire. Les dates vont du {first} "
            "au {last} ; choisissez --until entre les deux.",
            "No alliance after {until}: there is nothing to foretell. Dates go from {first} to "
            "{last}; choose --until between them.", **ask,
        )  # fmt: skip
    return BadInput(
        "Aucune alliance jusqu'au {until} : rien d'où prédire. Les dates vont du {first} au "
        "{last} ; choisissez --until entre les deux.",
        "No alliance up to {until}: nothing to foretell from. Dates go from {first} to {last}; "
        "choose --until between them.", **ask,
    )  # fmt: skip


def relevant(sample: Sample, parts: Split, past: Past) -> dict[int, frozenset[int]]:
    """Return, of every known actor that has any, its new partners among the warm actors."""
    warm = past.degrees > 0
    later = partners(sample.incidence(parts.test))
    found = {}
    for i in past.known.nonzero()[0].tolist():
        new = set(_row(later, i)) - set(_row(past.ties, i))
        if new := {j for j in new if warm[j]}:
            found[i] = frozenset(new)
    return found


def _row(matrix: object, i: int) -> list[int]:
    indices: list[int] = matrix.indices[matrix.indptr[i] : matrix.indptr[i + 1]].tolist()  # type: ignore[attr-defined]
    return indices


def backtest(
    sample: Sample,
    until: date | None = None,
    methods: Sequence[Method] = METHODS,
    watch: Callable[[int, int], None] = lambda _done, _all: None,
) -> tuple[Split, list[Measures]]:
    """Compare the methods: one row each for warm actors, then one each for cold ones.

    Raises NotFound where no actor at all can be evaluated. ``watch`` is told how many actors
    are done, of how many.
    """
    import numpy as np

    parts = split(sample, until)
    past = Past(sample, parts.train)
    wanted = relevant(sample, parts, past)
    if not wanted:
        raise NotFound(
            "Aucun acteur connu ne trouve de nouveau partenaire parmi les {n} alliances cachées : "
            "il n'y a rien à mesurer. Il faut davantage d'alliances, ou une autre date.",
            "No known actor finds a new partner in the {n} hidden alliances: there is nothing to "
            "measure. It takes more alliances, or another day.", n=len(parts.test),
        )  # fmt: skip
    tallies = {(m.name, kind): _Tally(past) for kind in ("warm", "cold") for m in methods}
    actors = sorted(wanted)
    lots = np.random.default_rng(SEED)
    done = 0
    for starts in _blocks(actors, past):
        view = View(past, starts)
        lot = lots.random((len(starts), past.n_actors), dtype=np.float32)
        for method in methods:
            scores = method.function(view)
            for i, order in zip(starts.tolist(), _orders(past, view, scores, lot), strict=True):
                kind = "warm" if past.degrees[i] else "cold"
                found = with_few_hubs(order, past.hubs) if method.few_hubs else order
                tallies[method.name, kind].add(found[:LONG_LIST], wanted[i])
        done += len(starts)
        watch(done, len(actors))
    return parts, [tally.measures(*key) for key, tally in tallies.items()]


def _blocks(actors: Sequence[int], past: Past) -> Iterator[Codes]:
    import numpy as np

    width = max(1, CELLS // max(past.graph.shape[0], 1))
    for first in range(0, len(actors), width):
        yield np.array(actors[first : first + width], dtype=np.int64)


def _orders(past: Past, view: View, scores: Vector, lots: Lots) -> Iterator[Codes]:
    """Yield the best candidates of each start, enough of them to make room for other than hubs.

    Scores are compared to seven digits: sums of floats depend on their order.
    """
    import numpy as np

    enough = LONG_LIST + int(past.hubs.sum())
    for start, row, lot in zip(view.starts.tolist(), scores, lots, strict=True):
        open_ = past.degrees > 0
        open_[start] = False
        open_[_row(past.ties, start)] = False
        candidates = np.flatnonzero(open_)
        values = row[candidates].astype(np.float32)
        if len(candidates) > enough:
            least = np.partition(values, -enough)[-enough]
            candidates, values = candidates[values >= least], values[values >= least]
        yield candidates[np.lexsort((lot[candidates], -values))][:enough]


class _Tally:
    """The measures of one method so far."""

    def __init__(self, past: Past) -> None:
        self.past = past
        self.rows: list[tuple[float, float, float, float]] = []
        self.named: set[int] = set()

    def add(self, order: Codes, wanted: frozenset[int]) -> None:
        import numpy as np

        found = np.array([j in wanted for j in order.tolist()], dtype=bool)
        ten = order[:LIST]
        share = float(self.past.hubs[ten].mean()) if len(ten) else 0.0
        precision = average_precision(found[:LIST], len(wanted))
        self.rows.append((precision, float(found[:LIST].any()), found.sum() / len(wanted), share))
        self.named.update(ten.tolist())

    def measures(self, method: str, kind: str) -> Measures:
        import numpy as np

        n = len(self.rows)
        if not n:
            return Measures(method, kind, 0)
        table = np.array(self.rows)
        means: list[float] = table.mean(axis=0).tolist()
        errors: list[float] | list[None] = [None] * 4
        if n > 1:
            errors = (table.std(axis=0, ddof=1) / math.sqrt(n)).tolist()
        precision, hits, recall, hubs = zip(means, errors, strict=True)
        coverage = len(self.named) / max(1, int(np.count_nonzero(self.past.degrees)))
        return Measures(method, kind, n, *precision, *hits, *recall, coverage, *hubs)


def average_precision(found: Flags, n_relevant: int) -> float:
    """Return AP@10 of a list of ten: mean precision at the finds, over min(10, relevant)."""
    import numpy as np

    ranks = np.flatnonzero(found) + 1
    return float((np.arange(1, len(ranks) + 1) / ranks).sum() / min(LIST, n_relevant))
