"""Rectified values in a store under construction: they count; what a source said stays a claim."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING

import ontology
from graph import layers
from graph.identifiers import Minter
from graph.rdf import Iri, Statement, nquads, speaker
from graph.rights.rectified import ADDRESS, PLACE, PROPERTIES, TEXT, Property, Rectified
from graph.store.bulk import bulk_load
from ontology.text import Text

if TYPE_CHECKING:
    import pyoxigraph as ox

_CLAIMED = "/id/claim/rectified/"  # in the IRI of what a source said before
_NAMING = {PROPERTIES[key].label.fr for key in ("name", "acronym")}
_TITLE = Text("Rectifications (decisions/rectified.csv)", "Rectifications")


def former_names(store: ox.Store, actor: ox.NamedNode) -> set[str]:
    """Return the names and acronyms that a rectified one took the place of: claims keep them."""
    import pyoxigraph as ox

    found = set()
    for quad in store.quads_for_pattern(None, ontology.node("ea:subject"), actor, None):
        claim = quad.subject
        if not isinstance(claim, ox.NamedNode) or _CLAIMED not in claim.value:
            continue
        said = {
            term: {_value(one.object) for one in store.quads_for_pattern(
                claim, ontology.node(term), None, None)}
            for term in ("ea:claimedProperty", "ea:claimedValue")
        }  # fmt: skip
        if not said["ea:claimedProperty"].isdisjoint(_NAMING):
            found |= said["ea:claimedValue"]
    return found


def apply(store: ox.Store, minter: Minter, lines: Sequence[Rectified], now: datetime) -> list[Text]:
    """Let rectified values count in a store where it is settled who is who; tell contradictions."""
    if not lines:
        return []
    leads = _leads(store)
    chosen: dict[tuple[str, str], Rectified] = {}
    told = []
    for line in sorted(lines, key=lambda one: one.date):
        key = leads.get(line.actor, line.actor), line.field
        before = chosen.get(key)
        if before is not None and before.value != line.value:
            told.append(_CONTRADICT.fill(
                name=line.name or line.actor, what=PROPERTIES[line.field].label,
                old=before.value, new=line.value))  # fmt: skip
        chosen[key] = line
    work = _Work(store, minter)
    for (actor, _), line in sorted(chosen.items()):
        work.rectify(actor, line)
    work.describe(now)
    return told


_CONTRADICT = Text(
    "« {name} » est rectifié deux fois ({what} : « {old} » puis « {new} ») sous deux identifiants "
    "du même acteur : le dernier compte.",
    "'{name}' is rectified twice ({what}: '{old}', then '{new}') under two identifiers of one "
    "actor: the last counts.",
)


def _leads(store: ox.Store) -> dict[str, str]:
    """Return former IRI → the one that stands for it."""
    quads = store.quads_for_pattern(None, ontology.node("dcterms:isReplacedBy"), None, None)
    return {_value(quad.subject): _value(quad.object) for quad in quads}


def _value(term: object) -> str:
    return str(getattr(term, "value", ""))


class _Work:
    """Puts values right in a store under construction."""

    def __init__(self, store: ox.Store, minter: Minter) -> None:
        self._store, self._minter = store, minter
        self._used: set[ox.NamedNode] = set()

    def rectify(self, actor: str, line: Rectified) -> None:
        """State the value of a line; what sources say otherwise becomes their claim."""
        import pyoxigraph as ox

        thing, known = ox.NamedNode(actor), PROPERTIES[line.field]
        term = ontology.node(known.term)
        if not any(True for _ in self._store.quads_for_pattern(thing, None, None, None)):
            return  # no source tells of it any more
        values = set(_terms(line))
        for quad in list(self._store.quads_for_pattern(thing, term, None, None)):
            if quad.object not in values:
                self._store.remove(quad)
                self._claim(quad, line, known)
        graph = self._graph(thing)
        self._used.add(graph)
        for value in values:
            self._store.add(ox.Quad(thing, term, value, graph))
        self._store.add(ox.Quad(thing, ontology.node("dcterms:source"), self._source, graph))

    def _graph(self, thing: ox.NamedNode) -> ox.NamedNode:
        """Return where a value goes: with what is public of the actor, if anything is."""
        import pyoxigraph as ox

        said = self._store.quads_for_pattern(thing, ontology.node("rdf:type"), None, None)
        public = any(layers.layer_of_quad(quad) == "asserted" for quad in said)
        layer = "asserted" if public else "restricted"
        return ox.NamedNode(self._minter.graph(layer, "rectified", "1"))

    @property
    def _source(self) -> ox.NamedNode:
        import pyoxigraph as ox

        return ox.NamedNode(self._minter.thing("source", "decisions", "rectified"))

    def _claim(self, quad: ox.Quad, line: Rectified, known: Property) -> None:
        """Keep what a source said as its claim, in its own graph."""
        import pyoxigraph as ox

        actor, graph = quad.subject, quad.graph_name
        text = "\x1f".join(map(str, (actor, known.term, quad.object, graph)))
        digest = sha256(text.encode()).hexdigest()[:16]
        claim = ox.NamedNode(self._minter.thing("claim", "rectified", digest))
        name = line.value if line.field == "name" else line.name
        said: list[tuple[str, ox.NamedNode | ox.Literal]] = [
            ("rdf:type", ontology.node("ea:Claim")),
            ("rdfs:label", ox.Literal(f"{name} — {known.label.fr}")),
            ("ea:claimedProperty", ox.Literal(known.label.fr)),
            ("ea:claimedValue", ox.Literal(self._words(quad.object))),
        ]
        for term, value in said:
            self._store.add(ox.Quad(claim, ontology.node(term), value, graph))
        self._store.add(ox.Quad(claim, ontology.node("ea:subject"), actor, graph))
        for where in map(ontology.node, ("dcterms:source", "ea:locator")):
            for each in list(self._store.quads_for_pattern(actor, where, None, graph)):
                self._store.add(ox.Quad(claim, where, each.object, graph))

    def _words(self, value: object) -> str:
        """Return a value as a person reads it: the name of a place, the French word of a theme."""
        import pyoxigraph as ox

        if not isinstance(value, ox.NamedNode):
            return _value(value)
        for term in ("skos:prefLabel", "rdfs:label"):
            for quad in self._store.quads_for_pattern(value, ontology.node(term), None, None):
                if getattr(quad.object, "language", None) in {None, "fr"}:
                    return _value(quad.object)
        return value.value

    def describe(self, now: datetime) -> None:
        """Say what the graphs of rectified values are."""
        lines = nquads(self._described(now))
        bulk_load(self._store, (line.encode() for line in lines))

    def _described(self, now: datetime) -> Iterator[Statement]:
        say = speaker(self._minter.graph("prov"))
        for graph in sorted(graph.value for graph in self._used):
            public = layers.layer_of(graph) == "asserted"
            level = ontology.concepts("disclosure")["public" if public else "restreint"].iri
            yield from say(Iri(graph), "rdf:type", Iri(ontology.iri("dcat:Dataset")))
            yield from say(Iri(graph), "dcterms:title", "decisions/rectified.csv")
            yield from say(Iri(graph), "dcterms:issued", now.date())
            yield from say(Iri(graph), "ea:disclosure", Iri(level))
        source = Iri(self._source.value)
        yield from say(source, "rdf:type", Iri(ontology.iri("ea:Source")))
        yield from say(source, "dcterms:title", _TITLE.fr)


def _terms(line: Rectified) -> Iterator[ox.NamedNode | ox.Literal]:
    import pyoxigraph as ox

    kind = PROPERTIES[line.field].kind
    if kind == TEXT:
        yield ox.Literal(line.value)
    elif kind in {ADDRESS, PLACE}:
        yield ox.NamedNode(line.value)
    else:
        for slug in line.value.split("|"):
            yield ox.NamedNode(ontology.concepts(kind)[slug].iri)
