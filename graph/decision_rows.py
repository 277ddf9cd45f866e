"""Rows of the files of ``decisions/``: read with their place, so that a mistake is told with it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from graph.errors import BadInput
from graph.rejects import unguarded
from graph.sources.report import short
from ontology.text import Text

CORRECT = Text(
    "Corrigez-la, ou supprimez-la pour l'oublier.", "Correct it, or delete it to forget it."
)
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\]+")
_NO_IRI = Text("« {value} » n'est pas l'IRI d'un acteur", "'{value}' is no IRI of an actor")
_ONE_ACTOR = Text("c'est deux fois le même IRI", "this is twice the same IRI")
_MISSING = Text("la colonne manque", "the column is missing")
_HEADER = Text("Remettez la ligne d'en-tête : {columns}.", "Put the header back: {columns}.")
_EMPTY = Text("le fichier est vide", "the file is empty")
_RESTORE = Text(
    "Remettez-le d'une sauvegarde, ou supprimez-le s'il n'y a rien à retenir.",
    "Put it back from a backup, or delete it if there is nothing to remember.",
)
_MALFORMED = Text("le CSV est mal formé ({error})", "the CSV is malformed ({error})")
_QUOTES = Text("Vérifiez les guillemets.", "Check the quotes.")
_UNMERGED = Text("git n'a pas su réunir deux versions", "git could not merge two versions")
_MERGE = Text(
    "Gardez les lignes qui comptent, et supprimez celles qui commencent par <<<<<<<, =======, "
    ">>>>>>>.",
    "Keep the rows that count, and delete those that begin with <<<<<<<, =======, >>>>>>>.",
)
_CONFLICT = ("<<<<<<<", "=======", ">>>>>>>", "|||||||")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a file: its cells by column, and where it stands."""

    file: Path
    number: int  # of the line where it ends; the header is the first
    cells: Mapping[str, str]
    remedy: Text = CORRECT  # what to do about a mistake in it

    def __getitem__(self, column: str) -> str:
        return self.cells[column]

    def iri(self, column: str) -> str:
        """Return the IRI in a column; raises BadInput where there is none."""
        if not is_iri(self[column]):
            raise self.wrong(column, _NO_IRI.fill(value=short(self[column])))
        return self[column]

    def pair(self) -> tuple[str, str]:
        """Return the IRIs of columns ``a`` and ``b``; raises BadInput unless they are two."""
        a, b = self.iri("a"), self.iri("b")
        if a == b:
            raise self.wrong("b", _ONE_ACTOR)
        return a, b

    def wrong(self, column: str, reason: Text, remedy: Text | None = None) -> BadInput:
        """Return the error of a cell, with what to do."""
        return _wrong(self.file, self.number, column, reason, remedy or self.remedy)


def spoken(meanings: Mapping[str, str]) -> dict[str, str]:
    """Return word → meaning, of the folded words of each meaning between bars.

    >>> spoken({"same": "oui|yes", "not-same": "non"})
    {'oui': 'same', 'yes': 'same', 'non': 'not-same'}
    """
    return {word: meaning for meaning, words in meanings.items() for word in words.split("|")}


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
    file: Path, columns: Sequence[str], needed: Sequence[str], remedy: Text = CORRECT
) -> Iterator[Row]:
    """Yield the rows of a file, each with all ``columns``; nothing where there is no file.

    Raises BadInput for a file that cannot be read, or without a ``needed`` column.
    """
    text = _text(file)
    if text is None:
        return
    found = csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True)
    try:
        header = next(found)
        if missing := [column for column in needed if column not in header]:
            first = _HEADER.fill(columns=";".join(columns))
            raise _wrong(file, 1, missing[0], _MISSING, first)
        for cells in found:
            if cells and cells[0].startswith(_CONFLICT):
                raise _wrong(file, found.line_num, "", _UNMERGED, _MERGE)
            if any(cells):
                given = dict(zip(header, map(unguarded, cells), strict=False))
                known = dict.fromkeys(columns, "") | given
                yield Row(file, found.line_num, known, remedy)
    except csv.Error as error:
        reason = _MALFORMED.fill(error=error)
        raise _wrong(file, found.line_num, "", reason, _QUOTES) from error


def _text(file: Path) -> str | None:
    """Return what a file holds, None where there is none; raises BadInput for no text."""
    try:
        text = file.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        return None
    except UnicodeDecodeError as error:
        raise BadInput(
            "{file} n'est pas en UTF-8. Enregistrez-le en UTF-8.",
            "{file} is not UTF-8. Save it as UTF-8.",
            file=_shown(file),
        ) from error
    if not text.strip():
        raise _wrong(file, 1, "", _EMPTY, _RESTORE)
    return text


def _wrong(file: Path, row: int, column: str, reason: Text, remedy: Text) -> BadInput:
    """Return the error of a place in a file, with what to do."""
    return BadInput(
        "{file}, ligne {row}{column} : {reason}. {remedy}",
        "{file}, row {row}{column}: {reason}. {remedy}",
        file=_shown(file),
        row=row,
        column=Text(f", colonne « {column} »", f", column '{column}'") if column else "",
        reason=reason,
        remedy=remedy,
    )


def _shown(file: Path) -> str:
    return f"{file.parent.name}/{file.name}"
