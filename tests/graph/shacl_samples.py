"""Graphs with faults, and what pySHACL says of them read as a whole: the answer to agree with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from random import Random

import pyoxigraph as ox

import ontology
from graph.shacl.rules import lines, meanings, read
from graph.validate import Finding
from tests.actors import ASSERTED, RESTRICTED, day, quads, ref, word

SECOND = ASSERTED.replace("/rna/", "/autre/")
GRAPHS = (ASSERTED, RESTRICTED, SECOND)
ACTORS, ALLIANCES, MANDATES = 2_000, 120, 120
_ACTOR, _ALLIANCE, _MANDATE = (
    "org/rna/W{actor:09}",
    "alliance/grant/{alliance}",
    "mandate/rne/{mandate}",
)
_ELSEWHERE = "<https://example.org/nowhere>"

Edit = tuple[str, str, str]  # a thing, the property that it loses, the property and value it gets
FAULTS: dict[str, Sequence[Edit]] = {
    "no name": [(_ACTOR, "rdfs:label", "")],
    "two sectors": [(_ACTOR, "", f"ea:sector {word('sector:public')}")],
    "a sector that is none": [(_ACTOR, "ea:sector", f"ea:sector {_ELSEWHERE}")],
    "a sector in words": [(_ACTOR, "ea:sector", 'ea:sector "sport"')],
    "a seat that is not described": [(_ACTOR, "ea:seat", f"ea:seat {_ELSEWHERE}")],
    "a seat that is an actor": [(_ACTOR, "ea:seat", f"ea:seat {ref('org/rna/W000000000')}")],
    "a wrong number": [(_ACTOR, "ea:rna", 'ea:rna "131000000"')],
    "two numbers": [(_ACTOR, "", 'ea:rna "W131999999"')],
    "a short SIREN": [(_ACTOR, "", 'ea:siren "7328293"')],
    "a person": [(_ACTOR, "", f"rdf:type {word('person:Person')}")],
    "two legal forms": [(_ACTOR, "", f"rdf:type {word('ea:Foundation')}")],
    "a network that is none": [(_ACTOR, "", f"ea:memberOfNetwork {ref('geo/region/93')}")],
    "a start after its bound": [(_ACTOR, "ea:startNotAfter", f"ea:startNotAfter {day('1900-01-01')}")],
    "a start that is no day": [(_ACTOR, "ea:startNotBefore", 'ea:startNotBefore "1999"')],
    "an end before the start": [(_ACTOR, "", f"ea:endNotAfter {day('1899-12-31')}")],
    "no stage": [(_ALLIANCE, "ea:hasStageEvent", "")],
    "one party": [(_ALLIANCE + "/party/2", "ea:actor", "")],
    "a party in two alliances": [("alliance/grant/0", "", "ea:hasParty " + ref(_ALLIANCE + "/party/1"))],
    "a party that is none": [(_ALLIANCE, "", f"ea:hasParty {ref('geo/region/93')}")],
    "a party that is nobody": [(_ALLIANCE + "/party/1", "ea:actor", f"ea:actor {_ELSEWHERE}")],
    "a role that is none": [(_ALLIANCE + "/party/1", "ea:partyRole", f"ea:partyRole {_ELSEWHERE}")],
    "a territory that is none": [(_ALLIANCE, "", f"ea:territory {ref('org/rna/W000000001')}")],
    "both fact and suggestion": [(_ALLIANCE, "", f"rdf:type {word('ea:PotentialAlliance')}")],
    "an alliance that ends first": [(_ALLIANCE, "schema:endDate", f"schema:endDate {day('2018-02-28')}")],
    "a negative amount": [(_ALLIANCE + "/amount", "schema:value", "schema:value \"-1\"^^<http://www.w3.org/2001/XMLSchema#integer>")],
    "a currency in words": [(_ALLIANCE + "/amount", "schema:currency", 'schema:currency "euros"')],
    "no source": [(_ALLIANCE, "dcterms:source", "")],
    "no holder": [(_MANDATE, "org:member", "")],
    "a holder that is no person": [(_MANDATE, "org:member", f"org:member {ref('geo/region/93')}")],
    "a post that is none": [(_MANDATE, "ea:post", f"ea:post {_ELSEWHERE}")],
    "a mandate without a start": [(_MANDATE + "/begin", "time:inXSDDate", "")],
    "a mandate that ends first": [(_MANDATE + "/end", "time:inXSDDate", f"time:inXSDDate {day('2013-01-01')}")],
    "two names": [("person/rne/{mandate}", "", 'foaf:name "Dominique Exemple"')],
    "a post without a body": [("post/rne/{mandate}", "org:postIn", "")],
    "a body that is a territory": [("post/rne/{mandate}", "org:postIn", f"org:postIn {ref('geo/region/93')}")],
    "a wrong code": [("geo/commune/{commune:05}", "igeo:codeINSEE", 'igeo:codeINSEE "1301"')],
    "a territory in itself": [("geo/region/93", "", "dcterms:isPartOf " + ref("geo/commune/{commune:05}"))],
    "a territory in an actor": [("geo/commune/{commune:05}", "", f"dcterms:isPartOf {ref('org/rna/W000000002')}")],
}  # fmt: skip
for _edits in FAULTS.values():
    for _, _lost, _got in _edits:
        assert _lost or _got


def store_of(statements: Iterable[str]) -> ox.Store:
    """Return a store in memory that holds lines of N-Quads."""
    store = ox.Store()
    store.bulk_load("".join(statements).encode(), format=ox.RdfFormat.N_QUADS)
    return store


def turtle(text: str, graph: str = ASSERTED) -> ox.Store:
    """Return a store in memory that holds a text in Turtle, with the prefixes of the ontology."""
    heads = "".join(f"@prefix {p}: <{iri}> .\n" for p, iri in ontology.prefixes().items())
    store = ox.Store()
    store.load(heads + text, format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(graph))
    return store


def spoiled(*, seed: int, times: int) -> ox.Store:
    """Return many actors, some with a fault, their statements spread over three graphs."""
    random = Random(seed)  # noqa: S311 - a sample, not a secret
    kept = list(quads(ACTORS, alliances=ALLIANCES, mandates=MANDATES, seed=seed))
    for _ in range(times):
        for edits in FAULTS.values():
            numbers = {
                "actor": random.randrange(3, ACTORS), "alliance": random.randrange(1, ALLIANCES),
                "mandate": random.randrange(MANDATES), "commune": random.randrange(ACTORS // 60),
            }  # fmt: skip
            kept = list(_edited(kept, edits, numbers))
    elsewhere = f" <{SECOND}> .\n"
    return store_of(
        line.replace(f" <{ASSERTED}> .\n", elsewhere) if random.random() < 0.3 else line
        for line in kept
    )


def _edited(kept: list[str], edits: Sequence[Edit], numbers: dict[str, int]) -> Iterator[str]:
    gone = tuple(
        f"{ref(thing.format(**numbers))} {word(lost)} " for thing, lost, _ in edits if lost
    )
    yield from (line for line in kept if not (gone and line.startswith(gone)))
    for thing, _, got in edits:
        if got:
            predicate, _, value = got.format(**numbers).partition(" ")
            yield f"{ref(thing.format(**numbers))} {word(predicate)} {value} <{ASSERTED}> .\n"


def reference(store: ox.Store, graphs: Sequence[str], name: str) -> list[Finding]:
    """Return what pySHACL finds in the whole at once, with the shapes as they are written."""
    import pyshacl
    from rdflib import RDF, Graph
    from rdflib.namespace import SH

    data = Graph()
    for graph in graphs:
        text = store.dump(format=ox.RdfFormat.N_TRIPLES, from_graph=ox.NamedNode(graph))
        data.parse(data=text, format="nt")
    data.parse(data=lines(meanings()), format="nt")
    path = next(path for path in ontology.shapes() if path.stem == name)
    rules = Graph().parse(data=path.read_text(encoding="utf-8"), format="turtle")
    _, report, _ = pyshacl.validate(data, shacl_graph=rules, advanced=True, inplace=True)
    assert isinstance(report, Graph)
    found = set()
    for result in report.subjects(RDF.type, SH.ValidationResult):
        shape = report.value(result, SH.sourceConstraint) or report.value(result, SH.sourceShape)
        focus, value = report.value(result, SH.focusNode), report.value(result, SH.value)
        told = "" if value is None else str(value)
        found.add(Finding(str(focus), told, read(name).message(f"<{shape}>")))
    return sorted(found, key=lambda f: (f.focus, f.message, f.value))
