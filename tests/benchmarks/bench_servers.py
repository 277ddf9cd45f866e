"""Every question on a drawn territory: our store, Oxigraph's server, Virtuoso, rdflib in memory.

``python -m tests.benchmarks.bench_servers [ACTORS] [--rdflib SECONDS]``

The same values on the same triples, in turns; the median of three, after one that warms. rdflib
is asked once, in a process of its own that is stopped after some seconds. A store that differs
from ours in its rows, or refuses, is marked.
"""

from __future__ import annotations

import argparse
import multiprocessing
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from graph import layers, push, workspace
from graph.errors import AlliancesError
from graph.load import load_workbook
from graph.questions import Parameters, Setting, ask_bound, bind
from graph.store import LocalStore, Store
from graph.store.endpoints import Endpoint, Secret
from graph.store.remote import RemoteStore
from queries import Question, library
from tests.benchmarks.bench_queries import _memory, _sorted, _term
from tests.benchmarks.crowded import AS_OF, sheets
from tests.servers import Served, oxigraph, virtuoso
from tests.workbooks import write_workbook

ROUNDS = 3
Answered = list[tuple[str, ...]]
VALUES = {"territory": "Commune 1", "actor": "a7"}  # that the drawing knows; else the example


def main() -> None:
    """Draw, load, publish on both servers, and print a line a question with the ratios."""
    parser = argparse.ArgumentParser(description="Time every question on four stores.")
    parser.add_argument("actors", type=int, nargs="?", default=20_000)
    parser.add_argument("--rdflib", type=float, default=30, metavar="SECONDS")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name, _servers(Path(name)) as servers:
        store = _drawn(Path(name), asked.actors)
        stores: dict[str, Store] = {"ours": store}
        for which, endpoint in servers.items():
            start = time.perf_counter()
            publication = push.Publication(workspace.load(Path(name) / "ws"), store)
            steps = push.plan(publication, RemoteStore(endpoint))
            done = push.push(publication, endpoint, steps)
            took = time.perf_counter() - start
            sent = sum(step.here for step in done)
            print(f"push to {which}: {sent:,} triples in {took:.1f} s", flush=True)
            stores[which] = RemoteStore(endpoint)
        print(f"{'question':30} rows {'ours':>9} {'oxigraph':>9} {'virtuoso':>9} {'rdflib':>9}  "
              "of ours")  # fmt: skip
        found = [_line(q, stores, store, asked.rdflib) for q in library().values()]
        _memory.cache_clear()
    for other in ("oxigraph", "virtuoso", "rdflib"):
        ratios = [line[other] / line["ours"] for line in found if line.get(other)]
        if ratios:
            middle = statistics.median(ratios)
            print(f"{other}: {len(ratios)} questions answered, median {middle:.2f}"
                  f" × the time of ours (from {min(ratios):.2f} to {max(ratios):.1f})")  # fmt: skip


@contextmanager
def _servers(folder: Path) -> Iterator[dict[str, Endpoint]]:
    place = folder / "virtuoso"
    place.mkdir()
    with oxigraph() as one, virtuoso(place, most_rows=1_000_000) as two:
        yield {"oxigraph": _endpoint(one), "virtuoso": _endpoint(two)}


def _endpoint(served: Served) -> Endpoint:
    if not served.password:
        return Endpoint(served.query, store=served.store, timeout=600)
    return Endpoint(
        served.query, name="bench", store=served.store, auth="digest", user=served.user,
        secret=Secret(served.password), timeout=600,
    )  # fmt: skip


def _drawn(folder: Path, actors: int) -> LocalStore:
    made = workspace.create(folder / "ws", name="Banc", as_of=AS_OF)
    start = time.perf_counter()
    load_workbook(made, write_workbook(folder / "carnet", **sheets(actors)))
    print(f"{actors:,} actors loaded in {time.perf_counter() - start:.1f} s", flush=True)
    return made.store()


def _line(
    question: Question, stores: dict[str, Store], local: LocalStore, limit: float
) -> dict[str, float]:
    graphs = layers.graphs(local, question.layer)  # type: ignore[arg-type]
    try:
        given = {p.name: VALUES.get(p.type, p.example) for p in question.parameters}
        values = bind(question, given, Setting(local, graphs, "fr", AS_OF))
    except AlliancesError as error:
        print(f"{question.name:30} {error.text.en}")
        return {}
    taken: dict[str, float] = {}
    rows: dict[str, Answered] = {}
    for name, store in stores.items():
        # A push gives graphs other names: each store is asked of its own.
        setting = Setting(store, layers.graphs(store, question.layer), "fr", AS_OF)  # type: ignore[arg-type]
        times = []
        for _ in range(1 + ROUNDS):
            start = time.perf_counter()
            try:
                found = list(ask_bound(question, values, setting).rows)
            except AlliancesError as error:
                print(f"{question.name:30} {name}: {error.text.en[:120]}")
                break
            times.append(time.perf_counter() - start)
            rows[name] = _sorted(
                [tuple("" if c is None else str(getattr(c, "value", c)) for c in r) for r in found]
            )
        if len(times) > 1:
            taken[name] = statistics.median(times[1:])
    slow = _in_time(lambda: _rdflib(local, question, graphs, values), limit)
    if slow:
        taken["rdflib"] = slow
    other = [name for name, found in rows.items() if found != rows["ours"]]
    _print(question.name, len(rows["ours"]), taken, limit, other)
    return taken


def _print(name: str, rows: int, taken: dict[str, float], limit: float, other: list[str]) -> None:
    ours = taken["ours"]
    late = {"rdflib": f"> {limit:g} s"}
    cells = [
        f"{taken[k] * 1000:6.0f} ms" if k in taken else f"{late.get(k, '—'):>9}"
        for k in ("ours", "oxigraph", "virtuoso", "rdflib")
    ]
    ratios = " ".join(
        f"{taken[k] / ours:.2f}" for k in ("oxigraph", "virtuoso", "rdflib") if k in taken
    )
    print(f"{name:30} {rows:4} {' '.join(cells)}  {ratios}"
          f"{'  other rows: ' + ', '.join(other) if other else ''}", flush=True)  # fmt: skip


def _rdflib(
    local: LocalStore, question: Question, graphs: list[str], values: Parameters
) -> Iterator[object]:
    theirs = _memory(local, tuple(graphs), "GRAPH " in question.sparql)
    initial = {name: _term(value) for name, value in values.items()}
    yield None
    yield list(theirs.query(question.sparql, initBindings=initial))


def _in_time(ask: Callable[[], Iterator[object]], limit: float) -> float | None:
    """Return the seconds that an answer takes, or nothing when it takes too long or fails."""
    steps = ask()
    next(steps)  # the graph is in memory
    context = multiprocessing.get_context("fork")
    into, out = context.Pipe()

    def run() -> None:
        start = time.perf_counter()
        next(steps)
        out.send(time.perf_counter() - start)

    child = context.Process(target=run, daemon=True)
    child.start()
    try:
        return float(into.recv()) if into.poll(limit) else None
    except EOFError:
        return None
    finally:
        child.kill()
        child.join()


if __name__ == "__main__":
    main()
