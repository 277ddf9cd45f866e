"""Backtesting and scoring: time and memory by size.

``python -m tests.benchmarks.bench_backtest [ACTORS…]``; by default 2,000 and 20,000. Alliances
have two to eight parties; half of the parties are drawn by how often they allied before, so that
there are hubs. Links are pairs of partners. Memory is the most that Python's allocations held.
"""

from __future__ import annotations

import random
import sys
import time
import tracemalloc
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial

from scipy.sparse import csr_array

from graph.prediction.choice import choose
from graph.prediction.predictors import METHODS, Past, View
from graph.prediction.protocol import backtest
from graph.prediction.sample import Event, Sample, linked
from graph.walk import blocks

SIZES = (2_000, 20_000)
EVALUATED = 2_000  # actors up to which all methods are compared


def main(sizes: tuple[int, ...] = SIZES) -> None:
    """Print, for each size, how long the scores of every actor take, then the comparison."""
    for n_actors in sizes:
        sample = generated(n_actors)
        past = Past(sample, range(len(sample.alliances)))
        links = past.ties.nnz // 2
        print(f"{n_actors:,} actors, {len(sample.alliances):,} alliances, {links:,} links")
        _show("scores of every actor", partial(_all, past))
        _show("choice of the formula", partial(choose, sample, range(len(sample.alliances))))
        if n_actors <= EVALUATED:
            for method in METHODS:
                _show(method.name, partial(backtest, sample, None, [method]))


def _all(past: Past) -> None:
    for starts in blocks(range(past.n_actors), past.graph):
        METHODS[0].function(View(past, starts))


def _show(name: str, work: Callable[[], object]) -> None:
    tracemalloc.start()
    started = time.perf_counter()
    work()
    seconds = time.perf_counter() - started
    most = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    print(f"  {name:24}{seconds:8.1f} s {most:8.0f} MB")


def generated(n_actors: int, seed: int = 2018) -> Sample:
    """Return alliances drawn so that actors are in about three each."""
    lots = random.Random(seed)  # noqa: S311 - not cryptography
    urn = list(range(n_actors))
    events = []
    for j in range(n_actors * 3 // 5):
        size = lots.choice([2, 2, 3, 4, 5, 6, 8])
        parties = {lots.choice(urn) if lots.random() < 0.5 else lots.randrange(n_actors)
                   for _ in range(size)}  # fmt: skip
        urn += sorted(parties)
        day = date(2014, 1, 1) + timedelta(days=lots.randrange(3_000))
        events.append(Event(f"p{j}", day, tuple(sorted(parties))))
    themes = [lots.randrange(50) for _ in events]
    places = [lots.randrange(40) for _ in range(n_actors)]

    def graph(chosen: Sequence[int]) -> csr_array:
        links: list[tuple[object, object]] = [(i, ("place", p)) for i, p in enumerate(places)]
        for j in chosen:
            links.append((("alliance", j), ("theme", themes[j])))
            links += [(i, ("alliance", j)) for i in events[j].parties]
        return linked(n_actors, links)

    return Sample(tuple(f"n{i:06}" for i in range(n_actors)), tuple(events), graph)


if __name__ == "__main__":
    main(tuple(int(words) for words in sys.argv[1:]) or SIZES)
