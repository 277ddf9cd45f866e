"""The questions we ask: one question, one ``.rq`` file, with a header that describes it.

A header is a block of comments, so that any SPARQL engine can run the file as it is::

    #+ title@fr: Les alliances d'un territoire
    #+ title@en: The alliances of a territory
    #+ description@fr: …
    #+ description@en: …
    #+ question: 14                      number of the competency question, if it answers one
    #+ sources: FAC COG                  codes of what must have been loaded (SOURCES)
    #+ layer: asserted                   asserted | derived | all: the graphs it is asked of
    #+ param territoire: territory; required; example=Venelles; fr=le territoire; en=the territory
    #+ column depuis: depuis | since     what heads a column of the answer, French then English

A parameter is a variable that the SELECT projects; its value is bound, never pasted. With
``from=debut`` its date is the end of a span that the parameter ``debut`` begins: no earlier. The
variables ``?lang`` ("fr" or "en") and ``?date`` are bound without being asked for.

What is asked again and again is stated at every load, in a graph of shortcuts: which stage of an
alliance is the present one from which day to which, its participants, the territories and themes
that it counts for, what lies within what, the size of the network after each day of growth. The
part "Shortcuts" of the ontology has their terms.

How the engine wants them written: it estimates sizes from constants alone and knows nothing of the
values bound. So the few things that a question is about come first, in a subquery that ends in
``LIMIT 1000000`` (it tells the engine to expect few rows). A parameter that may be absent gets two
branches of a UNION, each begun by a group of its own, ``{ FILTER (COALESCE(STR(?x), "") = "") }``:
where it does not hold, the branch is not looked at. Labels and sources come last as nested
OPTIONALs of one pattern each (looked up row by row, where two patterns would be a scan), from
variables that a pattern has bound: one made by BIND makes every lookup a scan. An EXISTS holds one
pattern and nests the next. Whether an optional parameter is absent is asked by ``COALESCE(STR(?x),
"") = ""``: ``BOUND(?x)`` is decided before the value is known.

A list of all there is, where nothing narrows it down, is found another way: a lookup costs some
ten times a step of a scan. Each property is then read once from end to end and the parts are
joined: a pattern in a subquery of its own, ``{ SELECT ?a ?b WHERE { ?a ea:p ?b } }``, is never
looked up row by row. Such a branch of a UNION is one subquery behind its ``{ FILTER … }``, else its
OPTIONALs are worked out even where the FILTER does not hold. Both ways give the same rows
(``tests/queries/test_two_ways.py``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from ontology.text import Text, fold

TYPES = ("territory", "actor", "side", "text", "date", "integer")  # and concept:<scheme>

#: What a question needs to have been loaded, by the codes of "#+ sources:".
SOURCES = {
    "APIA": Text("l'API Association", "the API Association"),
    "CALL": Text("les appels à projets", "the calls for projects"),
    "COG": Text("les communes et territoires (COG)", "the communes and territories (COG)"),
    "DERIVED": Text("ce que le programme calcule", "what the program works out"),
    "FAC": Text("le classeur du facilitateur", "the facilitator's workbook"),
    "JO": Text("le Journal officiel des associations", "the official journal of associations"),
    "PAA": Text("la liste de membres et de contacts", "the list of members and contacts"),
    "PROV": Text("la provenance de chaque fichier chargé", "the provenance of each file loaded"),
    "RNA": Text("le répertoire national des associations", "the national register of associations"),
    "RNE": Text("le répertoire national des élus", "the national register of elected officials"),
    "SEED": Text("les faits de la démonstration", "the facts of the demonstration"),
    "SIR": Text("le répertoire Sirene", "the Sirene register"),
    "SUB": Text("les listes de subventions", "the lists of grants"),
}
_HEADER = re.compile(r"^#\+ (?P<key>[\w@ -]+?): *(?P<value>.*)$", re.MULTILINE)
_COMMENT = re.compile(r"^\s*#.*$", re.MULTILINE)
_UNNUMBERED = 99  # answers no competency question: listed after those that do
_AUTOMATIC = ("lang", "date")
_SHORTCUT = re.compile(r"\bea:(?:presentFrom|participant|within|countsFor|NetworkSize)\b")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A value that the user gives to a question."""

    name: str
    type: str  # one of TYPES, or "concept:" and a vocabulary
    help: Text
    example: str
    required: bool = False
    begun_by: str = ""  # the parameter whose date this one may not precede


@dataclass(frozen=True, slots=True)
class Question:
    """A question of the library, as its file describes it."""

    name: str
    title: Text
    description: Text
    number: int  # of the competency question it answers
    layer: str
    sources: tuple[str, ...]  # keys of SOURCES
    parameters: tuple[Parameter, ...]
    columns: Mapping[str, Text]  # variable of the answer → what heads its column
    sparql: str

    @property
    def automatic(self) -> tuple[str, ...]:
        """The variables bound without being asked for."""
        return automatic(self.sparql)

    @property
    def takes_shortcuts(self) -> bool:
        """Whether it asks for what a load states beforehand (``graph.shortcuts``)."""
        return bool(_SHORTCUT.search(_COMMENT.sub("", self.sparql)))


def automatic(sparql: str) -> tuple[str, ...]:
    """Return which of ``lang`` and ``date`` a query projects, to be bound for it."""
    bare = _COMMENT.sub("", sparql)  # a title may say "where"
    head = re.split(r"\bWHERE\b|\{", bare, maxsplit=1, flags=re.IGNORECASE)[0]
    return tuple(name for name in _AUTOMATIC if re.search(rf"[?${{]{name}\b", head))


@cache
def library() -> dict[str, Question]:
    """Return every question by name, sorted."""
    found = (path for path in files("queries").iterdir() if path.name.endswith(".rq"))
    names = sorted((path.name.removesuffix(".rq"), path) for path in found)
    return {name: _parse(name, path.read_text(encoding="utf-8")) for name, path in names}


def find(words: str) -> Question | None:
    """Return the question with this name; accents, case, ``_`` and ``-`` do not matter."""
    wanted = fold(words.removesuffix(".rq").replace("_", "-"))
    return next((q for name, q in library().items() if fold(name) == wanted), None)


@cache
def internal(name: str) -> str:
    """Return the text of a query that the program asks for itself."""
    return (files("queries") / "internal" / f"{name}.rq").read_text(encoding="utf-8")


class BadHeader(ValueError):  # noqa: N818 - reads as what it is
    """A file of the library whose header does not say what it must: the file, and the key."""


def _parse(name: str, sparql: str) -> Question:
    """Return a question as its file describes it; raises BadHeader."""
    try:
        return _described(name, sparql)
    except (KeyError, ValueError, TypeError) as error:
        raise BadHeader(f"{name}.rq: {error}") from error


def _described(name: str, sparql: str) -> Question:
    header = {m["key"].strip(): m["value"].strip() for m in _HEADER.finditer(sparql)}
    parameters = tuple(
        _parameter(key.removeprefix("param "), value)
        for key, value in header.items()
        if key.startswith("param ")
    )
    return Question(
        name,
        Text(header["title@fr"], header["title@en"]),
        Text(header["description@fr"], header["description@en"]),
        int(header.get("question", _UNNUMBERED)),
        header.get("layer", "asserted"),
        tuple(header["sources"].split()),
        parameters,
        {
            key.removeprefix("column "): Text(*(word.strip() for word in value.split("|")))
            for key, value in header.items()
            if key.startswith("column ")
        },
        sparql,
    )


def _parameter(name: str, value: str) -> Parameter:
    kind, *rest = (piece.strip() for piece in value.split(";"))
    options = dict(piece.split("=", 1) for piece in rest if "=" in piece)
    return Parameter(
        name.strip(),
        kind,
        Text(options["fr"], options["en"]),
        options["example"],
        required="required" in rest,
        begun_by=options.get("from", ""),
    )
