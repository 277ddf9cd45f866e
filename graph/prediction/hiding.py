"""Hiding alliances: which are hidden, who is to be found, and the list that a score gives.

The rules are told in ``graph.prediction.protocol``; they serve to measure, and to choose.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from graph.errors import BadInput
from graph.prediction.predictors import SEED, partners
from graph.prediction.score import LIST

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    import numpy as np
    from numpy.typing import NDArray

    from graph.centrality import Codes, Vector
    from graph.prediction.predictors import Past
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
    if min(days) == max(days):
        return BadInput(
            "Toutes les alliances sont du {first} : il n'y a ni avant ni après. Sans --date, une "
            "alliance sur cinq, tirée au sort, est cachée.",
            "All alliances are of {first}: there is no before and no after. Without --date, one "
            "alliance in five, drawn by lot, is hidden.", **ask,
        )  # fmt: skip
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


def orders(past: Past, starts: Codes, scores: Vector, lots: Lots) -> Iterator[Codes]:
    """Yield the best candidates of each start, enough of them to make room for other than hubs.

    Scores are compared to seven digits: sums of floats depend on their order.
    """
    import numpy as np

    enough = LONG_LIST + int(past.hubs.sum())
    for start, row, lot in zip(starts.tolist(), scores, lots, strict=True):
        open_ = past.degrees > 0
        open_[start] = False
        open_[_row(past.ties, start)] = False
        candidates = np.flatnonzero(open_)
        values = row[candidates].astype(np.float32)
        if len(candidates) > enough:
            least = np.partition(values, -enough)[-enough]
            candidates, values = candidates[values >= least], values[values >= least]
        yield candidates[np.lexsort((lot[candidates], -values))][:enough]


def average_precision(found: Flags, n_relevant: int) -> float:
    """Return AP@10 of a list of ten: mean precision at the finds, over min(10, relevant)."""
    import numpy as np

    ranks = np.flatnonzero(found) + 1
    return float((np.arange(1, len(ranks) + 1) / ranks).sum() / min(LIST, n_relevant))
