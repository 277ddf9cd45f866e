"""Whether the store acts on every request: nothing leaves while one waits.

A line that git merged into ``decisions/optout.csv``, or that was written by hand, acts at the next
build. Each version of the store notes which lines it was made with, in its manifest; one of an
older release notes none.

A line taken away since hides more than it must, until the next build: then what it took out may
come back. So the ledger knows every request that was here (:mod:`graph.ledger`), and once the
store is made without one that is lost, nothing leaves until it is put back or the loss accepted.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

from graph import ledger
from graph.decided import REQUESTS
from graph.decision_file import writing
from graph.errors import BadInput, StoreUnavailable
from ontology.text import Text

NOTED = "acted"  # in the manifest
_LENGTH = 16  # hexadecimal digits of a digest


class Waiting(StoreUnavailable):
    """The store holds what a decision takes out of it."""


def digests(workspace: Path) -> list[str]:
    """Return a digest of each line of the requests and of its key: what a manifest notes."""
    return sorted(
        {*_lines(workspace), *(key for keys in _keys(workspace).values() for key in keys)}
    )


def _keys(workspace: Path) -> ledger.Known:
    """Return name of a file → what stands in the ledger for its lines; no file that is broken."""
    found = {}
    for request in REQUESTS:
        with suppress(BadInput):
            found[request.name] = request.keys(workspace)
    return found


def _lines(workspace: Path) -> dict[str, str]:
    """Return digest → name of the file, of every line; line ends are git's affair."""
    found = {}
    for path in (request.path(workspace) for request in REQUESTS):
        lines = path.read_bytes().splitlines() if path.exists() else ()
        for line in filter(None, map(bytes.strip, lines)):
            digest = sha256(path.name.encode() + b"\0" + line).hexdigest()[:_LENGTH]
            found[digest] = path.name
    return found


def waiting(workspace: Path, version: Path | None) -> list[str]:
    """Return the files with lines that a version of the store was not made with, sorted."""
    if version is None:
        return []
    lines = _lines(workspace)
    acted = _noted(version) if lines else set()
    return sorted({name for digest, name in lines.items() if digest not in acted})


def _noted(version: Path) -> set[str]:
    with suppress(OSError, ValueError, AttributeError, TypeError):
        manifest = json.loads((version / "manifest.json").read_text(encoding="utf-8"))
        return set(manifest.get(NOTED, ()))
    return set()


def require(workspace: Path, version: Path | None) -> None:
    """Raise Waiting unless every request acts in a version that something is to leave from."""
    if refused := _refused(workspace, version):
        raise refused


def _refused(workspace: Path, version: Path | None) -> Waiting | None:
    if files := waiting(workspace, version):
        return _refusal(files)
    if version is not None and (lost := gone(workspace)):
        acted = _noted(version)
        if files := sorted(name for name, keys in lost.items() if keys - acted):
            return _loss(files)
    return None


# -- requests that are lost ----------------------------------------------------------------------


def gone(workspace: Path) -> ledger.Known:
    """Return name of a file → the requests that were in it, and that nobody here took back."""
    known = ledger.read(workspace)
    now = _keys(workspace) if any(known.values()) else {}
    lost = {name: keys - now[name] for name, keys in known.items() if name in now}
    return {name: keys for name, keys in lost.items() if keys}


def note(workspace: Path) -> None:
    """Keep which requests are here, beside those known before."""
    if found := {name: keys for name, keys in _keys(workspace).items() if keys}:
        with writing(workspace):
            known = ledger.read(workspace)
            now = {name: keys | known.get(name, set()) for name, keys in found.items()}
            if (both := {**known, **now}) != known:
                ledger.write(workspace, both)


def accept(workspace: Path) -> int:
    """Let what is lost be lost; return how many requests that is."""
    with writing(workspace):
        lost, known = gone(workspace), ledger.read(workspace)
        ledger.write(workspace, {name: known[name] - lost.get(name, set()) for name in known})
    return sum(map(len, lost.values()))


@contextmanager
def by_command(workspace: Path) -> Iterator[None]:
    """Take off the ledger what a command of the program takes out of the files meanwhile.

    Call it while nobody else writes decisions.
    """
    before = _keys(workspace)
    yield
    after = _keys(workspace)
    for name, keys in before.items():
        ledger.drop(workspace, name, keys - after.get(name, keys))


def told(lost: ledger.Known) -> list[Text]:
    """Return what there is to say of each file with lost requests."""
    return [_LOST.fill(n=len(keys), file=f"decisions/{name}") for name, keys in lost.items()]


_LOST = Text(
    "{file} : {n} {n:ligne n'y est|lignes n'y sont} plus, sans qu'une commande l'ait voulu. Ce "
    "qui était effacé, retiré ou rectifié par là revient au prochain chargement.",
    "{file}: {n} {n:line is|lines are} gone from it that no command took back. What was erased, "
    "taken out or put right by {n:it|them} comes back at the next load.",
)
REMEDY = Text(
    "Remettez le fichier de git ou d'une sauvegarde, puis : alliances doctor --rebuild. Si ces "
    "demandes ont été retirées exprès (par un collègue, à la main) : alliances doctor "
    "--accept-loss --rebuild",
    "Put the file back from git or from a backup, then: alliances doctor --rebuild. If these "
    "requests were taken back on purpose (by a colleague, by hand): alliances doctor "
    "--accept-loss --rebuild",
)


def _loss(files: list[str]) -> Waiting:
    return Waiting(
        "{files} : des demandes qui y étaient sont perdues, et la base est faite sans elles. Rien "
        "ne sort avant. {remedy}.",
        "{files}: requests that were in it are lost, and the store is made without them. Nothing "
        "leaves before. {remedy}.",
        files=", ".join(f"decisions/{name}" for name in files),
        remedy=REMEDY,
    )


def _refusal(files: list[str]) -> Waiting:
    return Waiting(
        "{files} : des lignes ont changé depuis que la base a été faite, et ce qu'elles retirent "
        "ou rectifient s'y trouve encore. Rien ne sort avant : alliances doctor --rebuild.",
        "{files}: lines have changed since the store was made, and what they take out or put "
        "right is still in it. Nothing leaves before: alliances doctor --rebuild.",
        files=", ".join(f"decisions/{name}" for name in files),
    )


class Watch:
    """The same for what goes on leaving: the files are read again once they have changed."""

    def __init__(self, workspace: Path) -> None:
        self._workspace = workspace
        self._seen: object = None
        self._refused: Waiting | None = None

    def require(self, version: Path) -> None:
        """Raise Waiting as :func:`require` does, for the price of a look at each file's stamp."""
        files = (*(one.path(self._workspace) for one in REQUESTS), ledger.path(self._workspace))
        seen = (version, *map(_stamp, files))
        if seen != self._seen:
            self._refused = _refused(self._workspace, version)
            self._seen = seen
        if self._refused:
            raise self._refused.with_traceback(None)


def _stamp(file: Path) -> tuple[int, ...] | None:
    """Return what changes with a file; git puts another in its place."""
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns
