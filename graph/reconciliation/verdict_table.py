"""The table of proposals that a person fills in with verdicts, and gives back.

It is what ``alliances reconcile --format csv`` writes: a spreadsheet may have saved it with other
separators, in another encoding, as .xlsx or .ods; columns are found by their headers, in French
or English. A row without a verdict is one that is not decided.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path

from graph.decision_rows import is_iri
from graph.decisions import Verdict, decide, verdict_of
from graph.errors import BadInput
from graph.rejects import unguarded
from graph.sources import table, text
from graph.sources.report import short
from ontology.text import Text, fold, same

COLUMNS: Mapping[str, Text] = {
    "verdict": same("verdict"),
    "score": same("score"),
    "name_a": Text("nom a", "name a"),
    "place_a": Text("lieu a", "place a"),
    "name_b": Text("nom b", "name b"),
    "place_b": Text("lieu b", "place b"),
    "why": Text("pourquoi", "why"),
    "sources_a": same("sources a"),
    "sources_b": same("sources b"),
    "a": same("a"),
    "b": same("b"),
}
_NEEDED = ("verdict", "a", "b")
_KEYS = {fold(word): key for key, words in COLUMNS.items() for word in (key, *words)}


@dataclass(frozen=True, slots=True)
class Filled:
    """A row of the table in which somebody wrote a verdict."""

    row: int
    verdict: Verdict


def read(path: Path) -> tuple[list[Filled], int]:
    """Return the verdicts of a file, and how many rows have none.

    Raises BadInput, with the place, for a file that is no such table and for a row that says
    nothing sensible or contradicts an earlier one.
    """
    filled: dict[tuple[str, str], Filled] = {}
    empty = 0
    for number, row in _rows(path):
        if not row["verdict"]:
            empty += 1
            continue
        found = Filled(number, _checked(path.name, number, row))
        before = filled.setdefault(found.verdict.pair, found)
        if before.verdict.verdict != found.verdict.verdict:
            reason = _OTHERWISE.fill(row=before.row)
            raise wrong(path.name, number, "verdict", row["verdict"], reason)
    return list(filled.values()), empty


def _rows(path: Path) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the numbered rows of the first table of a file that has the columns needed."""
    for one in _tables(path):
        keys = [_KEYS.get(fold(header), "") for header in next(iter(one.head), [])]
        if all(key in keys for key in _NEEDED):
            for number, cells in enumerate(one.rows(), 1):
                if number > 1 and any(map(str.strip, cells)):
                    values = (unguarded(cell.strip()) for cell in cells)
                    yield number, dict.fromkeys(COLUMNS, "") | dict(zip(keys, values, strict=False))
            return
    raise BadInput(
        "{file} n'est pas un tableau de propositions : il faut les colonnes verdict, a et b. "
        "Écrivez-en un avec « alliances reconcile --format csv », remplissez la colonne verdict "
        "(même, pas le même, je ne sais pas) et redonnez-le.",
        "{file} is no table of proposals: it needs the columns verdict, a and b. Write one with "
        "'alliances reconcile --format csv', fill in the column verdict (same, not same, unsure) "
        "and give it back.",
        file=path.name,
    )


def _tables(path: Path) -> Iterator[table.Table]:
    if table.is_spreadsheet(path, text.start(path)):
        yield from table.spreadsheet(path)
    else:
        for part in text.parts(path):
            yield from table.delimited(part)


def _checked(file: str, number: int, row: Mapping[str, str]) -> Verdict:
    for column in ("a", "b"):
        if not is_iri(row[column]):
            raise wrong(file, number, column, row[column], _NO_IRI)
    if row["a"] == row["b"]:
        raise wrong(file, number, "b", row["b"], _ONE_ACTOR)
    verdict = verdict_of(row["verdict"])
    if verdict is None:
        raise wrong(file, number, "verdict", row["verdict"], _NO_VERDICT)
    return decide(row["a"], row["b"], verdict, (row["name_a"], row["name_b"]), row["why"])


def require_known(file: str, filled: Sequence[Filled], known: Set[str]) -> None:
    """Refuse a verdict on an actor that the workspace does not know."""
    for one in filled:
        for column, iri in (("a", one.verdict.a), ("b", one.verdict.b)):
            if iri not in known:
                raise wrong(file, one.row, column, iri, _UNKNOWN)


def wrong(file: str, row: int, column: str, value: str, reason: Text) -> BadInput:
    """Return the error of a cell; nothing of the file is then recorded."""
    return BadInput(
        "{file}, ligne {row}, colonne « {column} », valeur « {value} » : {reason}. Rien n'a été "
        "enregistré.",
        "{file}, row {row}, column '{column}', value '{value}': {reason}. Nothing was recorded.",
        file=file,
        row=row,
        column=COLUMNS[column],
        value=short(value),
        reason=reason,
    )


_NO_IRI = Text(
    "ce n'est pas l'IRI d'un acteur ; laissez les colonnes a et b comme elles sont écrites",
    "this is no IRI of an actor; leave the columns a and b as they are written",
)
_ONE_ACTOR = Text("c'est deux fois le même acteur", "this is twice the same actor")
_NO_VERDICT = Text(
    "écrivez même, pas le même ou je ne sais pas, ou laissez vide",
    "write same, not same or unsure, or leave it empty",
)
_UNKNOWN = Text(
    "aucun acteur de cet espace de travail n'a cet IRI",
    "no actor of this workspace has this IRI",
)
_OTHERWISE = Text(
    "la ligne {row} dit autre chose de la même paire", "row {row} says otherwise of the same pair"
)
