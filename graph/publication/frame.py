"""What the program itself writes into files: its sentences, its pages, the library of its map.

A restricted title "Convention" is no more recognised in a file that says "Convention" of its own
accord. Names in examples do not count: docstrings, comments and the workbook's template are left
out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

_ROOT = Path(__file__).parents[2]
_ROOMS = ("graph", "viz")  # read as text: nothing is imported
_KINDS = {".py", ".html", ".js", ".css", ".md"}
_EXAMPLES = {"template.py"}
_FOR_READERS = re.compile(r'"""[\s\S]*?"""|#.*')


@cache
def frame() -> tuple[str, ...]:
    """Return the texts."""
    return tuple(_texts())


def _texts() -> Iterator[str]:
    for room in _ROOMS:
        for path in sorted((_ROOT / room).rglob("*")):
            if path.suffix in _KINDS and path.name not in _EXAMPLES:
                text = path.read_text(encoding="utf-8")
                yield _FOR_READERS.sub(" ", text) if path.suffix == ".py" else text
