"""``alliances`` alone and ``alliances status``: what is here, and what to do next."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from graph import answers, decisions, holdings, workspace
from graph.load import load_workbook
from graph.workspace import Workspace
from tests.inside import inside
from tests.workbooks import SMALL, write_workbook


def said(*arguments: object, **options: Any) -> dict[str, Any]:
    ran = inside(*arguments, "status", "--format", "json", **options)
    assert (ran.code, ran.err) == (0, "")
    found: dict[str, Any] = json.loads(ran.out)
    return found


@pytest.fixture
def copied(demo: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(demo, tmp_path / "demo"))


def _keys(name: str, key: str) -> set[str]:
    """Return the identifiers of a sheet of the demonstration, whose rows all enter."""
    text = (files("graph") / "demo" / name).read_text(encoding="utf-8")
    return {row[key] for row in csv.DictReader(io.StringIO(text), delimiter=";")}


def test_the_figures_are_those_of_the_store(demo: Path) -> None:
    found = said("--workspace", demo)
    assert found["actors"] == len(_keys("acteurs.csv", "id"))
    assert found["posts"] == len(_keys("mandats.csv", "poste"))
    assert found["alliances"] == len(_keys("alliances.csv", "id"))
    assert found["suggestions_waiting"] > 10
    assert [source["file"] for source in found["sources"]] == ["communes.geojson", "demo"]
    assert found["maps"] == [{"file": "carte.html", "older_than_store": False}]
    assert (found["up_to_date"], found["trouble"]) == (True, [])
    assert said("--workspace", demo) == found  # now from the counts that were kept


@pytest.mark.parametrize(("lang", "words"), [("fr", "À faire ensuite"), ("en", "Next")])
def test_alone_it_tells_the_same_and_what_is_next(demo: Path, lang: str, words: str) -> None:
    alone, named = inside(cwd=demo, lang=lang), inside("status", cwd=demo, lang=lang)
    assert alone.code == named.code == 0
    assert alone.out.startswith(named.out)
    assert alone.out.rstrip().endswith("alliances --help")
    assert f"\n{words}\n" in named.out
    assert alone.err == named.err == ""


def test_outside_a_workspace_it_says_how_to_begin(tmp_path: Path) -> None:
    ran = inside(cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    assert "alliances demo" in ran.out
    assert "alliances init mon-territoire" in ran.out
    named = inside("status", cwd=tmp_path)  # a script is told by the exit code
    assert (named.code, named.out) == (4, "")
    assert "alliances init" in named.err
    assert "Exemples" not in inside(cwd=tmp_path).out
    assert "Commandes" in inside("-h", cwd=tmp_path).out


def test_the_workspaces_of_the_folder_are_offered(tmp_path: Path) -> None:
    workspace.create(tmp_path / "Pays d'Aix", name="Essai")
    assert 'alliances --workspace "Pays d\'Aix" status' in inside(cwd=tmp_path).out


def test_an_empty_workspace_is_told_to_load_its_workbook(tmp_path: Path) -> None:
    assert inside("init", tmp_path / "ws").code == 0
    found = said("--workspace", tmp_path / "ws")
    assert (found["actors"], found["store"]) == (0, "empty")
    assert "Remplir classeur.xlsx dans un tableur" in inside(cwd=tmp_path / "ws").out
    where, book = tmp_path / "ws", tmp_path / "ws" / "classeur.xlsx"
    assert found["next"] == [f"alliances --workspace {where} load {book}"]


def test_each_step_that_is_offered_is_a_command_that_exists(small: Workspace) -> None:
    for words in said("--workspace", small.path)["next"]:
        command = words.split()[3]
        assert inside(command, "--help").code == 0, words


def test_pairs_are_told_once_they_were_looked_for(tmp_path: Path) -> None:
    made = workspace.create(tmp_path / "ws", name="Essai")
    twin = "tv;Les Ainés de Venelles;;association;;;13113;;;"
    load_workbook(made, write_workbook(tmp_path / "carnet", acteurs=SMALL["acteurs"] + "\n" + twin))
    base = ("--workspace", made.path)
    assert said(*base)["pairs_to_reconcile"] is None
    listed = json.loads(inside(*base, "reconcile", "--format", "json").out)
    assert said(*base)["pairs_to_reconcile"] == len(listed) == 1
    assert said(*base)["next"][0].endswith("reconcile --ask")
    assert inside(*base, "reconcile", "--ask", stdin="n\n").code == 0
    after = said(*base)
    assert (after["pairs_to_reconcile"], after["decisions"]["not-same"]) == (0, 1)
    decisions.undo(made.path, *(listed[0][side] for side in "ab"))
    assert said(*base)["pairs_to_reconcile"] is None  # others may stand now


def test_an_answered_suggestion_waits_no_longer(copied: Path) -> None:
    space = workspace.load(copied)
    store = space.store()
    from graph import layers

    rows = store.select(
        "SELECT ?a ?b WHERE { ?p ea:candidate ?a, ?b FILTER (str(?a) < str(?b)) } LIMIT 1",
        graphs=layers.graphs(store, "derived"),
    ).rows
    a, b = (str(term.value) for term in next(rows))  # type: ignore[union-attr]
    before = holdings.holdings(space)
    answers.record(copied, [answers.answered(a, b, answers.REFUSED)])
    after = holdings.holdings(space)
    assert before.waiting is not None
    assert after.waiting == before.waiting - 1
    assert (after.decided, after.up_to_date) == (1, False)
    assert said("--workspace", copied)["next"][0].endswith(" doctor --rebuild")
    assert before.up_to_date


def test_a_map_that_is_older_than_the_store_is_told(copied: Path) -> None:
    os.utime(copied / "maps" / "carte.html", (1, 1))
    assert said("--workspace", copied)["maps"][0]["older_than_store"] is True
    assert "plus ancienne que la base" in inside(cwd=copied).out


def test_refused_rows_are_told_with_the_file_to_correct(tmp_path: Path) -> None:
    made = workspace.create(tmp_path / "ws", name="Essai")
    bad = "x;;;association;12;34;13113;;;"  # one row, three problems
    book = write_workbook(tmp_path / "ws" / "carnet", acteurs=SMALL["acteurs"] + "\n" + bad)
    assert len(load_workbook(made, book).report.problems) == 3
    found = said("--workspace", made.path)
    assert found["refused_rows"] == found["sources"][0]["refused"] == 1
    assert ", 1 refus" in inside(cwd=made.path).out
    assert found["next"][0] == f"alliances --workspace {made.path} load {book}"


def test_what_is_damaged_is_told_and_never_a_traceback(copied: Path) -> None:
    (copied / "decisions").mkdir()
    decisions.path(copied).write_text("a;b\nx;y\n", encoding="utf-8")
    found = said("--workspace", copied)
    assert "identity.csv" in found["trouble"][0]
    assert found["decisions"] is None  # how many is not known, and it is not none
    assert "voir plus bas" in inside("--workspace", copied, "status").out
    assert found["actors"] > 100
    version = next((copied / "store").glob("v*2"))
    (version / "counts.json").write_text('{"actors": "many"}', encoding="utf-8")
    assert said("--workspace", copied)["actors"] == found["actors"]
    (copied / "store" / "CURRENT").write_text("v000099\n", encoding="utf-8")
    assert "CURRENT" in said("--workspace", copied)["trouble"][1]
    assert inside(cwd=copied).code == 0
    (copied / "alliances.toml").write_text("name = [", encoding="utf-8")
    ran = inside(cwd=copied)
    assert (ran.code, ran.out) == (3, "")
    assert "Traceback" not in ran.err


def test_a_name_from_outside_commands_no_terminal(tmp_path: Path) -> None:
    made = workspace.create(tmp_path / "ws", name="Es\x1b[31msai")
    assert "\x1b" not in inside("--workspace", made.path).out


def test_nothing_is_written_where_nothing_may_be(demo: Path) -> None:
    """Counts are a convenience: the manifest stays as it was."""
    before = workspace.load(demo).versions.manifest()
    said("--workspace", demo)
    assert workspace.load(demo).versions.manifest() == before


def _cut(copied: Path) -> None:
    """Cut the largest file of the store, after its counts were kept."""
    said("--workspace", copied)
    file = max((copied / "store").glob("v*/*.sst"), key=lambda path: path.stat().st_size)
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


BROKEN: dict[str, Callable[[Path], object]] = {
    "cut": _cut,
    "no pointer": lambda copied: (copied / "store" / "CURRENT").write_bytes(b"garbage"),
}


@pytest.mark.parametrize("damage", BROKEN)
def test_a_store_that_does_not_open_is_told_with_the_way_out(copied: Path, damage: str) -> None:
    BROKEN[damage](copied)
    ran = inside(cwd=copied)
    assert (ran.code, ran.err) == (0, "")
    assert "base       ne s'ouvre pas" in ran.out
    assert "rien n'est chargé" not in ran.out
    assert "carte.html  rien à quoi la comparer" in ran.out
    assert "    alliances doctor --rebuild\n" in ran.out
    assert "Corruption" not in ran.out
    assert said("--workspace", copied)["store"] == "broken"


def test_a_store_that_is_missing_is_made_again_of_what_was_kept(copied: Path) -> None:
    shutil.rmtree(copied / "store")
    ran = inside(cwd=copied)
    assert "manque, mais vos sources sont là" in ran.out
    assert "    alliances doctor --rebuild\n" in ran.out
    asked = inside("query", "alliances-par-etape", cwd=copied)
    assert asked.code == 4
    assert asked.err.endswith("alliances doctor --rebuild\n")
    (copied / "sources" / "manifest.json").unlink()
    assert "chargez un classeur" in inside("query", "alliances-par-etape", cwd=copied).err
