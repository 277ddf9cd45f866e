"""What a site shows, searched once: a note beside the version of the store says that it was.

The name of a note tells of which text, which day and which rules it is; of anything else there is
none, and the search is made. Only what was found clean has one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from functools import cache
from importlib.resources import files
from pathlib import Path

from graph.publication.departure import SHOWN, Departure
from graph.publication.files import Block
from graph.publication.secrets import runs, said
from graph.store import LocalStore
from ontology.text import Text


def once(
    departure: Departure, name: str | Text, known_by: bytes, text: Callable[[], Iterable[Block]]
) -> None:
    """Raise Leak unless a text holds no secret; ``known_by`` tells it from any other."""
    departure.require_shapes()
    note = _note(departure, known_by)
    if note is not None and note.is_file():
        return
    if departure.secrets.origins:  # where nothing stays there is nothing to look for
        departure.clear(name, text(), SHOWN)
    if note is not None:
        with suppress(OSError):  # a disk that is full or read-only: searched again next time
            note.touch()


def statements(store: LocalStore, graphs: Sequence[str]) -> Iterator[Block]:
    """Yield what the statements of some graphs of a store say."""
    lines = (line.split(b" ", 2) for graph in graphs for line in store.dump(graph))
    terms = said((subject, predicate, rest[:-3]) for subject, predicate, rest in lines)
    return (Block("store", number, text) for number, text in enumerate(runs(terms), 1))


def _note(departure: Departure, known_by: bytes) -> Path | None:
    """Return where the note of a text would be; None of a store that is no version on disk."""
    folder = getattr(departure.gate.store, "folder", None)
    if folder is None:
        return None
    day = departure.gate.as_of.isoformat().encode()
    told = hashlib.sha256(b"\0".join((_rules(), day, known_by))).hexdigest()
    return Path(folder) / f"cleared-{told[:16]}"


@cache
def _rules() -> bytes:
    """Return a digest of what decides what is sought and how."""
    rules = sorted(files("graph.publication").iterdir(), key=lambda file: file.name)
    found = hashlib.sha256()
    for file in rules:
        if file.name.endswith(".py"):
            found.update(file.read_bytes())
    return found.digest()
