"""The few pieces of Markdown that generated pages are made of."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ontology.text import Text

GENERATED = "<!-- Written by `make docs` ({of}). Change that, not this page. -->"


def generated(of: str) -> str:
    """Return the line that tells from what a page is written."""
    return GENERATED.format(of=of)


def cell(words: str) -> str:
    """Return words that stay inside one cell of a table."""
    return " ".join(words.replace("|", "\\|").split()).replace("<", "&lt;")


def both(text: Text | None) -> str:
    """Return a text in the two languages, in one cell."""
    if text is None:
        return ""
    one, other = cell(text.fr), cell(text.en)
    return one if one == other else f"{one}<br>*{other}*"


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """Return the lines of a table; its cells are ready."""
    lines = [heads, ["---"] * len(heads), *rows]
    return [*(f"| {' | '.join(row)} |" for row in lines), ""]


def code(words: Iterable[str]) -> str:
    """Return terms as code, one after the other."""
    return ", ".join(f"`{word}`" for word in words)
