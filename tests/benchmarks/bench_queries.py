"""Every question of the library: our store on disk against rdflib in memory.

``python -m tests.benchmarks.bench_queries [ACTORS…]``: the demonstration, then drawn territories
of so many actors (by default 20,000), of which ours alone is asked: rdflib needs minutes a
question there. Both answer the same text with the same values over the same triples, in turns.
rdflib is timed a second time with the text parsed beforehand, which ours never is: the harder
comparison. Each question has a time limit, since an engine cannot be told to stop: rdflib's turn
is then over, and the limit is what it is said to take at least.
"""

from __future__ import annotations

import ctypes
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache
from importlib.resources import as_file, files
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox
import rdflib
from rdflib.plugins.sparql import prepareQuery

from cli.commands.demo import AS_OF, COLLECTOR, NAME
from graph import layers, workspace
from graph.errors import TimedOut
from graph.load import load_workbook
from graph.questions import Setting, bind
from graph.rdf import XSD
from graph.store import LocalStore
from graph.store.paced import PacedStore
from queries import Parameter, Question, library
from tests.benchmarks import crowded
from tests.workbooks import write_workbook

ROUNDS = 3
#: The demonstration knows no company there: the example of this parameter has no answer.
LEFT_OUT = {
    ("associations-avec-entreprise", "territoire"), ("entreprises-engagees", "territoire"),
    ("entreprises-sans-association", "territoire"), ("entreprises-sans-association", "theme"),
}  # fmt: skip
LIMIT = 20  # seconds of the processor for an answer of rdflib, or ours of a large territory
SIZES = (20_000,)
#: What stands, on a drawn territory, for the examples of the demonstration.
ACTORS = {"autre": "Acteur 300", "nous": "Acteur 300"}
PLACES = {"autre": "Commune 15"}

Answered = list[tuple[str, ...]]


class Measured(NamedTuple):
    """Median seconds for one question, in three ways."""

    name: str
    rows: int
    ours: float
    rdflib: float  # from text to rows, as ours
    prepared: float  # rows alone
    same: bool


def main(sizes: Sequence[int] = SIZES) -> None:
    """Print a line a question, then the median and the smallest ratios; then large territories."""
    _demonstration()
    for actors in sizes:
        with tempfile.TemporaryDirectory() as name:
            _territory(Path(name), actors)


def _territory(folder: Path, actors: int) -> None:
    """Print what each question takes on a drawn territory, with all its values and with few."""
    made = workspace.create(folder / "ws", name="x", as_of=crowded.AS_OF)
    load_workbook(made, write_workbook(folder / "book", **crowded.sheets(actors)))
    store = made.store()
    print(f"\n{actors:,} actors, a drawn territory: with all values, and with those required")
    given: list[float] = []
    for question in library().values():
        full, few = (_timed(store, question, required=required) for required in (False, True))
        print(f"{question.name:30} {_told(full)} {_told(few)}", flush=True)
        given.append(full[1])
    print(f"with all values: median {statistics.median(given) * 1000:.0f} ms, "
          f"{sum(one < 0.1 for one in given)} of {len(given)} under 100 ms")  # fmt: skip


def _told(measured: tuple[int, float]) -> str:
    rows, seconds = measured
    return f"{rows:6} rows {seconds * 1000:8.1f} ms" if rows >= 0 else f"      over {LIMIT:6} s "


def _timed(store: LocalStore, question: Question, *, required: bool) -> tuple[int, float]:
    """Return the rows and the least seconds of three turns; −1 rows: it was stopped."""
    graphs = layers.graphs(store, question.layer)  # type: ignore[arg-type]
    values = {p.name: _drawn_value(p) for p in question.parameters if p.required or not required}
    bound = bind(question, values, Setting(store, graphs, "fr", crowded.AS_OF))
    taken = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        try:
            paced = PacedStore(store, LIMIT)
            rows = sum(
                1 for _ in paced.select(question.sparql, graphs=graphs, parameters=bound).rows
            )
        except TimedOut:
            return -1, float(LIMIT)
        taken.append(time.perf_counter() - start)
    return rows, min(taken)


def _drawn_value(parameter: Parameter) -> str:
    if parameter.type == "actor":
        return ACTORS.get(parameter.name, "Acteur 700")
    return PLACES.get(parameter.name, "Commune 5") if parameter.type == "territory" else (
        parameter.example
    )  # fmt: skip


def _demonstration() -> None:
    with tempfile.TemporaryDirectory() as name:
        made = workspace.create(Path(name) / "demo", name=NAME, collector=COLLECTOR, as_of=AS_OF)
        with as_file(files("graph") / "demo") as book:
            load_workbook(made, book)
        store = made.store()
        found = [_measure(store, question) for question in library().values()]
        _memory.cache_clear()  # it holds the store, whose folder is about to go
    print(f"{'question':30} rows       ours     rdflib  ratio  parsed beforehand")
    for one in found:
        print(
            f"{one.name:30} {one.rows:4} {one.ours * 1000:7.1f} ms {one.rdflib * 1000:7.0f} ms "
            f"{one.rdflib / one.ours:6.1f} {one.prepared / one.ours:6.1f}"
            f"{'' if one.same else '  stopped' if one.rdflib >= LIMIT else '  other rows'}"
        )
    _conclude("from text to rows", [(one.rdflib / one.ours, one.name) for one in found])
    _conclude("parsed beforehand", [(one.prepared / one.ours, one.name) for one in found])


def _conclude(what: str, ratios: Sequence[tuple[float, str]]) -> None:
    least, name = min(ratios)
    middle = statistics.median(ratio for ratio, _ in ratios)
    print(f"{what}: median {middle:.1f} times as fast as rdflib, least {least:.1f} ({name})")


def _measure(store: LocalStore, question: Question) -> Measured:
    """Ask one question in turns; the first turn warms both sides and does not count.

    Counted is the time of the processor, which other programs on the machine do not lengthen.
    """
    ways = _ways(store, question)
    taken: dict[str, list[float]] = {way: [] for way in ways}
    rows: dict[str, Answered] = {}
    for _ in range(1 + ROUNDS):
        for way, answer in ways.items():
            if taken[way] and taken[way][-1] >= LIMIT:  # once is enough
                continue
            start = time.process_time()
            rows[way] = _within(LIMIT, answer)
            taken[way].append(time.process_time() - start)
    ours, text, prepared = (statistics.median(times[1:] or times) for times in taken.values())
    same = _sorted(rows["ours"]) == _sorted(rows["rdflib"])
    return Measured(question.name, len(rows["ours"]), ours, text, prepared, same)


class _TooLongError(Exception):
    """Raised inside of a thread whose time is up."""


def _within(seconds: float, answer: Callable[[], Answered]) -> Answered:
    """Return an answer, or nothing once the time is up: rdflib, in Python, can be told."""
    found: list[Answered] = []

    def run() -> None:
        with suppress(_TooLongError):
            found.append(answer())

    thread = threading.Thread(target=run, daemon=True)
    start = time.process_time()
    thread.start()
    while thread.is_alive() and time.process_time() - start < seconds:
        thread.join(0.5)
    while thread.is_alive():
        ident = ctypes.c_ulong(thread.ident or 0)
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ident, ctypes.py_object(_TooLongError))
        thread.join(0.5)
    return found[0] if found else []


def _ways(store: LocalStore, question: Question) -> dict[str, Callable[[], Answered]]:
    graphs = layers.graphs(store, question.layer)  # type: ignore[arg-type]
    given = {p.name: p.example for p in question.parameters}
    given = {name: words for name, words in given.items() if (question.name, name) not in LEFT_OUT}
    values = bind(question, given, Setting(store, graphs, "fr", AS_OF))
    theirs = _memory(store, tuple(graphs), "GRAPH " in question.sparql)
    initial = {name: _term(value) for name, value in values.items()}
    parsed = prepareQuery(question.sparql)

    def ours() -> Answered:
        rows = store.select(question.sparql, graphs=graphs, parameters=values).rows
        return [tuple("" if c is None else str(getattr(c, "value", c)) for c in r) for r in rows]

    def text(query: str | rdflib.plugins.sparql.sparql.Query) -> Answered:
        rows = theirs.query(query, initBindings=initial)
        return [tuple("" if c is None else str(c) for c in row) for row in rows]  # type: ignore[union-attr]

    return {
        "ours": ours,
        "rdflib": lambda: text(question.sparql),
        "prepared": lambda: text(parsed),
    }


@cache
def _memory(store: LocalStore, graphs: tuple[str, ...], named: bool) -> rdflib.Graph:
    """Return the same triples in rdflib: merged, or by name where a question asks for names."""
    found = rdflib.Dataset(default_union=True) if named else rdflib.Graph()
    for name in graphs:
        triples = store.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", graphs=[name])
        lines = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)  # type: ignore[arg-type]
        into = found.graph(name) if isinstance(found, rdflib.Dataset) else found
        into.parse(data=lines or b"", format="nt")
    return found


def _term(value: ox.NamedNode | ox.Literal) -> rdflib.URIRef | rdflib.Literal:
    if isinstance(value, ox.NamedNode):
        return rdflib.URIRef(value.value)
    kind = value.datatype.value
    plain = kind == XSD + "string"
    return rdflib.Literal(value.value, datatype=None if plain else rdflib.URIRef(kind))


def _sorted(rows: Answered) -> Answered:
    """Return rows to compare: names joined in a cell have no order, and UTC has two forms."""
    return sorted(
        tuple(" ; ".join(sorted(cell.replace("+00:00", "Z").split(" ; "))) for cell in row)
        for row in rows
    )


if __name__ == "__main__":
    main(tuple(map(int, sys.argv[1:])) or SIZES)
