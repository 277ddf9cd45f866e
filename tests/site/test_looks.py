"""The pages in a real browser: no request elsewhere, axe, the keyboard, a telephone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from tests.browser.test_map_access import audit
from tests.serving import Served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

PAGES = (
    "/", "/question/alliances-d-un-acteur?acteur=Medinsoft", "/question/qui-est", "/editor",
    "/actors?q=aix", "/page/id/org/local/medinsoft", "/maps", "/graphs", "/page/def",
    "/question/qui-est?acteur=inconnu&ask=1", "/page/voc/theme/numerique",
)  # fmt: skip
Open = Callable[..., "Page"]


@pytest.fixture
def look(chromium: Browser, site: Served) -> Iterator[Open]:
    """Open pages; afterwards check that nothing was asked elsewhere and nothing complained."""
    asked: list[str] = []
    said: list[str] = []
    contexts = []

    def open_(path: str, width: int = 1280, **options: object) -> Page:
        size = {"width": width, "height": 800}
        context = chromium.new_context(viewport=size, **options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(site.origin + path)
        return page

    yield open_
    for context in contexts:
        assert context.cookies() == []
        context.close()
    assert [url for url in asked if not url.startswith((site.origin, "data:"))] == []
    # A page that tells a mistake has its status, which the browser notes.
    assert [words for words in said if "status of 40" not in words] == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing(look: Open, path: str, theme: str) -> None:
    page = look(path, color_scheme=theme, bypass_csp=True)  # axe is put in by the test
    assert audit(page) == []


@pytest.mark.parametrize("path", PAGES)
def test_a_telephone_shows_it_whole(look: Open, path: str) -> None:
    page = look(path, 390)
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_typing_finds_a_question(look: Open) -> None:
    page = look("/?lang=fr")
    all_ = page.locator(".question:visible").count()
    page.get_by_label("Chercher une question").fill("reseaux acteur")
    found = page.locator(".question:visible")
    assert 0 < found.count() < all_
    titles = found.locator("h3").all_inner_texts()
    assert any("De quels réseaux fait partie tel acteur" in title for title in titles)
    page.get_by_label("Chercher une question").fill("zzz")
    assert page.locator("#no-match").inner_text() == "Aucune question ne contient ces mots."


def test_a_question_is_asked_by_the_keyboard(look: Open) -> None:
    page = look("/question/qui-est?lang=fr")
    page.get_by_label("L'acteur").first.focus()
    page.keyboard.type("Medinsoft")
    page.keyboard.press("Enter")
    page.wait_for_url("**acteur=Medinsoft**")
    assert "Association" in page.locator("table").inner_text()


def test_the_editor_by_the_keyboard(look: Open) -> None:
    page = look("/editor?lang=fr")
    area = page.get_by_label("Requête SPARQL")
    area.fill("SELECT ?s\nWHERE {\n  ?s a ea:Association\n")
    assert page.locator(".lines span").count() == 4
    area.press("Control+Enter")
    page.get_by_role("alert").wait_for()
    assert page.locator(".lines .wrong").inner_text() in {"3", "4"}
    area = page.get_by_label("Requête SPARQL")
    area.press("Control+End")
    page.keyboard.type("}")
    area.press("Control+Enter")
    page.locator("table").wait_for()
    page.locator("td a").first.click()
    page.wait_for_url("**/page/id/org/**")
    assert page.locator("h1").inner_text()
    page.go_back()
    area = page.get_by_label("Requête SPARQL")
    area.press("Escape")
    area.press("Tab")
    assert page.evaluate("document.activeElement.id") != "query"


def test_the_map_is_drawn_and_works(look: Open) -> None:
    page = look("/map?lang=fr")
    page.wait_for_function("() => window.alliancesMap && alliancesMap.names().length")
    assert "Alliances" in page.title()


def test_everything_is_read_without_scripts(look: Open) -> None:
    page = look("/question/qui-est?acteur=Medinsoft&lang=fr", java_script_enabled=False)
    assert page.locator("tbody tr").count() > 3
    page = look("/editor?lang=fr", java_script_enabled=False)
    page.get_by_role("button", name="Exécuter").click()
    assert page.locator("tbody tr").count() > 50
