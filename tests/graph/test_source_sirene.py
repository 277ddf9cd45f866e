"""Sirene: legal units and establishments, whom it does not disclose, and where things are."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import ontology
from graph.errors import BadInput
from graph.sources.legal_forms import classes_of_form
from graph.undisclosed import NEVER, RESTRICTED
from tests.graph.one_source import DATA, PAYS, checked, read, table, with_raw_data

UNITS = (
    "siren,statutDiffusionUniteLegale,unitePurgeeUniteLegale,dateCreationUniteLegale,"
    "sigleUniteLegale,sexeUniteLegale,prenom1UniteLegale,identifiantAssociationUniteLegale,"
    "trancheEffectifsUniteLegale,anneeEffectifsUniteLegale,dateDernierTraitementUniteLegale,"
    "nombrePeriodesUniteLegale,dateDebut,etatAdministratifUniteLegale,nomUniteLegale,"
    "nomUsageUniteLegale,denominationUniteLegale,denominationUsuelle1UniteLegale,"
    "categorieJuridiqueUniteLegale,activitePrincipaleUniteLegale,"
    "nomenclatureActivitePrincipaleUniteLegale,nicSiegeUniteLegale"
)
SITES = (
    "siren,nic,siret,statutDiffusionEtablissement,dateCreationEtablissement,etablissementSiege,"
    "numeroVoieEtablissement,libelleVoieEtablissement,codePostalEtablissement,"
    "libelleCommuneEtablissement,codeCommuneEtablissement,dateDebut,"
    "etatAdministratifEtablissement,enseigne1Etablissement,denominationUsuelleEtablissement"
)
A, B, C = (checked(digits) for digits in ("31000001", "31000002", "05000003"))
UNIT = (
    "siren={siren}|statutDiffusionUniteLegale=O|etatAdministratifUniteLegale=A"
    "|denominationUniteLegale=ESSAI|categorieJuridiqueUniteLegale=9220"
)


def unit(siren: str = A, **changed: str) -> str:
    """A row of a sound association, with some columns changed (short names)."""
    values = dict(pair.split("=", 1) for pair in UNIT.format(siren=siren).split("|"))
    for key, value in changed.items():
        whole = key if key in {"siren", "dateDebut"} else f"{key}UniteLegale"
        values[whole] = value
    return "|".join(f"{key}={value}" for key, value in values.items())


def site(siren: str = A, nic: str = "00018", **changed: str) -> str:
    """A row of a sound establishment, the seat of its unit."""
    values = {
        "siren": siren, "nic": nic, "siret": siren + nic, "etablissementSiege": "true",
        "statutDiffusionEtablissement": "O", "etatAdministratifEtablissement": "A",
        "codeCommuneEtablissement": "13001",
    }  # fmt: skip
    for key, value in changed.items():
        values[key if key in {"siret", "nic", "etablissementSiege"} else f"{key}Etablissement"] = (
            value
        )
    return "|".join(f"{key}={value}" for key, value in values.items())


def siret(siren: str) -> str:
    return checked(f"{siren}0001")


# -- real files ------------------------------------------------------------------------------------


@with_raw_data
def test_units_of_the_2024_edition_saved_again_by_a_spreadsheet() -> None:
    done = read(DATA / "sirene/StockUniteLegale_2024-03_betagouv_fixture.csv")
    assert (done.reading.source.key, done.reading.layout.key) == ("sirene", "unites")
    assert done.counts == (5, 5, 0, 0, 0)
    assert done.of("org/siren/319310587", "rdf:type", "rdfs:label", "ea:sector", "ea:siren",
                   "ea:theme", "ea:themeBasis", "ea:startNotBefore", "ea:startNotAfter",
                   "ea:endNotAfter", "ea:locator") == {
        "rdf:type": ["ea:Actor", "ea:Foundation", "ea:Stakeholder", "org:Organization",
                     "rov:RegisteredOrganization"],
        "rdfs:label": ["FONDATION LOUIS JOU"],
        "ea:sector": ["sector/fondation"],
        "ea:siren": ["319310587"],
        "ea:theme": ["theme/culture-art"],
        "ea:themeBasis": ["theme-basis/code-registre"],
        "ea:startNotBefore": ["1980-04-01"],
        "ea:startNotAfter": ["1980-04-01"],
        "ea:endNotAfter": [],
        "ea:locator": ["ligne 4"],
    }  # fmt: skip
    assert done.of("org/siren/319647350", "skos:altLabel", "ea:theme") == {
        "skos:altLabel": ["CCLOV"],
        "ea:theme": [],  # 55.2E is of the NAF of 1993
    }
    assert done.things("ea:Association") == [
        "org/siren/317339752", "org/siren/319647350", "org/siren/319659389",
    ]  # fmt: skip
    assert done.findings() == []
    assert done.report.dropped["nombrePeriodesUniteLegale"] == 5


@with_raw_data
def test_sole_traders_of_the_2018_edition_leave_only_the_order_to_hide_them() -> None:
    done = read(DATA / "sirene/StockUniteLegale_2018-12_MRIQUE_sample.csv")
    assert done.counts == (4, 0, 0, 0, 4)
    assert done.reasons == {"natural person or sole trader": 4}
    assert done.facts() == set()
    assert done.facts("restricted") == set()
    assert done.hidden == dict.fromkeys(("000325175", "001807254", "005410220", "005410345"), NEVER)
    for name in ("JANOYER", "THIERRY", "BRETON", "WATTEBLED", "DEBRAY", "2000-09-26"):
        assert name.encode() not in done.data, name


@with_raw_data
def test_a_header_alone_is_recognised_and_says_nothing() -> None:
    done = read(DATA / "sirene/StockEtablissement_header_2019.txt")
    assert done.reading.layout.key == "etablissements"
    assert done.counts == (0, 0, 0, 0, 0)
    assert done.data == b""


# -- legal forms -----------------------------------------------------------------------------------


@with_raw_data
def test_every_official_legal_category_is_settled() -> None:
    path = DATA / "nomenclatures/categories_juridiques_niveau3.csv"
    with path.open(encoding="utf-8", newline="") as file:
        codes = [row["code"] for row in csv.DictReader(file)]
    found = Counter(" ".join(classes_of_form(code)) for code in codes)
    assert len(codes) == 260
    assert found == {
        "ea:Company": 148,
        "ea:PublicBody": 49,
        "ea:LocalAuthority": 23,
        "": 16,
        "personne": 8,
        "ea:Association": 10,
        "ea:EducationResearchBody ea:PublicBody": 4,
        "ea:ActorNetwork ea:Association": 1,
        "ea:Foundation": 1,
    }


def test_classes_of_legal_forms_are_classes_of_actors() -> None:
    actors = {kind.curie for kind in ontology.kinds("ea:Actor")}
    forms = ["1000", *(f"{n}" for n in range(2110, 10_000, 10))]
    named = {name for form in forms for name in classes_of_form(form)} - {"personne"}
    assert named <= actors


@pytest.mark.parametrize(
    ("form", "naf", "classes", "sector"),
    [
        ("5710", "", ["ea:Company"], "entreprise"),
        ("6316", "", ["ea:Company"], "entreprise"),
        ("8210", "", ["ea:Company"], "entreprise"),
        ("7210", "84.11Z", ["ea:LocalAuthority"], "public"),
        ("7346", "84.11Z", ["ea:LocalAuthority"], "public"),
        ("7361", "88.99B", ["ea:PublicBody"], "public"),
        ("7383", "85.42Z", ["ea:EducationResearchBody", "ea:PublicBody"], "enseignement-recherche"),
        ("7389", "72.19Z", ["ea:EducationResearchBody", "ea:PublicBody"], "enseignement-recherche"),
        ("8420", "94.11Z", ["ea:ActorNetwork", "ea:Association"], "reseau"),
        ("9220.0", "", ["ea:Association"], "association"),
        ("9300", "", ["ea:Foundation"], "fondation"),
        ("9110", "", [], "inconnu"),
        ("5710", "72.19Z", ["ea:Company"], "entreprise"),
    ],
)
def test_a_legal_form_gives_class_and_sector(
    tmp_path: Path, form: str, naf: str, classes: list[str], sector: str
) -> None:
    row = unit(categorieJuridique=form, activitePrincipale=naf,
               nomenclatureActivitePrincipale="NAFRev2")  # fmt: skip
    done = read(table(tmp_path / "u.csv", UNITS, row))
    common = {"ea:Stakeholder", "ea:Actor", "org:Organization", "rov:RegisteredOrganization"}
    said = done.of(f"org/siren/{A}", "rdf:type", "ea:sector")
    assert sorted(set(said["rdf:type"]) - common) == classes
    assert said["ea:sector"] == [f"sector/{sector}"]


def test_units_of_every_form_and_state_conform_to_the_shapes(tmp_path: Path) -> None:
    forms = ("5710", "6316", "7210", "7361", "7383", "7389", "8420", "9110", "9220", "9300", "")
    ends = ("", "2014-12-31", "1980-01-01", "2014-12-35")
    rows = [
        unit(checked(f"{32000000 + 10 * i + j}"), categorieJuridique=form, dateDebut=end,
             dateCreation="1990-05-02", etatAdministratif="C" if end else "A",
             dateDernierTraitement="2016-07-10", activitePrincipale="72.19Z")
        for i, form in enumerate(forms) for j, end in enumerate(ends)
    ]  # fmt: skip
    done = read(table(tmp_path / "u.csv", UNITS, *rows))
    assert done.counts == (44, 22, 22, 0, 0)
    assert done.findings() == []


# -- legal units -----------------------------------------------------------------------------------


def test_an_association_with_an_rna_number_goes_by_it(tmp_path: Path) -> None:
    rows = [
        unit(A, identifiantAssociation="W131000001", sigle="E.S.", activitePrincipale="9001Z"),
        unit(B, identifiantAssociation="W13", denomination="AUTRE"),
    ]
    done = read(table(tmp_path / "u.csv", UNITS, *rows))
    assert done.counts == (2, 1, 1, 0, 0)
    assert done.reasons == {"wrong RNA number left empty": 1}
    assert done.of("org/rna/W131000001", "ea:rna", "ea:siren", "skos:altLabel", "ea:theme") == {
        "ea:rna": ["W131000001"],
        "ea:siren": [A],
        "skos:altLabel": ["E.S."],
        "ea:theme": ["theme/culture-art"],
    }
    assert done.of(f"org/siren/{B}", "ea:rna", "ea:siren") == {"ea:rna": [], "ea:siren": [B]}
    assert done.of(f"org/siren/{A}", "ea:siren") == {"ea:siren": []}


@pytest.mark.parametrize(
    ("changed", "life", "reasons"),
    [
        ({"etatAdministratif": "A", "dateDebut": "2014-12-31"}, ["1990-05-02", "", ""], {}),
        (
            {"etatAdministratif": "C", "dateDebut": "2014-12-31"},
            ["1990-05-02", "2014-12-31", "2014-12-31"],
            {},
        ),
        (
            {"etatAdministratif": "C", "dateDebut": "2014-12-35"},
            ["1990-05-02", "", "2016-07-10"],
            {"impossible date left empty": 1},
        ),
        (
            {"etatAdministratif": "C", "dateDebut": "1980-01-01"},
            ["", "1980-01-01", "1980-01-01"],
            {"creation after the end left empty": 1},
        ),
        ({"dateCreation": "2/5/1990"}, ["1990-05-02", "", ""], {}),
        ({"dateCreation": "0001-01-01"}, ["", "", ""], {}),
    ],
)
def test_life_of_a_unit(
    tmp_path: Path, changed: dict[str, str], life: list[str], reasons: dict[str, int]
) -> None:
    row = unit(**{"dateCreation": "1990-05-02", "dateDernierTraitement": "2016-07-10"} | changed)
    done = read(table(tmp_path / "u.csv", UNITS, row))
    said = done.of(f"org/siren/{A}", "ea:startNotBefore", "ea:endNotBefore", "ea:endNotAfter")
    assert ["".join(values) for values in said.values()] == life
    assert done.counts == (1, 1 - len(reasons), len(reasons), 0, 0)
    assert done.reasons == reasons


@pytest.mark.parametrize(
    ("changed", "level", "reason"),
    [
        ({"categorieJuridique": "1000"}, "jamais", "natural person or sole trader"),
        ({"categorieJuridique": "2110"}, "jamais", "natural person or sole trader"),
        ({"nom": "DUPONT"}, "jamais", "natural person or sole trader"),
        ({"prenom1": "ANNE"}, "jamais", "natural person or sole trader"),
        ({"denomination": "MME ANNE DUPONT"}, "jamais", "natural person or sole trader"),
        ({"categorieJuridique": "1000", "statutDiffusion": "P", "nom": "[ND]"}, "jamais",
         "natural person or sole trader"),
        ({"statutDiffusion": "P", "denomination": "[ND]"}, "restreint", "partly disclosed unit"),
        ({"statutDiffusion": "P", "nom": "[ND]", "prenom1": "[ND]"}, "restreint",
         "partly disclosed unit"),
        ({"statutDiffusion": "N"}, "jamais", "unit that Sirene does not disclose"),
        ({"statutDiffusion": ""}, "jamais", "unit that Sirene does not disclose"),
    ],
)  # fmt: skip
def test_whoever_must_not_be_shown_is_only_noted_as_such(
    tmp_path: Path, changed: dict[str, str], level: str, reason: str
) -> None:
    done = read(table(tmp_path / "u.csv", UNITS, unit(**changed), unit(B)))
    assert done.counts == (2, 1, 0, 0, 1)
    assert done.reasons == {reason: 1}
    assert done.hidden == {A: RESTRICTED if level == "restreint" else NEVER}
    assert done.facts("restricted") == set()
    assert not any(A in subject for subject, _, _ in done.facts())


def test_rows_refused_say_why_and_never_whose_they_are(tmp_path: Path) -> None:
    rows = [
        unit("310000012"),
        unit(A, denomination=""),
        unit("", denomination="SANS NUMERO"),
        unit("310000012", categorieJuridique="1000", nom="DUPONT"),
    ]
    done = read(table(tmp_path / "u.csv", UNITS, *rows))
    assert done.counts == (4, 0, 0, 3, 1)
    assert done.problems == [
        "u.csv, ligne 2, colonne « siren », valeur « 310000012 » : ce n'est ni un SIREN ni un "
        "SIRET valide. Un tableur l'a peut-être arrondi : recopiez les 9 ou 14 chiffres, colonne "
        "au format texte.",
        "u.csv, ligne 3, colonne « denominationUniteLegale » : l'unité n'a pas de dénomination. "
        "Complétez-la, ou retirez la ligne.",
        "u.csv, ligne 4, colonne « siren » : le SIREN manque. Recopiez ses 9 chiffres, ou retirez "
        "la ligne.",
    ]
    assert done.hidden == {}  # of a number that is wrong


def test_zeros_that_a_spreadsheet_ate_and_decimals_that_it_added_are_mended(
    tmp_path: Path,
) -> None:
    rows = [unit(C.lstrip("0")), unit(f"{A}.0"), unit(B, denomination="", denominationUsuelle1="U")]
    done = read(table(tmp_path / "u.csv", UNITS, *rows))
    assert done.counts == (3, 2, 1, 0, 0)
    assert done.reasons == {"leading zeros given back to a SIREN": 1}
    labels = {(s, o) for s, p, o in done.facts() if p == "rdfs:label"}
    assert labels == {
        (f"org/siren/{C}", "ESSAI"), (f"org/siren/{A}", "ESSAI"), (f"org/siren/{B}", "U")
    }  # fmt: skip


def test_a_unit_listed_twice_is_read_once(tmp_path: Path) -> None:
    done = read(table(tmp_path / "u.csv", UNITS, unit(), unit(denomination="ENCORE")))
    assert done.counts == (2, 1, 0, 0, 1)
    assert done.reasons == {"duplicate row": 1}
    assert done.of(f"org/siren/{A}", "rdfs:label") == {"rdfs:label": ["ESSAI"]}


def test_a_territory_keeps_the_units_that_the_workspace_seats_there(tmp_path: Path) -> None:
    rows = [
        unit(A, identifiantAssociation="W131000001"), unit(B), unit(C),
        unit(checked("31000004"), categorieJuridique="1000"),
        unit(checked("31000005"), categorieJuridique="1000"),
    ]  # fmt: skip
    done = read(
        table(tmp_path / "u.csv", UNITS, *rows), scope=PAYS,
        seated=["W131000001", C, checked("31000005")],
    )  # fmt: skip
    assert done.counts == (5, 2, 0, 0, 3)
    assert done.reasons == {
        "outside the territory asked for": 2, "natural person or sole trader": 1,
    }  # fmt: skip
    assert done.things("ea:Actor") == ["org/rna/W131000001", f"org/siren/{C}"]
    assert done.hidden == {checked("31000004"): NEVER, checked("31000005"): NEVER}


def test_a_territory_without_known_seats_is_told_what_to_load_first(tmp_path: Path) -> None:
    path = table(tmp_path / "u.csv", UNITS, unit())
    with pytest.raises(BadInput) as caught:
        read(path, scope=PAYS)
    assert caught.value.text.fr == (
        "Sirene ne dit pas où sont les unités légales : chargez d'abord le fichier des "
        "établissements (StockEtablissement) avec le même territoire (Pays d'Aix), puis celui-ci."
    )


@pytest.mark.parametrize(
    "header",
    [
        "siren,dateFin,dateDebut,etatAdministratifUniteLegale,nomUniteLegale,"
        "denominationUniteLegale,categorieJuridiqueUniteLegale,activitePrincipaleUniteLegale",
        UNITS + ",dateFin",
        "siren,nic,siret,dateFin,dateDebut,etatAdministratifEtablissement,enseigne1Etablissement",
    ],
)
def test_files_of_past_periods_are_not_taken_for_the_stock(tmp_path: Path, header: str) -> None:
    path = tmp_path / "h.csv"
    path.write_text(f"{header}\n{',' * header.count(',')}\n", encoding="utf-8")
    with pytest.raises(BadInput, match="is of no known form"):
        read(path)


# -- establishments --------------------------------------------------------------------------------


def test_a_seat_says_where_the_unit_is_and_other_sites_only_where_they_are(tmp_path: Path) -> None:
    first, other = siret(A), checked(f"{A}0002")
    rows = [
        site(A, first[9:], libelleCommune="AIX EN PROVENCE"),
        site(A, other[9:], etablissementSiege="false", codeCommune="84089"),
    ]
    done = read(table(tmp_path / "e.csv", SITES, *rows))
    assert done.counts == (2, 2, 0, 0, 0)
    assert {fact for fact in done.facts() if "/geo/" not in f"/{fact[0]}"} == {
        (f"site/siret/{first}", "rdf:type", "org:Site"),
        (f"site/siret/{first}", "dcterms:identifier", first),
        (f"site/siret/{first}", "org:siteOf", f"org/siren/{A}"),
        (f"site/siret/{first}", "dcterms:spatial", "geo/commune/13001"),
        (f"site/siret/{first}", "dcterms:source", "source/register/essai"),
        (f"site/siret/{first}", "ea:locator", "ligne 2"),
        (f"org/siren/{A}", "ea:siren", A),
        (f"org/siren/{A}", "ea:seat", "geo/commune/13001"),
        (f"org/siren/{A}", "org:hasPrimarySite", f"site/siret/{first}"),
        (f"site/siret/{other}", "rdf:type", "org:Site"),
        (f"site/siret/{other}", "dcterms:identifier", other),
        (f"site/siret/{other}", "org:siteOf", f"org/siren/{A}"),
        (f"site/siret/{other}", "dcterms:spatial", "geo/commune/84089"),
        (f"site/siret/{other}", "dcterms:source", "source/register/essai"),
        (f"site/siret/{other}", "ea:locator", "ligne 3"),
    }
    assert done.of("geo/commune/13001", "rdfs:label", "dcterms:isPartOf") == {
        "rdfs:label": ["Aix-en-Provence"],
        "dcterms:isPartOf": ["geo/departement/13"],
    }
    assert done.findings() == []


def test_names_and_addresses_of_establishments_stay_at_the_door(tmp_path: Path) -> None:
    row = site(A, siret(A)[9:], enseigne1="CHEZ ANNE", denominationUsuelle="ANNE DUPONT",
               numeroVoie="12", libelleVoie="DES LILAS")  # fmt: skip
    done = read(table(tmp_path / "e.csv", SITES, row))
    assert done.counts == (1, 1, 0, 0, 0)
    for words in (b"ANNE", b"LILAS"):
        assert words not in done.data
    assert done.report.dropped["enseigne1Etablissement"] == 1
    assert done.report.dropped["libelleVoieEtablissement"] == 1


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"etatAdministratif": "F"}, "closed establishment"),
        ({"statutDiffusion": "N"}, "unit that Sirene does not disclose"),
        ({"statutDiffusion": "P", "codeCommune": "[ND]"}, "unit that Sirene does not disclose"),
        ({"codeCommune": ""}, "establishment abroad"),
    ],
)
def test_establishments_left_out(tmp_path: Path, changed: dict[str, str], reason: str) -> None:
    done = read(table(tmp_path / "e.csv", SITES, site(A, siret(A)[9:], **changed)))
    assert done.counts == (1, 0, 0, 0, 1)
    assert done.reasons == {reason: 1}
    assert done.data == b""


def test_a_territory_keeps_its_communes_alone(tmp_path: Path) -> None:
    rows = [
        site(A, siret(A)[9:], codeCommune=code, siret=siret(A))
        for code in ("13055", "13113.0", "", "99132")
    ]
    done = read(table(tmp_path / "e.csv", SITES, *rows), scope=PAYS)
    assert done.counts == (4, 1, 0, 0, 3)
    assert done.reasons == {"outside the territory asked for": 3}
    assert done.of(f"org/siren/{A}", "ea:seat") == {"ea:seat": ["geo/commune/13113"]}


def test_an_arrondissement_is_in_its_commune(tmp_path: Path) -> None:
    row = site(A, siret(A)[9:], codeCommune="13201", libelleCommune="MARSEILLE 1")
    done = read(table(tmp_path / "e.csv", SITES, row))
    assert done.of("geo/commune/13055", "rdfs:label") == {"rdfs:label": ["MARSEILLE"]}
    assert done.of(f"org/siren/{A}", "ea:seat") == {"ea:seat": ["geo/commune/13055"]}


@pytest.mark.parametrize(
    ("changed", "counts"),
    [
        ({"siret": "3.10000E+13"}, (1, 0, 1, 0, 0)),
        ({"siret": f"{A}00000"}, (1, 0, 1, 0, 0)),
        ({"siret": ""}, (1, 0, 1, 0, 0)),
        ({"siret": siret(A), "nic": ""}, (1, 1, 0, 0, 0)),
        ({"siret": siret(A), "nic": siret(A)[9:].lstrip("0")}, (1, 1, 0, 0, 0)),
        ({"siret": f"{siret(A)}.0", "nic": siret(A)[9:].lstrip("0") + ".0"}, (1, 1, 0, 0, 0)),
        ({"nic": "00099", "siret": f"{A}00099"}, (1, 0, 0, 1, 0)),
        ({"siret": f"{A}00000", "nic": ""}, (1, 0, 0, 1, 0)),
    ],
)
def test_a_siret_that_a_spreadsheet_rounded_is_made_whole_or_refused(
    tmp_path: Path, changed: dict[str, str], counts: tuple[int, ...]
) -> None:
    row = site(A, changed.pop("nic", siret(A)[9:]), **changed)
    done = read(table(tmp_path / "e.csv", SITES, row))
    assert done.counts == counts
    if counts[3]:
        assert done.report.problems[0].reason.fr == "ce n'est pas un SIRET valide"
        assert done.report.problems[0].column == "siret"
    else:
        assert done.things("org:Site") == [f"site/siret/{siret(A)}"]


def test_a_post_office_has_a_siret_of_its_own_kind(tmp_path: Path) -> None:
    post = "35600000000048"  # its digits add up to a multiple of five, and fail the Luhn check
    good = next(f"356000000{n:05}" for n in range(9000, 9999) if _five(f"356000000{n:05}"))
    rows = [site("356000000", post[9:]), site("356000000", good[9:])]
    done = read(table(tmp_path / "e.csv", SITES, *rows))
    assert done.things("org:Site") == sorted([f"site/siret/{post}", f"site/siret/{good}"])


def _five(digits: str) -> bool:
    return sum(map(int, digits)) % 5 == 0 and checked(digits[:-1]) != digits


def test_a_code_that_is_no_commune_is_refused(tmp_path: Path) -> None:
    row = site(A, siret(A)[9:], codeCommune="AIX")
    done = read(table(tmp_path / "e.csv", SITES, row))
    assert done.problems == [
        "e.csv, ligne 2, colonne « codeCommuneEtablissement », valeur « AIX » : ce n'est pas un "
        "code INSEE de commune. Un code a cinq signes (84089, 2A004) : recopiez-le."
    ]


# -- Parquet ---------------------------------------------------------------------------------------


def _parquet(path: Path, columns: dict[str, Any]) -> Path:
    pq.write_table(pa.table(columns), path)
    return path


def test_units_in_parquet_say_what_the_csv_says(tmp_path: Path) -> None:
    row = unit(C, dateCreation="1990-05-02", etatAdministratif="C", dateDebut="2014-12-31",
               activitePrincipale="62.01Z", nomenclatureActivitePrincipale="NAFRev2",
               categorieJuridique="5710", dateDernierTraitement="2016-07-10")  # fmt: skip
    text = read(table(tmp_path / "u.csv", UNITS, row))
    coded = pa.array(["C"]).dictionary_encode()
    done = read(_parquet(tmp_path / "u.parquet", {
        "siren": pa.array([int(C)], pa.int64()),
        "statutDiffusionUniteLegale": pa.array(["O"], pa.large_string()),
        "unitePurgeeUniteLegale": pa.array([True], pa.bool_()),
        "dateCreationUniteLegale": pa.array([date(1990, 5, 2)], pa.date32()),
        "dateDernierTraitementUniteLegale": pa.array([datetime(2016, 7, 10)], pa.timestamp("us")),
        "prenom1UniteLegale": pa.array([None], pa.string()),
        "nomUniteLegale": pa.nulls(1),
        "anneeEffectifsUniteLegale": pa.array([2022.0], pa.float64()),
        "dateDebut": pa.array([date(2014, 12, 31)], pa.date32()),
        "etatAdministratifUniteLegale": coded,
        "denominationUniteLegale": pa.array(["ESSAI"]),
        "categorieJuridiqueUniteLegale": pa.array([5710], pa.int32()),
        "activitePrincipaleUniteLegale": pa.array(["62.01Z"]).dictionary_encode(),
        "nomenclatureActivitePrincipaleUniteLegale": pa.array(["NAFRev2"]),
    }))  # fmt: skip
    assert text.counts == (1, 1, 0, 0, 0)
    assert done.counts == (1, 0, 1, 0, 0)  # a SIREN kept as a number lost its zero
    assert done.reasons == {"leading zeros given back to a SIREN": 1}
    assert done.facts() == text.facts()
    assert (f"org/siren/{C}", "ea:theme", "theme/numerique") in done.facts()


def test_establishments_in_parquet_say_what_the_csv_says(tmp_path: Path) -> None:
    number = siret(A)
    seat = site(A, number[9:], codeCommune="01001")
    shut = site(B, siret(B)[9:], codeCommune="2A004", etatAdministratif="F")
    text = read(table(tmp_path / "e.csv", SITES, seat, shut))
    done = read(_parquet(tmp_path / "e.parquet", {
        "siren": pa.array([int(A), int(B)], pa.int32()),
        "nic": pa.array([int(number[9:]), int(siret(B)[9:])], pa.int16()),
        "siret": pa.array([int(number), int(siret(B))], pa.int64()),
        "statutDiffusionEtablissement": pa.array(["O", "O"]).dictionary_encode(),
        "etablissementSiege": pa.array([True, True]),
        "codeCommuneEtablissement": pa.array(["1001", "2A004"]),
        "dateDebut": pa.array([date(2008, 1, 1), None], pa.date32()),
        "etatAdministratifEtablissement": pa.array(["A", "F"]).dictionary_encode(),
    }))  # fmt: skip
    assert done.counts == (2, 1, 0, 0, 1)
    assert done.facts() == text.facts()
    assert done.of(f"org/siren/{A}", "ea:seat") == {"ea:seat": ["geo/commune/01001"]}
