"""What was loaded, kept in ``sources/``: the store can be thrown away and made again from it.

::

    sources/
        manifest.json              the sources of the last finished load
        carnet-1a2b3c4d5e6f.nq.gz  the statements of one of them, after the door
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from graph.errors import StoreUnavailable
from graph.identifiers import slug
from graph.sources.report import Report
from graph.sources.workbook import tables_in
from graph.store import LocalStore
from graph.workspace import Workspace

_LONGEST = 60  # letters of a file name: systems allow 255 bytes for the whole


@dataclass(frozen=True)
class Entry:
    """A loaded source, as the manifest of a version keeps it."""

    source: str
    version: str  # the first twelve digits of the hash
    sha256: str
    file: str
    loaded: str
    counts: dict[str, dict[str, int]]
    problems: int = 0

    @property
    def kept(self) -> str:
        """The name of its file in ``sources/``."""
        return f"{self.source}-{self.version}.nq.gz"


def entry_of(path: Path, report: Report, now: datetime) -> Entry:
    """Describe a file about to be loaded; its name, without suffix, is the name of the source."""
    path = path.resolve()
    sha256 = _digest(path)
    return Entry(
        _source_name(path.name if path.is_dir() else path.stem),
        sha256[:12],
        sha256,
        path.name,
        now.isoformat(timespec="seconds"),
        report.counts(),
        len(report.problems),
    )


def _source_name(words: str) -> str:
    name = slug(words) or "classeur"
    if len(name) <= _LONGEST:
        return name
    return f"{name[:_LONGEST]}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    for file in tables_in(path) if path.is_dir() else [path]:
        digest.update(f"{file.name}\0{file.stat().st_size}\0".encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


@dataclass(frozen=True)
class Held:
    """What a workspace holds before a load."""

    entries: list[Entry]
    made_with: str  # the settings and words that the store was built with
    sound: bool  # whether the store can be read


def held(workspace: Workspace) -> Held:
    """Return what the workspace holds; where the store is lost, what ``sources/`` remembers."""
    try:
        manifest = workspace.versions.manifest()
        if manifest:
            LocalStore.open(workspace.versions.current() or workspace.path).graphs()
            return Held(_entries(manifest), str(manifest.get("made_with", "")), sound=True)
    except StoreUnavailable:
        pass
    return Held(_entries(_remembered(workspace)), "", sound=False)


def entries(workspace: Workspace) -> list[Entry]:
    """Return the sources that the finished version holds."""
    return _entries(workspace.versions.manifest())


def _entries(manifest: dict[str, Any]) -> list[Entry]:
    names = set(Entry.__dataclass_fields__)
    with suppress(TypeError, KeyError, AttributeError):
        return [
            Entry(**{name: value for name, value in entry.items() if name in names})
            for entry in manifest.get("sources", [])
        ]
    return []


def _remembered(workspace: Workspace) -> dict[str, Any]:
    with suppress(OSError, ValueError):
        found = json.loads((workspace.sources / "manifest.json").read_text(encoding="utf-8"))
        if isinstance(found, dict):
            return found
    return {}


def keep(path: Path, lines: Iterable[str]) -> None:
    """Write a compressed file under its final name only once it is whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".part")
    with draft.open("wb") as raw, gzip.GzipFile("", "wb", 6, raw, mtime=0) as file:
        for line in lines:
            file.write(line.encode())
    draft.replace(path)


def remember(workspace: Workspace, sources: Iterable[Entry]) -> None:
    """Note which sources a finished load left, for the day when the store is lost."""
    path = workspace.sources / "manifest.json"
    draft = path.with_suffix(".part")
    text = json.dumps({"sources": list(map(asdict, sources))}, ensure_ascii=False, indent=1)
    draft.write_text(text, encoding="utf-8", newline="\n")
    draft.replace(path)


def sweep(workspace: Workspace, sources: Iterable[Entry]) -> None:
    """Delete files of sources that are none of these, and unfinished ones."""
    named = {entry.kept for entry in sources}
    if workspace.sources.is_dir():
        for path in workspace.sources.iterdir():
            if path.name.endswith((".nq.gz", ".part")) and path.name not in named:
                with suppress(OSError):  # what cannot be deleted now is next time
                    path.unlink()
