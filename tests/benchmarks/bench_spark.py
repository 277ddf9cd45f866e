"""One machine against clusters on the same network: what each measure costs, and ratios.

``python -m tests.benchmarks.bench_spark [TIES…] [--most SECONDS] [--only MEASURE…]``; by default
2,000 and 20,000 ties on Sail, which takes a minute; docs/scale.md has more. With ``SPARK_HOME``,
Apache Spark 4 is started too, alone (local[2]) and as a master with two workers. All of them have
the cores of this machine: the ratio says what a cluster costs, not what many machines bring.

A cell holds the seconds that cores worked, of this program and of the servers it started, then the
seconds that passed: the second number also tells what else the machine had to do. The ratio is of
the first. Where the system does not tell the first (no /proc), both are the seconds that passed.

The network is the one of ``bench_catalysts``. "Sending" is what a workspace does first and a lake
never. A measure that took longer than ``--most`` is not asked of a larger network again.
Betweenness: on this machine exact or KADABRA, on a cluster exact or from pivots.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.catalysts import whole
from graph.catalysts.view import Classes, View
from graph.errors import AlliancesError
from tests.benchmarks.bench_catalysts import SECTORS, TIES, network
from tests.sparks import sail, spark, standalone

if TYPE_CHECKING:
    from graph.spark.rounds import Settled
    from graph.spark.session import Cluster
    from graph.spark.tables import Ties

SIZES = (2_000, 20_000)
MOST = 120.0  # seconds
MEMORY = 3  # GB of each Java machine
PROC, HERTZ = Path("/proc"), 100
MEASURES = ("sending", "degree", "reach", "pagerank", "components", "communities", "triangles",
            "pairs", "betweenness")  # fmt: skip
Work = Callable[[], object]
Spent = dict[str, tuple[float, float]]  # core seconds, seconds


def drawn(ties: int) -> View:
    """Return a network of about so many ties, of tied actors only."""
    incidence = network(ties // TIES)
    incidence = incidence[np.flatnonzero(np.diff(incidence.indptr))]
    codes = np.random.default_rng(2).integers(0, SECTORS, incidence.shape[0])
    return View(incidence, Classes(codes, SECTORS), Classes(codes, SECTORS))


def here(view: View) -> dict[str, Work]:
    """Return what this machine does for each measure, nothing shared between two of them."""
    ties = view.incidence

    def fresh() -> View:
        return View(ties, view.sector, view.territory)

    return {
        "sending": lambda: None,
        "degree": lambda: fresh().degree,
        "reach": lambda: fresh().partners,
        "pagerank": lambda: whole.pagerank(ties),
        "components": lambda: whole.components(ties),
        "communities": lambda: whole.communities(ties),
        "triangles": lambda: whole.triangles(ties),
        "pairs": lambda: _pairs(view),
        "betweenness": lambda: fresh().betweenness,
    }


def _pairs(view: View) -> int:
    """Count the pairs at two steps of different sectors: blocks of rows, as in graph.sparse."""
    from graph.spark.pairs import MOST_PARTNERS
    from graph.sparse import blocks, inverse, row_sums, scaled

    met, codes, found = view.adjacency, view.sector.codes, 0
    sizes = row_sums(met)
    by = scaled(met, columns=np.where(sizes <= MOST_PARTNERS, inverse(sizes), 0.0))
    by.eliminate_zeros()
    back = by.T.tocsr()
    back.data[:] = 1.0
    for start, end in blocks(by, back):
        cells = (by[start:end] @ back).tocoo()
        rows, others = cells.row + start, cells.col
        apart = (rows < others) & (codes[rows] != codes[others]) & (cells.data > 0)
        known = met[start:end].tocoo()
        width = met.shape[1]
        pairs = rows[apart].astype(np.int64) * width + others[apart]
        old = (known.row.astype(np.int64) + start) * width + known.col
        found += len(np.setdiff1d(pairs, old, assume_unique=True))
    return found


def there(view: View, cluster: Cluster) -> dict[str, Work]:
    """Return what a cluster does for each measure; results come back as a workspace needs them."""
    from pyspark.sql import functions as f

    from graph.spark import between, measures, pairs, rounds
    from graph.spark.pairs import Acquaintances
    from graph.spark.tables import sent

    held: dict[str, Any] = {}
    n, m = view.incidence.shape
    nodes = np.arange(n + m)

    def send() -> None:
        held["net"] = sent(cluster, view.incidence, view.sector.codes)

    def reach() -> object:
        return measures.partners_by_sector(held["net"], measures.partners(held["net"])).toArrow()

    def candidates() -> int:
        net = held["net"]
        none = net.ties.limit(0).toDF("actor", "other")
        people = net.actors.select("actor", f.col("sector").cast("string").alias("side"))
        ties = net.ties.withColumn("running", f.lit(True))
        return pairs.candidates(Acquaintances(cluster, ties, none, none, people)).count()

    def settled(measure: Callable[[Ties], Settled]) -> object:
        return measure(held["net"]).table.toArrow()

    def pivots() -> object:
        return between.betweenness(held["net"], n, nodes, between.pivots(nodes)).toArrow()

    return {
        "sending": send,
        "degree": lambda: measures.degree(held["net"]).toArrow(),
        "reach": reach,
        "pagerank": partial(settled, rounds.pagerank),
        "components": partial(settled, rounds.components),
        "communities": partial(settled, rounds.communities),
        "triangles": lambda: measures.triangles(
            cluster.kept(measures.partners(held["net"]))
        ).toArrow(),
        "pairs": candidates,
        "betweenness": pivots,
    }


def worked() -> float:
    """Return the seconds that cores worked for this process and those that it started."""
    ticks, parents = {}, {}
    for stat in PROC.glob("[0-9]*/stat"):
        with suppress(OSError):
            cells = stat.read_text(encoding="utf-8").rpartition(")")[2].split()
            pid = int(stat.parent.name)
            parents[pid], ticks[pid] = int(cells[1]), sum(map(int, cells[11:15]))
    own = {os.getpid()}
    while more := {pid for pid, parent in parents.items() if parent in own} - own:
        own |= more
    return sum(ticks.get(pid, 0) for pid in own) / HERTZ


def timed(work: dict[str, Work], slow: set[str], most: float) -> Spent:
    """Return the seconds of each measure that was not too slow before."""
    from grpc import RpcError
    from pyspark.errors import PySparkException

    spent: Spent = {}
    for name in MEASURES:
        if name not in slow:
            start, before = time.perf_counter(), worked()
            try:
                work[name]()
            except (AlliancesError, PySparkException, RpcError) as error:
                print(f"{name}: {type(error).__name__} {str(error)[:200]}", flush=True)
                slow.add(name)
                continue
            passed = time.perf_counter() - start
            spent[name] = (worked() - before if PROC.is_dir() else passed, passed)
            if spent[name][0] > most:
                slow.add(name)
    return spent


@contextmanager
def engines() -> Iterator[dict[str, str]]:
    """Start what there is to start; yield name → address."""
    from contextlib import ExitStack

    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        found = {"Sail": stack.enter_context(sail(Path(folder) / "sail"))}
        if os.environ.get("SPARK_HOME"):
            (Path(folder) / "spark").mkdir()
            (Path(folder) / "two").mkdir()
            alone = spark(Path(folder) / "spark", memory=MEMORY)
            two = standalone(Path(folder) / "two", memory=MEMORY)
            found["Spark local[2]"] = stack.enter_context(alone)
            found["Spark, two workers"] = stack.enter_context(two)
        yield found


def main() -> None:
    """Print a table for each size."""
    from graph.spark.session import cluster

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ties", type=int, nargs="*", default=SIZES)
    parser.add_argument("--most", type=float, default=MOST)
    parser.add_argument("--only", nargs="*", choices=MEASURES, default=MEASURES)
    asked = parser.parse_args()
    with engines() as found:
        _warm_up(found)
        left = {*MEASURES} - {"sending", *asked.only}
        slow: dict[str, set[str]] = {name: set(left) for name in ("here", *found)}
        for size in asked.ties:
            view = drawn(size)
            print(f"\n{view.incidence.nnz:,} ties, {view.incidence.shape[0]:,} actors", flush=True)
            own = timed(here(view), slow["here"], asked.most)
            columns = {}
            for name, master in found.items():
                with cluster(master) as open_:
                    columns[name] = timed(there(view, open_), slow[name], asked.most)
            _print(own, columns)


def _warm_up(found: dict[str, str]) -> None:
    """Do a little on very little first: imports, and what servers load on the first question."""
    from graph.spark.session import cluster

    view, rest = drawn(500), {"components", "communities", "pairs", "betweenness"}
    timed(here(view), set(), MOST)
    for master in found.values():
        with cluster(master) as open_:
            timed(there(view, open_), set(rest), MOST)


def _print(own: Spent, columns: dict[str, Spent]) -> None:
    print(f"{'':12}{'here':>16}" + "".join(f"{name:>28}" for name in columns))
    for measure in MEASURES:
        cells = [_cell(own.get(measure)).rjust(16)]
        for spent in columns.values():
            told = _cell(spent.get(measure))
            if measure in spent and own.get(measure, (0.0,))[0] > 0:
                told += f" ({spent[measure][0] / own[measure][0]:,.1f} ×)"
            cells.append(told.rjust(28))
        print(f"{measure:12}" + "".join(cells), flush=True)


def _cell(spent: tuple[float, float] | None) -> str:
    return f"{spent[0]:.2f} / {spent[1]:.2f}" if spent else "-"


if __name__ == "__main__":
    main()
