"""Write the workbook: the sheets and drop-down lists of the template, with the facts in them."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from pathlib import Path
from typing import IO, Any

from graph.errors import Misuse
from graph.export.book.compare import compare, told
from graph.export.book.names import Keys
from graph.export.book.rows import Row, Rows, sheets
from graph.export.edition import Edition
from graph.sources.workbook.schema import Sheet
from graph.sources.workbook.template import HELP, LISTS, Lists, drop_down
from ontology.text import Text

MOST = 1_048_575  # rows that a sheet of a spreadsheet can have below its headers


def write(edition: Edition, out: IO[bytes]) -> list[Text]:
    """Write the facts of an edition as a workbook; return what it could not hold, in words."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        path = Path(folder) / "classeur.xlsx"
        outcome = compare(edition, _save(edition, path), path)
        with path.open("rb") as file:
            shutil.copyfileobj(file, out)
    return told(outcome)


def _save(edition: Edition, path: Path) -> Keys:
    """Write the file; return the key of each row, all that is kept of the rows."""
    from openpyxl import Workbook

    rows = Rows(edition)
    book: Any = Workbook(write_only=True)
    book.properties.creator = "alliances"
    book.properties.title = edition.title
    _about(book, edition)
    lists = Lists(book, edition.lang)
    for sheet in sheets():
        _fill(book, sheet, rows.of(sheet), lists)
    _write_lists(book, lists)
    book.save(path)
    return rows.keys


def _about(book: Any, edition: Edition) -> None:
    """Write the sheet that says what this is; loading leaves it unread."""
    page = book.create_sheet(HELP.to(edition.lang))
    page.column_dimensions["A"].width = 100
    about = Text(
        "Ce classeur se recharge avec « alliances load ». Les identifiants de la première colonne "
        "relient les feuilles : ne les changez pas.",
        "This workbook loads again with 'alliances load'. The identifiers in the first column tie "
        "the sheets together: do not change them.",
    )
    for words in (edition.title, about.to(edition.lang)):
        page.append([_cell(page, words)])


def _fill(book: Any, sheet: Sheet, rows: Iterable[Row], lists: Lists) -> None:
    from openpyxl.utils import get_column_letter

    page = book.create_sheet(sheet.name.to(lists.lang))
    page.freeze_panes = "B2"
    for place, column in enumerate(sheet.columns, 1):
        letter = get_column_letter(place)
        page.column_dimensions[letter].width = max(14, len(column.name.to(lists.lang)) + 4)
        if column.scheme:
            page.data_validations.append(drop_down(column, letter, lists, lists.lang))
    heads = [column.name.to(lists.lang) + " *" * column.required for column in sheet.columns]
    page.append([_cell(page, head, bold=True) for head in heads])
    cell = _cell(page, "")
    for number, row in enumerate(rows):
        if number == MOST:
            raise _too_long(sheet)
        page.append(_cells(cell, row))


def _cells(cell: Any, row: Row) -> Iterator[Any]:
    """Yield one cell again and again: each is written before the next one is asked for."""
    for words in row:
        yield _filled(cell, words) if words else None


def _cell(page: Any, words: str, *, bold: bool = False) -> Any:
    """Return a cell of text."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    cell = WriteOnlyCell(page)
    cell.number_format = "@"
    if bold:
        cell.font = Font(bold=True)
    return _filled(cell, words)


def _filled(cell: Any, words: str) -> Any:
    """Give a cell a text: no value is taken for a number, a date or a formula."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    cell.value = ILLEGAL_CHARACTERS_RE.sub(" ", words)
    cell.data_type = "s"
    return cell


def _too_long(sheet: Sheet) -> Misuse:
    return Misuse(
        "La feuille « {name} » aurait plus de {most} lignes, ce qu'aucun tableur n'ouvre. "
        "Choisissez .trig, .nq ou --parquet.",
        "The sheet '{name}' would have more than {most} rows, which no spreadsheet opens. Choose "
        ".trig, .nq or --parquet.",
        name=sheet.name,
        most=MOST,
    )


def _write_lists(book: Any, lists: Lists) -> None:
    page = book.create_sheet(LISTS.to(lists.lang))
    page.sheet_state = "hidden"
    for row in zip_longest(*(labels for _, labels in lists.columns.values())):
        page.append([_cell(page, label) if label else None for label in row])
