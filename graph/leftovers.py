"""What an operation that was broken off leaves behind: nobody needs it, the next writer sweeps it.

Drafts (``.part``), statements kept of a load that was never finished, versions of the store that
``CURRENT`` does not name. While somebody writes, these are no leftovers: the lock tells.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from graph.errors import StoreUnavailable
from graph.kept import Held
from graph.workspace import Workspace

_DRAFTS = ("*.part", "*.new")
_KEPT = ("*.nq.gz", "*.idx", "*.hidden")


def leftovers(workspace: Workspace, known: Held) -> list[Path]:
    """Return what broken-off operations left; nothing while somebody writes."""
    if workspace.versions.is_busy():
        return []
    return sorted(set(_drafts(workspace)) | set(_forgotten(workspace, known)))


def _drafts(workspace: Workspace) -> Iterator[Path]:
    for form in _DRAFTS:
        for folder in (workspace.sources, workspace.versions.folder, workspace.path / "decisions"):
            yield from folder.glob(form)
    if workspace.draft.exists():
        yield workspace.draft
    with suppress(StoreUnavailable):
        yield from workspace.versions.unfinished()


def _forgotten(workspace: Workspace, known: Held) -> Iterator[Path]:
    """Yield the files in ``sources/`` that are of no source."""
    named = {name for entry in known.entries for name in entry.files}
    for form in _KEPT:
        yield from (path for path in workspace.sources.glob(form) if path.name not in named)
