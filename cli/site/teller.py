"""What a worker says at its pipe: its messages, and that a job has become a long one.

A job is long by the processor time that it has used, not by the clock: on a busy computer each
takes longer, and only the work is its own. A thread looks, as the engine leaves Python free while
it works.
"""

from __future__ import annotations

import threading
from math import inf
from time import process_time, sleep
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

QUICK = 0.25  # seconds of a processor after which a job is long
_TICK = 0.1  # seconds between two looks


class Teller:
    """The pipe of a worker, shared by the job and by what watches it."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self._lock = threading.Lock()
        self._until = inf
        self._is_watched = threading.Event()
        threading.Thread(target=self._watch, daemon=True).start()

    def begin(self) -> None:
        """Count the time of a job from now on."""
        self._until = process_time() + QUICK
        self._is_watched.set()

    def send(self, tag: str, value: Any = None) -> None:
        """Send a message; after the last of a job nothing more is said of it."""
        with self._lock:
            if tag in {"done", "refused"}:
                self._until = inf
                self._is_watched.clear()
            self._pipe.send((tag, value))

    def _watch(self) -> None:
        while True:
            self._is_watched.wait()
            sleep(_TICK)
            with self._lock:
                if process_time() > self._until:
                    self._until = inf
                    self._is_watched.clear()
                    self._pipe.send(("long", None))
