"""What the tests of pages read of them: blocks of code, tables, links, headings."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
FENCE = re.compile(r"^(?P<fence>```+)(?P<kind>[\w ]*)\n(?P<words>.*?)^(?P=fence)$", re.M | re.S)
_OUTSIDE = {".venv", ".git", "node_modules", "dist", "build", "alliances-demo"}


def pages() -> list[Path]:
    """Return every Markdown page of the project."""
    found = ROOT.rglob("*.md")
    return sorted(p for p in found if not _OUTSIDE & set(p.relative_to(ROOT).parts))


class Block(NamedTuple):
    """A piece of code of a page, and the line it starts on."""

    kind: str
    words: str
    line: int


def blocks(text: str) -> list[Block]:
    """Return the fenced pieces of a page, in order."""
    return [
        Block(m["kind"].strip(), m["words"], text.count("\n", 0, m.start()) + 2)
        for m in FENCE.finditer(text)
    ]


def prose(text: str) -> str:
    """Return a page without its fenced code and comments."""
    return re.sub(r"<!--.*?-->", "", FENCE.sub("", text), flags=re.S)


def anchors(text: str) -> set[str]:
    """Return the anchors of a page, as GitHub makes them of its headings."""
    found: set[str] = set(re.findall(r'<a (?:id|name)="([^"]+)"', text))
    for heading in re.findall(r"^#{1,6} +(.+?) *#*$", prose(text), re.MULTILINE):
        anchor, repeated = slug(heading), 0
        while (anchor if not repeated else f"{anchor}-{repeated}") in found:
            repeated += 1
        found.add(f"{anchor}-{repeated}" if repeated else anchor)
    return found


def slug(heading: str) -> str:
    """Return the anchor of a heading.

    >>> slug("Les registres de l'État")
    'les-registres-de-létat'
    """
    words = re.sub(r"\[([^\]]*)\]\([^)]*\)|[`*]", r"\1", heading).lower()
    kept = (c for c in words if c in "-_ " or unicodedata.category(c)[0] in "LMN")
    return "".join(kept).strip().replace(" ", "-")


def links(text: str) -> Iterator[str]:
    """Yield the targets of links and pictures; what is in code is no link."""
    bare = re.sub(r"(`+).*?\1", "", prose(text))
    yield from re.findall(r"\]\(<?([^()\s>]*(?:\([^()\s]*\))?[^()\s>]*)>?(?: \"[^\"]*\")?\)", bare)
    yield from re.findall(r"<(?:img|a)[^>]+(?:src|href)=\"([^\"]+)\"", bare)


def rows(table: str) -> list[list[str]]:
    """Return the cells of a Markdown table, its heads first."""
    lines = [line.strip().strip("|") for line in table.strip().splitlines()]
    cells = [[cell.strip() for cell in line.split("|")] for line in lines]
    return [cells[0], *cells[2:]]
