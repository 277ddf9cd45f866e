"""A job given to the pool, and what became of it: an answer, or a refusal with its status."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import aclosing
from typing import NamedTuple

from cli.site.http import Refused, Response
from cli.site.line import Busy
from cli.site.media import ROWS, TRIPLES, named
from cli.site.pool import Late, Lost, Message, Pool
from cli.site.worker import Job, Refusal
from ontology.text import Text

RETRY = 5  # seconds after which one who was turned away may come again
_STATUS = {"syntax": 400, "form": 406, "missing": 404, "store": 503, "engine": 500}


class Whole(NamedTuple):
    """An answer in one piece: its form, its bytes, how many rows, and what limit cut it."""

    form: str
    body: bytes
    total: int
    cut: str | None


class CutShort(Exception):  # noqa: N818
    """An answer under way passed a limit: the connection is broken, so that nobody is misled."""


async def messages(pool: Pool, job: Job) -> AsyncIterator[Message]:
    """Yield the messages of an answer; every end but a good one raises Refused."""
    try:
        async with aclosing(pool.ask(job)) as found:  # type: ignore[type-var]
            async for message in found:
                if message[0] == "refused":
                    raise _refused(message[1])
                yield message
    except Busy:
        raise Refused(503, Text("Trop de requêtes à la fois : réessayez dans quelques secondes.",
                                "Too many requests at once: try again in a few seconds."),
                      Retry_After=str(RETRY)) from None  # fmt: skip
    except Late:
        raise Refused(504, Text(
            "La requête a dépassé {n} secondes et a été arrêtée. Rendez-la plus précise, ou "
            "relancez le site avec un --timeout plus long.",
            "The query took more than {n} seconds and was stopped. Make it more precise, or start "
            "the site again with a longer --timeout.",
        ).fill(n=f"{job.limits.seconds:g}")) from None  # fmt: skip
    except Lost:
        raise Refused(500, Text(
            "La requête a épuisé la mémoire ou la profondeur permises et a été arrêtée.",
            "The query used up the memory or the depth allowed and was stopped.",
        )) from None  # fmt: skip


def _refused(refusal: Refusal) -> Refused:
    found = Refused(_STATUS[refusal.kind], refusal.text)
    found.line, found.column = refusal.line, refusal.column
    return found


async def whole(pool: Pool, job: Job) -> Whole:
    """Return an answer in one piece: for pages, whose limits keep it small."""
    parts: list[bytes] = []
    async with aclosing(messages(pool, job)) as found:  # type: ignore[type-var]
        async for tag, value in found:
            if tag == "block":
                parts.append(value)
            elif tag == "done":
                form, rest, count, cut = value
                return Whole(form, b"".join((*parts, rest)), count, cut)
    raise Refused(500, Text("La réponse s'est interrompue.", "The answer broke off."))


async def stream(pool: Pool, job: Job) -> Response:
    """Return a response that sends the answer as it comes.

    A short one is known whole before its head is sent: if a limit cut it, the head says so. A
    long one is on its way when it passes a limit: the connection is then broken before its end,
    which every client reports, and never ends as if the answer were complete.
    """
    found = messages(pool, job)
    tag, value = await anext(found)
    headers = limits(job)
    if tag == "done":
        await found.aclose()  # type: ignore[attr-defined]
        form, body, count, cut = value
        headers["Alliances-Rows"] = str(count)
        if cut:
            headers["Alliances-Truncated"] = cut
        return Response(body, _header(form), 200, headers)
    return Response(_blocks(found), _header(value), 200, headers)


def limits(job: Job) -> dict[str, str]:
    """Return the headers that announce the limits of every answer."""
    return {
        "Alliances-Row-Limit": str(job.limits.rows),
        "Alliances-Byte-Limit": str(job.limits.size),
        "Alliances-Time-Limit": f"{job.limits.seconds:g}",
        "Vary": "Accept, Accept-Language",
    }


def _header(form: str) -> str:
    known = named((*ROWS, *TRIPLES), form)
    return known.header if known else "application/octet-stream"


async def _blocks(found: AsyncIterator[Message]) -> AsyncIterator[bytes]:
    async with aclosing(found):  # type: ignore[type-var]
        async for tag, value in found:
            if tag == "block":
                yield value
            elif tag == "done":
                _, rest, _, cut = value
                if cut:
                    raise CutShort(cut)
                yield rest
