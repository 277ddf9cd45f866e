"""The map on paper: one A3 sheet of vectors and words, without the controls of the screen."""

from __future__ import annotations

import re
import zlib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser.looking import Look, settled, text
from tests.viz import samples
from viz.map import write_map
from viz.model import VIEWS, MapData

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

WORDS = "() => [...document.querySelectorAll('#poster text')].map((e) => e.textContent)"
A3 = (420, 297)  # millimetres, on its side


def streams(pdf: bytes) -> bytes:
    """The drawing instructions of a file, unpacked."""
    packed = re.findall(rb"/FlateDecode[^>]*>>\s*stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    return b"\n".join(zlib.decompressobj().decompress(part) for part in packed)


def printed(page: Page) -> list[str]:
    """What is written on the poster, as the printer would see the page."""
    page.evaluate("() => document.getElementById('poster').replaceChildren()")
    page.emulate_media(media="print")
    page.wait_for_selector("#poster svg")
    words: list[str] = page.evaluate(WORDS)
    return words


@pytest.mark.parametrize("width", [1400, 390])
def test_one_sheet_of_a3_with_vectors_and_letters(visit: Look, map_file: Path, width: int) -> None:
    page = visit(map_file, width=width, color_scheme="dark")
    pdf = page.pdf(prefer_css_page_size=True, print_background=True)
    box = re.findall(rb"/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)", pdf)

    assert len(re.findall(rb"/Type\s*/Page[^s]", pdf)) == 1
    assert [tuple(round(float(side) * 25.4 / 72) for side in sides) for sides in box] == [A3]
    assert b"/Subtype /Image" not in pdf
    drawn = streams(pdf)
    assert drawn.count(b" re\n") + drawn.count(b" c\n") > 300  # outlines of marks
    assert drawn.count(b"Tj") + drawn.count(b"TJ") > 60  # letters, not their outlines


@pytest.mark.parametrize("view", VIEWS)
def test_the_poster_holds_what_the_map_shows(
    visit: Look, whole_file: Path, sample: MapData, view: str
) -> None:
    page = visit(whole_file, f"#view={view}")
    settled(page)
    summary = text(page, "#summary")
    words = printed(page)
    joined = " ".join(words)

    for said in ("Alliances du Pays d’Aix", "Acteurs par secteur", "L’absence d’un lien n’est pas"):
        assert said in joined
    assert summary in joined
    assert words[-1] == "Sources : Données ouvertes, Licence Ouverte 2.0"
    names = [actor.name for actor in sample.network.actors]
    assert sum(any(name.startswith(word) for name in names) for word in words) > 5
    assert page.locator(".app").is_hidden()
    assert page.locator("#poster svg").is_visible()
    marks = page.locator("#poster g > title").count()
    assert marks >= len(sample.network.actors) or view == "communities"  # rings stand for them
    assert page.locator("#poster path").count() > 60
    page.emulate_media(media="screen")
    assert page.locator("#poster").is_hidden()


def test_paper_is_white_whatever_the_screen(visit: Look, map_file: Path) -> None:
    ground = "() => document.querySelector('#poster path').getAttribute('fill')"
    found = []
    for scheme in ("light", "dark"):
        page = visit(map_file, color_scheme=scheme)
        for _ in range(2):
            words = printed(page)
            found.append((page.evaluate(ground), words))
            page.emulate_media(media="screen")
            page.click("#appearance")

    assert [colour for colour, _ in found] == ["#fff"] * 4
    assert all(words == found[0][1] for _, words in found)


def test_the_poster_is_of_what_the_filters_keep(visit: Look, map_file: Path) -> None:
    page = visit(map_file, "#theme=numerique&lang=en")
    summary = text(page, "#summary")
    joined = " ".join(printed(page))

    assert summary in joined
    assert "Theme: digital" in joined


def test_an_empty_map_prints_what_it_says(visit: Look, tmp_path: Path) -> None:
    write_map(tmp_path / "map.html", samples.empty())
    page = visit(tmp_path / "map.html")

    assert any(word.startswith("Aucun acteur pour le moment.") for word in printed(page))
