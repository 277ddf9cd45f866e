"""Statements of many actors, as the registers of the State say them: seeded, of any size."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import ontology
from graph.identifiers import Minter

MINT = Minter("https://territoire.test/")
ASSERTED = MINT.graph("asserted", "rna", "2022-05")
RESTRICTED = MINT.graph("restricted", "rna", "2022-05")
_DATE = "http://www.w3.org/2001/XMLSchema#date"
_DECIMAL = "http://www.w3.org/2001/XMLSchema#decimal"
_FIRST = ("Amicale", "Association", "Club", "Comité des fêtes", "Foyer rural", "Union", "Ateliers")
_OF = ("des jardins", "de la vallée", "d'échecs", "des parents d'élèves", "du patrimoine")
_THEMES = ("culture-art", "numerique", "vie-associative")
_PURPOSE = "Promouvoir, organiser et soutenir des activités ouvertes à tous dans la commune. " * 2


def quads(actors: int, *, alliances: int = 0, mandates: int = 0, seed: int = 0) -> Iterator[str]:
    """Yield lines of N-Quads that conform to the shapes: associations, and what they do.

    An association has the sixteen statements that the RNA makes of one; an alliance has two
    parties, a stage and an amount; a mandate has its post, its holder and its interval.
    """
    random = Random(seed)  # noqa: S311 - a sample, not a secret
    communes = max(5, actors // 60)
    yield from _things("source/register/rna", "ea:Source", {"dcterms:title": '"RNA"'})
    yield from _places(communes)
    for number in range(actors):
        yield from _association(number, communes, random)
    for number in range(alliances):
        yield from _alliance(number, actors, random)
    for number in range(mandates):
        yield from _mandate(number, communes, random)


def ref(path: str) -> str:
    """Return an IRI of the sample, between brackets."""
    return f"<{MINT.base}id/{path}>"


def word(curie: str) -> str:
    """Return a term of the ontology, between brackets."""
    return f"<{ontology.iri(curie)}>"


def line(subject: str, predicate: str, value: str, graph: str = ASSERTED) -> str:
    """Return one statement about a thing of the sample, the predicate a prefixed name."""
    return f"{ref(subject)} {word(predicate)} {value} <{graph}> .\n"


def day(text: str) -> str:
    """Return a literal of a day."""
    return f'"{text}"^^<{_DATE}>'


def _things(path: str, classes: str, said: dict[str, str]) -> Iterator[str]:
    for name in classes.split():
        yield line(path, "rdf:type", word(name))
    for predicate, value in said.items():
        yield line(path, predicate, value)


def _places(communes: int) -> Iterator[str]:
    yield from _things("geo/region/93", "ea:Territory igeo:Region", {
        "rdfs:label": '"Provence-Alpes-Côte d\'Azur"', "igeo:codeINSEE": '"93"',
    })  # fmt: skip
    yield from _things("geo/departement/13", "ea:Territory igeo:Departement", {
        "rdfs:label": '"Bouches-du-Rhône"', "igeo:codeINSEE": '"13"',
        "dcterms:isPartOf": ref("geo/region/93"),
    })  # fmt: skip
    for number in range(communes):
        yield from _things(f"geo/commune/{number:05}", "ea:Territory igeo:Commune", {
            "rdfs:label": f'"Commune {number}"', "igeo:codeINSEE": f'"{number:05}"',
            "dcterms:isPartOf": ref("geo/departement/13"),
        })  # fmt: skip


def _association(number: int, communes: int, random: Random) -> Iterator[str]:
    path, rna = f"org/rna/W{number:09}", f"W{number:09}"
    born = day(f"{1901 + random.randrange(120)}-{1 + random.randrange(12):02}-11")
    yield from _things(
        path,
        "ea:Stakeholder ea:Actor org:Organization rov:RegisteredOrganization ea:Association",
        {
            "ea:sector": word("sector:association"),
            "rdfs:label": f'"{random.choice(_FIRST)} {random.choice(_OF)} {number}"',
            "ea:rna": f'"{rna}"',
            "dcterms:description": f'"{_PURPOSE[random.randrange(60) :]}"',
            "ea:seat": ref(f"geo/commune/{random.randrange(communes):05}"),
            "ea:theme": word(f"theme:{random.choice(_THEMES)}"),
            "ea:themeBasis": word("theme-basis:code-registre"),
            "ea:startNotBefore": born,
            "ea:startNotAfter": born,
            "dcterms:source": ref("source/register/rna"),
            "ea:locator": f'"ligne {number + 2}"',
        },
    )


def _alliance(number: int, actors: int, random: Random) -> Iterator[str]:
    path = f"alliance/grant/{number}"
    yield from _things(path, "ea:Alliance ea:ConcludedAlliance", {
        "rdfs:label": f'"Subvention {number}"',
        "ea:partnershipType": word("type:mecenat-financier"),
        "ea:territory": ref("geo/departement/13"),
        "ea:hasStageEvent": ref(f"{path}/stage/1"),
        "ea:amount": ref(f"{path}/amount"),
        "schema:startDate": day("2018-03-01"), "schema:endDate": day("2019-02-28"),
        "dcterms:source": ref("source/register/rna"),
    })  # fmt: skip
    for place, actor in enumerate(random.sample(range(actors), 2), 1):
        yield line(path, "ea:hasParty", ref(f"{path}/party/{place}"))
        yield from _things(f"{path}/party/{place}", "ea:Party", {
            "ea:actor": ref(f"org/rna/W{actor:09}"),
            "ea:partyRole": word(f"party-role:{('financeur', 'beneficiaire')[place - 1]}"),
        })  # fmt: skip
    yield from _things(f"{path}/stage/1", "ea:StageEvent", {
        "ea:stage": word("stage:signe"),
        "ea:notBefore": day("2018-02-01"), "ea:notAfter": day("2018-02-28"),
    })  # fmt: skip
    value = f'"{random.randrange(100, 90_000)}.50"^^<{_DECIMAL}>'
    yield from _things(f"{path}/amount", "schema:MonetaryAmount", {
        "schema:value": value, "schema:currency": '"EUR"',
        "ea:amountKind": word("amount-kind:verse"),
    })  # fmt: skip


def _mandate(number: int, communes: int, random: Random) -> Iterator[str]:
    path, where = f"mandate/rne/{number}", ref(f"geo/commune/{random.randrange(communes):05}")
    body, post, person = f"org/insee/{number}", f"post/rne/{number}", f"person/rne/{number}"
    yield from _things(body, "ea:Actor ea:PublicBody ea:LocalAuthority", {
        "rdfs:label": f'"Commune {number}"', "ea:sector": word("sector:public"), "ea:seat": where,
    })  # fmt: skip
    yield from _things(post, "ea:PublicPost", {
        "rdfs:label": f'"Maire {number}"', "ea:sector": word("sector:elus"),
        "org:postIn": ref(body), "org:role": word("mandate-role:maire"),
    })  # fmt: skip
    yield from _things(path, "ea:Mandate", {
        "org:member": ref(person), "org:organization": ref(body), "ea:post": ref(post),
        "org:role": word("mandate-role:maire"), "ea:mandateTerritory": where,
        "org:memberDuring": ref(f"{path}/during"), "dcterms:source": ref("source/register/rna"),
    })  # fmt: skip
    yield line(f"{path}/during", "rdf:type", word("time:ProperInterval"))
    yield line(f"{path}/during", "time:hasBeginning", ref(f"{path}/begin"))
    yield line(f"{path}/during", "time:hasEnd", ref(f"{path}/end"))
    yield line(f"{path}/begin", "time:inXSDDate", day("2014-04-05"))
    yield line(f"{path}/end", "time:inXSDDate", day("2020-05-25"))
    yield line(person, "rdf:type", word("person:Person"), RESTRICTED)
    yield line(person, "foaf:name", f'"Camille Exemple {number}"', RESTRICTED)
