"""The network kept beside the store: what the store says, or nothing at all."""

from __future__ import annotations

import gzip
import json
import shutil
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Any

import pyoxigraph as ox
import pytest

from graph import layers, network_file, workspace
from graph.extract import extract
from graph.load import load_workbook
from graph.network import Network
from graph.store import LocalStore
from graph.workspace import Workspace
from tests.graph.loading import second
from tests.workbooks import SMALL, write_workbook

DAY = date(2017, 12, 31)


def asked(made: Workspace) -> tuple[LocalStore, list[str]]:
    store = made.store()
    return store, layers.graphs(store, "asserted")


def network(made: Workspace) -> Network:
    return network_file.network(*asked(made), as_of=DAY)


def file_of(made: Workspace) -> Path:
    found = network_file.path(*asked(made))
    assert found is not None
    return found


def kept_in(made: Workspace) -> list[str]:
    (version,) = {file_of(made).parent}
    return sorted(path.name for path in version.iterdir() if path.name.startswith("network-"))


def rewritten(file: Path, change: Callable[[list[Any]], None]) -> None:
    """Change what a file says, such as nobody does but a test."""
    said = json.loads(gzip.decompress(file.read_bytes()))
    change(said)
    file.write_bytes(gzip.compress(json.dumps(said).encode()))


@pytest.mark.parametrize("related", [False, True])
def test_the_file_says_what_the_store_says_on_every_day(demo: Path, related: bool) -> None:
    store, graphs = asked(workspace.load(demo))
    for day in (date(2012, 6, 1), date(2014, 4, 5), DAY, None):
        expected = extract(store, graphs, as_of=day, related=related)
        for _ in ("from the store the first time", "from the file"):
            found = network_file.network(store, graphs, as_of=day, related=related)
            assert found == expected
        assert network_file.is_kept(store, graphs, related=related)


def test_the_file_is_read_once_it_is_there(finished: Workspace) -> None:
    assert not network_file.is_kept(*asked(finished))
    before = network(finished)

    def rename(said: list[Any]) -> None:
        said[0][0][0][1] = "Quelqu'un d'autre"

    rewritten(file_of(finished), rename)
    assert network(finished).actors[0].name == "Quelqu'un d'autre" != before.actors[0].name


@pytest.mark.parametrize(
    "damage",
    [
        lambda held: held[: len(held) // 2],
        lambda held: held[:-1],
        lambda held: held[:60] + bytes([held[60] ^ 1]) + held[61:],
        lambda held: held[:-6] + bytes([held[-6] ^ 1]) + held[-5:],  # its checksum
        lambda _: b"",
        lambda _: b"network",
        lambda _: gzip.compress(b"network"),
        lambda _: gzip.compress(b'{"actors": []}'),
        lambda _: gzip.compress(b"[]"),
        lambda _: gzip.compress(b"[[[], [], {}, {}, {}, null], []]"),
        lambda _: gzip.compress(b"[[[[1]], [], {}, {}, {}, null, 0], []]"),
        lambda _: gzip.compress(b"\xff"),
    ],
)
def test_a_damaged_file_is_made_again(
    finished: Workspace, damage: Callable[[bytes], bytes]
) -> None:
    expected, file = network(finished), file_of(finished)
    whole = file.read_bytes()
    file.write_bytes(damage(whole))
    assert network(finished) == expected
    assert file.read_bytes() == whole


def test_where_nothing_can_be_written_the_store_is_read(finished: Workspace) -> None:
    file_of(finished).mkdir()
    (file_of(finished) / "in-the-way").touch()
    expected = extract(*asked(finished), as_of=DAY)
    assert network(finished) == network(finished) == expected
    assert kept_in(finished) == [file_of(finished).name], "no draft is left behind"


def test_a_new_version_has_a_file_of_its_own(finished: Workspace, tmp_path: Path) -> None:
    before = network(finished)
    load_workbook(finished, second(tmp_path / "autre"))
    assert not network_file.is_kept(*asked(finished))
    after = network(finished)
    assert "Nouvelle" in {actor.name for actor in after.actors} - {a.name for a in before.actors}
    assert after == extract(*asked(finished), as_of=DAY)


def test_a_file_of_other_data_is_never_read(finished: Workspace, tmp_path: Path) -> None:
    """The store of one workspace copied over that of another, whose files were not deleted."""
    network(finished)
    other = workspace.create(tmp_path / "autre", name="Autre")
    load_workbook(other, write_workbook(tmp_path / "carnet", mandats=None))
    shutil.copytree(other.path / "store", finished.path / "store", dirs_exist_ok=True)
    assert len(kept_in(finished)) == 1
    assert network(finished) == extract(*asked(other), as_of=DAY)


def test_other_questions_have_other_files(finished: Workspace) -> None:
    store, graphs = asked(finished)
    paths = {
        network_file.path(store, graphs),
        network_file.path(store, graphs[:1]),
        network_file.path(store, graphs, related=True),
    }
    assert len(paths) == 3
    assert None not in paths


def test_a_graph_in_memory_keeps_no_file() -> None:
    store = LocalStore(ox.Store())
    assert network_file.path(store, []) is None
    assert network_file.network(store, []).actors == ()


def test_what_may_not_be_shown_is_not_in_the_file(tmp_path: Path) -> None:
    rows = [f"{line};" for line in SMALL["acteurs"].splitlines()]
    rows = [rows[0] + "diffusion", *(r + "restreint" * r.startswith("aines") for r in rows[1:])]
    made = workspace.create(tmp_path / "ws", name="x")
    load_workbook(made, write_workbook(tmp_path / "carnet", acteurs="\n".join(rows)))
    network(made)
    text = gzip.decompress(file_of(made).read_bytes()).decode()
    assert "La Fabrique numérique" in text
    assert "Aînés" not in text


def test_many_at_once_write_and_read_the_same(finished: Workspace) -> None:
    words = ["--workspace", finished.path, "suggest", "--format", "json"]
    command = [sys.executable, "-m", "cli.main", *map(str, words)]
    here = Path(__file__).parents[2]
    running = [Popen(command, cwd=here, stdout=PIPE, stderr=PIPE) for _ in range(4)]
    answers = {(each.communicate()[0], each.returncode) for each in running}
    ((said, code),) = answers
    assert code == 0
    assert json.loads(said)
    assert len(kept_in(finished)) == 1
