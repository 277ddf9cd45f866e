"""Which reasons count: recent ones, of people who are still there, that distinguish somebody."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from graph.needs import matches
from graph.network import Actor, Alliance, Need, Network, StageEvent
from graph.reasons import BROAD_COUNT, YEARS, Reason, evidence, pair_texts, seekers
from graph.suggestions import hub_share, introductions, last_seen, last_together, suggest
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
    assert evidence(network).met(0) == [1], "whom one met is known for ever"


def test_old_partners_are_not_proposed_as_new_ones() -> None:
    network = Network(
        (actor("A", **SPORT), actor("B", "entreprise", **SPORT)),
        (dated(alliance([0, 1], "acheve"), 1990),),
        as_of=TODAY,
    )
    assert suggest(network) == []


def test_former_partners_are_proposed_when_asked_for() -> None:
    """Of the partners of A: B and C long ago, D long ago and now, E of its own side, F its network.

    G was to be, H is not dated, B is allied with nobody else; C shares a theme with A.
    """
    people = (
        actor("A", networks=(5,), **SPORT), actor("B", "entreprise"),
        actor("C", "public", **SPORT), actor("D", "entreprise"), actor("E"),
        actor("F", "reseau"), actor("G", "entreprise"), actor("H", "entreprise"),
    )  # fmt: skip
    old = [dated(alliance([0, k], "acheve"), 2000 + k) for k in (1, 2, 3, 4, 5)]
    made = (
        *old, dated(alliance([0, 2], "suspendu"), 2008), dated(alliance([0, 3], "actif"), 2019),
        dated(alliance([0, 6], "abandonne"), 2001), alliance([0, 7], "acheve"),
    )  # fmt: skip
    network = Network(people, made, as_of=TODAY)
    found = suggest(network, renew=True, top=None)
    assert [(s.a, s.b, s.weak) for s in found] == [(0, 2, False), (0, 1, True)]
    assert [s.reasons for s in found] == [(Reason("theme", "sport"),), ()]
    assert last_together(network, found) == {(0, 2): 2008, (0, 1): 2001}
    assert suggest(network, renew=True, for_actor=1) == [found[1]]
    kept = frozenset({frozenset({people[0].iri, people[2].iri})})
    assert suggest(network, renew=True, exclude=kept) == [found[1]]
    new = suggest(network, top=None)
    assert not {(s.a, s.b) for s in new} & {(0, k) for k in range(1, 8) if k != 6}
    assert last_together(network, new) == {}


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
    assert found.met(0) == [2], "whom one thinks of is nobody to be proposed"


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


def test_who_opted_out_introduces_nobody() -> None:
    """0 and 2 know each other through 1, 0 and 3 through 1 and 2."""
    people = (
        actor("A"), actor("B", "public"), actor("C", "entreprise", **SPORT),
        actor("D", "fondation", **SPORT),
    )  # fmt: skip
    made = (alliance([0, 1]), alliance([1, 2]), alliance([2, 3]))
    network = Network(people, made, as_of=TODAY)
    away = frozenset({frozenset({people[1].iri})})

    assert [s.via for s in suggest(network, for_actor=0)][:1] == [(1,)]
    silent = suggest(network, for_actor=0, exclude=away, top=None)
    assert all(1 not in s.via for s in silent)
    [pair] = suggest(network, for_actor=2, sector="association")
    opted_out = [people[1].iri]
    assert introductions(network, [replace(pair, via=())]) == [(1,)]
    assert introductions(network, [replace(pair, via=())], None, opted_out) == [()]


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


def people_of(need: str, *offers: tuple[str, str], with_b: int = 0) -> Network:
    """A needs premises in words; others offer a kind in words, the second also knows the same."""
    others = tuple(
        actor(f"B{k}", "entreprise", offers=(Need((kind,), words),))
        for k, (kind, words) in enumerate(offers)
    )
    thirds = tuple(actor(f"T{k}", "fondation") for k in range(with_b))
    made = tuple(alliance([i, 1 + len(offers) + k]) for k in range(with_b) for i in (0, 2))
    return Network((actor("A", needs=(Need(("locaux",), need),)), *others, *thirds), made)


def test_a_need_and_an_offer_in_the_same_words_come_first() -> None:
    """B1 is nearer, having three partners in common and an offer of the same kind, not words."""
    network = people_of(
        "Nous cherchons des salles de répétition",
        ("locaux", "Une Salle\x1blibre le mardi"),
        ("locaux", "Bureaux à partager pour les associations"),
        ("competences", "Salle, comment la décorer"),
        with_b=3,
    )
    found = [s for s in suggest(network, for_actor=0) if s.b in {1, 2, 3}]
    assert [(s.b, s.worded) for s in found] == [(1, True), (2, False)]
    assert found[0].score < found[1].score
    (said,) = pair_texts(network, found[0].reasons, (0, 1))
    assert said == (
        "A cherche ce que B0 offre : locaux (besoin : « Nous cherchons des salles de répétition » "
        "↔ offre : « Une Salle libre le mardi »)",
        'A looks for what B0 offers: premises (need: "Nous cherchons des salles de répétition" '
        '↔ offer: "Une Salle libre le mardi")',
    )
    other = next(text.fr for text in pair_texts(network, found[1].reasons, (0, 2)))
    assert other == "A cherche ce que B1 offre : locaux", "no sentence without words in common"
    everybody = suggest(network, top=None)
    assert (everybody[0].a, everybody[0].b) == (0, 1)


@pytest.mark.parametrize(
    ("need", "offer", "shared"),
    [
        ("Une salle", "Des salles", ("salle",)),
        ("L'ÉTÉ au théâtre", "théâtre d’été", ("ete", "theatre")),
        ("Réseaux", "réseau", ("reseau",)),
        ("Nous cherchons un lieu pour notre projet", "Nous proposons un lieu pour tout projet", ()),
        ("des locaux", "nos locaux", ()),  # the kind says so already
        ("en 2018, 100 m²", "100 m² en 2018", ()),
        ("salle", "local", ()),
        ("", "", ()),
        (None, "salle", ()),
    ],
)
def test_which_words_tell(need: str | None, offer: str, shared: tuple[str, ...]) -> None:
    seeker = actor("A", needs=(Need(("locaux",), need),))
    giver = actor("B", "entreprise", offers=(Need(("locaux",), offer),))
    found = matches(seeker, giver)
    assert [match.shared for match in found] == ([shared] if shared else [])
    assert matches(giver, seeker) == []
    (pair,) = suggest(Network((seeker, giver), ()))
    assert pair.worded is bool(shared)


def test_of_several_sentences_the_one_with_most_words_is_quoted() -> None:
    needs = Need(("locaux",), "Une salle"), Need(("argent",), "Repeindre la salle de danse")
    offers = Need(("locaux", "argent"), "Salle de danse"), Need(("locaux",), "Parking")
    found = matches(actor("A", needs=needs), actor("B", "entreprise", offers=offers))
    assert [(match.need, match.offer, match.shared) for match in found] == [
        ("Repeindre la salle de danse", "Salle de danse", ("danse", "salle")),
        ("Une salle", "Salle de danse", ("salle",)),
    ]
