"""Requests a second: ``alliances serve`` against ``rdflib-endpoint``, the same data side by side.

``python -m tests.benchmarks.bench_serve [ACTORS…]``: the demonstration, then drawn territories of
so many actors (2,000 and 20,000: 0.15 and 1 million statements). Each server runs in a process of
its own on loopback and answers the same text by the SPARQL 1.1 Protocol, over connections kept
open, in turns. Values of parameters stand in the text, which is what any client of an endpoint
would send; nothing is kept between requests by either. A question whose numbers of rows differ is
shown, and left out of the ratio: rdflib's engine is known to answer some otherwise. Once one answer
of rdflib's takes longer than ``LIMIT``, it is asked nothing more: it cannot be told to stop.
"""

from __future__ import annotations

import http.client
import importlib.util
import json
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

import pyoxigraph as ox

import queries
from cli.commands.demo import AS_OF, COLLECTOR, NAME
from cli.site.data import opened
from cli.site.public import COPIED, place
from graph import layers, workspace
from graph.load import load_workbook
from graph.questions import Setting, bind
from graph.store import LocalStore
from graph.workspace import Workspace
from tests.benchmarks import crowded
from tests.serving import FORM, serving
from tests.workbooks import write_workbook

#: The last is the one that rdflib answers slowest.
QUESTIONS = ("qui-est", "appels-ouverts", "donnees-sur-un-acteur", "themes-sans-entreprise")
SIZES = (2_000, 20_000)
ACTOR = "Acteur 700"
LIMIT = 60.0  # seconds that one answer may take
PLAIN = "SELECT ?s ?name { ?s a ea:Association ; rdfs:label ?name } ORDER BY ?name LIMIT 50"
CLIENTS = 4
LEAST = 2.0  # seconds of one measurement; an answer under way is waited for
ROUNDS = 2

#: What rdflib-endpoint runs: one process, as its own command does.
THEIRS = """
import sys, rdflib, uvicorn
from rdflib_endpoint import SparqlEndpoint
data = rdflib.Dataset(default_union=True)
data.parse(sys.argv[1], format="nquads")
app = SparqlEndpoint(graph=data)
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[2]), log_level="critical", access_log=False)
"""


class Address(NamedTuple):
    """Where a server answers."""

    port: int
    path: str


def main(sizes: Sequence[int] = SIZES) -> None:
    """Print, of each size, a line a question and the median and least ratio."""
    if importlib.util.find_spec("rdflib_endpoint") is None:
        print("rdflib-endpoint is not installed: nothing to compare with (pip install it to do so)")
        return
    for actors in (0, *sizes):
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
            _measured(Path(name), actors)


def _measured(folder: Path, actors: int) -> None:
    made = _demonstration(folder) if not actors else _territory(folder, actors)
    print(f"{f'{actors:,} actors' if actors else 'demonstration'}, {CLIENTS} clients", flush=True)
    asked = list(_texts(made.store(), ACTOR if actors else None))
    with serving(made.path) as ours, _theirs(made, folder) as theirs:
        await_copy(made)
        servers = Address(ours.port, "/sparql"), theirs
        ratios = [(ratio, name) for ratio, name, is_same in _compared(asked, *servers) if is_same]
    least, where = min(ratios)
    middle = statistics.median(ratio for ratio, _ in ratios)
    print(f"median {middle:.1f} times the requests, least {least:.1f} ({where})\n", flush=True)


def _demonstration(folder: Path) -> Workspace:
    made = workspace.create(folder / "demo", name=NAME, collector=COLLECTOR, as_of=AS_OF)
    with as_file(files("graph") / "demo") as book:
        load_workbook(made, book)
    return made


def _territory(folder: Path, actors: int) -> Workspace:
    made = workspace.create(folder / "ws", name="x", as_of=crowded.AS_OF)
    load_workbook(made, write_workbook(folder / "book", **crowded.sheets(actors)))
    return made


def await_copy(made: Workspace) -> None:
    """Wait until the site has what it would have a minute later, and say how large a store is."""
    _, shown = opened(made)
    size, start = len(made.store().engine), time.monotonic()
    while size > COPIED and not place(shown).is_dir() and time.monotonic() - start < 600:
        time.sleep(1)
    print(f"{size:,} statements")


def _texts(store: LocalStore, actor: str | None) -> Iterator[tuple[str, str]]:
    """Yield names and texts, each parameter bound in the text to a value."""
    graphs = layers.graphs(store, "asserted")
    prefixes = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in _PREFIXES.items())
    yield "labels of associations", prefixes + PLAIN
    for name in QUESTIONS:
        question = queries.library()[name]
        given = {p.name: actor or p.example for p in question.parameters if p.required}
        values = bind(question, given, Setting(store, graphs, "fr", AS_OF))
        yield name, _bound(question.sparql, {name: str(term) for name, term in values.items()})


def _bound(sparql: str, values: dict[str, str]) -> str:
    """Write values in the place of variables; a SELECT or GROUP BY names them no more."""
    text = re.sub(r"^\s*#.*$", "", sparql, flags=re.MULTILINE)
    one = "|".join(values)

    def put(match: re.Match[str]) -> str:
        if match["name"]:
            return values[match["name"]]
        pieces = re.split(r"(\([^\n]*\))", match[0])  # in brackets they stay, as values
        kept = [re.sub(rf"\?({one})\b", "", piece) for piece in pieces[::2]]
        inside = [re.sub(rf"\?({one})\b", lambda m: values[m[1]], piece) for piece in pieces[1::2]]
        found = "".join(a + b for a, b in zip(kept, [*inside, ""], strict=True))
        return "" if found.split() == ["GROUP", "BY"] else found

    head = r"SELECT\b.*?(?=\bWHERE\b|\{)|GROUP BY[^\n]*"
    return re.sub(rf"{head}|\?(?P<name>{one})\b", put, text, flags=re.DOTALL)


_PREFIXES = {"ea": "https://w3id.org/envies-alliances/def#",
             "rdfs": "http://www.w3.org/2000/01/rdf-schema#"}  # fmt: skip


@contextmanager
def _theirs(made: Workspace, folder: Path) -> Iterator[Address]:
    """Start rdflib-endpoint on the same public facts."""
    store = made.store()
    quads = (
        ox.Quad(t.subject, t.predicate, t.object, ox.NamedNode(graph))
        for graph in layers.graphs(store, "asserted")
        for t in store.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", graphs=[graph])  # type: ignore[union-attr]
    )
    data = folder / "facts.nq"
    ox.serialize(quads, str(data), format=ox.RdfFormat.N_QUADS)
    port = _free_port()
    with subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", THEIRS, str(data), str(port)]
    ) as process:
        try:
            _await(port)
            yield Address(port, "/")
        finally:
            process.kill()  # it would finish what it answers first


def _free_port() -> int:
    """Return a port that is free now."""
    with socket.socket() as made:
        made.bind(("127.0.0.1", 0))
        return int(made.getsockname()[1])


def _await(port: int) -> None:
    end = time.monotonic() + 900
    while time.monotonic() < end:
        try:
            _ask(http.client.HTTPConnection("127.0.0.1", port, 60), "/", "SELECT * {} LIMIT 1")
        except OSError:
            time.sleep(0.5)
        else:
            return
    raise TimeoutError("rdflib-endpoint did not start")


def _ask(connection: http.client.HTTPConnection, path: str, sparql: str) -> bytes:
    accept = {"Accept": "application/sparql-results+json"}
    connection.request("POST", path, urlencode({"query": sparql}), FORM | accept)
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise RuntimeError(f"{answer.status}: {body[:300]!r}")
    return body


def _compared(
    asked: Sequence[tuple[str, str]], ours: Address, theirs: Address
) -> Iterator[tuple[float, str, bool]]:
    """Measure texts on both servers in turns; yield ratio, name, and whether the rows agree."""
    for name, text in asked:
        try:
            rows = [_rows(address, text) for address in (ours, theirs)]
        except TimeoutError:
            print(f"{name:28} over {LIMIT:g} s at rdflib's: left out, and the end")
            return
        rates = [(_rate(ours, text), _rate(theirs, text)) for _ in range(ROUNDS)]
        mine, other = (statistics.median(found) for found in zip(*rates, strict=True))
        same = "" if rows[0] == rows[1] else f"  rows differ: {rows[0]} and {rows[1]}"
        print(f"{name:28} {rows[0]:4} rows {mine:8.1f}/s {other:8.2f}/s {mine / other:7.1f}{same}",
              flush=True)  # fmt: skip
        yield mine / other, name, not same


def _rows(address: Address, text: str) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", address.port, LIMIT)
    found = json.loads(_ask(connection, address.path, text))["results"]["bindings"]
    connection.close()
    return len(found)


def _rate(address: Address, text: str) -> float:
    """Return requests a second of some clients that each ask again as soon as they may."""
    start = time.perf_counter()
    done: list[float] = []

    def client() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", address.port, 400)
        while time.perf_counter() - start < LEAST:
            _ask(connection, address.path, text)
            done.append(time.perf_counter())
        connection.close()

    clients = [threading.Thread(target=client) for _ in range(CLIENTS)]
    for each in clients:
        each.start()
    for each in clients:
        each.join()
    return len(done) / (max(done) - start)


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]] or SIZES)
