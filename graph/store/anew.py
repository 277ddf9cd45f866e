"""A database written again, where no word may be left of what was deleted from it.

The engine keeps a dictionary of the words of all statements ever added; deleting a statement, and
compacting, leave its words in the files.
"""

from __future__ import annotations

import gc
from pathlib import Path

import pyoxigraph as ox


def write_anew(folder: Path) -> None:
    """Put a copy of a database in its place, with the words of its statements alone.

    Nobody else may have it open. Takes about twice as long as loading the statements did.
    """
    fresh = folder / "anew"
    old, new = ox.Store(str(folder)), ox.Store(str(fresh))
    new.bulk_extend(old)
    new.optimize()
    new.flush()
    del old, new  # closes their files: one in use is not moved on Windows
    gc.collect()
    for path in folder.iterdir():
        if path != fresh:
            path.unlink()
    for path in fresh.iterdir():
        path.rename(folder / path.name)
    fresh.rmdir()
