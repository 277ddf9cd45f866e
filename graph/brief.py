"""One page before a meeting: who two actors are, what links them, through whom, what is missing.

The content, as plain values in both languages; ``viz`` writes it as HTML or Markdown. It is made
of the public network alone: no decision of the facilitator, no restricted graph, no person but
the current holder of a public mandate.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from graph.paths import chains
from graph.privacy import withhold_contacts
from graph.reasons import evidence, pair_texts
from graph.selection import is_absent
from graph.suggestions import last_seen
from graph.wording import label, listing, spoken_day, spoken_period
from ontology.text import Text, same

if TYPE_CHECKING:
    from graph.network import Actor, Alliance, Need, Network, Source
    from graph.paths import Chain, Link

LATEST = 5  # alliances told of each actor, and of both
SOON = timedelta(days=183)  # half a year: a mandate that ends by then is worth a question
LONGEST = 220  # letters of a description: a page is short


class Fact(NamedTuple):
    """A line of a card: what it is about and what is known."""

    about: Text
    value: Text


class Line(NamedTuple):
    """An alliance on one line, with the numbers of its sources."""

    title: str
    who: str  # the other parties, or both ends of the link
    stage: Text | None
    when: Text | None
    amount: str | None
    sources: tuple[int, ...]


class Card(NamedTuple):
    """Who an actor is."""

    name: str
    kind: Text
    facts: tuple[Fact, ...]
    alliances: int  # known, whatever their stage
    latest: tuple[Line, ...]
    sources: tuple[int, ...]


class Way(NamedTuple):
    """A chain from one actor to the other: through whom, link by link; nobody if direct."""

    through: Text | None
    links: tuple[Line, ...]


@dataclass(frozen=True)
class Brief:
    """What the page says."""

    cards: tuple[Card, Card]
    direct: tuple[Line, ...]
    ways: tuple[Way, ...]
    common: tuple[Text, ...]
    questions: tuple[Text, ...]
    sources: tuple[Source, ...]  # number k stands at k - 1
    as_of: date | None
    made: date = field(default_factory=date.today)


def brief(network: Network, a: int, b: int, *, collector: int | None = None) -> Brief:
    """Gather what is known in public of two actors and of what lies between them."""
    cites = _Cites(network)
    found = chains(network, a, b, collector=collector)
    cards = _card(network, a, cites), _card(network, b, cites)
    reasons = evidence(network).reasons(a, b)
    direct = [alliance for alliance in network.alliances if {a, b} <= alliance.members]
    return Brief(
        cards,
        tuple(_line(network, alliance, (a, b), cites) for alliance in _recent(direct)[:LATEST]),
        tuple(_way(network, chain, cites) for chain in found if chain.go_betweens),
        pair_texts(network, reasons, (a, b)),
        tuple(_questions(network, a, b, linked=bool(found))),
        tuple(cites.sources),
        network.as_of,
    )


class _Cites:
    """Numbers sources in the order in which they are cited."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.sources: list[Source] = []
        self._numbers: dict[str, int] = {}

    def numbers(self, iris: Iterable[str]) -> tuple[int, ...]:
        """Return the numbers of some sources, new ones for those not cited before."""
        found = []
        for iri in iris:
            if iri in self.network.sources:
                if iri not in self._numbers:
                    self.sources.append(self.network.sources[iri])
                    self._numbers[iri] = len(self.sources)
                found.append(self._numbers[iri])
        return tuple(found)


# -- cards ---------------------------------------------------------------------------------------


def _card(network: Network, i: int, cites: _Cites) -> Card:
    actor = network.actors[i]
    own = [alliance for alliance in network.alliances if i in alliance.members]
    sources = cites.numbers(actor.sources)
    return Card(
        called(actor),
        listing(actor.kinds) if actor.kinds else label("sector", actor.sector),
        tuple(fact for fact in _facts(network, actor) if fact.value.fr),
        len(own),
        tuple(_line(network, alliance, (i,), cites) for alliance in _recent(own)[:LATEST]),
        sources,
    )


def called(actor: Actor) -> str:
    """Return the name of an actor, with the holder of a post while its mandate is current."""
    return f"{actor.name} ({actor.holder})" if actor.holder else actor.name


def _facts(network: Network, actor: Actor) -> Iterator[Fact]:
    """Yield the lines of a card; those without a value are left out, and asked about below."""
    place = network.territories.get(actor.seat or "")
    yield Fact(Text("Secteur", "Sector"), label("sector", actor.sector))
    yield Fact(Text("Siège", "Seat"), same(place.name if place else ""))
    yield Fact(Text("Thèmes", "Themes"), _list(label("theme", slug) for slug in actor.themes))
    names = (same(network.actors[j].name) for j in actor.networks)
    yield Fact(Text("Réseaux", "Networks"), _list(names))
    yield Fact(Text("Cherche", "Looks for"), _resources(actor.needs))
    yield Fact(Text("Offre", "Offers"), _resources(actor.offers))
    numbers = (same(f"{scheme} {number}") for scheme, number in actor.identifiers)
    yield Fact(Text("Identifiants", "Identifiers"), _list(numbers))
    yield Fact(Text("Site", "Website"), same(actor.website or ""))
    yield Fact(Text("À savoir", "Note"), same(_short(actor.description or "")))


def _resources(needs: Sequence[Need]) -> Text:
    slugs = dict.fromkeys(slug for need in needs for slug in need.resources)
    return _list(label("contribution", slug) for slug in slugs)


def _list(words: Iterable[Text]) -> Text:
    found = list(words)
    return listing(found) if found else Text("", "")


def _short(words: str) -> str:
    """Return a free text without contacts, cut at a word where it is long."""
    told = withhold_contacts(" ".join(words.split()))[0]
    if len(told) <= LONGEST:
        return told
    return told[:LONGEST].rpartition(" ")[0] + " …"


# -- alliances and chains ------------------------------------------------------------------------


def _recent(alliances: Iterable[Alliance]) -> list[Alliance]:
    """Sort alliances: the last to move first, undated ones at the end, then by title."""
    return sorted(alliances, key=lambda alliance: (-_moved(alliance), alliance.title))


def _moved(alliance: Alliance) -> int:
    days = [event.not_after or event.not_before for event in alliance.events]
    return max((day.toordinal() for day in days if day is not None), default=0)


def _line(network: Network, alliance: Alliance, but: Sequence[int], cites: _Cites) -> Line:
    """Tell an alliance, with the parties that the reader does not know yet."""
    others = [called(network.actors[i]) for i in sorted(alliance.members - set(but))]
    last = alliance.events[-1] if alliance.events else None
    return Line(
        alliance.title,
        ", ".join(others[:3]) + (f" (+ {len(others) - 3})" if others[3:] else ""),
        label("stage", alliance.stage),
        spoken_period(last.not_before, last.not_after) if last else None,
        alliance.amount,
        cites.numbers(alliance.sources),
    )


def _way(network: Network, chain: Chain, cites: _Cites) -> Way:
    names = [same(called(network.actors[i])) for i in chain.go_betweens]
    return Way(listing(names), tuple(_step(network, link, cites) for link in chain.links))


def _step(network: Network, link: Link, cites: _Cites) -> Line:
    ends = " – ".join(network.actors[i].name for i in (link.a, link.b))
    if link.alliance is not None:
        alliance = network.alliances[link.alliance]
        return _line(network, alliance, (), cites)._replace(who=ends, amount=None)
    member = link.a if link.b in network.actors[link.a].networks else link.b
    return Line("", ends, Text("adhésion", "membership"), None, None,
                cites.numbers(network.actors[member].sources))  # fmt: skip


# -- open questions ------------------------------------------------------------------------------


def _questions(network: Network, a: int, b: int, *, linked: bool) -> Iterator[Text]:
    """Yield what is not known, and should be asked or checked before the meeting."""
    if not linked:
        yield Text(
            "Aucun lien connu en quatre pas : se connaissent-ils par un lien qu'aucune source ne "
            "dit ?",
            "No known link within four steps: do they know each other by one that no source tells?",
        )
    old = last_seen(network)
    for i in (a, b):
        actor = network.actors[i]
        missing = [words for words, known in _asked(actor) if not known]
        if missing:
            yield Text("{name} : {what} à demander.", "{name}: ask for {what}.").fill(
                name=actor.name, what=listing(missing)
            )
        yield from _checks(network, actor, old.get(i))
        if not any(i in alliance.members for alliance in network.alliances):
            yield Text(
                "{name} : aucune alliance connue ; absence de donnée, pas de lien ?",
                "{name}: no known alliance; is it the data or the link that is missing?",
            ).fill(name=actor.name)


def _asked(actor: Actor) -> tuple[tuple[Text, object], ...]:
    """Return what a body should tell, with what is known of it; a post is asked nothing."""
    known = (
        (Text("siège", "its seat"), actor.seat),
        (Text("thèmes", "its themes"), actor.themes),
        (Text("besoins", "its needs"), actor.needs),
        (Text("offres", "its offers"), actor.offers),
        (Text("numéro SIREN ou RNA", "its SIREN or RNA number"), actor.identifiers),
    )
    return () if actor.is_post else known


def _checks(network: Network, actor: Actor, last: int | None) -> Iterator[Text]:
    """Yield what may have changed since: an end, a vacant post, a mandate, an old trace."""
    day = network.as_of
    if actor.is_post and actor.holder is None:
        yield Text(
            "{name} : titulaire actuel à vérifier.", "{name}: check who holds the post now."
        ).fill(name=actor.name)
    elif actor.until is not None and is_absent(actor, day):
        yield Text("{name} : a pris fin le {day}.", "{name}: ended on {day}.").fill(
            name=actor.name, day=spoken_day(actor.until)
        )
    if actor.holder_until and day and actor.holder_until - day <= SOON:
        yield Text(
            "{name} : le mandat s'achève au plus tard le {day}.",
            "{name}: the mandate ends on {day} at the latest.",
        ).fill(name=actor.name, day=spoken_day(actor.holder_until))
    if last is not None:
        yield Text(
            "{name} : dernière alliance connue en {year} ; toujours en activité ?",
            "{name}: last known alliance in {year}; is it still active?",
        ).fill(name=actor.name, year=last)
