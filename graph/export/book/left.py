"""What a workbook says and was not yet found again: of millions of statements, only numbers."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable


class Left:
    """How often each statement still waits to be found, by its digest.

    A digest is Python's own hash, 64 bits: of three million statements, the chance that any two
    share one is 2 in 10⁷ (n² / 2⁶⁵).
    """

    def __init__(self, told: Iterable[tuple[object, object]]) -> None:
        """Take pairs, a statement and what it is compared as; a statement told twice counts once.

        Several statements may be compared as the same: then each of them counts.
        """
        import numpy as np

        ones, plains = array("q"), array("q")
        for one, plain in told:
            ones.append(hash(one))
            plains.append(hash(plain))
        _, once = np.unique(np.asarray(ones), return_index=True)
        del ones
        digests, counts = np.unique(np.asarray(plains)[once], return_counts=True)
        self._digests = array("q", digests.tobytes())
        self._counts = array("q", counts.astype(np.int64).tobytes())

    def takes(self, plain: object) -> bool:
        """Find a statement again; tell whether one was left."""
        digest = hash(plain)
        place = bisect_left(self._digests, digest)
        if place == len(self._digests) or self._digests[place] != digest:
            return False
        found = self._counts[place] > 0
        self._counts[place] -= found
        return found

    def count(self) -> int:
        """Return how many were never found."""
        return sum(self._counts)
