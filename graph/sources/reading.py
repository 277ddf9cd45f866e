"""Read a file of a register row by row: what passes the door, what is refused, what is left out.

The one driver of all sources. It knows nothing of any register; a layout knows nothing of files.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from operator import itemgetter
from typing import Any

from graph.errors import BadInput
from graph.privacy import withhold_contacts
from graph.rejects import COLUMNS, Refused, unguarded
from graph.sources import text
from graph.sources.context import OUTSIDE, Context
from graph.sources.emit import Emit, joined
from graph.sources.filters import number_filter, sieve_of
from graph.sources.persons import may_be_about
from graph.sources.records import JsonRow, kept_of, words_of
from graph.sources.report import Problem, Report, short
from graph.sources.source import JsonLayout, Layout, LeaveOut, Reject, Row, Source, Statements
from graph.sources.table import MAX_COLUMNS, Cells, Table
from graph.sources.workbook.files import is_fault
from ontology.text import Text, fold

SHOWN = 1_000  # refusals kept in memory; all of them go to the file of refused rows
LONGEST = 200_000  # signs of all cells of a row that pass; the longest purpose has some 10,000
_BLANK = " \t\r\n\x1a"  # DOS ended files by the last of these
EMPTY = Text("ligne vide", "empty row")
ENCODING = Text("octets étrangers lus en Windows-1252", "foreign bytes read as Windows-1252")

Refuse = Callable[[Sequence[str], Refused, Problem], None]  # headers, what is kept of it, why
Progress = Callable[[int, int], None]  # how many bytes of how many were read


@dataclass(frozen=True)
class TableFile:
    """A table recognised as a layout: its header, and where each column that may pass stands."""

    table: Table
    layout: Layout
    header: Cells
    skip: int  # rows above the first row of data
    places: dict[str, int]

    @property
    def size(self) -> int:
        """Bytes of the table on the disk."""
        return self.table.size

    @property
    def guarded(self) -> bool:
        """Tell whether the table is one of refused rows that we wrote ourselves."""
        return COLUMNS[-1] in self.header

    @cached_property
    def dropped(self) -> list[tuple[int, str]]:
        """Return place and header of the columns that stay at the door."""
        passing = set(self.places.values())
        own = set(map(fold, COLUMNS))  # of a file of refused rows, loaded again
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
    size: int = 0  # bytes on the disk


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
        progress: Progress = lambda *_: None,
    ) -> Iterator[bytes]:
        """Yield the statements of the good rows as blocks of N-Quads; fill the report."""
        report.notices += self.notices
        statements = self.layout.statements(out, context)
        total = sum(file.size for file in self.files)
        run = _Run(self.source.key, out, context, report, statements, refuse, progress, total)
        for file in self.files:
            if isinstance(file, TableFile):
                yield from run.table(file)
            else:
                yield from run.json(file)
        statements.end()
        run.settle()
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
    total: int  # bytes of all files
    before: int = 0  # bytes of the files read

    def table(self, file: TableFile) -> Iterator[bytes]:
        first = foreign = 0
        sieve = sieve_of(file, self.context)
        keep = sieve.keeps if sieve else number_filter(file, self.context, self.out)
        width, name = len(file.header), file.table.name
        for batch in file.table.batches(sieve):
            rows = list(enumerate(batch, first + 1))[max(0, file.skip - first) :]
            first += len(batch)
            # A text is decoded a little ahead of its rows: the next batch may hold what was met.
            ahead, foreign, text.foreign.met = foreign, text.foreign.met, 0
            self.report.read[self.sheet] += len(rows)
            kept = [
                (n, cells) for n, cells in rows if cells is not None and (not keep or keep(cells))
            ]
            if len(kept) < len(rows):
                self._left_out(OUTSIDE, len(rows) - len(kept))
            for number, cells in kept:
                self._cells(file, number, cells, width, name, marked=bool(foreign or ahead))
            self._count_dropped(file, [cells for _, cells in kept])
            self.progress(self.before + file.table.done(), self.total)
            yield joined(self.out.drain())
        self.before += file.size

    def _cells(
        self, file: TableFile, number: int, cells: Cells, width: int, name: str, *, marked: bool
    ) -> None:
        mended = None
        if len(cells) != width:
            if not any(cell.strip(_BLANK) for cell in cells):
                self._left_out(EMPTY, 1)
                return
            if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
                cells = cells[:width]
            elif mended := _mended(file, cells):
                cells = mended
            else:
                self._reject(number, cells, name, _ragged(cells, width), file)
                return
        values = {key: cells[place].strip() for key, place in file.places.items()}
        if file.guarded:
            values = {key: unguarded(value).strip() for key, value in values.items()}
        row = Row(number, values)
        if mended:
            row.repairs.append(MENDED)
        words = "".join(values.values())
        if marked and text.is_marked(words):
            row.values = {key: text.unmark(value) for key, value in values.items()}
            row.repairs.append(ENCODING)
        if not words:
            self._left_out(EMPTY, 1)
        elif refused := self._refusal(row, values, words, file.layout):
            self._reject(number, cells, name, refused, file)

    def _refusal(
        self, row: Row, values: dict[str, str], words: str, layout: Layout
    ) -> Reject | None:
        """State a row unless its cells are unsound; return why it is refused, where it is."""
        refused = _unsound(values, words)
        if refused is None or self._is_own_secret(layout, values):
            return self._state(row)
        return refused

    def _state(self, row: Row | JsonRow) -> Reject | None:
        """State a row and count it; return why it is refused, where it is."""
        try:
            self.statements.row(row)
        except LeaveOut as left:
            self._leave(left)
        except Reject as refused:
            self.out.discard()
            return refused
        else:
            self.out.keep()
            if row.repairs:
                self.report.repaired[self.sheet] += 1
                self.report.reasons.update(set(row.repairs))
            else:
                self.report.loaded[self.sheet] += 1
        return None

    def _reject(
        self, number: int, cells: Cells, name: str, refused: Reject, file: TableFile
    ) -> None:
        place = file.places.get(refused.column, -1)
        header = file.header[place] if place >= 0 else refused.column
        passing = sorted(set(file.places.values()))
        # Cells out of line may be what must not pass: of such a row only the number is kept, and
        # so it is of a row that may be about a person.
        aligned = len(cells) == len(file.header)
        values = {key: text.unmark(cells[i]).strip() for key, i in file.places.items() if aligned}
        if not aligned or self._is_private(file.layout, values):
            cells = [""] * len(file.header)
        kept = {i: withhold_contacts(text.unmark(cells[i]))[0] for i in passing}
        value = kept[place].strip() if place >= 0 else ""
        problem = Problem(name, "", number, header, value, refused.reason, refused.advice)
        self._note(problem)
        self.refuse([file.header[i] for i in passing], list(kept.values()), problem)

    def _is_private(self, layout: Layout, values: Mapping[str, str]) -> bool:
        return self._is_own_secret(layout, values) or may_be_about(
            values.values(), self.context.is_hidden
        )

    @staticmethod
    def _is_own_secret(layout: Layout, values: Mapping[str, str]) -> bool:
        """Tell a row about whom nobody may see: the layout notes it, whatever else is wrong."""
        return layout.private is not None and layout.private(values)

    def _note(self, problem: Problem) -> None:
        self.report.rejected[self.sheet] += 1
        if len(self.report.problems) < SHOWN:
            self.report.problems.append(problem)

    def _leave(self, left: LeaveOut) -> None:
        if left.keep:
            self.out.keep()
            self.report.noted += 1
        else:
            self.out.discard()
        self._left_out(left.reason, 1)

    def settle(self) -> None:
        """Count as left out the rows that only the whole file told to be so."""
        for reason, repairs in self.context.later:
            counts = self.report.repaired if repairs else self.report.loaded
            counts[self.sheet] -= 1
            self.report.reasons.subtract(set(repairs))
            self._left_out(reason, 1)
        self.report.reasons += Counter()  # drops what is no reason any more
        self.context.later.clear()

    def _left_out(self, reason: Text, count: int) -> None:
        self.report.filtered[self.sheet] += count
        self.report.reasons[reason] += count

    def _count_dropped(self, file: TableFile, rows: list[Cells]) -> None:
        width = len(file.header)
        whole = [cells for cells in rows if len(cells) == width]
        for place, header in file.dropped:
            empty = list(map(itemgetter(place), whole)).count("")
            if empty < len(whole):
                self.report.dropped[short(header)] += len(whole) - empty

    def json(self, file: JsonFile) -> Iterator[bytes]:
        for number, record in enumerate(file.layout.records(file.document), 1):
            self.report.read[self.sheet] += 1
            for name in record.keys() - file.layout.passes - set(COLUMNS):
                self.report.dropped[short(name)] += 1
            self._record(file, number, record)
            if number % 1000 == 0:
                yield joined(self.out.drain())
        self.before += file.size
        self.progress(self.before, self.total)

    def _record(self, file: JsonFile, number: int, record: Mapping[str, Any]) -> None:
        fields = {key: value for key, value in record.items() if key in file.layout.passes}
        row = JsonRow(number, fields)
        if refused := self._state(row):
            self._reject_record(file, row, refused)

    def _reject_record(self, file: JsonFile, row: JsonRow, refused: Reject) -> None:
        kept = {key: kept_of(value, file.layout.within) for key, value in row.fields.items()}
        if may_be_about(words_of(kept), self.context.is_hidden):
            kept = {}
        value = row[refused.column] if refused.column in kept else ""
        problem = Problem(
            file.name, "", row.number, refused.column, value, refused.reason, refused.advice
        )
        self._note(problem)
        self.refuse((), kept, problem)


MENDED = Text(
    "virgules de trop réparées (une seule lecture possible)",
    "commas too many mended (one reading only is possible)",
)


def _mended(file: TableFile, cells: Cells) -> Cells | None:
    """Return the only reading of a row with too many cells; one over several lines has none."""
    if file.layout.mend is None or any("\n" in cell for cell in cells):
        return None
    return file.layout.mend(file.header, cells)


def _ragged(cells: Cells, width: int) -> Reject:
    lines = sum(cell.count("\n") for cell in cells)
    said = Text("{n} cellules au lieu de {m}", "{n} cells instead of {m}")
    advice = Text(
        "Un séparateur manque ou est de trop : mettez entre guillemets les textes qui en "
        "contiennent.",
        "A separator is missing or too many: quote the texts that hold one.",
    )
    if lines:
        said = Text(
            "{n} cellules au lieu de {m}, sur {lines} lignes du fichier",
            "{n} cells instead of {m}, over {lines} lines of the file",
        )
        advice = Text(
            "Un guillemet s'ouvre sans doute par erreur et se referme plus bas : retirez-le.",
            "A quote probably opens by mistake and closes further down: take it out.",
        )
    return Reject("", said.fill(n=len(cells), m=width, lines=lines + 1), advice)


def _unsound(values: dict[str, str], words: str) -> Reject | None:
    """Return why no cell of a row can be trusted, told by all its words at once: it is fast."""
    if "\0" in words:
        return Reject(
            "",
            Text("un octet nul se trouve dans la ligne", "a null byte stands in the row"),
            Text("Le fichier est abîmé ici : téléchargez-le à nouveau.",
                 "The file is damaged here: download it again."),
        )  # fmt: skip
    if len(words) > LONGEST:
        key = max(values, key=lambda key: len(values[key]))
        return Reject(
            key,
            Text("la cellule compte {n} signes", "the cell holds {n} signs").fill(
                n=len(values[key])
            ),
            Text("Raccourcissez ce texte, ou retirez la ligne.",
                 "Shorten this text, or take the row out."),
        )  # fmt: skip
    if "#" in words or "Err:" in words:
        for key, value in values.items():
            if is_fault(value):
                return Reject(
                    key,
                    Text("la formule de cette cellule est en erreur, ou n'a pas de résultat",
                         "the formula of this cell has failed, or has no result"),
                    Text("Corrigez-la dans le tableur et enregistrez, ou videz la cellule.",
                         "Correct it in the spreadsheet and save, or empty the cell."),
                )  # fmt: skip
    return None


def require_header(header: Cells, name: str) -> None:
    """Refuse a header that is no table's."""
    if len(header) > MAX_COLUMNS:
        raise BadInput(
            "{file} a plus de {n} colonnes : ce n'est pas un registre. Rien n'a été lu.",
            "{file} has more than {n} columns: this is no register. Nothing was read.",
            file=name,
            n=MAX_COLUMNS,
        )
