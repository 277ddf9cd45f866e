"""Large networks: communities as rings with their members inside, and what opens a map."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from graph.errors import AlliancesError
from graph.network import Network
from ontology.text import Text, same
from tests.benchmarks.bench_suggestions import drawn
from tests.graph import test_communities as shapes
from tests.viz import samples
from tests.viz.test_map_file import Reader
from viz.communities import DISC, Crowd, backbone, by_community
from viz.crowd import CROWD, DRAWN, FEW_POINTS, views_of
from viz.discs import gather, reach, side_by_side
from viz.drawing import Drawing, draw, joined
from viz.errors import MAX_ACTORS, MapTooLargeError, ViewTooLargeError
from viz.layout import radii_of
from viz.map import render_map
from viz.model import VIEWS, MapData


def networks() -> dict[str, Network]:
    return {
        "territory": samples.territory().network,
        "drawn": drawn(700),
        "stars": shapes.SHAPES["stars"],
        "funder": shapes.star(900),
        "nobody": shapes.SHAPES["nobody"],
        "empty": shapes.SHAPES["empty"],
    }


@cache
def placed(name: str) -> tuple[Drawing, Crowd]:
    network = joined(networks()[name])
    drawing = draw(network)
    return drawing, by_community(network, drawing)


def gaps(xy: np.ndarray, radii: np.ndarray) -> np.ndarray:
    """Free space between each two discs."""
    a, b = np.triu_indices(len(xy), 1)
    found: np.ndarray = np.hypot(*(xy[a] - xy[b]).T) - radii[a] - radii[b]
    return found


@pytest.mark.parametrize("name", networks())
def test_no_community_overlaps_another_and_all_are_inside_what_holds_them(name: str) -> None:
    rings = placed(name)[1].rings
    centres = np.array([(ring.x, ring.y) for ring in rings]).reshape(-1, 2)
    radii = np.array([ring.radius for ring in rings])
    for up in {ring.up for ring in rings}:
        beside = [k for k, ring in enumerate(rings) if ring.up == up]
        assert gaps(centres[beside], radii[beside]).min(initial=np.inf) > 0
        if up >= 0:
            far = np.hypot(*(centres[beside] - centres[up]).T) + radii[beside]
            assert far.max() <= radii[up] + 0.2
            assert up < min(beside)


@pytest.mark.parametrize("name", networks())
def test_members_stand_in_their_community_without_overlap(name: str) -> None:
    drawing, crowd = placed(name)
    usual = radii_of(drawing)
    assert len(crowd.inside) == drawing.places
    for k, ring in enumerate(crowd.rings):
        own = [place for place, inside in enumerate(crowd.inside) if inside == k]
        radii = usual[own] * ring.scale
        far = np.hypot(*(crowd.xy[own] - (ring.x, ring.y)).T) + radii
        assert far.max(initial=0) <= ring.radius + 0.2
        assert gaps(crowd.xy[own], radii).min(initial=np.inf) > -0.2  # places are rounded
        assert {p for p in own if p < drawing.actors} <= set(ring.actors)


def test_the_area_of_a_ring_tells_how_many_it_stands_for() -> None:
    for name in networks():
        for ring in placed(name)[1].rings:
            if ring.up < 0:
                assert ring.ring**2 / len(ring.actors) == pytest.approx(14**2, rel=0.01)
            assert ring.radius == pytest.approx(DISC * ring.ring, abs=0.2)


def test_those_that_are_tied_stand_near_each_other() -> None:
    """Communities in a row, each allied to the next one only: the ends are far apart."""
    pairs = {(k, k + 1): 5 for k in range(11)}
    radii = np.full(12, 20.0)
    xy = gather(radii, backbone(12, pairs), 6.0)
    away = np.hypot(*(xy[:-1] - xy[1:]).T)

    assert away.mean() < np.hypot(*(xy[0] - xy[-1]).T) / 2


def test_the_backbone_joins_what_is_joined_and_keeps_what_is_strong() -> None:
    pairs = {(a, b): 1 + 40 * (b == a + 1) for a in range(30) for b in range(a + 1, 30)}
    kept = backbone(30, pairs)

    assert {(k, k + 1) for k in range(29)} <= set(kept)
    assert len(kept) < 120
    assert backbone(3, {(0, 1): 2}) == [(0, 1)]
    assert backbone(3, {}) == []


def test_separate_groups_leave_little_empty() -> None:
    radii = np.linspace(10, 60, 50)
    xy = gather(radii, [], 6.0, side_by_side)

    assert gaps(xy, radii).min() > 5.9
    assert (radii**2).sum() > 0.3 * reach(xy, radii) ** 2


# ── the file ────────────────────────────────────────────────────────────────────────────


def test_a_large_map_holds_each_place_once() -> None:
    network = shapes.SHAPES["stars"]
    reader = Reader(render_map(MapData(network)))
    content, nodes = reader.json("content"), reader.json("nodes")
    crowd = content["arrangements"]["communities"]

    assert content["views"] == ["communities", "around", "path"]
    assert list(content["arrangements"]) == ["communities"]
    assert len(nodes) == len(crowd["inside"]) == len(network.actors)
    assert "xy" not in crowd  # the points are there already
    assert crowd["note"][0].startswith(
        "Communautés trouvées par l’algorithme de Leiden. Modularité"
    )
    assert sorted(crowd["rings"][0]) == sorted(
        ["words", "actors", "x", "y", "radius", "ring", "scale", "kind", "theme", "up"]
    )


def test_communities_below_the_threshold_when_asked() -> None:
    data = replace(samples.territory(), views=("communities", "existing"))
    content = Reader(render_map(data)).json("content")

    assert content["views"] == ["communities", "existing"]
    assert len(content["arrangements"]["communities"]["xy"]) > len(data.network.actors)
    assert render_map(data) == render_map(data)


def crowd_of(actors: int, *views: str) -> MapData:
    return MapData(samples.crowd(actors), views=views)


def test_what_a_map_opens_on_depends_on_its_size() -> None:
    assert "communities" not in views_of(crowd_of(CROWD))
    assert views_of(crowd_of(CROWD))[0] == "existing"
    assert views_of(crowd_of(CROWD + 1))[0] == "communities"
    assert set(views_of(crowd_of(DRAWN))) == set(VIEWS)
    assert views_of(crowd_of(DRAWN + 1)) == FEW_POINTS
    assert views_of(crowd_of(3, "theme", "communities")) == ("theme", "communities")


def test_a_view_of_too_many_points_is_refused_with_advice() -> None:
    with pytest.raises(ViewTooLargeError) as raised:
        render_map(crowd_of(DRAWN + 1, "communities", "existing"))

    assert isinstance(raised.value, AlliancesError)
    assert raised.value.text == Text(
        "5001 acteurs : au-delà de 5000, une carte ne montre que des communautés qui s'ouvrent, "
        "ce qui entoure un acteur et les chemins (--view communautes, autour, chemin). Pour une "
        "autre vue, restreignez la carte à un territoire (--territory) ou à un thème (--theme).",
        "5001 actors: above 5000 a map only shows communities that open, what is around an actor "
        "and the ways between two (--view communities, around, path). For another view, restrict "
        "the map to a territory (--territory) or to a theme (--theme).",
    )


def test_a_hundred_thousand_actors_are_refused_with_advice() -> None:
    with pytest.raises(MapTooLargeError) as raised:
        render_map(crowd_of(100_000))

    assert raised.value.text == Text(
        f"100000 acteurs : une carte en montre au plus {MAX_ACTORS}. Restreignez la carte à un "
        "territoire (--territory) ou à un thème (--theme).",
        f"100000 actors: one map shows at most {MAX_ACTORS}. Restrict the map to a territory "
        "(--territory) or to a theme (--theme).",
    )


def test_hostile_names_of_communities_stay_words() -> None:
    data = replace(samples.territory(), views=("communities",))
    actors = tuple(replace(actor, name=samples.HOSTILE) for actor in data.network.actors)
    page = render_map(replace(data, network=replace(data.network, actors=actors)))

    assert "<img" not in page
    rings = Reader(page).json("content")["arrangements"]["communities"]["rings"]
    assert json.dumps(samples.HOSTILE)[1:-1] in json.dumps(rings)
    assert same(samples.HOSTILE).fr in rings[0]["words"][0]
