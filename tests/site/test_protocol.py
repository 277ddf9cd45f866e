"""The SPARQL 1.1 Protocol, case by case as the W3C's protocol tests put them."""

from __future__ import annotations

import json
from urllib.parse import quote, urlencode

import pytest
import rdflib

import ontology
from tests.serving import FORM, Served

ASK = "ASK {}"
JSON, XML = "application/sparql-results+json", "application/sparql-results+xml"
DIRECT = "application/sparql-query"
FACTS = f"{ontology.BASE}graph/asserted/demo/"


def is_yes(body: bytes) -> bool:
    return bool(json.loads(body)["boolean"] is True)


# -- query_get, query_post_form, query_post_direct -------------------------------------------------


def test_a_query_by_get(site: Served) -> None:
    got = site.get("/sparql?query=" + quote(ASK))
    assert (got.status, got.media, is_yes(got.body)) == (200, JSON, True)


def test_a_query_by_a_form(site: Served) -> None:
    got = site.post("/sparql", {"query": ASK}, Accept=XML)
    assert (got.status, got.media) == (200, XML)
    assert b"<boolean>true</boolean>" in got.body


def test_a_query_as_the_body(site: Served) -> None:
    got = site.get("/sparql", "POST", ASK.encode(), Content_Type=DIRECT)
    assert (got.status, is_yes(got.body)) == (200, True)
    charset = site.get("/sparql", "POST", ASK, Content_Type=f"{DIRECT}; charset=UTF-8")
    assert (charset.status, is_yes(charset.body)) == (200, True)


def test_head_has_the_head_of_get_and_no_body(site: Served) -> None:
    got = site.get("/sparql?query=" + quote(ASK), "HEAD")
    assert (got.status, got.media, got.body) == (200, JSON, b"")
    assert int(got.headers["content-length"]) > 10


def test_options_says_what_is_allowed_and_nothing_of_other_sites(site: Served) -> None:
    got = site.get("/sparql", "OPTIONS", Access_Control_Request_Method="POST")
    assert (got.status, got.headers["allow"]) == (204, "GET, HEAD, OPTIONS, POST")
    assert not [name for name in got.headers if name.startswith("access-control")]


# -- query_dataset_* ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def graphs(site: Served) -> dict[str, str]:
    """The graphs of the demonstration by their class."""
    found = site.get("/graphs").text
    base = f"{ontology.BASE}graph/"
    names = [line.partition("<")[0] for line in found.split(base)[1:]]
    return {name.partition("/")[0]: base + name for name in names if "communes" not in name}


COUNT = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
NAMED = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"


def count(site: Served, sparql: str, *parameters: tuple[str, str]) -> int:
    got = site.get("/sparql?" + urlencode([("query", sparql), *parameters]), Accept=JSON)
    assert got.status == 200, got.text
    return int(got.rows()[0]["n"]["value"])


def names(site: Served, sparql: str, *parameters: tuple[str, str]) -> set[str]:
    got = site.get("/sparql?" + urlencode([("query", sparql), *parameters]), Accept=JSON)
    assert got.status == 200, got.text
    return {row["g"]["value"] for row in got.rows()}


def test_without_a_dataset_the_public_facts_are_asked(site: Served, graphs: dict[str, str]) -> None:
    assert {"asserted", "derived", "shortcuts", "ontology", "vocab", "prov"} == graphs.keys()
    served = names(site, NAMED)
    assert graphs["asserted"] in served
    assert graphs["derived"] not in served
    assert site.ask("ASK { ?x a ea:PotentialAlliance }").text.endswith('"boolean":false}')


def test_default_graph_by_get_and_by_form(site: Served, graphs: dict[str, str]) -> None:
    derived, vocab = graphs["derived"], graphs["vocab"]
    one = count(site, COUNT, ("default-graph-uri", derived))
    other = count(site, COUNT, ("default-graph-uri", vocab))
    both = count(site, COUNT, ("default-graph-uri", derived), ("default-graph-uri", vocab))
    assert one > 0 < other
    assert both == one + other
    form = site.post("/sparql", [("query", COUNT), ("default-graph-uri", derived)], Accept=JSON)
    assert int(form.rows()[0]["n"]["value"]) == one
    body = site.get("/sparql?" + urlencode({"default-graph-uri": derived}), "POST", COUNT,
                    Content_Type=DIRECT, Accept=JSON)  # fmt: skip
    assert int(body.rows()[0]["n"]["value"]) == one
    assert names(site, NAMED, ("default-graph-uri", derived)) == set()


def test_named_graphs(site: Served, graphs: dict[str, str]) -> None:
    asked = [("named-graph-uri", graphs[name]) for name in ("derived", "vocab")]
    assert names(site, NAMED, *asked) == {graphs["derived"], graphs["vocab"]}
    assert count(site, COUNT, *asked) == 0


def test_a_full_dataset(site: Served, graphs: dict[str, str]) -> None:
    asked = [("default-graph-uri", graphs["vocab"]), ("named-graph-uri", graphs["derived"])]
    assert names(site, NAMED, *asked) == {graphs["derived"]}
    assert count(site, COUNT, *asked) == count(site, COUNT, ("default-graph-uri", graphs["vocab"]))


def test_a_dataset_in_the_text(site: Served, graphs: dict[str, str]) -> None:
    derived, vocab = graphs["derived"], graphs["vocab"]
    text = COUNT.replace("{ ?s", f"FROM <{derived}> WHERE {{ ?s", 1)
    assert count(site, text) == count(site, COUNT, ("default-graph-uri", derived))
    named = NAMED.replace("{ GRAPH", f"FROM NAMED <{vocab}> WHERE {{ GRAPH", 1)
    assert names(site, named) == {vocab}
    prefixed = f"PREFIX g: <{ontology.BASE}graph/> " + COUNT.replace("{", "FROM g:vocab {", 1)
    assert count(site, prefixed) == count(site, COUNT, ("default-graph-uri", vocab))


def test_a_dataset_of_the_request_goes_before_that_of_the_text(
    site: Served, graphs: dict[str, str]
) -> None:
    text = COUNT.replace("{", f"FROM <{graphs['vocab']}> {{", 1)
    asked = ("default-graph-uri", graphs["derived"])
    assert count(site, text, asked) == count(site, COUNT, asked)


@pytest.mark.parametrize("start", ["BASE <http://[x>", "BASE", "PREFIX g:"])
def test_a_broken_prologue_is_a_mistake_of_the_query(site: Served, start: str) -> None:
    assert site.ask(" ".join([start, "ASK FROM <a> {}"])).status == 400


def test_an_unknown_graph_is_refused(site: Served) -> None:
    got = site.ask(COUNT, **{"default-graph-uri": "http://example.org/nowhere"})
    assert got.status == 400
    assert "http://example.org/nowhere n'est pas servi" in got.text


# -- query_content_type_* -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        (JSON, JSON), (XML, XML), ("application/json", JSON), ("text/csv", "text/csv"),
        ("text/tab-separated-values", "text/tab-separated-values"), ("*/*", JSON),
        ("text/turtle, */*;q=0.1", JSON), (f"{XML};q=0.9, {JSON};q=0.2", XML),
        ("application/*", JSON), (f"{JSON};q=0, {XML}", XML),
    ],
)  # fmt: skip
def test_the_form_of_rows(site: Served, accept: str, media: str) -> None:
    for sparql in ("SELECT ?s { ?s ?p ?o } LIMIT 2", ASK):
        got = site.ask(sparql, accept)
        assert (got.status, got.media) == (200, media)


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # rdflib's own reader
@pytest.mark.parametrize(
    ("accept", "media", "form"),
    [
        ("text/turtle", "text/turtle", "turtle"),
        ("application/n-triples", "application/n-triples", "nt"),
        ("application/ld+json", "application/ld+json", "json-ld"),
        ("application/rdf+xml", "application/rdf+xml", "xml"),
        ("*/*", "text/turtle", "turtle"),
        (f"{JSON}, application/rdf+xml;q=0.5", "application/rdf+xml", "xml"),
    ],
)
def test_the_form_of_triples(site: Served, accept: str, media: str, form: str) -> None:
    sparql = "CONSTRUCT { ?s rdfs:label ?o } { ?s a ea:Association ; rdfs:label ?o }"
    got = site.ask(sparql, accept)
    assert (got.status, got.media) == (200, media)
    graph = rdflib.Graph().parse(data=got.body, format=form)
    assert len(graph) == len(rdflib.Graph().parse(data=site.ask(sparql, "text/turtle").body))
    described = site.ask("DESCRIBE ?s { ?s a ea:Association } LIMIT 1", accept)
    assert (described.status, described.media) == (200, media)


def test_no_form_fits(site: Served) -> None:
    assert site.ask(ASK, "image/png").status == 406
    assert site.ask(ASK, "text/turtle").status == 406
    assert site.ask("CONSTRUCT WHERE { ?s ?p ?o }", "text/csv").status == 406
    assert "application/sparql-results+json" in site.ask(ASK, "image/png").text


def test_a_browser_gets_a_page_and_a_program_the_description(site: Served) -> None:
    page = site.get("/sparql?query=" + quote(ASK), Accept="text/html,application/xml;q=0.9")
    assert (page.status, page.headers["location"]) == (303, "/editor?query=" + quote(ASK))
    got = site.get("/sparql", Accept="text/turtle")
    graph = rdflib.Graph().parse(data=got.body)
    service = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    assert list(graph.objects(None, service.endpoint)) == [rdflib.URIRef(f"{site.origin}/sparql")]


# -- bad_* ----------------------------------------------------------------------------------------


def test_methods_that_are_none(site: Served) -> None:
    for method in ("PUT", "DELETE", "PATCH"):
        got = site.get("/sparql?query=" + quote(ASK), method)
        assert (got.status, got.headers["allow"]) == (405, "GET, HEAD, OPTIONS, POST")


def test_no_query_or_several(site: Served) -> None:
    assert site.get("/sparql").status == 400
    assert site.get("/sparql?" + urlencode([("query", ASK), ("query", ASK)])).status == 400
    assert site.post("/sparql", [("query", ASK), ("query", ASK)]).status == 400
    assert site.post("/sparql?query=" + quote(ASK), {"query": ASK}).status == 400
    assert site.post("/sparql", {"other": ASK}).status == 400


def test_media_types_that_are_none(site: Served) -> None:
    assert site.get("/sparql", "POST", ASK, Content_Type="text/plain").status == 415
    assert site.get("/sparql", "POST", ASK).status == 415
    assert site.get("/sparql", "POST", urlencode({"query": ASK})).status == 415
    assert site.get("/sparql", "POST", b"{}", Content_Type="application/json").status == 415


def test_what_is_no_utf_8(site: Served) -> None:
    latin = 'ASK { ?s ?p "é" }'
    body = site.get("/sparql", "POST", latin.encode("utf-16"), Content_Type=DIRECT)
    assert body.status == 400
    named = site.get("/sparql", "POST", latin.encode("latin-1"),
                     Content_Type=f"{DIRECT}; charset=ISO-8859-1")  # fmt: skip
    assert named.status == 400
    assert site.get("/sparql?query=%FF%FE").status == 400
    assert site.get("/sparql", "POST", b"query=%E9", **FORM).status == 400


def test_a_mistake_is_told_with_its_place(site: Served) -> None:
    got = site.ask("SELECT ?s\nWHERE {\n  ?s ?p\n}")
    assert (got.status, got.media) == (400, "text/plain")
    assert got.headers["alliances-line"] == "4"
    assert "ligne 4, colonne 2" in got.text
    english = site.ask("SELECT", lang="en")
    assert "line 1, column" in english.text


@pytest.mark.parametrize(
    "update",
    ["INSERT DATA { <urn:a> <urn:b> 1 }", "CLEAR ALL", "LOAD <http://127.0.0.1/x>",
     "DELETE WHERE { ?s ?p ?o }"],
)  # fmt: skip
def test_updates_are_refused_every_way(site: Served, update: str) -> None:
    before = count(site, COUNT)
    assert site.post("/sparql", {"update": update}).status == 403
    assert site.get("/sparql?" + urlencode({"update": update})).status == 403
    direct = site.get("/sparql", "POST", update, Content_Type="application/sparql-update")
    assert direct.status == 403
    assert site.ask(update).status == 400
    assert site.get("/sparql", "POST", update, Content_Type=DIRECT).status == 400
    assert count(site, COUNT) == before


def test_service_is_refused(site: Served) -> None:
    for word in ("SERVICE", "SERVICE SILENT", "service"):
        got = site.ask(f"SELECT * {{ {word} <http://127.0.0.1:9/> {{ ?s ?p ?o }} }}")
        assert (got.status, "SERVICE" in got.text) == (400, True)


def test_a_request_may_not_be_too_long(site: Served) -> None:
    comment = "#" + "x" * (1 << 20)
    got = site.get("/sparql", "POST", f"{comment}\n{ASK}", Content_Type=DIRECT)
    assert got.status == 413
    assert site.get("/sparql?query=" + "x" * 100_000).status in {400, 414, 431}
