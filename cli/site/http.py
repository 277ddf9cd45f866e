"""Requests and responses: what is read of the first, and what every second one carries."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl

from ontology.text import Lang, Text

Scope = dict[str, Any]
Receive = Callable[[], Awaitable[dict[str, Any]]]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Pairs = list[tuple[str, str]]

LONGEST = 1 << 20  # bytes of a request's body
READ_OFF = 8 << 20  # bytes up to which one too long is read to its end, and then refused
PATIENCE = 15.0  # seconds that a body may take to arrive
METHODS = ("GET", "HEAD", "OPTIONS")

#: Nothing from anywhere else, no frame around us, and our own files alone.
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "connect-src 'none'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-store",
}


class Refused(Exception):  # noqa: N818
    """A request that is not answered: the status, the reason, and headers that go with it."""

    def __init__(self, status: int, text: Text, **headers: str) -> None:
        super().__init__(text.en)
        self.status = status
        self.text = text
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}
        self.line: int | None = None
        self.column: int | None = None


@dataclass
class Request:
    """A request, whole."""

    method: str
    path: str  # still percent-encoded; steps are parted by one slash, and none ends it
    query: str  # what stands after "?"
    headers: dict[str, str]  # names in small letters; repeated ones joined by commas
    body: bytes = b""

    @cached_property
    def parameters(self) -> Pairs:
        """The pairs of the address; raises Refused when they are not UTF-8."""
        return pairs(self.query)

    def value(self, name: str) -> str | None:
        """Return the first value of a parameter of the address."""
        return next((value for key, value in self.parameters if key == name), None)

    @property
    def media(self) -> str:
        """The media type of the body, without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip().lower()


@dataclass
class Response:
    """A response: bytes, or blocks of them that come one by one."""

    body: bytes | AsyncIterator[bytes] = b""
    media: str = "text/html; charset=utf-8"
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)

    async def send(self, send: Send, *, head_only: bool = False) -> None:
        """Send it; blocks are closed in any case, so that what makes them ends with them."""
        headers = _ALWAYS | {"Content-Type": self.media} | self.headers
        is_whole = isinstance(self.body, bytes)
        if isinstance(self.body, bytes) and self.status != 204:
            headers["Content-Length"] = str(len(self.body))
        start = {"type": "http.response.start", "status": self.status, "headers": _raw(headers)}
        if is_whole or head_only:
            await send(start)
            body = b"" if head_only else self.body
            await send({"type": "http.response.body", "body": body})
            return
        await send(start)
        assert not isinstance(self.body, bytes)  # noqa: S101 - for the type checker
        async for block in self.body:
            await send({"type": "http.response.body", "body": block, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


def _raw(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    return [
        (name.lower().encode("latin-1"), value.encode("latin-1", "replace"))
        for name, value in headers.items()
    ]


def redirect(address: str, status: int = 303, **headers: str) -> Response:
    """Send the reader elsewhere on this site."""
    return Response(b"", "text/plain; charset=utf-8", status, {"Location": address} | headers)


def problem(refused: Refused, lang: Lang) -> Response:
    """Tell a program why it gets no answer: one line of text, or JSON with the place."""
    words = refused.text.to(lang)
    return Response(
        f"{words}\n".encode(), "text/plain; charset=utf-8", refused.status, _places(refused)
    )


def _places(refused: Refused) -> dict[str, str]:
    if refused.line is None:
        return refused.headers
    place = {"Alliances-Line": str(refused.line), "Alliances-Column": str(refused.column)}
    return refused.headers | place


async def read(scope: Scope, receive: Receive) -> Request:
    """Read a request; raises Refused when its body is too long or does not come."""
    raw = scope.get("raw_path") or scope["path"].encode()
    request = Request(
        scope["method"],
        "/" + "/".join(filter(None, raw.decode("ascii", "replace").split("/"))),
        scope["query_string"].decode("ascii", "replace"),
        _joined(scope["headers"]),
    )
    length = request.headers.get("content-length", "0")
    number = int(length) if re.fullmatch("[0-9]{1,18}", length) else None  # "²" is a digit too
    if number is None or number > LONGEST:
        if number is not None and number <= READ_OFF:
            await _read_off(receive)
        raise _too_long()
    try:
        request.body = await asyncio.wait_for(_body(receive), PATIENCE)
    except TimeoutError:
        raise Refused(
            408, Text("La requête n'arrive pas.", "The request does not arrive."),
            Connection="close",
        ) from None  # fmt: skip
    return request


def _too_long() -> Refused:
    return Refused(413, Text("La requête est trop longue : 1 Mio au plus.",
                             "The request is too long: 1 MiB at most."),
                   Connection="close")  # fmt: skip


async def _read_off(receive: Receive) -> None:
    """Take what still comes: a client cut off while it sends would not read the refusal."""
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE):
            while (await receive()).get("more_body"):
                pass


async def _body(receive: Receive) -> bytes:
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ConnectionError
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > LONGEST:
            raise _too_long()
        if not message.get("more_body"):
            return b"".join(parts)


def _joined(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, value in headers:
        key, words = name.decode("latin-1").lower(), value.decode("latin-1")
        found[key] = f"{found[key]}, {words}" if key in found else words
    return found


def pairs(encoded: str | bytes) -> Pairs:
    """Return the pairs of a form; raises Refused when it is not UTF-8, or has too many."""
    try:
        text = encoded.decode("utf-8") if isinstance(encoded, bytes) else encoded
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=200)
    except UnicodeDecodeError:
        raise not_utf8() from None
    except ValueError:
        raise Refused(400, Text("Trop de paramètres.", "Too many parameters.")) from None


def not_utf8() -> Refused:
    """Return the refusal of bytes that are no UTF-8."""
    return Refused(400, Text("La requête n'est pas en UTF-8.", "The request is not in UTF-8."))
