"""The register of elected officials: all its eras, who holds what since when, and where."""

from __future__ import annotations

import doctest
from collections import Counter
from pathlib import Path

import pytest

from graph.errors import BadInput
from graph.sources import electorates, naming, places
from graph.sources.catalogue import recognise
from graph.sources.electorates import commune_code
from graph.sources.places import Scope
from tests.graph.mandates import findings, offices, roles, rows
from tests.graph.one_source import PAYS, Read, checked, read, table

PERSON = "Nom de l'élu;Prénom de l'élu;Code sexe;Date de naissance"
CSP = (
    "Code de la catégorie socio-professionnelle;Libellé de la catégorie socio-professionnelle;"
    "Date de début du mandat"
)
DEPARTEMENT = "Code du département;Libellé du département"
SPECIAL = (
    f"{DEPARTEMENT};Code de la collectivité à statut particulier;"
    "Libellé de la collectivité à statut particulier"
)
OFFICE = "Libellé de la fonction;Date de début de la fonction"
TOWN = "Code de la commune;Libellé de la commune"
MUNICIPAL = f"{SPECIAL};{TOWN};{PERSON};{CSP};{OFFICE};Code nationalité"
COMMUNITY = (
    f"{SPECIAL};N° SIREN;Libellé de l'EPCI;Code de la commune de rattachement;"
    f"Libellé de la commune de rattachement;{PERSON};{CSP};{OFFICE}"
)
METROPOLE = "200054807"


def official(*, code: str = "13001", **changed: str) -> str:
    """A sound municipal councillor, with some columns changed."""
    values = {
        "Code du département": code[:2], "Code de la commune": code,
        "Libellé de la commune": "Aix-En-Provence", "Nom de l'élu": "MARTIN",
        "Prénom de l'élu": "Anne", "Date de naissance": "01/02/1950", "Code sexe": "F",
        "Date de début du mandat": "18/05/2020", "Code nationalité": "FR",
        "Libellé de la catégorie socio-professionnelle": "Artisan",
    } | changed  # fmt: skip
    return "|".join(f"{key}={value}" for key, value in values.items())


def councillors(path: Path, *lines: str, scope: Scope | None = None) -> Read:
    return read(table(path / "cm.csv", MUNICIPAL, *lines, separator=";"), scope=scope)


# -- eras ------------------------------------------------------------------------------------------


def test_a_councillor_and_mayor_holds_two_mandates_of_different_days(tmp_path: Path) -> None:
    function = {"Libellé de la fonction": "Maire", "Date de début de la fonction": "24/09/2021"}
    done = councillors(tmp_path, official(**function))
    assert offices(done) == [
        ("Conseiller municipal d'Aix-en-Provence", "Anne MARTIN", "2020-05-18",
         "geo/commune/13001"),
        ("Maire d'Aix-en-Provence", "Anne MARTIN", "2021-09-24", "geo/commune/13001"),
    ]  # fmt: skip
    assert len(done.things("person:Person")) == 1
    assert done.of("org/insee/13001", "rdfs:label", "ea:jurisdiction", "ea:sector") == {
        "rdfs:label": ["Commune d'Aix-en-Provence"], "ea:jurisdiction": ["geo/commune/13001"],
        "ea:sector": ["sector/public"],
    }  # fmt: skip
    assert done.of("post/register/maire-13001", "org:postIn", "ea:seat", "org:role") == {
        "org:postIn": ["org/insee/13001"], "ea:seat": ["geo/commune/13001"],
        "org:role": ["mandate-role/maire"],
    }  # fmt: skip
    assert findings(done) == []


def test_one_who_has_two_functions_stands_twice_and_is_one_councillor(tmp_path: Path) -> None:
    def function(label: str, day: str) -> str:
        changed = {"Libellé de la fonction": label, "Date de début de la fonction": day}
        return official(**changed)

    done = councillors(
        tmp_path,
        function("2ème adjoint au Maire", "24/05/2020"), function("Maire", "10/03/2024"),
        function("Maire délégué", "24/05/2020"), function("", ""), function("Maire", "10/03/2024"),
    )  # fmt: skip
    assert done.counts == (5, 2, 0, 0, 3)
    assert roles(done) == {"conseiller-municipal": 1, "adjoint": 1, "maire": 1}
    assert done.reasons == {
        "duplicate row": 2, "another function of an official already read, no post of its own": 1,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("label", "role"),
    [("1er adjoint au Maire", "adjoint"), ("Adjointe au maire", "adjoint"), ("MAIRE", "maire"),
     ("Maire délégué", None), ("Conseiller délégué", None), ("", None)],
)  # fmt: skip
def test_only_mayors_and_deputy_mayors_hold_a_second_post(
    tmp_path: Path, label: str, role: str | None
) -> None:
    function = {"Libellé de la fonction": label, "Date de début de la fonction": "01/06/2020"}
    held = roles(councillors(tmp_path, official(**function)))
    assert held == Counter(["conseiller-municipal", *([role] if role else [])])


@pytest.mark.parametrize("day", ["", "31/02/2021", "01/06/0020"])
def test_a_function_without_a_sound_date_leaves_the_mandate(tmp_path: Path, day: str) -> None:
    function = {"Libellé de la fonction": "Maire", "Date de début de la fonction": day}
    done = councillors(tmp_path, official(**function))
    assert done.counts == (1, 0, 1, 0, 0)
    assert roles(done) == {"conseiller-municipal": 1}
    told = "office without a readable date: only the mandate of councillor is kept"
    assert done.reasons[told] == 1


@pytest.mark.parametrize(
    ("column", "value", "problem"),
    [
        ("Nom de l'élu", "", "cette cellule est vide ou illisible. Complétez-la, ou retirez la "
         "ligne."),
        ("Date de début du mandat", "", "cette cellule est vide ou illisible. Complétez-la, ou "
         "retirez la ligne."),
        ("Date de début du mandat", "30/02/2020", "cette date n'existe pas ou ne se lit pas. "
         "Écrivez-la 2017-12-15 ou 15/12/2017."),
        ("Date de début du mandat", "18/05/2220", "cette date n'existe pas ou ne se lit pas. "
         "Écrivez-la 2017-12-15 ou 15/12/2017."),
        ("Code de la commune", "99999", "code de commune inconnu. Recopiez le code officiel "
         "(Insee)."),
        ("Code de la commune", "commune", "code de commune inconnu. Recopiez le code officiel "
         "(Insee)."),
    ],
)  # fmt: skip
def test_a_row_that_says_too_little_is_refused_with_its_column(
    tmp_path: Path, column: str, value: str, problem: str
) -> None:
    changed = {"Libellé de la commune": "Nulle-Part", column: value}
    done = councillors(tmp_path, official(**changed))
    assert done.counts == (1, 0, 0, 1, 0)
    shown = f", valeur « {value} »" if value else ""
    assert done.problems == [f"cm.csv, ligne 2, colonne « {column} »{shown} : {problem}"]


def test_a_first_name_may_be_missing(tmp_path: Path) -> None:
    done = councillors(tmp_path, official(**{"Prénom de l'élu": ""}))
    assert [holder for _, holder, *_ in offices(done)] == ["MARTIN"]


def test_a_code_that_is_missing_is_found_by_name_and_departement(tmp_path: Path) -> None:
    done = councillors(tmp_path, official(**{"Code de la commune": ""}))
    assert done.counts == (1, 0, 1, 0, 0)
    assert done.reasons == {"code of the commune found by its name": 1}
    assert done.things("igeo:Commune") == ["geo/commune/13001"]


def test_codes_without_their_leading_zeros_are_read(tmp_path: Path) -> None:
    row = official(**{"Code du département": "1", "Code de la commune": "1001",
                      "Libellé de la commune": "L'Abergement-Clémenciat"})  # fmt: skip
    ain = Scope("Ain", frozenset(), frozenset({"01"}))
    assert councillors(tmp_path, row, scope=ain).counts == (1, 1, 0, 0, 0)
    assert councillors(tmp_path, row, scope=PAYS).counts == (1, 0, 0, 0, 1)


@pytest.mark.parametrize(
    ("area", "commune", "code"),
    [("01", "001", "01001"), ("1", "1", "01001"), ("01", "01001", "01001"), ("13", "201", "13055"),
     ("2A", "004", "2A004"), ("2B", "2B033", "2B033"), ("75", "056", "75056"),
     ("ZA", "101", "97101"), ("ZB", "209", "97209"), ("ZC", "302", "97302"),
     ("ZD", "411", "97411"), ("ZM", "501", "97601"), ("ZM", "601", "97601"),
     ("ZS", "502", "97502"), ("ZN", "818", "98818"), ("ZP", "035", "98735"),
     ("ZP", "735", "98735"), ("ZX", "701", "97701"), ("ZX", "801", "97801"),
     ("ZW", "611", "98611"), ("", "ZA101", "97101"), ("971", "97101", "97101"),
     ("", "97209", "97209"), ("13", "13055.0", "13055"),
     ("", "001", None), ("ZZ", "001", None), ("13", "", None), ("13", "A01", None),
     ("13", "00001", None), ("13", "1300100", None)],
)  # fmt: skip
def test_the_code_of_a_commune_is_put_together(area: str, commune: str, code: str | None) -> None:
    assert commune_code(area, commune) == code


def test_the_snake_case_edition_of_2023_is_read(tmp_path: Path) -> None:
    header = (
        "code_departement;libelle_departement;code_commune;libelle_commune;nom_elu;prenom_elu;"
        "code_sexe;date_naissance;date_debut_mandat;date_debut_fonction"
    )
    path = rows(
        tmp_path / "elus-maire.csv", header,
        "13;Bouches-du-Rhône;13113;Venelles;DURAND;Paul;M;1960-01-01 00:00:00+00;"
        "2020-05-18 00:00:00+00;2020-05-25 00:00:00+00",
    )  # fmt: skip
    done = read(path)
    assert done.reading.layout.key == "maires"
    assert offices(done) == [
        ("Maire de Venelles", "Paul DURAND", "2020-05-25", "geo/commune/13113")
    ]


def test_a_mandate_that_ended_says_so(tmp_path: Path) -> None:
    header = (
        "Code du département;Libellé du département;Nom de l'élu;Prénom de l'élu;"
        "Date de début du mandat;Date de fin du mandat"
    )
    done = read(rows(
        tmp_path / "sen.csv", header, "13;Bouches-du-Rhône;A;B;1/10/2014;30/9/2020",
        "13;Bouches-du-Rhône;C;D;1/10/2014;30/9/2010",
    ))  # fmt: skip
    assert done.counts == (2, 1, 0, 1, 0)
    (mandate,) = done.things("ea:Mandate")
    assert done.of(mandate, "schema:startDate", "schema:endDate") == {
        "schema:startDate": ["2014-10-01"], "schema:endDate": ["2020-09-30"],
    }  # fmt: skip
    assert done.problems == [
        "sen.csv, ligne 3, colonne « Date de fin du mandat », valeur « 30/9/2010 » : la fin "
        "précède le début. Corrigez l'une des deux dates."
    ]


# -- the other councils ----------------------------------------------------------------------------


def community(name: str, function: str = "", **changed: str) -> str:
    values = {
        "Code du département": "13", "N° SIREN": METROPOLE,
        "Libellé de l'EPCI": "Métropole d'Aix-Marseille-Provence", "Nom de l'élu": name,
        "Prénom de l'élu": "Anne", "Code de la commune de rattachement": "13001",
        "Libellé de la commune de rattachement": "Aix-en-Provence",
        "Date de début du mandat": "2020-07-09", "Libellé de la fonction": function,
        "Date de début de la fonction": "2020-07-10" if function else "",
    } | changed  # fmt: skip
    return "|".join(f"{key}={value}" for key, value in values.items())


def test_a_grouping_is_a_body_with_its_own_territory(tmp_path: Path) -> None:
    file = tmp_path / "elus-conseillers-communautaires-epci.csv"
    done = read(table(
        file, COMMUNITY, community("A"), community("B", "Président du conseil communautaire"),
        community("C", "3ème vice-président du conseil communautaire"), separator=";",
    ))  # fmt: skip
    whole = "de la Métropole d'Aix-Marseille-Provence"
    council = f"Conseiller communautaire {whole}"
    assert offices(done) == [
        (council, "Anne A", "2020-07-09", "geo/commune/13001"),
        (council, "Anne B", "2020-07-09", "geo/commune/13001"),
        (council, "Anne C", "2020-07-09", "geo/commune/13001"),
        (f"Président {whole}", "Anne B", "2020-07-10", f"geo/epci/{METROPOLE}"),
    ]
    assert done.of(f"org/siren/{METROPOLE}", "ea:jurisdiction", "ea:siren", "rdfs:label") == {
        "ea:jurisdiction": [f"geo/epci/{METROPOLE}"], "ea:siren": [METROPOLE],
        "rdfs:label": ["Métropole d'Aix-Marseille-Provence"],
    }  # fmt: skip
    assert done.things("igeo:Intercommunalite") == [f"geo/epci/{METROPOLE}"]
    assert f"post/siren/{METROPOLE}/president-epci" in done.things("ea:PublicPost")
    assert findings(done) == []


def test_a_known_grouping_is_kept_whole_and_an_unknown_one_by_its_communes(tmp_path: Path) -> None:
    unknown = {"N° SIREN": checked("24840029"), "Libellé de l'EPCI": "CC du Sud Luberon"}
    done = read(table(
        tmp_path / "epci.csv", COMMUNITY,
        community("A", **{"Code de la commune de rattachement": "13055"}),
        community("B", **unknown, **{"Code de la commune de rattachement": "84089"}),
        community("C", **unknown, **{"Code de la commune de rattachement": "84007"}),
        separator=";",
    ), scope=PAYS)  # fmt: skip
    assert done.counts == (3, 2, 0, 0, 1)
    assert [holder for _, holder, *_ in offices(done)] == ["Anne B", "Anne A"]
    epci = f"geo/epci/{unknown['N° SIREN']}"
    assert done.of(epci, "skos:altLabel") == {
        "skos:altLabel": ["Communauté de communes du Sud Luberon"]
    }


def test_a_wrong_number_of_a_grouping_is_refused(tmp_path: Path) -> None:
    done = read(table(
        tmp_path / "epci.csv", COMMUNITY, community("A", **{"N° SIREN": "200054808"}),
        community("B", **{"N° SIREN": ""}), separator=";",
    ))  # fmt: skip
    assert done.counts == (2, 0, 0, 2, 0)
    assert done.problems == [
        "epci.csv, ligne 2, colonne « N° SIREN », valeur « 200054808 » : ce n'est ni un SIREN ni "
        "un SIRET valide. Un tableur l'a peut-être arrondi : recopiez les 9 ou 14 chiffres, "
        "colonne au format texte.",
        "epci.csv, ligne 3, colonne « N° SIREN » : cette cellule est vide ou illisible. "
        "Complétez-la, ou retirez la ligne.",
    ]


def test_the_groupings_of_2019_name_their_communes_in_three_digits(tmp_path: Path) -> None:
    header = (
        "Code département EPCI\tN° SIREN\tLibellé de l'EPCI\tCode département commune rattachée\t"
        "Code de la commune\tLibellé commune rattachée\tNom de l'élu\tPrénom de l'élu\tCode sexe\t"
        "Date de début du mandat\tLibellé de fonction\tDate de début de la fonction"
    )
    path = tmp_path / "8-rne-epci.txt"
    line = (
        f"13\t{METROPOLE}\tMétropole d'Aix-Marseille-Provence\t84\t089\tPertuis\tÉLU\tZoé\tF\t"
        "4/4/2014\t\t"
    )
    path.write_bytes(f"Titre du rapport\r\n{header}\r\n{line}\r\n".encode("cp1252"))
    done = read(path)
    assert done.reading.layout.key == "epci"
    assert offices(done) == [
        ("Conseiller communautaire de la Métropole d'Aix-Marseille-Provence", "Zoé ÉLU",
         "2014-04-04", "geo/commune/84089"),
    ]  # fmt: skip


def test_councillors_of_a_departement_sit_for_a_canton(tmp_path: Path) -> None:
    header = f"{DEPARTEMENT};Code du canton;Libellé du canton;{PERSON};{CSP};{OFFICE}"
    done = read(rows(
        tmp_path / "cd.csv", header,
        "13;Bouches-Du-Rhône;1301;Aix-En-Provence-1;A;Zoé;F;;;;01/07/2021;;",
        "6AE;Collectivité Européenne D'Alsace;6801;Altkirch;B;Zoé;F;;;;01/07/2021;"
        "Président du conseil départemental;02/07/2021",
        "99;Ailleurs;9901;Nulle-Part;C;Zoé;F;;;;01/07/2021;;",
    ))  # fmt: skip
    assert done.counts == (3, 2, 0, 1, 0)
    assert offices(done) == [
        ("Conseiller départemental d'Alsace (canton d'Altkirch)", "Zoé B", "2021-07-01",
         "geo/departement/68"),
        ("Conseiller départemental des Bouches-du-Rhône (canton d'Aix-en-Provence-1)", "Zoé A",
         "2021-07-01", "geo/departement/13"),
        ("Président du conseil départemental d'Alsace", "Zoé B", "2021-07-02",
         "geo/departement/68"),
    ]  # fmt: skip
    assert done.of("org/insee-departement/6AE", "rdfs:label", "ea:jurisdiction") == {
        "rdfs:label": ["Collectivité européenne d'Alsace"],
        "ea:jurisdiction": ["geo/departement/67", "geo/departement/68"],
    }
    assert done.of("org/insee-departement/13", "rdfs:label") == {
        "rdfs:label": ["Département des Bouches-du-Rhône"]
    }
    assert done.problems == [
        "cd.csv, ligne 4, colonne « Code du département », valeur « 99 » : département inconnu. "
        "Recopiez le code officiel (Insee)."
    ]
    assert findings(done) == []


def test_councillors_of_a_region_are_elected_in_a_section(tmp_path: Path) -> None:
    header = (
        "Code de la région;Libellé de la région;Code de la section départementale;"
        f"Libellé de la section départementale;{PERSON};{CSP};{OFFICE}"
    )
    done = read(rows(
        tmp_path / "elus-conseillers-regionaux-cr.csv", header,
        "93;Provence-Alpes-Côte d'Azur;13;Bouches-du-Rhône;A;Zoé;F;;;;2021-07-02;;",
        "84;Auvergne-Rhône-Alpes;69M;Métropole de Lyon;B;Zoé;F;;;;2021-07-02;"
        "Président du conseil régional;2021-07-03",
        "22;Picardie;60;Oise;C;Zoé;F;;;;2010-07-02;;",
    ))  # fmt: skip
    assert done.counts == (3, 2, 0, 1, 0)
    assert offices(done) == [
        ("Conseiller régional d'Auvergne-Rhône-Alpes (Rhône)", "Zoé B", "2021-07-02",
         "geo/region/84"),
        ("Conseiller régional de Provence-Alpes-Côte d'Azur (Bouches-du-Rhône)", "Zoé A",
         "2021-07-02", "geo/region/93"),
        ("Président du conseil régional d'Auvergne-Rhône-Alpes", "Zoé B", "2021-07-03",
         "geo/region/84"),
    ]  # fmt: skip
    assert done.of("post/register/conseiller-regional-93-13", "ea:seat", "org:postIn") == {
        "ea:seat": ["geo/departement/13"], "org:postIn": ["org/insee-region/93"],
    }  # fmt: skip
    assert findings(done) == []


def test_a_territory_keeps_the_councillors_of_its_sections_and_who_presides(
    tmp_path: Path,
) -> None:
    header = (
        "Code de la région;Libellé de la région;Code de la section départementale;"
        f"Libellé de la section départementale;{PERSON};{CSP};{OFFICE}"
    )
    done = read(rows(
        tmp_path / "r.csv", header,
        "93;Provence-Alpes-Côte d'Azur;13;Bouches-du-Rhône;A;Zoé;F;;;;2021-07-02;;",
        "93;Provence-Alpes-Côte d'Azur;06;Alpes-Maritimes;B;Zoé;F;;;;2021-07-02;;",
        "93;Provence-Alpes-Côte d'Azur;83;Var;C;Zoé;F;;;;2021-07-02;"
        "Président du conseil régional;2021-07-03",
    ), scope=PAYS)  # fmt: skip
    assert done.counts == (3, 2, 0, 0, 1)
    assert done.reasons == {"outside the territory asked for": 1}


def test_a_deputy_sits_for_a_constituency(tmp_path: Path) -> None:
    header = (
        f"{SPECIAL};Code de la circonscription législative;"
        f"Libellé de la circonscription législative;{PERSON};{CSP}"
    )
    done = read(rows(
        tmp_path / "elus-deputes-dep.csv", header,
        "13;Bouches-du-Rhône;;;1311;11ème circonscription;A;Zoé;F;;;;2024-07-08",
        "1;Ain;;;101;1ère circonscription;B;Zoé;F;;;;2024-07-08",
        ";;972;Martinique;97202;2ème circonscription;C;Zoé;F;;;;2024-07-08",
        "ZZ;Français établis hors de France;;;ZZ05;5ème circonscription;D;Zoé;F;;;;2024-07-08",
        "25;Doubs;;;7102;2ème circonscription;E;Zoé;F;;;;2024-07-08",
    ))  # fmt: skip
    assert done.counts == (5, 4, 0, 1, 0)
    assert offices(done) == [
        ("Député de l'Ain (1re circonscription)", "Zoé B", "2024-07-08", "geo/departement/01"),
        ("Député de la Martinique (2e circonscription)", "Zoé C", "2024-07-08",
         "geo/departement/972"),
        ("Député des Bouches-du-Rhône (11e circonscription)", "Zoé A", "2024-07-08",
         "geo/departement/13"),
        ("Député des Français établis hors de France (5e circonscription)", "Zoé D", "2024-07-08",
         ""),
    ]  # fmt: skip
    assert "post/register/depute-13-11" in done.things("ea:PublicPost")
    assert done.of("org/local/assemblee-nationale", "rdfs:label", "rdf:type") == {
        "rdfs:label": ["Assemblée nationale"],
        "rdf:type": ["ea:Actor", "ea:PublicBody", "ea:Stakeholder", "org:Organization"],
    }
    assert done.problems == [
        "elus-deputes-dep.csv, ligne 6, colonne « Code de la circonscription législative », "
        "valeur « 7102 » : la circonscription est d'un autre département que l'élu. Corrigez le "
        "département ou la circonscription."
    ]
    assert findings(done) == []


def test_a_senator_sits_for_a_departement(tmp_path: Path) -> None:
    done = read(rows(
        tmp_path / "elus-senateurs-sen.csv", f"{SPECIAL};{PERSON};{CSP}",
        "84;Vaucluse;;;A;Zoé;F;;;;2020-10-01", "75;Paris;;;B;Zoé;F;;;;2023-10-01",
    ), scope=PAYS)  # fmt: skip
    assert done.counts == (2, 1, 0, 0, 1)
    assert offices(done) == [("Sénateur de Vaucluse", "Zoé A", "2020-10-01", "geo/departement/84")]
    assert done.of("post/register/senateur-84", "org:postIn") == {"org:postIn": ["org/local/senat"]}
    assert findings(done) == []


# -- what a file is taken for ----------------------------------------------------------------------


def test_the_content_counts_when_the_name_of_the_file_promises_another(tmp_path: Path) -> None:
    header = (
        "Code de la région;Libellé de la région;Code de la section départementale;"
        f"Libellé de la section départementale;{PERSON};{CSP};{OFFICE}"
    )
    path = rows(
        tmp_path / "elus-conseillers-communautaires-epci.csv", header,
        "93;Provence-Alpes-Côte d'Azur;13;Bouches-du-Rhône;A;Zoé;F;;;;2021-07-02;;",
    )  # fmt: skip
    done = read(path)
    assert done.reading.layout.key == "regionaux"
    assert [notice.fr for notice in done.report.notices] == [
        "Le nom de elus-conseillers-communautaires-epci.csv annonce « RNE, conseillers "
        "communautaires (EPCI) », mais son contenu est « RNE, conseillers régionaux » : c'est le "
        "contenu qui compte."
    ]


@pytest.mark.parametrize(
    "header",
    [
        f"{DEPARTEMENT};{TOWN};Libellé du secteur;{PERSON};{CSP};{OFFICE}",
        f"Code de la région;Libellé de la région;{SPECIAL};"
        "Code de la section - collectivité à statut particulier;"
        f"Libellé de la section - collectivité à statut particulier;{PERSON};{CSP};{OFFICE}",
        f"Code de la circonscription AFE;Libellé de la circonscription AFE;{PERSON};{CSP};{OFFICE}",
        f"{PERSON};{CSP}",
    ],
    ids=["arrondissements", "assemblées territoriales", "Français de l'étranger", "Europe"],
)
def test_registers_of_other_mandates_are_taken_for_none_of_these(
    tmp_path: Path, header: str
) -> None:
    path = rows(tmp_path / "autre.csv", header, ";" * header.count(";"))
    with pytest.raises(BadInput, match="is of no known form"):
        recognise(path)


def test_mandates_keep_their_names_over_a_reload(tmp_path: Path) -> None:
    lines = [official(**{"Nom de l'élu": name}) for name in ("A", "B")]
    first, again = councillors(tmp_path, *lines), councillors(tmp_path, *lines)
    assert first.data == again.data
    assert len(first.things("ea:Mandate")) == 2
    assert len(first.things("ea:PublicPost")) == 1


def holders(done: Read) -> dict[str, str]:
    """Person → name."""
    return {s: o for s, p, o in done.facts() if p == "foaf:name"}


def test_a_person_is_the_same_whatever_the_order_of_the_rows(tmp_path: Path) -> None:
    lines = [official(**{"Nom de l'élu": name}) for name in ("A", "B", "C")]
    all_of_them = holders(councillors(tmp_path, *lines))
    assert holders(councillors(tmp_path, *reversed(lines))) == all_of_them
    left = holders(councillors(tmp_path, *lines[1:]))
    assert left == {iri: name for iri, name in all_of_them.items() if name != "Anne A"}
    spelt = holders(
        councillors(tmp_path, official(**{"Nom de l'élu": "à", "Prénom de l'élu": "ANNE"}))
    )
    assert spelt.keys() < all_of_them.keys()


def test_one_name_in_two_posts_or_since_two_days_is_two_persons(tmp_path: Path) -> None:
    done = councillors(
        tmp_path, official(), official(code="13113"),
        official(**{"Date de début du mandat": "19/05/2020"}),
    )  # fmt: skip
    assert list(holders(done).values()) == ["Anne MARTIN"] * 3


@pytest.mark.parametrize("module", [naming, electorates, places])
def test_examples_in_the_code_hold(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]
