"""The rows of the lake: things, and what links them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from functools import cache
from typing import Any, NamedTuple

import ontology
from graph.export.edition import Edition
from graph.export.lake_tables import COLUMNS, UNKNOWN
from graph.export.text import value_of
from graph.layers import layer_of

Row = dict[str, Any]
Told = Mapping[str, Sequence[str]]  # property (IRI) → values

#: Class → kind of node; persons are none.
KINDS = {
    "ea:Actor": "actor", "ea:PublicPost": "post", "ea:Alliance": "alliance",
    "ea:PotentialAlliance": "potential", "ea:Territory": "territory", "ea:Frame": "frame",
    "ea:NeedOrOffer": "need", "ea:Source": "source",
}  # fmt: skip
#: Column of a node → property.
PROPERTIES = {
    "label": "rdfs:label", "classes": "rdf:type", "rna": "ea:rna",
    "siren": "ea:siren", "code": "igeo:codeINSEE", "seat": "ea:seat", "themes": "ea:theme",
    "types": "ea:partnershipType", "territories": "ea:territory",
    "description": "dcterms:description", "website": "foaf:homepage",
    "publisher": "dcterms:publisher", "licence": "dcterms:license",
    "population": "ea:population", "latitude": "geo:lat", "longitude": "geo:long",
    "confidence": "ea:confidence", "score": "ea:score",
    "start_not_before": "ea:startNotBefore", "start_not_after": "ea:startNotAfter",
    "end_not_before": "ea:endNotBefore", "end_not_after": "ea:endNotAfter",
    "sources": "dcterms:source",
}  # fmt: skip
#: Kind of edge → property of its subject that names its object.
LINKS = {
    "member_of": "ea:memberOfNetwork", "unit_of": "org:unitOf", "carried_by": "ea:carriedBy",
    "supported_by": "ea:supportedBy", "post_in": "org:postIn", "part_of": "dcterms:isPartOf",
    "covers": "ea:covers", "in_frame": "ea:inFrameOf", "needed_by": "ea:neededBy",
    "offered_by": "ea:offeredBy", "candidate": "ea:candidate",
}  # fmt: skip
_SLUGS = ("themes", "types")
_PARTIES = """SELECT ?alliance ?party ?actor ?role (GROUP_CONCAT(?given; separator=" ") AS ?all)
WHERE {
  ?alliance ea:hasParty ?party . ?party ea:actor ?actor
  OPTIONAL { ?party ea:partyRole ?role } OPTIONAL { ?party ea:contribution ?given }
} GROUP BY ?alliance ?party ?actor ?role"""
_STAGES = """SELECT DISTINCT ?alliance ?event ?stage ?first ?last WHERE {
  ?alliance ea:hasStageEvent ?event . ?event ea:stage ?stage
  OPTIONAL { ?event ea:notBefore ?first } OPTIONAL { ?event ea:notAfter ?last }
}"""


class Reached(NamedTuple):
    """A stage, in the order in which alliances go through them on one day."""

    day: date
    order: int
    slug: str
    first: date | None
    last: date | None


def node(iri: str, told: Told) -> Row | None:
    """Return the row of a thing; None for what is no node of the network."""
    types = set(told.get(ontology.iri("rdf:type"), ()))
    kind = next((kind for name, kind in KINDS.items() if ontology.iri(name) in types), None)
    if kind is None:
        return None
    title = told.get(ontology.iri("dcterms:title"), ())
    row: Row = {"id": iri, "kind": kind}
    for column, name in PROPERTIES.items():
        found = list(dict.fromkeys(told.get(ontology.iri(name), ())))
        row[column] = _typed(column, COLUMNS["nodes"][column], found)
    row["label"] = row["label"] or next(iter(title), None)
    sectors = _typed("themes", "list", list(told.get(ontology.iri("ea:sector"), ())))
    row["sector"] = next((slug for slug in ontology.concepts("sector") if slug in sectors), None)
    return row


def _typed(column: str, kind: str, values: list[str]) -> Any:
    """Return values as the type of a column has them; of several, a single one takes the first."""
    if column in _SLUGS:
        values = [value.rpartition("/")[2] for value in values]
    if kind == "list":
        return values
    for value in values:
        with suppress(ValueError):
            return _READERS.get(kind, str)(value)
    return None


_READERS: dict[str, Any] = {"int64": int, "double": float, "date": date.fromisoformat}


def edges(edition: Edition) -> Iterator[Row]:
    """Yield who takes part in what, the stages of each alliance, and the links between things."""
    facts = [graph for graph in edition.graphs if layer_of(graph) in _SAID]
    yield from _parties(edition, facts)
    yield from _stages(edition, facts)
    yield from _links(edition, facts)


_SAID = frozenset({"asserted", "restricted", "derived"})


def _parties(edition: Edition, graphs: list[str]) -> Iterator[Row]:
    """Yield actor → alliance, with the stage of the alliance on the day of the edition."""
    now = _current(edition, graphs)
    for row in edition.store.select(_PARTIES, graphs=graphs).rows:
        alliance, party, actor, role, given = (_text(term) for term in row)
        stage = now.get(alliance or "")
        yield {
            "kind": "party", "source": actor, "target": alliance, "id": party,
            "role": _slug(role),
            "contributions": sorted(map(_slug, set((given or "").split()))),
            **_reached(stage),
        }  # fmt: skip


def _reached(stage: Reached | None) -> Row:
    if stage is None:
        return dict(UNKNOWN)
    concept = ontology.concepts("stage").get(stage.slug)
    day = stage.first or stage.last
    year = {"year": day.year} if day else UNKNOWN
    return year | {
        "stage": stage.slug, "layers": "".join(concept.layers) if concept else "",
        "not_before": stage.first, "not_after": stage.last,
    }  # fmt: skip


def _current(edition: Edition, graphs: list[str]) -> dict[str, Reached]:
    """Return alliance → the last stage that it had reached on the day of the edition."""
    found: dict[str, Reached] = {}
    for alliance, _, stage in _events(edition, graphs):
        if stage.first is None or stage.first <= edition.as_of:
            found[alliance] = max(stage, found.get(alliance, stage), key=lambda s: s[:2])
    return found


def _events(edition: Edition, graphs: list[str]) -> Iterator[tuple[str, str, Reached]]:
    for row in edition.store.select(_STAGES, graphs=graphs).rows:
        alliance, event, stage, first, last = (_text(term) for term in row)
        days = [date.fromisoformat(day) if day else None for day in (first, last)]
        slug = _slug(stage) or ""
        reached = Reached(days[0] or days[1] or date.min, _order(slug), slug, *days)
        yield alliance or "", event or "", reached


@cache
def _order(slug: str) -> int:
    concept = ontology.concepts("stage").get(slug)
    return (concept.order or 0) if concept else 0


def _stages(edition: Edition, graphs: list[str]) -> Iterator[Row]:
    """Yield alliance → stage, one for each that it reached."""
    for alliance, event, stage in _events(edition, graphs):
        target = ontology.concepts("stage").get(stage.slug)
        named = target.iri if target else stage.slug
        yield {"kind": "stage", "source": alliance, "target": named, "id": event,
               **_reached(stage)}  # fmt: skip


def _links(edition: Edition, graphs: list[str]) -> Iterator[Row]:
    """Yield the links that are one statement."""
    for kind, name in LINKS.items():
        asked = f"SELECT DISTINCT ?s ?o WHERE {{ ?s {name} ?o }}"
        for row in edition.store.select(asked, graphs=graphs).rows:
            source, target = (_text(term) for term in row)
            yield {"kind": kind, "source": source, "target": target, **UNKNOWN}


def _text(term: object) -> str | None:
    return None if term is None else value_of(term)


def _slug(iri: str | None) -> str | None:
    return iri.rpartition("/")[2] if iri else None
