"""The page before a meeting: what it says, and what it never says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from graph.brief import LATEST, Brief, brief
from graph.network import Alliance, Need, Network, Source, StageEvent
from graph.wording import period, spoken_period
from tests.oracles.small import actor, alliance, places

TODAY = date(2020, 6, 1)
DAY = date(2020, 1, 31)


def dated(made: Alliance, year: int, title: str, source: str = "s1") -> Alliance:
    event = StageEvent(made.stage, date(year, 1, 1), date(year, 12, 31))
    return replace(made, title=title, iri=f"urn:a:{title}", events=(event,), sources=(source,))


def network() -> Network:
    """A and B know M; A has six alliances of 2010 to 2015 with others, B is a mayor."""
    people = (
        actor(
            "A", seat="venelles", themes=("sport",), needs=(Need(("argent",)),),
            identifiers=(("RNA", "W131000001"),), sources=("s2",),
            description="Écrire à x@example.org, ou 06 12 34 56 78.",
        ),
        actor("B", "elus", is_post=True, holder="Camille Exemple", holder_until=date(2020, 7, 1)),
        actor("M", "entreprise"),
        *(actor(f"P{k}", "public") for k in range(6)),
    )  # fmt: skip
    past = [dated(alliance([0, 3 + k], "acheve"), 2010 + k, f"Aide {k}") for k in range(6)]
    known = [dated(alliance([0, 2]), 2019, "Tournoi"), dated(alliance([2, 1]), 2018, "Salon", "s3")]
    sources = {
        key: Source(f"Titre {key}", "Éditeur", "Licence Ouverte 2.0") for key in ("s1", "s2", "s3")
    }
    return Network(
        people, (*past, replace(known[0], amount="7 000 EUR"), known[1]),
        places({"venelles": ()}), sources, as_of=TODAY,
    )  # fmt: skip


@pytest.fixture
def page() -> Brief:
    return brief(network(), 0, 1)


def test_who_they_are(page: Brief) -> None:
    first, second = page.cards
    assert (first.name, second.name) == ("A", "B (Camille Exemple)")
    assert [(fact.about.en, fact.value.en) for fact in first.facts] == [
        ("Sector", "associations"),
        ("Seat", "Venelles"),
        ("Themes", "sport"),
        ("Looks for", "money"),
        ("Identifiers", "RNA W131000001"),
        ("Note", "Écrire à [contact masqué], ou [contact masqué]."),
    ]


def test_the_latest_alliances_come_first_and_are_few(page: Brief) -> None:
    first, second = page.cards
    assert (first.alliances, len(first.latest)) == (7, LATEST)
    assert [line.title for line in first.latest] == [
        "Tournoi", "Aide 5", "Aide 4", "Aide 3", "Aide 2",
    ]  # fmt: skip
    assert first.latest[0].amount == "7 000 EUR"
    assert first.latest[1].who == "P5"
    assert [line.title for line in second.latest] == ["Salon"]


def test_what_links_them_and_through_whom(page: Brief) -> None:
    assert page.direct == ()
    (way,) = page.ways
    assert way.through is not None
    assert way.through.fr == "M"
    assert [(line.who, line.title) for line in way.links] == [
        ("A – M", "Tournoi"), ("M – B", "Salon"),
    ]  # fmt: skip
    assert [text.en for text in page.common] == ["common partner: M"]


def test_sources_are_numbered_as_cited(page: Brief) -> None:
    """The way cites none before the cards do: A's own source, then those of its alliances."""
    assert [source.title for source in page.sources] == ["Titre s2", "Titre s1", "Titre s3"]
    assert page.cards[0].sources == (1,)
    assert page.cards[0].latest[0].sources == (2,)
    assert page.ways[0].links[1].sources == (3,)


def test_open_questions(page: Brief) -> None:
    assert [text.en for text in page.questions] == [
        "A: ask for its offers.",
        "B: the mandate ends on 1 July 2020 at the latest.",
    ]


def test_questions_of_those_of_whom_nothing_is_known() -> None:
    people = (
        actor("Vide"), actor("Poste", "elus", is_post=True),
        actor("Finie", until=date(2019, 1, 1), themes=("sport",)),
    )  # fmt: skip
    made = Network(people, (dated(alliance([2, 0], "acheve"), 2010, "Vieux"),), as_of=TODAY)
    said = [text.en for text in brief(made, 0, 1).questions]
    assert said == [
        "No known link within four steps: do they know each other by one that no source tells?",
        "Vide: ask for its seat, its themes, its needs, its offers and its SIREN or RNA number.",
        "Vide: last known alliance in 2010; is it still active?",
        "Poste: check who holds the post now.",
        "Poste: no known alliance; is it the data or the link that is missing?",
    ]
    assert "Finie: ended on 1 January 2019." in [t.en for t in brief(made, 2, 1).questions]


def test_allies_are_told_by_what_they_do_together() -> None:
    found = brief(network(), 0, 2)
    assert [line.title for line in found.direct] == ["Tournoi"]
    assert found.ways == ()


@pytest.mark.parametrize(
    ("first", "last", "short", "french", "english"),
    [
        (DAY, DAY, "2020-01-31", "31 janvier 2020", "31 January 2020"),
        (date(2020, 1, 1), DAY, "2020-01", "janvier 2020", "January 2020"),
        (date(2020, 1, 1), date(2020, 12, 31), "2020", "2020", "2020"),
        (date(2017, 12, 1), date(2017, 12, 10), "2017-12-01/2017-12-10",
         "du 1er au 10 décembre 2017", "from 1 to 10 December 2017"),
        (date(2019, 12, 1), DAY, "2019-12-01/2020-01-31",
         "du 1er décembre 2019 au 31 janvier 2020", "from 1 December 2019 to 31 January 2020"),
        (None, DAY, "avant 2020-01-31", "avant le 31 janvier 2020", "by 31 January 2020"),
        (DAY, None, "dès 2020-01-31", "dès le 31 janvier 2020", "from 31 January 2020"),
        (None, None, None, None, None),
    ],
)  # fmt: skip
def test_bounds_of_time_in_words(
    first: date | None, last: date | None, short: str | None, french: str | None,
    english: str | None,
) -> None:  # fmt: skip
    brief_words, words = period(first, last), spoken_period(first, last)
    assert (brief_words and brief_words.fr) == short
    assert (words and words.fr, words and words.en) == (french, english)
