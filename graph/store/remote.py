"""The store on another machine: any SPARQL 1.1 server, asked over HTTP.

What makes it answer as the local store does: the same grammar reads a query first, so that errors
of syntax, updates and SERVICE are refused in the same words before anything is sent; the graphs
are always given; values are put in by ``graph.store.binding``; rows stream, and an answer that is
not whole raises instead of ending.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

import pyoxigraph as ox

import ontology
from graph.errors import Misuse
from graph.rdf import XSD
from graph.store import trouble
from graph.store.binding import bind
from graph.store.dialect import spoken
from graph.store.endpoints import Endpoint
from graph.store.folding import fold
from graph.store.local import LocalStore
from graph.store.protocol import Answer, Rows, Store, Term, not_a_select
from graph.store.transport import Body, Transport
from graph.store.words import holds_path, shape

if TYPE_CHECKING:
    from urllib.request import Request

#: Stands for no graph at all: without any name a server would ask its own choice of graphs.
NO_GRAPH = "urn:x-alliances:no-graph"
MOST_GRAPHS = 100_000  # that a server may list: a workspace has a few hundred
#: Graphs that engines keep for themselves.
ENGINE = frozenset({
    "http://www.openlinksw.com/schemas/virtrdf#", "http://www.w3.org/ns/ldp#",
    "http://localuriqaserver/sparql", "urn:core:services:sparql",
    "http://www.w3.org/2002/07/owl#", "http://www.openlinksw.com/schemas/oplweb#",
    "urn:virtuoso:val:acl:schema",
})  # fmt: skip
_JSON = "application/sparql-results+json"
_TRIPLES = "application/n-triples"
_FORMATS = {
    _JSON: ox.QueryResultsFormat.JSON,
    "application/json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
}
_GRAPHS = {  # the first is quick where it is understood; Virtuoso wants the second
    "listed": "SELECT ?g WHERE { GRAPH ?g {} }",
    "counted": "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g",
}
_ASKED = "__ASK_RETVAL"  # the column in which Virtuoso answers yes
_NOBODY = "x_alliances_nobody"  # a variable that is in no query
_BOOLEANS = {"1": "true", "0": "false"}


class RemoteStore(Store):
    """A SPARQL server, read only."""

    def __init__(self, endpoint: Endpoint, transport: Transport | None = None) -> None:
        self.endpoint = endpoint
        self._transport = transport or Transport(endpoint)
        self._grammar = LocalStore(ox.Store())  # empty: it reads a query and knows its columns
        self._graphs: list[str] | None = None
        self._engine = endpoint.engine

    def __repr__(self) -> str:
        return f"RemoteStore({trouble.plain(self.endpoint.url)!r})"

    def graphs(self) -> list[str]:
        """Return the IRIs of the named graphs, sorted; those of the engine itself are left out."""
        if self._graphs is None:
            found = self._list(_GRAPHS["listed"]) or self._list(_GRAPHS["counted"])
            self._graphs = sorted(found - ENGINE)
        return list(self._graphs)

    def _list(self, sparql: str) -> set[str]:
        found = set()
        try:
            body = self._ask(sparql, _JSON)
            for number, (graph, *_) in enumerate(
                self._rows(body, [self._parsed(body)], ("g",), {}), 1
            ):
                if number > MOST_GRAPHS:
                    raise trouble.too_many_graphs(self.endpoint.url, MOST_GRAPHS)
                if isinstance(graph, ox.NamedNode):
                    found.add(graph.value)
        except (trouble.Refused, trouble.Incomplete):
            return set()
        return found

    def count(self, graph: str) -> int:
        """Return how many triples a graph holds."""
        sparql = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
        ((number,),) = self.select(sparql, graphs=[graph]).rows
        return int(getattr(number, "value", 0))

    def query(
        self,
        sparql: str,
        *,
        graphs: Sequence[str],
        named: Sequence[str] | None = None,
        parameters: Mapping[str, ox.NamedNode | ox.Literal] | None = None,
    ) -> Answer:
        """Answer a read-only query over the merge of the graphs listed."""
        form = self._form(sparql, parameters)
        merged, reached, values = list(graphs), graphs if named is None else named, parameters or {}
        data = _Dataset(merged or [NO_GRAPH], list(reached) or [NO_GRAPH])
        self._require_paths(sparql)
        is_virtuoso = self._is_virtuoso()
        text = bind(
            fold(sparql, values) if is_virtuoso else sparql,
            values,
            prefixes=ontology.prefixes(),
            graphs=data.merged if self.endpoint.needs_from else (),
            named=data.named if self.endpoint.needs_from else (),
        )
        self._require_sound(text, parameters)
        text = spoken(text) if is_virtuoso else text
        body = self._ask(text, _TRIPLES if form == "triples" else _JSON, data)
        if form in {"yes", "triples"}:
            return self._yes(body) if form == "yes" else self._triples(body)
        parsed = [self._parsed(body)]
        names = self._columns(parsed[0], values) if form == "*" else form
        return Rows(tuple(names), self._rows(body, parsed, names, values))

    def select(
        self,
        sparql: str,
        *,
        graphs: Sequence[str],
        parameters: Mapping[str, ox.NamedNode | ox.Literal] | None = None,
    ) -> Rows:
        """Answer a SELECT; raises Misuse for any other form, which is not sent."""
        if self._form(sparql) in {"yes", "triples"}:
            raise not_a_select()
        return super().select(sparql, graphs=graphs, parameters=parameters)

    def _form(
        self, sparql: str, parameters: Mapping[str, Any] | None = None
    ) -> tuple[str, ...] | str:
        """Return the columns of a SELECT, else "*", "yes" or "triples"; raises Misuse if unsound.

        The grammar reads it and the empty store evaluates nothing: a value for a variable that
        is in no query stops it in between.
        """
        try:
            self._grammar.query(sparql, graphs=[], parameters={_NOBODY: ox.Literal("")})
        except Misuse as error:
            if not isinstance(error.__cause__, RuntimeError):
                raise
        form = shape(sparql)
        absent = [name for name in parameters or () if isinstance(form, tuple) and name not in form]
        if absent:
            raise Misuse(
                "Chaque paramètre doit figurer parmi les variables du SELECT : il manque ?{name}.",
                "Every parameter must be among the variables of the SELECT: ?{name} is missing.",
                name=absent[0],
            )
        return form

    @property
    def server(self) -> str:
        """What the server says it is, in lower case, in every answer."""
        if not self._engine:
            self._ask("ASK {}", _JSON).close()
        return self._engine

    def _is_virtuoso(self) -> bool:
        """Tell whether the server needs its own dialect."""
        return "virtuoso" in self.server

    def _require_paths(self, sparql: str) -> None:
        """Refuse a property path where the profile says that the server has none."""
        if not self.endpoint.property_paths and holds_path(sparql, ontology.prefixes()):
            raise Misuse(
                "La requête contient un chemin de propriétés ; le profil {name} dit que ce serveur "
                "n'en a pas (property_paths).",
                "The query holds a property path; the profile {name} says that this server has "
                "none (property_paths).",
                name=self.endpoint.name,
            )

    def _require_sound(self, text: str, parameters: Mapping[str, Any] | None) -> None:
        """Refuse a value in a place where none of its kind may stand."""
        try:
            self._form(text)
        except Misuse as error:
            if not parameters:
                raise
            raise Misuse(
                "Un des paramètres ({names}) n'a pas sa place là où la requête le met, par exemple "
                "un texte pour une propriété. {why}",
                "One of the parameters ({names}) does not fit where the query puts it, such as a "
                "text for a property. {why}",
                names=", ".join(f"?{name}" for name in parameters),
                why=error.text,
            ) from None

    def _ask(self, sparql: str, accept: str, data: _Dataset | None = None) -> Body:
        """Send a query; return the answer once it is known to be of the right kind."""
        beside = None if self.endpoint.needs_from else data
        body = self._transport.read(request(self.endpoint, sparql, accept, beside))
        headers, url = body.headers, self.endpoint.url
        self._engine = self._engine or str(headers.get("Server") or "?").lower()
        kind = str(headers.get("Content-Type") or "").partition(";")[0].strip().lower()
        if kind != accept and not (accept == _JSON and kind in _FORMATS):
            said = (body.read(1 << 12) or b"").decode("utf-8", "replace")
            body.close()
            raise trouble.no_sparql(url, kind, said)
        if limit := headers.get("X-SPARQL-MaxRows"):
            body.close()
            raise trouble.truncated(url, limit)
        if headers.get("X-SQL-State"):
            body.close()
            raise trouble.partial(url)
        return body

    # -- reading answers -------------------------------------------------------------------------

    def _rows(
        self,
        body: Body,
        parsed: list[ox.QuerySolutions | ox.QueryBoolean],
        names: Sequence[str],
        known: Mapping[str, Term],
    ) -> Iterator[tuple[Term | None, ...]]:
        """Yield rows as they arrive, with the columns of the values put in.

        The engine's objects are let go at the end: they may not end their lives in another thread.
        """
        number, cap, solution = 0, self.endpoint.row_cap, None
        found: Any = parsed.pop()
        try:
            if not isinstance(found, ox.QuerySolutions):
                raise trouble.spoilt(self.endpoint.url, _end(body))
            there = {variable.value for variable in found.variables}
            columns = [(name, known.get(name), name in there) for name in names]
            for solution in found:
                number += 1
                yield tuple(
                    _same(solution[name]) if is_there else value
                    for name, value, is_there in columns
                )
        except (SyntaxError, ValueError):
            raise trouble.spoilt(self.endpoint.url, _end(body)) from None
        finally:
            found = solution = None
            body.close()
        if cap and number >= cap:
            raise trouble.truncated(self.endpoint.url, cap)

    @staticmethod
    def _columns(found: Any, known: Mapping[str, Term]) -> list[str]:
        """Return the columns of SELECT *: the server's, and those of the values put in."""
        there = [variable.value for variable in getattr(found, "variables", ())]
        return [name for name in there if not name.startswith("own")] + [
            name for name in known if name not in there
        ]

    def _yes(self, body: Body) -> bool:
        found = self._parsed(body)
        try:
            if isinstance(found, ox.QueryBoolean):
                while body.read(1 << 12):  # to its end: it must be whole
                    pass
                if not body.tail.rstrip().endswith((b"}", b">")):
                    raise trouble.spoilt(self.endpoint.url, _end(body))
                return bool(found)
            if [variable.value for variable in found.variables] != [_ASKED]:
                raise trouble.spoilt(self.endpoint.url, _end(body))
            return len(list(found)) > 0
        except (SyntaxError, ValueError):
            raise trouble.spoilt(self.endpoint.url, _end(body)) from None
        finally:
            found = None  # type: ignore[assignment]
            body.close()

    def _triples(self, body: Body) -> Iterator[ox.Triple]:
        found: Any = ox.parse(body, format=ox.RdfFormat.N_TRIPLES)  # type: ignore[arg-type]
        try:
            for quad in found:
                yield quad.triple
        except (SyntaxError, ValueError):
            raise trouble.spoilt(self.endpoint.url, _end(body)) from None
        finally:
            found = None
            body.close()

    def _parsed(self, body: Body) -> ox.QuerySolutions | ox.QueryBoolean:
        kind = str(body.headers.get("Content-Type")).partition(";")[0].strip().lower()
        try:
            return ox.parse_query_results(body, format=_FORMATS[kind])  # type: ignore[arg-type]
        except (SyntaxError, ValueError):
            raise trouble.spoilt(self.endpoint.url, _end(body)) from None


class _Dataset(NamedTuple):
    """The graphs that a query is asked of: merged, and reached by GRAPH."""

    merged: Sequence[str]
    named: Sequence[str]


def request(
    endpoint: Endpoint,
    sparql: str,
    accept: str,
    data: _Dataset | None = None,
    kind: str = "query",
) -> Request:
    """Return the request of a query or an update, as a form that is sent by POST."""
    with warnings.catch_warnings():  # of its own syntax, seen by newer Pythons
        warnings.simplefilter("ignore")
        from SPARQLWrapper import POST, URLENCODED, SPARQLWrapper

    wrapper = SPARQLWrapper(endpoint.url)
    wrapper.setOnlyConneg(True)
    wrapper.setMethod(POST)
    wrapper.setRequestMethod(URLENCODED)
    wrapper.setQuery(sparql)
    wrapper.queryType = "SELECT" if kind == "query" else "INSERT"  # its guess is a guess
    for graph in data.merged if data else ():
        wrapper.addParameter("default-graph-uri", graph)
    for graph in data.named if data else ():
        wrapper.addParameter("named-graph-uri", graph)
    made: Request = wrapper._createRequest()
    made.add_header("Accept", accept)
    return made


def _end(body: Body) -> str:
    """Return the end of an answer, where a server that gave up says so."""
    tail = body.tail.decode("utf-8", "replace")
    return tail[-120:].rpartition("}")[2].rpartition("[")[2] or tail[-120:]


def _same(term: Term | None) -> Term | None:
    """Return a value as every store writes it: Virtuoso keeps a truth value as a number."""
    if isinstance(term, ox.Literal) and term.datatype.value == XSD + "boolean":
        plain = _BOOLEANS.get(term.value)
        return ox.Literal(plain, datatype=term.datatype) if plain else term
    return term
