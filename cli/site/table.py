"""Rows of an answer as cells of a page: what a value says, and where it leads."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlencode

import ontology
from viz.brief import link

if TYPE_CHECKING:
    from cli.site.data import Data, Known

SHOWN = 500  # rows on a page; downloads have them all
BETWEEN = " ; "  # between the names that a question gathers in one cell


class Piece(NamedTuple):
    """Some words, and the address they lead to, on this site or elsewhere."""

    words: str
    path: str | None = None  # on this site
    away: str | None = None


class Table(NamedTuple):
    """The rows of a page; each cell is made of pieces."""

    headers: list[str]
    rows: list[list[list[Piece]]]
    numbers: list[bool]  # columns of numbers, set to the right


def table(answer: bytes, headers: Mapping[str, str], data: Data, known: Known) -> Table:
    """Return the table of a SPARQL JSON answer."""
    found = json.loads(answer)
    variables = found["head"]["vars"]
    bindings = found["results"]["bindings"]
    rows = [
        [pieces(row[name], data, known) if name in row else [] for name in variables]
        for row in bindings
    ]
    numbers = [_is_number(name, bindings) for name in variables]
    return Table([headers.get(name, name) for name in variables], rows, numbers)


def _is_number(name: str, bindings: list[dict[str, Any]]) -> bool:
    kinds = {row[name].get("datatype", "").rpartition("#")[2] for row in bindings if name in row}
    return bool(kinds) and kinds <= {"integer", "decimal", "double"}


def pieces(term: Mapping[str, Any], data: Data, known: Known) -> list[Piece]:
    """Return what a term of a SPARQL JSON answer shows."""
    if term["type"] == "uri":
        return [of_iri(str(term["value"]), data, known)]
    words = term["value"]
    if not isinstance(words, str):  # a triple
        return [Piece(json.dumps(words, ensure_ascii=False))]
    return [_of_words(each, known, data) for each in words.split(BETWEEN)]


def _of_words(words: str, known: Known, data: Data) -> Piece:
    """Return words that lead to the actor of that name, or to the web address they are."""
    if iri := known.named.get(words):
        return Piece(words, page_of(iri, data))
    return Piece(words, None, link(words))


def of_iri(iri: str, data: Data, known: Known) -> Piece:
    """Return an IRI as a name or a short form, leading to its page here and, if not ours, away."""
    words = known.name(iri) or short(iri)
    own = page_of_own(iri, data)
    return Piece(words, own) if own else Piece(words, page_of(iri, data), link(iri))


def page_of(iri: str, data: Data) -> str:
    """Return the path of the page of a thing, whoever named it."""
    return page_of_own(iri, data) or "/page?" + urlencode({"iri": iri})


def data_of(iri: str, data: Data) -> dict[str, str]:
    """Return the paths of what is said of a thing as RDF, by the words for each form."""
    path = data.path_of(iri)
    forms = {"Turtle": "ttl", "JSON-LD": "jsonld"}
    if path:
        return {words: f"/data{path}.{name}" for words, name in forms.items()}
    return {
        words: "/data?" + urlencode({"iri": iri, "format": name}) for words, name in forms.items()
    }


def page_of_own(iri: str, data: Data) -> str | None:
    """Return the path of the page of one of our own things."""
    path = data.path_of(iri)
    fragment = iri.partition("#")[2]
    return f"/page{path}" + (f"#{fragment}" if path and fragment else "") if path else None


def short(iri: str) -> str:
    """Return an IRI as a prefixed name where there is a prefix for it."""
    try:
        return ontology.curie(iri)
    except (LookupError, ValueError):
        return iri
