"""Which pages are generated, and from what."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from tests.reference import commands, questions, words

DOCS = Path(__file__).resolve().parents[2] / "docs"

#: Page → what writes it. Each says at its head that it is generated.
PAGES: dict[str, Callable[[], str]] = {
    "cli.md": partial(commands.page, "en"),
    "commandes.md": partial(commands.page, "fr"),
    "ontology.md": words.page,
    "queries.md": questions.page,
}
