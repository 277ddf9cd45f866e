"""What a workspace says, as one digest; and what must be true of it after any accident."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from graph import answers, decisions, layers, network_file, workspace
from graph.catalysts import rank
from graph.errors import AlliancesError
from graph.rebuild import rebuild
from graph.workspace import Workspace

MEANINGS = ("ontology", "vocab")  # the same in every store of one program; with blank nodes
_TIMES = re.compile(rb"\d{8}T\d{6}Z|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|\+00:00)")
DRAFTS = ("*.part", "*.new")


def lines(made: Workspace, *, times: bool = True) -> list[bytes]:
    """Return the canonical N-Quads of all that a store was told, of every layer, sorted.

    Without ``times``, the seconds at which something was loaded are left out.
    """
    store = made.store()
    found = [
        line.rstrip(b" .\n") + f" <{graph}> .\n".encode()
        for graph in store.graphs()
        if layers.layer_of(graph) not in MEANINGS
        for line in store.dump(graph)
    ]
    return sorted(found if times else (_TIMES.sub(b"TIME", line) for line in found))


def digest(made: Workspace) -> str:
    """Return what a store says, whenever it was loaded; "nothing" where nothing was yet."""
    if made.versions.current() is None:
        return "nothing"
    return hashlib.sha256(b"".join(lines(made, times=False))).hexdigest()[:16]


def decided(made: Workspace) -> str:
    """Return what people decided, as one digest."""
    files = sorted((made.path / "decisions").glob("*.csv"))
    text = b"".join(file.name.encode() + file.read_bytes() for file in files)
    return hashlib.sha256(text).hexdigest()[:16]


@dataclass
class Found:
    """What was wrong after some situations, in words that a person can look up."""

    tried: int = 0
    lost: list[str] = field(default_factory=list)
    half: list[str] = field(default_factory=list)
    unclear: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)  # what was not tried, and why

    @property
    def bad(self) -> int:
        """How many situations went wrong in any way."""
        return len(self.lost) + len(self.half) + len(self.unclear)

    def merge(self, other: Found) -> None:
        """Add what another run found."""
        self.tried += other.tried
        for name in ("lost", "half", "unclear", "notes"):
            getattr(self, name).extend(getattr(other, name))


@dataclass(frozen=True)
class State:
    """A completed state of a workspace: what the store says, and what people decided."""

    store: str
    decisions: str

    @classmethod
    def of(cls, path: Path) -> State:
        """Read the state of a workspace folder."""
        made = workspace.load(path)
        return cls(digest(made), decided(made))


def examine(path: Path, states: dict[State, str], where: str, found: Found) -> None:
    """Ask of a workspace after an accident all that must be true of it.

    ``states`` are those completed before and after, each with what a rebuild must then say.
    """
    try:
        made = workspace.load(path)
        now = State(digest(made), decided(made))
        if now.store != "nothing":
            _ask(made)
        if now.store not in {state.store for state in states}:
            found.half.append(f"{where}: the store says neither what it did nor what it should")
        if now.decisions not in {state.decisions for state in states}:
            found.lost.append(f"{where}: the decisions are neither those before nor those after")
        answers.read(path), decisions.read(path), answers.opted_out(path)
        _write_again(made, states, now, where, found)
    except AlliancesError as error:
        found.lost.append(f"{where}: {error.text.en}")
    except Exception as error:
        found.unclear.append(f"{where}: {type(error).__name__}: {error}")


def _ask(made: Workspace) -> None:
    """Ask a question and rank, as the first commands after an accident would."""
    store = made.store()
    graphs = layers.graphs(store, "asserted")
    assert next(store.select("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }", graphs=graphs).rows)
    rank(network_file.network(store, graphs, as_of=made.as_of or date.today()), top=5, draws=None)


def _write_again(
    made: Workspace, states: dict[State, str], now: State, where: str, found: Found
) -> None:
    """Let the next writer come: it sweeps what is left, and says what was said or decided."""
    if now.store == "nothing":
        with made.versions.lock():
            pass
        return
    rebuild(made)
    wanted = {then for state, then in states.items() if state.decisions == now.decisions}
    if digest(made) not in wanted | {now.store}:
        found.half.append(f"{where}: rebuilt, it says something else")
    if left := list(leftovers(made)):
        found.half.append(f"{where}: the next writer left {', '.join(left)}")


def leftovers(made: Workspace) -> Iterator[str]:
    """Yield the drafts and the versions that nobody needs."""
    for folder in ("sources", "decisions", "store"):
        for form in DRAFTS:
            yield from (file.name for file in (made.path / folder).glob(form))
    with suppress(FileNotFoundError):
        versions = [p for p in made.versions.folder.iterdir() if p.name.startswith("v0")]
        yield from (p.name for p in sorted(versions)[:-2])
