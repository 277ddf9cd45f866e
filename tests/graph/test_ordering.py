"""The order of rows and of the pieces of a cell, whichever engine answered."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pyoxigraph as ox
import pytest

from graph.rdf import XSD
from graph.store import Rows, Term
from graph.store.ordering import HELD, order, ordered

NUMBER = ox.NamedNode(XSD + "integer")


def said(sparql: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> list[list[str]]:
    """Return rows in their order, of texts, numbers and nothing."""
    found = ordered(Rows(tuple(columns), iter([tuple(map(_term, row)) for row in rows])),
                    order(sparql))  # fmt: skip
    return [[str(getattr(term, "value", "")) for term in row] for row in found.rows]


def _term(value: object) -> Term | None:
    if value is None:
        return None
    if isinstance(value, int):
        return ox.Literal(str(value), datatype=NUMBER)
    return ox.Literal(str(value))


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("?a", [["", "x"], ["2", "x"], ["10", "x"], ["Eau", "x"], ["eclair", "x"],
                ["École", "a"], ["École", "é"], ["Zoo", "x"]]),
        ("DESC(?a) ?b", [["Zoo", "x"], ["École", "a"], ["École", "é"], ["eclair", "x"],
                         ["Eau", "x"], ["10", "x"], ["2", "x"], ["", "x"]]),
    ],
)  # fmt: skip
def test_rows_have_one_order(by: str, expected: list[list[str]]) -> None:
    rows: list[list[object]]
    rows = [["Zoo", "x"], ["École", "é"], ["École", "a"], ["eclair", "x"], ["Eau", "x"], [10, "x"],
            [2, "x"], [None, "x"]]  # fmt: skip
    for seed in range(5):
        random.Random(seed).shuffle(rows)  # noqa: S311 - a sample
        assert said(f"SELECT ?a ?b {{ ?a ?p ?b }} ORDER BY {by}", ("a", "b"), rows) == expected


def test_what_a_query_sorts_by_is_asked_and_not_shown() -> None:
    sparql = "SELECT ?a (COUNT(?b) AS ?n) WHERE { ?a ?r ?b } GROUP BY ?a ORDER BY DESC(MAX(?b)) ?n"
    how = order(sparql)
    assert isinstance(ox.Store().query(how.sparql), ox.QuerySolutions)
    assert [key.is_descending for key in how.keys] == [True, False]
    (hidden,) = how.hidden
    rows = said(sparql, ("a", "n", hidden), [["x", 1, 1], ["y", 2, 3], ["w", 1, 3], ["v", 1, 3]])
    assert rows == [["v", "1"], ["w", "1"], ["y", "2"], ["x", "1"]]


def test_pieces_are_sorted_where_they_were_joined_and_only_there() -> None:
    sparql = 'SELECT ?a (REPLACE(GROUP_CONCAT(?c; SEPARATOR=" ; "), "x", "") AS ?b) { ?a ?r ?c }'
    cells = [["b ; a", "Été ; eau ;  ; Zoo"]]
    assert said(sparql, ("a", "b"), cells) == [["b ; a", "eau ; Été ; Zoo"]]


def test_a_row_that_is_there_twice_stays_unless_the_query_is_distinct() -> None:
    twice = [["x"], ["x"]]
    assert len(said("SELECT ?a { ?a ?p ?b } ORDER BY ?a", ("a",), twice)) == 2
    assert len(said("SELECT DISTINCT ?a { ?a ?p ?b } ORDER BY ?a", ("a",), twice)) == 1


def test_a_long_answer_streams_and_its_ties_are_sorted() -> None:
    taken = 0

    def rows() -> object:
        nonlocal taken
        for number in range(3 * HELD):
            taken += 1
            yield _term(number // 2), _term("b" if number % 2 == 0 else "a")

    sparql = "SELECT ?a ?b { ?a ?p ?b } ORDER BY ?a"
    found = ordered(Rows(("a", "b"), rows()), order(sparql)).rows  # type: ignore[arg-type]
    first = [next(found) for _ in range(4)]
    assert taken < 2 * HELD
    assert [getattr(row[1], "value", "") for row in first] == ["a", "b", "a", "b"]
    assert sum(1 for _ in found) == 3 * HELD - 4
