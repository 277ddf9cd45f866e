"""The outlines of communes, read from the store when a map asks for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ontology
import queries
from graph.areas.wkt import shape_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from graph.areas.borders import Shape
    from graph.network import Network
    from graph.store import Store

MOST = 1_500  # communes without any actor that a map asks for


def outlines(store: Store, graphs: Sequence[str], places: Iterable[str]) -> dict[str, Shape]:
    """Return IRI → outline of those places that have one, in the order given.

    Of several, the one with the most points, then the first by IRI: it was simplified least.
    """
    from pyoxigraph import NamedNode

    asked = queries.internal("outlines")
    found = {}
    for place in places:
        rows = store.select(asked, graphs=graphs, parameters={"commune": NamedNode(place)}).rows
        texts = sorted((getattr(row[0], "value", ""), getattr(row[1], "value", "")) for row in rows)
        shapes = [shape for _, text in texts if (shape := shape_of(text))]
        if shapes:
            found[place] = max(shapes, key=lambda shape: sum(len(r) for p in shape for r in p))
    return found


def around(network: Network) -> list[str]:
    """Return the places whose outlines a map of a network wants, sorted.

    They are those where an actor has its seat, and those beside them in the same grouping, local
    area or project: an empty commune in the middle of a territory is still a part of it.
    """
    seats = {actor.seat for actor in network.actors if actor.seat}
    areas = _areas(network)
    held = {area for area, parts in areas.items() if not seats.isdisjoint(parts)}
    beside = {part for area in held for part in areas[area]} - seats
    return sorted(seats | beside) if len(beside) <= MOST else sorted(seats)


def _areas(network: Network) -> Mapping[str, set[str]]:
    """Return area → the places in it, for those smaller than a département."""
    wide = {
        kind.label
        for kind in ontology.kinds("ea:Territory")
        if kind.iri in {ontology.iri("igeo:Departement"), ontology.iri("igeo:Region")}
    }
    found: dict[str, set[str]] = {}
    for iri, place in network.territories.items():
        for area in place.within:
            found.setdefault(area, set()).add(iri)
        if place.covers:
            found.setdefault(iri, set()).update(place.covers)
    known = network.territories
    return {area: parts for area, parts in found.items()
            if area in known and known[area].kind not in wide}  # fmt: skip
