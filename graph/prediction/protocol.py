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

from graph.errors import NotFound
from graph.prediction.choice import Choice, choose
from graph.prediction.hiding import (
    LONG_LIST,
    Split,
    average_precision,
    orders,
    relevant,
    split,
)
from graph.prediction.predictors import METHODS, SEED, Past, View
from graph.prediction.score import LIST, with_few_hubs
from graph.walk import blocks

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date

    from graph.centrality import Codes
    from graph.prediction.predictors import Method
    from graph.prediction.sample import Sample


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


class Outcome(NamedTuple):
    """What was hidden, how each method did, and what was chosen before on the past alone."""

    parts: Split
    measures: list[Measures]
    choice: Choice


def backtest(
    sample: Sample,
    until: date | None = None,
    methods: Sequence[Method] = METHODS,
    watch: Callable[[int, int], None] = lambda _done, _all: None,
) -> Outcome:
    """Compare the methods: one row each for warm actors, then one each for cold ones.

    Raises NotFound where no actor at all can be evaluated. ``watch`` is told how many actors
    are done, of how many.
    """
    import numpy as np

    parts = split(sample, until)
    choice = choose(sample, parts.train) if any(m.fitted for m in methods) else Choice()
    past = Past(sample, parts.train, choice.exponents)
    wanted = relevant(sample, parts, past)
    if not wanted:
        raise NotFound(
            "Aucun acteur connu ne trouve de nouveau partenaire dans ce qui est caché (alliances : "
            "{n}) : il n'y a rien à mesurer. Il faut davantage d'alliances, ou une autre date.",
            "No known actor finds a new partner in what is hidden (alliances: {n}): there is "
            "nothing to measure. It takes more alliances, or another day.", n=len(parts.test),
        )  # fmt: skip
    tallies = {(m.name, kind): _Tally(past) for kind in ("warm", "cold") for m in methods}
    actors = sorted(wanted)
    lots = np.random.default_rng(SEED)
    done = 0
    for starts in blocks(actors, past.graph):
        view = View(past, starts)
        lot = lots.random((len(starts), past.n_actors), dtype=np.float32)
        for method in methods:
            scores = method.function(view)
            for i, order in zip(starts.tolist(), orders(past, starts, scores, lot), strict=True):
                kind = "warm" if past.degrees[i] else "cold"
                found = with_few_hubs(order, past.hubs) if method.few_hubs else order
                tallies[method.name, kind].add(found[:LONG_LIST], wanted[i])
        done += len(starts)
        watch(done, len(actors))
    measured = [tally.measures(*key) for key, tally in tallies.items()]
    return Outcome(parts, measured, choice)


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
