"""The last check before a new version counts: SHACL shapes over what was just loaded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

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


def validate(nquads: Sequence[Path]) -> list[Finding]:
    """Check files of N-Quads, merged, against the shapes; return the violations, sorted.

    pySHACL is the reference engine; it reads an rdflib graph in memory.
    """
    import pyshacl
    from rdflib import Dataset, Graph

    dataset = Dataset(default_union=True)
    for path in nquads:
        dataset.parse(str(path), format="nquads")
    data = Graph()
    for triple in dataset.triples((None, None, None)):
        data.add(triple[:3])
    meanings = Graph()
    for file in ontology.files():
        meanings.parse(data=file.read_text(encoding="utf-8"), format="turtle")
    shapes = Graph()
    for file in ontology.shapes():
        shapes.parse(data=file.read_text(encoding="utf-8"), format="turtle")
    conforms, report, _ = pyshacl.validate(
        data, shacl_graph=shapes, ont_graph=meanings, advanced=True, inplace=True
    )
    return [] if conforms else _findings(report)


def _findings(report: Graph) -> list[Finding]:
    from rdflib import RDF, Literal
    from rdflib.namespace import SH

    found = []
    for result in report.subjects(RDF.type, SH.ValidationResult):
        messages = {
            m.language or "en": str(m)
            for m in report.objects(result, SH.resultMessage)
            if isinstance(m, Literal)
        }
        any_message = next(iter(messages.values()), "?")
        found.append(
            Finding(
                str(report.value(result, SH.focusNode)),
                str(report.value(result, SH.value) or ""),
                Text(messages.get("fr", any_message), messages.get("en", any_message)),
            )
        )
    return sorted(found, key=lambda f: (f.focus, f.message, f.value))
