"""From files to a finished version of the store: all or nothing."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache, partial
from hashlib import sha256
from pathlib import Path

from graph import layers
from graph.build import Built, Fresh, Tally, build, rehearse
from graph.corrections import put_aside
from graph.difference import Difference, Index, Recorder
from graph.editions import beside, is_twin, placed, replaced, twin
from graph.errors import BadInput, StoreUnavailable
from graph.kept import Entry, entries, held, keeping, secret, settle
from graph.progress import ending, stage, tell
from graph.rdf import nquads
from graph.rebuild import is_current, rebuild, remove
from graph.refusal import Refused, require
from graph.rejects import Rejects
from graph.rights.sieve import Passing, Sieve, discreet, purge
from graph.sources import workbook
from graph.sources.catalogue import recognise
from graph.sources.context import Context
from graph.sources.emit import Emit
from graph.sources.places import Places, Scope, known_places, scope_of
from graph.sources.report import Report
from graph.store import LocalStore
from graph.undisclosed import Known
from graph.workspace import Workspace
from ontology.text import Text, writable

__all__ = [
    "Entry",
    "Loaded",
    "Refused",
    "entries",
    "load_file",
    "load_register",
    "load_workbook",
    "rebuild",
    "remove",
]

WORKBOOK = ("classeur", "workbook")  # what --as calls the facilitator's own format


@dataclass(frozen=True)
class Loaded:
    """What a load did: the report, the statements now in the store, what changed."""

    entry: Entry
    report: Report
    unchanged: bool = False
    statements: int = 0
    dropped: dict[str, tuple[str, ...]] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()
    difference: Difference | None = None
    refusing: Rejects | None = None
    title: Text | None = None  # what a register's file was taken for
    territory: str = ""  # that was kept, and which of those of its name it is

    @property
    def rejects(self) -> Path | None:
        """Return the file of refused rows, to correct and load again."""
        return None if self.refusing is None or self.refusing.dry_run else self.refusing.path


@dataclass(frozen=True)
class Options:
    """How a load is asked for."""

    strict: bool = False
    dry_run: bool = False
    instead_of: str | None = None
    now: datetime | None = None


def load_file(
    workspace: Workspace,
    path: Path,
    *,
    source: str | None = None,
    territory: str | None = None,
    options: Options | None = None,
) -> Loaded:
    """Load a workbook or a file of a register, told by its content or by ``source``.

    Raises BadInput when the file is of no known form, Misuse for an unknown source or territory.
    """
    asked = options or Options()
    if source in WORKBOOK or (source is None and workbook.is_workbook(path)):
        if territory is not None:
            raise BadInput(
                "{file} est un classeur : --territory ne filtre que les registres.",
                "{file} is a workbook: --territory filters registers only.",
                file=path.name,
            )
        return load_workbook(
            workspace, path, strict=asked.strict, dry_run=asked.dry_run,
            instead_of=asked.instead_of, now=asked.now,
        )  # fmt: skip
    return load_register(workspace, path, source=source, territory=territory, options=asked)


def load_workbook(
    workspace: Workspace,
    path: Path,
    *,
    strict: bool = False,
    dry_run: bool = False,
    instead_of: str | None = None,
    now: datetime | None = None,
) -> Loaded:
    """Load a workbook; a workbook of the same file name is replaced, or the one ``instead_of``.

    Good rows load and refused ones are reported. With ``strict``, one refused row refuses
    all. Raises BadInput when the file cannot be read, when no row is good, or when the graph
    would break a shape; the store is then what it was before.
    """
    asked = Options(strict, dry_run, instead_of, now)
    with stage(READING):
        tables, unknown = workbook.read_tables(path)
        checked = workbook.check(tables, cache(lambda: _communes(workspace)))
    entry = _placed(workspace, Entry.of("", path, now), path, asked)
    if (known := _known(workspace, entry, asked)) is not None:
        return known
    dropped = {t.sheet.key: t.dropped for t in tables.values() if t.dropped}
    done = Loaded(entry, checked.report, dropped=dropped, unknown=tuple(unknown))
    require(done, asked)
    lines = workbook.statements(
        checked, minter=workspace.minter, source=entry.source, version=entry.version
    )
    return _commit(workspace, asked, done, (line.encode() for line in nquads(lines)))


def load_register(
    workspace: Workspace,
    path: Path,
    *,
    source: str | None = None,
    territory: str | None = None,
    options: Options | None = None,
) -> Loaded:
    """Load a file of a register; a newer edition of the same file replaces the older one.

    Every row is counted, refused ones also go to a file. Raises as :func:`load_workbook`.
    """
    asked = options or Options()
    reading = recognise(path, source)
    scope, context = _setting(workspace, path, territory)
    kind = f"{reading.source.key}\0{reading.layout.key}\0{scope.key if scope else ''}"
    entry = replace(
        Entry.of("", path, asked.now, salt=kind),
        kind=reading.source.key, layout=reading.layout.key, scope=scope.name if scope else "",
        place=sha256(scope.key.encode()).hexdigest()[:12] if scope else "",
    )  # fmt: skip
    entry = _placed(workspace, entry, path, asked)
    if (known := _known(workspace, entry, asked)) is not None:
        return replace(known, title=reading.layout.title)
    out = Emit(
        workspace.minter, entry.source, entry.version, entry.register, name=entry.name,
        secret=lambda: secret(workspace, dry_run=asked.dry_run),
    )  # fmt: skip
    report = Report()
    with (
        collecting_seldom(),
        ending(),
        Rejects(workspace.path, entry.source, dry_run=asked.dry_run) as rejects,
    ):
        blocks = reading.blocks(
            out, context, report, refuse=discreet(rejects.add, Sieve.of(workspace)),
            progress=partial(tell, READING),
        )  # fmt: skip
        done = Loaded(entry, report, title=reading.layout.title, refusing=rejects,
                      territory=scope.title if scope else "")  # fmt: skip
        done = _commit(workspace, asked, done, blocks, out)
    if not (asked.dry_run or done.unchanged or report.refused):
        report.notices += put_aside(rejects.path)
    return done


def _placed(workspace: Workspace, new: Entry, path: Path, asked: Options) -> Entry:
    return placed(held(workspace).entries, new, path.resolve().parent, asked.instead_of)


def _known(workspace: Workspace, new: Entry, asked: Options) -> Loaded | None:
    """Return what there is to tell of a file that is loaded under another name.

    Raises, before a long file is read, when it may not replace what it would.
    """
    loaded = held(workspace).entries
    replaced(loaded, new, asked.instead_of)
    old = twin(loaded, new)
    if old is None or asked.instead_of is not None:
        return None
    if not asked.dry_run and not is_current(workspace):
        rebuild(workspace)
    return Loaded(old, Report(notices=[is_twin(old, new)]), unchanged=True)


READING = Text("Lecture", "Reading")


@contextmanager
def collecting_seldom() -> Iterator[None]:
    """Look for garbage a hundred times more seldom: rows are many lists and never a cycle.

    Looking takes a fifth of the time of reading a table.
    """
    before = gc.get_threshold()
    gc.set_threshold(100 * before[0], *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _setting(
    workspace: Workspace, path: Path, territory: str | None
) -> tuple[Scope | None, Context]:
    """Return the territory asked for, and what the rows of a file may ask of the workspace."""
    before = held(workspace)
    store = workspace.store() if before.sound else None
    places = _places(workspace, store)
    scope = scope_of(places, territory) if territory is not None else None

    facts = [g for g in store.graphs() if layers.layer_of(g) in layers.FACTS] if store else []

    def seated() -> frozenset[str]:
        asked = "SELECT DISTINCT ?number ?seat WHERE { ?a ea:seat ?seat ; ea:siren|ea:rna ?number }"
        found = _numbers(store, facts, asked)
        return frozenset(n for n, seat in found if scope and scope.holds(seat.rpartition("/")[2]))

    hidden = Known(workspace.sources, before.entries)
    return scope, Context(writable(path.name), places, scope, seated, hidden.__contains__)


def _communes(workspace: Workspace) -> dict[str, str]:
    """Return code → name of the communes that the workspace knows."""
    return _places(workspace, workspace.store() if held(workspace).sound else None).communes


def _places(workspace: Workspace, store: LocalStore | None) -> Places:
    """Return the territories that the workspace knows, whether it holds anything or not."""
    graphs = layers.graphs(store, "asserted") if store else []
    return known_places(workspace.base, store, graphs)


def _numbers(store: LocalStore | None, graphs: list[str], asked: str) -> Iterator[tuple[str, str]]:
    """Yield the rows of a question for numbers, as text; a restricted seat counts as a seat."""
    for row in store.select(asked, graphs=graphs).rows if store and graphs else ():
        first, second = (str(getattr(term, "value", "")) for term in (row[0], row[-1]))
        yield first, second


def _commit(
    workspace: Workspace,
    asked: Options,
    done: Loaded,
    blocks: Iterable[bytes],
    out: Emit | None = None,
) -> Loaded:
    """Keep the statements, build the new version and switch to it; nothing else is left behind."""
    if asked.dry_run:
        done.report.notices += rehearse(done.entry.source, blocks, lambda: require(done, asked))
        return replace(done, entry=done.entry.counted(done.report))
    with workspace.versions.lock():
        before = held(workspace)
        gone = replaced(before.entries, done.entry, asked.instead_of)
        others = [old for old in before.entries if old not in gone]
        if any(old.source == done.entry.source for old in others):
            raise _overtaken()
        sieve = Sieve.of(workspace)
        if _is_same(workspace, gone, done.entry, sieve):
            settle(workspace, before.entries)  # what a killed load left
            purge(workspace)
            return replace(done, unchanged=True, entry=gone[0])

        passing = sieve.passing(done.entry, blocks) if sieve else None
        tally = Tally(passing or blocks)

        def finish() -> tuple[Entry, Difference | None]:
            require(done, asked)
            entry = replace(done.entry.counted(done.report), statements=tally.lines)
            entry = passing.counted(entry) if passing else entry
            if out and out.undisclosed:
                entry = sieve.hiding(out.undisclosed, entry)
            return entry, _difference(
                workspace, gone, entry, out.recorder if out else None, passing
            )

        try:
            others = sieve.kept(others)
            keep = keeping(workspace.sources / done.entry.kept, tally)
            with closing(keep) as stream:
                fresh = Fresh(done.entry, stream, finish)
                built = build(workspace, others, fresh)
        except BaseException:
            settle(workspace, before.entries)
            raise
        settle(workspace, built.entries)
        purge(workspace)
    return _finished(done, built, passing)


def _finished(done: Loaded, built: Built, passing: Passing | None) -> Loaded:
    """Return a load with what its build tells."""
    entry = built.entries[-1]
    done.report.notices += built.notices + beside(built.entries, entry)
    done.report.notices += passing.told() if passing else []
    return replace(done, entry=entry, statements=built.statements, difference=built.difference)


def _is_same(workspace: Workspace, gone: list[Entry], new: Entry, sieve: Sieve) -> bool:
    """Tell whether a file is loaded already, with all that may be loaded of it."""
    if [(old.source, old.version) for old in gone] != [(new.source, new.version)]:
        return False
    if not set(gone[0].erased) <= sieve.forgotten.things:  # allowed again since
        return False
    return (workspace.sources / gone[0].kept).is_file() and is_current(workspace)


def _overtaken() -> StoreUnavailable:
    return StoreUnavailable(
        "Un autre chargement vient de finir dans cet espace de travail. Recommencez.",
        "Another load has just finished in this workspace. Try again.",
    )


def _difference(
    workspace: Workspace, gone: list[Entry], new: Entry, recorder: Recorder | None,
    passing: Passing | None,
) -> Difference | None:  # fmt: skip
    """Keep what a register's file says of each thing, and compare it with the edition before."""
    if recorder is None:
        return None
    index = passing.index(recorder.index()) if passing else recorder.index()
    index.write(workspace.sources / new.index)
    for old in gone:
        if before := Index.read(workspace.sources / old.index):
            return Difference.between(before, index, workspace, old, new)
    return None
