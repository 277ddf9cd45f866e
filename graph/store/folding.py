"""Decide beforehand whether an optional parameter is given: the client knows.

The library asks it in one form, ``IF(COALESCE(STR(?x), "") = "", …, …)``. Virtuoso finds no
plan for EXISTS inside IF, and none for a path both ends of which are open; where the answer is
known, neither has to be sent.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence

from graph.store.dialect import NOTHING, closing, split
from graph.store.words import Word, words

_ASKED = ["IF", "(", "COALESCE", "(", "STR", "(", "?", ")", ",", '""', ")", "=", '""',
          ","]  # fmt: skip
_VARIABLE = _ASKED.index("?")
_ALONE = ["{", "FILTER", "(", *_ASKED[2:-1], ")", "}"]
_SIGN = _ALONE.index("=")


def fold(sparql: str, given: Container[str]) -> str:
    """Return a query without the questions whose answer is known, and what they rule out."""
    while (shorter := _without_branch(sparql, given)) != sparql:
        sparql = shorter
    return _without_if(sparql, given)


def _without_branch(sparql: str, given: Container[str]) -> str:
    """Return a query without one group ``{ FILTER (COALESCE(STR(?x), "") = "") }``.

    Where it holds it says nothing; where it does not the group around it has no solution.
    """
    pieces = list(words(sparql))
    places = [i for i, word in enumerate(pieces) if word.kind != "gap"]
    plain = [pieces[i] for i in places]
    for at in range(len(plain) - len(_ALONE) + 1):
        said = [w.key or ("?" if w.variable else w.text) for w in plain[at : at + len(_ALONE)]]
        sign = said[_SIGN]
        if sign not in {"=", "!="} or [*said[:_SIGN], "=", *said[_SIGN + 1 :]] != _ALONE:
            continue
        holds = (plain[at + _ALONE.index("?")].variable in given) == (sign == "!=")
        first, last, text = (at, at + len(_ALONE) - 1, "") if holds else _around(plain, at)
        return "".join(
            text if i == places[first] else "" if places[first] < i <= places[last] else word.text
            for i, word in enumerate(pieces)
        )
    return sparql


def _around(plain: Sequence[Word], at: int) -> tuple[int, int, str]:
    """Return the group around a word, with the UNION beside it, and what to write for it."""
    depth, first = 0, at - 1
    while depth or plain[first].text != "{":
        depth += (plain[first].text == "}") - (plain[first].text == "{")
        first -= 1
    last = closing(plain, first)
    if last + 1 < len(plain) and plain[last + 1].key == "UNION":
        return first, last + 1, ""
    if plain[first - 1].key == "UNION":
        return first - 1, last, ""
    return first, last, f"{{ ?no <{NOTHING}> ?one }}"


def _without_if(sparql: str, given: Container[str]) -> str:
    """Return a query without IFs whose answer is known.

    ``given`` are the parameters that have a value. Any other variable is known to have none only
    if nothing outside of FILTERs could give it one.
    """
    pieces = list(words(sparql))
    places = [i for i, word in enumerate(pieces) if word.kind != "gap"]
    out = [word.text for word in pieces]
    plain = [pieces[i] for i in places]
    filtered = list(_filtered(plain))
    for at in range(len(plain) - len(_ASKED)):
        name = _asked(plain[at : at + len(_ASKED)])
        if not name or filtered[at] != 1:
            continue
        end = closing(plain, at + 1)
        then, other = split(plain, at + len(_ASKED), end, {","})
        if name in given:
            kept = other
        elif _is_never_bound(name, plain, filtered):
            kept = then
        else:
            continue
        text = "".join(out[places[kept[0]] : places[kept[1] - 1] + 1])
        for i in range(places[at], places[end] + 1):
            if not places[kept[0]] <= i <= places[kept[1] - 1]:
                out[i] = ""
        out[places[at]] = "(" if text.strip().lower() != "true" else " "
        out[places[end]] = ")" if text.strip().lower() != "true" else " "
    return "".join(out)


def _asked(few: Sequence[Word]) -> str:
    """Return which variable some words ask about; empty when they ask something else."""
    said = [word.key or ("?" if word.variable else word.text) for word in few]
    return few[_VARIABLE].variable if said == _ASKED else ""


def _filtered(plain: Sequence[Word]) -> Iterator[int]:
    """Yield for each word: 0 in a pattern, 1 in a FILTER or BIND, 2 in a group inside of one."""
    open_: list[int] = []
    for i, word in enumerate(plain):
        now = open_[-1] if open_ else 0
        if word.text in {"{", "("}:
            before = plain[i - 1].key if i else ""
            if word.text == "(":
                now = max(now, int(before in {"FILTER", "BIND"}))
            elif now or before in {"EXISTS"}:
                now = 2
            open_.append(now)
        yield now
        if word.text in {"}", ")"} and open_:
            open_.pop()


def _is_never_bound(name: str, plain: Sequence[Word], filtered: Sequence[int]) -> bool:
    """Tell whether a variable stands in FILTERs and in lists of variables alone."""
    in_list = False
    for word, depth in zip(plain, filtered, strict=True):
        if word.key in {"SELECT", "BY"}:
            in_list = True
        elif word.text in {"{", "}", "("} or word.key in {"WHERE", "HAVING", "ORDER", "LIMIT"}:
            in_list = word.text == "(" and in_list
        if word.variable == name and not depth and not in_list:
            return False
    return True
