"""Large networks on the page: rings that open, found by search, filtered, kept in the address."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from graph.communities import communities
from tests.benchmarks.bench_suggestions import drawn
from tests.browser.looking import BOXES, Look, find, overlaps, rows, settled, shown, text
from tests.viz import samples
from viz.drawing import joined
from viz.map import write_map
from viz.model import MapData

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

RING = """k => {
    const { x, y, ring } = alliancesMap.data.arrangements.communities.rings[k];
    const at = alliancesMap.network.canvasToDOM({ x, y });
    return { x: at.x, y: at.y, r: ring * alliancesMap.network.getScale() };
}"""
RINGS = "() => alliancesMap.data.arrangements.communities.rings"


@pytest.fixture(scope="module")
def data() -> MapData:
    """The invented territory, seen as communities."""
    made = samples.territory()
    return replace(made, network=joined(made.network), views=("communities", "existing"))


@pytest.fixture(scope="module")
def crowd_file(tmp_path_factory: pytest.TempPathFactory, data: MapData) -> Path:
    path = tmp_path_factory.mktemp("crowd") / "map.html"
    write_map(path, data)
    return path


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Six thousand actors: only communities are drawn."""
    path = tmp_path_factory.mktemp("large") / "map.html"
    write_map(path, MapData(drawn(6000, links_each=2)))
    yield path


def seen(page: Page) -> list[dict[str, Any]]:
    """The rings that are named on the map."""
    found: list[dict[str, Any]] = page.evaluate(
        "() => alliancesMap.names().filter(({ ring }) => ring !== undefined)"
    )
    return found


def click_ring(page: Page, k: int) -> None:
    box, at = page.locator("#map").bounding_box(), page.evaluate(RING, k)
    assert box is not None
    page.mouse.click(box["x"] + at["x"], box["y"] + at["y"] + at["r"] * 0.8)
    settled(page)


def test_it_opens_on_rings_without_any_actor(visit: Look, crowd_file: Path, data: MapData) -> None:
    page = visit(crowd_file)
    top = communities(data.network).rings

    assert page.evaluate("() => alliancesMap.nodes.length") == 0
    assert page.evaluate("() => alliancesMap.edges.length") == 0
    assert len(seen(page)) > len(top) / 2
    assert overlaps(page.evaluate(BOXES)) == 0
    assert text(page, "#controls").startswith(f"{len(top)} communautés")
    items = page.locator(".rings > li").all_inner_texts()
    assert len(items) == len(top)
    for item, ring in zip(items, top, strict=True):
        assert re.search(r"(\d+) acteur", item)[1] == str(len(ring.members))  # type: ignore[index]
    assert "Modularité" in text(page, "#panel")


def test_a_click_opens_a_ring_and_a_click_on_its_ground_folds_it(
    visit: Look, crowd_file: Path, data: MapData
) -> None:
    page = visit(crowd_file)
    ring = communities(data.network).rings[0]
    before = page.evaluate("() => alliancesMap.network.getScale()")
    click_ring(page, 0)

    drawn_ = page.evaluate("() => alliancesMap.nodes.getIds().filter(id => id[0] === 'a')")
    assert sorted(int(name[1:]) for name in drawn_) == sorted(ring.members)
    assert page.evaluate("() => alliancesMap.network.getScale()") > before
    named = {n["actor"] for n in page.evaluate("() => alliancesMap.names()")} - {None}
    assert named <= set(ring.members)
    assert len(named) > 5
    assert page.locator("#ring-0").get_attribute("aria-expanded") == "true"
    assert "open=" in page.url

    at, box = page.evaluate(RING, 0), page.locator("#map").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + at["x"] + at["r"] * 1.4, box["y"] + at["y"])
    settled(page)
    assert page.evaluate("() => alliancesMap.nodes.length") == 0
    assert "open=" not in page.url


def test_the_list_opens_and_folds_from_the_keyboard(visit: Look, crowd_file: Path) -> None:
    page = visit(crowd_file)
    page.focus("#ring-1")
    page.keyboard.press("Enter")
    settled(page)
    assert page.evaluate("() => alliancesMap.nodes.length") > 5
    assert page.evaluate("() => document.activeElement.id") == "ring-1"
    page.click("#ring-2")
    settled(page)
    page.click("#fold-all")
    assert page.evaluate("() => alliancesMap.nodes.length") == 0
    assert page.locator("#fold-all").is_disabled()


def test_an_address_reopens_the_same_communities(visit: Look, crowd_file: Path) -> None:
    page = visit(crowd_file)
    for k in (0, 2):
        page.click(f"#ring-{k}")
        settled(page)
    again = visit(crowd_file, "#" + page.url.split("#")[1])

    ids = "() => alliancesMap.nodes.getIds().sort()"
    assert again.evaluate(ids) == page.evaluate(ids)
    assert text(again, "#panel") == text(page, "#panel")
    wrong = visit(crowd_file, "#open=9nobody+nothing")
    assert wrong.evaluate("() => alliancesMap.nodes.length") == 0


def test_search_finds_every_actor_and_opens_its_community(
    visit: Look, crowd_file: Path, data: MapData
) -> None:
    page = visit(crowd_file)
    for actor in (0, 60, len(data.network.actors) - 2):
        name = data.network.actors[actor].name
        assert any(name in answer for answer in find(page, name))
        page.keyboard.press("Enter")
        settled(page)
        selected = page.evaluate("() => alliancesMap.state.selected")
        assert page.evaluate("id => alliancesMap.nodes.get(id) !== null", selected)
        at = page.evaluate(
            "id => alliancesMap.network.canvasToDOM(alliancesMap.network.getPosition(id))", selected
        )
        box = page.locator("#map").bounding_box()
        assert box is not None
        assert 0 < at["x"] < box["width"]
        assert 0 < at["y"] < box["height"]
        assert text(page, "#panel > .facts").count("Communauté") == 1


def test_a_selected_actor_lights_the_rings_of_its_partners(visit: Look, crowd_file: Path) -> None:
    page = visit(crowd_file, "#actor=0")
    settled(page)
    assert shown(page, "nodes") > 10
    bright = page.evaluate(
        "() => alliancesMap.edges.get().filter(e => e.color.opacity === 1).map(e => e.from)"
    )
    assert set(bright) == {"a0"}


def test_filters_act_on_the_counts(visit: Look, crowd_file: Path, data: MapData) -> None:
    page = visit(crowd_file)
    page.uncheck("#sectors-association")
    others = [
        sum(data.network.actors[i].sector != "association" for i in ring.members)
        for ring in communities(data.network).rings
    ]
    items = page.locator(".rings > li").all_inner_texts()
    assert [int(re.search(r"(\d+) acteur", item)[1]) for item in items] == [  # type: ignore[index]
        n for n in others if n
    ]
    assert "associations" not in text(page, "#panel").lower()
    for box in page.locator("#sectors input").all():
        box.uncheck()
    assert text(page, "#nothing") == "Aucun acteur ne répond à ces filtres."
    assert page.locator(".rings > li").count() == 0
    page.click("#reset")
    page.select_option("#theme", "numerique")
    assert page.locator(".rings > li").count() > 0


def test_the_pointer_says_what_a_ring_is(visit: Look, crowd_file: Path) -> None:
    page = visit(crowd_file)
    at, box = page.evaluate(RING, 0), page.locator("#map").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + at["x"], box["y"] + at["y"])
    page.wait_for_function("() => !document.getElementById('tip').hidden")
    assert re.search(r"50 acteurs\s: Associations 49, Pouvoirs publics 1", text(page, "#tip"))


def test_the_table_names_communities(visit: Look, crowd_file: Path, data: MapData) -> None:
    page = visit(crowd_file, "#form=table")
    column = page.locator("thead th").all_inner_texts()
    at = next(k for k, name in enumerate(column, start=1) if name.startswith("Communauté"))
    names = set(rows(page, at))

    assert len(rows(page, 1)) == len(data.network.actors)
    assert "Sans alliance connue" in names
    assert len(names) == len(communities(data.network).rings)


def test_leaving_and_coming_back_folds_everything(visit: Look, crowd_file: Path) -> None:
    page = visit(crowd_file)
    page.click("#ring-0")
    page.click("#view-existing")
    assert page.evaluate("() => alliancesMap.nodes.length") > 290
    page.click("#view-communities")
    assert page.evaluate("() => alliancesMap.nodes.length") == 0


def test_it_works_on_a_telephone(visit: Look, crowd_file: Path) -> None:
    page = visit(crowd_file, width=390, has_touch=True)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
    assert overlaps(page.evaluate(BOXES)) == 0
    at, box = page.evaluate(RING, 0), page.locator("#map").bounding_box()
    assert box is not None
    page.touchscreen.tap(box["x"] + at["x"], box["y"] + at["y"])
    settled(page)
    assert page.evaluate("() => alliancesMap.nodes.length") > 40
    assert text(page, "#dock [data-sheet=panel]") == "Communautés"
    page.click("#dock [data-sheet=panel]")
    assert page.locator("#ring-0").is_visible()


def test_both_languages(visit: Look, crowd_file: Path) -> None:
    page = visit(crowd_file, "#lang=en")
    assert text(page, "#controls").startswith("12 communities")
    assert "No known alliance" in text(page, "#panel")
    assert "drawn by lot" in text(page, "#panel")


# ── thousands ───────────────────────────────────────────────────────────────────────────


def test_thousands_open_at_once_and_each_is_found(visit: Look, large: Path) -> None:
    page = visit(large)
    assert page.evaluate("() => performance.now()") < 20_000  # on a machine that tests in parallel
    views = page.locator("#views button").all_inner_texts()
    assert views == ["Communautés", "Autour", "Chemin"]
    assert len(seen(page)) > 20
    assert find(page, "Actor 5999") == ["Actor 5999"]
    page.keyboard.press("Enter")
    settled(page)
    assert page.evaluate("() => alliancesMap.nodes.get('a5999') !== null")
    assert page.evaluate("() => alliancesMap.nodes.length") < 700


def test_one_actor_and_ways_among_thousands(visit: Look, large: Path) -> None:
    page = visit(large)
    page.click("#view-around")
    assert page.evaluate("() => alliancesMap.nodes.length") == 0
    assert "Cherchez un acteur" in text(page, "#panel")
    near = visit(large, "#view=around&around=a700&steps=1")
    held = near.evaluate("() => alliancesMap.nodes.getIds().filter(id => id[0] === 'a').length")
    assert 1 < held == near.evaluate("() => alliancesMap.nodes.get().filter(n => !n.hidden &&"
                                     " n.id[0] === 'a').length") < 600  # fmt: skip
    way = visit(large, "#view=path&from=a700&to=a900")
    assert way.locator(".chain").count() > 0
    assert way.evaluate("() => alliancesMap.nodes.length") < 40


def test_a_ring_of_rings_opens_on_rings(visit: Look, large: Path) -> None:
    page = visit(large)
    found = page.evaluate(RINGS)
    holders = {ring["up"] for ring in found}
    outer = next(k for k in sorted(holders - {-1}) if found[k]["up"] < 0)
    parts = [k for k, ring in enumerate(found) if ring["up"] == outer]
    leaf = next(k for k in parts if k not in holders)
    page.click(f"#ring-{outer}")
    settled(page)
    assert page.locator(f"li:has(> #ring-{outer}) > ul > li").count() == len(parts)
    page.click(f"#ring-{leaf}")
    settled(page)
    held = page.evaluate("() => alliancesMap.nodes.getIds().filter(id => id[0] === 'a').length")
    inside = {i for k in parts for i in found[k]["actors"]}
    own = len(set(found[outer]["actors"]) - inside)
    assert held == len(found[leaf]["actors"]) + own
    again = visit(large, "#" + page.url.split("#")[1])
    assert again.evaluate("() => alliancesMap.nodes.length") == page.evaluate(
        "() => alliancesMap.nodes.length"
    )


def test_the_rows_of_thousands_come_in_slices(visit: Look, large: Path) -> None:
    page = visit(large, "#form=table")
    assert 400 < len(rows(page, 1)) < 2000
    assert page.locator("table").get_attribute("aria-rowcount") == "6001"
    while not page.locator(".more-rows").is_hidden():
        before = page.locator("tbody tr").count()
        page.evaluate("() => { document.querySelector('.scroll').scrollTop = 1e9; }")
        page.wait_for_function("n => document.querySelectorAll('tbody tr').length > n", arg=before)
    names = rows(page, 1)
    assert len(names) == len(set(names)) == 6000
    page.click("#sort-name")
    assert rows(page, 1)[0] == "Actor 0"
