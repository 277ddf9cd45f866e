"""The program run in processes that may be killed, stopped, or run several at once."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import NamedTuple

PRELOAD = ["tests.reliability.program", "graph.load", "graph.suggestions", "graph.identity",
           "graph.catalysts", "cli.main", "cli.commands.load", "viz.map", "graph.shacl.check",
           "graph.doctor"]  # fmt: skip


class Ran(NamedTuple):
    """What one run of the program did."""

    code: int
    out: str
    err: str

    @property
    def is_clear(self) -> bool:
        """Whether a failure is one message that a person can act on."""
        told = [line for line in self.err.splitlines() if line.startswith("Error: ")]
        ours = "Unexpected error" in self.err or "Traceback" in self.err
        return not ours and (self.code in {0, 1} or len(told) == 1)


def processes() -> multiprocessing.context.BaseContext:
    """Return a way to start processes, with the libraries read already where that can be."""
    ways = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if "forkserver" in ways else "spawn")
    if "forkserver" in ways:
        context.set_forkserver_preload(PRELOAD)
    return context


def _work(arguments: list[str], folder: str, ready: Connection, log: str) -> None:
    """Run the program as its user does; tell when its own work begins."""
    from cli.main import main

    place = Path(folder)
    with (place / "out.txt").open("wb") as out, (place / "err.txt").open("wb") as err:
        os.dup2(out.fileno(), 1)
        os.dup2(err.fileno(), 2)
        if log:
            _log_syncs(Path(log))
        ready.send("ready")
        main(arguments)


def _log_syncs(log: Path) -> None:
    """Note the number of every file that was brought to the disk, once it is there."""
    bring = os.fsync

    def noting(handle: int) -> None:
        bring(handle)
        with log.open("a", encoding="ascii") as file:
            file.write(f"{os.fstat(handle).st_ino}\n")

    os.fsync = noting  # type: ignore[assignment]


def start(
    workspace: Path, folder: Path, *arguments: object, log: Path | None = None
) -> BaseProcess:
    """Start the program on a workspace; return once its own work begins.

    What it says goes to files in ``folder``.
    """
    ours, theirs = multiprocessing.Pipe()
    typed = ["--workspace", str(workspace), "--lang", "en", *map(str, arguments)]
    folder.mkdir(parents=True, exist_ok=True)
    make: Callable[..., BaseProcess] = processes().Process  # type: ignore[attr-defined]
    made = make(target=_work, args=(typed, str(folder), theirs, str(log or "")))
    made.start()
    theirs.close()
    with suppress(EOFError):
        ours.recv()
    return made


def finish(running: BaseProcess, folder: Path) -> Ran:
    """Wait until a run ends; return what it did."""
    running.join()
    said = [(folder / name).read_text(encoding="utf-8") for name in ("out.txt", "err.txt")]
    return Ran(running.exitcode or 0, *said)


def run(workspace: Path, folder: Path, *arguments: object) -> Ran:
    """Run the program on a workspace to its end."""
    return finish(start(workspace, folder, *arguments), folder)
