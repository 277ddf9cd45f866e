"""Build a finished version of the store from the kept sources and the decisions."""

from __future__ import annotations

import gc
import gzip
import hashlib
import json
import traceback
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pyoxigraph as ox

import ontology
from graph import answers, decisions, layers
from graph.coherence import conformity, contradictions, twins
from graph.corrections import told_of
from graph.derive import potential_alliances
from graph.difference import Difference
from graph.editions import by_strength
from graph.errors import NotFound, StoreUnavailable
from graph.extract import count, extract
from graph.fingerprint import made_with, program
from graph.identity import settle
from graph.identity.once import once
from graph.kept import Entry
from graph.meanings import meanings
from graph.progress import ending, tell, tracked
from graph.rdf import Iri, Statement, nquads, speaker
from graph.resolve import find
from graph.rights import acted, optout, rectification, rectified, retention
from graph.shortcuts import Shortcuts
from graph.sources.catalogue import sources as registers
from graph.standings import Standings
from graph.store import LocalStore
from graph.store.anew import write_anew
from graph.store.bulk import bulk_load
from graph.store.seals import seals
from graph.undisclosed import recall
from graph.wording import shell
from graph.workspace import Workspace
from ontology.text import Text

DERIVED_UP_TO = 3_000  # actors: above, suggestions are worked out only when they are asked for
CHECKED_UP_TO = 5_000  # things of a new source checked against the shapes, evenly spread
COMPACTED_UP_TO = 3_000_000  # statements: above, compacting takes longer than it saves
_PIECE = 8_000_000  # bytes
_TAKING_UP = Text("Reprise des sources gardées", "Taking up the sources kept")
_VERDICTS = (decisions.SAME, decisions.NOT_SAME)


@dataclass(frozen=True)
class Fresh:
    """A source that is loaded while it is read; the others are loaded from what was kept."""

    entry: Entry
    blocks: Iterable[bytes]
    finish: Callable[[], tuple[Entry, Difference | None]]
    """Called once all is read: gives the counts and the difference, or raises to refuse all."""


@dataclass(frozen=True)
class Built:
    """A finished version: what it holds, and what is worth telling."""

    entries: list[Entry]
    statements: int
    notices: list[Text]
    difference: Difference | None = None
    retired: int = 0  # mandates that ended too long ago


def build(
    workspace: Workspace,
    kept: list[Entry],
    fresh: Fresh | None = None,
) -> Built:
    """Build, check and switch to a version that holds some kept sources and a fresh one.

    Only the fresh one is checked against the shapes: the others were, when they were loaded.
    Call it under the lock of the versions; raises BadInput when the fresh one is not coherent.
    """
    requests = acted.digests(workspace.path)  # before: what changes meanwhile does not act
    with ending(), workspace.versions.build() as folder:
        try:
            built = _fill(folder, workspace, kept, fresh)
        except BaseException as error:
            _let_go(error)
            raise
        finally:
            gc.collect()  # of what pySHACL leaves behind, which holds the database open too
        if built.retired and built.statements <= COMPACTED_UP_TO:
            write_anew(folder)  # or names that were deleted stay in its files
        manifest = {
            "sources": [asdict(entry) for entry in built.entries],
            "statements": built.statements,
            "made_with": made_with(workspace),
            acted.NOTED: requests,
            retention.NOTED: built.retired,
            "files": seals(folder),
        }
        text = json.dumps(manifest, ensure_ascii=False, indent=1)
        (folder / "manifest.json").write_text(text, encoding="utf-8", newline="\n")
    retention.drop_older(workspace.versions, built.retired)
    acted.note(workspace.path)
    built.notices.extend(acted.told(acted.gone(workspace.path)))
    return built


def rehearse(source: str, blocks: Iterable[bytes], finish: Callable[[], object]) -> list[Text]:
    """Check a source against the shapes as `build` would, in a store that is thrown away.

    The shapes ask nothing of other sources. ``finish`` and what is raised: as of `build`.
    """
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        store = ox.Store(folder)
        try:
            bulk_load(store, blocks)
            finish()
            return conformity(store, source, CHECKED_UP_TO)
        except BaseException as error:
            _let_go(error)
            raise
        finally:
            del store  # closes its files: a folder in use is not deleted on Windows
            gc.collect()


def _let_go(error: BaseException | None) -> None:
    """Empty the frames of an error: they hold the database open, and its folder must go."""
    while error is not None:
        traceback.clear_frames(error.__traceback__)
        error = error.__cause__ or error.__context__


def _fill(folder: Path, workspace: Workspace, kept: list[Entry], fresh: Fresh | None) -> Built:
    """Write a database of the sources, settle who is who, work out what follows from them."""
    store = ox.Store(str(folder))
    store.bulk_extend(meanings(workspace.minter))
    entries, difference = list(kept), None
    for entry in tracked(_TAKING_UP, kept, len(kept)):
        _load_kept(store, workspace.sources / entry.kept, entry)
    if fresh is not None:
        bulk_load(store, fresh.blocks)
        entry, difference = fresh.finish()
        entries.append(entry)
    _bulk(store, _provenance(workspace, entries, store))
    tell(Text("Vérification", "Checking"))
    notices = _check(store, entries) if fresh else []
    tell(Text("Qui est qui", "Who is who"))
    recall(store, workspace.minter, workspace.sources, entries)
    optout.state(store, workspace.minter, optout.read(workspace.path))
    said = once(store, [[one.source for one in group] for group in by_strength(entries)])
    notices += told_of(said, entries) if fresh else []
    same, apart = (decisions.pairs(workspace.path, said) for said in _VERDICTS)
    notices += settle(store, _ranks(entries), same, _keyed(entries), apart)
    made = _Run.of(workspace, entries)
    notices += _decided(store, workspace, made)
    day = workspace.as_of or date.today()
    retired = retention.retire(store, day, workspace.mandates_kept)
    if difference is not None:
        difference.name(store)
    notices += _derive(store, workspace, made)
    size = len(store)
    if size <= COMPACTED_UP_TO:
        store.optimize()
    store.flush()
    return Built(entries, size, notices, difference, retired)


def _decided(store: ox.Store, workspace: Workspace, made: _Run) -> list[Text]:
    """Let count what people decided of actors."""
    notices = rectification.apply(
        store, workspace.minter, rectified.read(workspace.path), made.time
    )
    optout.silence(store, workspace.minter)
    return notices


def _check(store: ox.Store, entries: list[Entry]) -> list[Text]:
    """Refuse a last source that breaks a shape; tell where it contradicts the others."""
    new = entries[-1]
    notices = conformity(store, new.source, CHECKED_UP_TO)
    if not new.is_workbook:
        return notices
    files = {entry.source: entry.file for entry in entries if entry.is_workbook}
    return notices + twins(store, files, new) + contradictions(store, files, new)


def _ranks(sources: Sequence[Entry]) -> dict[str, float]:
    """Return source → rank: whose name of an actor is shown, the workbook's before a register's.

    Of one register, the newest edition comes first, then what was loaded last; corrected rows
    come last.
    """
    known = registers()
    by_age = list(reversed(sources))
    by_age.sort(key=lambda entry: entry.edition, reverse=True)
    by_age.sort(key=lambda entry: bool(entry.origin))
    return {
        entry.source: known[entry.kind].rank + place / len(sources) if entry.kind in known else 0
        for place, entry in enumerate(by_age)
    }


def _keyed(sources: Iterable[Entry]) -> dict[str, str]:
    """Return source → the number that the IRIs of its actors are made of."""
    known = registers()
    return {entry.source: known[entry.kind].keyed_by for entry in sources if entry.kind in known}


def _load_kept(store: ox.Store, path: Path, entry: Entry) -> None:
    try:
        count_kept(path, entry, partial(bulk_load, store))
    except (OSError, EOFError, SyntaxError, zlib.error) as error:
        raise StoreUnavailable(
            "{file}, gardé du chargement de {loaded}, manque ou est abîmé ({error}). Retirez "
            "cette source, puis rechargez son fichier : alliances sources --remove {source}",
            "{file}, kept when {loaded} was loaded, is missing or damaged ({error}). Take this "
            "source out, then load its file again: alliances sources --remove {source}",
            file=f"sources/{path.name}",
            loaded=entry.file,
            source=shell(entry.source),
            error=getattr(error, "strerror", None) or error,
        ) from error


def count_kept(path: Path, entry: Entry, use: Callable[[Iterable[bytes]], object]) -> None:
    """Hand over the statements that were kept of a source; raises OSError if some are missing.

    A file that a power cut left empty is no damaged gzip: only the count tells.
    """
    with gzip.open(path) as file:
        counted = Tally(pieces(file.read))
        use(counted)
    if counted.lines != entry.statements and (entry.statements or not counted.lines):
        raise OSError(f"{counted.lines} / {entry.statements}")


class Tally:
    """Blocks of lines, and how many lines have passed."""

    def __init__(self, blocks: Iterable[bytes]) -> None:
        self._blocks = blocks
        self.lines = 0

    def __iter__(self) -> Iterator[bytes]:
        """Yield the blocks."""
        for block in self._blocks:
            self.lines += block.count(b"\n")
            yield block


def pieces(read: Callable[[int], bytes]) -> Iterator[bytes]:
    """Yield a text of lines in large pieces, each cut at the end of a line."""
    rest = b""
    while piece := read(_PIECE):
        cut = piece.rfind(b"\n") + 1
        if cut:
            yield rest + piece[:cut]
            rest = piece[cut:]
        else:
            rest += piece
    if rest:
        yield rest


def _bulk(store: ox.Store, statements: Iterable[Statement]) -> None:
    bulk_load(store, (line.encode() for line in nquads(statements)))


def _provenance(
    workspace: Workspace, sources: Sequence[Entry], store: ox.Store
) -> Iterator[Statement]:
    """Say of every graph of a source which file it came from, when and by what."""
    minter = workspace.minter
    say = speaker(minter.graph("prov"))
    for entry in sources:
        run = Iri(minter.thing("run", "load", f"{entry.source}-{entry.version}"))
        yield from say(run, "rdf:type", Iri(ontology.iri("prov:Activity")))
        yield from say(run, "rdfs:label", f"alliances load ({program()})")
        loaded = datetime.fromisoformat(entry.loaded)
        yield from say(run, "prov:startedAtTime", loaded)
        if entry.scope:
            yield from say(run, "ea:parameters", f"--territory {entry.scope}")
        yield from _described(workspace, entry)
        for layer, disclosure in (("asserted", "public"), ("restricted", "restreint")):
            named = Iri(minter.graph(layer, entry.source, entry.version))
            if not store.contains_named_graph(ox.NamedNode(named)):
                continue
            yield from say(named, "rdf:type", Iri(ontology.iri("dcat:Dataset")))
            yield from say(named, "dcterms:title", entry.file)
            yield from say(named, "ea:sha256", entry.sha256)
            yield from say(named, "dcterms:issued", loaded.date())
            yield from say(named, "prov:wasGeneratedBy", run)
            level = ontology.concepts("disclosure")[disclosure].iri
            yield from say(named, "ea:disclosure", Iri(level))


def _described(workspace: Workspace, entry: Entry) -> Iterator[Statement]:
    """Say what a source is: the facilitator's workbook, or a register with its licence."""
    say = speaker(workspace.minter.graph("prov"))
    if entry.is_workbook:
        book = Iri(workspace.minter.thing("source", "workbook", entry.source))
        yield from say(book, "rdf:type", Iri(ontology.iri("ea:Source")))
        yield from say(book, "dcterms:title", entry.file)
        return
    register = registers()[entry.kind]
    known = Iri(workspace.minter.thing("source", "register", entry.register))
    yield from say(known, "rdf:type", Iri(ontology.iri("ea:Source")))
    yield from say(known, "dcterms:title", f"{register.title.fr} ({entry.file})")
    yield from say(known, "dcterms:publisher", register.publisher)
    yield from say(known, "dcterms:license", register.licence)
    if register.page:
        yield from say(known, "foaf:page", Iri(register.page))


@dataclass(frozen=True)
class _Run:
    """What names the working out: the time of the last load, and a digest of all that decides it.

    A store built again from the same sources and decisions says the same, statement for statement:
    so nothing in it may come from the clock.
    """

    name: str
    time: datetime

    @classmethod
    def of(cls, workspace: Workspace, entries: Sequence[Entry]) -> _Run:
        """Name the run that works out what follows from sources and decisions."""
        loads = [datetime.fromisoformat(entry.loaded).astimezone(UTC) for entry in entries]
        time = max(loads, default=_NEVER).replace(microsecond=0)
        held = sorted(f"{entry.source}-{entry.version}" for entry in entries)
        day = workspace.as_of or date.today()
        made = "\0".join([made_with(workspace), day.isoformat(), *held])
        digest = hashlib.sha256(made.encode()).hexdigest()[:8]
        return cls(f"{time:%Y%m%dT%H%M%SZ}-{digest}", time)


_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def _derive(store: ox.Store, workspace: Workspace, made: _Run) -> list[Text]:
    """Work out what follows from the public graphs: shortcuts, then potential alliances."""
    reading = LocalStore(store)
    graphs = layers.graphs(reading, "asserted")
    asserted = [g for g in graphs if layers.layer_of(g) == "asserted"]
    run, now = made.name, made.time
    tell(Text("Raccourcis pour les questions", "Shortcuts for the questions"))
    _bulk(store, Shortcuts(store, asserted, workspace.minter, run).statements(now))
    known = count(reading, graphs, "ea:Stakeholder")
    if known > DERIVED_UP_TO:
        return [
            Text(
                "{n} acteurs : les alliances potentielles ne sont pas calculées d'avance au-delà "
                "de {most}. Chargez un territoire (--territory) pour les avoir.",
                "{n} actors: potential alliances are not worked out beforehand above {most}. Load "
                "one territory (--territory) to have them.",
            ).fill(n=known, most=DERIVED_UP_TO)
        ]
    tell(Text("Recherche d'alliances potentielles", "Looking for potential alliances"))
    network = extract(reading, graphs, as_of=workspace.as_of)
    _bulk(store, potential_alliances(
        network, minter=workspace.minter, run=run, asserted=asserted, now=now,
        memory=answers.memory(workspace.path, reading, graphs),
    ))  # fmt: skip
    tell(Text("Qui relie", "Who connects"))
    _bulk(store, Standings(network, workspace.minter, run).statements(
        asserted=asserted, now=now, collector=_collector(workspace, reading, graphs)
    ))  # fmt: skip
    return []


def _collector(workspace: Workspace, store: LocalStore, graphs: Sequence[str]) -> str | None:
    """Return the IRI of the collecting organisation, where the settings name a known one."""
    if not workspace.collector:
        return None
    try:
        return find(store, graphs, "ea:Stakeholder", workspace.collector)
    except NotFound:
        return None
