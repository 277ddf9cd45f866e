"""Publish the public edition of a workspace on a SPARQL server.

What may leave is told by :mod:`graph.publication.gate`. All that is to be sent is first written to
files, which are searched as those of an export are (:mod:`graph.publication.departure`): nothing is
sent, of no graph, unless all are clean, and these files are what is sent.

Every graph of facts, of provenance and of what was worked out bears on the server the identifier of
its workspace at the end of its name, so that several workspaces may publish on one server, and only
what this one published is deleted. The meanings of words are the same for all and keep their names.

Each graph is put in place of the one of the same name; what this workspace published before and no
longer holds is deleted last. A server replaces one graph at a time: until the end a reader may see
the graphs of two editions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

import ontology
from graph import layers
from graph.errors import AlliancesError, Misuse, StoreUnavailable
from graph.progress import tracked
from graph.publication.departure import Departure
from graph.publication.files import Block, blocks
from graph.publication.gate import Gate
from graph.store.endpoints import Endpoint
from graph.store.graph_store import GraphStore
from graph.store.remote import RemoteStore
from ontology.text import Text

if TYPE_CHECKING:
    from graph.store import LocalStore
    from graph.workspace import Workspace

_SHARED = ("ontology", "vocab")  # classes of graphs that are the same for every workspace
_PUBLISHERS = """SELECT DISTINCT ?graph ?name
WHERE { ?graph prov:wasAttributedTo ?workspace . ?workspace a prov:Agent ; rdfs:label ?name }"""


class State(StrEnum):
    """What became of a graph."""

    WAITING = "waiting"
    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    DELETED = "deleted"


@dataclass(frozen=True)
class Step:
    """A graph by its name on the server: triples here, and before and after on the server.

    Those here are 0 until they are drafted.
    """

    graph: str
    here: int
    before: int
    after: int | None = None
    state: State = State.WAITING


class PushFailed(StoreUnavailable):
    """A push stopped; ``steps`` tell how far it came."""

    def __init__(self, why: Text, steps: Sequence[Step]) -> None:
        done = [step.graph for step in steps if step.state in {State.COMPLETE, State.DELETED}]
        left = [step.graph for step in steps if step.state in {State.WAITING, State.INCOMPLETE}]
        super().__init__(
            "{why}\nGraphes complets sur le serveur : {done}.\nÀ refaire : {left}. Relancez la "
            "même commande : elle remplace tout.",
            "{why}\nGraphs complete on the server: {done}.\nTo be done again: {left}. Give the "
            "same command again: it replaces all.",
            why=why,
            done=", ".join(done) or "—",
            left=", ".join(left) or "—",
        )
        self.steps = steps


class PushInterrupted(PushFailed):
    """Somebody stopped a push."""

    exit_code = 130


class Miscounted(StoreUnavailable):
    """A server holds another number of triples than it was sent."""


class Publication:
    """What a workspace publishes: its public graphs by their names on the server."""

    def __init__(self, workspace: Workspace, store: LocalStore) -> None:
        self.base, self.workspace = workspace.base, workspace
        self.departure = Departure(Gate(store, workspace.as_of or date.today()))
        self.names = {graph: self._name(graph) for graph in layers.graphs(store, "all")}

    def _name(self, graph: str) -> str:
        return graph if layers.layer_of(graph) in _SHARED else f"{graph}/{self.workspace.id}"

    def is_ours(self, name: str) -> bool:
        """Tell whether this workspace published a graph of the server."""
        return name.startswith(f"{self.base}graph/") and name.endswith(f"/{self.workspace.id}")

    def triples(self, name: str) -> Iterator[ox.Triple]:
        """Yield what is sent as a graph of the server; nothing for one that is not held here."""
        if (graph := self._here.get(name)) is None:
            return
        for quad in self.departure.gate.quads(graph):
            yield self._renamed(quad.triple)
        yield from self._signed(graph)

    def _renamed(self, triple: ox.Triple) -> ox.Triple:
        """Return a triple in which graphs bear their names on the server."""
        subject, value = self._nodes.get(triple.subject), self._nodes.get(triple.object)
        if subject is None and value is None:
            return triple
        return ox.Triple(subject or triple.subject, triple.predicate, value or triple.object)

    @cached_property
    def _here(self) -> dict[str, str]:
        return {name: graph for graph, name in self.names.items()}

    @cached_property
    def _nodes(self) -> Mapping[object, ox.NamedNode]:
        changed = ((graph, name) for graph, name in self.names.items() if graph != name)
        return {ox.NamedNode(graph): ox.NamedNode(name) for graph, name in changed}

    def _signed(self, graph: str) -> Iterator[ox.Triple]:
        """Yield, beside the provenance, which workspace the graphs are from."""
        if layers.layer_of(graph) != "prov":
            return
        who = ox.NamedNode(f"{self.base}id/workspace/{self.workspace.id}")
        yield ox.Triple(who, ontology.node("rdf:type"), ontology.node("prov:Agent"))
        yield ox.Triple(who, ontology.node("rdfs:label"), ox.Literal(self.workspace.name))
        for node in self._nodes.values():
            yield ox.Triple(node, ontology.node("prov:wasAttributedTo"), who)


def plan(publication: Publication, server: RemoteStore, *, prune: bool = False) -> list[Step]:
    """Return what a push would do: the graphs to send, then those to delete.

    Deleted is what this workspace published before and no longer holds; with ``prune`` every
    other graph under the base, whoever published it. What leaves is not counted yet.
    """
    there = server.graphs()
    steps = [
        Step(name, 0, server.count(name) if name in there else 0)
        for name in publication.names.values()
    ]
    left = others(there, publication)
    gone = [graph for graph in left if prune or publication.is_ours(graph)]
    return steps + [Step(graph, 0, server.count(graph)) for graph in gone]


def others(there: Iterable[str], publication: Publication) -> list[str]:
    """Return the graphs under the base that a server holds beside those to send."""
    ours, start = set(publication.names.values()), f"{publication.base}graph/"
    return [graph for graph in there if graph.startswith(start) and graph not in ours]


def publishers(server: RemoteStore) -> dict[str, str]:
    """Return graph → name of the workspace that published it, as far as the server says it."""
    told = [graph for graph in server.graphs() if layers.layer_of(graph) == "prov"]
    rows = server.select(_PUBLISHERS, graphs=told).rows if told else ()
    return {str(graph.value): str(name.value) for graph, name in rows}  # type: ignore[union-attr]


def require_own(publication: Publication, server: RemoteStore) -> None:
    """Refuse to replace what a workspace of another name published under the same identifier.

    A folder that was copied to begin another workspace has kept it.
    """
    told = publishers(server).items()
    names = {name for graph, name in told if publication.is_ours(graph)}
    if names and publication.workspace.name not in names:
        raise Misuse(
            "Ce serveur a déjà, sous l'identifiant de cet espace de travail, ce qu'a publié "
            "« {other} » : rien n'est envoyé. Si ce dossier en est une copie, retirez la ligne "
            "« id » de son alliances.toml : il en recevra un autre. Si vous l'avez renommé, "
            "ajoutez --take-over.",
            "Under the identifier of this workspace the server holds what '{other}' published: "
            "nothing is sent. If this folder is a copy of it, take the line 'id' out of its "
            "alliances.toml: it will get another. If you renamed it, add --take-over.",
            other=", ".join(sorted(names)),
        )


class Draft(NamedTuple):
    """What is to be sent as a graph: its triples are counted, and their files were searched."""

    step: Step
    files: list[Path]


@contextmanager
def drafted(
    publication: Publication, endpoint: Endpoint, steps: Sequence[Step]
) -> Iterator[list[Draft]]:
    """Yield what is to be sent, a draft a step, once nothing that stays was found in any of it.

    Each graph is read once. Raises Leak.
    """
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        writer, numbered = GraphStore(endpoint), tracked(_DRAFTING, enumerate(steps), len(steps))
        yield [_draft(publication, writer, step, Path(folder) / str(n)) for n, step in numbered]


_DRAFTING = Text("Relecture de ce qui part", "Reading again what leaves")
_SENDING = Text("Envoi des graphes", "Sending the graphs")


def _draft(publication: Publication, writer: GraphStore, step: Step, folder: Path) -> Draft:
    folder.mkdir()
    files, here = [], 0
    for n, part in enumerate(writer.parts(publication.triples(step.graph)), 1):
        files.append(folder / f"{n}.nt")
        files[-1].write_bytes(part.body)
        here += part.size
    name = Block("", 1, step.graph)  # it is sent too, in the address
    publication.departure.clear(step.graph, chain([name], blocks(folder)))
    return Draft(replace(step, here=here), files)


def push(
    publication: Publication,
    endpoint: Endpoint,
    steps: Sequence[Step],
    told: Callable[[Step], object] = lambda _: None,
) -> list[Step]:
    """Do what was planned; return it with the counts afterwards. Raises Leak, PushFailed."""
    with drafted(publication, endpoint, steps) as drafts:
        return _sent(endpoint, drafts, told)


def _sent(
    endpoint: Endpoint, drafts: Sequence[Draft], told: Callable[[Step], object]
) -> list[Step]:
    writer, server = GraphStore(endpoint), RemoteStore(endpoint)
    done = [draft.step for draft in drafts]
    try:
        for n, draft in enumerate(tracked(_SENDING, drafts, len(drafts))):
            done[n] = replace(draft.step, state=State.INCOMPLETE)
            done[n] = _send(writer, server, draft)
            told(done[n])
    except AlliancesError as error:
        raise PushFailed(error.text, done) from error
    except KeyboardInterrupt:
        raise PushInterrupted(Text("Interrompu.", "Interrupted."), done) from None
    return done


def _send(writer: GraphStore, server: RemoteStore, draft: Draft) -> Step:
    """Replace a graph by what is here; one that holds nothing is deleted."""
    step, here = draft.step, draft.step.here
    if here:
        writer.put(step.graph, (file.read_bytes() for file in draft.files))
    elif step.before:
        writer.delete(step.graph)
    after = server.count(step.graph)
    if after != here:
        raise Miscounted(
            "{graph} : {after} triplets sur le serveur, {here} envoyés.",
            "{graph}: {after} triples on the server, {here} were sent.",
            graph=step.graph,
            after=after,
            here=here,
        )
    return replace(step, after=after, state=State.COMPLETE if here else State.DELETED)
