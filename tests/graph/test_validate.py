"""What a broken shape says: in both languages, even where pySHACL drops the language."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

import ontology
from graph.validate import validate

GRAPH = "https://w3id.org/envies-alliances/graph/asserted/essai/1"
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
