"""The merge of some graphs of a store, read as N-Triples text."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import cast

import pyoxigraph as ox

from graph import layers
from graph.shacl.questions import union
from graph.shacl.rules import TYPE, Triple, lines, meanings, plain
from graph.store import LocalStore

Graph = ox.NamedNode | ox.BlankNode | ox.DefaultGraph
_NT = ox.RdfFormat.N_TRIPLES


class Reader:
    """Reads some graphs of a store; every term is N-Triples text."""

    def __init__(self, store: ox.Store, graphs: Sequence[Graph]) -> None:
        self.store = store
        self.graphs = list(graphs)
        self._has: dict[str, bool] = {}

    def select(self, query: str) -> Iterator[tuple[str, ...]]:
        """Yield the rows of a question; an unbound term is ""."""
        for row in self._solutions(query, {}):
            yield tuple("" if term is None else str(term) for term in row)

    def values(self, query: str, prefixes: Mapping[str, str]) -> Iterator[str]:
        """Yield the variable ``?value`` of a question."""
        for row in self._solutions(query, prefixes):
            yield str(row["value"])

    def count(self, patterns: Collection[str]) -> int:
        """Return how many nodes are the ``?focus`` of some patterns.

        Those of a single pattern may count twice: it is not worth remembering them all.
        """
        what = "DISTINCT ?focus" if len(patterns) > 1 else "*"
        ((number,),) = self.select(f"SELECT (COUNT({what}) AS ?n) WHERE {{ {union(patterns)} }}")
        return int(plain(number))

    def nodes(self, patterns: Collection[str], *, limit: int = 0, start: int = 0) -> Iterator[str]:
        """Yield the nodes that are the ``?focus`` of some patterns, or so many from a place on.

        Those of a single pattern may come twice.
        """
        part = f"OFFSET {start} LIMIT {limit}" if limit else ""
        distinct = "DISTINCT" if len(patterns) > 1 else ""
        query = f"SELECT {distinct} ?focus WHERE {{ {union(patterns)} }} {part}"
        return (focus for (focus,) in self.select(query))

    def objects(
        self, predicates: Sequence[str], nodes: Iterable[str] | None
    ) -> Iterator[tuple[str, ...]]:
        """Yield predicate and object of the statements with some predicates, each pair once.

        ``nodes`` are the only subjects, if given; blank ones have no name in a question.
        """
        if nodes is None:
            for predicate in predicates:
                query = f"SELECT DISTINCT ?node WHERE {{ ?any {predicate} ?node }}"
                yield from ((predicate, node) for (node,) in self.select(query))
        elif predicates:
            values = " ".join(node for node in nodes if node.startswith("<"))
            yield from self.select(
                f"SELECT DISTINCT ?by ?node WHERE {{ VALUES ?any {{ {values} }} ?any ?by ?node "
                f"FILTER(?by IN ({', '.join(predicates)})) }}"
            )

    def triples(self, predicate: str) -> list[Triple]:
        """Return every statement with a predicate."""
        rows = self.select(f"SELECT ?s ?o WHERE {{ ?s {predicate} ?o }}")
        return [(subject, predicate, value) for subject, value in rows]

    def has(self, predicate: str) -> bool:
        """Tell whether any statement has this predicate."""
        if predicate not in self._has:
            node = ox.NamedNode(predicate[1:-1])
            found = (self.store.quads_for_pattern(None, node, None, g) for g in self.graphs)
            self._has[predicate] = any(True for quads in found for _ in quads)
        return self._has[predicate]

    def statements(self, nodes: Iterable[str], predicates: Collection[str] | None) -> bytes:
        """Return the statements of some nodes with some predicates, or with any."""
        kept = "" if predicates is None else f"FILTER(?predicate IN ({', '.join(predicates)}))"
        pattern = "?node ?predicate ?other"
        if predicates is not None and len(predicates) == 1:
            pattern, kept = f"?node {next(iter(predicates))} ?other", ""
        return self._read(nodes, pattern, kept, predicates)

    def pointing(self, nodes: Iterable[str], predicate: str) -> bytes:
        """Return the statements with a predicate that have some nodes as objects."""
        return self._read(nodes, f"?other {predicate} ?node", "", [predicate])

    def _read(
        self, nodes: Iterable[str], pattern: str, kept: str, predicates: Collection[str] | None
    ) -> bytes:
        named: list[str] = []
        rest: list[str] = []
        for node in nodes:
            (named if node.startswith("<") else rest).append(node)
        text = b""
        if named:
            values = f"VALUES ?node {{ {' '.join(named)} }}"
            try:
                text = self._construct(
                    f"CONSTRUCT {{ {pattern} }} WHERE {{ {values} {pattern} {kept} }}"
                )
            except SyntaxError:  # an IRI that was loaded leniently, and that SPARQL refuses
                rest += named
        backward = pattern.startswith("?other")
        return text + self._one_by_one(rest, predicates, backward=backward) if rest else text

    def _one_by_one(
        self, nodes: Iterable[str], predicates: Collection[str] | None, *, backward: bool
    ) -> bytes:
        """Read the statements of nodes that cannot stand in a question."""
        found = (
            quad.triple
            for node in map(_term, nodes)
            for graph in self.graphs
            for quad in self.store.quads_for_pattern(
                None if backward else node, None, node if backward else None, graph
            )
            if predicates is None or str(quad.predicate) in predicates
        )
        return cast("bytes", ox.serialize(found, format=_NT))

    def _construct(self, query: str) -> bytes:
        answer = self.store.query(query, default_graph=self.graphs)
        return cast("bytes", cast("ox.QueryTriples", answer).serialize(format=_NT))

    def _solutions(self, query: str, prefixes: Mapping[str, str]) -> ox.QuerySolutions:
        answer = self.store.query(query, default_graph=self.graphs, prefixes={**prefixes})
        return cast("ox.QuerySolutions", answer)


def with_meanings(reader: Reader, mentioned: Collection[str]) -> Reader:
    """Return a reader that also has what the ontology says with the properties mentioned.

    Most often that is nothing. Otherwise the store of a workspace holds the ontology; for any
    other, a copy of the statements with these properties is made that does.
    """
    words = [triple for triple in meanings() if triple[1] in mentioned and triple[1] != TYPE]
    if not words:
        return reader
    known = [
        graph
        for graph in LocalStore(reader.store).graphs()
        if layers.layer_of(graph) in {"ontology", "vocab"}
    ]
    if known:
        return Reader(reader.store, [*reader.graphs, *map(ox.NamedNode, known)])
    found = [*words, *(t for name in {TYPE, *mentioned} for t in reader.triples(name))]
    return in_memory(lines(found))


def in_memory(text: bytes) -> Reader:
    """Return a reader of N-Triples; blank nodes keep their names."""
    store = ox.Store()
    store.extend(ox.parse(text, format=_NT, lenient=True))
    return Reader(store, [ox.DefaultGraph()])


def _term(node: str) -> ox.NamedNode | ox.BlankNode:
    """Return a node as the store knows it, be its IRI as it may."""
    parsed = ox.parse(f"{node} <a:> <a:> .".encode(), format=_NT, lenient=True)
    return cast("ox.NamedNode | ox.BlankNode", next(parsed).subject)
