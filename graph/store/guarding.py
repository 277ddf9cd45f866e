"""Say outright what SPARQL says of a value that is missing: some servers make an empty text of it.

``CONCAT("(", ?x, ")")`` and ``LANG(?x)`` are errors where ``?x`` has no value, and so
``COALESCE(CONCAT("(", ?x, ")"), "")`` is empty. Virtuoso answers "()". Written as
``IF(BOUND(?x), CONCAT("(", ?x, ")"), ?never)`` it means the same and is read alike everywhere. So
does a comparison in COALESCE: Virtuoso takes that of a missing value for false, not for an error.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import count

from graph.store.words import Word, words

_GUARDED = {"CONCAT", "LANG"}
_COMPARED = {"=", "!=", "<", ">", "<=", ">="}
#: What may hold a variable without a value, or another one a row.
_APART = {"COALESCE", "IF", "BOUND", "COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"}


def guard(sparql: str) -> str:
    """Return a query in which such functions are asked only of values that are there."""
    pieces = list(words(sparql))
    places = [i for i, word in enumerate(pieces) if word.kind != "gap"]
    plain, out = [pieces[i] for i in places], [word.text for word in pieces]
    never = next(name for n in count() if (name := f"?never{n}") not in sparql)
    done = -1  # the end of the function that is guarded already
    for at, word in enumerate(plain):
        if word.key not in {*_GUARDED, "COALESCE"} or plain[at + 1].text != "(":
            continue
        end = closing(plain, at + 1)
        if word.key == "COALESCE":
            for start, stop in _compared(plain, at + 2, end):
                asked = _bound(_names(plain, start, stop))
                out[places[start]] = f"IF({asked}, {out[places[start]]}"
                out[places[stop - 1]] += f", {never})"
            continue
        names = list(dict.fromkeys(_names(plain, at + 2, end)))
        if not names or (end < done and not _is_apart(plain, at, done)):
            continue
        out[places[at]] = f"IF({_bound(names)}, {out[places[at]]}"
        out[places[end]] += f", {never})"
        done = max(done, end)
    return "".join(out)


def _names(plain: Sequence[Word], start: int, end: int) -> Iterator[str]:
    """Yield the variables that a function needs the values of."""
    at = start
    while at < end:
        if plain[at].key in _APART and plain[at + 1].text == "(":
            at = closing(plain, at + 1)
        elif plain[at].variable:
            yield plain[at].variable
        at += 1


def _bound(names: Iterable[str]) -> str:
    return " && ".join(f"BOUND(?{name})" for name in dict.fromkeys(names))


def _compared(plain: Sequence[Word], start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the comparisons among the values of a COALESCE that fail when a variable is missing.

    Of several with "or" between them only such that all look at the same variables: else one may
    hold where another fails.
    """
    for first, last in _split(plain, start, end, {","}):
        parts = [set(_names(plain, *part)) for part in _split(plain, first, last, {"||", "&&"})]
        keys = [word.key for word in plain[first:last]]
        inside = sum(key in {"||", "&&", "!", "EXISTS"} for key in keys) - len(parts) + 1
        compared = any(key in _COMPARED for key in keys)
        if compared and not inside and parts[0] and all(part == parts[0] for part in parts):
            yield first, last


def _split(
    plain: Sequence[Word], start: int, end: int, signs: Container[str]
) -> Iterator[tuple[int, int]]:
    depth, first = 0, start
    for i in range(start, end):
        depth += (plain[i].text in {"(", "{"}) - (plain[i].text in {")", "}"})
        if depth == 0 and plain[i].key in signs:
            yield first, i
            first = i + 1
    yield first, end


def _is_apart(plain: Sequence[Word], at: int, end: int) -> bool:
    """Tell whether a function stands in something that lets values be missing, up to an end."""
    return any(
        plain[i].key in _APART and plain[i + 1].text == "(" and at < closing(plain, i + 1) <= end
        for i in range(at)
    )


def closing(plain: Sequence[Word], start: int) -> int:
    """Return where the bracket is closed that opens at ``start``."""
    depth = 0
    for i in range(start, len(plain)):
        depth += (plain[i].text == "(") - (plain[i].text == ")")
        if depth == 0:
            return i
    return len(plain) - 1
