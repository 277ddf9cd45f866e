"""Versions of a store: all or nothing, one writer, and nothing half-written left."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from graph.errors import StoreUnavailable
from graph.store import Versions
from tests.graph.conftest import bytes_of

ROOT = Path(__file__).resolve().parents[2]


def finish(versions: Versions, text: str) -> Path:
    with versions.lock(), versions.build() as folder:
        (folder / "data").write_text(text, encoding="utf-8")
    return folder


def test_nothing_was_loaded_yet(tmp_path: Path) -> None:
    versions = Versions(tmp_path / "store")
    assert versions.current() is None
    assert versions.manifest() == {}
    assert not versions.folder.exists()


def test_a_finished_version_is_the_current_one(tmp_path: Path) -> None:
    versions = Versions(tmp_path)
    first, second = finish(versions, "1"), finish(versions, "2")
    assert [first.name, second.name] == ["v000001", "v000002"]
    assert versions.current() == second
    assert (tmp_path / "CURRENT").read_bytes() == b"v000002\n"


def test_the_version_before_is_kept_for_its_readers_and_no_other(tmp_path: Path) -> None:
    versions = Versions(tmp_path)
    for text in "12345":
        finish(versions, text)
    assert sorted(p.name for p in tmp_path.iterdir() if p.is_dir()) == ["v000004", "v000005"]


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt, SystemExit])
def test_a_build_that_fails_changes_nothing(tmp_path: Path, error: type[BaseException]) -> None:
    versions = Versions(tmp_path)
    finish(versions, "1")
    before = bytes_of(tmp_path)
    with pytest.raises(error), versions.lock(), versions.build() as folder:
        (folder / "data").write_text("half", encoding="utf-8")
        raise error
    assert bytes_of(tmp_path) == before
    assert not folder.exists()


def test_what_a_crash_left_is_swept_by_the_next_writer(tmp_path: Path) -> None:
    versions = Versions(tmp_path)
    finish(versions, "1")
    (tmp_path / "v000002").mkdir()
    (tmp_path / "v000002" / "half").write_text("x", encoding="utf-8")
    assert versions.current() == tmp_path / "v000001"
    with versions.lock():
        assert not (tmp_path / "v000002").exists()
    assert versions.current() == tmp_path / "v000001"


def test_a_second_writer_is_told_to_wait(tmp_path: Path) -> None:
    """The first one is a real process; its lock goes when it ends, whatever way it ends."""
    program = textwrap.dedent("""
        import sys
        from pathlib import Path
        from graph.store import Versions
        with Versions(Path(sys.argv[1])).lock():
            print("locked", flush=True)
            sys.stdin.read()
    """)
    versions = Versions(tmp_path)
    finish(versions, "1")
    before = bytes_of(tmp_path)
    with subprocess.Popen(
        [sys.executable, "-c", program, str(tmp_path)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8", cwd=ROOT,
    ) as other:  # fmt: skip
        assert other.stdout is not None
        assert other.stdout.readline() == "locked\n"
        with pytest.raises(StoreUnavailable) as caught, versions.lock():
            pass
        assert bytes_of(tmp_path) == before
        other.kill()
    assert caught.value.text == (
        f"Un autre chargement est en cours dans {tmp_path}. Attendez qu'il finisse, puis "
        "recommencez.",
        f"Another load is running in {tmp_path}. Wait until it is done, then try again.",
    )
    assert finish(versions, "2").name == "v000002"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (b"v000009\n", "v000009"), (b"", ""), (b"../../etc\n", "../../etc"), (b"v1", "v1"),
        (b"\xff\xfe\x1b[31m", "\ufffd\ufffd?[31m"),
    ],
)  # fmt: skip
def test_a_pointer_to_nothing_says_what_to_do(tmp_path: Path, written: bytes, shown: str) -> None:
    versions = Versions(tmp_path)
    finish(versions, "1")
    (tmp_path / "CURRENT").write_bytes(written)
    for ask in (versions.current, versions.manifest):
        with pytest.raises(StoreUnavailable) as caught:
            ask()
        assert caught.value.text == (
            f"La base {tmp_path} est abîmée : CURRENT désigne « {shown} », qui n'existe pas. "
            "Refaites-la depuis vos sources et vos décisions : alliances doctor --rebuild",
            f"The store {tmp_path} is damaged: CURRENT names '{shown}', which does not exist. "
            "Build it again from your sources and decisions: alliances doctor --rebuild",
        )


@pytest.mark.parametrize("written", [None, b"", b"{", b"\xff"])
def test_a_manifest_that_cannot_be_read(tmp_path: Path, written: bytes | None) -> None:
    versions = Versions(tmp_path)
    finish(versions, "1")
    if written is not None:
        (tmp_path / "v000001" / "manifest.json").write_bytes(written)
    with pytest.raises(StoreUnavailable) as caught:
        versions.manifest()
    assert caught.value.text == (
        f"La base {tmp_path} est abîmée : v000001/manifest.json ne se lit pas. Refaites-la "
        "depuis vos sources et vos décisions : alliances doctor --rebuild",
        f"The store {tmp_path} is damaged: v000001/manifest.json cannot be read. Build it "
        "again from your sources and decisions: alliances doctor --rebuild",
    )


def test_a_damaged_pointer_is_no_obstacle_to_a_writer(tmp_path: Path) -> None:
    versions = Versions(tmp_path)
    finish(versions, "1")
    (tmp_path / "CURRENT").write_text("v000009\n", encoding="utf-8")
    assert finish(versions, "2").name == "v000002"
    assert versions.current() == tmp_path / "v000002"
