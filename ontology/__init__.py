"""What the words mean: the Turtle files of this folder, and the way for code to read them.

Code takes every IRI from here, so that a term exists in the files or nowhere. Importing the
room parses nothing; the first question does, once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ontology.concepts import (
    Concept,
    Kind,
    concept,
    concepts,
    kind,
    kinds,
    sector_of,
)
from ontology.terms import UnknownTermError, curie, files, iri, label, node, prefixes, shapes
from ontology.text import Lang, Text, fold, same

__all__ = [
    "BASE",
    "Concept",
    "Kind",
    "Lang",
    "Text",
    "UnknownTermError",
    "concept",
    "concepts",
    "curie",
    "files",
    "fold",
    "iri",
    "kind",
    "kinds",
    "label",
    "node",
    "prefixes",
    "same",
    "sector_of",
    "shapes",
]

#: Draft base of every IRI; a workspace may name its things under another one.
BASE: str

if not TYPE_CHECKING:

    def __getattr__(name: str) -> str:
        """Read ``BASE`` from the files only when it is asked for."""
        if name != "BASE":
            raise AttributeError(f"module 'ontology' has no attribute {name!r}")
        from ontology.terms import base

        return base()
