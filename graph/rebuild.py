"""The store made again from what is kept: after a decision, or without a source taken back."""

from __future__ import annotations

import queries
from graph import layers, network_file
from graph.answers import memory
from graph.build import DERIVED_UP_TO, Built, build
from graph.derive import MOST
from graph.editions import named
from graph.extract import count
from graph.fingerprint import made_with
from graph.kept import Entry, held, settle
from graph.rights.sieve import Sieve, purge
from graph.suggestions import suggest
from graph.workspace import Workspace


def rebuild(workspace: Workspace) -> Built:
    """Build the store again from the kept sources and the decisions."""
    with workspace.versions.lock():
        return build_through(Sieve.of(workspace), held(workspace).entries)


def remove(workspace: Workspace, name: str) -> Entry:
    """Take a source back, given by its file: build the store without it; return what it was.

    Decisions stay. Raises NotFound or Misuse when no one source has that name.
    """
    with workspace.versions.lock():
        before = held(workspace).entries
        gone = named(before, name)
        build_through(Sieve.of(workspace), [entry for entry in before if entry != gone])
    return gone


def build_through(sieve: Sieve, sources: list[Entry]) -> Built:
    """Build a version of kept sources without what is forgotten, and delete what is kept of it.

    What is kept of other sources is deleted too.
    """
    workspace = sieve.workspace
    before = held(workspace).entries
    try:
        built = build(workspace, sieve.kept(sources))
    except BaseException:
        settle(workspace, before)
        raise
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
