"""The page on exports names what the program writes."""

from __future__ import annotations

from pathlib import Path

from graph.export.formats import FORMATS
from graph.export.lake_rows import KINDS
from graph.export.lake_rows import LINKS as EDGES
from graph.export.lake_tables import COLUMNS, PARTED
from graph.export.table import LINKS, NODES

PAGE = (Path(__file__).parents[2] / "docs" / "exports.md").read_text(encoding="utf-8")


def test_every_format_suffix_and_column_is_there() -> None:
    names = [form.name for form in FORMATS] + [s for form in FORMATS for s in form.suffixes]
    names += [field.name for field in (*NODES, *LINKS)]
    names += [column for columns in COLUMNS.values() for column in columns]
    names += [column for columns in PARTED.values() for column in columns]
    assert [name for name in names if f"`{name}`" not in PAGE] == []


def test_every_kind_of_node_and_edge_is_there() -> None:
    assert [kind for kind in KINDS.values() if kind not in PAGE] == []
    assert [kind for kind in EDGES if f"`{kind}`" not in PAGE] == []
