"""What is restricted never leaves, whatever is asked: looked for byte by byte."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

import queries
from graph import layers
from graph.workspace import Workspace
from tests import restricted
from tests.serving import Got, Served, serving

#: Whether public facts come back, nothing, or a refusal.
EVERYTHING = {
    "SELECT * { ?s ?p ?o }": "some",
    "SELECT * { GRAPH ?g { ?s ?p ?o } }": "some",
    "SELECT * FROM <{closed}> {{ ?s ?p ?o }}": "refused",
    "SELECT * FROM NAMED <{closed}> {{ GRAPH ?g {{ ?s ?p ?o }} }}": "refused",
    "SELECT * {{ GRAPH <{closed}> {{ ?s ?p ?o }} }}": "none",
    "SELECT * {{ ?s ?p ?o FILTER EXISTS {{ GRAPH <{closed}> {{ ?x ?y ?z }} }} }}": "none",
    "ASK {{ GRAPH <{closed}> {{ ?s ?p ?o }} }}": "none",
    "CONSTRUCT { ?s ?p ?o } WHERE { { ?s ?p ?o } UNION { GRAPH ?g { ?s ?p ?o } } }": "some",
    "DESCRIBE * {{ VALUES ?s {{ <{thing}> <{closed}> }} }}": "none",
    "DESCRIBE <{thing}>": "none",
    "PREFIX g: <{closed}> SELECT * FR\\u004FM g: {{ ?s ?p ?o }}": "refused",
    "SELECT * # <\nFROM <{closed}> {{ ?s ?p ?o }}": "refused",
    'SELECT ("FROM <x>" AS ?a) FROM <{closed}> {{ ?s ?p ?o }}': "refused",
    "SELECT * {{ {{ SELECT * {{ GRAPH ?g {{ ?s ?p ?o }} FILTER (?g = <{closed}>) }} }} }}": "none",
}
ROWS, TRIPLES = {"json", "xml", "csv", "tsv"}, {"json", "xml", "ttl", "nt", "jsonld", "rdf"}


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace of which an actor, with all that is said of it, is restricted."""
    return restricted.guarded(tmp_path_factory.mktemp("guarded"))


@pytest.fixture(scope="module")
def closed(guarded: Workspace) -> Iterator[Served]:
    """Its site, beside an internal map that says everything."""
    from dataclasses import replace

    from cli.commands.map import data
    from cli.session import Session
    from viz.map import write_map

    here = Session(chosen="fr", folder=guarded.path, quiet=True)
    maps = guarded.path / "maps"
    maps.mkdir()
    made = replace(data(here, here.internal_network(), 5), restricted=frozenset({"x"}))
    write_map(maps / "carte-interne.html", made)
    shutil.copy(maps / "carte-interne.html", maps / "pour-le-maire.html")
    with serving(guarded.path) as served:
        yield served


@pytest.fixture(scope="module")
def secrets(guarded: Workspace) -> set[str]:
    """Every word and IRI of the restricted graphs that no public graph says."""
    found = restricted.secrets(guarded)
    # A year or a day is nobody's secret: the calendar of every map says them.
    found = {word for word in found if not re.fullmatch(r"\d{4}(-\d\d-\d\d)?", word)}
    assert {"La Fabrique numérique", "Brevet §D", "Locaux vides", "Un toit discret"} <= found
    return found


def told(got: Got, secrets: Iterable[str]) -> list[str]:
    """The secrets that the bytes of a response hold, written plainly or as JSON writes them."""
    forms = ((word, (word, json.dumps(word)[1:-1], quote(word, safe=""))) for word in secrets)
    return [word for word, ways in forms if any(way.encode() in got.body for way in ways)]


@pytest.mark.parametrize("sparql", EVERYTHING)
@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv", "ttl", "nt", "jsonld", "rdf"])
def test_no_query_reaches_it(
    closed: Served, guarded: Workspace, secrets: set[str], sparql: str, form: str
) -> None:
    graph = layers.restricted(guarded.store())[0]
    thing = guarded.minter.thing("org", "local", "fabrique")
    text = (
        sparql.format(closed=graph, thing=thing)
        if "{{" in sparql or "{thing}" in sparql
        else sparql
    )
    unsaid = secrets - {graph, thing}  # what the request itself says may come back
    for more in ([], [("default-graph-uri", graph)], [("named-graph-uri", graph)]):
        got = closed.get("/sparql?" + urlencode([("query", text), ("format", form), *more]))
        sent = closed.post("/sparql", [("query", text), ("format", form), *more])
        assert told(got, unsaid) == told(sent, unsaid) == []
        is_refused = more != [] or EVERYTHING[sparql] == "refused"
        fits = form in (TRIPLES if sparql.startswith(("CONSTRUCT", "DESCRIBE")) else ROWS)
        assert got.status == sent.status == (400 if is_refused else 200 if fits else 406)
        is_told = b"/id/org/local/aines" in got.body  # an actor that everybody may know
        assert is_told == (got.status == 200 and EVERYTHING[sparql] == "some")


def test_the_refusal_does_not_say_that_a_graph_exists(closed: Served, guarded: Workspace) -> None:
    graph = layers.restricted(guarded.store())[0]
    real = closed.ask("ASK {}", **{"default-graph-uri": graph})
    invented = closed.ask("ASK {}", **{"default-graph-uri": graph + "x"})
    assert real.status == invented.status == 400
    assert real.text.replace(graph, "G") == invented.text.replace(graph + "x", "G")


def test_no_page_tells_it(closed: Served, guarded: Workspace, secrets: set[str]) -> None:
    thing = "/id/org/local/fabrique"
    pages = ["/", "/actors", "/actors?q=fabrique", "/graphs", "/map", "/maps", "/editor",
             f"/page{thing}", f"/data{thing}.ttl", f"/data{thing}.jsonld", "/page/def",
             "/page/id/org/local/aines", "/data/id/org/local/aines.ttl", "/page/id/org/local/paa",
             "/data/id/org/local/paa.nt"]  # fmt: skip
    for name, question in queries.library().items():
        for value in ("La Fabrique numérique", "fabrique", "Les Aînés de Venelles"):
            asked = urlencode(
                {
                    p.name: value if p.type == "actor" else p.example
                    for p in question.parameters
                    if p.required or p.type == "actor"
                }
            )
            pages += [f"/question/{name}?{asked}", f"/question/{name}.csv?{asked}"]  # fmt: skip
    typed = {"La Fabrique numérique"}  # comes back in the field where it was typed
    for page in pages:
        got = closed.get(page)
        assert got.status in {200, 400, 404}, page
        assert told(got, secrets - typed) == [], page
        assert page in {"/map", "/graphs"} or "restreint" not in got.text.lower(), page
    assert closed.get(f"/page{thing}").status == closed.get(f"/data{thing}.ttl").status == 404
    assert b"Un car" in closed.get("/page/id/org/local/aines").body


def test_to_type_a_name_tells_nothing_of_it(closed: Served) -> None:
    """What a client wrote comes back, a secret or not: answers are no place to ask which it is."""
    real, invented = "La Fabrique numérique", "La Barrique numérique"
    for path in (
        'sparql?query=SELECT ("{}" AS ?x) {{ }}', 'editor?query=SELECT ("{}" AS ?x) {{ }}',
        'sparql?query=SELECT (CONCAT("La ", "{}") AS ?x) {{ }}&format=csv', "actors?q={}",
        "question/qui-est?acteur={}", "question/qui-est.csv?acteur={}", "page?iri=urn:{}",
    ):  # fmt: skip
        got, other = (
            closed.get("/" + quote(path.format(name), safe="/?=&")) for name in (real, invented)
        )
        assert got.status == other.status < 500, path
        assert got.text.replace("Fabrique", "Barrique") == other.text, path


def test_an_internal_map_is_not_served_under_any_name(
    closed: Served, guarded: Workspace, secrets: set[str]
) -> None:
    assert "Brevet §D" in (guarded.path / "maps" / "pour-le-maire.html").read_text("utf-8")
    listed = closed.get("/maps").text
    for name in ("carte-interne.html", "pour-le-maire.html"):
        assert name not in listed
        assert closed.get(f"/maps/{name}").status == 404
    drawn = closed.get("/map")
    assert drawn.status == 200
    assert b'"isInternal":false' in drawn.body
    assert told(drawn, secrets) == []


@pytest.mark.parametrize(
    "path",
    ["/maps/..%2Falliances.toml", "/maps/../alliances.toml", "/maps/%2e%2e/alliances.toml",
     "/static/../words.py", "/static/..%2Fwords.py", "/maps/..%5Calliances.toml"],
)  # fmt: skip
def test_no_other_file_is_served(closed: Served, path: str) -> None:
    assert closed.get(path).status == 404


def test_a_person_has_no_page_but_the_post_while_it_is_held(site: Served) -> None:
    asked = "SELECT ?person ?name { ?mandate org:member ?person . ?person foaf:name ?name }"
    rows = site.ask(asked).rows()
    assert len(rows) > 10
    base = len("https://w3id.org/envies-alliances")
    for row in rows[:20]:
        path = row["person"]["value"][base:]
        page = site.get(f"/page{path}")
        assert page.status in {303, 404}
        if page.status == 303:
            assert "/page/id/post/" in page.headers["location"]
            assert row["name"]["value"] in site.get(page.headers["location"]).text
        assert site.get(f"/data{path}.ttl").status == page.status
        for odd in (f"/page/{path}", f"//page{path}", f"/page{path}/", f"/page/id/{path[3:]}"):
            assert site.get(odd).status == page.status, odd  # one slash or two: the same place
        assert site.get(f"/data/{path}.ttl").status == page.status


def test_no_cookie_and_no_other_site(site: Served) -> None:
    for path in ("/", "/editor", "/sparql?query=ASK%7B%7D", "/map", "/actors"):
        got = site.get(path, Origin=site.origin)
        assert got.status == 200
        assert not {"set-cookie", "access-control-allow-origin"} & got.headers.keys()
        assert "frame-ancestors 'none'" in got.headers["content-security-policy"]
        assert got.headers["x-content-type-options"] == "nosniff"
    for host in (
        "evil.example",
        f"evil.example:{site.port}",
        "127.0.0.1:1",
        "localhost.evil.example",
    ):
        assert site.get("/", Host=host).status == 421
        assert site.get("/sparql?query=ASK%7B%7D", Host=host).status == 421
    for host in (f"localhost:{site.port}", f"127.0.0.1:{site.port}", f"[::1]:{site.port}"):
        assert site.get("/", Host=host).status == 200
    for origin in ("http://evil.example", "null", "http://[", "", "http://[::1"):
        assert site.post("/sparql", {"query": "ASK {}"}, Origin=origin).status == 403
    assert site.get("/sparql?query=ASK%7B%7D", Sec_Fetch_Site="cross-site").status == 403
    visit = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "navigate"}
    assert site.get("/", **visit).status == 200  # a link from elsewhere
    for seen, status in (("document", 200), ("iframe", 403), ("embed", 403), ("object", 403)):
        for path in ("/", "/sparql?query=ASK%7B%7D"):
            assert site.get(path, **visit, Sec_Fetch_Dest=seen).status == status
    drawn = {"Sec_Fetch_Site": "cross-site", "Sec_Fetch_Mode": "no-cors"}
    for seen in ("image", "script", "style"):
        assert site.get("/sparql?query=ASK%7B%7D", **drawn, Sec_Fetch_Dest=seen).status == 403


def test_only_loopback_is_offered(run: object, demo: Path) -> None:
    for host in ("0.0.0.0", "192.0.2.1", "::"):  # noqa: S104 - what must be refused
        ran = run("--workspace", demo, "serve", "--no-open", "--host", host)  # type: ignore[operator]
        assert ran.code == 2
        assert "cet ordinateur" in ran.err
