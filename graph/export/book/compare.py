"""Read the workbook again as ``alliances load`` would, and tell what it could not hold.

IRIs made of a hash of a row, or of the name of the workbook, differ between the two: a thing that
has a row stands for its key here, and a part (a party, a stage, an amount) for what it is part of.
What differs by design is left out: the old names of actors, and the place of a row in a file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

import ontology
from graph.export.book.names import Keys
from graph.export.edition import Edition
from graph.export.text import value_of
from graph.identifiers import slug
from graph.layers import layer_of
from graph.rdf import Iri, Tagged
from graph.sources import workbook
from graph.sources.report import Problem
from graph.sources.workbook.cells import Ref
from graph.sources.workbook.names import Names
from ontology.text import Lang, Text, same

LANGS: tuple[Lang, Lang] = ("fr", "en")
Said = tuple[str, str, str]  # subject, predicate and value, as plain words
#: Parts and what they belong to: forwards from the whole, or backwards to it.
_FORWARDS = ("ea:hasParty", "ea:hasStageEvent", "ea:amount", "org:memberDuring",
             "time:hasBeginning", "time:hasEnd", "org:member")  # fmt: skip
_BACKWARDS = ("ea:post", "ea:neededBy", "ea:offeredBy", "ea:frame", "ea:subject")
#: Parts and links of things that are missing themselves.
_TOLD_ELSEWHERE = ("geosparql:hasGeometry", "time:ProperInterval", "time:Instant", "person:Person")
_WORDS = {
    "geosparql:Geometry": Text("contour d'un territoire", "outline of a territory"),
    "ea:Mandate": Text("mandat dont le titulaire ne peut pas être nommé",
                       "mandate whose holder may not be named"),
    "dcterms:source": Text("seconde source d'un même fait", "second source of one fact"),
}  # fmt: skip
_BY_DESIGN = ("dcterms:isReplacedBy", "ea:locator")


class Outcome:
    """What came back of a workbook: what is missing, what is new, and the rows refused."""

    def __init__(
        self, facts: Counter[Said], back: Counter[Said], problems: Sequence[Problem]
    ) -> None:
        self.missing = facts - back
        self.extra = back - facts
        self.problems = problems

    def lost(self) -> list[tuple[str, int]]:
        """Return what is missing, the most first: classes of whole things, else properties.

        Each is an IRI with a number, of things or of statements.
        """
        typed = ontology.iri("rdf:type")
        whole = {s: value for s, predicate, value in sorted(self.missing) if predicate == typed}
        counts: Counter[str] = Counter(whole.values())
        for (subject, predicate, _), count in self.missing.items():
            if subject not in whole:
                counts[predicate] += count
        return counts.most_common()


def compare(edition: Edition, keys: Keys, path: Path) -> Outcome:
    """Load a workbook in memory and compare it with the facts of an edition."""
    tables, _ = workbook.read_tables(path)
    checked = workbook.check(tables)
    source = slug(edition.name) or "alliances"
    names = Names(checked, edition.minter, source)
    read = [(s.subject, s.predicate, _words(s.object)) for s in workbook.statements(
        checked, minter=edition.minter, source=source, version="0")]  # fmt: skip
    rows = {str(names.of(Ref(sheet, record.key))): f"{sheet}:{record.key}"
            for sheet in set(keys.sheet.values()) for record in checked.records[sheet]}  # fmt: skip
    own = {iri: f"{keys.sheet[iri]}:{key}" for iri, key in keys.of.items()}
    said = Counter(_plain(set(_facts(edition)), own))
    return Outcome(said, Counter(_plain(set(read), rows)), checked.report.problems)


def _facts(edition: Edition) -> Iterator[Said]:
    """Yield the statements of the sources, and what the provenance says of sources."""
    sources = ontology.iri("ea:Source")
    for graph in edition.graphs:
        if layer_of(graph) in {"asserted", "restricted"}:
            for quad in edition.quads(graph):
                yield value_of(quad.subject), quad.predicate.value, _value(quad.object)
        elif layer_of(graph) == "prov":
            told = [(value_of(q.subject), q.predicate.value, _value(q.object))
                    for q in edition.quads(graph)]  # fmt: skip
            named = {subject for subject, _, value in told if value == sources}
            yield from (one for one in told if one[0] in named)


def _plain(said: Iterable[Said], rows: Mapping[str, str]) -> Iterator[Said]:
    """Yield statements with the key of a row for its IRI, and for a part what it is part of."""
    known = list(said)
    wholes = _wholes(known)
    name = _namer(rows, wholes)
    skipped = {ontology.iri(one) for one in _BY_DESIGN}
    for subject, predicate, value in known:
        if predicate not in skipped:
            yield name(subject), predicate, name(value) if "://" in value else value


def _wholes(said: Iterable[Said]) -> dict[str, tuple[str, str]]:
    """Return part → the whole that it belongs to, and by which property."""
    forwards = {ontology.iri(name): name for name in _FORWARDS}
    backwards = {ontology.iri(name): name for name in _BACKWARDS}
    found: dict[str, tuple[str, str]] = {}
    for subject, predicate, value in said:
        if predicate in forwards:
            found[value] = subject, forwards[predicate]
        elif predicate in backwards:
            found.setdefault(subject, (value, backwards[predicate]))
    return found


def _namer(rows: Mapping[str, str], wholes: Mapping[str, tuple[str, str]]) -> Callable[[str], str]:
    names: dict[str, str] = dict(rows)

    def name(iri: str) -> str:
        if iri not in names:
            names[iri] = iri  # also where a part is part of itself
            if iri in wholes:
                whole, how = wholes[iri]
                names[iri] = f"{name(whole)}/{how}"
            elif "/id/source/" in iri:
                names[iri] = "source"
        return names[iri]

    return name


def _value(term: object) -> str:
    """Return a value as words: numbers without the zeros that say nothing."""
    words = value_of(term)
    kind = getattr(getattr(term, "datatype", None), "value", "")
    return _number(words) if kind.endswith(("#decimal", "#integer", "#double")) else words


def _words(value: object) -> str:
    if isinstance(value, Tagged):
        return value.text
    if isinstance(value, Iri | str):
        return str(value)
    return value.isoformat() if isinstance(value, date) else _number(str(value))


def _number(words: str) -> str:
    try:
        return f"{Decimal(words).normalize():f}"
    except InvalidOperation:
        return words


def _name(iri: str) -> Text:
    try:
        return _WORDS.get(ontology.curie(iri)) or ontology.label(iri)
    except ontology.UnknownTermError:
        return same(iri)


def _listed(lost: list[tuple[str, int]]) -> Text:
    hidden = set(map(ontology.iri, _TOLD_ELSEWHERE))
    words = [(_name(iri), count) for iri, count in lost if iri not in hidden]
    return Text(*(
        ", ".join(f"{text.to(lang)} ({count})" for text, count in words) for lang in LANGS
    ))  # fmt: skip


def told(outcome: Outcome) -> list[Text]:
    """Say what a workbook could not hold, so that nothing is lost in silence."""
    notes = []
    if outcome.problems:
        first = next((p for p in outcome.problems if not p.follows), outcome.problems[0])
        notes.append(Text(
            "{n} ligne(s) du classeur seraient refusées à la relecture, la première parce que, "
            "dans « {sheet} », colonne « {column} », {reason}. Complétez-les avant de recharger.",
            "{n} row(s) of the workbook would be refused when it is loaded again, the first "
            "because in '{sheet}', column '{column}', {reason}. Complete them before you load it.",
        ).fill(n=len(outcome.problems), sheet=first.sheet, column=first.column,
               reason=first.reason))  # fmt: skip
    if lost := outcome.lost():
        notes.append(Text(
            "Ce que le classeur ne peut pas contenir : {lost}. Un export .trig ou .nq contient "
            "tout.",
            "What the workbook cannot hold: {lost}. An export .trig or .nq holds everything.",
        ).fill(lost=_listed(lost)))  # fmt: skip
    return notes
