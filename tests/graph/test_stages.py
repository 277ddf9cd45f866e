"""Which stages were reached on which day."""

from __future__ import annotations

import random
from datetime import date, timedelta

from graph import layers
from graph.extract import extract
from graph.network import StageEvent
from graph.stages import Turn, reached, turns
from graph.workspace import Workspace


def event(stage: str, first: str | None = None, last: str | None = None) -> StageEvent:
    bounds = (date.fromisoformat(day) if day else None for day in (first, last))
    return StageEvent(stage, *bounds)


def test_a_stage_is_reached_on_the_first_day_that_it_can_have_been() -> None:
    met, signed = event("contact", "2016-03-01", "2016-03-31"), event("signe", "2017-01-01")
    assert reached([signed, met], date(2016, 2, 29)) == ()
    assert reached([signed, met], date(2016, 3, 1)) == (met,)
    assert reached([signed, met], None) == (met, signed)
    assert turns([signed, met]) == [
        Turn(date(2016, 3, 1), (met,)), Turn(date(2017, 1, 1), (met, signed)),
    ]  # fmt: skip


def test_what_has_no_first_day_was_always_so() -> None:
    idea, over = event("idee"), event("acheve", None, "2018-12-31")
    signed = event("signe", "2016-01-01")
    assert turns([]) == []
    assert turns([idea]) == [Turn(None, (idea,))]
    assert turns([over, signed, idea]) == [
        Turn(None, (idea, over)), Turn(date(2016, 1, 1), (idea, signed, over)),
    ]  # fmt: skip


def test_two_stages_of_one_day_follow_the_order_of_the_vocabulary() -> None:
    signed, met = event("signe", "2016-01-01"), event("contact", "2016-01-01")
    assert turns([signed, met]) == [Turn(date(2016, 1, 1), (met, signed))]


def test_the_turns_tell_every_day_what_was_reached() -> None:
    rng = random.Random(3)  # noqa: S311 - a sample, not a secret
    first = date(2016, 1, 1)
    stages = ["idee", "contact", "signe", "actif", "acheve", "suspendu", "a stage of tomorrow"]
    for _ in range(200):
        told = [
            StageEvent(
                rng.choice(stages),
                rng.choice([None, first + timedelta(rng.randrange(90))]),
                rng.choice([None, first + timedelta(90)]),
            )
            for _ in range(rng.randint(0, 4))
        ]
        found = turns(told)
        for day in (first + timedelta(n) for n in range(-1, 92)):
            past = [turn for turn in found if turn.day is None or turn.day <= day]
            assert (past[-1].events if past else ()) == reached(told, day)


def test_the_turns_are_what_the_network_is_as_of_each_day(finished: Workspace) -> None:
    store = finished.store()
    graphs = layers.graphs(store, "asserted")
    whole = extract(store, graphs, as_of=date(2019, 1, 1))
    seen = set()
    for day in (date(2016, 12, 1) + timedelta(n) for n in range(0, 760, 5)):
        then = {a.iri: a.events for a in extract(store, graphs, as_of=day).alliances}
        told = {a.iri: reached(a.events, day) for a in whole.alliances}
        assert {iri: events for iri, events in told.items() if events} == then
        seen.add(tuple(sorted((iri, events[-1].stage) for iri, events in then.items())))
    assert len(seen) > 2
