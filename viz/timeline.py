"""What the page needs to go back in time: the days to stop at, and what each stage looks like.

The rule is that of ``--as-of`` (``graph.stages``): the page only looks up what was worked out here.
"""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from graph.changes import turn_of
from graph.network import Alliance, Network
from graph.paths import last_year
from graph.selection import COMPLETED, notation
from graph.stages import turns
from viz.labels import Label
from viz.style import stroke_of

Unit = Literal["month", "quarter", "year"]
MONTHS: Mapping[Unit, int] = {"month": 1, "quarter": 3, "year": 12}
LONGEST: Mapping[Unit, int] = {"month": 36, "quarter": 180}  # months told in such steps at most

Change = Literal["new", "moved", "ended", "same", "past"]


@dataclass(frozen=True, slots=True)
class Steps:
    """The days at which the slider stops, oldest first: ends of whole periods, then the last."""

    unit: Unit
    days: tuple[date, ...]


def steps(network: Network, today: date | None) -> Steps:
    """Return where the slider stops: from the first day that an alliance tells until today.

    Without any dated stage there is nothing to go back to, and no step.
    """
    told = [turn.day for a in network.alliances for turn in turns(a.events) if turn.day]
    first, last = min(told, default=None), today or max(told, default=None)
    if first is None or last is None or first >= last:
        return Steps("year", ())
    months = 12 * (last.year - first.year) + last.month - first.month + 1
    unit: Unit = next((unit for unit, most in LONGEST.items() if months <= most), "year")
    return Steps(unit, tuple(_ends(first, last, MONTHS[unit])))


def _ends(first: date, last: date, months: int) -> Iterable[date]:
    """Yield the last days of the periods of so many months that end before a day, then that day."""
    begun = 12 * first.year + (first.month - 1) // months * months
    while (end := _last_of_month(begun + months - 1)) < last:
        yield end
        begun += months
    yield last


def _last_of_month(months: int) -> date:
    """Return the end of a month, counted from January of the year 0."""
    year, month = divmod(months, 12)
    return date(year, month + 1, calendar.monthrange(year, month + 1)[1])


def told_turns(alliance: Alliance) -> list[tuple[str | int | None, ...]]:
    """Return since when which events count: a day (None: always), the last year told, the events.

    The events are told by their places among those of the alliance.
    """
    place = {event: k for k, event in enumerate(alliance.events)}
    return [
        (
            turn.day.isoformat() if turn.day else None,
            last_year(turn.events),
            *(place[event] for event in turn.events),
        )
        for turn in turns(alliance.events)
    ]


def strokes(stages: Mapping[str, Label]) -> dict[str, str]:
    """Return the stroke of each stage."""
    return {slug: stroke_of(label.layers, label.order) for slug, label in stages.items()}


def changes(stages: Sequence[str]) -> dict[str, dict[str, Change]]:
    """Return what became of an alliance, by its stage before ("" for none yet) and after."""
    return {before: {after: _change(before, after) for after in stages} for before in ("", *stages)}


def _change(before: str, after: str) -> Change:
    if not before:
        return "new"
    return turn_of(before, after) or ("past" if notation(after) >= COMPLETED else "same")
