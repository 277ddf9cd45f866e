"""The real site under queries that never end, clients that misbehave, and two hundred at once."""

from __future__ import annotations

import http.client
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest

from tests.serving import FORM, Got, Served, serving

SECONDS = 2.0
DEEP = 60_000
ONE = "SELECT ?s { ?s a ea:Association } LIMIT 1"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
QUERIES = {
    "cartesian product": ENDLESS,
    "sorted product": "SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?a ?d",
    "parentheses": "ASK { FILTER (" + "(" * DEEP + "1" + ")" * DEEP + ") }",
    "groups": "SELECT * " + "{" * DEEP + "?s ?p ?o" + "}" * DEEP,
    "negations": "ASK { FILTER (" + "!" * DEEP + "true) }",
    "collections": "ASK { ?s ?p " + "(" * 2_000 + "1" + ")" * 2_000 + " }",
    "unions": "SELECT * {" + " UNION ".join(["{ ?s ?p ?o }"] * 20_000) + "}",
    "nested selects": "SELECT * {" + "{ SELECT * {" * 5_000 + "?s ?p ?o" + "} }" * 5_000 + "}",
    "huge regex": 'SELECT * { ?s ?p ?o FILTER REGEX(STR(?o), "' + "(a+)+" * 20_000 + '") }',
    "counted regex": 'SELECT * { ?s ?p ?o FILTER REGEX(STR(?o), "(a{1,500}){1,500}") }',
    "paths": "SELECT (COUNT(*) AS ?n) { ?s (!<x:y>|^!<x:y>)*/(!<x:y>|^!<x:y>)* ?o }",
    "growing text": "SELECT (STRLEN(" + "REPLACE(" * 4 + '"' + "a" * 1000 + '"'
    + "".join(f', "{a}", "{b * 1000}")' for a, b in ("ab", "bc", "cd", "de")) + ") AS ?n) {}",
    "gathered text": "SELECT (GROUP_CONCAT(STR(?c)) AS ?x) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "words that are none": "ASK {} #\n" + "a." * 250_000,
    "strings that never end": "ASK {} #\n" + '\\"' * 120_000,
    "long values": "SELECT * { VALUES ?x {" + "1 " * 300_000 + "} VALUES ?y {" + "1 " * 900 + "} }",
}  # fmt: skip


@pytest.fixture(scope="module")
def target(demo: Path) -> Iterator[Served]:
    """A site with a short patience."""
    with serving(demo, "--timeout", str(SECONDS), "--workers", "2") as served:
        yield served


@pytest.fixture(scope="module")
def hasty(demo: Path) -> Iterator[Served]:
    """A site that lets nobody have its workers for long: what fills its line is soon over."""
    with serving(demo, "--timeout", "0.5", "--workers", "2") as served:
        yield served


def gets(site: Served, address: str) -> Got:
    """Get an answer as soon as a worker is free; on a busy machine, soon."""
    end = time.monotonic() + 40
    while (got := site.get(address)).status in {503, 504} and time.monotonic() < end:
        time.sleep(0.5)
    assert got.status == 200
    return got


def lives(site: Served) -> None:
    """The site answers a plain query."""
    asked = {"query": ONE, "format": "json"}
    assert len(gets(site, "/sparql?" + urlencode(asked)).rows()) == 1


@pytest.mark.parametrize("name", QUERIES)
def test_a_hostile_query_ends_and_harms_nobody(hasty: Served, name: str) -> None:
    start = time.monotonic()
    try:
        got = hasty.post("/sparql", {"query": QUERIES[name]})
        assert got.status in {400, 500, 504}, got.text[:200]
        assert len(got.body) < 2_000
    except http.client.IncompleteRead:  # under way when its time was over: never a whole answer
        pass
    assert time.monotonic() - start < SECONDS + 30
    lives(hasty)


def test_a_giant_answer_is_broken_off_never_ended(target: Served) -> None:
    with pytest.raises(http.client.IncompleteRead):
        target.ask("SELECT * { ?a ?b ?c . ?d ?e ?f }", "text/csv")
    with pytest.raises(http.client.IncompleteRead):
        target.ask("CONSTRUCT { ?a ?b ?f } { ?a ?b ?c . ?d ?e ?f }", "application/n-triples")
    lives(target)


def test_the_row_limit_is_announced_and_said(demo: Path) -> None:
    with serving(demo, "--max-rows", "7") as site:
        got = site.ask("SELECT ?s { ?s ?p ?o }")
        assert len(got.rows()) == 7
        assert got.headers["alliances-row-limit"] == "7"
        assert got.headers["alliances-truncated"] == "rows"
        exact = site.ask("SELECT ?s { ?s ?p ?o } LIMIT 7")
        assert (len(exact.rows()), "alliances-truncated" in exact.headers) == (7, False)
        graph = site.ask("CONSTRUCT WHERE { ?s ?p ?o }", "application/n-triples")
        assert (graph.body.count(b"\n"), graph.headers["alliances-truncated"]) == (7, "rows")
        page = site.get("/editor?lang=fr&query=" + quote("SELECT ?s { ?s ?p ?o }"))
        assert "Seules les 7 premières lignes sont montrées" in page.text


def test_two_hundred_clients_at_once_all_get_their_answer(target: Served) -> None:
    def client(number: int) -> list[int]:
        connection = target.connect()
        found = []
        for turn in range(4):
            paths = ["/sparql?" + urlencode({"query": ONE}), "/", "/actors?q=aix"]
            connection.request("GET", paths[(number + turn) % 3])
            answer = connection.getresponse()
            answer.read()
            found.append(answer.status)
        connection.close()
        return found

    with ThreadPoolExecutor(200) as pool:
        found = Counter(status for each in pool.map(client, range(200)) for status in each)
    assert found == {200: 800}
    lives(target)


def test_hostile_clients_that_never_stop_hold_up_no_other(target: Served) -> None:
    """Fifty ask for what never ends, again and again; every other gets what it asks for."""
    bad = [ENDLESS, QUERIES["paths"], QUERIES["sorted product"]]
    is_over = threading.Event()
    made: set[http.client.HTTPConnection] = set()

    def hostile(number: int) -> None:
        connection = target.connect()
        made.add(connection)
        while not is_over.is_set():
            with suppress(OSError, http.client.HTTPException):
                address = "/sparql?" + urlencode({"query": bad[number % len(bad)]})
                connection.request("GET", address)
                connection.getresponse().read()

    def honest(number: int) -> list[tuple[int, float]]:
        found = []
        for turn in range(3):
            name = quote("Pays d'Aix Associations")
            paths = ["/sparql?" + urlencode({"query": ONE}), "/actors?q=aix",
                     f"/question/qui-est?acteur={name}"]  # fmt: skip
            start = time.monotonic()
            status = target.get(paths[(number + turn) % 3]).status
            found.append((status, time.monotonic() - start))
        return found

    with ThreadPoolExecutor(80) as pool:
        for number in range(50):
            pool.submit(hostile, number)
        time.sleep(1)
        found = [got for answers in pool.map(honest, range(30)) for got in answers]
        is_over.set()
        for each in made:
            with suppress(OSError, AttributeError):
                each.sock.shutdown(socket.SHUT_RDWR)
        assert {status for status, _ in found} == {200}
        assert max(seconds for _, seconds in found) < 20  # on a busy computer; else a second
    lives(target)


def test_two_hundred_hostile_clients_are_turned_away_not_kept(hasty: Served) -> None:
    bad = [ENDLESS, QUERIES["parentheses"], QUERIES["paths"], QUERIES["growing text"]]

    def client(number: int) -> str:
        try:
            got = hasty.post("/sparql", {"query": bad[number % len(bad)]})
        except (OSError, http.client.HTTPException) as error:
            return type(error).__name__
        if got.status == 503:
            assert int(got.headers["retry-after"]) > 0
        return str(got.status)

    with ThreadPoolExecutor(200) as pool:
        answers = pool.map(client, range(200))
        time.sleep(1)
        assert hasty.get("/actors").status == 200  # our own pages have workers of their own
        asked = quote("Pays d'Aix Associations")
        gets(hasty, f"/question/qui-est?acteur={asked}")
        found = Counter(answers)
    assert set(found) <= {"500", "503", "504"}
    assert found["503"] > 0 < found["504"] + found["500"]
    lives(hasty)


def test_the_line_is_bounded(hasty: Served) -> None:
    def client(_: int) -> int:
        return hasty.post("/sparql", {"query": ENDLESS}).status

    with ThreadPoolExecutor(330) as pool:
        found = Counter(pool.map(client, range(330)))
    assert set(found) == {503, 504}
    lives(hasty)


# -- clients that hang up, never send or never read -----------------------------------------------


def head(site: Served, sparql: str) -> bytes:
    """A request by GET as it is sent."""
    host = f"127.0.0.1:{site.port}"
    return f"GET /sparql?query={quote(sparql)} HTTP/1.1\r\nHost: {host}\r\n\r\n".encode()


def opened(site: Served) -> socket.socket:
    return socket.create_connection(("127.0.0.1", site.port), timeout=60)


def test_clients_that_hang_up_leave_their_worker_free(hasty: Served) -> None:
    request = head(hasty, ENDLESS)
    for _ in range(20):
        made = opened(hasty)
        made.sendall(request)
        made.close()
    start = time.monotonic()
    lives(hasty)
    assert time.monotonic() - start < 20  # not 20 times the limit


def test_clients_that_never_send_are_closed(target: Served) -> None:
    idle = [opened(target) for _ in range(100)]
    half = [opened(target) for _ in range(50)]
    for made in half:
        made.sendall(b"GET / HTTP/1.1\r\nHost: ")
    body = opened(target)
    body.sendall(
        f"POST /sparql HTTP/1.1\r\nHost: 127.0.0.1:{target.port}\r\nContent-Length: 99\r\n"
        f"Content-Type: {FORM['Content-Type']}\r\n\r\nquery=".encode()
    )
    lives(target)
    try:
        for _ in range(12):  # one byte a second keeps no connection alive
            time.sleep(1)
            for made in half:
                try:
                    made.send(b"x")
                except OSError:
                    break
        for made in (*idle, *half):
            assert _ends(made)
        assert b"408" in body.recv(200)
    finally:
        for made in (*idle, *half, body):
            made.close()


def _ends(made: socket.socket) -> bool:
    try:
        return made.recv(1) == b""
    except ConnectionError:
        return True


def test_clients_that_never_read_are_closed(target: Served) -> None:
    request = head(target, "SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 400000")
    made = [opened(target) for _ in range(6)]
    for each in made:
        each.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        each.sendall(request)
    lives(target)
    for each in made:
        each.close()


@pytest.mark.parametrize(
    "sent",
    [b"\x00\x01\x02\r\n\r\n", b"GET / HTTP/1.1\r\n\r\n", b"GET  HTTP/9.9\r\n\r\n",
     b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\n",
     b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n"
     b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
     b"GET /" + b"a" * 200_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
     b"GET / HTTP/1.1\r\nHost: x\r\n" + b"A: b\r\n" * 20_000 + b"\r\n"],
)  # fmt: skip
def test_what_is_no_http_is_refused(target: Served, sent: bytes) -> None:
    made = opened(target)
    try:
        made.sendall(sent)
        answer = made.recv(200)
    except ConnectionError:
        answer = b""
    finally:
        made.close()
    assert answer == b"" or answer.startswith((b"HTTP/1.1 400", b"HTTP/1.1 421", b"HTTP/1.1 4"))
    lives(target)


# -- the end --------------------------------------------------------------------------------------


def test_no_worker_outlives_a_site_that_was_killed(demo: Path) -> None:
    """Killed, it ends nobody; a worker in an endless query then ends by itself."""
    with pytest.raises(AssertionError, match="died"), serving(demo, "--timeout", "2") as site:
        request = head(site, ENDLESS)
        with opened(site) as made:
            made.sendall(request)
            time.sleep(1)
            before = children(site.process.pid)
            site.process.kill()
        assert before
        site.process.wait()
        end = time.monotonic() + 20
        while time.monotonic() < end and any(map(runs, before)):
            time.sleep(0.5)
        assert [pid for pid in before if runs(pid)] == []


def children(parent: int) -> list[int]:
    if not sys.platform.startswith("linux"):
        pytest.skip("needs /proc")
    path = Path(f"/proc/{parent}/task/{parent}/children")
    return [int(pid) for pid in path.read_text(encoding="ascii").split()]


def runs(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return False
    return state.rpartition(")")[2].split()[0] != "Z"


def test_a_port_in_use_is_told(target: Served, demo: Path) -> None:
    command = [sys.executable, "-m", "cli.main", "--lang", "en", "--workspace", str(demo), "serve"]
    ran = subprocess.run(
        [*command, "--no-open", "--port", str(target.port)], capture_output=True, encoding="utf-8",
        check=False, cwd=Path(__file__).parents[2],
    )  # fmt: skip
    assert ran.returncode == 4
    assert f"Port {target.port} is not free" in ran.stderr
