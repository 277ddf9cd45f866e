"""Disjoint sets (union-find): who is one with whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any


class Disjoint:
    """Disjoint sets of IRIs that mean one thing; ``order`` tells which stands for a set: the first.

    >>> sets = Disjoint()
    >>> sets.unite("b", "c"), sets.unite("c", "a"), sets.find("b"), list(sets.all())
    ('b', 'a', 'a', [['a', 'b', 'c']])
    """

    def __init__(self, order: Callable[[str], Any] = str) -> None:
        self._order = order
        self._parent: dict[str, str] = {}

    def find(self, iri: str) -> str:
        """Return what stands for the set of an IRI."""
        root = iri
        while (up := self._parent.get(root, root)) != root:
            root = up
        while (up := self._parent.get(iri, iri)) != root:
            self._parent[iri], iri = root, up
        return root

    def unite(self, a: str, b: str) -> str:
        """Say that two IRIs mean one thing; return what stands for it."""
        first, second = sorted((self.find(a), self.find(b)), key=self._order)
        self._parent[second] = self._parent[first] = first
        return first

    def all(self) -> Iterator[list[str]]:
        """Yield the sets of two and more, each in order."""
        found: dict[str, list[str]] = defaultdict(list)
        for iri in self._parent:
            found[self.find(iri)].append(iri)
        for members in found.values():
            if len(members) > 1:
                yield sorted(members, key=self._order)
