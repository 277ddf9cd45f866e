"""From files to a finished version of the store: all or nothing."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import IO, cast

import pyoxigraph as ox

import ontology
from graph import layers
from graph.derive import potential_alliances
from graph.errors import BadInput
from graph.extract import extract
from graph.identifiers import slug
from graph.rdf import Iri, Statement, Value, nquads
from graph.sources import workbook
from graph.sources.report import Report
from graph.store import LocalStore
from graph.validate import validate
from graph.workspace import Workspace
from ontology.text import Text


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

    @property
    def kept(self) -> str:
        """The name of its file in ``sources/``."""
        return f"{self.source}-{self.version}.nq.gz"


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
    now: datetime | None = None,
) -> Loaded:
    """Load a workbook; a source of the same file name is replaced.

    Good rows load and refused ones are reported. With ``strict``, one refused row refuses
    all. Raises BadInput when the file cannot be read, when no row is good, or when the graph
    would break a shape; the store is then what it was before.
    """
    tables, unknown = workbook.read_tables(path)
    checked = workbook.check(tables)
    report = checked.report
    entry = _entry(path, report, now or datetime.now(UTC))
    dropped = {t.sheet.key: t.dropped for t in tables.values() if t.dropped}
    done = Loaded(entry, report, dropped=dropped, unknown=tuple(unknown))
    if strict and report.problems:
        raise Refused(done)
    _require_rows(path, done)
    if dry_run:
        return done
    with workspace.versions.lock():
        before = entries(workspace)
        if any(e.source == entry.source and e.sha256 == entry.sha256 for e in before):
            return Loaded(entry, report, unchanged=True, dropped=dropped, unknown=tuple(unknown))
        kept = workspace.sources / entry.kept
        lines = workbook.statements(
            checked, minter=workspace.minter, source=entry.source, version=entry.version
        )
        _write(kept, nquads(lines))
        try:
            count = _rebuild(workspace, [e for e in before if e.source != entry.source] + [entry])
        finally:
            _sweep(workspace)
    return Loaded(entry, report, statements=count, dropped=dropped, unknown=tuple(unknown))


class Refused(BadInput):
    """A load that refused everything; it carries the report of what was wrong."""

    def __init__(self, loaded: Loaded) -> None:
        self.loaded = loaded
        super().__init__(
            "Rien n'a été chargé : {n} refus dans {file}. Corrigez-les, ou chargez les bonnes "
            "lignes sans --strict.",
            "Nothing was loaded: {n} refusals in {file}. Correct them, or load the good rows "
            "without --strict.",
            n=len(loaded.report.problems),
            file=loaded.entry.file,
        )


def entries(workspace: Workspace) -> list[Entry]:
    """Return the sources that the finished version holds."""
    return [Entry(**entry) for entry in workspace.versions.manifest().get("sources", [])]


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


def _entry(path: Path, report: Report, now: datetime) -> Entry:
    digest = hashlib.sha256()
    for file in sorted(path.iterdir()) if path.is_dir() else [path]:
        if file.is_file():
            digest.update(f"{file.name}\0{file.stat().st_size}\0".encode())
            digest.update(file.read_bytes())
    sha256 = digest.hexdigest()
    return Entry(
        slug(path.absolute().stem) or "classeur",
        sha256[:12],
        sha256,
        path.absolute().name,
        now.isoformat(timespec="seconds"),
        report.counts(),
        len(report.problems),
    )


def _write(path: Path, lines: Iterable[str]) -> None:
    """Write a compressed file under its final name only once it is whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".part")
    with draft.open("wb") as raw, gzip.GzipFile("", "wb", 6, raw, mtime=0) as file:
        for line in lines:
            file.write(line.encode())
    draft.replace(path)


def _sweep(workspace: Workspace) -> None:
    """Delete files of sources that the finished version does not name."""
    named = {entry.kept for entry in entries(workspace)}
    for path in workspace.sources.iterdir():
        if path.name.endswith((".nq.gz", ".part")) and path.name not in named:
            path.unlink(missing_ok=True)


def _rebuild(workspace: Workspace, sources: list[Entry]) -> int:
    """Build, check and switch to a version that holds these sources; return its size."""
    with workspace.versions.build() as folder:
        store = ox.Store(str(folder))
        _load_meanings(store, workspace)
        for entry in sources:
            with gzip.open(workspace.sources / entry.kept) as file:
                store.bulk_load(cast(IO[bytes], file), format=ox.RdfFormat.N_QUADS)
        now = datetime.now(UTC).replace(microsecond=0)
        _bulk(store, _provenance(workspace, sources, store, now))
        _derive(store, workspace, now)
        _require_conformity(store)
        count = len(store)
        store.optimize()
        store.flush()
        manifest = {"sources": [asdict(entry) for entry in sources], "statements": count}
        text = json.dumps(manifest, ensure_ascii=False, indent=1)
        (folder / "manifest.json").write_text(text, encoding="utf-8", newline="\n")
        del store  # closes the database before the switch
    return count


def _bulk(store: ox.Store, statements: Iterable[Statement]) -> None:
    text = "".join(nquads(statements)).encode()
    store.bulk_load(text, format=ox.RdfFormat.N_QUADS)


def _load_meanings(store: ox.Store, workspace: Workspace) -> None:
    """Load the ontology and the vocabularies, so that labels can be asked for."""
    for file in ontology.files():
        name = "ontology" if file.parent.name == "ontology" else "vocab"
        graph = ox.NamedNode(workspace.minter.graph(name))
        store.bulk_load(path=str(file), format=ox.RdfFormat.TURTLE, to_graph=graph)


def _provenance(
    workspace: Workspace, sources: Sequence[Entry], store: ox.Store, now: datetime
) -> Iterator[Statement]:
    """Say of every graph of a source which file it came from, when and by what."""
    minter = workspace.minter
    graph = minter.graph("prov")

    def say(subject: Iri, predicate: str, *values: Value) -> Iterator[Statement]:
        for value in values:
            yield Statement(subject, Iri(ontology.iri(predicate)), value, graph)

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


def _require_conformity(store: ox.Store) -> None:
    reading = LocalStore(store)
    facts = [g for g in reading.graphs() if layers.layer_of(g) in {"asserted", "restricted"}]
    findings = validate(store, facts, "data")
    if findings:
        first = findings[0]
        raise BadInput(
            "Rien n'a été chargé : le graphe enfreint {n} règle(s) de cohérence. La première : "
            "{focus} — {message}",
            "Nothing was loaded: the graph breaks {n} rule(s) of coherence. The first: "
            "{focus} — {message}",
            n=len(findings),
            focus=first.focus,
            message=Text(*first.message),
        )
