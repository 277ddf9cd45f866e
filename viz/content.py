"""All that the page says, as plain values ready for JSON: details, vocabularies, words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict
from datetime import date
from itertools import takewhile
from typing import Any

from graph.network import Actor, Alliance, Network, Source, Territory
from viz.drawing import draw
from viz.labels import Label, labels
from viz.layout import Layout
from viz.model import MapData
from viz.style import MARKS, STROKES, mark, stroke_of
from viz.words import WORDS

Record = dict[str, Any]


def content(data: MapData, layout: Layout) -> Record:
    """Everything the page needs beside the points and lines themselves."""
    network = data.network
    stages = labels("stage", _stages(network))
    places = {iri: i for i, iri in enumerate(network.territories)}
    sources = {iri: i for i, iri in enumerate(network.sources)}
    return {
        "lang": data.lang,
        "title": data.title,
        "licence": data.licence,
        "asOf": _day(data.as_of or network.as_of),
        "isolates": layout.isolates,
        "actors": _actors(network, places, sources),
        "alliances": [_alliance(a, places, sources, stages) for a in network.alliances],
        "potentials": [asdict(link) for link in data.suggestions],
        "catalysts": [asdict(entry) for entry in data.catalysts],
        "catalystNote": data.catalyst_note,
        "territories": [_territory(t, places) for t in network.territories.values()],
        "sources": [_source(s) for s in network.sources.values()],
        "concepts": _concepts(network, stages),
        "marks": {s: asdict(mark(s)) for s in _sectors(network)},
        "strokes": {name: asdict(stroke) for name, stroke in STROKES.items()},
        "words": WORDS,
    }


def _full(record: Record) -> Record:
    """Leave out what is empty: the file is read by people who pay for their data."""
    return {k: v for k, v in record.items() if v not in (None, "", (), [], {}, False)}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


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
            "needs": actor.needs,
            "offers": actor.offers,
            "sources": _known(actor.sources, sources),
        }
    ) | {"name": actor.name}


def _alliance(
    alliance: Alliance,
    places: Mapping[str, int],
    sources: Mapping[str, int],
    stages: Mapping[str, Label],
) -> Record:
    stage = stages[alliance.stage]
    return _full(
        {
            "title": alliance.title,
            "parties": [(p.actor, p.role, p.contributions) for p in alliance.parties],
            "stage": alliance.stage,
            "stroke": stroke_of(stage.layers, stage.order),
            "events": [(e.stage, _day(e.not_before), _day(e.not_after)) for e in alliance.events],
            "types": alliance.types,
            "themes": alliance.themes,
            "places": _known(alliance.territories, places),
            "frames": alliance.frames,
            "amount": alliance.amount,
            "sources": _known(alliance.sources, sources),
            "locator": alliance.locator,
        }
    )


def _territory(place: Territory, places: Mapping[str, int]) -> Record:
    return {"name": place.name, "kind": place.kind, "within": _known(place.within, places)}


def _source(source: Source) -> Record:
    return _full(asdict(source))


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
    schemes = {
        "sector": labels("sector", _sectors(network)),
        "theme": labels("theme", _used((*network.actors, *network.alliances), lambda x: x.themes)),
        "type": labels("type", _used(network.alliances, lambda a: a.types)),
        "party-role": labels("party-role", _used(links, lambda p: (p.role,))),
        "contribution": labels("contribution", _used(links, lambda p: p.contributions)),
        "stage": stages,
    }
    return {
        scheme: {
            slug: _full({"words": c.words, "broader": c.broader, "order": c.order})
            for slug, c in found.items()
        }
        for scheme, found in schemes.items()
    }
