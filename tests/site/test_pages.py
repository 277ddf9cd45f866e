"""The pages: every question of the library, the editor, and names that try to be code."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urlencode

import pytest
import rdflib

import ontology
import queries
from graph import workspace
from graph.load import load_workbook
from tests.graph.loading import with_column
from tests.serving import Got, Served, serving
from tests.workbooks import SMALL, write_workbook

BAD = '<img src=x onerror="alert(1)">\'&{{7*7}}'


class Links(HTMLParser):
    """The addresses of this site that a page leads to, and what may run in it."""

    def __init__(self) -> None:
        super().__init__()
        self.paths: set[str] = set()
        self.unsafe: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name.startswith("on") or name == "style" or (value or "").startswith("javascript:"):
                self.unsafe.append(f"{tag} {name}")
            if name in {"href", "src", "action"} and (value or "").startswith("/"):
                self.paths.add(str(value).partition("#")[0])
        if tag in {"script", "link", "img", "iframe"}:
            source = dict(attrs).get("src") or dict(attrs).get("href") or ""
            if not source.startswith(("/static/", "/data/", "/data?")):
                self.unsafe.append(f"{tag} {source}")


def posted(site: Served, path: str, fields: dict[str, str]) -> Got:
    """Send the form of the editor, and go where it leads."""
    got = site.post(path, fields)
    return site.get(got.headers["location"]) if got.status == 303 else got


def links(text: str) -> Links:
    found = Links()
    found.feed(text)
    return found


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_question_is_listed_with_its_form(site: Served, lang: str) -> None:
    home = site.get(f"/?lang={lang}").text
    assert f'<html lang="{lang}">' in home
    for question in queries.library().values():
        assert html.escape(question.title.to(lang), quote=True).replace("&#x27;", "&#39;") in home  # type: ignore[arg-type]
        page = site.get(f"/question/{question.name}?lang={lang}")
        assert page.status == 200
        for parameter in question.parameters:
            assert f'name="{parameter.name}"' in page.text


def test_a_vocabulary_is_a_list_of_choices(site: Served) -> None:
    page = site.get("/question/alliances-par-etape?lang=fr").text
    assert re.search(r'<option value="accord-de-principe">\s*[Aa]ccord de principe', page)


def test_a_question_is_answered_with_links_and_files(site: Served) -> None:
    asked = "/question/alliances-d-un-acteur?acteur=Medinsoft&lang=fr"
    page = site.get(asked)
    assert page.status == 200
    assert "3 lignes" in page.text
    assert "/page/id/org/" in page.text.partition("<table")[2]
    saved = site.get("/question/alliances-d-un-acteur.csv?acteur=Medinsoft&lang=fr")
    assert saved.media == "text/csv"
    assert "alliances-d-un-acteur.csv" in saved.headers["content-disposition"]
    assert len(saved.text.splitlines()) == 4


def test_a_file_for_people_is_in_the_language_of_the_page(site: Served) -> None:
    asked = "/question/alliances-d-un-acteur.{}?acteur=Medinsoft&lang={}"
    columns = queries.library()["alliances-d-un-acteur"].columns.values()
    for lang in ("fr", "en"):
        head = site.get(asked.format("csv", lang)).text.splitlines()[0]
        assert head.split(",") == [words.to(lang) for words in columns]
    names = site.get(asked.format("json", "en")).text
    assert '"vars":["alliance"' in names  # a program finds the variables of the query


def test_what_another_site_adds_to_an_address_changes_nothing(site: Served) -> None:
    asked = "acteur=Medinsoft&lang=fr&utm_source=lettre&fbclid=1"
    for path in ("/question/qui-est", "/question/qui-est.csv", "/", "/actors", "/editor"):
        assert site.get(f"{path}?{asked}").status == 200
    assert "Medinsoft" in site.get(f"/question/qui-est.csv?{asked}").text


def test_a_question_without_its_value_or_with_an_unknown_one(site: Served) -> None:
    form = site.get("/question/qui-est?lang=fr")
    assert (form.status, "Remplissez le formulaire" in form.text) == (200, True)
    missing = site.get("/question/qui-est?acteur=&ask=1&lang=fr")
    assert "À remplir : acteur." in missing.text
    unknown = site.get("/question/qui-est?acteur=Medimsoft&lang=en")
    assert (unknown.status, "Near names: Medinsoft" in unknown.text) == (404, True)


def test_a_span_that_ends_before_it_begins_is_refused_as_on_the_command_line(site: Served) -> None:
    span = "debut=2017-12-31&fin=2016-12-31&lang=en"
    page = site.get(f"/question/croissance-du-reseau?{span}")
    assert (page.status, "fin=2016-12-31 is before debut=2017-12-31" in page.text) == (400, True)
    assert site.get(f"/question/croissance-du-reseau.csv?{span}").status == 400


def test_all_internal_links_lead_somewhere(site: Served) -> None:
    seen: set[str] = set()
    waiting = ["/?lang=en", "/actors?q=medinsoft", "/page/id/org/local/medinsoft", "/maps",
               "/graphs", "/editor", "/page/def"]  # fmt: skip
    for _ in range(2):
        found: set[str] = set()
        for path in waiting:
            got = site.get(path)
            assert got.status == 200, path
            if got.media == "text/html" and not path.startswith(("/map?", "/maps/", "/map")):
                page = links(got.text)
                assert page.unsafe == [], path
                found |= page.paths
        seen |= set(waiting)
        waiting = sorted(found - seen)[:60]
    assert len(seen) > 40


def test_the_editor_answers_select_ask_and_construct(site: Served) -> None:
    rows = posted(site, "/editor?lang=fr", {"query": "SELECT ?s { ?s a ea:Association } LIMIT 3"})
    assert "3 lignes" in rows.text
    assert "/page/id/org/" in rows.text
    assert ">Oui<" in posted(site, "/editor?lang=fr", {"query": "ASK { ?s ?p ?o }"}).text
    graph = posted(site, "/editor?lang=fr", {"query": "CONSTRUCT WHERE { ?s a ea:Association }"})
    assert "a ea:Association" in html.unescape(graph.text)
    kept = posted(site, "/editor", {"query": "ASK {}", "format": "xml"})
    assert (kept.media, "attachment" in kept.headers["content-disposition"]) == (
        "application/sparql-results+xml", True,
    )  # fmt: skip


def test_the_editor_points_at_a_mistake(site: Served) -> None:
    page = posted(site, "/editor?lang=fr", {"query": "SELECT ?x\nWHERE {\n  ?x ?y\n}"})
    assert page.status == 400
    assert page.text.count("ligne 4, colonne 2") == 1
    assert page.text.count("<pre><code>") == 1  # with the line that is wrong
    assert re.search(r'<span class="wrong">4</span>', page.text)
    refused = posted(site, "/editor?lang=fr", {"query": "SELECT * { SERVICE <x:y> {} }"}).text
    assert "aucune autre machine. Retirez cette partie" in html.unescape(refused)
    assert "--allow-service" not in refused


def test_a_question_of_the_library_runs_in_the_editor(site: Served) -> None:
    page = site.get("/editor?question=appels-ouverts&lang=fr").text
    sparql = html.unescape(
        page.partition("<textarea")[2].partition(">")[2].partition("</textarea")[0]
    )
    assert "#+ title@fr" in sparql
    ran = posted(site, "/editor?lang=fr", {"query": sparql})
    assert (ran.status, "1 ligne" in ran.text) == (200, True)


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The site of a workspace whose names and texts are mark-up."""
    folder = tmp_path_factory.mktemp("bad")
    made = workspace.create(folder / "ws", name=BAD, collector="paa")
    book = write_workbook(
        folder / "carnet",
        acteurs=with_column("acteurs", "description", fabrique=BAD).replace(
            "La Fabrique numérique", f"Fabrique {BAD}"
        ),
        alliances=SMALL["alliances"].replace("Ateliers numériques", f"Ateliers {BAD}"),
    )
    load_workbook(made, book)
    with serving(made.path) as served:
        yield served


def test_what_tries_to_be_code_stays_text(bad: Served) -> None:
    query = f'SELECT ("{BAD}" AS ?x) {{}}'.replace('"alert(1)"', "alert(1)")
    paths = ["/", "/actors", "/page/id/org/local/fabrique", "/maps", "/graphs",
             "/actors?" + urlencode({"q": BAD}), "/editor?" + urlencode({"query": query}),
             "/question/qui-est?" + urlencode({"acteur": BAD}), "/page/" + "%3Cimg%20src=x%3E",
             "/question/qui-est?" + urlencode({"acteur": "fabrique"}),
             "/?" + urlencode({"lang": BAD}), "/zzz"]  # fmt: skip
    for path in paths:
        got = bad.get(path, Accept="text/html")
        assert "<img src=x" not in got.text, path
        assert "49" not in got.text or "{{7*7}}" not in BAD or "{{7*7}}" in got.text, path
        assert links(got.text).unsafe == [], path
        assert "script-src 'self'" in got.headers["content-security-policy"]
    assert "&lt;img src=x" in bad.get("/page/id/org/local/fabrique").text


def test_a_finished_load_is_seen_without_a_restart(tmp_path: object) -> None:
    from pathlib import Path

    folder = Path(str(tmp_path))
    made = workspace.create(folder / "ws", name="Essai")
    load_workbook(made, write_workbook(folder / "carnet"))
    with serving(made.path) as site:
        asked = "ASK { ?s rdfs:label 'Un nouveau venu' }"
        assert '"boolean":false' in site.ask(asked).text
        renamed = SMALL["acteurs"].replace("La Fabrique numérique", "Un nouveau venu")
        load_workbook(made, write_workbook(folder / "carnet", acteurs=renamed))
        assert '"boolean":true' in site.ask(asked).text
        assert "Un nouveau venu" in site.get("/actors?q=venu").text


SDG = "https://metadata.un.org/sdg/11"


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # rdflib's own reader
def test_an_iri_of_somebody_else_has_a_page_and_data(site: Served) -> None:
    address = "/page?" + urlencode({"iri": SDG})
    page = site.get(address + "&lang=en")
    assert (page.status, SDG in page.text) == (200, True)
    assert links(page.text).unsafe == []
    assert f'href="{SDG}"' in page.text
    assert "/page/voc/theme/" in page.text  # what names it
    for accept, ending in (("text/turtle", "ttl"), ("application/ld+json;q=0.9, text/html;q=0.1",
                                                    "jsonld")):  # fmt: skip
        got = site.get(address, Accept=accept)
        assert (got.status, got.headers["vary"]) == (303, "Accept")
        assert got.headers["location"] == f"/data?{urlencode({'iri': SDG, 'format': ending})}"
        data = site.get(got.headers["location"])
        graph = rdflib.Graph().parse(data=data.body, format=ending.replace("jsonld", "json-ld"))
        assert list(graph.subjects(None, rdflib.URIRef(SDG)))
    assert site.get(address, Accept="image/png").status == 406


def test_an_iri_of_ours_given_in_full_leads_to_its_own_page(site: Served) -> None:
    iri = ontology.BASE + "id/org/local/medinsoft"
    got = site.get("/page?" + urlencode({"iri": iri}))
    assert (got.status, got.headers["location"]) == (303, "/page/id/org/local/medinsoft")
    other = site.get("/page?" + urlencode({"iri": ontology.BASE + "id/org/local/à→b"}))
    assert other.headers["location"] == "/page/id/org/local/%C3%A0%E2%86%92b"
    data = site.get("/data?" + urlencode({"iri": iri, "format": "ttl"}))
    assert data.headers["location"] == "/data/id/org/local/medinsoft.ttl"


@pytest.mark.parametrize(
    "iri",
    ["https://example.org/nobody", "no iri", "urn:x-alliances:public-facts", "javascript:alert(1)",
     "http://<x>"],
)  # fmt: skip
def test_an_iri_that_nobody_names_is_not_found(site: Served, iri: str) -> None:
    for path in ("/page?", "/data?"):
        assert site.get(path + urlencode({"iri": iri})).status == 404


def test_a_name_with_the_ending_of_a_form_leads_to_that_form(site: Served) -> None:
    got = site.get("/id/org/local/medinsoft.jsonld", Accept="text/html")
    assert (got.status, got.headers["location"]) == (303, "/data/id/org/local/medinsoft.jsonld")


def test_the_data_of_an_actor_bear_dates_sources_and_partners(site: Served) -> None:
    data = site.get("/data/id/org/local/medinsoft.ttl")
    graph = rdflib.Graph().parse(data=data.body)
    ea, dcterms = rdflib.Namespace(ontology.BASE + "def#"), rdflib.DCTERMS
    actor = rdflib.URIRef(ontology.BASE + "id/org/local/medinsoft")
    alliances = {graph.value(None, ea.hasParty, party) for party in graph.subjects(ea.actor, actor)}
    told = site.ask(f"SELECT DISTINCT ?a {{ ?a ea:hasParty/ea:actor <{actor}> }}").rows()
    assert alliances == {rdflib.URIRef(row["a"]["value"]) for row in told} != set()
    for alliance in alliances:
        events = list(graph.objects(alliance, ea.hasStageEvent))
        assert events
        assert all(graph.value(event, ea.stage) for event in events)
        assert any(graph.value(event, ea.notAfter) for event in events)
    cited = set(graph.objects(None, dcterms.source))
    assert cited
    assert all(graph.value(source, dcterms.title) for source in cited)
    others = set(graph.objects(None, ea.actor))
    assert all(graph.value(other, rdflib.RDFS.label) for other in others)


def test_every_thing_that_an_actor_page_leads_to_is_there_in_three_forms(site: Served) -> None:
    paths = {p for p in links(site.get("/page/id/org/local/medinsoft").text).paths
             if p.startswith("/page/")}  # fmt: skip
    assert len(paths) > 5
    for path in paths:
        assert site.get(path).status == 200, path
        for accept in ("text/turtle", "application/ld+json"):
            led = site.get(path.removeprefix("/page"), Accept=accept)
            assert led.status == 303
            assert site.get(led.headers["location"]).media == accept, path
