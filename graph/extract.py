"""From the store to the network: one question per class of thing, then plain Python."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from pyoxigraph import NamedNode

import ontology
import queries
from graph.network import Actor, Alliance, Need, Network, PartyLink, Source, StageEvent, Territory
from graph.stages import reached
from graph.store import Store
from ontology.text import Text

Things = dict[str, dict[str, list[str]]]  # thing → prefixed property → values


def extract(
    store: Store, graphs: Sequence[str], *, as_of: date | None = None, related: bool = False
) -> Network:
    """Return the network that the graphs describe at a date (default: all that is known).

    An alliance is in it once its first stage was reached; its stage is the last one reached.
    The holder of a post is named only while the mandate is current at the date (today when
    none is given). With ``related``, actors without any alliance are only counted.
    """
    reader = _Reader(store, graphs)
    territories = {iri: _territory(iri, p) for iri, p in reader.things("ea:Territory").items()}
    stakeholders = reader.things("ea:Stakeholder", "related" if related else "things")
    order = sorted(stakeholders, key=lambda iri: (_one(stakeholders[iri], "rdfs:label") or "", iri))
    index = {iri: i for i, iri in enumerate(order)}
    day = as_of or date.today()
    holders = _holders(reader, day)
    needs = _needs(reader)
    actors = tuple(
        _actor(iri, stakeholders[iri], index, holders.get(iri), needs[iri]) for iri in order
    )
    sources = {
        iri: Source(
            _one(p, "dcterms:title") or iri,
            _one(p, "dcterms:publisher"),
            _one(p, "dcterms:license"),
            _one(p, "foaf:page"),
        )
        for iri, p in reader.things("ea:Source").items()
    }
    frames = {iri: _one(p, "rdfs:label") or iri for iri, p in reader.things("ea:Frame").items()}
    alliances = _alliances(reader, index, day)
    others = count(store, graphs, "ea:Stakeholder") - len(actors) if related else 0
    return Network(actors, alliances, territories, sources, frames, day, others)


def count(store: Store, graphs: Sequence[str], name: str) -> int:
    """Return how many things of a class (a prefixed name) the graphs know."""
    asked = f"SELECT (COUNT(DISTINCT ?thing) AS ?n) WHERE {{ ?thing a {name} }}"
    return int(getattr(next(store.select(asked, graphs=graphs).rows)[0], "value", 0))


class _Reader:
    """Asks the store for all there is of a class, with prefixed names as keys."""

    def __init__(self, store: Store, graphs: Sequence[str]) -> None:
        self.store = store
        self.graphs = graphs

    def things(self, name: str, question: str = "things") -> Things:
        """Return every thing of a class with its values, sorted; absent ones are empty."""
        return things(self.store, self.graphs, name, question)


def things(store: Store, graphs: Sequence[str], name: str, question: str = "things") -> Things:
    """Return thing → prefixed property → sorted values, for all of a class (a prefixed name)."""
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    rows = store.select(
        queries.internal(question),
        graphs=graphs,
        parameters={"class": NamedNode(ontology.iri(name))},
    ).rows
    for row in rows:
        subject, predicate, value = (getattr(term, "value", "") for term in row[:3])
        found[subject][_short(predicate)].add(value)
    return {s: {p: sorted(v) for p, v in ps.items()} for s, ps in sorted(found.items())}


def _short(iri: str) -> str:
    """Return the prefixed name of a property; one that our files never name stays whole."""
    try:
        return ontology.curie(iri)
    except ontology.UnknownTermError:
        return iri


def _one(properties: dict[str, list[str]], name: str) -> str | None:
    return next(iter(properties.get(name, ())), None)


def _slugs(iris: Iterable[str]) -> tuple[str, ...]:
    return tuple(iri.rpartition("/")[2] for iri in iris)


def _territory(iri: str, properties: dict[str, list[str]]) -> Territory:
    types = properties.get("rdf:type", [])
    known = {kind.iri: kind.label for kind in ontology.kinds("ea:Territory")}
    labels = [known[t] for t in types if t in known]
    return Territory(
        iri,
        _one(properties, "rdfs:label") or iri,
        labels[0] if labels else Text("territoire", "territory"),
        within=tuple(properties.get("dcterms:isPartOf", ())),
        themes=_slugs(properties.get("ea:theme", ())),
        covers=tuple(properties.get("ea:covers", ())),
        is_project=ontology.iri("ea:ProjectTerritory") in types,
    )


def _actor(
    iri: str,
    properties: dict[str, list[str]],
    index: dict[str, int],
    holder: Holder | None,
    needs: dict[str, list[Need]],
) -> Actor:
    types = properties.get("rdf:type", [])
    identifiers = [(n, _one(properties, f"ea:{n.lower()}")) for n in ("RNA", "SIREN")]
    is_post = ontology.iri("ea:PublicPost") in types
    roles = properties.get("org:role", ()) if is_post else ()
    kinds = [k.label for k in ontology.kinds("ea:Actor") if k.iri in types]
    return Actor(
        iri,
        _one(properties, "rdfs:label") or iri,
        sector=_sector(properties),
        kinds=tuple(kinds) or tuple(ontology.label(role) for role in roles),
        acronym=_one(properties, "skos:altLabel"),
        seat=_one(properties, "ea:seat"),
        themes=_slugs(properties.get("ea:theme", ())),
        networks=tuple(index[n] for n in properties.get("ea:memberOfNetwork", ()) if n in index),
        identifiers=tuple((n, value) for n, value in identifiers if value),
        website=_one(properties, "foaf:homepage"),
        description=_one(properties, "dcterms:description"),
        until=_day(properties, "ea:endNotAfter"),
        holder=holder.name if holder else None,
        holder_until=holder.until if holder else None,
        is_post=is_post,
        needs=tuple(needs.get("ea:neededBy", ())),
        offers=tuple(needs.get("ea:offeredBy", ())),
        sources=tuple(properties.get("dcterms:source", ())),
    )


def _sector(properties: dict[str, list[str]]) -> str:
    """Return the first in precedence of the sectors that sources give an actor."""
    found = _slugs(properties.get("ea:sector", ()))
    return next((slug for slug in ontology.concepts("sector") if slug in found), "inconnu")


def _needs(reader: _Reader) -> dict[str, dict[str, list[Need]]]:
    """Return actor → ea:neededBy or ea:offeredBy → what it is."""
    found: dict[str, dict[str, list[Need]]] = defaultdict(lambda: defaultdict(list))
    for properties in reader.things("ea:NeedOrOffer").values():
        resources = _slugs(properties.get("ea:resourceKind", ()))
        need = Need(resources, _one(properties, "rdfs:label"))
        for name in ("ea:neededBy", "ea:offeredBy"):
            for actor in properties.get(name, ()):
                found[actor][name].append(need)
    return found


def _holders(reader: _Reader, day: date) -> dict[str, Holder]:
    """Return post → name of its holder and end of the mandate, for those current on a day.

    Of two, the last to start: a register often forgets to close the mandate before. A post that
    many hold together names none of them.
    """
    names = {iri: _one(p, "foaf:name") for iri, p in reader.things("person:Person").items()}
    found: dict[str, tuple[date, Holder]] = {}
    shared = {iri for iri, p in reader.things("ea:PublicPost").items() if "ea:heldByMany" in p}
    for properties in reader.things("ea:Mandate").values():
        post, person = _one(properties, "ea:post"), _one(properties, "org:member")
        name, start = names.get(person or ""), _day(properties, "ea:startNotAfter")
        if post and name and start and is_current(properties, day):
            held = start, Holder(name, _last_day(properties))
            found[post] = max(found.get(post, (date.min, held[1])), held, key=_by_start)
    return {post: holder for post, (_, holder) in found.items() if post not in shared}


class Holder(NamedTuple):
    """Who holds a post, and the last day that the mandate can last."""

    name: str
    until: date | None


def _by_start(held: tuple[date, Holder]) -> tuple[date, str]:
    return held[0], held[1].name


def is_current(mandate: dict[str, list[str]], day: date) -> bool:
    """Return whether a mandate is surely under way on a day.

    Without a known end it counts until its legal term has passed since its start: a register
    that forgets to close a mandate must not keep a name on the map for ever. Without a known
    start it does not count.
    """
    start, end = _day(mandate, "ea:startNotAfter"), _day(mandate, "ea:endNotBefore")
    latest = _day(mandate, "ea:endNotAfter") or day
    if start is None or not start <= day <= latest:
        return False
    if end is not None:
        return day <= end
    years = _legal_term(mandate)
    return (day.year - start.year, day.month, day.day) <= (years, start.month, start.day)


def _legal_term(mandate: dict[str, list[str]]) -> int:
    """Return the years that a mandate lasts by law; 0 when that is not known."""
    role = ontology.concepts("mandate-role").get(_slugs([_one(mandate, "org:role") or ""])[0])
    return role.legal_term_years if role and role.legal_term_years else 0


def _last_day(mandate: dict[str, list[str]]) -> date | None:
    """Return the last day of a mandate: its known end, else that of its legal term."""
    end = _day(mandate, "ea:endNotAfter") or _day(mandate, "ea:endNotBefore")
    start, years = _day(mandate, "ea:startNotAfter"), _legal_term(mandate)
    if end is not None or start is None or not years:
        return end
    day = 28 if (start.month, start.day) == (2, 29) else start.day
    return date(start.year + years, start.month, day)


def _day(properties: dict[str, list[str]], name: str) -> date | None:
    value = _one(properties, name)
    return date.fromisoformat(value) if value else None


def _alliances(reader: _Reader, index: dict[str, int], as_of: date | None) -> tuple[Alliance, ...]:
    parties, events = reader.things("ea:Party"), reader.things("ea:StageEvent")
    amounts = reader.things("schema:MonetaryAmount")
    found = []
    for iri, properties in reader.things("ea:Alliance").items():
        links = _links(properties, parties, index)
        history = _history(properties, events, as_of)
        if len({link.actor for link in links}) < 2 or not history:
            continue
        found.append(
            Alliance(
                iri,
                _one(properties, "rdfs:label") or iri,
                links,
                stage=history[-1].stage,
                events=history,
                types=_slugs(properties.get("ea:partnershipType", ())),
                themes=_slugs(properties.get("ea:theme", ())),
                territories=tuple(properties.get("ea:territory", ())),
                frames=tuple(properties.get("ea:inFrameOf", ())),
                amount=_amount(amounts.get(_one(properties, "ea:amount") or "")),
                sources=tuple(properties.get("dcterms:source", ())),
                locator=_one(properties, "ea:locator"),
            )
        )
    return tuple(found)


def _links(
    alliance: dict[str, list[str]], parties: Things, index: dict[str, int]
) -> tuple[PartyLink, ...]:
    found = []
    for party in alliance.get("ea:hasParty", ()):
        properties = parties.get(party, {})
        actor, role = _one(properties, "ea:actor"), _one(properties, "ea:partyRole")
        if actor in index:
            contributions = _slugs(properties.get("ea:contribution", ()))
            found.append(
                PartyLink(index[actor], _slugs([role])[0] if role else None, contributions)
            )
    return tuple(sorted(found, key=lambda link: (link.actor, link.role or "")))


def _history(
    alliance: dict[str, list[str]], events: Things, as_of: date | None
) -> tuple[StageEvent, ...]:
    """Return the stages of an alliance reached by a date, oldest first."""
    told = (events.get(iri, {}) for iri in alliance.get("ea:hasStageEvent", ()))
    return reached(map(_event, told), as_of)


def _event(properties: dict[str, list[str]]) -> StageEvent:
    return StageEvent(
        _slugs([_one(properties, "ea:stage") or ""])[0],
        _day(properties, "ea:notBefore"),
        _day(properties, "ea:notAfter"),
    )


def _amount(money: dict[str, list[str]] | None) -> str | None:
    if not money or not (value := _one(money, "schema:value")):
        return None
    whole, _, cents = value.partition(".")
    cents = f",{cents:0<2.2}" if cents.strip("0") else ""
    return f"{int(whole):,}".replace(",", "\u202f") + f"{cents} {_one(money, 'schema:currency')}"
