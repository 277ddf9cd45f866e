"""Mandates that ended long ago: who held them leaves the store, the post stays.

``mandates_kept`` of ``alliances.toml`` is how many whole years after its last possible day a
mandate is kept. The years are counted to the day that the workspace is fixed at, else to today:
sources and decisions then make the same store on any day. A mandate without any date is kept, and
never shown (``graph.undated``).
"""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date
from typing import TYPE_CHECKING

import ontology
from graph import layers
from graph.extract import mandate, things
from graph.store import LocalStore

if TYPE_CHECKING:
    import pyoxigraph as ox

    from graph.store.versions import Versions

NOTED = "retired"  # in the manifest: how many mandates were left out
_PARTS = ("org:memberDuring", "time:hasBeginning", "time:hasEnd")


def retire(store: ox.Store, day: date, years: int) -> int:
    """Delete mandates that ended more than some years before a day; return how many."""
    import pyoxigraph as ox

    reading = LocalStore(store)
    graphs = [graph for graph in reading.graphs() if layers.layer_of(graph) in layers.FACTS]
    told = things(reading, graphs, "ea:Mandate") if graphs else {}
    limit = _before(day, years)
    over = [iri for iri, said in told.items() if (last := mandate(said, "").last_day) and
            last < limit]  # fmt: skip
    people = {person for iri in over for person in told[iri].get("org:member", ())}
    for iri in over:
        _delete(store, ox.NamedNode(iri))
    member = ontology.node("org:member")
    for person in map(ox.NamedNode, people):
        if not any(True for _ in store.quads_for_pattern(None, member, person, None)):
            _delete(store, person)
    return len(over)


def drop_older(versions: Versions, retired: int) -> None:
    """Delete the versions of before that left out fewer mandates, or did not note how many.

    Call it under the lock. A version is kept for who has it open; one with such a name is not.
    """
    for folder in versions.others(versions.current()) if retired else ():
        noted = None
        with suppress(OSError, ValueError, AttributeError):
            noted = json.loads((folder / "manifest.json").read_text(encoding="utf-8")).get(NOTED)
        if noted != retired:
            versions.drop(folder)


def _before(day: date, years: int) -> date:
    """Return the same day some years before; of 29 February, the 28th."""
    leap = (day.month, day.day) == (2, 29)
    return date(max(1, day.year - years), day.month, 28 if leap else day.day)


def _delete(store: ox.Store, thing: ox.NamedNode) -> None:
    import pyoxigraph as ox

    parts = {ontology.node(name) for name in _PARTS}
    for quad in list(store.quads_for_pattern(thing, None, None, None)):
        store.remove(quad)
        if quad.predicate in parts and isinstance(quad.object, ox.NamedNode):
            _delete(store, quad.object)
    for quad in list(store.quads_for_pattern(None, None, thing, None)):
        store.remove(quad)
