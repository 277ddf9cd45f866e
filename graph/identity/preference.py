"""Prefer one name, one sector, one kind of themes for a thing that several sources describe."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import ontology
from graph import layers
from graph.layers import graph_of
from graph.layers import layer_of_quad as layer
from graph.store import LocalStore

if TYPE_CHECKING:
    import pyoxigraph as ox


def prefer(store: ox.Store, ranks: Mapping[str, float]) -> None:
    """Keep one name, sector and kind of themes for each thing that several sources describe."""
    import pyoxigraph as ox

    graphs = _by_size(store)
    if len(graphs) < 2:
        return
    label, other = ontology.node("rdfs:label"), ontology.node("skos:altLabel")
    done: set[str] = set()
    for graph in graphs[:-1]:  # what is in two graphs is in one that is not the largest
        for quad in list(store.quads_for_pattern(None, label, None, graph)):
            thing = quad.subject
            if not isinstance(thing, ox.NamedNode) or thing.value in done:
                continue
            done.add(thing.value)
            _choose(store, thing, label, other, ranks)
            _choose(store, thing, ontology.node("ea:sector"), None, ranks)
            _choose_themes(store, thing)


def _by_size(store: ox.Store) -> list[ox.NamedNode]:
    """Return the asserted graphs, the largest last."""
    import pyoxigraph as ox

    reading = LocalStore(store)
    names = [g for g in reading.graphs() if layers.layer_of(g) == "asserted"]
    count = "SELECT (COUNT(*) AS ?n) WHERE { ?s rdfs:label ?name }"
    sizes = {
        name: int(getattr(next(reading.select(count, graphs=[name]).rows)[0], "value", 0))
        for name in names
    }
    return [ox.NamedNode(name) for name in sorted(names, key=lambda name: sizes[name])]


def _choose(
    store: ox.Store,
    thing: ox.NamedNode,
    name: ox.NamedNode,
    instead: ox.NamedNode | None,
    ranks: Mapping[str, float],
) -> None:
    """Leave the value of the first source in rank; the others say it otherwise, or not at all."""
    import pyoxigraph as ox

    said = [q for q in store.quads_for_pattern(thing, name, None, None) if layer(q) == "asserted"]
    if len({quad.object for quad in said}) < 2:
        return
    rank = {quad: ranks.get(layers.source_of(graph_of(quad)), 99) for quad in said}
    said.sort(key=lambda quad: (rank[quad], str(quad.object)))
    first = said[0]
    for quad in said[1:]:
        if rank[quad] == 0:  # workbooks contradict one another openly: both are told and stay
            continue
        store.remove(quad)
        if instead is not None and quad.object != first.object:
            store.add(ox.Quad(thing, instead, quad.object, quad.graph_name))


def _choose_themes(store: ox.Store, thing: ox.NamedNode) -> None:
    """Where a source declares themes, those of a register's code step back to another property."""
    import pyoxigraph as ox

    basis = ontology.node("ea:themeBasis")
    coded = {
        quad.graph_name
        for quad in store.quads_for_pattern(thing, basis, None, None)
        if layer(quad) == "asserted"
    }
    themes = list(store.quads_for_pattern(thing, ontology.node("ea:theme"), None, None))
    declared = [quad for quad in themes if quad.graph_name not in coded]
    if not coded or not declared:
        return
    weaker = ontology.node("ea:registerTheme")
    for quad in themes:
        if quad.graph_name in coded:
            store.remove(quad)
            store.add(ox.Quad(thing, weaker, quad.object, quad.graph_name))
