"""A workspace with a finished version, and the bytes of all that it holds."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest

from graph import workspace
from graph.errors import AlliancesError
from graph.load import load_workbook
from graph.workspace import Workspace
from tests.workbooks import write_workbook


@pytest.fixture(scope="session")
def _built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("built")
    made = workspace.create(folder / "ws", name="Essai", collector="paa")
    load_workbook(made, write_workbook(folder / "carnet"))
    return made.path


@pytest.fixture
def finished(_built: Path, tmp_path: Path) -> Workspace:
    """A workspace of one's own in which the small workbook was loaded."""
    return workspace.load(Path(shutil.copytree(_built, tmp_path / "ws")))


def bytes_of(folder: Path) -> dict[str, str]:
    """Return the hash of every file below a folder, by its path."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def refusal(made: Workspace, path: Path, *, strict: bool = False) -> AlliancesError:
    """Load what must be refused; return the error once it is sure that nothing has changed."""
    before = bytes_of(made.path)
    with pytest.raises(AlliancesError) as caught:
        load_workbook(made, path, strict=strict)
    assert bytes_of(made.path) == before
    assert made.store().graphs()
    return caught.value
