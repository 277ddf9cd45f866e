"""Cells that were merged over several rows: what is written once counts for each of them."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable
from html import unescape
from pathlib import Path

from graph.sources.workbook.cells import Cell
from graph.sources.workbook.inside import DAMAGED, ODS_TAG, REPEATED

#: First and last row, both from 0, and the column of the cells below one another.
Merge = tuple[int, int, int]
_NAME = re.compile(rb"""\btable:name\s*=\s*"([^"]*)\"""")
_SPANNED = re.compile(rb"""number-rows-spanned\s*=\s*["']([0-9]{1,9})""")


def spread(grid: list[list[Cell]], merges: Iterable[Merge]) -> None:
    """Write the first of some merged cells into those below it, in rows that hold anything."""
    held = [any(cell != "" for cell in row) for row in grid]
    room = sum(map(len, grid))  # merged cells do not overlap; those of an attack might
    for first, end, column in merges:
        below = range(first + 1, min(end + 1, len(grid)))
        room -= len(below)
        if room < 0:
            return
        for row in below:
            if held[row] and column < min(len(grid[row]), len(grid[first])):
                grid[row][column] = grid[row][column] or grid[first][column]


def of_ods(path: Path) -> dict[str, list[Merge]]:
    """Return the merges of each sheet of an .ods, whose reader does not tell them."""
    try:
        with zipfile.ZipFile(path) as archive:
            text = archive.read("content.xml")
    except (*DAMAGED, KeyError):
        return {}  # the reader itself says what is wrong; an .xlsx has no such part
    return _merges(text) if b"number-rows-spanned" in text else {}


def _merges(text: bytes) -> dict[str, list[Merge]]:
    found: dict[str, list[Merge]] = {}
    title = ""
    row = column = following = 0  # the row after the one under way
    for tag, said, _ in ODS_TAG.findall(text):
        times = int(repeated[1]) if (repeated := REPEATED.search(said)) else 1
        if tag == b"table":
            name = _NAME.search(said)
            title, following = (unescape(name[1].decode("utf-8", "replace")) if name else ""), 0
        elif tag == b"table-row":
            row, column, following = following, 0, following + times
        else:
            if (spanned := _SPANNED.search(said)) and int(spanned[1]) > 1:
                found.setdefault(title, []).append((row, row + int(spanned[1]) - 1, column))
            column += times
    return found
