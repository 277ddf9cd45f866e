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
from functools import cache
from pathlib import Path
from typing import NamedTuple

import ontology
from graph.export.book.left import Left
from graph.export.book.names import Keys
from graph.export.edition import Edition
from graph.export.lines import Lines
from graph.export.text import parsed, value_of
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


class Outcome(NamedTuple):
    """What came back of a workbook: what is missing, how much is new, and the rows refused."""

    missing: Counter[Said]
    extra: int  # statements
    problems: Sequence[Problem]

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
    """Load a workbook in memory and compare it with the facts of an edition.

    Of the two sides only one is in memory, and of its statements no more than numbers.
    """
    left, problems = _read_back(edition, set(keys.sheet.values()), path)
    own = {iri: f"{keys.sheet[iri]}:{key}" for iri, key in keys.of.items()}
    with Lines(edition, edition.facts()) as lines:
        for graph in edition.graphs:
            if layer_of(graph) == "prov":
                lines.add(graph, sorted(_of_sources(edition, graph)))
        plain = _plainer(own, _wholes(_said(filter(_is_of_part, lines.triples()))))
        found = filter(None, map(plain, _said(lines.triples())))
        missing = Counter(one for one in found if not left.takes(one))
    return Outcome(missing, left.count(), problems)


def _read_back(
    edition: Edition, sheets: Iterable[str], path: Path
) -> tuple[Left, Sequence[Problem]]:
    """Return what loading a workbook would state, and the rows that it would refuse."""
    tables, _ = workbook.read_tables(path)
    checked = workbook.check(tables)
    del tables
    source = slug(edition.name) or "alliances"
    names = Names(checked, edition.minter, source)

    def read() -> Iterator[Said]:
        told = workbook.statements(checked, minter=edition.minter, source=source, version="0")
        return ((s.subject, s.predicate, _words(s.object)) for s in told)

    rows = {str(names.of(Ref(sheet, record.key))): f"{sheet}:{record.key}"
            for sheet in sheets for record in checked.records[sheet]}  # fmt: skip
    plain = _plainer(rows, _wholes(read()))
    return Left((one, told) for one in read() if (told := plain(one))), checked.report.problems


def _of_sources(edition: Edition, graph: str) -> Iterator[bytes]:
    """Yield what the provenance says of sources."""
    a, kind = (f"<{ontology.iri(name)}>".encode() for name in ("rdf:type", "ea:Source"))
    told = [(line.split(b" ", 3)[:3], line) for line in edition.lines(graph)]
    named = {subject for (subject, *said), _ in told if said == [a, kind]}
    return (line for (subject, *_), line in told if subject in named)


def _said(lines: Iterable[bytes]) -> Iterator[Said]:
    for quad in parsed(lines):
        yield value_of(quad.subject), quad.predicate.value, _value(quad.object)


def _is_of_part(line: bytes) -> bool:
    """Tell whether a statement ties a part to what it is part of."""
    return line.split(b" ", 2)[1][1:-1].decode() in _ways()


@cache
def _ways() -> dict[str, tuple[str, bool]]:
    """Return property (IRI) → its name, and whether it goes from the whole to the part."""
    told = {ontology.iri(name): (name, True) for name in _FORWARDS}
    return told | {ontology.iri(name): (name, False) for name in _BACKWARDS}


def _wholes(said: Iterable[Said]) -> dict[str, tuple[str, str]]:
    """Return part → the whole that it belongs to, and by which property."""
    ways, found = _ways(), dict[str, tuple[str, str]]()
    for subject, predicate, value in said:
        name, is_forwards = ways.get(predicate, ("", False))
        if is_forwards:
            found[value] = subject, name
        elif name:
            found.setdefault(subject, (value, name))
    return found


def _plainer(
    rows: Mapping[str, str], wholes: Mapping[str, tuple[str, str]]
) -> Callable[[Said], Said | None]:
    """Return what tells a statement by the keys of rows, and parts by what they are part of.

    Of what differs by design nothing is told.
    """
    skipped = {ontology.iri(one) for one in _BY_DESIGN}

    def plain(one: Said) -> Said | None:
        subject, predicate, value = one
        if predicate in skipped:
            return None
        named = _named(value, rows, wholes) if "://" in value else value
        return _named(subject, rows, wholes), predicate, named

    return plain


def _named(iri: str, rows: Mapping[str, str], wholes: Mapping[str, tuple[str, str]]) -> str:
    steps, passed = list[str](), {iri}
    while iri not in rows and iri in wholes:
        whole, how = wholes[iri]
        steps.append(how)
        iri = whole
        if iri in passed:  # part of itself
            break
        passed.add(iri)
    start = rows.get(iri) or ("source" if "/id/source/" in iri else iri)
    return "/".join((start, *reversed(steps)))


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
            "{n} {n:ligne du classeur serait refusée|lignes du classeur seraient refusées} à la "
            "relecture, la première parce que, dans « {sheet} », colonne « {column} », {reason}. "
            "Complétez-{n:la|les} avant de recharger.",
            "{n} {n:row|rows} of the workbook would be refused when it is loaded again, the first "
            "because in '{sheet}', column '{column}', {reason}. Complete {n:it|them} before you "
            "load it.",
        ).fill(n=len(outcome.problems), sheet=first.sheet, column=first.column,
               reason=first.reason))  # fmt: skip
    if lost := outcome.lost():
        notes.append(Text(
            "Ce que le classeur ne peut pas contenir : {lost}. Un export .trig ou .nq contient "
            "tout.",
            "What the workbook cannot hold: {lost}. An export .trig or .nq holds everything.",
        ).fill(lost=_listed(lost)))  # fmt: skip
    return notes
