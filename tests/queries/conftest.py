"""The graphs asked, each loaded once: the questions only read."""

from __future__ import annotations

from collections.abc import Callable
from importlib.resources import as_file, files

import pytest

from cli.commands.demo import AS_OF, COLLECTOR, NAME
from graph import workspace
from graph.load import load_workbook
from graph.store import Store
from graph.workspace import Workspace
from tests.queries.territory import build, in_memory


@pytest.fixture(scope="session")
def territory(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The invented territory on which every answer is known."""
    return build(tmp_path_factory.mktemp("territory"))


#: The stores that every question is asked of: one line each, a function of the workspace.
STORES: dict[str, Callable[[Workspace], Store]] = {
    "disk": Workspace.store,
    "memory": in_memory,
}


@pytest.fixture(scope="session", params=STORES)
def opened(request: pytest.FixtureRequest, territory: Workspace) -> Store:
    """The invented territory in each kind of store."""
    return STORES[request.param](territory)


@pytest.fixture(scope="session")
def pays_d_aix(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The demonstration as ``alliances demo`` loads it, without the map."""
    folder = tmp_path_factory.mktemp("facts") / "pays-d-aix"
    made = workspace.create(folder, name=NAME, collector=COLLECTOR, as_of=AS_OF)
    with as_file(files("graph") / "demo") as book:
        load_workbook(made, book)
    return made
