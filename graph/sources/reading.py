"""Read a file of a register row by row: what passes the door, what is refused, what is left out.

The one driver of all sources. It knows nothing of any register; a layout knows nothing of files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from graph.errors import BadInput
from graph.sources import text
from graph.sources.context import OUTSIDE, Context
from graph.sources.emit import Emit, joined
from graph.sources.places import canonical
from graph.sources.report import Problem, Report
from graph.sources.source import JsonLayout, Layout, LeaveOut, Reject, Row, Source, Statements
from graph.sources.table import MAX_COLUMNS, Cells, Table
from ontology.text import Text, fold

SHOWN = 1_000  # refusals kept in memory; all of them go to the file of refused rows
EMPTY = Text("ligne vide", "empty row")
ENCODING = Text("octets étrangers lus en Windows-1252", "foreign bytes read as Windows-1252")
OWN_COLUMNS = ("ligne refusee", "motif du refus")  # of a file of refused rows, loaded again

Refuse = Callable[[int, Sequence[str], Problem], None]
Progress = Callable[[int], None]  # how many rows were read so far


@dataclass(frozen=True)
class TableFile:
    """A table recognised as a layout: its header, and where each column that may pass stands."""

    table: Table
    layout: Layout
    header: Cells
    skip: int  # rows above the first row of data
    places: dict[str, int]

    @property
    def dropped(self) -> list[tuple[int, str]]:
        """Return place and header of the columns that stay at the door."""
        passing = set(self.places.values())
        own = set(OWN_COLUMNS)
        return [
            (place, header)
            for place, header in enumerate(self.header)
            if place not in passing and header.strip() and fold(header) not in own
        ]


@dataclass
class JsonFile:
    """A JSON document recognised as a layout."""

    name: str
    layout: JsonLayout
    document: Any


@dataclass
class Reading:
    """A file recognised, and how its rows are read."""

    source: Source
    layout: Layout | JsonLayout
    files: list[TableFile] | list[JsonFile]
    notices: list[Text] = field(default_factory=list)

    def blocks(
        self,
        out: Emit,
        context: Context,
        report: Report,
        *,
        refuse: Refuse = lambda *_: None,
        progress: Progress = lambda _: None,
    ) -> Iterator[bytes]:
        """Yield the statements of the good rows as blocks of N-Quads; fill the report."""
        report.notices += self.notices
        statements = self.layout.statements(out, context)
        run = _Run(self.source.key, out, context, report, statements, refuse, progress)
        for file in self.files:
            if isinstance(file, TableFile):
                yield from run.table(file)
            else:
                yield from run.json(file)
        statements.end()
        out.keep()
        yield joined(out.drain())
        report.withheld += out.withheld


@dataclass
class _Run:
    """One pass over the files of a reading."""

    sheet: str
    out: Emit
    context: Context
    report: Report
    statements: Statements
    refuse: Refuse
    progress: Progress
    read: int = 0

    def table(self, file: TableFile) -> Iterator[bytes]:
        first = 0
        keep = _place_filter(file, self.context)
        width, name = len(file.header), file.table.name
        for batch in file.table.batches():
            rows = list(enumerate(batch, first + 1))[max(0, file.skip - first) :]
            first += len(batch)
            foreign, text.foreign.met = text.foreign.met, 0
            self.report.read[self.sheet] += len(rows)
            self.read += len(rows)
            kept = [pair for pair in rows if keep(pair[1])] if keep else rows
            if len(kept) < len(rows):
                self._left_out(OUTSIDE, len(rows) - len(kept))
            for number, cells in kept:
                self._cells(file, number, cells, width, name, marked=bool(foreign))
            self._count_dropped(file, [cells for _, cells in kept])
            self.progress(self.read)
            yield joined(self.out.drain())

    def _cells(
        self, file: TableFile, number: int, cells: Cells, width: int, name: str, *, marked: bool
    ) -> None:
        mended = None
        if len(cells) != width:
            if not any(cell.strip() for cell in cells):
                self._left_out(EMPTY, 1)
                return
            if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
                cells = cells[:width]
            elif file.layout.mend and (mended := file.layout.mend(file.header, cells)):
                cells = mended
            else:
                self._reject(number, cells, name, _ragged(len(cells), width), file)
                return
        values = {key: cells[place].strip() for key, place in file.places.items()}
        row = Row(number, values)
        if mended:
            row.repairs.append(MENDED)
        if marked and any("\uf780" <= c <= "\uf7ff" for v in values.values() for c in v):
            row.values = {key: text.unmark(value) for key, value in values.items()}
            row.repairs.append(ENCODING)
        if "\0" in "".join(values.values()):
            self._reject(number, cells, name, _null(), file)
        elif not any(values.values()):
            self._left_out(EMPTY, 1)
        else:
            self._state(row, cells, name, file)

    def _state(self, row: Row, cells: Cells, name: str, file: TableFile) -> None:
        try:
            self.statements.row(row)
        except LeaveOut as left:
            self.out.discard()
            self._left_out(left.reason, 1)
        except Reject as refused:
            self.out.discard()
            self._reject(row.number, cells, name, refused, file)
        else:
            self.out.keep()
            if row.repairs:
                self.report.repaired[self.sheet] += 1
                self.report.reasons.update(set(row.repairs))
            else:
                self.report.loaded[self.sheet] += 1

    def _reject(
        self, number: int, cells: Cells, name: str, refused: Reject, file: TableFile
    ) -> None:
        place = file.places.get(refused.column, -1)
        header = file.header[place] if place >= 0 else refused.column
        value = cells[place].strip() if 0 <= place < len(cells) else ""
        problem = Problem(name, "", number, header, value, refused.reason, refused.advice)
        self._note(problem)
        aligned = len(cells) == len(file.header)
        self.refuse(number, cells if aligned else [], problem)

    def _note(self, problem: Problem) -> None:
        self.report.rejected[self.sheet] += 1
        if len(self.report.problems) < SHOWN:
            self.report.problems.append(problem)

    def _left_out(self, reason: Text, count: int) -> None:
        self.report.filtered[self.sheet] += count
        self.report.reasons[reason] += count

    def _count_dropped(self, file: TableFile, rows: list[Cells]) -> None:
        for place, header in file.dropped:
            filled = sum(1 for cells in rows if place < len(cells) and cells[place])
            if filled:
                self.report.dropped[header] += filled

    def json(self, file: JsonFile) -> Iterator[bytes]:
        for number, record in enumerate(file.layout.records(file.document), 1):
            self.report.read[self.sheet] += 1
            for name in record.keys() - file.layout.passes:
                self.report.dropped[name] += 1
            self._record(file, number, record)
            if number % 1000 == 0:
                self.progress(number)
                yield joined(self.out.drain())

    def _record(self, file: JsonFile, number: int, record: Mapping[str, Any]) -> None:
        fields = {key: value for key, value in record.items() if key in file.layout.passes}
        row = JsonRow(number, fields)
        try:
            self.statements.row(row)
        except LeaveOut as left:
            self.out.discard()
            self._left_out(left.reason, 1)
        except Reject as refused:
            self.out.discard()
            value = str(fields.get(refused.column, ""))
            problem = Problem(
                file.name, "", number, refused.column, value, refused.reason, refused.advice
            )
            self._note(problem)
            self.refuse(number, [], problem)
        else:
            self.out.keep()
            counts = self.report.repaired if row.repairs else self.report.loaded
            counts[self.sheet] += 1
            self.report.reasons.update(set(row.repairs))


class JsonRow:
    """One record of a JSON document, behind the door."""

    __slots__ = ("fields", "number", "repairs")

    def __init__(self, number: int, fields: dict[str, Any]) -> None:
        self.number = number
        self.fields = fields
        self.repairs: list[Text] = []

    def get(self, key: str) -> Any:
        """Return a field as the document has it, or None."""
        return self.fields.get(key)

    def __getitem__(self, key: str) -> str:
        """Return a field as text; empty when it is absent or no simple value."""
        value = self.fields.get(key)
        return "" if value is None or isinstance(value, dict | list) else str(value).strip()


MENDED = Text(
    "virgules de trop réparées (une seule lecture possible)",
    "commas too many mended (one reading only is possible)",
)


def _place_filter(file: TableFile, context: Context) -> Callable[[Cells], bool] | None:
    """Return a quick test of the territory, before a row is anything but cells."""
    place = file.places.get(file.layout.place or "", -1)
    scope = context.scope
    if place < 0 or scope is None:
        return None
    known: dict[str, bool] = {}

    def keep(cells: Cells) -> bool:
        if len(cells) <= place:
            return True  # to be told as a row of the wrong width
        code = cells[place]
        found = known.get(code)
        if found is None:
            bare = canonical(code.strip().zfill(5).upper()) if code.strip() else ""
            found = known[code] = not bare or scope.holds(bare)
        return found

    return keep


def _ragged(count: int, width: int) -> Reject:
    return Reject(
        "",
        Text("{n} cellules au lieu de {m}", "{n} cells instead of {m}").fill(n=count, m=width),
        Text(
            "Un séparateur manque ou est de trop : mettez entre guillemets les textes qui en "
            "contiennent.",
            "A separator is missing or too many: quote the texts that hold one.",
        ),
    )


def _null() -> Reject:
    return Reject(
        "",
        Text("un octet nul se trouve dans la ligne", "a null byte stands in the row"),
        Text("Le fichier est abîmé ici : téléchargez-le à nouveau.",
             "The file is damaged here: download it again."),
    )  # fmt: skip


def require_header(header: Cells, name: str) -> None:
    """Refuse a header that is no table's."""
    if len(header) > MAX_COLUMNS:
        raise BadInput(
            "{file} a {n} colonnes : ce n'est pas un registre. Rien n'a été lu.",
            "{file} has {n} columns: this is no register. Nothing was read.",
            file=name,
            n=len(header),
        )
