"""A query is cut into words as the grammar of SPARQL cuts it, in a time linear in its length."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from graph.errors import Misuse
from graph.questions import _variable
from graph.store.binding import bind
from graph.store.words import words

LONG = 400_000  # characters; with a time that grows by their square a test would last for minutes


def cut(sparql: str) -> list[tuple[str, str]]:
    return [(word.kind, word.text) for word in words(sparql) if word.kind != "gap"]


@pytest.mark.parametrize(
    ("sparql", "expected"),
    [
        ("a.b-c:d.e.", [("name", "a.b-c:d.e"), ("sign", ".")]),
        ("true.:p", [("word", "true"), ("sign", "."), ("name", ":p")]),
        ("a-1.5", [("word", "a"), ("sign", "-"), ("number", "1.5")]),
        ("_:x_y _z", [("name", "_:x_y"), ("word", "_z")]),
        (r"p:a\-b%20c", [("name", r"p:a\-b%20c")]),
        (r"<a\u0041><b", [("iri", r"<a\u0041>"), ("sign", "<"), ("word", "b")]),
        (r'''"a\"b"'c"d' ""''', [("string", r'"a\"b"'), ("string", "'c\"d'"), ("string", '""')]),
        ('"""a"b""c\n"""', [("string", '"""a"b""c\n"""')]),
        ('""""""', [("string", '""""""')]),
        ('"not closed\n?x', [("string", '"not closed'), ("variable", "?x")]),
        ("'''not closed\n?x", [("string", "'''not closed\n?x")]),
    ],
)
def test_words(sparql: str, expected: list[tuple[str, str]]) -> None:
    assert cut(sparql) == expected


@pytest.mark.parametrize(("text", "is_open"), [
    ('"a"', False), ("''", False), ('"""a"""', False), ("'''a\n'''", False),
    ('"a', True), (r'"a\"', True), ('"""a"', True), ('"""a""', True), ("'''", True),
    ("a", False), ("?a", False),
])  # fmt: skip
def test_a_text_without_an_end_is_open(text: str, is_open: bool) -> None:
    assert next(words(text)).is_open is is_open


@pytest.mark.parametrize(
    "unit", ["a.", "a-", '\\"', "'''\\", r"<\uaaaa", "a:.", "<a", "1e", "SERVICE:", "_:.", '"\\"']
)
@pytest.mark.parametrize("start", ["", '"', "'''", r"<\u"])
def test_no_text_takes_long(start: str, unit: str) -> None:
    text = start + unit * (LONG // len(unit))
    assert "".join(word.text for word in words(text)) == text


@pytest.mark.parametrize("name", ["x€", "x\ufffd", "né", "x\u200c", "1", "x\u00b7y"])
def test_a_variable_is_what_the_engine_takes_for_one(name: str) -> None:
    """A value for ?x is not put into ?x€."""
    sparql = f"SELECT ?x ?{name} {{ ?x ?p ?{name} }}"
    ox.Store().query(sparql)
    assert [word.variable for word in words(sparql) if word.variable] == ["x", name, "x", "p", name]
    bound = bind(sparql, {"x": ox.NamedNode("urn:a")}, prefixes={})
    assert bound.count(f"?{name}") == 2
    ox.Store().query(bound)


@pytest.mark.parametrize("name", ["¹", "x²", "ª", "", "x y", "x}", "1", "x?", "²"])
def test_what_is_no_variable_is_told_before_the_engine_stops(name: str) -> None:
    with pytest.raises(Misuse):
        _variable(name)
