"""A load that is killed, contested, or finds its store or its sources damaged."""

from __future__ import annotations

import gzip
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from graph.errors import StoreUnavailable
from graph.load import Loaded, entries, load_workbook, remove
from graph.workspace import Workspace
from tests.graph.conftest import bytes_of, refusal
from tests.graph.loading import facts, kept_in, second, versions_in
from tests.workbooks import write_workbook

ROOT = Path(__file__).resolve().parents[2]

LOADING = textwrap.dedent("""
    import sys
    from pathlib import Path
    from graph import workspace
    from graph.load import load_workbook, remove
    load_workbook(workspace.load(Path(sys.argv[1])), Path(sys.argv[2]))
""")


def large(folder: Path) -> Path:
    """A workbook that takes a second or two to load."""
    each = range(1500)
    acteurs = [f"g{i};Grand {i};association" for i in each]
    parties = [f"a{i};g{(i + k) % 1500}" for i in each for k in (0, 1)]
    return write_workbook(
        folder,
        sources=None,
        territoires=None,
        mandats=None,
        acteurs="\n".join(["id;nom;type", *acteurs]),
        alliances="\n".join(["id;intitulé", *(f"a{i};Alliance {i}" for i in each)]),
        parties="\n".join(["alliance;acteur", *parties]),
        etapes="\n".join(["alliance;étape", *(f"a{i};signé" for i in each)]),
    )


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no kill -9")
@pytest.mark.parametrize("moment", ["part", "kept", "version", "later"])
def test_a_load_killed_in_the_middle_leaves_the_old_version(
    finished: Workspace, tmp_path: Path, moment: str
) -> None:
    before, known = facts(finished), bytes_of(finished.path)
    path = large(tmp_path / "grand")
    with subprocess.Popen(
        [sys.executable, "-c", LOADING, str(finished.path), str(path)], cwd=ROOT
    ) as other:
        wait_for(other, finished, moment)
        other.send_signal(signal.SIGKILL)
        assert other.wait() == -signal.SIGKILL
    assert {name: bytes_of(finished.path)[name] for name in known} == known
    assert len(bytes_of(finished.path)) > len(known)  # it was in the middle of something
    assert facts(finished) == before
    assert finished.versions.current() == finished.path / "store" / "v000001"
    done = load_workbook(finished, second(tmp_path / "voisin"))
    assert [entry.source for entry in entries(finished)] == ["carnet", "voisin"]
    assert kept_in(finished) == sorted(
        [entry.kept for entry in entries(finished)] + ["manifest.json"]
    )
    assert versions_in(finished) == ["v000001", "v000002"]
    assert done.statements > 0


def wait_for(other: subprocess.Popen[bytes], made: Workspace, moment: str) -> None:
    """Wait until a load has come to a moment; it must still be running."""
    sign = {"part": "sources/grand-*.part", "kept": "sources/grand-*.nq.gz"}.get(
        moment, "store/v000002/*"
    )
    end = time.monotonic() + 60
    while not list(made.path.glob(sign)):
        assert other.poll() is None
        assert time.monotonic() < end
        time.sleep(0.0005)
    if moment == "later":
        time.sleep(0.3)
    assert other.poll() is None


def test_a_second_writer_is_refused_while_a_process_loads(
    finished: Workspace, tmp_path: Path
) -> None:
    program = textwrap.dedent("""
        import sys
        from pathlib import Path
        from graph import workspace
        with workspace.load(Path(sys.argv[1])).versions.lock():
            print("locked", flush=True)
            sys.stdin.read()
    """)
    with subprocess.Popen(
        [sys.executable, "-c", program, str(finished.path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8", cwd=ROOT,
    ) as other:  # fmt: skip
        assert other.stdout is not None
        assert other.stdout.readline() == "locked\n"
        store = finished.path / "store"
        error = refusal(finished, second(tmp_path / "voisin"))
        assert isinstance(error, StoreUnavailable)
        assert error.text == (
            f"Un autre chargement est en cours dans {store}. Attendez qu'il finisse, puis "
            "recommencez.",
            f"Another load is running in {store}. Wait until it is done, then try again.",
        )
        assert load_workbook(finished, second(tmp_path / "voisin"), dry_run=True).report.loaded
    assert load_workbook(finished, second(tmp_path / "voisin")).statements > 0


def lose_pointer(made: Workspace) -> None:
    (made.path / "store" / "CURRENT").write_text("v000042\n", encoding="utf-8")


def lose_manifest(made: Workspace) -> None:
    (made.path / "store" / "v000001" / "manifest.json").write_text("{", encoding="utf-8")


def lose_version(made: Workspace) -> None:
    shutil.rmtree(made.path / "store" / "v000001")


def lose_store(made: Workspace) -> None:
    shutil.rmtree(made.path / "store")


def lose_database(made: Workspace) -> None:
    for path in (made.path / "store" / "v000001").iterdir():
        if path.name != "manifest.json":
            path.unlink()


LOSSES = [lose_pointer, lose_manifest, lose_version, lose_store, lose_database]


@pytest.mark.parametrize("lose", LOSSES)
@pytest.mark.parametrize("again", ["the same", "another"])
def test_a_lost_store_is_made_again_from_the_sources(
    finished: Workspace, tmp_path: Path, lose: object, again: str
) -> None:
    """Whichever file is loaded next, nothing that was loaded before is lost."""
    load_workbook(finished, second(tmp_path / "voisin"))
    shutil.rmtree(finished.path / "store" / "v000001")
    (finished.path / "store" / "v000002").rename(finished.path / "store" / "v000001")
    (finished.path / "store" / "CURRENT").write_text("v000001\n", encoding="utf-8")
    before = facts(finished)
    assert callable(lose)
    lose(finished)
    if lose is not lose_manifest:
        with pytest.raises(StoreUnavailable):
            finished.store()
    path = {
        "the same": write_workbook(tmp_path / "carnet"),
        "another": second(tmp_path / "n", alliances="id;intitulé\na1;Encore une"),
    }
    done: Loaded = load_workbook(finished, path[again])
    assert not done.unchanged
    after = facts(finished)
    assert {graph: after[graph] for graph in before} == before
    assert len(after) == {"the same": 2, "another": 3}[again]
    assert {entry.source for entry in entries(finished)} >= {"carnet", "voisin"}


@pytest.mark.parametrize("damage", ["gone", "cut", "no gzip", "no n-quads"])
def test_a_damaged_source_stops_the_load_and_changes_nothing(
    finished: Workspace, tmp_path: Path, damage: str
) -> None:
    (entry,) = entries(finished)
    kept = finished.sources / entry.kept
    data = kept.read_bytes()
    kept.unlink()
    if damage != "gone":
        kept.write_bytes({
            "cut": data[: len(data) // 2], "no gzip": b"x" * 500,
            "no n-quads": gzip.compress(b"<a:b> <a:c>"),
        }[damage])  # fmt: skip
    error = refusal(finished, second(tmp_path / "voisin"))
    french, english = error.text
    file = f"sources/{entry.kept}"
    assert french.startswith(f"{file}, gardé du chargement de carnet, manque ou est abîmé (")
    assert french.endswith(
        "). Retirez cette source, puis rechargez son fichier : alliances sources --remove carnet"
    )
    assert english.startswith(f"{file}, kept when carnet was loaded, is missing or damaged (")
    assert english.endswith(
        "). Take this source out, then load its file again: alliances sources --remove carnet"
    )
    assert versions_in(finished) == ["v000001"]
    assert remove(finished, "carnet") == entry
    load_workbook(finished, write_workbook(tmp_path / "carnet"))
    load_workbook(finished, second(tmp_path / "voisin"))
    assert len(facts(finished)) == 2


def test_an_error_while_statements_are_written_leaves_no_draft(
    finished: Workspace, tmp_path: Path
) -> None:
    """A folder stands where the file should: the last step of writing it fails."""
    path = second(tmp_path / "voisin")
    entry = load_workbook(finished, path, dry_run=True).entry
    (finished.sources / entry.kept).mkdir()
    before = bytes_of(finished.path)
    with pytest.raises(OSError):
        load_workbook(finished, path)
    assert bytes_of(finished.path) == before
