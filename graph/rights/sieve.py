"""Sources without what is forgotten: while one is loaded, and those that were kept before.

A source that was screened against today's list says so (``Entry.screened``): every build asks for
that, so that a line of ``decisions/forgotten.csv`` counts whoever wrote it. A screened file gets a
new name, and the old one is deleted once the store that needs it is switched: a process that is
killed leaves the state before, or the one after.
"""

from __future__ import annotations

import gzip
import io
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

from graph.difference import Index, forgetting
from graph.kept import Entry, keeping
from graph.progress import stage, tell
from graph.rejects import Refused
from graph.rights.forgotten import Forgotten
from graph.rights.keys import NUMBER
from graph.rights.mask import Mask
from graph.rights.screen import Screen
from graph.rights.tidy import numbers_in, texts_in
from graph.sources.report import Problem
from graph.undisclosed import Undisclosed, without
from ontology.text import Text

if TYPE_CHECKING:
    from graph.workspace import Workspace

Lines = Callable[[], Iterator[str]]
Refuse = Callable[[Sequence[str], Refused, Problem], None]
_PIECE = 10_000  # lines
_READING = Text("Relecture de ce qui est gardé", "Reading again what is kept")


@dataclass
class Sieve:
    """Screens the sources of a workspace."""

    workspace: Workspace
    forgotten: Forgotten
    names: frozenset[str] = frozenset()  # known beforehand of what is forgotten
    screens: list[Screen] = field(default_factory=list)  # what each source that changed held
    _done: int = 0  # statements read, of those in all, to tell how far the reading is
    _all: int = 0

    @classmethod
    def of(cls, workspace: Workspace) -> Sieve:
        """Return the sieve for what a workspace forgot; one for nothing is false."""
        return cls(workspace, Forgotten.of(workspace))

    def __bool__(self) -> bool:
        return bool(self.forgotten)

    # -- what was kept ---------------------------------------------------------------------------

    def kept(self, entries: Sequence[Entry]) -> list[Entry]:
        """Return sources screened against the list, those that were not until now under new names.

        Names that one source gives something forgotten are looked for in all of them.
        """
        stale = [entry for entry in entries if entry.screened != self.forgotten.digest]
        if not self:
            return list(entries)
        with self._read(stale):
            found = {entry.source: self._found(entry) for entry in stale}
            names = self.names.union(*(screen.names for screen in found.values()))
            return [
                self._screened(entry, found[entry.source], names) if entry in stale else entry
                for entry in entries
            ]

    @contextmanager
    def _read(self, entries: Sequence[Entry]) -> Iterator[None]:
        """Tell how far the reading of sources is: each is read once to find, once to leave out."""
        self._done, self._all = 0, 2 * sum(entry.statements for entry in entries)
        with stage(_READING, self._all):
            yield

    def _told(self, entry: Entry) -> Iterator[str]:
        for number, line in enumerate(self._lines(entry), 1):
            yield line
            if number % _PIECE == 0:
                tell(_READING, self._done + number, self._all)
        self._done += entry.statements
        tell(_READING, self._done, self._all)

    def _lines(self, entry: Entry) -> Iterator[str]:
        with gzip.open(self.workspace.sources / entry.kept, "rt", encoding="utf-8") as file:
            yield from file

    def _found(self, entry: Entry) -> Screen:
        screen = self._screen(entry)
        screen.first(self._told(entry))
        _follow(screen, lambda: self._lines(entry))
        return screen

    def _screen(self, entry: Entry) -> Screen:
        return Screen(self.forgotten, self.workspace.base, entry.is_workbook)

    def _screened(self, entry: Entry, screen: Screen, names: Iterable[str]) -> Entry:
        """Write a source without what is forgotten, if it holds any; return it as it is then."""
        new = replace(entry, screened=self.forgotten.digest, revision=entry.revision + 1)
        file = self.workspace.sources / new.kept
        lines = screen.cleaned(self._told(entry), self._mask(entry, names))
        deque(keeping(file, _blocks(lines)), maxlen=0)
        hidden = self._hidden(entry, new)
        if not (screen.dropped or screen.masked or hidden):
            for name in (new.kept, new.index, new.undisclosed):
                (self.workspace.sources / name).unlink(missing_ok=True)
            return replace(entry, screened=self.forgotten.digest)
        self._index(entry, new, screen)
        self.screens.append(screen)
        erased = sorted({*entry.erased, *screen.things})
        left = entry.statements and max(0, entry.statements - screen.dropped)
        return replace(new, erased=erased, statements=left, hidden=max(0, entry.hidden - hidden))

    def _mask(self, entry: Entry, names: Iterable[str]) -> Mask:
        """Return what takes names out; those of a workbook are told by digest as well."""
        known = self.forgotten.normal if entry.is_workbook else None
        return Mask(names, known)

    def _index(self, entry: Entry, new: Entry, screen: Screen) -> None:
        index = Index.read(self.workspace.sources / entry.index)
        if index is not None:
            forgetting(index, screen.gone).write(self.workspace.sources / new.index)

    def _hidden(self, entry: Entry, new: Entry) -> int:
        """Write whom Sirene hides without who is forgotten; return how many go."""
        if not entry.hidden:
            return 0
        folder = self.workspace.sources
        old, path = folder / entry.undisclosed, folder / new.undisclosed
        return without(old, path, self.forgotten.number if NUMBER in self.forgotten.kinds else None)

    def is_about(self, cells: Iterable[str]) -> bool:
        """Tell whether cells of a row name something forgotten, or give its number."""
        mask = Mask((), self.forgotten.normal)
        return any(
            mask.text(cell) != cell or any(map(self.forgotten.number, numbers_in(cell)))
            for cell in cells
            if cell
        )

    def hiding(self, noted: Undisclosed, entry: Entry) -> Entry:
        """Write whom Sirene hides, as a load noted it; return the source with their number."""
        path = self.workspace.sources / entry.undisclosed
        noted.write(path)
        gone = without(path, path, self.forgotten.number) if NUMBER in self.forgotten.kinds else 0
        return replace(entry, hidden=len(noted) - gone)

    def preview(self, entries: Sequence[Entry]) -> list[Screen]:
        """Return what would be found and left out of kept sources; nothing is written."""
        with self._read(entries):
            found = {entry.source: self._found(entry) for entry in entries}
            names = self.names.union(*(screen.names for screen in found.values()))
            for entry in entries:
                screen = found[entry.source]
                deque(screen.cleaned(self._told(entry), self._mask(entry, names)), maxlen=0)
        return list(found.values())

    # -- what is being loaded --------------------------------------------------------------------

    def passing(self, entry: Entry, blocks: Iterable[bytes]) -> Passing:
        """Return what passes the statements of a file that is being read, once all are known."""
        return Passing(self, self._screen(entry), entry, blocks)


def discreet(refuse: Refuse, sieve: Sieve) -> Refuse:
    """Return what notes refused rows: of one about something forgotten, where and why alone."""
    if not sieve:
        return refuse

    def noted(headers: Sequence[str], kept: Refused, problem: Problem) -> None:
        if sieve.is_about(texts_in(kept if isinstance(kept, Mapping) else list(kept))):
            kept = {} if isinstance(kept, Mapping) else [""] * len(kept)
        refuse(headers, kept, problem)

    return noted


@dataclass
class Passing:
    """Statements on their way in; they are held in a file without a name until all are known."""

    sieve: Sieve
    screen: Screen
    entry: Entry
    blocks: Iterable[bytes]

    def __iter__(self) -> Iterator[bytes]:
        """Yield the statements without what is forgotten."""
        folder = self.sieve.workspace.sources
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder) as spool:
            with gzip.GzipFile("", "wb", 1, spool) as file:
                for block in self.blocks:
                    file.write(block)
                    self.screen.first(io.StringIO(block.decode("utf-8"), newline="\n"))

            def lines() -> Iterator[str]:
                spool.seek(0)
                with gzip.open(spool, "rt", encoding="utf-8", newline="\n") as text:
                    yield from text

            _follow(self.screen, lines)
            mask = self.sieve._mask(self.entry, self.screen.names)
            yield from _blocks(self.screen.cleaned(lines(), mask))

    def counted(self, entry: Entry) -> Entry:
        """Return a source as it was kept: screened, and what of it is left out."""
        erased = sorted(self.screen.things)
        return replace(entry, screened=self.sieve.forgotten.digest, erased=erased)

    def index(self, index: Index) -> Index:
        """Return an index without what is left out."""
        return forgetting(index, self.screen.gone)

    def told(self) -> list[Text]:
        """Return what there is to tell, without a name."""
        if not (self.screen.dropped or self.screen.masked):
            return []
        return [_LEFT_OUT.fill(n=self.screen.dropped, m=self.screen.masked)]


_LEFT_OUT = Text(
    "{n} {n:énoncé sur ce qui est oublié ici n'est pas chargé|énoncés sur ce qui est oublié ici ne "
    "sont pas chargés}, {m} {m:autre n'en garde|autres n'en gardent} pas le nom (« alliances "
    "forget --list »).",
    "{n} {n:statement about what is forgotten here is|statements about what is forgotten here are} "
    "not loaded, {m} {m:other does|others do} not keep its name ('alliances forget --list').",
)


def _follow(screen: Screen, lines: Lines) -> None:
    while screen.found and screen.again(lines()):
        pass


def _blocks(lines: Iterable[str]) -> Iterator[bytes]:
    held: list[str] = []
    for line in lines:
        held.append(line)
        if len(held) == _PIECE:
            yield "".join(held).encode("utf-8", "replace")
            held = []
    if held:
        yield "".join(held).encode("utf-8", "replace")


def purge(workspace: Workspace) -> bool:
    """Delete versions of the store that hold what is forgotten; tell whether none is left.

    Call it under the lock of the versions. One that a program of Windows still reads stays.
    """
    import json

    forgotten = Forgotten.of(workspace).digest
    current = workspace.versions.current()
    for folder in workspace.versions.others(current):
        screened: set[str] = {"?"}
        with suppress(OSError, ValueError, AttributeError):
            manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
            screened = {str(each.get("screened", "")) for each in manifest.get("sources", [])}
        if forgotten and screened != {forgotten}:
            workspace.versions.drop(folder)
            if folder.exists():
                return False
    return True
