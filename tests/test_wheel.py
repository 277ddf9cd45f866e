"""The built wheel holds all it needs: it runs the demonstration from another folder."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from zipfile import ZipFile

import pytest

from tests.release.bill import runtime

ROOT = Path(__file__).parents[1]
ROOMS = ("ontology", "queries", "graph", "viz", "cli")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def site(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What an installation of the wheel holds: the wheel, and what it says that it needs."""
    folder = tmp_path_factory.mktemp("site")
    with ZipFile(wheel) as archive:
        archive.extractall(folder)
    for name in runtime():
        try:
            found = distribution(name)
        except PackageNotFoundError:
            continue  # for another system
        for top in {file.parts[0] for file in found.files or () if file.parts[0] != ".."}:
            _linked(Path(str(found.locate_file(top))), folder / top)
    return folder


def _linked(there: Path, here: Path) -> None:
    """Put what is installed there beside the wheel, as a link where links may be made."""
    if here.exists() or not there.exists() or there.name == "__pycache__":
        return
    try:
        here.symlink_to(there)
    except OSError:
        (shutil.copytree if there.is_dir() else shutil.copy)(there, here)


def alone(site: Path, work: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run Python in a folder, with nothing on its path but an installation: no site-packages."""
    work.mkdir(exist_ok=True)
    environment = os.environ | {"PYTHONPATH": str(site), "COLUMNS": "80"}
    return subprocess.run(
        [sys.executable, "-S", *arguments], cwd=work, env=environment, check=False,
        capture_output=True, encoding="utf-8",
    )  # fmt: skip


def test_the_wheel_runs_the_demonstration_alone(site: Path, tmp_path: Path) -> None:
    """Neither the checkout nor a tool of development is there to be imported."""
    work = tmp_path / "work"
    code = (
        "import cli, graph, ontology, queries, viz, sys, importlib.util as u\n"
        "print(cli.__file__, graph.__file__, ontology.__file__, queries.__file__, viz.__file__)\n"
        "print([name for name in ('pytest', 'mypy', 'babel', 'tests') if u.find_spec(name)])\n"
    )
    found = alone(site, work, "-c", code)
    paths, absent = found.stdout.splitlines()
    assert all(path.startswith(str(site)) for path in paths.split())
    assert absent == "[]"
    ran = alone(site, work, "-m", "cli.main", "--lang", "fr", "demo", "--no-open")
    assert ran.returncode == 0, ran.stderr
    assert (work / "alliances-demo" / "maps" / "carte.html").stat().st_size > 500_000
    told = alone(site, work / "alliances-demo", "-m", "cli.main", "status", "--format", "json")
    assert json.loads(told.stdout)["actors"] > 100
    version = alone(site, work, "-m", "cli.main", "--version")
    assert version.stdout.startswith("alliances-territoriales ")


def test_the_wheel_holds_every_file_of_the_rooms_and_nothing_else(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        names = {name for name in archive.namelist() if ".dist-info/" not in name}
    files = (path for room in ROOMS for path in (ROOT / room).rglob("*") if path.is_file())
    kept = {str(p.relative_to(ROOT).as_posix()) for p in files if "__pycache__" not in p.parts}
    assert names == kept
    assert not [name for name in names if name.endswith((".sst", ".part", ".pyc"))]
    assert len(names) > 200


def test_the_wheel_holds_the_licences_and_the_bill_of_materials(wheel: Path) -> None:
    with ZipFile(wheel) as archive:
        names = {name.partition(".dist-info/")[2]: name for name in archive.namelist()}
        bill = json.loads(archive.read(names["sboms/sbom.cdx.json"]))
    assert "licenses/LICENSE" in names
    assert "licenses/viz/assets/vis-network-LICENSE-MIT.txt" in names
    assert "licenses/docs/licences.md" in names
    assert bill["bomFormat"] == "CycloneDX"
