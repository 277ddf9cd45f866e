"""Which exponents of the score suit a data set: chosen on its own past, never on what is hidden.

The past is divided again, several times: by earlier days, or by lot where there are no dates.
Each candidate foretells what came after from what came before, with the limit on hubs. The mean
gain in AP@10 over the default is taken over all actors and splits, its standard error by actor:
who is measured on several splits counts as one (clusters; Liang & Zeger 1986). The default gives
way only to a candidate whose gain exceeds two standard errors, more careful than the one of
Breiman et al. (1984), for the best of many gains by luck; of these the largest gain wins. So
little data leave the default in place.

What it is worth was measured on alliances begun by the end of 2018: the two networks whole,
without attributes or with the type of actors, three times without 30 % of the actors, and parts
of the French one (companies, research, small or large projects, without its largest actors);
each divided twice by day and twice by lot. Mean MAP@10 / Hits@10 of the 60: default
.1496 / .502, chosen .1515 / .502, chosen by one standard error .1504 / .500.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from graph.prediction.hiding import LONG_LIST, Split, average_precision, orders, relevant
from graph.prediction.predictors import SEED, Past, View
from graph.prediction.score import EXPONENTS, LIST, Exponents, combined, with_few_hubs
from graph.walk import blocks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graph.centrality import Codes, Vector
    from graph.prediction.sample import Sample

#: The default first; others count some reasons more, less or not at all.
CANDIDATES = (
    EXPONENTS,
    Exponents(4, 1, 2, 1),
    Exponents(4, 0, 2, 1),
    Exponents(2, 0, 1, 1),
    Exponents(2, 0, 1, 0),
    Exponents(2, 0, 0, 1),
    Exponents(0, 1, 1, 1),
    Exponents(0, 0, 1, 1),
    Exponents(0, 0, 1, 0),
    Exponents(1, 0, 0, 0),
    Exponents(0, 0, 0, 1),
)
KNOWN = (0.5, 0.6, 0.7, 0.8, 0.9)  # shares of the past from which the rest is foretold
MOST = 300  # actors measured after one day
FEW = 30  # with fewer actors in all, the default stays
CLEAR = 2.0  # standard errors: with 1, more was lost than gained (see the docstring)


class Choice(NamedTuple):
    """What was chosen, on how many earlier splits and actors."""

    exponents: Exponents = EXPONENTS
    splits: int = 0
    actors: int = 0


def choose(sample: Sample, train: Sequence[int]) -> Choice:
    """Choose the exponents from the alliances of train alone."""
    import numpy as np

    earlier = earlier_splits(sample, train)
    measured = [_precisions(sample, part) for part in earlier]
    actors = np.concatenate([np.zeros(0, dtype=np.int64), *(who for who, _ in measured)])
    n_actors = len(np.unique(actors))
    if n_actors < FEW:
        return Choice(EXPONENTS, len(earlier), n_actors)
    table = np.concatenate([values for _, values in measured])
    return Choice(CANDIDATES[best(actors, table)], len(earlier), n_actors)


def earlier_splits(sample: Sample, train: Sequence[int]) -> list[Split]:
    """Divide the past by each of several days, or by as many lots."""
    import numpy as np

    if not sample.dated:
        lots = np.random.default_rng(SEED)
        return [_parted(sample, lots.permutation(train).tolist(), share) for share in KNOWN]
    days = sorted(day for j in train if (day := sample.alliances[j].day))
    untils = sorted({days[max(0, int(share * len(days)) - 1)] for share in KNOWN})
    divided = []
    for until in untils:
        before = tuple(j for j in train if (day := sample.alliances[j].day) and day <= until)
        after = tuple(j for j in train if (day := sample.alliances[j].day) and day > until)
        divided.append(Split(before, after, until))
    return [part for part in divided if part.train and part.test]


def _parted(sample: Sample, order: list[int], share: float) -> Split:
    cut = int(share * len(order))
    return Split(tuple(sorted(order[:cut])), tuple(sorted(order[cut:])), None)


def _precisions(sample: Sample, part: Split) -> tuple[Codes, Vector]:
    """Return some warm actors, and the AP@10 of each candidate for each of them."""
    import numpy as np

    past = Past(sample, part.train)
    wanted = relevant(sample, part, past)
    warm = np.flatnonzero(past.degrees)
    actors = np.array([i for i in sorted(wanted) if past.degrees[i]], dtype=np.int64)
    lots = np.random.default_rng(SEED)
    if len(actors) > MOST:
        actors = np.sort(lots.choice(actors, MOST, replace=False))
    rows: list[list[float]] = []
    for starts in blocks(actors.tolist(), past.graph):
        view = View(past, starts)
        lot = np.zeros((len(starts), past.n_actors), dtype=np.float32)
        lot[:, warm] = lots.random((len(starts), len(warm)), dtype=np.float32)
        columns = []
        for exponents in CANDIDATES:
            lists = orders(past, starts, combined(view.shares, exponents), lot)
            columns.append(
                [
                    _precision(order, past, wanted[i])
                    for i, order in zip(starts.tolist(), lists, strict=True)
                ]
            )
        rows += [list(row) for row in zip(*columns, strict=True)]
    return actors, np.array(rows, dtype=np.float64).reshape(-1, len(CANDIDATES))


def _precision(order: Codes, past: Past, wanted: frozenset[int]) -> float:
    import numpy as np

    ten = with_few_hubs(order[:LONG_LIST], past.hubs)[:LIST].tolist()
    return average_precision(np.array([j in wanted for j in ten], dtype=bool), len(wanted))


def best(actors: Codes, table: Vector) -> int:
    """Return the column of the winner; the first is the default. One row an actor and day."""
    import numpy as np

    gains = table - table[:, :1]
    means = gains.mean(axis=0)
    _, cluster = np.unique(actors, return_inverse=True)
    sums = np.zeros((cluster.max() + 1, table.shape[1]))
    np.add.at(sums, cluster, gains - means)
    errors = np.sqrt((sums**2).sum(axis=0)) / len(table)
    clear = np.where(means > CLEAR * errors, means, 0.0)
    return int(np.argmax(clear))
