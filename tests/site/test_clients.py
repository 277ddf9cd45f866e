"""Clients as they are: SPARQLWrapper, curl, rdflib; every IRI that the site shows resolves."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess

import pytest
import rdflib

import ontology
from tests.serving import Served

NAMES = "SELECT ?s ?name { ?s a ea:Association ; rdfs:label ?name } ORDER BY ?name"
ACTOR = "/id/org/local/medinsoft"


def test_sparqlwrapper_asks_by_get_and_by_post(site: Served) -> None:
    wrapper = pytest.importorskip("SPARQLWrapper")
    expected = [row["name"]["value"] for row in site.ask(NAMES).rows()]
    assert len(expected) > 50
    for method in (wrapper.GET, wrapper.POST):
        for kind in (wrapper.URLENCODED, wrapper.POSTDIRECTLY):
            client = wrapper.SPARQLWrapper(f"{site.origin}/sparql")
            client.setMethod(method)
            if method == wrapper.POST:
                client.setRequestMethod(kind)
            client.setReturnFormat(wrapper.JSON)
            client.setQuery(NAMES)
            rows = client.query().convert()["results"]["bindings"]
            assert [row["name"]["value"] for row in rows] == expected


@pytest.mark.filterwarnings("ignore")  # of SPARQLWrapper and rdflib, about one another
@pytest.mark.parametrize("form", ["TURTLE", "N3", "RDFXML", "XML", "RDF", "JSONLD", "JSON"])
def test_sparqlwrapper_constructs(site: Served, form: str) -> None:
    wrapper = pytest.importorskip("SPARQLWrapper")
    client = wrapper.SPARQLWrapper(f"{site.origin}/sparql")
    client.setReturnFormat(getattr(wrapper, form))
    client.setQuery("CONSTRUCT { ?a a ea:Foundation } WHERE { ?a a ea:Foundation }")
    answer = client.query().response
    text, media = answer.read().decode(), answer.headers["Content-Type"].partition(";")[0]
    found = rdflib.Graph().parse(data=text, format=media)
    assert len(found) == len(site.ask("SELECT DISTINCT ?a { ?a a ea:Foundation }").rows()) > 0


def test_sparqlwrapper_tells_our_mistakes(site: Served) -> None:
    wrapper = pytest.importorskip("SPARQLWrapper")
    client = wrapper.SPARQLWrapper(f"{site.origin}/sparql")
    client.setQuery("SELECT ?x WHERE { ?x }")
    with pytest.raises(Exception, match=r"ligne 1, colonne \d+"):
        client.query()


def test_curl(site: Served) -> None:
    curl = shutil.which("curl")
    if curl is None:
        pytest.skip("curl is missing")

    def fetched(*arguments: str) -> str:
        done = subprocess.run([curl, "-sS", *arguments], capture_output=True, check=True)
        return done.stdout.decode("utf-8")

    asked = ("--data-urlencode", f"query={NAMES}", f"{site.origin}/sparql")
    rows = list(csv.DictReader(io.StringIO(fetched("-H", "Accept: text/csv", *asked))))
    assert [row["name"] for row in rows] == [row["name"]["value"] for row in site.ask(NAMES).rows()]
    turtle = fetched("-L", "-H", "Accept: text/turtle", f"{site.origin}{ACTOR}")
    assert rdflib.URIRef(f"{ontology.BASE}{ACTOR[1:]}") in set(
        rdflib.Graph().parse(data=turtle).subjects()
    )


@pytest.mark.parametrize(
    ("accept", "where", "media"),
    [
        ("text/html,application/xhtml+xml,*/*;q=0.8", f"/page{ACTOR}", "text/html"),
        ("text/turtle", f"/data{ACTOR}.ttl", "text/turtle"),
        ("application/ld+json", f"/data{ACTOR}.jsonld", "application/ld+json"),
        ("application/rdf+xml", f"/data{ACTOR}.rdf", "application/rdf+xml"),
        ("application/n-triples", f"/data{ACTOR}.nt", "application/n-triples"),
    ],
)
def test_an_iri_leads_to_a_document(site: Served, accept: str, where: str, media: str) -> None:
    found = site.get(ACTOR, Accept=accept)
    assert (found.status, found.headers["location"]) == (303, where)
    assert "Accept" in found.headers["vary"]
    document = site.get(where)
    assert (document.status, document.media) == (200, media)
    assert "Medinsoft" in document.text
    assert site.get(ACTOR, Accept="image/png").status == 406


def test_every_kind_of_iri_resolves(site: Served) -> None:
    """One thing of each class, persons and mandates aside, whichever way it is asked."""
    classes = "SELECT ?c (MIN(?s) AS ?one) { ?s a ?c FILTER (STRSTARTS(STR(?s), STR(voc:))"
    rows = site.ask(classes.replace("STR(voc:)", f'"{ontology.BASE}"') + ") } GROUP BY ?c").rows()
    paths = {row["one"]["value"].removeprefix(ontology.BASE) for row in rows}
    paths = {path for path in paths if path.startswith(("id/", "voc/", "def#"))}
    assert len(paths) > 10
    for path in sorted(paths):
        if path.startswith(("id/person/", "id/mandate/")):
            continue
        bare = path.partition("#")[0]
        assert site.get(f"/page/{bare}").status == 200, path
        assert site.get(f"/data/{bare}.ttl").status == 200, path


def test_the_data_of_an_actor_hold_its_alliances_and_nobody(site: Served) -> None:
    data = site.get("/data/id/org/local/medinsoft.nt").text
    graph = rdflib.Graph().parse(data=data, format="nt")
    definition = rdflib.Namespace(ontology.BASE + "def#")
    rows = site.ask("SELECT ?a ?b { ?a ea:hasParty/ea:actor ?b }").rows()
    iri = ontology.BASE + ACTOR[1:]
    known = {row["a"]["value"] for row in rows if row["b"]["value"] == iri}
    assert {str(found) for found in graph.subjects(definition.hasParty)} == known
    assert len(known) > 2
    assert list(graph.objects(None, definition.stage))
    posts = site.ask("SELECT DISTINCT ?post { ?mandate ea:post ?post }").rows()
    for row in posts[:10]:
        path = row["post"]["value"].removeprefix(ontology.BASE)
        said = site.get(f"/data/{path}.nt").text
        assert "/id/person/" not in said
        assert "foaf/0.1/name" not in said
