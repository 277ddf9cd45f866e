"""How a server is spoken to: one request, one answer that streams, one clock for both.

SPARQLWrapper writes the request; all that follows is done here, as in its version 2.0.0 digest
credentials stay in the whole process, a POST that is sent elsewhere becomes an empty GET, and a
time limit counts for each read anew.
"""

from __future__ import annotations

import base64
import http.client
import io
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
)

from graph.errors import Misuse
from graph.store import trouble
from graph.store.digest import Challenge, challenge
from graph.store.endpoints import Endpoint, is_in_clear, is_loopback
from graph.store.protocol import PAUSED

AGENT = "alliances-territoriales"
TRIES = 3
PAUSE = 0.5  # seconds before the second try, twice that before the third
_PASSING = {429, 502, 503, 504}  # statuses that the next try may not have
TICK = 0.05  # seconds between two looks at the clock
_KEPT = 400  # bytes of the end of an answer, to tell what a server wrote into it


class Clock:
    """The seconds left for one answer, to wait for it and to read it.

    Of a pause that the reader makes between two pieces ``PAUSED`` alone is counted. A thread looks
    at the clock and cuts the connection when time is up, so that no number of small reads escapes
    it.
    """

    def __init__(self, seconds: float) -> None:
        self.left = seconds
        self.socket: socket.socket | None = None
        self.is_over = False
        self._until: float | None = None
        self._since: float | None = None  # when the server was last waited for
        self._done: threading.Event | None = None

    @contextmanager
    def running(self) -> Iterator[None]:
        """Wait for the server; when time is up its connection is cut."""
        start = time.monotonic()
        if self._since is not None:
            self.left -= min(start - self._since, PAUSED)
        self._until = start + self.left
        if self._done is None:
            self._done = threading.Event()
            threading.Thread(target=self._look, args=(self._done,), daemon=True).start()
        try:
            yield
        finally:
            self._until, self._since = None, time.monotonic()
            self.left -= self._since - start
            self.is_over = self.is_over or self.left <= 0

    def stop(self) -> None:
        """Let the thread go."""
        if self._done is not None:
            self._done.set()
            self._done = None

    def _look(self, done: threading.Event) -> None:
        while not done.wait(TICK):
            until = self._until
            if until is not None and time.monotonic() >= until:
                self._cut()
                return

    def _cut(self) -> None:
        self.is_over = True
        if self.socket is not None:
            with suppress(OSError):
                self.socket.shutdown(socket.SHUT_RDWR)


class Body(io.RawIOBase):
    """An answer on its way: it must be whole and in time, or reading raises."""

    def __init__(self, answer: http.client.HTTPResponse, url: str, clock: Clock) -> None:
        self._answer, self._url, self._clock = answer, url, clock
        self.headers, self.status = answer.headers, answer.status
        self._left = None if answer.chunked else answer.length
        self.read_bytes = 0
        self.tail = b""

    def readable(self) -> bool:
        """Tell that one reads from it."""
        return True

    def readinto(self, buffer: Any) -> int:
        """Read what has arrived; raises RemoteError when it breaks off or takes too long."""
        found = self._next(len(buffer))
        buffer[: len(found)] = found
        self.read_bytes += len(found)
        self.tail = (self.tail + found)[-_KEPT:]
        return len(found)

    def _next(self, size: int) -> bytes:
        try:
            with self._clock.running():
                found: bytes = self._answer.read1(size)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise self._broken(error) from None
        if self._clock.is_over:
            raise trouble.too_slow(self._url)
        if self._left is not None:
            self._left -= len(found)
            if not found and self._left > 0:
                raise self._broken(None)
        return found

    def _broken(self, error: Exception | None) -> trouble.RemoteError:
        return trouble.too_slow(self._url) if self._clock.is_over else trouble.cut(self._url)

    def close(self) -> None:
        """Let the connection go."""
        self._clock.stop()
        self._answer.close()
        super().close()


class _Connection(http.client.HTTPConnection):
    """A connection whose clock can cut it."""

    def __init__(self, *arguments: Any, clock: Clock, **rest: Any) -> None:
        super().__init__(*arguments, **rest)
        self._clock = clock

    def connect(self) -> None:
        """Connect, and tell the clock."""
        super().connect()
        self._clock.socket = self.sock


class _SafeConnection(_Connection, http.client.HTTPSConnection):
    """The same with encryption."""


class _Open(HTTPHandler):
    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock

    def http_open(self, req: Request) -> http.client.HTTPResponse:
        return self.do_open(partial(_Connection, clock=self._clock), req)


class _OpenSafe(HTTPSHandler):
    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock

    def https_open(self, req: Request) -> http.client.HTTPResponse:
        own = ssl.create_default_context()
        return self.do_open(
            partial(_SafeConnection, clock=self._clock, context=own),
            req,
        )


class Transport:
    """Requests to one endpoint; what it knows of the server stays in it."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint = endpoint
        self._challenge: Challenge | None = None
        if endpoint.auth == "basic":
            for url in endpoint.in_clear:
                raise _told_in_clear(url)
        if endpoint.auth != "none":
            endpoint.password()  # one that is missing is told before anything is asked

    def read(self, request: Request) -> Body:
        """Ask what changes nothing: tried again where the next try may do better."""
        clock, tried = Clock(self.endpoint.timeout), 0
        while True:
            tried += 1
            try:
                return self.once(request, clock)
            except trouble.Passing as passing:
                pause = max(PAUSE * 2 ** (tried - 1), passing.wait)
                if tried >= TRIES or pause >= clock.left:
                    raise passing.error from None
                time.sleep(pause)
                clock.left -= pause

    def write(self, request: Request) -> bytes:
        """Ask what changes something: once, as nobody knows what a broken try has done."""
        self._challenged(request.full_url)
        try:
            with self.once(request, Clock(self.endpoint.timeout)) as body:
                return body.read()
        except trouble.Passing as passing:
            raise passing.error from None

    def once(self, request: Request, clock: Clock) -> Body:
        """Send a request; raises Passing when another try may help, RemoteError when none will."""
        for again in (True, False):
            request = _anew(request)
            self._authorize(request)
            try:
                with clock.running():
                    answer = _opener(request.full_url, clock).open(
                        request, timeout=max(clock.left, 0.001)
                    )
            except HTTPError as error:
                with error:
                    clock.stop()
                    if again and error.code == 401 and self._is_challenged(error):
                        continue
                    raise self._refused(request, error, clock) from None
            except (URLError, http.client.HTTPException, OSError) as error:
                clock.stop()
                raise self._broken(request, error, clock) from None
            if clock.is_over:  # a connection that was cut may look like one that ended
                clock.stop()
                answer.close()
                raise trouble.too_slow(request.full_url)
            return Body(answer, request.full_url, clock)
        raise AssertionError("unreachable")  # pragma: no cover

    # -- who asks --------------------------------------------------------------------------------

    def _authorize(self, request: Request) -> None:
        request.add_header("User-agent", AGENT)
        header = ""
        if self.endpoint.auth == "basic":
            if is_in_clear(request.full_url):  # whatever led there
                raise _told_in_clear(request.full_url)
            pair = f"{self.endpoint.user}:{self.endpoint.password().reveal()}"
            header = "Basic " + base64.b64encode(pair.encode()).decode()
        elif self.endpoint.auth == "digest" and self._challenge is not None:
            user, secret = self.endpoint.user, self.endpoint.password()
            method, path = request.get_method(), request.selector
            header = self._challenge.answer(user, secret, method, path)
        if header:
            request.add_unredirected_header("Authorization", header)

    def _is_challenged(self, error: HTTPError) -> bool:
        """Keep the challenge of a server; tell whether it can be met."""
        if self.endpoint.auth != "digest":
            return False
        for said in error.headers.get_all("WWW-Authenticate") or ():
            if found := challenge(said):
                self._challenge = found
                return True
        return False

    def _challenged(self, url: str) -> None:
        """Fetch a challenge before a long body: a server hangs up instead of reading it."""
        if self.endpoint.auth == "digest" and self._challenge is None:
            with suppress(trouble.RemoteError, trouble.Passing):
                self.once(Request(url, method="GET"), Clock(self.endpoint.timeout)).close()  # noqa: S310

    # -- what went wrong -------------------------------------------------------------------------

    def _refused(self, request: Request, error: HTTPError, clock: Clock) -> Exception:
        said = b""
        with suppress(OSError, http.client.HTTPException), clock.running():
            said = error.read(1 << 13)
        clock.stop()
        found = trouble.refused(self.endpoint, request.full_url, error, self._scrub(said))
        asked = error.headers.get("Retry-After") or ""
        if error.code in _PASSING:
            wait = float(asked) if asked.isascii() and asked.isdigit() else 0.0
            return trouble.Passing(found, wait)
        return found

    def _broken(self, request: Request, error: Exception, clock: Clock) -> Exception:
        reason = error.reason if isinstance(error, URLError) else error
        if clock.is_over or isinstance(reason, TimeoutError):
            return trouble.too_slow(request.full_url)
        return trouble.unreachable(request.full_url, reason)

    def _scrub(self, said: bytes) -> str:
        """Return what a server said without what we told it in confidence."""
        words = said.decode("utf-8", "replace")
        if self.endpoint.auth == "none":
            return words
        secret = self.endpoint.password().reveal()
        pair = base64.b64encode(f"{self.endpoint.user}:{secret}".encode()).decode()
        return words.replace(pair, "…").replace(secret, "…")


def _told_in_clear(url: str) -> Misuse:
    return Misuse(
        "{url} : auth = « basic » enverrait le mot de passe en clair. Prenez une adresse "
        "https://, ou auth = « digest ».",
        "{url}: auth = 'basic' would send the password in clear. Take an https:// address, "
        "or auth = 'digest'.",
        url=url,
    )


def _anew(request: Request) -> Request:
    """Return a request as it was written: going through a proxy changes the one that is sent.

    Sent a second time, that one would leave the tunnel of an https:// address in clear.
    """
    return Request(  # noqa: S310
        request.full_url, request.data, dict(request.headers), method=request.get_method()
    )


def _opener(url: str, clock: Clock) -> OpenerDirector:
    """Return an opener of our own: it follows no redirect and shares nothing."""
    opener = OpenerDirector()
    proxies = ProxyHandler({} if is_loopback(url) else None)
    for handler in (
        proxies, _Open(clock), _OpenSafe(clock), HTTPErrorProcessor(), HTTPDefaultErrorHandler(),
    ):  # fmt: skip
        opener.add_handler(handler)
    return opener
