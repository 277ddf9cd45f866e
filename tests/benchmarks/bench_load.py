"""Loading a workbook to disk, against adding the same triples to rdflib one by one."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TypeVar

import pyoxigraph as ox
from rdflib import Graph, Literal, URIRef

from graph.identifiers import Minter
from graph.rdf import Iri, Statement, Tagged, nquads
from graph.sources import workbook
from graph.store.bulk import bulk_load
from tests.workbooks import write_workbook

ACTORS = 4_000
ALLIANCES = 6_000
ROUNDS = 3
MINT = Minter("https://territoire.test/")
T = TypeVar("T")


def main() -> None:
    """Print the best of interleaved rounds of each way, from the same statements."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        path = _generated(Path(folder) / "carnet")
        checked, reading = _timed(lambda: workbook.check(workbook.read_tables(path)[0]))
        said, stating = _timed(lambda: list(
            workbook.statements(checked, minter=MINT, source="carnet", version="v")
        ))  # fmt: skip
        triples = "".join(nquads(said)).replace(f" <{said[0].graph}> .\n", " .\n")
        best = [float("inf")] * 4
        for turn in range(ROUNDS):
            ours, loading = _timed(partial(_to_disk, said, Path(folder) / f"store{turn}"))
            terms, naming = _timed(lambda: [_triple(one) for one in said])
            theirs, adding = _timed(partial(_add, terms))
            parsed, parsing = _timed(lambda: Graph().parse(data=triples, format="nt"))
            assert len(ours) == len(theirs) == len(parsed) > 100_000
            best = list(map(min, best, (loading, naming, adding, parsing)))
            del ours, terms, theirs, parsed
    loading, naming, adding, parsing = best
    print(f"{len(said):,} triples of {ACTORS:,} actors and {ALLIANCES:,} alliances "
          f"(read and checked in {reading:.1f} s, stated in {stating:.1f} s)\n"
          f"  statements to N-Quads to the store on disk   {loading:6.2f} s\n"
          f"  statements to rdflib terms                   {naming:6.2f} s\n"
          f"  rdflib.Graph.add of these, in memory         {adding:6.2f} s\n"
          f"  rdflib.Graph.parse of the same N-Triples     {parsing:6.2f} s\n"
          f"to disk is {(naming + adding) / loading:.1f} times as fast as rdflib.Graph.add with "
          f"its terms, {adding / loading:.1f} times as the bare add,\n"
          f"{parsing / loading:.1f} times as rdflib's parser")  # fmt: skip


def _timed(work: Callable[[], T]) -> tuple[T, float]:
    start = time.perf_counter()
    done = work()
    return done, time.perf_counter() - start


def _to_disk(said: list[Statement], folder: Path) -> ox.Store:
    store = ox.Store(str(folder))
    bulk_load(store, (line.encode() for line in nquads(said)))
    store.flush()
    return store


def _triple(said: Statement) -> tuple[URIRef, URIRef, URIRef | Literal]:
    value = said.object
    if isinstance(value, Iri):
        return URIRef(said.subject), URIRef(said.predicate), URIRef(value)
    if isinstance(value, Tagged):
        return URIRef(said.subject), URIRef(said.predicate), Literal(value.text, lang=value.lang)
    return URIRef(said.subject), URIRef(said.predicate), Literal(value)


def _add(triples: list[tuple[URIRef, URIRef, URIRef | Literal]]) -> Graph:
    graph = Graph()
    for triple in triples:
        graph.add(triple)
    return graph


def _generated(folder: Path) -> Path:
    """Write a large workbook: every actor is in alliances, every alliance has two parties."""
    actors = [
        f"g{i};Groupe numéro {i};association;13001;numerique;notes;ligne {i}" for i in range(ACTORS)
    ]
    alliances = [f"a{i};Alliance {i};mecenat;sport;13113;notes;{i}" for i in range(ALLIANCES)]
    parties = [f"a{i};g{(i + k) % ACTORS};partenaire" for i in range(ALLIANCES) for k in (0, 7)]
    stages = [f"a{i};signé;{2000 + i % 24};notes" for i in range(ALLIANCES)]
    return write_workbook(
        folder,
        mandats=None,
        acteurs="\n".join(["id;nom;type;commune;thèmes;source;localisation", *actors]),
        alliances="\n".join(
            ["id;intitulé;type;thèmes;territoires;source;localisation", *alliances]
        ),
        parties="\n".join(["alliance;acteur;rôle", *parties]),
        etapes="\n".join(["alliance;étape;date;source", *stages]),
    )


if __name__ == "__main__":
    main()
