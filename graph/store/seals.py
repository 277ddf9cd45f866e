"""What the files of a finished version were when it was finished: so that damage can be told.

The engine checks a block when it reads it; a question that does not pass by a damaged block is
right, and nobody learns of the damage. Size and CRC-32 of every file tell.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path

_PIECE = 1 << 20  # bytes
_CHANGING = ("LOG", "LOCK", "manifest.json")  # of the engine's own, and what holds the seals


def seals(folder: Path) -> dict[str, list[int]]:
    """Return name → size and CRC-32 of the files of a version that no reader changes."""
    return {path.name: _seal(path) for path in sorted(folder.iterdir()) if _stays(path)}


def _stays(path: Path) -> bool:
    return path.is_file() and not path.name.startswith(_CHANGING)


def _seal(path: Path) -> list[int]:
    size = crc = 0
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            size, crc = size + len(piece), zlib.crc32(piece, crc)
    return [size, crc]


def broken(folder: Path, sealed: Mapping[str, list[int]]) -> Iterator[str]:
    """Yield the names of sealed files that are missing, or are no more what they were."""
    for name, seal in sealed.items():
        path = folder / name
        if not path.is_file() or path.stat().st_size != seal[0] or _seal(path) != seal:
            yield name
