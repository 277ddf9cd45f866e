"""The commands of rights, as a facilitator types them."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.main import program
from cli.session import Session
from graph.errors import AlliancesError
from graph.workspace import Workspace
from tests.conftest import Run
from tests.inside import inside


@pytest.fixture(scope="module")
def run() -> Run:
    """Run ``alliances`` in this process: most of a run is the start of another."""
    return inside


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
    assert "énoncés à effacer" in refused.err
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


def test_rights_reach_a_restricted_actor_and_old_names_are_explained(own: Path) -> None:
    def say(*words: str, lang: str = "en") -> tuple[int, str, str]:
        typed = ["--lang", lang, "--workspace", str(own), *words]
        ran = CliRunner().invoke(program, typed, obj=Session(), standalone_mode=False)
        told = ran.exception.text.en if isinstance(ran.exception, AlliancesError) else ""
        return getattr(ran.exception, "exit_code", 0), ran.stdout, ran.stderr + told

    assert say("rectify", "fabrique", "name", "Atelier Brimborion")[0] == 0
    code, _, err = say("query", "qui-est", "--param", "acteur=La Fabrique numérique")
    assert code == 1
    assert "'Atelier Brimborion' now" in err

    assert say("rectify", "Atelier Brimborion", "theme", "silver-economie")[0] == 0
    asked = ("query", "qui-est", "--param", "acteur=Atelier Brimborion", "--format", "csv")
    rows = {tuple(line.split(",")[:2]) for line in say(*asked)[1].splitlines()}
    assert ("name", "La Fabrique numérique") in rows
    assert ("theme", "digital") in rows
    rows = {tuple(line.split(",")[:2]) for line in say(*asked, lang="fr")[1].splitlines()}
    assert ("thème", "numérique") in rows

    assert say("optout", "Atelier Brimborion")[0] == 0
    assert say("check")[0] == 0
    code, _, err = say("rectify", "Atelier Brimborion", "acronym", "BRIM")
    assert code == 0, err
    assert say("optout", "BRIM", "--undo")[0] == 0
