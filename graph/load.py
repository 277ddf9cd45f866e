"""From files to a finished version of the store: all or nothing."""

from __future__ import annotations

import gc
import gzip
import hashlib
import json
import traceback
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pyoxigraph as ox

import ontology
from graph import layers
from graph.coherence import contradictions, nonconformity, twins
from graph.derive import potential_alliances
from graph.errors import BadInput, NotFound, StoreUnavailable
from graph.extract import extract
from graph.kept import Entry, entries, entry_of, held, keep, remember, sweep
from graph.rdf import Iri, Statement, nquads, speaker
from graph.sources import workbook
from graph.sources.report import Report
from graph.store import LocalStore
from graph.store.bulk import bulk_load
from graph.workspace import Workspace
from ontology.text import Text

__all__ = ["Entry", "Loaded", "Refused", "entries", "load_workbook"]


@dataclass(frozen=True)
class Loaded:
    """What a load did: the report, the statements now in the store, what changed."""

    entry: Entry
    report: Report
    unchanged: bool = False
    statements: int = 0
    dropped: dict[str, tuple[str, ...]] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()


def load_workbook(
    workspace: Workspace,
    path: Path,
    *,
    strict: bool = False,
    dry_run: bool = False,
    instead_of: str | None = None,
    now: datetime | None = None,
) -> Loaded:
    """Load a workbook; a source of the same file name is replaced, or the one ``instead_of``.

    Good rows load and refused ones are reported. With ``strict``, one refused row refuses
    all. Raises BadInput when the file cannot be read, when no row is good, or when the graph
    would break a shape; the store is then what it was before.
    """
    tables, unknown = workbook.read_tables(path)
    checked = workbook.check(tables)
    report = checked.report
    entry = entry_of(path, report, now or datetime.now(UTC))
    dropped = {t.sheet.key: t.dropped for t in tables.values() if t.dropped}
    done = Loaded(entry, report, dropped=dropped, unknown=tuple(unknown))
    if strict and report.problems:
        raise Refused(done)
    _require_rows(path, done)
    if dry_run:
        return done
    with workspace.versions.lock():
        before = held(workspace)
        gone = [old for old in before.entries if old.source == entry.source]
        if instead_of is not None and instead_of != entry.file:
            gone.append(_named(before.entries, instead_of))
        same = before.sound and before.made_with == _made_with(workspace)
        if same and [old.sha256 for old in gone] == [entry.sha256]:
            return replace(done, unchanged=True)
        after = [old for old in before.entries if old not in gone] + [entry]
        lines = workbook.statements(
            checked, minter=workspace.minter, source=entry.source, version=entry.version
        )
        try:
            keep(workspace.sources / entry.kept, nquads(lines))
            count, notices = _rebuild(workspace, after, entry)
        except BaseException:
            sweep(workspace, before.entries)
            raise
        remember(workspace, after)
        sweep(workspace, after)
    report.notices += notices
    return replace(done, statements=count)


def _named(loaded: list[Entry], name: str) -> Entry:
    """Return a loaded source by its file name; raises NotFound with the names there are."""
    for entry in loaded:
        if name in {entry.file, entry.source}:
            return entry
    raise NotFound(
        "« {name} » n'est pas chargé ici. Fichiers chargés : {files}.",
        "'{name}' is not loaded here. Files loaded: {files}.",
        name=name,
        files=", ".join(entry.file for entry in loaded) or "0",
    )


class Refused(BadInput):
    """A load that refused everything; it carries the report of what was wrong."""

    def __init__(self, loaded: Loaded) -> None:
        self.loaded = loaded
        some = any(loaded.report.loaded.values())
        super().__init__(
            "Rien n'a été chargé : {n} refus dans {file}. {cure}",
            "Nothing was loaded: {n} refusal(s) in {file}. {cure}",
            n=len(loaded.report.problems),
            file=loaded.entry.file,
            cure=Text(
                "Corrigez-les, ou chargez les bonnes lignes sans --strict.",
                "Correct them, or load the good rows without --strict.",
            )
            if some
            else Text(
                "Aucune ligne n'est bonne : corrigez-les et rechargez.",
                "No row is good: correct them and load again.",
            ),
        )


def _require_rows(path: Path, done: Loaded) -> None:
    if sum(done.report.loaded.values()):
        return
    if done.report.problems:
        raise Refused(done)
    raise BadInput(
        "{file} ne contient aucune ligne à charger (les lignes « exemple: » ne comptent pas). "
        "Remplissez au moins la feuille « acteurs ».",
        "{file} holds no row to load (the rows 'example:' do not count). Fill in at least the "
        "sheet 'actors'.",
        file=path.name,
    )


def _made_with(workspace: Workspace) -> str:
    """Return a digest of what, with the sources, decides what the store says."""
    digest = hashlib.sha256(f"{_program()}\0{workspace.base}\0{workspace.as_of}".encode())
    for file in (*ontology.files(), *ontology.shapes()):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _rebuild(workspace: Workspace, sources: list[Entry], new: Entry) -> tuple[int, list[Text]]:
    """Build, check and switch to a version that holds these sources; return its size."""
    with workspace.versions.build() as folder:
        try:
            count, notices = _fill(folder, workspace, sources, new)
        except BaseException as error:
            _let_go(error)
            raise
        finally:
            gc.collect()  # of what pySHACL leaves behind, which holds the database open too
        manifest = {
            "sources": [asdict(entry) for entry in sources],
            "statements": count,
            "made_with": _made_with(workspace),
        }
        text = json.dumps(manifest, ensure_ascii=False, indent=1)
        (folder / "manifest.json").write_text(text, encoding="utf-8", newline="\n")
    return count, notices


def _let_go(error: BaseException | None) -> None:
    """Empty the frames of an error: they hold the database open, and its folder must go."""
    while error is not None:
        traceback.clear_frames(error.__traceback__)
        error = error.__cause__ or error.__context__


def _fill(
    folder: Path, workspace: Workspace, sources: list[Entry], new: Entry
) -> tuple[int, list[Text]]:
    """Write a database of the sources; raises BadInput when the new one is not coherent."""
    store = ox.Store(str(folder))
    _load_meanings(store, workspace)
    for entry in sources:
        _load_kept(store, workspace.sources / entry.kept)
    now = datetime.now(UTC).replace(microsecond=0)
    _bulk(store, _provenance(workspace, sources, store, now))
    if error := nonconformity(store, new.source):
        raise error
    _derive(store, workspace, now)
    store.optimize()
    store.flush()
    files = {entry.source: entry.file for entry in sources}
    return len(store), twins(store, files, new) + contradictions(store, files, new)


def _load_kept(store: ox.Store, path: Path) -> None:
    try:
        with gzip.open(path) as lines:
            bulk_load(store, lines)
    except (OSError, EOFError, SyntaxError, zlib.error) as error:
        raise StoreUnavailable(
            "{file}, gardé d'un chargement précédent, manque ou est abîmé ({error}). Remettez-le "
            "depuis une sauvegarde ; ou supprimez les dossiers store et sources de l'espace de "
            "travail, puis rechargez tous vos classeurs.",
            "{file}, kept from an earlier load, is missing or damaged ({error}). Restore it from "
            "a backup; or delete the folders store and sources of the workspace, then load all "
            "your workbooks again.",
            file=f"sources/{path.name}",
            error=getattr(error, "strerror", None) or error,
        ) from error


def _bulk(store: ox.Store, statements: Iterable[Statement]) -> None:
    bulk_load(store, (line.encode() for line in nquads(statements)))


def _load_meanings(store: ox.Store, workspace: Workspace) -> None:
    """Load the ontology and the vocabularies, so that labels can be asked for."""
    for file in ontology.files():
        name = "ontology" if file.parent.name == "ontology" else "vocab"
        graph = ox.NamedNode(workspace.minter.graph(name))
        facts = ox.parse(path=str(file), format=ox.RdfFormat.TURTLE, rename_blank_nodes=True)
        store.bulk_extend(ox.Quad(f.subject, f.predicate, f.object, graph) for f in facts)


def _provenance(
    workspace: Workspace, sources: Sequence[Entry], store: ox.Store, now: datetime
) -> Iterator[Statement]:
    """Say of every graph of a source which file it came from, when and by what."""
    minter = workspace.minter
    say = speaker(minter.graph("prov"))
    for entry in sources:
        run = Iri(minter.thing("run", "load", f"{entry.source}-{entry.version}"))
        yield from say(run, "rdf:type", Iri(ontology.iri("prov:Activity")))
        yield from say(run, "rdfs:label", f"alliances load ({_program()})")
        yield from say(run, "prov:startedAtTime", datetime.fromisoformat(entry.loaded))
        book = Iri(minter.thing("source", "workbook", entry.source))
        yield from say(book, "rdf:type", Iri(ontology.iri("ea:Source")))
        yield from say(book, "dcterms:title", entry.file)
        for layer, disclosure in (("asserted", "public"), ("restricted", "restreint")):
            named = Iri(minter.graph(layer, entry.source, entry.version))
            if not store.contains_named_graph(ox.NamedNode(named)):
                continue
            yield from say(named, "rdf:type", Iri(ontology.iri("dcat:Dataset")))
            yield from say(named, "dcterms:title", entry.file)
            yield from say(named, "ea:sha256", entry.sha256)
            yield from say(named, "dcterms:issued", now.date())
            yield from say(named, "prov:wasGeneratedBy", run)
            level = ontology.concepts("disclosure")[disclosure].iri
            yield from say(named, "ea:disclosure", Iri(level))


def _program() -> str:
    try:
        return f"alliances-territoriales {version('alliances-territoriales')}"
    except PackageNotFoundError:
        return "alliances-territoriales"


def _derive(store: ox.Store, workspace: Workspace, now: datetime) -> None:
    """Work out the potential alliances of the public graphs into a derived graph."""
    reading = LocalStore(store)
    graphs = layers.graphs(reading, "asserted")
    network = extract(reading, graphs, as_of=workspace.as_of)
    asserted = [g for g in graphs if layers.layer_of(g) == "asserted"]
    run = now.strftime("%Y%m%dT%H%M%SZ")
    _bulk(store, potential_alliances(
        network, minter=workspace.minter, run=run, asserted=asserted, now=now
    ))  # fmt: skip
