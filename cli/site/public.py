"""The public part of a store, as a worker reads it: in memory where it is small, its facts merged.

The engine asks a list of graphs one by one, each with a look-up of its own; on disk, five graphs
cost ten times what one in memory does. So a worker copies what is served, once with the name of
its graph and once into a graph that holds all public facts, which stands for their list wherever
a query is asked of just these. Of a restricted graph nothing is copied. A store too large to copy
is read from disk, graph by graph.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from graph.store import LocalStore

if TYPE_CHECKING:
    import pyoxigraph as ox

    from graph.store import Answer

COPIED = 200_000  # statements: more are read from disk, as every worker holds a copy of its own
_MERGED = "urn:x-alliances:public-facts"  # a name that no query can reach: it is never listed


class Graphs(NamedTuple):
    """A finished version of the store, and which of its graphs are shown."""

    folder: str
    facts: tuple[str, ...]  # the public facts and what their words mean
    served: tuple[str, ...]  # these, and what was worked out of them


class PublicStore(LocalStore):
    """A store in which the graphs served, and no others, exist."""

    def __init__(self, store: ox.Store, shown: Graphs, *, is_merged: bool) -> None:
        super().__init__(store, Path(shown.folder))
        self._shown = shown
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


def opened(shown: Graphs) -> PublicStore:
    """Open the public part of a version; raises StoreUnavailable when it cannot be read."""
    import pyoxigraph as ox

    whole = LocalStore.open(Path(shown.folder))
    if not _is_small(whole, shown):
        return PublicStore(whole.engine, shown, is_merged=False)
    copy = ox.Store()
    copy.bulk_extend(_quads(whole.engine, shown))
    return PublicStore(copy, shown, is_merged=True)


def _is_small(whole: LocalStore, shown: Graphs) -> bool:
    """Count no further than it takes to know."""
    left = COPIED
    for graph in shown.served:
        query = f"SELECT ?s WHERE {{ ?s ?p ?o }} LIMIT {left + 1}"
        left -= sum(1 for _ in whole.select(query, graphs=[graph]).rows)
        if left < 0:
            return False
    return True


def _quads(store: ox.Store, shown: Graphs) -> Iterator[ox.Quad]:
    import pyoxigraph as ox

    merged, facts = ox.NamedNode(_MERGED), frozenset(shown.facts)
    for name in shown.served:
        for quad in store.quads_for_pattern(None, None, None, ox.NamedNode(name)):
            yield quad
            if name in facts:
                yield ox.Quad(quad.subject, quad.predicate, quad.object, merged)
