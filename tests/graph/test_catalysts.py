"""The ranking of catalysts: values by hand, filters, ties, the star, the words."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest

from graph import catalysts
from graph.catalysts import METRICS, MIN_ALLIANCES, MORE, Catalysts, Coverage
from graph.errors import Misuse
from graph.network import Network
from graph.selection import LAYERS
from ontology import concepts
from tests.oracles.small import RING_BETWEENNESS, actor, alliance, places, ring, star

#: Networks that fit on paper have fewer alliances than are needed to rank in earnest.
rank = partial(catalysts.rank, least=1)


def names(network: Network, result: Catalysts) -> list[str]:
    return [network.actors[row.actor].name for row in result.rows]


def ranks(network: Network, result: Catalysts) -> dict[str, int]:
    return {network.actors[row.actor].name: row.rank for row in result.rows}


# ── values and order ────────────────────────────────────────────────────────────────────


def test_the_ring_by_hand() -> None:
    network = ring()
    result = rank(network)
    rows = {network.actors[row.actor].name: row for row in result.rows}
    assert {name: (r.reach, r.sectors_reached, r.degree) for name, r in rows.items()} == {
        "Épicerie": (3, 3, 2),
        "Pertuis": (3, 3, 2),
        "Université": (2, 2, 1),
        "Abeilles": (1, 1, 2),
        "Bibliothèque": (1, 1, 2),
    }
    for name, value in RING_BETWEENNESS.items():
        assert rows[name].betweenness == pytest.approx(value, abs=1e-8)
    assert result.note is None
    assert result.ranked == 5


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("reach", "Épicerie 1, Pertuis 1, Université 3, Abeilles 4, Bibliothèque 4"),
        ("betweenness", "Épicerie 1, Pertuis 1, Abeilles 3, Bibliothèque 3, Université 5"),
        ("degree", "Épicerie 1, Pertuis 1, Abeilles 1, Bibliothèque 1, Université 5"),
    ],
)
def test_equal_values_share_a_rank_and_names_order_them(by: str, expected: str) -> None:
    network = ring()
    found = ranks(network, rank(network, by=by))
    assert ", ".join(f"{name} {place}" for name, place in found.items()) == expected


def test_reach_comes_before_betweenness_among_equals() -> None:
    """Maison meets three actors twice, Nœud stands between two who meet nobody else."""
    network = Network(
        (
            actor("Maison"),
            *(actor(f"Bourg {i}", "public") for i in range(3)),
            actor("Nœud"),
            actor("Pain", "entreprise"),
            actor("Quai", "public"),
        ),
        (
            *(replace(alliance([0, 1, 2, 3]), iri=f"urn:a:{i}") for i in range(2)),
            alliance([4, 5]),
            alliance([4, 6]),
        ),
    )
    assert names(network, rank(network, by="degree"))[:2] == ["Maison", "Nœud"]
    assert names(network, rank(network, by="betweenness"))[:2] == ["Nœud", "Maison"]


def test_an_unknown_metric_is_refused_in_words() -> None:
    known = ", ".join(m.name for m in METRICS + MORE)
    with pytest.raises(Misuse) as refused:
        rank(ring(), by="closeness")
    assert refused.value.text.fr == (
        f"Mesure inconnue : « closeness ». Mesures possibles : {known}."
    )
    assert refused.value.text.en == (f"Unknown metric: “closeness”. Possible metrics: {known}.")


def test_the_order_of_the_actors_changes_nothing() -> None:
    network = ring()
    back = Network(
        network.actors[::-1],
        tuple(alliance([4 - p.actor for p in a.parties]) for a in network.alliances[::-1]),
    )
    assert list(ranks(back, rank(back)).items()) == list(ranks(network, rank(network)).items())


def test_top_and_sector_choose_the_rows() -> None:
    network = ring()
    assert names(network, rank(network, top=2)) == ["Épicerie", "Pertuis"]
    assert rank(network, top=2).ranked == 5
    associations = rank(network, sector="association")
    assert ranks(network, associations) == {"Abeilles": 1, "Bibliothèque": 1}
    assert associations.rows[0].reach == 1, "sector lists fewer rows, it changes no value"


def test_a_sector_without_alliance_is_said() -> None:
    result = rank(ring(), sector="fondation")
    assert result.rows == ()
    assert result.note is not None
    assert result.note.en.startswith("No known alliance for these criteria")


def test_actors_without_alliance_are_counted_not_ranked() -> None:
    network = ring()
    wider = replace(network, actors=(*network.actors, actor("Seule")))
    result = rank(wider)
    assert result.coverage == Coverage(related=5, known=6)
    assert "Seule" not in names(wider, result)
    assert [row.betweenness for row in result.rows] == [r.betweenness for r in rank(network).rows]


def test_an_alliance_with_one_party_links_nobody() -> None:
    network = Network((actor("A"), actor("B", "public")), (alliance([0]), alliance([0, 0])))
    result = rank(network)
    assert result.rows == ()
    assert result.note is not None
    assert result.note.en.startswith("No known alliance")


def test_an_empty_network_is_said_to_be_empty() -> None:
    result = rank(Network((), ()))
    assert (result.rows, result.coverage) == ((), Coverage(0, 0))
    assert result.note is not None
    assert result.note.fr == (
        "Aucune alliance connue pour ces critères : rien à classer. Élargissez les filtres ou "
        "chargez d'autres données."
    )


# ── filters ─────────────────────────────────────────────────────────────────────────────


def test_a_theme_keeps_its_narrower_ones_and_falls_back_on_the_parties() -> None:
    network = Network(
        (
            actor("Halles", "entreprise", themes=("sport",)),
            actor("Potager", themes=("agro-alimentaire",)),
            actor("Ville", "public"),
        ),
        (
            alliance([0, 1], themes=("circuits-courts",)),  # narrower than circular economy
            alliance([1, 2]),  # names no theme: that of Potager
            alliance([0, 2]),  # names no theme: that of Halles
        ),
    )
    for theme, kept in [("economie-circulaire", 3), ("agro-alimentaire", 2), ("sport", 2)]:
        assert len(rank(network, theme=theme).rows) == kept, theme
    assert rank(network, theme="tourisme").rows == ()


def test_a_territory_keeps_what_is_inside_or_seated_inside() -> None:
    within = {"venelles": ("metropole", "bouches"), "pertuis": ("metropole", "vaucluse")}
    network = Network(
        (
            actor("Atelier", seat="venelles"),
            actor("Banque", "entreprise", seat="pertuis"),
            actor("Commune", "public", seat="pertuis"),
        ),
        (
            alliance([0, 1]),  # names no territory: either seat
            alliance([1, 2], territories=("bouches",)),
        ),
        places(within),
    )
    assert len(rank(network, territory="venelles").rows) == 2
    assert names(network, rank(network, territory="vaucluse")) == ["Atelier", "Banque"]
    assert len(rank(network, territory="bouches").rows) == 3
    assert len(rank(network, territory="metropole").rows) == 2, "bouches is not in metropole"


def test_a_project_territory_concerns_each_of_its_places_but_no_wider_area_does() -> None:
    within = {"venelles": ("projet", "metropole"), "pertuis": ("projet", "metropole")}
    network = Network(
        (actor("A", seat="pertuis"), actor("B", "public"), actor("C", "entreprise")),
        (
            alliance([0, 1], territories=("projet",)),
            alliance([1, 2], territories=("metropole",)),
            alliance([0, 2]),  # seated at Pertuis
        ),
        places(within, projects=["projet"]),
    )
    assert names(network, rank(network, territory="venelles")) == ["A", "B"]
    assert len(rank(network, territory="pertuis").rows) == 3
    assert len(rank(network, territory="metropole").rows) == 3


STAGES = [
    ("idee", ()),
    ("contact", ("contact",)),
    ("proposition", ("contact",)),
    ("accord-de-principe", ("contact", "agreement")),
    ("signe", ("contact", "agreement", "signed")),
    ("acheve", ("contact", "agreement", "signed")),
]


@pytest.mark.parametrize(("stage", "layers"), STAGES)
def test_a_layer_keeps_the_stages_it_holds(stage: str, layers: tuple[str, ...]) -> None:
    network = Network((actor("A"), actor("B", "public")), (alliance([0, 1], stage),))
    kept = tuple(layer for layer in LAYERS if rank(network, layer=layer).rows)
    assert kept == layers
    assert bool(rank(network).rows) == ("contact" in layers), "without a layer that of contact"
    assert rank(network).coverage == Coverage(2 if layers else 0, 2)


@pytest.mark.parametrize("stage", ["suspendu", "abandonne"])
def test_suspended_and_abandoned_alliances_never_count(stage: str) -> None:
    network = Network((actor("A"), actor("B", "public")), (alliance([0, 1], stage),))
    assert rank(network).rows == ()
    assert all(rank(network, layer=layer).rows == () for layer in LAYERS)


# ── the collecting organisation ─────────────────────────────────────────────────────────


def with_collector(own: int = 5) -> Network:
    """The ring and one more alliance, and a collector allied with ``own`` actors one by one."""
    network = ring()
    return Network(
        (*network.actors, actor("Collecte", "reseau")),
        (*network.alliances, alliance([3, 4]), *(alliance([i % 5, 5]) for i in range(own))),
    )


def test_ranks_without_the_collector_are_those_of_the_network_without_it() -> None:
    network = with_collector()
    alone = Network(network.actors[:5], network.alliances[:5])
    result = rank(network, without="urn:x:Collecte")
    without = {network.actors[r.actor].name: r.rank_without_collector for r in result.rows}
    assert without.pop("Collecte") is None
    assert without == ranks(alone, rank(alone))
    assert names(network, result)[0] == "Collecte"
    assert result.note is None


def test_an_actor_known_only_through_the_collector_has_no_rank_without_it() -> None:
    network = with_collector()
    wider = Network(
        (*network.actors, actor("Ami", "entreprise")), (*network.alliances, alliance([5, 6]))
    )
    rows = {wider.actors[r.actor].name: r for r in rank(wider, without="urn:x:Collecte").rows}
    assert rows["Ami"].rank_without_collector is None


def test_a_large_alliance_survives_the_collector_with_two_parties_left() -> None:
    network = Network(
        (actor("C"), *(actor(f"P{i}", "public") for i in range(MIN_ALLIANCES + 1))),
        tuple(alliance([0, i, i + 1]) for i in range(1, MIN_ALLIANCES + 1)),
    )
    result = catalysts.rank(network, without="urn:x:C")
    assert [r.rank_without_collector is None for r in result.rows].count(True) == 1


def test_the_star_is_explained_instead_of_ranked() -> None:
    result = catalysts.rank(star(7), without="urn:x:Maison des associations")
    assert result.rows == ()
    assert result.coverage == Coverage(8, 8)
    assert result.note is not None
    assert result.note.fr == (
        "Pas de classement : 7 alliances retenues, aucune ne subsiste sans Maison des "
        "associations, qui a collecté les données (il en faut au moins 30). Ce réseau est vu de "
        "son centre : un classement dirait qui a collecté, pas qui relie le territoire. Ajoutez "
        "des alliances connues par d'autres sources (conventions, subventions, programmes, "
        "fichiers d'autres organismes) ou élargissez les filtres."
    )
    assert result.note.en == (
        "No ranking: 7 alliances were kept, none remains without Maison des associations, which "
        "collected the data (at least 30 are needed). This network is seen from its centre: a "
        "ranking would say who collected, not who connects the territory. Add alliances known "
        "from other sources (agreements, grants, programmes, lists of other bodies) or widen the "
        "filters."
    )


def test_a_star_around_somebody_else_is_not_said_to_be_of_the_collector() -> None:
    result = catalysts.rank(star(7), without="urn:x:Maison des associations", collects=False)
    assert result.note is not None
    assert "aucune ne subsiste sans Maison des associations (il en faut" in result.note.fr
    assert "collect" not in result.note.fr + result.note.en
    unknown = catalysts.rank(ring(), without="urn:x:nobody", collects=False, least=1).note
    assert unknown is not None
    assert "collect" not in unknown.fr + unknown.en


def test_the_star_note_agrees_in_number() -> None:
    centre = star(2)
    network = Network(centre.actors, (*centre.alliances, alliance([1, 2])))
    result = catalysts.rank(network, without="urn:x:Maison des associations")
    assert result.note is not None
    assert "3 alliances retenues, une seule subsiste sans" in result.note.fr
    assert "3 alliances were kept, only one remains without" in result.note.en


@pytest.mark.parametrize(
    ("own", "others", "ranked"),
    [(7, 29, False), (7, 30, True), (270, 30, True), (271, 30, False), (300, 34, True)],
    ids=["too few", "just enough", "one in ten", "under one in ten", "enough of many"],
)
def test_how_much_must_remain_without_the_collector(own: int, others: int, ranked: bool) -> None:
    centre = star(own)
    ties = (replace(alliance([1, 2 + i % 6]), iri=f"urn:a:{i}") for i in range(others))
    network = Network(centre.actors, (*centre.alliances, *ties))
    result = catalysts.rank(network, without="urn:x:Maison des associations")
    assert bool(result.rows) is ranked
    assert (result.note is None) is ranked


def test_a_collector_outside_the_network_is_said() -> None:
    result = rank(ring(), without="urn:x:nobody")
    assert len(result.rows) == 5
    assert result.note is not None
    assert result.note.en == (
        "The organisation that collected the data is not an actor of this network: ranks "
        "without it are not given."
    )


def test_a_collector_with_braces_in_its_name_is_plain_text() -> None:
    network = star(3)
    odd = replace(network.actors[0], name="{name} <b>")
    result = rank(replace(network, actors=(odd, *network.actors[1:])), without=odd.iri)
    assert result.note is not None
    assert "sans {name} <b>, qui" in result.note.fr


# ── words ───────────────────────────────────────────────────────────────────────────────


def test_sentences_of_the_ring() -> None:
    network = ring()
    said = {network.actors[row.actor].name: row.sentence for row in rank(network).rows}
    assert said["Pertuis"].fr == (
        "relie 3 acteurs de 3 autres secteurs (enseignement et recherche, associations, "
        "entreprises) par 2 alliances ; 1re place ex æquo pour l'intermédiarité"
    )
    assert said["Pertuis"].en == (
        "connects 3 actors of 3 other sectors (education and research, associations, companies) "
        "through 2 alliances; joint 1st for betweenness"
    )
    assert said["Abeilles"].fr == (
        "relie 1 acteur d'un autre secteur (pouvoirs publics) par 1 de ses 2 alliances ; "
        "3e place ex æquo pour l'intermédiarité"
    )
    assert said["Abeilles"].en == (
        "connects 1 actor of one other sector (public authorities) through 1 of its 2 alliances; "
        "joint 3rd for betweenness"
    )
    assert said["Université"].fr == (
        "relie 2 acteurs de 2 autres secteurs (pouvoirs publics, entreprises) par 1 alliance ; "
        "sans rôle d'intermédiaire mesurable"
    )


def test_sentence_of_an_actor_within_its_sector() -> None:
    network = Network(
        (actor("A"), actor("B"), actor("C")),
        (alliance([0, 1]), alliance([1, 2])),
    )
    said = {network.actors[row.actor].name: row.sentence for row in rank(network).rows}
    assert said["B"].fr == (
        "ne relie aucun acteur d'un autre secteur (2 alliances, toutes dans son secteur) ; "
        "1re place pour l'intermédiarité"
    )
    assert said["A"].en == (
        "connects no actor of another sector (1 alliance, within its sector); "
        "no measurable betweenness"
    )


def test_the_sector_with_most_partners_is_named_first() -> None:
    network = Network(
        (actor("A"), actor("P", "public"), actor("E", "entreprise"), actor("F", "entreprise")),
        (alliance([0, 1, 2, 3]),),
    )
    assert "(entreprises, pouvoirs publics)" in rank(network).rows[0].sentence.fr


def test_metrics_are_described_in_both_languages() -> None:
    assert [metric.name for metric in METRICS][:3] == ["reach", "degree", "betweenness"]
    assert len({metric.name for metric in METRICS}) == len(METRICS)
    for metric in METRICS:
        assert all((*metric.title, *metric.formula, *metric.reference))


def test_layers_are_those_of_the_vocabulary() -> None:
    letters = {letter for stage in concepts("stage").values() for letter in stage.layers}
    assert set(LAYERS.values()) == letters


# ── not enough data, layers, the profile ────────────────────────────────────────────────


@pytest.mark.parametrize(("alliances", "ranked"), [(29, False), (30, True)])
def test_fewer_than_thirty_alliances_are_not_ranked(alliances: int, ranked: bool) -> None:
    result = catalysts.rank(star(alliances))
    assert bool(result.rows) is ranked
    if not ranked:
        assert result.note is not None
        assert result.note.fr == (
            "Pas assez de données pour un classement : 29 alliances retenues (il en faut au moins "
            "30). Avec si peu, un document de plus ou de moins change tous les rangs. Élargissez "
            "les filtres ou ajoutez des alliances."
        )
        assert result.note.en.startswith("Not enough data for a ranking: 29 alliances were kept")


def test_few_alliances_without_the_collector_are_no_star() -> None:
    """Seven of thirty-six are its own: too few are left, but it is not the centre of all."""
    centre = star(7)
    ties = (replace(alliance([1, 2 + i % 6]), iri=f"urn:a:{i}") for i in range(29))
    network = Network(centre.actors, (*centre.alliances, *ties))
    result = catalysts.rank(network, without="urn:x:Maison des associations")
    assert result.note is not None
    assert result.note.en.startswith(
        "Not enough data for a ranking: 36 alliances were kept, 29 without Maison des "
        "associations, which collected the data (at least 30 are needed)."
    )


def staged(signed: int, contacts: int) -> Network:
    """Maison signs with some, Ville is only in contact with others."""
    actors = (
        actor("Maison"),
        actor("Ville", "public"),
        *(actor(f"Firme {i}", "entreprise") for i in range(40)),
    )
    return Network(
        actors,
        (
            *(alliance([0, 2 + i], "signe") for i in range(signed)),
            *(alliance([1, 2 + i], "contact") for i in range(contacts)),
        ),
    )


def test_each_layer_has_its_rank_or_not_enough_data() -> None:
    network = staged(signed=30, contacts=35)
    result = catalysts.rank(network, profile=True)
    assert result.layers == {"contact": 65, "agreement": 30, "signed": 30}
    rows = {network.actors[row.actor].name: row for row in result.rows}
    assert rows["Ville"].layers == {"contact": 1, "agreement": None, "signed": None}
    assert rows["Maison"].layers == {"contact": 2, "agreement": 1, "signed": 1}
    few = catalysts.rank(staged(signed=29, contacts=35), profile=True)
    assert few.layers["signed"] == 29
    assert {row.layers["signed"] for row in few.rows} == {None}


def test_grants_may_be_left_out() -> None:
    network = staged(signed=30, contacts=0)
    links = (
        replace(network.alliances[0].parties[0], role="financeur"),
        replace(network.alliances[0].parties[1], role="beneficiaire"),
    )
    network = replace(
        network, alliances=(replace(network.alliances[0], parties=links), *network.alliances[1:])
    )
    assert rank(network).alliances == 30
    assert rank(network, grants=False).alliances == 29
    assert catalysts.rank(network, grants=False).rows == ()


def test_local_lists_those_seated_in_a_place_of_the_territory() -> None:
    network = Network(
        (
            actor("Atelier", seat="venelles"),
            actor("Banque", "entreprise", seat="aix"),
            actor("Député", "elus", seat="dep"),
            actor("Ministère", "public"),
        ),
        (alliance([0, 1, 2, 3]),),
        places({"venelles": ("dep",), "aix": ("dep",)}),
    )
    assert names(network, rank(network, local=True)) == ["Atelier", "Banque"]
    assert names(network, rank(network, local=True, territory="venelles")) == ["Atelier"]
    assert {network.actors[r.actor].name: r.local for r in rank(network).rows} == {
        "Atelier": True,
        "Banque": True,
        "Député": False,
        "Ministère": False,
    }


def test_several_sectors_and_territories_are_a_union() -> None:
    network = Network(
        (
            actor("Atelier", seat="venelles"),
            actor("Banque", "entreprise", seat="aix"),
            actor("Ville", "public", seat="pertuis"),
        ),
        (alliance([0, 1], territories=("venelles",)), alliance([1, 2], territories=("pertuis",))),
        places({"venelles": (), "aix": (), "pertuis": ()}),
    )
    assert rank(network, territory=["venelles", "pertuis"]).alliances == 2
    assert rank(network, territory="venelles").alliances == 1
    listed = rank(network, sector=["public", "entreprise"])
    assert names(network, listed) == ["Banque", "Ville"]


def test_partners_of_unknown_sector_are_of_no_other_sector() -> None:
    network = Network(
        (actor("A"), actor("Inconnu", "inconnu"), actor("Ville", "public")), (alliance([0, 1, 2]),)
    )
    reach = {network.actors[row.actor].name: row.reach for row in rank(network).rows}
    assert reach == {"A": 1, "Ville": 1, "Inconnu": 0}


def test_the_profile_has_every_metric_and_its_score() -> None:
    result = rank(ring(), profile=True)
    wanted = {m.name for m in METRICS} | {f"{m.name}_z" for m in METRICS if m.score}
    assert all(set(row.values) == wanted for row in result.rows)
    pertuis = next(row for row in result.rows if row.actor == 1)
    # Pertuis (public) links A to É and U: one pair of two other sectors each, in both directions.
    assert pertuis.values["liaison_sector"] == 4
    assert pertuis.values["brokerage_sector"] == 4
    assert pertuis.values["participation"] == pytest.approx(1 - 3 / 9)


def test_constraint_ranks_the_least_first() -> None:
    result = rank(ring(), by="constraint")
    values = [row.values["constraint"] for row in result.rows]
    assert values == sorted(values)
    assert result.rows[0].rank == 1


def test_who_has_no_value_has_no_rank() -> None:
    """Without seats no territory is known: nobody has a role between territories."""
    result = rank(ring(), by="brokerage_territory")
    assert result.rows == ()
    assert result.note is not None
    assert result.note.en == (
        "The metric “all roles together, by territory” is defined for none of these actors: their "
        "sector or their seat is not known. Choose another one with --by."
    )


def test_the_seat_in_an_area_is_no_territory_of_its_own() -> None:
    network = Network(
        (
            actor("A", seat="aix"),
            actor("B", "public", seat="venelles"),
            actor("C", "entreprise", seat="aix"),
            actor("Député", "elus", seat="dep"),
        ),
        (alliance([0, 1]), alliance([1, 2]), alliance([2, 3])),
        places({"venelles": ("dep",), "aix": ("dep",)}),
    )
    rows = {network.actors[r.actor].name: r.values for r in rank(network, profile=True).rows}
    assert rows["B"]["itinerant_territory"] == 2, "two of Aix through Venelles"
    assert rows["Député"]["brokerage_territory"] != rows["Député"]["brokerage_territory"], "NaN"
    assert rows["Député"]["brokerage_sector"] == 0
