"""A query is cut into words as the grammar of SPARQL cuts it, in a time linear in its length."""

from __future__ import annotations

import pytest

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


@pytest.mark.parametrize(
    "unit", ["a.", "a-", '\\"', "'''\\", r"<\uaaaa", "a:.", "<a", "1e", "SERVICE:", "_:.", '"\\"']
)
@pytest.mark.parametrize("start", ["", '"', "'''", r"<\u"])
def test_no_text_takes_long(start: str, unit: str) -> None:
    text = start + unit * (LONG // len(unit))
    assert "".join(word.text for word in words(text)) == text
