"""Statements on their way to a store: plain Python values, written as N-Quads text.

Text through the bulk loader is several times faster than one Python object a triple.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

import ontology

XSD = "http://www.w3.org/2001/XMLSchema#"
_ESCAPES = {
    "\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t",
    "\b": "\\b", "\f": "\\f",
}  # fmt: skip
_SPECIAL = re.compile(r'[\\"\x00-\x1f\x7f]')
_NOT_IN_IRI = re.compile(r"[\x00-\x20<>\"{}|^`\\]")


class Iri(str):
    """An absolute IRI, as opposed to a text."""

    __slots__ = ()


class Tagged(NamedTuple):
    """A text in a language."""

    text: str
    lang: str


Value = Iri | Tagged | str | bool | int | float | Decimal | date | datetime


class Statement(NamedTuple):
    """One quad; the graph is named by its full IRI."""

    subject: Iri
    predicate: Iri
    object: Value
    graph: str


def speaker(graph: str) -> Callable[..., Iterator[Statement]]:
    """Return a function that states values of a property, a prefixed name, in a graph."""

    def say(subject: Iri, predicate: str, *values: Value) -> Iterator[Statement]:
        for value in values:
            yield Statement(subject, Iri(ontology.iri(predicate)), value, graph)

    return say


def nquads(statements: Iterable[Statement]) -> Iterator[str]:
    r"""Yield each statement as a line of N-Quads.

    >>> next(nquads([Statement(Iri("a:b"), Iri("a:c"), "d", "a:g")]))
    '<a:b> <a:c> "d" <a:g> .\n'
    """
    for subject, predicate, value, graph in statements:
        yield f"{_iri(subject)} {_iri(predicate)} {literal(value)} <{graph}> .\n"


@lru_cache(maxsize=10_000)  # most statements repeat the subject of the one before, and properties
def _iri(value: str) -> str:
    return f"<{_NOT_IN_IRI.sub(_percent, value)}>"


def literal(value: Value) -> str:  # noqa: PLR0911 - one line a type reads best
    """Return a value as N-Quads writes it: an IRI, or a literal with its type."""
    if value.__class__ is str:  # most values by far
        return _quote(value)
    if isinstance(value, Iri):
        return _iri(value)
    if isinstance(value, Tagged):
        return f"{_quote(value.text)}@{value.lang}"
    if isinstance(value, str):
        return _quote(value)
    if isinstance(value, bool):
        return f'"{str(value).lower()}"^^<{XSD}boolean>'
    if isinstance(value, int):
        return f'"{value}"^^<{XSD}integer>'
    if isinstance(value, float):
        return f'"{value!r}"^^<{XSD}double>'
    if isinstance(value, Decimal):
        return f'"{value:f}"^^<{XSD}decimal>'
    if isinstance(value, datetime):
        return f'"{value.isoformat()}"^^<{XSD}dateTime>'
    return f'"{value.isoformat()}"^^<{XSD}date>'


def _quote(text: str) -> str:
    return f'"{_SPECIAL.sub(_escape, text)}"'


def _escape(match: re.Match[str]) -> str:
    sign = match[0]
    return _ESCAPES.get(sign) or f"\\u{ord(sign):04X}"


def _percent(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match[0].encode())
