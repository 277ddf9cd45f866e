"""State what several registers say in the same way: places, organisations, posts, alliances."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

import ontology
from graph.dates import Period
from graph.identifiers import slug
from graph.sources import fields
from graph.sources.context import PERSON
from graph.sources.emit import Emit, Ref, concept
from graph.sources.naming import long_name
from graph.sources.persons import names_someone
from graph.sources.places import areas, departement_of
from graph.sources.source import LeaveOut, Reject
from ontology.text import Text, fold

# Registers name whoever sits in a council, not the seats: their post is one that many hold.
_HELD_BY_MANY = frozenset({
    "adjoint", "conseiller-municipal", "conseiller-communautaire", "conseiller-departemental",
    "conseiller-regional", "senateur",
})  # fmt: skip
_LEGAL_WORDS: tuple[tuple[str, str], ...] = (
    # What a name says outright of the legal form; nothing is guessed from what a body does.
    (r"(?:s\.?a\.?s\.?u?|s\.?a\.?r\.?l|e\.?u\.?r\.?l|s\.?c\.?i\.?c|s\.?c\.?o\.?p|s\.?n\.?c|gaec|earl)\b",
     "ea:Company"),
    (r"(?:fondation|fonds de dotation)\b", "ea:Foundation"),
    (r"(?:commune|ville|mairie|departement|region|metropole|communaute"
     r" (?:de communes|d agglomeration|urbaine)) (?:de|du|des|d|la|le|les)\b", "ea:LocalAuthority"),
    (r"(?:association|asso|amicale|comite des fetes)\b", "ea:Association"),
    (r"(?:universite|lycee|college|ecole)\b", "ea:EducationResearchBody"),
)  # fmt: skip


def commune(out: Emit, code: str, name: str) -> Ref:
    """Describe a commune, the first time it is met, and return its IRI."""
    iri = out.thing("geo", "commune", code)
    if out.first(iri):
        out.types(iri, "ea:Territory", "igeo:Commune")
        out.say(iri, "rdfs:label", " ".join(name.split()) or code)
        out.say(iri, "igeo:codeINSEE", code)
        if whole := departement(out, departement_of(code)):
            out.say(iri, "dcterms:isPartOf", whole)
    return iri


def departement(out: Emit, code: str) -> Ref | None:
    """Describe a département, and its region, the first time; None for an unknown code."""
    return _area(out, "departement", code)


def region(out: Emit, code: str) -> Ref | None:
    """Describe a region the first time it is met; None for an unknown code."""
    return _area(out, "region", code)


def _area(out: Emit, kind: str, code: str) -> Ref | None:
    area = areas().get((kind, code))
    if area is None:
        return None
    iri = out.thing("geo", kind, code)
    if out.first(iri):
        named = {"departement": "igeo:Departement", "region": "igeo:Region"}[kind]
        out.types(iri, "ea:Territory", named)
        out.say(iri, "rdfs:label", area.name)
        out.say(iri, "igeo:codeINSEE", code)
        if area.region:
            out.say(iri, "dcterms:isPartOf", region(out, area.region))
    return iri


def organisation(
    out: Emit,
    iri: Ref,
    name: str,
    classes: Sequence[str],
    *,
    place: str,
    siren: str = "",
    rna: str = "",
    seat: Ref | None = None,
) -> Ref:
    """Describe an actor the first time it is met in a file, and return its IRI.

    ``classes`` are kinds of ``ea:Actor``; none says that the register does not tell. Raises Reject
    for an empty name, and LeaveOut for a person's.
    """
    if out.met(iri):
        return iri
    _require_name(name, siren, rna)
    out.first(iri)
    registered = ("rov:RegisteredOrganization",) if siren or rna else ()
    out.types(iri, "ea:Stakeholder", "ea:Actor", "org:Organization", *classes, *registered)
    out.say(iri, "ea:sector", concept("sector", sector_of(tuple(classes))))
    out.say(iri, "rdfs:label", name)
    out.say(iri, "ea:siren", siren)
    out.say(iri, "ea:rna", rna)
    out.say(iri, "ea:seat", seat)
    out.provenance(iri, place)
    return iri


def _require_name(name: str, siren: str = "", rna: str = "") -> None:
    """Raise Reject for an actor without a name, LeaveOut for one whose name is a person's."""
    if fields.empty(name.strip()):
        raise Reject(
            "",
            Text("un acteur n'a pas de nom", "an actor has no name"),
            Text("Complétez-le, ou retirez la ligne.", "Complete it, or take the row out."),
        )
    if names_someone(name, siren=siren, rna=rna):
        raise LeaveOut(PERSON)


_SECTORS: dict[tuple[str, ...], str] = {}


def sector_of(classes: tuple[str, ...]) -> str:
    """Return the sector of an actor of some classes, "inconnu" when there is none."""
    if classes not in _SECTORS:
        known = tuple(map(ontology.iri, classes))
        _SECTORS[classes] = ontology.sector_of(known) if known else "inconnu"
    return _SECTORS[classes]


def body(out: Emit, siren: str, name: str, place: str, *, key: str = "") -> Ref:
    """Describe a party known by a SIREN, or else by its name, the first time it is met.

    Public bodies are told by the first digit of their SIREN (1 or 2); otherwise only by the legal
    form that their name begins with. ``key`` says what else tells two of the same name apart.
    Raises Reject for neither a number nor a name, and LeaveOut for a person's name.
    """
    iri = out.thing("org", "siren", siren) if siren else local(out, name, key)
    if out.met(iri):
        return iri
    return organisation(out, iri, out.words(name) or f"SIREN {siren}", classes_of(name, siren),
                        place=place, siren=siren)  # fmt: skip


def local(out: Emit, name: str, key: str = "") -> Ref:
    """Return the IRI of an actor that no register numbers, from its name and where it is.

    Raises Reject for an empty name, and LeaveOut for a person's.
    """
    _require_name(name)
    return out.thing("org", "local", slug(f"{name} {key}")[:120] or "sans-nom")


def classes_of(name: str, siren: str = "") -> tuple[str, ...]:
    """Return the class that a name or a SIREN states outright, or none.

    >>> classes_of("SARL Les Jardins"), classes_of("Trésor public", "130004955"), classes_of("Bio")
    (('ea:Company',), ('ea:PublicBody',), ())
    """
    if siren[:2] in {"20", "21", "22", "23", "24", "25"}:
        return ("ea:LocalAuthority",)
    if siren[:1] in {"1", "2"}:
        return ("ea:PublicBody",)
    words = ontology.fold(name)
    return next(((kind,) for legal, kind in _LEGAL_WORDS if re.match(legal, words)), ())


def inseebody(out: Emit, code: str, name: str, place: str) -> Ref:
    """Describe a commune as a legal body, the first time; COG tells its SIREN when it is loaded."""
    iri = out.thing("org", "insee", code)
    if out.first(iri):
        organisation_of_place(out, iri, name, commune(out, code, name), place)
    return iri


def epci(out: Emit, siren: str, name: str) -> Ref:
    """Describe the territory of a grouping of communes the first time; return its IRI."""
    iri = out.thing("geo", "epci", siren)
    if out.first(iri):
        out.types(iri, "ea:Territory", "igeo:Intercommunalite")
        out.say(iri, "rdfs:label", name)
        out.say(iri, "skos:altLabel", long_name(name))
        out.say(iri, "ea:siren", siren)
    return iri


def epci_body(out: Emit, siren: str, name: str, place: str) -> Ref:
    """Describe a grouping of communes as a legal body the first time; return its IRI."""
    iri = out.thing("org", "siren", siren)
    if out.first(iri):
        organisation_of_place(out, iri, name, epci(out, siren, name), place, siren=siren)
        out.say(iri, "skos:altLabel", long_name(name))
    return iri


def organisation_of_place(
    out: Emit, iri: Ref, name: str, where: Ref, place: str, *, siren: str = ""
) -> None:
    """Describe the authority of a territory."""
    out.types(iri, "ea:Stakeholder", "ea:Actor", "org:Organization", "ea:PublicBody",
              "ea:LocalAuthority")  # fmt: skip
    out.say(iri, "ea:sector", concept("sector", "public"))
    out.say(iri, "rdfs:label", name)
    out.say(iri, "ea:siren", siren)
    out.say(iri, "ea:jurisdiction", where)
    out.say(iri, "ea:seat", where)
    out.provenance(iri, place)


def bounds(out: Emit, subject: Ref, name: str, when: Period | date | None) -> None:
    """State the bounds of a start or an end, and its day where it is known."""
    if when is None:
        return
    first, last = (when, when) if isinstance(when, date) else (when.not_before, when.not_after)
    out.say(subject, f"ea:{name}NotBefore", first)
    out.say(subject, f"ea:{name}NotAfter", last)
    if first == last:
        out.say(subject, f"schema:{name}Date", first)


def alliance(  # noqa: PLR0913 - an alliance has these facets, and each register states some
    out: Emit,
    iri: Ref,
    title: str,
    parties: Iterable[tuple[Ref, str]],
    *,
    kind: str,
    stage: str,
    when: Period | date | None,
    place: str,
    value: Decimal | None = None,
    value_kind: str = "engage",
    territory: Ref | None = None,
    themes: Iterable[str] = (),
) -> None:
    """State an alliance of parties, each with its role, at one stage; a register says so."""
    out.types(iri, "ea:Alliance")
    if "S" in ontology.concepts("stage")[stage].layers:
        out.types(iri, "ea:ConcludedAlliance", "org:OrganizationalCollaboration")
    out.say(iri, "rdfs:label", title)
    out.say(iri, "ea:partnershipType", concept("type", kind))
    out.say(iri, "ea:confidenceBasis", concept("confidence-basis", "registre"))
    out.say(iri, "ea:territory", territory)
    out.say(iri, "ea:theme", *(concept("theme", theme) for theme in themes))
    for number, (actor, role) in enumerate(parties, 1):
        party(out, iri, number, actor, role)
    _stage(out, iri, stage, when, place)
    if value is not None:
        money = out.under(iri, "amount")
        out.say(iri, "ea:amount", money)
        out.types(money, "schema:MonetaryAmount")
        out.say(money, "schema:value", value)
        out.say(money, "schema:currency", "EUR")
        out.say(money, "ea:amountKind", concept("amount-kind", value_kind))
    out.provenance(iri, place)


def party(out: Emit, alliance_: Ref, key: object, actor: Ref, role: str) -> None:
    """State a party of an alliance; its key tells it from the others of the same alliance."""
    iri = out.under(alliance_, "party", key)
    out.say(alliance_, "ea:hasParty", iri)
    out.types(iri, "ea:Party")
    out.say(iri, "ea:actor", actor)
    out.say(iri, "ea:partyRole", concept("party-role", role))


def _stage(out: Emit, iri: Ref, stage: str, when: Period | date | None, place: str) -> None:
    """State the one stage that a register tells, with its date in words and who says so."""
    event = out.under(iri, "stage", 1)
    out.say(iri, "ea:hasStageEvent", event)
    out.types(event, "ea:StageEvent")
    out.say(event, "ea:stage", concept("stage", stage))
    if when is not None:
        first, last = (when, when) if isinstance(when, date) else (when.not_before, when.not_after)
        out.say(event, "ea:notBefore", first)
        out.say(event, "ea:notAfter", last)
        out.say(event, "ea:dateText", when.isoformat() if isinstance(when, date) else when.words)
    out.provenance(event, place)


def post(
    out: Emit, role: str, title: str, organ: Ref, key: str, place: str, *, where: Ref | None = None
) -> Ref:
    """Describe the post of an elected official the first time, and return its IRI.

    A post that a body has once has the body's number for a key, so that registers agree on it.
    """
    siren = organ.rpartition("/")[2].rstrip(">") if "/org/siren/" in organ else ""
    if ontology.concepts("mandate-role")[role].one_per_body and siren:
        iri = out.under(out.thing("post", "siren", siren), role)
    else:
        iri = out.thing("post", "register", f"{role}-{slug(key)}")
    if out.first(iri):
        out.types(iri, "ea:Stakeholder", "ea:PublicPost", "org:Post")
        out.say(iri, "rdfs:label", title)
        out.say(iri, "ea:sector", concept("sector", "elus"))
        out.say(iri, "org:role", concept("mandate-role", role))
        out.say(iri, "org:postIn", organ)
        out.say(iri, "ea:heldByMany", True if role in _HELD_BY_MANY else None)
        out.say(iri, "ea:seat", where)
        out.provenance(iri, place)
    return iri


def mandate(
    out: Emit,
    post_: Ref,
    holder: str | Ref,
    role: str,
    organ: Ref,
    start: date | Period,
    place: str,
    *,
    end: date | Period | None = None,
    where: Ref | None = None,
) -> Ref:
    """State who holds a post and since when; return the person.

    A person is told by the post, the start and the name, so that the same mandate of another
    edition is the same person's, and two mandates of one name are two persons. The hash is keyed:
    the IRI says nothing of the person. ``holder`` is a name, or the person that another mandate of
    the same row returned.
    """
    person = holder if isinstance(holder, Ref) else _person(out, post_, holder, start)
    iri = out.hashed("mandate", post_, start, person)
    out.types(iri, "ea:Mandate", "org:Membership")
    out.say(iri, "org:member", person)
    out.say(iri, "ea:post", post_)
    out.say(iri, "org:organization", organ)
    out.say(iri, "org:role", concept("mandate-role", role))
    out.say(iri, "ea:mandateTerritory", where)
    bounds(out, iri, "start", start)
    bounds(out, iri, "end", end)
    out.provenance(iri, place)
    return person


def _person(out: Emit, post_: Ref, name: str, start: date | Period) -> Ref:
    words = fold(name)
    iri = out.opaque("person", post_, start, words, out.count(post_, str(start), words))
    if out.first(iri):
        out.types(iri, "person:Person")
        out.say(iri, "foaf:name", name)
    return iri
