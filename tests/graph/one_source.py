"""Read one file of a register by itself, and ask what it stated."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

import ontology
from graph.identifiers import Minter, luhn
from graph.sources.catalogue import recognise
from graph.sources.context import Context
from graph.sources.emit import Emit
from graph.sources.places import Places, Scope, known_places
from graph.sources.rdf_file import RdfReading
from graph.sources.reading import Reading
from graph.sources.report import Report
from graph.validate import Finding, validate

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
BASE = ontology.BASE
PAYS = Scope("Pays d'Aix", frozenset({"13001", "13113", "84089"}))

with_raw_data = pytest.mark.skipif(
    not DATA.is_dir(), reason="raw open data not beside the repository (../shared/data)"
)


def checked(digits: str) -> str:
    """Return digits with the last one that makes them pass the Luhn check."""
    return next(f"{digits}{last}" for last in range(10) if luhn(f"{digits}{last}"))


@dataclass
class Read:
    """What the reading of a file gave."""

    reading: Reading | RdfReading
    report: Report
    data: bytes
    store: ox.Store
    hidden: dict[str, int]  # SIREN → level of whoever must not be shown

    @property
    def counts(self) -> tuple[int, int, int, int, int]:
        """Rows read, loaded, repaired, rejected, filtered; checked to add up."""
        found = self.report.counts()[self.reading.source.key]
        read, *rest = found.values()
        assert read == sum(rest)
        return read, rest[0], rest[1], rest[2], rest[3]

    @property
    def reasons(self) -> dict[str, int]:
        return {reason.en: count for reason, count in self.report.reasons.items()}

    @property
    def problems(self) -> list[str]:
        return [problem.message.fr for problem in self.report.problems]

    def facts(self, layer: str = "asserted") -> set[tuple[str, str, str]]:
        """Return the statements of a layer, without the beginnings of our IRIs."""
        return {
            (_short(quad.subject), _short(quad.predicate), _short(quad.object))
            for quad in self.store
            if f"/graph/{layer}/" in str(quad.graph_name)
        }

    def of(self, subject: str, *properties: str) -> dict[str, list[str]]:
        """Return the values of some properties of a thing, sorted."""
        found = self.facts()
        return {
            name: sorted(o for s, p, o in found if s == subject and p == name)
            for name in properties
        }

    def things(self, kind: str) -> list[str]:
        return sorted(s for s, p, o in self.facts() if p == "rdf:type" and o == kind)

    def findings(self) -> list[Finding]:
        """Check the graph of this source alone against the shapes of data and publication."""
        names = [str(graph.value) for graph in self.store.named_graphs()]
        public = [name for name in names if "/graph/asserted/" in name]
        return [
            *validate(self.store, names, "data"), *validate(self.store, public, "publication"),
        ]  # fmt: skip


def _short(term: object) -> str:
    value = str(getattr(term, "value", term))
    if not isinstance(term, ox.NamedNode):
        return value
    if value.startswith((f"{BASE}id/", f"{BASE}voc/")):
        return value.removeprefix(BASE).partition("/")[2]
    return ontology.curie(value)


@cache
def _places() -> Places:
    return known_places(BASE, None, [])


def read(
    path: Path,
    *,
    scope: Scope | None = None,
    seated: Iterable[str] = (),
    places: Places | None = None,
    asked: bool = True,
) -> Read:
    """Read a file as a load would, with the places of the demonstration.

    A large file of which only the counts and the bytes are wanted is not ``asked``.
    """
    minter = Minter(BASE)
    reading = recognise(path)
    context = Context(path.name, places or _places(), scope, lambda: frozenset(seated))
    report = Report()
    out = Emit(minter, "essai", "v1")
    data = b"".join(reading.blocks(out, context, report))
    store = ox.Store()
    if asked:
        store.extend(ox.parse(data, format=ox.RdfFormat.N_QUADS))
    return Read(reading, report, data, store, out.undisclosed.levels())


def table(path: Path, header: str, *rows: str, separator: str = ",") -> Path:
    """Write a table whose rows give only some columns: ``key=value`` pairs, or plain rows."""
    names = header.split(separator)
    lines = [header]
    for row in rows:
        given = dict(pair.split("=", 1) for pair in row.split("|"))
        assert given.keys() <= set(names), given.keys() - set(names)
        lines.append(separator.join(given.get(name, "") for name in names))
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path
