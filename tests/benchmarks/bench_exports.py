"""Every export of 20,000 actors with 100,000 links, beside the writers of networkx and rdflib.

``python -m tests.benchmarks.bench_exports [ACTORS]``. Each writer runs in a process of its own, so
that its peak of memory is its own. Measured is the writing, from a store on disk to a file; of
networkx and rdflib, from their graph in memory to a file: reading the store into it is told apart.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pyoxigraph as ox

import ontology
from graph.export.edition import Edition
from graph.export.formats import FORMATS
from graph.export.lake import write as write_lake
from graph.export.pair import write as write_pair
from graph.export.table import Table
from graph.identifiers import Minter
from graph.layers import graphs
from graph.network import Network
from graph.rdf import Iri, Statement, nquads, speaker
from graph.store import LocalStore
from graph.store.bulk import bulk_load

ACTORS = 20_000
LINKS = 5  # of each actor: half as many alliances, each of two parties
MINT = Minter("https://territoire.test/")
OTHERS = ("nx-gexf", "nx-graphml", "rdflib-nquads", "rdflib-trig")


NETWORKS = tuple(form.name for form in FORMATS if form.family == "network")


@dataclass(frozen=True)
class _Read(Edition):
    """An edition whose network was read already."""

    known: Network | None = None

    @classmethod
    def of(cls, edition: Edition, network: Network) -> _Read:
        told = {field.name: getattr(edition, field.name) for field in fields(edition)}
        return cls(**told, known=network)

    def network(self) -> Network:
        assert self.known is not None
        return self.known


def main(actors: int = ACTORS) -> None:
    """Print seconds, megabytes in memory and on disk of every writer."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        store = ox.Store(str(folder / "store"))
        bulk_load(store, (line.encode() for line in nquads(_facts(actors))))
        store.flush()
        print(f"{actors:,} actors, {actors * LINKS:,} links, {len(store):,} statements")
        del store
        for writer in (*(form.name for form in FORMATS), "parquet", *OTHERS):
            _told(writer, folder)


def _told(writer: str, folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.bench_exports", "--one", writer, str(folder)],
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    if done.returncode:
        print(f"  {writer:14} failed: {done.stderr.strip().splitlines()[-1:]}")
        return
    told = json.loads(done.stdout)
    print("  {writer:14} {seconds:7.1f} s of processor ({wall:.1f} s)  {memory:6.0f} MB in memory  "
          "{size:7.1f} MB on disk  (read before: {read:.1f} s)".format(writer=writer, **told),
          flush=True)  # fmt: skip


def one(writer: str, folder: Path) -> None:
    """Run one writer and print what it took, as JSON."""
    edition = _edition(folder / "store")
    target = folder / f"out.{writer}"
    start = time.process_time()
    known = _prepared(writer, edition)
    read = time.process_time() - start
    start, wall = time.process_time(), time.perf_counter()
    _write(writer, edition, known, target)
    told = {
        "seconds": time.process_time() - start,
        "wall": time.perf_counter() - wall,
        "memory": _peak(),
        "size": sum(p.stat().st_size for p in (target, *target.rglob("*")) if p.is_file()) / 1e6,
        "read": read,
    }
    print(json.dumps(told))


def _peak() -> float:
    """Return the peak of memory of this process in megabytes, not that of the one it came from."""
    status = Path("/proc/self/status")
    if not status.exists():
        import resource  # not on Windows

        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    lines = status.read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024


def _prepared(writer: str, edition: Edition) -> Any:
    """Return the graph of another library."""
    if writer.startswith("nx"):
        import networkx as nx

        graph, table = nx.MultiGraph(), Table(edition.network(), "fr")
        for node in table.nodes():
            graph.add_node(node.key, label=node.label, **_full(node.values))
        for link in table.links():
            graph.add_edge(link.source, link.target, link.key, **_full(link.values))
        return graph
    if writer.startswith("rdflib"):
        import rdflib

        data = rdflib.Dataset()
        for graph in edition.graphs:
            for quad in edition.quads(graph):
                data.addN([_terms(quad, data)])
        return data
    return edition.network() if writer in NETWORKS else None


def _terms(quad: Any, data: Any) -> Any:
    import rdflib

    def term(node: Any) -> Any:
        if isinstance(node, ox.NamedNode):
            return rdflib.URIRef(node.value)
        if isinstance(node, ox.BlankNode):
            return rdflib.BNode(node.value)
        kind = None if node.language else rdflib.URIRef(node.datatype.value)
        return rdflib.Literal(node.value, lang=node.language, datatype=kind)

    name = rdflib.URIRef(quad.graph_name.value)
    return term(quad.subject), term(quad.predicate), term(quad.object), data.graph(name)


def _write(writer: str, edition: Edition, known: Any, target: Path) -> None:
    if writer == "parquet":
        write_lake(edition, target)
    elif writer in {"gephi", "kumu"}:
        target.mkdir()
        edition = _Read.of(edition, known)
        with (target / "n").open("wb") as nodes, (target / "l").open("wb") as links:
            write_pair(edition, nodes, links, writer)
    elif writer.startswith("nx"):
        import networkx as nx

        form = {"nx-gexf": nx.write_gexf, "nx-graphml": nx.write_graphml}[writer]
        form(known, target)
    elif writer.startswith("rdflib"):
        known.serialize(str(target), format=writer.partition("-")[2])
    else:
        form = next(form for form in FORMATS if form.name == writer)
        edition = _Read.of(edition, known) if writer in NETWORKS else edition
        with target.open("wb") as out:
            form.write(edition, out)


def _full(values: Any) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in values.items()
        if value is not None
    }


def _edition(folder: Path) -> Edition:
    store = LocalStore(ox.Store.read_only(str(folder)))
    return Edition(store, tuple(graphs(store, "asserted")), MINT, "Banc", date(2026, 1, 1))


def _facts(actors: int) -> Iterator[Statement]:
    """Yield a network: every actor in five alliances of two on average, each with two stages."""
    say, random = speaker(MINT.graph("asserted", "banc", "1")), Random(1)  # noqa: S311
    source = Iri(MINT.thing("source", "banc", "notes"))
    yield from say(source, "rdf:type", _term("ea:Source"))
    yield from say(source, "dcterms:title", "Notes de réunion")
    for i in range(actors):
        yield from _actor(say, i, source)
    stages = [Iri(ontology.concepts("stage")[s].iri) for s in ("contact", "signe")]
    role = Iri(ontology.concepts("party-role")["partenaire"].iri)
    for i in range(actors * LINKS // 2):
        one = Iri(MINT.thing("alliance", "banc", f"a{i}"))
        yield from say(one, "rdf:type", _term("ea:Alliance"))
        yield from say(one, "rdfs:label", f"Alliance {i} entre deux groupes")
        yield from say(one, "ea:partnershipType", Iri(ontology.concepts("type")["mecenat"].iri))
        yield from say(one, "ea:theme", Iri(ontology.concepts("theme")["numerique"].iri))
        yield from say(one, "dcterms:source", source)
        yield from say(one, "ea:locator", f"ligne {i}")
        for place, actor in enumerate(random.sample(range(actors), 2)):
            party = Iri(MINT.thing("party", "banc", f"p{i}-{place}"))
            yield from say(one, "ea:hasParty", party)
            yield from say(party, "rdf:type", _term("ea:Party"))
            yield from say(party, "ea:actor", Iri(MINT.thing("org", "local", f"g{actor}")))
            yield from say(party, "ea:partyRole", role)
        for place, stage in enumerate(stages):
            event, day = Iri(MINT.thing("stage", "banc", f"s{i}-{place}")), 2005 + i % 15 + place
            yield from say(one, "ea:hasStageEvent", event)
            yield from say(event, "rdf:type", _term("ea:StageEvent"))
            yield from say(event, "ea:stage", stage)
            yield from say(event, "ea:notBefore", date(day, 1, 1))
            yield from say(event, "ea:notAfter", date(day, 12, 31))


def _actor(say: Any, i: int, source: Iri) -> Iterator[Statement]:
    one = Iri(MINT.thing("org", "local", f"g{i}"))
    kinds = map(_term, ("ea:Stakeholder", "ea:Actor", "ea:Association", "org:Organization"))
    yield from say(one, "rdf:type", *kinds)
    yield from say(one, "rdfs:label", f"Groupe numéro {i} du Pays d'Aix")
    yield from say(one, "ea:sector", Iri(ontology.concepts("sector")["association"].iri))
    yield from say(one, "ea:theme", Iri(ontology.concepts("theme")["numerique"].iri))
    yield from say(one, "dcterms:source", source)
    yield from say(one, "ea:locator", f"ligne {i}")


def _term(name: str) -> Iri:
    return Iri(ontology.iri(name))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        one(sys.argv[2], Path(sys.argv[3]))
    else:
        main(*map(int, sys.argv[1:2]))
