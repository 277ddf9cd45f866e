"""Workbooks: .xlsx and .ods damaged as files and inside, and folders of CSV files."""

from __future__ import annotations

import io
import zipfile
from functools import cache
from typing import Any

from hypothesis import strategies as st

from graph.sources import workbook
from tests.reliability.fuzz import inputs
from tests.reliability.fuzz.target import Target, file, folder, tame
from tests.spreadsheets import counted, read, small_sheets, write_ods, write_xlsx
from tests.workbooks import SMALL, write_workbook


@cache
def _books() -> tuple[bytes, bytes]:
    made = write_xlsx(folder() / "sound.xlsx", small_sheets())
    other = write_ods(folder() / "sound.ods", small_sheets())
    return made.read_bytes(), other.read_bytes()


@st.composite
def _book(draw: Any) -> tuple[str, bytes]:
    """Return a workbook damaged as a file, or packed again with a damaged part."""
    place = draw(st.integers(0, 1))
    suffix, data = (".xlsx", ".ods")[place], _books()[place]
    if draw(st.booleans()):
        return suffix, draw(inputs.damaged([data]))
    held = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(held, "w") as new:
        names = old.namelist()
        changed = {draw(st.sampled_from(names)) for _ in range(2)}
        for name in names:
            part = old.read(name)
            new.writestr(name, draw(inputs.damaged([part])) if name in changed else part)
    return suffix, held.getvalue()


def a_book(given: tuple[str, bytes]) -> None:
    """A workbook is checked or refused, and every row is counted."""
    path = file(f"essai{given[0]}", given[1])
    workbook.read.is_workbook(path) if hasattr(workbook, "read") else None
    checked = tame(lambda: read(path))
    if checked is not None:
        counted(checked)


@st.composite
def _sheets(draw: Any) -> dict[str, str]:
    """Return the sheets of a small workbook with cells, rows and headers changed."""
    sheets = {name: [line.split(";") for line in text.split("\n")] for name, text in SMALL.items()}
    for _ in range(draw(st.integers(1, 5))):
        rows = sheets[draw(st.sampled_from(sorted(sheets)))]
        row = rows[draw(st.integers(0, len(rows) - 1))]
        row[draw(st.integers(0, len(row) - 1))] = draw(inputs.words)
        if draw(st.integers(0, 5)) == 0:
            rows.append(list(row))
    return {name: "\n".join(";".join(map(_quoted, row)) for row in rows)
            for name, rows in sheets.items()}  # fmt: skip


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if set(cell) & set(';\n\r"') else cell


def sheets(given: dict[str, str]) -> None:
    """A folder of CSV files is checked or refused; what it says can be read."""
    import pyoxigraph as ox

    from graph.identifiers import Minter
    from graph.rdf import nquads

    path = write_workbook(folder() / "carnet", **given)
    checked = tame(lambda: read(path))
    if checked is None:
        return
    counted(checked)
    mint = Minter("https://a.invalid/")
    lines = nquads(workbook.statements(checked, minter=mint, source="carnet", version="v"))
    for _ in ox.parse("".join(lines).encode(), format=ox.RdfFormat.N_QUADS):
        pass


TARGETS = [
    Target("workbooks (.xlsx, .ods)", _book(), a_book,
           lambda data: (".ods" if data[:1] == b"o" else ".xlsx", data[1:]),
           lambda: [b"x" + _books()[0], b"o" + _books()[1]]),
    Target("folders of CSV", _sheets(), sheets),
]  # fmt: skip
