"""An event loop of one's own: in the thread of the tests that of a browser may be under way."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Any, TypeVar

T = TypeVar("T")


def run(
    work: Callable[[], Coroutine[Any, Any, T]],
    loop: Callable[[], asyncio.AbstractEventLoop] | None = None,
) -> T:
    """Run a coroutine to its end in another thread, which is used again."""

    def alone() -> T:
        with asyncio.Runner(loop_factory=loop) as runner:
            return runner.run(work())

    return _thread().submit(alone).result()


@cache
def _thread() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1)
