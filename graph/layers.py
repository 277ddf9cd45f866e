"""Which graphs a question is asked of: facts, what was worked out from them, or both."""

from __future__ import annotations

from typing import Literal

from graph.store import Store

Layer = Literal["asserted", "derived", "all"]
_MEANINGS = ("ontology", "vocab", "prov")
LAYERS: dict[Layer, tuple[str, ...]] = {
    "asserted": ("asserted", *_MEANINGS),
    "derived": ("derived", *_MEANINGS),
    "all": ("asserted", "derived", *_MEANINGS),
}


def layer_of(graph: str) -> str:
    """Return the class of a graph, the first step of its path below ``graph/``."""
    return graph.partition("/graph/")[2].partition("/")[0]


def graphs(store: Store, layer: Layer) -> list[str]:
    """Return the graphs of a layer that the store holds; restricted ones are in no layer."""
    return [graph for graph in store.graphs() if layer_of(graph) in LAYERS[layer]]
