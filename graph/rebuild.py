"""The store made again from what is kept: after a decision, or without a source taken back."""

from __future__ import annotations

from collections.abc import Callable

import queries
from graph import layers, network_file
from graph.answers import memory
from graph.build import DERIVED_UP_TO, Built, build
from graph.derive import MOST
from graph.editions import named
from graph.extract import count
from graph.fingerprint import made_with
from graph.kept import Entry, held, settle
from graph.progress import tell
from graph.rights.sieve import Sieve, purge
from graph.suggestions import suggest
from graph.workspace import Workspace
from ontology.text import Text

Watch = Callable[[Text, int, int], None]  # what is going on; how much of how much is done


def rebuild(workspace: Workspace, watch: Watch = tell) -> int:
    """Build the store again from the kept sources and the decisions; return its size."""
    with workspace.versions.lock():
        return _build_of(workspace, held(workspace).entries, watch)


def rebuild_told(workspace: Workspace, watch: Watch = tell) -> list[Text]:
    """Build the store again; return what is worth telling of it."""
    with workspace.versions.lock():
        return build_through(Sieve.of(workspace), held(workspace).entries, watch).notices


def remove(workspace: Workspace, name: str, watch: Watch = lambda *_: None) -> Entry:
    """Take a source back, given by its file: build the store without it; return what it was.

    Decisions stay. Raises NotFound or Misuse when no one source has that name.
    """
    with workspace.versions.lock():
        before = held(workspace).entries
        gone = named(before, name)
        _build_of(workspace, [entry for entry in before if entry != gone], watch)
    return gone


def _build_of(workspace: Workspace, sources: list[Entry], watch: Watch = tell) -> int:
    """Build a version of kept sources only, and delete what is kept of others."""
    return build_through(Sieve.of(workspace), sources, watch).statements


def build_through(sieve: Sieve, sources: list[Entry], watch: Watch = tell) -> Built:
    """Build a version of kept sources without what is forgotten, and delete what is kept of it."""
    workspace = sieve.workspace
    before = held(workspace).entries
    try:
        screened = sieve.kept(sources)
        built = build(workspace, screened, None, lambda words: watch(words, 0, 0))
    except BaseException:
        settle(workspace, before)
        raise
    finally:
        tell(None)
    settle(workspace, built.entries)
    purge(workspace)
    return built


def is_current(workspace: Workspace) -> bool:
    """Tell whether the store is sound and says what sources, settings and decisions make."""
    now = held(workspace)
    return now.sound and now.made_with == made_with(workspace)


def suggestions_hold(workspace: Workspace) -> bool:
    """Tell whether the suggestions in the store are those that the decisions leave now.

    A decision taken back may bring a pair in, and one taken may let another in that was beyond
    the last. Of more actors than suggestions are worked out for, there are none to be wrong.
    """
    store = workspace.store()
    public, derived = (layers.graphs(store, layer) for layer in ("asserted", "derived"))
    if count(store, public, "ea:Stakeholder") > DERIVED_UP_TO:
        return True
    network = network_file.network(store, public, as_of=workspace.as_of)
    decided = memory(workspace.path, store, public)
    found = suggest(network, exclude=decided.excluded, top=MOST)
    now = [{network.actors[i].iri for i in (pair.a, pair.b)} for pair in found]
    kept = {
        int(getattr(rank, "value", 0)): {getattr(a, "value", ""), getattr(b, "value", "")}
        for rank, a, b in store.select(queries.internal("proposed"), graphs=derived).rows
    }
    return now == [kept[rank] for rank in sorted(kept)]
