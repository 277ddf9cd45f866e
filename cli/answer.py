"""The answer to a question on the standard output: rows as they come, triples, or yes and no."""

from __future__ import annotations

import math
import re
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

import ontology
from cli import output
from graph.rdf import XSD
from graph.rejects import guarded

if TYPE_CHECKING:
    from cli.session import Session
    from graph.store import Answer, Rows
    from ontology.text import Text

_RESULT = ontology.Text("Le résultat", "The result")
#: Rows of a table, unless asked otherwise: it is laid out whole, and more is for a file.
MOST_IN_TABLE = 1_000


def write(
    here: Session,
    answer: Answer,
    form: str,
    columns: Mapping[str, Text] | None = None,
    limit: int | None = None,
) -> None:
    """Write an answer; JSON keys stay the variables, other formats have words for headers.

    ``limit`` is the most rows to write (0: all); it is never reached without being told.
    """
    from graph.store import Rows

    check(answer, form)
    if here.public:
        answer = _leaving(here, answer, _most(form, limit))
    if isinstance(answer, bool):
        yes = {"fr": ("oui", "non"), "en": ("yes", "no")}[here.lang]
        spoken: object = answer if form.startswith("json") else yes[0 if answer else 1]
        output.write(["?"], [[spoken]], form, ["answer"])
    elif isinstance(answer, Rows):
        _write_rows(here, answer, form, columns or {}, _most(form, limit))
    else:
        _write_triples(here, answer, form, _most(form, limit))


def _leaving(here: Session, answer: Answer, most: int | None) -> Answer:
    """Return what is written of an answer, once nothing that stays was found in it."""
    from graph.store import Rows

    departure, ahead = here.departure(), most and most + 1  # one more, to tell that there are more
    departure.require_shapes()
    if isinstance(answer, bool):
        return answer
    if not isinstance(answer, Rows):
        return begun(departure.rows(_RESULT, _first(answer, ahead), _said))
    departure.clear_bytes(_RESULT, " ".join(answer.variables).encode())
    return begun(Rows(answer.variables, departure.rows(_RESULT, _first(answer.rows, ahead), _said)))


def _said(row: Iterable[object]) -> str:
    """Return what the terms of a row say, as one line."""
    return "\t".join(str(value(term) or "").replace("\n", " ") for term in row)


def begun(answer: Answer) -> Answer:
    """Return an answer whose first row is there: what comes before it is what takes long."""
    from graph.store import Rows

    if isinstance(answer, bool):
        return answer
    rows: Iterator[Any] = answer.rows if isinstance(answer, Rows) else answer
    first = list(islice(rows, 1))
    again = chain(first, rows)
    return Rows(answer.variables, again) if isinstance(answer, Rows) else again


def check(answer: Answer, form: str) -> None:
    """Raise Misuse for a format that the answer does not have."""
    from graph.errors import Misuse
    from graph.store import Rows

    if form == "turtle" and (isinstance(answer, Rows | bool)):
        raise Misuse(
            "Turtle convient aux requêtes CONSTRUCT ; pour celle-ci : --format table, csv, tsv, "
            "json ou jsonl.",
            "Turtle fits CONSTRUCT queries; for this one: --format table, csv, tsv, json or jsonl.",
        )


def _most(form: str, limit: int | None) -> int | None:
    """Return the most rows to write; None for all."""
    if limit is None:
        return MOST_IN_TABLE if form == "table" else None
    return limit or None


def _write_rows(
    here: Session, answer: Rows, form: str, columns: Mapping[str, Text], most: int | None
) -> None:
    words = {name: text.to(here.lang) for name, text in columns.items()}
    headers = [words.get(name, name) for name in answer.variables]
    read = _reader(form, is_ours=bool(columns))
    rows = (tuple(map(read, row)) for row in answer.rows)
    count = output.write(headers, _first(rows, most), form, answer.variables)
    if count == 0:
        here.say("Aucune réponse dans ce qui est chargé. Cela ne prouve pas qu'il n'y en ait "
                 "pas.",
                 "No answer in what is loaded. That does not prove that there is none.",
        )  # fmt: skip
    _tell_cut(here, rows, count, most, form)


def _first(rows: Iterator[Any], most: int | None) -> Iterable[Any]:
    return rows if most is None else islice(rows, most)


def _tell_cut(
    here: Session, rows: Iterator[object], count: int, most: int | None, form: str
) -> None:
    """Say that rows are left, if some are."""
    if most is None or count < most or next(rows, None) is None:
        return
    sys.stdout.flush()
    if form == "table":
        here.warn("Arrêté à {n} {n:ligne|lignes}, il y en a d'autres : --limit 0 les donne toutes, "
                  "ou --format csv pour un fichier.",
                  "Stopped at {n} {n:row|rows}, there are more: --limit 0 gives them all, or "
                  "--format csv for a file.",
                  n=most)  # fmt: skip
    else:
        here.warn("Arrêté à {n} {n:ligne|lignes}, il y en a d'autres : --limit 0 les donne toutes.",
                  "Stopped at {n} {n:row|rows}, there are more: --limit 0 gives them all.",
                  n=most)  # fmt: skip


def _write_triples(here: Session, triples: Iterator[Any], form: str, most: int | None) -> None:
    import pyoxigraph as ox

    count = 0

    def counted() -> Iterator[Any]:
        nonlocal count
        for triple in _first(triples, most):
            count += 1
            yield triple

    if form in {"table", "turtle"}:
        sys.stdout.flush()
        into = sys.stdout.buffer
        prefixes = ontology.prefixes()
        ox.serialize(counted(), into, ox.RdfFormat.TURTLE, prefixes=prefixes)
    else:
        read = _reader(form)
        names = ("subject", "predicate", "object")
        output.write(names, (tuple(map(read, triple)) for triple in counted()), form)
    _tell_cut(here, triples, count, most, form)


_WHOLE = {"integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger"}
_BROKEN = {"decimal", "double", "float"}
_LONGEST = 1_000  # digits: Python reads no more than some thousands


def _reader(form: str, *, is_ours: bool = False) -> Callable[[object], object]:
    """Return what a term is written as.

    JSON has numbers and truth values. A question of the library is opened in a spreadsheet: its
    texts are never formulas there. The user's own SPARQL is read by programs, and stays as it is.
    """
    if form.startswith("json"):
        return plain
    return _harmless if is_ours and form in {"csv", "tsv"} else value


def value(term: object) -> object:
    """Return a term as text, whole numbers as numbers."""
    words = getattr(term, "value", term)
    if isinstance(words, str) and _kind(term) in _WHOLE and len(words) < _LONGEST:
        return int(words) if re.fullmatch("[+-]?[0-9]+", words) else words
    return words if words is None or isinstance(words, str) else str(words)


def plain(term: object) -> object:
    """Return a term as JSON writes it: a number, true or false, else a text."""
    found, kind = value(term), _kind(term)
    if kind == "boolean" and found in {"true", "false", "1", "0"}:
        return found in {"true", "1"}
    if kind in _BROKEN and isinstance(found, str):
        with suppress(ValueError):
            number = float(found)
            return number if math.isfinite(number) else found
    return found


def _kind(term: object) -> str:
    """Return the name of a type of XML Schema; empty for a text or an IRI."""
    kind = str(getattr(getattr(term, "datatype", None), "value", ""))
    return kind.removeprefix(XSD) if kind.startswith(XSD) else ""


def _harmless(term: object) -> object:
    """Return a term without control signs, a text never a formula."""
    found = value(term)
    if not isinstance(found, str):
        return found
    text = "".join(" " if unicodedata.category(sign) == "Cc" else sign for sign in found)
    return text if _kind(term) in _BROKEN else guarded(text)
