"""Quick tests of the territory asked for, before a row is anything but cells."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from graph.sources.fields import insee

if TYPE_CHECKING:
    from graph.sources.context import Context
    from graph.sources.reading import TableFile
    from graph.sources.table import Cells


def place_filter(file: TableFile, context: Context) -> Callable[[Cells], bool] | None:
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
            whole = insee(code.strip().removesuffix(".0"))
            found = known[code] = whole is None or scope.holds(whole)  # the layout reads "055"
        return found

    return keep


def number_filter(file: TableFile, context: Context) -> Callable[[Cells], bool] | None:
    """Return a quick test of the units known, for a register that says where none of them is."""
    places = [file.places[key] for key in file.layout.numbers if key in file.places]
    if context.scope is None or not places:
        return None
    first, last, wanted = places[0], max(places), context.spoken_of

    def keep(cells: Cells) -> bool:
        if len(cells) <= last or not (len(cells[first]) == 9 and cells[first].isdigit()):
            return True  # what is no whole number is told by the layout
        return any(cells[place].strip().upper() in wanted for place in places)

    return keep
