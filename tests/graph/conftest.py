"""A workspace with a finished version, and the bytes of all that it holds."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from graph.errors import AlliancesError
from graph.load import load_workbook
from graph.workspace import Workspace


@pytest.fixture
def finished(small: Workspace) -> Workspace:
    """A workspace of one's own in which the small workbook was loaded."""
    return small


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
