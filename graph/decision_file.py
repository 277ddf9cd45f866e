"""Files of ``decisions/``: semicolons, one decision a line, sorted, written whole or not at all.

Two copies of a workspace compare and merge line by line; a mistake is told with its row.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from filelock import FileLock, Timeout

from graph.durable import write_text
from graph.errors import BadInput, StoreUnavailable
from graph.rejects import guarded, unguarded
from graph.sources.report import short
from ontology.text import Text, fold

_GIT = ".gitattributes"
#: Two people who decide on two branches: git keeps the lines of both. Of one pair decided twice,
#: reading the file tells the row.
_MERGING = "*.csv text eol=lf merge=union\n"
_PATIENCE = 20  # seconds that one waits for another who writes decisions
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]+")

NO_IRI = Text("« {value} » n'est pas l'IRI d'un acteur", "'{value}' is no IRI of an actor")
ONE_ACTOR = Text("c'est deux fois le même IRI", "this is twice the same IRI")
EMPTY = Text(
    "le fichier est vide : remettez-le d'une sauvegarde, ou supprimez-le s'il n'y a rien à retenir",
    "the file is empty: put it back from a backup, or delete it if there is nothing to remember",
)
UNMERGED = Text(
    "git n'a pas su réunir deux versions : gardez les lignes qui comptent, et supprimez celles qui "
    "commencent par <<<<<<<, =======, >>>>>>>",
    "git could not merge two versions: keep the rows that count, and delete those that begin with "
    "<<<<<<<, =======, >>>>>>>",
)
_CONFLICT = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")
TWICE = Text(
    "la paire a déjà un verdict, ligne {row} ; n'en gardez qu'un",
    "the pair already has a verdict, row {row}; keep only one",
)


def is_iri(words: str) -> bool:
    """Tell whether words are an IRI: safe to be written between brackets, and one to the engine."""
    if _IRI.fullmatch(words) is None:
        return False
    from pyoxigraph import NamedNode

    try:
        NamedNode(words)
    except ValueError:  # "http://[": it would stop every load and rebuild
        return False
    return True


def rows(
    file: Path, columns: Sequence[str], needed: Sequence[str]
) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the number and the cells of each row; nothing where there is no file.

    Raises BadInput for a file that cannot be read, or without a ``needed`` column.
    """
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return
    except UnicodeDecodeError as error:
        raise BadInput(
            "{file} n'est pas en UTF-8. Enregistrez-le en UTF-8.",
            "{file} is not UTF-8. Save it as UTF-8.",
            file=shown(file),
        ) from error
    if not text.strip():
        raise wrong(file, 1, "", EMPTY)
    found = csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True)
    try:
        header = next(found)
        if missing := [column for column in needed if column not in header]:
            raise wrong(file, 1, missing[0], Text("la colonne manque", "the column is missing"))
        for cells in found:
            if cells and cells[0].startswith(_CONFLICT):
                raise wrong(file, found.line_num, "", UNMERGED)
            if any(cells):
                given = dict(zip(header, map(unguarded, cells), strict=False))
                yield found.line_num, dict.fromkeys(columns, "") | given
    except csv.Error as error:
        raise wrong(file, found.line_num, "", Text(str(error), str(error))) from error


def require_pair(file: Path, number: int, row: dict[str, str]) -> None:
    """Refuse a row whose columns ``a`` and ``b`` are not two different IRIs."""
    for column in ("a", "b"):
        require_iri(file, number, row, column)
    if row["a"] == row["b"]:
        raise wrong(file, number, "b", ONE_ACTOR)


def require_iri(file: Path, number: int, row: dict[str, str], column: str) -> None:
    """Refuse a row without an IRI in a column."""
    if not is_iri(row[column]):
        raise wrong(file, number, column, NO_IRI.fill(value=short(row[column])))


def wrong(file: Path, row: int, column: str, reason: Text) -> BadInput:
    """Return the error of a row of a file, with what to do."""
    return BadInput(
        "{file}, ligne {row}{column} : {reason}. Corrigez-la, ou supprimez-la pour l'oublier.",
        "{file}, row {row}{column}: {reason}. Correct it, or delete it to forget it.",
        file=shown(file),
        row=row,
        column=Text(f", colonne « {column} »", f", column '{column}'") if column else "",
        reason=reason,
    )


def shown(file: Path) -> str:
    """Return the name of a file with its folder's."""
    return f"{file.parent.name}/{file.name}"


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


class Paired(Protocol):
    """A decision on two actors, given by IRI and by name."""

    @property
    def pair(self) -> tuple[str, str]:
        """The IRIs of the two actors."""

    @property
    def names(self) -> tuple[str, str]:
        """Their names, in the same order."""


P = TypeVar("P", bound=Paired)


def about(decisions: Iterable[P], a: str, b: str) -> list[P]:
    """Return the decisions on two actors given by IRI, by the last step of it, or by name."""
    return [
        one
        for one in decisions
        if any(all(map(_means, words, one.pair, one.names)) for words in ((a, b), (b, a)))
    ]


def _means(words: str, iri: str, name: str) -> bool:
    return words == iri or fold(words) in {fold(name), fold(iri.rpartition("/")[2])} - {""}


class PairFile(Generic[P]):
    """A file of decisions on pairs of actors: one line a pair, sorted by pair."""

    def __init__(
        self, name: str, columns: Sequence[str], parse: Callable[[Path, int, dict[str, str]], P]
    ) -> None:
        self._name = name
        self._columns = columns  # the first three must be in the file: a, b and what was decided
        self._parse = parse

    def path(self, workspace: Path) -> Path:
        """Return the file in a workspace folder."""
        return workspace / "decisions" / self._name

    def read(self, workspace: Path) -> list[P]:
        """Return the decisions of a workspace folder; raises BadInput for a malformed file."""
        return sorted(self._parsed(self.path(workspace)), key=lambda decision: decision.pair)

    def _parsed(self, file: Path) -> Iterator[P]:
        seen: dict[tuple[str, str], int] = {}
        for number, row in rows(file, self._columns, self._columns[:3]):
            require_pair(file, number, row)
            decision = self._parse(file, number, row)
            if decision.pair in seen:
                raise wrong(file, number, "b", TWICE.fill(row=seen[decision.pair]))
            seen[decision.pair] = number
            yield decision

    def record(self, workspace: Path, decisions: Iterable[P]) -> None:
        """Keep decisions; a new one on a pair replaces the old one, and nothing else is lost."""
        with writing(workspace):
            kept = {decision.pair: decision for decision in self.read(workspace)}
            self._write(workspace, kept | {decision.pair: decision for decision in decisions})

    def undo(self, workspace: Path, a: str, b: str) -> P | None:
        """Forget the decision on two actors; return it, or None when there was none."""
        if not self.path(workspace).exists():
            return None
        with writing(workspace):
            kept = {decision.pair: decision for decision in self.read(workspace)}
            gone = kept.pop((min(a, b), max(a, b)), None)
            if gone is not None:
                self._write(workspace, kept)
        return gone

    def _write(self, workspace: Path, kept: Mapping[tuple[str, str], P]) -> None:
        write(self.path(workspace), self._columns, (kept[pair] for pair in sorted(kept)))
