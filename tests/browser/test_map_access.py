"""The map for everyone: what axe finds, and all of it by the keyboard alone."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.looking import Look, settled, text
from tests.viz import samples
from viz.map import write_map
from viz.model import VIEWS

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

ASSETS = Path(__file__).parent / "assets"
TABS = ("actors", "alliances", "potentials", "catalysts")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: What axe could not judge counts too, where a person would see it: not what is scrolled away or
#: lies outside the part asked, under what opened over it, nor a sign such as an arrow.
AUDIT = """async ([rules, within]) => {
    const found = await axe.run(document, {
        runOnly: rules, resultTypes: ['violations', 'incomplete'], elementRef: true,
    });
    const box = (element) => element.getBoundingClientRect();
    const isInside = (a, b) =>
        a.top >= b.top && a.bottom <= b.bottom && a.left >= b.left && a.right <= b.right;
    const isWhole = (element) => {
        for (let e = element.parentElement; e; e = e.parentElement) {
            const isClip = getComputedStyle(e).overflow !== 'visible';
            if (isClip && !isInside(box(element), box(e))) return false;
        }
        return isInside(box(element), { left: 0, top: 0, right: innerWidth, bottom: innerHeight });
    };
    const isUnsure = ({ element }) =>
        element.closest(within) && isWhole(element) && /[\\p{L}\\p{N}]/u.test(element.innerText);
    const say = (id, impact, nodes) => nodes.map(({ html }) => `${impact}: ${id}: ${html}`);
    return [
        ...found.violations.flatMap(({ id, impact, nodes }) => say(id, impact, nodes)),
        ...found.incomplete.filter(({ id }) => id === 'color-contrast')
            .flatMap(({ id, nodes }) => say(id, 'unsure', nodes.filter(isUnsure))),
    ];
}"""
FOCUS = """() => {
    const e = document.activeElement;
    const { outlineStyle, outlineWidth } = getComputedStyle(e);
    const box = e.getBoundingClientRect();
    const name = e.id || e.dataset.zoom || e.dataset.form || e.dataset.sheet || e.className || e.tagName;
    return {
        name, isLined: outlineStyle === 'solid' && parseFloat(outlineWidth) >= 2,
        isSeen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    };
}"""  # noqa: E501


def audit(page: Page, within: str = "body") -> list[str]:
    """What axe finds on the page as it is now, and does not know of the part asked."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate((ASSETS / "axe.min.js").read_text(encoding="utf-8"))
    found: list[str] = page.evaluate(AUDIT, [RULES, within])
    return found


def name_of_focus(page: Page) -> str:
    found: dict[str, Any] = page.evaluate(FOCUS)
    return str(found["name"])


def tab_through(page: Page) -> list[str]:
    """Press Tab until the page ends; each stop must be seen and outlined."""
    stops: list[str] = []
    while True:
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUS)
        if stop["name"] == "BODY":
            return stops
        assert stop["isLined"], stop
        assert stop["isSeen"], stop
        stops.append(stop["name"])


def test_axe_is_the_published_one() -> None:
    digest = sha256((ASSETS / "axe.min.js").read_bytes()).hexdigest()

    assert digest in (ASSETS / "README.md").read_text(encoding="utf-8")
    assert b"axe v4.14.1" in (ASSETS / "axe.min.js").read_bytes()[:40]


def test_axe_sees_a_barrier(visit: Look, map_file: Path) -> None:
    page = visit(map_file)
    page.evaluate("() => ['aria-label', 'title'].map(a => document.querySelector('[data-zoom=fit]')"
                  ".removeAttribute(a))")  # fmt: skip
    page.evaluate("() => document.documentElement.style.setProperty('--quiet', '#ccc')")

    found = audit(page)
    assert any(line.startswith("critical: button-name: ") for line in found)
    assert any(line.startswith("serious: color-contrast: ") for line in found)


@pytest.mark.parametrize(
    ("width", "scheme", "lang"),
    [(1400, "light", "fr"), (1400, "dark", "en"), (390, "dark", "fr"), (390, "light", "en")],
)
def test_no_view_has_a_barrier(
    visit: Look, whole_file: Path, width: int, scheme: str, lang: str
) -> None:
    page = visit(whole_file, f"#lang={lang}", width=width, color_scheme=scheme)
    offered = page.locator("#views button").evaluate_all("all => all.map(b => b.id.slice(5))")
    assert offered == list(VIEWS)
    for view in offered:
        page.click(f"#view-{view}")
        assert audit(page) == [], view
    page.evaluate("() => document.querySelector('[data-form=table]').click()")
    page.evaluate("() => { const s = document.getElementById('theme'); s.value = 'numerique';"
                  "s.dispatchEvent(new Event('change')); }")  # fmt: skip
    for tab in TABS:
        page.click(f"#tab-{tab}")
        assert audit(page) == [], tab


@pytest.mark.parametrize(("width", "scheme"), [(1400, "dark"), (390, "light")])
def test_nothing_that_opens_is_a_barrier(
    visit: Look, map_file: Path, width: int, scheme: str
) -> None:
    page = visit(map_file, width=width, color_scheme=scheme)
    page.click("#export")
    assert audit(page, "#export-list") == []
    page.keyboard.press("Escape")
    page.evaluate("() => document.getElementById('link-box').showModal()")
    assert audit(page, "#link-box") == []
    page.keyboard.press("Escape")
    for words in ("numerika", "commune de", "zzzzzz"):
        page.fill("#search", words)
        page.keyboard.press("ArrowDown")
        assert audit(page, ".finder") == []
    page.fill("#search", "direction")
    page.keyboard.press("Enter")
    assert audit(page, "#panel") == []
    page.evaluate("() => document.querySelector('#panel details').open = true")
    assert audit(page, "#panel") == []
    page.keyboard.press("Escape")
    for sheet in ("filters", "panel") if width == 390 else ():
        page.click(f"#dock [data-sheet={sheet}]")
        assert audit(page, f"#{sheet}") == []
        page.keyboard.press("Escape")


def test_an_empty_map_has_no_barrier(visit: Look, tmp_path: Path) -> None:
    write_map(tmp_path / "map.html", samples.empty())

    assert audit(visit(tmp_path / "map.html")) == []


@pytest.mark.parametrize("form", ["map", "table"])
def test_the_tab_key_goes_through_the_page_in_order(visit: Look, map_file: Path, form: str) -> None:
    stops = tab_through(visit(map_file, f"#form={form}&theme=numerique"))
    path = {
        "map": ["skip", "map", "table", "export", "language", "appearance", "search",
                "sectors-elus", "strokes-signed", "theme", "place", "reset", "view-existing",
                "view-theme", "map", "in", "fit", "actor"],
        "table": ["skip", "table", "export", "search", "sectors-elus", "reset", "tab-actors",
                  "tab-catalysts", "table-region", "sort-name", "actor"],
    }[form]  # fmt: skip

    at = -1
    for name in path:
        at = stops.index(name, at + 1)


def test_the_keyboard_finds_its_place_on_a_telephone(visit: Look, map_file: Path) -> None:
    page = visit(map_file, width=390)
    assert {"search", "view-existing", "map", "fit", "panel", "filters"} <= set(tab_through(page))
    page.focus("#dock [data-sheet=filters]")
    page.keyboard.press("Enter")
    assert name_of_focus(page) == "filters-title"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert name_of_focus(page) == "filters"
    assert page.locator("#filters").is_hidden()


def test_the_keyboard_never_loses_its_place(visit: Look, map_file: Path) -> None:
    page = visit(map_file)
    for key, stays in (("sectors-association", "Space"), ("theme", "ArrowDown"),
                       ("place", "ArrowDown"), ("view-theme", "Enter"), ("view-existing", "Enter"),
                       ("language", "Enter"), ("appearance", "Enter")):  # fmt: skip
        page.focus(f"#{key}")
        page.keyboard.press(stays)
        assert name_of_focus(page) == key
    page.click("#reset")
    page.click("[data-form=table]")
    for key in ("sort-sector", "tab-alliances", "sort-date"):
        page.focus(f"#{key}")
        page.keyboard.press("Enter")
        assert name_of_focus(page) == key


@pytest.mark.parametrize("form", ["map", "table"])
def test_one_comes_back_to_where_one_was(visit: Look, map_file: Path, form: str) -> None:
    page = visit(map_file, f"#form={form}")
    lists = {"map": "#panel .actor", "table": "#table-region .actor"}[form]
    button = page.locator(lists).nth(2)
    name = button.inner_text()
    for close in ("Escape", "Enter"):  # the key, or the button that closes
        button.focus()
        page.keyboard.press("Enter")
        assert name_of_focus(page) == "panel-title"
        assert text(page, "#panel-title") == name
        if close == "Enter":
            page.locator("#panel .sheet-head button").focus()
        page.keyboard.press(close)
        assert page.evaluate("() => document.activeElement.innerText") == name
    page.focus("#search")
    page.keyboard.type("numerica")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    assert name_of_focus(page) == "search"


def test_the_arrows_move_the_map_and_the_page_says_how(visit: Look, map_file: Path) -> None:
    page = visit(map_file)
    page.focus("#map")
    assert "Flèches : déplacer" in (page.locator("#map").get_attribute("aria-label") or "")
    where = "() => alliancesMap.network.getViewPosition()"
    for key, axis, way in (("ArrowLeft", "x", -1), ("ArrowRight", "x", 1),
                           ("ArrowUp", "y", -1), ("ArrowDown", "y", 1)):  # fmt: skip
        before = page.evaluate(where)[axis]
        page.keyboard.press(key)
        assert (page.evaluate(where)[axis] - before) * way > 0
    settled(page)
