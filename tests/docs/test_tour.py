"""The guided tour, played as it is written: its tables are filled in, its commands are run."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest

from graph.sources.workbook.schema import SHEETS
from tests.docs.reading import ROOT, rows
from tests.docs.running import Terminal

PAGE = (ROOT / "docs" / "visite-guidee.md").read_text(encoding="utf-8")
_STEP = re.compile(
    r"^```sh\n(?P<sh>.*?)^```$|^```text\n(?P<text>.*?)^```$"
    r"|^Feuille \*\*(?P<sheet>[\w-]+)\*\*[^\n]*:\n\n(?P<table>(?:\|[^\n]*\n)+)"
    r"|copiez le dossier\s`(?P<copied>[\w-]+)` en `(?P<copy>[\w-]+)`"
    r"|supprimez le dossier `(?P<deleted>[\w-]+)`",
    re.MULTILINE | re.DOTALL,
)
_SPACES = dict.fromkeys(map(ord, "\u00a0\u202f"), " ")


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("visite")


def test_the_tour_goes_as_it_says(home: Path) -> None:
    terminal, told = Terminal(home), ""
    seen = dict.fromkeys(("sh", "text", "sheet", "copied", "deleted"), 0)
    maps = []
    for step in _STEP.finditer(PAGE):
        seen[str(step.lastgroup if step.lastgroup in seen else _first(step))] += 1
        if step["sh"]:
            told = terminal.type(step["sh"])
            if "alliances map" in step["sh"]:
                maps.append((terminal.folder / "maps" / "carte.html").read_bytes())
        elif step["text"]:
            assert missing(step["text"], told) is None, told
        elif step["sheet"]:
            fill(terminal.folder / "classeur.xlsx", step["sheet"], rows(step["table"]))
        elif step["copied"]:
            shutil.copytree(home / step["copied"], home / step["copy"])
        else:
            shutil.rmtree(terminal.folder / step["deleted"])
    assert seen["sh"] > 10 and seen["text"] > 8 and seen["sheet"] == 6, seen
    assert seen["copied"] == seen["deleted"] == 1
    secret = b"Du bois pour les bacs"
    assert [secret in page for page in maps] == [True, True, False]


def _first(step: re.Match[str]) -> str:
    return next(name for name, found in step.groupdict().items() if found)


def missing(quoted: str, told: str) -> str | None:
    """Return the first quoted line that was not told, in order.

    "…" stands for anything; a space that does not break is a space.
    """
    at, told = 0, told.translate(_SPACES)
    for line in quoted.splitlines():
        pieces = [re.escape(piece.strip()) for piece in line.split("…") if piece.strip()]
        found = re.compile(".*?".join(pieces)).search(told, at)
        if found is None:
            return line
        at = found.end()
    return None


def test_a_line_that_was_not_told_is_missed() -> None:
    assert missing("a … c\nd", "a b c\nd\n") is None
    assert missing("d\na", "a b c\nd\n") == "a"
    assert missing("a … d", "a b c\nd\n") == "a … d"


def fill(book: Path, sheet: str, table: list[list[str]]) -> None:
    """Write the rows of a table below what a sheet holds, or over the row of the same name."""
    opened = openpyxl.load_workbook(book)
    cells = opened[sheet]
    column = {str(c.value).rstrip(" *"): c.column for c in cells[1] if c.value}
    heads, *filled = table
    known = dict(_named(cells.iter_rows(min_row=2), column[heads[0]] - 1))
    last = max(known.values(), default=1)
    for row in filled:
        named = sheet in {"acteurs", "alliances"} and row[0] in known
        last += not named
        for head, value in zip(heads, row, strict=True):
            cells.cell(known[row[0]] if named else last, column[head], value or None)
    opened.save(book)


def _named(
    lines: Iterator[tuple[openpyxl.cell.Cell, ...]], place: int
) -> Iterator[tuple[str, int]]:
    for line in lines:
        if line[place].value:
            yield str(line[place].value), line[place].row


def test_the_tour_names_every_sheet() -> None:
    assert [s.name.fr for s in SHEETS.values() if f"| **{s.name.fr}** |" not in PAGE] == []
