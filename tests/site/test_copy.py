"""The copy on disk of a large store: the same answers, whole or not at all, nothing restricted."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest

from cli.site import data
from cli.site.public import Graphs, copy_to_disk, opened, place
from graph import workspace
from graph.store import LocalStore
from tests.serving import Served, serving

NONE = 0  # statements that may be copied to memory: every store counts as large
ASKED = (
    "SELECT ?s ?n { ?s a ea:Association ; rdfs:label ?n }",
    "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g",
    "SELECT ?p (COUNT(DISTINCT ?s) AS ?n) { ?s ?p ?o } GROUP BY ?p",
)


@pytest.fixture
def shown(demo: Path, tmp_path: Path) -> Graphs:
    """The graphs of a copy of the demonstration."""
    shutil.copytree(demo, tmp_path / "demo")
    return data.opened(workspace.find(tmp_path / "demo"))[1]


def _rows(store: LocalStore, shown: Graphs, sparql: str) -> list[str]:
    rows = store.select(sparql, graphs=shown.facts).rows
    return sorted(" ".join(map(str, row)) for row in rows)


def test_the_copy_answers_as_the_store_does(shown: Graphs) -> None:
    before = opened(shown, NONE)
    assert not before.is_merged
    copy_to_disk(shown, NONE)
    after = opened(shown, NONE)
    assert after.is_merged
    for sparql in ASKED:
        found = _rows(after, shown, sparql)
        assert found
        assert found == _rows(before, shown, sparql)


def test_a_small_store_is_not_copied_to_disk(shown: Graphs) -> None:
    copy_to_disk(shown)
    assert not place(shown).exists()
    assert opened(shown).is_merged  # in memory


def test_what_a_killed_process_had_begun_is_swept(shown: Graphs) -> None:
    draft = place(shown).with_suffix(".new")
    draft.mkdir()
    (draft / "CURRENT").write_text("half", encoding="utf-8")
    assert not opened(shown, NONE).is_merged
    copy_to_disk(shown, NONE)
    assert not draft.exists()
    assert opened(shown, NONE).is_merged


def test_no_statement_of_a_graph_that_is_not_served_is_copied(shown: Graphs) -> None:
    part = shown._replace(served=shown.facts)
    left_out = set(shown.served) - set(part.served)
    assert left_out
    copy_to_disk(part, NONE)
    copied = ox.Store.read_only(str(place(part)))
    assert not left_out & {graph.value for graph in copied.named_graphs()}


def test_the_site_takes_the_copy_up(shown: Graphs) -> None:
    with serving(Path(shown.folder).parents[1]) as site:
        first = _counted(site)
    copy_to_disk(shown, NONE)
    with serving(Path(shown.folder).parents[1]) as site:
        assert _counted(site) == first


def _counted(site: Served) -> int:
    rows = json.loads(site.ask("SELECT (COUNT(*) AS ?n) { ?s ?p ?o }").body)
    return int(rows["results"]["bindings"][0]["n"]["value"])
