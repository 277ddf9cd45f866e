"""The merge of some graphs of a store, read as N-Triples text."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import cast

import pyoxigraph as ox

from graph import layers
from graph.shacl.questions import union
from graph.shacl.rules import TYPE, Triple, lines, meanings, plain
from graph.store import LocalStore

Graph = ox.NamedNode | ox.BlankNode | ox.DefaultGraph
_REMEMBERED = 50_000  # nodes met in windows, some hundred bytes each
_NT = ox.RdfFormat.N_TRIPLES


class Reader:
    """Reads some graphs of a store; every term is N-Triples text."""

    def __init__(self, store: ox.Store, graphs: Sequence[Graph]) -> None:
        self.store = store
        self.graphs = list(graphs)
        self._kinds: list[str] | None = None
        self._has: dict[str, bool] = {}
        self._met: dict[tuple[str, ...], dict[str, bytes]] = {}

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
            self._has[predicate] = self._any(predicate, None)
        return self._has[predicate]

    def _any(self, predicate: str, value: str | None) -> bool:
        name = ox.NamedNode(predicate[1:-1])
        other = ox.NamedNode(value[1:-1]) if value else None
        found = (self.store.quads_for_pattern(None, name, other, g) for g in self.graphs)
        return any(True for quads in found for _ in quads)

    def read_types(self, kinds: Iterable[str]) -> None:
        """Leave out, where it saves time, the types of nodes that are none of these."""
        self._kinds = [kind for kind in kinds if self._any(TYPE, kind)]

    def statements(self, nodes: Iterable[str], predicates: Sequence[str] | None) -> bytes:
        """Return the statements of some nodes with some predicates, or with any.

        For the store to look up a name takes longer than all else: it gives back short ones
        instead of the names that we know already.
        """

        def query(named: list[str]) -> bytes:
            known = " ".join(f"({name} <n:{n}>)" for n, name in enumerate(named))
            chosen, kept = _short(predicates, self._kinds)
            text = self._construct(
                f"CONSTRUCT {{ ?me {chosen} ?other }} WHERE {{ VALUES (?node ?me) {{ {known} }} "
                f"?node ?predicate ?other {kept} }}"
            )
            return _long(text, named, predicates)

        return self._read(nodes, query, predicates, backward=False)

    def pointing(self, nodes: Iterable[str], predicate: str) -> bytes:
        """Return the statements with a predicate that have some nodes as objects."""

        def query(named: list[str]) -> bytes:
            pattern = f"?other {predicate} ?node"
            values = f"VALUES ?node {{ {' '.join(named)} }}"
            return self._construct(f"CONSTRUCT {{ {pattern} }} WHERE {{ {values} {pattern} }}")

        return self._read(nodes, query, [predicate], backward=True)

    def met(self, nodes: Iterable[str], predicates: Sequence[str]) -> bytes:
        """Return the statements of nodes that many windows may ask for, such as communes."""
        known = self._met.setdefault(tuple(predicates), {})
        wanted = set(nodes)
        if new := wanted - known.keys():
            if len(known) > _REMEMBERED:  # another window may be reading the old ones
                known, new = {}, wanted
                self._met[tuple(predicates)] = known
            found: dict[str, list[bytes]] = {}
            for line in self.statements(new, predicates).splitlines(keepends=True):
                found.setdefault(line[: line.index(b" ")].decode(), []).append(line)
            known.update((node, b"".join(found.get(node, ()))) for node in new)
        return b"".join(known[node] for node in wanted)

    def _read(
        self,
        nodes: Iterable[str],
        query: Callable[[list[str]], bytes],
        predicates: Collection[str] | None,
        *,
        backward: bool,
    ) -> bytes:
        named: list[str] = []
        rest: list[str] = []
        for node in nodes:
            (named if node.startswith("<") else rest).append(node)
        text = b""
        try:
            text = query(named) if named else b""
        except SyntaxError:  # an IRI that was loaded leniently, and that SPARQL refuses
            rest += named
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


def _short(predicates: Sequence[str] | None, kinds: Sequence[str] | None) -> tuple[str, str]:
    """Return the variable that stands for the predicate, and what binds it, if to be kept."""
    if predicates is None:
        return "?predicate", ""
    choice = "?none"
    for number, name in reversed(list(enumerate(predicates))):
        short = f"<p:{number}>"
        if name == TYPE and kinds is not None:
            short = f"IF(?other IN ({', '.join(kinds)}), {short}, ?none)"
        choice = f"IF(?predicate = {name}, {short}, {choice})"
    return "?short", f"BIND({choice} AS ?short)"


def _long(text: bytes, subjects: Sequence[str], predicates: Sequence[str] | None) -> bytes:
    """Return statements with their own names again."""
    nodes = [name.encode() for name in subjects]
    if predicates is None:
        return re.sub(rb"^<n:(\d+)>", lambda m: nodes[int(m[1])], text, flags=re.MULTILINE)
    names = [b" " + name.encode() for name in predicates]
    return re.sub(
        rb"^<n:(\d+)> <p:(\d+)>",
        lambda m: nodes[int(m[1])] + names[int(m[2])],
        text,
        flags=re.MULTILINE,
    )


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
