"""A few worker processes, and the end of those that take too long.

A worker is ended (not asked to stop) when its time is over, when its client has gone, or when it
says nothing sensible; another takes its place. No signal is used, and processes are spawned, so
that it works alike on Linux, macOS and Windows.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing, suppress
from multiprocessing import get_context
from typing import TYPE_CHECKING, Any

from cli.site.line import Line, Turn
from cli.site.worker import Job, run

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

    from cli.site.public import Graphs

START = 60.0  # seconds a process may take to start on a slow computer
Message = tuple[str, Any]


class Late(Exception):  # noqa: N818
    """The answer took longer than it may."""


class Lost(Exception):  # noqa: N818
    """The worker ended by itself: too deep a query, or too much memory."""


class Worker:
    """One process, its pipe, and the thread that waits at the pipe."""

    def __init__(self, shown: Graphs) -> None:
        context = get_context("spawn")
        self._pipe: Connection
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=run, args=(theirs, shown), daemon=True)
        self._process.start()
        theirs.close()
        self._thread = ThreadPoolExecutor(1, "pipe")

    async def ready(self) -> None:
        """Wait until the process has started."""
        await self._message(START)

    async def ask(self, job: Job) -> AsyncIterator[Message]:
        """Yield the messages of an answer; raises Late or Lost."""
        clock = asyncio.get_running_loop().time
        end = clock() + job.limits.seconds
        with suppress(OSError):
            self._pipe.send(job)
        while True:
            message = await self._message(end - clock())
            yield message
            if message[0] in {"done", "refused"}:
                return

    async def _message(self, seconds: float) -> Message:
        loop = asyncio.get_running_loop()
        try:
            waiting = loop.run_in_executor(self._thread, self._pipe.recv)
            return await asyncio.wait_for(waiting, max(seconds, 0))
        except TimeoutError as error:
            raise Late from error
        except (EOFError, OSError, RuntimeError) as error:  # the last: ended meanwhile
            raise Lost from error

    def end(self) -> None:
        """End the process at once."""
        with suppress(OSError, ValueError):
            self._process.kill()
        with suppress(RuntimeError):  # ended before
            self._thread.submit(self._close)
        self._thread.shutdown(wait=False)

    def _close(self) -> None:
        """Wait for the end of the process, after whatever waits at its pipe."""
        with suppress(OSError, ValueError, AssertionError):
            self._process.join(5)
            self._pipe.close()


class Pool:
    """Workers, and the line of those who wait for one."""

    def __init__(
        self, size: int, spare: int, line: int, patience: float, shown: Callable[[], Graphs]
    ) -> None:
        self._size = size + spare
        self._shown = shown  # what a new worker opens
        self._line: Line[Worker] = Line(size, spare, line, patience)
        self._all: set[Worker] = set()
        self._renewals: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Start every worker."""
        for worker in await asyncio.gather(*(self._made() for _ in range(self._size))):
            self._line.add(worker)

    async def _made(self) -> Worker:
        worker = Worker(self._shown())
        self._all.add(worker)
        try:
            await worker.ready()
        except (Late, Lost):
            self._all.discard(worker)
            worker.end()
            raise
        return worker

    async def ask(self, job: Job) -> AsyncIterator[Message]:
        """Yield the messages of an answer; raises Busy, Late or Lost.

        A caller that stops before the end closes the iterator, and the worker is ended.
        """
        is_answered, came = False, asyncio.get_running_loop().time()
        while not is_answered:
            turn = await self._line.turn(job.text, came)
            async with aclosing(self._turn(turn, job)) as messages:  # type: ignore[type-var]
                async for message in messages:
                    is_answered = True
                    yield message

    async def _turn(self, turn: Turn[Worker], job: Job) -> AsyncIterator[Message]:
        """Yield the messages of an answer; none when it was put off for another."""
        worker = turn.got.result()
        is_whole = False
        try:
            async with aclosing(worker.ask(job)) as messages:  # type: ignore[type-var]
                async for message in messages:
                    if message[0] == "long":
                        self._line.late(turn)
                        continue
                    if message[0] == "head" and not await self._line.long(turn):
                        return
                    is_whole = message[0] in {"done", "refused"}
                    yield message
        except Lost:
            if not turn.is_put_off:
                raise
        finally:
            if not self._line.done(turn, is_whole=is_whole):
                self._replace(worker)

    def _replace(self, worker: Worker) -> None:
        self._all.discard(worker)
        worker.end()
        task = asyncio.get_running_loop().create_task(self._renew())
        self._renewals.add(task)
        task.add_done_callback(self._renewals.discard)

    async def _renew(self) -> None:
        """Start another worker, however often the system refuses one."""
        while True:
            try:
                return self._line.add(await self._made(), is_new=True)
            except (Late, Lost, OSError):
                await asyncio.sleep(1)

    def stop(self) -> None:
        """End every worker."""
        for task in self._renewals:
            task.cancel()
        for worker in self._all:
            worker.end()
