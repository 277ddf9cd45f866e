"""Accept or refuse each row: a refused row never takes a good one with it, save by reference."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import ontology
from graph.identifiers import slug
from graph.privacy import withhold_contacts
from graph.sources.workbook import rules, whole
from graph.sources.workbook.cells import CellError, Directory, Ref, one_line
from graph.sources.workbook.read import Line, Table
from graph.sources.workbook.records import Checked, Record
from graph.sources.workbook.rules import Refusal
from graph.sources.workbook.schema import SHEETS
from ontology.text import fold, same

Communes = Callable[[], Mapping[str, str]]

EXAMPLE = ("exemple:", "example:")
_EXAMPLE = re.compile(r"ex[ea]mple\s*:", re.IGNORECASE)  # French typing puts a space before ":"
_WITHHELD = "jamais"  # the disclosure "never": such a row is not loaded


def check(tables: dict[str, Table], communes: Communes = dict) -> Checked:
    """Read every cell of the tables; refusals are reported, not raised.

    The lines of a table are forgotten once they are read.

    ``communes`` gives code → name of those that rows may name though they have no row themselves.
    """
    checked = Checked(tables)
    checked.context.communes = communes
    for key, schema in SHEETS.items():
        title = same(tables[key].title) if key in tables else schema.name
        checked.context.directories[key] = Directory(title)
        if key in tables:
            _Sheet(tables[key], checked).check()
            tables[key] = replace(tables[key], lines=())
    borrowed = checked.context.borrowed.items()
    checked.records["territories"] += [_borrowed(code, name) for code, name in borrowed]
    whole.settle(checked)
    checked.report.withheld = checked.context.withheld
    return checked


def _borrowed(code: str, name: str) -> Record:
    """Return a commune that rows name, as if it had a row."""
    kind = ontology.iri("igeo:Commune")
    return Record("territories", 0, code, {"id": code, "name": name, "type": kind, "code": code})


class _Sheet:
    """The check of one sheet against its schema and the sheets before it."""

    def __init__(self, table: Table, checked: Checked) -> None:
        self.table = table
        self.sheet = table.sheet
        self.checked = checked
        self.directory = checked.context.directories[self.sheet.key]
        self.identifiers: dict[tuple[str, str], int] = {}
        self.keys: dict[str, str] = {}  # as they are in IRIs → as first written
        self.bodies: dict[str, tuple[Ref, int]] = {}  # of posts, and the row that says so

    def check(self) -> None:
        """Accept or refuse every row, then drop links to rows refused later in the sheet."""
        report, name = self.checked.report, self.sheet.key
        self.checked.context.sheet = name
        report.notices += self.table.notices
        lines = [line for line in self.table.lines if not self._is_example(line)]
        report.read[name] = len(lines)
        keys = [self._declare(line) for line in lines]
        for line, key in zip(lines, keys, strict=True):
            record = self._record(line, key)
            if record is None:
                report.rejected[name] += 1
            elif self._must_not_show(record):
                report.filtered[name] += 1
                self.directory.state[key] = "withheld"
            else:
                report.loaded[name] += 1
                self.checked.records[name].append(record)
                if key in self.directory.state:
                    self.directory.state[key] = "loaded"
        for key, state in self.directory.state.items():
            if state == "pending":
                self.directory.state[key] = "refused"
        self._settle()

    def _is_example(self, line: Line) -> bool:
        """Tell whether the first column of the template says that the row is an example."""
        return _EXAMPLE.match(str(line.cells.get(self.sheet.columns[0].key, ""))) is not None

    def _declare(self, line: Line) -> str:
        """Make the row known by its identifier and name before any reference is read."""
        if self.sheet.id is None:
            return str(line.number)
        title = one_line(str(line.cells.get(self.sheet.title or "", "")))
        key = one_line(str(line.cells.get(self.sheet.id, "")))
        if self.sheet.key == "territories":
            key = rules.restored(key, line.cells)
        key = key or slug(withhold_contacts(title)[0])
        if self.sheet.key == "mandates":
            key = self.keys.setdefault(slug(key), key)
        if key:
            code = str(line.cells.get("code", "")) if self.sheet.key == "territories" else ""
            self.directory.add(key, title, line.number, code)
        return key

    def _record(self, line: Line, key: str) -> Record | None:
        """Read a row; report what is wrong and return None when it is refused."""
        values: dict[str, Any] = {}
        refusals = list(self._read(line, values))
        if line.surplus:
            refusals.append(rules.surplus(line.surplus))
        refusals += rules.of_row(self.sheet.key, values)
        refusals += self._repeated(line, key, values)
        for refusal in refusals:
            self._refuse(line.number, refusal)
        return None if refusals else Record(self.sheet.key, line.number, key, values)

    def _read(self, line: Line, values: dict[str, Any]) -> Iterator[Refusal]:
        """Put the values of a row where they belong; yield the cells that cannot be read."""
        for column in self.sheet.columns:
            cell = line.cells.get(column.key)
            if cell is None:
                if column.required:
                    yield rules.required(column.key)
                continue
            try:
                values[column.key] = column.parse(cell, self.checked.context)
            except CellError as error:
                yield column.key, str(cell), error.reason, error.advice

    def _repeated(self, line: Line, key: str, values: dict[str, Any]) -> Iterator[Refusal]:
        """Yield a second row with the same id, SIREN, RNA number or code."""
        if self.sheet.id and not slug(key) and self.sheet.title in values:
            yield rules.nameless(self.sheet.id)
        pairs = [(c, str(values[c])) for c in ("rna", "siren") if values.get(c)]
        if self.sheet.key == "mandates":
            if fold(key) in self.checked.context.directories["actors"].words:
                yield rules.taken(key)
            body = values.get("body")
            if body and self.bodies.setdefault(key, (body, line.number))[0] != body:
                yield rules.other_body(self.bodies[key][1])
        elif self.sheet.id and slug(key):
            pairs.insert(0, (self.sheet.id, key))
        if self.sheet.key == "territories" and "code" in values and "type" in values:
            pairs.append(("code", f"{values['code']}\x1f{ontology.curie(values['type'])}"))
        for column, value in pairs:
            # Two ids that differ by case or accents would be one thing in the graph.
            first = self.identifiers.setdefault((column, slug(value)), line.number)
            if first != line.number:
                yield rules.repeated(column, value.partition("\x1f")[0], first)

    def _must_not_show(self, record: Record) -> bool:
        """Tell whether a row is withheld, or says nothing without one that is.

        The parties of an alliance are left out later, when its other parties are known.
        """
        if record.get("disclosure") == _WITHHELD:
            return True
        needed = [c.key for c in self.sheet.columns if c.required]
        refs = [record.get(key) for key in needed if (self.sheet.key, key) != ("parties", "actor")]
        return any(isinstance(ref, Ref) and self.checked.is_withheld(ref) for ref in refs)

    def _settle(self) -> None:
        """Drop links to rows of this sheet that were refused after all, until nothing changes."""
        while True:
            records = self.checked.records[self.sheet.key]
            for record in records:
                self._drop_links(record)
            broken = list(rules.of_sheet(self.sheet.key, [(r.key, r.values) for r in records]))
            if not broken:
                return
            for place, refusal in broken:
                self._refuse(records[place].row, refusal)
            gone = sorted({place for place, _ in broken})
            self.checked.leave_out([records[place] for place in gone], rejected=True)

    def _drop_links(self, record: Record) -> None:
        for column, value in list(record.values.items()):
            lost = [ref for ref in value if self._is_refused(ref)] if type(value) is tuple else []
            if lost:
                record.values[column] = tuple(ref for ref in value if ref not in lost)
                first = self.directory.rows[lost[0].key]
                self._refuse(record.row, rules.lost_link(column, lost[0].key, first))

    def _is_refused(self, ref: object) -> bool:
        own = isinstance(ref, Ref) and ref.sheet == self.sheet.key
        return own and self.directory.state[ref.key] == "refused"  # type: ignore[attr-defined]

    def _refuse(self, row: int, refusal: Refusal) -> None:
        self.checked.refuse(self.sheet.key, row, refusal)


__all__ = ["EXAMPLE", "Checked", "Record", "check"]
