"""The accepted rows of a workbook, and how the others are reported."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from graph.sources.report import Problem, Report
from graph.sources.workbook.cells import REFERS, Context, Ref
from graph.sources.workbook.read import Table
from graph.sources.workbook.rules import Refusal


@dataclass(frozen=True, slots=True)
class Record:
    """An accepted row: its values by column key, and where it stood."""

    sheet: str
    row: int
    key: str
    values: dict[str, Any]

    def get(self, column: str) -> Any:
        """Return the value of a column, or None when its cell is empty."""
        return self.values.get(column)

    def all(self, column: str) -> tuple[Any, ...]:
        """Return the values of a column that may hold several."""
        found: tuple[Any, ...] = self.values.get(column, ())
        return found


@dataclass
class Checked:
    """The accepted rows of a workbook by sheet, and the report of the others."""

    tables: dict[str, Table] = field(default_factory=dict)
    records: dict[str, list[Record]] = field(default_factory=lambda: defaultdict(list))
    context: Context = field(default_factory=Context)
    report: Report = field(default_factory=Report)

    def by_alliance(self, sheet: str) -> dict[str, list[Record]]:
        """Return the accepted rows of parties or stages by the key of their alliance."""
        rows: dict[str, list[Record]] = defaultdict(list)
        for record in self.records[sheet]:
            rows[record.values["alliance"].key].append(record)
        return rows

    def is_withheld(self, ref: Ref) -> bool:
        """Tell whether a row is left out because it must never be shown."""
        return self.context.directories[ref.sheet].state[ref.key] == "withheld"

    def refuse(self, sheet: str, row: int, refusal: Refusal) -> None:
        """Report what is wrong with a row."""
        self.report.problems.append(problem(self.tables[sheet], row, refusal))

    def leave_out(self, records: list[Record], *, rejected: bool = False) -> None:
        """Take back rows that were accepted; they are counted as left out, or as refused."""
        gone = set(map(id, records))
        for sheet in {record.sheet for record in records}:
            self.records[sheet] = [r for r in self.records[sheet] if id(r) not in gone]
        for record in records:
            state = self.context.directories[record.sheet].state
            if record.key in state:
                state[record.key] = "refused" if rejected else "withheld"
            self.report.loaded[record.sheet] -= 1
            counts = self.report.rejected if rejected else self.report.filtered
            counts[record.sheet] += 1


def problem(table: Table, row: int, refusal: Refusal) -> Problem:
    """Return a refusal at a place of a table, with the names that the file itself uses."""
    column, value, reason, advice = refusal
    title = "" if table.place == table.file else table.title
    named = next((c.name for c in table.sheet.columns if c.key == column), "")
    header = table.headers.get(column) or named
    return Problem(table.file, title, row, header, value, reason, advice, reason == REFERS)
