"""A web server on the loopback that keeps its word, breaks it, or lies: what downloads are for."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


class Asked(BaseHTTPRequestHandler):
    """One request, and what an answer needs."""

    protocol_version = "HTTP/1.1"
    timeout = 10
    server: Server

    def do_GET(self) -> None:
        self.close_connection = True
        self.server.asked.append((self.path, dict(self.headers)))
        answers = self.server.answers.get(self.path.partition("?")[0])
        if not answers:
            self.answer(404, b"no such thing")
            return
        (answers.pop(0) if len(answers) > 1 else answers[0])(self)

    def do_POST(self) -> None:
        self.server.bodies.append(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
        self.do_GET()

    do_PUT = do_POST  # noqa: N815
    do_DELETE = do_POST  # noqa: N815

    def answer(
        self, code: int, body: bytes = b"", length: int | None = None, **headers: str
    ) -> None:
        """Send an answer; ``length`` is what is promised, by default what is sent."""
        self.send_response(code)
        self.send_header("Connection", "close")
        if length != -1:
            self.send_header("Content-Length", str(len(body) if length is None else length))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def log_message(self, *_: Any) -> None:
        """Stay silent."""


Answer = Callable[[Asked], None]


class Server(ThreadingHTTPServer):
    """Answers by path: each in turn, the last one for good."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Asked)
        self.answers: dict[str, list[Answer]] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.bodies: list[bytes] = []  # of what was sent by POST

    def at(self, path: str, *answers: Answer) -> str:
        """Say what to answer at a path; return its address."""
        self.answers[path] = list(answers)
        return f"http://127.0.0.1:{self.server_address[1]}{path}"

    def headers(self, name: str) -> list[str | None]:
        """Return a header of every request so far."""
        return [headers.get(name) for _, headers in self.asked]

    def handle_error(self, *_: Any) -> None:
        """Stay silent when a client goes away."""


def whole(body: bytes, **headers: str) -> Answer:
    """Answer with all of it, whatever part is asked for."""
    return lambda asked: asked.answer(200, body, None, **headers)


def parts(body: bytes, tag: str = '"1"', name: str = "ETag") -> Answer:
    """Answer as a good server does: by parts of the same edition, and not again what is known."""

    def answer(asked: Asked) -> None:
        wanted, edition = asked.headers.get("Range"), {name: tag}
        if tag in (asked.headers.get("If-None-Match"), asked.headers.get("If-Modified-Since")):
            asked.answer(304, b"", None, **edition)
        elif wanted and asked.headers.get("If-Range") == tag:
            start = int(wanted.removeprefix("bytes=").rstrip("-"))
            span = f"bytes {start}-{len(body) - 1}/{len(body)}"
            asked.answer(206, body[start:], None, Content_Range=span, **edition)
        else:
            asked.answer(200, body, None, **edition)

    return answer


def cut(body: bytes, after: int, **headers: str) -> Answer:
    """Promise all and break off after some bytes."""

    def answer(asked: Asked) -> None:
        asked.answer(200, body[:after], len(body), **headers)
        asked.connection.close()

    return answer


def status(code: int, **headers: str) -> Answer:
    """Answer with a status and a page."""
    return lambda asked: asked.answer(code, b"<html>no</html>", None, **headers)


def redirect(target: str, code: int = 302) -> Answer:
    """Send elsewhere."""
    return lambda asked: asked.answer(code, Location=target)


def chunked(*pieces: bytes, end: bool = True) -> Answer:
    """Answer in pieces without a length, with or without the sign of their end."""

    def answer(asked: Asked) -> None:
        asked.answer(200, length=-1, Transfer_Encoding="chunked")
        for piece in pieces:
            asked.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
        if end:
            asked.wfile.write(b"0\r\n\r\n")
        asked.wfile.flush()

    return answer


@contextmanager
def serving() -> Iterator[Server]:
    """Serve while the test runs."""
    server = Server()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
