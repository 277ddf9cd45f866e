"""From the store to the network: one question per class of thing, then plain Python."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from pyoxigraph import NamedNode

import ontology
import queries
from graph import layers
from graph.network import Actor, Alliance, Need, Network, PartyLink, Source, StageEvent, Territory
from graph.progress import is_watched, stage
from graph.shared import shared
from graph.stages import reached
from graph.store import Store
from graph.undated import Mandate, Undated
from ontology.text import Text

Things = dict[str, dict[str, list[str]]]  # thing → prefixed property → values


def extract(
    store: Store, graphs: Sequence[str], *, as_of: date | None = None, related: bool = False
) -> Network:
    """Return the network that the graphs describe at a date (today when none is given).

    With ``related``, actors without any alliance are only counted.
    """
    return undated(store, graphs, related=related).at(as_of or date.today())


def undated(store: Store, graphs: Sequence[str], *, related: bool = False) -> Undated:
    """Return all that the graphs know of the network, whatever the date."""
    told = layers.stated(graphs)
    total = sum(count(store, told, name) for name in _READ) if is_watched() else 0
    with stage(_READING, total) as done:
        return _undated(store, graphs, _Reader(store, told, done), related=related)


_READING = Text("Lecture du réseau", "Reading the network")
_READ = (
    "ea:Territory", "ea:Stakeholder", "ea:Source", "ea:Frame", "ea:NeedOrOffer", "person:Person",
    "ea:PublicPost", "ea:Mandate", "ea:Party", "ea:StageEvent", "schema:MonetaryAmount",
    "ea:Alliance",
)  # fmt: skip
_OFTEN = 1_000  # rows between two words of how far it is


def _undated(store: Store, graphs: Sequence[str], reader: _Reader, *, related: bool) -> Undated:
    territories = {iri: _territory(iri, p) for iri, p in reader.things("ea:Territory").items()}
    stakeholders = reader.things("ea:Stakeholder", "related" if related else "things")
    order = sorted(
        stakeholders, key=lambda iri: (first(stakeholders[iri], "rdfs:label") or "", iri)
    )
    index = {iri: i for i, iri in enumerate(order)}
    needs = _needs(reader)
    actors = tuple(_actor(iri, stakeholders[iri], index, needs[iri]) for iri in order)
    sources = {
        iri: Source(
            first(p, "dcterms:title") or iri,
            first(p, "dcterms:publisher"),
            first(p, "dcterms:license"),
            first(p, "foaf:page"),
        )
        for iri, p in reader.things("ea:Source").items()
    }
    frames = {iri: first(p, "rdfs:label") or iri for iri, p in reader.things("ea:Frame").items()}
    others = count(store, graphs, "ea:Stakeholder") - len(actors) if related else 0
    known = Network(actors, _alliances(reader, index), territories, sources, frames, others=others)
    return Undated(known, _mandates(reader))


def count(store: Store, graphs: Sequence[str], name: str) -> int:
    """Return how many things of a class (a prefixed name) the graphs know."""
    asked = f"SELECT (COUNT(DISTINCT ?thing) AS ?n) WHERE {{ ?thing a {name} }}"
    return int(getattr(next(store.select(asked, graphs=graphs).rows)[0], "value", 0))


class _Reader:
    """Asks the store for all there is of a class, with prefixed names as keys."""

    def __init__(self, store: Store, graphs: Sequence[str], done: Callable[[int], None]) -> None:
        self.store = store
        self.graphs = graphs
        self.done = done  # told how many things were read
        self.read = 0

    def things(self, name: str, question: str = "things") -> Things:
        """Return every thing of a class with its values, sorted; absent ones are empty."""
        before = self.read
        found = things(self.store, self.graphs, name, question, lambda n: self.done(before + n))
        self.read += len(found)
        return found


def things(
    store: Store, graphs: Sequence[str], name: str, question: str = "things",
    done: Callable[[int], object] = lambda _: None,
) -> Things:  # fmt: skip
    """Return thing → prefixed property → sorted values, for all of a class (a prefixed name).

    ``done`` is told now and then how many things were read.
    """
    found: Things = defaultdict(dict)
    rows = store.select(
        queries.internal(question),
        graphs=graphs,
        parameters={"class": NamedNode(ontology.iri(name))},
    ).rows
    known: dict[str, str] = {}
    for number, row in enumerate(rows):
        if number % _OFTEN == 0:
            done(len(found))
        subject, predicate, value = (getattr(term, "value", "") for term in row[:3])
        _add(found[subject], _short(predicate), shared(value, known))
    for said in found.values():
        said.update({p: sorted(set(v)) for p, v in said.items() if len(v) > 1})
    return dict(sorted(found.items()))


def _add(said: dict[str, list[str]], name: str, value: str) -> None:
    if name in said:
        said[name].append(value)
    else:
        said[name] = [value]


def _short(iri: str) -> str:
    """Return the prefixed name of a property; one that our files never name stays whole."""
    try:
        return ontology.curie(iri)
    except ontology.UnknownTermError:
        return iri


def first(properties: Mapping[str, Sequence[str]], name: str) -> str | None:
    """Return the first value of a property of a thing."""
    return next(iter(properties.get(name, ())), None)


def _slugs(iris: Iterable[str]) -> tuple[str, ...]:
    return tuple(iri.rpartition("/")[2] for iri in iris)


def _territory(iri: str, properties: dict[str, list[str]]) -> Territory:
    types = properties.get("rdf:type", [])
    known = {kind.iri: kind.label for kind in ontology.kinds("ea:Territory")}
    labels = [known[t] for t in types if t in known]
    return Territory(
        iri,
        first(properties, "rdfs:label") or iri,
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
    needs: dict[str, list[Need]],
) -> Actor:
    types = properties.get("rdf:type", [])
    identifiers = [(n, first(properties, f"ea:{n.lower()}")) for n in ("RNA", "SIREN")]
    is_post = ontology.iri("ea:PublicPost") in types
    roles = properties.get("org:role", ()) if is_post else ()
    kinds = [k.label for k in ontology.kinds("ea:Actor") if k.iri in types]
    return Actor(
        iri,
        first(properties, "rdfs:label") or iri,
        sector=_sector(properties),
        kinds=tuple(kinds) or tuple(ontology.label(role) for role in roles),
        acronym=first(properties, "skos:altLabel"),
        seat=first(properties, "ea:seat"),
        themes=_slugs(properties.get("ea:theme", ())),
        networks=tuple(index[n] for n in properties.get("ea:memberOfNetwork", ()) if n in index),
        identifiers=tuple((n, value) for n, value in identifiers if value),
        website=first(properties, "foaf:homepage"),
        description=first(properties, "dcterms:description"),
        until=_day(properties, "ea:endNotAfter"),
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
        need = _need(properties)
        for name in ("ea:neededBy", "ea:offeredBy"):
            for actor in properties.get(name, ()):
                found[actor][name].append(need)
    return found


def _need(properties: dict[str, list[str]]) -> Need:
    since, until = (
        (_day(properties, f"ea:{edge}NotBefore"), _day(properties, f"ea:{edge}NotAfter"))
        for edge in ("start", "end")
    )
    return Need(
        _slugs(properties.get("ea:resourceKind", ())),
        first(properties, "rdfs:label"),
        since,
        until,
        sources=tuple(properties.get("dcterms:source", ())),
        locator=first(properties, "ea:locator"),
    )


def _mandates(reader: _Reader) -> tuple[Mandate, ...]:
    """Return who held which post, but for the posts that many hold together."""
    names = {iri: first(p, "foaf:name") for iri, p in reader.things("person:Person").items()}
    shared = {iri for iri, p in reader.things("ea:PublicPost").items() if "ea:heldByMany" in p}
    found = (
        mandate(properties, names.get(first(properties, "org:member") or ""))
        for properties in reader.things("ea:Mandate").values()
    )
    return tuple(each for each in found if each.post and each.holder and each.post not in shared)


def mandate(properties: dict[str, list[str]], holder: str | None) -> Mandate:
    """Return what is said of a mandate."""
    role = first(properties, "org:role")
    return Mandate(
        first(properties, "ea:post") or "",
        holder or "",
        _slugs([role])[0] if role else None,
        _day(properties, "ea:startNotAfter"),
        _day(properties, "ea:endNotBefore"),
        _day(properties, "ea:endNotAfter"),
    )


def _day(properties: dict[str, list[str]], name: str) -> date | None:
    value = first(properties, name)
    return date.fromisoformat(value) if value else None


def _alliances(reader: _Reader, index: dict[str, int]) -> tuple[Alliance, ...]:
    parties, events = reader.things("ea:Party"), reader.things("ea:StageEvent")
    amounts = reader.things("schema:MonetaryAmount")
    found = []
    for iri, properties in reader.things("ea:Alliance").items():
        links = _links(properties, parties, index)
        history = _history(properties, events)
        if len({link.actor for link in links}) < 2 or not history:
            continue
        found.append(
            Alliance(
                iri,
                first(properties, "rdfs:label") or iri,
                links,
                stage=history[-1].stage,
                events=history,
                types=_slugs(properties.get("ea:partnershipType", ())),
                themes=_slugs(properties.get("ea:theme", ())),
                territories=tuple(properties.get("ea:territory", ())),
                frames=tuple(properties.get("ea:inFrameOf", ())),
                amount=_amount(amounts.get(first(properties, "ea:amount") or "")),
                sources=tuple(properties.get("dcterms:source", ())),
                locator=first(properties, "ea:locator"),
            )
        )
    return tuple(found)


def _links(
    alliance: dict[str, list[str]], parties: Things, index: dict[str, int]
) -> tuple[PartyLink, ...]:
    found = []
    for party in alliance.get("ea:hasParty", ()):
        properties = parties.get(party, {})
        actor, role = first(properties, "ea:actor"), first(properties, "ea:partyRole")
        if actor in index:
            contributions = _slugs(properties.get("ea:contribution", ()))
            found.append(
                PartyLink(index[actor], _slugs([role])[0] if role else None, contributions)
            )
    return tuple(sorted(found, key=lambda link: (link.actor, link.role or "")))


def _history(alliance: dict[str, list[str]], events: Things) -> tuple[StageEvent, ...]:
    """Return all stages of an alliance, oldest first."""
    told = (events.get(iri, {}) for iri in alliance.get("ea:hasStageEvent", ()))
    return reached(map(_event, told), None)


def _event(properties: dict[str, list[str]]) -> StageEvent:
    return StageEvent(
        _slugs([first(properties, "ea:stage") or ""])[0],
        _day(properties, "ea:notBefore"),
        _day(properties, "ea:notAfter"),
    )


def _amount(money: dict[str, list[str]] | None) -> str | None:
    if not money or not (value := first(money, "schema:value")):
        return None
    whole, _, cents = value.partition(".")
    cents = f",{cents:0<2.2}" if cents.strip("0") else ""
    return f"{int(whole):,}".replace(",", "\u202f") + f"{cents} {first(money, 'schema:currency')}"
