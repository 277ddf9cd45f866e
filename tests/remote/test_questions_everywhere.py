"""The same line has the same rows on the three stores, question by question."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pyoxigraph as ox
import pytest

from cli import answer
from cli.session import Session
from graph import layers
from graph.questions import Setting, ask
from graph.rdf import XSD
from graph.store import Rows as Answered
from graph.store import Store
from graph.store.graph_store import GraphStore
from graph.store.remote import RemoteStore
from graph.workspace import Workspace
from queries import library
from tests.queries.expected import CASES
from tests.queries.territory import DAY
from tests.queries.test_demonstration_answers import NO_ANSWER
from tests.remote.conftest import emptied, reading, writing
from tests.servers import Served

Rows = list[tuple[str, ...]]


def rows(store: Store, question: str, values: dict[str, str], lang: str, day: date) -> Rows:
    """Return the rows of a question as text, in their order."""
    return [tuple(map(_text, row)) for row in asked(store, question, values, lang, day).rows]


def asked(store: Store, question: str, values: dict[str, str], lang: str, day: date) -> Answered:
    """Return the answer of a question."""
    known = library()[question]
    graphs = layers.graphs(store, known.layer)  # type: ignore[arg-type]
    return ask(known, values, Setting(store, graphs, lang, day))  # type: ignore[arg-type]


def _text(term: object) -> str:
    return "" if term is None else str(getattr(term, "value", term))


def published(served: Served, made: Workspace) -> Iterator[RemoteStore]:
    """Put all public graphs on a server, as they are: what a push withholds would be missed."""
    store, writer = made.store(), emptied(served)  # of the other workspace: only one is there
    for graph in layers.graphs(store, "all"):
        triples = store.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", graphs=[graph])
        writer.replace(graph, triples)  # type: ignore[arg-type]
    yield RemoteStore(reading(served))
    emptied(served)


@pytest.fixture(scope="module")
def invented(served: Served, territory: Workspace) -> Iterator[RemoteStore]:
    """The invented territory on a server."""
    yield from published(served, territory)


@pytest.fixture(scope="module")
def shown(served: Served, pays_d_aix: Workspace) -> Iterator[RemoteStore]:
    """The demonstration on a server."""
    yield from published(served, pays_d_aix)


def test_what_is_counted_by_hand_is_counted_by_servers(
    invented: RemoteStore, territory: Workspace
) -> None:
    local, other, asked = territory.store(), set(), 0
    for question, values, _ in CASES:
        here = rows(local, question, values, "fr", DAY)
        asked += 1
        if rows(invented, question, values, "fr", DAY) != here:
            other.add((question, ",".join(sorted(values))))
    assert other == set()
    assert asked > 50


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_examples_of_the_library_are_answered_alike(
    shown: RemoteStore, pays_d_aix: Workspace, lang: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """With all values, and with those alone that are needed, to the byte of what is printed."""
    day, answered = pays_d_aix.as_of or DAY, 0
    asked_in = list(library().items())[
        :: 1 if lang == "fr" else 3
    ]  # of labels a third tells enough
    for name, question in asked_in:
        every = {p.name: p.example for p in question.parameters if (name, p.name) not in NO_ANSWER}
        needed = {p.name: p.example for p in question.parameters if p.required}
        for values in (every, needed) if lang == "fr" else (every,):
            told = []
            for store in (pays_d_aix.store(), shown):
                found = asked(store, name, values, lang, day)
                answer.write(Session(chosen=lang), found, "csv", question.columns)  # type: ignore[arg-type]
                told.append(capsys.readouterr().out)
            assert told[0] == told[1], (name, values)
            answered += told[0].count("\n") > 1
    assert answered >= (len(asked_in) if lang == "fr" else len(asked_in) // 2)


def test_cells_of_many_names_are_sorted_where_a_server_cannot(
    shown: RemoteStore, pays_d_aix: Workspace
) -> None:
    sides = {"cote": "associations", "autre": "culture et art"}
    here = rows(pays_d_aix.store(), "qui-relie", sides, "fr", pays_d_aix.as_of or DAY)
    assert max(len(str(cell)) for row in here for cell in row) > 2_000
    assert rows(shown, "qui-relie", sides, "fr", pays_d_aix.as_of or DAY) == here


def test_at_most_a_day_is_asked_right(served: Served) -> None:
    """Virtuoso loses rows of an upper bound alone, by where they stand in its index.

    Of one to sixty days; all five of five were seen lost, and one alliance of 20,000.
    """
    writer, graph, day = GraphStore(writing(served)), "urn:graph:days", date(2012, 1, 1)
    kinds = [ox.NamedNode(f"urn:on:{n}") for n in range(1, 61)]
    triples = [
        ox.Triple(ox.NamedNode(f"urn:event:{k}"), on, literal((day + timedelta(7 * k)).isoformat()))
        for n, on in enumerate(kinds, 1)
        for k in range(n)
    ]
    writer.replace(graph, triples)
    store, lost = RemoteStore(reading(served)), {}
    asked = """SELECT (COUNT(*) AS ?n) { ?event <%s> ?day
FILTER (?day <= "2099-12-31"^^xsd:date) }"""
    for n, on in enumerate(kinds, 1):
        ((number,),) = store.select(asked % on.value, graphs=[graph]).rows
        if (found := int(number.value)) != n:  # type: ignore[union-attr]
            lost[n] = n - found
    writer.delete(graph)
    assert lost == {}


def literal(day: str) -> ox.Literal:
    return ox.Literal(day, datatype=ox.NamedNode(f"{XSD}date"))


def test_a_hostile_name_is_asked_for_as_a_name(shown: RemoteStore, pays_d_aix: Workspace) -> None:
    sparql = "SELECT ?s ?name WHERE { ?s rdfs:label ?name }"
    graphs = layers.graphs(shown, "asserted")
    for words in ('"', "'", "\\", '" } UNION { ?s ?p ?o } #', "\n", "\\u0022", "?s", "\u202e", "é"):
        value = {"name": ox.Literal(words)}
        assert list(shown.select(sparql, graphs=graphs, parameters=value).rows) == []
    name = {"name": ox.Literal("Pays d'Aix Associations")}
    assert list(shown.select(sparql, graphs=graphs, parameters=name).rows) == list(
        pays_d_aix.store().select(sparql, graphs=graphs, parameters=name).rows
    )
