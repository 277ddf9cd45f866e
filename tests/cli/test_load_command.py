"""``alliances load`` of several files, of the standard input, of what ``fetch`` left."""

from __future__ import annotations

import errno
import json
from pathlib import Path

import pytest

from cli.main import _is_full
from graph import workspace
from graph.workspace import Workspace
from tests.conftest import Run
from tests.graph.registers import rna, rna_row


@pytest.fixture
def empty(tmp_path: Path) -> Workspace:
    return workspace.create(tmp_path / "ws", name="Essai")


def test_one_bad_file_does_not_keep_the_others_from_being_read(
    run: Run, empty: Workspace, tmp_path: Path
) -> None:
    good, other = (
        rna(tmp_path / f"{name}.csv", rna_row(f"W13100000{n}")) for n, name in ((1, "a"), (2, "c"))
    )
    bad = tmp_path / "b.csv"
    bad.write_text("x;y\n1;2\n", encoding="utf-8")
    ran = run("--workspace", empty.path, "load", good, bad, other, lang="en")
    assert ran.code == 3
    assert "'a.csv' is loaded." in ran.err
    assert "'c.csv' is loaded." in ran.err
    assert "b.csv is of no known form" in ran.err
    assert ran.err.endswith("Error: 1 of 3 files not loaded: b.csv.\n")


def test_what_fetch_wrote_beside_its_files_is_no_data(
    run: Run, empty: Workspace, tmp_path: Path
) -> None:
    folder = tmp_path / "downloads"
    folder.mkdir()
    path = rna(folder / "rna.csv", rna_row("W131000001"))
    Path(f"{path}.sha256").write_text("abc  rna.csv\n", encoding="utf-8")
    Path(f"{path}.json").write_text(json.dumps({"url": "http://localhost/"}), encoding="utf-8")
    (folder / "other.csv.part").write_text("x", encoding="utf-8")
    ran = run("--workspace", empty.path, "load", *sorted(folder.iterdir()), lang="en")
    assert ran.code == 0
    assert "3 notes of downloads set aside." in ran.err
    assert "'rna.csv' is loaded." in ran.err


def test_the_standard_input_is_a_file_too(run: Run, empty: Workspace, tmp_path: Path) -> None:
    path = rna(tmp_path / "rna.csv", rna_row("W131000001"), rna_row("W841000001", titre="ÉTÉ"))
    words = path.read_text(encoding="utf-8")
    ran = run("--workspace", empty.path, "load", "-", lang="en", stdin=words)
    assert ran.code == 0, ran.err
    assert "'entree-standard' is read as: RNA, waldec file." in ran.err
    assert "2 rows read = 2 loaded" in ran.err


def test_the_territory_kept_and_the_counts_are_told(
    run: Run, empty: Workspace, tmp_path: Path
) -> None:
    path = rna(tmp_path / "rna.csv", rna_row("W131000001"))
    ran = run("--workspace", empty.path, "load", path, "--territory", "region:93", lang="en")
    assert "Territory kept: Provence-Alpes-Côte d'Azur [region:93]." in ran.err
    wrong = rna(tmp_path / "faux.csv", rna_row("X1"))
    ran = run("--workspace", empty.path, "load", wrong, lang="en")
    assert ran.code == 3
    assert "1 row read = 0 loaded + 0 repaired + 1 refused" in ran.err
    assert run("--workspace", empty.path, "load", path, "--territory", "").code == 2
    assert run("--workspace", empty.path, "load", path, "--territory", "98").code == 1


def test_a_full_disk_is_told_from_other_refusals_of_the_system() -> None:
    assert _is_full(OSError(errno.ENOSPC, "No space left on device"))
    assert _is_full(OSError("IO error: No space left on device: While appending to file: x.sst"))
    assert not _is_full(OSError(errno.EACCES, "Permission denied"))
