"""``sources/requests.json``: the requests known here, so that one that goes missing is told.

A file of decisions that was deleted or cut looks like one that never held a line. Beside the
sources, which outlive the store, stands a digest of the key of each request; only the program's
own commands, or a person who accepts the loss, take one off. It names nobody.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from graph.durable import write_text

Known = dict[str, set[str]]  # name of a file → digests
_LENGTH = 16  # hexadecimal digits


def digest(name: str, key: object) -> str:
    """Return what stands for a key in a file of decisions."""
    told = json.dumps([name, key], ensure_ascii=False)
    return sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:_LENGTH]


def path(workspace: Path) -> Path:
    """Return the file in a workspace folder."""
    return workspace / "sources" / "requests.json"


def read(workspace: Path) -> Known:
    """Return the requests known; none where nothing was noted yet."""
    with suppress(OSError, ValueError, AttributeError, TypeError):
        found = json.loads(path(workspace).read_text(encoding="utf-8"))
        return {str(name): set(map(str, digests)) for name, digests in found.items()}
    return {}


def write(workspace: Path, known: Mapping[str, Iterable[str]]) -> None:
    """Keep which requests are known; call it while nobody else writes decisions."""
    told = {name: sorted(digests) for name, digests in sorted(known.items()) if digests}
    if told or path(workspace).exists():
        write_text(path(workspace), json.dumps(told, indent=1) + "\n")


def drop(workspace: Path, name: str, digests: Iterable[str]) -> None:
    """Take off requests that the program itself took back; as :func:`write`."""
    known = read(workspace)
    before = known.get(name, set())
    known[name] = before.difference(digests)
    if known[name] != before:
        write(workspace, known)
