"""The built wheel holds all it needs: it runs the demonstration from another folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


def test_the_wheel_runs_the_demonstration_alone(wheel: Path, tmp_path: Path) -> None:
    """Unpacked before everything else on the path, so that the checkout is not what runs."""
    site, work = tmp_path / "site", tmp_path / "work"
    work.mkdir()
    with ZipFile(wheel) as archive:
        archive.extractall(site)
    environment = os.environ | {"PYTHONPATH": str(site), "COLUMNS": "80"}
    place = "import cli, graph, ontology, queries, viz; print(cli.__file__, viz.__file__)"
    found = subprocess.run(
        [sys.executable, "-c", place], cwd=work, env=environment, check=True,
        capture_output=True, encoding="utf-8",
    )  # fmt: skip
    assert all(path.startswith(str(site)) for path in found.stdout.split())
    ran = subprocess.run(
        [sys.executable, "-m", "cli.main", "--lang", "fr", "demo", "--no-open"], cwd=work,
        env=environment, check=False, capture_output=True, encoding="utf-8",
    )  # fmt: skip
    assert ran.returncode == 0, ran.stderr
    assert (work / "alliances-demo" / "maps" / "carte.html").stat().st_size > 500_000


def test_the_wheel_holds_the_licences_and_no_test(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        names = archive.namelist()
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert any("vis-network" in name and "LICENSE" in name for name in names)
    assert not [name for name in names if name.startswith("tests/")]
