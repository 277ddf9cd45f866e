"""The map as people meet it, in a real browser without network."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.viz import samples
from tests.viz.samples import HOSTILE
from tests.viz.test_map_file import hostile_map
from viz.map import write_map
from viz.model import MapData

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

Look = Callable[..., "Page"]
PLACE = "i => alliancesMap.network.canvasToDOM(alliancesMap.network.getPosition('a' + i))"
BOXES = "() => alliancesMap.names().map(({ box }) => box)"


def place(page: Page, actor: int) -> tuple[float, float]:
    """Where an actor stands on the screen."""
    box, at = page.locator("#map").bounding_box(), page.evaluate(PLACE, actor)
    assert box is not None
    return box["x"] + at["x"], box["y"] + at["y"]


def text(page: Page, selector: str) -> str:
    return page.locator(selector).inner_text()


def shown(page: Page, what: str) -> int:
    """Points or lines that are not hidden."""
    count: int = page.evaluate(f"() => alliancesMap.{what}.get().filter(x => !x.hidden).length")
    return count


def find(page: Page, words: str) -> list[str]:
    """The answers that the search offers, without the line under the name."""
    page.fill("#search", words)
    options = page.locator("#results [role=option] .what").all_inner_texts()
    return [option.split("\n")[0] for option in options]


def settled(page: Page) -> None:
    """Wait until the view no longer moves."""
    page.wait_for_function(
        """() => new Promise(done => {
            const view = () => JSON.stringify(alliancesMap.network.getViewPosition());
            const before = view();
            setTimeout(() => done(view() === before), 150);
        })"""
    )


def test_everything_is_there_at_once(visit: Look, map_file: Path, sample: MapData) -> None:
    page = visit(map_file)
    network = sample.network

    assert text(page, "h1") == "Alliances du Pays d’Aix"
    assert text(page, "#summary") == (
        f"{len(network.actors)} acteurs · {len(network.alliances)} alliances · "
        f"{len(sample.suggestions)} alliances possibles · au 31 décembre 2017"
    )
    assert text(page, "#licence") == sample.licence.fr
    assert "L’absence d’un lien n’est pas un constat" in text(page, ".limits")
    assert page.locator(".catalysts li").count() == len(sample.catalysts)


def test_the_dashed_lines_are_the_suggestions(visit: Look, map_file: Path, sample: MapData) -> None:
    page = visit(map_file)
    dashed = "() => alliancesMap.edges.get().filter(e => e.dashes && !e.hidden).length"

    assert page.evaluate(dashed) == len(sample.suggestions) == 40
    page.uncheck("#strokes-potential")
    assert page.evaluate(dashed) == 0
    assert text(page, "#summary").count("0 / 40 alliances possibles") == 1


def test_a_click_shows_an_actor_and_fades_the_others(visit: Look, map_file: Path) -> None:
    page = visit(map_file)
    page.mouse.click(*place(page, 0))

    assert text(page, "#panel-title") == "Direction régionale des affaires culturelles"
    bright = page.evaluate(
        "() => alliancesMap.edges.get().filter(e => e.color.opacity === 1).map(e => e.from)"
    )
    assert set(bright) == {"a0"}
    assert len(bright) == page.locator("#panel details.card").count() > 50
    assert "actor=0" in page.url

    page.keyboard.press("Escape")
    assert text(page, "#panel h2") == "Catalyseurs"
    assert "actor" not in page.url


def test_the_details_say_where_a_fact_comes_from(visit: Look, map_file: Path) -> None:
    page = visit(map_file, "#actor=0")
    page.locator("#panel details.card summary").first.click()
    card = page.locator("#panel details.card").first

    assert re.search(
        r"Subventions 2010 Data\.gouv · Licence Ouverte 2\.0 · ligne \d+", card.inner_text()
    )
    assert card.locator("a").get_attribute("href") == f"{samples.BASE}fichier"
    assert card.locator("a").get_attribute("rel") == "noopener noreferrer"
    assert re.search(r"Montant\n[\d ]+ EUR", card.inner_text())
    assert "(financeur)" not in card.inner_text()
    assert "financeur" in card.inner_text()


def test_a_click_on_a_line_shows_the_alliance(visit: Look, map_file: Path) -> None:
    page = visit(map_file, "#link=e0")

    assert text(page, "#panel-title").startswith("Subvention")
    assert page.locator("#panel .facts .actor").count() == 2


def test_the_holder_of_a_post_is_named(visit: Look, map_file: Path, sample: MapData) -> None:
    post = next(i for i, actor in enumerate(sample.network.actors) if actor.holder)
    page = visit(map_file, f"#actor={post}")

    assert re.search(r"Titulaire\s+Camille Durand", text(page, "#panel .facts"))


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


def test_the_language_switches_inside_the_file(visit: Look, map_file: Path) -> None:
    page = visit(map_file)
    page.click("#language")

    assert page.locator("html").get_attribute("lang") == "en"
    assert text(page, "h1") == "Alliances of the Pays d’Aix"
    assert page.title() == "Alliances of the Pays d’Aix"
    assert "as of December 31, 2017" in text(page, "#summary")
    assert "Elected officials" in text(page, "#sectors")
    assert text(page, ".catalysts li:first-child p") == "links 87 actors of 3 other sectors"
    assert "lang=en" in page.url
    page.click("#language")
    assert text(page, "h1") == "Alliances du Pays d’Aix"


def rows(page: Page, column: int) -> list[str]:
    cells: list[str] = page.locator(f"tbody tr > :nth-child({column})").all_inner_texts()
    return [cell.strip() for cell in cells]


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
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate("() => document.activeElement.id || document.activeElement.className")
        )
        outline = page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")
        assert outline == "solid" or "skip" in reached
    wanted = {"skip", "language", "appearance", "search", "sectors-elus", "strokes-potential",
              "theme", "place", "map", "actor"}  # fmt: skip
    assert wanted <= reached


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


def overlaps(boxes: list[dict[str, Any]]) -> int:
    return sum(
        a["left"] < b["right"] and b["left"] < a["right"]
        and a["top"] < b["bottom"] and b["top"] < a["bottom"]
        for i, a in enumerate(boxes) for b in boxes[:i]
    )  # fmt: skip


def test_names_never_overlap_and_grow_in_number_as_one_comes_nearer(
    visit: Look, map_file: Path
) -> None:
    page = visit(map_file)
    far = page.evaluate(BOXES)
    assert len(far) > 15
    assert overlaps(far) == 0
    seen = "() => alliancesMap.names().length / alliancesMap.nodes.get().filter(n => {" \
        "const {x, y} = alliancesMap.network.canvasToDOM(n);" \
        "const m = document.getElementById('map');" \
        "return x > 0 && y > 0 && x < m.clientWidth && y < m.clientHeight }).length"  # fmt: skip
    share = page.evaluate(seen)
    for _ in range(3):
        page.click("[data-zoom=in]")
        settled(page)
    assert overlaps(page.evaluate(BOXES)) == 0
    assert page.evaluate(seen) > 1.5 * share


def test_the_catalysts_are_named_first(visit: Look, map_file: Path, sample: MapData) -> None:
    page = visit(map_file)
    named = page.evaluate("() => alliancesMap.names().map(({ actor }) => actor)")

    assert len({entry.actor for entry in sample.catalysts} & set(named)) >= 9


def test_a_hostile_name_is_text_everywhere(visit: Look, tmp_path: Path) -> None:
    write_map(tmp_path / "map.html", hostile_map())
    page = visit(tmp_path / "map.html")

    assert text(page, "h1") == HOSTILE
    assert HOSTILE in text(page, ".catalysts")
    written = page.evaluate("() => alliancesMap.names().map(({ lines }) => lines.join(' '))")
    assert written
    assert all(HOSTILE.startswith(name.split()[0][:20]) for name in written if "(" not in name)
    assert find(page, "script")[0] == HOSTILE
    page.keyboard.press("Enter")
    assert text(page, "#panel-title") == f"{HOSTILE} ({HOSTILE})"
    page.locator("#panel summary").first.evaluate("e => e.parentElement.open = true")
    assert text(page, "#panel").count(HOSTILE) > 10
    settled(page)
    page.mouse.move(*place(page, 0))
    page.wait_for_function("() => !document.getElementById('tip').hidden")
    assert text(page, "#tip").startswith(HOSTILE)
    for tab in ("actors", "alliances", "potentials", "catalysts"):
        page.evaluate("() => document.querySelector('[data-view=table]').click()")
        page.click(f"#tab-{tab}")
        assert HOSTILE in text(page, "table")
    assert page.locator("img").count() == 0
    assert page.locator("a[href^=javascript]").count() == 0


def test_light_and_dark(visit: Look, map_file: Path) -> None:
    ground = "() => getComputedStyle(document.querySelector('.stage')).backgroundColor"
    page = visit(map_file, color_scheme="light")
    light = page.evaluate(ground)
    page.click("#appearance")
    dark = page.evaluate(ground)
    assert dark != light
    page.click("#appearance")
    assert page.evaluate(ground) == light
    assert visit(map_file, color_scheme="dark").evaluate(ground) == dark


def test_it_works_on_a_telephone(visit: Look, map_file: Path) -> None:
    page = visit(map_file, width=390, has_touch=True)
    wide = "() => document.documentElement.scrollWidth"

    assert page.evaluate(wide) <= 390
    assert overlaps(page.evaluate(BOXES)) == 0
    page.click("#dock [data-sheet=filters]")
    assert page.locator("#sectors-elus").is_visible()
    page.click("#filters [data-close]")
    assert page.locator("#sectors-elus").is_hidden()
    page.touchscreen.tap(*place(page, 0))
    page.wait_for_function("() => document.getElementById('app').dataset.sheet === 'panel'")
    assert text(page, "#panel-title") == "Direction régionale des affaires culturelles"
    page.click("#dock [data-sheet=table]")
    assert page.locator("table").is_visible()
    assert page.evaluate(wide) <= 390


def test_an_empty_territory_is_a_friendly_page(visit: Look, tmp_path: Path) -> None:
    write_map(tmp_path / "map.html", samples.empty())
    page = visit(tmp_path / "map.html")

    assert text(page, "#nothing") == (
        "Aucun acteur pour le moment. Chargez un classeur, puis refaites la carte."
    )
    assert text(page, "#summary") == "0 acteur · 0 alliance · 0 alliance possible"


def test_filters_that_leave_nothing_say_so(visit: Look, map_file: Path) -> None:
    page = visit(map_file)
    for box in page.locator("#sectors input").all():
        box.uncheck()

    assert text(page, "#nothing") == "Aucun acteur ne répond à ces filtres."
    assert shown(page, "nodes") == 0
