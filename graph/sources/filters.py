"""Quick tests of the territory asked for, before a row is anything but cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from graph.sources.fields import insee

if TYPE_CHECKING:
    from graph.sources.context import Context
    from graph.sources.emit import Emit
    from graph.sources.places import Scope
    from graph.sources.reading import TableFile
    from graph.sources.table import Cells


class Sieve(NamedTuple):
    """Where the code of a place stands in a row, and which codes are wanted."""

    place: int
    wanted: Mapping[str, bool]

    def keeps(self, cells: Cells) -> bool:
        """Tell whether a row is wanted; one too short is kept, to be told as such."""
        return len(cells) <= self.place or self.wanted[cells[self.place]]


def sieve_of(file: TableFile, context: Context) -> Sieve | None:
    """Return the test of the territory asked for, where the layout has a column for it."""
    place = file.places.get(file.layout.place or "", -1)
    if place < 0 or context.scope is None:
        return None
    return Sieve(place, _Wanted(context.scope))


class _Wanted(dict[str, bool]):
    """Whether a code lies in a scope, worked out once; what is no code is told by the layout."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope

    def __missing__(self, code: str) -> bool:
        whole = insee(code.strip().removesuffix(".0"))
        self[code] = found = whole is None or self._scope.holds(whole)
        return found


def number_filter(file: TableFile, context: Context, out: Emit) -> Callable[[Cells], bool] | None:
    """Return a quick test of the units known, for a register that says where none of them is."""
    places = [file.places[key] for key in file.layout.numbers if key in file.places]
    if context.scope is None or not places:
        return None
    first, width, wanted = places[0], len(file.header), context.seated_numbers
    note = file.layout.aside(file.places, out) if file.layout.aside else None

    def keep(cells: Cells) -> bool:
        if len(cells) != width or not (len(cells[first]) == 9 and cells[first].isdigit()):
            return True  # what is no whole row, or no whole number, is told by the layout
        if any(cells[place].strip().upper() in wanted for place in places):
            return True
        if note:
            note(cells)
        return False

    return keep
