"""``alliances query``: limits that are told, questions explained and drawn, errors that help."""

from __future__ import annotations

import csv
import io
import json
import re
import shlex
import time
from pathlib import Path

import pyoxigraph as ox
import pytest

from cli import answer
from cli.output import _widths
from cli.session import Session
from graph import layers
from graph.store import Rows
from ontology.text import Text
from tests.conftest import Run
from tests.inside import inside
from tests.restricted import guarded

EVERYTHING = "SELECT ?s ?p ?o { ?s ?p ?o }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def test_a_limit_is_never_silent(run: Run, demo: Path) -> None:
    asked = ("--workspace", demo, "query", "-", "--format", "csv")
    cut = run(*asked, "--limit", "5", stdin=EVERYTHING)
    assert cut.code == 0
    assert len(cut.out.splitlines()) == 6
    assert "Arrêté à 5 lignes, il y en a d'autres : --limit 0 les donne toutes" in cut.err
    assert "Stopped at 5 rows" in run(*asked, "--limit", "5", "-q", stdin=EVERYTHING, lang="en").err
    exact = run(*asked, "--limit", "5", stdin=EVERYTHING + " LIMIT 5")
    assert (len(exact.out.splitlines()), exact.err) == (6, "")
    triples = run(*asked[:-1], "turtle", "--limit", "2", stdin="CONSTRUCT WHERE { ?s a ?o }")
    assert triples.out.count(" a ") == 2
    assert "Arrêté à 2 lignes" in triples.err


def test_a_table_stops_at_a_thousand_rows_and_a_file_does_not(run: Run, demo: Path) -> None:
    asked = ("--workspace", demo, "query", "-")
    table = run(*asked, stdin="SELECT ?s { ?s ?p ?o }")
    assert "Arrêté à 1000 lignes" in table.err
    whole = run(*asked, "--format", "tsv", stdin="SELECT ?s { ?s ?p ?o }")
    assert whole.err == ""
    assert len(whole.out.splitlines()) > 2_000


@pytest.mark.parametrize("form", ["csv", "tsv", "json", "jsonl", "turtle", "table"])
def test_triples_are_written_in_every_format(run: Run, demo: Path, form: str) -> None:
    made = "CONSTRUCT { ?s rdfs:label ?l } { ?s a ea:Foundation ; rdfs:label ?l }"
    ran = run("--workspace", demo, "query", "-", "--format", form, stdin=made)
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    if form in {"csv", "tsv"}:
        rows = list(csv.reader(lines, delimiter="," if form == "csv" else "\t"))
        assert rows[0] == ["subject", "predicate", "object"]
        assert {len(row) for row in rows} == {3}
    elif form in {"json", "jsonl"}:
        rows = json.loads(ran.out) if form == "json" else [json.loads(line) for line in lines]
        assert {tuple(row) for row in rows} == {("subject", "predicate", "object")}
    else:
        assert " rdfs:label " in ran.out


@pytest.mark.parametrize("question", ["-", "croissance-du-reseau"])
def test_a_question_that_takes_too_long_is_stopped(run: Run, demo: Path, question: str) -> None:
    start = time.monotonic()
    values = () if question == "-" else ("--param", "debut=2014-01-01", "--param", "fin=2017-12-31")
    seconds = "1" if question == "-" else "0.0001"
    ran = run("--workspace", demo, "query", question, *values, "--timeout", seconds, stdin=ENDLESS)
    assert ran.code == 4
    assert ran.out == ""
    assert f"La question a été arrêtée : elle a pris plus de {seconds} s." in ran.err
    assert time.monotonic() - start < 30


def test_a_question_explained_is_sparql_that_any_engine_reads(run: Run, demo: Path) -> None:
    asked = ("--workspace", demo, "query")
    ran = run(*asked, "qui-est", "--param", "acteur=PAA", "--explain")
    assert ran.code == 0, ran.err
    head = r"# Qui est .*\n# \?acteur = <[^>]*/pays-d-aix-associations>\n# \?lang = \"fr\"\n"
    assert re.match(head, ran.out)
    assert "\nFROM <https://w3id.org/envies-alliances/graph/asserted/demo/" in ran.out
    assert isinstance(ox.Store().query(ran.out), ox.QuerySolutions)
    csv_ = ("--format", "csv")
    again = run(*asked, "-", *csv_, stdin=ran.out)
    straight = run(*asked, "qui-est", "--param", "acteur=PAA", *csv_)
    assert sorted(again.out.splitlines()[1:]) == sorted(straight.out.splitlines()[1:])
    assert len(again.out.splitlines()) > 5
    own = run(*asked, "-", "--explain", "--param", "n=3", stdin="SELECT ?n ?m { BIND (?n AS ?m) }")
    assert own.out.startswith('# ?n = "3"^^<http://www.w3.org/2001/XMLSchema#integer>\n')
    assert json.loads(run(*asked, "-", "--format", "json", stdin=own.out).out) == [{"m": 3}]


def test_a_parameter_may_be_written_as_a_variable(run: Run, demo: Path) -> None:
    asked = ("--workspace", demo, "query", "-", "--format", "json")
    ran = run(*asked, "--param", "?n=3", stdin="SELECT ?n {}")
    assert json.loads(ran.out) == [{"n": 3}]
    wrong = run(*asked, "--param", "a b=3", stdin="SELECT ?n {}")
    assert (wrong.code, "n'est pas un nom de variable" in wrong.err) == (2, True)


def test_a_parameter_is_given_once(run: Run, demo: Path) -> None:
    asked = ("--workspace", demo, "query", "qui-est", "--param", "acteur=a", "--param", "acteur=b")
    ran = run(*asked)
    assert (ran.code, ran.out) == (2, "")
    assert "--param acteur est donné deux fois (a ; b)" in ran.err


def test_a_span_that_ends_before_it_begins_is_refused(run: Run, demo: Path) -> None:
    asked = ("--workspace", demo, "query", "croissance-du-reseau", "--param")
    for more in ((), ("--explain",)):
        ran = run(*asked, "debut=2017-12-31", "--param", "fin=2016", *more)
        assert (ran.code, ran.out) == (2, "")
        assert "fin=2016-12-31 est avant debut=2017-12-31. Échangez les deux dates." in ran.err
    assert run(*asked, "debut=2017-12-31", "--param", "fin=2017-12-31").code == 0


@pytest.mark.parametrize("seconds", ["nan", "inf", "0", "-1", "1e300"])
def test_a_time_limit_is_a_number(run: Run, demo: Path, seconds: str) -> None:
    ran = run("--workspace", demo, "query", "-", "--timeout", seconds, stdin="ASK {}")
    assert (ran.code, "--timeout" in ran.err) == (2, True)


def test_a_query_chooses_its_graphs_by_from(run: Run, demo: Path) -> None:
    asked = ("--workspace", demo, "query", "-", "--format", "json")

    def rows(sparql: str, *more: str) -> list[dict[str, object]]:
        ran = run(*asked, *more, stdin=sparql)
        assert ran.code == 0, ran.err
        return list(json.loads(ran.out))

    there = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } } ORDER BY ?g"
    every = [str(row["g"]) for row in rows(there, "--layer", "all")]
    fact = next(graph for graph in every if "/asserted/" in graph)
    derived = next(graph for graph in every if "/derived/" in graph)
    count = "SELECT (COUNT(*) AS ?n) {from} {{ ?s ?p ?o }}"
    one, other, both = (
        rows(count.format(**{"from": " ".join(f"FROM <{graph}>" for graph in some)}))[0]["n"]
        for some in ((fact,), (derived,), (fact, derived))
    )
    assert int(str(one)) + int(str(other)) == both
    assert one != rows(count.format(**{"from": ""}))[0]["n"]
    named = there.replace("{", f"FROM NAMED <{derived}> {{", 1)
    assert rows(named) == [{"g": derived}]
    assert rows(named.replace("GRAPH ?g { ?s ?p ?o }", "?g ?p ?o")) == []


@pytest.mark.parametrize("graph", ["urn:none", "RESTRICTED"])
def test_a_graph_that_is_not_public_is_refused(run: Run, tmp_path: Path, graph: str) -> None:
    made = guarded(tmp_path)
    graph = layers.restricted(made.store())[0] if graph == "RESTRICTED" else graph
    asked = ("--workspace", made.path, "query", "-")
    for word in ("FROM", "FROM NAMED"):
        ran = run(*asked, stdin=f"SELECT * {word} <{graph}> {{ {{ ?s ?p ?o }} }}")
        assert (ran.code, ran.out) == (2, "")
        assert f"FROM {graph} : aucun graphe public de ce nom." in ran.err
    ran = run(*asked, "--layer", "all", stdin="SELECT * FROM <urn:none> { ?s ?p ?o }")
    assert ran.code == 2


def test_a_syntax_error_shows_the_line_and_a_caret(run: Run, demo: Path) -> None:
    ran = run("--workspace", demo, "query", "-", stdin="SELECT ?x\nWHERE { ?x aime ?y }", lang="en")
    assert ran.code == 2
    *_, shown, caret = ran.err.rstrip("\n").split("\n")
    assert shown == "  WHERE { ?x aime ?y }"
    assert shown[caret.index("^") :] == "aime ?y }"


def test_service_is_refused_and_a_host_is_a_name(run: Run, demo: Path) -> None:
    asked = ("--workspace", demo, "query", "-")
    words = "SELECT * { SERVICE <http://127.0.0.1:9/x> { ?s ?p ?o } }"
    refused = run(*asked, stdin=words)
    assert (refused.code, "c'est refusé" in refused.err) == (2, True)
    other = run(*asked, "--allow-service", "example.org", stdin=words)
    assert (other.code, "http://127.0.0.1:9/x" in other.err) == (2, True)
    wrong = run(*asked, "--allow-service", "http://example.org", stdin=words)
    assert (wrong.code, "nom de machine" in wrong.err) == (2, True)


def test_an_answer_is_drawn(run: Run, demo: Path, tmp_path: Path) -> None:
    asked = ("--workspace", demo, "query", "alliances-d-un-acteur", "--param", "acteur=PAA")
    ran = run(*asked, "--map", "-o", tmp_path / "paa.html")
    assert ran.code == 0, ran.err
    assert ran.out == f"{tmp_path / 'paa.html'}\n"
    page = (tmp_path / "paa.html").read_text(encoding="utf-8")
    listed = json.loads(run(*asked, "--format", "json").out)
    assert all(_in_page(row["alliance"], page) for row in listed)
    assert "French Tech Aix-Marseille" in page
    assert "Ballet Preljocaj" not in page  # no part of the answer


def _in_page(words: str, page: str) -> bool:
    return words in page or json.dumps(words)[1:-1] in page or words.replace("'", "\\u0027") in page


def test_an_answer_without_an_actor_has_no_map(run: Run, demo: Path) -> None:
    ran = run("--workspace", demo, "query", "affirmations-divergentes", "--map")
    assert ran.code == 1
    assert "Aucun acteur ni aucune alliance dans cette réponse" in ran.err
    misplaced = run("--workspace", demo, "query", "affirmations-divergentes", "-o", "x.html")
    assert (misplaced.code, "-o va avec --map" in misplaced.err) == (2, True)


def test_a_long_answer_of_json_is_one_list(run: Run, demo: Path) -> None:
    asked = ("--workspace", demo, "query", "-", "--format", "json")
    rows = json.loads(run(*asked, stdin="SELECT ?s { ?s a ea:Alliance }").out)
    assert len(rows) > 100
    assert run(*asked, stdin="SELECT ?s { ?s a ea:Nothing }").out == "[]\n"


def test_a_question_is_described_with_an_example_that_works(run: Run, demo: Path) -> None:
    ran = run("--workspace", demo, "queries", "qui-peut-presenter", "--format", "json")
    told = {row["what"]: row["words"] for row in json.loads(ran.out)}
    assert told["question"] == "Qui peut nous présenter à tel acteur ?"
    assert told["sources"].startswith("le classeur du facilitateur, ")
    assert "(obligatoire) : Pays d'Aix Associations" in told["nous"]
    words = shlex.split(told["essayer"])
    assert words[0] == "alliances"
    assert run("--workspace", demo, *words[1:]).code == 0
    unknown = run("queries", "rien")
    assert (unknown.code, "n'est pas une question" in unknown.err) == (1, True)


def test_numbers_and_truth_values_are_those_of_json(run: Run, demo: Path) -> None:
    asked = ("--workspace", demo, "query", "-", "--format")
    words = 'SELECT (1.5 AS ?a) (true AS ?b) (-1e3 AS ?c) (3 AS ?d) ("1.5" AS ?e) (1e999 AS ?f) {}'
    row = {"a": 1.5, "b": True, "c": -1000.0, "d": 3, "e": "1.5", "f": "INF"}
    assert json.loads(run(*asked, "jsonl", stdin=words).out) == row
    assert run(*asked, "csv", stdin=words).out.splitlines()[1].startswith("1.5,true,")


def test_a_limit_in_a_file_is_not_told_to_write_a_file(run: Run, demo: Path) -> None:
    asked = ("--workspace", demo, "query", "-", "--limit", "1", "--format")
    assert run(*asked, "csv", stdin=EVERYTHING).err.rstrip().endswith("--limit 0 les donne toutes.")
    assert "--format csv pour un fichier" in run(*asked, "table", stdin=EVERYTHING).err


def test_no_cell_of_the_library_is_a_formula(capsys: pytest.CaptureFixture[str]) -> None:
    cells = ["=cmd|'/C calc'!A0", "@SUM(1)", "-1 \x1b[31m\x07", "Club 👩‍👧", "+33", "a\r\n=b"]
    integer = ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")
    terms = [*map(ox.Literal, cells), ox.Literal("-5", datatype=integer)]
    for columns, form, expected in (
        ({"x": Text("x", "x")}, "csv",
         ["'=cmd|'/C calc'!A0", "'@SUM(1)", "'-1  [31m ", "Club 👩‍👧", "'+33", "a  =b", "-5"]),
        ({}, "csv", [*cells, "-5"]),
    ):  # fmt: skip
        rows = Rows(("x",), ((term,) for term in terms))
        answer.write(Session(chosen="fr"), rows, form, columns)
        told = capsys.readouterr().out
        assert [row[0] for row in csv.reader(io.StringIO(told, newline=""))][1:] == expected


def test_a_short_cell_is_not_folded_for_a_long_one() -> None:
    widths = _widths(["état", "graphe"], [["to send", "https://example.org/" + "x" * 90]], 80)
    assert widths == [7, 70]


def test_examples_fit_a_terminal_and_follow_french_typography(run: Run) -> None:
    ran = run("query", "--help")
    assert max(map(len, ran.out.splitlines())) <= 80
    assert "Exemples\u00a0:" in ran.out


@pytest.mark.parametrize("value", ["-3", "12345678901234567890123", "1_0", "2.5", "²"])
def test_a_number_out_of_range_is_refused(run: Run, demo: Path, value: str) -> None:
    ran = run("--workspace", demo, "query", "alliances-dormantes", "--param", f"mois={value}")
    assert (ran.code, ran.out) == (2, "")
    assert "il faut un nombre entier de 0 à 9999" in ran.err


# -- what leaves ---------------------------------------------------------------------------------

TOLD = {
    "csv": 'SELECT ?s ("La Fabrique" AS ?a) (UCASE("numérique") AS ?b) { ?s a ea:Actor }',
    "table": 'SELECT ("\\u004ca Fabrique" AS ?a) ("numérique" AS ?b) { }',
    "json": "SELECT (1 AS ?la_fabrique_numerique) { }",
    "turtle": 'CONSTRUCT { ?s rdfs:comment "la fabrique numérique" } { ?s a ea:Actor }',
}


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace of which an actor is restricted."""
    return guarded(tmp_path_factory.mktemp("closed")).path


@pytest.mark.parametrize("form", TOLD)
def test_a_public_answer_that_would_tell_is_not_written(closed: Path, form: str) -> None:
    """Not even its first line, and whoever wrote what is told: the file is passed on."""
    asked = ("--workspace", closed, "query", "-", "--format", form)
    ran = inside(*asked, "--public", stdin=TOLD[form])
    assert (ran.code, ran.out) == (1, "")
    assert "Le résultat n'est pas écrit : il contiendrait ce qui ne sort pas" in ran.err
    assert "abrique" not in ran.err
    assert inside(*asked, stdin=TOLD[form]).code == 0


def test_a_public_answer_is_the_same_once_it_was_searched(closed: Path) -> None:
    asked = ("--workspace", closed, "query", "-", "--format", "csv")
    sparql = "SELECT ?s ?p ?o { ?s ?p ?o FILTER NOT EXISTS { ?x foaf:name ?o } } ORDER BY ?s ?p ?o"
    inner, public = inside(*asked, stdin=sparql), inside(*asked, "--public", stdin=sparql)
    assert (public.code, public.err) == (0, "")
    assert len(public.out.splitlines()) > 1_000  # several runs of rows
    kept = [line for line in inner.out.splitlines() if "/graph/restricted/" not in line]
    assert public.out.splitlines() == kept
    cut = inside(*asked, "--public", "--limit", "700", stdin=sparql)
    assert cut.out.splitlines() == public.out.splitlines()[:701]
    assert "Arrêté à 700 lignes" in cut.err
    for sparql in ("ASK { }", "SELECT ?x { ?x a ea:Nothing }"):
        assert inside(*asked, "--public", stdin=sparql).out == inside(*asked, stdin=sparql).out
