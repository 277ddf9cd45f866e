"""What was loaded, kept in ``sources/``: the store can be thrown away and made again from it.

::

    sources/
        manifest.json              the sources of the last finished load
        key                        drawn at random once: what the IRIs of persons are hashed with
        carnet-1a2b3c4d5e6f.nq.gz  the statements of one of them, after the door
        rna-1a2b3c4d5e6f.idx       of a register: a digest of what it says of each thing
        unites-1a2b3c4d5e6f.hidden of Sirene: the numbers of whoever must not be shown
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
import secrets
import zlib
from collections.abc import Generator, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from graph import decision_file
from graph.durable import put, write_text
from graph.errors import StoreUnavailable
from graph.identifiers import slug
from graph.sources.report import Report
from graph.store import LocalStore
from graph.store.bulk import blocks as grouped
from graph.workspace import Workspace
from ontology.text import writable

WORKBOOK = "workbook"
_PIECE = 1 << 22  # bytes compressed at a time
_LEVEL = 3  # of compression: the files are rebuilt from often and weighed seldom
_DATE = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}[-_]?[01][0-9](?:[-_]?[0-3][0-9])?(?![0-9])")
_NAMED = re.compile(r"[^\x00-\x1f/\\:.][^\x00-\x1f/\\:]*")  # a plain name, no path
_KEY = 32  # bytes
_PERSON = re.compile(rb"/id/person/[^/>]+/[0-9a-f]{16}>")  # of graph.sources.emit.Emit.opaque
_LONGEST, _HEAVIEST = 60, 200  # letters and bytes of a name: systems allow 255 for the whole


@dataclass(frozen=True)
class Entry:
    """A loaded source, as the manifest of a version keeps it."""

    source: str
    version: str  # the first twelve digits of the hash
    sha256: str
    file: str
    loaded: str
    counts: dict[str, dict[str, int]]
    problems: int = 0
    kind: str = WORKBOOK  # or the key of a register
    layout: str = ""
    scope: str = ""  # name of the territory that the load kept to
    hidden: int = 0  # how many numbers it says must not be shown
    place: str = ""  # digest of what that territory is made of
    name: str = ""  # what the IRIs of its things are made of: one for all territories of a file
    folder: str = ""  # that the file was in
    edition: str = ""  # the date in the file's name, "20240601" or "202406"
    origin: str = ""  # of corrected rows: the source that refused them
    statements: int = 0  # as they were kept
    screened: str = ""  # digest of the list of what is forgotten that it was screened against
    revision: int = 0  # how many times something was erased from what was kept
    erased: list[str] = field(default_factory=list)  # of that list, the things that it held

    def __post_init__(self) -> None:
        """Let the source be the name, unless another was chosen."""
        object.__setattr__(self, "name", self.name or self.source)

    @classmethod
    def of(cls, source: str, path: Path, now: datetime | None, *, salt: str = "") -> Entry:
        """Describe a file about to be loaded; ``salt`` is what else decides the statements."""
        sha256, loaded = digest(path), now or datetime.now(UTC)
        version = hashlib.sha256(f"{sha256}\0{salt}".encode()).hexdigest() if salt else sha256
        file = path.resolve()
        return cls(
            source, version[:12], sha256, writable(file.name),
            loaded.isoformat(timespec="seconds"), {}, folder=writable(file.parent.name),
        )  # fmt: skip

    def counted(self, report: Report) -> Entry:
        """Return the entry with the counts of a finished reading.

        Of a register every refused row is a problem; in a workbook one may take others with it.
        """
        problems = len(report.problems) if self.is_workbook else report.refused
        return replace(self, counts=report.counts(), problems=problems)

    @property
    def rows(self) -> int:
        """How many rows of the file are in the graph, as they were or repaired."""
        return sum(count["loaded"] + count.get("repaired", 0) for count in self.counts.values())

    @property
    def refused(self) -> int:
        """How many rows of the file were refused; one may have several problems."""
        return sum(count.get("rejected", 0) for count in self.counts.values())

    @property
    def is_workbook(self) -> bool:
        """Tell whether the source is the facilitator's own workbook."""
        return self.kind == WORKBOOK

    @property
    def register(self) -> str:
        """What its register's IRI is made of: one for all territories of a file."""
        return self.source if self.origin else self.name

    @property
    def _stem(self) -> str:
        again = f"-r{self.revision}" if self.revision else ""
        return f"{self.source}-{self.version}{again}"

    @property
    def kept(self) -> str:
        """The name of its file in ``sources/``."""
        return f"{self._stem}.nq.gz"

    @property
    def undisclosed(self) -> str:
        """The name of the file that says whose number must not be shown."""
        return f"{self._stem}.hidden"

    @property
    def files(self) -> tuple[str, str, str]:
        """The names of all its files in ``sources/``; only the first is always there."""
        return self.kept, self.index, self.undisclosed

    @property
    def index(self) -> str:
        """The name of the file that says, of a register, which things it describes and how."""
        return f"{self._stem}.idx"


def edition_of(words: str) -> str:
    """Return the digits of the date that a file's name tells, or "" where it tells none.

    >>> edition_of("rna_waldec_2024-06-01"), edition_of("elus_202406"), edition_of("Réserve 2013")
    ('20240601', '202406', '')
    """
    found = _DATE.search(words)
    return re.sub("[^0-9]", "", found[0]) if found else ""


def source_name(words: str, *, undated: bool = False) -> str:
    """Return the name of the source that a file is an edition of.

    ``undated`` takes full dates and months out of it, by which editions differ; a year alone
    stays, as it may say what the file is about.

    >>> source_name("rna_waldec_20240601_dpt_13", undated=True), source_name("Réserve 2013")
    ('rna-waldec-dpt-13', 'reserve-2013')
    """
    if undated:
        words = _DATE.sub(" ", words)
    name = slug(words) or "classeur"
    if len(name) <= _LONGEST and len(name.encode()) <= _HEAVIEST:
        return name
    begun = name[:_LONGEST].encode()[:_HEAVIEST].decode(errors="ignore")
    return f"{begun}-{hashlib.sha256(name.encode()).hexdigest()[:8]}"


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, or of the tables in a folder with their names."""
    from graph.sources.workbook import tables_in  # which status, and much else, can do without

    found = hashlib.sha256()
    for file in tables_in(path) if path.is_dir() else [path]:
        if path.is_dir():
            found.update(f"{file.name}\0{file.stat().st_size}\0".encode())
        with file.open("rb") as content:
            while block := content.read(1 << 20):
                found.update(block)
    return found.hexdigest()


@dataclass(frozen=True)
class Held:
    """What a workspace holds before a load."""

    entries: list[Entry]
    made_with: str  # the settings and words that the store was built with
    sound: bool  # whether the store can be read


def held(workspace: Workspace) -> Held:
    """Return what the workspace holds; where the store is lost, what ``sources/`` remembers.

    Raises StoreUnavailable where sources were kept and nothing tells any more which they are: a
    load that took them for none would delete them.
    """
    known = None
    with suppress(StoreUnavailable):
        manifest = workspace.versions.manifest()
        known = _entries(manifest)
        if manifest and known is not None:
            LocalStore.open(workspace.versions.current() or workspace.path).graphs()
            return Held(known, str(manifest.get("made_with", "")), sound=True)
    noted = remembered(workspace)
    found = known or _entries(noted)
    if found is None or (noted == {} and known is None):
        raise _forgotten()
    return Held(found, "", sound=False)


def _forgotten() -> StoreUnavailable:
    return StoreUnavailable(
        "On ne sait plus quelles sources sont chargées : store et sources/manifest.json manquent "
        "ou sont abîmés. Remettez sources/manifest.json d'une sauvegarde ; sans elle, supprimez "
        "les dossiers store et sources, puis rechargez vos fichiers. Vos décisions restent.",
        "Which sources are loaded is no longer known: store and sources/manifest.json are missing "
        "or damaged. Put sources/manifest.json back from a backup; without one, delete the "
        "folders store and sources, then load your files again. Your decisions stay.",
    )


def entries(workspace: Workspace) -> list[Entry]:
    """Return the sources that the finished version holds."""
    found = _entries(workspace.versions.manifest())
    if found is None:
        raise workspace.versions.unreadable()
    return found


def _entries(manifest: dict[str, Any] | None) -> list[Entry] | None:
    """Return the sources that a manifest tells of; None of a damaged one."""
    names = set(Entry.__dataclass_fields__)
    with suppress(TypeError, KeyError, AttributeError, ValueError):
        found = [
            Entry(**{name: value for name, value in entry.items() if name in names})
            for entry in (manifest or {}).get("sources", [])
        ]
        if manifest is not None and all(map(_is_sound, found)):
            return found
    return None


def _is_sound(entry: Entry) -> bool:
    """Tell whether an entry names files in ``sources/`` and the time of its load.

    Raises TypeError or ValueError for one that a damaged manifest made of something else.
    """
    datetime.fromisoformat(entry.loaded)
    return all(map(_NAMED.fullmatch, (entry.source, entry.name, entry.version)))


def remembered(workspace: Workspace) -> dict[str, Any] | None:
    """Return what ``sources/`` remembers of the last load; None where it cannot be read."""
    path = workspace.sources / "manifest.json"
    if not path.exists():
        return {}
    with suppress(OSError, ValueError):
        found = json.loads(path.read_text(encoding="utf-8"))
        if isinstance(found, dict):
            return found
    return None


def keeping(path: Path, blocks: Iterable[bytes]) -> Generator[bytes]:
    """Pass blocks on, and write them compressed; the file has its final name only once it is whole.

    Compressing goes on beside the reading: it frees the interpreter while it works.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".part")
    with (
        ThreadPoolExecutor(1) as worker,
        draft.open("wb") as raw,
        gzip.GzipFile("", "wb", _LEVEL, raw, mtime=0) as file,
    ):
        under_way: Future[int] | None = None
        for block in grouped(blocks, _PIECE):
            if under_way:
                under_way.result()
            under_way = worker.submit(file.write, block)
            yield block
        if under_way:
            under_way.result()
    put(draft, path)


def remember(workspace: Workspace, sources: Iterable[Entry]) -> None:
    """Note which sources a finished load left, for the day when the store is lost."""
    text = json.dumps({"sources": list(map(asdict, sources))}, ensure_ascii=False, indent=1)
    write_text(workspace.sources / "manifest.json", text)


def secret(workspace: Workspace, *, dry_run: bool = False) -> bytes:
    """Return the workspace's key to hash with, drawn the first time that it is needed.

    Raises StoreUnavailable where one was drawn before and is lost: what was hashed with it would
    not be recognised with another.
    """
    path = workspace.sources / "key"
    if path.exists():
        return key_of(path)
    if was_used(workspace):
        raise _lost()
    drawn = secrets.token_bytes(_KEY)
    if not dry_run:
        write_text(path, drawn.hex())
    return drawn


def was_used(workspace: Workspace) -> bool:
    """Tell whether something forgotten, or persons of a register, were hashed with a key."""
    from graph.rights import forgotten

    if forgotten.read(workspace.path):
        return True
    found = _entries(remembered(workspace)) or []
    return any(_names_persons(workspace.sources / e.kept) for e in found if not e.is_workbook)


def _names_persons(path: Path) -> bool:
    """Tell whether a kept register holds persons, whose IRIs are made with the key."""
    with suppress(OSError, EOFError, zlib.error), gzip.open(path) as file:
        return any(_PERSON.search(line) for line in file)
    return False


def _lost() -> StoreUnavailable:
    return StoreUnavailable(
        "sources/key manque : c'est avec lui que ce qui est oublié (decisions/forgotten.csv) et "
        "les personnes des registres sont codés. Rien n'est changé. Remettez sources/key d'une "
        "sauvegarde. Sans elle : retirez vos registres de personnes (alliances sources --remove), "
        "supprimez les lignes de decisions/forgotten.csv, puis rechargez, et effacez de nouveau "
        "(alliances forget) avant tout partage.",
        "sources/key is missing: what is forgotten (decisions/forgotten.csv) and the persons of "
        "registers are coded with it. Nothing is changed. Put sources/key back from a backup. "
        "Without one: take your registers of persons out (alliances sources --remove), delete the "
        "lines of decisions/forgotten.csv, then load again, and erase again (alliances forget) "
        "before you share anything.",
    )


def key_of(path: Path) -> bytes:
    """Return the key that a file holds; raises StoreUnavailable for a damaged one.

    Another key would give every person another IRI: it is never drawn in the place of one.
    """
    with suppress(ValueError):
        found = bytes.fromhex(path.read_text(encoding="ascii"))
        if len(found) == _KEY:
            return found
    raise StoreUnavailable(
        "sources/key est abîmé : c'est avec lui que les personnes sont codées. Remettez-le d'une "
        "sauvegarde ; sans elle, supprimez-le, puis retirez et rechargez vos registres de "
        "personnes.",
        "sources/key is damaged: persons are coded with it. Put it back from a backup; without "
        "one, delete it, then take your registers of persons out and load them again.",
    )


def settle(workspace: Workspace, sources: Sequence[Entry]) -> None:
    """Note which sources there are, then delete what is kept of others: in this order.

    A load may have been killed between its switch and this note: who comes next writes it.
    """
    if _entries(remembered(workspace)) != list(sources):
        remember(workspace, sources)
    _sweep(workspace, sources)
    decision_file.sweep(workspace.path)
    workspace.draft.unlink(missing_ok=True)


def _sweep(workspace: Workspace, sources: Iterable[Entry]) -> None:
    """Delete files of sources that are none of these, and unfinished ones."""
    named = {name for entry in sources for name in entry.files}
    if workspace.sources.is_dir():
        for path in workspace.sources.iterdir():
            if (
                path.name.endswith((".nq.gz", ".idx", ".hidden", ".part"))
                and path.name not in named
            ):
                with suppress(OSError):  # what cannot be deleted now is next time
                    path.unlink()
