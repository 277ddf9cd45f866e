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
from graph.store.protocol import PAUSED, Answer, Rows, Store

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


class PacedStore(Store):
    """A store whose questions end in time: all that is asked of it has so many seconds in all."""

    def __init__(self, store: Store, seconds: float) -> None:
        self.store = store
        self.clock = _Clock(seconds)

    @property
    def server(self) -> str:
        """What the server says it is; empty for a store on this computer."""
        return str(self._ask(lambda: getattr(self.store, "server", "")))

    def graphs(self) -> list[str]:
        """Return the IRIs of the named graphs, sorted."""
        return list(self._ask(self.store.graphs))

    def query(
        self,
        sparql: str,
        *,
        graphs: Sequence[str],
        named: Sequence[str] | None = None,
        parameters: Mapping[str, NamedNode | Literal] | None = None,
    ) -> Answer:
        """Answer as the store does; raises TimedOut, also while the rows are read."""
        queue: Queue[Any] = Queue(_AHEAD)

        def work() -> None:
            found = self.store.query(sparql, graphs=graphs, named=named, parameters=parameters)
            items: Iterable[Any] = ()
            if isinstance(found, Rows):
                items, found = found.rows, Rows(found.variables, iter(()))
            elif not isinstance(found, bool):
                items, found = found, iter(())
            queue.put(found)
            ahead = iter(items)
            while batch := list(islice(ahead, _BATCH)):
                queue.put(batch)
            queue.put(None)

        _start(work, queue)
        head = self.clock.get(queue)
        if isinstance(head, bool):
            return head
        items = self.clock.items(queue)
        return Rows(head.variables, items) if isinstance(head, Rows) else items

    def _ask(self, read: Callable[[], Any]) -> Any:
        """Return what takes no rows to tell, in time."""
        queue: Queue[Any] = Queue(1)
        _start(lambda: queue.put(read()), queue)
        return self.clock.get(queue)


def _start(work: Callable[[], None], queue: Queue[Any]) -> None:
    """Do the work in a thread; what it raises is handed over too."""

    def run() -> None:
        try:
            work()
        except BaseException as error:
            queue.put(error)

    threading.Thread(target=run, daemon=True).start()


class _Clock:
    """How long one may still wait for what threads hand over, and read it."""

    def __init__(self, seconds: float) -> None:
        self.seconds = self.left = seconds

    def get(self, queue: Queue[Any]) -> Any:
        """Return what comes next; the time in which one waits for it counts."""
        start = time.monotonic()
        try:
            found = queue.get(timeout=max(self.left, 0))
        except Empty:
            raise timed_out(self.seconds) from None
        finally:
            self.left -= time.monotonic() - start
        if isinstance(found, BaseException):
            raise found
        return found

    def items(self, queue: Queue[Any]) -> Iterator[Any]:
        """Yield all that comes, one by one; a pause of the reader counts for little."""
        while (batch := self.get(queue)) is not None:
            start = time.monotonic()
            yield from batch
            self.left -= min(time.monotonic() - start, PAUSED)
            if self.left <= 0:
                raise timed_out(self.seconds)
