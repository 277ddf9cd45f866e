"""``kill -9`` at random moments of every operation that writes (TerminateProcess on Windows).

Half of the moments are drawn evenly over the length of the operation, measured first; the other
half are aimed: the process is killed as soon as it is seen to have changed the folder for the
n-th time, n drawn at random.
"""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import NamedTuple

from cli.main import _COMMANDS
from graph import workspace
from graph.rebuild import rebuild
from tests.reliability.operations import OPERATIONS, Operation
from tests.reliability.program import finish, start
from tests.reliability.state import Found, State, digest, examine

_PAUSE = 0.0004  # seconds between two looks at a folder


class Place(NamedTuple):
    """A folder in which an operation was prepared, and what it says before and after."""

    folder: Path
    states: dict[State, str]  # with what a rebuild then says
    after: bytes  # of the file that it makes
    seconds: float
    changes: int


def begin(operation: Operation, folder: Path) -> BaseProcess:
    """Start an operation in a folder that was prepared for it."""
    return start(folder / "ws", folder / "said", *operation.arguments(folder))


def prepare(operation: Operation, folder: Path) -> Place:
    """Prepare an operation, run it once to its end beside, and measure it."""
    operation.prepare(folder / "before")
    shutil.copytree(folder / "before", folder / "after")
    running = begin(operation, folder / "after")
    begun = time.perf_counter()
    changes = watch(folder / "after", running, sys.maxsize)
    running.join()
    seconds = time.perf_counter() - begun
    assert running.exitcode == 0, finish(running, folder / "after" / "said").err
    states = {}
    for name in ("before", "after"):
        state = State.of(folder / name / "ws")
        shutil.copytree(folder / name / "ws", folder / "again")
        made = workspace.load(folder / "again")
        if state.store != "nothing":
            rebuild(made)
        states[state] = digest(made)
        shutil.rmtree(folder / "again")
    made_file = folder / "after" / operation.makes
    after = made_file.read_bytes() if operation.makes else b""
    return Place(folder, states, after, seconds, changes)


def seen(folder: Path) -> int:
    """Return what changes whenever a file comes, goes or is renamed below a folder."""
    names = []
    with contextlib.suppress(OSError):  # it goes while we look
        for path, _, files in os.walk(folder):
            names.append((path, tuple(files)))
    return hash(tuple(names))


def watch(folder: Path, running: BaseProcess, most: int) -> int:
    """Count how often a folder changes, up to so many times or to the end of a process."""
    count, last = 0, seen(folder)
    while count < most and running.is_alive():
        time.sleep(_PAUSE)
        now = seen(folder)
        count, last = count + (now != last), now
    return count


def once(operation: Operation, place: Place, draw: random.Random, *, aimed: bool) -> Found:
    """Kill an operation at one moment, and examine what it leaves."""
    folder = place.folder / "try"
    shutil.copytree(place.folder / "before", folder)
    running = begin(operation, folder)
    if aimed:
        nth = draw.randint(1, max(place.changes, 1))
        watch(folder, running, nth)
        where = f"{operation.name}, at change {nth} of {place.changes}"
    else:
        moment = draw.uniform(0, place.seconds)
        running.join(moment)
        where = f"{operation.name}, after {moment:.3f} of {place.seconds:.3f} s"
    running.kill()
    running.join()
    found = Found(tried=1)
    examine(folder / "ws", place.states, where, found)
    if operation.makes:
        _whole(folder / operation.makes, place.after, where, found)
    shutil.rmtree(folder)
    return found


def _whole(file: Path, after: bytes, where: str, found: Found) -> None:
    """A file is there whole or not at all."""
    if file.exists() and file.read_bytes() != after:
        found.half.append(f"{where}: {file.name} is there, but not whole")


def run(
    count: int, seed: int, names: tuple[str, ...] = (), tell: Callable[[str], None] = print
) -> dict[str, Found]:
    """Kill each operation at so many moments; return what was found, by operation."""
    results = {}
    for operation in OPERATIONS:
        if names and operation.name not in names:
            continue
        found = Found()
        results[operation.name] = found
        if operation.name in {"forget"} - _COMMANDS.keys():
            found.notes.append("there is no such command: not tried")
            continue
        draw = random.Random(f"{seed} {operation.name}")  # noqa: S311
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            place = prepare(operation, Path(folder))
            for number in range(count):
                found.merge(once(operation, place, draw, aimed=number % 2 == 1))
        told = f"{place.seconds:.2f} s long, {place.changes} changes seen"
        tell(f"  {operation.name}: {found.tried} killed, {found.bad} bad ({told})")
    return results
