"""What is told of a ranking and a team; the page "How we rank" holds the table of measures."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from graph.brokerage import LEAST_CLASS, LEAST_EXPECTED
from graph.catalysts import rank
from graph.catalysts.explanations import explain, number
from graph.catalysts.metrics import METRICS, table
from graph.catalysts.team import team
from graph.catalysts.team_words import brings, summary, why
from graph.network import Alliance, Network, PartyLink
from ontology.text import Lang, Text
from tests.oracles.small import actor, alliance, places, ring

DOCS = Path(__file__).parents[2] / "docs"
PAGES: dict[Lang, str] = {"en": "how-we-rank.md", "fr": "comment-nous-classons.md"}


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_page_holds_the_table_of_measures(lang: Lang) -> None:
    page = (DOCS / PAGES[lang]).read_text(encoding="utf-8")
    assert table(lang) in page, f"write this into docs/{PAGES[lang]}:\n{table(lang)}"
    limits = Text(
        "n'est pas donné sous {pairs} paires attendues, ni pour une classe de moins de {n} acteurs",
        "is not given below {pairs} expected pairs, nor for a class of fewer than {n} actors",
    ).fill(pairs=int(LEAST_EXPECTED), n=LEAST_CLASS)
    assert limits.to(lang) in page
    assert table(lang).count("\n") == len(METRICS) + 1


@pytest.mark.parametrize(
    ("value", "words"),
    [(98.0, "98"), (0.01236, "0,0124"), (1234.4, "1234"), (0.0, "0"), (4.5271, "4,53")],
)
def test_numbers_as_they_are_read(value: float, words: str) -> None:
    assert number(value) == Text(words, words.replace(",", "."))


def told(network: Network, name: str) -> list[Text]:
    ranking = rank(network, profile=True, least=1, draws=20)
    row = next(row for row in ranking.rows if network.actors[row.actor].name == name)
    return explain(network, ranking, row, by="reach")


def test_an_explanation_says_place_role_and_what_would_fall_apart() -> None:
    said = told(ring(), "Pertuis")
    french = [text.fr for text in said]
    assert french[0].startswith("1er sur 5 pour : portée intersectorielle (3) ; rang ")
    assert "(20 tirages des 4 alliances)" in french[0]
    assert (
        "se tient entre des acteurs sans alliance connue entre eux : 2 paires entre deux autres "
        "secteurs"
    ) in french
    assert "rôle entre communes : non défini, son siège n'est pas un lieu précis" in french
    assert not any("morceaux" in words for words in french), "the ring holds without Pertuis"
    assert french[-2].startswith("par étape atteinte au moins : contact : ")
    assert french[-1].startswith("sans siège connu")


def test_an_explanation_of_a_go_between_counts_the_pieces() -> None:
    network = Network(
        (actor("A"), actor("B", "public"), actor("C", "entreprise")),
        (alliance([0, 1]), alliance([1, 2])),
    )
    english = [text.en for text in told(network, "B")]
    assert "without it, this known network would fall into 2 pieces" in english
    assert (
        "effective size 2 and constraint 0.5: the larger the first and the smaller the second, "
        "the less its partners know one another without it"
    ) in english


def funded() -> Network:
    gift = (PartyLink(0, "financeur"), PartyLink(1, "beneficiaire"))
    return Network(
        (
            actor("Ville", "public", seat="aix"),
            actor("Club", seat="aix"),
            actor("Firme", "entreprise", seat="venelles"),
            actor("Seule", seat="aix"),
        ),
        (Alliance("urn:g", "Don", gift, "acheve"), alliance([0, 2])),
        places({"aix": (), "venelles": ()}),
    )


def test_what_a_member_brings_marks_what_only_a_grant_says() -> None:
    network = funded()
    first = team(network, 2).members[0]
    assert brings(network, first).fr == (
        "associations 1, entreprises 1 ; Aix 1, Venelles 1 ; dont 1 par subvention seulement"
    )
    said = [text.en for text in why(network, first, team(network, 2))]
    assert said[0] == "adds 2 actors: Club, Firme"
    assert said[2] == "through 2 alliances: Don, 0-2"


def test_a_summary_says_what_is_reached_and_what_is_not() -> None:
    network = funded()
    said = [t.en for t in summary(network, team(network, 1), 1, grants="after", local=True)]
    assert said == [
        "The team reaches 2 actors, of 3 that at least one of 3 candidates reaches; 3 of the 4 "
        "actors asked for have a known alliance.",
        "No team of 1 would reach more than 1 otherwise than by a grant (this one: 1).",
        "Not covered for want of seats: Ville.",
        "Without any known alliance: 1 actor. That does not mean that they are alone: it is not "
        "known.",
    ]


def test_a_summary_says_who_is_out_of_reach_and_no_grants_where_there_are_none() -> None:
    network = Network(
        (actor("A", seat="aix"), actor("B", seat="aix"), actor("C"), actor("D")),
        (alliance([0, 1]), alliance([2, 3])),
        places({"aix": ()}),
    )
    said = [t.fr for t in summary(network, team(network, 2), 2, grants="after", local=True)]
    assert said[1] == "Aucune équipe de 2 n'en toucherait plus de 2 (celle-ci : 2)."
    assert said[2] == "Hors de portée : 2 acteurs dont aucun candidat n'est l'allié connu."
    nobody = team(network, 2, sector="entreprise")
    assert [t.fr for t in summary(network, nobody, 2, grants="after", local=True)] == [
        "Pas d'équipe : aucun acteur connu de ce territoire et de ce secteur à toucher."
    ]


def test_a_team_of_nobody_is_explained() -> None:
    network = replace(funded(), alliances=())
    said = [t.fr for t in summary(network, team(network, 3), 3, grants="all", local=True)]
    assert said[0] == (
        "Pas d'équipe : aucun candidat n'a d'alliance connue avec un des 4 acteurs à toucher."
    )


def test_names_with_braces_are_plain_text() -> None:
    network = funded()
    odd = replace(network.actors[1], name="{n} <b>")
    network = replace(network, actors=(network.actors[0], odd, *network.actors[2:]))
    found = team(network, 2)
    assert "{n} <b>" in next(iter(why(network, found.members[0], found))).fr
    assert list(summary(network, found, 2, grants="all", local=True))
