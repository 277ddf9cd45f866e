"""The parliamentary reserve: grants of deputies, in the layouts of 2013 to 2016."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from graph.sources.places import Places, Scope, known_places, scope_of
from graph.validate import validate
from tests.graph.one_source import BASE, DATA, PAYS, Read, read, with_raw_data

FOLDER = DATA / "reserve_parlementaire"
HEADER = (
    'Bénéficiaire,Adresse,Descriptif,Montant,Nom,Prénom,Département,Groupe,"Programme budgétaire",'
    "ID_Acteur"
)
ROW = {
    "Bénéficiaire": "Les Amis du théâtre", "Adresse": "1 rue Haute\n13100 AIX-EN-PROVENCE",
    "Descriptif": "Fonctionnement", "Montant": "5000.00", "Nom": "KERT", "Prénom": "Christian",
    "Département": "Bouches-du-Rhône", "Groupe": "UMP", "Programme budgétaire": "224-02",
    "ID_Acteur": "PA1761",
}  # fmt: skip
POST = "post/local/depute-pa1761"
DEMO = Path(__file__).resolve().parents[2] / "graph" / "demo" / "alliances.csv"


def _file(folder: Path, *changes: Mapping[str, str], name: str = "reserve_2014.csv") -> Path:
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, ROW)
        writer.writeheader()
        writer.writerows(ROW | dict(changed) for changed in changes)
    return path


def _one(folder: Path, **changed: str) -> Read:
    return read(_file(folder, changed))


def _receiver(done: Read) -> str:
    (grant,) = done.things("ea:Alliance")
    return done.of(f"{grant}/party/2", "ea:actor")["ea:actor"][0]


def _grant(done: Read, *properties: str) -> dict[str, list[str]]:
    (grant,) = done.things("ea:Alliance")
    return done.of(grant, *properties)


def _whole(year: int) -> Path:
    return FOLDER / f"hackathon_{year}_reserve_parlementaire.csv"


def _places() -> Places:
    return known_places(BASE, None, [])


def _faults(done: Read) -> list[str]:
    """Return what breaks the shapes of data, whoever may be shown."""
    graphs = [str(graph.value) for graph in done.store.named_graphs()]
    return [finding.message.en for finding in validate(done.store, graphs, "data")]


# -- real files ------------------------------------------------------------------------------------


@with_raw_data
@pytest.mark.parametrize(
    ("year", "counts", "groups", "posts"),
    [(2013, (10956, 10719, 0, 0, 237), 235, 577), (2014, (13133, 12977, 4, 0, 152), 137, 577),
     (2015, (15169, 15104, 0, 0, 65), 58, 577)],
)  # fmt: skip
def test_all_grants_of_a_year_load_but_those_of_groups(
    year: int, counts: tuple[int, ...], groups: int, posts: int
) -> None:
    done = read(_whole(year), asked=False)
    assert (done.reading.source.key, done.reading.layout.key) == ("reserve", "reserve")
    assert done.counts == counts
    assert done.reasons["granted by a political group, which does not enter"] == groups
    told = Counter(re.findall(rb"[#/](PublicPost|Mandate|Person|Alliance)> <", done.data))
    assert told == {b"PublicPost": posts, b"Mandate": posts, b"Person": posts,
                    b"Alliance": counts[1] + counts[2]}  # fmt: skip


@with_raw_data
def test_a_territory_keeps_what_people_had_kept_and_hardly_more() -> None:
    territory = scope_of(_places(), "Pays d'Aix")
    reviewed = Counter[int]()
    more, found = [], Counter[int]()
    with DEMO.open(encoding="utf-8", newline="") as file:
        kept = {row["id"] for row in csv.DictReader(file, delimiter=";")}
    for year in (2013, 2014, 2015):
        reviewed[year] = sum(one.startswith(f"reserve-{year}-") for one in kept)
        done = read(_whole(year), scope=territory)
        rows = [int(o.split()[1]) for s, p, o in done.facts()
                if p == "ea:locator" and s.startswith("alliance/")
                and "/stage/" not in s]  # fmt: skip
        found[year] = len(rows)
        more += [row for row in rows if f"reserve-{year}-{row - 1}" not in kept]
    assert reviewed == {2013: 27, 2014: 35, 2015: 77}
    assert found == {2013: 15, 2014: 25, 2015: 66}
    assert sorted(more) == [9334, 14698]  # a child's health, a national body at a person's home


@with_raw_data
def test_a_real_year_of_one_territory_conforms() -> None:
    done = read(_whole(2013), scope=PAYS)
    assert done.counts == (10956, 4, 0, 0, 10952)
    assert _faults(done) == []


# -- what a grant says -----------------------------------------------------------------------------


def test_a_grant_is_an_alliance_of_the_post_and_of_who_received(tmp_path: Path) -> None:
    done = _one(tmp_path)
    assert done.counts == (1, 1, 0, 0, 0)
    (grant,) = done.things("ea:Alliance")
    assert done.of(grant, "rdfs:label", "dcterms:description", "ea:territory", "rdf:type") == {
        "rdfs:label": ["Réserve parlementaire 2014 : Les Amis du théâtre"],
        "dcterms:description": ["Objet déclaré : « Fonctionnement »."],
        "ea:territory": ["geo/commune/13001"],
        "rdf:type": ["ea:Alliance", "ea:ConcludedAlliance", "org:OrganizationalCollaboration"],
    }
    assert done.of(f"{grant}/party/1", "ea:actor", "ea:partyRole", "ea:contribution") == {
        "ea:actor": [POST], "ea:partyRole": ["party-role/financeur"],
        "ea:contribution": ["contribution/argent"],
    }  # fmt: skip
    assert done.of(f"{grant}/stage/1", "ea:stage", "ea:notBefore", "ea:notAfter") == {
        "ea:stage": ["stage/acheve"], "ea:notBefore": ["2014-01-01"],
        "ea:notAfter": ["2014-12-31"],
    }  # fmt: skip
    assert done.of(f"{grant}/amount", "schema:value", "ea:amountKind") == {
        "schema:value": ["5000"], "ea:amountKind": ["amount-kind/engage"],
    }  # fmt: skip
    receiver = done.of(_receiver(done), "rdfs:label", "ea:seat", "ea:sector")
    assert receiver == {"rdfs:label": ["Les Amis du théâtre"], "ea:seat": ["geo/commune/13001"],
                        "ea:sector": ["sector/inconnu"]}  # fmt: skip
    assert _faults(done) == []


def test_neither_group_nor_address_enters(tmp_path: Path) -> None:
    done = _one(tmp_path, Adresse="chez M. X, 7 rue Haute\n13100 AIX-EN-PROVENCE")
    assert b"UMP" not in done.data
    assert b"rue Haute" not in done.data
    assert done.report.dropped == {"Groupe": 1}


def test_a_deputy_is_a_post_whose_holder_is_not_shown_as_in_office(tmp_path: Path) -> None:
    done = read(_file(tmp_path, {}, {"Montant": "1"}))
    assert done.of(POST, "rdfs:label", "org:postIn", "ea:seat", "org:role") == {
        "rdfs:label": ["Député des Bouches-du-Rhône (PA1761)"],
        "org:postIn": ["org/local/assemblee-nationale"], "ea:seat": ["geo/departement/13"],
        "org:role": ["mandate-role/depute"],
    }  # fmt: skip
    (mandate,) = done.things("ea:Mandate")
    said = done.of(mandate, "ea:post", "ea:startNotBefore", "ea:startNotAfter", "ea:endNotAfter",
                   "ea:endNotBefore", "org:member")  # fmt: skip
    (person,) = said.pop("org:member")
    assert said == {"ea:post": [POST], "ea:startNotBefore": [], "ea:startNotAfter": ["2014-12-31"],
                    "ea:endNotAfter": ["2017-06-20"], "ea:endNotBefore": []}  # fmt: skip
    assert done.of(person, "foaf:name") == {"foaf:name": ["Christian Kert"]}
    assert done.of("org/local/assemblee-nationale", "rdfs:label", "ea:sector") == {
        "rdfs:label": ["Assemblée nationale"], "ea:sector": ["sector/public"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("departement", "title"),
    [
        ("Ain", "Député de l'Ain"), ("Var", "Député du Var"), ("Loire", "Député de la Loire"),
        ("Paris", "Député de Paris"), ("Ille-et-Vilaine", "Député d'Ille-et-Vilaine"),
        ("Eure-et-Loir", "Député d'Eure-et-Loir"), ("Vaucluse", "Député de Vaucluse"),
        ("Réunion", "Député de La Réunion"), ("Territoire-de-Belfort", "Député du Territoire de "
                                              "Belfort"),
        ("Français établis hors de France", "Député des Français établis hors de France"),
        ("Saint-Barthélemy et Saint-Martin", "Député de Saint-Barthélemy et Saint-Martin"),
        ("", "Député"),
    ],
)  # fmt: skip
def test_the_title_of_a_post_names_its_place_in_french(
    tmp_path: Path, departement: str, title: str
) -> None:
    done = _one(tmp_path, Département=departement)
    assert done.of(POST, "rdfs:label") == {"rdfs:label": [f"{title} (PA1761)"]}


@pytest.mark.parametrize(
    ("name", "bounds"),
    [("hackathon_2013_reserve.csv", ["2013-01-01", "2013-12-31"]), ("reserve.csv", []),
     ("reserve_2013_2014.csv", []), ("reserve_20134.csv", [])],
)  # fmt: skip
def test_the_year_is_in_the_name_of_the_file_or_unknown(
    tmp_path: Path, name: str, bounds: list[str]
) -> None:
    done = read(_file(tmp_path, {}, name=name))
    (grant,) = done.things("ea:Alliance")
    said = done.of(f"{grant}/stage/1", "ea:notBefore", "ea:notAfter")
    assert said["ea:notBefore"] + said["ea:notAfter"] == bounds
    assert _faults(done) == []


def test_a_column_with_the_year_comes_before_the_name_of_the_file(tmp_path: Path) -> None:
    path = _file(tmp_path, {})
    header, row = path.read_text(encoding="utf-8").split("\n", 1)
    path.write_text(f"Exercice,{header}\n2012,{row}", encoding="utf-8")
    assert _grant(read(path), "rdfs:label")["rdfs:label"] == [
        "Réserve parlementaire 2012 : Les Amis du théâtre"
    ]


# -- who asked -------------------------------------------------------------------------------------


def test_grants_of_political_groups_do_not_enter(tmp_path: Path) -> None:
    done = _one(tmp_path, Nom="Groupe SRC", Prénom="", ID_Acteur="NULL")
    assert done.reasons == {"granted by a political group, which does not enter": 1}
    assert done.data == b""


def test_grants_of_the_presidency_are_of_the_assembly(tmp_path: Path) -> None:
    done = _one(tmp_path, Nom="Présidence de l'Assemblée nationale", Prénom="", ID_Acteur="",
                Département="*(non rattaché à un département)")  # fmt: skip
    (grant,) = done.things("ea:Alliance")
    assert done.of(f"{grant}/party/1", "ea:actor")["ea:actor"] == ["org/local/assemblee-nationale"]
    assert done.things("ea:PublicPost") == []


def test_a_deputy_without_number_or_full_name_is_refused(tmp_path: Path) -> None:
    done = _one(tmp_path, Prénom="", ID_Acteur="")
    assert done.problems == [
        "reserve_2014.csv, ligne 2, colonne « Nom », valeur « KERT » : le député n'a ni numéro ni "
        "nom complet. Complétez son nom et son prénom, ou son numéro (PA…)."
    ]


def test_posts_of_2016_are_numbered_for_that_file_alone(tmp_path: Path) -> None:
    path = tmp_path / "2016_reserve_parlementaire.csv"
    path.write_text(
        "nom;prenom;groupe;beneficiaire;adresse;descriptif;programme_budgetaire;montant\n"
        "ABAD;Damien;LR;USO Sport;Oyonnax;Fonctionnement;219-01;1500.00\n"
        "ABAD;Damien;LR;ARGIS;;la toiture du four;122-01;3528.00\n"
        "KERT;Christian;LR;Le Club;1 rue X 13100 AIX EN PROVENCE;Fonctionnement;219-01;1000.00\n"
        "Groupe Écologiste;;;La Cimade;64 rue Clisson 75013 Paris;Suivi;101-02;10000.00\n",
        encoding="utf-8",
    )
    done = read(path)
    assert done.counts == (4, 3, 0, 0, 1)
    posts = done.things("ea:PublicPost")
    assert posts == ["post/local/depute-reserve-2016-1", "post/local/depute-reserve-2016-2"]
    assert [done.of(post, "rdfs:label")["rdfs:label"] for post in posts] == [
        ["Député (réserve 2016, n° 1)"], ["Député (réserve 2016, n° 2)"],
    ]  # fmt: skip
    assert _faults(done) == []
    assert read(path, scope=PAYS).counts == (4, 1, 0, 0, 3)


# -- who received ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("Commune d'Aix-en-Provence", {}),
        ("Mairie d'Aix en Provence", {"Adresse": ""}),
        ("Ville d’AIX-EN-PROVENCE ", {"Adresse": "Mairie"}),
        ("AIX-EN-PROVENCE", {"Programme budgétaire": "122-01", "Adresse": ""}),
        ("Commune AIX-EN-PROVENCE", {"Programme budgétaire": "122-01"}),
        ("Mme Anne Durand, Maire d'Aix-en-Provence", {"Programme budgétaire": "122-01"}),
    ],
)
def test_a_commune_that_is_sure_is_the_body_of_its_code(
    tmp_path: Path, name: str, changed: dict[str, str]
) -> None:
    done = _one(tmp_path, Bénéficiaire=name, **changed)
    assert _receiver(done) == "org/insee/13001"
    assert done.of("org/insee/13001", "rdfs:label", "ea:jurisdiction") == {
        "rdfs:label": ["Commune d'Aix-en-Provence"], "ea:jurisdiction": ["geo/commune/13001"],
    }  # fmt: skip
    assert b"Durand" not in done.data


@pytest.mark.parametrize(
    ("changed", "receiver"),
    [
        ({"Bénéficiaire": "Commune de Saint-Rémy", "Département": "Doubs", "Adresse": "Mairie"},
         "org/local/commune-st-remy-25"),
        ({"Bénéficiaire": "ST REMY", "Département": "Doubs", "Programme budgétaire": "122-01",
          "Adresse": "25190 SAINT REMY"}, "org/local/commune-st-remy-25"),
        ({"Bénéficiaire": "Commune de Vitrolles", "Département": "Hautes-Alpes", "Adresse": ""},
         "org/local/commune-vitrolles-05"),
    ],
)  # fmt: skip
def test_a_commune_not_known_yet_is_one_authority_of_its_departement(
    tmp_path: Path, changed: dict[str, str], receiver: str
) -> None:
    done = _one(tmp_path, **changed)
    assert _receiver(done) == receiver
    assert done.of(receiver, "ea:sector") == {"ea:sector": ["sector/public"]}


def test_the_budget_line_of_authorities_tells_a_public_body(tmp_path: Path) -> None:
    done = _one(tmp_path, **{"Bénéficiaire": "SIVOM du Val", "Programme budgétaire": "122-01"})
    assert done.of(_receiver(done), "ea:sector") == {"ea:sector": ["sector/public"]}
    assert _receiver(done).startswith("org/local/sivom-du-val-")


def test_a_free_commune_is_an_association_like_others(tmp_path: Path) -> None:
    done = _one(tmp_path, Bénéficiaire="Commune Libre des Salines")
    assert done.of(_receiver(done), "ea:sector") == {"ea:sector": ["sector/inconnu"]}


def test_one_name_in_one_town_is_one_actor(tmp_path: Path) -> None:
    done = read(_file(
        tmp_path, {}, {"Adresse": "BP 3 - 13090 Aix en Provence Cedex 2", "Montant": "2"},
        {"Adresse": "84120 PERTUIS"}, {"Adresse": "", "Montant": "3"},
    ))  # fmt: skip
    assert done.counts == (4, 4, 0, 0, 0)
    names = [s for s, p, o in done.facts() if o == "Les Amis du théâtre"]
    assert len(names) == 3


def test_quotes_and_line_breaks_around_a_name_are_taken_off(tmp_path: Path) -> None:
    done = _one(tmp_path, Bénéficiaire='"La clef\ndes chants"')
    assert done.of(_receiver(done), "rdfs:label") == {"rdfs:label": ["La clef des chants"]}


def test_quotes_inside_a_name_stay(tmp_path: Path) -> None:
    done = _one(tmp_path, Bénéficiaire='"Le 93 en roue libre" Collège')
    assert done.of(_receiver(done), "rdfs:label")["rdfs:label"] == ['"Le 93 en roue libre" Collège']


def test_the_president_of_an_association_is_not_named(tmp_path: Path) -> None:
    done = _one(tmp_path, Bénéficiaire="Association Alliance, Président Mr Jean Durand")
    assert done.of(_receiver(done), "rdfs:label")["rdfs:label"] == ["Association Alliance"]
    assert b"Durand" not in done.data


def test_a_person_is_left_out(tmp_path: Path) -> None:
    assert _one(tmp_path, Bénéficiaire="M. Jean Durand").reasons == {
        "natural person or sole trader": 1
    }


def test_a_grant_without_beneficiary_is_refused(tmp_path: Path) -> None:
    assert _one(tmp_path, Bénéficiaire=" ").problems == [
        "reserve_2014.csv, ligne 2, colonne « Bénéficiaire » : le bénéficiaire n'a pas de nom. "
        "Complétez-le, ou retirez la ligne."
    ]


def test_nothing_granted_is_left_out_and_an_unknown_sum_is_not_invented(tmp_path: Path) -> None:
    done = read(_file(tmp_path, {"Montant": "0.00"}, {"Montant": ""}))
    assert done.reasons == {"amount of zero: nothing was granted": 1}
    assert done.things("schema:MonetaryAmount") == []
    assert len(done.things("ea:Alliance")) == 1


def test_an_identical_row_is_a_duplicate_and_another_address_is_not(tmp_path: Path) -> None:
    done = read(_file(tmp_path, {}, {}, {"Adresse": "2 rue Basse\n13100 AIX-EN-PROVENCE"}))
    assert done.counts == (3, 2, 0, 0, 1)
    assert done.reasons == {"duplicate row": 1}


# -- territory -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("1 rue Haute\n13100 AIX-EN-PROVENCE", 1),
        ("1 rue Haute 13 090 - Aix en Provence Cedex 2", 1),
        ("VENELLES (13770)", 1),
        ("Venelles", 1),  # with a deputy of the département
        ("84120 PERTUIS", 1),
        ("13100 AIX-EN-PROVENCE\nBP 13400", 1),
        ("rue d'Aix-en-Provence\n13001 MARSEILLE", 0),
        ("13410 MIRAMAS", 0),
        ("05110 VITROLLES", 0),
        ("", 0),
    ],
)
def test_the_commune_of_the_address_tells_the_territory(
    tmp_path: Path, address: str, kept: int
) -> None:
    done = read(_file(tmp_path, {"Adresse": address}), scope=PAYS)
    assert done.counts == (1, kept, 0, 0, 1 - kept)


def test_a_whole_departement_keeps_what_names_no_commune(tmp_path: Path) -> None:
    scope = Scope("Bouches-du-Rhône", frozenset(), frozenset({"13"}))
    elsewhere = {"Adresse": "84120 PERTUIS"}, {"Adresse": "75001 PARIS"}, {"ID_Acteur": "PA951"}
    done = read(_file(tmp_path, {"Adresse": ""}, {}, *elsewhere), scope=scope)
    assert done.counts == (5, 3, 0, 0, 2)


def test_a_hamlet_is_of_the_only_commune_of_its_postal_code(tmp_path: Path) -> None:
    few, all_of_them = _places(), _places()
    for number in range(30_000):
        all_of_them.add(f"{BASE}id/geo/commune/x{number}", f"Commune {number}", f"x{number}")
    for places in (few, all_of_them):
        places.postal["13540"] = {"13001"}
    path = _file(tmp_path, {"Adresse": "13540 PUYRICARD"})
    assert read(path, scope=PAYS, places=few).counts == (1, 0, 0, 0, 1)
    assert read(path, scope=PAYS, places=all_of_them).counts == (1, 1, 0, 0, 0)


def test_without_a_departement_one_name_in_one_town_is_one_actor_for_each_deputy(
    tmp_path: Path,
) -> None:
    mjc = {"Bénéficiaire": "MJC", "Adresse": "Saint-Paul", "Département": ""}
    done = read(_file(tmp_path, mjc, mjc | {"Montant": "2"}, mjc | {"ID_Acteur": "PA951"}))
    assert len([s for s, p, o in done.facts() if p == "rdfs:label" and o == "MJC"]) == 2


def test_the_stage_says_when_and_by_whom(tmp_path: Path) -> None:
    """Questions on stages show the date and the source of the stage itself."""
    done = _one(tmp_path)
    (grant,) = done.things("ea:Alliance")
    told = done.of(f"{grant}/stage/1", "ea:dateText", "dcterms:source", "ea:locator")
    assert told == {
        "ea:dateText": ["2014"],
        "dcterms:source": done.of(grant, "dcterms:source")["dcterms:source"],
        "ea:locator": ["ligne 2"],
    }
