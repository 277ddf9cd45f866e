"""Accept or refuse each row: a refused row never takes a good one with it, save by reference."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import ontology
from graph.dates import Period
from graph.identifiers import slug
from graph.sources.report import Problem, Report
from graph.sources.workbook.cells import CellError, Context, Directory, Ref
from graph.sources.workbook.read import Line, Table
from graph.sources.workbook.schema import SHEETS
from ontology.text import Text, fold

EXAMPLE = ("exemple:", "example:")
_WITHHELD = "jamais"  # the disclosure "never": such a row is not loaded


@dataclass(frozen=True)
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

    records: dict[str, list[Record]] = field(default_factory=lambda: defaultdict(list))
    context: Context = field(default_factory=Context)
    report: Report = field(default_factory=Report)

    def by_alliance(self, sheet: str) -> dict[str, list[Record]]:
        """Return the accepted rows of parties or stages by the key of their alliance."""
        rows: dict[str, list[Record]] = defaultdict(list)
        for record in self.records[sheet]:
            rows[record.values["alliance"].key].append(record)
        return rows


def check(tables: dict[str, Table]) -> Checked:
    """Read every cell of the tables; refusals are reported, not raised."""
    checked = Checked()
    for key in SHEETS:
        if key in tables:
            _Sheet(tables[key], checked).check()
        else:
            checked.context.directories[key] = Directory()
    _drop_lame_alliances(checked, tables)
    _note_regressions(checked, tables)
    checked.report.withheld = checked.context.withheld
    return checked


class _Sheet:
    """The check of one sheet against its schema and the sheets before it."""

    def __init__(self, table: Table, checked: Checked) -> None:
        self.table = table
        self.sheet = table.sheet
        self.checked = checked
        self.directory = Directory()
        self.identifiers: dict[tuple[str, str], int] = {}
        checked.context.directories[self.sheet.key] = self.directory

    def check(self) -> None:
        """Accept or refuse every row, then drop links to rows refused later in the sheet."""
        report, name = self.checked.report, self.sheet.key
        lines = [line for line in self.table.lines if not _is_example(line)]
        report.read[name] = len(lines)
        keys = [self._declare(line) for line in lines]
        for line, key in zip(lines, keys, strict=True):
            record = self._record(line, key)
            if record is None:
                report.rejected[name] += 1
                if key and self.directory.rows.get(key) == line.number:
                    self.directory.state[key] = "refused"
            elif record.get("disclosure") == _WITHHELD:
                report.filtered[name] += 1
                self.directory.state[key] = "withheld"
            else:
                self._accept(record)
        self._drop_links_to_refused()
        report.loaded[name] = len(self.checked.records[name])

    def _declare(self, line: Line) -> str:
        """Make the row known by its identifier and name before any reference is read."""
        if self.sheet.id is None:
            return str(line.number)
        title = str(line.cells.get(self.sheet.title or "", ""))
        key = str(line.cells.get(self.sheet.id, "")) or slug(title)
        if key and (key not in self.directory.rows or self.sheet.key == "mandates"):
            self.directory.add(key, title, line.number)
        return key

    def _record(self, line: Line, key: str) -> Record | None:
        """Read a row; report what is wrong and return None when it is refused."""
        before = len(self.checked.report.problems)
        values = self._values(line)
        if line.surplus:
            self._refuse(line, "", str(line.surplus), Text(
                "des cellules dépassent la dernière colonne", "cells go beyond the last column",
            ), Text("Une virgule ou un point-virgule sans guillemets ?",
                    "A comma or semicolon without quotes?"))  # fmt: skip
        self._check_unique(line, key, values)
        _check_order(self, line, values)
        refused = len(self.checked.report.problems) > before
        return None if refused else Record(self.sheet.key, line.number, key, values)

    def _values(self, line: Line) -> dict[str, Any]:
        values: dict[str, Any] = {}
        for column in self.sheet.columns:
            cell = line.cells.get(column.key)
            if cell is None:
                if column.required:
                    self._refuse(line, column.key, "", Text(
                        "cette cellule est obligatoire", "this cell is required",
                    ), Text("Remplissez-la.", "Fill it in."))  # fmt: skip
                continue
            try:
                values[column.key] = column.parse(cell, self.checked.context)
            except CellError as error:
                self._refuse(line, column.key, str(cell), error.reason, error.advice)
        return values

    def _check_unique(self, line: Line, key: str, values: dict[str, Any]) -> None:
        """Refuse a second row with the same id, SIREN or RNA number."""
        pairs = [(c, values[c]) for c in ("rna", "siren") if values.get(c)]
        if self.sheet.id and self.sheet.key != "mandates":
            pairs.insert(0, (self.sheet.id, key))
        elif self.sheet.key == "mandates" and fold(key) in self._actor_words():
            self._refuse(line, "post", key, Text(
                "cet identifiant est déjà celui d'un acteur", "this id is already an actor's",
            ), Text("Donnez-en un autre au poste.", "Give the post another one."))  # fmt: skip
        for pair in pairs:
            first = self.identifiers.setdefault(pair, line.number)
            if first != line.number:
                self._refuse(line, pair[0], str(pair[1]), Text(
                    "déjà à la ligne {row}", "already in row {row}",
                ).fill(row=first), Text(
                    "Gardez une seule ligne, ou corrigez l'identifiant.",
                    "Keep a single row, or correct the identifier.",
                ))  # fmt: skip

    def _actor_words(self) -> dict[str, list[str]]:
        actors = self.checked.context.directories.get("actors")
        return actors.words if actors else {}

    def _accept(self, record: Record) -> None:
        self.checked.records[self.sheet.key].append(record)
        if record.key in self.directory.state:
            self.directory.state[record.key] = "loaded"

    def _drop_links_to_refused(self) -> None:
        """Drop and report links inside the sheet to a row that was refused after all."""
        records = self.checked.records[self.sheet.key]
        for record in records:
            for column, value in list(record.values.items()):
                if not isinstance(value, tuple):
                    continue
                lost = [r for r in value if isinstance(r, Ref) and self._is_refused(r)]
                if lost:
                    record.values[column] = tuple(r for r in value if r not in lost)
                    line = Line(record.row, {})
                    self._refuse(line, column, lost[0].key, Text(
                        "ce lien vise une ligne refusée ; la ligne est chargée sans lui",
                        "this link is to a refused row; the row is loaded without it",
                    ), Text("Corrigez la ligne {row}.", "Correct row {row}.").fill(
                        row=self.directory.rows[lost[0].key]))  # fmt: skip

    def _is_refused(self, ref: Ref) -> bool:
        return ref.sheet == self.sheet.key and self.directory.state[ref.key] == "refused"

    def _refuse(self, line: Line, column: str, value: str, reason: Text, advice: Text) -> None:
        self.checked.report.problems.append(
            problem(self.table, line.number, column, value, reason, advice)
        )


def problem(table: Table, row: int, column: str, value: str, reason: Text, advice: Text) -> Problem:
    """Return a refusal at a place of a table, with the names that the file itself uses."""
    title = "" if table.file.rpartition(".")[0] == table.title else table.title
    header = table.headers.get(column, "") or (
        next((c.name.fr for c in table.sheet.columns if c.key == column), "")
    )
    return Problem(table.file, title, row, header, value, reason, advice)


def _is_example(line: Line) -> bool:
    return any(str(cell).casefold().startswith(EXAMPLE) for cell in line.cells.values())


def _check_order(sheet: _Sheet, line: Line, values: dict[str, Any]) -> None:
    start, end = values.get("start"), values.get("end")
    if not (isinstance(start, Period) and isinstance(end, Period)):
        return
    if start.not_before and end.not_after and end.not_after < start.not_before:
        sheet._refuse(line, "end", end.words, Text(
            "la fin est avant le début ({start})", "the end is before the start ({start})",
        ).fill(start=start.words), Text("Corrigez l'une des deux.", "Correct one of them.")
        )  # fmt: skip


def _drop_lame_alliances(checked: Checked, tables: dict[str, Table]) -> None:
    """Refuse alliances with fewer than two parties or without any stage, and their rows."""
    parties, stages = checked.by_alliance("parties"), checked.by_alliance("stages")
    state = checked.context.directories["alliances"].state
    report = checked.report
    for record in list(checked.records["alliances"]):
        actors = {p.values["actor"] for p in parties[record.key]}
        hidden = {a for a in actors if _is_withheld(a, checked)}
        if len(actors) >= 2 and stages[record.key] and len(actors - hidden) >= 2:
            continue
        state[record.key] = "refused"
        checked.records["alliances"].remove(record)
        report.loaded["alliances"] -= 1
        if len(actors) >= 2 and stages[record.key]:
            report.filtered["alliances"] += 1
            continue
        report.rejected["alliances"] += 1
        reason, advice = _lame(len(actors))
        report.problems.append(
            problem(tables["alliances"], record.row, "id", record.key, reason, advice)
        )
    for sheet in ("parties", "stages"):
        _drop_orphans(checked, sheet)


def _lame(parties: int) -> tuple[Text, Text]:
    if parties < 2:
        return (
            Text(
                "une alliance a au moins deux parties, celle-ci en a {n} de valable",
                "an alliance has at least two parties, this one has {n} that is valid",
            ).fill(n=parties),
            Text("Complétez la feuille « parties ».", "Complete the sheet 'parties'."),
        )
    return (
        Text("cette alliance n'a aucune étape valable", "this alliance has no valid stage"),
        Text(
            "Ajoutez une ligne à « étapes » (au moins « contact »).",
            "Add a row to 'stages' (at least 'contact').",
        ),
    )


def _is_withheld(ref: Ref, checked: Checked) -> bool:
    return checked.context.directories[ref.sheet].state[ref.key] == "withheld"


def _drop_orphans(checked: Checked, sheet: str) -> None:
    """Leave out parties and stages of alliances that are not loaded, and withheld parties."""
    state = checked.context.directories["alliances"].state
    kept = [
        record
        for record in checked.records[sheet]
        if state[record.values["alliance"].key] == "loaded"
        and not ("actor" in record.values and _is_withheld(record.values["actor"], checked))
    ]
    left_out = len(checked.records[sheet]) - len(kept)
    checked.records[sheet] = kept
    checked.report.loaded[sheet] -= left_out
    checked.report.filtered[sheet] += left_out


def _note_regressions(checked: Checked, tables: dict[str, Table]) -> None:
    """Say where a later stage is an earlier step: allowed, but worth a look."""
    order = {slug: concept.order or 0 for slug, concept in ontology.concepts("stage").items()}
    for key, rows in checked.by_alliance("stages").items():
        dated = [r for r in rows if r.get("date") and r.values["date"].not_before]
        dated.sort(key=lambda r: r.values["date"].not_before)
        for before, after in pairwise(dated):
            first, second = before.values["stage"], after.values["stage"]
            certain = before.values["date"].not_after
            if not certain or certain >= after.values["date"].not_before:
                continue
            if order[second] < order[first]:
                checked.report.notices.append(Text(
                    "{file}, ligne {row} : « {key} » revient de « {a} » à « {b} ».",
                    "{file}, row {row}: '{key}' goes back from '{a}' to '{b}'.",
                ).fill(file=tables["stages"].file, row=after.row, key=key, a=first, b=second)
                )  # fmt: skip
