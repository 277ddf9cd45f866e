"""What the tests of the map see on the page."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

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


def pick_place(page: Page, name: str) -> None:
    """Choose a territory in the list, whatever the count beside its name."""
    options = page.locator("#place option").evaluate_all("all => all.map(o => [o.value, o.text])")
    page.select_option("#place", next(v for v, text in options if text.startswith(f"{name} (")))


def settled(page: Page) -> None:
    """Wait until the view no longer moves, however few frames a busy machine draws."""
    page.evaluate(
        """async () => {
            const view = () => JSON.stringify(alliancesMap.network.getViewPosition());
            const frames = async () => {
                for (let n = 0; n < 6; n += 1) await new Promise(requestAnimationFrame);
            };
            for (let before = null; before !== view();) {
                before = view();
                await Promise.all([frames(), new Promise(done => setTimeout(done, 150))]);
            }
        }"""
    )


def rows(page: Page, column: int) -> list[str]:
    cells: list[str] = page.locator(f"tbody tr > :nth-child({column})").all_inner_texts()
    return [cell.strip() for cell in cells]


def names(page: Page) -> list[str]:
    """The first cells of the rows, without what tells actors of one name apart."""
    return [cell.split("\n")[0] for cell in rows(page, 1)]


def overlaps(boxes: list[dict[str, Any]]) -> int:
    return sum(
        a["left"] < b["right"] and b["left"] < a["right"]
        and a["top"] < b["bottom"] and b["top"] < a["bottom"]
        for i, a in enumerate(boxes) for b in boxes[:i]
    )  # fmt: skip
