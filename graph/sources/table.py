"""Tables as registers publish them: CSV of any separator, spreadsheets, Parquet; as lists of text.

Rows are counted as a spreadsheet counts them: the first line of the file is row 1, and a cell
with line breaks inside is still one row.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from graph.errors import BadInput
from graph.sources import text
from graph.sources.text import Part

SEPARATORS = ";,\t|"
MAX_COLUMNS = 5_000
BATCH = 2_000  # rows handled at a time
HEAD = 12  # rows looked at for a header: some files open with a title
_QUOTED = 131_072  # signs of a cell: more means a quote that is never closed

Cells = list[str]
Batches = Iterator[list[Cells]]


@dataclass(frozen=True)
class Table:
    """A table not read yet: its first rows, and the way to all of them."""

    name: str
    head: list[Cells]
    batches: Callable[[], Batches]  # all rows from the first, a batch at a time
    size: int = 0  # bytes on the disk
    done: Callable[[], int] = lambda: 0  # how many of them were read


def is_spreadsheet(path: Path) -> bool:
    """Tell whether a file is read as a spreadsheet, by its suffix."""
    return path.suffix.lower() in {".xlsx", ".xlsm", ".ods", ".xls"}


def spreadsheet(path: Path) -> list[Table]:
    """Return the sheets of a spreadsheet; raises BadInput when it cannot be read."""
    from graph.sources.workbook.files import open_grids

    found = []
    for _, title, grid in open_grids(path, lambda _: True):
        rows = [[str(cell) for cell in cells] for _, cells in grid]
        found.append(_in_memory(f"{path.name} › {title}", rows, path.stat().st_size))
    return found


def _in_memory(name: str, rows: list[Cells], size: int) -> Table:
    def batches() -> Batches:
        for start in range(0, len(rows), BATCH):
            yield rows[start : start + BATCH]

    return Table(name, rows[:HEAD], batches, size)


def delimited(part: Part) -> Iterator[Table]:
    """Yield a text as a table by each separator that it may have, the likeliest first."""
    start = text.sample(part)
    encoding = text.encoding_of(start, part.name)
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


def _reader(part: Part, encoding: str, separator: str) -> Callable[[], Batches]:
    def batches() -> Batches:
        with text.reading(part.name):
            reader = csv.reader(text.decoded(part, encoding), delimiter=separator)
            number = 0
            while True:
                try:
                    batch = list(islice(reader, BATCH))
                except csv.Error as error:
                    raise _malformed(part.name, reader.line_num, error) from error
                if not batch:
                    return
                number += len(batch)
                yield batch

    return batches


def _malformed(name: str, line: int, error: csv.Error) -> BadInput:
    if "field limit" in str(error):
        return BadInput(
            "{file}, ligne {row} : une cellule dépasse {n} signes. Un guillemet ouvert plus haut "
            "n'est sans doute jamais refermé : cherchez-le avant cette ligne.",
            "{file}, row {row}: a cell is longer than {n} signs. A quote opened above is probably "
            "never closed: look for it before this row.",
            file=name, row=line, n=_QUOTED,
        )  # fmt: skip
    return BadInput(
        "{file}, ligne {row} : le CSV est mal formé ({error}). Vérifiez les guillemets.",
        "{file}, row {row}: the CSV is malformed ({error}). Check the quotes.",
        file=name, row=line, error=error,
    )  # fmt: skip


def parquet(path: Path) -> Table:
    """Return a Parquet file as a table of text; raises BadInput when it cannot be read."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        file = pq.ParquetFile(path)
    except (pa.ArrowInvalid, OSError) as error:
        raise BadInput(
            "{file} n'est pas un fichier Parquet lisible ({error}). Téléchargez-le à nouveau.",
            "{file} is no readable Parquet file ({error}). Download it again.",
            file=path.name,
            error=str(error).splitlines()[0],
        ) from error
    headers = list(file.schema_arrow.names)

    def batches() -> Batches:
        yield [headers]
        try:
            for batch in file.iter_batches(BATCH):
                columns = [[_written(value) for value in c.to_pylist()] for c in batch.columns]
                yield [list(cells) for cells in zip(*columns, strict=True)]
        except (pa.ArrowInvalid, OSError) as error:
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
