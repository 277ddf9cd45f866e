"""The lake: typed columns in parts, the counts of the graph, whole or not at all."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.dataset as ds
import pytest

from graph import layers
from graph.errors import Misuse
from graph.export import lake
from graph.export.lake import write
from graph.workspace import Workspace
from tests.export.editions import edition_of

TABLES = ("nodes", "edges", "claims")


def read(folder: Path, table: str) -> pa.Table:
    return ds.dataset(folder / table, partitioning="hive").to_table()


def test_the_tables_hold_what_the_graph_says(territory: Workspace, tmp_path: Path) -> None:
    edition = edition_of(territory)
    counts = write(edition, tmp_path / "lac")
    found = {table: read(tmp_path / "lac", table) for table in TABLES}
    assert {table: rows.num_rows for table, rows in found.items()} == counts
    facts = [graph for graph in edition.graphs if layers.layer_of(graph) == "asserted"]
    assert counts["claims"] == sum(1 for graph in facts for _ in edition.quads(graph))
    network = edition.network()
    kinds = found["nodes"]["kind"].to_pylist()
    assert kinds.count("actor") + kinds.count("post") == len(network.actors)
    edges = found["edges"].to_pylist()
    parties = {(e["source"], e["target"]) for e in edges if e["kind"] == "party"}
    assert parties >= {
        (network.actors[party.actor].iri, one.iri)
        for one in network.alliances
        for party in one.parties
    }
    now = {e["target"]: e["stage"] for e in edges if e["kind"] == "party"}
    assert {one.iri: one.stage for one in network.alliances}.items() <= now.items()


def test_columns_are_typed(territory: Workspace, tmp_path: Path) -> None:
    write(edition_of(territory), tmp_path / "lac")
    nodes, edges = read(tmp_path / "lac", "nodes"), read(tmp_path / "lac", "edges")
    assert nodes.schema.field("start_not_before").type == pa.date32()
    assert nodes.schema.field("themes").type == pa.list_(pa.string())
    assert nodes.schema.field("population").type == pa.int64()
    assert edges.schema.field("not_before").type == pa.date32()
    assert edges.schema.field("year").type == pa.int32()
    days = [day for day in edges["not_before"].to_pylist() if day]
    assert {type(day) for day in days} == {date}
    assert len(days) > 250
    by_year = edges.filter(pa.compute.field("kind") == "party").to_pylist()
    told = [(e["year"], (e["not_before"] or e["not_after"])) for e in by_year if e["year"]]
    assert all(year == day.year for year, day in told)


def test_suggestions_are_nodes_and_edges_of_their_own_kind(
    small: Workspace, tmp_path: Path
) -> None:
    write(edition_of(small, "all"), tmp_path / "lac")
    nodes = read(tmp_path / "lac", "nodes").to_pylist()
    possible = {node["id"]: node["score"] for node in nodes if node["kind"] == "potential"}
    assert possible
    assert all(score > 0 for score in possible.values())
    edges = read(tmp_path / "lac", "edges").to_pylist()
    assert {e["kind"] for e in edges if e["source"] in possible} == {"candidate"}
    claims = read(tmp_path / "lac", "claims").to_pylist()
    assert {c["layer"] for c in claims if c["subject"] in possible} == {"derived"}


def test_no_person_and_nothing_restricted(closed: Workspace, tmp_path: Path) -> None:
    write(edition_of(closed), tmp_path / "lac")
    write(edition_of(closed, internal=True), tmp_path / "interne")
    kinds = set(read(tmp_path / "interne", "nodes")["kind"].to_pylist())
    assert kinds <= {"actor", "post", "alliance", "territory", "frame", "need", "source"}
    names = [read(tmp_path / name, "nodes")["label"].to_pylist() for name in ("lac", "interne")]
    assert ["La Fabrique numérique" in found for found in names] == [False, True]
    told = [json.loads((tmp_path / n / "_alliances.json").read_text(encoding="utf-8"))
            for n in ("lac", "interne")]  # fmt: skip
    assert [one["isInternal"] for one in told] == [False, True]
    schema = ds.dataset(tmp_path / "interne" / "nodes", partitioning="hive").schema
    assert "Édition interne : ne pas diffuser".encode() in _escaped(schema.metadata[b"alliances"])


def _escaped(told: bytes) -> bytes:
    return json.dumps(json.loads(told), ensure_ascii=False).encode()


def test_a_lake_takes_the_place_of_a_lake_only(small: Workspace, tmp_path: Path) -> None:
    target = tmp_path / "lac"
    write(edition_of(small), target)
    (target / "nodes" / "ancien.parquet").write_bytes(b"x")
    write(edition_of(small), target)
    assert not (target / "nodes" / "ancien.parquet").exists()
    other = tmp_path / "photos"
    other.mkdir()
    (other / "chat.jpg").write_bytes(b"x")
    with pytest.raises(Misuse, match="something else"):
        write(edition_of(small), other)
    assert [path.name for path in other.iterdir()] == ["chat.jpg"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["lac", "photos"]


def test_a_failed_lake_leaves_the_one_before(
    small: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "lac"
    write(edition_of(small), target)
    before = sorted(path.relative_to(target) for path in target.rglob("*"))

    def fail(_: object) -> None:
        raise OSError("no room")

    monkeypatch.setattr(lake, "_claims", fail)
    with pytest.raises(OSError, match="no room"):
        write(edition_of(small), target)
    assert sorted(path.relative_to(target) for path in target.rglob("*")) == before
    assert [path.name for path in tmp_path.iterdir()] == ["lac"]


def test_a_table_without_rows_can_be_read(
    small: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lake, "edges", lambda _: iter(()))
    assert write(edition_of(small), tmp_path / "lac")["edges"] == 0
    assert read(tmp_path / "lac", "edges").num_rows == 0


def test_rows_are_written_in_pieces(
    small: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(edition_of(small), tmp_path / "une")
    monkeypatch.setattr(lake, "ROWS", 7)
    write(edition_of(small), tmp_path / "deux")
    for table in TABLES:
        one, two = (read(tmp_path / name, table).to_pylist() for name in ("une", "deux"))
        assert sorted(map(str, one)) == sorted(map(str, two))
