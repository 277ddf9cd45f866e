"""Collects the statements of a workbook and sends each to the graph that its things allow."""

from __future__ import annotations

from collections import Counter
from typing import Any

import ontology
from graph.dates import Period
from graph.identifiers import Minter, slug
from graph.rdf import Iri, Statement, Value
from graph.sources.workbook.cells import Ref
from graph.sources.workbook.names import Names
from graph.sources.workbook.records import Checked, Record
from ontology.text import fold


class Emitter:
    """Collects statements and sends each to the graph that its things allow."""

    def __init__(self, checked: Checked, minter: Minter, source: str, version: str) -> None:
        self.checked = checked
        self.names = Names(checked, minter, source)
        self.asserted = minter.graph("asserted", source, version)
        self.restricted = minter.graph("restricted", source, version)
        self.stages = checked.by_alliance("stages")
        self._pending: list[Statement] = []
        self._sources: set[tuple[Iri, str]] = set()
        self._given: Counter[Iri] = Counter()

    def drain(self) -> list[Statement]:
        """Return and forget the statements collected so far."""
        done, self._pending = self._pending, []
        return done

    def add(self, subject: Iri, predicate: str, *values: Value | None) -> None:
        """State values of a property given as a prefixed name; None is no value."""
        for value in values:
            if value is None:
                continue
            hidden = self.names.restricted
            graph = self.restricted if subject in hidden or value in hidden else self.asserted
            self._state(subject, predicate, value, graph)

    def _state(self, subject: Iri, predicate: str, value: Value, graph: str) -> None:
        self._pending.append(Statement(subject, Iri(ontology.iri(predicate)), value, graph))

    def types(self, subject: Iri, *classes: str) -> None:
        """State the classes of a thing, given as prefixed names or IRIs."""
        for name in classes:
            full = name if "://" in name else ontology.iri(name)
            self.add(subject, "rdf:type", Iri(full))

    def concepts(self, subject: Iri, predicate: str, scheme: str, slugs: Any) -> None:
        """State concepts of a vocabulary, given by slug, a tuple of slugs, or None."""
        for one in (slugs,) if isinstance(slugs, str) else slugs or ():
            self.add(subject, predicate, Iri(ontology.concepts(scheme)[one].iri))

    def links(self, subject: Iri, predicate: str, refs: Any) -> None:
        """State links to other rows; a withheld row leaves no link."""
        for ref in (refs,) if isinstance(refs, Ref) else refs or ():
            self.add(subject, predicate, self.names.of(ref))

    def hide(self, subject: Iri, *because: Iri | None) -> None:
        """Restrict a thing that would reveal one of the others."""
        if any(iri in self.names.restricted for iri in because):
            self.names.restricted.add(subject)

    def once(self, iri: Iri) -> Iri:
        """Return an IRI that nothing has yet: two undated holders of a post are two mandates."""
        number = self._given[iri] = self._given[iri] + 1
        return iri if number == 1 else Iri(f"{iri}-{number}")

    def provenance(self, subject: Iri, record: Record) -> None:
        """State the source and the place in it, by default the row of the workbook."""
        self.add(subject, "dcterms:source", self._source(subject, record))
        title = self.checked.tables[record.sheet].title
        self.add(subject, "ea:locator", record.get("locator") or f"{title}, {record.row}")

    def _source(self, subject: Iri, record: Record) -> Iri:
        """Return the IRI of the source named in a row, or of the workbook itself."""
        words = record.get("source")
        directory = self.checked.context.directories["sources"]
        for key in directory.words.get(fold(words or ""), ()):
            if known := self.names.of(Ref("sources", key)):
                return known
        if not words:
            return Iri(self.names.minter.thing("source", "workbook", slug(self.names.source)))
        return self._source_in_words(words, subject in self.names.restricted)

    def _source_in_words(self, words: str, secret: bool) -> Iri:
        """Describe a source given in free words in the graph of the row that gives it.

        "Talk with the director of X" would tell in public of a restricted X.
        """
        minted = self.names.content("source", ["text", words])
        graph = self.restricted if secret else self.asserted
        if (minted, graph) not in self._sources:
            self._sources.add((minted, graph))
            self._state(minted, "rdf:type", Iri(ontology.iri("ea:Source")), graph)
            self._state(minted, "dcterms:title", words, graph)
        return minted

    def bounds(self, subject: Iri, record: Record) -> None:
        """State the bounds of a start and an end, and the exact days when they are known."""
        for column, name in (("start", "start"), ("end", "end")):
            period: Period | None = record.get(column)
            if period is None:
                continue
            self.add(subject, f"ea:{name}NotBefore", period.not_before)
            self.add(subject, f"ea:{name}NotAfter", period.not_after)
            self.add(subject, f"schema:{name}Date", period.day)

    def moment(self, subject: Iri, period: Period | None) -> None:
        """State the bounds of a single moment, and the words it was written in."""
        if period is not None:
            self.add(subject, "ea:notBefore", period.not_before)
            self.add(subject, "ea:notAfter", period.not_after)
            self.add(subject, "ea:dateText", period.words)
