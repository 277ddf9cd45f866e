"""Grants: conventions (SCDL) and their sloppy editions, lists of one body, the State's annex."""

from __future__ import annotations

import shutil
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from graph.errors import BadInput
from graph.sources.places import Scope
from graph.sources.reading import MENDED
from tests.graph.one_source import DATA, PAYS, Read, checked, read, with_raw_data

SUBSIDIES = DATA / "subsidies"
JAUNE = "pays_aix_jaune_plf2012_subventions_etat_2010.csv"
SARTHE = "subventions_versees_aux_associations_en_2018-converti.xlsx"
LOIRE = "224400028_subventions-aux-associations-du-departement-de-loire-atlantique.csv"
MAINE = "224900019_conventions-de-subventions-du-departement-de-maine-et-loire.csv"
AIX = "211300017"  # the commune of Aix-en-Provence
CLUB = checked("40000000")
CLUB_SITE = checked(f"{CLUB}0001")
SCDL = (
    "nomAttribuant;idAttribuant;dateConvention;referenceDecision;nomBeneficiaire;idBeneficiaire;"
    "rnaBeneficiaire;objet;montant;nature;conditionsVersement;datesPeriodeVersement;idRAE;"
    "notificationUE;pourcentageSubvention;dispositifAide"
)
ROW = {
    "nomAttribuant": "Commune d'Aix-en-Provence", "idAttribuant": AIX,
    "dateConvention": "2019-06-14", "referenceDecision": "D-1", "nomBeneficiaire": "Le Club",
    "idBeneficiaire": CLUB, "objet": "Saison 2019", "montant": "27000",
    "nature": "aide en numéraire", "conditionsVersement": "unique",
    "datesPeriodeVersement": "2019-06-14", "notificationUE": "non", "pourcentageSubvention": "1",
}  # fmt: skip


def _scdl(folder: Path, *changes: Mapping[str, str], header: str = SCDL) -> Path:
    path = folder / "scdl.csv"
    rows = [ROW | dict(changed) for changed in changes]
    lines = [";".join(row.get(name, "") for name in SCDL.split(";")) for row in rows]
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return path


def _one(folder: Path, **changed: str) -> Read:
    """Read one convention, some cells of it changed."""
    return read(_scdl(folder, changed))


def _grant(done: Read) -> dict[str, list[str]]:
    """Return what the only grant says, its parties by their role."""
    (grant,) = done.things("ea:Alliance")
    said = done.of(grant, "rdfs:label", "ea:partnershipType", "dcterms:description")
    said |= done.of(f"{grant}/stage/1", "ea:stage", "ea:notBefore", "ea:notAfter")
    said |= done.of(f"{grant}/amount", "schema:value", "schema:currency", "ea:amountKind")
    for number in "12":
        party = done.of(f"{grant}/party/{number}", "ea:actor", "ea:partyRole")
        said[party["ea:partyRole"][0]] = party["ea:actor"]
    return said


def _receiver(done: Read) -> str:
    return _grant(done)["party-role/beneficiaire"][0]


def _value(done: Read) -> str:
    return _grant(done)["schema:value"][0]


# -- real files ------------------------------------------------------------------------------------


@with_raw_data
def test_conventions_of_loire_atlantique_load_as_they_are() -> None:
    done = read(SUBSIDIES / LOIRE, asked=False)
    assert (done.reading.source.key, done.reading.layout.key) == ("subventions", "scdl")
    assert done.counts == (18148, 18116, 0, 6, 26)
    assert done.reasons == {
        "loan or guarantee, no grant": 15,
        "amount of zero: nothing was granted": 11,
    }
    assert [(p.row, p.value) for p in done.report.problems] == [
        (2236, ""), (5887, "304865000"), (7528, "384763852"), (10484, "443010874"),
        (11133, "317237000"), (12360, "786015000"),
    ]  # fmt: skip
    assert done.data.count(b"#Alliance> <") == 18116


@with_raw_data
def test_conventions_of_maine_et_loire_lose_only_wrong_numbers() -> None:
    done = read(SUBSIDIES / MAINE)
    assert done.counts == (75, 69, 0, 6, 0)
    assert [p.value for p in done.report.problems] == [
        "7,86E+13", "33 452 381 900 011", "7,22009E+12", "78 611 666 800 010",
        "78 611 666 800 010", "33 452 381 900 011",
    ]  # fmt: skip
    assert done.of("org/siren/224900019", "rdfs:label", "rdf:type") == {
        "rdfs:label": ["Département de Maine-et-Loire"],
        "rdf:type": ["ea:Actor", "ea:LocalAuthority", "ea:Stakeholder", "org:Organization",
                     "rov:RegisteredOrganization"],
    }  # fmt: skip
    assert done.findings() == []


@with_raw_data
def test_every_ragged_row_of_vendee_has_one_reading() -> None:
    done = read(SUBSIDIES / "vendee_201906.csv")
    assert done.counts == (36, 0, 35, 0, 1)
    assert done.reasons == {MENDED.en: 35, "empty row": 1}
    values = sorted(float(o) for s, p, o in done.facts() if p == "schema:value")
    assert len(values) == 35
    assert sum(values) == pytest.approx(3_705_183.75)
    titles = [o for s, p, o in done.facts() if p == "rdfs:label" and "/" in s]
    assert "Subvention : Réhabilitation EHPAD AIZENAY" in titles
    assert done.findings() == []


@with_raw_data
def test_lines_of_detail_are_the_grants_of_the_state() -> None:
    done = read(SUBSIDIES / JAUNE)
    assert done.reading.layout.key == "jaune-totaux"
    assert done.counts == (420, 216, 0, 0, 204)
    assert done.reasons == {"total, the detailed rows are loaded": 204}
    values = [float(o) for s, p, o in done.facts() if p == "schema:value"]
    assert (len(values), sum(values)) == (216, 17_875_567)
    assert done.of("org/siren/488281072", "rdfs:label", "ea:seat", "ea:sector") == {
        "rdfs:label": ["ACCORDS EN SCÈNE"], "ea:seat": [], "ea:sector": ["sector/association"],
    }  # fmt: skip
    assert done.of("org/siren/251301099", "ea:sector") == {"ea:sector": ["sector/public"]}
    assert done.of("org/local/ministere-culture-2010", "rdfs:label")["rdfs:label"] == [
        "Ministère de la Culture et de la Communication"
    ]
    assert done.findings() == []


@with_raw_data
def test_the_person_who_houses_an_association_is_not_named() -> None:
    done = read(SUBSIDIES / JAUNE)
    names = {o for s, p, o in done.facts() if p == "rdfs:label"}
    assert "ASSOCIATION UNION ÉDUCATION MUSIQUE ET CHANT" in names
    assert b"C/O MME" not in done.data


@with_raw_data
def test_the_town_of_the_annex_serves_to_keep_a_territory(tmp_path: Path) -> None:
    done = read(SUBSIDIES / JAUNE, scope=Scope("Vitrolles", frozenset({"13117"})))
    assert done.counts == (420, 9, 0, 0, 411)
    assert read(SUBSIDIES / LOIRE, scope=PAYS).counts == (18148, 0, 0, 6, 18142)


@with_raw_data
def test_a_list_that_names_no_funder_is_refused_with_its_cure() -> None:
    with pytest.raises(BadInput) as caught:
        read(SUBSIDIES / SARTHE)
    assert caught.value.text.fr == (
        f"{SARTHE} ne dit pas qui verse les subventions. Mettez son SIREN en tête du nom du "
        "fichier (224400028_subventions.csv), ou ajoutez une colonne nomAttribuant."
    )


@with_raw_data
def test_a_list_is_loaded_when_its_name_begins_with_the_funder(tmp_path: Path) -> None:
    path = Path(shutil.copyfile(SUBSIDIES / SARTHE, tmp_path / "227200029_sarthe.xlsx"))
    done = read(path)
    assert done.reading.layout.key == "liste"
    assert done.counts == (1625, 1595, 0, 1, 29)
    assert done.problems == [
        "227200029_sarthe.xlsx › Feuil1, ligne 1623, colonne « Montant de la subvention de "
        "fonctionnement (1) », valeur « N 82 584,28 » : ce n'est pas une somme d'argent. "
        "Écrivez un nombre : 1234,50."
    ]
    assert b"BOULARD" not in done.data  # "CHEZ M PIERRE BOULARD"
    names = {o for s, p, o in done.facts() if p == "rdfs:label"}
    assert {"AMI CHEMIN D AVEZE", "Aide en nature à BANQUE ALIMENTAIRE"} <= names


# -- what a convention says ------------------------------------------------------------------------


def test_a_convention_is_an_alliance_of_funder_and_beneficiary(tmp_path: Path) -> None:
    done = _one(tmp_path)
    assert done.counts == (1, 1, 0, 0, 0)
    assert _grant(done) == {
        "rdfs:label": ["Subvention : Saison 2019"], "ea:partnershipType": ["type/subvention"],
        "dcterms:description": [], "ea:stage": ["stage/signe"],
        "ea:notBefore": ["2019-06-14"], "ea:notAfter": ["2019-06-14"],
        "schema:value": ["27000"], "schema:currency": ["EUR"],
        "ea:amountKind": ["amount-kind/engage"],
        "party-role/financeur": [f"org/siren/{AIX}"],
        "party-role/beneficiaire": [f"org/siren/{CLUB}"],
    }  # fmt: skip
    assert done.report.dropped == {
        "conditionsVersement": 1, "datesPeriodeVersement": 1, "notificationUE": 1,
        "pourcentageSubvention": 1,
    }  # fmt: skip
    assert done.findings() == []


def test_an_rna_number_is_the_key_of_an_association(tmp_path: Path) -> None:
    done = _one(tmp_path, rnaBeneficiaire="w131000001")
    assert _receiver(done) == "org/rna/W131000001"
    assert done.of("org/rna/W131000001", "ea:siren", "ea:rna", "ea:sector") == {
        "ea:siren": [CLUB], "ea:rna": ["W131000001"], "ea:sector": ["sector/association"],
    }  # fmt: skip


def test_an_rna_number_in_the_column_of_the_siret_is_moved(tmp_path: Path) -> None:
    done = _one(tmp_path, idBeneficiaire="W131000001")
    assert done.counts == (1, 0, 1, 0, 0)
    assert _receiver(done) == "org/rna/W131000001"


def test_a_wrong_rna_number_is_left_empty(tmp_path: Path) -> None:
    done = _one(tmp_path, rnaBeneficiaire="W13")
    assert done.reasons == {"wrong RNA number left empty": 1}
    assert _receiver(done) == f"org/siren/{CLUB}"


def test_without_a_number_a_name_is_one_actor_for_each_funder(tmp_path: Path) -> None:
    other = {"idBeneficiaire": "en cours", "nomAttribuant": "Autre", "idAttribuant": ""}
    done = read(
        _scdl(tmp_path, {"idBeneficiaire": ""}, {"idBeneficiaire": "", "montant": "3"}, other)
    )
    assert done.counts == (3, 3, 0, 0, 0)
    assert {o for s, p, o in done.facts() if p == "ea:actor"} == {
        f"org/siren/{AIX}", "org/local/autre", f"org/local/le-club-{AIX}",
        "org/local/le-club-autre",
    }  # fmt: skip


def test_no_purpose_gives_the_name_to_the_title(tmp_path: Path) -> None:
    assert _grant(_one(tmp_path, objet=""))["rdfs:label"] == ["Subvention à Le Club"]


def test_a_purpose_of_a_page_is_shortened_and_its_contacts_withheld(tmp_path: Path) -> None:
    (title,) = _grant(_one(tmp_path, objet="voir a@example.org " + "mot " * 99))["rdfs:label"]
    assert title.startswith("Subvention : voir [")
    assert (len(title) <= 250, title[-1], "example.org" in title) == (True, "…", False)


def test_a_gift_in_kind_has_an_estimated_worth(tmp_path: Path) -> None:
    done = _grant(_one(tmp_path, nature="aide en nature", montant="500"))
    assert done["rdfs:label"] == ["Aide en nature : Saison 2019"]
    assert done["ea:amountKind"] == ["amount-kind/estime"]


@pytest.mark.parametrize(
    ("nature", "montant", "reason"),
    [("aide en numéraire", "0,00", "amount of zero: nothing was granted"),
     ("personne physique", "5", "natural person or sole trader")],
)  # fmt: skip
def test_rows_that_grant_nothing_or_to_a_person_are_left_out(
    tmp_path: Path, nature: str, montant: str, reason: str
) -> None:
    done = _one(tmp_path, nature=nature, montant=montant)
    assert done.counts == (1, 0, 0, 0, 1)
    assert done.reasons == {reason: 1}


def test_a_convention_without_a_sum_is_still_signed(tmp_path: Path) -> None:
    assert _grant(_one(tmp_path, montant=""))["schema:value"] == []


@pytest.mark.parametrize(
    "name",
    ["M. Jean Dupont", "Mme DUPONT", "Particulier", "Personne physique",
     "DUPONT Jean, entrepreneur individuel", "Melle Durand", "Maître Durand", "Dr Durand Paul",
     "DURAND Jean (Monsieur)", "Durand Jeanne Mme", "DUPONT M.", "EI DURAND JEAN",
     "DURAND JEAN EI", "EIRL Durand"],
)  # fmt: skip
def test_natural_persons_are_left_out(tmp_path: Path, name: str) -> None:
    done = _one(tmp_path, nomBeneficiaire=name)
    assert done.reasons == {"natural person or sole trader": 1}
    assert done.data == b""


def test_a_number_of_social_security_is_a_persons(tmp_path: Path) -> None:
    done = _one(tmp_path, idBeneficiaire="2 55 08 14 168 025")
    assert done.reasons == {"natural person or sole trader": 1}


def test_an_organisation_with_a_civility_in_its_name_is_no_person(tmp_path: Path) -> None:
    assert _one(tmp_path, nomBeneficiaire="MADAME SUZIE PRODUCTIONS").counts == (1, 1, 0, 0, 0)


@pytest.mark.parametrize(
    "name",
    ["Association Maître Cornille", "Melle en scène 2013", "Docteur Souris", "EI LOURAGAS",
     "Fondation Docteur Roux", "Rugby Club de Melle", "MAITRE OUVRAGE PUBLIC EX AMORCE",
     "Compagnie Monsieur Madame", "EICAR", "Melle Basket"],
)  # fmt: skip
def test_names_that_only_look_like_a_persons_stay(tmp_path: Path, name: str) -> None:
    assert _one(tmp_path, nomBeneficiaire=name).counts == (1, 1, 0, 0, 0)


def test_a_person_at_home_is_withheld_from_the_title(tmp_path: Path) -> None:
    done = _one(tmp_path, objet="Aide à M. DURAND Jean domicilié 12 rue de la Paix")
    assert b"DURAND" not in done.data
    assert any(o.endswith("Aide à [personne masquée]") for _, _, o in done.facts())
    assert done.report.withheld == 1


# -- dirty editions --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "read_as"),
    [("27 000,00", "27000"), ("27\u00a0000,50 €", "27000.5"), ("1.234,56", "1234.56"),
     ("1,234.56", "1234.56"), ("27000.0", "27000"), ("27000 euros", "27000"),
     ("1.000.000", "1000000"), ("1234.5600000000001", "1234.56"), ("0.500", "0.5")],
)  # fmt: skip
def test_sums_are_read_as_they_are_written(tmp_path: Path, written: str, read_as: str) -> None:
    done = _one(tmp_path, montant=written)
    assert done.counts == (1, 1, 0, 0, 0)
    assert _value(done) == read_as


@pytest.mark.parametrize("written", ["33.333333333333336", "33,3333", "1 233,327"])
def test_sums_that_were_worked_out_are_rounded_and_said_to_be(tmp_path: Path, written: str) -> None:
    done = _one(tmp_path, montant=written)
    assert done.counts == (1, 0, 1, 0, 0)
    assert done.reasons == {"amount rounded to the cent": 1}
    assert _value(done).endswith("33.33") or _value(done) == "1233.33"


@pytest.mark.parametrize("written", ["12.500", "12,500", "1.500"])
def test_a_sum_of_two_readings_is_refused(tmp_path: Path, written: str) -> None:
    done = _one(tmp_path, montant=written)
    assert done.counts == (1, 0, 0, 1, 0)
    assert "may be read in two ways" in done.report.problems[0].message.en


@pytest.mark.parametrize("written", ["1 2 3 4", "1,234,56", "1000.", "12345678901234"])
def test_what_is_no_sum_is_refused(tmp_path: Path, written: str) -> None:
    assert _one(tmp_path, montant=written).counts == (1, 0, 0, 1, 0)


@pytest.mark.parametrize("written", ["0001-01-01", "1899-12-30", "0001-01-01T00:00:00"])
def test_a_date_of_nothing_is_no_date(tmp_path: Path, written: str) -> None:
    done = _one(tmp_path, dateConvention=written)
    assert done.counts == (1, 1, 0, 0, 0)
    assert not any(p == "ea:notBefore" for _, p, _ in done.facts())


@pytest.mark.parametrize("written", ["2219-04-01", "01/04/2219", "2219"])
def test_a_date_in_two_centuries_is_a_typing_mistake(tmp_path: Path, written: str) -> None:
    assert _one(tmp_path, dateConvention=written).counts == (1, 0, 0, 1, 0)


@pytest.mark.parametrize(
    ("written", "bounds"),
    [("2019-06-14 00:00:00", ["2019-06-14", "2019-06-14"]),
     ("14/06/2019", ["2019-06-14", "2019-06-14"]), ("2014", ["2014-01-01", "2014-12-31"]),
     ("2014.0", ["2014-01-01", "2014-12-31"]), ("2018-05", ["2018-05-01", "2018-05-31"]),
     ("", [])],
)  # fmt: skip
def test_dates_are_bounds(tmp_path: Path, written: str, bounds: list[str]) -> None:
    done = _grant(_one(tmp_path, dateConvention=written))
    assert done["ea:notBefore"] + done["ea:notAfter"] == bounds


@pytest.mark.parametrize("written", [f"{CLUB_SITE[:3]} {CLUB_SITE[3:9]} {CLUB_SITE[9:]}'",
                                     f"{CLUB_SITE}.0", CLUB])  # fmt: skip
def test_numbers_are_read_without_their_dirt(tmp_path: Path, written: str) -> None:
    done = _one(tmp_path, idBeneficiaire=written)
    assert done.counts == (1, 1, 0, 0, 0)
    assert _receiver(done) == f"org/siren/{CLUB}"


def test_zeros_that_a_spreadsheet_ate_are_given_back(tmp_path: Path) -> None:
    siren = checked("07220086")
    done = _one(tmp_path, idBeneficiaire=checked(f"{siren}0007").removeprefix("0"))
    assert done.reasons == {"leading zeros given back to a SIREN": 1}
    assert _receiver(done) == f"org/siren/{siren}"


@pytest.mark.parametrize(
    ("column", "written"),
    [("idAttribuant", "2,2490001900015E+13"), ("idAttribuant", "22490001900000"),
     ("idBeneficiaire", "40000000000000"), ("idBeneficiaire", "400000001")],
)  # fmt: skip
def test_rounded_numbers_are_refused(tmp_path: Path, column: str, written: str) -> None:
    done = _one(tmp_path, **{column: written})
    assert done.counts == (1, 0, 0, 1, 0)
    assert done.problems == [
        f"scdl.csv, ligne 2, colonne « {column} », valeur « {written} » : ce n'est ni un SIREN ni "
        "un SIRET valide. Un tableur l'a peut-être arrondi : recopiez les 9 ou 14 chiffres, "
        "colonne au format texte."
    ]


def test_swapped_name_and_number_are_put_back(tmp_path: Path) -> None:
    done = _one(tmp_path, nomBeneficiaire=CLUB_SITE, idBeneficiaire="Le Club")
    assert done.reasons == {"name and number of the beneficiary put back in their columns": 1}
    assert done.of(f"org/siren/{CLUB}", "rdfs:label") == {"rdfs:label": ["Le Club"]}


def test_a_name_with_digits_is_not_swapped(tmp_path: Path) -> None:
    done = _one(tmp_path, nomBeneficiaire="1901", idBeneficiaire="Le Club")
    assert _receiver(done) == f"org/local/1901-{AIX}"


@pytest.mark.parametrize(
    ("changed", "message"),
    [({"montant": "-500"}, "colonne « montant », valeur « -500 » : le montant est négatif. Un "
      "remboursement ne se charge pas : retirez la ligne."),
     ({"montant": "selon budget"}, "colonne « montant », valeur « selon budget » : ce n'est pas "
      "une somme d'argent. Écrivez un nombre : 1234,50."),
     ({"dateConvention": "2014-12-35"}, "colonne « dateConvention », valeur « 2014-12-35 » : "
      "cette date n'existe pas ou ne se lit pas. Écrivez-la 2017-12-15 ou 15/12/2017."),
     ({"nomBeneficiaire": "", "idBeneficiaire": ""}, "colonne « nomBeneficiaire » : le "
      "bénéficiaire n'a ni nom ni numéro. Complétez l'un des deux, ou retirez la ligne."),
     ({"nomAttribuant": "", "idAttribuant": ""}, "colonne « nomAttribuant » : l'attribuant n'a ni "
      "nom ni numéro. Complétez l'un des deux, ou retirez la ligne."),
     ({"idBeneficiaire": AIX}, f"colonne « idBeneficiaire », valeur « {AIX} » : l'attribuant et le "
      "bénéficiaire sont le même organisme. Corrigez le numéro de l'un des deux, ou retirez la "
      "ligne.")],
)  # fmt: skip
def test_refusals_say_what_is_wrong_and_what_to_do(
    tmp_path: Path, changed: dict[str, str], message: str
) -> None:
    done = _one(tmp_path, **changed)
    assert done.counts == (1, 0, 0, 1, 0)
    assert done.problems == [f"scdl.csv, ligne 2, {message}"]


def test_an_identical_row_is_a_duplicate(tmp_path: Path) -> None:
    done = read(_scdl(tmp_path, {}, {}, {"referenceDecision": "D-2"}))
    assert done.counts == (3, 2, 0, 0, 1)
    assert done.reasons == {"duplicate row": 1}


def test_totals_and_empty_rows_are_left_out(tmp_path: Path) -> None:
    path = _scdl(tmp_path, {})
    with path.open("a", encoding="utf-8") as file:
        file.write("TOTAL;;;;;;;;27000;;;;;;;\n;;;;Total général 2019;;;;27000;;;;;;;\n" + ";" * 15)
        file.write("\n   ;;;;;;;;;;;;;;;\n")
    done = read(path)
    assert done.counts == (5, 1, 0, 0, 4)
    assert done.reasons == {"row of a total": 2, "empty row": 2}


@pytest.mark.parametrize(
    "header",
    [
        "Collectivité;SIRET attribuant;Date du vote;Numéro de dossier;Nom Bénéficiaire;"
        "Numéro SIRET;Numéro RNA;Objet du dossier;Montant voté;Nature de la subvention;a;b;c;d;e;f",
        "NOM_ATTRIBUANT;ID_ATTRIBUANT;DATE_CONVENTION;REFERENCE_DECISION;NOM_BENEFICIAIRE;"
        "ID_BENEFICIAIRE;RNA_BENEFICIAIRE;OBJET;MONTANT;NATURE;a;b;c;d;e;f",
        "Nom de l attribuant;Identification de l'attribuant*;Date de convention*;Référence de la "
        "décision;Nom du bénéficiaire*;Identification du bénéficiaire*;RNA;Objet de la convention;"
        "Montant total de la subvention*;Nature;a;b;c;d;e;f",
    ],
)
def test_headers_of_other_publishers_say_the_same(tmp_path: Path, header: str) -> None:
    done = read(_scdl(tmp_path, {}, header=header))
    assert done.data == _one(tmp_path).data


def test_a_list_of_payments_tells_paid_sums_and_seats(tmp_path: Path) -> None:
    path = tmp_path / f"{AIX}_subventions.csv"
    path.write_text(
        "Année;SIRET ou NIR;Raison Sociale;Raison sociale 2;Code postal;Commune;Mandaté\n"
        f"2008;{CLUB_SITE};CLUB DE TIR;SECTION ARC;13100;AIX EN PROVENCE CEDEX 1;8048.0\n"
        "2008;35181600000000;CENTRE DE FORMATION;;49510;JALLAIS;8048.0\n",
        encoding="utf-8",
    )
    done = read(path)
    assert done.counts == (2, 1, 0, 1, 0)
    said = _grant(done)
    assert said["rdfs:label"] == ["Subvention à CLUB DE TIR SECTION ARC"]
    assert (said["ea:stage"], said["ea:amountKind"]) == (["stage/acheve"], ["amount-kind/verse"])
    assert (said["ea:notBefore"], said["ea:notAfter"]) == (["2008-01-01"], ["2008-12-31"])
    assert done.of(f"org/siren/{CLUB}", "ea:seat") == {"ea:seat": ["geo/commune/13001"]}
    assert done.findings() == []


# -- ragged rows -----------------------------------------------------------------------------------

RAGGED = (
    "nomAttribuant,idAttribuant,dateConvention,referenceDecision,idBeneficiaire,nomBeneficiaire,"
    "objet,montant,nature,conditionsVersement,datesPeriodeVersement,idRAE,notificationUE,"
    "pourcentageSubvention"
)


def _ragged(folder: Path, *ends: str) -> Read:
    path = folder / "ragged.csv"
    start = f"Ville d'Aix,{AIX},2019-06-14,3-10,{CLUB_SITE}"
    path.write_text("\n".join([RAGGED, *(f"{start},{end}" for end in ends)]), encoding="utf-8")
    return read(path)


@pytest.mark.parametrize(
    ("end", "title", "value"),
    [
        ("Le Club,Chrono 2019,27 000,00,aide en numéraire,unique,2019,,non,1",
         "Subvention : Chrono 2019", "27000"),
        ("Le Club,Saison DE 2019,67 252,50,aide en numéraire,1er : 30 %, puis 70,5 %,2019,,non,1",
         "Subvention : Saison DE 2019", "67252.5"),
        ("ADILE,Assurer l'information, le conseil,202 375,00,aide en numéraire,a, b,2019,,non,1",
         "Subvention : Assurer l'information, le conseil", "202375"),
        ("Association Autrefois, la Foire...,foire,1 500 000,00,aide en numéraire,x,2019,,non,1",
         "Subvention : foire", "1500000"),
        ("Le Club,Achat de 2,5 tonnes,900,aide en numéraire,unique,2019,,non,1",
         "Subvention : Achat de 2,5 tonnes", "900"),
        ("Le Club,Lavoir,900,50,aide en numéraire,un,deux,trois,2019,,non,1",
         "Subvention : Lavoir", "900.5"),
    ],
)  # fmt: skip
def test_a_ragged_row_with_one_reading_is_mended(
    tmp_path: Path, end: str, title: str, value: str
) -> None:
    done = _ragged(tmp_path, end)
    assert done.counts == (1, 0, 1, 0, 0)
    assert (_grant(done)["rdfs:label"], _value(done)) == ([title], value)


@pytest.mark.parametrize(
    "end",
    [
        "Tennis,foot,saison,27 000,00,aide en numéraire,unique,2019,,non,1",  # of which is "foot"?
        "Le Club,Saisons 2018,2019,50,aide en numéraire,unique,2019,,non,1",  # 2019,50 or 50 euros?
        "Le Club,Saison 2019,67,50,aide en numéraire,unique,2019,,non,1",  # 67,50 or 50 euros?
        "Le Club,Saison,beaucoup,00,aide en numéraire,unique,2019,,non,1",  # no sum at all
    ],
)
def test_a_ragged_row_with_several_readings_is_refused(tmp_path: Path, end: str) -> None:
    done = _ragged(tmp_path, end)
    assert done.counts == (1, 0, 0, 1, 0)
    assert done.problems[0].endswith(
        f"{14 + end.count(',') - 8} cellules au lieu de 14. Un séparateur manque ou est de trop : "
        "mettez entre guillemets les textes qui en contiennent."
    )


def test_a_row_of_commas_is_refused_quickly(tmp_path: Path) -> None:
    start = time.perf_counter()
    done = _ragged(tmp_path, *[", a" * (14 + n % 20) for n in range(200)], ",1" * 5000)
    assert done.counts == (201, 0, 0, 201, 0)
    assert time.perf_counter() - start < 10


# -- territory -------------------------------------------------------------------------------------

FAR = {"nomAttribuant": "Région", "idAttribuant": checked("23130002")}
BOUCHES = Scope("Bouches-du-Rhône", frozenset(), frozenset({"13"}))


@pytest.mark.parametrize(
    ("changed", "scope", "seated"),
    [
        ({}, PAYS, []),  # the funder is the commune of Aix
        (FAR, PAYS, [CLUB]),  # the workspace seats the club in the territory
        (FAR | {"rnaBeneficiaire": "W131000001"}, PAYS, ["W131000001"]),
        (FAR | {"nomBeneficiaire": "CLUB - 84 PERTUIS"}, PAYS, []),
        (FAR | {"nomBeneficiaire": "Ville de Venelles", "idBeneficiaire": "211301130"}, PAYS, []),
        (FAR | {"idAttribuant": checked("22130001")}, BOUCHES, []),  # the département itself
        ({"nomAttribuant": "Commune d'Arles", "idAttribuant": "211300041"}, BOUCHES, []),
        (FAR | {"idAttribuant": "200054807"}, Scope("Métropole d'Aix-Marseille-Provence",
                                                     frozenset({"13001"})), []),
    ],
)  # fmt: skip
def test_a_grant_is_kept_when_a_party_is_of_the_territory(
    tmp_path: Path, changed: dict[str, str], scope: Scope, seated: list[str]
) -> None:
    assert read(_scdl(tmp_path, changed), scope=scope, seated=seated).counts == (1, 1, 0, 0, 0)


@pytest.mark.parametrize(
    "changed",
    [
        FAR,
        FAR | {"nomBeneficiaire": "Club d'Aix-en-Provence"},  # a name, not a seat
        FAR | {"nomBeneficiaire": "CLUB - 05 VITROLLES"},
        {"nomAttribuant": "Commune d'Arles", "idAttribuant": "211300041"},
        FAR | {"idAttribuant": "200054807"},  # the metropolis is larger than the territory
    ],
)
def test_a_grant_of_others_is_left_out(tmp_path: Path, changed: dict[str, str]) -> None:
    done = read(_scdl(tmp_path, changed), scope=PAYS)
    assert done.reasons == {"outside the territory asked for": 1}


# -- the State's annex -----------------------------------------------------------------------------


def test_a_total_without_detail_is_a_grant_of_the_state(tmp_path: Path) -> None:
    path = tmp_path / "jaune_plf2012.csv"
    path.write_text(
        "SIREN;ASSOCIATION;IMPUTATION;Total des subventions;Détail des subventions\n"
        f"{CLUB};LE CLUB - 13 ;;9\u00a0469;\n{checked('40000001')};L'AUTRE - 75 PARIS;;500;\n"
        f"{checked('40000001')};L'AUTRE - 75 PARIS;Santé et sports: 219 - Sport;;500\n",
        encoding="utf-8",
    )
    done = read(path)
    assert done.counts == (3, 2, 0, 0, 1)
    titles = sorted(o for s, p, o in done.facts() if p == "rdfs:label" and s.startswith("alliance"))
    assert titles == ["Subvention de l'État 2010 : L'AUTRE (Sport)",
                      "Subvention de l'État 2010 : LE CLUB"]  # fmt: skip
    assert {s for s, p, o in done.facts() if p == "rdfs:label" and s.startswith("org/local")} == {
        "org/local/etat", "org/local/ministere-sante-sports-2010",
    }  # fmt: skip
    assert done.findings() == []


@pytest.mark.parametrize(
    ("name", "header", "cells", "year"),
    [
        ("jaune.csv", "MINISTERE;PROGRAMME 2013;ASSOCIATION;SIREN;DEPARTEMENT;VILLE;"
         "Subvention 2013;OBJET",
         "Sports;219 - Sport;LE CLUB;{siren};13;AIX EN PROVENCE;9469;Tir", "2013"),
        ("plf-2018.csv", "Programme (2016);SIREN;NIC;Dénomination;Montant;Objet;Parlementaire;"
         "Réserve;COG : code département;COG : ville ou pays",
         "219;{siren};00012;LE CLUB;9469;Tir;M. DUPONT;oui;13;AIX EN PROVENCE", "2016"),
        ("plf-2016.csv", "MILLESIME;PROGRAMME;ASSOCIATION;SIREN;DEPARTEMENT;VILLE;2014;OBJET",
         "Subventions 2014;219;LE CLUB;{siren};Bouches-du-Rhône;AIX EN PROVENCE;9469;Tir", "2014"),
    ],
)  # fmt: skip
def test_other_years_of_the_annex_give_lines_of_programmes(
    tmp_path: Path, name: str, header: str, cells: str, year: str
) -> None:
    path = tmp_path / name
    path.write_text(f"{header}\n{cells.format(siren=CLUB)}\n", encoding="utf-8")
    done = read(path, scope=PAYS)
    assert done.reading.layout.key == "jaune"
    assert done.counts == (1, 1, 0, 0, 0)
    said = _grant(done)
    assert said["dcterms:description"] == ["Objet déclaré : « Tir »."]
    assert (said["ea:notBefore"], said["ea:notAfter"]) == ([f"{year}-01-01"], [f"{year}-12-31"])
    assert (said["schema:value"], said["ea:amountKind"]) == (["9469"], ["amount-kind/verse"])
    assert b"DUPONT" not in done.data
