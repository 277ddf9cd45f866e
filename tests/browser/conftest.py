"""A real browser without any network, for pages that must need none.

Without a Chromium these tests are skipped with one line, except in CI where that is a failure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.viz import samples
from viz.map import write_map
from viz.model import VIEWS, MapData

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@dataclass
class Visit:
    """A page that is looked at, and all that it asked for or complained about."""

    page: Page
    address: str
    asked: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)

    def open(self, part: str = "") -> Page:
        """Open the file, and wait until names are on the map or the page says it is empty."""
        self.page.goto(self.address + part)
        self.page.wait_for_function(
            "() => window.alliancesMap && (alliancesMap.names().length"
            " || !document.getElementById('nothing').hidden)"
        )
        return self.page


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Open a map file; afterwards check that it asked for nothing and complained of nothing."""
    visits: list[Visit] = []

    def look(file: Path, part: str = "", width: int = 1400, **options: Any) -> Page:
        viewport = {"width": width, "height": 900 if width > 500 else 844}
        context = chromium.new_context(offline=True, viewport=viewport, **options)  # type: ignore[arg-type]
        seen = Visit(context.new_page(), file.as_uri())
        visits.append(seen)
        seen.page.on("request", lambda request: seen.asked.append(request.url))
        seen.page.on("console", lambda message: seen.said.append(message.text))
        seen.page.on("pageerror", lambda error: seen.said.append(str(error)))
        context.route(lambda url: not url.startswith(seen.address), lambda route: route.abort())
        return seen.open(part)

    yield look
    for seen in visits:
        seen.page.context.close()
        assert [url for url in seen.asked if url.split("#")[0] != seen.address] == []
        assert seen.said == []


@pytest.fixture(scope="session")
def sample() -> MapData:
    """The invented territory."""
    return samples.territory()


@pytest.fixture(scope="session")
def map_file(tmp_path_factory: pytest.TempPathFactory, sample: MapData) -> Path:
    """The map of the invented territory."""
    path = tmp_path_factory.mktemp("maps") / "carte d’essai.html"
    write_map(path, sample)
    return path


@pytest.fixture(scope="session")
def whole_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The map of the invented territory with its outlines: it has every view."""
    path = tmp_path_factory.mktemp("maps") / "atlas.html"
    write_map(path, replace(samples.carte(), views=VIEWS))
    return path
