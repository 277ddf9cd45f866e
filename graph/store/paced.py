"""A store whose questions have a time limit, asked from a thread: for questions that we wrote.

The engine lets other threads run while it works, so that waiting for it can end; its thread goes
on until the program does. What a user wrote is asked from a process of its own (``apart``).
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import islice
from queue import Empty, Queue
from typing import Any

from pyoxigraph import Literal, NamedNode

from graph.errors import TimedOut
from graph.store.protocol import Answer, Rows, Store, selected

_BATCH = 500  # rows handed over at once
_AHEAD = 4  # batches that the engine may be ahead of the reader


def timed_out(seconds: float) -> TimedOut:
    """Return the error of a question that took longer than it may."""
    return TimedOut(
        "La question a été arrêtée : elle a pris plus de {seconds} s. Demandez moins (un "
        "territoire, un thème, LIMIT), ou donnez plus de temps : --timeout SECONDES.",
        "The question was stopped: it took more than {seconds} s. Ask for less (a territory, a "
        "theme, LIMIT), or give it more time: --timeout SECONDS.",
        seconds=f"{seconds:g}",
    )


class PacedStore:
    """A store on this computer whose questions end in time."""

    def __init__(self, store: Store, seconds: float) -> None:
        self.store = store
        self.seconds = seconds

    def graphs(self) -> list[str]:
        """Return the IRIs of the named graphs, sorted."""
        return self.store.graphs()

    def query(
        self,
        sparql: str,
        *,
        graphs: Sequence[str],
        parameters: Mapping[str, NamedNode | Literal] | None = None,
    ) -> Answer:
        """Answer as the store does; raises TimedOut, also while the rows are read."""
        clock = _Clock(self.seconds)

        def work(put: Callable[[Any], None]) -> None:
            found = self.store.query(sparql, graphs=graphs, parameters=parameters)
            items: Iterable[Any] = ()
            if isinstance(found, Rows):
                items, found = found.rows, Rows(found.variables, iter(()))
            elif not isinstance(found, bool):
                items, found = found, iter(())
            put(found)
            ahead = iter(items)
            while batch := list(islice(ahead, _BATCH)):
                put(batch)
            put(None)

        clock.start(work)
        head = clock.get()
        if isinstance(head, bool):
            return head
        return Rows(head.variables, clock.items()) if isinstance(head, Rows) else clock.items()

    def select(
        self,
        sparql: str,
        *,
        graphs: Sequence[str],
        parameters: Mapping[str, NamedNode | Literal] | None = None,
    ) -> Rows:
        """Answer a SELECT; raises Misuse for any other form."""
        return selected(self.query(sparql, graphs=graphs, parameters=parameters))


class _Clock:
    """What a thread hands over, and how long one may still wait for it."""

    def __init__(self, seconds: float) -> None:
        self.seconds = self.left = seconds
        self.queue: Queue[Any] = Queue(_AHEAD)

    def start(self, work: Callable[[Callable[[Any], None]], None]) -> None:
        """Do the work in a thread; what it raises is handed over too."""

        def run() -> None:
            try:
                work(self.queue.put)
            except BaseException as error:
                self.queue.put(error)

        threading.Thread(target=run, daemon=True).start()

    def get(self) -> Any:
        """Return what comes next; only the time in which one waits for it counts."""
        start = time.monotonic()
        try:
            found = self.queue.get(timeout=max(self.left, 0))
        except Empty:
            raise timed_out(self.seconds) from None
        self.left -= time.monotonic() - start
        if isinstance(found, BaseException):
            raise found
        return found

    def items(self) -> Iterator[Any]:
        """Yield all that comes, one by one."""
        while (batch := self.get()) is not None:
            yield from batch
