"""The carte: communes under the actors, painted, named, and a way to filter."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from graph.selection import actors_concerned
from tests.browser.looking import BOXES, Look, overlaps, pick_place, settled, shown, text
from tests.viz import samples
from viz.drawing import joined
from viz.map import write_map
from viz.model import MapData

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

CORNER = """name => {
    const { data, network } = alliancesMap;
    const place = data.territories.findIndex((t) => t.name === name);
    const one = data.arrangements.carte.outlines.find((o) => o.place === place);
    let [x, y] = [0, 0];
    const points = [];
    for (let k = 0; k < one.rings[0].length; k += 2) {
        points.push({ x: x += one.rings[0][k] / 10, y: y += one.rings[0][k + 1] / 10 });
    }
    const left = points.reduce((a, b) => (a.x - a.y < b.x - b.y ? a : b)); // low and left
    return network.canvasToDOM({
        x: left.x + 0.1 * (one.name[0] - left.x), y: left.y + 0.1 * (one.name[1] - left.y),
    });
}"""
COLOUR = """({ x, y }) => {
    const canvas = document.querySelector('#map canvas');
    const ratio = canvas.width / canvas.clientWidth;
    const pen = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
    pen.drawImage(canvas, -Math.round(x * ratio), -Math.round(y * ratio));
    const [r, g, b] = pen.getImageData(0, 0, 1, 1).data;
    return `#${[r, g, b].map((v) => v.toString(16).padStart(2, '0')).join('')}`;
}"""
BARE = "#view=carte&without=signed,agreement,contact,completed,stopped,potential"
LAND = "() => getComputedStyle(document.documentElement).getPropertyValue('--land').trim()"
PLACES = "() => alliancesMap.nodes.get().map(n => [n.x, n.y])"
TITLES = "() => alliancesMap.names().filter(n => n.actor === null).map(n => n.lines.join(' '))"


@pytest.fixture(scope="module")
def carte() -> MapData:
    """The invented territory on its outlines, three actors of it without a seat."""
    data = samples.carte()
    away = [i for i, a in enumerate(data.network.actors) if a.sector == "reseau"]
    actors = tuple(
        replace(actor, seat=None) if i in away else actor
        for i, actor in enumerate(data.network.actors)
    )
    return replace(data, network=replace(data.network, actors=actors))


@pytest.fixture(scope="module")
def carte_file(tmp_path_factory: pytest.TempPathFactory, carte: MapData) -> Path:
    path = tmp_path_factory.mktemp("cartes") / "carte.html"
    write_map(path, carte)
    return path


def corner(page: Page, name: str) -> dict[str, Any]:
    """Return a place near the border of a commune, where no actor stands, in the map."""
    settled(page)
    found: dict[str, Any] = page.evaluate(CORNER, name)
    return found


def at(page: Page, name: str) -> tuple[float, float]:
    """The same place on the screen."""
    box, spot = page.locator("#map").bounding_box(), corner(page, name)
    assert box is not None
    return box["x"] + spot["x"], box["y"] + spot["y"]


def test_the_view_is_offered_where_there_are_outlines(
    visit: Look, carte_file: Path, map_file: Path
) -> None:
    assert visit(map_file).locator("#view-carte").count() == 0
    page = visit(map_file, "#view=carte")  # a link made for another file
    assert page.evaluate("() => alliancesMap.state.view") == "existing"

    page = visit(carte_file)
    page.click("#view-carte")
    assert "view=carte" in page.url
    assert text(page, "#view-carte") == "Communes"
    places = page.evaluate(PLACES)
    assert places == page.evaluate("() => alliancesMap.data.arrangements.carte.xy")
    page.click("#view-existing")
    assert page.evaluate(PLACES) != places


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_communes_are_painted(visit: Look, carte_file: Path, scheme: str) -> None:
    page = visit(carte_file, BARE, color_scheme=scheme)

    painted = [n for n in samples.COMMUNES
               if page.evaluate(COLOUR, corner(page, n)) == page.evaluate(LAND)]  # fmt: skip
    assert len(painted) > 25  # a name may lie over the others


@pytest.mark.parametrize("width", [1400, 390])
def test_communes_and_the_strip_are_named(visit: Look, carte_file: Path, width: int) -> None:
    page = visit(carte_file, "#view=carte", width=width)
    settled(page)

    titles = page.evaluate(TITLES)
    assert "Siège inconnu ou hors de la carte (3)" in titles
    assert len(set(titles) & set(samples.COMMUNES)) > (18 if width > 500 else 3)
    assert overlaps(page.evaluate(BOXES)) == 0


def test_a_click_on_a_commune_filters_and_another_shows_all(
    visit: Look, carte_file: Path, carte: MapData
) -> None:
    page = visit(carte_file, "#view=carte")
    network = joined(carte.network)
    iri = next(i for i, t in network.territories.items() if t.name == "Trets")
    seated = sum(actor.seat == iri for actor in network.actors)

    page.mouse.move(*at(page, "Trets"))
    page.wait_for_function("() => !document.getElementById('tip').hidden")
    assert text(page, "#tip") == f"Trets : {seated} acteurs"
    page.mouse.click(*at(page, "Trets"))
    assert text(page, "#place option:checked").startswith("Trets (")
    assert "place=" in page.url
    concerned = actors_concerned(network, territory=iri)
    assert text(page, "#summary").startswith(f"{len(concerned)} / {len(network.actors)} acteurs")

    again = visit(carte_file, page.url[page.url.index("#") :])
    assert text(again, "#place option:checked").startswith("Trets (")
    page.mouse.click(*at(page, "Trets"))
    assert text(page, "#place option:checked") == "Tous les territoires"
    assert "place" not in page.url


def test_a_territory_lights_the_communes_in_it(visit: Look, carte_file: Path) -> None:
    page = visit(carte_file, BARE)
    pick_place(page, "Territoire de projet Venelles")
    settled(page)

    land = page.evaluate(LAND)
    assert page.evaluate(COLOUR, corner(page, "Venelles")) == land
    assert page.evaluate(COLOUR, corner(page, "Meyrargues")) == land
    page.mouse.move(0, 0)
    assert page.evaluate(COLOUR, corner(page, "Rognes")) != land


def test_the_list_of_communes_works_from_the_keyboard(visit: Look, carte_file: Path) -> None:
    page = visit(carte_file, "#view=carte")
    first = page.locator(".communes button").first
    assert first.locator(".what").inner_text() == "Aix-en-Provence"
    counts = [int(n) for n in page.locator(".communes .count").all_inner_texts()]
    assert counts == sorted(counts, reverse=True)

    first.focus()
    page.keyboard.press("Enter")
    assert page.locator(".communes [aria-pressed=true] .what").all_inner_texts() == [
        "Aix-en-Provence"
    ]
    assert text(page, "#place option:checked").startswith("Aix-en-Provence (")
    assert page.evaluate("() => document.activeElement.innerText").startswith("Aix-en-Provence")
    page.keyboard.press("Enter")
    assert text(page, "#place option:checked") == "Tous les territoires"


def test_lines_are_those_of_the_view_until_an_actor_is_chosen(
    visit: Look, carte_file: Path, carte: MapData
) -> None:
    page = visit(carte_file, "#view=carte")
    assert shown(page, "edges") == 0

    network = joined(carte.network)
    busiest = carte.catalysts[0].actor
    key = page.evaluate("i => alliancesMap.data.actors[i].key", busiest)
    chosen = visit(carte_file, f"#view=carte&actor={key}")
    own = [a for a in network.alliances if busiest in {p.actor for p in a.parties}]
    lines = sum(1 if len(a.parties) == 2 else len(a.parties) for a in own)
    assert shown(chosen, "edges") == lines
    seat = network.actors[busiest].seat
    others = {p.actor for a in own for p in a.parties} - {busiest}
    assert any(network.actors[i].seat == seat for i in others)  # shown too, once it is chosen


def test_marks_have_the_scale_of_the_view(visit: Look, carte_file: Path) -> None:
    page = visit(carte_file)
    sizes = "() => alliancesMap.nodes.get().map(n => n.size)"
    before = page.evaluate(sizes)
    page.click("#view-carte")
    scale = page.evaluate("() => alliancesMap.data.arrangements.carte.scale")
    assert page.evaluate(sizes) == pytest.approx([size * scale for size in before])
    page.click("#view-theme")
    assert page.evaluate(sizes) == before


def test_a_hostile_name_of_a_commune_is_text(visit: Look, tmp_path: Path) -> None:
    data = samples.carte(associations=30)
    places = dict(data.network.territories)
    iri = f"{samples.BASE}t/0"
    places[iri] = replace(places[iri], name=samples.HOSTILE)
    write_map(tmp_path / "map.html",
              replace(data, network=replace(data.network, territories=places)))  # fmt: skip
    page = visit(tmp_path / "map.html", "#view=carte")

    assert samples.HOSTILE in text(page, ".communes")
    page.mouse.move(*at(page, samples.HOSTILE))
    page.wait_for_function("() => !document.getElementById('tip').hidden")
    assert samples.HOSTILE in text(page, "#tip")
    assert page.locator("img").count() == 0
