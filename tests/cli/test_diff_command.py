"""``alliances diff`` as a facilitator types it."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from graph import workspace
from graph.load import load_workbook
from graph.workspace import Workspace
from tests.conftest import Run
from tests.workbooks import write_workbook


def test_a_suggestion_of_2016_came_true_in_the_demonstration(run: Run, demo: Path) -> None:
    dates = ("--from", "2016-12-31", "--to", "2018-12-31")
    ran = run("--workspace", demo, "diff", *dates, "--format", "csv", lang="en")
    assert ran.code == 0
    rows = list(csv.DictReader(io.StringIO(ran.out)))
    realised = [row for row in rows if row["change"].startswith("suggestion")]
    assert [row["parties"] for row in realised] == [
        "Aix-Marseille 2.0; Métropole Aix-Marseille-Provence"
    ]
    assert 1 <= int(realised[0]["rank of the suggestion"]) <= 100
    assert any(row["what"] == "Contact entre PAA et Le RAMEAU" for row in rows)
    assert "1 pair became allies since." in ran.err
    table = run("--workspace", demo, "diff", *dates).out
    assert all(len(line) <= 80 for line in table.splitlines())


def test_two_copies_of_a_workspace(run: Run, small: Workspace, tmp_path: Path) -> None:
    made = workspace.create(tmp_path / "newer", name="Essai", collector="paa", language="fr")
    book = write_workbook(tmp_path / "newer-book" / "carnet")
    for name, text in (
        ("alliances", "\na4;Réseau et fabrique;;numerique;13113;notes;§9"),
        ("parties", "\na4;french-tech;partenaire;\na4;fabrique;partenaire;"),
        ("etapes", "\na4;signé;2018;notes"),
    ):
        file = book / f"{name}.csv"
        kept = file.read_text(encoding="utf-8").rstrip("\n")
        file.write_text(kept + text + "\n", encoding="utf-8")
    load_workbook(made, book)
    ran = run("diff", small.path, made.path)
    assert ran.code == 0
    assert "(rang 1) : Réseau et" in " ".join(ran.out.split())
    assert ran.err == (
        "Des 6 premières propositions d'alors, 1 paire est alliée depuis.\nnouvelle alliance : 1.\n"
    ), "pairs are counted once, not again with every alliance they made"
    same = run("--workspace", made.path, "diff", made.path, lang="en")
    assert (same.code, same.out) == (0, "")
    assert same.err.endswith("Nothing changed in the data.\n")


@pytest.mark.parametrize(
    "arguments",
    [(), ("--to", "2017"), ("--from", "2017", "--to", "2016"), ("x", "--from", "2017")],
)
def test_what_cannot_be_compared_is_answered_with_the_form(
    run: Run, small: Workspace, arguments: tuple[str, ...]
) -> None:
    ran = run("--workspace", small.path, "diff", *arguments)
    assert ran.code == 2
    assert ran.err.startswith("Erreur : Écrivez : alliances diff ANCIEN NOUVEAU")


def test_a_folder_that_is_no_workspace(run: Run, small: Workspace, tmp_path: Path) -> None:
    ran = run("--workspace", small.path, "diff", tmp_path / "nulle part")
    assert ran.code == 4
    assert "n'est pas un espace de travail" in ran.err
