"""What a workspace holds, told fast: from its manifest, its folders, and counts kept beside them.

Counting in a large store takes longer than a person waits, and a finished version never changes:
its counts are kept in a file of its folder, as its network is (:mod:`graph.network_file`)::

    store/v000002/counts.json    actors, posts, alliances, suggestions; what each source was
                                 taken for; how many pairs of actors ``reconcile`` last
                                 proposed, and the digest of what had been decided by then

The file may be deleted at any time. It names nobody.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any

import queries
from graph import answers, decisions, layers
from graph.errors import AlliancesError, BadInput
from graph.extract import count
from graph.fingerprint import made_with
from graph.kept import Entry, entries
from graph.rejects import FOLDER as REFUSALS
from graph.workspace import Workspace
from ontology.text import Text

_FILE = "counts.json"
_CLASSES = {"actors": "ea:Actor", "posts": "org:Post", "alliances": "ea:Alliance"}


@dataclass(frozen=True)
class Drawn:
    """A map, and whether the store was written after it."""

    file: str
    older: bool | None  # None where there is no store to compare it with


class State(Enum):
    """What there is of the store."""

    SOUND = "sound"
    EMPTY = "empty"  # nothing was loaded
    LOST = "lost"  # there is none, but sources to make it again
    BROKEN = "broken"  # it does not open


@dataclass(frozen=True)
class Holdings:
    """What a workspace holds; ``trouble`` says what part of it could not be read."""

    sources: list[Entry] = field(default_factory=list)
    titles: Mapping[str, Text] = field(default_factory=dict)  # source → what it was taken for
    counts: Mapping[str, int] = field(default_factory=dict)  # empty where nothing is loaded
    waiting: int | None = None  # suggestions nobody answered; None where none are worked out
    pairs: int | None = None  # to reconcile; None where nobody looked since the last change
    refusals: tuple[str, ...] = ()  # files of refused rows, to correct and load again
    maps: tuple[Drawn, ...] = ()
    verdicts: Mapping[str, int] = field(default_factory=dict)
    answers: Mapping[str, int] = field(default_factory=dict)
    opted_out: int = 0
    up_to_date: bool = True  # whether this program, these settings and decisions made the store
    trouble: tuple[AlliancesError, ...] = ()
    store: State = State.SOUND
    unread: tuple[AlliancesError, ...] = ()  # of the trouble, what is no matter of the store

    @property
    def refused(self) -> int:
        """How many rows of the sources were refused when they were loaded."""
        return sum(entry.refused for entry in self.sources)

    @property
    def decided(self) -> int | None:
        """How many decisions people took; None where a file of them cannot be read."""
        if any(isinstance(error, BadInput) for error in self.unread):
            return None
        return sum(self.verdicts.values()) + sum(self.answers.values()) + self.opted_out


def holdings(workspace: Workspace) -> Holdings:
    """Return what a workspace holds; what cannot be read is in ``trouble``, and never raised."""
    trouble: list[AlliancesError] = []
    found: dict[str, Any] = {
        "refusals": tuple(sorted(p.name for p in (workspace.path / REFUSALS).glob("*-refus*.*"))),
    }
    try:
        found |= _decided(workspace)
    except AlliancesError as error:
        trouble.append(error)
    unread = tuple(trouble)
    try:
        found |= _stored(workspace)
    except AlliancesError as error:
        found["store"] = State.BROKEN
        trouble.append(error)
    maps = tuple(_maps(workspace, known=found["store"] is State.SOUND))
    return Holdings(**found, maps=maps, trouble=tuple(trouble), unread=unread)


def remember_pairs(workspace: Workspace, pairs: int) -> None:
    """Keep how many pairs ``reconcile`` proposes after all that was decided."""
    folder = workspace.versions.current()
    if folder is not None:
        known = {"pairs": pairs, "pairs_after": _verdicts_digest(workspace)}
        _write(folder / _FILE, _read(folder / _FILE) | known)


def _decided(workspace: Workspace) -> dict[str, Any]:
    """Count what people decided; raises BadInput for a file that was damaged by hand."""
    return {
        "verdicts": Counter(one.verdict for one in decisions.read(workspace.path)),
        "answers": Counter(one.answer for one in answers.read(workspace.path)),
        "opted_out": len(answers.opted_out(workspace.path)),
    }


def _stored(workspace: Workspace) -> dict[str, Any]:
    """Count what the store holds; raises StoreUnavailable for a damaged one."""
    folder = workspace.versions.current()
    if folder is None:
        return {"store": State.LOST if workspace.is_lost() else State.EMPTY}
    workspace.store()  # the counts may be kept of one that does not open any more
    manifest = workspace.versions.manifest()
    known = _counted(workspace, folder)
    looked = known.get("pairs_after") == _verdicts_digest(workspace)
    return {
        "store": State.SOUND,
        "sources": entries(workspace),
        "titles": {source: Text(*title) for source, title in known["titles"].items()},
        "counts": {name: int(known[name]) for name in _CLASSES},
        "waiting": _waiting(workspace, known["suggestions"]),
        "pairs": int(known["pairs"]) if looked else None,
        "up_to_date": manifest.get("made_with") == made_with(workspace),
    }


def _counted(workspace: Workspace, folder: Path) -> dict[str, Any]:
    """Return the counts of a version, from its file where there is one."""
    known = _read(folder / _FILE)
    if known.keys() >= {*_CLASSES, "suggestions", "titles"}:
        return known
    from graph.editions import title  # all registers, to name one

    store = workspace.store()
    public, derived = (layers.graphs(store, layer) for layer in ("asserted", "derived"))
    counts: dict[str, Any] = {key: count(store, public, name) for key, name in _CLASSES.items()}
    counts["suggestions"] = count(store, derived, "ea:PotentialAlliance")
    counts["titles"] = {entry.source: title(entry) for entry in entries(workspace)}
    known = _read(folder / _FILE) | counts
    _write(folder / _FILE, known)
    return known


def _waiting(workspace: Workspace, worked_out: int) -> int | None:
    """Return how many suggestions of the store nobody answered since; None where there are none."""
    if not worked_out:
        return None
    with suppress(BadInput):
        if not (answers.read(workspace.path) or answers.opted_out(workspace.path)):
            return worked_out
        store = workspace.store()
        excluded = answers.memory(workspace.path, store, layers.graphs(store, "asserted")).excluded
        rows = store.select(
            queries.internal("proposed"), graphs=layers.graphs(store, "derived")
        ).rows
        pairs = {frozenset(str(getattr(term, "value", "")) for term in row[1:]) for row in rows}
        away = frozenset[str]().union(*(one for one in excluded if len(one) == 1))
        return sum(pair not in excluded and not pair & away for pair in pairs)
    return worked_out


def _verdicts_digest(workspace: Workspace) -> str:
    """Return what changes with every verdict and with the release of the program."""
    with suppress(OSError):
        return hashlib.sha256(decisions.path(workspace.path).read_bytes()).hexdigest()[:16]
    return ""


def _maps(workspace: Workspace, *, known: bool) -> list[Drawn]:
    """Return the maps drawn, and which of them show an older store where it is known."""
    with suppress(OSError):
        stamp = workspace.versions.stamp()
        files = sorted((workspace.path / "maps").glob("*.html"))
        return [
            Drawn(file.name, file.stat().st_mtime_ns < stamp[1] if known and stamp else None)
            for file in files
        ]
    return []


def _read(file: Path) -> dict[str, Any]:
    """Return what a file of counts holds; nothing where it is missing or damaged."""
    with suppress(OSError, ValueError, TypeError, AttributeError):
        found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        titles = found.get("titles", {}).values()
        numbers = (found.get(name, 0) for name in (*_CLASSES, "suggestions", "pairs"))
        if all(isinstance(n, int) for n in numbers) and all(len(pair) == 2 for pair in titles):
            return found
    return {}


def _write(file: Path, counts: Mapping[str, Any]) -> None:
    """Keep counts where the disk lets them be kept; without them they are counted again."""
    draft = file.with_name(f"{file.name}.{os.getpid()}.part")
    with suppress(OSError):
        draft.write_text(json.dumps(counts), encoding="utf-8", newline="\n")
        draft.replace(file)
