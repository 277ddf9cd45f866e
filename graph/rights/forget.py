"""Forget an actor or a person: out of all that the workspace keeps, and no load brings it back.

In this order, so that a process that is killed leaves the workspace before or after, and doing it
again finishes: the digests (from then on any build leaves the thing out), the files of decisions
and of refused rows, the kept sources under new names with a version of the store that holds them,
one rename that switches to it; then everything older is deleted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from graph import decision_file
from graph.errors import NotFound, StoreUnavailable
from graph.kept import held, secret, settle
from graph.rebuild import Watch, build_through
from graph.rights import forgotten, keys
from graph.rights.forgotten import Forgotten, Line
from graph.rights.sieve import Sieve, purge
from graph.rights.target import Target, bare, official, target
from graph.rights.tidy import Tidy

if TYPE_CHECKING:
    from graph.store import LocalStore
    from graph.workspace import Workspace


@dataclass(frozen=True)
class Plan:
    """What a request would erase."""

    target: Target
    lines: Sequence[Line]
    statements: int = 0  # about it
    masked: int = 0  # others, that name it
    alliances: int = 0  # that go, as fewer than two parties are left
    files: dict[str, int] | None = None  # of decisions and refused rows: lines in each


def plan(workspace: Workspace, words: str, reason: str, *, dry_run: bool = False) -> Plan:
    """Return what a request would erase; raises NotFound when nobody is meant, or several."""
    Forgotten.of(workspace)  # another key than before is told before anything is asked
    meant = target(workspace, _store(workspace), words)
    made = keys.Keys(secret(workspace, dry_run=dry_run), workspace.base)
    lines = meant.lines(made, reason, date.today().isoformat())
    found = Sieve(workspace, Forgotten(lines, made), frozenset(meant.names))
    screens = found.preview(held(workspace).entries)
    return Plan(
        meant, lines,
        sum(screen.dropped for screen in screens), sum(screen.masked for screen in screens),
        sum(screen.alliances for screen in screens),
        Tidy(workspace.path, meant).lines(dry_run=True),
    )  # fmt: skip


def _store(workspace: Workspace) -> LocalStore | None:
    try:
        return workspace.store()
    except StoreUnavailable:
        return None


def forget(workspace: Workspace, asked: Plan, watch: Watch = lambda *_: None) -> bool:
    """Erase what a plan says; tell whether nothing older is left, which a reader may hold open.

    Raises StoreUnavailable, before anything is written, for another key than lines were made with.
    """
    with workspace.versions.lock():
        Forgotten.of(workspace)
        forgotten.record(workspace.path, asked.lines)
        with decision_file.writing(workspace.path):
            Tidy(workspace.path, asked.target).lines()
        entries = held(workspace).entries
        if entries:
            names = frozenset(asked.target.names)
            build_through(Sieve(workspace, Forgotten.of(workspace), names), entries, watch)
        return finish(workspace)


def finish(workspace: Workspace) -> bool:
    """Delete what a killed request left; tell whether nothing is. Call it under the lock."""
    settle(workspace, held(workspace).entries)
    return purge(workspace)


def finished(workspace: Workspace, words: str) -> bool:
    """Tell whether words name something forgotten before; finish what was left of that."""
    if not things(workspace, words):
        return False
    with workspace.versions.lock():
        entries = held(workspace).entries
        known = Sieve.of(workspace)
        if any(entry.screened != known.forgotten.digest for entry in entries):
            build_through(known, entries)
        return finish(workspace)


def things(workspace: Workspace, words: str) -> set[str]:
    """Return the forgotten things that a name, a number or an IRI means."""
    known, words = Forgotten.of(workspace), bare(words)
    number = official(words)
    found = {known.name(words), known.iri(words), number and known.number(number)}
    return {thing for thing in found if thing}


def allow(workspace: Workspace, words: str) -> list[Line]:
    """Let something come back at the next load of a file that tells it; return its digests.

    Raises NotFound where nothing forgotten has that name, number or IRI.
    """
    wanted = things(workspace, words)
    if not wanted:
        raise NotFound(
            "Rien de ce qui est oublié ici n'a ce nom, ce numéro ou cet IRI.",
            "Nothing that is forgotten here has this name, number or IRI.",
        )
    with workspace.versions.lock():
        return forgotten.allow(workspace.path, wanted)
