"""The statements of an edition in canonical order: the same facts, the same bytes.

The order is that of RDF Dataset Canonicalization (RDFC-1.0): lines of canonical N-Quads sorted by
code point, blank nodes named by the algorithm. Every RDF format is written from these lines. They
are sorted in pieces on disk, so that memory does not grow with the graph.
"""

from __future__ import annotations

import heapq
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import groupby, islice
from tempfile import TemporaryFile
from types import TracebackType
from typing import IO, TYPE_CHECKING

from graph.export.edition import Edition
from graph.export.text import parsed, value_of, written
from graph.progress import tracked
from ontology.text import Text

if TYPE_CHECKING:
    from pyoxigraph import Quad

_SORTING = Text("Lecture et tri des énoncés", "Reading and sorting statements")
PIECE = 250_000  # statements sorted at once


class Lines:
    """The lines of each graph of an edition, sorted; a context, as they may lie on disk."""

    def __init__(self, edition: Edition, graphs: Sequence[str] | None = None) -> None:
        self.edition = edition
        self._asked = edition.graphs if graphs is None else graphs
        self.counts: dict[str, int] = {}  # statements by graph
        self.properties: Counter[bytes] = Counter()  # statements by property, over all graphs
        self.paths: set[str] = set()  # "…/id/org/rna/" and the like, of the things spoken of
        self._things = re.compile(
            rb"<(%sid/[^/>]+/[^/>]+/)" % re.escape(edition.minter.base.encode())
        )
        self._runs: dict[str, list[_Run]] = {}
        self._stack = ExitStack()

    def __enter__(self) -> Lines:
        try:
            self._read()
        except BaseException:
            self._stack.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        self._stack.close()

    def _read(self) -> None:
        blank: list[bytes] = []
        for graph in tracked(_SORTING, self._asked, len(self._asked)):
            self._runs[graph] = []
            self._add(graph, _named(self.edition.lines(graph), blank))
        for graph, lines in canonical(parsed(blank)).items():
            self._add(graph, iter(lines))

    def _add(self, graph: str, lines: Iterator[bytes]) -> None:
        while piece := sorted(islice(lines, PIECE)):
            self.add(graph, piece)

    def add(self, graph: str, lines: Sequence[bytes]) -> None:
        """Add lines of a graph, sorted already."""
        runs = self._runs.setdefault(graph, [])
        runs.append(_Run(lines, self._stack))
        self.counts[graph] = self.counts.get(graph, 0) + len(lines)
        self.properties.update(line.split(b" ", 2)[1] for line in lines)
        found = set(filter(None, map(self._things.match, lines)))
        self.paths |= {match[1].decode() for match in found}

    @property
    def graphs(self) -> list[str]:
        """The graphs, sorted."""
        return sorted(self._runs)

    def of(self, graph: str) -> Iterator[bytes]:
        """Yield the lines of a graph: N-Quads, sorted."""
        return heapq.merge(*self._runs[graph])

    def quads(self) -> Iterator[bytes]:
        """Yield the lines of all graphs: canonical N-Quads."""
        return heapq.merge(*(self.of(graph) for graph in self.graphs))

    def triples(self) -> Iterator[bytes]:
        """Yield the lines of all graphs without the graph's name, each once: N-Triples."""
        nameless = (_nameless(self.of(graph), graph) for graph in self.graphs)
        return (line for line, _ in groupby(heapq.merge(*nameless)))


def canonical(quads: Iterable[Quad]) -> dict[str, list[bytes]]:
    """Return lines with blank nodes by graph, the nodes named as RDFC-1.0 names them."""
    import pyoxigraph as ox

    data = ox.Dataset(quads)
    data.canonicalize(ox.CanonicalizationAlgorithm.RDFC_1_0)
    found: dict[str, list[Quad]] = {}
    for quad in data:
        found.setdefault(value_of(quad.graph_name), []).append(quad)
    return {graph: list(written(quads)) for graph, quads in found.items()}


def _named(lines: Iterator[bytes], blank: list[bytes]) -> Iterator[bytes]:
    """Yield the lines without blank nodes; put the others aside."""
    for line in lines:
        if line.startswith(b"_:") or line.split(b" ", 2)[2].startswith(b"_:"):
            blank.append(line)
        else:
            yield line


def _nameless(lines: Iterator[bytes], graph: str) -> Iterator[bytes]:
    end = -len(f" <{graph}> .\n".encode())
    return (line[:end] + b" .\n" for line in lines)


class _Run:
    """Sorted lines, on disk where they are many; may be read again and again, by one at a time."""

    def __init__(self, lines: Sequence[bytes], stack: ExitStack) -> None:
        self._lines: Sequence[bytes] | None = lines
        self._file: IO[bytes] | None = None
        if len(lines) >= PIECE:
            self._lines, self._file = None, stack.enter_context(TemporaryFile())  # noqa: SIM115
            self._file.writelines(lines)

    def __iter__(self) -> Iterator[bytes]:
        if self._file is None:
            return iter(self._lines or ())
        self._file.seek(0)
        return iter(self._file)
