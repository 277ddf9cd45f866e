"""What leaves, and to whom: the graphs of an edition and its day.

A public edition holds no restricted graph. Which statements of its graphs leave is told by one
gate (:mod:`graph.publication.gate`), and no file has its name before it was searched for what
stays (:mod:`graph.publication.departure`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from graph import layers
from graph.errors import NotFound
from graph.identifiers import Minter, slug
from graph.layers import Layer, layer_of
from graph.publication.departure import Departure
from graph.publication.gate import Gate
from graph.resolve import find
from graph.rights import acted
from graph.store import LocalStore, Store
from ontology.text import Lang, Text

if TYPE_CHECKING:
    from pyoxigraph import Quad

    from graph.network import Network
    from graph.workspace import Workspace

INTERNAL = Text("Édition interne : ne pas diffuser", "Internal edition: do not pass on")


@dataclass(frozen=True)
class Edition:
    """The graphs that leave, the day that they describe, and for whom."""

    store: Store
    graphs: tuple[str, ...]
    minter: Minter
    name: str  # of the workspace
    as_of: date
    lang: Lang = "fr"
    is_internal: bool = False
    collector: str | None = None  # IRI of the organisation that collected the data
    licence: str | None = None  # of the whole, where whoever publishes it says so
    url: str | None = None  # where it will be published

    @property
    def iri(self) -> str:
        """The IRI of the edition."""
        whom = "interne" if self.is_internal else "public"
        return self.minter.thing("edition", whom, slug(self.name) or "alliances")

    @property
    def title(self) -> str:
        """What a file of the edition is called inside, and whether it may be passed on."""
        words = f"Alliances — {self.name} ({self.as_of.isoformat()})"
        return f"{INTERNAL.to(self.lang)}. {words}" if self.is_internal else words

    @cached_property
    def gate(self) -> Gate:
        """What tells the statements that may leave from those that stay."""
        return Gate(self.store, self.as_of, is_internal=self.is_internal)

    @cached_property
    def departure(self) -> Departure:
        """What lets a file of the edition have its name."""
        return Departure(self.gate)

    def named_persons(self) -> list[str]:
        """Return the persons whose name may leave."""
        return self.gate.named_persons()

    def quads(self, graph: str) -> Iterator[Quad]:
        """Yield the statements of a graph that may leave, in no order."""
        return self.gate.quads(graph)

    def lines(self, graph: str) -> Iterator[bytes]:
        """Yield the same as lines of canonical N-Quads."""
        return self.gate.lines(graph)

    def network(self) -> Network:
        """Return the network that the facts of the edition describe on its day."""
        from graph import network_file
        from graph.extract import extract

        facts = [graph for graph in self.graphs if layer_of(graph) != "derived"]
        if self.is_internal or not isinstance(self.store, LocalStore):
            return extract(self.store, facts, as_of=self.as_of)
        return network_file.network(self.store, facts, as_of=self.as_of)

    def facts(self) -> list[str]:
        """Return the graphs that sources fill."""
        return [graph for graph in self.graphs if layer_of(graph) in layers.FACTS]


def edition(
    workspace: Workspace,
    store: Store,
    lang: Lang,
    *,
    layer: Layer = "asserted",
    internal: bool = False,
    as_of: date | None = None,
    licence: str | None = None,
    url: str | None = None,
) -> Edition:
    """Return the edition of a workspace; raises NotFound when it would hold nothing.

    Raises Waiting while a request of somebody does not act yet.
    """
    acted.require(workspace.path, store.folder if isinstance(store, LocalStore) else None)
    graphs = layers.stated(layers.graphs(store, layer))  # a load states shortcuts again
    wanted = {"asserted": {"asserted"}, "derived": {"derived"}, "all": {"asserted", "derived"}}
    if not any(layer_of(graph) in wanted[layer] for graph in graphs):
        raise NotFound(
            "Il n'y a rien à exporter : aucun graphe de la couche « {layer} ».",
            "There is nothing to export: no graph of the layer '{layer}'.",
            layer=layer,
        )
    if internal:
        graphs = sorted([*graphs, *layers.restricted(store)])
    day = as_of or workspace.as_of or date.today()
    return Edition(
        store, tuple(graphs), workspace.minter, workspace.name, day, lang, internal,
        _collector(store, graphs, workspace.collector), licence, url,
    )  # fmt: skip


def _collector(store: Store, graphs: list[str], words: str | None) -> str | None:
    """Return the IRI of the collecting organisation, where the graphs that leave know it."""
    if words is None:
        return None
    try:
        return find(store, graphs, "ea:Stakeholder", words)
    except NotFound:
        return None
