"""SERVICE reaches a host that was allowed, and no other way out."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pyoxigraph as ox
import pytest

from graph.errors import AlliancesError, Misuse, StoreUnavailable
from graph.store import LocalStore, Rows
from graph.store.apart import ApartStore
from graph.store.service import allowed, host
from tests.contract.store import PUBLIC, QUADS, written
from tests.servers import free_port

ANSWER = b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"literal","value":"far"}}]}}'


class Web:
    """A real server on the loopback: what it was asked, and where it sends whom who asks."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.status, self.sends_to = 200, ""
        web = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                web.asked.append(f"{self.command} {self.path} {body.decode()}")
                self.send_response(web.status)
                if web.sends_to:
                    self.send_header("Location", web.sends_to)
                self.send_header("Content-Type", "application/sparql-results+json")
                self.end_headers()
                self.wfile.write(ANSWER)

            do_GET = do_POST  # noqa: N815

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.port = self.server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}/sparql"

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def web() -> Iterator[Web]:
    made = Web()
    yield made
    made.close()


@pytest.fixture
def other() -> Iterator[Web]:
    """A second one, that nobody allowed."""
    made = Web()
    yield made
    made.close()


def store(*hosts: str) -> LocalStore:
    memory = ox.Store()
    memory.extend(QUADS)
    return LocalStore(memory, hosts=[host(words) for words in hosts])


def rows(asked: LocalStore, sparql: str) -> list[object]:
    return list(asked.select(sparql, graphs=[PUBLIC]).rows)


def test_a_host_that_was_allowed_is_asked(web: Web) -> None:
    found = rows(
        store(f"127.0.0.1:{web.port}"), f"SELECT ?x {{ SERVICE <{web.url}> {{ ?x ?p 1 }} }}"
    )
    assert found == [(ox.Literal("far"),)]
    assert len(web.asked) == 1
    assert web.asked[0].startswith("POST /sparql ")
    assert '?x ?p "1"' in web.asked[0]


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/sparql", "http://127.0.0.1:1/sparql", "http://user@127.0.0.1:PORT/sparql",
        "http://127.0.0.1:PORT@EVIL/sparql", "http://EVIL/127.0.0.1:PORT", "http://EVIL?127.0.0.1:PORT",
        "http://EVIL#@127.0.0.1:PORT", "http://127.0.0.1:PORT\\\\@EVIL/", "http:127.0.0.1:PORT/",
        "//127.0.0.1:PORT/sparql", "sparql", "ftp://127.0.0.1:PORT/", "file:///etc/hosts",
        "http://127.0.0.1.EVIL/", "http://127.0.0.1:PORT.EVIL/", "http://localhost:PORT/sparql",
        "http://127.0.0.1%3APORT/", "http://127.0.0.1:0PORT1/", "http://2130706433:PORT/sparql",
        "http://\\u0031127.0.0.1:PORT/",
    ],
)  # fmt: skip
def test_an_address_that_only_looks_like_the_host_is_refused(web: Web, address: str) -> None:
    address = address.replace("PORT", str(web.port)).replace("EVIL", "evil.test")
    with pytest.raises(Misuse):
        rows(store(f"127.0.0.1:{web.port}"), f"SELECT ?x {{ SERVICE <{address}> {{ ?x ?p 1 }} }}")
    assert web.asked == []


def test_a_refusal_names_the_host_to_allow(web: Web) -> None:
    with pytest.raises(Misuse) as caught:
        rows(store("example.org"), f"SELECT ?x {{ SERVICE <{web.url}> {{ ?x ?p 1 }} }}")
    assert f"<{web.url}>" in caught.value.text.fr
    assert "--allow-service MACHINE[:PORT]" in caught.value.text.fr


@pytest.mark.parametrize("form", ["SELECT ?x", "CONSTRUCT { ?x ?x ?x }"])
def test_a_host_that_does_not_answer_is_named(form: str, tmp_path: Path) -> None:
    url = f"http://127.0.0.1:{free_port()}/sparql"
    sparql = f"{form} {{ SERVICE <{url}> {{ ?x ?p 1 }} }}"
    allowed = [host(url.split("/")[2])]
    memory = store(url.split("/")[2])
    apart = ApartStore(written(tmp_path), hosts=allowed)
    for asked in (memory, apart):
        with pytest.raises(StoreUnavailable) as caught:
            found = asked.query(sparql, graphs=[PUBLIC])
            list(found.rows if isinstance(found, Rows) else found)  # type: ignore[arg-type]
        assert caught.value.text.fr.startswith(f"{url} n'a pas répondu à ce que SERVICE")
        assert "did not answer" in caught.value.text.en


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_is_followed(web: Web, other: Web, status: int) -> None:
    web.status, web.sends_to = status, other.url
    sparql = f"SELECT ?x {{ SERVICE <{web.url}> {{ ?x ?p 1 }} }}"
    with pytest.raises(AlliancesError):
        rows(store(f"127.0.0.1:{web.port}"), sparql)
    assert len(web.asked) == 1
    assert other.asked == []


def test_one_host_allowed_lets_no_second_one_in(web: Web, other: Web) -> None:
    both = f"SELECT * {{ SERVICE <{web.url}> {{ ?x ?p 1 }} SERVICE <{other.url}> {{ ?y ?q 1 }} }}"
    for sparql in (
        both,
        both.replace(f"SERVICE <{other.url}>", "SERVICE ?e"),
        both.replace("SERVICE", "\\u0053ERVICE"),
        both.replace(f"SERVICE <{other.url}>", f"\\u0053ERVICE <{other.url}>"),
        f"PREFIX e: <{other.url}> SELECT * {{ SERVICE <{web.url}> {{}} SERVICE e: {{ ?y ?q 1 }} }}",
        f"SELECT * {{ SERVICE # <{web.url}> {{\n <{other.url}> {{ ?y ?q 1 }} }}",
    ):
        with pytest.raises(Misuse):
            rows(store(f"127.0.0.1:{web.port}"), sparql)
    assert other.asked == []


def test_no_made_up_query_reaches_a_host_that_was_not_allowed(web: Web, other: Web) -> None:
    pieces = [
        "SERVICE", "SERVICE", "service", f"<{other.url}>", f"<{other.url}>", f"<{web.url}>",
        f"<{web.url}>", ":x", "u:", "?x", "{?a ?b ?c}", "{?a ?b ?c}", " ", "\n", "#", "#c\n", ".",
        "'", '"', "<", ">", "'x>'", "FILTER(?o", ")", "700", "SILENT", "\\u0053", "OPTIONAL {", "}",
    ]  # fmt: skip
    rng, asked = random.Random(7), store(f"127.0.0.1:{web.port}")  # noqa: S311 - a sample
    evaluated = 0
    for _ in range(20_000):
        middle = "".join(rng.choices(pieces, k=rng.randint(3, 9)))
        sparql = f"PREFIX : <{other.url}> PREFIX u: <{other.url}> SELECT * {{ ?s ?p ?o {middle} }}"
        try:
            rows(asked, sparql)
        except AlliancesError:
            continue
        evaluated += 1
    assert evaluated > 50
    assert web.asked, "the sample must hold some that get through"
    assert other.asked == []


@pytest.mark.parametrize(
    "unit",
    ["SERVICE:", ":SERVICE", "SERVICE <a> #", "?service", "SERVICE #\n", "SERVICE", "SERVICE\n",
     "SERVICE SILENT ", "SERVICE ?x ", "SERVICE <", "SERVICE a\\#"],
)  # fmt: skip
def test_a_long_query_is_read_in_a_time_that_grows_with_its_length(unit: str) -> None:
    """Each would have taken minutes: for every SERVICE all that follows was read again."""
    sparql = f"ASK {{ ?s ?p '{unit * (200_000 // len(unit))}' }}"
    start = time.monotonic()
    assert allowed(sparql, ()) == sparql
    assert time.monotonic() - start < 10


@pytest.mark.parametrize(
    "sparql",
    ["SERVICE SILENT:x {", "SERVICE silent <u:a>{", "3.SERVICE<u:a>#c\n{", "SERVICE u:a\\#b {",
     "SERVICE # {\n:x{", "SERVICE\n#a\r#b\n?x\t{", "PREFIX a\u1680b: <u:> SERVICE a\u1680b: {"],
)  # fmt: skip
def test_a_name_of_a_host_is_seen_however_written(sparql: str) -> None:
    with pytest.raises(Misuse, match="SERVICE"):
        allowed(sparql, ())


@pytest.mark.parametrize("words", ["", "http://x.org", "x.org/sparql", "a@b", "x:y", "x y", "*"])
def test_a_host_is_a_name_alone(words: str) -> None:
    with pytest.raises(Misuse, match="--allow-service"):
        host(words)


@pytest.mark.parametrize(
    "name", ["x", "x€", "€", "x\u200c", "x\ufffd", "x\u00b7", "x\u0301", "x\u203f", "é", "1x"]
)
@pytest.mark.parametrize("form", ["LATERAL", "FILTER EXISTS"])
def test_a_variable_of_any_letters_reaches_no_host(web: Web, name: str, form: str) -> None:
    """ "?x€" is a variable to the engine: a guard that ended it at "€" let SERVICE out."""
    asked = f"{form} {{ SERVICE ?{name} {{ ?a ?b ?c }} }}"
    with pytest.raises(Misuse):
        rows(store(), f"SELECT * {{ BIND (<{web.url}> AS ?{name}) {asked} }}")
    assert web.asked == []
