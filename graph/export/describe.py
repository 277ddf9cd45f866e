"""What an edition holds, by whom and under which licence: VoID and DCAT, as DCAT-AP asks.

The counts are those of the statements that leave, not of the store. No day of today is in it: the
same facts make the same description.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from pyoxigraph import NamedNode

import ontology
from graph.export.edition import INTERNAL, Edition
from graph.export.lines import Lines
from graph.export.text import value_of
from graph.extract import things
from graph.identifiers import slug
from graph.layers import layer_of
from graph.rdf import Iri, Statement, Tagged, nquads, speaker
from ontology.text import Text

_EU = "http://publications.europa.eu/resource/authority/"
MEDIA = {
    "nquads": "application/n-quads", "ntriples": "application/n-triples",
    "trig": "application/trig", "turtle": "text/turtle", "jsonld": "application/ld+json",
}  # fmt: skip
UNSTATED = Text(
    "Non précisée : demander à qui a réuni les données",
    "Not stated: ask whoever collected the data",
)
_ABOUT = Text(
    "Les acteurs d'un territoire et leurs alliances, chacune avec ses étapes et ses sources, "
    "telles qu'elles étaient connues le {day}. L'absence d'un lien ne prouve rien.",
    "The actors of a territory and their alliances, each with its stages and sources, as they were "
    "known on {day}. The absence of a link proves nothing.",
)
_COUNTS = """SELECT ?class (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s a ?class } GROUP BY ?class"""
_ENTITIES = "SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s a ?class }"


def described(lines: Lines, form: str) -> str:
    """Add the description of an edition to its lines, as a graph of its own; return its name."""
    graph = lines.edition.minter.graph("prov", "edition")
    said = list(_Description(lines, graph, form).statements())
    lines.add(graph, sorted({line.encode() for line in nquads(said)}))
    return graph


class _Description:
    """Says what an edition is, of which graphs it is made, and what they speak of."""

    def __init__(self, lines: Lines, graph: str, form: str) -> None:
        self.lines = lines
        self.edition = lines.edition
        self.say = speaker(graph)
        self.form = form
        self.iri = Iri(self.edition.iri)
        self.known = _known(self.edition)

    def statements(self) -> Iterator[Statement]:
        """Yield the whole description."""
        yield from self._whole()
        yield from self._rights(self.iri, [self.edition.licence] if self.edition.licence else [])
        yield from self._publisher()
        for graph in self.lines.graphs:
            yield from self._graph(graph)
        yield from self._sources()
        yield from self._parts()
        yield from self._distribution()

    def _whole(self) -> Iterator[Statement]:
        edition, say, me = self.edition, self.say, self.iri
        about = _ABOUT.fill(day=edition.as_of.isoformat())
        if edition.is_internal:
            about = Text(f"{INTERNAL.fr}. {about.fr}", f"{INTERNAL.en}. {about.en}")
        yield from say(me, "rdf:type", *map(_term, ("dcat:Dataset", "void:Dataset")))
        title = f"Alliances — {edition.name}"
        yield from say(me, "dcterms:title", *_both(Text(title, title)))
        yield from say(me, "dcterms:description", *_both(about))
        yield from say(me, "ea:asOf", edition.as_of)
        level = "restreint" if edition.is_internal else "public"
        yield from say(me, "ea:disclosure", Iri(ontology.concepts("disclosure")[level].iri))
        right = "NON_PUBLIC" if edition.is_internal else "PUBLIC"
        yield from say(me, "dcterms:accessRights", Iri(f"{_EU}access-right/{right}"))
        yield from say(me, "dcterms:language", Iri(f"{_EU}language/FRA"))
        yield from say(me, "void:uriSpace", f"{edition.minter.base}id/")
        yield from say(me, "void:triples", sum(self.lines.counts.values()))
        yield from say(me, "void:entities", _number(edition, _ENTITIES))
        if self._issued():
            yield from say(me, "dcterms:issued", max(self._issued()))

    def _issued(self) -> list[date]:
        days = (self.known.get(graph, {}).get("dcterms:issued", []) for graph in self.lines.graphs)
        return [date.fromisoformat(day) for found in days for day in found]

    def _rights(self, subject: Iri, licences: list[str]) -> Iterator[Statement]:
        """State licences as DCAT-AP has them: documents, here with the words of the source."""
        if not licences and subject == self.iri:
            licences = sorted({words for graph in self.lines.graphs for words in self._of(graph)})
        for words in licences:
            named = _web(words) or Iri(f"{self.iri}/licence/{slug(words) or 'autre'}")
            yield from self.say(subject, "dcterms:license", named)
            yield from self.say(named, "rdf:type", _term("dcterms:LicenseDocument"))
            title = _both(UNSTATED) if words == UNSTATED.fr else (words,)
            yield from self.say(named, "dcterms:title", *title)

    def _of(self, graph: str) -> list[str]:
        """Return the licences of a graph: its own, its register's, or that none is stated."""
        if layer_of(graph) in {"ontology", "vocab"}:
            return ["https://creativecommons.org/licenses/by/4.0/"]
        own = self.known.get(graph, {}).get("dcterms:license", [])
        return own or [UNSTATED.fr]

    def _publisher(self) -> Iterator[Statement]:
        if self.edition.collector is None:
            return
        who = Iri(self.edition.collector)
        asked, known = "SELECT ?who ?name WHERE { ?who rdfs:label ?name }", {"who": NamedNode(who)}
        rows = self.edition.store.select(asked, graphs=self._open(), parameters=known).rows
        yield from self.say(self.iri, "dcterms:publisher", who)
        yield from self.say(who, "rdf:type", _term("foaf:Agent"))
        names = sorted(value_of(name) for _, name in rows)
        yield from self.say(who, "foaf:name", *names[:1])

    def _graph(self, graph: str) -> Iterator[Statement]:
        say, named = self.say, Iri(graph)
        title = self.known.get(graph, {}).get("dcterms:title") or [_TITLES[layer_of(graph)].fr]
        yield from say(self.iri, "void:subset", named)
        yield from say(named, "rdf:type", *map(_term, ("dcat:Dataset", "void:Dataset")))
        yield from say(named, "dcterms:title", *title)
        yield from say(named, "dcterms:description", *_both(_TITLES[layer_of(graph)]))
        yield from say(named, "void:triples", self.lines.counts[graph])
        yield from self._rights(named, self._of(graph))

    def _sources(self) -> Iterator[Statement]:
        """Name every source that a fact has, with its publisher and licence."""
        for iri, properties in things(self.edition.store, self._open(), "ea:Source").items():
            yield from self.say(self.iri, "dcterms:source", Iri(iri))
            for name in ("dcterms:title", "dcterms:publisher", "dcterms:license"):
                yield from self.say(Iri(iri), name, *properties.get(name, ()))
            yield from self.say(Iri(iri), "foaf:page", *map(Iri, properties.get("foaf:page", ())))

    def _open(self) -> list[str]:
        return [graph for graph in self.edition.graphs if layer_of(graph) != "derived"]

    def _parts(self) -> Iterator[Statement]:
        """Count the things of each class and the statements of each property."""
        for name, count in _counts(self.edition):
            part = Iri(f"{self.iri}/class/{slug(name)}")
            yield from self.say(self.iri, "void:classPartition", part)
            yield from self.say(part, "void:class", Iri(name))
            yield from self.say(part, "void:entities", count)
        for written, count in sorted(self.lines.properties.items()):
            name = written.decode().strip("<>")
            part = Iri(f"{self.iri}/property/{slug(name)}")
            yield from self.say(self.iri, "void:propertyPartition", part)
            yield from self.say(part, "void:property", Iri(name))
            yield from self.say(part, "void:triples", count)

    def _distribution(self) -> Iterator[Statement]:
        """Say where the file is, once whoever publishes it has said so."""
        if not self.edition.url:
            return
        say, one = self.say, Iri(f"{self.iri}/distribution")
        yield from say(self.iri, "dcat:distribution", one)
        yield from say(one, "rdf:type", _term("dcat:Distribution"))
        yield from say(one, "dcat:accessURL", Iri(self.edition.url))
        if media := MEDIA.get(self.form):
            kind = Iri(f"https://www.iana.org/assignments/media-types/{media}")
            yield from say(one, "dcat:mediaType", kind)


_TITLES = {
    "asserted": Text("Faits d'une source", "Facts of a source"),
    "restricted": Text("Faits restreints d'une source", "Restricted facts of a source"),
    "derived": Text("Alliances possibles, calculées : ce ne sont pas des faits",
                    "Possible alliances, computed: they are no facts"),
    "ontology": Text("Ontologie", "Ontology"),
    "vocab": Text("Vocabulaires", "Vocabularies"),
    "prov": Text("Provenance", "Provenance"),
}  # fmt: skip


def _known(edition: Edition) -> dict[str, dict[str, list[str]]]:
    """Return what the provenance says of each graph, with the licence of the register it is of."""
    read = (edition.store, [graph for graph in edition.graphs if layer_of(graph) == "prov"])
    known = things(*read, "dcat:Dataset") if read[1] else {}
    sources = things(edition.store, edition.graphs, "ea:Source")
    for graph in edition.facts():
        found = _licences(edition, graph, sources)
        if found and not known.setdefault(graph, {}).get("dcterms:license"):
            known[graph]["dcterms:license"] = found
    return known


def _licences(edition: Edition, graph: str, sources: dict[str, dict[str, list[str]]]) -> list[str]:
    """Return the licences of the sources that a graph names."""
    asked = "SELECT DISTINCT ?source WHERE { ?s dcterms:source ?source }"
    rows = edition.store.select(asked, graphs=[graph]).rows
    named = (value_of(row[0]) for row in rows)
    return sorted({w for one in named for w in sources.get(one, {}).get("dcterms:license", ())})


def _counts(edition: Edition) -> list[tuple[str, int]]:
    rows = edition.store.select(_COUNTS, graphs=_facts(edition)).rows
    return sorted((value_of(c), int(getattr(n, "value", 0))) for c, n in rows)


def _number(edition: Edition, asked: str) -> int:
    row = next(edition.store.select(asked, graphs=_facts(edition)).rows)
    return int(getattr(row[0], "value", 0))


def _facts(edition: Edition) -> list[str]:
    kept = {"asserted", "restricted", "derived"}
    return [graph for graph in edition.graphs if layer_of(graph) in kept]


def _term(name: str) -> Iri:
    return Iri(ontology.iri(name))


def _both(text: Text) -> tuple[Any, ...]:
    return Tagged(text.fr, "fr"), Tagged(text.en, "en")


def _web(words: str) -> Iri | None:
    return Iri(words) if words.startswith(("https://", "http://")) else None
