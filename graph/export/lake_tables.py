"""The columns of the lake: what a reader in any language finds, typed."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

#: Table → the columns that part it into folders, which no file repeats.
PARTED: dict[str, tuple[str, ...]] = {
    "nodes": ("kind",), "edges": ("kind", "year"), "claims": ("layer", "source"),
}  # fmt: skip

#: Where a part has no value: readers cannot tell the type of a column that is empty everywhere.
UNKNOWN = {"year": 0}

#: Table → column → type. Days are date32; several values are lists.
COLUMNS: dict[str, dict[str, str]] = {
    "nodes": {
        "id": "string", "label": "string", "classes": "list", "sector": "string",
        "rna": "string", "siren": "string", "code": "string", "seat": "string",
        "themes": "list", "types": "list", "territories": "list", "description": "string",
        "website": "string", "publisher": "string", "licence": "string",
        "population": "int64", "latitude": "double", "longitude": "double",
        "confidence": "double", "score": "double",
        "start_not_before": "date", "start_not_after": "date",
        "end_not_before": "date", "end_not_after": "date", "sources": "list",
    },
    "edges": {
        "source": "string", "target": "string", "id": "string", "role": "string",
        "contributions": "list", "stage": "string", "layers": "string",
        "not_before": "date", "not_after": "date",
    },
    "claims": {
        "subject": "string", "predicate": "string", "object": "string", "is_iri": "bool",
        "datatype": "string", "language": "string", "graph": "string",
    },
}  # fmt: skip


@cache
def schema(table: str) -> pa.Schema:
    """Return the schema of a table as it stands in its files."""
    import pyarrow as pa

    types = {
        "string": pa.string(), "list": pa.list_(pa.string()), "int64": pa.int64(),
        "double": pa.float64(), "date": pa.date32(), "bool": pa.bool_(),
    }  # fmt: skip
    return pa.schema([(name, types[kind]) for name, kind in COLUMNS[table].items()])
