"""One way to break each constraint: what to take from the example, and what to add to it.

A line that starts with "-" takes away the values of a property (or a single one); any other line
is a Turtle statement to add. The key is the shape, then the SHACL component that must answer.
"""

from __future__ import annotations

Breaches = dict[tuple[str, str], str]

DATA: Breaches = {
    # alliances
    ("alliance-title", "MinCount"): "- ex:alliance rdfs:label",
    ("alliance-parties", "MinCount"): "- ex:receiver ea:actor\nex:receiver ea:actor ex:company .",
    ("alliance-party", "Class"): "ex:alliance ea:hasParty ex:city .",
    ("alliance-stage", "MinCount"): "- ex:alliance ea:hasStageEvent",
    ("alliance-stage", "Class"): "ex:alliance ea:hasStageEvent ex:city .",
    ("alliance-type", "MinCount"): "- ex:alliance ea:partnershipType",
    ("alliance-source", "MinCount"): "- ex:alliance dcterms:source",
    ("alliance-territory", "Class"): "ex:alliance ea:territory ex:city .",
    ("alliance-frame", "Class"): "ex:alliance ea:inFrameOf ex:city .",
    ("alliance-amount", "Class"): "ex:alliance ea:amount ex:city .",
    ("alliance-confidence", "MaxCount"): "ex:alliance ea:confidence 0.5 .",
    ("alliance-confidence", "MinInclusive"): (
        "- ex:alliance ea:confidence\nex:alliance ea:confidence -0.1 ."
    ),
    ("alliance-confidence", "MaxInclusive"): (
        "- ex:alliance ea:confidence\nex:alliance ea:confidence 1.1 ."
    ),
    ("alliance-days", "LessThanOrEquals"): (
        '- ex:alliance schema:endDate\nex:alliance schema:endDate "2017-12-31"^^xsd:date .'
    ),
    ("alliance-asserted", "Not"): """
        ex:alliance a ea:PotentialAlliance ; ea:candidate ex:company, ex:city ; ea:score 0.1e0 ;
            ea:reason ex:reason ; prov:wasGeneratedBy ex:run .""",
    ("party-actor", "MinCount"): """
        ex:alliance ea:hasParty ex:third .
        ex:third a ea:Party .""",
    ("party-actor", "MaxCount"): "ex:giver ea:actor ex:city .",
    ("party-actor", "Class"): "- ex:giver ea:actor\nex:giver ea:actor ex:nobody .",
    ("party-alliance", "MinCount"): "ex:third a ea:Party ; ea:actor ex:city .",
    ("party-alliance", "MaxCount"): """
        ex:other a ea:Alliance ; rdfs:label "Autre" ; ea:hasParty ex:giver, ex:receiver ;
            ea:hasStageEvent ex:agreement ; ea:partnershipType type:mecenat ;
            dcterms:source ex:source .""",
    ("event-stage", "MinCount"): "- ex:agreement ea:stage",
    ("event-stage", "MaxCount"): "ex:agreement ea:stage stage:contact .",
    ("amount-value", "MinCount"): "- ex:money schema:value",
    ("amount-value", "MaxCount"): "ex:money schema:value 8000 .",
    ("amount-value", "MinInclusive"): "- ex:money schema:value\nex:money schema:value -1 .",
    ("amount-currency", "MinCount"): "- ex:money schema:currency",
    ("amount-currency", "MaxCount"): 'ex:money schema:currency "USD" .',
    ("amount-currency", "Pattern"): (
        '- ex:money schema:currency\nex:money schema:currency "euros" .'
    ),
    ("amount-kind", "MaxCount"): "ex:money ea:amountKind amount-kind:engage .",
    # potential alliances and scores
    ("potential-candidates", "MinCount"): "- ex:suggestion ea:candidate ex:city",
    ("potential-candidates", "Class"): "ex:suggestion ea:candidate ex:nobody .",
    ("potential-score", "MinCount"): "- ex:suggestion ea:score",
    ("potential-score", "MaxCount"): "ex:suggestion ea:score 0.5e0 .",
    ("potential-reason", "MinCount"): "- ex:suggestion ea:reason",
    ("potential-reason", "Class"): "ex:suggestion ea:reason ex:city .",
    ("potential-run", "MinCount"): "- ex:suggestion prov:wasGeneratedBy",
    ("reason-kind", "MinCount"): "- ex:reason ea:reasonKind",
    ("reason-kind", "MaxCount"): "ex:reason ea:reasonKind reason-kind:cadre .",
    ("score-of", "MinCount"): "- ex:score ea:scoreOf",
    ("score-of", "MaxCount"): "ex:score ea:scoreOf ex:city .",
    ("score-of", "Class"): "- ex:score ea:scoreOf\nex:score ea:scoreOf ex:nobody .",
    ("score-metric", "MinCount"): "- ex:score ea:metric",
    ("score-metric", "MaxCount"): "ex:score ea:metric ex:degree .",
    ("score-value", "MinCount"): "- ex:score ea:value",
    ("score-value", "MaxCount"): "ex:score ea:value 4.0e0 .",
    ("score-rank", "MaxCount"): "ex:score ea:rank 2 .",
    ("score-rank", "MinInclusive"): "- ex:score ea:rank\nex:score ea:rank 0 .",
    ("score-run", "MinCount"): "- ex:score prov:wasGeneratedBy",
    # actors and posts
    ("stakeholder-name", "MinCount"): "- ex:company rdfs:label",
    ("stakeholder-sector", "MinCount"): "- ex:company ea:sector",
    ("stakeholder-sector", "MaxCount"): "ex:company ea:sector sector:association .",
    ("stakeholder-seat", "Class"): "ex:company ea:seat ex:city .",
    ("stakeholder-disclosure", "MaxCount"): "ex:company ea:disclosure disclosure:restreint .",
    ("stakeholder-no-person", "Not"): 'ex:company a person:Person ; foaf:name "Camille" .',
    ("actor-siren", "MaxCount"): 'ex:company ea:siren "200054807" .',
    ("actor-siren", "Pattern"): '- ex:company ea:siren\nex:company ea:siren "73282932" .',
    ("actor-rna", "MaxCount"): 'ex:network ea:rna "W9T1002867" .',
    ("actor-rna", "Pattern"): '- ex:network ea:rna\nex:network ea:rna "131000000" .',
    ("actor-network", "Class"): "ex:company ea:memberOfNetwork ex:programme .",
    ("actor-legal-form", "QualifiedMaxCount"): "ex:company a ea:Association .",
    ("post-body", "MinCount"): "- ex:post org:postIn",
    ("post-body", "MaxCount"): "ex:post org:postIn ex:company .",
    ("post-body", "Class"): "- ex:post org:postIn\nex:post org:postIn ex:commune .",
    # mandates
    ("mandate-holder", "MinCount"): "- ex:mandate org:member",
    ("mandate-holder", "MaxCount"): (
        'ex:mandate org:member ex:other . ex:other a person:Person ; foaf:name "Dominique" .'
    ),
    ("mandate-holder", "Class"): "- ex:mandate org:member\nex:mandate org:member ex:city .",
    ("mandate-body", "MinCount"): "- ex:mandate org:organization",
    ("mandate-body", "MaxCount"): "ex:mandate org:organization ex:company .",
    ("mandate-body", "Class"): (
        "- ex:mandate org:organization\nex:mandate org:organization ex:commune ."
    ),
    ("mandate-role", "MinCount"): "- ex:mandate org:role",
    ("mandate-role", "MaxCount"): "ex:mandate org:role mandate-role:adjoint .",
    ("mandate-post", "MinCount"): "- ex:mandate ea:post",
    ("mandate-post", "MaxCount"): """
        ex:mandate ea:post ex:other .
        ex:other a ea:PublicPost ; rdfs:label "Adjoint" ; ea:sector sector:elus ;
            org:postIn ex:city .""",
    ("mandate-post", "Class"): "- ex:mandate ea:post\nex:mandate ea:post ex:city .",
    ("mandate-start", "MinCount"): """
        - ex:mandate ea:startNotBefore
        - ex:mandate ea:startNotAfter
        - ex:interval time:hasBeginning""",
    ("mandate-territory", "Class"): "ex:mandate ea:mandateTerritory ex:city .",
    ("mandate-source", "MinCount"): "- ex:mandate dcterms:source",
    ("person-name", "MinCount"): "- ex:mayor foaf:name",
    ("person-name", "MaxCount"): 'ex:mayor foaf:name "Dominique Exemple" .',
    ("interval-order", "SPARQL"): (
        '- ex:end time:inXSDDate\nex:end time:inXSDDate "2014-04-04"^^xsd:date .'
    ),
    # territories
    ("territory-name", "MinCount"): "- ex:epci rdfs:label",
    ("territory-part", "Class"): "ex:commune dcterms:isPartOf ex:city .",
    ("territory-cycle", "SPARQL"): "ex:region dcterms:isPartOf ex:commune .",
    ("territory-covers", "Class"): "ex:project ea:covers ex:city .",
    ("territory-siren", "MaxCount"): 'ex:epci ea:siren "732829320" .',
    ("territory-siren", "Pattern"): '- ex:epci ea:siren\nex:epci ea:siren "2000548070" .',
    ("territory-population", "MaxCount"): "ex:commune ea:population 9000 .",
    ("territory-population", "Datatype"): (
        "- ex:commune ea:population\nex:commune ea:population 8000.5 ."
    ),
    ("territory-population", "MinInclusive"): (
        "- ex:commune ea:population\nex:commune ea:population -1 ."
    ),
    ("territory-latitude", "MaxCount"): "ex:commune geo:lat 44.0 .",
    ("territory-latitude", "MinInclusive"): "- ex:commune geo:lat\nex:commune geo:lat -91 .",
    ("territory-latitude", "MaxInclusive"): "- ex:commune geo:lat\nex:commune geo:lat 91 .",
    ("territory-longitude", "MaxCount"): "ex:commune geo:long 6.0 .",
    ("territory-longitude", "MinInclusive"): "- ex:commune geo:long\nex:commune geo:long -181 .",
    ("territory-longitude", "MaxInclusive"): "- ex:commune geo:long\nex:commune geo:long 181 .",
    ("population-year", "MinCount"): "- ex:commune ea:populationYear",
    ("population-year", "MaxCount"): "ex:commune ea:populationYear 2018 .",
    ("commune-code", "MinCount"): "- ex:commune igeo:codeINSEE",
    ("commune-code", "MaxCount"): 'ex:commune igeo:codeINSEE "2A004" .',
    ("commune-code", "Pattern"): '- ex:commune igeo:codeINSEE\nex:commune igeo:codeINSEE "1313" .',
    ("departement-code", "MinCount"): "- ex:departement igeo:codeINSEE",
    ("departement-code", "MaxCount"): 'ex:departement igeo:codeINSEE "2A" .',
    ("departement-code", "Pattern"): (
        '- ex:departement igeo:codeINSEE\nex:departement igeo:codeINSEE "2C" .'
    ),
    ("region-code", "MinCount"): "- ex:region igeo:codeINSEE",
    ("region-code", "MaxCount"): 'ex:region igeo:codeINSEE "84" .',
    ("region-code", "Pattern"): '- ex:region igeo:codeINSEE\nex:region igeo:codeINSEE "PACA" .',
    ("project-covers", "MinCount"): "- ex:project ea:covers",
    # frames
    ("frame-title", "MinCount"): "- ex:call rdfs:label",
    ("frame-part", "Class"): "ex:call ea:partOfProgramme ex:city .",
    ("frame-carrier", "Class"): "ex:programme ea:carriedBy ex:post .",
    ("application-call", "MinCount"): "- ex:application ea:answersCall",
    ("application-call", "Class"): "ex:application ea:answersCall ex:programme .",
    ("participation-frame", "MinCount"): "- ex:participation ea:frame",
    ("participation-frame", "MaxCount"): "ex:participation ea:frame ex:call .",
    ("participation-frame", "Class"): (
        "- ex:participation ea:frame\nex:participation ea:frame ex:city ."
    ),
    ("participation-actor", "MinCount"): "- ex:designation ea:actor",
    ("participation-actor", "MaxCount"): "ex:participation ea:actor ex:city .",
    ("participation-actor", "Class"): (
        "- ex:participation ea:actor\nex:participation ea:actor ex:mayor ."
    ),
    ("participation-source", "MinCount"): "- ex:participation dcterms:source",
    # needs, offers, claims, sources
    ("need-by", "MinCount"): "- ex:need ea:neededBy",
    ("need-by", "MaxCount"): "ex:need ea:neededBy ex:city .",
    ("need-by", "Class"): "- ex:need ea:neededBy\nex:need ea:neededBy ex:commune .",
    ("offer-by", "MinCount"): "- ex:offer ea:offeredBy",
    ("offer-by", "MaxCount"): "ex:offer ea:offeredBy ex:city .",
    ("offer-by", "Class"): "- ex:offer ea:offeredBy\nex:offer ea:offeredBy ex:commune .",
    ("need-what", "MinCount"): "- ex:need ea:resourceKind",
    ("claim-subject", "MinCount"): "- ex:claim ea:subject",
    ("claim-subject", "MaxCount"): "ex:claim ea:subject ex:city .",
    ("claim-property", "MinCount"): "- ex:claim ea:claimedProperty",
    ("claim-property", "MaxCount"): 'ex:claim ea:claimedProperty "autre" .',
    ("claim-value", "MinCount"): "- ex:claim ea:claimedValue",
    ("claim-value", "MaxCount"): 'ex:claim ea:claimedValue "11" .',
    ("claim-status", "MaxCount"): "ex:claim ea:claimStatus claim-status:ambigu .",
    ("claim-source", "MinCount"): "- ex:claim dcterms:source",
    ("contact-category", "MinCount"): "- ex:contact ea:contactCategory",
    ("contact-category", "MaxCount"): (
        "ex:contact ea:contactCategory contact-category:associations ."
    ),
    ("source-title", "MinCount"): "- ex:source dcterms:title",
    # vague dates
    ("bounds-day", "Datatype"): (
        '- ex:agreement ea:notAfter\n- ex:agreement ea:notBefore\nex:agreement ea:notAfter "2018" .'
    ),
    ("bounds-moment", "LessThanOrEquals"): (
        '- ex:agreement ea:notAfter\nex:agreement ea:notAfter "2017-11-30"^^xsd:date .'
    ),
    ("bounds-start", "LessThanOrEquals"): (
        '- ex:mandate ea:startNotAfter\nex:mandate ea:startNotAfter "2014-03-01"^^xsd:date .'
    ),
    ("bounds-end", "LessThanOrEquals"): (
        '- ex:alliance ea:endNotAfter\nex:alliance ea:endNotAfter "2018-11-30"^^xsd:date .'
    ),
    ("bounds-order", "LessThanOrEquals"): (
        'ex:alliance ea:startNotBefore "2019-01-01"^^xsd:date .'
    ),
    # words that are not in the vocabulary of their property
    ("in-theme", "HasValue"): "ex:company ea:theme ex:nowhere .",
    ("in-type", "HasValue"): "ex:alliance ea:partnershipType ex:nowhere .",
    ("in-stage", "HasValue"): ("- ex:agreement ea:stage\nex:agreement ea:stage ex:nowhere ."),
    ("in-party-role", "HasValue"): "ex:giver ea:partyRole ex:nowhere .",
    ("in-contribution", "HasValue"): "ex:need ea:resourceKind ex:nowhere .",
    ("in-confidence-basis", "HasValue"): "ex:alliance ea:confidenceBasis ex:nowhere .",
    ("in-sector", "HasValue"): "- ex:city ea:sector\nex:city ea:sector ex:nowhere .",
    ("in-disclosure", "HasValue"): "ex:city ea:disclosure ex:nowhere .",
    ("in-catalyst-trade", "HasValue"): "ex:participation ea:catalystTrade ex:nowhere .",
    ("in-mandate-role", "HasValue"): "ex:post org:role ex:nowhere .",
    ("in-claim-status", "HasValue"): (
        "- ex:claim ea:claimStatus\nex:claim ea:claimStatus ex:nowhere ."
    ),
    ("in-amount-kind", "HasValue"): (
        "- ex:money ea:amountKind\nex:money ea:amountKind ex:nowhere ."
    ),
    ("in-participation-status", "HasValue"): (
        "ex:participation ea:participationStatus ex:nowhere ."
    ),
    ("in-reason-kind", "HasValue"): (
        "- ex:reason ea:reasonKind\nex:reason ea:reasonKind ex:nowhere ."
    ),
    ("in-theme-basis", "HasValue"): "ex:city ea:themeBasis ex:nowhere .",
    ("in-contact-category", "HasValue"): (
        "- ex:contact ea:contactCategory\nex:contact ea:contactCategory ex:nowhere ."
    ),
}

# Addresses and numbers are put together here so that no file of the repository holds one.
AT = "@"
PHONE = " ".join(["04", "42", "00", "00", "00"])

PUBLICATION: Breaches = {
    ("no-contact", "MaxCount"): 'ex:city schema:telephone "sur demande" .',
    ("no-contact-in-text", "SPARQL"): f'ex:city dcterms:description "Appeler le {PHONE}" .',
    ("person-current-mandate", "SPARQL"): "- ex:mandate org:member",
    ("person-closed", "Closed"): 'ex:mayor schema:birthDate "1970-01-01" .',
    ("no-person-in-network", "Not"): "- ex:giver ea:actor\nex:giver ea:actor ex:mayor .",
    ("alliance-source", "MinCount"): "- ex:alliance dcterms:source",
    ("no-suggestion-among-facts", "Not"): "ex:suggestion a ea:PotentialAlliance .",
    ("public-only", "In"): (
        "- ex:company ea:disclosure\nex:company ea:disclosure disclosure:professionnel ."
    ),
    ("dataset-title", "MinCount"): "- ex:edition dcterms:title",
    ("dataset-licence", "MinCount"): "- ex:edition dcterms:license",
}
