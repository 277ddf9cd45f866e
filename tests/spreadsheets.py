"""Spreadsheets for tests: the small workbook as .xlsx and .ods, and what is read of them."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date
from html import escape
from pathlib import Path

from openpyxl import Workbook

from graph.identifiers import Minter
from graph.rdf import nquads
from graph.sources import workbook
from graph.sources.workbook import Checked
from tests.workbooks import SMALL

Value = str | float | bool | date | None
Rows = Sequence[Sequence[Value]]
Sheets = Mapping[str, Rows]
_NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text", "manifest")
)


def read(path: Path) -> Checked:
    """Read and check a workbook."""
    return workbook.check(workbook.read_tables(path)[0])


def said(checked: Checked) -> list[str]:
    """Return all that a workbook says, without the place of each row."""
    mint = Minter("https://territoire.test/")
    lines = nquads(workbook.statements(checked, minter=mint, source="carnet", version="v"))
    return sorted({line for line in lines if "#locator" not in line})


def counted(checked: Checked) -> None:
    """Assert that every row that was read is accounted for once."""
    for n in checked.report.counts().values():
        assert n["read"] == n["loaded"] + n["rejected"] + n["filtered"]
        assert min(n.values()) >= 0
    for sheet, records in checked.records.items():
        assert checked.report.loaded[sheet] == len(records)


def small_sheets(
    **changes: Sequence[Sequence[Value]] | None,
) -> dict[str, Sequence[Sequence[Value]]]:
    """Return the small workbook as rows of cells by sheet, some sheets replaced or left out."""
    sheets: dict[str, Rows] = {
        name: list(csv.reader(io.StringIO(text), delimiter=";")) for name, text in SMALL.items()
    }
    changed = {**sheets, **changes}
    return {name: rows for name, rows in changed.items() if rows is not None}


def write_xlsx(path: Path, sheets: Sheets) -> Path:
    """Write an .xlsx file; an empty text is an empty cell."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append([None if value == "" else value for value in row])
    book.save(path)
    return path


def write_ods(path: Path, sheets: Sheets) -> Path:
    """Write an .ods file by hand: a zip of three short XML files."""
    tables = "".join(
        f'<table:table table:name="{escape(title)}">'
        + "".join(f"<table:table-row>{''.join(map(_cell, row))}</table:table-row>" for row in rows)
        + "</table:table>"
        for title, rows in sheets.items()
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr(
            "content.xml",
            f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_NAMESPACES} '
            f'office:version="1.2"><office:body><office:spreadsheet>{tables}'
            "</office:spreadsheet></office:body></office:document-content>",
        )
        archive.writestr(
            "META-INF/manifest.xml",
            f"<manifest:manifest {_NAMESPACES}><manifest:file-entry "
            f'manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>',
        )
    return path


def _cell(value: Value) -> str:
    if value is None or value == "":
        return "<table:table-cell/>"
    if isinstance(value, date):
        typed = f'office:value-type="date" office:date-value="{value.isoformat()}"'
    elif isinstance(value, str):
        typed = 'office:value-type="string"'
    else:
        typed = f'office:value-type="float" office:value="{float(value)}"'
    words = "".join(f"<text:p>{escape(line)}</text:p>" for line in str(value).split("\n"))
    return f"<table:table-cell {typed}>{words}</table:table-cell>"
