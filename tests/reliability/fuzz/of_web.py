"""What comes over a network: requests to the site, and answers of servers that lie."""

from __future__ import annotations

import threading
from functools import cache
from typing import Any

from hypothesis import strategies as st

from cli.site.endpoint import operation
from cli.site.http import Refused, Request, Response, pairs, problem, read
from cli.site.media import HTML, ROWS, TRIPLES, named, preferred
from graph.fetching.web import require_web
from graph.store import trouble
from graph.store.digest import challenge
from graph.store.endpoints import Endpoint, find, require_plain
from graph.store.remote import RemoteStore
from tests import loops
from tests.reliability.fuzz.inputs import damaged, repeated, words
from tests.reliability.fuzz.target import Target, require, tame
from tests.webserver import Server, whole

_MEDIA = st.sampled_from(
    ("application/x-www-form-urlencoded", "application/sparql-query", "text/plain", "",
     "application/sparql-query; charset=latin-1", "application/sparql-update")
)  # fmt: skip
_latin = words.map(lambda text: text.encode("latin-1", "replace"))


def _asgi(method: str, path: bytes, query: bytes, headers: list[Any], body: bytes) -> Any:
    scope = {"type": "http", "method": method, "path": path.decode("latin-1"), "raw_path": path,
             "query_string": query, "headers": headers}  # fmt: skip

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    return loops.run(lambda: read(scope, receive))


def a_request(given: tuple[str, bytes, bytes, bytes, str, bytes]) -> None:
    """A request is read, or refused with a status of the client's and words in both languages."""
    method, path, query, header, media, body = given
    headers = [(b"content-type", media.encode()), (b"content-length", header), (b"accept", header),
               (b"origin", header), (b"host", header), (b"x", header)]  # fmt: skip
    try:
        request: Request = _asgi(method, path, query, headers, body)
        operation(request)
        request.value("x")
    except Refused as refused:
        require(400 <= refused.status < 500, f"status {refused.status}")
        require(refused.text.fr and refused.text.en, "no words")
        for lang in ("fr", "en"):
            _require_headers(problem(refused, lang))


def _require_headers(response: Response) -> None:
    for name, value in response.headers.items():
        require(not set("\r\n\0") & set(name + value), "a header of two lines")


def who_asks(given: bytes) -> None:
    """Whoever sends whatever as Host and Origin is let in or refused."""
    from cli.site.app import App
    from cli.site.context import Site

    text = given.decode("latin-1")
    app = App.__new__(App)
    app.site = Site(_Origin(), None, None, None, frozenset({"localhost:8000"}), "fr")  # type: ignore[arg-type]
    for origin in (text, f"http://{text}", f"http://[{text}"):
        request = Request("GET", "/", "", {"host": "localhost:8000", "origin": origin})
        try:
            app._admit(request)
        except Refused as refused:
            require(refused.status in {403, 421}, "another status")
        else:
            require("localhost:8000" in origin.lower(), f"{origin!r} was let in")


class _Origin:
    origin = "http://localhost:8000"


def accepted(header: str) -> None:
    """A header Accept chooses one of our forms, or none."""
    for forms in (ROWS, TRIPLES, (HTML,), (*ROWS, *TRIPLES, HTML)):
        chosen = preferred(forms, header)
        require(chosen is None or chosen in forms, "another form")
        named(forms, header)
    challenge(header)
    challenge(f"Digest {header}")
    tame(lambda: pairs(header.encode("utf-8", "replace")), Refused)


def an_address(given: str) -> None:
    """An address is one of a server, or told to be none."""
    for address in (given, f"http://{given}", f"https://a.invalid/{given}"):
        tame(lambda a=address: require_plain(a))  # type: ignore[misc]
        tame(lambda a=address: require_web(a))  # type: ignore[misc]
        tame(lambda a=address: find(a, {}))  # type: ignore[misc]
        tame(lambda a=address: endpoint_of(a))  # type: ignore[misc]
    trouble.shown(given)


def endpoint_of(address: str) -> str:
    """Return where a server of an address takes graphs."""
    return Endpoint(require_plain(address)).graph_store


_JSON = (
    b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"literal","value":"a"}},'
    b'{"x":{"type":"uri","value":"urn:a"}},{"x":{"type":"bnode","value":"b"}}]}}'
)
_XML = (
    b'<?xml version="1.0"?><sparql xmlns="http://www.w3.org/2005/sparql-results#"><head>'
    b'<variable name="x"/></head><results><result><binding name="x"><literal xml:lang="fr">a'
    b"</literal></binding></result></results></sparql>"
)
_BOMB = b'<!DOCTYPE s [<!ENTITY a "' + b"a" * 99 + b'">' + b"".join(
    b'<!ENTITY %c "%s">' % (97 + n, b"&%c;" % (96 + n) * 9) for n in range(1, 9)
) + b"]>" + _XML.replace(b">a<", b">&i;<")  # fmt: skip
_TRIPLES = b'<urn:a> <urn:b> "c" .\n<urn:a> <urn:b> _:d .\n'
_FORMS = ("application/sparql-results+json", "application/sparql-results+xml", "text/html",
          "application/n-triples", "application/json")  # fmt: skip


@cache
def _server() -> Server:
    server = Server()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def an_answer(given: tuple[bytes, str, str]) -> None:
    """Whatever a server answers, we have rows, or say what is wrong with it."""
    body, media, said = given
    header = (
        "".join(c for c in said if c.isprintable()).encode("latin-1", "replace").decode("latin-1")
    )
    url = _server().at("/sparql", whole(body, Content_Type=media, Server=header[:200]))
    for sparql in ("SELECT ?x { ?s ?p ?x }", "ASK {}", "CONSTRUCT WHERE { ?s ?p ?o }"):
        tame(lambda s=sparql: _whole(url, s))  # type: ignore[misc]
    tame(lambda: RemoteStore(Endpoint(url, timeout=5)).graphs())


def _whole(url: str, sparql: str) -> object:
    found: Any = RemoteStore(Endpoint(url, timeout=5)).query(sparql, graphs=["urn:g"])
    return found if isinstance(found, bool) else list(getattr(found, "rows", found))


_METHODS = st.sampled_from(("GET", "POST", "HEAD", "PUT"))
_queries = st.one_of(words.map(lambda text: f"query={text}".encode("utf-8", "replace")), _latin,
                     st.binary(max_size=30))  # fmt: skip
TARGETS = [
    Target("requests", st.tuples(_METHODS, _latin, _queries, _latin, _MEDIA, _queries), a_request),
    Target("hosts and origins", _latin | st.binary(max_size=30), who_asks, lambda data: data,
           lambda: [b"localhost:8000"]),
    Target("headers", words | repeated, accepted, lambda data: data.decode("latin-1"),
           lambda: [b"text/html;q=0.5, */*;q=0.1", b'realm="a", nonce="b", qop="auth"']),
    Target("addresses", words, an_address, lambda data: data.decode("latin-1"),
           lambda: [b"a.invalid:80/sparql"]),
    Target("answers of servers",
           st.tuples(damaged([_JSON, _XML, _BOMB, _TRIPLES, b'{"head":{},"boolean":true}']),
                     st.sampled_from(_FORMS), words), an_answer),
]  # fmt: skip
