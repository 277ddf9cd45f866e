"""Open the file: a workbook (.xlsx, .ods, .xls) or a folder of CSV files, as grids of cells."""

from __future__ import annotations

import csv
import io
import re
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any

from graph.errors import BadInput
from graph.near import missing
from graph.shared import shared
from graph.sources.workbook import merged
from graph.sources.workbook.cells import Cell
from graph.sources.workbook.inside import MAX_CELLS, look_inside, too_large

SPREADSHEETS = frozenset({".xlsx", ".xlsm", ".ods", ".xls"})
TEXTS = frozenset({".csv", ".tsv"})
_FAULT = re.compile(r"#(?:N/A|(?:[A-ZÉ]|DIV/)[A-ZÉ0]* ?[!?])|Err:[0-9]{3}")
UNDONE = "#UNDONE!"  # the fault of a formula that no program has worked out yet

Row = tuple[int, list[Cell]]
Grid = list[Row]
Known = Callable[[str], bool]  # is this the title of a sheet we read?


def open_grids(path: Path, known: Known) -> Iterator[tuple[str, str, Grid]]:
    """Yield the file, title and rows of each sheet; those of unknown sheets stay unread.

    Raises BadInput when the file is missing, or cannot be read as what it claims to be.
    """
    if not path.exists():
        raise missing(path)
    try:
        yield from _folder(path, known) if path.is_dir() else _spreadsheet(path, known)
    except OSError as error:
        raise _unreadable(path, error) from error


def open_sheets(path: Path, known: Known) -> Iterator[tuple[str, str, Grid]]:
    """Yield the sheets of a spreadsheet as :func:`open_grids` does, whatever its name."""
    try:
        faults = _faults(path) if look_inside(path) else {}
        yield from [(path.name, *sheet) for sheet in _sheets(path, known, faults)]
    except OSError as error:
        raise _unreadable(path, error) from error


def _unreadable(path: Path, error: OSError) -> BadInput:
    return BadInput(
        "{path} ne se lit pas ({error}). Vérifiez vos droits sur ce fichier.",
        "{path} cannot be read ({error}). Check your rights on this file.",
        path=path,
        error=error.strerror or error,
    )


def tables_in(folder: Path) -> list[Path]:
    """Return the CSV files of a folder, without the hidden ones that systems leave behind."""
    return sorted(
        path
        for path in folder.iterdir()
        if path.suffix.lower() in TEXTS and not path.name.startswith(".") and path.is_file()
    )


def titles_in(path: Path) -> list[str] | None:
    """Return the titles of the sheets of a spreadsheet, or None when it does not open."""
    import python_calamine as calamine

    try:
        with _opened(path) as book:
            return list(book.sheet_names)
    except (calamine.CalamineError, calamine.PasswordError, OSError):
        return None


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    """Open a spreadsheet by its name, or else by its content: an .xlsx may be called .xls."""
    import python_calamine as calamine

    try:
        book = calamine.CalamineWorkbook.from_path(path)
    except (calamine.CalamineError, OSError) as error:  # or its name is no text
        with path.open("rb") as file:
            try:
                book = calamine.CalamineWorkbook.from_filelike(file)
            except calamine.CalamineError:
                raise error from None
            with book:
                yield book
        return
    with book:
        yield book


def is_fault(cell: Cell) -> bool:
    """Tell whether a cell holds the error of a formula, such as ``#N/A``."""
    return isinstance(cell, str) and _FAULT.fullmatch(cell) is not None


def _folder(path: Path, known: Known) -> Iterator[tuple[str, str, Grid]]:
    files = tables_in(path)
    if not files:
        raise BadInput(
            "Le dossier {path} ne contient aucun fichier CSV. Donnez un classeur (.xlsx, .ods) "
            "ou un dossier de fichiers acteurs.csv, alliances.csv…",
            "The folder {path} holds no CSV file. Give a workbook (.xlsx, .ods) or a folder of "
            "files actors.csv, alliances.csv…",
            path=path,
        )
    for file in files:
        yield file.name, file.stem, _csv_rows(file) if known(file.stem) else []


def _csv_rows(file: Path) -> Grid:
    text = _decode(file)
    top = text.splitlines()[:10]
    # In most lines, and then most often: a title may stand above the headers, and sentences
    # below them hold commas.
    delimiter = max(
        ";\t,", key=lambda sign: (sum(sign in line for line in top), "".join(top).count(sign))
    )
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows: Grid = []
    start = 1
    try:
        for row in reader:
            rows.append((start, [cell.strip() for cell in row]))
            start = reader.line_num + 1
    except csv.Error as error:
        raise BadInput(
            "{file}, ligne {row} : le CSV est mal formé ({error}). Vérifiez les guillemets.",
            "{file}, row {row}: the CSV is malformed ({error}). Check the quotes.",
            file=file.name,
            row=start,
            error=error,
        ) from error
    return rows


def _decode(file: Path) -> str:
    data = file.read_bytes()
    if not data.removeprefix(b"\xef\xbb\xbf").strip():
        raise empty(file.name)
    try:
        text = data.decode("utf-8-sig")
        fault = text.find("\0")
        if fault < 0:
            return text
        line = text.count("\n", 0, fault) + 1
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
    raise BadInput(
        "{file}, ligne {row} : ce n'est pas de l'UTF-8. Dans le tableur, enregistrez sous "
        "« CSV UTF-8 » ; ou gardez le classeur .xlsx ou .ods.",
        "{file}, row {row}: this is not UTF-8. In the spreadsheet, save as 'CSV UTF-8'; or "
        "keep the .xlsx or .ods workbook.",
        file=file.name,
        row=line,
    )


def empty(place: str) -> BadInput:
    """Return the error of a sheet in which nothing is written."""
    return BadInput(
        "{file} est vide. La première ligne doit porter les noms des colonnes.",
        "{file} is empty. The first row must hold the names of the columns.",
        file=place,
    )


def _spreadsheet(path: Path, known: Known) -> Iterator[tuple[str, str, Grid]]:
    if path.suffix.lower() in TEXTS:
        raise BadInput(
            "{file} n'est qu'une feuille. Donnez le dossier qui contient tous vos fichiers CSV : "
            "{folder}",
            "{file} is one sheet only. Give the folder that holds all your CSV files: {folder}",
            file=path.name,
            folder=path.parent,
        )
    if path.suffix.lower() not in SPREADSHEETS:
        raise BadInput(
            "{file} n'est ni un classeur (.xlsx, .ods, .xls) ni un dossier de fichiers CSV.",
            "{file} is neither a workbook (.xlsx, .ods, .xls) nor a folder of CSV files.",
            file=path.name,
        )
    if path.stat().st_size == 0:
        raise BadInput(
            "{file} est vide (0 octet). Enregistrez-le à nouveau depuis le tableur.",
            "{file} is empty (0 bytes). Save it again from the spreadsheet program.",
            file=path.name,
        )
    yield from open_sheets(path, known)


def _sheets(
    path: Path, known: Known, faults: dict[str, dict[tuple[int, int], str]]
) -> Iterator[tuple[str, Grid]]:
    import python_calamine as calamine

    try:
        with _opened(path) as book:
            untold = merged.of_ods(path)
            for title in book.sheet_names:
                sheet = book.get_sheet_by_name(title) if known(title) else None
                if sheet and (sheet.total_height + 1) * (sheet.total_width + 1) > MAX_CELLS:
                    raise too_large(path, f"{sheet.total_height} × {sheet.total_width}")
                yield title, _sheet_rows(sheet, faults.get(title, {}), untold) if sheet else []
    except calamine.PasswordError as error:
        raise BadInput(
            "{file} est protégé par un mot de passe. Enregistrez une copie sans mot de passe.",
            "{file} is protected by a password. Save a copy without a password.",
            file=path.name,
        ) from error
    except calamine.CalamineError as error:
        raise BadInput(
            "{file} ne s'ouvre pas : le fichier est incomplet ou n'est pas un classeur "
            "({error}). Enregistrez-le à nouveau depuis le tableur.",
            "{file} does not open: it is incomplete or not a workbook ({error}). Save it again "
            "from the spreadsheet program.",
            file=path.name,
            error=error,
        ) from error


def _sheet_rows(
    sheet: Any, faults: dict[tuple[int, int], str], untold: dict[str, list[merged.Merge]]
) -> Grid:
    known: dict[str, str] = {}
    rows = [[_plain(cell, known) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    for (row, column), words in faults.items():
        if row <= len(rows) and column <= len(rows[row - 1]):
            rows[row - 1][column - 1] = words
    told = [(a, b, column) for (a, column), (b, _) in sheet.merged_cell_ranges or ()]
    merged.spread(rows, told or untold.get(sheet.name, []))
    return list(enumerate(rows, 1))


def _plain(value: object, known: dict[str, str]) -> Cell:
    """Turn what the spreadsheet stores into text or a date: 200054807.0 is "200054807"."""
    if value == "":
        return ""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return shared(re.sub(r"[\t ]+", " ", str(value)).strip(), known)


def _faults(path: Path) -> dict[str, dict[tuple[int, int], str]]:
    """Return by sheet and place what the fast reader gives as empty: failed formulas, undone ones.

    Which program wrote a file tells: one that does not calculate leaves its formulas undone.
    """
    found: dict[str, dict[tuple[int, int], str]] = {}
    for title, cell in _cells(path, data_only=False):
        if cell.data_type == "f":
            found.setdefault(title, {})[cell.row, cell.column] = UNDONE
    for title, cell in _cells(path, data_only=True):
        if cell.data_type == "e":
            found.setdefault(title, {})[cell.row, cell.column] = str(cell.value)
        elif title in found:
            found[title].pop((cell.row, cell.column), None)
    return found


def _cells(path: Path, *, data_only: bool) -> Iterator[tuple[str, Any]]:
    """Yield each cell that holds anything, with its sheet: formulas, or else what they gave."""
    from openpyxl import load_workbook

    # It leaves features aside, and minds oddities that the fast reader does not.
    with warnings.catch_warnings(action="ignore"), suppress(Exception):
        book = load_workbook(path, read_only=True, data_only=data_only)
        for sheet in book.worksheets:
            sheet.reset_dimensions()  # a sheet may claim to be as large as can be
            for cell in (cell for row in sheet.iter_rows() for cell in row):
                if cell.value is not None or cell.data_type in {"e", "str"}:
                    yield sheet.title, cell
        book.close()
