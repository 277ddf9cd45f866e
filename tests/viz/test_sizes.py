"""What the marks are sized by: the analysis’ own values, and marks that do not touch."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from graph.catalysts import METRICS, rank
from graph.network import Network
from tests.viz import samples
from viz import grouped
from viz.drawing import draw, joined
from viz.layout import BASE, GROWTH, arrange
from viz.sizes import LEAST_SHARE, MOST_EXACT, Measure, measures

NAMES = ["degree", "partners", "reach", "betweenness", "effective_size"]


@pytest.fixture(scope="module")
def network() -> Network:
    return joined(samples.territory().network)


@pytest.fixture(scope="module")
def placed(network: Network) -> tuple[np.ndarray, list[np.ndarray]]:
    """The radii and positions of the actors, in each arrangement."""
    drawing = draw(network)
    layout, n = arrange(drawing), drawing.actors
    others = [by(network, drawing).xy for by in (grouped.by_territory, grouped.by_theme)]
    return layout.radii[:n], [xy[:n] for xy in (layout.xy, *others)]


@pytest.fixture(scope="module")
def found(network: Network, placed: tuple[np.ndarray, list[np.ndarray]]) -> dict[str, Measure]:
    return {measure.name: measure for measure in measures(network, *placed)}


def test_the_first_is_the_one_that_the_positions_were_made_for(
    network: Network, found: dict[str, Measure], placed: tuple[np.ndarray, list[np.ndarray]]
) -> None:
    assert list(found) == NAMES
    assert found["degree"].values == ()
    ties = np.asarray(network.incidence.sum(axis=1)).ravel()
    assert placed[0] == pytest.approx(BASE + found["degree"].growth * np.sqrt(ties))


def test_the_words_are_those_of_the_table_of_measures(found: dict[str, Measure]) -> None:
    table = {row.name: row for row in METRICS}
    for name in NAMES:
        if name != "partners":
            assert found[name].title == table[name].title
            assert found[name].formula == table[name].formula


def test_the_values_are_those_of_the_ranking(network: Network, found: dict[str, Measure]) -> None:
    for row in rank(network, profile=True).rows:
        for name in NAMES[2:]:
            value = found[name].values[row.actor]
            if np.isnan(row.values[name]):
                assert value is None
            else:
                assert value == pytest.approx(row.values[name], rel=1e-3)


def test_partners_are_counted_once(network: Network, found: dict[str, Measure]) -> None:
    running = [a for a in network.alliances if a.stage != "suspendu"]
    for i in range(len(network.actors)):
        tables = [{p.actor for p in a.parties} for a in running]
        met = set().union(*(t for t in tables if i in t)) - {i}
        assert found["partners"].values[i] == len(met)


@pytest.mark.parametrize("name", NAMES[1:])
def test_marks_grow_as_far_as_they_can_without_touching(
    found: dict[str, Measure], placed: tuple[np.ndarray, list[np.ndarray]], name: str
) -> None:
    radii, places = placed
    values = np.array([value or 0.0 for value in found[name].values])
    own = BASE + found[name].growth * np.sqrt(values)
    least = BASE + LEAST_SHARE * (radii.max() - BASE)

    assert own.max() <= radii.max() + 0.01
    assert own.max() >= least - 0.01
    touching = 0
    for xy in places:
        apart = np.hypot(*(xy[:, None] - xy[None, :]).transpose(2, 0, 1))
        np.fill_diagonal(apart, np.inf)
        touching += int(((own[:, None] + own[None, :]) > apart + 0.01).sum())
    if own.max() > least + 0.01:
        assert touching == 0
    order = np.argsort(values)
    assert (np.diff(own[order]) >= 0).all()


def test_no_alliance_no_other_measure() -> None:
    nobody = samples.empty().network
    assert [m.name for m in measures(nobody, np.zeros(0), [np.zeros((0, 2))])] == ["degree"]
    alone = samples.crowd(3)
    assert [m.name for m in measures(alone, np.full(3, BASE), [np.zeros((3, 2))])] == ["degree"]


def test_what_takes_long_is_not_offered_for_many(network: Network) -> None:
    many = replace(network, actors=(*network.actors, *samples.crowd(MOST_EXACT).actors))
    n = len(many.actors)
    spread = np.column_stack([np.arange(n) * 100.0, np.zeros(n)])
    found = measures(many, np.full(n, BASE + GROWTH), [spread])

    assert [measure.name for measure in found] == [n for n in NAMES if n != "betweenness"]
    assert found[1].values[-1] == 0
    assert found[-1].values[-1] is None
