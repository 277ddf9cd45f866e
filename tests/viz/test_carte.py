"""The carte: actors inside the outlines of their communes, none over another."""

from __future__ import annotations

import doctest
import json
import re
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from graph.areas.wkt import UNIT
from graph.network import Actor, Alliance, Network, PartyLink, Territory
from ontology.text import Text
from tests.graph.grounds import CORNER, SIDE, square
from tests.viz import samples
from viz import carte, polygons
from viz.carte import Carte, on_outlines, steps
from viz.drawing import Drawing, draw, joined
from viz.layout import radii_of
from viz.map import render_map

if TYPE_CHECKING:
    from graph.areas.borders import Shape

BASE = "https://example.org/id/"
COMMUNE = Text("commune", "commune")


def box(x: float, y: float, width: float, height: float) -> Shape:
    """Return a rectangle, in degrees."""
    ring = np.array([[x, y], [x + width, y], [x + width, y + height], [x, y + height]])
    return [[np.rint(ring * UNIT).astype(np.int64)]]


def seated(*counts: int, big: int = 0) -> Network:
    """Return communes that hold so many actors each; ``big`` alliances of the first of each."""
    actors = [
        Actor(f"{BASE}{place}-{k}", f"Acteur {k}", "association", seat=f"{BASE}{place}")
        for place, count in enumerate(counts)
        for k in range(count)
    ]
    first = [sum(counts[:place]) for place in range(len(counts)) if counts[place]]
    alliances = tuple(
        Alliance(f"{BASE}a{i}-{k}", "A", (PartyLink(first[i - 1]), PartyLink(first[i])), "actif")
        for i in range(1, len(first))
        for k in range(big)
    )
    places = {f"{BASE}{n}": Territory(f"{BASE}{n}", f"C{n}", COMMUNE) for n in range(len(counts))}
    return Network(tuple(actors), alliances, places)


def made(network: Network, outlines: dict[str, Shape]) -> tuple[Carte, Drawing]:
    drawing = draw(network)
    found = on_outlines(network, drawing, outlines)
    assert found is not None
    return found, drawing


def contains(rings: tuple[Any, ...], x: float, y: float) -> bool:
    """Tell whether a point is inside rings: a count of crossings of its own."""
    crossings = 0
    for ring in rings:
        points = [*ring.tolist(), ring[0].tolist()]
        for (ax, ay), (bx, by) in pairwise(points):
            if (ay > y) != (by > y) and x < ax + (y - ay) / (by - ay) * (bx - ax):
                crossings += 1
    return crossings % 2 == 1


def check(found: Carte, network: Network, drawing: Drawing) -> None:
    """Check that all actors stand where they may, and none over another."""
    radii = radii_of(drawing) * found.scale
    rings = {one.place: one.rings for one in found.outlines}
    bottom = max(ring[:, 1].max() for of in rings.values() for ring in of)
    for i, actor in enumerate(network.actors):
        if i in found.aside:
            assert found.xy[i, 1] - radii[i] > bottom
        else:
            assert contains(rings[str(actor.seat)], *found.xy[i])
    xy = found.xy[: drawing.actors]
    a, b = np.triu_indices(drawing.actors, 1)
    own = radii[: drawing.actors]
    assert (np.hypot(*(xy[a] - xy[b]).T) - own[a] - own[b]).min() > 0


def test_the_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(carte).failed == 0


def test_everybody_stands_inside_the_outline_of_its_commune() -> None:
    network = joined(samples.territory().network)
    found, drawing = made(network, samples.outlines())

    check(found, network, drawing)
    assert found.aside == ()
    assert len(found.outlines) == len(samples.COMMUNES)
    again, _ = made(network, samples.outlines())
    assert (found.xy == again.xy).all()


def test_the_most_connected_stands_where_there_is_most_room() -> None:
    network = seated(30, 1, big=9)
    outlines = {f"{BASE}0": box(5, 43, 0.4, 0.4), f"{BASE}1": box(5.4, 43, 0.4, 0.4)}
    found, drawing = made(network, outlines)

    check(found, network, drawing)
    one = found.outlines[0]
    far = np.hypot(*(found.xy[:30] - (one.x, one.y)).T)
    assert far.argmin() == 0
    assert far.max() < 0.5 * np.ptp(one.rings[0][:, 0])


def test_a_full_commune_makes_all_marks_smaller() -> None:
    places = {f"{BASE}{n}": box(5 + n * 0.1, 43, 0.1, 0.07) for n in range(9)}
    few, _ = made(seated(*[3] * 9), places)
    network = seated(160, *[3] * 8)
    found, drawing = made(network, places)

    check(found, network, drawing)
    assert found.scale < few.scale


def test_a_thousand_in_a_small_commune_make_the_plane_larger() -> None:
    network = seated(1000, *[2] * 30)
    places = {f"{BASE}{n}": box(5 + n * 0.02, 43, 0.02, 0.02) for n in range(31)}
    found, drawing = made(network, places)

    check(found, network, drawing)
    assert found.scale >= carte.SMALLEST * carte.SMALLER
    assert np.ptp(found.xy[:, 0]) > 2 * carte.SIDE


def test_a_mark_larger_than_its_commune_covers_no_neighbour() -> None:
    network = seated(1, 6, 6, 6, 6, big=60)
    places = {f"{BASE}0": box(5.498, 43.498, 0.004, 0.004)}
    around = [(5, 43), (5.5, 43), (5, 43.5), (5.5, 43.5)]
    places |= {f"{BASE}{n}": box(x, y, 0.5, 0.5) for n, (x, y) in enumerate(around, 1)}
    found, drawing = made(network, places)

    assert found.scale == carte.LARGEST
    assert radii_of(drawing)[0] > 2 * np.ptp(found.outlines[0].rings[0][:, 0])
    check(found, network, drawing)


def test_who_has_no_seat_on_an_outline_stands_in_the_strip() -> None:
    network = seated(5, 3)
    nowhere = (Actor(f"{BASE}x", "Sans siège", "public"),
               Actor(f"{BASE}y", "Ailleurs", "public", seat=f"{BASE}9"))  # fmt: skip
    network = replace(network, actors=(*network.actors, *nowhere))
    found, drawing = made(
        network, {f"{BASE}0": box(5, 43, 0.2, 0.2), f"{BASE}1": box(5.2, 43, 0.2, 0.2)}
    )

    assert found.aside == (8, 9)
    check(found, network, drawing)


def test_a_seat_far_from_all_others_does_not_shrink_the_territory() -> None:
    places = {f"{BASE}{n}": box(5 + n * 0.1, 43, 0.1, 0.1) for n in range(4)}
    places[f"{BASE}4"] = box(2.3, 48.8, 0.1, 0.1)
    network = seated(9, 9, 9, 9, 1)
    found, drawing = made(network, places)

    assert found.aside == (36,)
    assert [one.place for one in found.outlines] == [f"{BASE}{n}" for n in range(4)]
    spread = seated(9, 1, 1, 1, 9)
    assert made(spread, places)[0].aside == ()
    check(found, network, drawing)


def test_nobody_on_an_outline_is_no_carte() -> None:
    network = seated(3)
    drawing = draw(network)

    assert on_outlines(network, drawing, {}) is None
    assert on_outlines(network, drawing, {f"{BASE}7": box(5, 43, 1, 1)}) is None
    line = np.array([[500_000, 4_300_000], [500_100, 4_300_100], [500_200, 4_300_200]])
    assert on_outlines(network, drawing, {f"{BASE}0": [[line]]}) is None


def test_a_meeting_point_is_between_its_parties_and_covers_nobody() -> None:
    network = joined(samples.territory().network)
    found, drawing = made(network, samples.outlines())
    radii = radii_of(drawing) * found.scale
    actors, hubs = found.xy[: drawing.actors], found.xy[drawing.actors :]

    assert len(hubs) > 10
    far = np.hypot(hubs[:, None, 0] - actors[:, 0], hubs[:, None, 1] - actors[:, 1])
    assert (far - radii[: drawing.actors] - radii[drawing.actors :, None]).min() > 0


def test_lengths_are_true_in_both_directions() -> None:
    height = 0.3
    width = height / np.cos(np.radians(43 + height / 2))
    found, _ = made(seated(1), {f"{BASE}0": box(5, 43, width, height)})
    ring = found.outlines[0].rings[0]

    assert np.ptp(ring[:, 0]) == pytest.approx(np.ptp(ring[:, 1]), rel=1e-4)
    north = ring[np.argmin(ring[:, 1])]  # y goes down on a screen
    assert north[1] == pytest.approx(-np.ptp(ring[:, 1]) / 2)


def test_too_many_points_for_a_page_are_simplified(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carte, "POINTS", 700)
    outlines = samples.outlines()
    before = sum(len(shape[0][0]) for shape in outlines.values())
    found, _ = made(joined(samples.territory().network), outlines)

    assert sum(len(ring) for one in found.outlines for ring in one.rings) < 0.7 * before


# -- polygons --------------------------------------------------------------------------------------

ELBOW = [np.array([[0, 0], [10, 0], [10, 2], [2, 2], [2, 10], [0, 10]], dtype=float)]
FRAME = [np.array([[0, 0], [10, 0], [10, 10], [0, 10]], dtype=float),
         np.array([[4, 4], [4, 9], [9, 9], [9, 4]], dtype=float)]  # fmt: skip


def test_depth_is_the_distance_to_the_border() -> None:
    points = np.array([[1.0, 1.0], [5.0, 5.0], [1.0, 9.5], [12.0, 1.0], [5.0, 1.5]])
    assert polygons.depth(points, polygons.sides(ELBOW)).tolist() == pytest.approx(
        [1, -3, 0.5, -2, 0.5]
    )
    inside = polygons.depth(np.array([[2.0, 2.0], [6.0, 6.0]]), polygons.sides(FRAME))
    assert inside.tolist() == pytest.approx([2, -2])


def test_the_pole_is_the_innermost_point() -> None:
    point, far = polygons.pole(polygons.sides(FRAME))
    assert far == pytest.approx(2.343, abs=0.01)  # of the circle that touches both corners
    assert point.tolist() == pytest.approx([2.343, 2.343], abs=0.05)
    assert polygons.area(polygons.sides(FRAME)) == 75


# -- in the file -----------------------------------------------------------------------------------


def content(page: str) -> dict[str, Any]:
    found = re.search(r'id="content">(.*?)</script>', page, re.DOTALL)
    assert found is not None
    told: dict[str, Any] = json.loads(found[1])
    return told


def test_the_view_is_offered_where_there_are_outlines_only() -> None:
    data = samples.carte(associations=20)
    assert "carte" in content(render_map(data))["views"]
    without = content(render_map(replace(data, outlines={})))
    assert "carte" not in without["views"]
    assert "carte" not in without["arrangements"]
    other = content(render_map(replace(data, views=("existing", "theme"))))
    assert "carte" not in other["arrangements"]


def test_outlines_are_written_as_small_steps_that_lead_back() -> None:
    told = content(render_map(samples.carte()))
    network = joined(samples.territory().network)
    found, _ = made(network, samples.outlines())
    by_place = {one.place: one for one in found.outlines}
    index = list(network.territories)

    assert len(told["arrangements"]["carte"]["outlines"]) == len(samples.COMMUNES)
    for one in told["arrangements"]["carte"]["outlines"]:
        ring = np.cumsum(np.reshape(one["rings"][0], (-1, 2)), axis=0) / 10
        assert np.abs(ring - by_place[index[one["place"]]].rings[0]).max() <= 0.051
        assert index[one["place"]] in {index[wide] for wide in one["around"]}


def test_the_same_input_gives_the_same_bytes() -> None:
    one, other = (render_map(samples.carte(associations=20)) for _ in range(2))
    assert one == other


def test_steps_leave_out_points_that_fall_together() -> None:
    assert steps(np.array([[0.0, 0.0], [0.01, 0.0], [3.0, 4.0]])) == [30, 40]


def test_the_sample_is_a_coverage() -> None:
    """Neighbours of the sample share their border, or the tests above would show nothing."""
    one, other = (set(map(tuple, square(column, 0))) for column in (0, 1))
    assert len(one & other) == 17
    assert CORNER[0] + SIDE == pytest.approx(min(x for x, _ in one & other), abs=0.005)
