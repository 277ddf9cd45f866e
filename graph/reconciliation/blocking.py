"""Which actors are worth comparing: those that share something rare, never all with all.

Each actor gets keys: a word, two words, a word in its town, the start of a word, a word without
its vowels, its initials. Those under one key form a block; a block too large tells nothing and is
left out, so the work grows with the number of actors and not with its square.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations
from typing import TYPE_CHECKING
from zlib import crc32

from graph.reconciliation.readings import Reading

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Worth = Callable[[NDArray[np.int64], NDArray[np.int64]], NDArray[np.bool_]]

LARGEST = 60  # actors in a block of a key that is written in the name
LARGEST_GUESS = 30  # actors in a block of a key that only guesses at a mistake
_MOST_WORDS = 8  # of a name, combined two by two
_VOWELS = str.maketrans("", "", "aeiouyh")


def pairs(
    actors: Iterable[tuple[Sequence[Reading], str]], worth: Worth | None = None
) -> NDArray[np.int64]:
    """Return the pairs of positions worth comparing, in order, given readings and places.

    ``worth`` tells of many pairs at once, by their lower and higher positions, which to keep:
    what it leaves out never takes memory.
    """
    import numpy as np

    found = [
        packed
        for columns in _columns(actors)
        for packed in _blocks(*columns)
        for packed in [packed[worth(*_unpacked(packed))] if worth else packed]
    ]
    merged = np.unique(np.concatenate([np.empty(0, np.int64), *found]))
    return np.column_stack(_unpacked(merged))


def _unpacked(packed: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    return packed >> 32, packed & 0xFFFFFFFF


def _columns(
    actors: Iterable[tuple[Sequence[Reading], str]],
) -> list[tuple[NDArray[np.uint32], NDArray[np.int64], int]]:
    """Return keys and the positions that have them, sure ones and guesses, with their limits."""
    from array import array

    import numpy as np

    keys = array("I"), array("I")
    owners = array("q"), array("q")
    for position, (read, place) in enumerate(actors):
        for kind, make in enumerate((_sure, _guesses)):
            mine = {crc32(key.encode()) for key in make(read, place)}
            keys[kind].extend(sorted(mine))
            owners[kind].extend([position] * len(mine))
    return [
        (np.frombuffer(keys[kind], np.uint32), np.frombuffer(owners[kind], np.int64), largest)
        for kind, largest in enumerate((LARGEST, LARGEST_GUESS))
    ]


def _sure(read: Sequence[Reading], place: str) -> Iterator[str]:
    """Yield the keys written in a name: its words, alone, with its town, and two by two."""
    for reading in read:
        words = reading.words[:_MOST_WORDS]
        yield from words
        yield from reading.initials
        yield f"={' '.join(sorted(reading.words))}@{place}"
        yield from (f"{word}@{place}" for word in words if place)
        yield from (f"{a} {b}" for a, b in combinations(sorted(words), 2))


def _guesses(read: Sequence[Reading], place: str) -> Iterator[str]:
    """Yield the keys that survive a mistake: starts of words, and consonants."""
    for reading in read:
        for word in reading.words[:_MOST_WORDS]:
            if len(word) >= 4 and word.isalpha():
                yield f"^{word[:4]}"
                yield f"!{_consonants(word)}"
                if place:
                    yield f"^{word[:4]}@{place}"
                    yield f"!{_consonants(word)}@{place}"
        if len(reading.words) > 1:
            yield f"+{''.join(reading.words)[:8]}"


def _consonants(word: str) -> str:
    """Return the consonants of a word, doubled ones once: "anonymal", "annonimal" → "nnml"."""
    bare = word.translate(_VOWELS)
    return "".join(c for place, c in enumerate(bare) if place == 0 or bare[place - 1] != c)


def _blocks(
    keys: NDArray[np.uint32], owners: NDArray[np.int64], largest: int
) -> Iterator[NDArray[np.int64]]:
    """Yield the pairs within the blocks, each as one number: the lower position, the higher."""
    import numpy as np

    order = np.argsort(keys, kind="stable")
    keys, owners = keys[order], owners[order]
    starts = np.flatnonzero(np.r_[True, keys[1:] != keys[:-1]]) if len(keys) else np.empty(0, int)
    sizes = np.diff(np.r_[starts, len(keys)])
    starts, sizes = starts[sizes <= largest], sizes[sizes <= largest]
    for apart in range(1, max(sizes, default=0)):
        # every actor of a block with the one so many places after it
        fit = sizes > apart
        lengths = sizes[fit] - apart
        first = np.repeat(starts[fit], lengths) + _counted(lengths)
        yield np.unique((owners[first] << 32) | owners[first + apart])


def _counted(lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return 0, 1, 2… within each of the lengths, one after the other."""
    import numpy as np

    ends = np.cumsum(lengths)
    counted: NDArray[np.int64] = np.arange(ends[-1]) - np.repeat(ends - lengths, lengths)
    return counted
