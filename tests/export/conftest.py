"""Workspaces that many tests only read, loaded once."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph import workspace
from graph.load import load_workbook
from graph.workspace import Workspace
from tests import restricted
from tests.export.editions import DAY
from tests.workbooks import write_workbook


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace that holds the small workbook; nobody writes to it."""
    folder = tmp_path_factory.mktemp("small")
    made = workspace.create(folder / "ws", name="Essai", collector="paa", as_of=DAY)
    load_workbook(made, write_workbook(folder / "carnet"))
    return made


@pytest.fixture(scope="session")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace with restricted facts; nobody writes to it."""
    return restricted.guarded(tmp_path_factory.mktemp("closed"), DAY)


@pytest.fixture(scope="session")
def territory(demo: Path) -> Workspace:
    """The demonstration; nobody writes to it."""
    return workspace.load(demo)
