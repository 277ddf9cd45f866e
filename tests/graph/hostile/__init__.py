"""Hostile and broken inputs, written by the tests: the cases of ``test_hostile_inputs``."""

from tests.graph.hostile import (
    disguised,
    documents,
    encodings,
    outlines,
    packed,
    rdf,
    sheets,
    tables,
)
from tests.graph.hostile.cases import CASES, Case

__all__ = [
    "CASES", "Case", "disguised", "documents", "encodings", "outlines", "packed", "rdf", "sheets",
    "tables",
]  # fmt: skip
