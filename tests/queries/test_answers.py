"""What each question answers on a territory small enough to count by hand, on 30 June 2018."""

from __future__ import annotations

import pytest

from graph.errors import Misuse, NotFound
from graph.extract import extract
from graph.layers import graphs
from graph.questions import Setting
from graph.store import Store
from graph.suggestions import suggest
from graph.workspace import Workspace
from ontology import concepts
from queries import library
from tests.queries.expected import CASES
from tests.queries.expected_more import Rows
from tests.queries.territory import DAY, answered, answers


@pytest.mark.parametrize(("question", "values", "expected"), CASES)
def test_the_answer_is_the_one_counted_by_hand(
    opened: Store, question: str, values: dict[str, str], expected: Rows
) -> None:
    asked = Setting(opened, (), "fr", DAY)
    assert sorted(answered(asked, question, values)) == sorted(expected)


def test_every_question_has_an_answer_counted_by_hand() -> None:
    # Below, and in test_standings: their answers hold a day, or need more alliances.
    apart = {"pourquoi-propose", "donnees-sur-un-acteur", "rangs-des-catalyseurs"}
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
    assert "Dominique Durant" in named("qui-est", acteur="Adjoint de Venelles", date="2015-01-01")
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
    "cote": "numérique",
}
APART = {
    "subventions-semblables": {"acteur": "Le Théâtre"},
    "tiers-entre-deux-acteurs": {"acteur": "La Ferme", "autre": "Ville d'Aix"},
    "qui-peut-presenter": {"acteur": "La Ferme", "nous": "Ville d'Aix"},
    "qui-relie": {"autre": "pouvoirs publics"},
}
#: What has no answer on the small territory unless a value is given.
EMPTY = {"entreprises-sans-association": {"date": "2016-01-01"}}


@pytest.mark.parametrize("name", sorted(set(library()) - {"rangs-des-catalyseurs"}))
def test_an_absent_parameter_multiplies_nothing(territory: Workspace, name: str) -> None:
    values = REQUIRED | APART.get(name, {})
    given = {p.name: values[p.name] for p in library()[name].parameters if p.required}
    given |= EMPTY.get(name, {})
    rows = answers(territory, name, **given)
    assert rows
    assert len(rows) == len(set(rows))


def test_a_missing_parameter_is_asked_for_with_an_example(territory: Workspace) -> None:
    with pytest.raises(Misuse) as caught:
        answers(territory, "qui-est")
    assert caught.value.text.fr == (
        "La question « qui-est » demande --param acteur=… (l'acteur, par son nom, son sigle ou "
        'son numéro). Exemple : --param acteur="Pays d\'Aix Associations"'
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
        "--param mois=six: a whole number from 0 to 9999 is needed, such as 2."
    )
    with pytest.raises(Misuse) as day:
        answers(territory, "alliances-dormantes", date="depuis 2018")
    assert day.value.text.fr == (
        "--param date=depuis 2018 : il faut une date, par exemple 2017-12-31."
    )


def test_a_vague_date_is_looked_from_its_end(territory: Workspace) -> None:
    by_day = answers(territory, "alliances-dormantes", date="2018-12-31")
    assert by_day
    assert answers(territory, "alliances-dormantes", date="2018") == by_day
