"""Which pages are generated, and from what."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from pathlib import Path

from graph.catalysts.metrics import table
from ontology.text import Lang
from tests.reference import commands, questions, words

DOCS = Path(__file__).resolve().parents[2] / "docs"


def _with_measures(name: str, lang: Lang) -> str:
    """Return a page with its table of measures as the program has it; the rest is as written."""
    page, measures = (DOCS / name).read_text(encoding="utf-8"), table(lang)
    head = re.escape(measures.splitlines()[0])
    return re.sub(rf"^{head}\n(?:\|.*\n)*", lambda _: f"{measures}\n", page, flags=re.MULTILINE)


#: Page → what writes it. Of pages written by hand, only a table is.
PAGES: dict[str, Callable[[], str]] = {
    "how-we-rank.md": partial(_with_measures, "how-we-rank.md", "en"),
    "comment-nous-classons.md": partial(_with_measures, "comment-nous-classons.md", "fr"),
    "cli.md": partial(commands.page, "en"),
    "commandes.md": partial(commands.page, "fr"),
    "ontology.md": words.page,
    "queries.md": questions.page,
}
