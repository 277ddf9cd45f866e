"""Weigh a spreadsheet before it is opened: the reader makes room for every cell up to the last.

It is killed by the system, and the program with it, when one stray cell stands in the last row of
the last column, or when a short file repeats a long text without end.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from graph.errors import BadInput

MAX_CELLS = 20_000_000  # a workbook that claims more is a mistake or an attack
MAX_BYTES = 2_000_000_000  # what it may unpack to, and what all its texts may add up to
MAX_RATIO = 100  # of what it unpacks to and what it weighs…
HARMLESS = 100_000_000  # … unless it unpacks to less than these bytes
_BLOCK = 1 << 20
_STRINGS = "sharedStrings.xml"
_CELL = re.compile(
    rb"""<(?:\w+:)?c\b([^>]*?)\br\s*=\s*["']([A-Z]{1,3})([0-9]{1,7})["']([^>]*)(?<!/)>"""
)
_UNDONE = re.compile(  # a formula and then no value; also one whose value is an empty text
    rb"<(?:\w+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:\w+:)?f>)\s*"
    rb"(?:<(?:\w+:)?v\s*/>|<(?:\w+:)?v>\s*</(?:\w+:)?v>)?\s*</(?:\w+:)?c>"
)
_STRING = re.compile(rb"""\bt\s*=\s*["']s["'][^>]*>\s*<(?:\w+:)?v>\s*([0-9]{1,9})\s*<""")
ODS_TAG = re.compile(rb"<table:(table-row|covered-table-cell|table-cell|table)\b([^>]*?)(/?)>")
REPEATED = re.compile(rb"""number-(?:rows|columns)-repeated\s*=\s*["']([0-9]{1,9})""")
DAMAGED = (
    zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, ValueError,
)  # fmt: skip

Read = Callable[[int], bytes]


def look_inside(path: Path) -> bool:
    """Tell whether an .xlsx may hold formulas that failed, or that no program worked out.

    Raises BadInput when it would fill the memory.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(part.file_size for part in archive.infolist())
            if size > MAX_BYTES or size > max(HARMLESS, MAX_RATIO * path.stat().st_size):
                raise _bomb(path)
            if "content.xml" in archive.namelist():
                with archive.open("content.xml") as part:
                    _require_room(path, *_extent_of_ods(part.read))
                return False
            return _look_inside_xlsx(path, archive)
    except DAMAGED:
        return False  # the reader itself says what is wrong


def _look_inside_xlsx(path: Path, archive: zipfile.ZipFile) -> bool:
    faults, words = False, 0
    for name in archive.namelist():
        if name.endswith(".xml") and not name.endswith(_STRINGS):
            with archive.open(name) as part:
                rows, columns, found, count = _extent(part.read)
            _require_room(path, rows, columns)
            faults, words = faults or found, words + count
    if words and _weight_of_words(archive, words) > MAX_BYTES:
        raise _bomb(path)
    return faults


def _extent(read: Read) -> tuple[int, int, bool, int]:
    """Return the last row and the width of a sheet, whether a formula gave nothing, its texts."""
    rows = columns = words = 0
    faults = False
    for block in _blocks(read, 300):
        for before, letters, row, after in _CELL.findall(block):
            rows = max(rows, int(row))
            columns = max(columns, _column_number(letters))
            if b"t=" in (kind := before + after):
                faults |= b't="e"' in kind
                words += b't="s"' in kind or b"t='s'" in kind
        faults = faults or _UNDONE.search(block) is not None
    return rows, columns, faults, words


def _blocks(read: Read, overlap: int) -> Iterator[bytes]:
    """Yield a file in blocks that begin with the end of the one before."""
    rest = b""
    while block := read(_BLOCK):
        yield rest + block
        rest = (rest + block)[-overlap:]


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _weight_of_words(archive: zipfile.ZipFile, count: int) -> int:
    """Return how many bytes the texts of all cells add up to: a text is kept once in the file."""
    name = next((name for name in archive.namelist() if name.endswith(_STRINGS)), None)
    if name is None:
        return 0
    lengths = [len(text) for text in archive.read(name).split(b"</si>")]
    if max(lengths) * count <= MAX_BYTES:
        return 0  # surely little
    weight = 0
    for sheet in archive.namelist():
        if "sheet" in sheet and sheet.endswith(".xml"):
            with archive.open(sheet) as part:
                for block in _blocks(part.read, 0):
                    places = map(int, _STRING.findall(block))
                    weight += sum(lengths[place] for place in places if place < len(lengths))
    return weight


def _extent_of_ods(read: Read) -> tuple[int, int]:
    """Return the last row and the width of the largest sheet; repeated empty cells cost nothing."""
    rows = columns = most = wide = 0
    times = width = last = 0  # of the row under way
    rest = b""
    while block := read(_BLOCK):
        data = rest + block
        cut = data.rfind(b"<")
        data, rest = (data[:cut], data[cut:]) if cut > 0 else (data, b"")
        for tag, said, closed in ODS_TAG.findall(data):
            found = REPEATED.search(said)
            count = int(found[1]) if found else 1
            if tag == b"table":
                rows = columns = 0
            elif tag == b"table-row":
                rows, width = rows + times, 0
                times = count
            else:
                width += count
                if not closed or b"value" in said:
                    columns, last = max(columns, width), rows + times
                    if last * columns > most * wide:
                        most, wide = last, columns
    return most, wide


def _require_room(path: Path, rows: int, columns: int) -> None:
    if rows * columns > MAX_CELLS:
        raise too_large(path, f"{rows} × {columns}")


def too_large(path: Path, size: str) -> BadInput:
    """Return the error of a sheet that spans too many cells."""
    return BadInput(
        "{file} : une feuille s'étend sur {size} cellules. Supprimez les lignes et colonnes "
        "vides mises en forme, ou la cellule égarée tout en bas, puis enregistrez.",
        "{file}: a sheet spans {size} cells. Delete the formatted empty rows and columns, or the "
        "stray cell at the very bottom, then save.",
        file=path.name,
        size=size,
    )


def _bomb(path: Path) -> BadInput:
    return BadInput(
        "{file} se déploie en plus de textes que la mémoire n'en tient : c'est la forme d'une "
        "attaque. Rien n'a été chargé.",
        "{file} unpacks to more texts than the memory holds, which is how an attack looks. Nothing "
        "was loaded.",
        file=path.name,
    )
