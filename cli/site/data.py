"""What the site shows of the workspace: its finished version, graphs, network and names."""

from __future__ import annotations

import asyncio
import hashlib
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from io import BytesIO
from multiprocessing import get_context
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

import ontology
from cli.site.guarded import guarded
from cli.site.public import Graphs, cleared, is_small, run_copy
from graph import layers, network_file
from graph.errors import StoreUnavailable
from graph.publication.cleared import once
from graph.publication.departure import Departure, Leak
from graph.publication.files import of_file
from graph.publication.gate import Gate
from graph.rights import acted
from graph.store import LocalStore
from ontology.text import Text

if TYPE_CHECKING:
    from multiprocessing.context import SpawnProcess

    from graph.network import Network
    from graph.workspace import Workspace

_PATIENCE = 10.0  # seconds that requests wait for a new version; then those before it stay
_NETWORK = Text("Le réseau", "The network")


def of_layer(graphs: Graphs, name: str) -> tuple[str, ...]:
    """Return the graphs of a layer that a question of the library names."""
    kept = layers.LAYERS[name]  # type: ignore[index]
    return tuple(graph for graph in graphs.served if layers.layer_of(graph) in kept)


@dataclass(frozen=True)
class Known:
    """The network at the date of the workspace, and its actors by name and by IRI."""

    network: Network

    @cached_property
    def named(self) -> Mapping[str, str]:
        """The IRI of each actor that alone bears its name."""
        times = Counter(actor.name for actor in self.network.actors)
        return {a.name: a.iri for a in self.network.actors if times[a.name] == 1}

    def name(self, iri: str) -> str | None:
        """Return the name of an actor."""
        place = self.network.index.get(iri)
        return None if place is None else self.network.actors[place].name


class Data:
    """The workspace as it stands: a load under way changes nothing, a finished one is seen."""

    def __init__(self, workspace: Workspace, origin: str) -> None:
        self.workspace = workspace
        self.origin = origin  # http://127.0.0.1:8765
        self.prefixes = dict(ontology.prefixes())
        self._departure: Departure | None = None
        self._graphs: Graphs | None = None
        self._seen: tuple[tuple[int, int] | None, date] | None = None
        self._reader = ThreadPoolExecutor(1, "version")
        self._next: Future[tuple[Departure, Graphs]] | None = None
        self._until = 0.0  # when the patience of requests with it ends
        self._leak: Leak | None = None  # what was found in the version that is to be shown
        self._requests = acted.Watch(workspace.path)
        self._known: Known | Leak | None = None
        self._known_of: Graphs | None = None
        self._reading = asyncio.Lock()
        self._copying: SpawnProcess | None = None

    @property
    def base(self) -> str:
        """The base of the workspace's own IRIs."""
        return self.workspace.base

    @property
    def as_of(self) -> date | None:
        """The date that the workspace looks from."""
        return self.workspace.as_of

    async def ready(self) -> None:
        """Wait a while for a new version; raises what :meth:`current` does."""
        self._look()
        if self._next is not None and (left := self._until - monotonic()) > 0:
            read = asyncio.wrap_future(self._next)
            read.add_done_callback(asyncio.Future.exception)  # current() raises it
            await asyncio.wait({read}, timeout=left)
        self.current()

    def current(self) -> Graphs:
        """Return the graphs of the finished version; raises StoreUnavailable without one.

        A new version is shown, and the names that a new day lets be told, once its public part is
        ready and was searched: until then those before stay. Raises Leak where it holds what does
        not leave, and Waiting while a request of somebody does not act in what is shown.
        """
        self._look()
        if self._next is not None and (self._graphs is None or self._next.done()):
            self._take(self._next)
        if self._leak is not None:
            raise self._leak
        assert self._graphs is not None  # noqa: S101 - the first is waited for
        try:
            self._requests.require(Path(self._graphs.folder))
        except acted.Waiting:
            if self._next is None:
                raise
            raise StoreUnavailable(*_SOON) from None
        return self._graphs

    def _look(self) -> None:
        """Have a version read that is not the one shown, or is looked at from another day."""
        day = self.as_of or date.today()
        seen = self.workspace.versions.stamp(), day
        if seen[0] is None or seen != self._seen:
            self._seen, self._until = seen, monotonic() + _PATIENCE
            self._next = self._reader.submit(searched, self.workspace, day)

    def _take(self, read: Future[tuple[Departure, Graphs]]) -> None:
        """Show what was read anew; the first is waited for."""
        self._next = self._leak = None
        try:
            departure, graphs = read.result()
        except Leak as error:
            self._leak = error  # until there is another version, or another day
            return
        except BaseException:
            self._seen = None
            raise
        if graphs != self._graphs:
            self._departure, self._graphs = departure, graphs
            self._copy(graphs)

    def _copy(self, graphs: Graphs) -> None:
        """Have what is served copied to where workers read it faster, if it is large."""
        self.end()
        self._copying = get_context("spawn").Process(target=run_copy, args=(graphs,), daemon=True)
        self._copying.start()

    def end(self) -> None:
        """End the copy under way: the next start takes it up."""
        if self._copying is not None:
            self._copying.kill()

    async def known(self) -> Known:
        """Return the network of the finished version, read and searched once; raises Leak."""
        graphs = self.current()
        async with self._reading:
            if self._known is None or self._known_of != graphs:
                assert self._departure is not None  # noqa: S101 - current() has made it
                self._known = await asyncio.to_thread(_read, self._departure, graphs)
                self._known_of = graphs
            if isinstance(self._known, Leak):
                raise self._known
            return self._known

    async def clear(self, name: str, content: bytes) -> None:
        """Raise Leak where the content of a file may not be shown; looked for once."""
        self.current()
        assert self._departure is not None  # noqa: S101 - current() has made it
        await asyncio.to_thread(_clear, self._departure, name, content)

    def path_of(self, iri: str) -> str | None:
        """Return the path of one of our own IRIs on this site ("/id/org/…"); None for others."""
        own = iri.startswith(self.base)
        rest = iri[len(self.base) :].partition("#")[0]
        return f"/{rest}" if own and rest.partition("/")[0] in {"id", "voc", "def"} else None

    def maps(self) -> Path:
        """Return the folder of the maps drawn."""
        return self.workspace.path / "maps"


_SOON = (
    "La base vient d'être refaite, et le site la relit : réessayez dans quelques secondes.",
    "The store was just made again, and the site is reading it: try again in a few seconds.",
)


def opened(workspace: Workspace, day: date | None = None) -> tuple[LocalStore, Graphs]:
    """Open the finished version, tell which of its graphs are shown, and make sure they can be.

    Raises Waiting while a request of somebody does not act in it.
    """
    store, day = workspace.store(), day or workspace.as_of or date.today()
    acted.require(workspace.path, store.folder)
    facts = tuple(layers.graphs(store, "asserted"))
    served = tuple(layers.graphs(store, "all"))
    shown = Graphs(str(store.folder), facts, served, day)
    if not is_small(store, shown):
        guarded(shown)
    return store, shown


def searched(workspace: Workspace, day: date) -> tuple[Departure, Graphs]:
    """Open the finished version, and raise Leak where what would be shown holds what stays."""
    store, shown = opened(workspace, day)
    departure = Departure(Gate(store, day))
    cleared(departure, shown, workspace.name)
    return departure, shown


def _read(departure: Departure, graphs: Graphs) -> Known | Leak:
    """Read the network, of which pages are made, and search it."""
    store = departure.gate.store
    assert isinstance(store, LocalStore)  # noqa: S101 - a workspace has no other
    network = network_file.network(store, graphs.facts, as_of=graphs.day)
    try:
        _clear(departure, _NETWORK, network_file.text(network).encode("utf-8", "replace"))
    except Leak as error:
        return error
    return Known(network)


def _clear(departure: Departure, name: str | Text, content: bytes) -> None:
    digest = hashlib.sha256(content).digest()
    once(departure, name, digest, lambda: of_file(BytesIO(content)))
