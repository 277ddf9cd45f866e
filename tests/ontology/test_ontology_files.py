"""The Turtle files themselves: complete, in two languages, nothing dangling, nothing in circles."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pyoxigraph
import pytest
from rdflib import OWL, RDF, RDFS, SKOS, XSD, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

import ontology
from ontology.text import fold

EA = ontology.BASE + "def#"
VOC = ontology.BASE + "voc/"
FILES = ontology.files()
KINDS = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)


def ea(name: str) -> URIRef:
    return URIRef(ontology.iri(f"ea:{name}"))


@cache
def meanings() -> Graph:
    """Return the ontology and the vocabularies together."""
    graph = Graph()
    for path in FILES:
        graph.parse(path)
    return graph


def own_terms() -> dict[Node, Node]:
    """Return each class and property that the ontology defines, with what it is."""
    graph = meanings()
    return {
        term: kind
        for kind in KINDS
        for term in graph.subjects(RDF.type, kind)
        if isinstance(term, URIRef)
    }


def schemes() -> list[str]:
    return [str(s).removeprefix(VOC) for s in meanings().subjects(RDF.type, SKOS.ConceptScheme)]


def words(term: Node, predicate: URIRef) -> dict[str | None, str]:
    """Return the values of a predicate by language; two in one language are one too many."""
    found = list(meanings().objects(term, predicate))
    by_language = {value.language: str(value) for value in found if isinstance(value, Literal)}
    assert len(by_language) == len(found), f"{term}: {predicate} twice in one language"
    return by_language


# the files


@pytest.mark.parametrize("path", [*FILES, *ontology.shapes()], ids=lambda path: path.name)
def test_two_parsers_read_the_same_number_of_statements(path: Path) -> None:
    quads = list(pyoxigraph.parse(path.read_bytes(), pyoxigraph.RdfFormat.TURTLE))
    assert len(set(quads)) == len(Graph().parse(path)) > 0


@pytest.mark.parametrize("path", [*FILES, *ontology.shapes()], ids=lambda path: path.name)
def test_files_are_plain_text_of_this_project(path: Path) -> None:
    text = path.read_bytes().decode("utf-8")
    assert "\r" not in text
    assert "\t" not in text
    assert text.endswith(".\n")
    assert not [line for line in text.splitlines() if line != line.rstrip()]


def test_there_is_one_file_for_each_scheme() -> None:
    assert sorted(path.stem for path in FILES[1:]) == sorted(schemes())
    assert len(FILES) == 17
    assert [path.stem for path in ontology.shapes()] == ["data", "publication"]


def test_a_prefix_means_the_same_in_every_file() -> None:
    meant: dict[str, set[str]] = {}
    for path in [*FILES, *ontology.shapes()]:
        text = path.read_text(encoding="utf-8")
        for prefix, space in re.findall(r"^@prefix ([\w-]+): <([^>]+)> \.$", text, re.MULTILINE):
            meant.setdefault(prefix, set()).add(space)
            assert text.count(f"{prefix}:") > 1, f"{path.name} declares {prefix} for nothing"
    assert {prefix: spaces for prefix, spaces in meant.items() if len(spaces) > 1} == {}
    assert len({space for spaces in meant.values() for space in spaces}) == len(meant)


def test_the_header_says_what_the_ontology_is() -> None:
    header = URIRef(EA.removesuffix("#"))
    graph = Graph().parse(FILES[0])
    said = {p.n3(graph.namespace_manager) for p in graph.predicates(header)}
    assert said == {
        "rdf:type", "dcterms:title", "dcterms:description", "dcterms:license", "dcterms:created",
        "dcterms:references", "owl:versionInfo", "vann:preferredNamespacePrefix",
        "vann:preferredNamespaceUri",
    }  # fmt: skip
    assert (header, RDF.type, OWL.Ontology) in graph
    assert not list(graph.objects(None, OWL.imports))


def test_counts() -> None:
    kinds = Counter(str(kind).rpartition("#")[2] for kind in own_terms().values())
    assert kinds == {
        "Class": 37, "ObjectProperty": 54, "DatatypeProperty": 36, "AnnotationProperty": 3,
    }  # fmt: skip
    sizes = {scheme: len(ontology.concepts(scheme)) for scheme in schemes()}
    assert sizes == {
        "theme": 21, "type": 14, "stage": 10, "party-role": 6, "contribution": 7,
        "confidence-basis": 5, "sector": 8, "disclosure": 4, "catalyst-trade": 4,
        "mandate-role": 11, "claim-status": 9, "amount-kind": 3, "participation-status": 3,
        "reason-kind": 5, "theme-basis": 2, "contact-category": 6,
    }  # fmt: skip


# terms


@pytest.mark.parametrize("term", own_terms(), ids=lambda term: str(term).rpartition("#")[2])
def test_every_term_is_labelled_and_defined_in_both_languages(term: URIRef) -> None:
    assert str(term).startswith(EA)
    assert re.fullmatch(r"[A-Za-z][A-Za-z0-9]+", str(term).removeprefix(EA))
    labels, definitions = words(term, RDFS.label), words(term, SKOS.definition)
    assert labels.keys() == definitions.keys() == {"fr", "en"}
    assert all(label == label.strip() != "" for label in labels.values())
    assert definitions["fr"] != definitions["en"]
    assert all(definition.endswith(".") for definition in definitions.values())


def test_classes_begin_with_a_capital_and_properties_do_not() -> None:
    for term, kind in own_terms().items():
        first = str(term).removeprefix(EA)[0]
        assert first.isupper() == (kind == OWL.Class), term


def test_no_term_is_used_without_being_defined() -> None:
    """Whatever is named in our namespaces, in any file, shapes included, is typed in one."""
    graph = meanings()
    everything = Graph()
    for path in [*FILES, *ontology.shapes()]:
        everything.parse(path)
    used = {term for triple in everything for term in triple if isinstance(term, URIRef)}
    ours = {term for term in used if str(term).startswith((EA, VOC))}
    assert {term for term in ours if (term, RDF.type, None) not in graph} == set()
    assert len(ours) == 130 + 16 + 118 + 1  # terms, schemes, concepts, one collection


def test_domains_and_ranges_are_classes_and_datatypes() -> None:
    graph, terms = meanings(), own_terms()
    foreign = {URIRef(ontology.iri(c)) for c in ("skos:Concept", "schema:MonetaryAmount")}
    classes = {term for term, kind in terms.items() if kind == OWL.Class} | foreign
    for term, kind in terms.items():
        domains = [d for domain in graph.objects(term, RDFS.domain) for d in union(domain)]
        assert set(domains) <= classes, term
        for value in graph.objects(term, RDFS.range):
            if kind == OWL.ObjectProperty:
                assert value in classes, term
            else:
                assert kind == OWL.DatatypeProperty
                assert str(value).startswith(str(XSD)), term
        if kind == OWL.DatatypeProperty:
            assert (term, RDFS.range, None) in graph, term


def union(node: Node) -> list[Node]:
    members = meanings().value(node, OWL.unionOf)
    return [node] if members is None else list(Collection(meanings(), members))


def test_a_property_with_concepts_names_their_scheme() -> None:
    graph = meanings()
    with_concepts = set(graph.subjects(RDFS.range, SKOS.Concept))
    named = dict(graph.subject_objects(ea("valuesFrom")))
    assert with_concepts == set(named)
    assert {str(s).removeprefix(VOC) for s in named.values()} == set(schemes()) - {"mandate-role"}
    assert len(named) == 18


@pytest.mark.parametrize("predicate", [RDFS.subClassOf, RDFS.subPropertyOf, SKOS.broader])
def test_no_hierarchy_runs_in_circles(predicate: URIRef) -> None:
    graph = meanings()
    starts = set(graph.subjects(predicate))
    assert starts
    for start in starts:
        for above in graph.objects(start, predicate):
            assert start not in graph.transitive_objects(above, predicate), start


def test_a_subproperty_is_of_the_kind_of_its_parent() -> None:
    terms = own_terms()
    for term, parent in meanings().subject_objects(RDFS.subPropertyOf):
        if parent in terms:
            assert terms[term] == terms[parent], term


# concepts


@pytest.mark.parametrize("scheme", schemes())
def test_every_concept_is_complete(scheme: str) -> None:
    graph = meanings()
    home = URIRef(VOC + scheme)
    for term in [home, *map(URIRef, (c.iri for c in ontology.concepts(scheme).values()))]:
        labels, definitions = words(term, SKOS.prefLabel), words(term, SKOS.definition)
        assert labels.keys() == definitions.keys() == {"fr", "en"}, term
        assert all(definition.endswith(".") for definition in definitions.values()), term
        assert {v.language for v in graph.objects(term, SKOS.altLabel)} <= {"fr", "en"}, term  # type: ignore[attr-defined]
    for concept in ontology.concepts(scheme).values():
        assert concept.iri == f"{VOC}{scheme}/{concept.slug}"
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", concept.slug)
        assert list(graph.objects(URIRef(concept.iri), SKOS.inScheme)) == [home]


@pytest.mark.parametrize("scheme", schemes())
def test_top_concepts_and_hierarchy_agree(scheme: str) -> None:
    graph = meanings()
    home = URIRef(VOC + scheme)
    concepts = {URIRef(c.iri): c for c in ontology.concepts(scheme).values()}
    top = {term for term, concept in concepts.items() if concept.broader is None}
    assert set(graph.objects(home, SKOS.hasTopConcept)) == top
    assert set(graph.subjects(SKOS.topConceptOf, home)) == top
    down = {(a, b) for a in concepts for b in graph.objects(a, SKOS.narrower)}
    up = {(b, a) for a in concepts for b in graph.objects(a, SKOS.broader)}
    assert down == up
    assert {term for pair in down for term in pair} <= set(concepts)


@pytest.mark.parametrize("scheme", schemes())
def test_the_order_is_total_and_no_word_is_ambiguous(scheme: str) -> None:
    concepts = list(ontology.concepts(scheme).values())
    orders = [concept.order for concept in concepts]
    assert None not in orders
    assert len(set(orders)) == len(orders)
    meant: dict[str, set[str]] = {}
    for concept in concepts:
        for word in concept.words():
            meant.setdefault(fold(word), set()).add(concept.slug)
    assert {word: slugs for word, slugs in meant.items() if len(slugs) > 1} == {}
    assert "" not in meant


def test_stages_are_numbered_and_layered() -> None:
    stages = ontology.concepts("stage")
    assert {slug: stage.order for slug, stage in stages.items()} == {
        "idee": 10, "contact": 20, "proposition": 30, "accord-de-principe": 40, "signe": 50,
        "actif": 60, "evalue": 70, "acheve": 80, "suspendu": 90, "abandonne": 99,
    }  # fmt: skip
    assert all(stage.notation == str(stage.order) for stage in stages.values())
    for layer, first in {"C": 20, "A": 40, "S": 50}.items():
        inside = {stage.order for stage in stages.values() if layer in stage.layers}
        assert inside == {order for order in (20, 30, 40, 50, 60, 70, 80) if order >= first}


def test_sectors_are_ranked_and_every_actor_class_has_one() -> None:
    ranked = ["elus", "enseignement-recherche", "fondation", "reseau", "public", "association"]
    assert list(ontology.concepts("sector")) == [*ranked, "entreprise", "inconnu"]
    given = dict(meanings().subject_objects(ea("classSector")))
    classes = {URIRef(kind.iri) for kind in ontology.kinds("ea:Actor")} | {ea("PublicPost")}
    assert set(given) == classes
    assert {str(s).rpartition("/")[2] for s in given.values()} == {*ranked, "entreprise"}


def test_every_elected_office_has_a_legal_term() -> None:
    terms = {
        slug: role.legal_term_years for slug, role in ontology.concepts("mandate-role").items()
    }
    assert {slug for slug, years in terms.items() if years == 5} == {"depute"}
    assert set(terms.values()) == {5, 6}


def test_themes_point_to_sustainable_development_goals() -> None:
    graph = meanings()
    for theme in ontology.concepts("theme").values():
        goals = [str(goal) for goal in graph.objects(URIRef(theme.iri), SKOS.closeMatch)]
        assert goals, theme.slug
        for goal in goals:
            number = goal.removeprefix("https://metadata.un.org/sdg/")
            assert 1 <= int(number) <= 17
    collection = URIRef(VOC + "theme/silver-numerique")
    members = {str(m).rpartition("/")[2] for m in graph.objects(collection, SKOS.member)}
    assert members == {"silver-economie", "numerique"}


def test_disjoint_lists_hold_classes_only() -> None:
    graph, terms = meanings(), own_terms()
    lists = list(graph.subjects(RDF.type, OWL.AllDisjointClasses))
    assert len(lists) == 3
    person = URIRef(ontology.iri("person:Person"))
    for node in lists:
        assert isinstance(node, BNode)
        head = graph.value(node, OWL.members)
        assert head is not None
        members = list(Collection(graph, head))
        assert len(set(members)) == len(members) >= 4
        assert {m for m in members if terms.get(m) != OWL.Class} <= {person}
