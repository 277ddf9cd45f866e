"""The refused rows of a register's file, in a CSV to correct and load again.

::

    refus/rna-waldec.csv     the columns that may pass, as the file names them; then the row's
                             number in the file, and why it was refused

Of JSON, a list of records with the fields that may pass, and these two. A file of refused rows
holds no column that may not pass the door, no contact in its texts, and of a row that may be about
a person its number and the reason alone. A text that a spreadsheet would take for a formula
gets an apostrophe in front, which loading takes away again.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import IO, Any

from graph.durable import put
from graph.sources.report import Problem

Refused = Sequence[str] | Mapping[str, Any]  # the cells of a row, or a record of JSON
FOLDER = "refus"
COLUMNS = ("ligne refusée", "motif du refus")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def guarded(cell: str) -> str:
    """Return a cell that a spreadsheet takes for text, never for a formula.

    >>> guarded("=1+1"), guarded("-5"), guarded("Club")
    ("'=1+1", "'-5", 'Club')
    """
    return f"'{cell}" if cell.lstrip("'").startswith(_FORMULA) else cell


def unguarded(cell: str) -> str:
    """Return a cell without the apostrophe that guards a formula."""
    return cell[1:] if cell[:1] == "'" and cell.lstrip("'").startswith(_FORMULA) else cell


def _next(source: str) -> str:
    """Return the name for what is refused of a source; of a file of refused rows, another one.

    The rows of that file that were good are loaded from it: it must go on holding them.

    >>> _next("rna"), _next("rna-refus"), _next("rna-refus-2")
    ('rna-refus', 'rna-refus-2', 'rna-refus-3')
    """
    found = re.fullmatch(r"(.+)-refus(?:-([0-9]+))?", source)
    return f"{found[1]}-refus-{int(found[2] or 1) + 1}" if found else f"{source}-refus"


class Rejects:
    """Collects refused rows; the file is there once the block ends, if there were any."""

    def __init__(self, workspace: Path, source: str, *, dry_run: bool = False) -> None:
        self.dry_run = dry_run
        self.path = workspace / FOLDER / f"{_next(source)}.csv"
        self._draft = self.path.with_suffix(".part")
        self._file: IO[str] | None = None
        self._headers: list[str] = []

    def __enter__(self) -> Rejects:
        return self

    def add(self, headers: Sequence[str], kept: Refused, problem: Problem) -> None:
        """Note a refused row: its cells that may pass, under their headers, or a record."""
        first = self._file is None
        if isinstance(kept, Mapping):
            self._add_record(kept, problem, first=first)
        else:
            self._add_row(headers, kept, problem, first=first)

    def _open(self, encoding: str) -> IO[str]:
        if self._file is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._draft.open("w", encoding=encoding, errors="replace", newline="")
        return self._file

    def _add_row(
        self, headers: Sequence[str], cells: Sequence[str], problem: Problem, *, first: bool
    ) -> None:
        writer = csv.writer(self._open("utf-8-sig"), delimiter=";")
        if first:
            self._headers = list(headers)
            writer.writerow((*map(guarded, headers), *COLUMNS))
        given = dict(zip(headers, cells, strict=True))  # members of an archive order them each
        row = [guarded(given.get(header, "")) for header in self._headers]
        writer.writerow((*row, problem.row, _why(problem)))

    def _add_record(self, fields: Mapping[str, Any], problem: Problem, *, first: bool) -> None:
        if first:
            self.path = self.path.with_suffix(".json")
        record = {**fields, COLUMNS[0]: problem.row, COLUMNS[1]: _why(problem)}
        text = json.dumps(record, ensure_ascii=False)
        self._open("utf-8").write(f"[\n{text}" if first else f",\n{text}")

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._file is None:
            return
        if self.path.suffix == ".json":
            self._file.write("\n]\n")
        self._file.close()
        # Of a file that was not read to its end, only a part of the refused rows is known.
        whole = error is None or hasattr(error, "loaded")
        with suppress(OSError):
            if whole and not self.dry_run:
                self._keep_corrections()
                put(self._draft, self.path)
            else:
                self._draft.unlink()
        with suppress(OSError):
            self.path.parent.rmdir()  # when nothing is in it

    def _keep_corrections(self) -> None:
        """Put aside a file that somebody may be correcting, before another takes its name."""
        if self.path.exists() and self.path.read_bytes() != self._draft.read_bytes():
            self.path.replace(self.path.with_suffix(f".avant{self.path.suffix}"))


def _why(problem: Problem) -> str:
    return f"{problem.reason.fr} — {problem.advice.fr}"
