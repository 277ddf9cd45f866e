"""Small words that every sentence needs: plurals, lists, labels inside a sentence."""

from __future__ import annotations

from datetime import timedelta
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
    day = timedelta(days=1)
    if first == last:
        return first.isoformat()
    whole_months = first.day == 1 and (last + day).day == 1
    if whole_months and (first.month, (last + day).month) == (1, 1) and first.year == last.year:
        return str(first.year)
    if whole_months and (first.year, first.month) == (last.year, last.month):
        return first.isoformat()[:7]
    return f"{first.isoformat()}/{last.isoformat()}"
