"""All targets, in the order in which they are tried."""

from __future__ import annotations

from tests.reliability.fuzz import (
    of_books,
    of_expressions,
    of_files,
    of_queries,
    of_service,
    of_values,
    of_web,
)
from tests.reliability.fuzz.target import Target

TARGETS: list[Target] = [
    *of_values.TARGETS, *of_queries.TARGETS, *of_service.TARGETS, *of_web.TARGETS,
    *of_files.TARGETS, *of_books.TARGETS, *of_expressions.TARGETS,
]  # fmt: skip
