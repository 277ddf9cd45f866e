"""What each question answers on a territory small enough to count by hand, on 30 June 2018."""

from __future__ import annotations

import pytest

from graph.errors import Misuse, NotFound
from graph.extract import extract
from graph.layers import graphs
from graph.suggestions import suggest
from graph.workspace import Workspace
from ontology import concepts
from queries import library
from tests.queries.territory import answers

Rows = list[tuple[str, ...]]

SENIORS = (
    "Seniors et numérique",
    "Label Tech ; Maison des associations",
    "accord de principe",
    "début décembre 2017",
    "Projet Venelles",
    "Notes (e. 2)",
)
ATELIERS = (
    "Ateliers tablettes",
    "La Fabrique ; Les Aînés",
    "signé",
    "2018-01-15",
    "Venelles",
    "Registre (e. 5)",
)
CASES: list[tuple[str, dict[str, str], Rows]] = [
    ("alliances-par-etape", {"territoire": "Venelles", "etape": "accord de principe"}, [SENIORS]),
    ("alliances-par-etape", {"territoire": "Venelles"}, [SENIORS, ATELIERS]),
    ("alliances-par-etape", {"territoire": "Projet Venelles"}, [SENIORS, ATELIERS]),
    # Both were still at the contact in November 2017.
    (
        "alliances-par-etape",
        {"territoire": "Venelles", "date": "2017-11-30"},
        [
            (*ATELIERS[:2], "contact", "mars 2017", "Venelles", "Notes (e. 4)"),
            (*SENIORS[:2], "contact", "octobre 2017", "Projet Venelles", "Notes (e. 1)"),
        ],
    ),
    ("alliances-par-etape", {"etape": "signé", "theme": "numérique"}, [ATELIERS]),
    # No theme of its own: that of a party, and circuits courts is an économie circulaire.
    (
        "alliances-par-etape",
        {"theme": "économie circulaire", "etape": "abandonné"},
        [
            (
                "Tournée à la ferme",
                "La Ferme ; Le Théâtre",
                "abandonné",
                "2017-05-01",
                "Aix-en-Provence",
                "Notes (e. 9)",
            )
        ],
    ),
    # No territory and no date: placed by the seat of a party, and reached since ever.
    (
        "alliances-par-etape",
        {"territoire": "Bouches-du-Rhône", "etape": "idée"},
        [("Thèse commune", "La Faculté ; Label Tech", "idée", "", "", "Notes (e. 10)")],
    ),
    (
        "alliances-par-theme-et-etape",
        {"territoire": "Venelles"},
        [
            ("numérique", "accord de principe", "1", "Notes"),
            ("numérique", "signé", "1", "Notes"),
            ("silver économie", "accord de principe", "1", "Notes"),
        ],
    ),
    (
        "alliances-par-theme-et-etape",
        {},
        [
            ("circuits courts", "abandonné", "1", "Notes"),
            ("circuits courts", "contact", "1", "Notes"),
            ("culture et art", "abandonné", "1", "Notes"),
            ("culture et art", "achevé", "1", "Registre"),
            ("numérique", "accord de principe", "1", "Notes"),
            ("numérique", "idée", "1", "Notes"),
            ("numérique", "signé", "1", "Notes"),
            ("silver économie", "accord de principe", "1", "Notes"),
            ("vie associative", "actif", "1", "Notes"),
        ],
    ),
    (
        "alliances-d-un-acteur",
        {"acteur": "PAA"},
        [
            ("Paniers solidaires", "La Ferme", "non renseigné", "contact", "2018-01-20",
             "Notes (e. 6)"),
            ("Seniors et numérique", "Label Tech", "innovation sociétale", "accord de principe",
             "début décembre 2017", "Notes (e. 2)"),
            ("Soutien politique", "Ville d'Aix", "soutien public ou politique", "actif", "2017",
             "Notes (e. 3)"),
        ],
    ),
    (
        "tiers-entre-deux-acteurs",
        {"acteur": "Ville d'Aix", "autre": "La Ferme"},
        [
            ("Maison des associations", "Soutien politique", "actif", "Paniers solidaires",
             "contact", "Notes (e. 3) ; Notes (e. 6)"),
        ],
    ),
    # The Théâtre knows PAA's partner La Ferme only through an abandoned alliance.
    ("tiers-entre-deux-acteurs", {"acteur": "PAA", "autre": "Le Théâtre"}, []),
    (
        "alliances-dormantes",
        {},
        [(*SENIORS[:4], "6", "Notes (e. 2)")],
    ),
    (
        "alliances-dormantes",
        {"mois": "5", "territoire": "Pertuis"},
        [
            ("Paniers solidaires", "La Ferme ; Maison des associations", "contact", "2018-01-20",
             "5", "Notes (e. 6)"),
        ],
    ),
    ("alliances-dormantes", {"mois": "7"}, []),
    (
        "liens-entre-territoires",
        {},
        [("Maison des associations", "Projet Pertuis ; Projet Venelles", "2", "Notes")],
    ),
    (
        "liens-entre-territoires",
        {"territoire": "Pertuis", "autre": "Projet Venelles"},
        [("Maison des associations", "Projet Pertuis ; Projet Venelles", "2", "Notes")],
    ),
    ("liens-entre-territoires", {"territoire": "Aix-en-Provence"}, []),
    # Before the contact of January 2018 nothing links them.
    ("liens-entre-territoires", {"date": "2017-12-31"}, []),
    (
        "besoins-et-offres",
        {},
        [
            ("La Chorale", "Une salle", "locaux", "", "", "Notes (b. 2)"),
            ("Les Aînés", "Aide aux tablettes", "compétences", "La Fabrique",
             "Temps d'ingénieur", "Notes (b. 1) ; Notes (b. 4)"),
        ],
    ),
    (
        "besoins-et-offres",
        {"territoire": "Projet Venelles", "ressource": "compétences"},
        [
            ("Les Aînés", "Aide aux tablettes", "compétences", "La Fabrique",
             "Temps d'ingénieur", "Notes (b. 1) ; Notes (b. 4)"),
        ],
    ),
    (
        "associations-avec-entreprise",
        {"theme": "silver économie", "territoire": "Venelles"},
        [
            ("Les Aînés", "La Fabrique", "Ateliers tablettes", "mécénat de compétences", "signé",
             "2018-01-15", "Registre (e. 5)"),
        ],
    ),
    (
        "associations-avec-entreprise",
        {"territoire": "Aix-en-Provence"},
        [
            ("Maison des associations", "La Ferme", "Paniers solidaires", "non renseigné",
             "contact", "2018-01-20", "Notes (e. 6)"),
        ],
    ),
    (
        "appels-ouverts",
        {"theme": "numérique", "territoire": "Aix-en-Provence", "acteur": "PAA"},
        [
            ("Appel libre", "", "2018-06-01", "", "", "L'Atelier", "Notes (c. 2)"),
            ("Appel numérique", "Ville d'Aix", "2018-05-01", "2018-09-30",
             "L'Atelier ; Maison des associations", "L'Atelier", "Notes (c. 1)"),
        ],
    ),
    (
        "appels-ouverts",
        {"territoire": "Pertuis"},
        [("Appel libre", "", "2018-06-01", "", "", "", "Notes (c. 2)")],
    ),
    (
        "appels-ouverts",
        {"date": "2017-06-01"},
        [("Appel clos", "Ville d'Aix", "2017-01-01", "2017-12-31", "", "", "Notes (c. 3)")],
    ),
    (
        "reseaux-d-un-acteur",
        {"acteur": "PAA"},
        [
            ("Label Tech", "allié", "La Fabrique", "adhésion", "Notes (p. 3)"),
            ("Label Tech", "allié", "La Faculté", "Thèse commune", "Notes (a. 7)"),
        ],
    ),
    # Already allied to La Fabrique, member of PAA: neither is reached anew.
    (
        "reseaux-d-un-acteur",
        {"acteur": "Les Aînés"},
        [
            ("Maison des associations", "membre", "L'Atelier", "adhésion", "Notes (p. 6)"),
            ("Maison des associations", "membre", "La Ferme", "Paniers solidaires",
             "Notes (a. 4)"),
            ("Maison des associations", "membre", "Label Tech", "Seniors et numérique",
             "Notes (a. 1)"),
            ("Maison des associations", "membre", "Ville d'Aix", "Soutien politique",
             "Notes (a. 2)"),
        ],
    ),
    (
        "reseaux-d-un-acteur",
        {"acteur": "La Faculté"},
        [
            ("Label Tech", "allié", "La Fabrique", "adhésion", "Notes (p. 3)"),
            ("Label Tech", "allié", "Maison des associations", "Seniors et numérique",
             "Notes (a. 1)"),
        ],
    ),
    # In June 2017 PAA had met neither the Label nor La Ferme.
    (
        "reseaux-d-un-acteur",
        {"acteur": "Ville d'Aix", "date": "2017-06-30"},
        [
            ("Maison des associations", "allié", "L'Atelier", "adhésion", "Notes (p. 6)"),
            ("Maison des associations", "allié", "Les Aînés", "adhésion", "Notes (p. 5)"),
        ],
    ),
    (
        "subventions-semblables",
        {"acteur": "Le Théâtre"},
        [
            ("La Chorale", "Ville d'Aix", "Concert d'été", "5000", "EUR", "versé", "2016",
             "Registre (a. 5)"),
        ],
    ),
    ("subventions-semblables", {"acteur": "La Chorale"}, []),
    (
        "themes-sans-entreprise",
        {"territoire": "Aix-en-Provence"},
        [
            ("culture et art", "2", "La Chorale ; Le Théâtre", "Notes"),
            ("numérique", "1", "L'Atelier", "Notes"),
        ],
    ),
    ("themes-sans-entreprise", {"territoire": "Venelles"}, []),
    (
        "themes-sans-entreprise",
        {"territoire": "Venelles", "date": "2017-01-31"},
        [("silver économie", "1", "Les Aînés", "Notes")],
    ),
    (
        "elus-d-un-territoire",
        {"territoire": "Venelles"},
        [
            ("Adjoint de Venelles", "Eden Ensuite", "adjoint au maire", "Venelles", "2016-01-10",
             "numérique", "Registre (m. 4)"),
            ("Député du 13", "Gaël Général", "député", "Bouches-du-Rhône", "2017-06-18", "",
             "Registre (m. 6)"),
            ("Maire de Venelles", "Camille Courant", "maire", "Venelles", "2014-03-30", "",
             "Registre (m. 2)"),
        ],
    ),
    (
        "elus-d-un-territoire",
        {"territoire": "Venelles", "date": "2013-01-01"},
        [
            ("Maire de Venelles", "Alix Avant", "maire", "Venelles", "2008-03-21", "",
             "Registre (m. 1)"),
        ],
    ),
    # Six years after the start of a mandate that the register never closed.
    (
        "elus-d-un-territoire",
        {"territoire": "Aix-en-Provence", "date": "2014-03-21"},
        [
            ("Maire d'Aix", "Francis Fini", "maire", "Aix-en-Provence", "2008-03-21", "",
             "Registre (m. 5)"),
        ],
    ),
    ("elus-d-un-territoire", {"territoire": "Aix-en-Provence", "date": "2014-03-22"}, []),
    (
        "croissance-du-reseau",
        {"debut": "2017-01-01", "fin": "2018-06-30"},
        [
            ("acteurs : associations", "2", "3", "1", "Notes ; Registre"),
            ("acteurs : enseignement et recherche", "1", "1", "0", "Notes"),
            ("acteurs : entreprises", "1", "2", "1", "Notes ; Registre"),
            ("acteurs : pouvoirs publics", "1", "1", "0", "Notes ; Registre"),
            ("acteurs : réseaux", "2", "2", "0", "Notes"),
            ("alliances", "4", "7", "3", "Notes ; Registre"),
            ("alliances signées", "2", "3", "1", "Notes ; Registre"),
        ],
    ),
    (
        "affirmations-divergentes",
        {},
        [
            ("Parcours pilote", "nombre de pilotes", "11", "énoncé", "2018", "Registre (f. 2)"),
            ("Parcours pilote", "nombre de pilotes", "12", "énoncé", "2018", "Notes (f. 1)"),
        ],
    ),
    (
        "qui-est",
        {"acteur": "PAA"},
        [
            ("adhérents", "plus de 700", "Notes (f. 6)"),
            ("autre nom", "PAA", "Notes (p. 1)"),
            ("catalyseur désigné par", "Parcours pilote", "Notes (c. 7)"),
            ("contact pris avec", "institutions", "Notes (f. 5)"),
            ("contact pris avec", "élus", "Notes (f. 4)"),
            ("nature", "association", "Notes (p. 1)"),
            ("nature", "réseau d'acteurs", "Notes (p. 1)"),
            ("nom", "Maison des associations", "Notes (p. 1)"),
            ("secteur", "réseaux", "Notes (p. 1)"),
            ("siège", "Aix-en-Provence", "Notes (p. 1)"),
            ("thème", "vie associative", "Notes (p. 1)"),
        ],
    ),
]  # fmt: skip



@pytest.mark.parametrize(("question", "values", "expected"), CASES)
def test_the_answer_is_the_one_counted_by_hand(
    territory: Workspace, question: str, values: dict[str, str], expected: Rows
) -> None:
    assert sorted(answers(territory, question, **values)) == sorted(expected)


def test_every_question_has_an_answer_counted_by_hand() -> None:
    apart = {"pourquoi-propose", "donnees-sur-un-acteur"}  # below: their answers hold a day
    assert {question for question, _, rows in CASES if rows} | apart == set(library())


def test_the_words_of_an_answer_follow_the_language(territory: Workspace) -> None:
    values = {"territoire": "Venelles", "etape": "agreement in principle"}
    ((_, _, stage, *_),) = answers(territory, "alliances-par-etape", "en", **values)
    assert stage == "agreement in principle"
    information = {row[0] for row in answers(territory, "qui-est", "en", acteur="PAA")}
    assert {"name", "other name", "kind", "sector", "seat", "theme"} <= information
    measures = answers(
        territory, "croissance-du-reseau", "en", debut="2017-01-01", fin="2018-06-30"
    )
    assert ("actors: companies", "1", "2", "1", "Notes ; Registre") in measures


def test_the_last_day_of_a_month_counts_whole_months(territory: Workspace) -> None:
    ages = {
        day: answers(territory, "alliances-dormantes", mois="0", territoire="Pertuis", date=day)
        for day in ("2018-01-20", "2018-02-19", "2018-02-20", "2019-01-19")
    }
    assert {day: rows[0][4] for day, rows in ages.items()} == {
        "2018-01-20": "0",
        "2018-02-19": "0",
        "2018-02-20": "1",
        "2019-01-19": "11",
    }


def test_only_a_current_holder_is_named(territory: Workspace) -> None:
    def named(question: str, **values: str) -> str:
        return repr(answers(territory, question, **values))

    assert "Eden Ensuite" in named("qui-est", acteur="Adjoint de Venelles")
    assert "Dominique Durant" not in named("qui-est", acteur="Adjoint de Venelles")
    assert "Dominique Durant" in named(
        "qui-est", acteur="Adjoint de Venelles", date="2015-01-01"
    )
    assert "Francis Fini" not in named("qui-est", acteur="Maire d'Aix")
    for post in ("Adjoint de Venelles", "Maire d'Aix", "Maire de Venelles"):
        shown = named("donnees-sur-un-acteur", acteur=post)
        assert "Registre (m. " in shown
        assert not any(name in shown for name in ("Durant", "Ensuite", "Fini", "Courant", "Avant"))


def test_the_data_about_an_actor_come_with_source_file_and_day(territory: Workspace) -> None:
    rows = answers(territory, "donnees-sur-un-acteur", acteur="La Ferme")
    facts = {(what, value, source) for what, value, source, _, _ in rows}
    assert {
        ("acteur concerné", "Paniers solidaires", "Notes (a. 4)"),
        ("acteur concerné", "Tournée à la ferme", "Notes (a. 6)"),
        ("offert par", "Conseil agricole", "Notes (b. 5)"),
        ("siège", "Pertuis", "Notes (p. 4)"),
        ("thème", "circuits courts", "Notes (p. 4)"),
        ("type", "entreprise", "Notes (p. 4)"),
        ("secteur", "entreprises", "Notes (p. 4)"),
    } <= facts
    assert len(rows) == len(set(rows)) == 12
    assert {file for *_, file, _ in rows} == {"carnet"}
    assert all(len(day) == len("2018-06-30") for *_, day in rows)


def test_why_an_actor_is_proposed_is_what_the_suggestions_say(territory: Workspace) -> None:
    store = territory.store()
    network = extract(store, graphs(store, "asserted"), as_of=territory.as_of)
    fabrique = next(i for i, a in enumerate(network.actors) if a.name == "La Fabrique")
    expected = {
        (network.actors[s.a if s.b == fabrique else s.b].name,
         concepts("reason-kind")[reason.kind].label.fr,
         " ; ".join(sorted(network.actors[v].name for v in s.via)))
        for s in suggest(network) if fabrique in (s.a, s.b)
        for reason in s.reasons
    }  # fmt: skip
    rows = answers(territory, "pourquoi-propose", acteur="La Fabrique")
    told = {(who, why, via) for who, _, why, _, via, *_ in rows if "non connu" not in why}
    assert expected == told
    assert len(told) > 2
    assert ("thème commun", "numérique") in {(row[2], row[3]) for row in rows}
    assert {row[5] for row in rows} == {"random-walk-with-restart"}


def test_what_is_not_known_of_a_proposal_is_said(territory: Workspace) -> None:
    rows = answers(territory, "pourquoi-propose", acteur="Label Tech")
    assert {(row[2], row[3]) for row in rows} >= {("siège non connu", "Label Tech")}
    other = rows[0][0]
    assert {row[0] for row in answers(territory, "pourquoi-propose", acteur="Label Tech",
                                      autre=other)} == {other}  # fmt: skip


def test_suggestions_are_never_among_the_facts(territory: Workspace) -> None:
    assert answers(territory, "pourquoi-propose", layer="asserted", acteur="La Fabrique") == []


REQUIRED = {
    "acteur": "La Fabrique",
    "territoire": "Venelles",
    "debut": "2017-01-01",
    "fin": "2018-06-30",
}
APART = {
    "subventions-semblables": {"acteur": "Le Théâtre"},
    "tiers-entre-deux-acteurs": {"acteur": "La Ferme", "autre": "Ville d'Aix"},
}


@pytest.mark.parametrize("name", sorted(library()))
def test_an_absent_parameter_multiplies_nothing(territory: Workspace, name: str) -> None:
    values = REQUIRED | APART.get(name, {})
    given = {p.name: values[p.name] for p in library()[name].parameters if p.required}
    rows = answers(territory, name, **given)
    assert rows
    assert len(rows) == len(set(rows))


def test_a_missing_parameter_is_asked_for_with_an_example(territory: Workspace) -> None:
    with pytest.raises(Misuse) as caught:
        answers(territory, "qui-est")
    assert caught.value.text.fr == (
        "La question « qui-est » demande --param acteur=… (l'acteur, par son nom, son sigle ou "
        "son numéro). Exemple : --param acteur=\"Pays d'Aix Associations\""
    )


def test_an_unknown_place_stage_or_number_is_explained(territory: Workspace) -> None:
    with pytest.raises(NotFound) as place:
        answers(territory, "alliances-par-etape", territoire="Venele")
    assert place.value.text.fr.startswith("Aucun territoire ne s'appelle « Venele ».")
    with pytest.raises(Misuse, match="Did you mean 'accord de principe'"):
        answers(territory, "alliances-par-etape", etape="accord de principes")
    with pytest.raises(Misuse) as number:
        answers(territory, "alliances-dormantes", mois="six")
    assert number.value.text.en == (
        "--param mois=six: a whole number is needed, such as 2."
    )
    with pytest.raises(Misuse) as day:
        answers(territory, "alliances-dormantes", date="2018")
    assert day.value.text.fr == (
        "--param date=2018 : il faut un jour, par exemple 2017-12-31."
    )
