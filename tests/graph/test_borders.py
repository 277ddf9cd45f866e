"""Areas with fewer points: shared borders stay shared, areas and forms stay what they were."""

from __future__ import annotations

import doctest
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest

from graph.areas import borders, wkt
from graph.areas.borders import Arcs, area, simplified, turned, united, without_specks
from graph.areas.wkt import UNIT
from tests.graph.grounds import square

if TYPE_CHECKING:
    from graph.areas.borders import Ints, Shape

Side = tuple[tuple[int, int], tuple[int, int]]


def ring(column: int, row: int, levels: int = 6) -> Ints:
    made: Ints = np.rint(np.array(square(column, row, levels)[:-1]) * UNIT).astype(np.int64)
    return made


def box(x: int, y: int, size: int) -> Ints:
    return np.array([[x, y], [x + size, y], [x + size, y + size], [x, y + size]])


def sides_of(shapes: list[Shape]) -> Counter[Side]:
    """Count how many rings have each side, whichever way they run."""
    return Counter(
        (min(a, b), max(a, b))
        for shape in shapes
        for polygon in shape
        for ring in polygon
        for a, b in pairwise([*map(tuple, ring.tolist()), tuple(ring[0].tolist())])
    )


GRID: list[Shape] = [[[ring(column, row)]] for row in range(4) for column in range(4)]


def test_the_examples_in_the_docstrings_hold() -> None:
    assert doctest.testmod(borders).failed == 0
    assert doctest.testmod(wkt).failed == 0


def test_a_grid_is_cut_where_borders_part() -> None:
    cut = Arcs([shape[0][0] for shape in GRID])

    assert Counter(cut.sides().tolist()) == {2: 24, 1: 12}  # 4 corners are no place of parting
    assert [made.tolist() for made in map(_lowest_first, cut.put_together(cut.arcs))] == [
        _lowest_first(shape[0][0]).tolist() for shape in GRID
    ]


def _lowest_first(ring: Ints) -> Ints:
    start = int(np.lexsort((ring[:, 1], ring[:, 0]))[0])
    return np.roll(ring, -start, axis=0)


@pytest.mark.parametrize("detail", [100, 500, 2500])
def test_what_neighbours_share_they_go_on_sharing(detail: float) -> None:
    thin = simplified(GRID, detail)
    before, after = sides_of(GRID), sides_of(thin)

    assert sum(after.values()) < 0.7 * sum(before.values())
    assert set(after.values()) == {1, 2}
    # Without gaps or overlaps the outside is one ring: each of its points has two sides on it.
    outside = [side for side, count in after.items() if count == 1]
    assert set(Counter(point for side in outside for point in side).values()) == {2}
    total = sum(area(shape[0][0]) for shape in thin)
    assert total == pytest.approx(sum(area(shape[0][0]) for shape in GRID), rel=0.005)


def test_areas_hardly_change() -> None:
    for before, after in zip(GRID, simplified(GRID), strict=True):
        assert area(after[0][0]) == pytest.approx(area(before[0][0]), rel=0.01)


def test_more_detail_keeps_more_points() -> None:
    sizes = [len(np.concatenate([s[0][0] for s in simplified(GRID, d)])) for d in (60, 500, 5000)]
    assert sizes == sorted(sizes)
    assert sizes[0] < sizes[2]


def test_a_straight_border_keeps_its_ends_only() -> None:
    line = np.array([[x, 0] for x in range(0, 1001, 10)] + [[1000, 1000], [0, 1000]])
    assert len(simplified([[[line]]])[0][0][0]) == 4


def test_an_island_and_an_enclave_keep_their_form() -> None:
    enclave = ring(0, 0, 3)
    outer = box(int(enclave[:, 0].min()) - 3000, int(enclave[:, 1].min()) - 3000, 10_000)
    around, inside = simplified([[[outer, enclave[::-1]]], [[enclave]]])

    hole = {tuple(point) for point in around[0][1].tolist()}
    assert hole == {tuple(point) for point in inside[0][0].tolist()}
    assert area(inside[0][0]) == pytest.approx(area(enclave), rel=0.02)


def test_specks_go_but_never_the_whole() -> None:
    main, islet, speck = box(0, 0, 1000), box(2000, 0, 200), box(3000, 0, 40)
    assert [len(p) for p in without_specks([[main, box(10, 10, 20)], [islet], [speck]])] == [1, 1]
    assert len(without_specks([[speck]])) == 1


def test_a_narrow_area_between_two_others_does_not_vanish() -> None:
    xs = np.linspace(0, 10_000, 101)
    low = np.column_stack([xs, 40 * np.sin(xs / 300)])
    high = low + np.array([0, 30])
    strip = np.rint(np.concatenate([low, high[::-1]])).astype(np.int64)
    above = np.rint(np.concatenate([high, [[10_000, 9000], [0, 9000]]])).astype(np.int64)
    below = np.rint(np.concatenate([low, [[10_000, -9000], [0, -9000]]])).astype(np.int64)
    thin = simplified([[[strip]], [[above]], [[below]]])

    assert area(thin[0][0][0]) == pytest.approx(area(strip), rel=0.02)


def test_nothing_gives_nothing() -> None:
    assert simplified([]) == []


def test_rings_turn_the_way_asked() -> None:
    there = box(0, 0, 10)
    assert turned(there, left=True).tolist() == there.tolist()
    assert turned(there, left=False).tolist() == there[::-1].tolist()


# -- one area of several ---------------------------------------------------------------------------


def test_neighbours_are_one_area_without_the_border_between() -> None:
    whole = united([[ring(0, 0)], [ring(1, 0)[::-1]]])

    assert [len(polygon) for polygon in whole] == [1]
    assert area(whole[0][0]) == pytest.approx(area(ring(0, 0)) + area(ring(1, 0)))


def test_a_ring_of_areas_has_a_hole() -> None:
    parts: Shape = [[ring(x, y)] for x in range(3) for y in range(3) if (x, y) != (1, 1)]
    whole = united(parts)

    assert [len(polygon) for polygon in whole] == [2]
    assert area(whole[0][1]) == pytest.approx(area(ring(1, 1)))


def test_areas_apart_stay_apart() -> None:
    assert len(united([[ring(0, 0)], [ring(2, 0)]])) == 2
    assert len(united([[ring(0, 0)], [ring(1, 0)], [ring(5, 5)]])) == 2


def test_the_same_area_twice_does_not_vanish() -> None:
    assert united([[ring(0, 0)], [ring(0, 0)]])


# -- as text ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "shape",
    [[[box(500_000, 4_300_000, 100)]],
     [[box(0, 0, 100), box(10, 10, 20)[::-1]]],
     [[box(-500_000, 0, 100)], [box(0, 0, 100), box(10, 10, 20)[::-1]], [box(900, 900, 9)]]],
)  # fmt: skip
def test_a_shape_comes_back_from_its_text(shape: Shape) -> None:
    back = wkt.shape_of(wkt.wkt(shape))
    assert back is not None
    assert [[r.tolist() for r in p] for p in back] == [[r.tolist() for r in p] for p in shape]


@pytest.mark.parametrize(
    "text",
    ["", "POINT(1 2)", "POLYGON EMPTY", "POLYGON(())", "POLYGON((1 2))",
     "POLYGON((a b,c d,e f,a b))",
     "POLYGON((1 2,3,4 5,1 2))", "POLYGON((1 2,3 nan,4 5,1 2))", "POLYGON((1 2,3 1e9,4 5,1 2))",
     "MULTIPOLYGON((()))", "POLYGON" + "(" * 5000, "LINESTRING(1 2,3 4)"],
)  # fmt: skip
def test_a_text_that_is_no_area_is_none(text: str) -> None:
    assert wkt.shape_of(text) is None


def test_other_ways_to_write_an_area_are_read() -> None:
    named = (
        "<http://www.opengis.net/def/crs/OGC/1.3/CRS84> polygon Z ((5 43 1, 6 43 1,6 44 2 , 5 43))"
    )
    back = wkt.shape_of(named)
    assert back is not None
    assert back[0][0].tolist() == [[500_000, 4_300_000], [600_000, 4_300_000], [600_000, 4_400_000]]
