"""What SPARQLWrapper 2.0.0 does wrong or not at all, against real servers and broken ones."""

from __future__ import annotations

import base64
import socketserver
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from urllib.request import Request

import pyoxigraph as ox
import pytest

from graph.errors import AlliancesError, Misuse, StoreUnavailable, TimedOut
from graph.store import Rows, trouble
from graph.store.digest import challenge
from graph.store.endpoints import Auth, Endpoint, Secret
from graph.store.graph_store import GraphStore
from graph.store.paced import PacedStore
from graph.store.remote import RemoteStore
from graph.store.transport import Transport
from tests.conftest import Run
from tests.remote.conftest import reading, writing
from tests.servers import Served
from tests.webserver import Answer, Asked, Server, chunked, cut, redirect, serving, status, whole

JSON = "application/sparql-results+json"
ROW = b'{"x":{"type":"literal","value":"1"}}'
HEAD = b'{"head":{"vars":["x"]},"results":{"bindings":['
GOOD = HEAD + ROW + b"]}}"
ASKED = b'{"head":{},"boolean":true}'
SELECT = "SELECT ?x WHERE { ?s ?p ?x }"
PASSWORD = "s3cret-Pässword"  # noqa: S105 - of nobody


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as made:
        yield made


def store(server: Server, *answers: Answer, **profile: object) -> RemoteStore:
    url = server.at("/sparql", *answers)
    return RemoteStore(Endpoint(url, engine="other", **profile))  # type: ignore[arg-type]


def results(body: bytes) -> Answer:
    return whole(body, Content_Type=JSON)


def rows(asked: RemoteStore, sparql: str = SELECT) -> list[object]:
    return list(asked.select(sparql, graphs=["urn:g"]).rows)


def secret(server: Server, auth: Auth, *answers: Answer) -> RemoteStore:
    return store(server, *answers, auth=auth, user="paa", name="essai", secret=Secret(PASSWORD))


# -- 1: credentials stay with their endpoint ------------------------------------------------------


def test_digest_credentials_reach_the_endpoint_and_nobody_else(virtuoso_server: Served) -> None:
    before = urllib.request._opener  # type: ignore[attr-defined]
    known = Endpoint(
        virtuoso_server.restricted_query, auth="digest", user=virtuoso_server.user,
        secret=Secret(virtuoso_server.password),
    )  # fmt: skip
    asked = RemoteStore(known)
    for _ in range(2):  # the second time the challenge is known
        assert rows(asked, "SELECT ?x { BIND (1 AS ?x) }") == [(ox.Literal(1),)]
    assert urllib.request._opener is before  # type: ignore[attr-defined]
    with pytest.raises(trouble.NotAllowed, match="asks for a password"):
        rows(RemoteStore(Endpoint(virtuoso_server.restricted_query)))


def test_the_library_alone_would_keep_them_for_the_whole_process(virtuoso_server: Served) -> None:
    from SPARQLWrapper import DIGEST, SPARQLWrapper

    before = urllib.request._opener  # type: ignore[attr-defined]
    wrapper = SPARQLWrapper(virtuoso_server.restricted_query)
    wrapper.setHTTPAuth(DIGEST)
    wrapper.setCredentials("dba", "x", realm="SPARQL")
    try:
        wrapper._createRequest()
        assert urllib.request._opener is not before  # type: ignore[attr-defined]
    finally:
        urllib.request.install_opener(before)


def test_a_wrong_password_is_told_as_such(virtuoso_server: Served) -> None:
    known = Endpoint(
        virtuoso_server.restricted_query, name="essai", auth="digest", user="dba",
        secret=Secret(PASSWORD),
    )  # fmt: skip
    with pytest.raises(trouble.NotAllowed) as caught:
        rows(RemoteStore(known))
    assert "n'accepte pas dba (401)" in caught.value.text.fr
    assert PASSWORD not in caught.value.text.en


def test_basic_credentials_are_sent_and_not_followed_elsewhere(server: Server) -> None:
    target = server.at("/elsewhere", results(GOOD))
    asked = secret(server, "basic", results(GOOD), redirect(target, 307))
    assert len(rows(asked)) == 1
    pair = base64.b64encode(f"paa:{PASSWORD}".encode()).decode()
    assert server.headers("Authorization") == [f"Basic {pair}"]
    with pytest.raises(trouble.Refused):
        rows(asked)
    assert [path for path, _ in server.asked] == ["/sparql", "/sparql"]


HERE, FAR, SAFE = "http://127.0.0.1:1/query", "http://far.example.org/x", "https://h.example.org/x"


@pytest.mark.parametrize(
    ("url", "written", "told"),
    [
        (HERE, FAR, FAR),
        (SAFE, FAR, FAR),
        (FAR, SAFE, FAR),
        (HERE, "http://0.0.0.0:1/store", "http://0.0.0.0:1/store"),
        ("HTTP://far.example.org/x", "", "HTTP://far.example.org/x"),
    ],
)
def test_no_address_of_a_profile_gets_a_password_in_clear(
    url: str, written: str, told: str
) -> None:
    known = Endpoint(url, name="x", store=written, auth="basic", user="paa", secret=Secret("pw"))
    for made in (Transport, RemoteStore, GraphStore):
        with pytest.raises(Misuse, match="in clear") as caught:
            made(known)
        assert caught.value.text.en.startswith(f"{told}: ")
    with pytest.raises(Misuse, match="in clear"):  # whatever address a request comes to have
        Transport(replace(known, url=SAFE, store="")).read(Request(FAR))


@pytest.mark.parametrize("url", [HERE, "https://127.0.0.1:1/store", "HTTPS://127.0.0.1:1/store"])
def test_the_address_that_is_asked_says_how(url: str) -> None:
    """One address without encryption and one with it: each is spoken to in its own way."""
    writer = GraphStore(Endpoint(HERE, store=url))
    with pytest.raises(StoreUnavailable, match="the connection is refused"):
        writer.delete("urn:g")


def test_a_second_try_goes_through_the_tunnel_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library changes a request for its proxy; sent again, it left the tunnel, in clear."""
    heard: list[str] = []

    class Proxy(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            heard.append(self.rfile.readline().decode())
            self.wfile.write(b"HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n")

    with socketserver.TCPServer(("127.0.0.1", 0), Proxy) as proxy:
        threading.Thread(target=proxy.serve_forever, daemon=True).start()
        monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{proxy.server_address[1]}")
        monkeypatch.setenv("no_proxy", "")
        known = Endpoint(SAFE, name="x", auth="basic", user="paa", secret=Secret("pw"))
        with pytest.raises(StoreUnavailable):
            RemoteStore(known).graphs()
        proxy.shutdown()
    assert [words.split()[:2] for words in heard] == [["CONNECT", "h.example.org:443"]] * 3


def test_basic_credentials_are_not_sent_in_clear_to_another_computer() -> None:
    with pytest.raises(Misuse, match="in clear"):
        RemoteStore(Endpoint("http://sparql.example.org/sparql", auth="basic", user="paa"))


# -- 2: no redirect of a POST ---------------------------------------------------------------------


@pytest.mark.parametrize("code", [301, 302, 303, 307, 308])
def test_a_redirected_question_is_not_sent_as_an_empty_one(server: Server, code: int) -> None:
    target = server.at("/new", results(GOOD))
    with pytest.raises(trouble.Refused) as caught:
        rows(store(server, redirect(target, code)))
    assert f"redirects to {target}: nothing was sent there" in caught.value.text.en
    assert [path for path, _ in server.asked] == ["/sparql"]


def test_the_library_alone_would_send_an_empty_one(server: Server) -> None:
    from SPARQLWrapper import POST, SPARQLWrapper

    target = server.at("/new", results(GOOD))
    wrapper = SPARQLWrapper(server.at("/old", redirect(target)))
    wrapper.setMethod(POST)
    wrapper.setQuery(SELECT)
    wrapper.query()
    assert [path for path, _ in server.asked] == ["/old", "/new"]
    assert server.headers("Content-Length")[1] is None


# -- 3: always a form -----------------------------------------------------------------------------


def test_a_question_is_a_form_with_its_graphs(server: Server) -> None:
    asked = store(server, results(GOOD))
    list(asked.select(SELECT, graphs=["urn:a", "urn:é"]).rows)
    assert server.headers("Content-Type") == ["application/x-www-form-urlencoded"]
    assert server.headers("Accept") == [JSON]
    assert urllib.parse.parse_qs(server.bodies[0].decode()) == {
        "query": [SELECT],
        "default-graph-uri": ["urn:a", "urn:é"],
        "named-graph-uri": ["urn:a", "urn:é"],
    }


def test_a_question_longer_than_any_address_is_answered(served: Served) -> None:
    values = " ".join(f'"{n:040}"' for n in range(2_000))
    sparql = f"SELECT (COUNT(?x) AS ?n) {{ VALUES ?x {{ {values} }} }}"
    assert rows(RemoteStore(reading(served)), sparql) == [(ox.Literal(2_000),)]


# -- 4: the kind of answer ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "body"),
    [("text/html", b"<html>Portail</html>"), ("text/plain", GOOD), ("", GOOD)],
)
def test_another_kind_of_answer_is_no_answer(server: Server, kind: str, body: bytes) -> None:
    with pytest.raises(trouble.NoSparql) as caught:
        rows(store(server, whole(body, Content_Type=kind)))
    assert "ne répond pas comme un serveur SPARQL" in caught.value.text.fr


def test_a_page_with_commands_for_a_terminal_is_shown_without_them(server: Server) -> None:
    with pytest.raises(trouble.NoSparql) as caught:
        rows(store(server, whole(b"\x1b[2J gone \x07", Content_Type="text/\x1b[1mhtml")))
    assert "\x1b" not in caught.value.text.en
    assert "gone" in caught.value.text.en


# -- 5: one clock ---------------------------------------------------------------------------------


def drip(before: bytes, drop: bytes) -> Answer:
    """Send something every tenth of a second: no single read takes long."""

    def answer(asked: Asked) -> None:
        asked.wfile.write(before)
        for _ in range(100):
            asked.wfile.write(drop)
            asked.wfile.flush()
            time.sleep(0.1)

    return answer


_TO_HEADERS = b"HTTP/1.1 200 OK\r\nX-Slow: "
_TO_BODY = (
    f"HTTP/1.1 200 OK\r\nContent-Type: {JSON}\r\nContent-Length: 9999\r\n\r\n".encode() + HEAD
)
_TO_CHUNK = (
    f"HTTP/1.1 200 OK\r\nContent-Type: {JSON}\r\nTransfer-Encoding: chunked\r\n\r\n".encode()
)


@pytest.mark.parametrize(
    ("before", "drop"), [(_TO_HEADERS, b"x"), (_TO_BODY, b" "), (_TO_CHUNK, b"0")]
)
def test_the_time_allowed_is_for_the_whole_answer(
    server: Server, before: bytes, drop: bytes
) -> None:
    start = time.monotonic()
    with pytest.raises(trouble.TooSlow) as caught:
        rows(store(server, drip(before, drop), timeout=0.6))
    assert time.monotonic() - start < 3
    assert "pas de réponse entière dans le temps imparti" in caught.value.text.fr


def test_a_reader_that_takes_its_time_does_not_use_up_the_clock(server: Server) -> None:
    many = HEAD + b",".join([ROW] * 5_000) + b"]}}"
    found = store(server, results(many), timeout=2).select(SELECT, graphs=[]).rows
    next(found)
    time.sleep(2.3)
    assert len(list(found)) == 4_999


def endless(head: bytes) -> Answer:
    """Send rows as fast as they are taken, and never an end."""

    def answer(asked: Asked) -> None:
        many = b",".join([ROW] * 2_000)
        asked.wfile.write(_TO_CHUNK + b"%x\r\n%b\r\n" % (len(head), head))
        with suppress(OSError):
            while True:
                asked.wfile.write(b"%x\r\n%b,\r\n" % (len(many) + 1, many))

    return answer


def test_an_answer_without_end_is_ended(server: Server) -> None:
    """Little of its time is waiting: reading counts."""
    for seconds in (
        lambda: store(server, endless(HEAD), timeout=1),
        lambda: PacedStore(store(server, endless(HEAD)), 1),
    ):
        start = time.monotonic()
        with pytest.raises(StoreUnavailable):
            for _ in seconds().select(SELECT, graphs=["urn:g"]).rows:
                pass
        assert time.monotonic() - start < 6


def test_a_list_of_graphs_without_end_is_ended(server: Server) -> None:
    with pytest.raises(trouble.NoSparql, match="more than 100000 graphs"):
        store(server, endless(HEAD)).graphs()


def test_all_that_is_asked_has_one_limit(server: Server) -> None:
    asked = PacedStore(store(server, drip(_TO_BODY, b" ")), 1)
    start = time.monotonic()
    for ask in (asked.graphs, lambda: asked.select(SELECT, graphs=[])):
        with pytest.raises(TimedOut, match="more than 1 s"):
            ask()
    assert time.monotonic() - start < 3


def test_the_command_keeps_its_limit_with_a_server(
    server: Server, run: Run, tmp_path: Path
) -> None:
    url = server.at("/sparql", drip(_TO_BODY, b" "))
    asked = ("query", "qui-est", "--param", "acteur=x", "--endpoint", url)
    start = time.monotonic()
    ran = run(*asked, "--timeout", "1", cwd=tmp_path)
    assert time.monotonic() - start < 8
    assert (ran.code, "elle a pris plus de 1 s" in ran.err) == (4, True), ran.err
    drawn = run(*asked, "--map", cwd=tmp_path)
    assert (drawn.code, "il ne va pas avec --endpoint" in drawn.err) == (2, True)


# -- 6: what is tried again -----------------------------------------------------------------------


def hang_up(asked: Asked) -> None:
    asked.connection.close()


@pytest.mark.parametrize("broken", [status(503), status(502), status(504), status(429), hang_up])
def test_a_question_is_asked_again(server: Server, broken: Answer) -> None:
    assert len(rows(store(server, broken, results(GOOD)))) == 1
    assert len(server.asked) == 2


def test_a_question_is_not_asked_for_ever(server: Server) -> None:
    with pytest.raises(trouble.Unreached, match="is busy"):
        rows(store(server, status(503)))
    assert len(server.asked) == 3


def test_a_server_may_say_when(server: Server) -> None:
    start = time.monotonic()
    assert rows(store(server, status(503, Retry_After="1"), results(GOOD)))
    assert time.monotonic() - start >= 1
    with pytest.raises(trouble.Unreached, match="is busy"):
        rows(store(server, status(503, Retry_After="86400"), results(GOOD)))


@pytest.mark.parametrize("broken", [status(503), hang_up])
def test_what_changes_something_is_sent_once(server: Server, broken: Answer) -> None:
    url = server.at("/store", broken, whole(b""))
    writer = Transport(Endpoint(url))
    with pytest.raises(trouble.RemoteError):
        writer.write(Request(url, b"x", method="PUT"))  # noqa: S310
    assert len(server.asked) == 1


def test_an_answer_that_began_is_not_asked_again(server: Server) -> None:
    with pytest.raises(trouble.Incomplete):
        rows(store(server, cut(GOOD, 60, Content_Type=JSON), results(GOOD)))
    assert len(server.asked) == 1


# -- 7: rows as they come -------------------------------------------------------------------------


def test_the_first_row_is_there_before_the_last_is_sent(server: Server) -> None:
    seen = threading.Event()

    def answer(asked: Asked) -> None:
        asked.answer(200, length=-1, Transfer_Encoding="chunked", Content_Type=JSON)
        for piece in (HEAD + b",".join([ROW] * 5_000), b"," + ROW + b"]}}"):
            asked.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            asked.wfile.flush()
            assert seen.wait(5) or True
        asked.wfile.write(b"0\r\n\r\n")

    found = store(server, answer).select(SELECT, graphs=[]).rows
    start = time.monotonic()
    assert next(found) == (ox.Literal("1"),)
    assert time.monotonic() - start < 4
    seen.set()
    assert len(list(found)) == 5_000


# -- 8: Virtuoso says in headers that it cut ------------------------------------------------------


def test_rows_beyond_the_limit_of_virtuoso_are_no_end(virtuoso_server: Served) -> None:
    many = "SELECT ?x { VALUES ?a { 0 1 2 3 4 5 6 7 8 9 } VALUES ?b { 0 1 2 3 4 5 6 7 8 9 } %s }"
    most = many % "VALUES ?c { 0 1 2 3 4 5 6 7 8 9 } BIND (?a AS ?x)"
    asked = RemoteStore(reading(virtuoso_server))
    assert len(rows(asked, most)) == 1_000
    more = most.replace("BIND", "VALUES ?d { 0 1 2 3 } BIND")
    with pytest.raises(trouble.Incomplete) as caught:
        rows(asked, more)
    assert "gives no more than 2000 rows: the answer would be truncated" in caught.value.text.en


def test_what_virtuoso_found_before_its_time_was_up_is_no_answer(virtuoso_server: Served) -> None:
    slow = Endpoint(virtuoso_server.query + "?timeout=1000", engine="virtuoso")
    asked = RemoteStore(slow)
    graphs = ["http://www.openlinksw.com/schemas/virtrdf#"]
    sparql = """SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i
                FILTER (STRLEN(CONCAT(STR(?a), STR(?d), STR(?g))) = 7) }"""
    with pytest.raises(trouble.Incomplete) as caught:
        list(asked.select(sparql, graphs=graphs).rows)
    assert "sa réponse est partielle" in caught.value.text.fr


def test_a_server_that_cuts_without_a_word_is_known_by_its_profile(server: Server) -> None:
    three = results(HEAD + b",".join([ROW] * 3) + b"]}}")
    assert len(rows(store(server, three, row_cap=4))) == 3
    with pytest.raises(trouble.Incomplete, match="no more than 3 rows"):
        rows(store(server, three, row_cap=3))


# -- 9: an answer must be whole -------------------------------------------------------------------


def test_oxigraph_gives_up_in_the_middle_of_an_answer(oxigraph_server: Served) -> None:
    graph, some = "urn:graph:many", ox.NamedNode("urn:p")
    writer = GraphStore(writing(oxigraph_server))
    writer.replace(graph, [ox.Triple(some, some, ox.Literal(n)) for n in range(1_000)])
    asked = RemoteStore(reading(oxigraph_server))
    sparql = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    with pytest.raises(trouble.Incomplete) as caught:
        list(asked.select(sparql, graphs=[graph]).rows)
    writer.delete(graph)
    assert "The SPARQL operation has been cancelled" in caught.value.text.en


@pytest.mark.parametrize("end", [len(HEAD), len(HEAD) + len(ROW), len(GOOD) - 1])
def test_an_answer_without_its_end_raises(server: Server, end: int) -> None:
    for answer in (
        cut(GOOD, end, Content_Type=JSON),
        results(GOOD[:end]),
        results(GOOD[:end] + b"Query timed out"),
        chunked(GOOD[:end], end=False),
    ):
        with pytest.raises(trouble.RemoteError):
            rows(store(server, answer))


def test_triples_cut_between_two_lines_raise(server: Server) -> None:
    line = b"<urn:a> <urn:b> <urn:c> .\n"
    whole_ = whole(line * 3, Content_Type="application/n-triples")
    sparql = "CONSTRUCT WHERE { ?s ?p ?o }"

    def triples(answer: Answer) -> list[object]:
        found = store(server, answer).query(sparql, graphs=[])
        assert not isinstance(found, Rows | bool)
        return list(found)

    assert len(triples(whole_)) == 3
    with pytest.raises(trouble.Incomplete):
        triples(cut(line * 3, len(line) * 2, Content_Type="application/n-triples"))
    with pytest.raises(trouble.Incomplete):
        triples(whole(line + b"Query timed out", Content_Type="application/n-triples"))


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", GOOD, ASKED[:-1], ASKED[:12]])
def test_a_yes_must_be_whole_too(server: Server, body: bytes) -> None:
    assert store(server, results(ASKED)).query("ASK {}", graphs=[]) is True
    with pytest.raises(trouble.Incomplete):
        store(server, results(body)).query("ASK {}", graphs=[])


# -- 10: errors of our own, in two languages ------------------------------------------------------

SAID: list[tuple[int, type[trouble.RemoteError], str]] = [
    (400, trouble.Refused, "refuse la demande (400) : <html>no</html>"),
    (401, trouble.NotAllowed, "demande un mot de passe"),
    (403, trouble.NotAllowed, "demande un mot de passe"),
    (404, trouble.Unreached, "n'existe pas (404)"),
    (406, trouble.Refused, "refuse la demande (406)"),
    (413, trouble.Refused, "refuse la demande (413)"),
    (414, trouble.Refused, "refuse la demande (414)"),
    (500, trouble.Refused, "refuse la demande (500)"),
    (503, trouble.Unreached, "est occupé (503)"),
    (599, trouble.Unreached, "est occupé (599)"),
]


@pytest.mark.parametrize(("code", "kind", "words"), SAID)
def test_every_status_has_its_error(
    server: Server, code: int, kind: type[trouble.RemoteError], words: str
) -> None:
    with pytest.raises(kind) as caught:
        rows(store(server, status(code), timeout=2))
    assert words in caught.value.text.fr
    assert caught.value.text.fr != caught.value.text.en
    assert caught.value.exit_code == 4


def test_nobody_there_is_an_error_of_ours() -> None:
    with pytest.raises(trouble.Unreached, match="the connection is refused"):
        rows(RemoteStore(Endpoint("http://127.0.0.1:1/sparql", engine="other", timeout=3)))
    with pytest.raises(trouble.Unreached, match="is not found"):
        rows(RemoteStore(Endpoint("http://nobody.invalid/sparql", engine="other", timeout=3)))


# -- and no secret in any of them -----------------------------------------------------------------


def echo(asked: Asked) -> None:
    """Give back what was sent, as pages of errors do."""
    asked.answer(400, f"you sent {asked.headers['Authorization']} {PASSWORD}".encode())


WAYS: dict[str, Callable[[Server], Answer]] = {
    "refused": lambda _: status(401),
    "echo": lambda _: echo,
    "page": lambda _: whole(PASSWORD.encode(), Content_Type="text/html"),
    "moved": lambda server: redirect(server.at("/new", results(GOOD))),
    "cut": lambda _: cut(GOOD, 50, Content_Type=JSON),
    "hung up": lambda _: hang_up,
    "slow": lambda _: drip(_TO_BODY, b" "),
}


@pytest.mark.parametrize("auth", ["basic", "digest"])
@pytest.mark.parametrize("way", WAYS)
def test_no_error_tells_the_password(server: Server, auth: Auth, way: str) -> None:
    import logging
    import traceback

    heard: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: heard.append(record.getMessage())  # type: ignore[method-assign]
    logging.getLogger().addHandler(handler)
    asked = store(server, WAYS[way](server), auth=auth, user="paa", name="essai", timeout=0.5,
                  secret=Secret(PASSWORD))  # fmt: skip
    try:
        rows(asked)
    except AlliancesError as error:
        lines = traceback.TracebackException.from_exception(error, capture_locals=True).format()
        told = ["".join(lines), repr(error), *error.text]
    finally:
        logging.getLogger().removeHandler(handler)
    told += [repr(asked), repr(asked.endpoint), str(asked.endpoint.secret), *heard]
    pair = base64.b64encode(f"paa:{PASSWORD}".encode()).decode()
    if way != "page":  # a page that tells it by itself is not ours to know
        assert not [words for words in told if PASSWORD in words]
    assert not [words for words in told if pair in words]


@pytest.mark.parametrize("header", ["Digest =", "Digest ,=,", "Digest a", "Digest", "=", "a="])
def test_a_challenge_that_is_none_is_left_aside(header: str) -> None:
    assert challenge(header) is None
