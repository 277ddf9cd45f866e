"""A version of a large store without what does not leave: what a site shows until it has its copy.

A backup shares the files of the database and costs no room; what the gate of exports withholds is
then taken out of it. It stands beside the database, once for each day, as a mandate that ends
takes a name away.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock

from graph.errors import StoreUnavailable
from graph.publication.gate import Gate
from graph.store import LocalStore

if TYPE_CHECKING:
    from cli.site.public import Graphs

_MADE = re.compile(r"(?:guarded|public)-[0-9a-f]{12}")


def place(shown: Graphs, kind: str) -> Path:
    """Return where a copy stands: its name says of which graphs, for which day, by which rules."""
    names = "\n".join((*shown.facts, "", *shown.served, shown.day.isoformat()))
    rules = (files("graph.publication") / "gate.py").read_bytes()
    return Path(shown.folder) / f"{kind}-{hashlib.sha256(names.encode() + rules).hexdigest()[:12]}"


def guarded(shown: Graphs) -> Path:
    """Return the folder of the store without what stays; it is made where it is not there yet.

    Raises StoreUnavailable where it cannot be made: then nothing is shown.
    """
    made = place(shown, "guarded")
    try:
        with FileLock(Path(shown.folder) / "guarded.lock"):
            if not made.is_dir():
                sweep(shown, "guarded")
                _make(shown, made)
    except OSError as error:
        raise StoreUnavailable(
            "La partie publique de {folder} ne se prépare pas ({error}) : rien n'est montré. "
            "Faites de la place, ou vérifiez les droits sur ce dossier.",
            "The public part of {folder} cannot be prepared ({error}): nothing is shown. Make "
            "room, or check the rights on this folder.",
            folder=shown.folder,
            error=error.strerror or error,
        ) from error
    return made


def _make(shown: Graphs, made: Path) -> None:
    import pyoxigraph as ox

    with drafted(made) as draft:
        whole = LocalStore.open(Path(shown.folder))
        gate = Gate(whole, shown.day)
        whole.engine.backup(str(draft))
        copy = ox.Store(str(draft))
        for graph in whole.graphs():
            if graph not in shown.served:
                copy.remove_graph(ox.NamedNode(graph))
        for graph in shown.served:
            for quad in gate.withheld(graph):
                copy.remove(quad)
        copy.flush()
        del copy  # closes its files: a folder in use does not move on Windows


@contextmanager
def drafted(made: Path) -> Iterator[Path]:
    """Yield a folder beside a copy's place, which moves there if the block ends well.

    What a process that was killed had begun is swept.
    """
    draft = made.with_suffix(".new")
    shutil.rmtree(draft, ignore_errors=True)
    try:
        yield draft
        draft.rename(made)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def sweep(shown: Graphs, kind: str) -> None:
    """Delete the copies of former days but the last, which somebody may still read."""
    found = [path for path in Path(shown.folder).glob(f"{kind}-*") if _MADE.fullmatch(path.name)]
    for path in sorted(found, key=lambda path: path.stat().st_mtime)[:-1]:
        shutil.rmtree(path, ignore_errors=True)
