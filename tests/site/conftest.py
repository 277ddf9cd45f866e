"""A site of the demonstration for the tests of this folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.serving import Served, serving


@pytest.fixture(scope="session")
def site(demo: Path) -> Iterator[Served]:
    """The site of the demonstration, with the limits that it has by default."""
    with serving(demo) as served:
        yield served
