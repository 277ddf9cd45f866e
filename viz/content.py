"""All that the page says, as plain values ready for JSON: details, vocabularies, words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from hashlib import sha256
from itertools import takewhile
from typing import Any
from urllib.parse import urlencode

from graph.network import Actor, Alliance, Need, Network, Source, Territory
from graph.selection import Places, have_met
from viz import reach, sizes, timeline
from viz.carte import Carte, Outline, steps
from viz.communities import Crowd
from viz.crowd import is_crowd
from viz.drawing import draw
from viz.grouped import Arrangement
from viz.labels import Label, labels
from viz.layout import BASE, Layout
from viz.model import MapData, Opening, PotentialLink
from viz.style import CHANGES, MARKS, STROKES, mark, stroke_of
from viz.ways import ways
from viz.words import WORDS

Record = dict[str, Any]


def content(
    data: MapData, layout: Layout, arrangements: Mapping[str, Arrangement | Carte | Crowd]
) -> Record:
    """Everything the page needs beside the points and lines themselves."""
    network = data.network
    stages = labels("stage", _stages(network))
    places = {iri: i for i, iri in enumerate(network.territories)}
    sources = {iri: i for i, iri in enumerate(network.sources)}
    where = Places(network)
    concepts_ = _concepts(network, stages)
    about, at = reach.themes(network, concepts_["theme"]), reach.places(network)
    actors = _actors(network, places, sources)
    alliances = [_alliance(a, network, places, sources, stages) for a in network.alliances]
    today = data.as_of or network.as_of
    stops = timeline.steps(network, today)
    return {
        "lang": data.lang,
        "title": data.title,
        "licence": data.licence,
        "asOf": _day(today),
        "start": _start(data.opening, [actor["key"] for actor in actors]),
        "isInternal": data.restricted is not None,
        "isolates": layout.isolates,
        "views": _views(data.views, stops),
        "isCrowd": is_crowd(len(network.actors)),
        "arrangements": {
            name: _places(made.xy, layout) | _arrangement(made, places, where)
            for name, made in arrangements.items()
        },
        "actors": _reached(data, network.actors, actors, about.actors, at.actors),
        "alliances": _reached(data, network.alliances, alliances, about.alliances, at.alliances),
        "reach": {"themes": about.sets, "places": [_known(keys, places) for keys in at.sets]},
        "potentials": [_potential(link, network) for link in data.suggestions],
        "catalysts": [asdict(entry) for entry in data.catalysts],
        "catalystNote": data.catalyst_note,
        "territories": [_territory(t) for t in network.territories.values()],
        "sources": [_source(iri, s) for iri, s in network.sources.items()],
        "concepts": concepts_,
        "marks": {s: asdict(mark(s)) for s in _sectors(network)},
        "strokes": {name: asdict(stroke) for name, stroke in (STROKES | CHANGES).items()},
        "sizes": _sizes(network, layout, arrangements),
        **_course(data, stops, stages),
        "ways": ways(network, stages, data.collector) if "path" in data.views else None,
        "words": WORDS,
    }


def _reached(
    data: MapData,
    things: Sequence[Actor | Alliance],
    records: Sequence[Record],
    about: Sequence[int],
    at: Sequence[int],
) -> list[Record]:
    """Add to each record the sets of themes and of territories that the thing counts for."""
    return [
        record | {"about": about[i], "at": at[i]} | _closed(data, thing.iri)
        for i, (thing, record) in enumerate(zip(things, records, strict=True))
    ]


def _course(data: MapData, stops: timeline.Steps, stages: Mapping[str, Any]) -> Record:
    """Give the days that the slider stops at, and what the stages mean on each."""
    return {
        "time": {"unit": stops.unit, "days": [day.isoformat() for day in stops.days]},
        "stageStrokes": timeline.strokes(stages),
        "changes": timeline.changes(tuple(stages)) if "compare" in data.views else {},
        "met": [stage for stage in stages if have_met(stage)],
    }


def _full(record: Record) -> Record:
    """Leave out what is empty: the file is read by people who pay for their data."""
    return {k: v for k, v in record.items() if v not in (None, "", (), [], {}, False)}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _views(asked: Sequence[str], stops: timeline.Steps) -> list[str]:
    """Leave out the comparison of two dates where there are none."""
    return [name for name in asked if name != "compare" or stops.days[1:]] or ["existing"]


def _start(opening: Opening | None, keys: Sequence[str]) -> str:
    """Return the address that the file opens on, in the words of ``state.js``."""
    if opening is None:
        return ""
    names = ("around",) if opening.view == "around" else ("from", "to")
    asked = {name: keys[i] for name, i in zip(names, opening.actors, strict=True)}
    many = {"steps": str(opening.steps)} if opening.steps else {}
    return urlencode({"view": opening.view} | asked | many)


def _closed(data: MapData, iri: str) -> Record:
    """Mark what an internal edition tells and a public one does not."""
    return {"isRestricted": True} if data.restricted and iri in data.restricted else {}


def _places(xy: Any, home: Layout) -> Record:
    """Give the places in their order, where they are not those of the points themselves."""
    return {} if xy is home.xy else {"xy": xy.tolist()}


def _arrangement(
    made: Arrangement | Carte | Crowd, places: Mapping[str, int], where: Places
) -> Record:
    """Give the groups, communities or outlines that are drawn with the points."""
    if isinstance(made, Arrangement):
        return {"groups": [asdict(group) for group in made.groups]}
    if isinstance(made, Crowd):
        rings = [asdict(ring) for ring in made.rings]
        return {"rings": rings, "inside": made.inside, "note": made.note}
    return {
        "aside": made.aside,
        "scale": made.scale,
        "outlines": [_outline(one, places, where) for one in made.outlines if one.place in places],
    }


def _outline(one: Outline, places: Mapping[str, int], where: Places) -> Record:
    """Give an outline, and where its name may stand: x, y, and the rows that its marks take."""
    return {
        "place": places[one.place],
        "around": sorted(_known(where.around(one.place), places)),
        "rings": [steps(ring) for ring in one.rings],
        "name": [one.x, one.y, one.top, one.bottom],
    }


def _sizes(
    network: Network, layout: Layout, arrangements: Mapping[str, Arrangement | Carte | Crowd]
) -> Record:
    """List what marks may be sized by, none touching another in any arrangement."""
    n = len(network.actors)
    others = (made.xy / getattr(made, "scale", 1.0) for made in arrangements.values())
    found = sizes.measures(network, layout.radii[:n], (xy[:n] for xy in (layout.xy, *others)))
    return {"base": BASE, "measures": [asdict(measure) for measure in found]}


def _known(keys: Iterable[str], index: Mapping[str, int]) -> list[int]:
    return [index[key] for key in keys if key in index]


def _actors(
    network: Network, places: Mapping[str, int], sources: Mapping[str, int]
) -> list[Record]:
    """List the actors, each with a short key for links: the end of its IRI."""
    start = _common([actor.iri for actor in network.actors])
    ties = draw(network).ties
    return [
        _actor(a, places, sources) | {"key": a.iri[start:], "ties": ties[i]}
        for i, a in enumerate(network.actors)
    ]


def _common(iris: list[str]) -> int:
    """Measure the path that all IRIs share: the first and the last in order tell."""
    if not iris:
        return 0
    first, last = min(iris), max(iris)
    same = sum(
        1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False))
    )
    return first.rfind("/", 0, same) + 1


def _actor(actor: Actor, places: Mapping[str, int], sources: Mapping[str, int]) -> Record:
    return _full(
        {
            "name": actor.name,
            "sector": actor.sector,
            "kinds": actor.kinds,
            "acronym": actor.acronym,
            "seat": _known([actor.seat] if actor.seat else [], places),
            "themes": actor.themes,
            "networks": actor.networks,
            "identifiers": actor.identifiers,
            "website": actor.website,
            "description": actor.description,
            "holder": actor.holder,
            "needs": _needs(actor.needs, sources),
            "offers": _needs(actor.offers, sources),
            "sources": _known(actor.sources, sources),
        }
    ) | {"name": actor.name}


def _key(*iris: str) -> str:
    """Name a thing in shared addresses: the same after any reload, unlike its index."""
    return sha256(" ".join(sorted(iris)).encode("utf-8", "replace")).hexdigest()[:12]


def _needs(needs: Iterable[Need], sources: Mapping[str, int]) -> list[Record]:
    """List needs or offers; one that says nothing is none."""
    return [_need(need, sources) for need in needs if need.words or need.resources]


def _need(need: Need, sources: Mapping[str, int]) -> Record:
    return _full(
        {
            "words": need.words,
            "resources": need.resources,
            "since": [_day(day) for day in need.since] if any(need.since) else None,
            "until": [_day(day) for day in need.until] if any(need.until) else None,
            "sources": _known(need.sources, sources),
            "locator": need.locator,
        }
    )


def _potential(link: PotentialLink, network: Network) -> Record:
    return asdict(link) | {"key": _key(*(network.actors[i].iri for i in (link.a, link.b)))}


def _alliance(
    alliance: Alliance,
    network: Network,
    places: Mapping[str, int],
    sources: Mapping[str, int],
    stages: Mapping[str, Label],
) -> Record:
    stage = stages[alliance.stage]
    return _full(
        {
            "key": _key(alliance.iri),
            "title": alliance.title,
            "parties": [(p.actor, p.role, p.contributions) for p in alliance.parties],
            "stage": alliance.stage,
            "stroke": stroke_of(stage.layers, stage.order),
            "events": [(e.stage, _day(e.not_before), _day(e.not_after)) for e in alliance.events],
            "turns": timeline.told_turns(alliance),
            "types": alliance.types,
            "themes": alliance.themes,
            "places": _known(alliance.territories, places),
            "frames": [network.frames[iri] for iri in alliance.frames if iri in network.frames],
            "amount": alliance.amount,
            "sources": _known(alliance.sources, sources),
            "locator": alliance.locator,
        }
    )


def _territory(place: Territory) -> Record:
    return {"key": _key(place.iri), "name": place.name, "kind": place.kind}


def _source(iri: str, source: Source) -> Record:
    return _full(asdict(source)) | {"key": _key(iri)}


def _stages(network: Network) -> set[str]:
    events = {e.stage for a in network.alliances for e in a.events}
    return events | {a.stage for a in network.alliances}


def _sectors(network: Network) -> list[str]:
    used = {actor.sector for actor in network.actors}
    return [s for s in MARKS if s in used] + sorted(used - MARKS.keys())


def _used(items: Iterable[Any], of: Callable[[Any], Iterable[str | None]]) -> set[str]:
    return {slug for item in items for slug in of(item) if slug}


def _concepts(network: Network, stages: Mapping[str, Label]) -> Record:
    """Words of every concept that occurs, by scheme."""
    links = [p for a in network.alliances for p in a.parties]
    needs = [need for a in network.actors for need in (*a.needs, *a.offers)]
    resources = _used(links, lambda p: p.contributions) | _used(needs, lambda n: n.resources)
    schemes = {
        "sector": labels("sector", _sectors(network)),
        "theme": labels("theme", _used((*network.actors, *network.alliances), lambda x: x.themes)),
        "type": labels("type", _used(network.alliances, lambda a: a.types)),
        "party-role": labels("party-role", _used(links, lambda p: (p.role,))),
        "contribution": labels("contribution", resources),
        "stage": stages,
    }
    return {
        scheme: {
            slug: _full({"words": c.words, "broader": c.broader, "order": c.order})
            for slug, c in found.items()
        }
        for scheme, found in schemes.items()
    }
