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
* ``?day <= …`` loses rows where it is the upper bound alone of a search in an index, by where
  they stand in it: 6 of 36,918 days after a load, others after a checkpoint, all of 5 in an empty
  store (7.2.5); of whole numbers none was seen. ``<``, ``>``, ``>=`` and two bounds lost none.
  It becomes ``(?day < … || ?day = …)``, which means the same of any value, or none.
* EXISTS in a BIND always holds. What a way reaches is listed in an OPTIONAL and looked up.
* EXISTS inside of IF, and a path both ends of which are open, have no plan: ``folding``.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from itertools import accumulate, count, pairwise

from graph.store.words import Word, words

NOTHING = "urn:x-alliances:nothing"  # a property that nobody has
_GUARDED = {"CONCAT", "LANG"}
_BESIDE = {"&&", "||", ",", "AS", ";"}  # what ends one side of a comparison, if no bracket does
_COMPARED = {"=", "!=", "<", ">", "<=", ">="}
#: What may hold a variable without a value, or another one a row.
_APART = {"COALESCE", "IF", "BOUND", "COUNT", "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT"}


def spoken(sparql: str) -> str:
    """Return a query as Virtuoso reads it right."""
    return close_paths(part_bounds(guard(look_up(flatten(sparql)))))


def guard(sparql: str) -> str:
    """Return a query in which nothing is asked of values that are not there."""
    read = _Read(sparql)
    never = next(name for n in count() if (name := f"?never{n}") not in sparql)
    for at in reversed(range(len(read.plain) - 1)):  # what is inside comes first
        key, is_call = read.plain[at].key, read.plain[at + 1].text == "("
        if not is_call or key not in {*_GUARDED, "COALESCE"}:
            continue
        end = closing(read.plain, at + 1)
        names = read.names(at + 2, end)
        if key == "COALESCE":
            read.put(at, end, read.coalesce(split(read.plain, at + 2, end, {","})))
        elif names:
            read.put(at, end, f"IF({_all_bound(names)}, {read.text(at, end + 1)}, {never})")
    return "".join(read.out)


def look_up(sparql: str) -> str:
    """Return a query in which BIND asks no EXISTS of a way from one thing to a variable.

    What is reached is listed beside, once each, and looked up.
    """
    read = _Read(sparql)
    fresh = (name for n in count() if (name := f"?found{n}") not in sparql)
    for at in reversed(range(len(read.plain) - 1)):
        if read.plain[at].key != "BIND" or read.plain[at + 1].text != "(":
            continue
        start = at + 2
        while read.plain[start].text == "(":
            start += 1
        if [word.key for word in read.plain[start : start + 4]] != ["IF", "(", "EXISTS", "{"]:
            continue
        stop = closing(read.plain, start + 1)
        pattern, *values = split(read.plain, start + 2, stop, {","})
        target = read.plain[pattern[1] - 2]
        if len(values) != 2 or not target.variable or read.plain[pattern[0] + 2].variable:
            continue
        if len(read.names(*pattern)) != 1 or any(
            w.key in {".", ";"} for w in read.plain[slice(*pattern)]
        ):
            continue
        found = next(fresh)
        beside = (f"OPTIONAL {{ SELECT DISTINCT {target.text} (1 AS {found}) WHERE "
                  f"{read.text(pattern[0] + 1, pattern[1])} }} BIND")  # fmt: skip
        read.put(pattern[0], pattern[1] - 1, f"BOUND({found})")
        read.put(at, at, beside)
    return "".join(read.out)


def part_bounds(sparql: str) -> str:
    """Return a query in which "at most" a value, asked of a variable, is "less, or the same"."""
    read = _Read(sparql)
    depths = list(accumulate((w.text in {"(", "{"}) - (w.text in {")", "}"}) for w in read.plain))
    bounds = [at for at, word in enumerate(read.plain) if word.key in {"<=", ">="}]
    for at in sorted(bounds, key=depths.__getitem__, reverse=True):  # what is inside comes first
        start, end = _operands(read.plain, at)
        bounded = (start, at) if read.plain[at].key == "<=" else (at + 1, end)
        if [bool(w.variable) for w in read.plain[slice(*bounded)] if w.text not in "()"] != [True]:
            continue
        left, right = read.text(start, at), read.text(at + 1, end)
        sign = read.plain[at].text[0]
        read.put(start, end - 1, f"({left} {sign} {right} || {left} = {right})")
    return "".join(read.out)


def _operands(plain: Sequence[Word], at: int) -> tuple[int, int]:
    """Return where the left side of a comparison begins, and before which word the right ends."""
    depth, start, end = 0, at, at + 1
    while start and not (depth == 0 and plain[start - 1].key in {"(", *_BESIDE}):
        start -= 1
        depth += (plain[start].text == ")") - (plain[start].text == "(")
    while end < len(plain) and not (depth == 0 and plain[end].key in {")", *_BESIDE}):
        depth += (plain[end].text == "(") - (plain[end].text == ")")
        end += 1
    return start, end


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


class _Read:
    """The words of a query, and what is written in their place."""

    def __init__(self, sparql: str) -> None:
        pieces = list(words(sparql))
        self.places = [i for i, word in enumerate(pieces) if word.kind != "gap"]
        self.plain = [pieces[i] for i in self.places]
        self.out = [word.text for word in pieces]

    def text(self, start: int, end: int) -> str:
        """Return what is written from one word to before another."""
        return "".join(self.out[self.places[start] : self.places[end - 1] + 1])

    def put(self, start: int, end: int, text: str) -> None:
        """Write a text in place of some words, the last one included."""
        for i in range(self.places[start], self.places[end] + 1):
            self.out[i] = ""
        self.out[self.places[start]] = text

    def names(self, start: int, end: int) -> list[str]:
        """Return the variables whose values an expression needs."""
        found, at = {}, start
        while at < end:
            word = self.plain[at]
            if word.key in _APART and self.plain[at + 1].text == "(":
                at = closing(self.plain, at + 1)
            elif word.variable:
                found[word.variable] = True
            at += 1
        return list(found)

    def coalesce(self, parts: Sequence[tuple[int, int]]) -> str:
        """Return a COALESCE; of comparisons before a truth value, one that asks what is there."""
        whole = f"COALESCE({', '.join(self.text(*part) for part in parts)})"
        default = self.plain[parts[-1][0]].key
        if len(parts) == 1 or default not in {"TRUE", "FALSE"} or not self.compares(*parts[0]):
            return whole
        names = self.names(*parts[0])
        if not names or not self.is_one(*parts[0]):
            rest = ", ".join(self.text(*part) for part in parts[1:])
            return (
                f"COALESCE({self.guarded(*parts[0], default)}, {rest})"
                if len(parts) == 2
                else whole
            )
        missing = " || ".join(f"!BOUND(?{name})" for name in names)
        if len(parts) > 2:
            rest = self.coalesce(parts[1:])
            return f"(({_all_bound(names)} && {whole}) || (({missing}) && {rest}))"
        return (
            f"({missing} || {whole})" if default == "TRUE" else f"({_all_bound(names)} && {whole})"
        )

    def compares(self, start: int, end: int) -> bool:
        """Tell whether an expression is made of comparisons, "and" and "or" alone."""
        keys = [word.key for word in self.plain[start:end]]
        odd = {"!", "EXISTS", "IN", *_APART}
        return any(key in _COMPARED for key in keys) and not any(key in odd for key in keys)

    def is_one(self, start: int, end: int) -> bool:
        """Tell whether an expression fails as soon as one of its variables is missing."""
        parts = [set(self.names(*part)) for part in split(self.plain, start, end, {"||", "&&"})]
        inside = sum(word.key in {"||", "&&"} for word in self.plain[start:end])
        return inside == len(parts) - 1 and all(part == parts[0] for part in parts)

    def guarded(self, start: int, end: int, default: str) -> str:
        """Return comparisons, each of which comes out as the default where a value is missing."""
        for sign in ("||", "&&"):
            parts = split(self.plain, start, end, {sign})
            if len(parts) > 1:
                return f" {sign} ".join(self.guarded(*part, default) for part in parts)
        if self.plain[start].text == "(" and closing(self.plain, start) == end - 1:
            return f"({self.guarded(start + 1, end - 1, default)})"
        names, text = self.names(start, end), self.text(start, end)
        if not names:
            return text
        if default == "TRUE":
            return f"({' || '.join(f'!BOUND(?{name})' for name in names)} || {text})"
        return f"({_all_bound(names)} && {text})"


def _all_bound(names: Iterable[str]) -> str:
    return " && ".join(f"BOUND(?{name})" for name in names)


def split(
    plain: Sequence[Word], start: int, end: int, signs: Container[str]
) -> list[tuple[int, int]]:
    """Return the parts between signs that stand in no bracket."""
    depth, first, found = 0, start, []
    for i in range(start, end):
        depth += (plain[i].text in {"(", "{"}) - (plain[i].text in {")", "}"})
        if depth == 0 and plain[i].key in signs:
            found.append((first, i))
            first = i + 1
    return [*found, (first, end)]


def closing(plain: Sequence[Word], start: int) -> int:
    """Return where the bracket is closed that opens at ``start``."""
    depth = 0
    for i in range(start, len(plain)):
        depth += (plain[i].text in {"(", "{"}) - (plain[i].text in {")", "}"})
        if depth == 0:
            return i
    return len(plain) - 1
