"""Is this workspace sound? Each check looks at one thing, and says what it found and what to do.

A store can always be built again from ``sources/`` and ``decisions/``; what is damaged there can
only come from a backup, or from the person's own files: such a finding is beyond repair.
"""

from __future__ import annotations

import shutil
import zlib
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import NamedTuple

from graph import decisions, layers, network_file
from graph.build import count_kept
from graph.decided import FILES
from graph.editions import reference
from graph.errors import AlliancesError, BadInput, StoreUnavailable
from graph.kept import Entry, Held, held, key_of, remembered
from graph.leftovers import leftovers
from graph.rebuild import is_current, rebuild
from graph.rights import acted
from graph.store import LocalStore
from graph.store.seals import broken
from graph.undisclosed import levels_of
from graph.wording import shell
from graph.workspace import Workspace
from ontology.text import Text

_ROOM = 50_000_000  # bytes free below which even a small load may fail


class Finding(NamedTuple):
    """Something that is not as it should be."""

    text: Text
    do: Text
    is_beyond: bool = False  # what is here does not suffice to mend it


class Check(NamedTuple):
    """One thing that is looked at."""

    title: Text
    look: Callable[[Workspace, Held], Iterator[Finding]]


class Looked(NamedTuple):
    """A thing that was looked at, and what was found."""

    title: Text
    findings: tuple[Finding, ...]


REBUILD = Text(
    "Refaites la base depuis vos sources et vos décisions : alliances doctor --rebuild",
    "Build the store again from your sources and decisions: alliances doctor --rebuild",
)
_AFTER = Text(
    "Corrigez d'abord le fichier de décisions nommé ici ; ensuite : alliances doctor --rebuild",
    "First correct the file of decisions named here; then: alliances doctor --rebuild",
)
_NEXT = Text(
    "Rien à faire : le prochain chargement les supprime. Rien d'achevé n'est perdu.",
    "Nothing to do: the next load deletes them. Nothing that was finished is lost.",
)


def unsettled(error: AlliancesError) -> Looked:
    """Return what there is to tell of a workspace whose settings cannot be read: no more is."""
    return Looked(SETTINGS, (_told(error),))


def examine(workspace: Workspace) -> Iterator[Looked]:
    """Look at everything, one thing after the other."""
    yield Looked(SETTINGS, ())  # or there would be no workspace
    try:
        known = held(workspace)
    except StoreUnavailable as error:
        yield Looked(SOURCES, (_told(error, beyond=True),))
        yield _looked(Check(DECISIONS, _decisions), workspace, Held([], "", sound=False))
        return
    blocked = any(_unread(workspace))
    for check in CHECKS:
        looked = _looked(check, workspace, known)
        yield _put_off(looked) if blocked else looked


def _put_off(looked: Looked) -> Looked:
    """Return findings that do not advise to build again what cannot be built yet."""
    later = (f._replace(do=_AFTER) if f.do == REBUILD else f for f in looked.findings)
    return looked._replace(findings=tuple(later))


def _looked(check: Check, workspace: Workspace, known: Held) -> Looked:
    try:
        return Looked(check.title, tuple(check.look(workspace, known)))
    except AlliancesError as error:
        return Looked(check.title, (_told(error),))


def _told(error: AlliancesError, *, beyond: bool = False) -> Finding:
    """Return a finding that says all by itself, as errors do."""
    return Finding(error.text, Text("", ""), beyond)


def mend(workspace: Workspace) -> int:
    """Build the store again from sources and decisions; return its size.

    Raises StoreUnavailable, before anything is touched, when a source is damaged.
    """
    known = held(workspace)
    if not known.entries and not known.sound:
        return 0  # nothing was loaded yet
    for finding in _sources(workspace, known):
        if finding.is_beyond:
            words = zip(finding.text, finding.do, strict=True)
            raise StoreUnavailable(*(" ".join(pair).strip() for pair in words))
    return rebuild(workspace).statements


# -- sources -------------------------------------------------------------------------------------


def _sources(workspace: Workspace, known: Held) -> Iterator[Finding]:
    """Check that all that was kept is whole."""
    for entry in known.entries:
        yield from _kept(workspace.sources, entry, reference(entry, known.entries))
        yield from _hidden(workspace.sources, entry)
    if (workspace.sources / "key").exists():
        try:
            key_of(workspace.sources / "key")
        except StoreUnavailable as error:
            yield _told(error, beyond=True)


def _kept(folder: Path, entry: Entry, name: str) -> Iterator[Finding]:
    try:
        count_kept(folder / entry.kept, entry, partial(deque, maxlen=0))
    except (OSError, EOFError, zlib.error) as error:
        yield Finding(
            Text(
                "sources/{kept}, gardé du chargement de {file}, manque ou est abîmé ({error}).",
                "sources/{kept}, kept when {file} was loaded, is missing or damaged ({error}).",
            ).fill(kept=entry.kept, file=entry.file, error=getattr(error, "strerror", "") or error),
            Text(
                "Retirez cette source, puis rechargez son fichier : alliances sources --remove "
                "{name}",
                "Take this source out, then load its file again: alliances sources --remove {name}",
            ).fill(name=shell(name)),
            is_beyond=True,
        )


def _hidden(folder: Path, entry: Entry) -> Iterator[Finding]:
    """Check that the numbers of whoever must not be shown can be read."""
    import numpy as np

    try:
        list(levels_of(np.zeros(1, dtype=np.uint32), folder, entry))
    except StoreUnavailable as error:
        yield _told(error, beyond=True)


def _manifest(workspace: Workspace, known: Held) -> Iterator[Finding]:
    """Check that store and ``sources/`` tell of the same sources."""
    noted = remembered(workspace)
    told = None if noted is None else noted.get("sources", [])
    if known.sound and told != workspace.versions.manifest().get("sources", []):
        yield Finding(
            Text(
                "sources/manifest.json manque, est abîmé, ou ne dit pas ce que la base contient : "
                "un chargement a pu être coupé juste à sa fin.",
                "sources/manifest.json is missing, damaged, or does not say what the store holds: "
                "a load may have been cut off just at its end.",
            ),
            REBUILD,
        )


# -- decisions -----------------------------------------------------------------------------------


def _decisions(workspace: Workspace, _: Held) -> Iterator[Finding]:
    """Check that every file of decisions can be read, and that verdicts do not contradict."""
    yield from map(_told, _unread(workspace))
    for text in acted.told(acted.gone(workspace.path)):
        yield Finding(text, acted.REMEDY, is_beyond=True)
    with suppress(BadInput):
        for one in decisions.contradictions(decisions.read(workspace.path)):
            yield Finding(one.text, Text("", ""))


def _unread(workspace: Workspace) -> Iterator[BadInput]:
    """Yield why files of decisions cannot be read; nothing can be built before."""
    for file in FILES:
        try:
            file.read(workspace.path)
        except BadInput as error:
            yield error


# -- the store -----------------------------------------------------------------------------------


def _store(workspace: Workspace, known: Held) -> Iterator[Finding]:
    """Check that the finished version is there, whole, and holds as much as was written."""
    if not known.sound:
        if known.entries:
            yield _why(workspace)
        return
    store, manifest = workspace.store(), workspace.versions.manifest()
    current = store.folder or workspace.versions.folder
    damaged = list(broken(current, manifest.get("files", {})))
    if damaged:
        yield Finding(_DAMAGED.fill(files=", ".join(f"{current.name}/{one}" for one in damaged)),
                      REBUILD)  # fmt: skip
        return
    said, found = manifest.get("statements"), _counted(store)
    if found != said:
        yield Finding(_FEWER.fill(found=found if found >= 0 else "?", said=said), REBUILD)


_DAMAGED = Text(
    "La base est abîmée : {files} n'est plus comme à la fin du chargement.",
    "The store is damaged: {files} is not what it was at the end of the load.",
)
_FEWER = Text(
    "La base contient {found} énoncés ; à la fin du chargement il y en avait {said}.",
    "The store holds {found} statements; at the end of the load there were {said}.",
)


def _counted(store: LocalStore) -> int:
    """Return how many statements can be read, every word of them; -1 when not all can."""
    try:
        return sum(sum(1 for _ in store.dump(graph)) for graph in store.graphs())
    except StoreUnavailable:
        return -1


def _why(workspace: Workspace) -> Finding:
    """Return why a store does not open."""
    try:
        if workspace.versions.manifest():
            workspace.store().graphs()
    except StoreUnavailable as error:
        return _told(error)
    return Finding(Text("La base manque.", "The store is missing."), REBUILD)


def _current(workspace: Workspace, known: Held) -> Iterator[Finding]:
    """Check that the store says what the settings and the decisions of now make."""
    if known.sound and known.entries and not is_current(workspace):
        yield Finding(
            Text(
                "La base est plus ancienne que vos décisions, vos réglages ou le programme.",
                "The store is older than your decisions, your settings or the program.",
            ),
            REBUILD,
        )


def _shortcuts(workspace: Workspace, known: Held) -> Iterator[Finding]:
    """Check that what questions take for granted is stated of every graph of facts."""
    if not known.sound:
        return
    store = workspace.store()
    facts = {g for g in store.graphs() if layers.layer_of(g) == "asserted"}
    short = [g for g in store.graphs() if layers.layer_of(g) == layers.SHORTCUTS]
    asked = "SELECT ?graph WHERE { ?run prov:used ?graph }"
    used = {getattr(row[0], "value", "") for row in store.select(asked, graphs=short).rows}
    if facts - used:
        yield Finding(
            Text(
                "Les raccourcis des questions manquent pour {n} {n:graphe|graphes} de faits.",
                "The shortcuts that questions take are missing for {n} {n:graph|graphs} of facts.",
            ).fill(n=len(facts - used)),
            REBUILD,
        )


def _caches(workspace: Workspace, known: Held) -> Iterator[Finding]:
    """Check that the networks kept beside the store can be read; a damaged one is read anew."""
    current = workspace.versions.current() if known.sound else None
    found = sorted(current.glob("network-*.json.gz")) if current else []
    if damaged := [path.name for path in found if not network_file.is_sound(path)]:
        yield Finding(
            Text("Copie abîmée du réseau : {files}.", "Damaged copy of the network: {files}.").fill(
                files=", ".join(damaged)
            ),
            Text(
                "Rien à faire : elle est refaite à la prochaine commande.",
                "Nothing to do: it is made again by the next command.",
            ),
        )


# -- around it -----------------------------------------------------------------------------------


def _leftovers(workspace: Workspace, known: Held) -> Iterator[Finding]:
    """Tell of what was broken off."""
    found = leftovers(workspace, known)
    if found:
        names = ", ".join(path.relative_to(workspace.path).as_posix() for path in found[:5])
        yield Finding(
            Text(
                "Une opération a été coupée : {n} {n:reste|restes} ({names}{more}).",
                "An operation was cut off: {n} {n:leftover|leftovers} ({names}{more}).",
            ).fill(n=len(found), names=names, more=", …" if len(found) > 5 else ""),
            _NEXT,
        )


def _lock(workspace: Workspace, _: Held) -> Iterator[Finding]:
    """Tell whether one may write, and whether somebody does."""
    try:
        busy = workspace.versions.is_busy()
    except OSError as error:
        yield Finding(
            Text("On ne peut pas écrire dans {folder} : {why}.",
                 "One cannot write to {folder}: {why}.").fill(
                     folder=workspace.versions.folder, why=error.strerror or error),
            Text("Vous pouvez interroger ; pour charger ou décider, vérifiez les droits et le "
                 "disque.",
                 "You may ask questions; to load or decide, check the rights and the disk."),
        )  # fmt: skip
        return
    if busy:
        yield Finding(
            Text("Un chargement est en cours.", "A load is running."),
            Text(
                "Attendez qu'il finisse, puis relancez.", "Wait until it is done, then try again."
            ),
        )


def _room(workspace: Workspace, known: Held) -> Iterator[Finding]:
    """Tell whether a new version, as large as the one before, has room beside it."""
    current = workspace.versions.current() if known.sound else None
    size = sum(p.stat().st_size for p in current.rglob("*") if p.is_file()) if current else 0
    free, needed = shutil.disk_usage(workspace.path).free, 2 * size + _ROOM
    if free < needed:
        yield Finding(
            Text("Il reste {free} Mo sur le disque ; un chargement en demande environ {needed}.",
                 "{free} MB are free on the disk; a load takes about {needed}.").fill(
                     free=free // 10**6, needed=needed // 10**6),
            Text("Faites de la place avant de charger.", "Make room before you load."),
        )  # fmt: skip


SETTINGS = Text("Réglages (alliances.toml)", "Settings (alliances.toml)")
SOURCES = Text("Sources gardées", "Sources kept")
DECISIONS = Text("Décisions", "Decisions")
CHECKS = (
    Check(SOURCES, _sources),
    Check(Text("Liste des sources", "List of sources"), _manifest),
    Check(DECISIONS, _decisions),
    Check(Text("Base", "Store"), _store),
    Check(Text("Base à jour", "Store up to date"), _current),
    Check(Text("Raccourcis", "Shortcuts"), _shortcuts),
    Check(Text("Copies du réseau", "Copies of the network"), _caches),
    Check(Text("Restes d'une coupure", "Leftovers of a cut"), _leftovers),
    Check(Text("Écriture", "Writing"), _lock),
    Check(Text("Place sur le disque", "Room on the disk"), _room),
)


def is_beyond(looked: Iterable[Looked]) -> bool:
    """Tell whether something was found that cannot be mended from what is here."""
    return any(finding.is_beyond for one in looked for finding in one.findings)
