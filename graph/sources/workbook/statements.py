"""Turn accepted rows into statements, in the words of the ontology."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

import ontology
from graph.dates import Period
from graph.identifiers import Minter
from graph.rdf import Iri, Statement
from graph.sources.workbook.cells import Ref
from graph.sources.workbook.emitter import Emitter
from graph.sources.workbook.names import RESTRICTED
from graph.sources.workbook.records import Checked, Record
from graph.sources.workbook.whole import SUBJECTS
from ontology.text import fold

_ACTOR_TYPES = ("ea:Stakeholder", "ea:Actor", "org:Organization")
_CONCLUDED = "S"  # the layer of stages from "signed" on


def statements(
    checked: Checked, *, minter: Minter, source: str, version: str
) -> Iterator[Statement]:
    """Yield every statement of a workbook, each in its asserted or restricted graph."""
    emitter = Emitter(checked, minter, source, version)
    for sheet, emit in _SHEETS.items():
        for record in checked.records[sheet]:
            emit(emitter, record)
            yield from emitter.drain()


def _source(out: Emitter, record: Record) -> None:
    iri = out.names.of(Ref("sources", record.key))
    assert iri is not None  # noqa: S101 - sources are never withheld
    out.types(iri, "ea:Source")
    out.add(iri, "dcterms:title", record.get("title"))
    out.add(iri, "dcterms:publisher", record.get("publisher"))
    out.add(iri, "dcterms:license", record.get("licence"))
    out.add(iri, "foaf:page", Iri(record.get("url")) if record.get("url") else None)
    out.add(iri, "dcterms:description", record.get("note"))
    if retrieved := record.get("retrieved"):
        out.add(iri, "ea:retrieved", retrieved.day)


def _territory(out: Emitter, record: Record) -> None:
    iri = _loaded(out, "territories", record)
    out.types(iri, "ea:Territory", record.values["type"])
    out.add(iri, "rdfs:label", record.values["name"])
    out.add(iri, "igeo:codeINSEE", record.get("code"))
    out.add(iri, "ea:siren", record.get("siren"))
    out.add(iri, "ea:population", _integer(record.get("population")))
    out.add(iri, "ea:populationYear", _integer(record.get("population_year")))
    out.add(iri, "geo:lat", record.get("latitude"))
    out.add(iri, "geo:long", record.get("longitude"))
    out.links(iri, "dcterms:isPartOf", record.get("part_of"))
    out.links(iri, "ea:covers", record.get("covers"))
    out.concepts(iri, "ea:theme", "theme", record.get("themes"))
    out.bounds(iri, record)
    if record.row:  # a commune that the workbook only names is known from elsewhere
        out.provenance(iri, record)


def _actor(out: Emitter, record: Record) -> None:
    iri = _loaded(out, "actors", record)
    registered = ("rov:RegisteredOrganization",) * bool(record.get("rna") or record.get("siren"))
    out.types(iri, *_ACTOR_TYPES, *record.values["type"], *registered)
    out.concepts(iri, "ea:sector", "sector", ontology.sector_of(record.values["type"]))
    out.add(iri, "rdfs:label", record.values["name"])
    out.add(iri, "skos:altLabel", record.get("acronym"))
    out.bounds(iri, record)
    out.add(iri, "ea:rna", record.get("rna"))
    out.add(iri, "ea:siren", record.get("siren"))
    out.add(iri, "dcterms:description", record.get("description"))
    out.add(iri, "foaf:homepage", Iri(record.get("website")) if record.get("website") else None)
    out.links(iri, "ea:seat", record.get("commune"))
    out.links(iri, "ea:memberOfNetwork", record.get("member_of"))
    out.links(iri, "org:unitOf", record.get("unit_of"))
    out.links(iri, "ea:carriedBy", record.get("carried_by"))
    out.concepts(iri, "ea:theme", "theme", record.get("themes"))
    out.concepts(iri, "ea:disclosure", "disclosure", record.get("disclosure") or "public")
    out.provenance(iri, record)
    former = out.names.local("org", "local", out.names.own(record.key))
    if former != iri:  # the key it had before a register number was found keeps leading here
        out.hide(former, iri)
        out.add(former, "dcterms:isReplacedBy", iri)


def _mandate(out: Emitter, record: Record) -> None:
    post = _loaded(out, "mandates", record)
    out.types(post, "ea:Stakeholder", "ea:PublicPost", "org:Post")
    out.add(post, "rdfs:label", record.values["post_title"])
    out.concepts(post, "ea:sector", "sector", "elus")
    out.concepts(post, "org:role", "mandate-role", record.values["role"])
    out.links(post, "org:postIn", record.values["body"])
    out.links(post, "ea:seat", record.get("territory"))
    out.provenance(post, record)
    if record.get("holder"):
        _holder(out, post, record)


def _holder(out: Emitter, post: Iri, record: Record) -> None:
    """State who holds a post; the person's IRI says nothing of the person."""
    start: Period | None = record.get("start")
    words = start.words if start else ""
    mandate = out.once(out.names.local("mandate", out.names.source, record.key, words))
    person = out.names.content("person", [mandate])
    out.hide(mandate, post)
    out.hide(person, post)
    out.types(person, "person:Person")
    out.add(person, "foaf:name", record.values["holder"])
    out.types(mandate, "ea:Mandate", "org:Membership")
    out.add(mandate, "org:member", person)
    out.add(mandate, "ea:post", post)
    out.links(mandate, "org:organization", record.values["body"])
    out.concepts(mandate, "org:role", "mandate-role", record.values["role"])
    out.links(mandate, "ea:mandateTerritory", record.get("territory"))
    out.concepts(mandate, "ea:portfolio", "theme", record.get("portfolio"))
    out.bounds(mandate, record)
    out.provenance(mandate, record)
    _interval(out, mandate, record)


def _interval(out: Emitter, mandate: Iri, record: Record) -> None:
    """State the OWL-Time interval that ORG expects, its instants only where the day is known."""
    interval = Iri(f"{mandate}/interval")
    out.hide(interval, mandate)
    out.add(mandate, "org:memberDuring", interval)
    out.types(interval, "time:ProperInterval")
    for column, name in (("start", "Beginning"), ("end", "End")):
        period: Period | None = record.get(column)
        if period and period.day:
            instant = Iri(f"{interval}/{column}")
            out.hide(instant, interval)
            out.add(interval, f"time:has{name}", instant)
            out.types(instant, "time:Instant")
            out.add(instant, "time:inXSDDate", period.day)


def _frame(out: Emitter, record: Record) -> None:
    iri = _loaded(out, "programmes", record)
    out.types(iri, "ea:Frame", record.values["type"])
    out.add(iri, "rdfs:label", record.values["title"])
    out.add(iri, "dcterms:description", record.get("description"))
    application = record.values["type"] == ontology.iri("ea:Application")
    parent = "ea:answersCall" if application else "ea:partOfProgramme"
    out.links(iri, parent, record.get("part_of"))
    out.links(iri, "ea:carriedBy", record.get("carried_by"))
    out.links(iri, "ea:supportedBy", record.get("supported_by"))
    out.links(iri, "ea:territory", record.get("territories"))
    out.concepts(iri, "ea:theme", "theme", record.get("themes"))
    out.bounds(iri, record)
    out.provenance(iri, record)


def _alliance(out: Emitter, record: Record) -> None:
    iri = _loaded(out, "alliances", record)
    out.types(iri, "ea:Alliance")
    stages = ontology.concepts("stage")
    if any(_CONCLUDED in stages[s.values["stage"]].layers for s in out.stages[record.key]):
        out.types(iri, "ea:ConcludedAlliance", "org:OrganizationalCollaboration")
    out.add(iri, "rdfs:label", record.values["title"])
    out.add(iri, "dcterms:description", record.get("description"))
    out.concepts(iri, "ea:partnershipType", "type", record.get("type") or "non-renseigne")
    out.concepts(iri, "ea:theme", "theme", record.get("themes"))
    out.links(iri, "ea:territory", record.get("territories"))
    out.links(iri, "ea:inFrameOf", record.get("frame"))
    out.add(iri, "ea:confidence", record.get("confidence"))
    basis = record.get("confidence_basis")
    out.concepts(iri, "ea:confidenceBasis", "confidence-basis", basis)
    out.concepts(iri, "ea:disclosure", "disclosure", record.get("disclosure") or "public")
    out.bounds(iri, record)
    out.provenance(iri, record)
    amount: Decimal | None = record.get("amount")
    if amount is not None:
        money = Iri(f"{iri}/amount")
        out.hide(money, iri)
        out.add(iri, "ea:amount", money)
        out.types(money, "schema:MonetaryAmount")
        out.add(money, "schema:value", amount)
        out.add(money, "schema:currency", "EUR")
        out.concepts(money, "ea:amountKind", "amount-kind", record.get("amount_kind"))


def _party(out: Emitter, record: Record) -> None:
    alliance, actor = record.values["alliance"], record.values["actor"]
    iri = out.names.content("party", [alliance.key, actor.key, record.get("role")])
    whole = out.names.of(alliance)
    if whole is None:
        return
    out.hide(iri, whole, out.names.of(actor))
    out.add(whole, "ea:hasParty", iri)
    out.types(iri, "ea:Party")
    out.links(iri, "ea:actor", actor)
    out.concepts(iri, "ea:partyRole", "party-role", record.get("role") or "partenaire")
    out.concepts(iri, "ea:contribution", "contribution", record.get("contribution"))


def _stage(out: Emitter, record: Record) -> None:
    alliance = record.values["alliance"]
    period: Period | None = record.get("date")
    words = period.words if period else ""
    iri = out.names.content("stage", [alliance.key, record.values["stage"], words])
    whole = out.names.of(alliance)
    if whole is None:
        return
    out.hide(iri, whole)
    out.add(whole, "ea:hasStageEvent", iri)
    out.types(iri, "ea:StageEvent")
    out.concepts(iri, "ea:stage", "stage", record.values["stage"])
    out.moment(iri, period)
    out.add(iri, "dcterms:description", record.get("note"))
    out.provenance(iri, record)


def _need(out: Emitter, record: Record) -> None:
    actor = out.names.of(record.values["actor"])
    if actor is None:
        return
    words = record.get("description") or record.get("resource")
    key = [record.values["actor"].key, record.values["kind"], words, record.get("themes")]
    iri = out.names.content("need", key)
    if record.get("disclosure") in RESTRICTED:
        out.names.restricted.add(iri)
    out.hide(iri, actor)
    offer = record.values["kind"] == "offer"
    out.types(iri, "ea:NeedOrOffer", "ea:Offer" if offer else "ea:Need")
    out.add(iri, "ea:offeredBy" if offer else "ea:neededBy", actor)
    out.add(iri, "rdfs:label", record.get("description"))
    out.concepts(iri, "ea:resourceKind", "contribution", record.get("resource"))
    out.concepts(iri, "ea:theme", "theme", record.get("themes"))
    out.links(iri, "ea:territory", record.get("territories"))
    out.bounds(iri, record)
    out.provenance(iri, record)


def _participation(out: Emitter, record: Record) -> None:
    frame = out.names.of(record.values["programme"])
    actor = out.names.of(record.values["actor"])
    if frame is None or actor is None:
        return
    designation = record.values["kind"] == "designation"
    date: Period | None = record.get("date")
    key = [frame, actor, record.values["kind"], record.get("role"), date.words if date else ""]
    iri = out.names.content("participation", key)
    out.hide(iri, actor)
    out.types(iri, "ea:CatalystDesignation" if designation else "ea:Participation")
    out.add(iri, "ea:frame", frame)
    out.add(iri, "ea:actor", actor)
    trade = ontology.concept("catalyst-trade", record.get("role") or "")
    if trade is not None:
        out.add(iri, "ea:catalystTrade", Iri(trade.iri))
    else:
        out.add(iri, "dcterms:description", record.get("role"))
    status = record.get("status")
    out.concepts(iri, "ea:participationStatus", "participation-status", status)
    out.moment(iri, record.get("date"))
    out.provenance(iri, record)


def _claim(out: Emitter, record: Record) -> None:
    subject, about = record.values["subject"], record.values["property"]
    target = _named(out, subject)
    date: Period | None = record.get("date")
    told = [record.get(column) for column in ("value", "source", "status", "category")]
    iri = out.names.content("claim", [subject, about, *told, date and date.words])
    out.hide(iri, target)
    out.types(iri, "ea:Claim", *(("ea:ContactClaim",) * bool(record.get("category"))))
    out.add(iri, "ea:subject", target)
    out.add(iri, "rdfs:label", f"{subject} — {about}")
    out.add(iri, "ea:claimedProperty", about)
    out.add(iri, "ea:claimedValue", record.values["value"])
    out.concepts(iri, "ea:claimStatus", "claim-status", record.get("status"))
    out.concepts(iri, "ea:contactCategory", "contact-category", record.get("category"))
    out.moment(iri, record.get("date"))
    out.provenance(iri, record)


def _named(out: Emitter, words: str) -> Iri:
    """Return the row that a claim is about, or a local IRI when it is none of the sheets'."""
    directories = out.checked.context.directories
    found = [Ref(sheet, key) for sheet in SUBJECTS
             for key in directories[sheet].words.get(fold(words), ())]  # fmt: skip
    meant = [iri for iri in map(out.names.of, found) if iri]
    if len(meant) == 1:
        return meant[0]
    subject = out.names.local("subject", "local", words)
    out.hide(subject, *meant)
    out.add(subject, "rdfs:label", words)
    return subject


def _loaded(out: Emitter, sheet: str, record: Record) -> Iri:
    iri = out.names.of(Ref(sheet, record.key))
    assert iri is not None  # noqa: S101 - every accepted row was named
    return iri


def _integer(value: Decimal | None) -> int | None:
    return None if value is None else int(value)


_SHEETS: dict[str, Callable[[Emitter, Record], None]] = {
    "sources": _source,
    "territories": _territory,
    "actors": _actor,
    "mandates": _mandate,
    "programmes": _frame,
    "alliances": _alliance,
    "parties": _party,
    "stages": _stage,
    "needs_offers": _need,
    "participations": _participation,
    "claims": _claim,
}
