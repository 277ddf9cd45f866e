"""The page before a meeting, printed by a real browser: one sheet, nothing asked, nothing run."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.conftest import Run
from tests.viz.test_brief_page import hostile
from viz.brief import html

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page[^s]", pdf))


@pytest.mark.parametrize(
    ("a", "b"),
    [("Pays d'Aix Associations", "Medinsoft"),
     ("Ministère de la Culture et de la Communication", "Ballet Preljocaj"),
     ("Charlie Free", "Maire de Vitrolles")],
)  # fmt: skip
def test_one_sheet_of_paper(
    run: Run, demo: Path, chromium: Browser, tmp_path: Path, a: str, b: str
) -> None:
    target = tmp_path / "page.html"
    ran = run("--workspace", demo, "brief", a, b, "-o", target)
    assert (ran.code, ran.out) == (0, f"{target}\n")
    with chromium.new_context(offline=True) as context:
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(target.as_uri())
        assert pages(page.pdf(prefer_css_page_size=True)) == 1
        assert asked == [target.as_uri()]
        width = page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
        assert width <= 0


def test_a_hostile_name_is_shown_as_it_is(chromium: Browser, tmp_path: Path) -> None:
    target = tmp_path / "page.html"
    target.write_text(html(hostile(), "fr"), encoding="utf-8")
    with chromium.new_context(offline=True) as context:
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.on("dialog", lambda dialog: said.append(dialog.message))
        page.goto(target.as_uri())
        assert "<script>alert(1)</script>" in page.locator("h1").inner_text()
        assert page.evaluate("() => document.scripts.length") == 0
        assert said == []
