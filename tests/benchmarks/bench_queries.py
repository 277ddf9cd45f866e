"""The questions of the library on the demonstration: our store on disk against rdflib in memory.

Both answer the same text with the same values over the same triples, in turns. rdflib is timed
a second time with the text parsed beforehand, which ours never is: the harder comparison.
"""

from __future__ import annotations

import gc
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import cache
from importlib.resources import as_file, files
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox
import rdflib
from rdflib.plugins.sparql import prepareQuery

from cli.commands.demo import AS_OF, COLLECTOR, NAME
from graph import layers, workspace
from graph.load import load_workbook
from graph.questions import Setting, ask
from graph.store import Answer, LocalStore, Rows, Store
from queries import Question, library

ROUNDS = 5
Values = dict[str, ox.NamedNode | ox.Literal]
#: The demonstration knows no company there: the example of this parameter has no answer.
LEFT_OUT = {("associations-avec-entreprise", "territoire")}


class Measured(NamedTuple):
    """Medians in seconds for one question."""

    name: str
    rows: int
    ours: float
    rdflib: float  # text to rows, as ours
    prepared: float  # rows alone
    same: bool


def main() -> None:
    """Print a line a question, then the median and the smallest ratios."""
    with tempfile.TemporaryDirectory() as name:
        made = workspace.create(Path(name) / "demo", name=NAME, collector=COLLECTOR, as_of=AS_OF)
        with as_file(files("graph") / "demo") as book:
            load_workbook(made, book)
        store = made.store()
        found = [_measure(store, question) for question in library().values()]
        del store
        gc.collect()
    print(f"{'question':30} rows      ours    rdflib  ratio  (parsed beforehand)")
    for one in found:
        print(
            f"{one.name:30} {one.rows:4} {one.ours * 1000:6.1f} ms {one.rdflib * 1000:6.0f} ms "
            f"{one.rdflib / one.ours:6.1f}  {one.prepared / one.ours:6.1f}"
            f"{'' if one.same else '  other rows!'}"
        )
    _conclude("text to rows", [(one.rdflib / one.ours, one.name) for one in found])
    _conclude("rdflib parsed beforehand", [(one.prepared / one.ours, one.name) for one in found])


def _conclude(what: str, ratios: list[tuple[float, str]]) -> None:
    middle = statistics.median(ratio for ratio, _ in ratios)
    least, name = min(ratios)
    print(f"{what}: median {middle:.1f} times rdflib; least {least:.1f} ({name})")


def _measure(store: Store, question: Question) -> Measured:
    values = _bound(store, question)
    graphs = tuple(layers.graphs(store, question.layer))  # type: ignore[arg-type]
    theirs = _rdflib(store, graphs, "GRAPH " in question.sparql)
    initial = {name: _term(value) for name, value in values.items()}
    parsed = prepareQuery(question.sparql)
    ways: dict[str, Callable[[], list[tuple[object, ...]]]] = {
        "ours": lambda: [
            tuple(row)
            for row in store.select(question.sparql, graphs=graphs, parameters=values).rows
        ],
        "rdflib": lambda: list(theirs.query(question.sparql, initBindings=initial)),
        "prepared": lambda: list(theirs.query(parsed, initBindings=initial)),
    }
    taken: dict[str, list[float]] = {way: [] for way in ways}
    rows: dict[str, list[tuple[object, ...]]] = {}
    for _ in range(ROUNDS):
        for way, answer in ways.items():
            start = time.perf_counter()
            rows[way] = answer()
            taken[way].append(time.perf_counter() - start)
    medians = [statistics.median(times) for times in taken.values()]
    same = sorted(map(_plain, rows["ours"])) == sorted(map(_plain, rows["rdflib"]))
    return Measured(question.name, len(rows["ours"]), *medians, same)


class _Recorder:
    """A store that notes the values that the program binds, then answers as the real one."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self.values: Values = {}

    def graphs(self) -> list[str]:
        return self._store.graphs()

    def query(self, sparql: str, *, graphs: object, parameters: Values | None = None) -> Answer:
        raise NotImplementedError

    def select(self, sparql: str, *, graphs: list[str], parameters: Values | None = None) -> Rows:
        self.values = dict(parameters or {})
        return self._store.select(sparql, graphs=graphs, parameters=parameters)
