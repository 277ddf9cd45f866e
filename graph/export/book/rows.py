"""Fill the rows of each sheet with what an edition says of its things."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import cached_property

import ontology
from graph.dates import parse_period
from graph.export.book.names import KEYED, Keys, Thing, Things, former_of, kinds_of, posts
from graph.export.book.properties import CLASSES, PROPERTIES
from graph.export.edition import Edition
from graph.export.text import value_of
from graph.extract import first, things
from graph.layers import layer_of
from graph.sources.workbook.cells import many
from graph.sources.workbook.schema import SHEETS, Column, Sheet
from graph.sources.workbook.values import period
from ontology.text import Lang, Text

Row = list[str | None]
Cells = dict[str, str | None]
_UNTIL, _SINCE = Text("jusqu'au {day}", "until {day}"), Text("depuis le {day}", "since {day}")
_THOUSANDS = re.compile(r"-?[0-9]{1,3}\.[0-9]{3}")
_AND = " | "


class Rows:
    """The rows of an edition by sheet, in the language of its workbook."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.lang: Lang = edition.lang
        read = [graph for graph in edition.graphs if layer_of(graph) not in _MEANINGS]
        self._read = edition.store, read
        #: The rows that others refer to; those of other sheets are read when these are written.
        self.things: dict[str, Things] = {
            sheet: things(*self._read, CLASSES[sheet]) for sheet in KEYED
        }
        self._posts = posts(self.things["mandates"], things(*self._read, "ea:PublicPost"))
        self.keys = Keys(self.things | {"mandates": self._posts}, former_of(self._replaced()))

    def _replaced(self) -> Iterator[tuple[str, str]]:
        asked = "SELECT ?old ?new WHERE { ?old dcterms:isReplacedBy ?new }"
        for row in self.edition.store.select(asked, graphs=self._read[1]).rows:
            old, new = map(value_of, row)
            yield old, new

    @cached_property
    def _restricted(self) -> set[str]:
        """Return the things that a restricted graph describes."""
        asked = "SELECT DISTINCT ?s WHERE { ?s a ?class }"
        closed = [graph for graph in self._read[1] if layer_of(graph) == "restricted"]
        rows = self.edition.store.select(asked, graphs=closed).rows if closed else ()
        return {value_of(row[0]) for row in rows}

    def of(self, sheet: Sheet) -> Iterator[Row]:
        """Yield the rows of a sheet."""
        for values in _MAKERS.get(sheet.key, _plain)(self, sheet):
            yield [values.get(column.key) for column in sheet.columns]

    def cells(self, sheet: Sheet, thing: Thing) -> Cells:
        """Return the cells of the columns that a property fills."""
        names = PROPERTIES[sheet.key]
        return {
            column.key: self._cell(column, names[column.key].split(), thing)
            for column in sheet.columns
            if names.get(column.key)
        }

    def _cell(self, column: Column, names: Sequence[str], thing: Thing) -> str | None:
        if column.key == "retrieved":
            return next(iter(thing.get(names[0], ())), None)
        if column.parse is period:
            return self._period(names[0], thing)
        if column.scheme and column.scheme.startswith("ea:"):
            return self._joined(column, map(self._label, kinds_of(column.scheme, thing)))
        values = (value for name in names for value in thing.get(name, ()))
        if column.scheme and column.scheme not in _CHOICES:
            return self._joined(column, map(self._label, values))
        return self._joined(column, (self._value(column, value) for value in values))

    def _joined(self, column: Column, values: Iterator[str]) -> str | None:
        """Return values in one cell; a column that holds one value takes the first."""
        listed = list(dict.fromkeys(filter(None, values)))
        several = column.parse.__qualname__.startswith(many.__name__)
        return (_AND.join(listed) if several else next(iter(listed), None)) or None

    def _value(self, column: Column, value: str) -> str:
        """Return a key where the value is a row of a sheet, otherwise the value itself."""
        if value in self.keys.of:
            return self.keys.of[value]
        if column.key == "amount" and _THOUSANDS.fullmatch(value):
            return f"{value}0"  # "7.000" can be read two ways
        return value

    def _label(self, iri: str) -> str:
        try:
            return ontology.label(iri).to(self.lang)
        except ontology.UnknownTermError:
            return ""

    def _period(self, name: str, thing: Thing) -> str | None:
        """Return bounds in words that are read as the same bounds."""
        moment = name == "ea:"
        ends = ("notBefore", "notAfter") if moment else ("NotBefore", "NotAfter")
        first, last = (_day(thing, f"{name}{end}") for end in ends)
        for words in thing.get("ea:dateText", ()) if moment else ():
            if _reads(words, first, last):
                return words
        if first and last:
            return first.isoformat() if first == last else f"{first}/{last}"
        text = _SINCE.fill(day=first) if first else _UNTIL.fill(day=last)
        return text.to(self.lang) if first or last else None

    # -- the sheets that are more than one thing a row --------------------------------------------

    def alliances(self, sheet: Sheet) -> Iterator[Cells]:
        """Yield the alliances, each with its amount."""
        known = things(*self._read, "schema:MonetaryAmount")
        for iri, thing in self.things["alliances"].items():
            money = next((known.get(m, {}) for m in thing.get("ea:amount", ())), {})
            told: Cells = {"id": self.keys.of[iri]}
            yield told | self.cells(sheet, {**thing, **_amount(money)})

    def parts(self, sheet: Sheet) -> Iterator[Cells]:
        """Yield the parties or the stages of every alliance."""
        name = {"parties": "ea:hasParty", "stages": "ea:hasStageEvent"}[sheet.key]
        known = things(*self._read, CLASSES[sheet.key])
        for iri, thing in self.things["alliances"].items():
            for part in thing.get(name, ()):
                told: Cells = {"alliance": self.keys.of[iri]}
                yield told | self.cells(sheet, known.get(part, {}))

    def mandates(self, sheet: Sheet) -> Iterator[Cells]:
        """Yield the holders of posts, and the posts without any."""
        by_post: dict[str, list[Thing]] = defaultdict(list)
        for mandate in self.things["mandates"].values():
            for held in mandate.get("ea:post", ()):
                by_post[held].append(mandate)
        for iri, post in self._posts.items():
            known: Cells = {"post": self.keys.of[iri], "post_title": first(post, "rdfs:label")}
            bare: Thing = {"org:organization": post.get("org:postIn", []),
                    "ea:mandateTerritory": post.get("ea:seat", [])}  # fmt: skip
            for mandate in by_post.get(iri) or [{**post, **bare}]:
                told = self.cells(sheet, mandate)
                yield told | known | {"holder": self._holder(mandate)}

    def _holder(self, mandate: Thing) -> str | None:
        """Return who holds a post, where the edition may name the person."""
        person = first(mandate, "org:member")
        return self._persons.get(person or "")

    @cached_property
    def _persons(self) -> dict[str, str]:
        named = self.edition.named_persons()
        known = things(*self._read, "person:Person")
        return {iri: first(known[iri], "foaf:name") or "" for iri in named if iri in known}

    def needs(self, sheet: Sheet) -> Iterator[Cells]:
        """Yield needs and offers."""
        need, offer = Text("besoin", "need"), Text("offre", "offer")
        hidden = ontology.concepts("disclosure")["restreint"].label.to(self.lang)
        for iri, thing in things(*self._read, CLASSES[sheet.key]).items():
            kind = offer if "ea:offeredBy" in thing else need
            secret = hidden if iri in self._restricted else None
            yield self.cells(sheet, thing) | {"kind": kind.to(self.lang), "disclosure": secret}

    def participations(self, sheet: Sheet) -> Iterator[Cells]:
        """Yield participations and designations."""
        designation = ontology.iri("ea:CatalystDesignation")
        kinds = Text("participation", "participation"), Text("désignation", "designation")
        known = things(*self._read, CLASSES[sheet.key])
        for thing in {**known, **things(*self._read, "ea:CatalystDesignation")}.values():
            told = self.cells(sheet, thing)
            trade = next(map(self._label, thing.get("ea:catalystTrade", ())), None)
            kind = kinds[designation in thing.get("rdf:type", ())]
            yield told | {"kind": kind.to(self.lang), "role": trade or told["role"]}

    def claims(self, sheet: Sheet) -> Iterator[Cells]:
        """Yield claims, the subject in the words of the source."""
        for thing in things(*self._read, CLASSES[sheet.key]).values():
            words = first(thing, "rdfs:label") or ""
            about = words.removesuffix(f" — {first(thing, 'ea:claimedProperty') or ''}")
            subject = first(thing, "ea:subject") or ""
            yield self.cells(sheet, thing) | {"subject": about or self.keys.of.get(subject)}


def _plain(rows: Rows, sheet: Sheet) -> Iterator[Cells]:
    for iri, thing in rows.things[sheet.key].items():
        yield rows.cells(sheet, thing) | {"id": rows.keys.of[iri]}


_MAKERS: dict[str, Callable[[Rows, Sheet], Iterator[Cells]]] = {
    "alliances": Rows.alliances, "parties": Rows.parts, "stages": Rows.parts,
    "mandates": Rows.mandates, "needs_offers": Rows.needs,
    "participations": Rows.participations, "claims": Rows.claims,
}  # fmt: skip
_MEANINGS = frozenset({"ontology", "vocab", "derived"})
_CHOICES = frozenset({"need-or-offer", "participation"})


def _amount(money: Thing) -> dict[str, list[str]]:
    return {name: list(money.get(name, ())) for name in ("schema:value", "ea:amountKind")}


def _day(thing: Thing, name: str) -> date | None:
    """Return a day, if the ontology has such a bound."""
    value = first(thing, name)
    return date.fromisoformat(value) if value else None


def _reads(words: str, first: date | None, last: date | None) -> bool:
    try:
        found = parse_period(words)
    except ValueError:
        return False
    return (found.not_before, found.not_after) == (first, last)


def sheets() -> list[Sheet]:
    """Return the sheets of the workbook, in the order of the template."""
    from graph.sources.workbook.template import ORDER

    return [SHEETS[key] for key in ORDER]
