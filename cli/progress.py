"""Bars on the error stream while something takes long: on a terminal only, and gone when done."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import RLock, Timer
from time import monotonic
from typing import TYPE_CHECKING

from graph import progress

if TYPE_CHECKING:
    from rich.progress import Progress

    from cli.session import Session
    from ontology.text import Lang, Text

PATIENCE = 1.0  # seconds of work before a bar shows: what is quick shows none
_OFTEN = 0.1  # seconds between two moves of a bar


@contextmanager
def shown(here: Session) -> Iterator[None]:
    """Show how far the work in the block is; a pipe and ``--quiet`` get nothing."""
    if here.quiet or not sys.stderr.isatty():
        yield
        return
    bar = Bar(here.lang)
    try:
        with progress.watched(bar):
            yield
    finally:
        bar(None, 0, 0)


class Bar:
    """One stage of work at a time, with the time it has left once its length is known."""

    def __init__(self, lang: Lang) -> None:
        self._lang = lang
        self._lock = RLock()  # the bar comes up in a thread: work may hold this one for long
        self._stage: Text | None = None
        self._far = (0, 0)
        self._moved = 0.0
        self._timer: Timer | None = None
        self._drawn: Progress | None = None

    def __call__(self, words: Text | None, done: int, total: int) -> None:
        """Show a stage and how far it is; None ends it."""
        now = monotonic()
        if words is self._stage and now - self._moved < _OFTEN:
            return
        with self._lock:
            self._moved, self._far = now, (done, total)
            if words is None:
                self._end()
            elif words != self._stage:
                self._begin(words)
            elif self._drawn:
                self._move()

    def _begin(self, words: Text) -> None:
        """Take up a stage: at once where a bar is there already."""
        self._stage = words
        if self._drawn:
            for task in self._drawn.task_ids:
                self._drawn.remove_task(task)
            self._add()
        elif self._timer is None:
            self._timer = Timer(PATIENCE, self._show)
            self._timer.daemon = True
            self._timer.start()

    def _end(self) -> None:
        self._stage = None
        if self._timer:
            self._timer.cancel()
        if self._drawn:
            self._drawn.stop()
        self._timer = self._drawn = None

    def _show(self) -> None:
        with self._lock:
            if self._stage is not None and self._drawn is None:
                self._drawn = drawn()
                self._add()
                self._drawn.start()

    def _add(self) -> None:
        if self._drawn and self._stage:
            done, total = self._far
            self._drawn.add_task(self._stage.to(self._lang), completed=done, total=total or None)

    def _move(self) -> None:
        if self._drawn and self._drawn.task_ids:
            done, total = self._far
            self._drawn.update(self._drawn.task_ids[0], completed=done, total=total or None)


def drawn() -> Progress:
    """Return the bar as rich draws it: results on the other stream stay what they are."""
    from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn
    from rich.progress import TimeElapsedColumn as Elapsed
    from rich.progress import TimeRemainingColumn as Remaining

    from cli.output import terminal

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), TaskProgressColumn(),
               Elapsed(), Remaining())  # fmt: skip
    return Progress(*columns, console=terminal(stderr=True), transient=True, redirect_stdout=False)
