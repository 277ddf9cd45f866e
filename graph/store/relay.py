"""A relay on this computer, between the engine and the hosts that SERVICE may ask.

The engine follows redirects by itself, to any host; this does not.
"""

from __future__ import annotations

import threading
from collections import deque
from functools import cache
from http.client import HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_urlsafe
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, ProxyHandler, Request, build_opener

_WAIT = 60  # seconds that a host may take between two pieces of its answer
_PIECE = 65_536


def relayed(address: str) -> str:
    """Return the address on the loopback that stands for another; nobody can guess it."""
    return _relay().to(address)


def unanswered() -> str:
    """Return the address that last gave no answer, if one did since this was asked; else nothing.

    The engine tells a failure of the relay as it tells one of its own files.
    """
    failed = _relay().failed
    return failed.pop() if failed else ""


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        """Follow none: the next address may be any."""


class _Relay:
    """A server on this computer's own loopback that passes questions to allowed addresses."""

    def __init__(self) -> None:
        self.targets: dict[str, str] = {}  # path → address
        self.failed: deque[str] = deque(maxlen=1)  # the address that last gave no answer
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self.targets, self.failed))
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def to(self, address: str) -> str:
        """Return the address that stands for another."""
        path = f"/{token_urlsafe(24)}"
        self.targets[path] = address
        return f"http://127.0.0.1:{self.server.server_address[1]}{path}"


@cache
def _relay() -> _Relay:
    """Return the relay of this process, started when the first question needs it."""
    return _Relay()


def _handler(targets: dict[str, str], failed: deque[str]) -> type[BaseHTTPRequestHandler]:
    opener = build_opener(ProxyHandler({}), _NoRedirect())

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"  # the engine takes a body without length or pieces for none

        def do_POST(self) -> None:
            address = targets.get(self.path)
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if address is None:
                self.send_error(404)
                return
            names = ("Content-Type", "Accept")
            kept = {name: self.headers[name] for name in names if self.headers[name]}
            request = Request(address, body, kept, method="POST")  # noqa: S310 - http(s) alone
            try:
                with opener.open(request, timeout=_WAIT) as answer:
                    self._pass(answer)
            except HTTPError as error:
                failed.append(address)
                self.send_error(502, f"HTTP {error.code}")
            except (OSError, HTTPException, ValueError):
                failed.append(address)
                self.send_error(502)

        def _pass(self, answer: Any) -> None:
            self.send_response(200)
            self.send_header("Content-Type", answer.headers.get("Content-Type", ""))
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            while piece := answer.read(_PIECE):
                self.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece))
            self.wfile.write(b"0\r\n\r\n")

        def log_message(self, *_: Any) -> None:
            """Say nothing: an address may hold what was asked."""

    return Handler
