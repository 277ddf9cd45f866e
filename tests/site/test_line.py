"""Who goes next: the line itself, with work that only waits, so that no load changes it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

import pytest

from cli.site.line import Busy, Line, Turn
from tests import loops

LONG, SHORT, LATE = 1.0, 0.002, 0.02  # seconds: of two kinds of work, and until one is known long


class Hand:
    """A worker that can be ended."""

    def __init__(self) -> None:
        self.ended = asyncio.Event()

    def end(self) -> None:
        self.ended.set()


class Office:
    """A line and its workers, as the pool leads them."""

    def __init__(self, size: int = 3, spare: int = 1, most: int = 256, patience: float = 9) -> None:
        self.line: Line[Hand] = Line(size, spare, most, patience)
        self.put_off = 0
        self.order: list[str] = []
        for _ in range(size + spare):
            self.line.add(Hand())

    async def ask(self, text: str, seconds: float, *, is_streamed: bool = False) -> float:
        """Do some work; return how long it took from its coming."""
        clock = asyncio.get_running_loop().time
        came = clock()
        while not await self._done(await self.line.turn(text, came), seconds, is_streamed):
            self.put_off += 1
        return clock() - came

    async def _done(self, turn: Turn[Hand], seconds: float, is_streamed: bool) -> bool:
        self.order.append(str(turn.text))
        hand, is_whole = turn.got.result(), False
        loop = asyncio.get_running_loop()
        watch = loop.call_later(LATE, self.line.late, turn)
        try:
            if is_streamed and not await self.line.long(turn):
                return False
            try:
                async with asyncio.timeout(seconds):
                    await hand.ended.wait()
            except TimeoutError:
                is_whole = seconds < LONG  # a long one is ended, as its time is over
            return not turn.is_put_off
        finally:
            watch.cancel()
            if not self.line.done(turn, is_whole=is_whole):
                hand.end()
                loop.call_later(0.05, lambda: self.line.add(Hand(), is_new=True))


class Timeless(asyncio.SelectorEventLoop):
    """A loop whose clock goes on to the next thing to do: no second is waited for."""

    now = 0.0

    def time(self) -> float:
        return self.now

    def _run_once(self) -> None:
        if not self._ready and self._scheduled:  # type: ignore[attr-defined]
            self.now = max(self.now, self._scheduled[0].when())  # type: ignore[attr-defined]
        super()._run_once()  # type: ignore[misc]


def run(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    loops.run(work, Timeless)


async def crowd(office: Office, bad: Callable[[int, int], str]) -> list[float]:
    """Fifty ask for what never ends, again and again; return the longest waits of 150 others."""

    async def hostile(n: int) -> None:
        for turn in range(100):
            with suppress(Busy):
                await office.ask(bad(n, turn), LONG)

    async def honest(n: int) -> float:
        await asyncio.sleep(n / 300)
        return max([await office.ask(f"good {n % 7}", SHORT) for _ in range(2)])

    asking = [asyncio.ensure_future(hostile(n)) for n in range(50)]
    waits = await asyncio.gather(*(honest(n) for n in range(150)))
    for each in asking:
        each.cancel()
    await asyncio.wait(asking)
    return sorted(waits)


def test_fifty_who_ask_for_ever_hold_up_nobody() -> None:
    async def work() -> None:
        office = Office()
        waits = await crowd(office, lambda n, _: f"bad {n % 3}")
        assert office.put_off <= 3  # each text but the first two: once, and then it is known
        assert waits[-1] < LONG  # in turn they would wait for 50 times LONG, shared by two

    run(work)


def test_texts_that_are_always_new_do_not_either_once_the_others_are_known() -> None:
    async def work() -> None:
        office = Office()
        for n in range(7):
            await office.ask(f"good {n}", SHORT)
        waits = await crowd(office, lambda n, turn: f"bad {n} {turn}")
        assert waits[-1] < 0.2

    run(work)


def test_a_long_answer_goes_on_where_one_may_be_held_and_else_starts_again() -> None:
    async def work() -> None:
        office = Office(size=2, spare=0)
        first, second = (
            asyncio.ensure_future(office.ask(name, 0.7, is_streamed=True)) for name in "ab"
        )
        await asyncio.sleep(0.05)
        assert await office.ask("quick", SHORT) < 0.5
        assert (await first < await second, office.put_off) == (True, 1)

    run(work)


def test_of_long_ones_that_wait_the_shortest_is_next() -> None:
    async def work() -> None:
        office = Office(size=1, spare=0)
        for name, seconds in (("longer", 0.9), ("long", 0.3)):
            await office.ask(name, seconds)
        office.order.clear()
        names = ("longer", "longer", "long")
        await asyncio.gather(*(office.ask(name, {"long": 0.3}.get(name, 0.9)) for name in names))
        assert office.order == ["longer", "long", "longer"]

    run(work)


def test_a_full_line_turns_away_whoever_takes_longest() -> None:
    async def work() -> None:
        office = Office(size=1, spare=0, most=2)
        await office.ask("long", 0.5)
        running = asyncio.ensure_future(office.ask("long", 0.5))
        await asyncio.sleep(0.01)
        waiting = [asyncio.ensure_future(office.ask(name, SHORT)) for name in ("long", "a", "b")]
        with pytest.raises(Busy):
            await waiting[0]
        await asyncio.gather(running, *waiting[1:])

    run(work)


def test_who_goes_away_leaves_the_line_and_its_worker() -> None:
    async def work() -> None:
        office = Office(size=1, spare=0)
        running = asyncio.ensure_future(office.ask("long", 0.3))
        await asyncio.sleep(0.01)
        gone = asyncio.ensure_future(office.ask("gone", SHORT))
        await asyncio.sleep(0.01)
        gone.cancel()
        await running
        assert await office.ask("quick", SHORT) < 0.2
        assert "gone" not in office.order

    run(work)
