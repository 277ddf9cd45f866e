"""The commands as a facilitator types them: results on stdout, talk on stderr, exit codes."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
import rdflib

import ontology
from graph.workspace import Workspace
from tests.conftest import Ran, Run
from tests.workbooks import write_workbook

COMMANDS = (
    "demo",
    "init",
    "status",
    "load",
    "fetch",
    "sources",
    "reconcile",
    "queries",
    "query",
    "catalysts",
    "suggest",
    "map",
    "path",
    "decide",
    "diff",
    "gaps",
    "brief",
    "doctor",
    "completion",
)


def test_help_lists_every_command_in_both_languages(run: Run) -> None:
    french, english = run("--help"), run("--help", lang="en")
    assert french.code == english.code == 0
    for name in COMMANDS:
        assert f"  {name} " in french.out
        assert f"  {name} " in english.out
    assert "Afficher cette aide." in french.out
    assert "Show this message and exit." in english.out


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(run: Run, name: str) -> None:
    for lang, title in (("fr", "Exemples\u00a0"), ("en", "Examples")):
        ran = run(name, "--help", lang=lang)
        assert ran.code == 0
        assert f"{title}:\n  alliances {name}" in ran.out
        assert all(len(line) <= 80 for line in ran.out.splitlines() if "alliances" not in line)


def test_a_global_option_may_come_after_the_command(run: Run, small: Workspace) -> None:
    before = run("--workspace", small.path, "catalysts", "--format", "json", lang="en")
    after = run("catalysts", "--workspace", small.path, "--format", "json", "--lang", "en")
    assert before.out == after.out
    assert before.code == after.code == 0


def test_a_typing_mistake_is_answered_in_the_language_of_the_user(run: Run) -> None:
    ran = run("catalysts", "--tops", "3")
    assert ran.code == 2
    assert ran.err.endswith(
        "Erreur : L'option '--tops' n'existe pas. Vouliez-vous dire '--top' ?\n"
    )
    assert (
        "No such option '--tops'. Did you mean '--top'?"
        in run("catalysts", "--tops", lang="en").err
    )


def test_no_workspace_here(run: Run, tmp_path: Path) -> None:
    ran = run("catalysts", cwd=tmp_path)
    assert ran == Ran(
        4,
        "",
        f"Erreur : {tmp_path} n'est pas un espace de travail : il n'y a pas d'alliances.toml. "
        "Créez-en un avec « alliances init DOSSIER ».\n",
    )


def test_an_empty_workspace_says_what_to_do(run: Run, tmp_path: Path) -> None:
    assert run("init", tmp_path / "ws").code == 0
    ran = run("--workspace", tmp_path / "ws", "suggest", lang="en")
    assert ran.code == 4
    assert ran.err == (
        f"Error: The workspace {tmp_path / 'ws'} is empty: load a workbook with "
        "'alliances load FILE'.\n"
    )


def test_init_refuses_to_overwrite(run: Run, small: Workspace) -> None:
    ran = run("init", small.path)
    assert ran.code == 2
    assert "est déjà un espace de travail" in ran.err


def test_init_then_load_the_untouched_template(run: Run, tmp_path: Path) -> None:
    assert run("init", tmp_path / "ws", "--collector", "PAA").code == 0
    book = tmp_path / "ws" / "classeur.xlsx"
    ran = run("--workspace", tmp_path / "ws", "load", book)
    assert ran.code == 3
    assert ran.err.endswith(
        "Erreur : classeur.xlsx ne contient aucune ligne à charger (les lignes « exemple: » ne "
        "comptent pas). Remplissez au moins la feuille « acteurs ».\n"
    )


def test_load_reports_refusals_on_stderr_and_loads_the_rest(run: Run, tmp_path: Path) -> None:
    run("init", tmp_path / "ws")
    book = write_workbook(
        tmp_path / "carnet",
        acteurs="nom;type;siren\nBonne Asso;association;\nMauvaise;association;1",
        alliances="id;intitulé",
        parties="alliance;acteur",
        etapes="alliance;étape",
        mandats=None,
    )
    ran = run("--workspace", tmp_path / "ws", "load", book)
    assert ran.code == 0
    assert ran.out == ""
    assert "acteurs.csv, ligne 3, colonne « siren », valeur « 1 » : " in ran.err
    strict = run("--workspace", tmp_path / "ws", "load", "--strict", book)
    assert strict.code == 3
    assert "Rien n'a été chargé : 1 refus" in strict.err


@pytest.mark.parametrize("command", ["queries", "catalysts", "suggest"])
def test_every_listing_speaks_every_format(run: Run, demo: Path, command: str) -> None:
    outputs = {
        form: run("--workspace", demo, command, "--format", form)
        for form in ("table", "csv", "tsv", "json", "jsonl")
    }
    assert {ran.code for ran in outputs.values()} == {0}
    rows = list(csv.reader(io.StringIO(outputs["csv"].out)))
    tabbed = [line.split("\t") for line in outputs["tsv"].out.splitlines()]
    objects = json.loads(outputs["json"].out)
    lines = [json.loads(line) for line in outputs["jsonl"].out.splitlines()]
    assert len(rows) == len(tabbed) == len(objects) + 1 == len(lines) + 1 > 5
    assert objects == lines
    assert all(len(line) <= 80 for line in outputs["table"].out.splitlines())


def test_the_sparql_beginner_gets_the_agreements_of_venelles(run: Run, demo: Path) -> None:
    ran = run(
        "--workspace", demo, "query", "alliances-par-etape", "--param", "territoire=Venelles",
        "--param", "etape=accord de principe", "--format", "csv",
    )  # fmt: skip
    assert ran.code == 0
    rows = list(csv.DictReader(io.StringIO(ran.out)))
    assert len(rows) == 1
    assert "French Tech Aix-Marseille" in str(rows[0])


def test_own_sparql_from_a_file_and_from_stdin(run: Run, demo: Path, tmp_path: Path) -> None:
    question = "SELECT (COUNT(*) AS ?n) WHERE { ?a a ea:Alliance }"
    (tmp_path / "q.rq").write_text(question, encoding="utf-8")
    from_file = run("--workspace", demo, "query", tmp_path / "q.rq", "--format", "json")
    from_stdin = run("--workspace", demo, "query", "-", "--format", "json", stdin=question)
    assert from_file.out == from_stdin.out
    assert json.loads(from_file.out)[0]["n"] >= 300


def test_construct_writes_turtle(run: Run, demo: Path) -> None:
    question = "CONSTRUCT { ?a a ea:Actor } WHERE { ?a a ea:Foundation }"
    ran = run("--workspace", demo, "query", "-", "--format", "turtle", stdin=question)
    assert ran.code == 0
    found = list(rdflib.Graph().parse(data=ran.out, format="turtle"))
    asked = "SELECT ?a { ?a a ea:Foundation }"
    rows = run("--workspace", demo, "query", "-", "--format", "json", stdin=asked)
    foundations = {row["a"] for row in json.loads(rows.out)}
    assert {str(subject) for subject, _, _ in found} == foundations != set()
    assert {str(kind) for _, _, kind in found} == {ontology.iri("ea:Actor")}


def test_a_query_never_writes(run: Run, demo: Path) -> None:
    ran = run("--workspace", demo, "query", "-", stdin="DELETE WHERE { ?s ?p ?o }")
    assert ran == Ran(
        2,
        "",
        "Erreur : Ceci est une mise à jour SPARQL. La base se lit seulement : chargez des données "
        "avec « alliances load ».\n",
    )


def test_a_syntax_error_names_line_and_column(run: Run, demo: Path) -> None:
    ran = run("--workspace", demo, "query", "-", stdin="SELECT ?x\nWHERE { ?x ?p }", lang="en")
    assert ran.code == 2
    assert ran.err.startswith("Error: SPARQL syntax error, line 2, column 16: ")


def test_facts_and_suggestions_never_mix(run: Run, demo: Path) -> None:
    question = "SELECT (COUNT(*) AS ?n) WHERE { ?a a ea:PotentialAlliance }"

    def count(layer: str) -> int:
        ran = run(
            "--workspace", demo, "query", "-", "--layer", layer, "--format", "json", stdin=question
        )
        return int(json.loads(ran.out)[0]["n"])

    assert count("asserted") == 0
    assert count("derived") == count("all") > 0


def test_an_unknown_actor_is_answered_with_near_names(run: Run, demo: Path) -> None:
    ran = run("--workspace", demo, "suggest", "--for", "Pays dAix Asociations")
    assert ran.code == 1
    assert "Noms proches : Pays d'Aix Associations" in ran.err


def test_a_closed_pipe_is_no_error(demo: Path) -> None:
    import subprocess
    import sys

    command = [sys.executable, "-m", "cli.main", "--workspace", str(demo), "query", "-",
               "--format", "csv"]  # fmt: skip
    reader = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert reader.stdin and reader.stdout and reader.stderr
    with reader:
        reader.stdin.write(b"SELECT * WHERE { ?s ?p ?o . ?x ?y ?z }")
        reader.stdin.close()
        reader.stdout.readline()
        reader.stdout.close()
        assert reader.stderr.read() == b""
        assert reader.wait(timeout=60) == 0


def test_map_writes_one_file_and_prints_its_path(
    run: Run, small: Workspace, tmp_path: Path
) -> None:
    target = tmp_path / "carte.html"
    ran = run("--workspace", small.path, "map", "-o", target)
    assert ran == Ran(0, f"{target}\n", "")
    assert target.read_bytes().startswith(b"<!DOCTYPE html>")


def test_quiet_says_only_results(run: Run, small: Workspace) -> None:
    ran = run("--workspace", small.path, "-q", "suggest", "--format", "csv")
    assert ran.err == ""
    assert ran.out


def test_demo_tells_counts_catalysts_suggestions_and_the_map(run: Run, demo: Path) -> None:
    ran = run("demo", "--dir", demo, "--no-open", lang="en")  # again: nothing is loaded twice
    assert ran.code == 0
    assert "The ten first catalysts" in ran.err
    assert "Five suggestions" in ran.err
    assert str(demo / "maps" / "carte.html") in ran.out
