"""The stages that an alliance goes through: which it had reached on a day, and since when.

``extract`` asks for one day (``--as-of``); the time slider of the map asks for all of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from graph.network import StageEvent
from ontology import concepts


class Turn(NamedTuple):
    """The stages reached from a day on, oldest first, the last one being the present one."""

    day: date | None  # None: for as long as one looks back
    events: tuple[StageEvent, ...]


def reached(events: Iterable[StageEvent], day: date | None) -> tuple[StageEvent, ...]:
    """Return the stages reached by a day (None: all), oldest first; an undated one goes first."""
    return tuple(sorted((e for e in events if day is None or is_reached(e, day)), key=_age))


def is_reached(event: StageEvent, day: date) -> bool:
    """Tell whether a stage was reached by a day: on the first that it can have been.

    Without a known one it always was.
    """
    return event.not_before is None or event.not_before <= day


def turns(events: Iterable[StageEvent]) -> list[Turn]:
    """Return what was reached from each day on which that changes, oldest first."""
    known = tuple(events)
    days = {event.not_before for event in known}
    ordered = sorted(day for day in days if day is not None)
    found = [Turn(day, reached(known, day)) for day in ordered]
    return [Turn(None, reached(known, date.min)), *found] if None in days else found


def _age(event: StageEvent) -> tuple[date, int]:
    stage = concepts("stage").get(event.stage)
    day = event.not_before or event.not_after or date.min
    return day, (stage.order or 0) if stage else 0
