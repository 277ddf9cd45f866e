"""Dates as people write them, kept as bounds: "début décembre 2017" never becomes a day.

The rules, for a month of n days: *début* is days 1-10, *mi-* days 11-20, *fin* days 21-n;
for a year: *début* is January-March, *mi-* May-August, *fin* October-December. A season is
the months that it touches; winter touches two years and has no reading.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from graph.wording import spoken_month
from ontology.text import Text, fold

_MONTHS = {
    name: number
    for names in (
        "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
        "january february march april may june july august september october november december",
        "janv fevr avr juil sept oct nov dec",
    )
    for name, number in zip(
        names.split(),
        (1, 2, 4, 7, 9, 10, 11, 12) if names.startswith("janv ") else range(1, 13),
        strict=True,
    )
} | {"fev": 2, "jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9}

_PARTS = {"debut": 0, "early": 0, "beginning": 0, "mi": 1, "milieu": 1, "mid": 1, "middle": 1,
          "fin": 2, "late": 2, "end": 2}  # fmt: skip
_YEAR_PARTS = ((1, 3), (5, 8), (10, 12))
_SEASONS = {"printemps": (3, 6), "spring": (3, 6), "ete": (6, 9), "summer": (6, 9),
            "automne": (9, 12), "autumn": (9, 12), "fall": (9, 12)}  # fmt: skip
_FILLERS = frozenset(
    "le la du de d l a au en in on the of annee year mois month courant".split()  # noqa: SIM905
)
_TO = {"avant": -1, "before": -1, "jusqu": 0, "jusque": 0, "until": 0}
_FROM = {"apres": 1, "after": 1, "depuis": 0, "since": 0, "partir": 0, "from": 0}
_ORDINAL = re.compile(r"[tqs]?([1-4])(?:er|e|eme|st|nd|rd|th)?")
_MONTHS_IN = {"trimestre": 3, "quarter": 3, "t": 3, "q": 3, "semestre": 6, "s": 6}
_RANGE = (
    re.compile(r"([0-9]{4})\s*[-–]\s*([0-9]{4})"),
    re.compile(r"(.+?)\s+[-–]\s+(.+)"),
    re.compile(r"(?:entre|between)\s+(.+)\s+(?:et|and)\s+(.+)", re.IGNORECASE),
    re.compile(r"(?:de|du|from)\s+(.+)\s+(?:à|au|to)\s+(.+)", re.IGNORECASE),
    re.compile(r"(.*[0-9]{4}(?:-[0-9]{2}){0,2})\s*/\s*(.*[0-9]{4}(?:-[0-9]{2}){0,2})"),
)
_LONGEST = 200  # signs
_OLDEST = 1000  # 0001-01-01 is how registers write "unknown"


@dataclass(frozen=True, slots=True)
class Period:
    """Bounds of a moment, both inclusive; an open bound is None."""

    not_before: date | None
    not_after: date | None
    words: str

    @property
    def day(self) -> date | None:
        """Return the exact day, when both bounds say the same."""
        return self.not_before if self.not_before == self.not_after else None


class NoSuchDay(ValueError):  # noqa: N818 - reads as what it is
    """The words are a date, of a day that no calendar has; ``why`` tells which."""

    def __init__(self, why: Text) -> None:
        self.why = why
        super().__init__(why.en)


def parse_period(value: str | date | datetime) -> Period:
    """Read a date in French or English words, ISO or dd/mm/yyyy form.

    Raises ValueError when the words have no reading; NoSuchDay when they are no day there is.

    >>> parse_period("début décembre 2017").not_after
    datetime.date(2017, 12, 10)
    >>> parse_period("avant 2018")
    Period(not_before=None, not_after=datetime.date(2017, 12, 31), words='avant 2018')
    """
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        value = value.isoformat()
    words = " ".join(value.split())
    if len(words) > _LONGEST:  # reading takes more than a time that grows with the length
        raise ValueError(words[:_LONGEST])
    try:
        first, last = _range(words) or _bounds(words)
    except OverflowError:  # before the first day of the calendar, or after its last
        raise ValueError(words) from None
    if any(bound and bound.year < _OLDEST for bound in (first, last)):
        raise ValueError(words)
    if first and last and first > last:
        raise ValueError(words)
    return Period(first, last, words)


def last_day(words: str) -> date:
    """Return the day at the end of a moment: to look from "2017" is to look from its last day.

    Raises ValueError when the words have no reading, or the moment no end.

    >>> last_day("2017"), last_day("juin 2017")
    (datetime.date(2017, 12, 31), datetime.date(2017, 6, 30))
    """
    last = parse_period(words).not_after
    if last is None:
        raise ValueError(words)
    return last


def impossible(words: str) -> Text | None:
    """Return why the day that words name does not exist; None where that is not what is wrong.

    >>> impossible("30 février 2016").fr
    'février 2016 a 29 jours'
    """
    try:
        parse_period(words)
    except NoSuchDay as error:
        return error.why
    except ValueError:
        pass
    return None


def _range(words: str) -> tuple[date, date] | None:
    """Return the bounds of a moment written as two dates, or None when it is not so written."""
    for pattern in _RANGE:
        if match := pattern.fullmatch(words):
            first, last = _bounds(match[1])[0], _bounds(match[2])[1]
            if first is None or last is None:
                raise ValueError(words)
            return first, last
    return None


def _bounds(words: str) -> tuple[date | None, date | None]:
    if exact := _exact(words):
        return exact, exact
    tokens = [token for token in fold(words).split() if token not in _FILLERS]
    if tokens and tokens[0] in _TO:
        before = _TO[tokens[0]] < 0
        first, last = _plain(tokens[1:])
        return None, first - timedelta(days=1) if before else last
    if tokens and tokens[0] in _FROM:
        after = _FROM[tokens[0]] > 0
        first, last = _plain(tokens[1:])
        return (last + timedelta(days=1) if after else first), None
    return _plain(tokens)


def _exact(words: str) -> date | None:
    """Return a full day written 2017-12-15, 15/12/2017, 15.12.2017, or with an empty time."""
    if match := re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T ]00:00(?::00)?)?", words):
        return _day(*map(int, match.groups()))
    if match := re.fullmatch(r"([0-9]{1,2})[/.]([0-9]{1,2})[/.]([0-9]{4})", words):
        return _day(int(match[3]), int(match[2]), int(match[1]))
    return None


def _day(year: int, month: int, day: int) -> date:
    """Return a day; raises NoSuchDay for one that the calendar does not have."""
    if not 1 <= month <= 12:
        what = Text("une année a 12 mois, pas de mois {month}",
                    "a year has 12 months, and no month {month}")  # fmt: skip
        raise NoSuchDay(what.fill(month=month))
    last = calendar.monthrange(year, month)[1]
    if not 1 <= day <= last:
        what = Text("{month} a {n} jours", "{month} has {n} days")
        raise NoSuchDay(what.fill(month=spoken_month(year, month), n=last))
    return date(year, month, day)


def _plain(tokens: list[str]) -> tuple[date, date]:
    """Return the bounds of a day, or of a month, season or year, or of a part of these."""
    if len(tokens) == 3 and all(token.isdigit() for token in tokens):
        first, second, third = map(int, tokens)
        exact = _day(first, second, third) if _is_year(tokens[0]) else _day(third, second, first)
        return exact, exact
    part = _PARTS.get(tokens[0]) if tokens else None
    if part is not None:
        tokens = tokens[1:]
    match tokens:
        case [year] if _is_year(year):
            return _months(int(year), *(_YEAR_PARTS[part] if part is not None else (1, 12)))
        case [month, year] if _is_year(year) and (number := _month(month)):
            return _in_month(int(year), number, part)
        case [year, month] if _is_year(year) and (number := _month(month)):
            return _in_month(int(year), number, part)
        case [day, month, year] if part is None and _is_year(year) and (number := _month(month)):
            exact = _day(int(year), number, int(day.removesuffix("er")))
            return exact, exact
        case [*words, year] if part is None and _is_year(year):
            return _months(int(year), *_fraction(words))
    raise ValueError(" ".join(tokens))


def _fraction(tokens: list[str]) -> tuple[int, int]:
    """Return the first and last months of "printemps", "1er trimestre", "T1", "2e semestre"."""
    if len(tokens) == 1 and tokens[0] in _SEASONS:
        return _SEASONS[tokens[0]]
    name = tokens[1] if len(tokens) == 2 else "".join(tokens)[:1]
    match = _ORDINAL.fullmatch(tokens[0]) if tokens and len(tokens) <= 2 else None
    months = _MONTHS_IN.get(name, 0)
    last = int(match[1]) * months if match else 0
    if not 0 < last <= 12:
        raise ValueError(" ".join(tokens))
    return last - months + 1, last


def _is_year(token: str) -> bool:
    return len(token) == 4 and token.isdigit()


def _month(token: str) -> int | None:
    number = int(token) if token.isdigit() else _MONTHS.get(token, 0)
    return number if 1 <= number <= 12 else None


def _months(year: int, first: int, last: int) -> tuple[date, date]:
    return date(year, first, 1), date(year, last, calendar.monthrange(year, last)[1])


def _in_month(year: int, month: int, part: int | None) -> tuple[date, date]:
    first = date(year, month, 1)
    last = calendar.monthrange(year, month)[1]
    start, end = (1, last) if part is None else ((1, 10), (11, 20), (21, last))[part]
    return first.replace(day=start), first.replace(day=end)
