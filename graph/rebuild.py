"""The store made again from what is kept: after a decision, or without a source taken back."""

from __future__ import annotations

from collections.abc import Callable

from graph.build import build, made_with
from graph.editions import named
from graph.kept import Entry, held, remember, sweep
from graph.workspace import Workspace
from ontology.text import Text

Watch = Callable[[Text, int, int], None]  # what is going on; how much of how much is done


def rebuild(workspace: Workspace) -> int:
    """Build the store again from the kept sources and the decisions; return its size."""
    with workspace.versions.lock():
        return _build_of(workspace, held(workspace).entries)


def remove(workspace: Workspace, name: str, watch: Watch = lambda *_: None) -> Entry:
    """Take a source back, given by its file: build the store without it; return what it was.

    Decisions stay. Raises NotFound or Misuse when no one source has that name.
    """
    with workspace.versions.lock():
        before = held(workspace).entries
        gone = named(before, name)
        _build_of(workspace, [entry for entry in before if entry != gone], watch)
    return gone


def _build_of(workspace: Workspace, sources: list[Entry], watch: Watch = lambda *_: None) -> int:
    """Build a version of kept sources only, and delete what is kept of others."""
    built = build(workspace, sources, None, lambda words: watch(words, 0, 0))
    remember(workspace, built.entries)
    sweep(workspace, built.entries)
    return built.statements


def is_current(workspace: Workspace) -> bool:
    """Tell whether the store is sound and says what sources, settings and decisions make."""
    now = held(workspace)
    return now.sound and now.made_with == made_with(workspace)
