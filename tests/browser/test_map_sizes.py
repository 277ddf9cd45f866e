"""The size of the marks by a named measure: drawn, explained, in words, kept in the address."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from graph.catalysts.metrics import metric
from tests.browser.looking import Look, place, rows, settled, text
from tests.browser.test_map_export import read_svg
from tests.viz import samples
from viz.map import write_map
from viz.model import MapData

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

SIZES = "() => alliancesMap.nodes.get().filter(n => n.id[0] === 'a').map(n => n.size)"
VALUES = "name => alliancesMap.data.sizes.measures.find(m => m.name === name).values"


def sizes(page: Page) -> list[float]:
    found: list[float] = page.evaluate(SIZES)
    return found


def test_marks_take_the_size_of_the_measure(visit: Look, map_file: Path, sample: MapData) -> None:
    page = visit(map_file)
    usual = sizes(page)
    ties = [int(n) for n in sample.network.incidence.sum(axis=1)]
    assert usual == pytest.approx([5 + 2.1 * n**0.5 for n in ties])

    for name in ("partners", "reach", "betweenness", "effective_size"):
        page.select_option("#size", name)
        now, values = sizes(page), page.evaluate(VALUES, name)
        pairs = sorted(zip((value or 0 for value in values), now, strict=True))
        assert [size for _, size in pairs] == sorted(now)
        assert max(now) > 15
        assert max(now) <= max(usual) + 0.01
    page.select_option("#size", "degree")
    assert sizes(page) == usual


def test_the_legend_says_what_and_how(visit: Look, map_file: Path) -> None:
    page = visit(map_file)
    assert text(page, "#size-note") == "Plus le signe est grand, plus l’acteur a d’alliances."
    page.select_option("#size", "reach")
    assert metric("reach").formula.fr in text(page, "#size-note")
    assert page.locator("#size option:checked").inner_text() == "Portée intersectorielle"
    page.click("#language")
    assert metric("reach").formula.en in text(page, "#size-note")

    discs = page.locator("#size-key circle").evaluate_all(
        "all => all.map(c => +c.getAttribute('r'))"
    )
    said = [float(words) for words in page.locator("#size-key span").all_inner_texts()]
    assert len(discs) == len(said) == 3
    assert discs == sorted(discs)
    values = page.evaluate(VALUES, "reach")
    assert said[-1] <= max(values) < said[-1] * 2
    drawn = dict(zip(values, sizes(page), strict=True))
    growth = page.evaluate("() => alliancesMap.data.sizes.measures[2].growth")
    wanted = [5 + growth * value**0.5 for value in said]
    assert [r / discs[-1] for r in discs] == pytest.approx([r / wanted[-1] for r in wanted])
    assert all(drawn[v] == pytest.approx(5 + growth * v**0.5) for v in said if v in drawn)


def test_the_measure_is_told_in_words_too(visit: Look, map_file: Path) -> None:
    page = visit(map_file, "#size=betweenness")
    settled(page)
    page.mouse.move(*place(page, 0))
    page.wait_for_function("() => !document.getElementById('tip').hidden")
    assert "Intermédiarité : 0," in text(page, "#tip")

    page.click("[data-form=table]")
    page.click("#sort-measure")
    page.click("#sort-measure")
    assert page.locator("#sort-measure").inner_text().startswith("Intermédiarité")
    told = [float(cell.replace(",", ".")) for cell in rows(page, 9) if cell]
    assert told == sorted(told, reverse=True)
    assert told[0] == pytest.approx(max(page.evaluate(VALUES, "betweenness")), rel=0.01)
    page.select_option("#size", "degree")
    assert page.locator("#sort-measure").count() == 0
    assert len(rows(page, 1)) > 100


def test_the_address_keeps_the_measure(visit: Look, map_file: Path) -> None:
    page = visit(map_file)
    page.select_option("#size", "partners")
    again = visit(map_file, "#" + page.url.split("#")[1])

    assert sizes(again) == sizes(page)
    assert again.locator("#size").input_value() == "partners"
    assert visit(map_file, "#size=constructor").locator("#size").input_value() == "degree"


def test_every_view_takes_the_measure(visit: Look, whole_file: Path) -> None:
    page = visit(whole_file, "#size=betweenness")
    first = sizes(page)
    for view in ("territory", "theme", "carte", "existing"):
        page.click(f"#view-{view}")
        now = sizes(page)
        scale = now[0] / first[0]
        assert now == pytest.approx([size * scale for size in first])


def test_a_picture_holds_the_key(visit: Look, map_file: Path) -> None:
    page = visit(map_file, "#size=partners")
    _, words = read_svg(page)
    said = page.locator("#size-key span").all_inner_texts()

    assert metric("degree").formula.fr not in " ".join(words)
    assert "nombre d'acteurs distincts avec qui" in " ".join(words)
    assert [word for word in words if word in said][: len(said)] == said


def test_without_alliances_there_is_nothing_to_choose(visit: Look, tmp_path: Path) -> None:
    write_map(tmp_path / "map.html", samples.empty())
    page = visit(tmp_path / "map.html")

    assert page.locator("#size").is_hidden()
    assert page.locator("#size-key span").count() == 0
