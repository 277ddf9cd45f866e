"""``alliances sources`` as it is typed: what is loaded, and one source taken back."""

from __future__ import annotations

import csv
import gzip
import io
import json
import shutil
from pathlib import Path

import pytest

from graph import decisions, progress, workspace
from graph.load import entries, load_file, remove
from graph.workspace import Workspace
from ontology.text import Text
from tests.conftest import Ran, Run
from tests.graph.conftest import bytes_of
from tests.graph.loading import facts, names
from tests.graph.registers import grants, rna, rna_row
from tests.workbooks import SMALL, write_workbook

DONS = "subventions de la ville aux associations 2018 - version définitive.csv"


@pytest.fixture(scope="module")
def _several(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("several") / "files"
    made = workspace.create(folder / "ws", name="Essai")
    load_file(made, write_workbook(folder / "carnet"))
    load_file(made, rna(folder / "rna_20240601.csv", rna_row("W131000001"), rna_row("faux")),
              territory="Pays d'Aix")  # fmt: skip
    load_file(made, grants(folder / DONS, ("Aînés", "35600000000048", "500")))
    return folder


@pytest.fixture
def several(_several: Path, tmp_path: Path) -> Workspace:
    """A workspace with a workbook, a territory of a register, and grants of a long file name."""
    return workspace.load(Path(shutil.copytree(_several, tmp_path / _several.name)) / "ws")


def test_the_table_fits_the_terminal_and_names_what_was_loaded(
    run: Run, several: Workspace
) -> None:
    ran = run("--workspace", several.path, "sources")
    assert (ran.code, ran.err) == (0, "")
    head, *rows = ran.out.splitlines()
    assert head.split() == [
        "fichier", "lu", "comme", "territoire", "chargé", "le", "lignes", "énoncés",
    ]  # fmt: skip
    assert max(map(len, (head, *rows))) <= 80
    assert [row.split()[0] for row in rows if row[:1] not in " ─"][:2] == [
        "carnet", "rna_20240601.csv",
    ]  # fmt: skip
    assert "Pays d'Aix" in ran.out
    english = run("--workspace", several.path, "sources", lang="en").out
    assert english.split()[:3] == ["file", "taken", "for"]


def test_other_formats_hold_all_that_is_known(run: Run, several: Workspace) -> None:
    found = json.loads(run("--workspace", several.path, "sources", "--format", "json").out)
    assert [(one["source"], one["rows"], one["refused"]) for one in found] == [
        ("carnet", sum(len(sheet.splitlines()) - 1 for sheet in SMALL.values()), 0),
        ("rna-pays-d-aix", 1, 1),
        (entries(several)[2].source, 1, 0),
    ]  # fmt: skip
    assert found[1] | {"statements": 0, "sha256": ""} == {
        "file": "rna_20240601.csv", "taken_for": "RNA, fichier waldec", "territory": "Pays d'Aix",
        "loaded": entries(several)[1].loaded, "rows": 1, "statements": 0, "refused": 1,
        "edition": "20240601", "corrects": "", "source": "rna-pays-d-aix",
        "folder": several.path.parent.name, "sha256": "",
    }  # fmt: skip
    for one, entry in zip(found, entries(several), strict=True):
        lines = gzip.decompress((several.sources / entry.kept).read_bytes()).splitlines()
        assert one["statements"] == len(lines) > 0
    table = run("--workspace", several.path, "sources", "--format", "csv", lang="en").out
    assert [row["file"] for row in csv.DictReader(io.StringIO(table))] == [
        "carnet", "rna_20240601.csv", DONS,
    ]  # fmt: skip


def test_one_source_is_taken_back_and_nothing_else(run: Run, several: Workspace) -> None:
    decisions.record(
        several.path, [decisions.decide("https://a.test/x", "https://a.test/y", "same")]
    )
    before = facts(several)
    verdicts = decisions.path(several.path).read_bytes()
    ran = run("--workspace", several.path, "sources", "--remove", "rna_20240601.csv")
    assert ran == Ran(
        0,
        "",
        "Retiré : rna_20240601.csv (RNA, fichier waldec, Pays d'Aix), 1 ligne. 2 sources "
        "restent ; vos décisions aussi.\n",
    )
    assert facts(several) == {k: n for k, n in before.items() if "rna-pays-d-aix" not in k}
    assert "AMIS DU LIVRE" not in names(several)
    assert not [path for path in several.sources.iterdir() if path.name.startswith("rna")]
    assert decisions.path(several.path).read_bytes() == verdicts
    for name in ("carnet", DONS):
        ran = run("--workspace", several.path, "sources", "--remove", name, lang="en")
        assert ran.err.startswith(f"Taken out: {name} (")
    ran = run("--workspace", several.path, "sources", lang="en")
    assert ran == Ran(
        0, "", "Nothing is loaded: 'alliances load FILE' loads a workbook or a register.\n"
    )


def test_an_unknown_name_lists_those_loaded(run: Run, several: Workspace) -> None:
    before = bytes_of(several.path)
    ran = run("--workspace", several.path, "sources", "--remove", "x.csv", lang="en")
    assert (ran.code, ran.err) == (
        1,
        f"Error: 'x.csv' is not loaded here. Files loaded: carnet, rna_20240601.csv, {DONS}.\n",
    )
    assert bytes_of(several.path) == before


def test_nothing_is_loaded_in_a_new_workspace(run: Run, tmp_path: Path) -> None:
    made = workspace.create(tmp_path / "ws", name="Essai")
    ran = run("--workspace", made.path, "sources", "--format", "json")
    assert (ran.code, json.loads(ran.out)) == (0, [])


def test_a_kept_file_that_was_deleted_names_the_way_out(
    run: Run, several: Workspace, tmp_path: Path
) -> None:
    (gone,) = several.sources.glob("rna-*.nq.gz")
    gone.unlink()
    more = rna(tmp_path / "autre.csv", rna_row("W131000009", titre="Autre"))
    ran = run("--workspace", several.path, "load", more, lang="en")
    assert ran.code == 4
    assert ran.err.endswith(
        f"Error: sources/{gone.name}, kept when rna_20240601.csv was loaded, is missing or damaged "
        "(No such file or directory). Take this source out, then load its file again: alliances "
        "sources --remove rna-pays-d-aix\n"
    )
    ran = run("--workspace", several.path, "sources", "--remove", "rna-pays-d-aix", lang="en")
    assert ran.code == 0
    assert run("--workspace", several.path, "load", more).code == 0
    assert "Autre" in names(several)


def test_a_kept_file_that_was_deleted_comes_back_with_its_own_file(
    several: Workspace, tmp_path: Path
) -> None:
    (gone,) = several.sources.glob("rna-*.nq.gz")
    before = gone.read_bytes()
    gone.unlink()
    load_file(several, several.path.parent / "rna_20240601.csv", territory="Pays d'Aix")
    assert gone.read_bytes() == before


def test_an_interruption_takes_nothing_back(several: Workspace) -> None:
    before = bytes_of(several.path)

    def interrupt(stage: Text | None, done: int, total: int) -> None:
        raise KeyboardInterrupt

    with progress.watched(interrupt), pytest.raises(KeyboardInterrupt):
        remove(several, "carnet")
    assert bytes_of(several.path) == before
    assert len(entries(several)) == 3
