"""``alliances doctor``, and what every command says of a workspace that was damaged."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from cli.main import main
from graph import workspace
from graph.rights import optout
from graph.workspace import Workspace
from tests.conftest import Ran
from tests.reliability.operations import full

Typed = Callable[..., Ran]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("doctor")
    full(path)
    return path


@pytest.fixture
def own(whole: Path, tmp_path: Path) -> Workspace:
    return workspace.load(Path(shutil.copytree(whole / "ws", tmp_path / "ws")))


@pytest.fixture
def typed(own: Workspace, capsys: pytest.CaptureFixture[str]) -> Typed:
    """Run the program in this process, in English."""

    def run(*arguments: object) -> Ran:
        with pytest.raises(SystemExit) as left:
            main(["--workspace", str(own.path), "--lang", "en", *map(str, arguments)])
        said = capsys.readouterr()
        return Ran(int(left.value.code or 0), said.out, said.err)

    return run


def current(made: Workspace) -> Path:
    folder = made.versions.current()
    assert folder is not None
    return folder


def flip(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 0xFF
    file.write_bytes(data)


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def largest(made: Workspace) -> Path:
    return max(current(made).glob("*.sst"), key=lambda path: path.stat().st_size)


DAMAGES: dict[str, Callable[[Workspace], object]] = {
    "a flipped byte in the store": lambda made: flip(largest(made)),
    "a file of the store cut off": lambda made: cut(largest(made)),
    "a file of the store missing": lambda made: largest(made).unlink(),
    "a pointer to nothing": lambda made: (made.path / "store" / "CURRENT").write_bytes(b"\0\0"),
    "a manifest cut off": lambda made: cut(current(made) / "manifest.json"),
}
BEYOND: dict[str, Callable[[Workspace], object]] = {
    "a flipped byte in a source": lambda made: flip(next(made.sources.glob("*.nq.gz"))),
    "a source emptied": lambda made: next(made.sources.glob("*.nq.gz")).write_bytes(b""),
}


def test_a_sound_workspace_is_told_so(typed: Typed) -> None:
    ran = typed("doctor")
    assert (ran.code, ran.err) == (0, "All is sound.\n")
    rows = json.loads(typed("doctor", "--format", "json").out)
    assert len(rows) == 11
    assert {row["state"] for row in rows} == {"sound"}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_store_gives_right_answers_or_one_message_and_is_mended(
    own: Workspace, typed: Typed, damage: str
) -> None:
    asked = [("suggest", "--format", "csv"), ("sources", "--format", "csv"),
             ("export", "-", "--format", "nquads"),
             ("query", "alliances-par-etape", "--format", "csv")]  # fmt: skip
    before = [typed(*arguments) for arguments in asked]
    assert [ran.code for ran in before] == [0, 0, 0, 0]
    DAMAGES[damage](own)
    for arguments, good in zip(asked, before, strict=True):
        ran = typed(*arguments)
        assert "Unexpected" not in ran.err, ran.err
        if ran.code != 4:
            assert (ran.code, ran.out) == (good.code, good.out)
        else:
            assert ran.err.count("Error: ") == 1
            assert "alliances doctor" in ran.err
    assert typed("doctor").code == 1
    assert typed("doctor", "--rebuild").code == 0
    assert typed(*asked[0]).out == before[0].out


@pytest.mark.parametrize("damage", BEYOND)
def test_a_damaged_source_is_beyond_repair_but_the_store_still_answers(
    own: Workspace, typed: Typed, damage: str
) -> None:
    BEYOND[damage](own)
    assert typed("suggest").code == 0
    ran = typed("doctor")
    assert ran.code == 4
    assert "missing or damaged" in " ".join(ran.out.split())
    ran = typed("doctor", "--rebuild")
    assert ran.code == 4
    assert "alliances sources --remove" in ran.err
    assert typed("suggest").code == 0


def test_a_decision_file_that_cannot_be_read_is_told_with_its_row(
    own: Workspace, typed: Typed
) -> None:
    with (own.path / "decisions" / "identity.csv").open("a", encoding="utf-8") as file:
        file.write("<<<<<<< HEAD\n")
    (own.path / "decisions" / "suggestions.csv").write_bytes(b"")
    rows = {row["check"]: row for row in json.loads(typed("doctor", "--format", "json").out)}
    assert rows["Decisions"]["state"] == "look"
    ran = typed("doctor")
    words = " ".join(ran.out.split())
    assert ran.code == 1
    assert "decisions/identity.csv, row 3: git could not merge two versions" in words
    assert "decisions/suggestions.csv, row 1: the file is empty" in words
    late = rows["Store up to date"]
    assert late["do"].startswith("First correct the file of decisions")
    assert typed("doctor", "--rebuild").code == 3  # as it says


def test_settings_that_cannot_be_read_are_told(own: Workspace, typed: Typed) -> None:
    (own.path / "alliances.toml").write_text("name = \n", encoding="utf-8")
    ran = typed("doctor")
    assert ran.code == 1
    assert "cannot be read" in " ".join(ran.out.split())


def test_what_a_cut_left_is_told_and_swept(own: Workspace, typed: Typed, whole: Path) -> None:
    (own.sources / "x.part").write_bytes(b"half")
    (own.path / "store" / "v000099").mkdir()
    ran = typed("doctor")
    assert ran.code == 1
    assert "An operation was cut off: 2 leftovers" in " ".join(ran.out.split())
    ran = typed("sources", "--remove", "voisin")
    assert "An earlier operation was cut off (2 leftovers)" in ran.err
    assert typed("doctor").code == 0


def test_a_decision_not_yet_in_the_store_is_told(own: Workspace, typed: Typed) -> None:
    optout.FILE.remove(own.path, lambda _: True)
    ran = typed("doctor")
    assert ran.code == 1
    assert "The store is older than your decisions" in " ".join(ran.out.split())
    assert typed("doctor", "--rebuild").code == 0


def test_a_lost_request_is_told_until_the_loss_is_accepted(own: Workspace, typed: Typed) -> None:
    (own.path / "decisions" / "optout.csv").unlink()
    ran = typed("doctor")
    assert ran.code == 4
    assert "decisions/optout.csv: 1 line is gone from it" in " ".join(ran.out.split())
    assert "comes back at the next load" in " ".join(typed("catalysts").err.split())
    ran = typed("doctor", "--accept-loss", "--rebuild")
    assert (ran.code, "1 line gone from decisions/: loss accepted." in ran.err) == (0, True)


@pytest.mark.parametrize("name", ["store", "store/CURRENT"])
def test_what_took_the_place_of_the_store_is_put_aside(
    own: Workspace, typed: Typed, name: str
) -> None:
    path = own.path / name
    shutil.rmtree(path) if path.is_dir() else path.unlink()
    path.mkdir() if name.endswith("CURRENT") else path.write_text("x", encoding="utf-8")
    for command in ("doctor", "catalysts"):
        ran = typed(command)
        assert ran.code in {1, 4}
        assert "doctor --rebuild" in " ".join((ran.out + ran.err).split())
    ran = typed("doctor", "--rebuild")
    assert (ran.code, f"{path}.aside" in ran.err.replace("\n", "")) == (0, True), ran
    assert path.with_name(f"{path.name}.aside").exists()


def test_an_empty_workspace_is_sound_and_stays_empty(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = workspace.create(tmp_path / "new", name="Essai")
    for arguments in (["doctor"], ["doctor", "--rebuild"]):
        with pytest.raises(SystemExit) as left:
            main(["--workspace", str(made.path), "--lang", "en", *arguments])
        assert left.value.code == 0
    assert "All is sound." in capsys.readouterr().err
    assert made.versions.current() is None
