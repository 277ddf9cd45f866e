"""RDF files: canonical order, read back by two other readers, nothing mixed, nothing restricted."""

from __future__ import annotations

import io
import json
import random
from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.compare import isomorphic

import ontology
from graph import layers, workspace
from graph.export import lines as module
from graph.export import rdf
from graph.export.edition import Edition
from graph.export.lines import Lines, canonical
from graph.load import load_workbook
from graph.validate import validate
from graph.workspace import Workspace
from tests.export.editions import edition_of
from tests.workbooks import SMALL, write_workbook

FORMS = ("nquads", "ntriples", "trig", "turtle", "jsonld")
OX = {
    "nquads": ox.RdfFormat.N_QUADS, "ntriples": ox.RdfFormat.N_TRIPLES,
    "trig": ox.RdfFormat.TRIG, "turtle": ox.RdfFormat.TURTLE, "jsonld": ox.RdfFormat.JSON_LD,
}  # fmt: skip
RDFLIB = {"nquads": "nquads", "ntriples": "nt", "trig": "trig", "turtle": "turtle",
          "jsonld": "json-ld"}  # fmt: skip


def written(edition: Edition, form: str) -> bytes:
    out = io.BytesIO()
    rdf.write(edition, out, form)
    return out.getvalue()


@pytest.fixture(autouse=True)
def _words_as_written() -> Iterator[None]:
    """Let rdflib keep 7000.00 as it is written."""
    before, rdflib.NORMALIZE_LITERALS = rdflib.NORMALIZE_LITERALS, False
    yield
    rdflib.NORMALIZE_LITERALS = before


@pytest.mark.parametrize("form", FORMS)
def test_the_same_facts_make_the_same_bytes(small: Workspace, form: str) -> None:
    first, second = (written(edition_of(small), form) for _ in range(2))
    assert first == second
    assert len(first) > 100_000


def test_n_quads_are_those_of_the_store_and_sorted(small: Workspace) -> None:
    text = written(edition_of(small), "nquads")
    rows = text.splitlines()
    assert rows == sorted(rows)
    assert len(rows) == len(set(rows))
    read = Counter(q.graph_name.value for q in ox.parse(text, ox.RdfFormat.N_QUADS))
    store = small.store()
    count = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
    for graph in layers.stated(layers.graphs(store, "asserted")):
        row = next(store.select(count, graphs=[graph]).rows)
        assert read.pop(graph) == _count(row)
    assert [name.partition("/graph/")[2] for name in read] == ["prov/edition"]


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")
@pytest.mark.parametrize("form", ["trig", "jsonld"])
def test_formats_with_graphs_say_the_same_to_two_readers(small: Workspace, form: str) -> None:
    edition = edition_of(small, "all")
    expected = rdflib.Dataset()
    expected.parse(data=written(edition, "nquads"), format="nquads")
    text = written(edition, form)
    found = rdflib.Dataset()
    found.parse(data=text, format=RDFLIB[form])
    names = {g.identifier for g in expected.graphs() if len(g)}
    assert {g.identifier for g in found.graphs() if len(g)} == names
    assert len(names) == 7
    for name in names:
        assert isomorphic(expected.graph(name), found.graph(name)), name
    dataset = ox.Dataset(ox.parse(text, OX[form]))
    again = ox.Dataset(ox.parse(written(edition, "nquads"), ox.RdfFormat.N_QUADS))
    for one in (dataset, again):
        one.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    assert dataset == again


@pytest.mark.parametrize("form", ["turtle", "ntriples"])
def test_formats_without_graphs_merge_the_facts(small: Workspace, form: str) -> None:
    edition = edition_of(small)
    quads = ox.parse(written(edition, "nquads"), ox.RdfFormat.N_QUADS)
    expected = ox.Dataset(ox.Quad(q.subject, q.predicate, q.object) for q in quads)
    text = written(edition, form)
    found = ox.Dataset(ox.parse(text, OX[form]))
    for one in (expected, found):
        one.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    assert expected == found
    graph = rdflib.Graph().parse(data=text, format=RDFLIB[form])
    assert len(graph) == len(found)


def test_turtle_says_what_it_merges_and_names_things_shortly(small: Workspace) -> None:
    lines = written(edition_of(small), "turtle").decode().splitlines()
    assert lines[0] == "# " + rdf._MERGED.fr
    assert next(line for line in lines if line.startswith("#   ")).endswith(
        f"graph/asserted/carnet/{small.versions.manifest()['sources'][0]['version']}"
    )
    prefixes = [line for line in lines if line.startswith("@prefix")]
    assert prefixes == sorted(prefixes)
    assert any(line.startswith("alliance-carnet:a1 ") for line in lines)


def test_a_changed_fact_changes_few_lines(tmp_path: Path) -> None:
    texts = []
    for name in ("Ateliers numériques", "Ateliers du numérique"):
        made = workspace.create(tmp_path / name, name="Essai")
        changed = SMALL["alliances"].replace("Ateliers numériques", name)
        load_workbook(made, write_workbook(tmp_path / name / "carnet", alliances=changed))
        version = made.versions.manifest()["sources"][0]["version"]
        text = written(edition_of(made), "trig").decode().replace(version, "VERSION")
        kept = (line for line in text.splitlines() if "sha256" not in line and "AtTime" not in line)
        texts.append(set(kept))
    assert len(texts[0] ^ texts[1]) == 2


def test_blank_nodes_have_canonical_names() -> None:
    p = ox.NamedNode("https://example.org/p")
    nodes = [ox.BlankNode(f"x{i}") for i in range(6)]
    quads = [ox.Quad(a, p, b, p) for a, b in pairwise(nodes)]
    quads.append(ox.Quad(nodes[0], p, ox.Literal("début"), p))
    names: dict[Any, Any] = {node: ox.BlankNode() for node in nodes}
    shuffled = random.Random(1).sample(quads, len(quads))  # noqa: S311
    other = [ox.Quad(names[q.subject], p, names.get(q.object, q.object), p) for q in shuffled]
    one, two = (sorted(canonical(each)[p.value]) for each in (quads, other))
    assert one == two
    assert {word for line in one for word in line.decode().split() if word[:2] == "_:"} == {
        f"_:c14n{i}" for i in range(6)
    }


def test_many_lines_are_sorted_on_disk(small: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = written(edition_of(small), "nquads")
    monkeypatch.setattr(module, "PIECE", 100)
    assert written(edition_of(small), "nquads") == whole


def test_suggestions_stay_in_their_graph(small: Workspace) -> None:
    potential = ontology.node("ea:PotentialAlliance")
    text = written(edition_of(small, "all"), "nquads")
    found = [q for q in ox.parse(text, ox.RdfFormat.N_QUADS) if q.object == potential]
    said = [q for q in found if layers.layer_of_quad(q) not in {"ontology", "vocab", "prov"}]
    assert said
    assert {layers.layer_of_quad(q) for q in said} == {"derived"}
    facts = written(edition_of(small), "nquads")
    assert not [
        q for q in ox.parse(facts, ox.RdfFormat.N_QUADS)
        if q.predicate == ontology.node("rdf:type") and q.object == potential
    ]  # fmt: skip


def test_a_person_is_named_only_during_the_mandate(tmp_path: Path) -> None:
    held = "post;post title;holder;role;body;start;end\nmaire-aix;Maire;{};maire;ville-aix;{};{}"
    for name, start, end in (("Ancien Élu", "2008-03-01", "2014-03-01"),
                             ("Élue Actuelle", "2020-05-25", "2099-01-01")):  # fmt: skip
        made = workspace.create(tmp_path / name, name="Essai", as_of=date(2021, 1, 1))
        sheet = held.format(name, start, end)
        load_workbook(made, write_workbook(tmp_path / name / "carnet", mandats=sheet))
        for internal in (False, True):
            text = written(edition_of(made, internal=internal), "trig").decode()
            assert (name in text) == (name == "Élue Actuelle")
            assert "mandate-carnet:" in text


def test_the_public_edition_passes_the_gate_of_publication(closed: Workspace) -> None:
    text = written(edition_of(closed), "nquads")
    store = ox.Store()
    store.bulk_load(text, ox.RdfFormat.N_QUADS)
    graphs = sorted(g.value for g in store.named_graphs())
    assert validate(store, graphs, "publication") == []
    store.bulk_load(written(edition_of(closed, internal=True), "nquads"), ox.RdfFormat.N_QUADS)
    graphs = sorted(g.value for g in store.named_graphs())
    assert validate(store, graphs, "publication") != []


def test_the_description_counts_what_is_really_there(small: Workspace) -> None:
    edition = edition_of(small, "all")
    out = io.BytesIO()
    rdf.write_description(edition, out, "turtle")
    told = rdflib.Graph().parse(data=out.getvalue(), format="turtle")
    with Lines(edition) as lines:
        counts = Counter(
            q.graph_name.value
            for graph in lines.graphs
            for q in ox.parse(b"".join(lines.of(graph)), ox.RdfFormat.N_QUADS)
        )
        properties = Counter(lines.properties)
    void, whole = rdflib.VOID, rdflib.URIRef(edition.iri)
    subsets = {str(g): _number(told, g, void.triples) for g in told.objects(whole, void.subset)}
    assert subsets == counts
    assert _number(told, whole, void.triples) == sum(counts.values())
    parts = {
        f"<{told.value(part, void.property)}>".encode(): _number(told, part, void.triples)
        for part in told.objects(whole, void.propertyPartition)
    }
    assert parts == properties
    asked = "SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s a ?class }"
    facts = [g for g in edition.graphs if layers.layer_of(g) in {"asserted", "derived"}]
    classes = list(told.objects(whole, void.classPartition))
    assert len(classes) > 20
    for part in classes:
        sparql = asked.replace("?class", f"<{told.value(part, void['class'])}>")
        row = next(small.store().select(sparql, graphs=facts).rows)
        assert _number(told, part, void.entities) == _count(row)


def _number(graph: rdflib.Graph, subject: rdflib.term.Node, predicate: rdflib.URIRef) -> int:
    return int(str(graph.value(subject, predicate)))


def _count(row: tuple[object, ...]) -> int:
    return int(getattr(row[0], "value", -1))


def test_the_description_has_what_dcat_ap_asks(small: Workspace) -> None:
    out = io.BytesIO()
    edition = edition_of(small)
    object.__setattr__(edition, "url", "https://example.org/alliances.ttl")
    rdf.write_description(edition, out, "turtle")
    told = rdflib.Graph().parse(data=out.getvalue(), format="turtle")
    dcat, dct = rdflib.DCAT, rdflib.DCTERMS
    datasets = set(told.subjects(rdflib.RDF.type, dcat.Dataset))
    assert len(datasets) > 3
    for one in datasets:  # mandatory for a dataset
        assert told.value(one, dct.title)
        assert told.value(one, dct.description)
    for licence in told.objects(None, dct.license):
        if isinstance(licence, rdflib.URIRef):
            assert (licence, rdflib.RDF.type, dct.LicenseDocument) in told
    for one in told.subjects(rdflib.RDF.type, dcat.Distribution):  # mandatory for a distribution
        assert isinstance(told.value(one, dcat.accessURL), rdflib.URIRef)
    assert list(told.subjects(rdflib.RDF.type, dcat.Distribution))
    agent = told.value(rdflib.URIRef(edition.iri), dct.publisher)
    assert (agent, rdflib.RDF.type, rdflib.FOAF.Agent) in told
    assert str(told.value(agent, rdflib.FOAF.name)) == "Pays d'Aix Associations"
    titles = {str(t) for s in told.objects(None, dct.source) for t in told.objects(s, dct.title)}
    assert "Notes de réunion" in titles
    assert not [node for triple in told for node in triple if isinstance(node, rdflib.BNode)]


@pytest.mark.parametrize("form", FORMS)
def test_an_internal_edition_says_so_in_every_format(closed: Workspace, form: str) -> None:
    text = written(edition_of(closed, internal=True), form).decode()
    assert "Édition interne : ne pas diffuser" in text
    assert "Édition interne" not in written(edition_of(closed), form).decode()


def test_json_ld_has_one_context_and_indents(small: Workspace) -> None:
    text = written(edition_of(small), "jsonld").decode()
    told = json.loads(text)
    assert told["@context"]["ea"] == ontology.iri("ea:Actor").removesuffix("Actor")
    assert max(map(len, text.splitlines())) < 2_000
