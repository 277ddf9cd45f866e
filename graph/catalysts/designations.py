"""What programmes said: whom they designated as catalyst. A fact with a source, never a score.

Designations are read apart from the network and shown beside what is computed; nothing computed
here ever reads them. A programme that designates a person says so of the person: only
organisations and posts are shown, so nothing appears.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

import ontology
from graph.extract import first, things
from ontology.text import Text, same

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from graph.store import Store


@dataclass(frozen=True, slots=True)
class Designation:
    """A programme's word that an organisation or a post is one of its catalysts."""

    programme: str
    said: Text | None = None  # in which words, or which trade
    source: str | None = None  # title
    locator: str | None = None  # row or paragraph in the source

    def told(self) -> Text:
        """Return it in words, with its source."""
        where = ", ".join(filter(None, (self.source, self.locator)))
        return Text("désigné par « {by} »{source}", "designated by “{by}”{source}").fill(
            by=self.programme, source=f" ({where})" if where else ""
        )


def designations(
    store: Store, graphs: Sequence[str], day: date | None = None
) -> dict[str, list[Designation]]:
    """Return IRI → the designations made by a day (default: all), in the order of programmes."""
    found = defaultdict(list)
    frames, sources = (things(store, graphs, name) for name in ("ea:Frame", "ea:Source"))
    for properties in things(store, graphs, "ea:CatalystDesignation").values():
        start = first(properties, "ea:notBefore")
        if day is not None and start is not None and start > day.isoformat():
            continue
        frame, source = first(properties, "ea:frame"), first(properties, "dcterms:source")
        trade, words = (
            first(properties, "ea:catalystTrade"),
            first(properties, "dcterms:description"),
        )
        made = Designation(
            first(frames.get(frame or "", {}), "rdfs:label") or frame or "",
            ontology.label(trade) if trade else same(words) if words else None,
            first(sources.get(source or "", {}), "dcterms:title"),
            first(properties, "ea:locator"),
        )
        for actor in properties.get("ea:actor", ()):
            found[actor].append(made)
    return {actor: sorted(made, key=lambda d: d.programme) for actor, made in found.items()}
