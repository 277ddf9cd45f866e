"""What a workspace does with data on persons and organisations, read from what it really holds.

Facts come from the sources' own descriptions (``graph.sources.catalogue``), from what is loaded and
from the settings. What the program cannot know is left to be completed, never guessed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from graph import layers
from graph.errors import StoreUnavailable
from graph.kept import Entry, held
from graph.rights import forgotten, optout, past, rectified
from graph.rights.paper import TO_FILL
from graph.sources.catalogue import sources as registers
from graph.sources.workbook.schema import SHEETS
from ontology.text import Lang, Text, fold, same

if TYPE_CHECKING:
    from graph.sources.source import Source
    from graph.workspace import Workspace

_WORKBOOK = Text("Classeur du facilitateur", "Workbook of the facilitator")
_NO_OTHER = Text("toute autre colonne", "every other column")
_SOURCES = """SELECT DISTINCT ?title ?publisher ?licence ?page WHERE { ?source a ea:Source ;
    dcterms:title ?title . OPTIONAL { ?source dcterms:publisher ?publisher }
    OPTIONAL { ?source dcterms:license ?licence } OPTIONAL { ?source foaf:page ?page } }"""
_TEXTS = """SELECT ?actor ?text WHERE { ?actor a ea:Company .
    { ?actor rdfs:label ?text } UNION { ?actor dcterms:description ?text } }"""


@dataclass(frozen=True)
class Origin:
    """A source that is loaded: who publishes it, what passes of it, what never does."""

    title: Text
    publisher: Text
    licence: Text
    page: str
    files: tuple[str, ...]
    loaded: tuple[str, ...]  # days
    rows: int
    columns: Text  # that may pass
    never: Text  # that may not, with the reason


@dataclass(frozen=True)
class Described:
    """A source that a workbook tells of, in its own words."""

    title: str
    publisher: str
    licence: str
    page: str


@dataclass(frozen=True)
class Processing:
    """What is done with data here, and on whose behalf."""

    name: str
    controller: Text
    origins: tuple[Origin, ...]
    described: tuple[Described, ...]  # the sources that workbooks tell of
    hinted: int  # public sources that they name in words alone
    traders: int  # companies that a text calls sole traders
    persons: int  # named, as holders of a mandate or otherwise
    past: int  # of old mandates: named in the kept sources alone
    posts: int
    organisations: int
    restricted: int  # statements in graphs that never leave
    years: int  # that holders of past mandates are kept
    servers: tuple[str, ...]
    forgotten: int
    rectified: int
    opted_out: int


def processing(workspace: Workspace) -> Processing:
    """Return what a workspace does with the data that it holds."""
    entries, path = held(workspace).entries, workspace.path
    kinds = list(dict.fromkeys(entry.kind for entry in entries))
    origins = [_origin(kind, [e for e in entries if e.kind == kind]) for kind in kinds]
    persons, posts, organisations, restricted = _counts(workspace)
    return Processing(
        workspace.name, same(workspace.collector) if workspace.collector else TO_FILL,
        tuple(origins), *_named(workspace), _traders(workspace), persons, _past(workspace), posts,
        organisations, restricted, workspace.mandates_kept,
        tuple(sorted(workspace.endpoints)),
        len({line.thing for line in forgotten.read(path)}), len(rectified.read(path)),
        len(optout.read(path)),
    )  # fmt: skip


def _named(workspace: Workspace) -> tuple[tuple[Described, ...], int]:
    """Return the public sources that workbooks describe, and how many they name in words alone."""
    found = {
        Described(*row)
        for row in _asked(workspace, _SOURCES)
        if not row[3] or row[3].startswith(("http://", "https://"))
    }
    told = {one for one in found if one.publisher or one.licence or one.page}
    return tuple(sorted(told, key=lambda one: fold(one.title))), len(found) - len(told)


def _traders(workspace: Workspace) -> int:
    """Return how many companies a name or a description calls sole traders."""
    from graph.sources.persons import is_someone

    return len({iri for iri, text in _asked(workspace, _TEXTS, hidden=True) if is_someone(text)})


def _asked(workspace: Workspace, query: str, *, hidden: bool = False) -> Iterator[tuple[str, ...]]:
    """Yield the rows of a question to what sources say; nothing where there is no store."""
    try:
        store = workspace.store()
    except StoreUnavailable:
        return
    graphs = layers.graphs(store, "asserted") + (layers.restricted(store) if hidden else [])
    graphs = [graph for graph in graphs if layers.layer_of(graph) in layers.FACTS]
    for row in store.select(query, graphs=graphs).rows if graphs else ():
        yield tuple(str(getattr(term, "value", "")) for term in row)


def _past(workspace: Workspace) -> int:
    """Return how many persons the kept sources name though the store does not any more."""
    try:
        return len(past.left(workspace, workspace.store()))
    except StoreUnavailable:
        return 0


def _counts(workspace: Workspace) -> tuple[int, int, int, int]:
    """Return how many persons, posts and organisations are known, and restricted statements."""
    from graph.extract import count

    try:
        store = workspace.store()
    except StoreUnavailable:
        return 0, 0, 0, 0
    graphs = [graph for graph in store.graphs() if layers.layer_of(graph) in layers.FACTS]
    hidden = layers.restricted(store)
    asked = "SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"
    many = int(getattr(next(store.select(asked, graphs=hidden).rows)[0], "value", 0))
    persons, posts, actors = (
        count(store, graphs, name) for name in ("person:Person", "ea:PublicPost", "ea:Actor")
    )
    return persons, posts, actors, many if hidden else 0


def _origin(kind: str, entries: list[Entry]) -> Origin:
    files = tuple(dict.fromkeys(entry.file for entry in entries))
    days = tuple(sorted({entry.loaded[:10] for entry in entries}))
    rows = sum(entry.rows for entry in entries)
    known = registers().get(kind)
    if known is None:
        return Origin(_WORKBOOK, TO_FILL, TO_FILL, "", files, days, rows, _sheets(), _NO_OTHER)
    return Origin(
        known.title, same(known.publisher), same(known.licence), known.page, files, days, rows,
        _passing(known, entries), _never(known),
    )  # fmt: skip


def _sheets() -> Text:
    return Text(_sheet_words("fr", " : ", " ; "), _sheet_words("en", ": ", "; "))


def _sheet_words(lang: Lang, after: str, between: str) -> str:
    return between.join(
        f"{sheet.name.to(lang)}{after}{', '.join(c.name.to(lang) for c in sheet.columns)}"
        for sheet in SHEETS.values()
    )


def _passing(known: Source, entries: list[Entry]) -> Text:
    """Return the columns that may pass, in the forms of the register that are loaded."""
    used = {entry.layout for entry in entries}
    names = [
        column.names[0]
        for layout in known.layouts
        if layout.key in used or not used
        for column in layout.columns
    ]
    names += [name for each in known.json if each.key in used for name in sorted(each.passes)]
    words = ", ".join(dict.fromkeys(names))
    if words:
        return same(words)
    return Text(
        "les propriétés de notre ontologie ; d'une personne, son nom seul",
        "the properties of our ontology; of a person, the name alone",
    )


def _never(known: Source) -> Text:
    if not known.never:
        return _NO_OTHER
    told = ", ".join(f"{name} ({why})" for name, why in known.never.items())
    return Text(f"{_NO_OTHER.fr}, dont {told}", f"{_NO_OTHER.en}, among them {told}")
