"""Forget an actor or a person: out of all that the workspace keeps, and no load brings it back.

In this order, so that a process that is killed leaves the workspace before or after, and doing it
again finishes: the digests (from then on any build leaves the thing out), the files of decisions
and of refused rows, the kept sources under new names with a version of the store that holds them,
one rename that switches to it; then everything older is deleted.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from graph import decision_file
from graph.errors import NotFound, StoreUnavailable
from graph.kept import held, secret, settle
from graph.near import near as alike
from graph.rebuild import build_through
from graph.resolve import names
from graph.rights import acted, forgotten, keys
from graph.rights.forgotten import Forgotten, Line
from graph.rights.sieve import Sieve, purge
from graph.rights.target import Target, bare, facts, is_mentioned, official, target
from graph.rights.tidy import Tidy
from ontology.text import fold

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


def forget(workspace: Workspace, asked: Plan) -> bool:
    """Erase what a plan says; tell whether nothing older is left, which a reader may hold open.

    Raises StoreUnavailable, before anything is written, for another key than lines were made with.
    """
    with workspace.versions.lock():
        Forgotten.of(workspace)
        forgotten.record(workspace.path, asked.lines)
        with decision_file.writing(workspace.path), acted.by_command(workspace.path):
            Tidy(workspace.path, asked.target).lines()
        entries = held(workspace).entries
        if entries:
            called = frozenset(asked.target.names)
            build_through(Sieve(workspace, Forgotten.of(workspace), called), entries)
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


@dataclass(frozen=True)
class Near:
    """What stays under nearly the name of what was forgotten."""

    actors: Sequence[str] = ()  # names
    words: str = ""  # the name without its article, that texts still hold


def near(workspace: Workspace, gone: Target) -> Near:
    """Return what may be the same thing under another spelling: it is for people to tell."""
    store = _store(workspace)
    if store is None or not gone.names:
        return Near()
    known = list(names(store, facts(store), "ea:Stakeholder"))
    found = (each for name in gone.names for each in alike(name, known, least=_ALIKE))
    bare = next((b for n in gone.names if (b := _without_article(n)) != n), "")
    return Near(list(dict.fromkeys(found)), bare if bare and is_mentioned(store, bare) else "")


def _without_article(name: str) -> str:
    r"""Return a name without the article that it begins with, where two words are left.

    >>> _without_article("Les Aînés de Venelles"), _without_article("L'Avenir")
    ('Aînés de Venelles', "L'Avenir")
    """
    rest = _ARTICLE.sub("", name)
    return rest if " " in fold(rest) else name


_ARTICLE = re.compile(r"^\s*(?:(?:les?|la|the)\s+|l\s*['’]\s*)", re.IGNORECASE)
_ALIKE = 80  # likeness of two names, of 100, from which one may be a spelling of the other
