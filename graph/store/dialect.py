"""What Virtuoso 7 reads otherwise than SPARQL says, written so that it reads the same as others.

Every change keeps the meaning of the query for any engine; each was found where a question of the
library had other rows, or none, or no plan:

* ``CONCAT("(", ?x, ")")`` and ``LANG(?x)`` are errors where ``?x`` has no value; Virtuoso answers
  "()" and "". They become ``IF(BOUND(?x), CONCAT("(", ?x, ")"), ?never)``.
* ``COALESCE(?x = 1, true)`` holds where ``?x`` has no value; Virtuoso takes the comparison for
  false, and an OPTIONAL before it for none. It becomes ``(!BOUND(?x) || COALESCE(?x = 1, true))``.
* ``p*`` finds nothing inside of EXISTS, and ``a p+ ?x`` not ``a`` itself on a circle. An
  alternative of which one side is nobody's does: ``(p|^nothing)*``.
* A FILTER EXISTS in another does not see the variables of what is outside of both. One pattern
  in place of two does.
* EXISTS inside of IF, and a path both ends of which are open, have no plan: ``folding``.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from itertools import count, pairwise

from graph.store.words import Word, words

NOTHING = "urn:x-alliances:nothing"  # a property that nobody has
_GUARDED = {"CONCAT", "LANG"}
_COMPARED = {"=", "!=", "<", ">", "<=", ">="}
#: What may hold a variable without a value, or another one a row.
_APART = {"COALESCE", "IF", "BOUND", "COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"}


def spoken(sparql: str) -> str:
    """Return a query as Virtuoso reads it right."""
    return close_paths(guard(flatten(sparql)))


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
            _guard_coalesce(plain, at, end, places, out)
            continue
        names = list(dict.fromkeys(_names(plain, at + 2, end)))
        if not names or (end < done and not _is_apart(plain, at, done)):
            continue
        out[places[at]] = f"IF({_bound(names)}, {out[places[at]]}"
        out[places[end]] += f", {never})"
        done = max(done, end)
    return "".join(out)


def close_paths(sparql: str) -> str:
    """Return a query with ``p*`` and ``p+`` in a form that Virtuoso follows.

    It finds nothing for the closure of one property inside of EXISTS, and for ``a p+ ?x`` it
    leaves out ``a`` itself where the way leads back to it; of an alternative it does find both.
    """
    pieces = list(words(sparql))
    places = [i for i, word in enumerate(pieces) if word.kind != "gap"]
    out = [word.text for word in pieces]
    for before, at in pairwise(places):
        name, sign = pieces[before], pieces[at].text
        is_path = name.kind in {"name", "iri"} and pieces[at].kind == "sign"
        if is_path and sign in {"*", "+"}:
            first = f"{name.text}/" if sign == "+" else ""
            out[before] = f"{first}({name.text}|^<{NOTHING}>)"
            out[at] = "*"
    return "".join(out)


def flatten(sparql: str) -> str:
    """Return a query without FILTER EXISTS right inside of an EXISTS: they ask the same as one.

    Virtuoso does not see in the inner one the variables of what is outside of both.
    """
    pieces = list(words(sparql))
    places = [i for i, word in enumerate(pieces) if word.kind != "gap"]
    plain, out = [pieces[i] for i in places], [word.text for word in pieces]
    open_: list[str] = []  # of each bracket: what it is the group of
    for at, word in enumerate(plain):
        before = plain[at - 1].key if at else ""
        if word.text == "{" and before == "EXISTS" and plain[at - 2].key == "FILTER":
            nested = bool(open_) and open_[-1] in {"exists", "inlined"}
            open_.append("inlined" if nested else "exists")
            if nested:
                dot = "" if plain[at - 3].text in {".", "{", "}"} else "."
                out[places[at - 2]], out[places[at - 1]], out[places[at]] = dot, "", ""
        elif word.text in {"{", "("}:
            open_.append("exists" if before == "EXISTS" else "")
        elif word.text in {"}", ")"} and open_ and open_.pop() == "inlined":
            out[places[at]] = "" if before in {".", "}"} else " ."
    return "".join(out)


def _guard_coalesce(
    plain: Sequence[Word], at: int, end: int, places: Sequence[int], out: list[str]
) -> None:
    """Let ``COALESCE(?a < 1, true)`` hold without ``?a``, in a form that keeps an OPTIONAL open."""
    parts = list(_split(plain, at + 2, end, {","}))
    default = plain[parts[-1][0]].key
    if len(parts) != 2 or default not in {"TRUE", "FALSE"} or not _is_compared(plain, *parts[0]):
        return
    names = dict.fromkeys(_names(plain, *parts[0]))
    if default == "TRUE":
        asked = " || ".join(f"!BOUND(?{name})" for name in names) + " ||"
    else:
        asked = " && ".join(f"BOUND(?{name})" for name in names) + " &&"
    out[places[at]] = f"({asked} {out[places[at]]}"
    out[places[end]] += ")"


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


def _is_compared(plain: Sequence[Word], first: int, last: int) -> bool:
    """Tell whether a value is a comparison that fails as soon as one of its variables is missing.

    Of several with "or" between them all must look at the same variables: else one may hold where
    another fails.
    """
    parts = [set(_names(plain, *part)) for part in _split(plain, first, last, {"||", "&&"})]
    keys = [word.key for word in plain[first:last]]
    inside = sum(key in {"||", "&&", "!", "EXISTS"} for key in keys) - len(parts) + 1
    compared = any(key in _COMPARED for key in keys)
    return compared and not inside and bool(parts[0]) and all(part == parts[0] for part in parts)


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
