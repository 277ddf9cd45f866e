"""Who gets a worker next: the cheapest first, and never all workers for what takes long.

All clients of a local site have one address and open as many connections as they like, so it is
not the client that is weighed but what it asks: a text that took long is expected to take long
again, whoever sends it. A request's place in the line is the moment it came, put back ``WEIGHT``
times the seconds that it is expected to take: cheap ones pass expensive ones, and none waits for
ever.

All workers but one may be held for long. What was never asked before starts on any of them, each
text once at a time until it is known; once it has used the time of a quick request, or has an
answer too long to be sent at once, it needs one of those that may be held. While none is free it
stays as long as nobody needs its worker, then makes room and starts again later; nothing of its
answer has been sent by then.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Hashable, KeysView
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from cli.site.teller import QUICK

HELD = 10.0  # seconds after which a request is long, even if its worker cannot say so
UNKNOWN = 0.1  # seconds expected of what was never asked: more than usual, and yet quick
RENEWAL = 1.0  # seconds that another worker takes to start: what ends one costs them as well
WEIGHT = 10.0
_KEPT = 4_096  # texts whose time is remembered


class Busy(Exception):  # noqa: N818
    """Too many requests wait already, or none got a worker in time."""


class Ends(Protocol):
    """A worker, as far as the line is concerned."""

    def end(self) -> None:
        """End at once whatever it does."""


W = TypeVar("W", bound=Ends)


class Times:
    """How long each text took when it was last asked; the oldest are forgotten."""

    def __init__(self) -> None:
        self._of: OrderedDict[Hashable, float] = OrderedDict()

    @property
    def known(self) -> KeysView[Hashable]:
        """The texts that were asked before."""
        return self._of.keys()

    def expected(self, text: Hashable) -> float:
        """Return the seconds that a text will take."""
        return self._of.get(text, UNKNOWN)

    def took(self, text: Hashable, seconds: float) -> None:
        """Remember the seconds that a text took."""
        self._of[text] = seconds
        self._of.move_to_end(text)
        if len(self._of) > _KEPT:
            self._of.popitem(last=False)


@dataclass(eq=False)
class Turn(Generic[W]):
    """A request from its place in the line until its worker is free again."""

    text: Hashable
    came: float
    got: asyncio.Future[W]
    began: float = 0.0
    is_long: bool = False  # it holds a worker that may be held
    is_put_off: bool = False  # its worker was taken from it
    is_late: bool = False  # it has become a long one
    settled: asyncio.Event = field(default_factory=asyncio.Event)  # that it holds one, or none

    @property
    def is_unsettled(self) -> bool:
        """Long, on a worker that is kept for quick ones."""
        return self.is_late and not self.settled.is_set()


class Line(Generic[W]):
    """Those who wait for a worker, and those who have one."""

    def __init__(self, size: int, spare: int, most: int, patience: float) -> None:
        self._size = size  # requests that are answered at once
        self._spare = spare  # workers beyond these, which stand ready for those that are ended
        self._held = max(size - 1, 1)  # workers that may be held for long
        self._most = most  # requests that may wait
        self._patience = patience  # seconds that one may
        self._times = Times()
        self._idle: list[W] = []
        self._coming = 0  # workers that are being started anew
        self._waiting: list[Turn[W]] = []
        self._running: list[Turn[W]] = []

    def add(self, worker: W, *, is_new: bool = False) -> None:
        """Take a worker that is free."""
        self._coming -= is_new
        self._idle.append(worker)
        self._give()

    async def turn(self, text: Hashable, came: float) -> Turn[W]:
        """Wait for a worker for a text that came then; raises Busy when there is none in time."""
        turn: Turn[W] = Turn(text, came, asyncio.get_running_loop().create_future())
        self._waiting.append(turn)
        self._give()
        if len(self._waiting) > self._most:
            last = max(self._waiting, key=self._place)
            self._waiting.remove(last)
            last.got.set_exception(Busy())
        try:
            async with asyncio.timeout_at(came + self._patience):
                await asyncio.shield(turn.got)
        except TimeoutError as error:
            self._give_up(turn)
            raise Busy from error
        except asyncio.CancelledError:
            self._give_up(turn)
            raise
        return turn

    def _give_up(self, turn: Turn[W]) -> None:
        """Let one go who waits no longer; the worker that just came is for another."""
        if turn in self._waiting:
            self._waiting.remove(turn)
        elif turn in self._running:
            self._running.remove(turn)
            self.add(turn.got.result())

    def done(self, turn: Turn[W], *, is_whole: bool) -> bool:
        """End a turn; return whether its worker is free, or lost with an answer cut off."""
        is_free = is_whole and not turn.is_put_off
        seconds = asyncio.get_running_loop().time() - turn.began
        if not is_free:
            seconds += RENEWAL
        elif not turn.is_late:
            seconds = min(seconds, UNKNOWN)  # the rest of it went by on a busy computer
        self._times.took(turn.text, max(seconds, QUICK) if turn.is_late else seconds)
        self._running.remove(turn)
        if is_free:
            self.add(turn.got.result())
        else:
            self._coming += 1
            self._give()
        return is_free

    async def long(self, turn: Turn[W]) -> bool:
        """Tell whether an answer that is long may go on: what was sent cannot be taken back."""
        self.late(turn)
        try:
            async with asyncio.timeout(QUICK):
                await turn.settled.wait()
        except TimeoutError:
            self._put_off(turn)
        return not turn.is_put_off

    def late(self, turn: Turn[W]) -> None:
        """Take note that a request is a long one."""
        if turn in self._running:
            turn.is_late = True
            self._times.took(turn.text, max(self._times.expected(turn.text), QUICK))
            self._give()

    # -- who is next -----------------------------------------------------------------------------

    def _give(self) -> None:
        """Give what is free to those who may have it."""
        for turn in self._running:
            if turn.is_unsettled and self._may_hold():
                self._hold(turn)
        while self._idle and self._has_room() and (following := self._next()):
            self._start(following, self._idle.pop())
        is_making_room = any(turn.is_put_off for turn in self._running)
        if not (is_making_room or self._missing() or all(map(self._is_long, self._waiting))):
            late = next((turn for turn in self._running if turn.is_unsettled), None)
            if late is not None:
                self._put_off(late)

    def _has_room(self) -> bool:
        return len(self._running) < self._size

    def _missing(self) -> int:
        """Return the workers that are being started, with nobody in their place."""
        return max(self._coming - self._spare, 0)

    def _next(self) -> Turn[W] | None:
        """Return the first in the line of those who may start."""
        on_trial = {turn.text for turn in self._running} - self._times.known
        may = (
            turn
            for turn in self._waiting
            if (self._may_hold() if self._is_long(turn) else turn.text not in on_trial)
        )
        return min(may, key=self._place, default=None)

    def _place(self, turn: Turn[W]) -> float:
        return turn.came + WEIGHT * self._times.expected(turn.text)

    def _is_long(self, turn: Turn[W]) -> bool:
        return self._times.expected(turn.text) >= QUICK

    def _may_hold(self) -> bool:
        """Tell whether one more worker may be held: another is left for those who are quick."""
        return sum(turn.is_long for turn in self._running) + self._missing() < self._held

    def _start(self, turn: Turn[W], worker: W) -> None:
        loop = asyncio.get_running_loop()
        self._waiting.remove(turn)
        self._running.append(turn)
        turn.began = loop.time()
        turn.got.set_result(worker)
        loop.call_later(HELD, self.late, turn)
        if self._is_long(turn):
            self._hold(turn)

    def _hold(self, turn: Turn[W]) -> None:
        turn.is_long = True
        turn.settled.set()

    def _put_off(self, turn: Turn[W]) -> None:
        turn.is_put_off = True
        turn.settled.set()
        turn.got.result().end()
