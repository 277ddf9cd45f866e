"""Where a thing stands in the sources: the file, and the row where it is known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import ontology
from graph import layers
from ontology.text import Text, same

if TYPE_CHECKING:
    import pyoxigraph as ox

    from graph.store import LocalStore

_NEAR = 20  # things that speak of one without a row of its own


class Places:
    """Tells where things stand; ``files`` are the names of files by source."""

    def __init__(self, store: LocalStore, files: Mapping[str, str]) -> None:
        self._engine = store.engine
        self._files = files

    def of(self, iri: str) -> Text:
        """Return the file and the row of a thing, or of one that speaks of it; else its IRI."""
        import pyoxigraph as ox

        if not iri.partition(":")[2] or " " in iri:
            return same(iri)
        node = ox.NamedNode(iri)
        if found := self._row(node):
            return found
        for number, quad in enumerate(self._engine.quads_for_pattern(None, None, node, None)):
            if number >= _NEAR:
                break
            if isinstance(quad.subject, ox.NamedNode) and (found := self._row(quad.subject)):
                return found
        return self._source(node) or same(iri)

    def _row(self, node: ox.NamedNode) -> Text | None:
        for quad in self._engine.quads_for_pattern(node, ontology.node("ea:locator"), None, None):
            file = self._file(layers.graph_of(quad))
            row = str(getattr(quad.object, "value", ""))
            return Text(f"{file} ({row})", f"{file} ({row})")
        return None

    def _source(self, node: ox.NamedNode) -> Text | None:
        for quad in self._engine.quads_for_pattern(node, None, None, None):
            if layers.layer_of_quad(quad) in layers.FACTS:
                return same(f"{self._file(layers.graph_of(quad))} — {node.value}")
        return None

    def _file(self, graph: str) -> str:
        source = layers.source_of(graph)
        return self._files.get(source, source)
