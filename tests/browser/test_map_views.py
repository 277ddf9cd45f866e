"""The views of the map: where everybody stands, and what each brings forward."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from graph.network import Actor, Alliance, Network, PartyLink
from tests.browser.looking import BOXES, Look, overlaps, settled, text
from tests.viz import samples
from viz.map import write_map
from viz.model import MapData, PotentialLink

if TYPE_CHECKING:
    from playwright.sync_api import Page

BRIGHT = """() => alliancesMap.edges.get().filter(e => !e.hidden && e.color.opacity > 0.3).length"""


def places(page: Page) -> dict[str, Any]:
    """Where each point stands."""
    found: dict[str, Any] = page.evaluate("() => alliancesMap.network.getPositions()")
    return found


def test_each_view_is_a_button_and_an_address(visit: Look, map_file: Path) -> None:
    page = visit(map_file)
    buttons = page.locator("#views button")
    names = ["Existantes", "Possibles", "Catalyseurs", "Territoires", "Thèmes"]
    assert buttons.all_inner_texts()[: len(names)] == names
    assert page.locator("#views [aria-pressed=true]").all_inner_texts() == ["Existantes"]
    page.click("#view-theme")
    assert "view=theme" in page.url
    assert page.locator("#views [aria-pressed=true]").all_inner_texts() == ["Thèmes"]
    again = visit(map_file, "#view=theme")
    assert places(again) == places(page)
    assert places(page) != places(visit(map_file))
    page.click("#view-existing")
    assert places(page) == places(visit(map_file))
    assert "view" not in page.url


@pytest.mark.parametrize("view", ["territory", "theme"])
@pytest.mark.parametrize("width", [1400, 390])
def test_groups_have_titles_that_do_not_overlap(
    visit: Look, map_file: Path, view: str, width: int
) -> None:
    page = visit(map_file, f"#view={view}", width=width)
    settled(page)
    assert overlaps(page.evaluate(BOXES)) == 0
    titles = page.evaluate(
        "() => alliancesMap.names().filter(n => n.actor === null).map(n => n.lines.join(' '))"
    )
    groups = page.evaluate(f"() => alliancesMap.data.arrangements.{view}.groups.length")
    assert len(titles) >= (0.7 if width > 400 else 0.1) * groups


@pytest.mark.parametrize("view", ["territory", "theme"])
@pytest.mark.parametrize("width", [1400, 390])
def test_no_name_is_cut_at_an_edge_nor_lies_under_the_buttons(
    visit: Look, map_file: Path, view: str, width: int
) -> None:
    page = visit(map_file, f"#view={view}", width=width)
    settled(page)
    width_ = page.evaluate("() => document.getElementById('map').clientWidth")
    buttons = page.evaluate(
        """() => { const [a, b] = ['map', 'zoom'].map((id) => document.getElementById(id)
            .getBoundingClientRect());
            return { left: b.left - a.left, right: b.right - a.left,
                     top: b.top - a.top, bottom: b.bottom - a.top }; }"""
    )
    boxes = page.evaluate(BOXES)
    assert boxes
    assert all(box["left"] >= 0 and box["right"] <= width_ for box in boxes)
    assert overlaps([buttons, *boxes]) == 0


@pytest.mark.parametrize("view", ["existing", "potential", "catalysts", "territory", "theme"])
def test_no_name_is_written_on_the_mark_of_another_catalyst(
    visit: Look, map_file: Path, view: str
) -> None:
    page = visit(map_file, f"#view={view}")
    settled(page)
    marks = page.evaluate(
        """() => alliancesMap.data.catalysts.map(({ actor }) => {
            const { x, y } = alliancesMap.network.getPosition('a' + actor);
            return { actor, ...alliancesMap.network.canvasToDOM({ x, y }) };
        })"""
    )
    names = page.evaluate("() => alliancesMap.names().filter((n) => n.actor !== null)")
    assert names
    for name in names:
        box = name["box"]
        for mark in marks:
            inside = (
                box["left"] < mark["x"] < box["right"] and box["top"] < mark["y"] < box["bottom"]
            )
            assert mark["actor"] == name["actor"] or not inside


def test_the_panel_of_a_grouped_view_counts_and_leads_there(visit: Look, map_file: Path) -> None:
    page = visit(map_file, "#view=territory")
    assert "acteurs" in text(page, ".groups li:first-child")
    before = page.evaluate("() => alliancesMap.network.getScale()")
    page.click(".groups li:nth-child(5) button")
    settled(page)
    assert page.evaluate("() => alliancesMap.network.getScale()") > before


def test_suggestions_stand_out_in_their_view(visit: Look, map_file: Path) -> None:
    page = visit(map_file, "#view=potential")
    shown = page.evaluate("() => alliancesMap.data.potentials.length")
    assert page.evaluate(BRIGHT) == shown
    assert page.locator("#panel .card.potential").count() == shown


def two_sides() -> MapData:
    """A culture association and a company that a town hall links, and a far away foundation."""
    actors = (
        Actor("x/0", "Chorale", "association", themes=("culture-art",)),
        Actor("x/1", "Mairie", "public"),
        Actor("x/2", "Usine", "entreprise"),
        Actor("x/3", "Club", "association"),
        Actor("x/4", "Fondation", "fondation"),
        Actor("x/5", "École", "enseignement-recherche"),
    )
    pairs = ((0, 1), (1, 2), (2, 3), (3, 4))
    alliances = tuple(
        Alliance(f"y/{k}", f"Alliance {k}", tuple(map(PartyLink, pair)), "actif")
        for k, pair in enumerate(pairs)
    )
    return MapData(Network(actors, alliances), suggestions=(PotentialLink(0, 5, 0.5),))


@pytest.mark.parametrize(
    ("sides", "linkers"),
    [
        ("theme:culture-art,sector:entreprise", ["Mairie"]),
        ("sector:association,sector:entreprise", ["Mairie", "Usine", "Club"]),
        ("sector:association,sector:fondation", ["Club", "Fondation"]),
    ],
)
def test_who_links_two_sides(visit: Look, tmp_path: Path, sides: str, linkers: list[str]) -> None:
    write_map(tmp_path / "map.html", two_sides())
    page = visit(tmp_path / "map.html", f"#view=catalysts&sides={sides}")
    assert page.locator(".catalysts .actor").all_inner_texts() == linkers


@pytest.mark.parametrize("stage", ["idee", "abandonne"])
def test_an_idea_and_what_was_abandoned_link_nobody(
    visit: Look, tmp_path: Path, stage: str
) -> None:
    data = two_sides()
    first, *others = data.network.alliances
    network = replace(data.network, alliances=(replace(first, stage=stage), *others))
    write_map(tmp_path / "map.html", replace(data, network=network))
    page = visit(tmp_path / "map.html", "#view=catalysts&sides=theme:culture-art,sector:entreprise")
    assert page.locator(".catalysts .actor").count() == 0
    assert page.locator(".groups .actor").count() == 0


def test_where_nobody_links_them_the_shortest_way_and_the_suggestions_are_shown(
    visit: Look, tmp_path: Path
) -> None:
    write_map(tmp_path / "map.html", two_sides())
    page = visit(tmp_path / "map.html", "#view=catalysts")
    page.select_option("#side-0", "theme:culture-art")
    page.select_option("#side-1", "sector:fondation")
    assert text(page, ".lead").startswith("Personne ne les relie dans les sources")
    chain = ["Chorale", "Mairie", "Usine", "Club", "Fondation"]
    assert page.locator(".groups .actor").all_inner_texts() == chain
    assert page.evaluate(BRIGHT) == 4
    page.select_option("#side-1", "sector:enseignement-recherche")
    assert page.locator(".groups").count() == 0
    assert page.locator("#panel .card.potential .actor").all_inner_texts() == ["Chorale", "École"]
    assert "sides=theme%3Aculture-art%2Csector%3Aenseignement-recherche" in page.url


@pytest.mark.parametrize("sides", ["constructor:a,b", "sector:__proto__,theme:x", ",", "a:b:c"])
def test_sides_that_an_address_names_wrongly_are_ignored(
    visit: Look, tmp_path: Path, sides: str
) -> None:
    write_map(tmp_path / "map.html", two_sides())
    page = visit(tmp_path / "map.html", f"#view=catalysts&sides={sides}")
    assert [page.locator(f"#side-{k}").input_value() for k in (0, 1)] == ["", ""]


def test_a_filter_that_hides_the_answer_can_be_left_from_there(visit: Look, tmp_path: Path) -> None:
    write_map(tmp_path / "map.html", two_sides())
    page = visit(
        tmp_path / "map.html",
        "#view=catalysts&sides=theme%3Aculture-art%2Csector%3Afondation&without=potential,public",
    )
    assert page.locator(".groups .actor").count() == 0
    page.click("#panel .look")
    assert "Club" in page.locator(".groups .actor").all_inner_texts()
    assert page.locator("#panel .look").count() == 0
    named = "() => alliancesMap.names().map(n => alliancesMap.data.actors[n.actor]?.name)"
    chain = {"Chorale", "Mairie", "Usine", "Club", "Fondation"}
    assert chain <= set(page.evaluate(named))


@pytest.mark.parametrize("width", [1400, 390])
def test_the_question_about_two_sides_is_asked_from_the_first_page(
    visit: Look, tmp_path: Path, width: int
) -> None:
    write_map(tmp_path / "map.html", two_sides())
    page = visit(tmp_path / "map.html", width=width)
    if width < 500:
        page.click("#dock [data-sheet=panel]")
    page.get_by_role("button", name="Qui relie deux secteurs ou thèmes ?").click()
    assert page.evaluate("() => document.activeElement.id") == "side-0"
    assert page.locator("#look-sides").count() == 0


def test_who_links_two_sides_is_told_beside_the_table_too(visit: Look, tmp_path: Path) -> None:
    write_map(tmp_path / "map.html", two_sides())
    page = visit(tmp_path / "map.html", "#view=catalysts&form=table")
    assert page.locator("#panel").is_hidden()
    page.select_option("#side-0", "theme:culture-art")
    page.select_option("#side-1", "sector:entreprise")
    assert page.locator("#panel .catalysts .actor").all_inner_texts() == ["Mairie"]
    assert page.locator("#panel").is_visible()


def test_on_a_narrow_screen_the_answer_opens_by_itself(visit: Look, tmp_path: Path) -> None:
    write_map(tmp_path / "map.html", two_sides())
    page = visit(tmp_path / "map.html", "#view=catalysts", width=390)
    page.select_option("#side-0", "theme:culture-art")
    assert page.locator("#panel").is_hidden()
    page.select_option("#side-1", "sector:fondation")
    assert page.locator("#panel").is_visible()
    assert text(page, "#panel .lead").startswith("Personne ne les relie dans les sources")


def test_a_map_seen_beside_a_sheet_takes_its_room_back(visit: Look, whole_file: Path) -> None:
    scale = "() => alliancesMap.network.getScale()"
    page = visit(whole_file, width=390)
    settled(page)
    before = page.evaluate(scale)
    page.click("#dock [data-sheet=panel]")
    settled(page)
    assert page.evaluate(scale) < 0.8 * before
    page.click("#panel .sheet-head button")
    settled(page)
    assert page.evaluate(scale) == pytest.approx(before, rel=0.01)


def test_a_file_with_one_view_offers_no_choice(visit: Look, tmp_path: Path) -> None:
    data = samples.territory()
    write_map(tmp_path / "map.html", MapData(data.network, views=("existing",)))
    assert visit(tmp_path / "map.html").locator("#views").is_hidden()
