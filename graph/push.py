"""Publish the public edition of a workspace on a SPARQL server.

Every graph of facts, of what was worked out of them and of meanings is put in place of the graph
of the same name; older editions of the same sources are deleted last. A server replaces one graph
at a time: until the end a reader may see the graphs of two editions. Restricted graphs never
leave, nor what is said about them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import pyoxigraph as ox

from graph import layers
from graph.errors import AlliancesError, StoreUnavailable
from graph.store import LocalStore
from graph.store.endpoints import Endpoint
from graph.store.graph_store import GraphStore
from graph.store.remote import RemoteStore

PUBLIC = frozenset(layers.LAYERS["all"])
_TRIPLES = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"


class State(StrEnum):
    """What became of a graph."""

    WAITING = "waiting"
    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    DELETED = "deleted"


@dataclass(frozen=True)
class Step:
    """A graph: how many triples it has here, and had and has on the server."""

    graph: str
    here: int
    before: int
    after: int | None = None
    state: State = State.WAITING


class PushFailed(StoreUnavailable):
    """A push stopped; ``steps`` tell how far it came."""

    def __init__(self, error: AlliancesError, steps: Sequence[Step]) -> None:
        done = [step.graph for step in steps if step.state in {State.COMPLETE, State.DELETED}]
        left = [step.graph for step in steps if step.state in {State.WAITING, State.INCOMPLETE}]
        super().__init__(
            "{why}\nGraphes complets sur le serveur : {done}.\nÀ refaire : {left}. Relancez la "
            "même commande : elle remplace tout.",
            "{why}\nGraphs complete on the server: {done}.\nTo be done again: {left}. Give the "
            "same command again: it replaces all.",
            why=error.text,
            done=", ".join(done) or "—",
            left=", ".join(left) or "—",
        )
        self.steps = steps


class Miscounted(StoreUnavailable):
    """A server holds another number of triples than it was sent."""


def is_public(graph: str) -> bool:
    """Tell whether a graph may be published."""
    return layers.layer_of(graph) in PUBLIC


def triples(store: LocalStore, graph: str) -> Iterator[ox.Triple]:
    """Yield the public triples of a graph: not those about graphs that stay here."""
    found = store.query(_TRIPLES, graphs=[graph])
    for triple in found:  # type: ignore[union-attr]
        if not any(_is_restricted(term) for term in triple):
            yield triple


def _is_restricted(term: object) -> bool:
    return isinstance(term, ox.NamedNode) and layers.layer_of(term.value) == "restricted"


def plan(store: LocalStore, server: RemoteStore, base: str, *, prune: bool = False) -> list[Step]:
    """Return what a push would do: the graphs to send, then older editions of them to delete.

    With ``prune`` any other graph under the base is deleted too: of sources that were taken out,
    or of another workspace with this base.
    """
    there, ours = server.graphs(), [graph for graph in store.graphs() if is_public(graph)]
    steps = [
        Step(graph, sum(1 for _ in triples(store, graph)), _count(server, there, graph))
        for graph in ours
    ]
    known = {_source(graph) for graph in ours}
    old = [g for g in others(there, ours, base) if prune or _source(g) in known]
    return steps + [Step(graph, 0, server.count(graph)) for graph in old]


def others(there: Sequence[str], ours: Sequence[str], base: str) -> list[str]:
    """Return the graphs under a base that a server holds beside ours."""
    return [graph for graph in there if graph.startswith(f"{base}graph/") and graph not in ours]


def _source(graph: str) -> str:
    """Return what all editions of a graph have in common: its class and its source or method."""
    return "/".join(graph.partition("/graph/")[2].split("/")[:2])


def _count(server: RemoteStore, there: Sequence[str], graph: str) -> int:
    return server.count(graph) if graph in there else 0


def push(
    store: LocalStore,
    endpoint: Endpoint,
    steps: Sequence[Step],
    told: Callable[[Step], object] = lambda _: None,
) -> list[Step]:
    """Do what was planned; return it with the counts afterwards. Raises PushFailed."""
    writer, server = GraphStore(endpoint), RemoteStore(endpoint)
    done = list(steps)
    for n, step in enumerate(steps):
        done[n] = replace(step, state=State.INCOMPLETE)
        try:
            done[n] = _send(store, writer, server, step)
        except AlliancesError as error:
            raise PushFailed(error, done) from error
        told(done[n])
    return done


def _send(store: LocalStore, writer: GraphStore, server: RemoteStore, step: Step) -> Step:
    if step.here:
        writer.replace(step.graph, triples(store, step.graph))
    elif step.before:
        writer.delete(step.graph)
    after = server.count(step.graph)
    if after != step.here:
        raise Miscounted(
            "{graph} : {after} triplets sur le serveur, {here} envoyés.",
            "{graph}: {after} triples on the server, {here} were sent.",
            graph=step.graph,
            after=after,
            here=step.here,
        )
    state = State.COMPLETE if step.here else State.DELETED
    return replace(step, after=after, state=state)
