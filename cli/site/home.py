"""``/``: the library of questions, and ``/graphs``: what the endpoint serves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import queries
from cli.site.http import Request, Response
from cli.site.pages import render
from cli.site.words import WORDS
from graph import layers
from graph.wording import spoken_day
from ontology.text import Lang, Text

if TYPE_CHECKING:
    from cli.site.context import Site

_ABOUT = ("about-actor", "about-place", "about-all")
_Group = tuple[Text, list[queries.Question]]


async def page(site: Site, request: Request, lang: Lang) -> Response:
    """Show every question, those about one actor first."""
    known = await site.data.known()
    return render(
        site, request, lang, "home.html", groups=_groups(), network=known.network,
        as_of=spoken_day(known.network.as_of) if known.network.as_of else None,
    )  # fmt: skip


def _groups() -> list[_Group]:
    """Sort the questions by what they are about."""
    groups: dict[str, list[queries.Question]] = {name: [] for name in _ABOUT}
    for question in sorted(queries.library().values(), key=lambda q: (q.number, q.name)):
        kinds = {p.type for p in question.parameters if p.required or p.type == "territory"}
        about = "actor" if "actor" in kinds else "place" if "territory" in kinds else "all"
        groups[f"about-{about}"].append(question)
    return [(WORDS[name], found) for name, found in groups.items() if found]


async def graphs(site: Site, request: Request, lang: Lang) -> Response:
    """List the graphs that the endpoint serves, and which of them it asks by default."""
    current = site.data.current()
    rows = [(graph, layers.layer_of(graph), graph in current.facts) for graph in current.served]
    return render(site, request, lang, "graphs.html", rows=rows, limits=site.limits)
