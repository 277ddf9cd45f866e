"""The contract of every store, local or remote: call :func:`check_store` with one.

The store holds :data:`QUADS` and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from graph.errors import Misuse
from graph.store import LocalStore, Rows, Store

PUBLIC, SECRET = "urn:graph:public", "urn:graph:secret"
HOSTILE = "</script>\"'\\ \n 🎉 \u202e"
_SAID: list[tuple[str, str, ox.NamedNode | ox.Literal, str]] = [
    ("urn:a", "urn:name", ox.Literal("Association A"), PUBLIC),
    ("urn:a", "urn:name", ox.Literal("A Association", language="en"), PUBLIC),
    ("urn:a", "urn:members", ox.Literal(700), PUBLIC),
    ("urn:b", "urn:name", ox.Literal(HOSTILE), PUBLIC),
    ("urn:a", "urn:with", ox.NamedNode("urn:b"), PUBLIC),
    ("urn:c", "urn:name", ox.Literal("SECRET"), SECRET),
    ("urn:a", "urn:with", ox.NamedNode("urn:c"), SECRET),
]
QUADS = [ox.Quad(ox.NamedNode(s), ox.NamedNode(p), o, ox.NamedNode(g)) for s, p, o, g in _SAID]
NAMES = "SELECT ?s ?o WHERE { ?s <urn:name> ?o }"


def written(folder: Path) -> LocalStore:
    """Write the statements into a store in a folder, and open it as readers do."""
    writer = ox.Store(str(folder))
    writer.extend(QUADS)
    writer.flush()
    del writer
    return LocalStore.open(folder)


def check_store(store: Store) -> None:
    """Run every clause of the contract."""
    for clause in CLAUSES:
        clause(store)


def _graphs_are_listed(store: Store) -> None:
    assert store.graphs() == [PUBLIC, SECRET]


def _rows_stream_with_unbound_as_none(store: Store) -> None:
    sparql = "SELECT ?s ?m WHERE { ?s <urn:name> 'Association A' OPTIONAL { ?s <urn:none> ?m } }"
    rows = store.select(sparql, graphs=[PUBLIC])
    assert rows.variables == ("s", "m")
    assert next(rows.rows) == (ox.NamedNode("urn:a"), None)
    assert next(rows.rows, None) is None


def _only_the_graphs_named_are_asked(store: Store) -> None:
    def names(*graphs: str) -> set[str]:
        return {
            str(getattr(row[1], "value", "")) for row in store.select(NAMES, graphs=graphs).rows
        }

    assert names(PUBLIC) == {"Association A", "A Association", HOSTILE}
    assert names(SECRET) == {"SECRET"}
    assert names(PUBLIC, SECRET) == names(PUBLIC) | names(SECRET)
    assert names() == set()
    assert names("urn:graph:none") == set()


def _no_query_reaches_another_graph(store: Store) -> None:
    for sparql in (
        "SELECT ?s ?o FROM <urn:graph:secret> WHERE { ?s <urn:name> ?o }",
        "SELECT ?s ?o FROM NAMED <urn:graph:secret> { GRAPH <urn:graph:secret> { ?s ?p ?o } }",
        "SELECT ?s ?o WHERE { GRAPH <urn:graph:secret> { ?s <urn:name> ?o } }",
        "SELECT ?s ?o WHERE { GRAPH ?g { ?s <urn:name> ?o } }",
        "SELECT ?s ?o WHERE { ?s <urn:with>*/<urn:name> ?o }",
        "SELECT ?s ?o WHERE { { SELECT ?s ?o WHERE { GRAPH ?g { ?s ?p ?o } } } }",
    ):
        rows = list(store.select(sparql, graphs=[PUBLIC]).rows)
        assert not [row for row in rows if "SECRET" in str(row) or "urn:c" in str(row)]
    described = store.query("DESCRIBE <urn:c>", graphs=[PUBLIC])
    assert not isinstance(described, Rows | bool)
    assert list(described) == []
    assert store.query("ASK { ?s ?p 'SECRET' }", graphs=[PUBLIC]) is False
    assert store.query("ASK { ?s ?p 'SECRET' }", graphs=[SECRET]) is True


def _graphs_named_are_those_that_graph_reaches(store: Store) -> None:
    def count(sparql: str, graphs: list[str], named: list[str]) -> int:
        found = store.query(sparql, graphs=graphs, named=named)
        assert isinstance(found, Rows)
        return len(list(found.rows))

    everywhere, inside = "SELECT ?s { ?s ?p ?o }", "SELECT ?s { GRAPH ?g { ?s ?p ?o } }"
    public, secret = count(everywhere, [PUBLIC], []), count(everywhere, [SECRET], [])
    assert public
    assert secret
    assert count(inside, [PUBLIC], []) == 0
    assert count(inside, [], [PUBLIC]) == count(inside, [SECRET], [PUBLIC]) == public
    assert count(everywhere, [], [PUBLIC]) == 0


def _values_are_bound_never_pasted(store: Store) -> None:
    for value in (HOSTILE, "Association A", '" } UNION { ?s ?p ?o } #'):
        rows = store.select(NAMES, graphs=[PUBLIC], parameters={"o": ox.Literal(value)}).rows
        found = [row[0] for row in rows]
        wanted = [q.subject for q in QUADS if q.object == ox.Literal(value)]
        assert found == wanted


def _constructed_triples_stream(store: Store) -> None:
    answer = store.query("CONSTRUCT WHERE { ?s <urn:with> ?o }", graphs=[PUBLIC])
    assert not isinstance(answer, Rows | bool)
    assert [tuple(triple)[2] for triple in answer] == [ox.NamedNode("urn:b")]
    for sparql in ("CONSTRUCT WHERE { ?s <urn:with> ?o }", "DESCRIBE <urn:a>"):
        found = store.query(sparql, graphs=[PUBLIC])
        assert not isinstance(found, Rows | bool)
        assert {len(tuple(triple)) for triple in found} == {3}  # without its graph


def _select_takes_nothing_but_a_select(store: Store) -> None:
    for sparql in ("ASK { ?s ?p ?o }", "CONSTRUCT WHERE { ?s ?p ?o }", "DESCRIBE <urn:a>"):
        with pytest.raises(Misuse):
            store.select(sparql, graphs=[PUBLIC])


def _updates_are_refused(store: Store) -> None:
    for sparql in (
        "INSERT DATA { <urn:x> <urn:y> <urn:z> }", "DELETE WHERE { ?s ?p ?o }", "drop all",
        "PREFIX u: <urn:>\n# a comment\nclear graph u:g", "LOAD <http://127.0.0.1/x>",
        "WITH <urn:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    ):  # fmt: skip
        with pytest.raises(Misuse) as caught:
            store.query(sparql, graphs=[PUBLIC, SECRET])
        assert "mise à jour" in caught.value.text.fr
    assert len(list(store.select(NAMES, graphs=[PUBLIC, SECRET]).rows)) == 4


def _errors_of_syntax_say_where(store: Store) -> None:
    with pytest.raises(Misuse) as caught:
        store.query("SELECT *\nWHERE { ?s ?p ?o\n", graphs=[PUBLIC])
    assert "ligne 3" in caught.value.text.fr
    assert "line 3" in caught.value.text.en


CLAUSES: tuple[Callable[[Store], None], ...] = (
    _graphs_are_listed,
    _rows_stream_with_unbound_as_none,
    _only_the_graphs_named_are_asked,
    _graphs_named_are_those_that_graph_reaches,
    _no_query_reaches_another_graph,
    _values_are_bound_never_pasted,
    _constructed_triples_stream,
    _select_takes_nothing_but_a_select,
    _updates_are_refused,
    _errors_of_syntax_say_where,
)
