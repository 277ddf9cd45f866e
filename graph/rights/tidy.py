"""What the workspace keeps beside its sources, without what is forgotten: decisions, refused rows.

Each file is written whole or not at all; doing it twice changes nothing more.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graph.durable import put
from graph.rejects import COLUMNS, FOLDER, guarded, unguarded
from graph.rights import forgotten
from graph.rights.mask import Mask
from graph.rights.target import Target
from ontology.text import fold

_DIGITS = re.compile(r"[0-9](?:[\s.]?[0-9]){8}(?:(?:[\s.]?[0-9]){5})?|W[0-9][0-9A-Z][0-9]{7}")


@dataclass(frozen=True)
class Tidy:
    """Takes a thing out of the files of decisions and of refused rows."""

    workspace: Path
    target: Target

    def lines(self, *, dry_run: bool = False) -> dict[str, int]:
        """Take it out; return file → how many of its lines are deleted or changed."""
        found = {}
        for file in self._files():
            if count := self._file(file, dry_run=dry_run):
                found[f"{file.parent.name}/{file.name}"] = count
        return found

    def _files(self) -> Iterator[Path]:
        own = forgotten.path(self.workspace)
        for folder, forms in (("decisions", ("*.csv",)), (FOLDER, ("*.csv", "*.json"))):
            for form in forms:
                yield from sorted(f for f in (self.workspace / folder).glob(form) if f != own)

    def _file(self, file: Path, *, dry_run: bool) -> int:
        try:
            text = file.read_bytes().decode("utf-8-sig")
            after, count = (self._json if file.suffix == ".json" else self._csv)(text, file)
        except (UnicodeDecodeError, csv.Error, ValueError, RecursionError):
            return 0  # nothing that this program wrote: the search through files tells of it
        if count and not dry_run:
            draft = file.with_suffix(".part")
            mark = "\ufeff" if file.parent.name == FOLDER and file.suffix == ".csv" else ""
            draft.write_text(mark + after, encoding="utf-8", newline="")
            put(draft, file)
        return count

    def _csv(self, text: str, file: Path) -> tuple[str, int]:
        rows = [*csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True)]
        end = "\r\n" if "\r\n" in text else "\n"
        out = io.StringIO(newline="")
        writer = csv.writer(out, delimiter=";", lineterminator=end)
        header, count = rows[:1], 0
        for row in rows[1:]:
            after = self._row([unguarded(cell) for cell in row], header[0], file)
            count += after is None or after != [unguarded(cell) for cell in row]
            if after is not None:
                header.append([guarded(cell) for cell in after])
        writer.writerows(header)
        return out.getvalue(), count

    def _row(self, row: list[str], header: Sequence[str], file: Path) -> list[str] | None:
        """Return a row without the thing; None for one that is about it alone."""
        if file.parent.name != FOLDER:
            if any(cell in self.target.iris for cell in row):
                return None
            return [self._mask.text(cell) for cell in row]
        if not any(map(self._names, row)):
            return row
        kept = [column in COLUMNS for column in header]
        return [cell if keep else "" for cell, keep in zip(row, kept, strict=False)]

    def _json(self, text: str, _: Path) -> tuple[str, int]:
        records, count = [], 0
        document = json.loads(text)
        if not isinstance(document, list) or not all(isinstance(one, dict) for one in document):
            raise ValueError(document)
        for record in document:
            about = any(map(self._names, texts_in(record)))
            records.append({k: v for k, v in record.items() if not about or k in COLUMNS})
            count += about and len(record) > len(COLUMNS)
        lines = ",\n".join(json.dumps(record, ensure_ascii=False) for record in records)
        return f"[\n{lines}\n]\n", count

    @property
    def _mask(self) -> Mask:
        return Mask(self.target.names)

    def _names(self, cell: str) -> bool:
        """Tell whether a cell names the thing, or gives its number."""
        known = self.target.numbers
        if any(number in known or number[:9] in known for number in numbers_in(cell)):
            return True
        return bool(fold(cell)) and self._mask.text(cell) != cell


def numbers_in(cell: str) -> Iterator[str]:
    """Yield what may be official numbers in a cell, without spaces.

    >>> list(numbers_in("SIRET 211 300 017 00012, W131000001"))
    ['21130001700012', 'W131000001']
    """
    for found in _DIGITS.finditer(cell):
        yield re.sub(r"[\s.]", "", found[0])


def texts_in(value: Any) -> Iterator[str]:
    """Yield the texts and numbers in what JSON holds."""
    if isinstance(value, dict):
        for each in value.values():
            yield from texts_in(each)
    elif isinstance(value, list):
        for each in value:
            yield from texts_in(each)
    elif isinstance(value, str | int):
        yield str(value)
