"""The map as people meet it, in a real browser without network."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.browser.looking import BOXES, Look, find, overlaps, place, settled, text
from tests.viz import samples
from tests.viz.samples import HOSTILE
from tests.viz.test_map_file import hostile_map
from viz.map import write_map
from viz.model import MapData

pytestmark = pytest.mark.browser


def test_everything_is_there_at_once(visit: Look, map_file: Path, sample: MapData) -> None:
    page = visit(map_file, "#view=potential")
    network = sample.network

    assert text(page, "h1") == "Alliances du Pays d’Aix"
    assert text(page, "#summary") == (
        f"{len(network.actors)} acteurs · {len(network.alliances)} alliances · "
        f"{len(sample.suggestions)} alliances possibles · au 31 décembre 2017"
    )
    assert text(page, "#licence") == sample.licence.fr
    assert "L’absence d’un lien n’est pas un constat" in text(page, ".limits")
    page.click("#view-catalysts")
    assert page.locator(".catalysts li").count() == len(sample.catalysts)
    assert "possibles" not in text(page, "#summary")


def test_the_dashed_lines_are_the_suggestions(visit: Look, map_file: Path, sample: MapData) -> None:
    page = visit(map_file, "#view=potential")
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


def test_a_link_to_an_alliance_shows_it(visit: Look, map_file: Path) -> None:
    page = visit(map_file)
    key = page.evaluate("() => alliancesMap.data.alliances[0].key")
    page = visit(map_file, f"#link={key}")

    assert text(page, "#panel-title").startswith("Subvention")
    assert page.locator("#panel .facts .actor").count() == 2


def test_the_holder_of_a_post_is_named(visit: Look, map_file: Path, sample: MapData) -> None:
    post = next(i for i, actor in enumerate(sample.network.actors) if actor.holder)
    page = visit(map_file, f"#actor={post}")

    assert re.search(r"Titulaire\s+Camille Durand", text(page, "#panel .facts"))


def test_the_language_switches_inside_the_file(
    visit: Look, map_file: Path, sample: MapData
) -> None:
    page = visit(map_file)
    page.click("#language")

    assert page.locator("html").get_attribute("lang") == "en"
    assert text(page, "h1") == "Alliances of the Pays d’Aix"
    assert page.title() == "Alliances of the Pays d’Aix"
    assert "as of December 31, 2017" in text(page, "#summary")
    assert "Elected officials" in text(page, "#sectors")
    assert text(page, ".catalysts li:first-child p") == sample.catalysts[0].sentence.en
    assert "lang=en" in page.url
    page.click("#language")
    assert text(page, "h1") == "Alliances du Pays d’Aix"


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
    page.click("#view-potential")
    written = page.evaluate("() => alliancesMap.names().map(({ lines }) => lines.join(' '))")
    assert written
    assert all(HOSTILE.startswith(name.split()[0][:20]) for name in written if "(" not in name)
    assert find(page, "script")[0] == f"{HOSTILE} ({HOSTILE})"
    page.keyboard.press("Enter")
    assert text(page, "#panel-title") == f"{HOSTILE} ({HOSTILE})"
    page.locator("#panel summary").first.evaluate("e => e.parentElement.open = true")
    assert text(page, "#panel").count(HOSTILE) > 10
    settled(page)
    page.mouse.move(*place(page, 0))
    page.wait_for_function("() => !document.getElementById('tip').hidden")
    assert text(page, "#tip").startswith(HOSTILE)
    for tab in ("actors", "alliances", "potentials", "catalysts"):
        page.evaluate("() => document.querySelector('[data-form=table]').click()")
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
    assert text(page, "#summary") == "0 acteur · 0 alliance"
