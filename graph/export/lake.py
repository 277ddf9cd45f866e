"""A lake of Parquet files for graphs that outgrow one machine: nodes, edges and claims.

::

    FOLDER/
        _alliances.json                what it is: edition, day, counts, licence
        _description.ttl               the same in VoID and DCAT
        nodes/kind=actor/part-0.parquet
        edges/kind=party/year=2017/part-0.parquet
        claims/layer=asserted/source=carnet/part-0.parquet

A claim is one statement with the graph that says so. Claims and nodes stream in constant memory;
edges keep the stage of each alliance in memory.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from graph.export.edition import INTERNAL, Edition
from graph.export.files import LAKE
from graph.export.lake_rows import edges, node
from graph.export.lake_tables import PARTED, UNKNOWN, schema
from graph.export.lines import Lines
from graph.export.rdf import describe
from graph.export.text import parsed, value_of
from graph.layers import layer_of, source_of

if TYPE_CHECKING:
    import pyarrow as pa

ROWS = 50_000  # written at once
Row = dict[str, Any]


def write(edition: Edition, folder: Path) -> dict[str, int]:
    """Write an edition as a lake; return how many rows each table has."""
    with edition.departure.folder(folder) as draft, Lines(edition) as lines:
        counts = {
            "nodes": _fill(draft, "nodes", _nodes(lines), edition),
            "edges": _fill(draft, "edges", edges(edition), edition),
            "claims": _fill(draft, "claims", _claims(lines), edition),
        }
        with (draft / "_description.ttl").open("wb") as out:
            describe(lines, out, "turtle")
        about = json.dumps(_about(edition) | {"rows": counts}, ensure_ascii=False, indent=1)
        (draft / LAKE).write_text(about + "\n", encoding="utf-8", newline="\n")
    return counts


def _about(edition: Edition) -> Row:
    """Say what the lake is, in a file of its own and in the schema of every part."""
    return {
        "name": edition.name,
        "asOf": edition.as_of.isoformat(),
        "isInternal": edition.is_internal,
        "notice": INTERNAL.to(edition.lang) if edition.is_internal else "",
        "licence": edition.licence or "",
    }


def _nodes(lines: Lines) -> Iterator[Row]:
    """Yield the things: in sorted lines, all that any graph says of one stands together."""
    for subject, quads in groupby(parsed(lines.quads()), lambda quad: value_of(quad.subject)):
        told: dict[str, list[str]] = {}
        for quad in quads:
            told.setdefault(quad.predicate.value, []).append(value_of(quad.object))
        if row := node(subject, told):
            yield row


def _claims(lines: Lines) -> Iterator[Row]:
    """Yield the statements of facts and suggestions, each with the graph that says so."""
    for graph in lines.graphs:
        layer = layer_of(graph)
        if layer not in {"asserted", "restricted", "derived"}:
            continue
        where = {"graph": graph, "layer": layer, "source": source_of(graph)}
        for quad in parsed(lines.of(graph)):
            kind = getattr(quad.object, "datatype", None)
            yield {
                "subject": value_of(quad.subject),
                "predicate": quad.predicate.value,
                "object": value_of(quad.object),
                "is_iri": kind is None,
                "datatype": kind.value if kind else None,
                "language": getattr(quad.object, "language", None),
            } | where


def _fill(folder: Path, table: str, rows: Iterator[Row], edition: Edition) -> int:
    """Write rows into the parts that they belong to; return how many."""
    parts = _Parts(folder / table, table, _about(edition))
    count = 0
    try:
        for row in rows:
            parts.add(row)
            count += 1
        parts.flush()
        if not count:
            parts.empty()
    finally:
        parts.close()
    return count


class _Parts:
    """The files of a table, one for each value of the columns that part it."""

    def __init__(self, folder: Path, table: str, about: Row) -> None:
        self.folder = folder
        self.parted = PARTED[table]
        told = json.dumps(about, ensure_ascii=False)
        self.schema: pa.Schema = schema(table).with_metadata({"alliances": told})
        self._waiting: dict[tuple[Any, ...], list[Row]] = {}
        self._held = 0
        self._writers: dict[tuple[Any, ...], Any] = {}

    def add(self, row: Row) -> None:
        """Keep a row until there are enough to write."""
        self._waiting.setdefault(tuple(row[name] for name in self.parted), []).append(row)
        self._held += 1
        if self._held >= ROWS:
            self.flush()

    def flush(self) -> None:
        """Write what waits."""
        import pyarrow as pa

        for part, rows in self._waiting.items():
            self._writer(part).write_table(pa.Table.from_pylist(rows, schema=self.schema))
        self._waiting, self._held = {}, 0

    def empty(self) -> None:
        """Write a file without rows, so that the table can be read all the same."""
        self._writer(tuple(UNKNOWN.get(name, "none") for name in self.parted))

    def _writer(self, part: tuple[Any, ...]) -> Any:
        from pyarrow import parquet

        if part not in self._writers:
            pairs = zip(self.parted, part, strict=True)
            steps = (f"{name}={quote(str(value), safe='-._')}" for name, value in pairs)
            folder = self.folder.joinpath(*steps)
            folder.mkdir(parents=True)
            path = folder / "part-0.parquet"
            self._writers[part] = parquet.ParquetWriter(path, self.schema, compression="zstd")
        return self._writers[part]

    def close(self) -> None:
        """Close every file."""
        for writer in self._writers.values():
            writer.close()
