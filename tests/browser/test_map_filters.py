"""The filters say how many alliances each choice keeps, and combine; one of them is the source."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from graph.network import Source
from tests.browser.looking import Look, pick_place, text
from tests.browser.test_map_use import CHOOSE, counts
from tests.viz import samples
from viz.map import write_map
from viz.model import MapData

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

OPTIONS = "id => [...document.getElementById(id).options].map(o => [o.value, o.text])"
LISTS = ("theme", "place", "source")


@pytest.fixture(scope="module")
def several() -> MapData:
    """The invented territory, told by three sources: some alliances by two, actors by one."""
    data = samples.territory()
    base = samples.BASE
    sources = {f"{base}s/{k}": Source(f"Source {k}, {'très ' * 30}longue") for k in range(3)}
    alliances = tuple(
        replace(a, sources=tuple({f"{base}s/{j % 3}", f"{base}s/{j % 2}"}))
        for j, a in enumerate(data.network.alliances)
    )
    actors = tuple(
        replace(a, sources=(f"{base}s/{i % 3}",) if i % 10 == 0 else ())
        for i, a in enumerate(data.network.actors)
    )
    network = replace(data.network, actors=actors, alliances=alliances, sources=sources)
    return replace(data, network=network)


@pytest.fixture(scope="module")
def several_file(tmp_path_factory: pytest.TempPathFactory, several: MapData) -> Path:
    path = tmp_path_factory.mktemp("maps") / "sources.html"
    write_map(path, several)
    return path


def said(page: Page, name: str) -> dict[str, int]:
    """The choices of a list by value, with the number that stands beside each."""
    found: list[list[str]] = page.evaluate(OPTIONS, name)[1:]
    return {value: int(re.findall(r"\((\d+)\)$", words)[0]) for value, words in found}


@pytest.mark.parametrize("part", ["", "without=association", "theme=numerique", "view=potential"])
def test_each_choice_keeps_as_many_alliances_as_it_says(
    visit: Look, several_file: Path, part: str
) -> None:
    page = visit(several_file, f"#{part}")
    for name in LISTS:
        offered = said(page, name)
        assert len(offered) > 2
        now = page.locator(f"#{name}").input_value()
        summaries = page.evaluate(CHOOSE, [name, [*offered, now]])
        kept = [counts(summary)[1] for summary in summaries[:-1]]
        assert kept == list(offered.values()), name


def test_the_source_keeps_what_it_tells_of(
    visit: Look, several_file: Path, several: MapData
) -> None:
    page, network = visit(several_file), several.network
    for k, iri in enumerate(network.sources):
        page.select_option("#source", str(k))
        told = [a for a in network.alliances if iri in a.sources]
        own = {i for i, a in enumerate(network.actors) if iri in a.sources}
        actors = own | {party.actor for a in told for party in a.parties}

        assert counts(text(page, "#summary")) == (len(actors), len(told))
        assert 0 < len(told) < len(network.alliances)
        assert page.locator("#reset").is_enabled()


def test_the_filters_combine_and_the_address_keeps_them(
    visit: Look, several_file: Path, several: MapData
) -> None:
    page = visit(several_file)
    page.select_option("#source", "2")
    page.select_option("#theme", "numerique")
    pick_place(page, "Pays d’Aix")
    page.uncheck("#sectors-elus")
    seen = text(page, "#summary")
    again = visit(several_file, "#" + page.url.split("#")[1])

    assert text(again, "#summary") == seen
    assert again.locator("#source").input_value() == "2"
    key = re.findall(r"source=(\w{12})", page.url)
    assert len(key) == 1
    page.click("#reset")
    assert "source=" not in page.url
    assert page.locator("#source").input_value() == ""


def test_the_address_names_a_source_whatever_its_place(
    visit: Look, several_file: Path, several: MapData, tmp_path: Path
) -> None:
    page = visit(several_file)
    page.select_option("#source", "1")
    turned = dict(reversed(several.network.sources.items()))
    write_map(
        tmp_path / "map.html", replace(several, network=replace(several.network, sources=turned))
    )
    again = visit(tmp_path / "map.html", "#" + page.url.split("#")[1])

    assert again.locator("#source").input_value() == "1"  # of 0, 1, 2: the middle stays
    page.select_option("#source", "0")
    again = visit(tmp_path / "map.html", "#" + page.url.split("#")[1])
    assert again.locator("#source").input_value() == "2"


def test_a_long_title_is_cut_in_the_list_only(visit: Look, several_file: Path) -> None:
    page = visit(several_file, width=390)
    words = [option[1] for option in page.evaluate(OPTIONS, "source")[1:]]

    assert all(re.fullmatch(r"Source \d, (très )+.*… \(\d+\)", w) and len(w) < 75 for w in words)
    page.click("#dock [data-sheet=filters]")
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
