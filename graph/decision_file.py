"""Files of ``decisions/``: semicolons, one decision a row, sorted, written whole or not at all.

Two copies of a workspace compare and merge line by line. What a file holds one decision of is its
key: an actor, a property of an actor, a pair of actors.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

from filelock import FileLock, Timeout

from graph import ledger
from graph.decision_rows import CORRECT, Row, rows
from graph.durable import write_text
from graph.errors import StoreUnavailable
from graph.privacy import withhold_contacts
from graph.rejects import guarded
from ontology.text import Text, fold

_GIT = ".gitattributes"
#: Two people who decide on two branches: git keeps the lines of both. Of one key decided twice,
#: reading the file tells the row.
_MERGING = "*.csv text eol=lf merge=union\n"
_PATIENCE = 20  # seconds that one waits for another who writes decisions
_TWICE = Text("{what} est déjà ligne {row}", "{what} is in row {row} already")
_KEEP_ONE = Text(
    "Gardez la ligne qui compte, et supprimez l'autre.",
    "Keep the row that counts, and delete the other.",
)

D = TypeVar("D")


class OnlyOne(NamedTuple):
    """What a second row of one key is refused with."""

    column: str
    what: Text  # there is one decision of


class KeyedFile(Generic[D]):
    """A file of decisions, one row a key; each is a record with the columns as attributes."""

    def __init__(
        self,
        name: str,
        columns: Sequence[str],
        parse: Callable[[Row], D],
        key: Callable[[D], Any],
        *,
        needed: int = 3,
        only_one: OnlyOne | None = None,
        order: Callable[[D], Any] | None = None,
        remedy: Text = CORRECT,
    ) -> None:
        """``parse`` raises :meth:`Row.wrong`; the first ``needed`` columns must be in the file.

        Without ``only_one``, the first of two rows of one key counts. Without ``order``, rows are
        sorted by key. The ``remedy`` ends every message about a row.
        """
        self.name = name
        self._columns = columns
        self._parse = parse
        self._key = key
        self._needed = columns[:needed]
        self._only_one = only_one
        self._order = order or key
        self._remedy = remedy

    def path(self, workspace: Path) -> Path:
        """Return the file in a workspace folder."""
        return workspace / "decisions" / self.name

    def read(self, workspace: Path) -> list[D]:
        """Return the decisions of a workspace folder; raises BadInput for a malformed file."""
        found: dict[Any, tuple[int, D]] = {}
        for row in rows(self.path(workspace), self._columns, self._needed, self._remedy):
            decision = self._parse(row)
            first, _ = found.setdefault(self._key(decision), (row.number, decision))
            if first != row.number and self._only_one:
                column, what = self._only_one
                raise row.wrong(column, _TWICE.fill(what=what, row=first), _KEEP_ONE)
        return sorted((decision for _, decision in found.values()), key=self._order)

    def keys(self, workspace: Path) -> set[str]:
        """Return what stands for the keys of the file in the ledger of requests."""
        return {ledger.digest(self.name, self._key(one)) for one in self.read(workspace)}

    def record(self, workspace: Path, decisions: Iterable[D]) -> None:
        """Keep decisions; a new one takes the place of that of its key, and no other is lost."""
        with writing(workspace):
            self._write(workspace, (*self.read(workspace), *decisions))

    def add(self, workspace: Path, decisions: Iterable[D]) -> None:
        """Keep decisions; where there is one of a key already, it stays as it is."""
        with writing(workspace):
            self._write(workspace, (*decisions, *self.read(workspace)))

    def remove(self, workspace: Path, is_meant: Callable[[D], bool]) -> list[D]:
        """Forget the decisions that are meant, and return them."""
        return self._remove(workspace, is_meant)

    def undo(self, workspace: Path, is_meant: Callable[[D], bool]) -> D | None:
        """Forget the one decision that is meant, and return it; None for none, or for several."""
        return next(iter(self._remove(workspace, is_meant, most=1)), None)

    def _remove(
        self, workspace: Path, is_meant: Callable[[D], bool], most: int | None = None
    ) -> list[D]:
        if not self.path(workspace).exists():
            return []
        with writing(workspace):
            known = self.read(workspace)
            gone = [decision for decision in known if is_meant(decision)]
            if not gone or (most is not None and len(gone) > most):
                return []
            self._write(workspace, (one for one in known if not is_meant(one)))
            off = {ledger.digest(self.name, self._key(one)) for one in gone}
            ledger.drop(workspace, self.name, off)
        return gone

    def _write(self, workspace: Path, decisions: Iterable[D]) -> None:
        last = {self._key(decision): decision for decision in decisions}
        ordered: list[D] = sorted(last.values(), key=self._order)
        write(self.path(workspace), self._columns, ordered)


def write(file: Path, columns: Sequence[str], records: Iterable[object]) -> None:
    """Write one row a record, in the order given, under the file's name only once it is whole."""
    text = io.StringIO(newline="")
    out = csv.writer(text, delimiter=";", lineterminator="\n")
    out.writerow(columns)
    for record in records:
        out.writerow(guarded(getattr(record, column)) for column in columns)
    merging = file.parent / _GIT
    if not merging.exists():
        write_text(merging, _MERGING)
    write_text(file, text.getvalue())


@contextmanager
def writing(workspace: Path) -> Iterator[None]:
    """Be the only one to change decisions; whoever comes at the same time waits a moment.

    Each reads a file and writes it anew: two at once, and the first decision would be lost.
    """
    folder = workspace / "store"
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / "LOCK-decisions")
    try:
        lock.acquire(timeout=_PATIENCE)
    except Timeout:
        raise StoreUnavailable(
            "Un autre programme écrit dans decisions/. Recommencez dans un instant.",
            "Another program is writing to decisions/. Try again in a moment.",
        ) from None
    try:
        _drop_drafts(workspace)  # nobody else writes: they are of somebody who was killed
        yield
    finally:
        lock.release()


def _drop_drafts(workspace: Path) -> None:
    for draft in (workspace / "decisions").glob("*.part"):
        draft.unlink(missing_ok=True)


def sweep(workspace: Path) -> None:
    """Delete the draft that a killed writer left, where there is one."""
    if any((workspace / "decisions").glob("*.part")):
        with writing(workspace):
            pass


def one_line(words: str) -> str:
    """Return words on one line, single spaces between them."""
    return " ".join(words.split())


def free_text(words: str) -> str:
    """Return words as a cell keeps them: on one line, contacts withheld."""
    return withhold_contacts(one_line(words))[0]


def means(words: str, iri: str, *names: str) -> bool:
    """Tell whether words mean an actor: its IRI, the last step of it, or one of its names."""
    called = {fold(name) for name in (*names, iri.rpartition("/")[2])}
    return words == iri or fold(words) in called - {""}


# -- decisions on pairs of actors ----------------------------------------------------------------


class OnPair:
    """A decision on two actors: their IRIs in order, and their names when it was decided."""

    __slots__ = ()
    a: str
    b: str
    name_a: str
    name_b: str

    @property
    def pair(self) -> tuple[str, str]:
        """The two actors, whatever was decided of them."""
        return self.a, self.b

    @property
    def names(self) -> tuple[str, str]:
        """Their names, in the same order."""
        return self.name_a, self.name_b


P = TypeVar("P", bound=OnPair)


def in_order(a: str, b: str, names: tuple[str, str]) -> tuple[str, str, str, str]:
    """Return two actors in the order of their IRIs, then the names that go with them."""
    return (a, b, *names) if a <= b else (b, a, names[1], names[0])


def about(decisions: Iterable[P], a: str, b: str) -> list[P]:
    """Return the decisions on two actors given by IRI, by the last step of it, or by name."""
    return [
        one
        for one in decisions
        if any(all(map(means, words, one.pair, one.names)) for words in ((a, b), (b, a)))
    ]


class PairFile(KeyedFile[P]):
    """A file of decisions on pairs of actors: one row a pair, sorted by pair."""

    def __init__(self, name: str, columns: Sequence[str], parse: Callable[[Row], P]) -> None:
        pair = OnlyOne("b", Text("cette paire", "this pair"))
        super().__init__(name, columns, parse, lambda one: one.pair, only_one=pair)

    def undo_pair(self, workspace: Path, a: str, b: str) -> P | None:
        """Forget the decision on two actors; return it, or None when there was none."""
        return self.undo(workspace, lambda one: set(one.pair) == {a, b})
