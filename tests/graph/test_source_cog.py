"""Communes and groupings: names and codes, what is part of what, and who governs them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from graph import workspace
from graph.errors import BadInput
from graph.load import load_file
from graph.sources.catalogue import recognise
from graph.sources.places import Places, Scope, known_places, scope_of
from graph.store import LocalStore
from tests.graph.one_source import BASE, DATA, PAYS, Read, checked, read, table, with_raw_data

TERRITORIES = DATA / "territories"
COMMUNES = "TYPECOM,COM,REG,DEP,CTCD,ARR,TNCC,NCC,NCCENR,LIBELLE,CAN,COMPARENT"
DETAIL = (
    "code_insee,siren,nom,departement,codes_postaux,population_municipale_2016,"
    "population_municipale_2020,population_municipale_latest,centroid_lat,centroid_lon"
)
AIX, METROPOLE = "211300017", "200054807"


def document(path: Path, records: Any) -> Path:
    path.write_text(json.dumps(records, ensure_ascii=False), encoding="utf-8")
    return path


def commune(code: str, **changed: object) -> dict[str, object]:
    """A record of the package, as it is published."""
    return {
        "code": code, "nom": "Essai", "typeLiaison": 1, "zone": "metro", "departement": code[:2],
        "type": "commune-actuelle", "codesPostaux": ["13100"], "population": 806,
    } | changed  # fmt: skip


def grouping(siren: str, *codes: str, **changed: object) -> dict[str, object]:
    members = [{"code": code, "nom": f"Membre {code}", "populationTotale": 5} for code in codes]
    return {"code": siren, "nom": "CC d'Essai", "type": "CC", "membres": members} | changed


def known(done: Read) -> Places:
    """Return the places of a workspace that holds this source and nothing else."""
    store = LocalStore(done.store)
    return known_places(BASE, store, store.graphs())


@cache
def all_communes() -> Read:
    return read(TERRITORIES / "communes-2022.json")


@cache
def all_groupings() -> Read:
    return read(TERRITORIES / "epci-2022.json")


# -- real files ------------------------------------------------------------------------------------


@with_raw_data
def test_all_communes_of_today_are_read_and_nothing_else() -> None:
    done = all_communes()
    assert (done.reading.source.key, done.reading.layout.key) == ("cog", "communes-json")
    assert done.counts == (37694, 35049, 0, 0, 2645)
    assert done.reasons == {
        "delegated or associated commune: only its commune counts": 2600,
        "municipal arrondissement: only its commune counts": 45,
    }
    said = done.data.decode()
    assert said.count("geo#Commune> ") == 35049
    assert said.count("isReplacedBy> ") == 34955  # those whose SIREN is known
    assert said.count("def#population> ") == 0  # the file does not tell the year
    assert done.report.notices == []
    for code, name, siren, whole in (
        ("01001", "L'Abergement-Clémenciat", "210100012", "01"),
        ("2A004", "Ajaccio", "212000046", "2A"), ("84089", "Pertuis", "218400893", "84"),
        ("97411", "Saint-Denis", "219740115", "974"), ("13055", "Marseille", "211300553", "13"),
    ):  # fmt: skip
        iri = f"<{BASE}id/geo/commune/{code}>"
        assert f'{iri} <http://rdf.insee.fr/def/geo#codeINSEE> "{code}"' in said
        assert f'{iri} <http://www.w3.org/2000/01/rdf-schema#label> "{name}"' in said
        assert f'{iri} <{BASE}def#siren> "{siren}"' in said
        part = f"{iri} <http://purl.org/dc/terms/isPartOf> <{BASE}id/geo/departement/{whole}>"
        assert part in said


@with_raw_data
def test_all_groupings_are_read_with_their_members() -> None:
    done = all_groupings()
    assert (done.reading.layout.key, done.counts) == ("epci-json", (1255, 1255, 0, 0, 0))
    said = done.data.decode()
    assert said.count("geo#Intercommunalite> ") == 1255
    assert said.count(f"isPartOf> <{BASE}id/geo/epci/") == 34951
    assert done.report.notices == []


@with_raw_data
def test_the_metropole_is_read_whole_for_one_of_its_communes() -> None:
    done = read(TERRITORIES / "epci-2022.json", scope=PAYS)
    assert done.counts == (1255, 1, 0, 0, 1254)
    assert len(done.things("igeo:Commune")) == 92
    assert done.of("geo/commune/84089", "dcterms:isPartOf") == {
        "dcterms:isPartOf": ["geo/departement/84", f"geo/epci/{METROPOLE}"]
    }
    bodies = [f"org/siren/{number}" for number in (METROPOLE, AIX, "211301130", "218400893")]
    assert done.things("ea:LocalAuthority") == sorted(bodies)  # of members, those kept only
    assert done.of(f"org/siren/{METROPOLE}", "rdfs:label", "ea:jurisdiction", "ea:siren") == {
        "rdfs:label": ["Métropole d'Aix-Marseille-Provence"],
        "ea:jurisdiction": [f"geo/epci/{METROPOLE}"], "ea:siren": [METROPOLE],
    }  # fmt: skip
    assert done.findings() == []


@with_raw_data
def test_a_commune_is_stated_with_its_authority() -> None:
    done = read(TERRITORIES / "communes-2022.json", scope=PAYS)
    assert done.counts == (37694, 3, 0, 0, 37691)
    assert done.facts() >= {
        ("geo/commune/13001", "rdf:type", "ea:Territory"),
        ("geo/commune/13001", "rdf:type", "igeo:Commune"),
        ("geo/commune/13001", "rdfs:label", "Aix-en-Provence"),
        ("geo/commune/13001", "dcterms:isPartOf", "geo/departement/13"),
        ("geo/commune/13001", "ea:siren", AIX),
        ("geo/commune/13001", "dcterms:source", "source/register/essai"),
        ("geo/departement/13", "dcterms:isPartOf", "geo/region/93"),
        (f"org/siren/{AIX}", "rdf:type", "ea:LocalAuthority"),
        (f"org/siren/{AIX}", "rdfs:label", "Commune d'Aix-en-Provence"),
        (f"org/siren/{AIX}", "ea:siren", AIX),
        (f"org/siren/{AIX}", "ea:sector", "sector/public"),
        (f"org/siren/{AIX}", "ea:jurisdiction", "geo/commune/13001"),
        ("org/insee/13001", "dcterms:isReplacedBy", f"org/siren/{AIX}"),
    }
    assert done.of("geo/commune/13001", "ea:postalCode") == {
        "ea:postalCode": ["13080", "13090", "13100", "13290", "13540"]
    }
    assert done.findings() == []


@with_raw_data
def test_the_36_communes_have_a_dated_population_and_a_place_on_the_map() -> None:
    done = read(TERRITORIES / "pays_aix_36_communes.csv")
    assert (done.reading.layout.key, done.counts) == ("communes-detail", (36, 36, 0, 0, 0))
    wanted = ("ea:population", "ea:populationYear", "geo:lat", "geo:long", "ea:postalCode")
    assert done.of("geo/commune/84089", *wanted) == {
        "ea:population": ["20498"], "ea:populationYear": ["2020"], "geo:lat": ["43.6875"],
        "geo:long": ["5.52014"], "ea:postalCode": ["84120"],
    }  # fmt: skip
    assert done.of("org/siren/218400893", "rdfs:label") == {"rdfs:label": ["Commune de Pertuis"]}
    assert done.findings() == []


@with_raw_data
def test_communes_overseas_conform_to_the_shapes() -> None:
    far = Scope("loin", frozenset({"98411", "98901"}), frozenset({"2A", "976", "977", "988"}))
    done = read(TERRITORIES / "communes-2022.json", scope=far)
    assert done.counts[1] == 124 + 17 + 1 + 33 + 2
    assert done.of("geo/commune/98411", "dcterms:isPartOf") == {"dcterms:isPartOf": []}
    assert done.findings() == []


@with_raw_data
def test_outlines_of_communes_are_another_register() -> None:
    path = TERRITORIES / "pays_aix_36_communes.geojson"
    assert recognise(path).source.key == "contours"
    with pytest.raises(BadInput) as refused:
        recognise(path, "cog")
    assert refused.value.text.fr.startswith("pays_aix_36_communes.geojson n'a pas les colonnes de")


@with_raw_data
def test_what_was_read_answers_the_next_reading() -> None:
    places = known(all_communes())
    assert len(places.communes) == 35049
    assert places.commune("AIX EN PROVENCE CEDEX 1", postal="13100") == "13001"
    assert places.commune("St Denis", departement="93") == "93066"
    assert places.commune("", postal="84120") is None  # nine communes share it
    assert places.commune("Pertuis", postal="84120") == "84089"
    assert places.commune("", postal="13770") == "13113"
    groupings = known(all_groupings())
    assert len(scope_of(groupings, "CC Faucigny-Glières").communes) == 7
    long = scope_of(groupings, "Communauté de communes Faucigny-Glières")
    assert long.communes == scope_of(groupings, "200000172").communes


# -- codes and names -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "liaison", "label"),
    [("Aix-en-Provence", "1", "Commune d'Aix-en-Provence"), ("Le Havre", "2", "Commune du Havre"),
     ("La Ciotat", "3", "Commune de La Ciotat"), ("Lyon", "0", "Commune de Lyon"),
     ("Les Pennes-Mirabeau", "4", "Commune des Pennes-Mirabeau"),
     ("L'Isle-Adam", "5", "Commune de L'Isle-Adam"), ("Ham", "0", "Commune de Ham"),
     ("Hirson", "0", "Commune de Hirson"), ("Hyères", "1", "Commune d'Hyères"),
     ("Œting", "1", "Commune d'Œting"), ("Yerres", "1", "Commune d'Yerres"),
     ("Aux Marais", "6", "Commune des Marais")],
)  # fmt: skip
def test_the_name_of_a_commune_is_elided(
    tmp_path: Path, name: str, liaison: str, label: str
) -> None:
    record = commune("13001", nom=name, typeLiaison=int(liaison), siren=AIX)
    done = read(document(tmp_path / "communes.json", [record]))
    assert done.of(f"org/siren/{AIX}", "rdfs:label") == {"rdfs:label": [label]}


def test_the_official_list_of_communes_is_read(tmp_path: Path) -> None:
    def row(kind: str, code: str, name: str, parent: str = "") -> str:
        return f"TYPECOM={kind}|COM={code}|TNCC=0|LIBELLE={name}|COMPARENT={parent}"

    done = read(table(
        tmp_path / "v_commune_2024.csv", COMMUNES, row("COM", "01001", "L'Abergement-Clémenciat"),
        row("COM", "2A004", "Ajaccio"), row("COM", "1002", "L'Abergement-de-Varey"),
        row("COMD", "01015", "Arbignieu", "01015"), row("COMA", "01120", "Cordieux", "01262"),
        row("ARM", "13201", "Marseille 1er Arrondissement", "13055"), row("COM", "01001", "Bis"),
        row("COM", "13", "Trop court"), row("XYZ", "01004", "Ambérieu-en-Bugey"),
        row("COM", "01004", ""),
    ))  # fmt: skip
    assert done.reading.layout.key == "communes"
    assert done.counts == (10, 3, 0, 3, 4)
    assert done.things("igeo:Commune") == [
        "geo/commune/01001", "geo/commune/01002", "geo/commune/2A004",
    ]  # fmt: skip
    assert done.things("ea:Actor") == []  # without a SIREN, no authority is stated
    assert done.problems == [
        "v_commune_2024.csv, ligne 9, colonne « COM », valeur « 13 » : code de commune inconnu. "
        "Recopiez le code officiel (Insee).",
        "v_commune_2024.csv, ligne 10, colonne « TYPECOM », valeur « XYZ » : nature de commune "
        "inconnue. Écrivez COM, ou retirez la ligne.",
        "v_commune_2024.csv, ligne 11, colonne « LIBELLE » : cette cellule est vide ou illisible. "
        "Complétez-la, ou retirez la ligne.",
    ]
    assert done.findings() == []


def test_older_lists_with_small_headers_are_read(tmp_path: Path) -> None:
    header = "typecom,com,reg,dep,arr,tncc,ncc,nccenr,libelle,can,comparent"
    done = read(table(
        tmp_path / "communes-01012019.csv", header,
        "typecom=COM|com=84089|tncc=0|libelle=Pertuis", "typecom=COM|com=13002|libelle=Allauch",
    ), scope=PAYS)  # fmt: skip
    assert done.counts == (2, 1, 0, 0, 1)


def test_communes_of_the_territories_overseas_are_read(tmp_path: Path) -> None:
    header = "COM_COMER,TNCC,NCC,NCCENR,LIBELLE,NATURE_ZONAGE,COMER,LIBELLE_COMER"
    done = read(table(
        tmp_path / "v_commune_comer_2024.csv", header,
        "COM_COMER=97501|TNCC=0|LIBELLE=Miquelon-Langlade|NATURE_ZONAGE=COM|COMER=975",
    ))  # fmt: skip
    assert done.counts == (1, 1, 0, 0, 0)
    assert done.of("geo/commune/97501", "dcterms:isPartOf") == {
        "dcterms:isPartOf": ["geo/departement/975"]
    }


def test_the_list_of_the_geographic_api_is_read(tmp_path: Path) -> None:
    record = {
        "nom": "Venelles", "code": "13113", "codeDepartement": "13", "siren": "211301130",
        "codeEpci": METROPOLE, "codeRegion": "93", "codesPostaux": ["13770"], "population": 8000,
    }  # fmt: skip
    done = read(document(tmp_path / "communes.json", [record]))
    assert done.counts == (1, 1, 0, 0, 0)
    assert done.of("org/insee/13113", "dcterms:isReplacedBy") == {
        "dcterms:isReplacedBy": ["org/siren/211301130"]
    }


def test_what_is_wrong_beside_a_sound_commune_is_left_empty_and_told(tmp_path: Path) -> None:
    lines = [
        f"13001,{AIX},Aix-en-Provence,13,13080|13100|130,143006,,149695,43.5,5.4",
        "13113,211301131,Venelles,13,13770,\"8 100\",8 227,,43.6,",
        f"84089,{checked('31000001')},Pertuis,84,84120,,,,943,5.5",
        "13012,,Beaurecueil,13,,600.0,,,\"43,52\",\"5,55\"",
    ]  # fmt: skip
    path = tmp_path / "communes.csv"
    path.write_text("\n".join([DETAIL, *lines]), encoding="utf-8")
    done = read(path)
    assert done.counts == (4, 1, 3, 0, 0)
    assert done.reasons == {
        "wrong SIREN left empty": 2, "impossible coordinates left empty": 2,
        "wrong postal code left empty": 1,
    }  # fmt: skip
    wanted = ("ea:population", "ea:populationYear", "ea:postalCode", "geo:lat")
    assert [done.of(f"geo/commune/{code}", *wanted) for code in ("13001", "13113", "13012")] == [
        {"ea:population": ["143006"], "ea:populationYear": ["2016"],
         "ea:postalCode": ["13080", "13100"], "geo:lat": ["43.5"]},
        {"ea:population": ["8227"], "ea:populationYear": ["2020"], "ea:postalCode": ["13770"],
         "geo:lat": []},
        {"ea:population": ["600"], "ea:populationYear": ["2016"], "ea:postalCode": [],
         "geo:lat": ["43.52"]},
    ]  # fmt: skip
    assert done.things("ea:LocalAuthority") == [f"org/siren/{AIX}"]
    assert done.findings() == []


# -- groupings -------------------------------------------------------------------------------------

A, B = checked("20000001"), checked("20000002")


def test_a_grouping_that_is_not_sound_is_refused(tmp_path: Path) -> None:
    done = read(document(tmp_path / "epci.json", [
        grouping(A, "01001", "2A004"), grouping(A, "01001"), grouping("200000173", "01001"),
        grouping(B, "01001", "99"), grouping(B), grouping(B, nom="?", membres=[]), 7,
        grouping(B, membres="01001"),
    ]))  # fmt: skip
    assert done.counts == (8, 1, 0, 6, 1)
    assert done.things("igeo:Commune") == ["geo/commune/01001", "geo/commune/2A004"]
    assert done.problems[:2] == [
        "epci.json, ligne 3, colonne « code », valeur « 200000173 » : ce n'est pas le SIREN d'un "
        "EPCI. Recopiez ses neuf chiffres.",
        "epci.json, ligne 4, colonne « membres » : code de commune inconnu. Recopiez le code "
        "officiel (Insee).",
    ]
    assert done.findings() == []


@pytest.mark.parametrize(
    ("name", "header", "rows"),
    [
        ("EPCI_au_01-01-2024.csv", "CODGEO,LIBGEO,EPCI,LIBEPCI,DEP,REG", [
            f"CODGEO=13001|LIBGEO=Aix-en-Provence|EPCI={A}|LIBEPCI=CA d'Essai|DEP=13|REG=93",
            f"CODGEO=13055|LIBGEO=Marseille|EPCI={A}|LIBEPCI=CA d'Essai|DEP=13|REG=93",
            "CODGEO=84089|LIBGEO=Pertuis|EPCI=ZZZZZZZZZ|LIBEPCI=Sans objet|DEP=84|REG=93",
            f"CODGEO=13001|LIBGEO=Aix-en-Provence|EPCI={A}|LIBEPCI=CA d'Essai|DEP=13|REG=93",
            "CODGEO=13113|LIBGEO=Venelles|EPCI=123|LIBEPCI=CA d'Essai|DEP=13|REG=93",
        ]),
        ("epcicom2024.csv", "dept,siren,raison_sociale,nature_juridique,mode_financ,nb_membres,"
         "dep_com,insee,siren_membre,nom_membre,ptot_2024,pmun_2024", [
            f"dept=13|siren={A}|raison_sociale=CA d'Essai|nature_juridique=CA|insee=13001"
            f"|siren_membre={AIX}|nom_membre=Aix-en-Provence|pmun_2024=147478",
            f"siren={A}|raison_sociale=CA d'Essai|insee=13055|nom_membre=Marseille",
            "siren=ZZZZZZZZZ|insee=84089|nom_membre=Pertuis",
            f"siren={A}|raison_sociale=CA d'Essai|insee=13001|nom_membre=Aix-en-Provence",
            "siren=123|raison_sociale=CA d'Essai|insee=13113|nom_membre=Venelles",
        ]),
    ],
    ids=["Insee", "DGCL"],
)  # fmt: skip
def test_the_official_lists_of_members_are_read(
    tmp_path: Path, name: str, header: str, rows: Sequence[str]
) -> None:
    done = read(table(tmp_path / name, header, *rows), scope=PAYS)
    assert done.counts == (5, 2, 0, 1, 2)
    assert done.reasons == {"outside the territory asked for": 1, "duplicate row": 1}
    assert done.report.notices == []
    assert done.of("geo/commune/13001", "dcterms:isPartOf") == {
        "dcterms:isPartOf": ["geo/departement/13", f"geo/epci/{A}"]
    }
    assert done.of("geo/commune/84089", "dcterms:isPartOf") == {
        "dcterms:isPartOf": ["geo/departement/84"]
    }
    assert done.of(f"geo/epci/{A}", "rdfs:label", "skos:altLabel") == {
        "rdfs:label": ["CA d'Essai"], "skos:altLabel": ["Communauté d'agglomération d'Essai"],
    }  # fmt: skip
    dgcl = "siren_membre" in header
    assert (f"org/siren/{AIX}" in done.things("ea:LocalAuthority")) is dgcl
    assert done.problems[0].endswith(
        "valeur « 123 » : ce n'est pas le SIREN d'un EPCI. Recopiez ses neuf chiffres."
    )
    assert done.findings() == []


# -- départements, regions, and what is neither ----------------------------------------------------


def test_departements_and_regions_are_read(tmp_path: Path) -> None:
    header = "DEP,REG,CHEFLIEU,TNCC,NCC,NCCENR,LIBELLE"
    done = read(table(
        tmp_path / "v_departement_2024.csv", header, "DEP=13|REG=93|CHEFLIEU=13055|LIBELLE=x",
        "DEP=1|REG=84|CHEFLIEU=01053|LIBELLE=Ain", "DEP=99|REG=93|CHEFLIEU=1|LIBELLE=Ailleurs",
    ))  # fmt: skip
    assert (done.reading.layout.key, done.counts) == ("departements", (3, 2, 0, 1, 0))
    assert done.things("igeo:Departement") == ["geo/departement/01", "geo/departement/13"]
    assert done.findings() == []
    regions = read(table(
        tmp_path / "v_region_2024.csv", "REG,CHEFLIEU,TNCC,NCC,NCCENR,LIBELLE",
        "REG=93|CHEFLIEU=13055|LIBELLE=x", "REG=1|CHEFLIEU=97105|LIBELLE=Guadeloupe",
    ), scope=PAYS)  # fmt: skip
    assert (regions.reading.layout.key, regions.counts) == ("regions", (2, 1, 0, 0, 1))


@pytest.mark.parametrize(
    "records",
    [[], [1, 2], ["13001"], {}, {"communes": []}, [{"a": 1}],
     [{"code": "0130001A", "nom": "École", "departement": "13"}],
     [{"code": "01", "nom": "Ain", "region": "84", "chefLieu": "01053"}],
     [{"code": "13001", "nom": "Aix-en-Provence"}], ["13001", commune("13001")]],
)  # fmt: skip
def test_a_document_of_other_things_is_refused(tmp_path: Path, records: Any) -> None:
    path = document(tmp_path / "choses.json", records)
    with pytest.raises(BadInput, match=r"^choses\.json is of no known form"):
        recognise(path)


def test_refused_records_are_corrected_and_loaded_again_as_json(tmp_path: Path) -> None:
    made = workspace.create(tmp_path / "ws", name="Essai")
    records = [
        {"code": "13001", "nom": "Aix", "departement": "13", "codesPostaux": ["13100"]},
        {"code": "1300Z", "nom": "Venelles", "departement": "13", "codesPostaux": ["13770"],
         "adresse": "12 rue de la Paix"},
        {"code": "8408Z", "nom": "Pertuis", "departement": "84", "codesPostaux": ["84120"]},
    ]  # fmt: skip
    path = tmp_path / "communes.json"
    path.write_text(json.dumps(records), encoding="utf-8")
    done = load_file(made, path)
    assert done.rejects == made.path / "refus" / "communes-refus.json"
    text = done.rejects.read_text(encoding="utf-8")
    assert "Paix" not in text
    assert [record["ligne refusée"] for record in json.loads(text)] == [2, 3]
    done.rejects.write_text(text.replace("8408Z", "84089"), encoding="utf-8")
    again = load_file(made, done.rejects)
    assert again.report.counts()["cog"] == {
        "read": 2, "loaded": 1, "repaired": 0, "rejected": 1, "filtered": 0,
    }  # fmt: skip
    assert again.report.dropped == {}
