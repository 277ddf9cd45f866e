"""What several rooms need: the program run as a user runs it, and the demonstration built once."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import pytest

from graph import workspace
from graph.load import load_workbook
from graph.workspace import Workspace
from tests.workbooks import write_workbook

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@dataclass(frozen=True)
class Ran:
    """What one run of the program did."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


def start(
    *arguments: object, cwd: Path | None = None, stdin: str = "", env: dict[str, str] | None = None
) -> Ran:
    """Run ``alliances`` in a process of its own."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("ALLIANCES_")}
    own = {"COLUMNS": "80", "PYTHONPATH": str(Path(__file__).parents[1])}
    done = subprocess.run(
        [sys.executable, "-m", "cli.main", *map(str, arguments)],
        cwd=cwd,
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        env=kept | own | (env or {}),
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="session")
def run() -> Run:
    """Run ``alliances`` in the test's own process, in French unless told otherwise."""
    from tests.inside import inside

    return inside


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration workspace, built by the command; nobody writes to it."""
    folder = tmp_path_factory.mktemp("demo") / "pays-d-aix"
    ran = start("--lang", "fr", "demo", "--dir", folder, "--no-open")
    assert ran.code == 0, ran.err
    return folder


@pytest.fixture(scope="session")
def _small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("small")
    made = workspace.create(folder / "ws", name="Essai", collector="paa")
    load_workbook(made, write_workbook(folder / "carnet"))
    return made.path


@pytest.fixture
def small(_small: Path, tmp_path: Path) -> Workspace:
    """A workspace of one's own that holds the small workbook."""
    return workspace.load(Path(shutil.copytree(_small, tmp_path / "ws")))


CHROMIUM = ("chromium", "chromium-browser", "google-chrome")


def _missing(what: str) -> NoReturn:
    message = f"{what} is missing: the pages were not looked at"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The Chromium of the system, driven by Playwright."""
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if path is None:
        _missing("Chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        _missing("Playwright")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()
