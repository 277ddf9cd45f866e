"""The public part of a store, as a worker reads it: its facts merged, in memory or on disk.

The engine asks a list of graphs one by one, each with a look-up of its own; on disk, five graphs
cost three to ten times what one does. So what is served is copied, once with the name of its graph
and once into a graph that holds all public facts, which stands for their list wherever a query is
asked of just these. Only what passes the gate of exports is copied: nothing that is restricted, and
no name of a person whose mandate is over on the day. What is copied is searched for what stays
before the site shows it (:func:`cleared`).

A small store is copied to memory by each worker (about 370 bytes a statement, twice). Of a large
one a process makes one copy on disk for all, beside the database of the version, once a version
and day; until it is there, and where there is no room for it, the version is read graph by graph,
without what does not pass (:mod:`cli.site.guarded`).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from filelock import FileLock, Timeout

from cli.site import guarded
from graph.errors import StoreUnavailable
from graph.publication.cleared import once, statements
from graph.publication.departure import Departure
from graph.publication.files import Block
from graph.publication.gate import Gate
from graph.store import LocalStore
from ontology.text import Text

if TYPE_CHECKING:
    import pyoxigraph as ox

    from graph.store import Answer

COPIED = 200_000  # statements that a worker copies to memory: at most 150 MB, and 2 s at the start
_ROOM = 4  # times the size of a version that must be free on its disk to copy it there
_MERGED = "urn:x-alliances:public-facts"  # a name that no query can reach: it is never listed


class Graphs(NamedTuple):
    """A finished version of the store, and which of its graphs are shown."""

    folder: str
    facts: tuple[str, ...]  # the public facts and what their words mean
    served: tuple[str, ...]  # these, and what was worked out of them
    day: date  # that tells which mandates are current


class PublicStore(LocalStore):
    """A store in which the graphs served, and no others, exist."""

    def __init__(self, store: ox.Store, shown: Graphs, *, is_merged: bool) -> None:
        super().__init__(store, Path(shown.folder))
        self._shown = shown
        self.is_merged = is_merged
        self._facts = frozenset(shown.facts) if is_merged else None

    def graphs(self) -> list[str]:
        """Return the graphs served: a restricted one is not even said to exist."""
        return list(self._shown.served)

    def query(
        self,
        sparql: str,
        *,
        graphs: Sequence[str],
        named: Sequence[str] | None = None,
        parameters: Mapping[str, ox.NamedNode | ox.Literal] | None = None,
    ) -> Answer:
        """Answer a query of graphs that are served; others are taken for empty."""
        served = frozenset(self._shown.served)
        asked = [graph for graph in graphs if graph in served]
        reached = asked if named is None else [graph for graph in named if graph in served]
        if self._facts is not None and frozenset(asked) == self._facts:
            asked = [_MERGED]
        return super().query(sparql, graphs=asked, named=reached, parameters=parameters)


def opened(shown: Graphs, most: int = COPIED) -> PublicStore:
    """Open the public part of a version; raises StoreUnavailable when it cannot be read.

    Up to ``most`` statements are copied to memory.
    """
    import pyoxigraph as ox

    if (made := place(shown)).is_dir():
        return PublicStore(LocalStore.open(made).engine, shown, is_merged=True)
    whole = LocalStore.open(Path(shown.folder))
    if not is_small(whole, shown, most):
        part = LocalStore.open(guarded.guarded(shown))
        return PublicStore(part.engine, shown, is_merged=False)
    copy = ox.Store()
    copy.bulk_extend(_quads(Gate(whole, shown.day).quads, shown))
    return PublicStore(copy, shown, is_merged=True)


_STATEMENTS = Text("Le site", "The site")


def cleared(departure: Departure, shown: Graphs, title: str, most: int = COPIED) -> None:
    """Raise Leak unless nothing that stays is in what workers read, nor in the title of every page.

    It is looked for once a version and day. The copy on disk is made of what is searched here.
    """

    def text() -> Iterator[Block]:
        yield Block("alliances.toml", 1, title)
        yield from statements(opened(shown, most), shown.served)

    known_by = "\0".join((title, str(most), *shown.served)).encode()
    once(departure, _STATEMENTS, known_by, text)


def place(shown: Graphs) -> Path:
    """Return where the copy on disk of a version stands, once it is made."""
    return guarded.place(shown, "public")


def copy_to_disk(shown: Graphs, most: int = COPIED) -> None:
    """Make the copy on disk of a version with more than ``most`` statements.

    It appears at its place whole or not at all; what another process makes already, and what a
    full disk or missing rights forbid, is left.
    """
    with suppress(OSError, Timeout), FileLock(Path(shown.folder) / "public.lock", timeout=0):
        if place(shown).is_dir() or not _has_room(Path(shown.folder)):
            return
        if not is_small(LocalStore.open(Path(shown.folder)), shown, most):
            guarded.sweep(shown, "public")
            _copied(LocalStore.open(guarded.guarded(shown)), shown)


def _has_room(folder: Path) -> bool:
    size = sum(path.stat().st_size for path in folder.iterdir() if path.is_file())
    return shutil.disk_usage(folder).free > _ROOM * size


def _copied(part: LocalStore, shown: Graphs) -> None:
    """Copy what is served, from the store without what stays, to its place on disk."""
    import pyoxigraph as ox

    def quads(graph: str) -> Iterator[ox.Quad]:
        return part.engine.quads_for_pattern(None, None, None, ox.NamedNode(graph))

    with guarded.drafted(place(shown)) as draft:
        copy = ox.Store(str(draft))
        copy.bulk_extend(_quads(quads, shown))
        copy.flush()
        copy.optimize()
        del copy  # closes its files: a folder in use does not move on Windows


def run_copy(shown: Graphs) -> None:
    """Copy a version as a process of its own, behind whatever else the computer does."""
    if hasattr(os, "nice"):  # not on Windows
        os.nice(10)
    with suppress(KeyboardInterrupt, StoreUnavailable):
        copy_to_disk(shown)


def is_small(whole: LocalStore, shown: Graphs, most: int = COPIED) -> bool:
    """Count no further than it takes to know."""
    left = most
    for graph in shown.served:
        query = f"SELECT ?s WHERE {{ ?s ?p ?o }} LIMIT {left + 1}"
        left -= sum(1 for _ in whole.select(query, graphs=[graph]).rows)
        if left < 0:
            return False
    return True


def _quads(quads: Callable[[str], Iterable[ox.Quad]], shown: Graphs) -> Iterator[ox.Quad]:
    """Yield the statements of the graphs served, those of facts once more in the merged graph."""
    import pyoxigraph as ox

    merged, facts = ox.NamedNode(_MERGED), frozenset(shown.facts)
    for name in shown.served:
        for quad in quads(name):
            yield quad
            if name in facts:
                yield ox.Quad(quad.subject, quad.predicate, quad.object, merged)
