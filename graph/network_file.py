"""The network read out of a finished version of the store, kept in a file beside it.

Reading some hundred thousand things out of the store takes twenty times as long as reading them
from one file, and nearly every command starts with it. The file is in the folder of the version
and goes with it; its name says what it was made from (:func:`path`), so that a file of other
data, or of another release of this program, is never read. It holds nothing but what those
public graphs of the store say. It is written whole or not at all, and may be deleted at any time:
where it is missing or damaged, the store is read again.
"""

from __future__ import annotations

import gc
import gzip
import hashlib
import json
import os
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from operator import attrgetter
from pathlib import Path
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

import ontology
import queries
from graph.extract import undated
from graph.network import Network
from graph.store import LocalStore
from graph.undated import Undated

#: What decides how a network is read out of the store, with the ontology and the questions.
_CODE = ("extract.py", "network.py", "undated.py", "stages.py", "network_file.py")
_QUESTIONS = ("things", "related")
#: What a damaged file may raise on the way to a network.
_DAMAGE = (OSError, EOFError, zlib.error, ValueError, TypeError, KeyError, IndexError)


def network(
    store: LocalStore, graphs: Sequence[str], *, as_of: date | None = None, related: bool = False
) -> Network:
    """Return what :func:`graph.extract.extract` does, from the file where there is one."""
    file = path(store, graphs, related=related)
    with _uncollected():
        known = _read(file) if file else None
        if known is None:
            known = undated(store, graphs, related=related)
            if file:
                _write(file, known)
        return known.at(as_of or date.today())


def is_kept(store: LocalStore, graphs: Sequence[str], *, related: bool = False) -> bool:
    """Tell whether a network need not be read out of the store."""
    file = path(store, graphs, related=related)
    return file is not None and file.is_file()


def path(store: LocalStore, graphs: Sequence[str], *, related: bool = False) -> Path | None:
    """Return where a network is kept; None of a store that is not a finished version on disk."""
    if store.folder is None:
        return None
    digest = hashlib.sha256(json.dumps([*graphs, related]).encode())
    try:
        digest.update((store.folder / "manifest.json").read_bytes())
        for file in (*ontology.files(), *(files("graph") / name for name in _CODE)):
            digest.update(file.read_bytes())
    except OSError:
        return None
    for question in _QUESTIONS:
        digest.update(queries.internal(question).encode())
    return store.folder / f"network-{digest.hexdigest()[:16]}.json.gz"


def _read(file: Path) -> Undated | None:
    """Return what a file holds; None where it is missing or damaged."""
    try:
        with gzip.open(file) as stream:
            found: Undated = _maker(Undated)(json.load(stream))
    except _DAMAGE:
        return None
    return found


def is_sound(file: Path) -> bool:
    """Tell whether a kept network can be read; a command reads the store where it cannot."""
    return _read(file) is not None


def text(known: Undated | Network) -> str:
    """Return all that a network says, as JSON."""
    return json.dumps(known, default=_plain, ensure_ascii=False, separators=(",", ":"))


def _write(file: Path, known: Undated) -> None:
    """Keep a network under the file's name once it is whole; where none can be, do without."""
    draft = file.with_name(f"{file.name}.{os.getpid()}.part")
    with suppress(OSError):
        try:
            draft.write_bytes(gzip.compress(text(known).encode(), compresslevel=1, mtime=0))
            draft.replace(file)
        finally:
            draft.unlink(missing_ok=True)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Look for no garbage: among so many new things that all stay, it takes half of the time."""
    before = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if before:
            gc.enable()


# -- a value and its JSON: fields of a dataclass in their order, dates as ISO 8601 ---------------


def _plain(value: Any) -> Any:
    """Return what JSON has no word for as lists and texts."""
    kind: Any = type(value)
    return value.isoformat() if kind is date else _values(kind)(value)


@cache
def _values(kind: Any) -> Callable[[Any], Any]:
    return attrgetter(*(field.name for field in fields(kind)))


@cache
def _reader(kind: Any) -> Callable[[Any], Any] | None:
    """Return what makes a value of an annotated type out of JSON; None where nothing has to."""
    arguments = [each for each in get_args(kind) if each not in {NoneType, Ellipsis}]
    of = _reader(arguments[-1]) if arguments else None
    if NoneType in get_args(kind):
        return of and (lambda value: None if value is None else of(value))
    if get_origin(kind) is dict:
        return of and (lambda value: {key: of(each) for key, each in value.items()})
    if get_origin(kind) is tuple:
        return (lambda value: tuple(map(of, value))) if of else tuple
    if is_dataclass(kind):
        return _maker(kind)
    plain: dict[Any, Callable[[Any], Any]] = {
        date: cache(date.fromisoformat), ontology.Text: ontology.Text._make
    }  # fmt: skip
    return plain.get(kind)


def _maker(kind: Any) -> Callable[[list[Any]], Any]:
    """Return what makes a dataclass of the values of its fields."""
    hints = get_type_hints(kind)
    readers = [_reader(hints[field.name]) for field in fields(kind)]
    changed = [(place, read) for place, read in enumerate(readers) if read]

    def make(values: list[Any]) -> Any:
        if len(values) != len(readers):
            raise ValueError(values)
        for place, read in changed:
            values[place] = read(values[place])
        return kind(*values)

    return make
