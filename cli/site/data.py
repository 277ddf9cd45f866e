"""What the site shows of the workspace: its finished version, graphs, network and names."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from multiprocessing import get_context
from typing import TYPE_CHECKING

import ontology
from cli.site.guarded import guarded
from cli.site.public import Graphs, is_small, run_copy
from graph import layers, network_file

if TYPE_CHECKING:
    from multiprocessing.context import SpawnProcess
    from pathlib import Path

    from graph.network import Network
    from graph.store import LocalStore
    from graph.workspace import Workspace

_PATIENCE = 1.0  # seconds that the site may wait for a new version: a small one comes at once


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
        self._store: LocalStore | None = None
        self._graphs: Graphs | None = None
        self._seen: tuple[tuple[int, int] | None, date] | None = None
        self._reader = ThreadPoolExecutor(1, "version")
        self._next: Future[tuple[LocalStore, Graphs]] | None = None
        self._known: Known | None = None
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

    def current(self) -> Graphs:
        """Return the graphs of the finished version; raises StoreUnavailable without one.

        A new version is shown, and the names that a new day lets be told, once its public part is
        ready: until then those before stay.
        """
        day = self.as_of or date.today()
        seen, patience = (self.workspace.versions.stamp(), day), 0.0
        if self._graphs is None or seen[0] is None or seen != self._seen:
            self._seen, patience = seen, _PATIENCE
            self._next = self._reader.submit(opened, self.workspace, day)
        if self._next is not None:
            self._take(self._next, patience)
        assert self._graphs is not None  # noqa: S101 - the first is waited for
        return self._graphs

    def _take(self, ready: Future[tuple[LocalStore, Graphs]], patience: float) -> None:
        """Show what was read anew, if it comes in so many seconds; the first is waited for."""
        try:
            store, graphs = ready.result(None if self._graphs is None else patience)
        except TimeoutError:
            return
        except BaseException:
            self._next = self._seen = None
            raise
        self._next = None
        if graphs != self._graphs:
            self._store, self._graphs = store, graphs
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
        """Return the network of the finished version, read once."""
        graphs = self.current()
        async with self._reading:
            if self._known is None or self._known_of != graphs:
                store = self._store
                assert store is not None  # noqa: S101 - current() has opened it
                self._known = await asyncio.to_thread(_read, store, graphs)
                self._known_of = graphs
            return self._known

    def path_of(self, iri: str) -> str | None:
        """Return the path of one of our own IRIs on this site ("/id/org/…"); None for others."""
        own = iri.startswith(self.base)
        rest = iri[len(self.base) :].partition("#")[0]
        return f"/{rest}" if own and rest.partition("/")[0] in {"id", "voc", "def"} else None

    def maps(self) -> Path:
        """Return the folder of the maps drawn."""
        return self.workspace.path / "maps"


def opened(workspace: Workspace, day: date | None = None) -> tuple[LocalStore, Graphs]:
    """Open the finished version, tell which of its graphs are shown, and make sure they can be.

    Raises Waiting while a request of somebody does not act in it.
    """
    from graph.rights import acted

    store, day = workspace.store(), day or workspace.as_of or date.today()
    acted.require(workspace.path, store.folder)
    facts = tuple(layers.graphs(store, "asserted"))
    served = tuple(layers.graphs(store, "all"))
    shown = Graphs(str(store.folder), facts, served, day)
    if not is_small(store, shown):
        guarded(shown)
    return store, shown


def _read(store: LocalStore, graphs: Graphs) -> Known:
    return Known(network_file.network(store, graphs.facts, as_of=graphs.day))
