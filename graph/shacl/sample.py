"""A sample of the focus nodes: spread over every kind, and the same each time."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graph.shacl.reader import Reader

_PIECES = 4  # places of a kind where nodes are taken
_FEW = 50  # nodes of a kind so rare that all of it, or so much, is looked at
_APART = 0.618_033_989  # kinds are read at different places: often the same nodes are of both


def take(reader: Reader, patterns: list[str], size: int) -> list[str]:
    """Return so many focus nodes, out of more.

    ``patterns`` are the kinds. Each has its share by its number of nodes, the rare ones first.
    The store orders nodes by a hash, so that a run of them is no run of rows.
    """
    counts = {pattern: reader.count([pattern]) for pattern in patterns}
    of_all = sum(counts.values())
    by_rarity = sorted((count, pattern) for pattern, count in counts.items() if count)
    taken: dict[str, None] = {}
    for number, (count, pattern) in enumerate(by_rarity):
        share = max(-(-size * count // of_all), min(count, _FEW))
        taken.update(dict.fromkeys(_spread(reader, pattern, count, share, number * _APART % 1)))
    for _, pattern in reversed(by_rarity):  # nodes of several kinds were taken only once
        if len(taken) >= size:
            break
        taken.update(dict.fromkeys(reader.nodes([pattern], limit=size)))
    return list(taken)[:size]


def _spread(reader: Reader, pattern: str, count: int, share: int, shift: float) -> Iterator[str]:
    """Yield a share of the nodes of a kind, from places spread evenly."""
    pieces = min(_PIECES, share)
    for piece in range(pieces):
        start = int((piece + shift) * count / pieces) if share < count else 0
        yield from reader.nodes([pattern], limit=-(-share // pieces), start=start)
