"""Mend a row with too many cells: commas that stood unquoted inside sums and sentences.

Cells are joined again wherever the columns allow it. A row is mended only when all ways of doing
so give the same values to the columns that may pass the door; otherwise it is refused.

Where a comma can stand: in a sum before its one or two decimals; in a text before a space, as
French typography wants, or inside a decimal number. Only when no reading is found so, a comma
stuck between two words is taken for a part of the text too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from graph.sources.source import Column, squeezed

_MOST, _WIDEST = 20, 100  # cells too many, and columns: more is no matter of commas
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_DECIMALS = re.compile(r"[0-9]{1,2}(?![0-9])(?!\s[0-9]{3}(?![0-9]))")

Joins = Callable[[str, str, bool], bool]  # may a comma stand between these two cells?
Mend = Callable[[Sequence[str], list[str]], list[str] | None]


class Kind(NamedTuple):
    """What the cells of a column look like, and where a comma may stand in them."""

    fits: re.Pattern[str]
    joins: Joins


def _never(left: str, right: str, loose: bool) -> bool:
    return False


def _in_sum(left: str, right: str, loose: bool) -> bool:
    return left[-1:].isdigit() and re.match(r"[0-9]{1,3}(?![0-9])", right) is not None


def _in_sentence(left: str, right: str, loose: bool) -> bool:
    if right[:1].isspace():
        return True
    if not right[:1].isdigit():
        return loose and right != ""
    years = _YEAR.fullmatch(right.strip()) and _YEAR.fullmatch(left.strip()[-4:])
    return left[-1:].isdigit() and bool(years or _DECIMALS.match(right))


NUMBER = Kind(re.compile(r"[0-9][0-9 .\u00a0]{7,20}['’]?|[0-9][,.][0-9]+E\+?[0-9]+|"), _in_sum)
DAY = Kind(
    re.compile(r"[0-9]{4}(?:\.0)?|[0-9]{4}-[0-9]{2}(?:-[0-9]{2}.*)?|[0-9/]{8,10}(?: .*)?|"), _never
)
SUM = Kind(
    re.compile(
        r"-?(?:(?:0|[1-9][0-9]{0,2}(?:[ \u00a0\u202f.'’][0-9]{3})+|[1-9][0-9]*)(?:,[0-9]{1,2})?"
        r"|[0-9]+\.[0-9]+|[1-9][0-9]{0,2}(?:,[0-9]{3})+\.[0-9]{1,2})\s*(?:€|EUR|euros?)?|",
        re.IGNORECASE,
    ),
    _in_sum,
)
WORDS = Kind(re.compile(r".*[^\W\d_].*|", re.DOTALL), _in_sentence)  # there is a letter
LABEL = Kind(re.compile(r".*[^\W\d_].*|", re.DOTALL), _never)  # words without a comma
ANY = Kind(re.compile(r".*", re.DOTALL), _in_sentence)

Plan = tuple[tuple[Kind, bool], ...]  # of each column: what it holds, and whether it passes


def mender(columns: Sequence[Column], kinds: Mapping[str, Kind]) -> Mend:
    """Return the ``mend`` of a layout, given the kind of its columns by key; others hold any."""

    @lru_cache(maxsize=8)
    def plan(header: tuple[str, ...]) -> Plan:
        places: dict[str, int] = {}
        for place, name in enumerate(header):
            places.setdefault(squeezed(name), place)
        passing: dict[int, Kind] = {}
        for column in columns:
            known = [places[squeezed(n)] for n in column.names if squeezed(n) in places]
            if known:
                passing[known[0]] = kinds.get(column.key, ANY)
        return tuple((passing.get(i, ANY), i in passing) for i in range(len(header)))

    def mend(header: Sequence[str], cells: list[str]) -> list[str] | None:
        return _mended(plan(tuple(header)), cells)

    return mend


def _mended(plan: Plan, cells: list[str]) -> list[str] | None:
    if len(cells) - len(plan) > _MOST or len(plan) > _WIDEST:
        return None
    for loose in (False, True):
        if found := _readings(plan, cells, loose=loose):
            return list(found.popitem()[1]) if len(found) == 1 else None
    return None


def _readings(
    plan: Plan, cells: list[str], *, loose: bool
) -> dict[tuple[str, ...], tuple[str, ...]]:
    """Return the whole row by what would pass the door; two readings are as good as many."""
    width, count = len(plan), len(cells)

    @cache
    def tails(column: int, start: int) -> dict[tuple[str, ...], tuple[str, ...]]:
        if column == width:
            return {(): ()} if start == count else {}
        kind, passes = plan[column]
        found: dict[tuple[str, ...], tuple[str, ...]] = {}
        value, last = cells[start], count - (width - column - 1)
        for end in range(start + 1, last + 1):
            bare = value.strip()
            if kind.fits.fullmatch(bare):
                for key, rest in tails(column + 1, end).items():
                    found.setdefault((bare, *key) if passes else key, (value, *rest))
            if len(found) > 1 or end == last or not kind.joins(cells[end - 1], cells[end], loose):
                break
            value = f"{value},{cells[end]}"
        return found

    return tails(0, 0)
