"""The commands of rights, as a facilitator types them."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.workspace import Workspace
from tests.conftest import Run


@pytest.fixture
def own(small: Workspace) -> Path:
    """A small workspace with a map, and a file of the facilitator's own."""
    (small.path / "maps").mkdir()
    (small.path / "maps" / "carte.html").write_text(
        "La Fabrique num&eacute;rique", encoding="utf-8"
    )
    (small.path / "notes.txt").write_text("Voir LA FABRIQUE NUMERIQUE en mars", encoding="utf-8")
    return small.path


def test_forget_shows_asks_erases_and_lists_what_still_holds_it(run: Run, own: Path) -> None:
    refused = run("--workspace", own, "forget", "la fabrique numerique", stdin="n\n")
    assert refused.code == 130
    assert "énoncé(s) à effacer" in refused.err
    assert not (own / "decisions" / "forgotten.csv").exists()

    done = run("--workspace", own, "forget", "fabrique", "--yes", "--reason", "opposition")
    assert done.code == 0, done.err
    assert {Path(line).name for line in done.out.splitlines()} == {"carte.html", "notes.txt"}
    assert "abrique" not in (own / "decisions" / "forgotten.csv").read_text(encoding="utf-8")

    again = run("--workspace", own, "forget", "La Fabrique numérique", "--delete-derived")
    assert (again.code, again.out.split()) == (0, [str(own / "notes.txt")])
    assert not (own / "maps" / "carte.html").exists()
    listed = run("--workspace", own, "forget", "--list").out
    assert "opposition" in listed
    assert "abrique" not in listed
    assert run("--workspace", own, "forget", "Nulle Part SARL").code == 1
    assert run("--workspace", own, "forget", "--allow", "La Fabrique numérique").code == 0


def test_rectify_and_optout_and_papers(run: Run, own: Path) -> None:
    def say(*words: object) -> tuple[int, str, str]:
        ran = run("--workspace", own, *words, lang="en")
        return ran.code, ran.out, ran.err

    assert say("rectify", "fabrique", "SIREN", "356000000")[0] == 2
    code, _, err = say("rectify", "fabrique", "seat", "Aix-en-Provence", "--why", "moved")
    assert code == 0, err
    assert "Aix-en-Provence" in say("query", "qui-est", "--param", "acteur=fabrique")[1]
    assert say("rectify", "fabrique", "siège", "--undo")[0] == 0

    assert say("optout", "fabrique")[0] == 0
    code, _, err = say("suggest", "--for", "La Fabrique numérique")
    assert code == 1
    assert "restricted" in err
    assert say("optout", "fabrique", "--undo")[0] == 0

    code, out, _ = say("register")
    assert code == 0
    assert [Path(line).suffix for line in out.splitlines()] == [".md", ".html"] * 2
