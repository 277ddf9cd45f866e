"""Say a thing once that several graphs of one source say: the word of the first counts.

A file loaded for two territories, a register and the corrected rows of it: they make the same IRIs
of the same rows. A query over both graphs would count each of their statements twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import ontology
from graph import layers
from graph.store import LocalStore

if TYPE_CHECKING:
    import pyoxigraph as ox

    Node = ox.NamedNode | ox.BlankNode | ox.Triple


@dataclass(frozen=True)
class Said:
    """What became of the word of a source: things told elsewhere, and those that stay."""

    source: str
    gone: int
    stays: int
    names: tuple[str, ...]  # of what stays


def once(store: ox.Store, groups: Iterable[Sequence[str]]) -> list[Said]:
    """Take from each source what another, named before it in its group, says of the same thing.

    A thing is what a row is about, which states its place in the file (``ea:locator``).
    """
    graphs = _graphs(store)
    told = []
    for group in groups:
        for place, source in enumerate(group[1:], 1):
            before = [graph for stronger in group[:place] for graph in graphs.get(stronger, ())]
            told.append(_yield(store, source, graphs.get(source, ()), before))
    return told


def _graphs(store: ox.Store) -> dict[str, list[ox.NamedNode]]:
    """Return source → its graphs of facts."""
    import pyoxigraph as ox

    found: dict[str, list[ox.NamedNode]] = {}
    for graph in LocalStore(store).graphs():
        if layers.layer_of(graph) in layers.FACTS:
            found.setdefault(layers.source_of(graph), []).append(ox.NamedNode(graph))
    return found


def _yield(
    store: ox.Store, source: str, graphs: Sequence[ox.NamedNode], before: Sequence[ox.NamedNode]
) -> Said:
    locator, label = ontology.node("ea:locator"), ontology.node("rdfs:label")
    things = {q.subject for g in graphs for q in store.quads_for_pattern(None, locator, None, g)}
    gone = {
        thing for thing in things if any(_has(store, thing, locator, graph) for graph in before)
    }
    # Funders and posts, of which other rows speak, are described beside what a row is about.
    about = {one for one in things if not any(_has_object(store, one, g) for g in graphs)}
    for graph in graphs:
        for thing in gone:
            _remove(store, thing, graph)
    names = {
        str(getattr(quad.object, "value", ""))
        for thing in about - gone
        for graph in graphs
        for quad in store.quads_for_pattern(thing, label, None, graph)
    }
    return Said(source, len(gone & about), len(about - gone), tuple(sorted(names)))


def _has(store: ox.Store, thing: Node, predicate: ox.NamedNode, graph: ox.NamedNode) -> bool:
    return any(True for _ in store.quads_for_pattern(thing, predicate, None, graph))


def _remove(store: ox.Store, thing: Node, graph: ox.NamedNode) -> None:
    """Delete what a graph says of a thing, of its parts, and of a person named only by it."""
    import pyoxigraph as ox

    if not isinstance(thing, ox.NamedNode):
        return
    holds = ontology.node("org:member")
    for quad in list(store.quads_for_pattern(thing, None, None, graph)):
        store.remove(quad)
        part = quad.object
        if not isinstance(part, ox.NamedNode):
            continue
        is_lone = quad.predicate == holds and not _has_object(store, part, graph)
        if is_lone or part.value.startswith(f"{thing.value}/"):
            _remove(store, part, graph)


def _has_object(store: ox.Store, thing: Node, graph: ox.NamedNode) -> bool:
    return any(True for _ in store.quads_for_pattern(None, None, thing, graph))
