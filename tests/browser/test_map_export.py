"""What can be taken away from the map: pictures made in the page, without any request."""

from __future__ import annotations

import re
from base64 import b64encode
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from tests.browser.looking import Look, pick_place, place, settled, text
from tests.viz import samples
from tests.viz.samples import HOSTILE
from tests.viz.test_map_file import hostile_map
from viz.map import write_map
from viz.model import VIEWS, MapData

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

SVG = "{http://www.w3.org/2000/svg}"
ALIKE = """async ([svg, png]) => {
    const load = async (url) => { const i = new Image(); i.src = url; await i.decode(); return i; };
    const [a, b] = await Promise.all([load(svg), load(png)]);
    const paint = (image) => {
        const canvas = document.createElement('canvas');
        [canvas.width, canvas.height] = [b.width, b.height];
        const ctx = canvas.getContext('2d');
        ctx.drawImage(image, 0, 0, b.width, b.height);
        return ctx.getImageData(0, 0, b.width, b.height).data;
    };
    const [p, q] = [paint(a), paint(b)];
    let [far, inked] = [0, 0];
    for (let k = 0; k < p.length; k += 4) {
        if (Math.abs(p[k] - q[k]) + Math.abs(p[k + 1] - q[k + 1]) > 120) far += 1;
        if (p[k] + p[k + 1] + p[k + 2] < 650) inked += 1;
    }
    return { far: far / inked, inked: inked / (p.length / 4), ratio: b.width / a.width };
}"""
SEEN = """async ([svg, left, top]) => {
    const image = new Image();
    image.src = svg;
    await image.decode();
    const map = document.querySelector('#map canvas');
    const [width, height] = [map.clientWidth, map.clientHeight];
    const ground = getComputedStyle(document.documentElement).getPropertyValue('--ground');
    const paint = (w, h, ...what) => {
        const canvas = document.createElement('canvas');
        [canvas.width, canvas.height] = [w, h];
        const ctx = canvas.getContext('2d');
        ctx.fillStyle = ground;
        ctx.fillRect(0, 0, w, h);
        ctx.drawImage(...what, 0, 0, w, h);
        return canvas;
    };
    const small = (...what) => {
        const [w, h] = [Math.round(width / 4), Math.round(height / 4)];
        const canvas = paint(w, h, paint(width, height, ...what));
        return canvas.getContext('2d').getImageData(0, 0, w, h).data;
    };
    const p = small(image, left, top, width, height);
    const q = small(map, 0, 0, map.width, map.height);
    const ink = (values) => values.reduce((sum, value, k) => sum + Math.abs(value - p[k % 4]), 0);
    return p.reduce((far, value, k) => far + Math.abs(value - q[k]), 0) / ink(p);
}"""
BENDS = """() => {
    const { network, bendOf } = alliancesMap;
    return Object.values(network.body.edges).filter(({ options }) => options.smooth.enabled).map(
        ({ edgeType, options, from, to }) => {
            const [via, ours] = [edgeType.getViaNode(), bendOf(from, to, options.smooth)];
            return Math.hypot(via.x - ours.x, via.y - ours.y);
        });
}"""


def take(page: Page, kind: str) -> tuple[str, bytes]:
    """Choose an export in the menu; return the file's name and its bytes."""
    page.click("#export")
    with page.expect_download() as started:
        page.click(f"#export-list [data-export={kind}]")
    download = started.value
    assert text(page, "#said").endswith(download.suggested_filename)
    return download.suggested_filename, download.path().read_bytes()


def read_svg(page: Page) -> tuple[ET.Element, list[str]]:
    """The vector picture, and all that is written on it; halos are no words."""
    root = ET.fromstring(take(page, "svg")[1])  # noqa: S314 - our own file
    words = [t.text or "" for t in root.iter(f"{SVG}text") if t.get("aria-hidden") is None]
    return root, words


def url(kind: str, content: bytes) -> str:
    return f"data:image/{kind};base64,{b64encode(content).decode()}"


def test_the_vector_picture_says_what_the_map_says(
    visit: Look, map_file: Path, sample: MapData
) -> None:
    page = visit(map_file)
    settled(page)
    root, words = read_svg(page)
    joined = " ".join(words)
    names = page.evaluate("() => alliancesMap.names().map(({ lines }) => lines)")

    lines = [line for name in names for line in name]

    assert lines == [word for word in words if word in lines]
    assert len(names) > 15
    assert words[-1] == "Sources : Données ouvertes, Licence Ouverte 2.0"
    for said in ("Alliances du Pays d’Aix", "Les alliances connues", text(page, "#summary"),
                 "L’absence d’un lien n’est pas un constat"):  # fmt: skip
        assert said in joined
    counts = page.locator("#sectors .what, #sectors .count").all_inner_texts()
    assert " ".join(["Acteurs par secteur", *counts]) in joined
    titles = [t.text for t in root.iter(f"{SVG}title")][1:]
    actors = [t for t in titles if t and re.search(r"— .*, \d+ alliances?$", t)]
    assert len(actors) == len(sample.network.actors)


def test_the_vector_picture_needs_nothing_and_runs_nothing(visit: Look, map_file: Path) -> None:
    page = visit(map_file)
    _, content = take(page, "svg")
    root = ET.fromstring(content)  # noqa: S314 - our own file
    tags = {element.tag.removeprefix(SVG) for element in root.iter()}
    values = [value for element in root.iter() for value in element.attrib.values()]

    assert tags == {"svg", "title", "desc", "path", "text", "g", "clipPath"}
    assert not [v for v in values if re.search(r"https?:|data:|url\((?!#)", v)]
    assert not [n for e in root.iter() for n in e.attrib if n.startswith("on") or "href" in n]
    assert take(page, "svg") == ("alliances-du-pays-d-aix-existantes-2017-12-31.svg", content)


@pytest.mark.parametrize(
    ("view", "scheme"), [*((view, "light") for view in VIEWS), ("potential", "dark")]
)
def test_both_pictures_show_what_the_screen_shows(
    visit: Look, whole_file: Path, view: str, scheme: str
) -> None:
    page = visit(whole_file, f"#view={view}", color_scheme=scheme)
    settled(page)
    (_, vector), (_, pixels) = take(page, "svg"), take(page, "png")
    left, top = re.findall(rb'<clipPath[^>]*><path d="M([\d.]+) ([\d.]+)', vector)[0]
    corner = float(left) - 8, float(top)  # the frame has round corners of 8 pixels

    assert page.evaluate(SEEN, [url("svg+xml", vector), *corner]) < 0.15
    assert page.evaluate(SEEN, [url("svg+xml", vector), corner[0] + 40, corner[1]]) > 0.6
    alike = page.evaluate(ALIKE, [url("svg+xml", vector), url("png", pixels)])
    assert alike["ratio"] == 3
    assert alike["far"] < 0.05
    assert alike["inked"] > (0.02 if scheme == "light" else 0.9)


def test_curved_lines_are_where_the_map_has_them(visit: Look, map_file: Path) -> None:
    far = visit(map_file, "#view=potential").evaluate(BENDS)

    assert len(far) > 20
    assert max(far) < 1e-6


def test_a_picture_says_what_was_chosen(visit: Look, map_file: Path) -> None:
    page = visit(map_file)
    page.uncheck("#sectors-public")
    page.select_option("#theme", "culture-art")
    pick_place(page, "Venelles")
    settled(page)
    _, words = read_svg(page)

    assert "Les alliances connues · Thème : culture et art · Territoire : Venelles" in words
    assert text(page, "#summary") in words
    assert "Pouvoirs publics" not in words
    page.click("#reset")
    settled(page)
    page.mouse.click(*place(page, 0))
    assert any("Direction régionale des affaires culturelles — " in w for w in read_svg(page)[1])


def test_a_hostile_name_is_text_in_the_picture(visit: Look, tmp_path: Path) -> None:
    write_map(tmp_path / "map.html", hostile_map())
    page = visit(tmp_path / "map.html")
    root, words = read_svg(page)

    assert HOSTILE in words
    assert {e.tag.removeprefix(SVG) for e in root.iter()} <= {
        "svg", "title", "desc", "path", "text", "g", "clipPath",
    }  # fmt: skip
    assert take(page, "png")[0] == "script-img-src-x-onerror-alert-1-existantes.png"


def test_the_menu_opens_and_closes_by_keys(visit: Look, map_file: Path) -> None:
    page = visit(map_file)
    here = "() => document.activeElement.id || document.activeElement.dataset.export"
    page.focus("#export")
    page.keyboard.press("Enter")
    assert page.locator("#export-list").is_visible()
    assert page.locator("#export").get_attribute("aria-expanded") == "true"
    page.keyboard.press("Tab")
    assert page.evaluate(here) == "png"
    page.keyboard.press("Escape")
    assert page.locator("#export-list").is_hidden()
    assert page.evaluate(here) == "export"
    page.keyboard.press("Enter")
    page.focus("#search")
    assert page.locator("#export-list").is_hidden()


def test_an_empty_map_can_be_taken_away_too(visit: Look, tmp_path: Path) -> None:
    write_map(tmp_path / "map.html", samples.empty())
    _, words = read_svg(visit(tmp_path / "map.html"))

    assert "0 acteur · 0 alliance" in words


def test_the_link_to_the_view_is_copied(visit: Look, map_file: Path) -> None:
    page = visit(map_file, permissions=["clipboard-read", "clipboard-write"])
    page.select_option("#theme", "numerique")
    page.click("#export")
    page.click("[data-export=link]")
    page.wait_for_function("() => document.getElementById('said').textContent")

    assert text(page, "#said").startswith("Lien copié. Il rouvre cette vue du fichier")
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert copied == page.url
    again = visit(map_file, "#" + copied.split("#")[1])
    assert text(again, "#summary") == text(page, "#summary")


def test_where_nothing_can_be_copied_the_link_is_shown(visit: Look, map_file: Path) -> None:
    page = visit(map_file, "#lang=en")
    page.evaluate("() => { delete Navigator.prototype.clipboard; }")  # as on an unsafe connection
    page.click("#export")
    page.click("[data-export=link]")

    assert page.locator("#link-box").is_visible()
    assert page.locator("#link").input_value() == page.url
    assert page.evaluate("() => getSelection().toString()") == page.url
    page.keyboard.press("Escape")
    assert page.locator("#link-box").is_hidden()
    assert page.evaluate("() => document.activeElement.id") == "export"
    page.keyboard.press("Enter")
    page.click("[data-export=link]")
    page.click("#link-box button")
    assert page.locator("#link-box").is_hidden()
