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
    arrows: dict[tuple[str, str], list[str]] = {}  # between two classes, one with all its names
    inside = []
    for term in drawn:
        for start, end in _ends(graph, term, classes, values=values):
            if end:
                arrows.setdefault((start, end), []).append(_local(term))
            elif values:
                inside.append(f"  {start} : {_local(term)}")
    return ["```mermaid", "classDiagram", "  direction LR",
            *(f"  class {_local(one)}" for one in classes), *_kinds(graph, classes),
            *(f"  {a} --> {b} : {', '.join(names)}" for (a, b), names in arrows.items()),
            *inside, "```", ""]  # fmt: skip


def _kinds(graph: Graph, classes: Sequence[URIRef]) -> Iterator[str]:
    """Yield the subclass arrows, also to a class of another part of the ontology."""
    for one in classes:
        for above in sorted(graph.objects(one, RDFS.subClassOf), key=str):
            if isinstance(above, URIRef) and _is_ours(graph, above):
                yield f"  {_local(above)} <|-- {_local(one)}"


def _ends(
    graph: Graph, term: Node, classes: Sequence[URIRef], *, values: bool
) -> Iterator[tuple[str, str]]:
    """Yield the classes that a property joins; no second one where it leads to a value."""
    ends = [end for end in _members(graph, term, RDFS.range) if end != SKOS.Concept]
    for start in _members(graph, term, RDFS.domain):
        if start not in classes:
            continue
        to = [end for end in ends if _is_ours(graph, end) and (values or end in classes)]
        yield from ((_local(start), _local(end)) for end in to)
        if not to:
            yield _local(start), ""


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
