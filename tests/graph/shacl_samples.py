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

_A, _C = "org/rna/W{actor:09}", "geo/commune/{commune:05}"
_ALLIANCE, _PARTY, _AMOUNT = (
    f"alliance/grant/{{alliance}}{part}" for part in ("", "/party/1", "/amount")
)
_MANDATE, _POST, _PERSON = (f"{kind}/rne/{{mandate}}" for kind in ("mandate", "post", "person"))
_NOWHERE, _REGION = "<https://example.org/no>", ref("geo/region/93")
_OTHER = ref("org/rna/W000000001")
_MINUS = '"-1"^^<http://www.w3.org/2001/XMLSchema#integer>'

#: Fault → a thing, the property that it loses, the property and the value that it gets.
FAULTS: dict[str, tuple[str, str, str]] = {
    "no name": (_A, "rdfs:label", ""),
    "two sectors": (_A, "", f"ea:sector {word('sector:public')}"),
    "sector unknown": (_A, "ea:sector", f"ea:sector {_NOWHERE}"),
    "sector in words": (_A, "ea:sector", 'ea:sector "sport"'),
    "seat unknown": (_A, "ea:seat", f"ea:seat {_NOWHERE}"),
    "seat an actor": (_A, "ea:seat", f"ea:seat {_OTHER}"),
    "number wrong": (_A, "ea:rna", 'ea:rna "131000000"'),
    "two numbers": (_A, "", 'ea:rna "W131999999"'),
    "SIREN short": (_A, "", 'ea:siren "7328293"'),
    "person among actors": (_A, "", f"rdf:type {word('person:Person')}"),
    "two legal forms": (_A, "", f"rdf:type {word('ea:Foundation')}"),
    "network a territory": (_A, "", f"ea:memberOfNetwork {_REGION}"),
    "bounds reversed": (_A, "ea:startNotAfter", f"ea:startNotAfter {day('1900-01-01')}"),
    "bound a year": (_A, "ea:startNotBefore", 'ea:startNotBefore "1999"'),
    "end before start": (_A, "", f"ea:endNotAfter {day('1899-12-31')}"),
    "no stage": (_ALLIANCE, "ea:hasStageEvent", ""),
    "one actor": (f"{_ALLIANCE}/party/2", "ea:actor", ""),
    "party of two": ("alliance/grant/0", "", f"ea:hasParty {ref(_PARTY)}"),
    "party a territory": (_ALLIANCE, "", f"ea:hasParty {_REGION}"),
    "party nobody": (_PARTY, "ea:actor", f"ea:actor {_NOWHERE}"),
    "role unknown": (_PARTY, "ea:partyRole", f"ea:partyRole {_NOWHERE}"),
    "territory an actor": (_ALLIANCE, "", f"ea:territory {_OTHER}"),
    "fact and suggestion": (_ALLIANCE, "", f"rdf:type {word('ea:PotentialAlliance')}"),
    "days reversed": (_ALLIANCE, "schema:endDate", f"schema:endDate {day('2018-02-28')}"),
    "amount negative": (_AMOUNT, "schema:value", f"schema:value {_MINUS}"),
    "currency in words": (_AMOUNT, "schema:currency", 'schema:currency "euros"'),
    "no source": (_ALLIANCE, "dcterms:source", ""),
    "no holder": (_MANDATE, "org:member", ""),
    "holder a territory": (_MANDATE, "org:member", f"org:member {_REGION}"),
    "post unknown": (_MANDATE, "ea:post", f"ea:post {_NOWHERE}"),
    "mandate without start": (f"{_MANDATE}/begin", "time:inXSDDate", ""),
    "interval reversed": (f"{_MANDATE}/end", "time:inXSDDate",
                          f"time:inXSDDate {day('2013-01-01')}"),
    "two names": (_PERSON, "", 'foaf:name "Dominique Exemple"'),
    "post without body": (_POST, "org:postIn", ""),
    "body a territory": (_POST, "org:postIn", f"org:postIn {_REGION}"),
    "code short": (_C, "igeo:codeINSEE", 'igeo:codeINSEE "1301"'),
    "part of itself": ("geo/region/93", "", f"dcterms:isPartOf {ref(_C)}"),
    "part of an actor": (_C, "", f"dcterms:isPartOf {_OTHER}"),
}  # fmt: skip


def store_of(statements: Iterable[str]) -> ox.Store:
    """Return a store in memory that holds lines of N-Quads, doubtful IRIs included."""
    store = ox.Store()
    store.load("".join(statements).encode(), format=ox.RdfFormat.N_QUADS, lenient=True)
    return store


def turtle(text: str) -> ox.Store:
    """Return a store in memory that holds Turtle, with the prefixes of the ontology."""
    heads = "".join(f"@prefix {p}: <{iri}> .\n" for p, iri in ontology.prefixes().items())
    store = ox.Store()
    store.load(heads + text, format=ox.RdfFormat.TURTLE, to_graph=ox.NamedNode(ASSERTED))
    return store


def spoiled(seed: int, times: int) -> ox.Store:
    """Return many actors, some with a fault, their statements spread over three graphs."""
    random = Random(seed)  # noqa: S311 - a sample, not a secret
    kept = list(quads(ACTORS, alliances=ALLIANCES, mandates=MANDATES, seed=seed))
    for fault in list(FAULTS.values()) * times:
        numbers = {
            "actor": random.randrange(3, ACTORS), "alliance": random.randrange(1, ALLIANCES),
            "mandate": random.randrange(MANDATES), "commune": random.randrange(ACTORS // 60),
        }  # fmt: skip
        kept = list(_with(kept, *(part.format(**numbers) for part in fault)))
    elsewhere = f" <{SECOND}> .\n"
    return store_of(
        line.replace(f" <{ASSERTED}> .\n", elsewhere) if random.random() < 0.3 else line
        for line in kept
    )


def _with(kept: Iterable[str], thing: str, lost: str, got: str) -> Iterator[str]:
    """Yield the lines with a fault put in."""
    gone = f"{ref(thing)} {word(lost)} " if lost else "nothing"
    yield from (line for line in kept if not line.startswith(gone))
    if got:
        predicate, _, value = got.partition(" ")
        yield f"{ref(thing)} {word(predicate)} {value} <{ASSERTED}> .\n"


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
