"""Class diagrams in Mermaid, which GitHub draws and which read as text elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from rdflib import OWL, RDF, RDFS, SKOS, Graph, URIRef
from rdflib.collection import Collection
from rdflib.term import Node


def diagram(
    graph: Graph,
    classes: Sequence[URIRef],
    *,
    of: Iterable[Node] | None = None,
    values: bool = True,
) -> list[str]:
    """Return the lines of a diagram of classes, or none where there is none to draw.

    ``of`` are the properties drawn (else all); with ``values``, those that lead to a value or a
    concept stand inside their class.
    """
    if not classes:
        return []
    drawn = sorted(set(graph.subjects(RDF.type, OWL.ObjectProperty)), key=str) if of is None else of
    lines = [*_kinds(graph, classes)]
    for term in drawn:
        lines += _lines(graph, term, classes, values=values)
    return ["```mermaid", "classDiagram", "  direction LR",
            *(f"  class {_local(one)}" for one in classes), *lines, "```", ""]  # fmt: skip


def _kinds(graph: Graph, classes: Sequence[URIRef]) -> Iterator[str]:
    """Yield the subclass arrows, also to a class of another part of the ontology."""
    for one in classes:
        for above in sorted(graph.objects(one, RDFS.subClassOf), key=str):
            if isinstance(above, URIRef) and _is_ours(graph, above):
                yield f"  {_local(above)} <|-- {_local(one)}"


def _lines(graph: Graph, term: Node, classes: Sequence[URIRef], *, values: bool) -> Iterator[str]:
    """Yield what a property adds: an arrow between two classes, or a line inside one."""
    ends = [end for end in _members(graph, term, RDFS.range) if end != SKOS.Concept]
    for start in _members(graph, term, RDFS.domain):
        if start not in classes:
            continue
        to = [end for end in ends if _is_ours(graph, end) and (values or end in classes)]
        yield from (f"  {_local(start)} --> {_local(end)} : {_local(term)}" for end in to)
        if values and not to:
            yield f"  {_local(start)} : {_local(term)}"


def _members(graph: Graph, term: Node, relation: URIRef) -> list[Node]:
    found: list[Node] = []
    for node in graph.objects(term, relation):
        union = graph.value(node, OWL.unionOf)
        found += [node] if union is None else list(Collection(graph, union))
    return found


def _is_ours(graph: Graph, node: Node) -> bool:
    """Tell whether a class is one that the ontology defines."""
    return (node, RDF.type, OWL.Class) in graph and isinstance(node, URIRef)


def _local(node: Node) -> str:
    return str(node).rpartition("#")[2]
