"""What a broken shape says: in both languages, even where pySHACL drops the language."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

import ontology
from graph.validate import validate

GRAPH = "https://w3id.org/envies-alliances/graph/asserted/essai/1"
DECIMAL = ox.NamedNode("http://www.w3.org/2001/XMLSchema#decimal")
TURTLE = """
<a:nord> a ea:Territory ; rdfs:label "Nord" ; dcterms:source <a:s> ; dcterms:isPartOf <a:sud> .
<a:sud> a ea:Territory ; rdfs:label "Sud" ; dcterms:source <a:s> ; dcterms:isPartOf <a:nord> .
<a:s> a ea:Source ; dcterms:title "Essai" .
"""


@pytest.fixture
def store() -> ox.Store:
    heads = "".join(f"@prefix {p}: <{iri}> .\n" for p, iri in ontology.prefixes().items())
    made = ox.Store()
    made.load(heads + TURTLE, format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(GRAPH))
    return made


def test_every_finding_is_told_in_french_and_english(store: ox.Store) -> None:
    findings = validate(store, [GRAPH], "data")
    assert findings
    assert all(finding.message.fr != finding.message.en for finding in findings), findings
    assert any("lui-même" in finding.message.fr for finding in findings), findings


def test_findings_are_sorted_and_each_is_told_once(store: ox.Store) -> None:
    """A population of -1.5 breaks two constraints of a shape that has one message."""
    nord, minus = ox.NamedNode("a:nord"), ox.Literal("-1.5", datatype=DECIMAL)
    store.add(ox.Quad(nord, ontology.node("ea:population"), minus, ox.NamedNode(GRAPH)))
    findings = validate(store, [GRAPH], "data")
    assert [(f.focus.rpartition("/")[2], f.value, f.message.en) for f in findings] == [
        ("a:nord", "-1.5", "The population is one whole number, which is not negative."),
        ("a:nord", "", "A population must state its year."),
        ("def", "a:nord", "A territory cannot be part of itself, even through others."),
        ("def", "a:sud", "A territory cannot be part of itself, even through others."),
    ]
    assert validate(store, [GRAPH], "data", window=1) == findings
    assert (findings.checked, findings.total) == (3, 3)


def test_a_value_of_zero_is_told() -> None:
    """A literal that counts as false in Python is a value all the same."""
    made = ox.Store()
    heads = "".join(f"@prefix {p}: <{iri}> .\n" for p, iri in ontology.prefixes().items())
    text = "<a:x> a ea:CatalystScore ; ea:rank 0 ."
    made.load(heads + text, format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(GRAPH))
    values = {f.value for f in validate(made, [GRAPH], "data") if "rank" in f.message.en}
    assert values == {"0"}


def test_only_the_graphs_named_are_checked(store: ox.Store) -> None:
    assert validate(store, [], "data") == []
    other = validate(store, ["https://w3id.org/envies-alliances/graph/asserted/autre/1"], "data")
    assert other == []
    assert (other.checked, other.total) == (0, 0)


def test_what_one_graph_leaves_out_another_may_say(store: ox.Store) -> None:
    second = GRAPH.replace("/essai/", "/autre/")
    person = ox.NamedNode("a:camille")
    kind = ox.Quad(person, ontology.node("rdf:type"), ontology.node("person:Person"))
    name = ox.Quad(person, ontology.node("foaf:name"), ox.Literal("Camille"))
    store.clear()
    store.add(ox.Quad(kind.subject, kind.predicate, kind.object, ox.NamedNode(GRAPH)))
    store.add(ox.Quad(name.subject, name.predicate, name.object, ox.NamedNode(second)))
    alone = validate(store, [GRAPH], "data")
    assert [f.message.en for f in alone] == [
        "A person who is named must have one name, and one only."
    ]
    assert validate(store, [GRAPH, second], "data") == []
