"""Values put into the text of a query mean what values bound beside it mean."""

from __future__ import annotations

import random
from datetime import date
from importlib.resources import as_file, files
from pathlib import Path

import pyoxigraph as ox
import pytest

import ontology
from cli.commands.demo import AS_OF, NAME
from graph import layers, workspace
from graph.errors import AlliancesError, Misuse
from graph.load import load_workbook
from graph.questions import Setting
from graph.questions import bind as bound
from graph.rdf import XSD
from graph.store import LocalStore, Rows
from graph.store.binding import bind, written
from graph.store.dialect import part_bounds, spoken
from graph.store.folding import fold
from graph.store.words import holds_path, shape, words
from graph.workspace import Workspace
from queries import library
from tests.contract.store import HOSTILE, PUBLIC, QUADS

A, B = ox.NamedNode("urn:a"), ox.NamedNode("urn:b")
Value = ox.NamedNode | ox.Literal
Values = dict[str, Value]
#: Every place of a query in which a variable may stand.
FORMS = [
    "SELECT ?x ?o { ?x <urn:name> ?o }",
    "SELECT ?x { ?x <urn:name> ?o }",
    "SELECT DISTINCT ?x { ?x <urn:name> ?o }",
    "SELECT * { ?x <urn:name> ?o }",
    "SELECT $x ?o { $x <urn:name> ?o }",
    "SELECT ?x ?o { ?o <urn:with> ?x }",
    "SELECT ?x ?p { ?s ?p ?x }",
    "SELECT ?x (COUNT(*) AS ?n) { ?x <urn:name> ?o } GROUP BY ?x",
    "SELECT ?x (COUNT(*) AS ?n) { ?x <urn:none> ?o } GROUP BY ?x",
    "SELECT ?x ?o (COUNT(*) AS ?n) { ?x <urn:name> ?o } GROUP BY ?x ?o ORDER BY ?x ?o",
    "SELECT ?x (COUNT(?o) AS ?n) { ?x <urn:name> ?o } GROUP BY ?x HAVING (STR(?x) != '')",
    "SELECT ?x ?o { ?x <urn:name> ?o } ORDER BY DESC(?x) ?o LIMIT 2",
    "SELECT ?x ?o { ?x <urn:name> ?o } ORDER BY ?x",
    "SELECT ?x ?o { ?s <urn:name> ?o FILTER (?s = ?x || ?o = ?x) }",
    "SELECT ?x ?n { ?s <urn:name> ?o BIND (CONCAT(STR(?x), '?x', \"?x\") AS ?n) }",
    "SELECT ?x ?s { ?s <urn:name> ?o FILTER EXISTS { ?x <urn:with> ?s } }",
    "SELECT ?x ?s { ?s <urn:name> ?o MINUS { ?x <urn:with> ?s } }",
    "SELECT ?x ?o { ?x <urn:name> ?o MINUS { ?x <urn:with> ?y } }",
    "SELECT ?x ?s { ?s <urn:name> ?o MINUS { ?s <urn:with> ?y } }",
    "SELECT ?x ?o { ?s <urn:name> ?o { SELECT ?o { ?x <urn:name> ?o } } }",
    "SELECT ?x ?o { ?s <urn:name> ?o { SELECT ?x ?o { ?x <urn:name> ?o } } }",
    "SELECT ?x ?o { { SELECT * { ?x <urn:name> ?o } } }",
    "SELECT ?x ?n { { SELECT ?x (COUNT(*) AS ?n) { ?x <urn:none> ?o } GROUP BY ?x } }",
    "SELECT ?x ?o { OPTIONAL { ?x <urn:with>/<urn:name> ?o } }",
    "SELECT ?x ?o { ?x <urn:with>*/<urn:name> ?o }",
    "SELECT ?x ?o { GRAPH ?g { ?x <urn:name> ?o } }",
    "SELECT ?x ?o { ?x <urn:name> ?o } # ?x\n",
    "PREFIX x: <urn:> SELECT ?x ?o { ?x x:name ?o ; x:members ?x0 . }",
    "SELECT ?x ?o FROM <urn:graph:secret> { ?x <urn:name> ?o }",
    "ASK { ?x <urn:name> ?o }",
    "CONSTRUCT { ?x <urn:is> ?o } WHERE { ?x <urn:name> ?o }",
    "CONSTRUCT WHERE { ?x <urn:name> ?o }",
]  # fmt: skip
VALUES: list[Value] = [
    A, B, ox.NamedNode("urn:none"), ox.Literal("Association A"), ox.Literal(HOSTILE),
    ox.Literal("x", language="fr"), ox.Literal(700), ox.Literal('" } #'),
]  # fmt: skip


@pytest.fixture(scope="module")
def store() -> LocalStore:
    made = ox.Store()
    made.extend(QUADS)
    return LocalStore(made)


def beside(store: LocalStore, sparql: str, values: Values, graphs: list[str]) -> object:
    """Return the answer with the values bound by the engine."""
    return plain(store.query(sparql, graphs=graphs, parameters=values), {}, None)


def inside(
    store: LocalStore, sparql: str, values: Values, graphs: list[str], **how: bool
) -> object:
    """Return the answer with the values in the text, and their columns added by us."""
    folded = fold(sparql, values) if how else sparql
    text = bind(folded, values, prefixes=ontology.prefixes())
    names = shape(sparql)
    answer = store.query(spoken(text) if how else text, graphs=graphs)
    return plain(answer, values, names if isinstance(names, tuple) else None)


def plain(answer: object, values: Values, names: tuple[str, ...] | None) -> object:
    if isinstance(answer, bool):
        return answer
    if not isinstance(answer, Rows):
        return sorted(map(str, answer))  # type: ignore[call-overload]
    found = [{**dict(zip(answer.variables, row, strict=True)), **values} for row in answer.rows]
    kept = names or sorted({*answer.variables, *values})
    return sorted(tuple(str(row.get(name)) for name in sorted(kept)) for row in found)


@pytest.mark.parametrize("sparql", FORMS)
def test_a_value_in_the_text_means_what_it_means_beside_it(store: LocalStore, sparql: str) -> None:
    answered = 0
    for value in VALUES:
        expected = beside(store, sparql, {"x": value}, [PUBLIC])
        for how in ({}, {"spoken": True}):
            try:
                found = inside(store, sparql, {"x": value}, [PUBLIC], **how)
            except Misuse:  # a text for a graph or a property has no place in the text
                assert not isinstance(value, ox.NamedNode)
                found = expected
            assert found == expected, (value, bind(sparql, {"x": value}, prefixes={}))
        answered += bool(expected)
    assert answered or "<urn:none>" in sparql


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    made = workspace.create(tmp_path_factory.mktemp("demo") / "ws", name=NAME, as_of=AS_OF)
    with as_file(files("graph") / "demo") as book:
        load_workbook(made, Path(book))
    return made


@pytest.mark.parametrize("name", sorted(library()))
def test_the_questions_keep_their_rows(demonstration: Workspace, name: str) -> None:
    """Bound, put in, and put in as Virtuoso reads it: three texts, the same rows."""
    store, question = demonstration.store(), library()[name]
    graphs = layers.graphs(store, question.layer)  # type: ignore[arg-type]
    setting = Setting(store, graphs, "fr", date(2017, 12, 31))
    for required in (True, False):
        given = {p.name: p.example for p in question.parameters if p.required or not required}
        values = bound(question, given, setting)
        expected = members(beside(store, question.sparql, values, graphs))
        assert members(inside(store, question.sparql, values, graphs)) == expected
        assert members(inside(store, question.sparql, values, graphs, spoken=True)) == expected


@pytest.mark.parametrize(
    "comparison",
    [
        "?n <= 3", "3 >= ?n", "2 <= ?n && ?n <= 3", "?n>=3||?n<=2", "!(?n <= 3)", "(?n) <= (1 + 2)",
        "?n <= ?m", "?m >= ?n", "?n <= ?missing", "COALESCE(?m <= 3, true)",
        "COALESCE(?m <= 3, false)", "IF(?n <= 3, ?m >= ?n, ?n <= 5)", "(?n <= 3) <= (?n <= 4)",
        "?n IN (3, 4) && ?n <= 3", "STRLEN(?t) <= 3", "?t <= 'b)<= c'",
        "?day <= '2017-12-31'^^xsd:date",
    ],
)  # fmt: skip
def test_at_most_is_less_or_the_same(comparison: str) -> None:
    """Of numbers, days and texts, of what is missing and what cannot be compared."""
    made = ox.Store()
    made.load(_MEASURED.encode(), format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(PUBLIC))
    asked = f"""PREFIX : <urn:> PREFIX xsd: <{XSD}>
SELECT ?s ({comparison} AS ?is) {{ ?s :n ?n . OPTIONAL {{ ?s :m ?m }}
  OPTIONAL {{ ?s :t ?t }} OPTIONAL {{ ?s :day ?day }} {{}} }}"""
    kept = asked.replace("{}", f"FILTER ({comparison})").replace(f"({comparison} AS ?is)", "")
    for text in (asked.replace("{}", ""), kept):
        found = [sorted(map(str, LocalStore(made).select(sparql, graphs=[PUBLIC]).rows))
                 for sparql in (text, part_bounds(text))]  # fmt: skip
        assert found[0] == found[1]
        assert found[0] or "missing" in comparison


_MEASURED = """@prefix : <urn:> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
:a :n 1 ; :m 2 ; :t "b" . :b :n 2.0 ; :m "two" ; :day "2017-12-31"^^xsd:date .
:c :n 3 ; :m 3 ; :t "b)<= c" ; :day "2018-01-01"^^xsd:date .
:d :n 4 ; :t "long" ; :day "2012-06-01"^^xsd:date . :e :n "five" ; :m 5 . :f :n 4.5e0 .
"""


def members(rows: object) -> list[object]:
    """Return rows with the names in a cell in one order."""
    split = [[sorted(cell.strip('"').split(" ; ")) for cell in row] for row in rows]  # type: ignore[attr-defined]
    return list[object](sorted(split))


@pytest.mark.parametrize(
    "sparql",
    [
        "SELECT ?x { ?s ?p ?o BIND (<urn:b> AS ?x) }",
        "SELECT (<urn:b> AS ?x) { ?s ?p ?o }",
        "SELECT ?x { VALUES ?x { <urn:b> } }",
        "SELECT ?x ?y { ?y ?p ?x VALUES (?y ?x) { (<urn:a> <urn:b>) } }",
        "SELECT ?x { ?x ?p ?o } VALUES ?x { <urn:b> }",
    ],
)
def test_what_the_query_sets_by_itself_is_no_parameter(sparql: str) -> None:
    with pytest.raises(Misuse, match="gives"):
        bind(sparql, {"x": A}, prefixes={})


@pytest.mark.parametrize("sparql", ["SELECT ?x { ?a ?p ?x FILTER(?a<'x>') }",
                                    "SELECT ?x { ?a ?p ?c FILTER(?a<?x&&?x>?c) }"])  # fmt: skip
def test_what_reads_in_two_ways_takes_no_value(sparql: str) -> None:
    with pytest.raises(Misuse, match="spaces around"):
        bind(sparql, {"x": A}, prefixes={})
    assert bind(sparql, {}, prefixes={}) == sparql


def test_no_value_leaves_its_place(store: LocalStore) -> None:
    """Values of random signs: whatever they are, they are one value of one triple."""
    signs = ['"', "'", "\\", "\n", "\r", "\t", "\x00", "}", "{", "#", "?x", "<", ">", "\\u0022",
             '"""', "'''", "UNION", " ", ".", ";", "@fr", "^^", "\u2028", "🎉"]  # fmt: skip
    rng = random.Random(6)  # noqa: S311 - a sample, not a secret
    for _ in range(3_000):
        value = ox.Literal("".join(rng.choices(signs, k=rng.randint(0, 8))))
        text = f"SELECT ?v {{ BIND ({written(value)} AS ?v) }}"
        (row,) = store.select(text, graphs=[PUBLIC]).rows
        assert row == (value,)
        assert "\n" not in written(value)


def test_words_joined_are_the_query() -> None:
    for question in library().values():
        assert "".join(word.text for word in words(question.sparql)) == question.sparql


@pytest.mark.parametrize(
    ("sparql", "expected"),
    [
        ("SELECT ?s { ?s a:b/a:c ?o }", True), ("SELECT ?s { ?s a:b+ ?o }", True),
        ("SELECT ?s { ?s ^a:b ?o }", True), ("SELECT ?s { ?s a:b|<c:d> ?o }", True),
        ("SELECT ?s { ?s a:b ?o FILTER (?o * 2 > 3) }", False), ("ASK { ?s <a:b/c> 'a/b' }", False),
        ("ASK { ?s a:b +20, -1 }", False), ("ASK { ?s (a:b)+ ?o }", True),
        ("ASK { ?s (a:b)/(a:c) ?o }", True), ("ASK { ?s a* ?o }", True),
        ("ASK { ?s a:b? ?o }", True), ("ASK { ?s !a:b ?o }", True),
        ("ASK { ?s a:b ?o FILTER (!?o || ?o/2 = 1) }", False), ("ASK { ?s (a:b) ?o }", False),
        ("ASK { FILTER NOT EXISTS { ?s a:b|^a:c (1 2) } }", True),
    ],
)  # fmt: skip
def test_a_property_path_is_seen(sparql: str, expected: bool) -> None:
    assert holds_path(sparql, {"a": "urn:a:"}) is expected


def test_an_absent_parameter_is_no_question() -> None:
    asked = 'SELECT ?s ?x { ?s ?p ?o FILTER (IF(COALESCE(STR(?x), "") = "", true, ?s = ?x)) }'
    assert "COALESCE" not in fold(asked, {})
    assert "COALESCE" not in fold(asked, {"x"})
    bound_ = asked.replace("?s ?p ?o", "?s ?p ?x")
    assert fold(bound_, {}) == bound_  # it may have a value, a row


def test_the_error_of_a_value_without_a_place_is_ours(store: LocalStore) -> None:
    text = bind("SELECT ?x { ?s ?x ?o }", {"x": ox.Literal("t")}, prefixes={})
    with pytest.raises(AlliancesError):
        store.query(text, graphs=[PUBLIC])
