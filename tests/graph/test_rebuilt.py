"""Sources and decisions are all there is: a store thrown away and built again says the same."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from graph import answers, decisions, doctor, workspace
from graph.errors import AlliancesError, BadInput, StoreUnavailable
from graph.export.edition import edition
from graph.export.rdf import write
from graph.kept import held, remember, secret
from graph.load import Options, load_file, load_workbook
from graph.rebuild import rebuild
from graph.workspace import Workspace
from tests.conftest import start
from tests.reliability.operations import CLUB, COMPANY, NEIGHBOUR, full, iris
from tests.reliability.state import lines
from tests.workbooks import write_workbook

DAY = datetime(2026, 11, 26, 9, tzinfo=UTC)


@pytest.fixture(scope="session")
def territory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two workbooks, a verdict, an answer, an actor that opted out; nobody writes to it."""
    path = tmp_path_factory.mktemp("territory")
    full(path)
    return path / "ws"


@pytest.fixture
def own(territory: Path, tmp_path: Path) -> Workspace:
    return workspace.load(Path(shutil.copytree(territory, tmp_path / "ws")))


def exported(made: Workspace) -> bytes:
    """Return the internal edition of all that there is, as canonical N-Quads."""
    out = io.BytesIO()
    write(edition(made, made.store(), "fr", layer="all", internal=True), out, "nquads")
    return out.getvalue()


def rebuild_elsewhere(made: Workspace) -> None:
    """Throw the store away and build it again in another process, whose sets have another order."""
    shutil.rmtree(made.path / "store")
    seed = "1" if os.environ.get("PYTHONHASHSEED") != "1" else "2"
    ran = start("--workspace", made.path, "doctor", "--rebuild", env={"PYTHONHASHSEED": seed})
    assert ran.code == 0, ran.err


def test_a_store_thrown_away_and_built_again_says_the_same(own: Workspace) -> None:
    before, sent = lines(own), exported(own)
    assert any(b"/graph/derived/" in line for line in before)
    assert any(b"/graph/prov" in line for line in before)
    rebuild_elsewhere(own)
    assert lines(own) == before
    assert exported(own) == sent


def test_the_order_of_loads_does_not_show_where_sources_do_not_contradict(tmp_path: Path) -> None:
    books = [write_workbook(tmp_path / "carnet"), write_workbook(tmp_path / "voisin", **NEIGHBOUR)]
    said = []
    for name, order in (("one", books), ("other", books[::-1])):
        made = workspace.create(tmp_path / name, name="Essai", collector="paa")
        for book in order:
            load_file(made, book, options=Options(now=DAY))
        said.append(lines(made))
    assert said[0] == said[1]


def test_a_load_cut_off_between_its_switch_and_its_note_loses_nothing(
    own: Workspace, tmp_path: Path
) -> None:
    """The note is the old one; loading the same file again mends it, then the store is lost."""
    book = write_workbook(tmp_path / "tiers", **NEIGHBOUR | {"alliances": "id;intitulé\na1;Autre"})
    old = held(own).entries
    load_workbook(own, book)
    before = lines(own)
    remember(own, old)
    assert [one.text.en for look in doctor.examine(own) for one in look.findings] == [
        "sources/manifest.json is missing, damaged, or does not say what the store holds: a load "
        "may have been cut off just at its end."
    ]
    assert load_workbook(own, book).unchanged
    shutil.rmtree(own.path / "store")
    rebuild(own)
    assert lines(own) == before


@pytest.mark.parametrize("lost", ["sources/carnet-*.nq.gz", "sources/manifest.json"])
def test_a_kept_file_that_a_power_cut_left_empty_is_never_taken_for_nothing(
    own: Workspace, lost: str
) -> None:
    (file,) = own.path.glob(lost)
    file.write_bytes(b"")
    shutil.rmtree(own.path / "store")
    with pytest.raises(StoreUnavailable):
        rebuild(own)
    with pytest.raises(StoreUnavailable):
        doctor.mend(own)
    assert doctor.is_beyond(doctor.examine(own))
    assert len(list(own.sources.glob("*.nq.gz"))) == 2  # nothing was swept


def test_a_damaged_key_is_told_and_no_other_is_drawn(own: Workspace) -> None:
    before = secret(own)
    (own.sources / "key").write_text("00ff", encoding="ascii")
    with pytest.raises(StoreUnavailable, match="sources/key is damaged"):
        secret(own)
    (own.sources / "key").write_text(before.hex(), encoding="ascii")
    assert secret(own) == before


# -- decisions under git -------------------------------------------------------------------------


def git(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    own = ("-c", "user.name=essai", "-c", "user.email=essai@localhost", "-c", "core.autocrlf=false")
    return subprocess.run(
        ["git", *own, *arguments], cwd=folder, capture_output=True, encoding="utf-8", check=False
    )


@pytest.fixture
def branches(own: Workspace) -> Workspace:
    """A workspace under git, on its first branch."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed: merging decisions was not tried")
    (own.path / ".gitignore").write_text("store/\n", encoding="utf-8")
    git(own.path, "init", "-q", "-b", "main")
    git(own.path, "add", "-A")
    assert git(own.path, "commit", "-qm", "start").returncode == 0
    return own


def decide_on_two_branches(made: Workspace, first: str, second: str, pairs: list[str]) -> None:
    """Decide of an actor and each of a pair, one on each of two branches; merge them."""
    actors = iris(made)
    git(made.path, "switch", "-qc", "other")
    for branch, said, name in (("other", first, pairs[0]), ("main", second, pairs[1])):
        git(made.path, "switch", "-q", branch)
        names = (COMPANY, name)
        answer = answers.answered(actors[COMPANY], actors[name], said, names, why=branch)
        answers.record(made.path, [answer])
        verdict = decisions.decide(actors[COMPANY], actors[name], decisions.UNSURE, names)
        decisions.record(made.path, [verdict])
        git(made.path, "commit", "-qam", branch)
    git(made.path, "merge", "-q", "-m", "both", "other")


def test_decisions_of_two_branches_merge_and_load(branches: Workspace) -> None:
    decide_on_two_branches(branches, "refused", "accepted", [CLUB, "Les Aînés de Venelles"])
    assert git(branches.path, "status", "--porcelain").stdout == ""
    found = {frozenset(one.names): one.answer for one in answers.read(branches.path)}
    assert found[frozenset((COMPANY, CLUB))] == "refused"
    assert found[frozenset((COMPANY, "Les Aînés de Venelles"))] == "accepted"
    assert len(found) == 3
    assert len(decisions.read(branches.path)) == 3
    assert rebuild(branches).statements > 0


def test_one_pair_decided_otherwise_on_two_branches_is_told_with_its_row(
    branches: Workspace,
) -> None:
    decide_on_two_branches(branches, "refused", "accepted", [CLUB, CLUB])
    with pytest.raises(BadInput) as caught:
        answers.read(branches.path)
    assert "decisions/suggestions.csv, row " in caught.value.text.en
    assert "this pair is in row " in caught.value.text.en
    with pytest.raises(AlliancesError):
        rebuild(branches)
    assert branches.store().graphs()  # what was finished before is still there


# -- the demonstration ---------------------------------------------------------------------------


def test_the_demonstration_built_again_says_the_same(demo: Path, tmp_path: Path) -> None:
    own = workspace.load(Path(shutil.copytree(demo, tmp_path / "demo")))
    before, sent = lines(own), exported(own)
    assert len(before) > 5_000
    rebuild_elsewhere(own)
    assert lines(own) == before
    assert exported(own) == sent
