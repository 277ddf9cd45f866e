"""Actors that stand together by territory or by theme."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from graph.network import Actor, Alliance, Network, PartyLink, Territory
from ontology.text import Text
from tests.viz import samples
from viz import grouped
from viz.drawing import Drawing, draw, joined
from viz.grouped import Arrangement, by_territory, by_theme, main_themes
from viz.layout import radii_of

Place = Callable[[Network, Drawing], Arrangement]


@pytest.mark.parametrize("place", [by_territory, by_theme])
def test_everybody_stands_once_in_a_disc_of_its_own_group(place: Place) -> None:
    network = joined(samples.territory().network)
    drawing = draw(network)
    made, radii = place(network, drawing), radii_of(drawing)

    assert sorted(i for group in made.groups for i in group.actors) == list(range(drawing.actors))
    for group in made.groups:
        members = list(group.actors)
        far = np.hypot(*(made.xy[members] - (group.x, group.y)).T) + radii[members]
        assert far.max() <= group.radius
    centres = np.array([(group.x, group.y) for group in made.groups])
    reach = np.array([group.radius for group in made.groups])
    assert (_gaps(centres, reach) > 0).all()
    actors = made.xy[: drawing.actors]
    assert (_gaps(actors, radii[: drawing.actors]) > 0).all()
    assert (place(network, drawing).xy == made.xy).all()


def _gaps(xy: np.ndarray, radii: np.ndarray) -> np.ndarray:
    """The free space between each two discs."""
    a, b = np.triu_indices(len(xy), 1)
    gaps: np.ndarray = np.hypot(*(xy[a] - xy[b]).T) - radii[a] - radii[b]
    return gaps


def test_a_meeting_point_covers_no_actor() -> None:
    network = joined(samples.territory().network)
    drawing = draw(network)
    made, radii = by_theme(network, drawing), radii_of(drawing)
    assert drawing.hubs
    for hub in range(drawing.actors, drawing.places):
        far = np.hypot(*(made.xy[: drawing.actors] - made.xy[hub]).T)
        assert (far > radii[: drawing.actors]).all()


def test_the_main_theme_is_the_one_told_most_often() -> None:
    actors = (
        Actor("a", "A", "association", themes=("sport", "sante")),
        Actor("b", "B", "association", themes=("sport", "sante")),
        Actor("c", "C", "public"),
        Actor("d", "D", "public"),
    )
    told = (("sante",), ("education", "sante"), ("education",))
    alliances = tuple(
        Alliance(f"x{k}", "", (PartyLink(0), PartyLink(2)), "actif", themes=themes)
        for k, themes in enumerate(told)
    )
    # A: its own and two alliances; B: its own, in the order of names; C: of equals the same
    assert main_themes(Network(actors, alliances)) == ["sante", "sante", "education", None]


def test_without_seat_or_theme_there_is_one_group_that_says_so() -> None:
    network = Network((Actor("a", "A", "public"), Actor("b", "B", "public", seat="elsewhere")), ())
    for place, words in ((by_territory, grouped.NO_SEAT), (by_theme, grouped.NO_THEME)):
        groups = place(network, draw(network)).groups
        assert [(group.words, group.actors) for group in groups] == [(words, (0, 1))]
    assert by_theme(Network((), ()), draw(Network((), ()))).groups == ()


def test_many_communes_stand_as_what_contains_them() -> None:
    wide = [Territory(f"d{k}", f"Dep {k}", Text("département", "department")) for k in range(3)]
    small = [
        Territory(f"c{k}", f"Com {k}", Text("commune", "municipality"), (f"d{k % 3}",))
        for k in range(grouped.MOST_GROUPS + 1)
    ]
    actors = tuple(Actor(f"a{k}", "A", "public", seat=f"c{k}") for k in range(len(small)))
    network = Network(actors, (), {place.iri: place for place in (*wide, *small)})
    groups = by_territory(network, draw(network)).groups
    assert sorted(group.words.fr for group in groups) == ["Dep 0", "Dep 1", "Dep 2"]
    fewer = replace(network, actors=actors[:10])
    assert len(by_territory(fewer, draw(fewer)).groups) == 10
