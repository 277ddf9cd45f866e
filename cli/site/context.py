"""What every page of the site has at hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from cli.site.serialise import Limits
from ontology.text import Lang

if TYPE_CHECKING:
    from cli.site.data import Data
    from cli.site.http import Request
    from cli.site.pool import Pool

_LANGS: dict[str, Lang] = {"fr": "fr", "en": "en"}
LINE = 256  # requests that may wait for a worker
PATIENCE = 30.0  # seconds that one may, beside those that the one before it may take


@dataclass
class Site:
    """The workspace, the workers, and how the site was started."""

    data: Data
    pool: Pool  # for queries that anybody wrote
    pages: Pool  # for our own pages, which a hostile query must not hold up
    limits: Limits
    hosts: frozenset[str]  # what a Host header may say
    default: Lang
    is_chosen: bool = False  # the language was asked for at the start
    drawn: dict[tuple[str, str], bytes] = field(default_factory=dict)
    warned: dict[str, float] = field(default_factory=dict)  # what the terminal was told, when

    def language(self, request: Request) -> Lang:
        """Return the language of a page: that of the address, of the start, or of the browser."""
        asked = _LANGS.get(request.value("lang") or "")
        if asked is not None:
            return asked
        if self.is_chosen:
            return self.default
        for piece in request.headers.get("accept-language", "").lower().split(","):
            name = _LANGS.get(piece.strip()[:2])
            if name is not None:
                return name
        return self.default
