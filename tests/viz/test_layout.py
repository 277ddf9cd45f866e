"""Where things stand: nothing overlaps, nothing depends on chance, stars stay stars."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial import cKDTree

from graph.network import Actor, Alliance, Network, PartyLink
from tests.viz import samples
from viz.drawing import Drawing, draw
from viz.layout import Layout, arrange
from viz.stress import _close, leaf_owners, ring


@pytest.fixture(scope="module")
def territory() -> tuple[Drawing, Layout]:
    drawing = draw(samples.territory().network)
    return drawing, arrange(drawing)


def smallest_gap(layout: Layout) -> float:
    """Free space between the two nearest discs."""
    pairs = cKDTree(layout.xy).query_pairs(2 * layout.radii.max() + 100, output_type="ndarray")
    away = np.hypot(*(layout.xy[pairs[:, 0]] - layout.xy[pairs[:, 1]]).T)
    return float((away - layout.radii[pairs].sum(axis=1)).min())


def network_of(*alliances: tuple[int, ...], actors: int) -> Network:
    return Network(
        tuple(Actor(f"https://example.org/id/{i}", f"A{i}", "public") for i in range(actors)),
        tuple(
            Alliance(f"https://example.org/id/a{j}", "", tuple(PartyLink(p) for p in who), "actif")
            for j, who in enumerate(alliances)
        ),
    )


def test_two_parties_make_one_line_and_more_make_a_meeting_point() -> None:
    drawing = draw(network_of((0, 1), (1, 2, 3, 4), actors=5))

    assert [(e.start, e.end) for e in drawing.lines] == [(0, 1), (1, 5), (2, 5), (3, 5), (4, 5)]
    assert drawing.hubs == (1,)
    assert drawing.ties == (1, 2, 1, 1, 1)


def test_a_party_named_twice_counts_once() -> None:
    drawing = draw(network_of((0, 1, 1), (0, 0), actors=2))

    assert [(e.start, e.end, e.alliance) for e in drawing.lines] == [(0, 1, 0)]
    assert drawing.ties == (2, 1)


def test_nothing_overlaps(territory: tuple[Drawing, Layout]) -> None:
    assert smallest_gap(territory[1]) > 2


def test_the_same_network_gives_the_same_positions(territory: tuple[Drawing, Layout]) -> None:
    again = arrange(draw(samples.territory().network))

    assert np.array_equal(again.xy, territory[1].xy)


def test_isolates_stand_apart_below_the_rest(territory: tuple[Drawing, Layout]) -> None:
    drawing, layout = territory
    linked = sorted({place for e in drawing.lines for place in (e.start, e.end)})

    assert len(layout.isolates) == sum(1 for ties in drawing.ties if not ties) > 30
    lowest = (layout.xy[linked, 1] + layout.radii[linked]).max()
    assert layout.xy[list(layout.isolates), 1].min() > lowest + 30


def test_an_isolate_with_a_suggestion_stands_under_its_possible_partner() -> None:
    star = draw(network_of((0, 1), (0, 2), (0, 3), (0, 4), actors=30))
    plain, wished = arrange(star), arrange(star, wishes=[(4, 20)])

    def away(layout: Layout) -> float:
        return float(abs(layout.xy[20, 0] - layout.xy[4, 0]))

    assert away(wished) < away(plain)
    assert wished.xy[20, 1] == min(wished.xy[list(wished.isolates), 1])
    assert smallest_gap(wished) > 2


def test_separate_groups_are_packed_close() -> None:
    pairs = [(2 * k, 2 * k + 1) for k in range(40)]
    layout = arrange(draw(network_of(*pairs, actors=80)))
    width, height = np.ptp(layout.xy, axis=0)

    assert width * height < 80 * 45**2
    assert 0.6 < width / height < 2.4
    assert smallest_gap(layout) > 2


def test_the_leaves_of_a_star_surround_it() -> None:
    layout = arrange(draw(samples.star(80)))
    spokes = layout.xy[1:] - layout.xy[0]
    angles = np.sort(np.arctan2(spokes[:, 1], spokes[:, 0]))
    far = np.hypot(*spokes.T)

    assert smallest_gap(layout) > 2
    assert np.hypot(*spokes.mean(axis=0)) < 0.1 * far.max()
    assert np.diff(angles).max() < np.pi / 10
    assert far.max() < 2.2 * far.min() + layout.radii[0]


def test_leaves_belong_to_their_only_neighbour() -> None:
    owner = leaf_owners(5, [(0, 1), (0, 2), (0, 3), (3, 4)])

    assert owner.tolist() == [-1, 0, 0, -1, 3]
    assert leaf_owners(2, [(0, 1)]).tolist() == [-1, 0]


@pytest.mark.parametrize("count", [1, 5, 17, 300])
def test_rings_hold_every_leaf_apart(count: int) -> None:
    spots = ring(20.0, np.full(count, 7.0), 6.0)

    assert len(spots) == count
    assert np.hypot(*spots.T).min() >= 20 + 7
    if count > 1:
        assert cKDTree(spots).query(spots, k=2)[0][:, 1].min() > 14


@pytest.mark.parametrize("actors", [0, 1, 2, 7])
def test_actors_without_any_alliance_still_have_a_place(actors: int) -> None:
    layout = arrange(draw(samples.crowd(actors)))

    assert layout.xy.shape == (actors, 2)
    assert len({tuple(at) for at in layout.xy.tolist()}) == actors


def test_two_thousand_actors_do_not_overlap() -> None:
    layout = arrange(draw(samples.territory(3, 1900).network))

    assert len(layout.xy) > 1950
    assert smallest_gap(layout) > 0


def test_a_long_chain_is_laid_out_without_crossing_itself() -> None:
    layout = arrange(draw(network_of(*((k, k + 1) for k in range(40)), actors=41)))
    steps = np.hypot(*np.diff(layout.xy, axis=0).T)

    assert smallest_gap(layout) > 2
    assert steps.max() < 3 * np.median(steps)


def test_pairs_that_may_touch_are_all_found_and_once() -> None:
    dice = np.random.default_rng(7)
    radii = np.exp(dice.normal(2.0, 1.0, 500))
    xy = dice.uniform(-400, 400, (500, 2))
    a, b = _close(xy, radii, gap=6.0)

    far = np.hypot(*(xy[:, None] - xy[None]).transpose(2, 0, 1))
    near = np.triu(far < radii[:, None] + radii[None] + 6.0, 1)
    found = sorted(zip(np.minimum(a, b).tolist(), np.maximum(a, b).tolist(), strict=True))
    assert found == sorted(map(tuple, np.argwhere(near).tolist()))
