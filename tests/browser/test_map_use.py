"""Finding one’s way in the map: search, filters, table, keyboard, links."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.browser.looking import Look, find, place, rows, settled, shown, text
from tests.viz import samples
from viz.model import MapData

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("words", "name"),
    [("theatre aeiou", "Théâtre aeiou"), ("ECOLE DE MUSIQUE", "École de musique"),
     ("oeuvres", "Œuvres"), ("le coeur", "Le Cœur")],
)  # fmt: skip
def test_search_needs_no_accents(visit: Look, map_file: Path, words: str, name: str) -> None:
    answers = find(visit(map_file), words)

    assert answers
    assert all(name in answer for answer in answers)


def test_a_slip_of_the_pen_still_finds(visit: Look, map_file: Path) -> None:
    page = visit(map_file)

    assert "Numérica" in find(page, "numerika")
    assert text(page, "#results .none") == "Aucun acteur de ce nom. Peut-être :"
    assert find(page, "zzzzzz") == []
    assert text(page, "#results") == "Aucun acteur de ce nom"


def test_search_works_from_the_keyboard(visit: Look, map_file: Path) -> None:
    page = visit(map_file)
    answers = find(page, "aeiou")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.locator("#search").get_attribute("aria-activedescendant") == "option-1"
    page.keyboard.press("Enter")

    assert text(page, "#panel-title") == answers[1]
    assert page.evaluate("() => document.activeElement.id") == "panel-title"
    assert page.locator("#results").is_hidden()


def test_filters_combine_and_count(visit: Look, map_file: Path, sample: MapData) -> None:
    page = visit(map_file)
    network = sample.network
    of_culture = [a for a in network.alliances if a.themes == ("culture-art",)]

    page.select_option("#theme", "culture-art")
    assert f"{len(of_culture)} / {len(network.alliances)} alliances" in text(page, "#summary")
    page.uncheck("#strokes-completed")
    kept = [a for a in of_culture if a.stage != "acheve"]
    assert f"{len(kept)} / {len(network.alliances)} alliances" in text(page, "#summary")
    lines = sum(1 if len(a.parties) == 2 else len(a.parties) for a in kept)
    potential = page.evaluate(
        "() => alliancesMap.edges.get().filter(e => !e.hidden && e.id[0] === 'p').length"
    )
    assert shown(page, "edges") == lines + potential

    page.uncheck("#sectors-association")
    assert page.locator("#sectors-association").evaluate("e => !e.checked")
    page.select_option("#place", label="Pays d’Aix")
    page.click("#reset")
    assert shown(page, "edges") == page.evaluate("() => alliancesMap.edges.length")
    assert "without" not in page.url


def test_a_territory_holds_the_territories_within_it(
    visit: Look, map_file: Path, sample: MapData
) -> None:
    page = visit(map_file)
    durance = f"{samples.BASE}t/projet"
    inside = {t.iri for t in sample.network.territories.values() if durance in t.within}
    page.select_option("#place", label="Val de Durance")

    expected = sum(bool(inside & set(a.territories)) for a in sample.network.alliances)
    assert f"{expected} / {len(sample.network.alliances)} alliances" in text(page, "#summary")


def test_the_counts_of_the_legend_follow_the_other_filters(visit: Look, map_file: Path) -> None:
    page = visit(map_file)
    count = "#strokes label:has(#strokes-signed) .count"
    before = int(text(page, count))
    page.select_option("#theme", "numerique")

    assert 0 < int(text(page, count)) < before


def test_a_link_reopens_the_same_view(visit: Look, map_file: Path) -> None:
    page = visit(map_file)
    page.click("#language")
    page.uncheck("#sectors-elus")
    page.select_option("#theme", "numerique")
    page.mouse.click(*place(page, 3))
    again = visit(map_file, "#" + page.url.split("#")[1])

    for selector in ("#summary", "#panel", "#sectors", "#strokes"):
        assert text(again, selector) == text(page, selector)
    assert again.locator("#sectors-elus").is_checked() is False


def test_a_wrong_link_opens_the_plain_map(visit: Look, map_file: Path, sample: MapData) -> None:
    page = visit(
        map_file, "#actor=%3Cimg%3E&link=e99999&theme=constructor&place=x&lang=de&without=a"
    )

    assert text(page, "#summary").startswith(f"{len(sample.network.actors)} acteurs")
    assert text(page, "#panel h2") == "Catalyseurs"


def test_the_table_says_the_same_and_sorts(visit: Look, map_file: Path, sample: MapData) -> None:
    page = visit(map_file)
    page.click("[data-view=table]")

    assert len(rows(page, 1)) == len(sample.network.actors)
    ties = [int(cell) for cell in rows(page, 5)]
    assert ties == sorted(ties, reverse=True)
    assert sorted(ties) == sorted(int(n) for n in sample.network.incidence.sum(axis=1))

    page.click("#sort-name")
    assert page.locator("th[aria-sort=ascending]").inner_text().startswith("Nom")
    order = page.evaluate(
        "a => [...a].sort((x, y) => x.localeCompare(y, 'fr', {numeric: true}))", rows(page, 1)
    )
    assert rows(page, 1) == order
    page.keyboard.press("Enter")
    assert page.locator("th[aria-sort=descending]").count() == 1
    assert rows(page, 1)[0] == order[-1]

    page.click("#tab-alliances")
    assert len(rows(page, 1)) == len(sample.network.alliances)
    page.click("#tab-potentials")
    assert len(rows(page, 1)) == len(sample.suggestions)
    page.click("#tab-catalysts")
    assert rows(page, 1)[0] == "Direction régionale des affaires culturelles"


def test_the_table_follows_the_filters(visit: Look, map_file: Path) -> None:
    page = visit(map_file, "#view=table")
    page.uncheck("#sectors-association")

    assert "Associations" not in rows(page, 2)
    assert "Entreprises" in rows(page, 2)


def test_the_keyboard_reaches_everything(visit: Look, map_file: Path) -> None:
    page = visit(map_file)
    focus = "document.activeElement"
    here = f"() => {focus}.id || {focus}.className || {focus}.tagName"
    reached: list[str] = []
    while "BODY" not in reached:
        page.keyboard.press("Tab")
        reached.append(page.evaluate(here))
        outline = page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")
        assert outline == "solid" or reached[-1] == "BODY"
    wanted = {"skip", "language", "appearance", "search", "sectors-elus", "strokes-potential",
              "theme", "place", "map", "actor"}  # fmt: skip
    assert wanted <= set(reached)


def test_the_first_tab_leads_to_the_table(visit: Look, map_file: Path) -> None:
    page = visit(map_file)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.locator("table").is_visible()
    assert page.evaluate("() => document.activeElement.id") == "tab-actors"


def test_the_map_moves_by_keys(visit: Look, map_file: Path) -> None:
    page = visit(map_file)
    page.focus("#map")
    before = page.evaluate("() => alliancesMap.network.getViewPosition().x")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("() => alliancesMap.network.getViewPosition().x") > before
    scale = page.evaluate("() => alliancesMap.network.getScale()")
    page.keyboard.press("+")
    settled(page)
    assert page.evaluate("() => alliancesMap.network.getScale()") > scale


def test_filters_that_leave_nothing_say_so(visit: Look, map_file: Path) -> None:
    page = visit(map_file)
    for box in page.locator("#sectors input").all():
        box.uncheck()

    assert text(page, "#nothing") == "Aucun acteur ne répond à ces filtres."
    assert shown(page, "nodes") == 0
