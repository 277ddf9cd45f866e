"""SPARQL: its words, its mistakes, what is rewritten of it, and values that are put into it."""
# ruff: noqa: E501

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import pyoxigraph as ox
from hypothesis import strategies as st

import ontology
import queries
from graph.errors import Misuse
from graph.store import LocalStore
from graph.store.binding import bind, written
from graph.store.dataset import Dataset, dataset
from graph.store.dialect import spoken
from graph.store.folding import fold
from graph.store.mistakes import found
from graph.store.service import allowed, host
from graph.store.syntax import explain
from graph.store.words import holds_path, is_ambiguous, shape, without_columns, words
from tests.graph.test_binding import FORMS, beside, inside
from tests.reliability.fuzz import inputs
from tests.reliability.fuzz.target import Target, require, tame

_GRAPH = "urn:alliances:graph:public"


@cache
def _store() -> LocalStore:
    made = ox.Store()
    for subject, label in (("urn:a", "Association A"), ("urn:b", '" } #')):
        made.add(ox.Quad(ox.NamedNode(subject), ox.NamedNode("urn:name"), ox.Literal(label),
                         ox.NamedNode(_GRAPH)))  # fmt: skip
        made.add(ox.Quad(ox.NamedNode(subject), ox.NamedNode("urn:with"), ox.NamedNode("urn:a"),
                         ox.NamedNode(_GRAPH)))  # fmt: skip
    return LocalStore(made)


@cache
def _empty() -> LocalStore:
    return LocalStore(ox.Store())


def _is_sound(sparql: str) -> bool:
    try:
        _empty().query(sparql, graphs=[])
    except Misuse:
        return False
    return True


def a_text(sparql: str) -> None:
    """Any text is read to words, its mistakes are told, its graphs are known or refused."""
    pieces = list(words(sparql))
    require("".join(piece.text for piece in pieces) == sparql, "the words are another text")
    for piece in pieces:
        is_ambiguous(piece)
    for end in (0, len(sparql) // 2, len(sparql)):
        known = found(sparql, end, ontology.prefixes())
        require(known is None or 0 <= known.at <= end, "a mistake outside of the text")
    told = explain(sparql, f"error at 1:{len(sparql) // 2 + 1}: expected one of x")
    require(told.text.fr and told.text.en, "an error without words")
    nothing = Dataset((), ())
    prefixes = ontology.prefixes()
    tame(lambda: dataset(sparql, nothing, facts=(_GRAPH,), served=(_GRAPH,), prefixes=prefixes))
    tame(lambda: allowed(sparql, [("a.invalid", None)]))
    tame(lambda: host(sparql))
    queries.automatic(sparql)
    if _is_sound(sparql):
        _rewritten(sparql)


def _rewritten(sparql: str) -> None:
    """Every rewriting of a sound query is a sound query."""
    holds_path(sparql, ontology.prefixes())
    shape(sparql)
    ways: list[Callable[[], str]] = [
        lambda: spoken(sparql), lambda: fold(sparql, {}), lambda: without_columns(sparql, set()),
        lambda: bind(sparql, {}, prefixes=ontology.prefixes()),
    ]  # fmt: skip
    for way in ways:
        text = tame(way)
        require(text is None or _is_sound(text), f"no query any more: {text!r}")


_PIECES = st.lists(
    st.sampled_from((
        "{", "}", "(", ")", "[", "]", "?x", "?y", "a", "<urn:p>", "ea:name", "'t'", '"t"@fr', "1",
        "FILTER(", "BIND(1 AS ?y)", "OPTIONAL {", "UNION", "MINUS {", "VALUES ?x {", "SELECT",
        "SELECT ?x {", "{ SELECT * {", "GROUP BY ?x", "ORDER BY", "DESC(?x)", "LIMIT 1", ".", ";",
        ",", "/", "|", "^", "*", "+", "?", "!", "<=", ">=", "&&", "||", "COALESCE(", "IF(", "BOUND(",
        "EXISTS {", "NOT EXISTS {", "GRAPH ?g {", "SERVICE <http://a.invalid/> {", "FROM <urn:g>",
        "# c\n", "'''", "\\", "true", "COUNT(*)", "AS", "DISTINCT", "HAVING(", "CONSTRUCT {", "ASK {",
    )),
    max_size=25,
).map(" ".join)  # fmt: skip
_SOUND = st.sampled_from([*FORMS, *(question.sparql for question in queries.library().values())])


@st.composite
def _mutated(draw: Any) -> str:
    """Return a sound query of which some words were doubled, dropped or replaced."""
    pieces = [word.text for word in words(draw(_SOUND))]
    for _ in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, len(pieces) - 1))
        other = draw(st.sampled_from(pieces) | st.sampled_from(inputs.PIECES) | st.just(""))
        pieces[place : place + draw(st.integers(0, 1))] = [other]
    return "".join(pieces)


def a_header(header: str) -> None:
    """The header of a question is read, or a key that it lacks is named."""
    tame(
        lambda: queries._parse("x", f"#+ title@fr: a\n{header}\nSELECT ?x {{}}"), queries.BadHeader
    )


_Value = ox.NamedNode | ox.Literal


def _kinds(sparql: str) -> list[str]:
    return [word.kind for word in words(sparql) if word.kind != "gap"]


def a_value(given: tuple[int, _Value]) -> None:
    """A value never changes what a query is: the same words around it, the same rows as beside."""
    place, value = given
    sparql, values = FORMS[place % len(FORMS)], {"x": value}
    plain = _plain(value)
    text = bind(sparql, values, prefixes=ontology.prefixes())
    usual = bind(sparql, {"x": plain}, prefixes=ontology.prefixes())
    require(_kinds(text.replace(written(value), written(plain))) == _kinds(usual), "other words")
    if str(value.value) not in sparql:  # else it stands at other places too
        require(_algebra(text, value) == _algebra(usual, plain), "another algebra")
    store = _store()
    if (found_ := tame(lambda: inside(store, sparql, values, [_GRAPH]))) is not None:
        require(found_ == beside(store, sparql, values, [_GRAPH]), "other rows")


def _plain(value: _Value) -> _Value:
    """Return a harmless value of the same kind."""
    if isinstance(value, ox.NamedNode):
        return ox.NamedNode("urn:plain")
    if value.language:
        return ox.Literal("plain", language=value.language)
    return ox.Literal("plain", datatype=value.datatype)


def _algebra(sparql: str, value: _Value) -> str | None:
    """Return how another reader (rdflib) understands a query, the value left blank."""
    from rdflib import Literal, URIRef, Variable
    from rdflib.plugins.sparql.parser import parseQuery
    from rdflib.plugins.sparql.parserutils import CompValue

    wanted = value.value

    def plain(part: Any) -> Any:
        if isinstance(part, Literal | URIRef):
            return "VALUE" if str(part) == wanted else str(part)
        if isinstance(part, Variable):
            return f"?{part}"
        if isinstance(part, CompValue):
            return {getattr(part, "name", ""): {str(k): plain(v) for k, v in part.items()}}
        if isinstance(part, str):
            return "VALUE" if part == wanted else part
        if hasattr(part, "__iter__"):
            return [plain(one) for one in part]
        return str(part)

    try:
        return repr(plain(parseQuery(sparql)))
    except Exception:  # a text for a property: no reader takes it, with a plain value either
        return None


def a_guess(given: tuple[str, str]) -> None:
    """The user's own query with a value typed: the value is bound beside, or told to be none."""
    from graph import questions

    name, typed = given
    variable = tame(lambda: questions._variable(name))
    value = tame(lambda: questions._guess(typed))
    if variable and value is not None:
        sparql = f"SELECT ?{variable} {{ ?s ?p ?{variable} }}"
        tame(lambda: _store().query(sparql, graphs=[_GRAPH], parameters={variable: value}))


def _iri(text: str) -> _Value | None:
    try:
        return ox.NamedNode(f"urn:{text}")
    except ValueError:
        return None


_VALUES = st.one_of(
    inputs.words.map(ox.Literal),
    inputs.words.map(lambda text: ox.Literal(text, language="fr")),
    inputs.words.map(lambda text: ox.Literal(text, datatype=ox.NamedNode("urn:t"))),
    inputs.words.map(_iri).filter(lambda value: value is not None),
    st.text("abé?#%/()'*!$&+,;=:@~", max_size=12).map(_iri).filter(lambda value: value is not None),
)
_QUERIES = _PIECES | _mutated() | inputs.words | inputs.repeated
TARGETS = [
    Target("texts of queries", _QUERIES, a_text, lambda data: data.decode("utf-8", "replace"),
           lambda: [form.encode() for form in FORMS]),
    Target("values put into queries", st.tuples(st.integers(0, len(FORMS) - 1), _VALUES), a_value),
    Target("values typed for queries", st.tuples(inputs.words, inputs.words), a_guess),
    Target("headers of questions", inputs.words.map(lambda text: f"#+ param x: {text}")
           | inputs.words, a_header),
]  # fmt: skip
