"""``alliances brief`` as a facilitator types it."""

from __future__ import annotations

from pathlib import Path

from graph.workspace import Workspace
from tests.conftest import Run


def test_markdown_on_the_standard_output(run: Run, demo: Path) -> None:
    ran = run("--workspace", demo, "brief", "PAA", "Medinsoft")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("# Avant la rencontre : Pays d'Aix Associations – Medinsoft\n")
    for words in ("## Par qui passer\n\n1. **par French Tech Aix-Marseille**", "## Sources",
                  "Une personne n'est nommée que pour un mandat public en cours."):  # fmt: skip
        assert words in ran.out
    english = run("--workspace", demo, "brief", "PAA", "Medinsoft", lang="en")
    assert english.out.startswith("# Before the meeting: Pays d'Aix Associations – Medinsoft\n")


def test_a_file_in_the_form_of_its_name(run: Run, small: Workspace, tmp_path: Path) -> None:
    base = ("--workspace", small.path, "brief", "PAA", "La Fabrique numérique", "-o")
    page, text = tmp_path / "une" / "page.html", tmp_path / "page.md"
    assert run(*base, page).out == f"{page}\n"
    assert page.read_text(encoding="utf-8").lstrip().startswith("<!DOCTYPE html>")
    assert run(*base, text).code == 0
    assert text.read_text(encoding="utf-8").startswith("# Avant la rencontre")
    wrong = run(*base, tmp_path / "page.pdf")
    assert (wrong.code, wrong.err) == (
        2,
        f"Erreur : -o {tmp_path / 'page.pdf'} : le nom doit finir par .html ou .md.\n",
    )


def test_a_decision_is_never_on_the_page(run: Run, small: Workspace) -> None:
    pair = ("PAA", "La Fabrique numérique")
    before = run("--workspace", small.path, "brief", *pair).out
    run("--workspace", small.path, "decide", *pair, "refusé", "--why", "Secret de fabrique")
    after = run("--workspace", small.path, "brief", *pair).out
    assert after == before
