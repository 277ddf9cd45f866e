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
    graphs = _by_size(store)
    if len(graphs) < 2:
        return
    names, instead = ontology.node("rdfs:label"), ontology.node("skos:altLabel")
    sector = ontology.node("ea:sector")
    for graph in graphs[:-1]:  # what is in two graphs is in one that is not the largest
        for thing in _otherwise(store, graph, names):
            _choose(store, thing, names, instead, ranks)
        for thing in _otherwise(store, graph, sector):
            _choose(store, thing, sector, None, ranks)
        for thing in _themed(store, graph):
            _choose_themes(store, thing)


def _otherwise(store: ox.Store, graph: ox.NamedNode, name: ox.NamedNode) -> list[ox.NamedNode]:
    """Return the things of which a graph and another say a property with other values."""
    return _things(
        store,
        f"GRAPH {graph} {{ ?thing {name} ?one }} GRAPH ?other {{ ?thing {name} ?two }} "
        "FILTER (!sameTerm(?one, ?two))",
    )


def _themed(store: ox.Store, graph: ox.NamedNode) -> list[ox.NamedNode]:
    """Return the things of which a graph and another say themes, one of them by a code."""
    basis, theme = ontology.node("ea:themeBasis"), ontology.node("ea:theme")
    return _things(
        store,
        f"GRAPH {graph} {{ ?thing {theme} ?one }} GRAPH ?other {{ ?thing {theme} ?two }} "
        f"FILTER (?other != {graph}) GRAPH ?coded {{ ?thing {basis} ?by }}",
    )


def _things(store: ox.Store, pattern: str) -> list[ox.NamedNode]:
    import pyoxigraph as ox

    found = store.query(f"SELECT DISTINCT ?thing WHERE {{ {pattern} }}")
    assert isinstance(found, ox.QuerySolutions)  # noqa: S101 - it is a SELECT
    return [row[0] for row in found if isinstance(row[0], ox.NamedNode)]


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
