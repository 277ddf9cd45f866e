"""SERVICE: however it is written, no query asks a machine that nobody allowed."""
# ruff: noqa: E501

from __future__ import annotations

import threading
from contextlib import suppress
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pyoxigraph as ox
from hypothesis import strategies as st

from graph.errors import AlliancesError
from graph.store import LocalStore
from tests.reliability.fuzz.target import Target, require, require_told

_ANSWER = b'{"head":{"vars":["a"]},"results":{"bindings":[]}}'


class _Web(ThreadingHTTPServer):
    """A machine that nobody allowed: it counts who comes."""

    daemon_threads = True
    asked = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/"


class _Handler(BaseHTTPRequestHandler):
    server: _Web

    def do_POST(self) -> None:
        self.server.asked += 1
        self.send_response(200)
        self.send_header("Content-Type", "application/sparql-results+json")
        self.send_header("Content-Length", str(len(_ANSWER)))
        self.end_headers()
        self.wfile.write(_ANSWER)

    do_GET = do_POST  # noqa: N815

    def log_message(self, *_: object) -> None:
        """Stay silent."""


@cache
def _web() -> _Web:
    made = _Web(("127.0.0.1", 0), _Handler)
    threading.Thread(target=made.serve_forever, daemon=True).start()
    return made


@cache
def _store() -> LocalStore:
    made = ox.Store()
    triple = ox.NamedNode("urn:s"), ox.NamedNode("urn:p"), ox.Literal("o")
    made.add(ox.Quad(*triple, ox.NamedNode("urn:g")))
    return LocalStore(made)


def reaches(sparql: str) -> bool:
    """Tell whether a query reaches the machine when nothing stands before the engine."""
    web = _web()
    before = web.asked
    with suppress(SyntaxError, RuntimeError, OSError, TypeError):
        list(_store().engine.query(sparql.replace("URL", web.url)))  # type: ignore[arg-type]
    return web.asked > before


def a_service(sparql: str) -> None:
    """Whatever is asked is answered or refused, and the machine hears nothing of it."""
    web = _web()
    before = web.asked
    try:
        found: Any = _store().query(sparql.replace("URL", web.url), graphs=["urn:g"])
        if not isinstance(found, bool):
            list(getattr(found, "rows", found))
    except AlliancesError as error:
        require_told(error)
    require(web.asked == before, "the query left this computer")


_SIGNS = st.characters(exclude_categories=["Cs"])
_GAP = st.lists(
    st.sampled_from((" ", "\n", "\t", "\r", "#\n", "# {\r", "#'\n", "#>\n", '#"""\n')), max_size=3
).map("".join)
_WORD = st.sampled_from((
    "SERVICE", "service", "SeRvIcE", "SERVICE SILENT", "SERVICE#\nSILENT", "SERVICESILENT",
    "\\u0053ERVICE", "SERV\\u0049CE", "S\\U00000045RVICE", "\u017fERVICE", "SERVICE\u00a0",
))  # fmt: skip
_BEFORE = st.lists(
    st.sampled_from((
        "?s ?p 3.", "?s ?p ?o.", "?s ?p ?o .", "?s a:b a:c.", "?s ?p 'x'.", "?s ?p '''x'''.",
        "FILTER(?s<'x>')", "?s ?p :.", "?s a:%20 a:b.", "BIND(1 AS ?service)", "?s ?p 1e1.", "{}",
        '?s ?p "\\"".', "?s ?p \"'\".", "?s ?p 'a'@fr.", "?s ?p true.", "?s ?p _:b.", "?s ?p _:b.c.",
        "?s ?p a:b.c.", "?s ?p a:\\#.", "?s ?p <urn:#>.", "FILTER(?s<?p)", "?s ?p ?o€.", "# c\n",
    )),
    max_size=3,
).map("".join)  # fmt: skip
_NAME = st.one_of(
    st.sampled_from(
        ("<URL>", "a:", "a:b", "a:x\\#", "é:b", ":", ":%20", "a-b:c", "a.b:c", "<rel>")
    ),
    st.text(_SIGNS, min_size=1, max_size=4).map(lambda text: f"?{text}"),
    st.sampled_from(("?x", "$x", "?x€", "?x\u200c", "?\ufffd", "?x·", "?service", "?x\u0301")),
)
_FORM = st.sampled_from((
    "LATERAL {{ {body} }}", "FILTER EXISTS {{ {body} }}", "FILTER NOT EXISTS {{ {body} }}",
    "{body}", "OPTIONAL {{ {body} }}", "{{ {body} }} UNION {{ }}", "{{ SELECT * {{ {body} }} }}",
    "MINUS {{ {body} }}", "GRAPH ?g {{ {body} }}",
))  # fmt: skip


def _query(name: str, form: str, before: str, word: str, first: str, second: str) -> str:
    bound = f"BIND (<URL> AS {name})" if name[:1] in "?$" else ""
    body = form.format(body=f"{before}{word}{first}{name}{second}{{ ?a ?b ?c }}")
    prefixes = "".join(f"PREFIX {p}: <URL> " for p in ("a", "é", "", "a-b", "a.b"))
    return f"BASE <URL> {prefixes}SELECT * {{ {bound} {body} }}"


_QUERIES = st.builds(_query, _NAME, _FORM, _BEFORE, _WORD, _GAP, _GAP)
TARGETS = [
    Target("SERVICE", _QUERIES, a_service, lambda data: data.decode("utf-8", "replace"),
           lambda: [b"SELECT * { BIND(<URL> AS ?x) FILTER EXISTS { SERVICE ?x { ?a ?b ?c } } }",
                    b"PREFIX a: <URL> SELECT * { SERVICE SILENT a:b { ?a ?b ?c } }"]),
]  # fmt: skip
