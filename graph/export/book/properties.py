"""Which property fills which column of the workbook: what ``statements`` writes, the other way.

How a cell is written follows from the column itself: from its vocabulary, or how it is read. A new
column of the schema needs one line here, and a test says so.
"""

from __future__ import annotations

_PROVENANCE = {"source": "dcterms:source", "locator": "ea:locator"}
_BOUNDS = {"start": "ea:start", "end": "ea:end"}  # with NotBefore and NotAfter
_MOMENT = {"date": "ea:"}  # with notBefore, notAfter and dateText

#: Sheet → the class of its things; parties and stages are parts of alliances.
CLASSES = {
    "sources": "ea:Source", "territories": "ea:Territory", "actors": "ea:Actor",
    "mandates": "ea:Mandate", "programmes": "ea:Frame", "alliances": "ea:Alliance",
    "parties": "ea:Party", "stages": "ea:StageEvent", "needs_offers": "ea:NeedOrOffer",
    "participations": "ea:Participation", "claims": "ea:Claim",
}  # fmt: skip

#: Sheet → column → property. An empty one is filled by hand in ``rows``.
PROPERTIES: dict[str, dict[str, str]] = {
    "sources": {
        "id": "", "title": "dcterms:title", "publisher": "dcterms:publisher",
        "licence": "dcterms:license", "url": "foaf:page", "retrieved": "ea:retrieved",
        "note": "dcterms:description",
    },
    "territories": {
        "id": "", "name": "rdfs:label", "type": "rdf:type", "code": "igeo:codeINSEE",
        "siren": "ea:siren", "population": "ea:population",
        "population_year": "ea:populationYear", "part_of": "dcterms:isPartOf",
        "covers": "ea:covers", "themes": "ea:theme", "latitude": "geo:lat",
        "longitude": "geo:long", **_BOUNDS, **_PROVENANCE,
    },
    "actors": {
        "id": "", "name": "rdfs:label", "acronym": "skos:altLabel", "type": "rdf:type",
        "rna": "ea:rna", "siren": "ea:siren", "commune": "ea:seat", "themes": "ea:theme",
        "member_of": "ea:memberOfNetwork", "unit_of": "org:unitOf", "carried_by": "ea:carriedBy",
        "website": "foaf:homepage", "description": "dcterms:description",
        "disclosure": "ea:disclosure", **_BOUNDS, **_PROVENANCE,
    },
    "mandates": {
        "post": "ea:post", "post_title": "", "holder": "", "role": "org:role",
        "body": "org:organization", "territory": "ea:mandateTerritory",
        "portfolio": "ea:portfolio", **_BOUNDS, **_PROVENANCE,
    },
    "programmes": {
        "id": "", "title": "rdfs:label", "type": "rdf:type",
        "part_of": "ea:partOfProgramme ea:answersCall", "carried_by": "ea:carriedBy",
        "supported_by": "ea:supportedBy", "themes": "ea:theme", "territories": "ea:territory",
        "description": "dcterms:description", **_BOUNDS, **_PROVENANCE,
    },
    "alliances": {
        "id": "", "title": "rdfs:label", "type": "ea:partnershipType", "themes": "ea:theme",
        "territories": "ea:territory", "frame": "ea:inFrameOf", "amount": "schema:value",
        "amount_kind": "ea:amountKind", "confidence": "ea:confidence",
        "confidence_basis": "ea:confidenceBasis", "disclosure": "ea:disclosure",
        "description": "dcterms:description", **_BOUNDS, **_PROVENANCE,
    },
    "parties": {
        "alliance": "", "actor": "ea:actor", "role": "ea:partyRole",
        "contribution": "ea:contribution",
    },
    "stages": {
        "alliance": "", "stage": "ea:stage", **_MOMENT, **_PROVENANCE,
        "note": "dcterms:description",
    },
    "needs_offers": {
        "id": "", "actor": "ea:neededBy ea:offeredBy", "kind": "", "resource": "ea:resourceKind",
        "themes": "ea:theme", "territories": "ea:territory", "description": "rdfs:label",
        "disclosure": "", **_BOUNDS, **_PROVENANCE,
    },
    "participations": {
        "programme": "ea:frame", "actor": "ea:actor", "kind": "",
        "role": "ea:catalystTrade dcterms:description", "status": "ea:participationStatus",
        **_MOMENT, **_PROVENANCE,
    },
    "claims": {
        "subject": "", "property": "ea:claimedProperty", "value": "ea:claimedValue",
        "status": "ea:claimStatus", "category": "ea:contactCategory", **_MOMENT, **_PROVENANCE,
    },
}  # fmt: skip
