"""The profile of every actor against networkx on the same graph, and the leaders against the exact.

``python -m tests.benchmarks.bench_catalysts [ACTORS…] [--exact]``; by default a curve of 1,000 to
20,000 actors with five ties each; 200,000 takes minutes. The network is drawn: alliances of two
to some sixty parties, a few actors in hundreds of them. Every way is a process of its own; it
shows the time that passed, the time that cores worked and the most memory that the process held
(0: the operating system does not say).

networkx would take hours for betweenness: it is asked for a few sources (its own ``k``) and the
time is multiplied. Constraint and effective size are asked of all nodes at once, its quickest
way, effective size up to 5,000 actors only (it fills a table of actors × actors). It has no
brokerage roles and no participation coefficient: those cost it nothing here. With ``--exact``,
the first twenty by betweenness are compared with networkit's exact values (many minutes at
20,000 actors).
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np

from graph.catalysts.metrics import METRICS
from graph.catalysts.view import Classes, View
from tests.benchmarks.bench_shacl import _peak as peak

if TYPE_CHECKING:
    from scipy.sparse import csr_array

SIZES = (1_000, 5_000, 20_000)
TIES = 5  # of an actor, on average
SECTORS, PLACES = 8, 40
SOURCES = 12  # that networkx is measured on
EFFECTIVE_UP_TO = 5_000
FIRST = 20
NETWORKX_UP_TO = 20_000

Report = dict[str, Any]


def network(actors: int, seed: int = 1) -> csr_array:
    """Draw actors × alliances: sizes are geometric, actors are drawn by a power law."""
    from scipy.sparse import csr_array

    rng = np.random.default_rng(seed)
    alliances = int(actors * TIES / 4)
    sizes = np.minimum(1 + rng.geometric(1 / 3, alliances), 60)
    pull = rng.pareto(1.5, actors) + 0.2
    pull = np.minimum(pull, pull.sum() / 200)
    rows = rng.choice(actors, sizes.sum(), p=pull / pull.sum())
    cells = np.unique(np.stack([rows, np.repeat(np.arange(alliances), sizes)]), axis=1)
    ties = csr_array((np.ones(cells.shape[1]), tuple(cells)), shape=(actors, alliances))
    return ties[:, np.flatnonzero(np.asarray(ties.sum(axis=0)) >= 2)]


def seen(actors: int) -> View:
    """Return the network with a sector and a place for each actor."""
    rng = np.random.default_rng(2)
    sector, place = (Classes(rng.integers(0, n, actors), n) for n in (SECTORS, PLACES))
    return View(network(actors), sector, place)


def ours(actors: int) -> Report:
    """Compute every row of the table, with its z-scores."""
    view, parts = seen(actors), {}
    for metric in METRICS:
        start = time.process_time()
        metric.function(view)
        if metric.score is not None:
            metric.score(view)
        parts[metric.name] = time.process_time() - start
    slow = {name: spent for name, spent in parts.items() if spent > 0.05 * sum(parts.values())}
    return {"ties": int(view.incidence.nnz), "parts": slow}


def theirs(actors: int) -> Report:
    """Compute what networkx has: reach, betweenness, constraint, effective size, articulation."""
    import networkx as nx

    view = seen(actors)
    graph = nx.bipartite.from_biadjacency_matrix(view.ties)
    n = view.ties.shape[0]
    parts: dict[str, float] = {}

    def timed(name: str, work: Callable[[], Any], times: float = 1) -> Any:
        start = time.process_time()
        result = work()
        parts[name] = (time.process_time() - start) * times
        return result

    timed("betweenness", lambda: nx.betweenness_centrality(graph, k=SOURCES, seed=1),
          graph.number_of_nodes() / SOURCES)  # fmt: skip
    timed("pieces", lambda: list(nx.articulation_points(graph)))
    projected = timed(
        "projection",
        lambda: nx.bipartite.collaboration_weighted_projected_graph(graph, range(n)),
    )
    timed("constraint", lambda: nx.constraint(projected, weight="weight"))
    if actors <= EFFECTIVE_UP_TO:
        timed("effective_size", lambda: nx.effective_size(projected, weight="weight"))
    return {"parts": parts, "total": sum(parts.values())}


def leaders(actors: int) -> Report:
    """Compare our first twenty by betweenness with networkit's exact ones."""
    import networkit as nk

    view = seen(actors)
    values = view.betweenness
    ties = view.incidence.tocoo()
    ends = (ties.row.astype(np.int64), ties.col.astype(np.int64) + actors)
    graph = nk.GraphFromCoo((np.ones(ties.nnz), ends), n=sum(ties.shape))
    exact = np.array(nk.centrality.Betweenness(graph).run().scores())[:actors]
    first = [set(np.argsort(-some, kind="stable")[:FIRST].tolist()) for some in (values, exact)]
    return {"common": len(first[0] & first[1])}


WAYS: dict[str, Callable[[int], Report]] = {"ours": ours, "networkx": theirs, "exact": leaders}


def main(sizes: tuple[int, ...] = SIZES, *, exact: bool = False) -> None:
    """Print, for each size, both ways side by side and the ratio of the time that cores worked."""
    for actors in sizes:
        done = _process("ours", actors)
        print(f"{actors:,} actors, {done['ties']:,} ties")
        _show("full profile, ours", done, done["worked"])
        if actors <= NETWORKX_UP_TO:
            other = _process("networkx", actors)
            _show(f"networkx, betweenness from {SOURCES} sources", other, other["total"])
            print(f"  ratio {other['total'] / done['worked']:,.0f}")
        if exact:
            common = _process("exact", actors)["common"]
            print(f"  first {FIRST} by betweenness: {common} are the exact ones", flush=True)


def _show(way: str, done: Report, total: float) -> None:
    slow = sorted(done["parts"].items(), key=lambda part: -part[1])[:4]
    told = ", ".join(f"{name} {spent:,.1f} s" for name, spent in slow)
    print(f"  {way:44}{total:10,.1f} s of work {done['passed']:8,.1f} s passed "
          f"{done['memory']:6,.0f} MB   ({told})", flush=True)  # fmt: skip


def _process(way: str, actors: int) -> Report:
    """Go one way in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.bench_catalysts", "--way", way, str(actors)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, encoding="utf-8")
    found: Report = json.loads(done.stdout)
    return found


def _measured(way: str, actors: int) -> None:
    start, working = time.perf_counter(), time.process_time()
    found = WAYS[way](actors)
    spent = {"passed": time.perf_counter() - start, "worked": time.process_time() - working}
    print(json.dumps({**found, **spent, "memory": peak()}))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("actors", nargs="*", type=int, default=SIZES)
    parser.add_argument("--exact", action="store_true")
    parser.add_argument("--way", nargs=2, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.way:
        _measured(asked.way[0], int(asked.way[1]))
    else:
        main(tuple(asked.actors), exact=asked.exact)
