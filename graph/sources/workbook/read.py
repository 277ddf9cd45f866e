"""Open a workbook (.xlsx, .ods, .xls) or a folder of CSV files as tables of cells."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from graph.errors import BadInput
from graph.sources.workbook.cells import Cell
from graph.sources.workbook.schema import SHEETS, Column, Sheet
from ontology.text import Text, fold

SPREADSHEETS = frozenset({".xlsx", ".ods", ".xls", ".xlsm", ".xlsb"})
MAX_CELLS = 20_000_000  # a workbook that claims more is a mistake or an attack


@dataclass(frozen=True)
class Line:
    """A row that is not empty: its number in the file and its cells by column key."""

    number: int
    cells: dict[str, Cell]
    surplus: int = 0  # cells to the right of the last header


@dataclass(frozen=True)
class Table:
    """A sheet as read: what it was called, and what of it is not in the schema."""

    sheet: Sheet
    file: str
    title: str
    headers: dict[str, str]  # column key → header as written
    lines: tuple[Line, ...]
    dropped: tuple[str, ...]  # headers of unknown columns: never loaded


def read_tables(path: Path) -> tuple[dict[str, Table], list[str]]:
    """Return the known sheets by key, and the names of unknown sheets.

    Raises BadInput when the file cannot be read, or a required sheet or column is missing.
    """
    if not path.exists():
        raise BadInput(
            "{path} n'existe pas. Vérifiez le chemin.",
            "{path} does not exist. Check the path.",
            path=path,
        )
    grids = dict(_folder(path) if path.is_dir() else _spreadsheet(path))
    tables: dict[str, Table] = {}
    unknown: list[str] = []
    for (file, title), grid in grids.items():
        sheet = _sheet_named(title)
        if sheet is None:
            unknown.append(title)
        elif sheet.key in tables:
            raise BadInput(
                "{path} : la feuille « {name} » y est deux fois ({first} et {second}). "
                "Gardez-en une.",
                "{path}: the sheet '{name}' is there twice ({first} and {second}). Keep one.",
                path=path,
                name=sheet.name,
                first=tables[sheet.key].title,
                second=title,
            )
        else:
            tables[sheet.key] = _table(sheet, file, title, grid)
    _require_sheets(path, tables, unknown)
    return tables, unknown


def _sheet_named(title: str) -> Sheet | None:
    wanted = fold(title)
    return next((sheet for sheet in SHEETS.values() if wanted in sheet.words), None)


def _require_sheets(path: Path, tables: dict[str, Table], unknown: Sequence[str]) -> None:
    missing = [s.name for s in SHEETS.values() if s.required and s.key not in tables]
    if missing:
        raise BadInput(
            "{path} : il manque la feuille « {name} » (feuilles trouvées : {found}). "
            "Ajoutez-la ; « alliances init » écrit un modèle.",
            "{path}: the sheet '{name}' is missing (sheets found: {found}). "
            "Add it; 'alliances init' writes a template.",
            path=path,
            name=missing[0],
            found=", ".join([t.title for t in tables.values()] + list(unknown)) or "0",
        )


Row = tuple[int, list[Cell]]


def _table(sheet: Sheet, file: str, title: str, grid: Iterator[Row]) -> Table:
    """Match the header row to the schema and keep the cells of known columns."""
    rows = iter(grid)
    _, header = next(rows, (0, []))
    places: dict[int, Column] = {}
    dropped = []
    for place, cell in enumerate(header):
        column = sheet.column_named(str(cell))
        if column is not None and column not in places.values():
            places[place] = column
        elif str(cell):
            dropped.append(str(cell))
    _require_columns(sheet, file, title, places)
    width = len(header)
    lines = []
    for number, cells in rows:
        known = {c.key: cells[i] for i, c in places.items() if i < len(cells) and cells[i] != ""}
        surplus = len([cell for cell in cells[width:] if cell != ""])
        if known or surplus:
            lines.append(Line(number, known, surplus))
    headers = {column.key: str(header[place]) for place, column in places.items()}
    return Table(sheet, file, title, headers, tuple(lines), tuple(dropped))


def _require_columns(sheet: Sheet, file: str, title: str, places: dict[int, Column]) -> None:
    found = set(places.values())
    missing = [c.name for c in sheet.columns if c.required and c not in found]
    if missing:
        raise BadInput(
            "{place} : il manque la colonne « {name} ». La première ligne porte les noms des "
            "colonnes : {expected}.",
            "{place}: the column '{name}' is missing. The first row holds the names of the "
            "columns: {expected}.",
            place=file if Path(file).stem == title else f"{file} › {title}",
            name=missing[0],
            expected=Text(
                ", ".join(c.name.fr for c in sheet.columns),
                ", ".join(c.name.en for c in sheet.columns),
            ),
        )


def _folder(path: Path) -> Iterator[tuple[tuple[str, str], Iterator[Row]]]:
    files = sorted(p for p in path.iterdir() if p.suffix.lower() in {".csv", ".tsv"})
    if not files:
        raise BadInput(
            "Le dossier {path} ne contient aucun fichier CSV. Donnez un classeur (.xlsx, .ods) "
            "ou un dossier de fichiers acteurs.csv, alliances.csv…",
            "The folder {path} holds no CSV file. Give a workbook (.xlsx, .ods) or a folder of "
            "files actors.csv, alliances.csv…",
            path=path,
        )
    for file in files:
        if _sheet_named(file.stem) is None:
            yield (file.name, file.stem), iter(())
        else:
            yield (file.name, file.stem), _csv_rows(file)


def _csv_rows(file: Path) -> Iterator[Row]:
    text = _decode(file)
    first = text.partition("\n")[0]
    delimiter = max(";,\t", key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    start = 1
    try:
        for row in reader:
            yield start, [cell.strip() for cell in row]
            start = reader.line_num + 1
    except csv.Error as error:
        raise BadInput(
            "{file}, ligne {row} : le CSV est mal formé ({error}). Vérifiez les guillemets.",
            "{file}, row {row}: the CSV is malformed ({error}). Check the quotes.",
            file=file.name,
            row=start,
            error=error,
        ) from error


def _decode(file: Path) -> str:
    data = file.read_bytes()
    if not data.strip():
        raise BadInput(
            "{file} est vide. La première ligne doit porter les noms des colonnes.",
            "{file} is empty. The first row must hold the names of the columns.",
            file=file.name,
        )
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


def _spreadsheet(path: Path) -> Iterator[tuple[tuple[str, str], Iterator[Row]]]:
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
    import python_calamine as calamine

    try:
        with calamine.CalamineWorkbook.from_path(path) as book:
            for title in book.sheet_names:
                if _sheet_named(title) is None:
                    yield (path.name, title), iter(())
                else:
                    yield (path.name, title), _sheet_rows(book.get_sheet_by_name(title), path)
    except calamine.PasswordError as error:
        raise BadInput(
            "{file} est protégé par un mot de passe. Enregistrez une copie sans mot de passe.",
            "{file} is protected by a password. Save a copy without a password.",
            file=path.name,
        ) from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        if _is_encrypted(path):
            raise BadInput(
                "{file} est protégé par un mot de passe. Enregistrez une copie sans mot de passe.",
                "{file} is protected by a password. Save a copy without a password.",
                file=path.name,
            ) from error
        raise BadInput(
            "{file} ne s'ouvre pas : le fichier est incomplet ou n'est pas un classeur "
            "({error}). Enregistrez-le à nouveau depuis le tableur.",
            "{file} does not open: it is incomplete or not a workbook ({error}). Save it again "
            "from the spreadsheet program.",
            file=path.name,
            error=error,
        ) from error


def _is_encrypted(path: Path) -> bool:
    """Tell an encrypted .xlsx (an OLE container) or .ods (a manifest that says so)."""
    with path.open("rb") as file:
        head = file.read(65536)
    return head.startswith(b"\xd0\xcf\x11\xe0") and "EncryptedPackage".encode("utf-16-le") in head


def _sheet_rows(sheet: Any, path: Path) -> Iterator[Row]:
    if sheet.total_height * sheet.total_width > MAX_CELLS:
        raise BadInput(
            "{file} › {sheet} : la feuille annonce {height} lignes × {width} colonnes. Supprimez "
            "les lignes et colonnes vides mises en forme, puis enregistrez.",
            "{file} › {sheet}: the sheet claims {height} rows × {width} columns. Delete the "
            "formatted empty rows and columns, then save.",
            file=path.name,
            sheet=sheet.name,
            height=sheet.total_height,
            width=sheet.total_width,
        )
    rows = sheet.to_python(skip_empty_area=False)
    return iter([(n, [_plain(cell) for cell in row]) for n, row in enumerate(rows, 1)])


def _plain(value: object) -> Cell:
    """Turn what the spreadsheet stores into text or a date: 200054807.0 is "200054807"."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return re.sub(r"[\t ]+", " ", str(value)).strip()
