"""Options and accidents: each has one clear answer, and nothing of the user's is lost."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
from pathlib import Path
from typing import Any

import pytest

from graph import workspace
from graph.catalysts import METRICS
from graph.load import load_workbook
from graph.workspace import Workspace
from tests.conftest import Ran, Run
from tests.workbooks import SMALL, write_workbook


def rows(ran: Ran) -> list[dict[str, Any]]:
    assert ran.code == 0, ran.err
    found: list[dict[str, Any]] = json.loads(ran.out)
    return found


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace with enough alliances to rank: a company, a mayor and four associations."""
    folder = tmp_path_factory.mktemp("many")
    names = "ABCD"
    actors = "\n".join(f"asso{n};Association {n};association;13113;numerique;notes" for n in names)
    pairs = [(f"asso{n}", "fabrique") for n in names] + [("assoA", "maire-aix"), ("assoB", "paa"),
             ("assoC", "paa"), ("ville-aix", "assoA")]  # fmt: skip
    stages = ["contact", "signé", "accord de principe", "actif", *["contact"] * 4]
    times = 5  # each link, so that thirty remain without the collector
    pairs, stages, years = pairs * times, stages * times, [2015 + i // 2 for i in range(8)] * times
    book = write_workbook(
        folder / "carnet",
        acteurs="id;nom;type;commune;thèmes;source\n" + actors
        + "\npaa;Pays d'Aix Associations;réseau;13001;;notes"
        + "\nville-aix;Ville d'Aix-en-Provence;collectivité;13001;;notes"
        + "\nfabrique;La Fabrique numérique;entreprise;13113;numerique;notes",
        alliances="id;intitulé;source\n" + "\n".join(f"n{i};Alliance {i};notes" for i in range(8 * times)),
        parties="alliance;acteur\n" + "\n".join(f"n{i};{a}\nn{i};{b}" for i, (a, b) in enumerate(pairs)),
        etapes="alliance;étape;date\n" + "\n".join(f"n{i};{s};{y}" for i, (s, y) in enumerate(zip(stages, years, strict=True))),
    )  # fmt: skip
    made = workspace.create(folder / "ws", name="Essai", collector="paa", language="fr")
    load_workbook(made, book)
    return made


def test_catalysts_are_ranked_with_and_without_the_collector(run: Run, many: Workspace) -> None:
    found = rows(run("--workspace", many.path, "catalysts", "--format", "json"))
    assert (found[0]["actor"], found[0]["reach"], found[0]["degree"]) == (
        "La Fabrique numérique",
        4,
        20,
    )
    assert found[0]["rank"] == found[0]["rank_without_collector"] == 1
    collector = next(row for row in found if row["actor"] == "Pays d'Aix Associations")
    assert collector["rank_without_collector"] is None


def test_another_actor_may_be_taken_out(run: Run, many: Workspace) -> None:
    ran = run("--workspace", many.path, "catalysts", "--without", "La Fabrique numérique")
    assert ran.code == 0
    assert "Pas assez de données pour un classement : 40 alliances retenues, 20 sans " in ran.err


def test_sector_layer_and_top_choose_what_is_ranked(run: Run, many: Workspace) -> None:
    base = ("--workspace", many.path, "catalysts", "--format", "json")
    associations = rows(run(*base, "--sector", "association", "--top", "2"))
    assert [row["sector"] for row in associations] == ["associations"] * 2
    assert associations[0]["actor"] == "Association A"
    signed = run(*base, "--layer", "signed", "--without", "paa")
    assert rows(signed) == []
    assert "10 alliances retenues" in signed.err
    contact = rows(run(*base, "--layer", "contact", "--without", "paa"))
    assert {row["degree"] for row in contact} == {5, 10, 15, 20}


def test_by_orders_by_each_metric_of_the_table(run: Run, many: Workspace) -> None:
    for metric in METRICS:
        found = rows(
            run("--workspace", many.path, "catalysts", "--by", metric.name, "--format", "json")
        )
        values = [row[metric.name] for row in found]
        assert values == sorted(values, reverse=not metric.least_first), metric.name
        assert values or metric.name.endswith("_territory")


def test_theme_and_territory_are_found_by_their_words(run: Run, many: Workspace) -> None:
    base = ("--workspace", many.path, "suggest", "--format", "json")
    assert run(*base, "--theme", "NUMERIQUE", "--territory", "venelles").code == 0
    ran = run(*base, "--theme", "numérik")
    assert ran == Ran(2, "", "Erreur : --theme numérik : ce n'est pas dans la liste. "
                      + ran.err.partition("liste. ")[2])  # fmt: skip
    assert "numérique" in ran.err


def test_an_empty_name_is_no_filter_that_is_forgotten(run: Run, many: Workspace) -> None:
    assert run("--workspace", many.path, "suggest", "--for", "").code == 1
    assert run("--workspace", many.path, "catalysts", "--territory", "").code == 1


def test_nothing_to_rank_is_still_valid_json_and_csv(run: Run, many: Workspace) -> None:
    base = ("--workspace", many.path, "catalysts", "--theme", "sport", "--format")
    assert rows(run(*base, "json")) == []
    assert next(csv.reader(io.StringIO(run(*base, "csv").out)))[0] == "rang"


def test_an_unknown_collector_is_told_and_blocks_nothing(run: Run, tmp_path: Path) -> None:
    made = workspace.create(tmp_path / "ws", name="Essai", collector="Notre asso")
    load_workbook(made, write_workbook(tmp_path / "carnet"))
    ran = run("--workspace", made.path, "map")
    assert ran.code == 0
    assert ran.err.startswith(
        "Organisation qui collecte (« collector » de alliances.toml) : Aucun acteur ne s'appelle "
        "« Notre asso »."
    )


def test_the_date_of_the_map_decides_what_it_shows(
    run: Run, many: Workspace, tmp_path: Path
) -> None:
    target = tmp_path / "carte.html"
    assert run("--workspace", many.path, "map", "--as-of", "fin 2015", "-o", target).code == 0
    early = target.read_text(encoding="utf-8")
    assert "Alliance 0" in early
    assert "Alliance 7" not in early
    assert run("--workspace", many.path, "map", "-o", target).code == 0
    assert "Alliance 7" in target.read_text(encoding="utf-8")


def test_a_date_that_cannot_be_read(run: Run, many: Workspace) -> None:
    assert run("--workspace", many.path, "map", "--as-of", "bientôt") == Ran(
        2, "", "Erreur : --as-of bientôt : il faut une date, comme 2017-12-31 ou fin 2017.\n"
    )


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("map --as-of 2017-02-30", "--as-of 2017-02-30 : ce jour n'existe pas, février 2017 a 28"),
        ("diff --from 31/04/2016", "--from 31/04/2016 : ce jour n'existe pas, avril 2016 a 30"),
        ("diff --from bientôt", "--from bientôt : il faut une date"),
        ("backtest --until 2017-02-30", "--until 2017-02-30 : février 2017 a 28 jours."),
        ("query alliances-dormantes --param date=2017-02-30",
         "--param date=2017-02-30 : ce jour n'existe pas (février 2017 a 28 jours). Il faut une "),
    ],
)  # fmt: skip
def test_a_day_that_does_not_exist(run: Run, many: Workspace, typed: str, told: str) -> None:
    ran = run("--workspace", many.path, *typed.split())
    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err


def test_a_map_of_one_territory(run: Run, many: Workspace, tmp_path: Path) -> None:
    target = tmp_path / "carte.html"
    place = ("--territory", "Aix-en-Provence")
    assert run("--workspace", many.path, "map", *place, "-o", target).code == 0
    page = target.read_text(encoding="utf-8")
    assert "Association B" in page  # with Pays d'Aix Associations, seated in Aix
    assert "Association D" not in page  # only with a company of Venelles


def test_dry_run_loads_nothing(run: Run, tmp_path: Path) -> None:
    made = workspace.create(tmp_path / "ws", name="Essai")
    ran = run("--workspace", made.path, "load", "--dry-run", write_workbook(tmp_path / "carnet"))
    assert ran.code == 0
    assert ran.err.endswith("Vérifié, rien n'a été chargé.\n")
    assert made.versions.current() is None
    assert not made.sources.exists()


def test_init_never_overwrites_a_workbook(run: Run, tmp_path: Path) -> None:
    (tmp_path / "classeur.xlsx").write_bytes(b"mine")
    ran = run("init", tmp_path)
    book = tmp_path / "classeur.xlsx"
    message = f"Erreur : {book} existe déjà : donnez un autre dossier, ou déplacez ce fichier.\n"
    assert ran == Ran(2, "", message)
    assert book.read_bytes() == b"mine"
    assert not (tmp_path / "alliances.toml").exists()


def test_the_demonstration_never_enters_another_workspace(run: Run, many: Workspace) -> None:
    before = many.versions.manifest()
    ran = run("demo", "--dir", many.path, "--no-open")
    assert ran == Ran(
        2, "", f"Erreur : {many.path} est un autre espace de travail : donnez un autre dossier avec "
        "--dir.\n",
    )  # fmt: skip
    assert many.versions.manifest() == before


def test_the_workspace_has_a_language_of_its_own(run: Run, many: Workspace) -> None:
    from tests.conftest import start

    ran = start("--workspace", many.path, "suggest", env={"LC_ALL": "en_GB.UTF-8"})
    assert "propositions calculées" in ran.err


def test_an_output_that_the_system_refuses(run: Run, many: Workspace, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    ran = run("--workspace", many.path, "map", "-o", tmp_path / "file" / "carte.html")
    assert ran.code == 3
    assert ran.err.startswith("Erreur : ")
    assert ran.err.endswith("Vérifiez le chemin, les droits et la place sur le disque.\n")


@pytest.mark.skipif(
    sys.platform == "win32" or os.geteuid() == 0, reason="needs a user without all rights"
)
def test_a_folder_without_rights(run: Run, tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0o500)
    assert run("init", tmp_path / "closed" / "ws").code == 3


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ('SELECT ("abc"^^<http://www.w3.org/2001/XMLSchema#integer> AS ?x) {}', 0),
        ("", 2),
        ("\ufeffASK {}", 0),
    ],
)
def test_odd_queries_are_answered(run: Run, many: Workspace, words: str, code: int) -> None:
    assert run("--workspace", many.path, "query", "-", "--format", "json", stdin=words).code == code


def test_a_parameter_that_is_no_iri_is_a_text(run: Run, many: Workspace) -> None:
    question = "SELECT ?s ?p WHERE { ?s rdfs:label ?p }"
    ran = run("--workspace", many.path, "query", "-", "--param", "p=http://<>", stdin=question)
    assert ran.code == 0


def test_two_actors_of_one_name_are_told_apart(run: Run, tmp_path: Path) -> None:
    made = workspace.create(tmp_path / "ws", name="Essai")
    twins = "fetes-a;Comité des fêtes;;association;;;13001;;;\nfetes-v;Comité des fêtes;;association;;;13113;;;"
    load_workbook(
        made, write_workbook(tmp_path / "carnet", acteurs=SMALL["acteurs"] + "\n" + twins)
    )
    ran = run("--workspace", made.path, "suggest", "--for", "comite des fetes")
    assert ran == Ran(
        1, "", "Erreur : « comite des fetes » peut désigner 2 acteurs : Comité des fêtes [fetes-a], "
        "Comité des fêtes [fetes-v]. Écrivez le nom entier, ou l'identifiant entre crochets.\n",
    )  # fmt: skip
    assert run("--workspace", made.path, "suggest", "--for", "fetes-v").code == 0


def test_version(run: Run) -> None:
    assert run("--version").out == "alliances-territoriales 0.1.0\n"


def test_a_source_that_rows_repeat_is_told_once_under_the_table(run: Run, demo: Path) -> None:
    base = ("--workspace", demo, "query", "qui-est", "--param", "acteur=PAA")
    ran = run(*base)
    lines = [line.rstrip() for line in ran.out.splitlines()]
    assert ran.code == 0
    assert sum("(lignes 26, 27" in line for line in lines) == 1
    assert sum(line.startswith("[1] Actualités") for line in lines) == 1
    assert sum(line.endswith("  [1]") for line in lines) > 5
    assert run(*base, "--format", "csv").out.count("(lignes 26, 27") > 5
