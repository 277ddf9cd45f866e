"""Which graphs a question is asked of: facts, what was worked out from them, or both.

Shortcuts (``graph.shortcuts``) go with the facts: they say the same, once more.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Literal
from urllib.parse import unquote

from graph.store import Store

if TYPE_CHECKING:
    from pyoxigraph import Quad

Layer = Literal["asserted", "derived", "all"]
_MEANINGS = ("ontology", "vocab", "prov")
SHORTCUTS = "shortcuts"
LAYERS: dict[Layer, tuple[str, ...]] = {
    "asserted": ("asserted", SHORTCUTS, *_MEANINGS),
    "derived": ("derived", *_MEANINGS),
    "all": ("asserted", "derived", SHORTCUTS, *_MEANINGS),
}

#: The classes of graphs that sources fill.
FACTS = frozenset({"asserted", "restricted"})


def layer_of(graph: str) -> str:
    """Return the class of a graph, the first step of its path below ``graph/``."""
    return graph.partition("/graph/")[2].partition("/")[0]


def source_of(graph: str) -> str:
    """Return the source of a graph of facts, the second step of its path below ``graph/``."""
    return unquote(graph.partition("/graph/")[2].split("/")[1])


def graph_of(quad: Quad) -> str:
    """Return the IRI of the graph of a statement; empty for the default graph."""
    return str(getattr(quad.graph_name, "value", ""))


def layer_of_quad(quad: Quad) -> str:
    """Return the class of the graph of a statement."""
    return layer_of(graph_of(quad))


def graphs(store: Store, layer: Layer) -> list[str]:
    """Return the graphs of a layer that the store holds; restricted ones are in no layer."""
    return [graph for graph in store.graphs() if layer_of(graph) in LAYERS[layer]]


def stated(graphs: Iterable[str]) -> list[str]:
    """Return the graphs but those of shortcuts: for whoever reads or gives away all there is."""
    return [graph for graph in graphs if layer_of(graph) != SHORTCUTS]


def restricted(store: Store) -> list[str]:
    """Return the restricted graphs that the store holds: for an internal edition alone."""
    return [graph for graph in store.graphs() if layer_of(graph) == "restricted"]
