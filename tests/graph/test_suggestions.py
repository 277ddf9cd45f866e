"""Potential alliances: what is proposed and why, what never is, in which order."""

from __future__ import annotations

import random
import tracemalloc
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pytest
from scipy.sparse import csr_array

from graph import walk
from graph.network import Need, Network
from graph.reasons import MOST_OF_A_KIND, Reason, evidence
from graph.suggestions import (
    DIGITS,
    SAME_SIDE,
    Suggestion,
    reason_texts,
    sector_mix,
    suggest,
)
from ontology import concepts
from tests.oracles.small import actor, alliance, places, ring, star

PREMISES, ROOMS = Need(("locaux",)), Need(("locaux",), "Une salle le mardi")
SECTORS = ("association", "entreprise", "public", "enseignement-recherche", "elus", "reseau")
THEMES = ("sport", "numerique", "culture-art", "agro-alimentaire", "silver-economie")


def random_network(n_actors: int, n_alliances: int, seed: int) -> Network:
    """A network with hubs, themes, seats and memberships, the same for the same seed."""
    rng = random.Random(seed)  # noqa: S311 - a sample, not a secret
    towns = {f"commune-{i:02}": ("metropole",) for i in range(36)}
    actors = [
        actor(
            f"Acteur {i:04}",
            SECTORS[min(i % 7, 5)],
            seat=rng.choice([*towns, None]),
            themes=tuple(rng.sample(THEMES, rng.randint(0, 2))),
            networks=(5,) if i % 9 == 0 else (),
        )
        for i in range(n_actors)
    ]
    hubs = range(0, n_actors, max(n_actors // 10, 1))
    alliances = tuple(
        replace(
            alliance(
                {rng.choice(hubs), *rng.sample(range(n_actors), rng.choice([1, 1, 1, 2, 5]))},
                rng.choice(["contact", "actif", "abandonne"]),
                themes=tuple(rng.sample(THEMES, rng.randint(0, 1))),
            ),
            iri=f"urn:a:{j}",
        )
        for j in range(n_alliances)
    )
    return Network(tuple(actors), alliances, places(towns))


def names(network: Network, found: list[Suggestion]) -> list[frozenset[str]]:
    return [frozenset(network.actors[i].name for i in (s.a, s.b)) for s in found]


# ── what is proposed ────────────────────────────────────────────────────────────────────


def test_the_ring_by_hand() -> None:
    """Université knows Pertuis and Épicerie; Abeilles and Bibliothèque close the ring."""
    network = ring()
    found = suggest(network, top=None, max_per_actor=9)
    assert set(names(network, found)) == {
        frozenset(pair)
        for pair in [
            ("Abeilles", "Épicerie"),
            ("Bibliothèque", "Pertuis"),
            ("Abeilles", "Université"),
            ("Bibliothèque", "Université"),
        ]
    }
    said = {tuple(network.actors[i].name for i in (s.a, s.b)): s for s in found}
    assert {network.actors[i].name for i in said["Abeilles", "Épicerie"].via} == {
        "Pertuis",
        "Bibliothèque",
    }
    assert said["Abeilles", "Université"].reasons == (Reason("tiers", 1),)
    assert said["Abeilles", "Université"].via == (1,)


@pytest.mark.parametrize(
    ("first", "second", "reason"),
    [
        ({"themes": ("sport",)}, {"themes": ("sport",)}, Reason("theme", "sport")),
        (
            {"themes": ("agro-alimentaire",)},
            {"themes": ("economie-circulaire",)},
            Reason("theme", "economie-circulaire"),
        ),
        ({"seat": "venelles"}, {"seat": "venelles"}, Reason("territoire", "venelles")),
        ({"seat": "venelles"}, {"seat": "pertuis"}, Reason("territoire", "durance")),
        ({"needs": (PREMISES,)}, {"offers": (ROOMS,)}, Reason("besoin-offre", "locaux")),
        ({"offers": (ROOMS,)}, {"needs": (PREMISES,)}, Reason("besoin-offre", "locaux")),
        ({"networks": (2,)}, {"networks": (2,)}, Reason("cadre", 2)),
    ],
    ids=["theme", "broader theme", "seat", "project territory", "need", "offer", "network"],
)
def test_an_actor_without_any_alliance_is_reached(
    first: dict[str, tuple[str, ...]], second: dict[str, tuple[str, ...]], reason: Reason
) -> None:
    network = Network(
        (
            actor("A", **first),
            actor("B", "entreprise", **second),
            actor("R", "reseau"),
        ),
        (),
        places({"venelles": ("durance",), "pertuis": ("durance",)}, projects=["durance"]),
    )
    found = suggest(network)
    assert [(s.a, s.b, s.reasons) for s in found] == [(0, 1, (reason,))]
    assert found[0].score > 0
    assert suggest(network, for_actor=0) == suggest(network, for_actor=1) == found


def test_alliances_of_one_frame_bring_their_parties_together() -> None:
    network = Network(
        (actor("A"), actor("B", "public"), actor("C", "entreprise"), actor("D", "fondation")),
        (
            alliance([0, 1], frames=("Appel 2017",)),
            alliance([2, 3], frames=("Appel 2017",)),
        ),
    )
    found = suggest(network, max_per_actor=9)
    assert len(found) == 4
    for each in found:
        assert each.reasons == (Reason("cadre", "Appel 2017"),)


def test_the_same_need_or_the_same_wide_area_is_no_reason() -> None:
    network = Network(
        (
            actor("A", needs=(PREMISES,), seat="venelles"),
            actor("B", "entreprise", needs=(PREMISES,), seat="pertuis"),
            actor("C", "fondation", offers=(Need(("argent",)),), seat="pertuis"),
        ),
        (),
        places({"venelles": ("metropole",), "pertuis": ("metropole",)}),
    )
    assert names(network, suggest(network)) == [frozenset({"B", "C"})]


def test_the_rarer_bond_comes_first() -> None:
    """Two actors alone on a theme are nearer than those who share it with nine others."""
    common = [actor(f"Commun {i}", SECTORS[i % 2], themes=("sport",)) for i in range(10)]
    rare = [
        actor(f"Rare {i}", sector, themes=("tourisme",))
        for i, sector in enumerate(["association", "entreprise"])
    ]
    network = Network((*common, *rare), ())
    assert names(network, suggest(network))[0] == frozenset({"Rare 0", "Rare 1"})


def test_a_score_is_the_mean_of_both_walks() -> None:
    """The kernel equals the geometric mean of two plain walks, computed here densely."""
    network = random_network(40, 60, seed=2)
    graph = walk.knowledge_graph(network)
    assert abs(graph - graph.T).max() == 0
    dense = graph.toarray()
    transition = dense / np.maximum(dense.sum(axis=0), 1)
    here, visits = np.eye(len(dense)), np.zeros(dense.shape)
    c, last = walk.CONTINUE, walk.STEPS
    for k in range(last + 1):
        visits += ((1 - c) * c**k if k < last - 1 else c ** (last - 1) / 2) * here
        here = transition @ here
    expected = np.sqrt(visits * visits.T)[:40, :40]
    ((block, scores),) = walk.nearness(graph, range(40), 40)
    assert block.tolist() == list(range(40))
    assert scores == pytest.approx(expected, rel=1e-5)


def test_blocks_change_no_score(monkeypatch: pytest.MonkeyPatch) -> None:
    network = random_network(60, 80, seed=4)
    whole = suggest(network)
    monkeypatch.setattr(walk, "BLOCK_CELLS", 1)
    assert suggest(network) == whole


def test_threads_change_no_score(monkeypatch: pytest.MonkeyPatch) -> None:
    network = random_network(60, 80, seed=4)
    whole = suggest(network)
    monkeypatch.setattr(walk, "BLOCK_CELLS", 400)
    monkeypatch.setattr(walk, "THREADING_EDGES", 0)
    monkeypatch.setattr("os.cpu_count", lambda: 3)
    assert suggest(network) == whole


def test_one_actor_is_answered_as_all_are() -> None:
    """Its list is its part of the list of all pairs, in the same order."""
    network = random_network(60, 80, seed=4)
    many = len(network.actors)
    everything = suggest(network, top=None, per_actor=many, max_per_actor=many)
    assert len(everything) > many
    for i in range(many):
        own = suggest(network, for_actor=i, top=None)
        part = [s for s in everything if i in {s.a, s.b}]
        assert [replace(s, score=0) for s in own] == [replace(s, score=0) for s in part]
        scores = [s.score for s in part]  # rounded: the last digit may depend on the side
        assert [s.score for s in own] == pytest.approx(scores, rel=2 ** (1 - DIGITS))


# ── what never is ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("seed", range(4))
def test_properties_of_every_suggestion(seed: int) -> None:
    network = random_network(150, 200, seed)
    found = suggest(network, top=None, max_per_actor=2)
    assert found
    allied = {
        frozenset((p.actor, q.actor))
        for a in network.alliances
        if a.stage != "abandonne"
        for p in a.parties
        for q in a.parties
    }
    side = [SAME_SIDE.get(a.sector, a.sector) for a in network.actors]
    facts = evidence(network)
    uses = [i for s in found for i in (s.a, s.b)]
    assert max(map(uses.count, uses)) == 2, "the cap is not reached, or passed"
    assert [(s.weak, -s.score) for s in found] == sorted((s.weak, -s.score) for s in found)
    assert {s.weak for s in found} == {False, True}
    for s in found:
        assert s.a < s.b
        assert s.score > 0
        assert frozenset((s.a, s.b)) not in allied
        assert s.b not in network.actors[s.a].networks
        assert s.a not in network.actors[s.b].networks
        assert side[s.a] != side[s.b]
        assert s.reasons == facts.reasons(s.a, s.b) != ()
        assert set(s.via) == {r.about for r in s.reasons if isinstance(r.about, int)}


@pytest.mark.parametrize(
    ("first", "second"),
    [("public", "public"), ("elus", "elus"), ("elus", "public"), ("association", "association")],
)
def test_one_side_is_not_introduced_to_itself(first: str, second: str) -> None:
    network = Network(
        (actor("A", first, themes=("sport",)), actor("B", second, themes=("sport",))), ()
    )
    assert suggest(network) == []


@pytest.mark.parametrize("authority", ["public", "elus"])
def test_an_inhabitant_is_not_introduced_to_the_town_hall(authority: str) -> None:
    town = places({"venelles": ()})
    here = {"seat": "venelles"}
    strangers = Network((actor("A", **here), actor("B", authority, **here)), (), town)
    assert suggest(strangers) == []
    same_theme = Network(
        (actor("A", **here, themes=("sport",)), actor("B", authority, **here, themes=("sport",))),
        (),
        town,
    )
    (found,) = suggest(same_theme)
    assert {reason.kind for reason in found.reasons} == {"theme", "territoire"}


def test_a_post_that_nobody_holds_is_nobody_to_meet() -> None:
    sport = {"themes": ("sport",)}
    post = actor("Adjoint aux sports", "elus", **sport, is_post=True)
    club = actor("Club", **sport)
    assert suggest(Network((club, post), ())) == []
    assert suggest(Network((post, club), ())) == []
    held = replace(post, holder="Camille Exemple")
    assert len(suggest(Network((club, held), ()))) == 1


def test_sides_are_sectors_of_the_vocabulary() -> None:
    assert {*SAME_SIDE, *SAME_SIDE.values()} <= set(concepts("sector"))


@pytest.mark.parametrize(
    ("stage", "proposed"),
    [("idee", 0), ("contact", 0), ("acheve", 0), ("suspendu", 0), ("abandonne", 1)],
)
def test_allies_are_not_proposed_unless_they_gave_up(stage: str, proposed: int) -> None:
    network = Network(
        (actor("A", themes=("sport",)), actor("B", "entreprise", themes=("sport",))),
        (alliance([0, 1], stage),),
    )
    assert len(suggest(network)) == proposed


def test_pairs_already_decided_are_left_out() -> None:
    network = ring()
    decided = frozenset({"urn:x:Abeilles", "urn:x:Épicerie"})
    before, after = suggest(network), suggest(network, exclude=frozenset({decided}))
    assert [s for s in before if {network.actors[s.a].iri, network.actors[s.b].iri} != decided] == (
        after
    )
    assert len(after) == len(before) - 1
    unknown = frozenset({"urn:x:Abeilles", "urn:x:gone"})
    assert suggest(network, exclude=frozenset({unknown})) == before


def test_a_hub_does_not_swamp_the_list() -> None:
    network = random_network(200, 300, seed=9)
    for cap in (1, 3):
        uses = [i for s in suggest(network, top=None, max_per_actor=cap) for i in (s.a, s.b)]
        assert max(map(uses.count, uses)) == cap


def test_nothing_comes_from_nothing() -> None:
    assert suggest(Network((), ())) == []
    assert suggest(Network((actor("A"), actor("B", "public")), ())) == []
    assert suggest(Network((actor("A"),), ()), for_actor=0) == []


# ── choices and order ───────────────────────────────────────────────────────────────────


def test_for_one_actor_every_pair_has_it_and_no_cap_applies() -> None:
    network = star(12)
    assert suggest(network, for_actor=0) == [], "the centre knows everybody"
    found = suggest(network, for_actor=1, top=None)
    assert {i for s in found for i in (s.a, s.b)} == {1, 2, 3, 4, 6, 7, 8, 10, 11, 12}
    assert all(1 in {s.a, s.b} for s in found)
    assert suggest(network, for_actor=1, top=4) == found[:4]


def test_a_theme_concerns_both_and_a_territory_one_of_them() -> None:
    sport = {"themes": ("sport",)}
    network = Network(
        (
            actor("A", **sport, seat="venelles"),
            actor("B", "entreprise", **sport, seat="pertuis"),
            actor("C", "fondation", **sport, seat="pertuis"),
            actor("D", "entreprise", seat="venelles"),
            actor("E", "reseau", themes=("numerique",)),
            actor("F"),
        ),
        (alliance([4, 5], themes=("numerique",), territories=("venelles",)),),
        places({"venelles": ("metropole",), "pertuis": ("metropole",)}),
    )
    cases: list[tuple[dict[str, Any], set[str]]] = [
        ({"theme": "sport"}, {"AB", "AC", "BC"}),
        ({"territory": "venelles"}, {"AB", "AC", "AD", "AE", "DE", "DF"}),
        ({"territory": "venelles", "theme": "sport"}, {"AB", "AC"}),
        ({"territory": "pertuis", "theme": "sport"}, {"AB", "AC", "BC"}),
        ({"territory": "nowhere"}, set()),
        ({"theme": "tourisme"}, set()),
        ({"theme": "numerique", "for_actor": 3}, {"DE", "DF"}),
        ({}, {"AB", "AC", "BC", "AD", "AE", "DE", "DF"}),
        ({"territory": "metropole"}, {"AB", "AC", "BC", "AD", "AE", "DE", "DF"}),
    ]
    for filters, expected in cases:
        found = names(network, suggest(network, max_per_actor=9, **filters))
        assert {"".join(sorted(pair)) for pair in found} == expected, filters


def test_filters_apply_to_the_other_one_when_an_actor_asks() -> None:
    network = Network(
        (
            actor("A", seat="venelles", themes=("sport",)),
            actor("B", "entreprise", seat="venelles"),
            actor("C", "entreprise", seat="pertuis", themes=("sport",)),
        ),
        (),
        places({"venelles": (), "pertuis": ()}),
    )
    assert names(network, suggest(network, for_actor=0, territory="pertuis")) == [{"A", "C"}]
    assert names(network, suggest(network, for_actor=0, theme="sport")) == [{"A", "C"}]
    assert len(suggest(network, for_actor=0)) == 2
    assert suggest(network, for_actor=1, theme="sport", territory="pertuis") == []


def test_the_order_of_the_actors_changes_nothing() -> None:
    network = random_network(80, 100, seed=7)
    n = len(network.actors)
    turned = Network(
        tuple(
            replace(a, networks=tuple(n - 1 - j for j in a.networks)) for a in network.actors[::-1]
        ),
        tuple(
            replace(a, parties=alliance([n - 1 - p.actor for p in a.parties]).parties)
            for a in network.alliances[::-1]
        ),
        network.territories,
    )
    assert names(turned, suggest(turned)) == names(network, suggest(network))
    assert suggest(network) == suggest(network)


def test_ties_are_broken_by_name() -> None:
    network = Network(
        (
            actor("Zoé", themes=("sport",)),
            actor("Entreprise", "entreprise", themes=("sport",)),
            actor("Élan", themes=("sport",)),
            actor("Abri", themes=("sport",)),
        ),
        (),
    )
    found = suggest(network)
    assert len({s.score for s in found}) == 1
    assert [network.actors[s.a if s.b == 1 else s.b].name for s in found] == ["Abri", "Élan", "Zoé"]


def test_two_thousand_actors_stay_within_memory() -> None:
    network = random_network(2_000, 2_500, seed=1)
    tracemalloc.start()
    found = suggest(network, top=100)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(found) == 100
    assert peak < 400e6, f"{peak / 1e6:.0f} MB: a table of all pairs and nodes would take more"


# ── words ───────────────────────────────────────────────────────────────────────────────


def sample() -> Network:
    return Network(
        (
            actor("Ville d'Aix-en-Provence", "public"),
            actor("French Tech", "reseau"),
            actor("{odd} <b>", "entreprise"),
        ),
        (),
        places({"venelles": ()}),
    )


@pytest.mark.parametrize(
    ("reason", "french", "english"),
    [
        (
            Reason("theme", "culture-art"),
            "thème commun : culture et art",
            "shared theme: culture and art",
        ),
        (
            Reason("territoire", "venelles"),
            "même territoire : Venelles",
            "same territory: Venelles",
        ),
        (Reason("tiers", 1), "partenaire commun : French Tech", "common partner: French Tech"),
        (Reason("tiers", 2), "partenaire commun : {odd} <b>", "common partner: {odd} <b>"),
        (
            Reason("cadre", "Appel 2017"),
            "même cadre d'action : Appel 2017",
            "same framework: Appel 2017",
        ),
        (
            Reason("besoin-offre", "locaux"),
            "besoin et offre qui se répondent : locaux",
            "need that meets an offer: premises",
        ),
        (
            Reason("besoin-offre", "un minibus"),
            "besoin et offre qui se répondent : un minibus",
            "need that meets an offer: un minibus",
        ),
        (
            Reason("territoire", "urn:gone"),
            "même territoire : urn:gone",
            "same territory: urn:gone",
        ),
    ],
)
def test_a_reason_in_words(reason: Reason, french: str, english: str) -> None:
    assert reason_texts(sample(), [reason]) == ((french, english),)


def test_reasons_of_one_kind_make_one_sentence() -> None:
    reasons = [
        Reason("tiers", 0),
        Reason("theme", "sport"),
        Reason("tiers", 1),
        Reason("tiers", 2),
        Reason("theme", "jeunesse"),
    ]
    assert [text.fr for text in reason_texts(sample(), reasons)] == [
        "partenaires communs : Ville d'Aix-en-Provence, French Tech et {odd} <b>",
        "thèmes communs : sport et jeunesse",
    ]
    assert [text.en for text in reason_texts(sample(), reasons)] == [
        "common partners: Ville d'Aix-en-Provence, French Tech and {odd} <b>",
        "shared themes: sport and youth",
    ]


def test_kinds_of_reasons_are_those_of_the_vocabulary() -> None:
    from graph.reasons import _WORDS

    assert set(_WORDS) - {"reseau"} == set(concepts("reason-kind")), "a network is a frame"


def test_few_reasons_of_a_kind_the_rarest_first() -> None:
    """Five third parties know both; the two busiest, known to everybody, are left out."""
    third = range(2, 7)
    others = [actor(f"Autre {i}", "fondation") for i in range(4)]
    network = Network(
        (
            actor("A"),
            actor("B", "entreprise"),
            *(actor(f"Tiers {i}", "public") for i in third),
            *others,
        ),
        (
            *(alliance([a, i]) for i in third for a in (0, 1)),
            *(alliance([i, 7 + j]) for i in (2, 4) for j in range(4)),
        ),
    )
    (found,) = suggest(network, for_actor=0, top=1)
    assert (found.a, found.b) == (0, 1)
    assert found.via == (3, 5, 6)
    assert len(found.reasons) == MOST_OF_A_KIND


def test_the_narrower_theme_says_it_all() -> None:
    network = Network(
        (
            actor("A", themes=("agro-alimentaire", "sport")),
            actor("B", "entreprise", themes=("agro-alimentaire",)),
        ),
        (),
    )
    assert suggest(network)[0].reasons == (Reason("theme", "agro-alimentaire"),)


# ── who is proposed to whom ─────────────────────────────────────────────────────────────


def test_the_mix_of_sectors_is_counted() -> None:
    network = Network((actor("A"), actor("B", "public"), actor("C", "entreprise"), actor("D")), ())
    pairs = [(0, 1), (1, 3), (0, 2), (0, 3)]
    mix = sector_mix([Suggestion(a, b, 1.0, (), ()) for a, b in pairs], network)
    assert mix.counts == {
        ("public", "association"): 2,
        ("association", "entreprise"): 1,
        ("association", "association"): 1,
    }
    assert mix.cross_sector == 0.75
    assert sector_mix([], network) == ({}, None)


def test_suggestions_are_all_across_sectors() -> None:
    network = random_network(100, 120, seed=3)
    assert sector_mix(suggest(network), network).cross_sector == 1.0


def test_an_abandoned_alliance_leaves_no_path() -> None:
    network = Network((actor("A"), actor("B", "public")), (alliance([0, 1], "abandonne"),))
    assert walk.knowledge_graph(network)[:2].nnz == 0
    running = replace(network, alliances=(alliance([0, 1]),))
    assert walk.knowledge_graph(running)[:2].nnz == 2


def test_the_graph_of_nothing_has_no_edge_between_actors() -> None:
    graph = walk.knowledge_graph(Network((actor("A"), actor("B")), ()))
    assert isinstance(graph, csr_array)
    assert graph[:2].nnz == 0


def test_a_body_that_ended_is_not_proposed() -> None:
    """The intercommunal body of 2014 cannot be met in 2017, though its alliances are facts."""
    town = places({"aix": ()})
    old = replace(
        actor("Communauté", "public", seat="aix", themes=("sport",)), until=date(2015, 12, 31)
    )
    club = actor("Club", seat="aix", themes=("sport",))
    network = Network((old, club), (), town, as_of=date(2015, 6, 1))
    assert len(suggest(network)) == 1
    assert suggest(replace(network, as_of=date(2017, 12, 31))) == []
