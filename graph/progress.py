"""How far long work is: whoever works tells it, whoever runs the work may watch.

Nothing is watched unless somebody asks (:func:`watched`): telling costs a look at one variable.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar

from ontology.text import Text

T = TypeVar("T")
Watch = Callable[[Text | None, int, int], None]
"""Told what is going on, how much of it is done, of how much (0: not known); None once it is over.
"""

_WATCH: ContextVar[Watch | None] = ContextVar("watch", default=None)


@contextmanager
def watched(watch: Watch) -> Iterator[None]:
    """Let a function be told how far the work in the block is."""
    token = _WATCH.set(watch)
    try:
        yield
    finally:
        _WATCH.reset(token)


def is_watched() -> bool:
    """Tell whether somebody watches: what it takes to know how far work is may cost something."""
    return _WATCH.get() is not None


def tell(words: Text | None, done: int = 0, total: int = 0) -> None:
    """Tell how far some work is."""
    if watch := _WATCH.get():
        watch(words, done, total)


@contextmanager
def ending() -> Iterator[None]:
    """Tell, at the end of the block, that the work in it is over."""
    try:
        yield
    finally:
        tell(None)


@contextmanager
def stage(words: Text, total: int = 0) -> Iterator[Callable[[int], None]]:
    """Tell of work that begins here and ends with the block; give what tells how much is done."""
    with ending():
        tell(words, 0, total)
        yield lambda done: tell(words, done, total)


def tracked(words: Text, items: Iterable[T], total: int) -> Iterator[T]:
    """Pass items on, and tell how many of them were worked on."""
    with stage(words, total) as done:
        for number, item in enumerate(items, 1):
            yield item
            done(number)
