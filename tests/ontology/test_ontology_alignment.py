"""What we say of other vocabularies is true of them, and the whole is consistent."""

from __future__ import annotations

from functools import cache
from itertools import combinations
from pathlib import Path

import owlrl  # type: ignore[import-untyped]
import pytest
from rdflib import OWL, RDF, RDFS, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.namespace import (
    DCAT,
    DCTERMS,
    FOAF,
    GEO,
    ORG,
    PROV,
    SDO,
    SKOS,
    TIME,
    VANN,
    VOID,
    XSD,
    DefinedNamespace,
)  # fmt: skip
from rdflib.term import Node

import ontology

HERE = Path(__file__).parent
SHARED = Path(__file__).parents[3] / "shared" / "data" / "rdf"
EXAMPLE = "https://example.org/"

#: Vocabularies that rdflib knows term by term.
KNOWN: tuple[type[DefinedNamespace], ...] = (
    DCAT, DCTERMS, FOAF, GEO, ORG, OWL, PROV, RDF, RDFS, SDO, SKOS, TIME, VANN, VOID, XSD,
)  # fmt: skip
#: Vocabularies whose files lie beside the repository.
BESIDE = {"igeo": "insee-geo", "m8g": "cpov-2.00", "person": "person", "rov": "regorg"}
#: Links to vocabularies that we have no copy of, counted so that none slips in.
UNCHECKED = {"geo": 2, "pair": 2, "sdg": 13}

beside = pytest.mark.skipif(not SHARED.is_dir(), reason="no copy of the W3C and INSEE files here")


@cache
def meanings() -> Graph:
    graph = Graph()
    for path in ontology.files():
        graph.parse(path)
    return graph


@cache
def foreign(name: str) -> Graph:
    return Graph().parse(SHARED / f"{name}.ttl")


def terms_of(prefix: str) -> set[URIRef]:
    """Return the terms of a foreign vocabulary that our files mention."""
    space = ontology.prefixes()[prefix]
    used = {term for triple in meanings() for term in triple if isinstance(term, URIRef)}
    return {term for term in used if str(term).startswith(space) and str(term) != space}


def test_every_vocabulary_is_checked_one_way_or_another() -> None:
    spaces = {str(known._NS) for known in KNOWN}
    others = {
        prefix
        for prefix, space in ontology.prefixes().items()
        if space not in spaces and not space.startswith(ontology.BASE)
    }
    assert others == {*BESIDE, *UNCHECKED}


@pytest.mark.parametrize("known", KNOWN, ids=lambda known: known.__name__)
def test_terms_exist_in_the_vocabularies_that_rdflib_knows(known: type[DefinedNamespace]) -> None:
    space = str(known._NS)
    used = {term for triple in meanings() for term in triple if str(term).startswith(space)}
    assert used
    assert {term for term in used if str(term).removeprefix(space) not in known} == set()


@beside
@pytest.mark.parametrize("prefix", BESIDE)
def test_terms_exist_in_the_files_of_their_vocabularies(prefix: str) -> None:
    used = terms_of(prefix)
    assert used
    file = foreign(BESIDE[prefix])
    assert {term for term in used if (term, RDF.type, None) not in file} == set()


@pytest.mark.parametrize(("prefix", "count"), UNCHECKED.items())
def test_links_that_cannot_be_checked_are_counted(prefix: str, count: int) -> None:
    assert len(terms_of(prefix)) == count


@beside
def test_superclasses_are_classes_and_superproperties_are_properties() -> None:
    spaces = [ontology.prefixes()[prefix] for prefix in ("org", *BESIDE)]
    checked = 0
    for predicate, wanted in ((RDFS.subClassOf, "Class"), (RDFS.subPropertyOf, "Property")):
        for parent in set(meanings().objects(None, predicate)):
            space = next((space for space in spaces if str(parent).startswith(space)), None)
            if space is None:
                continue
            name = next(p for p in ("org", *BESIDE) if ontology.prefixes()[p] == space)
            kinds = foreign(BESIDE.get(name, name)).objects(parent, RDF.type)
            assert any(str(kind).endswith(wanted) for kind in kinds), parent
            checked += 1
    assert checked == 7


# disjointness, by walking up the classes


def disjoint_pairs(graph: Graph) -> set[frozenset[Node]]:
    pairs = {frozenset(pair) for pair in graph.subject_objects(OWL.disjointWith)}
    for head in graph.objects(None, OWL.members):
        pairs |= {frozenset(pair) for pair in combinations(Collection(graph, head), 2)}
    return pairs


def impossible_classes(graph: Graph) -> set[Node]:
    """Return the classes that lie below two classes that exclude each other."""
    pairs = disjoint_pairs(graph)
    above = {
        term: set(graph.transitive_objects(term, RDFS.subClassOf))
        for term in set(graph.subjects(RDFS.subClassOf))
    }
    return {term for term, up in above.items() if any(pair <= up for pair in pairs)}


def with_neighbours() -> Graph:
    graph = Graph()
    graph += meanings()
    for name in ("org", "regorg", "person") if SHARED.is_dir() else ():
        graph += foreign(name)
    return graph


def test_no_class_is_below_two_that_exclude_each_other() -> None:
    graph = with_neighbours()
    assert len(disjoint_pairs(graph)) >= 6 + 10 + 136 + 2
    assert impossible_classes(graph) == set()


def test_an_impossible_class_would_be_noticed() -> None:
    graph = with_neighbours()
    impossible = URIRef(EXAMPLE + "Impossible")
    for parent in ("ea:Company", "ea:LocalAuthority"):
        graph.add((impossible, RDFS.subClassOf, URIRef(ontology.iri(parent))))
    assert impossible_classes(graph) == {impossible}


# consistency, by an OWL 2 RL reasoner


def clashes(statement: str = "") -> list[str]:
    """Return what the reasoner objects to in the ontology, its neighbours and the example."""
    graph = with_neighbours()
    for name in ("example", "derived"):
        graph.parse(HERE / f"{name}.ttl")
    heads = "".join(f"@prefix {p}: <{space}> .\n" for p, space in ontology.prefixes().items())
    graph.parse(data=f"{heads}@prefix ex: <{EXAMPLE}> .\n{statement}", format="turtle")
    for triple in list(graph):  # words in a language say nothing to a reasoner and slow it down
        if isinstance(triple[2], Literal) and triple[2].language:
            graph.remove(triple)
    owlrl.DeductiveClosure(owlrl.OWLRL_Semantics).expand(graph)
    error = URIRef("http://www.daml.org/2002/03/agents/agent-ont#error")
    return sorted(str(message) for message in graph.objects(None, error))


def test_the_example_uses_every_class_and_property() -> None:
    graph = Graph()
    for name in ("example", "derived"):
        graph.parse(HERE / f"{name}.ttl")
    used = {str(term) for triple in graph for term in triple}
    kinds = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty)
    own = {str(term) for kind in kinds for term in meanings().subjects(RDF.type, kind)}
    own = {term.partition("#")[2] for term in own - used if term.startswith(ontology.BASE)}
    abstract = {"Stakeholder", "Actor", "PublicBody", "Frame", "NeedOrOffer", "declaredBy"}
    about_concepts = {"order", "layer", "legalTermYears", "onePerBody"}
    assert own == abstract | about_concepts


def test_the_ontology_and_the_example_are_consistent() -> None:
    assert clashes() == []


CONTRADICTIONS = {
    ("city", "ea:Actor", "ea:Territory"): "ex:city a ea:Territory .",
    ("alliance", "ea:Alliance", "ea:PotentialAlliance"): "ex:alliance a ea:PotentialAlliance .",
    ("mayor", "ea:Stakeholder", "person:Person"): "ex:giver ea:actor ex:mayor .",
    ("company", "ea:Association", "ea:Company"): "ex:company a ea:Association .",
    ("commune", "ea:Actor", "ea:Territory"): "ex:programme ea:carriedBy ex:commune .",
    ("need", "ea:Need", "ea:Offer"): "ex:need a ea:Offer .",
    ("call", "ea:Actor", "ea:Frame"): "ex:offer ea:offeredBy ex:call . ex:call a ea:Actor .",
}


@pytest.fixture(scope="module")
def objections() -> list[str]:
    return clashes("\n".join(CONTRADICTIONS.values()))


@pytest.mark.parametrize(("thing", "first", "second"), CONTRADICTIONS)
def test_the_reasoner_notices_a_contradiction(
    thing: str, first: str, second: str, objections: list[str]
) -> None:
    named = [f" {ontology.iri(first)} ", f" {ontology.iri(second)} ", f" {EXAMPLE}{thing} "]
    padded = (f" {message} " for message in objections)
    assert any(all(iri in message for iri in named) for message in padded)
