"""Participations in European projects: CORDIS and the files made from it."""

from __future__ import annotations

import csv
import zipfile
from collections import Counter
from pathlib import Path

import pytest

from graph.errors import BadInput
from tests.graph.one_source import DATA, PAYS, Read, checked, read, table, with_raw_data

CORDIS = (
    "projectID;projectAcronym;organisationID;vatNumber;name;shortName;SME;activityType;street;"
    "postCode;city;country;nutsCode;geolocation;organizationURL;contactForm;contentUpdateDate;rcn;"
    "order;role;ecContribution;netEcContribution;totalCost;endOfParticipation;active"
)
OLDER = (
    "projectRcn;projectID;projectAcronym;role;id;name;shortName;activityType;endOfParticipation;"
    "ecContribution;country;street;city;postCode;organizationUrl;vatNumber;contactForm;"
    "contactType;contactTitle;contactFirstNames;contactLastNames;contactFunction;"
    "contactTelephoneNumber;contactFaxNumber"
)
FP7 = OLDER.replace("projectID", "projectReference")
EDGES = "rcn,pic,role,type,contribution,start_date,end_date"
SIREN = checked("31000001")


def _row(pic: str, project: str = "101", role: str = "participant", **changed: str) -> str:
    values = {
        "projectID": project, "projectAcronym": "ESSAI", "organisationID": pic,
        "name": f"ORG {pic}", "activityType": "PRC", "country": "DE", "role": role,
        "ecContribution": "1000.5",
    } | changed  # fmt: skip
    return "|".join(f"{key}={value}" for key, value in values.items())


def _cordis(folder: Path, *rows: str, **asked: object) -> Read:
    return read(table(folder / "organization.csv", CORDIS, *rows, separator=";"), **asked)  # type: ignore[arg-type]


def _parties(done: Read, project: str = "") -> set[tuple[str, str]]:
    """Return actors and roles, of one project or of all."""
    found = done.facts()
    actors = {s: o for s, p, o in found if p == "ea:actor" and f"{project}/party/" in s}
    roles = {s: o.partition("/")[2] for s, p, o in found if p == "ea:partyRole"}
    return {(actor, roles[party]) for party, actor in actors.items()}


# -- real files ------------------------------------------------------------------------------------


@with_raw_data
def test_french_participations_in_h2020() -> None:
    path = DATA / "backtest/h2020_FR_edges.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    members = Counter(row["rcn"] for row in rows)
    alone = sum(count == 1 for count in members.values())
    done = read(path)
    assert (done.reading.source.key, done.reading.layout.key) == ("participations", "rcn")
    assert (len(rows), len(members), alone) == (12771, 7019, 4337)
    assert done.counts == (12771, 8434, 0, 0, 4337)
    assert done.reasons == {"only known participant of the project": 4337}
    assert len(done.things("ea:Alliance")) == 7019 - 4337
    assert len(done.things("ea:Party")) == 8434
    assert done.report.dropped == {"contribution": 12771}
    project, pic = "alliance/cordis-rcn/207027", "org/pic/916915490"
    assert done.of(project, "rdfs:label", "ea:partnershipType", "schema:startDate",
                   "schema:endDate", "ea:amount", "ea:locator") == {
        "rdfs:label": ["Projet européen RCN 207027"],
        "ea:partnershipType": ["type/non-renseigne"],
        "schema:startDate": ["2017-01-01"],
        "schema:endDate": ["2020-12-31"],
        "ea:amount": [],  # the file lists French participants only
        "ea:locator": ["lignes 2, 3"],
    }  # fmt: skip
    assert done.of(f"{project}/stage/1", "ea:stage", "ea:notBefore") == {
        "ea:stage": ["stage/signe"],
        "ea:notBefore": ["2017-01-01"],
    }
    assert done.of(pic, "rdfs:label", "dcterms:identifier", "ea:sector") == {
        "rdfs:label": ["PIC 916915490"],
        "dcterms:identifier": ["PIC 916915490"],
        "ea:sector": ["sector/entreprise"],
    }


@with_raw_data
def test_norwegian_participations_in_h2020() -> None:
    done = read(DATA / "backtest/norway_h2020.csv")
    assert done.reading.layout.key == "norvege"
    assert done.counts == (2931, 1517, 0, 0, 1414)
    assert done.reasons == {
        "only known participant of the project": 1410,
        "participant that the register does not know": 3,
        "duplicate row": 1,
    }
    assert len(done.things("ea:Alliance")) == 545
    project = "alliance/cordis/951956"
    assert done.of(project, "rdfs:label", "schema:startDate", "schema:endDate") == {
        "rdfs:label": ["Create and Harvest Offerings to support Manufacturing SMEs to become "
                       "Digital Twin Champions"],
        "schema:startDate": ["2020-06-01"],
        "schema:endDate": ["2024-05-31"],
    }  # fmt: skip
    assert done.of(f"{project}/stage/1", "ea:notBefore") == {"ea:notBefore": ["2020-05-25"]}
    assert _parties(done, project) == {
        ("org/orgnr/919303808", "porteur"), ("org/orgnr/948979357", "partenaire")
    }  # fmt: skip
    assert done.of("org/orgnr/919303808", "rdfs:label", "ea:sector", "dcterms:identifier") == {
        "rdfs:label": ["SINTEF AS"],
        "ea:sector": ["sector/enseignement-recherche"],
        "dcterms:identifier": ["NO 919303808"],
    }


# -- CORDIS ----------------------------------------------------------------------------------------


def test_a_project_is_one_alliance_of_its_scattered_rows(tmp_path: Path) -> None:
    done = _cordis(
        tmp_path,
        _row("900000001", role="coordinator", activityType="HES"),
        _row("900000009", "202"),
        _row("900000002", role="thirdParty", activityType="PUB", ecContribution=""),
        _row("900000003", role="associatedPartner", activityType="OTH"),
    )
    assert done.counts == (4, 3, 0, 0, 1)
    assert done.reasons == {"only known participant of the project": 1}
    assert done.things("ea:Alliance") == ["alliance/cordis/101"]
    assert _parties(done) == {
        ("org/pic/900000001", "porteur"), ("org/pic/900000002", "partenaire"),
        ("org/pic/900000003", "partenaire"),
    }  # fmt: skip
    assert done.of("alliance/cordis/101", "rdfs:label", "ea:locator") == {
        "rdfs:label": ["ESSAI"],
        "ea:locator": ["lignes 2, 4, 5"],
    }
    assert done.of("alliance/cordis/101/amount", "schema:value") == {"schema:value": ["2001"]}
    sectors = {s: o for s, p, o in done.facts() if p == "ea:sector"}
    assert sectors == {
        "org/pic/900000001": "sector/enseignement-recherche",
        "org/pic/900000002": "sector/public",
        "org/pic/900000003": "sector/inconnu",
    }
    assert done.findings() == []


@pytest.mark.parametrize(
    ("vat", "actor"),
    [
        (f"FR12{SIREN}", f"org/siren/{SIREN}"),
        (f"fr 1A {SIREN[:3]} {SIREN[3:]}", f"org/siren/{SIREN}"),
        ("FR12310000012", "org/pic/900000001"),  # fails the Luhn check
        (f"DE{SIREN}", "org/pic/900000001"),
        ("MISSING", "org/pic/900000001"),
    ],
)
def test_a_french_vat_number_gives_the_siren(tmp_path: Path, vat: str, actor: str) -> None:
    rows = [_row("900000001"), _row("900000002"), _row("900000001", "202", vatNumber=vat),
            _row("900000002", "202")]  # fmt: skip
    done = _cordis(tmp_path, *rows)
    assert {who for who, _ in _parties(done)} == {actor, "org/pic/900000002"}
    assert done.of(actor, "dcterms:identifier") == {"dcterms:identifier": ["PIC 900000001"]}
    assert done.of(actor, "ea:siren") == {"ea:siren": [SIREN] if "siren" in actor else []}


def test_two_numbers_of_one_siren_are_one_actor_and_no_alliance(tmp_path: Path) -> None:
    rows = [_row(pic, vatNumber=f"FR12{SIREN}") for pic in ("900000001", "900000002")]
    done = _cordis(tmp_path, *rows)
    assert done.counts == (2, 0, 0, 0, 2)
    assert done.reasons == {"only known participant of the project": 2}


@pytest.mark.parametrize("header", [OLDER, FP7])
def test_older_editions_are_read_and_their_contact_persons_never_enter(
    tmp_path: Path, header: str
) -> None:
    project = "projectReference" if header == FP7 else "projectID"
    rows = [
        f"projectRcn=9|{project}=101|role={role}|id={pic}|name=ORG {pic}|activityType=REC"
        f"|country=FR|contactFirstNames=Anne|contactLastNames=DUPONT|contactTitle=Mrs"
        f"|contactTelephoneNumber=+33612345678"
        for role, pic in (("coordinator", "900000001"), ("hostInstitution", "900000002"))
    ]
    done = read(table(tmp_path / "o.csv", header, *rows, separator=";"))
    assert done.reading.layout.key == "cordis"
    assert done.counts == (2, 2, 0, 0, 0)
    assert done.things("ea:Alliance") == ["alliance/cordis/101"]
    assert done.of("alliance/cordis/101", "rdfs:label") == {"rdfs:label": ["Projet européen 101"]}
    for words in (b"Anne", b"DUPONT", b"612345678"):
        assert words not in done.data
    assert done.report.dropped["contactLastNames"] == 2


def test_rows_that_do_not_enter_and_why(tmp_path: Path) -> None:
    done = _cordis(
        tmp_path,
        _row("900000001"),
        _row("900000001", role="coordinator"),
        _row("900000002", name="Mr DUPONT Jean"),
        _row("", name="unknown"),
        _row("", name="Verein", ecContribution="abc"),
        _row("9-1"),
        _row("900000003", ""),
        _row("900000004", "202", ecContribution="abc"),
    )
    assert done.counts == (8, 1, 1, 2, 4)
    assert done.reasons == {
        "duplicate row": 1,
        "natural person or sole trader": 1,
        "participant that the register does not know": 1,
        "impossible amount left empty": 1,
        "only known participant of the project": 1,
    }
    assert done.problems == [
        "organization.csv, ligne 7, colonne « organisationID », valeur « 9-1 » : ce n'est pas un "
        "numéro de participant. Recopiez ses chiffres.",
        "organization.csv, ligne 8, colonne « projectID » : le numéro du projet manque. "
        "Ajoutez-le, ou retirez la ligne.",
    ]
    assert _parties(done) == {
        ("org/pic/900000001", "porteur"),  # which only its second row says
        ("org/local/verein-de", "partenaire"),
    }
    assert b"DUPONT" not in done.data


def test_a_territory_keeps_whole_projects_of_its_actors(tmp_path: Path) -> None:
    aix = {"country": "FR", "city": "AIX EN PROVENCE CEDEX 1", "postCode": "13621"}
    done = _cordis(
        tmp_path,
        _row("900000001", **aix), _row("900000002"),
        _row("900000003", "202", vatNumber=f"FR12{SIREN}"), _row("900000002", "202"),
        _row("900000004", "303"), _row("900000002", "303"),
        scope=PAYS, seated=[SIREN],
    )  # fmt: skip
    assert done.counts == (6, 4, 0, 0, 2)
    assert done.reasons == {"outside the territory asked for": 2}
    assert done.things("ea:Alliance") == ["alliance/cordis/101", "alliance/cordis/202"]
    assert done.of("org/pic/900000001", "ea:seat") == {"ea:seat": ["geo/commune/13001"]}
    assert done.findings() == []


# -- other layouts ---------------------------------------------------------------------------------


def test_dates_that_are_missing_or_wrong(tmp_path: Path) -> None:
    path = tmp_path / "edges.csv"
    path.write_text(
        f"{EDGES}\n1,900000001,coordinator,HES,1,NA,NA\n1,900000002,participant,REC,1,NA,NA\n"
        "2,900000001,participant,HES,1,2020-02-30,NA\n"
        "2,900000002,participant,REC,1,2020-02-01,2019-01-01\n",
        encoding="utf-8",
    )
    done = read(path)
    assert done.counts == (4, 2, 0, 2, 0)
    assert [problem.reason.fr for problem in done.report.problems] == [
        "cette date n'existe pas ou ne se lit pas", "le projet finit avant de commencer",
    ]  # fmt: skip
    assert done.of("alliance/cordis-rcn/1", "schema:startDate") == {"schema:startDate": []}
    assert done.findings() == []


def test_an_archive_is_read_without_the_files_published_beside(tmp_path: Path) -> None:
    header = "projectID,organisationID,name,role,activityType,country,projectAcronym"
    rows = [f"1,99999000{n},Laboratoire {n},participant,REC,FR,ESSAI" for n in (1, 2)]
    path = tmp_path / "cordis-h2020projects-csv.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("euroSciVoc.csv", "projectID,code\n1,a\n")
        archive.writestr("organization.csv", "\n".join((header, *rows)) + "\n")
        archive.writestr("project.csv", "id,acronym\n1,ESSAI\n")
    done = read(path)
    assert done.counts == (2, 2, 0, 0, 0)
    assert [notice.en for notice in done.report.notices] == [
        "Of the archive are not read: euroSciVoc.csv, project.csv."
    ]
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("autre.csv", "a,b\n1,2\n")
    with pytest.raises(BadInput, match="is not of the same form"):
        read(path)
