"""The forms an answer takes, by media type, and which of them a client would rather have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple


class Form(NamedTuple):
    """A form of an answer: its short name, the media type it is sent as, other names of it."""

    name: str
    media: str
    aliases: tuple[str, ...] = ()

    @property
    def header(self) -> str:
        """The value of Content-Type; every form is UTF-8."""
        return f"{self.media}; charset=utf-8" if self.media.startswith("text/") else self.media


#: Of SELECT and ASK; the first is sent to whoever says nothing of what it reads.
ROWS = (
    Form("json", "application/sparql-results+json", ("application/json",)),
    Form("xml", "application/sparql-results+xml", ("application/xml", "text/xml")),
    Form("csv", "text/csv"),
    Form("tsv", "text/tab-separated-values"),
)
#: Of CONSTRUCT and DESCRIBE.
TRIPLES = (
    Form("ttl", "text/turtle", ("application/x-turtle", "turtle", "n3")),
    Form("nt", "application/n-triples", ("ntriples", "n-triples")),
    Form("jsonld", "application/ld+json", ("application/json", "json-ld", "json")),
    Form("rdf", "application/rdf+xml", ("application/xml", "text/xml", "rdf+xml", "xml")),
)
HTML = Form("html", "text/html", ("application/xhtml+xml",))


def named(forms: Iterable[Form], name: str) -> Form | None:
    """Return the form with a short name ("csv") or a media type, in any case."""
    wanted = name.strip().lower()
    return next((f for f in forms if wanted in (f.name, f.media, *f.aliases)), None)


def preferred(forms: Sequence[Form], accept: str | None) -> Form | None:
    """Return the form that an Accept header ranks first; None when it takes none of them.

    Of forms ranked alike the first in our order is taken (RFC 9110, 12.5.1).
    """
    if accept is None or not accept.strip():
        return forms[0]
    ranges = _ranges(accept)
    best = max(forms, key=lambda form: _quality(form, ranges))  # the first of equals
    return best if _quality(best, ranges) > 0 else None


def _ranges(accept: str) -> Mapping[str, float]:
    """Return the quality of each media range; what cannot be read is left out."""
    found: dict[str, float] = {}
    for piece in accept.split(","):
        media, *parameters = (part.strip().lower() for part in piece.split(";"))
        quality = 1.0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip() == "q":
                quality = _number(value)
        if media.count("/") == 1:
            found[media] = max(quality, found.get(media, 0.0))
    return found


def _number(words: str) -> float:
    try:
        return min(max(float(words), 0.0), 1.0)
    except ValueError:
        return 0.0


def _quality(form: Form, ranges: Mapping[str, float]) -> float:
    """Return how much a form is wanted; the most specific range that names it decides."""
    exact = [ranges[media] for media in (form.media, *form.aliases) if media in ranges]
    if exact:
        return max(exact)
    kinds = {media.partition("/")[0] + "/*" for media in (form.media, *form.aliases)}
    some = [ranges[kind] for kind in kinds if kind in ranges]
    return max(some) if some else ranges.get("*/*", 0.0)
