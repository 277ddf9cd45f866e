"""Going back in time on the map, and comparing two dates."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from graph import layers, workspace
from graph.changes import turn_of
from graph.extract import extract
from graph.network import StageEvent
from graph.selection import COMPLETED, notation
from graph.stages import reached
from ontology import concepts
from tests.browser.looking import Look, rows, shown, text
from tests.conftest import Run
from tests.viz import samples
from viz.map import write_map
from viz.model import MapData
from viz.style import CHANGES, STROKES, stroke_of

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

STAGES = ("idee", "contact", "accord-de-principe", "signe", "actif", "acheve", "suspendu")
# What the lines look like: alliance → colour, width and dashes, of those drawn.
DRAWN = """() => Object.fromEntries(alliancesMap.edges.get()
    .filter(e => !e.hidden && e.id[0] === 'e')
    .map(e => [e.id.split('-')[0].slice(1), [e.color.color, e.width, e.dashes]]))"""


def lived(seed: int = 5) -> MapData:
    """The invented territory, with alliances that went through several stages of 2014 to 2017."""
    rng = random.Random(seed)  # noqa: S311 - a repeatable sample, not a secret
    data = samples.territory(associations=60)
    first = date(2014, 1, 1)

    def life() -> tuple[StageEvent, ...]:
        days = sorted(first + timedelta(rng.randrange(1460)) for _ in range(rng.randint(1, 4)))
        stages = sorted(rng.sample(STAGES, len(days)), key=STAGES.index)
        told = [StageEvent(s, d, d) for s, d in zip(stages, days, strict=True)]
        return tuple(told) if rng.random() > 0.1 else (StageEvent(stages[0]), *told[1:])

    alliances = []
    for alliance in data.network.alliances:
        events = reached(life(), None)
        alliances.append(replace(alliance, events=events, stage=events[-1].stage))
    return replace(data, network=replace(data.network, alliances=tuple(alliances)))


@pytest.fixture(scope="module")
def lives() -> MapData:
    return lived()


@pytest.fixture(scope="module")
def lived_map(tmp_path_factory: pytest.TempPathFactory, lives: MapData) -> Path:
    path = tmp_path_factory.mktemp("time") / "carte.html"
    write_map(path, lives)
    return path


def stroke(stage: str) -> str:
    concept = concepts("stage")[stage]
    return stroke_of(concept.layers, concept.order)


def stages(data: MapData, day: date) -> dict[str, str]:
    """The stage of each alliance on a day, of those that had begun."""
    then = {str(j): reached(a.events, day) for j, a in enumerate(data.network.alliances)}
    return {j: events[-1].stage for j, events in then.items() if events}


def days(page: Page) -> list[date]:
    told: list[str] = page.evaluate("() => alliancesMap.days")
    return [date.fromisoformat(day) for day in told]


def counts(page: Page, names: list[str]) -> Counter[str]:
    """What the legend says, of some of its lines."""
    found = {n: text(page, f"#strokes label:has(#strokes-{n}) .count") for n in names}
    return Counter({name: int(count) for name, count in found.items() if int(count)})


def test_at_every_step_each_alliance_has_the_stage_of_that_day(
    visit: Look, lived_map: Path, lives: MapData
) -> None:
    page = visit(lived_map)
    steps = days(page)
    assert (steps[0], steps[-1]) == (date(2014, 3, 31), date(2017, 12, 31))
    assert len(steps) == 16
    for k, day in enumerate(steps):
        page.evaluate("k => alliancesMap.goTo(k)", k)
        expected = stages(lives, day)
        drawn = page.evaluate(DRAWN)
        light = {j: STROKES[stroke(stage)].light for j, stage in expected.items()}
        assert {j: colour for j, (colour, *_) in drawn.items()} == light
        told = Counter(map(stroke, expected.values()))
        assert counts(page, [n for n in STROKES if n != "potential"]) == told
        all_ = len(lives.network.alliances)
        said = f"{all_} alliances" if len(expected) == all_ else f"{len(expected)} / {all_} "
        assert f"· {said}" in text(page, "#summary")
    assert len({tuple(sorted(stages(lives, day).items())) for day in steps}) == 16


def test_the_demonstration_is_on_each_day_what_as_of_says(
    visit: Look, run: Run, demo: Path, tmp_path: Path
) -> None:
    path = tmp_path / "carte.html"
    assert run("--workspace", demo, "map", "-o", path).code == 0
    page, store = visit(path), workspace.load(demo).store()
    graphs = layers.graphs(store, "asserted")
    titles = "() => Object.fromEntries(alliancesMap.data.alliances.map((a, j) => [j, a.title]))"
    title: dict[str, str] = page.evaluate(titles)
    strokes = {(s.light, s.width): name for name, s in STROKES.items()}
    for k, day in list(enumerate(days(page)))[::3]:
        page.evaluate("k => alliancesMap.goTo(k)", k)
        shrink = page.evaluate("() => Math.min(1, alliancesMap.network.getScale() ** -0.5)")
        found = Counter(
            (title[j], strokes[colour, round(width / shrink, 2)])
            for j, (colour, width, _) in page.evaluate(DRAWN).items()
        )
        then = extract(store, graphs, as_of=day).alliances
        assert found == Counter((a.title, stroke(a.stage)) for a in then), day
    assert len(title) == 303


def test_undated_alliances_stay_and_are_counted(
    visit: Look, lived_map: Path, lives: MapData
) -> None:
    page = visit(lived_map)
    undated = [a for a in lives.network.alliances if any(e.not_before is None for e in a.events)]
    assert undated
    said = f"{len(undated)} alliances sans date de début : toujours montrées"
    assert text(page, "#undated") == said
    page.click("#language")
    assert text(page, "#undated") == f"{len(undated)} alliances without a first date: always shown"
    page.evaluate("() => alliancesMap.goTo(0)")
    assert len(page.evaluate(DRAWN)) >= len(undated)


def test_the_slider_works_by_keyboard_and_says_the_day(
    visit: Look, lived_map: Path, lives: MapData
) -> None:
    page = visit(lived_map)
    slider = page.locator("#day")
    assert slider.get_attribute("aria-valuetext") == "31 décembre 2017"
    slider.focus()
    page.keyboard.press("ArrowLeft")
    assert slider.get_attribute("aria-valuetext") == text(page, "#day-said") == "30 septembre 2017"
    assert "au 30 septembre 2017" in text(page, "#summary")
    assert "day=2017-09-30" in page.url
    page.keyboard.press("Home")
    assert slider.get_attribute("aria-valuetext") == "31 mars 2014"
    again = visit(lived_map, "#" + page.url.split("#")[1])
    assert again.locator("#day").input_value() == "0"
    assert text(again, "#summary") == text(page, "#summary")
    page.keyboard.press("End")
    assert "day=" not in page.url
    page.keyboard.press("ArrowLeft")
    page.click("#reset")
    assert text(page, "#day-said") == "31 décembre 2017"
    assert page.get_by_role("slider", name="Date", exact=True).count() == 1


@pytest.mark.parametrize(
    ("asked", "step"),
    [("2015-07-14", "2015-06-30"), ("1999-01-01", "2014-03-31"), ("2031-01-01", ""), ("x", ""),
     ("2015-13-99", "2015-12-31")],
)  # fmt: skip
def test_a_day_of_an_address_is_brought_to_a_step(
    visit: Look, lived_map: Path, asked: str, step: str
) -> None:
    page = visit(lived_map, f"#day={asked}")
    assert page.evaluate("() => alliancesMap.state.day") == step


@pytest.mark.parametrize("motion", ["no-preference", "reduce"])
def test_time_plays_to_its_end_and_can_be_stopped(
    visit: Look, lived_map: Path, motion: str
) -> None:
    page = visit(lived_map, "#day=2017-03-31", reduced_motion=motion)
    watch = """() => alliancesMap.edges.on('update', (_, { items }) => {
        const widths = alliancesMap.edges.get(items).map(({ width }) => width);
        window.widest = Math.max(window.widest ?? 0, ...widths);
    })"""
    page.evaluate(watch)
    day = "() => alliancesMap.state.day"
    assert page.locator("#play").get_attribute("aria-label") == "Dérouler le temps"
    page.focus("#play")
    page.keyboard.press("Enter")
    assert page.locator("#play").get_attribute("aria-label") == "Arrêter"
    assert page.locator("#summary").get_attribute("aria-live") == "off"
    page.wait_for_function(f"() => ({day})() === ''", timeout=10_000)
    page.wait_for_function("() => document.getElementById('play').title === 'Dérouler le temps'")
    assert page.locator("#summary").get_attribute("aria-live") == "polite"
    thickest = max(stroke.width for stroke in STROKES.values())
    assert (page.evaluate("() => window.widest") > thickest) is (motion != "reduce")
    page.click("#play")
    assert page.evaluate(day) == "2014-03-31"
    page.wait_for_function(f"() => ({day})() > '2014-03-31'")
    page.click("#play")
    stopped = page.evaluate(day)
    page.wait_for_timeout(1100)
    assert page.evaluate(day) == stopped


def test_the_past_has_no_suggestion_and_the_details_are_those_of_the_day(
    visit: Look, lived_map: Path, lives: MapData
) -> None:
    page = visit(lived_map, "#view=potential&day=2014-12-31")
    assert "Les suggestions valent au 31 décembre 2017" in text(page, "#panel")
    assert page.evaluate(DRAWN)
    assert not page.evaluate(
        "() => alliancesMap.edges.get().some(e => !e.hidden && e.id[0] === 'p')"
    )
    page = visit(lived_map, "#actor=0&day=2014-12-31")
    then = stages(lives, date(2014, 12, 31))
    own = [j for j, a in enumerate(lives.network.alliances) if any(p.actor == 0 for p in a.parties)]
    kept = [then[str(j)] for j in own if str(j) in then]
    assert 0 < len(kept) < len(own)
    cards = page.locator("#panel details.card")
    assert cards.count() == len(kept)
    said = page.locator("#panel details.card summary .pill").all_inner_texts()
    assert Counter(said) == Counter(concepts("stage")[s].label.fr for s in kept)


def test_an_alliance_that_had_not_begun_says_so(
    visit: Look, lived_map: Path, lives: MapData
) -> None:
    then = stages(lives, date(2014, 3, 31))
    later = next(j for j in range(len(lives.network.alliances)) if str(j) not in then)
    page = visit(lived_map)
    key = page.evaluate("j => alliancesMap.data.alliances[j].key", later)
    page = visit(lived_map, f"#link={key}&day=2014-03-31")
    assert "Au 31 mars 2014, cette alliance n’avait pas commencé." in text(page, "#panel")


def test_the_table_is_of_the_day_too(visit: Look, lived_map: Path, lives: MapData) -> None:
    page = visit(lived_map, "#form=table&day=2015-06-30")
    then = stages(lives, date(2015, 6, 30))
    page.click("#tab-alliances")
    assert Counter(rows(page, 4)) == Counter(concepts("stage")[s].label.fr for s in then.values())
    page.focus("#day")
    page.keyboard.press("ArrowRight")
    assert len(rows(page, 1)) == len(stages(lives, date(2015, 9, 30))) > len(then)


def test_an_undated_territory_has_no_slider(visit: Look, tmp_path: Path) -> None:
    data = samples.territory(associations=20)
    alliances = tuple(replace(a, events=()) for a in data.network.alliances)
    write_map(
        tmp_path / "map.html", replace(data, network=replace(data.network, alliances=alliances))
    )
    page = visit(tmp_path / "map.html", "#day=2015-01-01&view=compare")
    assert page.locator("#time").is_hidden()
    assert page.locator("#view-compare").count() == 0
    assert shown(page, "edges") > 10


# -- Before and after ----------------------------------------------------------------------------


def kinds(data: MapData, before: date, after: date) -> dict[str, str]:
    """What became of each alliance, by the rule of ``alliances diff``."""
    then, now = stages(data, before), stages(data, after)

    def kind(j: str) -> str:
        if j not in then:
            return "new"
        unchanged = "past" if notation(now[j]) >= COMPLETED else "same"
        return turn_of(then[j], now[j]) or unchanged

    return {j: kind(j) for j in now}


@pytest.mark.parametrize(
    ("before", "after"), [("2014-06-30", "2016-09-30"), ("2016-12-31", "2017-12-31")]
)
def test_what_changed_between_two_dates(
    visit: Look, lived_map: Path, lives: MapData, before: str, after: str
) -> None:
    page = visit(lived_map, f"#view=compare&before={before}&day={after}")
    found = kinds(lives, date.fromisoformat(before), date.fromisoformat(after))
    look = {j: CHANGES[kind] for j, kind in found.items()}
    drawn = page.evaluate(DRAWN)
    assert {j: colour for j, (colour, *_) in drawn.items()} == {j: s.light for j, s in look.items()}
    assert {j: d or [] for j, (*_, d) in drawn.items()} == {
        j: list(s.dashes) for j, s in look.items()
    }
    assert counts(page, list(CHANGES)) == Counter(found.values())
    assert len(set(found.values())) == 5
    sections = page.locator("#panel section h3 .count").all_inner_texts()
    told = Counter(found.values())
    assert [int(n) for n in sections] == [told["new"], told["moved"], told["ended"]]
    cards = page.locator("#panel .card.change")
    assert cards.count() == sum(min(30, told[k]) for k in ("new", "moved", "ended"))
    assert "Subventions 2010" in cards.first.inner_text()
    assert len({(s.light, s.width) for s in CHANGES.values()}) == 5
    assert len({(s.width, s.dashes) for s in CHANGES.values()}) == 5  # told apart without colour


def test_two_dates_are_chosen_by_keyboard_and_kept_in_the_address(
    visit: Look, lived_map: Path
) -> None:
    page = visit(lived_map)
    assert page.locator("#slide-before").is_hidden()
    page.click("#view-compare")
    assert [text(page, f"#{name}-said") for name in ("before", "day")] == [
        "31 décembre 2016", "31 décembre 2017",
    ]  # fmt: skip
    page.focus("#before")
    page.keyboard.press("ArrowLeft")
    assert "before=2016-09-30" in page.url
    assert text(page, "#panel p.kind") == "Du 30 septembre 2016 au 31 décembre 2017"
    page.focus("#day")
    page.keyboard.press("Home")  # the first date cannot be after the second
    assert text(page, "#before-said") == text(page, "#day-said") == "31 mars 2014"
    page.keyboard.press("End")
    again = visit(lived_map, "#" + page.url.split("#")[1])
    assert text(again, "#panel") == text(page, "#panel")
    assert text(again, "#strokes") == text(page, "#strokes")
    page.click("#view-existing")
    assert text(page, "#strokes-title") == "Alliances par étape"
    assert page.locator("#strokes-new").count() == 0


def test_the_legend_filters_what_changed(visit: Look, lived_map: Path, lives: MapData) -> None:
    page = visit(lived_map, "#view=compare&before=2015-12-31")
    found = kinds(lives, date(2015, 12, 31), date(2017, 12, 31))
    for name in ("same", "past"):
        page.uncheck(f"#strokes-{name}")
    kept = {j for j, kind in found.items() if kind not in {"same", "past"}}
    assert set(page.evaluate(DRAWN)) == kept
    page.click("[data-form=table]")
    assert len(rows(page, 2)) == len(kept)
    order = [CHANGES[k].label.fr for k in ("new", "moved", "ended")]
    told = [order.index(cell) for cell in rows(page, 2)]
    assert told == sorted(told)
    before = stages(lives, date(2015, 12, 31))
    was = Counter(concepts("stage")[before[j]].label.fr if j in before else "" for j in kept)
    assert Counter(rows(page, 3)) == was
