"""Match what was read to the schema: which sheet, which header row, which column."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from graph.errors import BadInput
from graph.sources.report import short
from graph.sources.workbook.cells import Cell
from graph.sources.workbook.disclosed import require_read
from graph.sources.workbook.files import (
    SPREADSHEETS,
    TEXTS,
    UNDONE,
    Grid,
    empty,
    is_fault,
    open_grids,
    titles_in,
)
from graph.sources.workbook.schema import DISCLOSURE, SHEETS, UNREAD, Column, Sheet, alike
from ontology.text import Text, fold, same

_TOP = 10  # the headers are in one of the first rows; a title may stand above them
_NOTHING = frozenset({"-", "–", "—", "_", "/", "?", "…", "...", "n/a", "N/A"})


@dataclass(frozen=True, slots=True)
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
    notices: tuple[Text, ...] = ()  # worth a look, but refused nothing

    @property
    def place(self) -> str:
        """Return the file, and the sheet in it when the file holds several."""
        return place(self.file, self.title)


def place(file: str, title: str) -> str:
    """Return how a sheet is named in a message."""
    return file if Path(file).stem == title else f"{file} › {title}"


def is_workbook(path: Path) -> bool:
    """Tell whether a file is a workbook, or a sheet of one: by the titles of its sheets."""
    if path.is_dir() or not path.exists():
        return True
    if path.suffix.lower() in TEXTS:
        return _sheet_named(path.stem) is not None
    if path.suffix.lower() not in SPREADSHEETS or not path.is_file():
        return False
    return any(_sheet_named(title) for title in titles_in(path) or ())


def read_tables(path: Path) -> tuple[dict[str, Table], list[str]]:
    """Return the known sheets by key, and the names of unknown sheets.

    Raises BadInput when the file cannot be read, or a required sheet or column is missing.
    """
    tables: dict[str, Table] = {}
    unknown: list[str] = []
    grids = list(open_grids(path, lambda title: _sheet_named(title) is not None))
    while grids:  # each is forgotten once it is read
        file, title, grid = grids.pop(0)
        sheet = _sheet_named(title)
        if sheet is None:
            unknown += [short(title)] * (fold(title) not in UNREAD)
        elif sheet.key in tables:
            raise _twice(path, sheet, tables[sheet.key].title, title)
        elif sheet.required or any(cell != "" for _, cells in grid for cell in cells):
            tables[sheet.key] = _table(sheet, short(file), short(title), grid)
    _require_sheets(path, tables, unknown)
    return tables, unknown


def _sheet_named(title: str) -> Sheet | None:
    wanted = alike(title)
    return next((sheet for sheet in SHEETS.values() if wanted in sheet.words), None)


def _twice(path: Path, sheet: Sheet, first: str, second: str) -> BadInput:
    return BadInput(
        "{path} : la feuille « {name} » y est deux fois ({first} et {second}). Gardez-en une.",
        "{path}: the sheet '{name}' is there twice ({first} and {second}). Keep one.",
        path=path,
        name=sheet.name,
        first=first,
        second=second,
    )


def _require_sheets(path: Path, tables: dict[str, Table], unknown: Sequence[str]) -> None:
    missing = [s for s in SHEETS.values() if s.required and s.key not in tables]
    if not missing:
        return
    near = [name for name in unknown if any(w in alike(name) for w in missing[0].words)]
    cure = Text(
        "Ajoutez-la ; « alliances init » écrit un modèle.",
        "Add it; 'alliances init' writes a template.",
    )
    if near:
        cure = Text("Renommez « {near} » en « {name} ».", "Rename '{near}' to '{name}'.")
    raise BadInput(
        "{path} : il manque la feuille « {name} » (feuilles trouvées : {found}). {cure}",
        "{path}: the sheet '{name}' is missing (sheets found: {found}). {cure}",
        path=path,
        name=missing[0].name,
        found=", ".join([t.title for t in tables.values()] + list(unknown)) or "0",
        cure=cure.fill(near=near[0] if near else "", name=missing[0].name),
    )


Places = dict[int, Column]


def _table(sheet: Sheet, file: str, title: str, grid: Grid) -> Table:
    """Keep the cells of known columns below the row of headers."""
    rows = [(number, cells) for number, cells in grid if any(cell != "" for cell in cells)]
    if not rows:
        raise empty(place(file, title))
    top = _header_row(sheet, [cells for _, cells in rows[:_TOP]])
    header, body = rows[top][1], rows[top + 1 :]
    places = _places(sheet, file, title, header)
    _require_columns(sheet, file, title, places)
    headers = {column.key: short(str(header[i])).rstrip(" *") for i, column in places.items()}
    where = place(file, title)
    require_read(sheet, where, places, header, [cells for _, cells in body])
    dropped = _dropped(places, header, body)
    notices = _nearly(sheet, where, places, dropped)
    lines = []
    for number, cells in body:
        known = _known(places, cells)
        if known and all(cells[i] == header[i] for i, c in places.items() if c.key in known):
            continue  # the headers once more, as on each printed page
        _require_worked_out(where, number, headers, known)
        notices += _faulty(where, number, headers, known)
        known = {
            key: cell for key, cell in known.items() if key == DISCLOSURE.key or not is_fault(cell)
        }  # a level that is not known is refused: read as empty, it would be public
        surplus = len([cell for cell in cells[len(header) :] if cell != ""])
        if known or surplus:
            lines.append(Line(number, known, surplus))
    return Table(sheet, file, title, headers, tuple(lines), tuple(dropped), tuple(notices))


def _header_row(sheet: Sheet, rows: Sequence[Sequence[Cell]]) -> int:
    """Return the place of the row of headers: the one with most known names, or the first."""
    found = [len({c.key for cell in row if (c := sheet.column_named(str(cell)))}) for row in rows]
    return found.index(max(found))


def _places(sheet: Sheet, file: str, title: str, header: Sequence[Cell]) -> Places:
    places: Places = {}
    for i, cell in enumerate(header):
        column = sheet.column_named(str(cell))
        if column is None:
            continue
        first = next((j for j, other in places.items() if other is column), None)
        if first is not None:
            raise BadInput(
                "{place} : la colonne « {name} » y est deux fois ({first} et {second}). Gardez-en "
                "une ; plusieurs valeurs dans une cellule se séparent par |.",
                "{place}: the column '{name}' is there twice ({first} and {second}). Keep one; "
                "several values in a cell are separated by |.",
                place=place(file, title),
                name=column.name,
                first=letters(first),
                second=letters(i),
            )
        places[i] = column
    return places


def letters(place: int) -> str:
    """Return the letters of a column as spreadsheets name it, counted from 0.

    >>> letters(0), letters(27)
    ('A', 'AB')
    """
    name = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        name = chr(65 + rest) + name
    return name


def _known(places: Places, cells: Sequence[Cell]) -> dict[str, Cell]:
    return {
        column.key: cells[i]
        for i, column in places.items()
        if i < len(cells) and cells[i] != "" and cells[i] not in _NOTHING
    }


def _require_worked_out(
    where: str, number: int, headers: dict[str, str], known: dict[str, Cell]
) -> None:
    """Refuse a formula without a result: read as empty, a whole column would be lost unseen."""
    if undone := next((key for key, cell in known.items() if cell == UNDONE), None):
        raise BadInput(
            "{place}, ligne {row}, colonne « {column} » : cette formule n'a pas encore de "
            "résultat (un programme l'a écrite sans la calculer). Ouvrez le classeur dans un "
            "tableur, enregistrez-le, puis rechargez-le.",
            "{place}, row {row}, column '{column}': this formula has no result yet (a program "
            "wrote it without working it out). Open the workbook in a spreadsheet program, save "
            "it, then load it again.",
            place=where,
            row=number,
            column=headers[undone],
        )


def _faulty(where: str, number: int, headers: dict[str, str], known: dict[str, Cell]) -> list[Text]:
    return [
        Text(
            "{place}, ligne {row}, colonne « {column} » : la formule en erreur « {value} » est lue "
            "comme une cellule vide.",
            "{place}, row {row}, column '{column}': the failed formula '{value}' is read as an "
            "empty cell.",
        ).fill(place=where, row=number, column=headers[key], value=cell)
        for key, cell in known.items()
        if is_fault(cell) and key != DISCLOSURE.key
    ]


def _dropped(places: Places, header: Sequence[Cell], body: Grid) -> list[str]:
    """Return the headers of unknown columns, and the letters of those that have none."""
    named = [short(str(c)) for i, c in enumerate(header) if i not in places and c != ""]
    bare = {
        i
        for _, cells in body
        for i, cell in enumerate(cells[: len(header)])
        if cell != "" and header[i] == ""
    }
    return named + [f"({letters(i)})" for i in sorted(bare)]


def _nearly(sheet: Sheet, where: str, places: Places, dropped: Sequence[str]) -> list[Text]:
    """Say which unknown headers look like a missing column: a slip of the pen loses it whole."""
    missing = {
        fold(name): same(name)
        for column in sheet.columns
        if column not in places.values()
        for name in column.name
    }
    found = []
    for header in dropped:
        near = difflib.get_close_matches(fold(header), missing, n=1, cutoff=0.8)
        if near:
            found.append(
                Text(
                    "{place} : la colonne « {header} » n'est pas lue. Vouliez-vous dire "
                    "« {near} » ?",
                    "{place}: the column '{header}' is not read. Did you mean '{near}'?",
                ).fill(place=where, header=header, near=missing[near[0]])
            )
    return found


def _require_columns(sheet: Sheet, file: str, title: str, places: Places) -> None:
    found = set(places.values())
    missing = [c.name for c in sheet.columns if c.required and c not in found]
    if missing:
        raise BadInput(
            "{place} : il manque la colonne « {name} ». La première ligne porte les noms des "
            "colonnes : {expected}.",
            "{place}: the column '{name}' is missing. The first row holds the names of the "
            "columns: {expected}.",
            place=place(file, title),
            name=missing[0],
            expected=Text(
                ", ".join(c.name.fr for c in sheet.columns),
                ", ".join(c.name.en for c in sheet.columns),
            ),
        )
