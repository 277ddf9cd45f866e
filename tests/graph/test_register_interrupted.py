"""A register's load is stopped at any moment: what was loaded before is there, and nothing else."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from graph.load import load_file
from graph.workspace import Workspace
from tests.benchmarks import generate
from tests.graph.conftest import bytes_of
from tests.graph.loading import facts, kept_in

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("register") / "rna_waldec_20240601.csv"
    generate.rna(path, 15_000, seed=3)
    return path


def loading(made: Workspace, path: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "cli.main", "--workspace", str(made.path), "--lang", "en"]
    return subprocess.Popen(
        [*command, "load", str(path)], cwd=ROOT, stderr=subprocess.PIPE, text=True
    )


def wait_for(other: subprocess.Popen[str], made: Workspace, sign: str) -> None:
    end = time.monotonic() + 120
    while not list(made.path.glob(sign)):
        assert other.poll() is None
        assert time.monotonic() < end
        time.sleep(0.002)
    assert other.poll() is None


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no kill -9")
@pytest.mark.parametrize("sign", ["store/v000002/*", "sources/rna-*.nq.gz"])
def test_a_load_killed_in_the_middle_leaves_the_version_before(
    finished: Workspace, register: Path, sign: str
) -> None:
    before, known = facts(finished), bytes_of(finished.path)
    with loading(finished, register) as other:
        wait_for(other, finished, sign)
        other.kill()
    now = bytes_of(finished.path)
    assert {name: now[name] for name in known} == known
    assert len(now) > len(known)  # it was in the middle of something
    assert facts(finished) == before
    done = load_file(finished, register)
    assert done.report.counts()["rna"]["read"] == 15_000
    version = done.entry.version
    kept = [f"rna-waldec-{version}.idx", f"rna-waldec-{version}.nq.gz"]
    assert [name for name in kept_in(finished) if name.startswith("rna")] == kept


@pytest.mark.skipif(sys.platform == "win32", reason="Windows interrupts by the console")
def test_a_load_that_a_user_stops_says_so_and_leaves_nothing_behind(
    finished: Workspace, register: Path
) -> None:
    before = bytes_of(finished.path)
    with loading(finished, register) as other:
        wait_for(other, finished, "store/v000002/*")
        time.sleep(0.05)
        other.send_signal(signal.SIGINT)
        _, said = other.communicate(timeout=120)
    assert other.returncode == 130
    assert said.endswith("Error: Interrupted.\n")
    assert "Traceback" not in said
    assert bytes_of(finished.path) == before
