"""What a newer edition of a register says that the older one did not: new, gone, changed.

Of each thing that a row is about, an index keeps two digests: of its IRI, and of what is said of
it (without its place in the file, which every edition changes). Two million things are 32 MB.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

import ontology
from graph.errors import StoreUnavailable
from graph.store import LocalStore

if TYPE_CHECKING:
    import numpy as np
    import pyoxigraph as ox
    from numpy.typing import NDArray

    from graph.kept import Entry
    from graph.workspace import Workspace

EXAMPLES = 5  # names given of each kind of difference
_LOOKED_AT = 300_000  # names read to find them: a few examples are not worth minutes


def _digest(text: str) -> int:
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "big")


class Recorder:
    """Notes what each row says of the thing it is about, while a file is read."""

    def __init__(self) -> None:
        self._things = array("Q")
        self._contents = array("Q")

    def add(self, thing: str, said: str) -> None:
        """Note a thing, between its brackets, and all that a row says of it and its parts."""
        self._things.append(_digest(thing))
        self._contents.append(_digest(said))

    def index(self) -> Index:
        """Return what was noted, sorted by thing."""
        import numpy as np

        things = np.frombuffer(self._things, dtype=np.uint64) if self._things else _nothing()
        contents = np.frombuffer(self._contents, dtype=np.uint64) if self._contents else _nothing()
        order = np.argsort(things, kind="stable")
        return Index(things[order], contents[order])


def _nothing() -> NDArray[np.uint64]:
    import numpy as np

    return np.empty(0, dtype=np.uint64)


@dataclass(frozen=True)
class Index:
    """Digests of things, sorted, and of what is said of each."""

    things: NDArray[np.uint64]
    contents: NDArray[np.uint64]

    def write(self, path: Path) -> None:
        """Write the index to a file."""
        import numpy as np

        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            np.save(file, np.stack([self.things, self.contents]), allow_pickle=False)

    @classmethod
    def read(cls, path: Path) -> Index | None:
        """Read an index, or return None where there is none that can be read."""
        import numpy as np

        try:
            both = np.load(path, allow_pickle=False)
        except (OSError, ValueError, EOFError):
            return None
        return cls(both[0], both[1])


def forgetting(index: Index, things: Iterable[str]) -> Index:
    """Return an index without some things, given by their IRIs."""
    import numpy as np

    gone = np.fromiter((_digest(f"<{iri}>") for iri in things), dtype=np.uint64)
    stays = np.isin(index.things, gone, invert=True)
    return Index(index.things[stays], index.contents[stays])


@dataclass
class Difference:
    """How many things are new, gone and changed in a newer edition, and some of their names."""

    new: int
    gone: int
    changed: int
    kept: int
    names: dict[str, list[str]] = field(default_factory=dict)  # "new", "gone", "changed"
    _wanted: dict[str, frozenset[int]] = field(default_factory=dict, repr=False)
    _graphs: dict[str, str] = field(default_factory=dict, repr=False)
    _before: Path | None = field(default=None, repr=False)

    @classmethod
    def between(
        cls, older: Index, newer: Index, workspace: Workspace, before: Entry, now: Entry
    ) -> Difference:
        """Compare two editions of the same source."""
        import numpy as np

        new = np.setdiff1d(newer.things, older.things)
        gone = np.setdiff1d(older.things, newer.things)
        _, mine, theirs = np.intersect1d(
            newer.things, older.things, assume_unique=False, return_indices=True
        )
        differ = newer.contents[mine] != older.contents[theirs]
        changed = newer.things[mine][differ]
        wanted = {
            kind: frozenset(int(one) for one in some[: 50 * EXAMPLES])
            for kind, some in (("new", new), ("gone", gone), ("changed", changed))
        }
        graph = workspace.minter.graph
        graphs = {
            "before": graph("asserted", before.source, before.version),
            "now": graph("asserted", now.source, now.version),
        }
        return cls(
            len(new), len(gone), len(changed), len(mine) - len(changed),
            _wanted=wanted, _graphs=graphs, _before=_current(workspace),
        )  # fmt: skip

    def name(self, store: ox.Store) -> None:
        """Find the names of some of what changed, in the new store and in the one before."""
        for kind in ("new", "changed"):
            self.names[kind] = self._found(kind, _names(store, self._graphs["now"]))
        if self._before is not None and self._wanted["gone"]:
            try:
                old = LocalStore.open(self._before)
                asked = "SELECT ?s ?name WHERE { ?s rdfs:label ?name }"
                rows = old.select(asked, graphs=[self._graphs["before"]]).rows
                found = ((f"<{getattr(s, 'value', '')}>", getattr(n, "value", "")) for s, n in rows)
                self.names["gone"] = self._found("gone", found)
            except StoreUnavailable:
                self.names["gone"] = []

    def _found(self, kind: str, named: Iterable[tuple[str, str]]) -> list[str]:
        wanted, found = self._wanted[kind], []
        if not wanted:
            return []
        for looked, (iri, name) in enumerate(named):
            if _digest(iri) in wanted:
                found.append(name)
            if len(found) == EXAMPLES or looked > _LOOKED_AT:
                break
        return found


def _current(workspace: Workspace) -> Path | None:
    try:
        return workspace.versions.current()
    except StoreUnavailable:
        return None


def _names(store: ox.Store, graph: str) -> Iterator[tuple[str, str]]:
    import pyoxigraph as ox

    label = ontology.node("rdfs:label")
    for quad in store.quads_for_pattern(None, label, None, ox.NamedNode(graph)):
        yield f"<{getattr(quad.subject, 'value', '')}>", str(getattr(quad.object, "value", ""))
