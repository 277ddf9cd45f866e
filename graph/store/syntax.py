"""What is wrong with a query, in words: the line, the column and what was expected there."""

from __future__ import annotations

import re

import pyoxigraph as ox

import ontology
from graph.errors import Misuse
from graph.store import mistakes
from ontology.text import Text

# White space and comments, which may stand between two words of a query.
_GAP = r"(?:\s|#[^\r\n]*[\r\n])*"
_UPDATE = re.compile(
    rf"{_GAP}(?:(?:BASE|PREFIX{_GAP}[^\s:]*:){_GAP}<[^>\s]*>{_GAP})*"
    r"(?:INSERT|DELETE|LOAD|CLEAR|CREATE|DROP|COPY|MOVE|ADD|WITH)\b",
    re.IGNORECASE,
)
_PLACE = re.compile(r"error at (\d+):(\d+): (?:expected )?(?:one of )?(.*)", re.DOTALL)
_WIDEST = 100  # characters of the offending line that are shown

#: What the parser says of mistakes that are none of spelling, and how we say it.
_KNOWN = {
    "IRI parsing failed": Text(
        "une adresse entre < et > est mal formée", "an IRI between < and > is malformed"
    ),
    "The SELECT contains a variable that is unbound": Text(
        "une variable du SELECT n'est ni dans le GROUP BY ni dans un calcul (COUNT…)",
        "a variable of the SELECT is neither in the GROUP BY nor in an aggregate (COUNT…)",
    ),
}
#: What the parser says that it expected is no help: it names the last word that it tried.
_BROKEN = Text("la requête ne se comprend plus ici", "the query is no longer understood from here")


def explain(sparql: str, error: str) -> Misuse:
    """Return the error to show for a query that the parser refuses."""
    if _UPDATE.match(sparql):
        return Misuse(
            "Ceci est une mise à jour SPARQL. La base se lit seulement : chargez des données "
            "avec « alliances load ».",
            "This is a SPARQL update. The store is read-only here: load data with "
            "'alliances load'.",
        )
    place = _PLACE.match(_located(sparql, error))
    if place is None:
        return Misuse(
            "Erreur de syntaxe SPARQL ({error}).", "SPARQL syntax error ({error}).", error=error
        )
    line, column = int(place[1]), int(place[2])
    what = next((text for words, text in _KNOWN.items() if words in place[3]), None)
    if what is None:
        what, end = _BROKEN, mistakes.offset(sparql, line, column)
        if known := mistakes.found(sparql, end, ontology.prefixes()):
            (line, column), what = mistakes.place(sparql, known.at), known.what
    return Misuse(
        "Erreur de syntaxe SPARQL, ligne {line}, colonne {column} : {what}.\n{shown}",
        "SPARQL syntax error, line {line}, column {column}: {what}.\n{shown}",
        line=line,
        column=column,
        what=what,
        shown=_pointed(_line(sparql, line), column),
    )


def _located(sparql: str, error: str) -> str:
    """Return the error with its place in characters: the parser mistakes them for bytes.

    The same query in ASCII, a letter for each accented one, fails at the same place.
    """
    if sparql.isascii():
        return error
    plain = "".join(sign if sign.isascii() else "x" for sign in sparql)
    try:
        ox.Store().query(plain, prefixes=ontology.prefixes())
    except SyntaxError as again:
        return str(again)
    return error


def _line(sparql: str, number: int) -> str:
    lines = sparql.split("\n")
    return lines[number - 1].rstrip("\r") if number <= len(lines) else ""


def _pointed(line: str, column: int) -> str:
    """Return a line and, below, a caret under one of its columns."""
    start = max(0, column - _WIDEST // 2) if len(line) > _WIDEST else 0
    part = line[start : start + _WIDEST].expandtabs(1)
    before, after = "…" * (start > 0), "…" * (start + _WIDEST < len(line))
    return f"  {before}{part}{after}\n  {' ' * (len(before) + column - 1 - start)}^"
