"""What may leave, and to whom: the graphs of an edition, and the statements kept out of it.

A public edition holds no restricted graph, nor what the provenance tells of one. No edition names
a natural person but the holder of a public post while the mandate is current, as the map does.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import ontology
from graph import layers
from graph.errors import NotFound
from graph.export.text import parsed, written
from graph.identifiers import Minter, slug
from graph.layers import Layer, layer_of
from graph.resolve import find
from graph.store import LocalStore, Store
from graph.undated import Mandate
from ontology.text import Lang, Text

if TYPE_CHECKING:
    from pyoxigraph import Quad, Triple

    from graph.network import Network
    from graph.workspace import Workspace

_ALL = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
_PERSONS = """SELECT DISTINCT ?person
WHERE { VALUES ?class { person:Person foaf:Person } ?person a ?class }"""
_MANDATES = """SELECT ?person ?role ?begun ?over ?ended WHERE {
  ?mandate org:member ?person
  OPTIONAL { ?mandate org:role ?role } OPTIONAL { ?mandate ea:startNotAfter ?begun }
  OPTIONAL { ?mandate ea:endNotBefore ?over } OPTIONAL { ?mandate ea:endNotAfter ?ended }
}"""
#: What is said of a person by anybody: the rest does not leave (see the shapes of publication).
_OF_PERSONS = ("rdf:type", "dcterms:source")
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

    @cached_property
    def _persons(self) -> dict[str, bool]:
        """Return every person spoken of, and whether a current mandate lets the name be told."""
        found = dict.fromkeys((str(person) for (person,) in self._rows(_PERSONS)), False)
        for person, role, *days in self._rows(_MANDATES):
            bounds = (date.fromisoformat(day) if day else None for day in days)
            held = Mandate("", "", role and role.rpartition("/")[2], *bounds)
            if held.is_current(self.as_of):
                found[str(person)] = True
        return found

    def _rows(self, asked: str) -> Iterator[tuple[str | None, ...]]:
        for row in self.store.select(asked, graphs=self.graphs).rows:
            yield tuple(None if term is None else str(getattr(term, "value", "")) for term in row)

    def named_persons(self) -> list[str]:
        """Return the persons whose name may leave."""
        return [iri for iri, is_named in self._persons.items() if is_named]

    def quads(self, graph: str) -> Iterator[Quad]:
        """Yield the statements of a graph that may leave, in no order."""
        return parsed(self.lines(graph))

    def lines(self, graph: str) -> Iterator[bytes]:
        """Yield the same as lines of canonical N-Quads."""
        passes = self._of_graphs if layer_of(graph) == "prov" else self._of_people
        return filter(passes, self._all(graph))

    def _all(self, graph: str) -> Iterator[bytes]:
        from pyoxigraph import NamedNode, Quad

        if isinstance(self.store, LocalStore):
            end = f" <{graph}> .\n".encode()
            return (line[:-3] + end for line in self.store.dump(graph))
        name, found = NamedNode(graph), self.store.query(_ALL, graphs=[graph])
        triples: Iterator[Triple] = found  # type: ignore[assignment]
        return written(Quad(t.subject, t.predicate, t.object, name) for t in triples)

    def _of_people(self, line: bytes) -> bool:
        """Tell whether a statement may leave, whoever it is about."""
        subject, predicate = line.split(b" ", 2)[:2]
        return predicate in self._allowed.get(subject, (predicate,))

    @cached_property
    def _allowed(self) -> dict[bytes, frozenset[bytes]]:
        """Return person → what may be said of each, as they stand in lines."""
        known, named = (
            frozenset(f"<{ontology.iri(name)}>".encode() for name in names)
            for names in (_OF_PERSONS, (*_OF_PERSONS, "foaf:name"))
        )
        return {
            f"<{iri}>".encode(): named if is_named else known
            for iri, is_named in self._persons.items()
        }

    def _of_graphs(self, line: bytes) -> bool:
        """Tell whether a statement of the provenance is about graphs that leave too."""
        ends = [] if self.is_internal else line.split(b" ", 3)[:3:2]
        return all(layer_of(end.decode()) != "restricted" for end in ends)

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
    """Return the edition of a workspace; raises NotFound when it would hold nothing."""
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
