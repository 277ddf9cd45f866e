"""A column of disclosure that would not be read: its rows would be public without a word."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence

import ontology
from graph.errors import BadInput
from graph.sources.report import short
from graph.sources.workbook.cells import Cell
from graph.sources.workbook.schema import DISCLOSURE, Column, Sheet, alike
from ontology.text import Text

_NEAR = 0.8  # of two words, by difflib: a slip of the pen
_PUBLIC = "public"


def require_read(
    sheet: Sheet,
    where: str,
    read: Mapping[int, Column],
    header: Sequence[Cell],
    body: Sequence[Sequence[Cell]],
) -> None:
    """Raise BadInput for a column that is not read and yet holds levels of disclosure.

    One whose header nearly is the word, or that holds nothing but levels, not all of them public.
    """
    if any(column.key == DISCLOSURE.key for column in read.values()):
        return
    has_levels = any(column.key == DISCLOSURE.key for column in sheet.columns)
    if not has_levels:
        cure = Text(
            "Cette feuille n'a pas de diffusion : retirez cette colonne, et mettez le niveau à "
            "l'acteur ou à l'alliance.",
            "This sheet has no disclosure: take this column out, and give the level to the actor "
            "or the alliance.",
        )
    else:
        cure = Text("Nommez-la « diffusion », ou retirez-la.",
                    "Name it 'disclosure', or take it out.")  # fmt: skip
    for place, title in enumerate(header):
        if place in read:
            continue
        cells = [row[place] for row in body if place < len(row) and row[place] != ""]
        if (has_levels and cells and _is_near(title)) or _holds_levels(cells):
            raise BadInput(
                "{place} : la colonne « {header} » semble dire ce qui est public et ce qui est "
                "restreint, mais elle n'est pas lue : tout deviendrait public. {cure}",
                "{place}: the column '{header}' seems to say what is public and what is "
                "restricted, but it is not read: all of it would become public. {cure}",
                place=where,
                header=short(str(title)) or "?",
                cure=cure,
            )


def _is_near(title: Cell) -> bool:
    return bool(difflib.get_close_matches(alike(str(title)), DISCLOSURE.words, n=1, cutoff=_NEAR))


def _holds_levels(cells: Sequence[Cell]) -> bool:
    """Tell whether all cells are levels of disclosure, and one of them is not public."""
    levels = {cell: ontology.concept("disclosure", str(cell)) for cell in set(cells)}
    return all(levels.values()) and any(
        level.slug != _PUBLIC for level in levels.values() if level is not None
    )
