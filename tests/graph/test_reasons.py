"""Which reasons count: recent ones, of people who are still there, that distinguish somebody."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from graph.network import Actor, Alliance, Need, Network, StageEvent
from graph.reasons import BROAD_COUNT, YEARS, Reason, evidence, pair_texts, seekers
from graph.suggestions import hub_share, introductions, last_seen, suggest
from tests.oracles.small import actor, alliance, places

TODAY = date(2020, 6, 1)
SPORT = {"themes": ("sport",)}


def dated(made: Alliance, year: int) -> Alliance:
    return replace(made, events=(StageEvent(made.stage, date(year, 1, 1), date(year, 12, 31)),))


@pytest.mark.parametrize(
    ("stage", "year", "counts"),
    [
        ("acheve", TODAY.year - YEARS, True),
        ("acheve", TODAY.year - YEARS - 1, False),
        ("suspendu", TODAY.year - YEARS - 1, False),
        ("actif", 1999, True),
        ("contact", 1999, True),
    ],
)
def test_an_alliance_long_over_gives_no_reason(stage: str, year: int, counts: bool) -> None:
    """A and C both worked with B; on tourism, the one in 1, says the alliance alone."""
    people = (actor("A"), actor("B", "public"), actor("C", "entreprise"))
    works = {"themes": ("tourisme",)}
    made = (dated(alliance([0, 1], stage, **works), year), alliance([1, 2], "actif", **works))
    network = Network(people, made, as_of=TODAY)
    found = evidence(network).reasons(0, 2)
    assert (set(found) == {Reason("tiers", 1), Reason("theme", "tourisme")}) is counts
    assert (found == ()) is not counts
    assert evidence(network).met[0] == {1}, "whom one met is known for ever"


def test_old_partners_are_not_proposed_as_new_ones() -> None:
    network = Network(
        (actor("A", **SPORT), actor("B", "entreprise", **SPORT)),
        (dated(alliance([0, 1], "acheve"), 1990),),
        as_of=TODAY,
    )
    assert suggest(network) == []


def test_who_is_not_there_any_more_introduces_nobody() -> None:
    """One third party ended, one is a vacant post, one is there."""
    thirds = (
        actor("Fermée", "fondation", until=date(2019, 12, 31)),
        actor("Adjointe", "elus", is_post=True),
        actor("Maire", "elus", is_post=True, holder="Camille Exemple"),
    )
    people = (actor("A"), actor("B", "entreprise"), *thirds)
    made = tuple(alliance([i, j]) for i in (0, 1) for j in (2, 3, 4))
    network = Network(people, made, as_of=TODAY)
    (found,) = suggest(network, for_actor=0)
    assert found.reasons == (Reason("tiers", 4),)
    assert found.via == (4,)
    assert introductions(network, [found]) == [(4,)]


@pytest.mark.parametrize(("stage", "known"), [("idee", False), ("contact", True)])
def test_a_common_partner_was_met_not_only_thought_of(stage: str, known: bool) -> None:
    made = Network(
        (actor("A"), actor("B", "entreprise"), actor("T")),
        (alliance([0, 2], stage), alliance([1, 2])),
    )
    found = evidence(made)
    assert (Reason("tiers", 2) in found.reasons(0, 1)) == known
    assert found.met[0] == {2}, "whom one thinks of is nobody to be proposed"


def crowd(theme: str, size: int) -> list[Actor]:
    return [actor(f"Club {i:02}", themes=(theme,)) for i in range(size)]


@pytest.mark.parametrize(("size", "weak"), [(BROAD_COUNT - 2, False), (BROAD_COUNT + 1, True)])
def test_a_theme_of_very_many_distinguishes_nobody(size: int, weak: bool) -> None:
    """The company shares sport with all clubs: up to 25 bear it, or more."""
    people = (actor("Entreprise", "entreprise", **SPORT), *crowd("sport", size))
    network = Network(people, ())
    assert {found.weak for found in suggest(network, for_actor=0, top=None)} == {weak}


def test_weak_pairs_come_after_all_others_whatever_their_score() -> None:
    """A place of two is nearer than a theme of ten; it comes last all the same."""
    network = Network(
        (
            actor("A", seat="venelles", **SPORT),
            actor("Voisine", "entreprise", seat="venelles"),
            actor("B", "entreprise", themes=("sport", "tourisme", "sante"), seat="pertuis"),
            *crowd("sport", 8),
        ),
        (),
        places({"venelles": (), "pertuis": ()}),
    )
    found = suggest(network, for_actor=0)
    assert [(network.actors[s.b].name, s.weak) for s in found] == [("B", False), ("Voisine", True)]
    assert found[1].score > found[0].score


def test_a_common_theme_and_place_together_tell_something_between_private_parties() -> None:
    many = crowd("sport", BROAD_COUNT + 5)
    here = {"seat": "venelles", **SPORT}
    people = (actor("A", **here), actor("B", "entreprise", **here), actor("V", "public", **here))
    network = Network((*people, *many), (), places({"venelles": ()}))
    weak = {frozenset((s.a, s.b)): s.weak for s in suggest(network, top=None, max_per_actor=99)}
    assert weak[frozenset({0, 1})] is False
    assert weak[frozenset({0, 2})] is True, "a town hall has a place in common with everybody"


def test_a_sector_is_that_of_the_other_or_of_one_of_them() -> None:
    people = (
        actor("A", **SPORT),
        actor("B", "entreprise", **SPORT),
        actor("F", "fondation", **SPORT),
    )
    network = Network(people, ())

    def pairs(**asked: object) -> set[frozenset[int]]:
        return {frozenset((s.a, s.b)) for s in suggest(network, **asked)}  # type: ignore[arg-type]

    assert pairs(sector="entreprise") == {frozenset({0, 1}), frozenset({1, 2})}
    assert pairs(sector="fondation", for_actor=0) == {frozenset({0, 2})}
    assert pairs(sector="public") == set()


def test_introductions_are_short_and_recent() -> None:
    """0 reaches 3 through 1 and 2; 4 only by a link long over; 6 by three go-betweens."""
    line = [alliance([0, 1]), alliance([1, 2]), alliance([2, 3]), alliance([3, 6]),
            dated(alliance([0, 4], "acheve"), 2000), alliance([4, 5])]  # fmt: skip
    sectors = ["association", "public"] * 3 + ["entreprise"]
    people = tuple(actor(f"N{i}", sector, **SPORT) for i, sector in enumerate(sectors))
    network = Network(people, tuple(line), as_of=TODAY)
    found = suggest(network, for_actor=0, top=None)
    ways = dict(zip(((s.a, s.b) for s in found), introductions(network, found), strict=True))
    assert ways == {(0, 3): (1, 2), (0, 5): (), (0, 6): ()}


def test_who_was_last_seen_long_ago() -> None:
    made = (
        dated(alliance([0, 1], "acheve"), 2010), dated(alliance([0, 2], "acheve"), 2012),
        dated(alliance([2, 3], "acheve"), 2019), alliance([4, 1], "acheve"),
    )  # fmt: skip
    network = Network(tuple(actor(c) for c in "ABCDE"), made, as_of=TODAY)
    assert last_seen(network) == {0: 2012}, "without a date nobody can say that it is long ago"


def test_the_share_of_hubs_by_hand() -> None:
    network = Network(
        (actor("H", "public", **SPORT), *(actor(f"A{i}", **SPORT) for i in range(4))),
        (alliance([0, 1]), alliance([0, 2]), alliance([1, 2])),
    )
    found = suggest(network, top=None)
    assert {(s.a, s.b) for s in found} == {(0, 3), (0, 4)}
    assert hub_share(found, network) == (1, 1.0)
    assert hub_share([], network) == (1, 0.0)


def test_a_need_says_who_looks_for_what_the_other_offers() -> None:
    rooms, skills = Need(("locaux",)), Need(("competences",))
    people = (
        actor("A", needs=(rooms,), offers=(skills,), **SPORT),
        actor("B", "entreprise", needs=(skills,), offers=(rooms, skills), **SPORT),
    )
    network = Network(people, ())
    (found,) = suggest(network)
    assert [text.en for text in pair_texts(network, found.reasons, (0, 1))] == [
        "A looks for what B offers: premises",
        "B looks for what A offers: skills",
        "shared theme: sport",
    ]
    assert seekers(network, Reason("besoin-offre", "locaux"), (0, 1)) == (0,)
    assert seekers(network, Reason("theme", "sport"), (0, 1)) == ()
