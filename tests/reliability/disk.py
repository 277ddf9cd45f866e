"""Disks that fill up, that cannot be written to, that lose what was not yet on them; two at once.

A small file system of its own needs the rights to mount one (Linux, root); without them what needs
it is told and left out. A power cut is simulated on a copy of the folder, taken while the writer
stands still: files that the program had not yet asked the disk to keep lose some or all of their
bytes (:func:`tests.reliability.program._log_syncs` notes which it had).
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from graph import workspace
from graph.answers import read as answered
from graph.load import entries
from tests.reliability import kill, program
from tests.reliability.operations import CLUB, COMPANY, OPERATIONS, Operation, full
from tests.reliability.state import Found, digest, examine
from tests.workbooks import write_workbook

ROOM = 24  # MB of the small disk
_BY_NAME = {operation.name: operation for operation in OPERATIONS}


@contextmanager
def small_disk() -> Iterator[Path | None]:
    """Yield the folder of a small disk of its own, or None where none can be mounted."""
    folder = Path(tempfile.mkdtemp())
    options = ["mount", "-t", "tmpfs", "-o", f"size={ROOM}m", "tmpfs", str(folder)]
    is_there = sys.platform == "linux" and os.geteuid() == 0 and shutil.which("mount") is not None
    mounted = is_there and subprocess.run(options, check=False, capture_output=True).returncode == 0
    try:
        yield folder if mounted else None
    finally:
        if mounted:
            subprocess.run(["umount", "-l", str(folder)], check=False)
        with suppress(OSError):
            folder.rmdir()


NOT_TRIED = "no small disk can be mounted here (it takes Linux and root): not tried"


def full_disk(count: int, draw: random.Random) -> Found:
    """Leave a random room on a disk, below what an operation needs; then make room again."""
    found = Found()
    for number in range(count):
        operation = _BY_NAME[("update", "reconcile", "decide", "remove", "export")[number % 5]]
        with small_disk() as disk, tempfile.TemporaryDirectory() as aside:
            if disk is None:
                found.notes.append(NOT_TRIED)
                return found
            place = kill.prepare(operation, Path(aside))
            shutil.copytree(place.folder / "before", disk / "try")
            left = draw.randrange(0, 3_000_000)
            _fill(disk / "ballast", left)
            ran = program.run(disk / "try" / "ws", Path(aside) / "said",
                              *operation.arguments(disk / "try"))  # fmt: skip
            (disk / "ballast").unlink()
            where = f"{operation.name}, with {left:,} bytes left"
            _judge(ran, where, found)
            examine(disk / "try" / "ws", place.states, where, found)
    return found


def _fill(file: Path, left: int) -> None:
    room = shutil.disk_usage(file.parent).free - left
    with file.open("wb") as out:
        out.write(bytes(max(room, 0)))


def _judge(ran: program.Ran, where: str, found: Found) -> None:
    """Note a run that failed without words that help."""
    found.tried += 1
    if not ran.is_clear:
        found.unclear.append(f"{where}: exit {ran.code}: {ran.err[-300:]}")


def read_only(_: int, __: random.Random) -> Found:
    """Ask and write on a disk that takes no writing: answers come, writers are told."""
    found = Found()
    with small_disk() as disk:
        if disk is None:
            found.notes.append(NOT_TRIED)
            return found
        full(disk)
        before = digest(workspace.load(disk / "ws"))
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        with tempfile.TemporaryDirectory() as aside:
            _asked_read_only(disk, Path(aside), found)
        subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
        if digest(workspace.load(disk / "ws")) != before:
            found.lost.append("read-only: the store is not what it was")
    return found


def _asked_read_only(disk: Path, aside: Path, found: Found) -> None:
    readers = (("catalysts",), ("suggest",), ("sources",), ("export", "-", "--format", "nquads"))
    names = ("update", "decide", "remove", "export")
    writers = [_BY_NAME[name].arguments(disk) for name in names]
    for arguments in (*readers, *writers, ("doctor",)):
        where = f"read-only, {' '.join(map(str, arguments[:2]))}"
        ran = program.run(disk / "ws", aside / "said", *arguments)
        _judge(ran, where, found)
        if (ran.code == 0) != (arguments in readers):
            found.unclear.append(f"{where}: exit {ran.code}: {ran.err[-300:]}")


# -- several at once -----------------------------------------------------------------------------


def two_writers(count: int, draw: random.Random) -> Found:
    """Start two operations at once: each is done whole, or told to wait; nothing is lost."""
    found = Found()
    for _ in range(count):
        with tempfile.TemporaryDirectory() as aside:
            _two(Path(aside), draw, found)
    return found


def _two(path: Path, draw: random.Random, found: Found) -> None:
    full(path)
    write_workbook(path / "carnet", sources="id;titre\nnotes;Autres notes")
    write_workbook(path / "tiers", sources=None, territoires=None, mandats=None, parties=None,
                   etapes=None, alliances=None,
                   acteurs="id;nom;type\nx;Un tiers;association")  # fmt: skip
    typed = {
        "load": ("load", path / "carnet"), "third": ("load", path / "tiers"),
        "decide": ("decide", COMPANY, CLUB, "refused"),
        "known": ("decide", CLUB, "Ville d'Aix-en-Provence", "known"),
    }  # fmt: skip
    names = draw.sample(sorted(typed), 2)
    running = {}
    for name in names:
        running[name] = program.start(path / "ws", path / name, *typed[name])
        time.sleep(draw.uniform(0, 0.2))
    where = " and ".join(names)
    ran = {name: program.finish(one, path / name) for name, one in running.items()}
    for one in ran.values():
        _judge(one, where, found)
    made = workspace.load(path / "ws")
    done = {name for name, one in ran.items() if one.code == 0}
    if "third" in done and "tiers" not in {entry.source for entry in entries(made)}:
        found.lost.append(f"{where}: the third workbook is not there")
    decided = {frozenset(answer.names) for answer in answered(made.path)}
    for name in done & {"decide", "known"}:
        pair = frozenset(map(str, typed[name][1:3]))
        if pair not in decided:
            found.lost.append(f"{where}: the answer of {name} is not there")


def reader_during(count: int, _: random.Random) -> Found:
    """Read the whole store again and again while it is loaded: always one state or the other."""
    found = Found()
    operation = _BY_NAME["update"]
    with tempfile.TemporaryDirectory() as aside:
        place = kill.prepare(operation, Path(aside))
        states = {state.store for state in place.states}
        while found.tried < count:
            folder = place.folder / "try"
            shutil.copytree(place.folder / "before", folder)
            running = kill.begin(operation, folder)
            while running.is_alive() and found.tried < count:
                found.tried += 1
                try:
                    if digest(workspace.load(folder / "ws")) not in states:
                        found.half.append("a reader saw a mixture")
                except Exception as error:
                    found.unclear.append(f"a reader during a load: {type(error).__name__}: {error}")
            running.join()
            shutil.rmtree(folder)
    return found


# -- a power cut ---------------------------------------------------------------------------------


def power_cut(count: int, draw: random.Random) -> Found:
    """Cut the power at random moments: what was not yet on the disk is lost in part or whole."""
    found = Found()
    for name in ("load", "update", "reconcile", "decide", "remove"):
        with tempfile.TemporaryDirectory() as aside:
            place = kill.prepare(_BY_NAME[name], Path(aside))
            for _ in range(max(count // 5, 1)):
                _cut(_BY_NAME[name], place, draw, found)
    return found


def _cut(operation: Operation, place: kill.Place, draw: random.Random, found: Found) -> None:
    folder, copy = place.folder / "try", place.folder / "copy"
    shutil.copytree(place.folder / "before", folder)
    log = place.folder / "synced.txt"
    log.write_text("", encoding="ascii")
    known = {path.stat().st_ino for path in folder.rglob("*")}
    begun = program.start(folder / "ws", folder / "said", *operation.arguments(folder), log=log)
    nth = draw.randint(1, max(place.changes, 1))
    kill.watch(folder, begun, nth)
    with suppress(ProcessLookupError, AttributeError):
        os.kill(begun.pid or 0, signal.SIGSTOP)
    numbers = _copied(folder / "ws", copy)
    synced = known | {int(line) for line in log.read_text(encoding="ascii").split()}
    begun.kill()
    begun.join()
    lost = [path for path, number in numbers.items() if number not in synced]
    for path in lost:
        _lose(path, draw)
    where = f"power cut, {operation.name}, at change {nth}, {len(lost)} file(s) not yet on the disk"
    found.tried += 1
    examine(copy, place.states, where, found)
    shutil.rmtree(folder)
    shutil.rmtree(copy)


def _copied(folder: Path, copy: Path) -> dict[Path, int]:
    """Copy a folder; return the number of each file in it, by its place in the copy."""
    numbers = {}
    for path in sorted(folder.rglob("*")):
        target = copy / path.relative_to(folder)
        with suppress(OSError):  # without SIGSTOP, it may go while we copy
            if path.is_dir():
                target.mkdir(parents=True, exist_ok=True)
            else:
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(path, target)
                numbers[target] = path.stat().st_ino
    return numbers


def _lose(path: Path, draw: random.Random) -> None:
    """Lose a file that was not yet on the disk, or its end, or the bytes in it."""
    size = path.stat().st_size
    way = draw.randrange(4)
    if way == 0:
        path.unlink()
    elif way == 1:
        path.write_bytes(b"")
    elif way == 2:
        os.truncate(path, draw.randint(0, size))
    else:
        path.write_bytes(bytes(size))


KINDS: dict[str, Callable[[int, random.Random], Found]] = {
    "full disk": full_disk,
    "read-only disk": read_only,
    "two writers at once": two_writers,
    "a reader during a load": reader_during,
    "power cut": power_cut,
}


def run(count: int, seed: int, names: tuple[str, ...] = ()) -> dict[str, Found]:
    """Try each kind of accident so many times; return what was found, by kind."""
    results = {}
    for name, kind in KINDS.items():
        if not names or name in names:
            results[name] = kind(count, random.Random(f"{seed} {name}"))  # noqa: S311
            print(f"  {name}: {results[name].tried} tried, {results[name].bad} bad", flush=True)
    return results
