"""Pages are tried in a process whose own language and width are known."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A system that speaks English, 100 columns, no workspace named from outside."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANGUAGE", "ALLIANCES_WORKSPACE", "NO_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    monkeypatch.setenv("COLUMNS", "100")
    yield
    monkeypatch.delenv("LANGUAGE", raising=False)  # the program sets it
