"""Where a query that no grammar reads goes wrong: the parser tells only how far it came.

What people mistype most is looked for first, from the start of the query: the word that says
what is asked, a text or an address that is not closed, a bracket too many or too few, a word that
SPARQL does not know. Each is shown where it stands.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Container, Iterator, Sequence
from functools import partial
from itertools import pairwise
from typing import NamedTuple

from graph.store.words import FORMS, Word, words
from ontology.text import Text

#: Words that a sound query may hold outside of texts, IRIs and names (SPARQL 1.1, 19.8).
_KNOWN = """
    A ABS ADD ALL AS ASC AVG BASE BIND BNODE BOUND BY CEIL CLEAR COALESCE CONCAT CONTAINS COPY
    COUNT CREATE DATA DATATYPE DAY DEFAULT DELETE DESC DISTINCT DROP ENCODE_FOR_URI EXISTS FALSE
    FILTER FLOOR FROM GRAPH GROUP GROUP_CONCAT HAVING HOURS IF IN INSERT INTO IRI ISBLANK ISIRI
    ISLITERAL ISNUMERIC ISTRIPLE ISURI LANG LANGMATCHES LATERAL LCASE LIMIT LOAD MAX MD5 MIN
    MINUS MINUTES MONTH MOVE NAMED NOT NOW OBJECT OFFSET OPTIONAL ORDER PREDICATE PREFIX RAND
    REDUCED REGEX REPLACE ROUND SAMETERM SAMPLE SECONDS SELECT SEPARATOR SERVICE SHA1 SHA256
    SHA384 SHA512 SILENT STR STRAFTER STRBEFORE STRDT STRENDS STRLANG STRLEN STRSTARTS STRUUID
    SUBJECT SUBSTR SUM TIMEZONE TO TRIPLE TRUE TZ UCASE UNDEF UNION URI USING UUID VALUES WHERE
    WITH YEAR ADJUST HASLANG HASLANGDIR LANGDIR STRLANGDIR VERSION
"""
KEYWORDS = FORMS | frozenset(_KNOWN.split())
_CLOSED_BY = {"{": "}", "(": ")", "[": "]"}
_OPEN_IRI = re.compile(r"(?:https?://|urn:)\S*", re.IGNORECASE)


class Mistake(NamedTuple):
    """What is wrong, and where it stands (a number of characters)."""

    at: int
    what: Text


class _Placed(NamedTuple):
    word: Word
    at: int


def found(sparql: str, end: int, prefixes: Container[str]) -> Mistake | None:
    """Return the first mistake that is known, no further than where the parser stopped.

    The ``prefixes`` are those that need no declaration.
    """
    plain = list(_placed(sparql))
    ways = (_first_word, _not_closed, _brackets, _unknown, partial(_undeclared, prefixes))
    known = (way(plain, sparql) for way in ways)
    return min((one for one in known if one and one.at <= end), default=None, key=lambda m: m.at)


def _placed(sparql: str) -> Iterator[_Placed]:
    at = 0
    for word in words(sparql):
        if word.kind != "gap":
            yield _Placed(word, at)
        at += len(word.text)


def _first_word(plain: Sequence[_Placed], _: str) -> Mistake | None:
    """Return what stands where SELECT or another of its kind should."""
    start = 0
    while start < len(plain) and plain[start].word.key in {"PREFIX", "BASE"}:
        start += 3 if plain[start].word.key == "PREFIX" else 2
    if start >= len(plain) or plain[start].word.key in FORMS:
        return None
    word, at = plain[start]
    near = difflib.get_close_matches(word.text.upper(), sorted(FORMS), n=1, cutoff=0.6)
    what = Text(
        "une requête commence par SELECT, ASK, CONSTRUCT ou DESCRIBE, et non par « {word} »",
        "a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE, and not with '{word}'",
    )
    if near:
        what = Text(
            "« {word} » n'est pas du SPARQL (vouliez-vous dire {near} ?)",
            "'{word}' is no SPARQL (did you mean {near}?)",
        )
    return Mistake(at, what.fill(word=_short(word.text), near=near[0] if near else ""))


def _not_closed(plain: Sequence[_Placed], sparql: str) -> Mistake | None:
    """Return the first text or IRI that has a beginning alone."""
    for word, at in plain:
        if word.is_open:
            return Mistake(
                at,
                Text(
                    "ce texte n'est pas fermé : il manque {sign} à sa fin",
                    "this text is not closed: {sign} is missing at its end",
                ).fill(sign=word.text[0] * (3 if word.text[:3] == word.text[0] * 3 else 1)),
            )
        if word.kind == "sign" and word.text == "<" and _OPEN_IRI.match(sparql, at + 1):
            return Mistake(
                at,
                Text(
                    "cette adresse n'est pas fermée : il manque > à sa fin",
                    "this IRI is not closed: > is missing at its end",
                ),
            )
    return None


def _brackets(plain: Sequence[_Placed], sparql: str) -> Mistake | None:
    """Return the first bracket that closes none, or that leaves one open."""
    opened: list[_Placed] = []
    for word, at in plain:
        if word.kind != "sign" or word.text not in "{}()[]":
            continue
        if word.text in _CLOSED_BY:
            opened.append(_Placed(word, at))
        elif opened and _CLOSED_BY[opened[-1].word.text] == word.text:
            opened.pop()
        elif any(_CLOSED_BY[one.word.text] == word.text for one in opened):
            return _missing(opened[-1], at, sparql)
        else:
            what = Text("« {sign} » est de trop", "'{sign}' is one too many")
            return Mistake(at, what.fill(sign=word.text))
    return _missing(opened[-1], len(sparql), sparql) if opened else None


def _missing(opened: _Placed, at: int, sparql: str) -> Mistake:
    line, column = place(sparql, opened.at)
    what = Text(
        "il manque {name} {sign}, ouverte ligne {line}, colonne {column}",
        "{name} {sign} is missing, opened on line {line}, column {column}",
    )
    name = {
        "{": Text("une accolade", "a closing brace"),
        "(": Text("une parenthèse", "a closing parenthesis"),
        "[": Text("une parenthèse carrée", "a closing square bracket"),
    }[opened.word.text]
    sign = _CLOSED_BY[opened.word.text]
    return Mistake(at, what.fill(name=name, sign=sign, line=line, column=column))


def _unknown(plain: Sequence[_Placed], _: str) -> Mistake | None:
    """Return the first word that SPARQL does not know."""
    for i, (word, at) in enumerate(plain):
        if word.kind != "word" or word.key in KEYWORDS:
            continue
        near = difflib.get_close_matches(word.key, sorted(KEYWORDS), n=1, cutoff=0.8)
        is_called = i + 1 < len(plain) and plain[i + 1].word.text == "("
        if near or is_called:
            what = Text(
                "SPARQL ne connaît pas « {word} »{near}", "SPARQL does not know '{word}'{near}"
            )
            meant = Text(" (vouliez-vous dire {near} ?)", " (did you mean {near}?)")
            hint = meant.fill(near=near[0]) if near else ""
            return Mistake(at, what.fill(word=_short(word.text), near=hint))
        what = Text(
            "« {word} » n'est ni une variable (?{word}) ni un nom avec son préfixe (ea:{word})",
            "'{word}' is neither a variable (?{word}) nor a name with its prefix (ea:{word})",
        )
        return Mistake(at, what.fill(word=_short(word.text)))
    return None


def _undeclared(known: Container[str], plain: Sequence[_Placed], _: str) -> Mistake | None:
    """Return the first name whose prefix is neither known nor declared."""
    declared = {name.word.text for word, name in pairwise(plain) if word.word.key == "PREFIX"}
    for word, at in plain:
        prefix = word.text.partition(":")[0]
        is_declared = prefix == "_" or prefix in known or f"{prefix}:" in declared
        if word.kind == "name" and not is_declared:
            what = Text(
                "le préfixe « {prefix}: » n'est pas déclaré. Écrivez au début de la requête : "
                "PREFIX {prefix}: <…>, avec l'adresse qu'il abrège",
                "the prefix '{prefix}:' is not declared. Write at the start of the query: "
                "PREFIX {prefix}: <…>, with the IRI that it stands for",
            )
            return Mistake(at, what.fill(prefix=_short(prefix)))
    return None


def _short(word: str) -> str:
    return word if len(word) <= 40 else word[:40] + "…"


def place(sparql: str, at: int) -> tuple[int, int]:
    """Return the line and the column of a place, both from 1."""
    before = sparql[:at]
    return before.count("\n") + 1, at - (before.rfind("\n") + 1) + 1


def offset(sparql: str, line: int, column: int) -> int:
    """Return the place of a line and a column."""
    lines = sparql.split("\n")
    return sum(len(one) + 1 for one in lines[: line - 1]) + column - 1
