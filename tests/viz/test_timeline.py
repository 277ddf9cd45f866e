"""The days of the slider, and what each alliance is on them, as the commands say."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from graph import layers
from graph.changes import turn_of
from graph.extract import extract
from graph.network import Alliance, Network, PartyLink, StageEvent
from graph.paths import last_year
from graph.selection import COMPLETED, notation
from graph.workspace import Workspace
from ontology import concepts
from tests.viz import samples
from viz import timeline
from viz.labels import labels
from viz.style import CHANGES, stroke_of


def network(*days: date | None) -> Network:
    pair = (PartyLink(0), PartyLink(1))
    return Network(
        (),
        tuple(
            Alliance(f"urn:a:{d}", "", pair, "actif", (StageEvent("actif", d, d),)) for d in days
        ),
    )


@pytest.mark.parametrize(
    ("first", "last", "unit", "count", "second"),
    [
        (date(2016, 3, 5), date(2017, 12, 31), "month", 22, date(2016, 4, 30)),
        (date(2016, 2, 29), date(2019, 1, 30), "month", 36, date(2016, 3, 31)),
        (date(2016, 2, 1), date(2020, 12, 31), "quarter", 20, date(2016, 6, 30)),
        (date(2010, 12, 31), date(2017, 11, 2), "quarter", 29, date(2011, 3, 31)),
        (date(1901, 7, 1), date(2017, 12, 31), "year", 117, date(1902, 12, 31)),
    ],
)
def test_the_slider_stops_at_ends_of_periods_and_at_the_date_of_the_map(
    first: date, last: date, unit: str, count: int, second: date
) -> None:
    found = timeline.steps(network(first, None), last)
    assert (found.unit, len(found.days)) == (unit, count)
    assert found.days[1] == second
    assert found.days[0] >= first
    assert found.days[-1] == last
    months = timeline.MONTHS[found.unit]
    for day in found.days[:-1]:
        assert (day + timedelta(1)).day == 1
        assert day.month % months == 0


@pytest.mark.parametrize("days", [(), (None,), (date(2018, 1, 1),)])
def test_without_a_past_there_is_no_slider(days: tuple[date | None, ...]) -> None:
    assert timeline.steps(network(*days), date(2017, 12, 31)).days == ()


def test_a_network_without_a_date_ends_with_the_last_day_told() -> None:
    found = timeline.steps(network(date(2016, 1, 1), date(2017, 5, 4)), None)
    assert found.days[-1] == date(2017, 5, 4)


def told(alliance: Alliance, day: date) -> list[StageEvent] | None:
    """What the page looks up: the last turn that is not after the day."""
    past = [t for t in timeline.told_turns(alliance) if t[0] is None or str(t[0]) <= str(day)]
    return [alliance.events[int(k or 0)] for k in past[-1][2:]] if past else None


def test_the_page_is_told_what_as_of_says_on_every_day(small: Workspace) -> None:
    store = small.store()
    graphs = layers.graphs(store, "asserted")
    whole = extract(store, graphs, as_of=date(2019, 1, 1))
    strokes = timeline.strokes(labels("stage", concepts("stage")))
    seen = set()
    for day in (date(2016, 12, 1) + timedelta(n) for n in range(0, 770, 7)):
        then = {a.iri: a for a in extract(store, graphs, as_of=day).alliances}
        found = {a.iri: events for a in whole.alliances if (events := told(a, day))}
        assert found.keys() == then.keys()
        for iri, events in found.items():
            stage = concepts("stage")[then[iri].stage]
            assert tuple(events) == then[iri].events
            assert events[-1].stage == then[iri].stage
            assert strokes[events[-1].stage] == stroke_of(stage.layers, stage.order)
        seen.add(tuple(sorted((iri, a.stage) for iri, a in then.items())))
    assert len(seen) > 3


def test_the_year_that_the_ways_need_is_that_of_the_last_event_reached() -> None:
    for alliance in samples.territory().network.alliances:
        (turn,) = timeline.told_turns(alliance)
        assert turn[1] == last_year(alliance.events)


def test_what_became_of_an_alliance_is_what_the_command_diff_says() -> None:
    stages = tuple(concepts("stage"))
    table = timeline.changes(stages)
    assert set(table[""].values()) == {"new"}
    for before in stages:
        for after in stages:
            unchanged = "past" if notation(after) >= COMPLETED else "same"
            assert table[before][after] == (turn_of(before, after) or unchanged)
    assert table["actif"]["acheve"] == table["contact"]["suspendu"] == "ended"
    assert table["acheve"]["actif"] == table["contact"]["signe"] == "moved"
    assert {kind for row in table.values() for kind in row.values()} == set(CHANGES)
