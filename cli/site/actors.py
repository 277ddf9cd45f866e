"""One page an actor, and the list of all: the public network, as ``alliances brief`` tells it.

A person is named only as the holder of a public post while the mandate is current; the network
knows no other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

import queries
from cli.site.http import Request, Response
from cli.site.pages import render
from cli.site.table import Piece, data_of, page_of
from graph.brief import called
from graph.privacy import withhold_contacts
from graph.wording import label, spoken_amount, spoken_day, spoken_period
from ontology.text import Lang, Text, fold, same
from viz.brief import link
from viz.style import MARKS

if TYPE_CHECKING:
    from datetime import date

    from cli.site.context import Site
    from cli.site.data import Data, Known
    from graph.network import Actor, Alliance, Bounds, Need, Network, Source

UNSTATED = "non-renseigne"  # the type of an alliance that says nothing
SHOWN = 200  # actors on a page of the list


class Fact(NamedTuple):
    """A line of what is known: what it is about, and the pieces of its value."""

    about: Text
    values: list[tuple[Text, str | None, str | None]]  # words, path here, address elsewhere


class Resource(NamedTuple):
    """What an actor looks for or offers."""

    kinds: list[Text]
    words: str
    when: Text | None
    sources: tuple[int, ...]


class Line(NamedTuple):
    """An alliance of the actor."""

    title: str
    path: str | None
    partners: list[Piece]
    stage: Text
    steps: list[tuple[Text, Text | None]]  # stages reached and when, oldest first
    types: list[Text]
    places: list[str]
    amount: Text | None
    locator: str | None
    sources: tuple[int, ...]


async def listing(site: Site, request: Request, lang: Lang) -> Response:
    """List the actors whose name, acronym or number holds some words."""
    known = await site.data.known()
    asked = request.value("q") or ""
    wanted = fold(asked)
    found = [a for a in known.network.actors if not wanted or wanted in _said(a)]
    found.sort(key=lambda actor: fold(actor.name))
    rows = [(a, page_of(a.iri, site.data), label("sector", a.sector)) for a in found[:SHOWN]]
    return render(site, request, lang, "actors.html", asked=asked, rows=rows, found=len(found),
                  shown=SHOWN, places=known.network.territories)  # fmt: skip


def _said(actor: Actor) -> str:
    numbers = " ".join(number for _, number in actor.identifiers)
    return f"{fold(actor.name)} {fold(actor.acronym or '')} {fold(numbers)}"


def page(site: Site, request: Request, lang: Lang, known: Known, place: int) -> Response:
    """Return the page of an actor of the network, given by its place in it."""
    network, data = known.network, site.data
    actor, cites = network.actors[place], Cites(network)
    own = sorted((a for a in network.alliances if place in a.members), key=_latest)
    facts = [fact for fact in _facts(network, actor, data) if fact.values]
    description = withhold_contacts(actor.description or "")[0]
    first = cites.numbers(actor.sources)
    needs, offers = (_resources(each, cites) for each in (actor.needs, actor.offers))
    lines = [_line(network, alliance, place, data, cites) for alliance in own]
    members = [a for a in network.actors if place in a.networks]
    return render(
        site, request, lang, "actor.html", actor=actor, title=called(actor), facts=facts,
        kinds=list(actor.kinds) or [label("sector", actor.sector)], description=description,
        cited=first, needs=needs, offers=offers, lines=lines, sources=cites.sources, link=link,
        members=[Piece(a.name, page_of(a.iri, data)) for a in members], as_of=_day(network.as_of),
        others=_about_an_actor(), data=data_of(actor.iri, data), until=_day(actor.until),
        colour=MARKS[actor.sector].colour if actor.sector in MARKS else "#4D4D4D",
    )  # fmt: skip


def _day(day: date | None) -> Text | None:
    return spoken_day(day) if day else None


def _about_an_actor() -> list[queries.Question]:
    """Return the questions that need an actor alone."""
    found = queries.library().values()
    return [q for q in found if [p.name for p in q.parameters if p.required] == ["acteur"]]


class Cites:
    """Numbers the sources of a page in the order in which they are cited."""

    def __init__(self, network: Network) -> None:
        self._known = network.sources
        self._numbers: dict[str, int] = {}

    def numbers(self, iris: Iterable[str]) -> tuple[int, ...]:
        """Return the numbers of some sources."""
        return tuple(
            self._numbers.setdefault(iri, len(self._numbers) + 1)
            for iri in iris
            if iri in self._known
        )

    @property
    def sources(self) -> list[Source]:
        """The sources cited so far; number k stands at k - 1."""
        return [self._known[iri] for iri in self._numbers]


def _facts(network: Network, actor: Actor, data: Data) -> Iterator[Fact]:
    """Yield what is known, each with its words; those without a value are left out."""

    def plain(words: Iterable[Text]) -> list[tuple[Text, str | None, str | None]]:
        return [(each, None, None) for each in words]

    seat = network.territories.get(actor.seat or "")
    site = link(actor.website)
    yield Fact(Text("Secteur", "Sector"), plain([label("sector", actor.sector)]))
    yield Fact(Text("Sigle", "Acronym"), plain([same(actor.acronym)] if actor.acronym else []))
    yield Fact(Text("Siège", "Seat"),
               [(same(seat.name), page_of(seat.iri, data), None)] if seat else [])  # fmt: skip
    yield Fact(Text("Thèmes", "Themes"), plain(label("theme", slug) for slug in actor.themes))
    joined = (network.actors[i] for i in actor.networks)
    yield Fact(Text("Réseaux", "Networks"),
               [(same(a.name), page_of(a.iri, data), None) for a in joined])  # fmt: skip
    yield Fact(Text("Titulaire", "Holder"), plain([same(actor.holder)] if actor.holder else []))
    numbers = (same(f"{scheme} {number}") for scheme, number in actor.identifiers)
    yield Fact(Text("Identifiants", "Identifiers"), plain(numbers))
    yield Fact(Text("Site web", "Website"), [(same(site), None, site)] if site else [])


def _resources(needs: Iterable[Need], cites: Cites) -> list[Resource]:
    return [
        Resource(
            [label("contribution", slug) for slug in need.resources],
            withhold_contacts(need.words or "")[0],
            _when(need.since, need.until),
            cites.numbers(need.sources),
        )
        for need in needs
        if need.words or need.resources
    ]


def _when(since: Bounds, until: Bounds) -> Text | None:
    first, last = spoken_period(*since), spoken_period(*until)
    if first and last:
        return Text("{a} → {b}", "{a} → {b}").fill(a=first, b=last)
    if last:
        return Text("jusqu'à {b}", "until {b}").fill(b=last)
    return Text("depuis {a}", "since {a}").fill(a=first) if first else None


def _latest(alliance: Alliance) -> tuple[int, str]:
    """Sort alliances: the last to move first, undated ones at the end, then by title."""
    days = [event.not_after or event.not_before for event in alliance.events]
    return -max((day.toordinal() for day in days if day), default=0), alliance.title


def _line(network: Network, alliance: Alliance, place: int, data: Data, cites: Cites) -> Line:
    others = dict.fromkeys(p.actor for p in alliance.parties if p.actor != place)
    known = (network.territories[iri] for iri in alliance.territories if iri in network.territories)
    return Line(
        alliance.title,
        page_of(alliance.iri, data),
        [Piece(called(network.actors[i]), page_of(network.actors[i].iri, data)) for i in others],
        label("stage", alliance.stage),
        [
            (label("stage", e.stage), spoken_period(e.not_before, e.not_after))
            for e in alliance.events
        ],
        [label("type", slug) for slug in alliance.types if slug != UNSTATED],
        [territory.name for territory in known],
        spoken_amount(alliance.amount) if alliance.amount else None,
        alliance.locator,
        cites.numbers(alliance.sources),
    )
