"""Small words that every sentence needs: plurals, lists, labels inside a sentence."""

from __future__ import annotations

import os
from datetime import timedelta
from shlex import quote
from typing import TYPE_CHECKING

from ontology import concepts
from ontology.text import Text, same

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date


def count(n: int, one: Text, many: Text) -> Text:
    """Choose the singular or the plural, and fill its ``{n}``."""
    return (one if n == 1 else many).fill(n=n)


def listing(items: Sequence[Text]) -> Text:
    """Join as people write: "a, b et c", "a, b and c"."""

    def join(words: list[str], last: str) -> str:
        return f" {last} ".join([", ".join(words[:-1]), words[-1]]) if words[1:] else words[0]

    return Text(join([t.fr for t in items], "et"), join([t.en for t in items], "and"))


def label(scheme: str, slug: str) -> Text:
    """Return a concept's label as it reads inside a sentence; a free word stays as it is."""
    concept = concepts(scheme).get(slug)
    if concept is None:
        return Text(slug, slug)
    return Text(_lower_first(concept.label.fr), _lower_first(concept.label.en))


def _lower_first(word: str) -> str:
    """Write the first letter small, except in an abbreviation such as "ESS"."""
    return word if word[:2].isupper() else word[:1].lower() + word[1:]


def period(first: date | None, last: date | None) -> Text | None:
    """Write bounds of time as short as they allow: "2017", "2017-10", "2017-10-19", a range.

    An open bound is said ("dès", "avant"); without any there is nothing to write.
    """
    if first is None or last is None:
        known = first or last
        if known is None:
            return None
        words = Text("dès {day}", "from {day}") if first else Text("avant {day}", "by {day}")
        return words.fill(day=known.isoformat())
    return same(_span(first, last))


def _span(first: date, last: date) -> str:
    if first == last:
        return first.isoformat()
    size = _whole(first, last)
    if size == "year":
        return str(first.year)
    if size == "month":
        return first.isoformat()[:7]
    return f"{first.isoformat()}/{last.isoformat()}"


def _whole(first: date, last: date) -> str | None:
    """Tell whether bounds are those of one whole year or month."""
    after = last + timedelta(days=1)
    if first.day != 1 or after.day != 1:
        return None
    if (first.month, after.month, after.year) == (1, 1, first.year + 1):
        return "year"
    return "month" if (first.year, first.month) == (last.year, last.month) else None


_MONTHS = (
    Text("janvier", "January"), Text("février", "February"), Text("mars", "March"),
    Text("avril", "April"), Text("mai", "May"), Text("juin", "June"), Text("juillet", "July"),
    Text("août", "August"), Text("septembre", "September"), Text("octobre", "October"),
    Text("novembre", "November"), Text("décembre", "December"),
)  # fmt: skip


def spoken_day(day: date) -> Text:
    """Write a day as people say it: "1er décembre 2017", "1 December 2017"."""
    number = Text("1er", "1") if day.day == 1 else same(str(day.day))
    return Text("{day} {month} {year}", "{day} {month} {year}").fill(
        day=number, month=_MONTHS[day.month - 1], year=day.year
    )


def spoken_month(year: int, month: int) -> Text:
    """Write a month as people say it: "février 2017", "February 2017"."""
    return Text("{month} {year}", "{month} {year}").fill(month=_MONTHS[month - 1], year=year)


def spoken_amount(amount: str) -> Text:
    """Write an amount of the network as people write it: "7 000,50 EUR", "7,000.50 EUR".

    >>> spoken_amount("7\u202f000,50 EUR").en
    '7,000.50 EUR'
    """
    return Text(amount, amount.translate({ord(","): ".", ord("\u202f"): ","}))


def spoken_number(number: int) -> Text:
    """Write a whole number with its thousands apart: "1 000 000", "1,000,000"."""
    return Text(f"{number:,}".replace(",", "\u202f"), f"{number:,}")


def spoken_period(first: date | None, last: date | None) -> Text | None:
    """Write bounds of time as people say them; None where there is none."""
    if first is None or last is None:
        known = first or last
        if known is None:
            return None
        words = Text("dès le {day}", "from {day}") if first else Text("avant le {day}", "by {day}")
        return words.fill(day=spoken_day(known))
    if first == last:
        return spoken_day(first)
    size = _whole(first, last)
    if size == "year":
        return same(str(first.year))
    if size == "month":
        return spoken_month(first.year, first.month)
    in_one_month = (first.year, first.month) == (last.year, last.month)
    start = Text("1er" if first.day == 1 else str(first.day), str(first.day))
    return Text("du {a} au {b}", "from {a} to {b}").fill(
        a=start if in_one_month else spoken_day(first), b=spoken_day(last)
    )


def shell(words: object) -> str:
    r"""Return words to copy into a command, quoted where the shell would take them for more.

    Names come from outside: none may be a command when it is copied.

    >>> shell("Aix"), shell("Pays d'Aix")
    ('Aix', '"Pays d\'Aix"')
    """
    text, is_windows = str(words), os.name == "nt"
    plain = _PLAIN | {"\\"} if is_windows else _PLAIN
    if text and all(sign.isalnum() or sign in plain for sign in text):
        return text
    if is_windows:
        return '"{}"'.format(text.replace('"', ""))  # no file has the sign in its name there
    return quote(text) if _MEANS_MORE & set(text) else f'"{text}"'


_PLAIN = frozenset("_@%+=:,./-")  # signs that no shell takes for more
_MEANS_MORE = frozenset('"$`\\!')  # signs that do, inside of double quotes
