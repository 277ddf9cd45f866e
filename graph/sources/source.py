"""What a source is: a register's name and licence, its layouts, its allow-list of columns.

Adding a source is one module that makes a :class:`Source` and calls it ``SOURCE``;
``graph.sources.catalogue`` finds it. Reading, counting, refusing and keeping are the same for all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, Protocol

from ontology.text import Text, fold

if TYPE_CHECKING:
    from graph.sources.context import Context
    from graph.sources.emit import Emit


@dataclass(frozen=True, slots=True)
class Column:
    """A column that may pass the door: its key and the headers that mean it."""

    key: str
    names: tuple[str, ...]
    required: bool = False  # without it, a file is not of this layout


def columns(required: str = "", **optional: str) -> tuple[Column, ...]:
    """Declare columns whose headers are their keys, and others by ``key="header|header"``.

    >>> [c.key for c in columns("id titre", place="Code INSEE|adrs_codeinsee")]
    ['id', 'titre', 'place']
    """
    plain = [Column(name, (name,), required=True) for name in required.split()]
    return (*plain, *(Column(key, tuple(names.split("|"))) for key, names in optional.items()))


def needed(**keys: str) -> tuple[Column, ...]:
    """Declare columns without which a file is not of a layout, by ``key="header|header"``."""
    return tuple(Column(key, tuple(names.split("|")), True) for key, names in keys.items())


@cache
def squeezed(header: str) -> str:
    """Return a header without accents, case, spaces and signs.

    Registers write "Code de la commune", ``code_de_la_commune`` and "Code.de.la.commune".
    """
    return fold(header).replace(" ", "")


class Row:
    """One row behind the door: values by column key, without blanks around; absent is empty."""

    __slots__ = ("number", "repairs", "values")

    def __init__(self, number: int, values: dict[str, str]) -> None:
        self.number = number  # as a spreadsheet counts: the header is usually row 1
        self.values = values
        self.repairs: list[Text] = []

    def __getitem__(self, key: str) -> str:
        return self.values.get(key, "")

    @property
    def locator(self) -> str:
        """Where in the file the row stands."""
        return f"ligne {self.number}"

    def repair(self, key: str, value: str, why: Text) -> None:
        """Put a value right where only one reading is possible, and note why."""
        self.values[key] = value
        self.repairs.append(why)


class Reject(Exception):  # noqa: N818 - reads as what it does
    """A row that cannot be loaded: the column at fault, why, and what to do."""

    def __init__(self, column: str, reason: Text, advice: Text) -> None:
        super().__init__(reason.en)
        self.column, self.reason, self.advice = column, reason, advice


class LeaveOut(Exception):  # noqa: N818
    """A sound row that is not loaded: outside the territory, a person, a duplicate and so on.

    ``keep`` keeps the statements made before, such as who must not be shown.
    """

    def __init__(self, reason: Text, *, keep: bool = False) -> None:
        super().__init__(reason.en)
        self.reason, self.keep = reason, keep


class Statements(Protocol):
    """Turns the rows of one file into statements."""

    def row(self, row: Row | Any) -> None:
        """State one row through ``Emit``; raises Reject or LeaveOut, and nothing is kept."""

    def end(self) -> None:
        """State what only the whole file tells; called once, after the last row."""


class RowByRow:
    """The statements of a layout in which every row stands alone."""

    def __init__(self, state: Callable[[Any, Emit, Context], None], out: Emit, context: Context):
        self._state, self._out, self._context = state, out, context

    def row(self, row: Any) -> None:
        """State one row."""
        self._state(row, self._out, self._context)

    def end(self) -> None:
        """Every row was stated by itself."""


Maker = Callable[["Emit", "Context"], Statements]


def row_by_row(state: Callable[[Any, Emit, Context], None]) -> Maker:
    """Return the maker of a layout in which every row stands alone."""
    return lambda out, context: RowByRow(state, out, context)


@dataclass(frozen=True)
class Layout:
    """One form in which a register is published as a table."""

    key: str
    title: Text
    columns: tuple[Column, ...]
    statements: Maker
    place: str | None = None  # key of the column with an INSEE code, to filter before all else
    numbers: tuple[str, ...] = ()  # or, where none has, of those with a SIREN and an RNA number
    aside: Callable[[Mapping[str, int], Emit], Callable[[list[str]], None]] | None = None
    """Given the places of the columns, what is noted of a row that ``numbers`` leave out."""
    private: Callable[[Mapping[str, str]], bool] | None = None
    """Whether the values of a row tell by themselves that it is about whom nobody may see."""
    named: str = ""  # words of a file name that promise this layout, "maires"
    mend: Callable[[Sequence[str], list[str]], list[str] | None] | None = None
    """Given the headers and the cells of a row with too many, the only reading, or None."""
    beside: frozenset[str] = frozenset()
    """Squeezed names of the files that are published in one archive with it, and not read."""
    missing: tuple[str, ...] = ()  # squeezed headers that another layout has and this has not

    @property
    def required(self) -> frozenset[str]:
        """Return the keys without which a table is not of this layout."""
        return frozenset(column.key for column in self.columns if column.required)

    def match(self, headers: Sequence[str]) -> dict[str, int] | None:
        """Return key → place in the row, or None when the table is not of this layout."""
        places: dict[str, int] = {}
        for place, header in enumerate(headers):
            places.setdefault(squeezed(header), place)
        if any(name in places for name in self.missing):
            return None
        found = {}
        for column in self.columns:
            for name in column.names:
                if (place := places.get(squeezed(name), -1)) >= 0:
                    found[column.key] = place
                    break
        return found if self.required <= found.keys() else None


@dataclass(frozen=True)
class JsonLayout:
    """One form in which a register is published as JSON: records out of a document."""

    key: str
    title: Text
    detect: Callable[[Any], bool]
    records: Callable[[Any], Iterable[Mapping[str, Any]]]
    statements: Maker
    passes: frozenset[str]  # the fields that may pass the door
    within: frozenset[str] = frozenset()  # and those of the records and lists inside them
    named: str = ""


@dataclass(frozen=True)
class Source:
    """A register: what it is, where it comes from, in which layouts it is published."""

    key: str
    title: Text
    publisher: str
    licence: str
    page: str  # where a person reads about it
    layouts: tuple[Layout, ...] = ()
    json: tuple[JsonLayout, ...] = ()
    snapshot: bool = False
    """Whether an edition tells the whole state: a date in the file's name is then that of the
    edition, not a part of the name, and an older one does not replace a newer one unasked. A file
    of the same name replaces the one before in any case (``graph.editions``)."""
    keyed_by: str = ""
    """The number ("ea:rna") that the IRIs of all its actors are made of: nothing to look up."""
    placeless: bool = False
    """Whether it numbers its actors without saying where they are: other registers tell it."""
    rank: int = 50
    """Whose name of an actor is shown when several sources name it: the smallest rank's."""
    never: Mapping[str, str] = field(default_factory=dict)
    """Columns that must not pass and why, told when they are dropped: header → reason."""
