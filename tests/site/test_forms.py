"""Odd values come through every form of an answer as other readers understand them."""

from __future__ import annotations

import csv
import io

import pytest
from rdflib.query import Result

from tests.serving import Served

ODD = (
    'SELECT ?i ?x { VALUES (?i ?x) { (1 "plain") (2 "two\\nlines, \\"quoted\\"\\ttab \\\\ back") '
    '(3 "été"@fr) (4 <http://example.org/a?b=1&c=<>) (5 "1"^^xsd:byte) (6 "<b>&amp;</b>") '
    '(7 UNDEF) (8 "") (9 1.50) (10 "a\\rb") (11 true) (12 "日本 😀") } } ORDER BY ?i'
).replace("<http://example.org/a?b=1&c=<>", "<http://example.org/a?b=1&c=2>")


def test_json_and_xml_say_the_same(site: Served) -> None:
    one = site.ask(ODD).rows()
    assert len(one) == 12
    assert one[1]["x"]["value"] == 'two\nlines, "quoted"\ttab \\ back'
    assert one[2]["x"] == {"type": "literal", "value": "été", "xml:lang": "fr"}
    assert "x" not in one[6]
    assert one[7]["x"] == {"type": "literal", "value": ""}
    json_ = Result.parse(io.BytesIO(site.ask(ODD).body), format="json")
    xml = Result.parse(
        io.BytesIO(site.ask(ODD, "application/sparql-results+xml").body), format="xml"
    )
    assert [dict(row) for row in json_.bindings] == [dict(row) for row in xml.bindings]


def test_csv_and_tsv(site: Served) -> None:
    values = [row.get("x", {}).get("value", "") for row in site.ask(ODD).rows()]
    text = site.ask(ODD, "text/csv").body.decode("utf-8")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert rows[0] == ["i", "x"]
    assert [row[1] for row in rows[1:]] == values
    lines = site.ask(ODD, "text/tab-separated-values").text.split("\n")
    assert lines[0] == "?i\t?x"
    assert [line.count("\t") for line in lines[:-1]] == [1] * 13
    assert lines[3] == '3\t"été"@fr'
    assert lines[4] == "4\t<http://example.org/a?b=1&c=2>"
    assert lines[9] == "9\t1.5"  # as the engine keeps it


def test_what_xml_cannot_hold_is_replaced_and_the_rest_is_read(site: Served) -> None:
    sparql = 'SELECT ("a\\u0001b" AS ?x) {}'
    found = Result.parse(
        io.BytesIO(site.ask(sparql, "application/sparql-results+xml").body), format="xml"
    )
    assert [str(row[0]) for row in found] == ["a\ufffdb"]  # type: ignore[index]


@pytest.mark.parametrize("n", [0, 1, 60_000])
def test_answers_of_any_length_are_whole(site: Served, n: int) -> None:
    sparql = f"SELECT ?a ?b {{ {{ SELECT ?a {{ ?a ?p ?o }} LIMIT 300 }} {{ SELECT ?b {{ ?b ?q ?c }} LIMIT 200 }} }} LIMIT {n}"  # noqa: E501
    got = site.ask(sparql)
    assert len(got.rows()) == n
    assert ("content-length" in got.headers) == (n < 60_000)
    assert site.ask(sparql, "text/csv").body.count(b"\r\n") == n + 1
