"""Files that survive a power cut: written beside, on the disk, then put in their place.

A rename is atomic, but a disk may keep the rename and lose what was written before it: the file
would be there, and empty. So the bytes go to the disk before the rename, and the folder after it.
"""

from __future__ import annotations

import os
import time
from contextlib import suppress
from pathlib import Path

_PAUSES = (0.05, 0.1, 0.2, 0.4)  # seconds; a reader of a small file lets go of it well before


def sync(path: Path) -> None:
    """Ask the disk to keep what a file holds; raises OSError when it cannot."""
    with suppress(PermissionError), path.open("r+b") as file:  # Windows: somebody holds it open
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Ask the disk to keep a rename; Windows cannot open folders and needs no such call."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def sync_tree(folder: Path) -> None:
    """Ask the disk to keep all that a folder holds, and the folder itself."""
    for path in folder.iterdir():
        sync_tree(path) if path.is_dir() else sync(path)
    sync_folder(folder)


def put(draft: Path, place: Path) -> None:
    """Give a finished draft its name, for good: it takes the place of a file that has it."""
    sync(draft)
    for pause in _PAUSES if os.name == "nt" else ():
        with suppress(PermissionError):  # Windows replaces no file that somebody just reads
            draft.replace(place)
            break
        time.sleep(pause)
    else:
        draft.replace(place)
    sync_folder(place.parent)


def write_text(path: Path, text: str) -> None:
    """Write a text under a name that it has only once it is whole, and on the disk."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.part")
    draft.write_text(text, encoding="utf-8", newline="\n")
    put(draft, path)
