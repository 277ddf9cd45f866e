"""Every value written as N-Quads is read back the same by the store."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pyoxigraph as ox
import pytest

from graph.rdf import XSD, Iri, Statement, Tagged, Value, nquads

HOSTILE = [
    "</script><img src=x onerror=alert(1)>", "\" . <a:b> <a:c> <a:d> .\n", "\\", "\\\"", "'''",
    "a\nb\r\nc\td", "\x00\x01\x07\x1b[31m\x7f", "🎉 👩‍👩‍👧 é œ ﷽", "\u202eevil\u202c", "x" * 300,
    "\u2028", "", "@fr", "^^<x>", "\ufeff", "\ufffe",
]  # fmt: skip


def read_back(value: Value) -> ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple:
    text = "".join(nquads([Statement(Iri("a:s"), Iri("a:p"), value, "a:g")]))
    assert text.count("\n") == 1
    store = ox.Store()
    store.bulk_load(text.encode(), format=ox.RdfFormat.N_QUADS)
    (quad,) = store.quads_for_pattern(None, None, None, ox.NamedNode("a:g"))
    found: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple = quad.object
    return found


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_come_back_as_they_were(text: str) -> None:
    assert read_back(text) == ox.Literal(text)
    assert read_back(Tagged(text, "fr")) == ox.Literal(text, language="fr")


@pytest.mark.parametrize(
    ("value", "lexical", "datatype"),
    [
        (True, "true", "boolean"),
        (7, "7", "integer"),
        (0.25, "0.25", "double"),
        (Decimal("7000.50"), "7000.5", "decimal"),
        (Decimal("1E+3"), "1000", "decimal"),
        (date(2017, 12, 1), "2017-12-01", "date"),
        (datetime(2017, 12, 1, 9, 30, tzinfo=UTC), "2017-12-01T09:30:00+00:00", "dateTime"),
    ],
)
def test_typed_values(value: Value, lexical: str, datatype: str) -> None:
    expected = ox.Literal(lexical, datatype=ox.NamedNode(XSD + datatype))
    found = read_back(value)
    assert isinstance(found, ox.Literal)
    assert found.datatype == expected.datatype
    assert found.value.removesuffix("Z") == expected.value.removesuffix("+00:00")


@pytest.mark.parametrize("tail", ["a b", "<", '"', "{}", "|", "\\", "^", "`", "\n", "\x00"])
def test_an_iri_cannot_be_broken_out_of(tail: str) -> None:
    found = read_back(Iri(f"https://example.org/{tail}"))
    assert isinstance(found, ox.NamedNode)
    assert found.value.startswith("https://example.org/")
