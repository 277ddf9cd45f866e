"""Tables as registers publish them: CSV of any separator, spreadsheets, Parquet; as lists of text.

Rows are counted as a spreadsheet counts them: the first line of the file is row 1, and a cell
with line breaks inside is still one row.
"""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from graph.errors import BadInput
from graph.sources import text
from graph.sources.text import Part
from graph.sources.workbook import files

if TYPE_CHECKING:
    from graph.sources.filters import Sieve

SEPARATORS = ";,\t|:^"
MAX_COLUMNS = 5_000
BATCH = 2_000  # rows handled at a time…
ROOM = 8_000_000  # … or fewer, once so many signs are read
HEAD = 12  # rows looked at for a header: some files open with a title
_OLD = bytes.fromhex("d0cf11e0a1b11ae1")  # .xls, or an .xlsx locked by a password
_OFFICE = frozenset({"[Content_Types].xml", "content.xml"})  # a part of any .xlsx, of any .ods

Cells = list[str]
Batches = Iterator[list[Cells | None]]  # None stands for a row that a sieve left out


@dataclass(frozen=True)
class Table:
    """A table not read yet: its first rows, and the way to all of them."""

    name: str
    head: list[Cells]
    batches: Callable[[Sieve | None], Batches]
    """Yields all rows from the first, a batch at a time, perhaps without what a sieve rejects."""
    size: int = 0  # bytes on the disk
    done: Callable[[], int] = lambda: 0  # how many of them were read

    def rows(self) -> Iterator[Cells]:
        """Yield all rows from the first, the header with them."""
        return (cells or [] for batch in self.batches(None) for cells in batch)


def is_spreadsheet(path: Path, start: bytes) -> bool:
    """Tell whether a file is read as a spreadsheet, by its first bytes rather than its name."""
    return start.startswith(_OLD) or (start[:2] == b"PK" and _is_office(path))


def _is_office(path: Path) -> bool:
    """Tell whether an archive is a spreadsheet; a damaged one is what its name says."""
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, NotImplementedError, OSError, ValueError):
        return path.suffix.lower() in files.SPREADSHEETS
    return not names.isdisjoint(_OFFICE)


def spreadsheet(path: Path) -> list[Table]:
    """Return the sheets of a spreadsheet; raises BadInput when it cannot be read."""
    found = []
    for _, title, grid in files.open_sheets(path, lambda _: True):
        rows = [[str(cell) for cell in cells] for _, cells in grid]
        found.append(_in_memory(f"{path.name} › {title}", rows, path.stat().st_size))
    return found


def _in_memory(name: str, rows: list[Cells], size: int) -> Table:
    def batches(_: Sieve | None) -> Batches:
        for start in range(0, len(rows), BATCH):
            yield [*rows[start : start + BATCH]]

    return Table(name, rows[:HEAD], batches, size)


def delimited(part: Part) -> Iterator[Table]:
    """Yield a text as a table by each separator that it may have, the likeliest first."""
    start = text.sample(part)
    encoding = text.encoding_of(start, part.name)
    csv.field_size_limit(text.LONGEST_LINE)
    lines = start.decode(encoding, "replace").splitlines(keepends=True)[:HEAD]
    for separator in sorted(SEPARATORS, key=lambda sign: _weight(sign, lines), reverse=True):
        if any(separator in line for line in lines):
            head = list(islice(_lenient(lines, separator), HEAD))
            yield Table(part.name, head, _reader(part, encoding, separator), part.size, part.done)


def _weight(separator: str, lines: list[str]) -> tuple[int, int]:
    """Return in how many lines a sign stands, and how often: sentences hold commas too."""
    return sum(separator in line for line in lines), "".join(lines).count(separator)


def _lenient(lines: list[str], separator: str) -> Iterator[Cells]:
    reader = csv.reader(lines, delimiter=separator)
    try:
        yield from reader
    except csv.Error:  # told with its place when the whole file is read
        return


def _reader(part: Part, encoding: str, separator: str) -> Callable[[Sieve | None], Batches]:
    def batches(sieve: Sieve | None) -> Batches:
        csv.field_size_limit(text.LONGEST_LINE)
        with text.reading(part.name):
            yield from _rows(part, text.decoded(part, encoding), separator, sieve)

    return batches


def _rows(part: Part, lines: Iterator[str], separator: str, sieve: Sieve | None) -> Batches:
    """Yield rows in batches; raises BadInput where a quote opens that is never closed.

    A line without any quote is a row as it stands: splitting it takes half the time of csv, and
    only as far as the code of its place where that is not wanted.
    """
    lines = chain(lines, _END)
    quoted: list[str] = []
    reader = csv.reader(_first(quoted, lines), delimiter=separator)
    place, wanted = sieve or (-1, {})
    batch: list[Cells | None] = []
    first, line = 1, ""
    try:
        for line in lines:
            if len(batch) >= BATCH or part.signs > ROOM:
                yield batch
                first += len(batch)
                batch, part.signs = [], 0
            if '"' in line:
                quoted.append(line)
                before = reader.line_num
                cells = next(reader)
                several = reader.line_num > before + 1
                batch.append(_torn(cells, separator) if several else cells)
                continue
            head = line.split(separator, place + 1) if sieve else ()
            if len(head) > place + 1 and not wanted[head[place]]:
                batch.append(None)
            else:
                words = line.rstrip("\r\n")
                batch.append(words.split(separator) if words else [])
    except csv.Error as error:
        raise _malformed(part.name, first + len(batch), error) from error
    if '"' in line:  # what was read after the last line went into an open cell
        raise _unclosed(part.name, first + len(batch) - 1)
    batch.pop()
    yield batch


def _first(quoted: list[str], lines: Iterator[str]) -> Iterator[str]:
    """Yield what stands in ``quoted``, and the lines that follow while a quote is open."""
    while line := quoted.pop() if quoted else next(lines, ""):
        yield line


def _torn(cells: Cells, separator: str) -> Cells:
    """Return the cells apart of a row whose cell swallowed whole rows: its quote is a mistake.

    Such a row may have the right width, and mix what is said of two things.
    """
    most = max(4, len(cells) - 1)
    if "".join(cells).count(separator) < most:  # nearly every row: a text of several lines
        return cells
    found = []
    for cell in cells:
        ends = cell.count("\n") or cell.count("\r")
        torn = ends and cell.count(separator) >= most * ends
        found += cell.split(separator) if torn else [cell]
    return found


_END = ("\n",)  # read after the last line: an empty row, or a part of a cell that is still open


def _malformed(name: str, row: int, error: csv.Error) -> BadInput:
    if "field limit" in str(error):
        return _unclosed(name, row)
    return BadInput(
        "{file}, ligne {row} : le CSV est mal formé ({error}). Vérifiez les guillemets.",
        "{file}, row {row}: the CSV is malformed ({error}). Check the quotes.",
        file=name, row=row, error=error,
    )  # fmt: skip


def _unclosed(name: str, row: int) -> BadInput:
    return BadInput(
        "{file}, ligne {row} : un guillemet s'ouvre et n'est jamais refermé. Refermez-le ou "
        "retirez-le ; si c'est la dernière ligne, le fichier est incomplet : téléchargez-le à "
        "nouveau.",
        "{file}, row {row}: a quote opens and is never closed. Close it or take it out; if this "
        "is the last row, the file is incomplete: download it again.",
        file=name, row=row,
    )  # fmt: skip


def parquet(path: Path) -> Table:
    """Return a Parquet file as a table of text; raises BadInput when it cannot be read."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(path)
    except (pa.ArrowException, OSError, ValueError) as error:
        raise BadInput(
            "{file} n'est pas un fichier Parquet lisible ({error}). Téléchargez-le à nouveau.",
            "{file} is no readable Parquet file ({error}). Download it again.",
            file=path.name,
            error=str(error).splitlines()[0],
        ) from error
    headers = list(file.schema_arrow.names)

    def batches(_: Sieve | None) -> Batches:
        yield [headers]
        try:
            for batch in file.iter_batches(BATCH):
                columns = [[_written(value) for value in c.to_pylist()] for c in batch.columns]
                yield [list(cells) for cells in zip(*columns, strict=True)]
        except (pa.ArrowException, OSError, ValueError) as error:
            raise BadInput(
                "{file} est abîmé ({error}). Téléchargez-le à nouveau.",
                "{file} is damaged ({error}). Download it again.",
                file=path.name,
                error=str(error).splitlines()[0],
            ) from error

    return Table(path.name, [headers], batches, path.stat().st_size)


def _written(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
