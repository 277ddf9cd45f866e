"""Loading a register of any size, against the engine's own loader and a plain rdflib one.

``python -m tests.benchmarks.bench_registers [ROWS…]``; by default 20,000 and 200,000 rows, and
2,000,000 take half an hour and 25 GB of disk. Every load is a process of its own: its wall time
and the most memory it held are the operating system's figures.

* Oxigraph's loader (package ``oxigraph``) gets the very N-Quads that our load kept; ours starts
  from the CSV, and besides keeps the statements, checks them and settles who is who.
* The rdflib loader is the straightforward one: ``csv.DictReader`` and ``Graph.add``, in memory,
  for the same statements of each row, without any of the checks.
"""

from __future__ import annotations

import csv
import gzip
import shutil
import subprocess
import sys
import tempfile
import time
from collections import deque
from pathlib import Path

from tests.benchmarks import generate

SIZES = (20_000, 200_000)
RDFLIB_UP_TO = 200_000  # rows: rdflib takes 3 kB of memory a statement
TERRITORY = "Pays d'Aix"


def main(sizes: tuple[int, ...] = SIZES) -> None:
    """Print, for each size, times and memory side by side, and how straight the curve is."""
    per_row = {}
    for rows in sizes:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            per_row[rows] = _compare(Path(folder), rows)
    least = min(per_row.values())
    shown = ", ".join(f"{rows:,}: {spent / least:.2f}" for rows, spent in per_row.items())
    print(f"time a row, as a multiple of the least: {shown}")


def _compare(folder: Path, rows: int) -> float:
    path = folder / "rna_waldec.csv"
    generate.rna(path, rows, seed=1)
    space = folder / "ws"
    _run("cli.main", "init", space)
    loading, memory = _run("cli.main", "--workspace", space, "load", path)
    (kept,) = (space / "sources").glob("*.nq.gz")
    lines = folder / "same.nq"
    with gzip.open(kept) as packed, lines.open("wb") as plain:
        shutil.copyfileobj(packed, plain, 1 << 22)
    shutil.rmtree(space / "store")
    theirs, their_memory = _process(
        _oxigraph(), "load", "--location", folder / "ox", "--file", lines
    )
    lines.unlink()
    shutil.rmtree(folder / "ox")
    _run("cli.main", "init", folder / "part")
    filtering, _ = _run(
        "cli.main", "--workspace", folder / "part", "load", path, "--territory", TERRITORY
    )
    reading = _filter(path)
    print(f"{rows:,} associations ({path.stat().st_size / 1e6:,.0f} MB of CSV)\n"
          f"  alliances load                     {loading:8.1f} s  {memory:6.0f} MB\n"
          f"  oxigraph load, same statements     {theirs:8.1f} s  {their_memory:6.0f} MB   "
          f"ours takes {loading / theirs:.2f} times as long\n"
          f"  alliances load --territory         {filtering:8.1f} s\n"
          f"  reading alone, one territory kept  {reading:8.1f} s             "
          f"{rows / reading:,.0f} rows a second")  # fmt: skip
    if rows <= RDFLIB_UP_TO:
        plainly, plain_memory = _run("tests.benchmarks.bench_registers", "--rdflib", path)
        print(f"  a plain rdflib loader, in memory   {plainly:8.1f} s  {plain_memory:6.0f} MB   "
              f"ours is {plainly / loading:.1f} times as fast")  # fmt: skip
    return loading / rows


def _run(module: str, *arguments: object) -> tuple[float, float]:
    return _process(sys.executable, "-m", module, *arguments)


def _process(*command: object) -> tuple[float, float]:
    """Run a command; return its wall time in seconds and its peak memory in MB (0: unknown)."""
    start = time.perf_counter()
    with subprocess.Popen(
        list(map(str, command)), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as running:
        assert running.stderr
        said = running.stderr.read()
        memory = _wait(running)
    if running.returncode:
        raise SystemExit(f"{command}: {said.decode(errors='replace')[-2000:]}")
    return time.perf_counter() - start, memory


def _wait(running: subprocess.Popen[bytes]) -> float:
    """Wait for a process; return its peak memory in MB where the system tells it."""
    try:
        import os

        _, status, usage = os.wait4(running.pid, 0)
    except AttributeError:  # Windows
        running.wait()
        return 0.0
    running.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_maxrss / (1024 if sys.platform != "darwin" else 1024**2)


def _oxigraph() -> Path:
    beside = Path(sys.executable).parent
    found = shutil.which("oxigraph", path=str(beside)) or shutil.which("oxigraph")
    if found is None:
        raise SystemExit("the package oxigraph is not installed: pip install oxigraph")
    return Path(found)


def _filter(path: Path) -> float:
    """Read a file for one territory and throw the statements away; return the seconds."""
    import ontology
    from graph.identifiers import Minter
    from graph.load import collecting_seldom
    from graph.sources.catalogue import recognise
    from graph.sources.context import Context
    from graph.sources.emit import Emit
    from graph.sources.places import known_places, scope_of
    from graph.sources.report import Report

    places = known_places(ontology.BASE, None, [])
    context = Context(path.name, places, scope_of(places, TERRITORY))
    out = Emit(Minter(ontology.BASE), "rna", "1")
    start = time.perf_counter()
    with collecting_seldom():
        deque(recognise(path).blocks(out, context, Report()), maxlen=0)
    return time.perf_counter() - start


def plain_rdflib(path: Path) -> int:
    """Load an RNA file the straightforward way; return how many statements there are."""
    from rdflib import RDF, RDFS, XSD, Graph, Literal, URIRef

    import ontology

    def term(name: str) -> URIRef:
        return URIRef(ontology.iri(name))

    graph, base = Graph(), ontology.BASE
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        for number, row in enumerate(csv.DictReader(file, delimiter=";"), 2):
            iri = URIRef(f"{base}id/org/rna/{row['id']}")
            for kind in ("ea:Stakeholder", "ea:Actor", "org:Organization", "ea:Association",
                         "rov:RegisteredOrganization"):  # fmt: skip
                graph.add((iri, RDF.type, term(kind)))
            graph.add((iri, term("ea:sector"), term("sector:association")))
            graph.add((iri, RDFS.label, Literal(row["titre"])))
            graph.add((iri, term("ea:rna"), Literal(row["id"])))
            for name, column in (("skos:altLabel", "titre_court"), ("ea:siren", "siret"),
                                 ("dcterms:description", "objet")):  # fmt: skip
                if row[column]:
                    graph.add((iri, term(name), Literal(row[column])))
            seat = URIRef(f"{base}id/geo/commune/{row['adrs_codeinsee']}")
            graph.add((iri, term("ea:seat"), seat))
            graph.add((iri, term("ea:theme"), term("theme:culture-art")))
            graph.add((iri, term("ea:themeBasis"), term("theme-basis:code-registre")))
            for name in ("ea:startNotBefore", "ea:startNotAfter"):
                graph.add((iri, term(name), Literal(row["date_creat"], datatype=XSD.date)))
            graph.add((iri, term("dcterms:source"), URIRef(f"{base}id/source/register/rna")))
            graph.add((iri, term("ea:locator"), Literal(f"ligne {number}")))
    return len(graph)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--rdflib"]:
        plain_rdflib(Path(sys.argv[2]))
    else:
        main(tuple(map(int, sys.argv[1:])) or SIZES)
