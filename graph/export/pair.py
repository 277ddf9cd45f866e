"""Two tables, nodes and links, with the headings that Gephi or Kumu expect.

A cell that a spreadsheet would take for a formula gets an apostrophe in front.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import IO

from graph.export.edition import INTERNAL, Edition
from graph.export.table import LINKS, NODES, Field, Node, Row, Table, Value
from graph.rejects import guarded

Cells = Sequence[Value]
_EPOCH = (1980, 1, 1, 0, 0, 0)  # of members of an archive: the same facts, the same bytes


def write(edition: Edition, nodes: IO[bytes], links: IO[bytes], form: str) -> None:
    """Write the two tables of an edition, as ``form`` ("gephi" or "kumu") wants them."""
    table = Table(edition.network(), edition.lang)
    _fill(nodes, _nodes(edition, table) if form == "gephi" else _elements(edition, table))
    _fill(links, _links(edition, table) if form == "gephi" else _connections(edition, table))


def write_zip(edition: Edition, out: IO[bytes], form: str) -> None:
    """Write both tables into one archive."""
    nodes, links = io.BytesIO(), io.BytesIO()
    write(edition, nodes, links, form)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, table in (("nodes.csv", nodes), ("edges.csv", links)):
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), table.getvalue(), zipfile.ZIP_DEFLATED)


def _fill(out: IO[bytes], rows: Iterable[Cells]) -> None:
    text = io.TextIOWrapper(out, encoding="utf-8", errors="replace", newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerows([_cell(value) for value in row] for row in rows)
    text.detach()


def _cell(value: Value) -> Value:
    return guarded(value.replace("\r", " ").replace("\n", " ")) if isinstance(value, str) else value


def _marked(edition: Edition) -> tuple[str, ...]:
    """Return the heading of the column that every row of an internal edition has."""
    return (INTERNAL.to(edition.lang),) if edition.is_internal else ()


# -- Gephi: Id and Label; Source, Target and Type -------------------------------------------------


def _nodes(edition: Edition, table: Table) -> Iterator[Cells]:
    marked = _marked(edition)
    yield "Id", "Label", *(field.name for field in NODES), *marked
    for node in table.nodes():
        yield node.key, node.label, *_told(NODES, node.values), *("x" for _ in marked)


def _links(edition: Edition, table: Table) -> Iterator[Cells]:
    marked = _marked(edition)
    yield "Source", "Target", "Type", "Id", "Label", "Kind", *(f.name for f in LINKS), *marked
    for link in table.links():
        named = (link.source, link.target, "Undirected", link.key, link.label, link.kind)
        yield *named, *_told(LINKS, link.values), *("x" for _ in marked)


def _told(fields: Sequence[Field], values: Row) -> Iterator[Value]:
    return (values.get(field.name) for field in fields)


# -- Kumu: Label, Type and Tags; From, To and Type ------------------------------------------------


def _elements(edition: Edition, table: Table) -> Iterator[Cells]:
    """Yield the elements; Kumu finds the ends of a connection by their label, which must be one."""
    marked, others = _marked(edition), _others(NODES, "type", "themes", "description")
    yield "Label", "Type", "Tags", "Description", *(f.name for f in others), *marked
    for node, label in _labelled(table):
        told = node.values
        known = (told["type"], _tags(told), told.get("description"))
        yield label, *known, *_told(others, told), *("x" for _ in marked)


def _connections(edition: Edition, table: Table) -> Iterator[Cells]:
    marked, others = _marked(edition), _others(LINKS, "types", "themes")
    labels = {node.key: label for node, label in _labelled(table)}
    yield "From", "To", "Direction", "Type", "Label", "Tags", *(f.name for f in others), *marked
    for link in table.links():
        ends = labels[link.source], labels[link.target]
        known = ("undirected", link.values["types"], link.label, _tags(link.values))
        yield *ends, *known, *_told(others, link.values), *("x" for _ in marked)


def _labelled(table: Table) -> Iterator[tuple[Node, str]]:
    """Yield the nodes, each with a label of its own: two of one name get their key too."""
    names = Counter(node.label.casefold() for node in table.nodes())
    for node in table.nodes():
        is_one = names[node.label.casefold()] == 1
        yield node, node.label if is_one else f"{node.label} ({node.key})"


def _tags(values: Row) -> Value:
    themes = values.get("themes")
    return themes.replace(" | ", "|") if isinstance(themes, str) else None


def _others(fields: Sequence[Field], *given: str) -> list[Field]:
    return [field for field in fields if field.name not in given]
