"""``alliances decide`` as a facilitator types it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from graph import workspace
from graph.load import load_workbook
from graph.workspace import Workspace
from tests.conftest import Run
from tests.workbooks import write_workbook

PAIR = ("La Fabrique numérique", "French Tech Aix-Marseille")


@pytest.fixture
def own(tmp_path: Path) -> Workspace:
    made = workspace.create(tmp_path / "ws", name="Essai", collector="paa", language="fr")
    load_workbook(made, write_workbook(tmp_path / "carnet"))
    return made


def test_a_decision_is_kept_told_and_taken_back(run: Run, own: Workspace) -> None:
    base = ("--workspace", own.path)

    def pairs() -> list[set[str]]:
        ran = run(*base, "suggest", "--format", "json")
        return [{row["a"], row["b"]} for row in json.loads(ran.out)]

    assert set(PAIR) in pairs()
    ran = run(*base, "decide", *PAIR, "refusé", "--why", "Trop tôt, voir x@example.org",
              "--by", "PAA")  # fmt: skip
    assert (ran.code, ran.out) == (0, "")
    assert "Un courriel ou un téléphone est retiré du motif." in ran.err
    assert "Sur 1 proposition(s) décidée(s) : 0 acceptée(s) (0 %" in ran.err
    assert "Reconstruction de la base…" in ran.err
    assert set(PAIR) not in pairs()
    listed = json.loads(run(*base, "decide", "--format", "json", lang="en").out)
    assert [(row["answer"], row["why"], row["by"]) for row in listed] == [
        ("refused", "Trop tôt, voir [contact masqué]", "Pays d'Aix Associations")
    ]
    undone = run(*base, "decide", *reversed(PAIR), "--undo", lang="en")
    assert undone.err.startswith(
        "Decision taken back: 'French Tech Aix-Marseille', 'La Fabrique numérique' (refused)."
    )
    assert set(PAIR) in pairs()
    again = run(*base, "decide", *PAIR, "--undo")
    assert (again.code, again.out) == (1, "")
    assert "Il n'y a pas de décision sur « La Fabrique numérique »" in again.err


@pytest.mark.parametrize(
    "arguments",
    [("PAA",), ("PAA", "fabrique"), ("PAA", "fabrique", "bof"), ("--undo",), ("--why", "x"),
     ("PAA", "fabrique", "connu", "--undo"), ("PAA", "fabrique", "--undo", "--why", "x")],
)  # fmt: skip
def test_what_makes_no_sense_is_answered_with_the_form(
    run: Run, own: Workspace, arguments: tuple[str, ...]
) -> None:
    ran = run("--workspace", own.path, "decide", *arguments)
    assert ran.code == 2
    assert ran.err.startswith("Erreur : Écrivez : alliances decide A B accepté")
    assert not (own.path / "decisions").exists()
