"""``docs/ontology.md``: classes, properties, vocabularies and shapes, from the Turtle files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import chain

from rdflib import OWL, RDF, RDFS, SH, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

import ontology
from ontology.text import Text
from tests.reference.diagram import diagram
from tests.reference.markdown import both, code, generated, table

EA = Namespace(ontology.iri("ea:Actor").removesuffix("Actor"))
_PART = re.compile(r"^#### (?P<title>.+?) #+$")
_TERM = re.compile(r"^(?P<term>ea:\w+) a owl:")
_TOP = ("Stakeholder", "Alliance", "Party", "StageEvent", "Territory", "Frame", "Mandate",
        "PotentialAlliance", "Reason", "NeedOrOffer", "Participation", "CatalystScore",
)  # fmt: skip

_START = """# The words: ontology reference · Les mots : référence de l'ontologie

Every class, property, concept and rule of [`ontology/`](../ontology), in French and *English*. How
the words fit together for people: [glossary](glossaire.md) (in French). The base of the IRIs is a
draft and not registered: they do not open in a browser, but `alliances serve` resolves them.

| prefix | namespace |
|---|---|
{prefixes}

**Rules of reading.** An alliance is a node with parties, never an edge between two actors. A stage
is an event with a date that may be a bound. What the program works out (`PotentialAlliance`,
`CatalystScore`, shortcuts) is in other graphs than what a source asserts. "Used by" names the
shapes below that look at a term.

## Overview

Each arrow is an object property from its domain to its range, a triangle a subclass; vocabularies
and plain values are left out here.
"""
_NAMED = (
    "A concept is named by its label in either language, its slug or its notation; its IRI is "
    "`{base}voc/SCHEME/SLUG`."
)
_CHECKED = "`data` is checked at every load; `publication` is the gate for what leaves."
_STEPS = (SH.alternativePath, SH.inversePath, SH.zeroOrMorePath, SH.oneOrMorePath)


def page() -> str:
    """Return the page."""
    lines = [generated("ontology/*.ttl"), _START.format(prefixes="\n".join(_prefixes()))]
    lines += diagram(_graph(), [EA[name] for name in _TOP], values=False)
    for title, terms in _parts().items():
        lines += [f"## {title}", "", *_part(terms)]
    lines += ["## Vocabularies", "", _NAMED.format(base=ontology.BASE), ""]
    for path in ontology.files()[1:]:
        lines += _scheme(path.stem)
    lines += ["## Shapes", "", _CHECKED, ""]
    for path in ontology.shapes():
        lines += [f"### {path.stem}.ttl", "", *_rules(Graph().parse(path))]
    return "\n".join(lines)


@cache
def _graph() -> Graph:
    """Return the ontology; it names the prefixes of the shapes too."""
    found = Graph(bind_namespaces="none")
    for path in reversed((ontology.files()[0], *ontology.shapes())):
        for prefix, space in Graph(bind_namespaces="none").parse(path).namespaces():
            found.bind(prefix, space, override=True)
    return found.parse(ontology.files()[0])


@cache
def _shapes() -> Graph:
    found = Graph()
    for path in ontology.shapes():
        found.parse(path)
    return found


def _prefixes() -> Iterator[str]:
    text = ontology.files()[0].read_text(encoding="utf-8")
    for prefix, space in re.findall(r"^@prefix (\S+:) <(\S+)> \.$", text, re.MULTILINE):
        yield f"| `{prefix}` | `{space}` |"


def _parts() -> dict[str, list[URIRef]]:
    """Return the terms that the file defines, under the titles of its parts, in its order."""
    found: dict[str, list[URIRef]] = {}
    title = ""
    for line in ontology.files()[0].read_text(encoding="utf-8").splitlines():
        if part := _PART.match(line):
            title = part["title"]
        elif term := _TERM.match(line):
            found.setdefault(title, []).append(URIRef(ontology.iri(term["term"])))
    return found


def _part(terms: list[URIRef]) -> list[str]:
    graph = _graph()
    classes = [term for term in terms if (term, RDF.type, OWL.Class) in graph]
    properties = [term for term in terms if term not in classes]
    lines = diagram(graph, [c for c in classes if len(classes) > 1], of=properties)
    if classes:
        lines += table(("class", "label", "definition", "kind of", "used by"), map(_class, classes))
    if properties:
        lines += table(("property", "label", "definition", "from → to", "aligned", "used by"),
                       map(_property, properties))  # fmt: skip
    return lines


def _class(term: URIRef) -> tuple[str, ...]:
    above = [_short(o) for o in _graph().objects(term, RDFS.subClassOf) if isinstance(o, URIRef)]
    return (f"`{_short(term)}`", both(_text(term, RDFS.label)), _defined(term),
            code(sorted(above)), code(_used(term)))  # fmt: skip


def _property(term: URIRef) -> tuple[str, ...]:
    graph = _graph()
    scheme = graph.value(term, EA.valuesFrom)
    if scheme is not None:
        target = f"a concept of [{slug(scheme)}](#{slug(scheme)})"
    else:
        target = code(_classes(graph, term, RDFS.range))
    start = code(_classes(graph, term, RDFS.domain)) or "anything"
    relations = (RDFS.subPropertyOf, OWL.equivalentProperty, OWL.inverseOf, SKOS.exactMatch,
                 SKOS.closeMatch)  # fmt: skip
    aligned = sorted(_short(o) for r in relations for o in graph.objects(term, r))
    return (f"`{_short(term)}`", both(_text(term, RDFS.label)), _defined(term),
            f"{start} → {target or 'a value'}", code(aligned), code(_used(term)))  # fmt: skip


def slug(scheme: Node) -> str:
    """Return the name of a vocabulary: that of its file."""
    return str(scheme).rpartition("/")[2]


def _classes(graph: Graph, term: URIRef, relation: URIRef) -> list[str]:
    """Return the domain or range of a property, a union taken apart."""
    found = (_members(graph, node) for node in graph.objects(term, relation))
    return [_short(one) for one in chain.from_iterable(found)]


def _members(graph: Graph, node: Node) -> list[Node]:
    """Return a class, or the classes that a union is made of."""
    union = graph.value(node, OWL.unionOf)
    return list(Collection(graph, union)) if union is not None else [node]


@cache
def _used(term: URIRef) -> tuple[str, ...]:
    """Return the shapes whose target, path or value is a term."""
    graph = _shapes()
    direct = {subject for subject in graph.subjects(None, term) if isinstance(subject, URIRef)}
    nested = {shape for shape, _, path in graph.triples((None, SH.path, None))
              if isinstance(shape, URIRef) and term in _steps(graph, path)}  # fmt: skip
    return tuple(sorted(_name(shape) for shape in direct | nested))


def _steps(graph: Graph, path: Node) -> list[Node]:
    """Return the properties of a SHACL path."""
    if isinstance(path, URIRef):
        return [path]
    inside = [graph.value(path, way) for way in _STEPS]
    parts: Iterable[Node] = [one for one in inside if one is not None] or Collection(graph, path)
    return [step for part in parts for step in _steps(graph, part)]


def _scheme(name: str) -> list[str]:
    """Return the table of one vocabulary."""
    top = ontology.iri(f"voc:{name}")
    graph = Graph().parse(next(path for path in ontology.files() if path.stem == name))
    lines = [f"### {name}", "", both(_text(URIRef(top), SKOS.prefLabel, graph)) + ". "
             + both(_text(URIRef(top), SKOS.definition, graph)), ""]  # fmt: skip
    rows = []
    for slug, concept in ontology.concepts(name).items():
        note = [f"in `{concept.broader}`"] if concept.broader else []
        note += [f"layers {', '.join(concept.layers)}"] if concept.layers else []
        note += [f"legal term {concept.legal_term_years} years"] * bool(concept.legal_term_years)
        rows.append((f"`{slug}`", concept.notation or "", both(concept.label),
                     both(concept.definition), "; ".join(note)))  # fmt: skip
    return [*lines, *table(("concept", "notation", "label", "definition", ""), rows)]


def _rules(graph: Graph) -> list[str]:
    """Return what each shape of a file demands, in its own words."""
    rows = []
    for shape in sorted(s for s in set(graph.subjects(SH.message)) if isinstance(s, URIRef)):
        path = graph.value(shape, SH.path)
        looked = [_short(step) for step in _steps(graph, path)] if path is not None else []
        rows.append((f"`{_name(shape)}`", code(sorted(_targets(graph, shape))),
                     code(looked[:4]) + ", …" * (len(looked) > 4),
                     both(_text(shape, SH.message, graph))))  # fmt: skip
    return table(("shape", "of", "looks at", "says"), rows)


def _targets(graph: Graph, shape: Node) -> set[str]:
    """Return what a shape is asked of: its own targets, or those of the shape that holds it."""
    ways = (SH.targetClass, SH.targetSubjectsOf, SH.targetObjectsOf)
    holders = [shape, *graph.subjects(SH.property, shape), *graph.subjects(SH.sparql, shape)]
    return {_short(o) for one in holders for way in ways for o in graph.objects(one, way)}


def _text(term: URIRef, relation: URIRef, graph: Graph | None = None) -> Text | None:
    said = (graph or _graph()).objects(term, relation)
    found = {one.language: str(one) for one in said if isinstance(one, Literal)}
    return Text(found["fr"], found["en"]) if {"fr", "en"} <= found.keys() else None


def _defined(term: URIRef) -> str:
    note = both(_text(term, SKOS.scopeNote))
    return both(_text(term, SKOS.definition)) + (f"<br>{note}" if note else "")


def _short(node: Node) -> str:
    """Return the prefixed name of a term."""
    return _graph().namespace_manager.normalizeUri(str(node))


def _name(shape: Node) -> str:
    return str(shape).rpartition("#")[2]
