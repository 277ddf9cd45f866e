"""Files that are there whole or not at all: written beside, then put in their place."""

from __future__ import annotations

import glob
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from graph.durable import put
from graph.errors import Misuse

_STALE = 3600  # seconds
LAKE = "_alliances.json"  # in a folder that we wrote and may replace


@contextmanager
def whole(*targets: Path) -> Iterator[tuple[Path, ...]]:
    """Yield a path to write for each target; all are put in place if the block ends well.

    A link stays one: the file that it names is replaced. A device or a pipe is written into.
    """
    places = tuple(target.resolve() for target in targets)
    for place in places:
        _sweep(place)
    drafts = tuple(_draft(place) for place in places)
    try:
        yield drafts
        for draft, place in zip(drafts, places, strict=True):
            _put(draft, place)
    finally:
        for draft in drafts:
            with suppress(OSError):
                draft.unlink(missing_ok=True)


def _draft(place: Path) -> Path:
    name = f".{place.name}.{os.getpid()}.part"
    if _is_stream(place):
        return Path(tempfile.gettempdir()) / name
    place.parent.mkdir(parents=True, exist_ok=True)
    return place.with_name(name)


def _sweep(place: Path) -> None:
    """Delete drafts of a file that nobody has written to for an hour: their writer was killed."""
    with suppress(OSError):
        for draft in place.parent.glob(f".{glob.escape(place.name)}.*.part"):
            if draft.is_file() and time.time() - draft.stat().st_mtime > _STALE:
                draft.unlink()


def _put(draft: Path, place: Path) -> None:
    if not _is_stream(place):
        put(draft, place)
        return
    with draft.open("rb") as written, place.open("wb") as out:
        shutil.copyfileobj(written, out)


def _is_stream(place: Path) -> bool:
    return place.exists() and not place.is_file() and not place.is_dir()


@contextmanager
def whole_folder(target: Path) -> Iterator[Path]:
    """Yield a new folder to fill, which takes the place of the target if the block ends well.

    Raises Misuse, before anything is written, when the target holds anything that is not ours.
    """
    if not _is_ours(target):
        raise Misuse(
            "{folder} existe et contient autre chose qu'un export : donnez un autre dossier.",
            "{folder} exists and holds something else than an export: give another folder.",
            folder=target,
        )
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent))
    draft.chmod(0o755)
    try:
        yield draft
        _swap(draft, target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _is_ours(target: Path) -> bool:
    if not target.exists():
        return True
    if not target.is_dir():
        return False
    return (target / LAKE).is_file() or not any(target.iterdir())


def _swap(draft: Path, target: Path) -> None:
    """Put a folder in the place of another, which goes only once the new one stands there."""
    if not target.exists():
        draft.replace(target)
        return
    old = target.with_name(f"{draft.name}.old")
    target.replace(old)
    try:
        draft.replace(target)
    except OSError:
        old.replace(target)
        raise
    shutil.rmtree(old, ignore_errors=True)
