"""Whether the store acts on every request: nothing leaves while one waits.

A line that git merged into ``decisions/optout.csv``, or that was written by hand, acts at the next
build. Each version of the store notes which lines it was made with, in its manifest; one of an
older release notes none. A line taken away since hides more than it must: nothing waits for it.
"""

from __future__ import annotations

import json
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from graph.decided import REQUESTS
from graph.errors import StoreUnavailable

NOTED = "acted"  # in the manifest
_LENGTH = 16  # hexadecimal digits of a digest


class Waiting(StoreUnavailable):
    """The store holds what a decision takes out of it."""


def digests(workspace: Path) -> list[str]:
    """Return a digest of each line of the requests, sorted: what a manifest notes."""
    return sorted(_lines(workspace))


def _lines(workspace: Path) -> dict[str, str]:
    """Return digest → name of the file, of every line; line ends are git's affair."""
    found = {}
    for path in (request.path(workspace) for request in REQUESTS):
        lines = path.read_bytes().splitlines() if path.exists() else ()
        for line in filter(None, map(bytes.strip, lines)):
            digest = sha256(path.name.encode() + b"\0" + line).hexdigest()[:_LENGTH]
            found[digest] = path.name
    return found


def waiting(workspace: Path, version: Path | None) -> list[str]:
    """Return the files with lines that a version of the store was not made with, sorted."""
    if version is None:
        return []
    lines = _lines(workspace)
    acted = _noted(version) if lines else set()
    return sorted({name for digest, name in lines.items() if digest not in acted})


def _noted(version: Path) -> set[str]:
    with suppress(OSError, ValueError, AttributeError, TypeError):
        manifest = json.loads((version / "manifest.json").read_text(encoding="utf-8"))
        return set(manifest.get(NOTED, ()))
    return set()


def require(workspace: Path, version: Path | None) -> None:
    """Raise Waiting unless every request acts in a version that something is to leave from."""
    if files := waiting(workspace, version):
        raise _refusal(files)


def _refusal(files: list[str]) -> Waiting:
    return Waiting(
        "{files} : des lignes ont changé depuis que la base a été faite, et ce qu'elles retirent "
        "ou rectifient s'y trouve encore. Rien ne sort avant : alliances doctor --rebuild.",
        "{files}: lines have changed since the store was made, and what they take out or put "
        "right is still in it. Nothing leaves before: alliances doctor --rebuild.",
        files=", ".join(f"decisions/{name}" for name in files),
    )


class Watch:
    """The same for what goes on leaving: the files are read again once they have changed."""

    def __init__(self, workspace: Path) -> None:
        self._workspace = workspace
        self._seen: object = None
        self._waiting: list[str] = []

    def require(self, version: Path) -> None:
        """Raise Waiting as :func:`require` does, for the price of a look at each file's stamp."""
        seen = (version, *(_stamp(one.path(self._workspace)) for one in REQUESTS))
        if seen != self._seen:
            self._waiting = waiting(self._workspace, version)
            self._seen = seen
        if self._waiting:
            raise _refusal(self._waiting)


def _stamp(file: Path) -> tuple[int, ...] | None:
    """Return what changes with a file; git puts another in its place."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns
