"""The last check before a new version counts: SHACL shapes over what was just loaded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pyoxigraph as ox

import ontology
from ontology.text import Text

if TYPE_CHECKING:
    from rdflib import Graph


@dataclass(frozen=True, slots=True)
class Finding:
    """One violation: the thing, its value, and the shape's message."""

    focus: str
    value: str
    message: Text


def validate(store: ox.Store, graphs: Sequence[str], shapes: str) -> list[Finding]:
    """Check the merge of some graphs against a file of shapes; return the violations, sorted.

    ``shapes`` is "data" (is it coherent?) or "publication" (may it leave?). pySHACL is the
    reference engine; it reads an rdflib graph in memory.
    """
    import pyshacl
    from rdflib import Graph

    data = Graph()
    for graph in graphs:
        lines = store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.NamedNode(graph))
        data.parse(data=lines, format="nt")
    for words in ontology.files():  # the shapes ask which scheme a concept is of
        facts = ox.parse(path=str(words), format=ox.RdfFormat.TURTLE, rename_blank_nodes=True)
        lines = ox.serialize((fact.triple for fact in facts), format=ox.RdfFormat.N_TRIPLES)
        data.parse(data=lines, format="nt")  # five times as fast as rdflib's own Turtle parser
    file = next(path for path in ontology.shapes() if path.stem == shapes)
    rules = Graph().parse(data=file.read_text(encoding="utf-8"), format="turtle")
    conforms, report, _ = pyshacl.validate(data, shacl_graph=rules, advanced=True, inplace=True)
    return [] if conforms else _findings(report, rules)


def _findings(report: Graph, rules: Graph) -> list[Finding]:
    """Read a report; the words are taken from the shapes, for pySHACL may drop their language."""
    from rdflib import RDF, Literal
    from rdflib.namespace import SH

    found = []
    for result in report.subjects(RDF.type, SH.ValidationResult):
        broken = report.value(result, SH.sourceConstraint) or report.value(result, SH.sourceShape)
        told = [*report.objects(result, SH.resultMessage), *rules.objects(broken, SH.message)]
        messages = {m.language: str(m) for m in told if isinstance(m, Literal)}
        any_message = next(iter(messages.values()), "?")
        found.append(
            Finding(
                str(report.value(result, SH.focusNode)),
                str(report.value(result, SH.value) or ""),
                Text(messages.get("fr", any_message), messages.get("en", any_message)),
            )
        )
    return sorted(found, key=lambda f: (f.focus, f.message, f.value))
