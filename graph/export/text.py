"""Statements as lines of N-Quads and back, and terms as text: text is faster than objects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyoxigraph import Quad

_BLOCK = 20_000  # lines parsed at once


def parsed(lines: Iterable[bytes]) -> Iterator[Quad]:
    """Yield the statements of lines, in their order."""
    import pyoxigraph as ox

    rest = iter(lines)
    while block := b"".join(islice(rest, _BLOCK)):
        yield from ox.parse(block, ox.RdfFormat.N_QUADS)


def written(quads: Iterable[Quad]) -> Iterator[bytes]:
    """Yield statements as lines of canonical N-Quads."""
    import pyoxigraph as ox

    rest = iter(quads)
    while text := ox.serialize(islice(rest, _BLOCK), format=ox.RdfFormat.N_QUADS):
        yield from text.splitlines(keepends=True)  # of bytes: no literal holds a line end


def value_of(term: object) -> str:
    """Return the IRI or the text of a term, of a plain value itself; of none, nothing.

    >>> from pyoxigraph import Literal
    >>> value_of(Literal("a", language="fr")), value_of("b"), value_of(None)
    ('a', 'b', '')
    """
    return "" if term is None else str(getattr(term, "value", term))
