"""``alliances backtest``, run as a user runs it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.conftest import Run
from tests.graph.test_prediction import HAND, drawn, table, weighted

KEYS = [
    "method", "actors", "n", "map_at_10", "map_at_10_se", "hits_at_10", "hits_at_10_se",
    "recall_at_50", "recall_at_50_se", "coverage", "hub_share", "hub_share_se",
]  # fmt: skip
OPTIONS = ("--actor", "actor", "--alliance", "alliance")
DATED = (*OPTIONS, "--date", "date", "--until", "2018-12-31", "--territory", "place")


@pytest.fixture(scope="module")
def projects(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return table(tmp_path_factory.mktemp("projects"), drawn(2, 200))


def test_json_has_a_row_for_each_method_and_kind_of_actors(run: Run, projects: Path) -> None:
    ran = run("backtest", projects, *DATED, "--format", "json")
    assert ran.code == 0, ran.err
    rows = json.loads(ran.out)
    assert all(list(row) == KEYS for row in rows)
    kinds = {(row["method"], row["actors"]) for row in rows}
    assert len(kinds) == len(rows) == 20
    for row in rows:
        assert row["n"] == 0 or 0 <= row["map_at_10"] <= row["hits_at_10"] <= 1
        assert (row["map_at_10"] is None) == (row["n"] == 0)


def test_csv_holds_the_same_figures(run: Run, projects: Path) -> None:
    rows = json.loads(run("backtest", projects, *DATED, "--format", "json").out)
    lines = list(csv.reader(io.StringIO(run("backtest", projects, *DATED, "--format", "csv").out)))
    assert len(lines) == len(rows) + 1
    assert [line[3] for line in lines[1:]] == [
        "" if row["map_at_10"] is None else str(row["map_at_10"]) for row in rows
    ]


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("fr", ["Acteurs qui avaient déjà un partenaire : 25", "hasard", "rappel@50"]),
        ("en", ["Actors that had a partner already: 25", "random", "recall@50"]),
    ],
)
def test_the_table_fits_a_terminal(run: Run, projects: Path, lang: str, words: list[str]) -> None:
    ran = run("backtest", projects, *DATED, lang=lang)
    assert ran.code == 0, ran.err
    assert all(word in ran.out for word in words)
    assert max(map(len, ran.out.splitlines())) <= 80
    assert len(ran.out.splitlines()) < 35  # one line a method, not a block


def test_what_was_hidden_and_left_out_is_told(run: Run, tmp_path: Path) -> None:
    path = table(tmp_path, [*HAND, ("g", "x", "soon", "")])
    ran = run("backtest", path, *DATED, lang="en")
    assert ran.code == 0, ran.err
    assert "Left out, rows of an alliance without a readable date" in ran.err
    assert "Alliances known, up to 2018-12-31: 4. Hidden, later: 3." in ran.err
    assert "Fewer than 30 actors to measure" in ran.err
    told = "Method 'alliances': long walk² · short walk · paths of three · partners."
    assert told in " ".join(ran.err.split())
    assert "too few actors to measure (0)" in " ".join(ran.err.split())
    assert run("-q", "backtest", path, *DATED, lang="en").err == ""


def test_the_formula_and_what_it_was_chosen_on_are_told(run: Run, tmp_path: Path) -> None:
    ran = run("backtest", table(tmp_path, weighted(3)), *DATED, lang="fr")
    assert ran.code == 0, ran.err
    told = " ".join(ran.err.split())
    assert "Méthode « alliances » : partenaires. Choisie parmi 11 formules sur 5 découpages" in told


def test_without_dates_the_lot_is_told(run: Run, projects: Path) -> None:
    ran = run("backtest", projects, *OPTIONS, lang="en")
    assert ran.code == 0, ran.err
    assert "Without usable dates: 40 whole alliances hidden, drawn by lot" in ran.err


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (("--actor", "acteur", "--alliance", "alliance"), 2, "Did you mean 'actor'?"),
        (("--actor", "actor"), 2, "A file takes two options"),
        (("--actor", "actor", "--alliance", "Actor"), 2, "name the same column"),
        ((*OPTIONS, "--until", "2018-12-31"), 2, "--until takes --date COL"),
        ((*OPTIONS, "--date", "date", "--until", "soon"), 2, "this is no date"),
        ((*OPTIONS, "--date", "date", "--until", "2030-01-01"), 3, "nothing to foretell"),
        ((*OPTIONS, "--date", "place"), 3, "no usable row"),
    ],
)
def test_what_cannot_be_done_is_told_in_one_line(
    run: Run, projects: Path, options: tuple[str, ...], code: int, words: str
) -> None:
    ran = run("backtest", projects, *options, lang="en")
    assert (ran.code, ran.out) == (code, "")
    assert words in ran.err
    assert len(ran.err.strip().splitlines()) <= 2
    assert "Traceback" not in ran.err


def test_files_that_are_none(run: Run, tmp_path: Path) -> None:
    (tmp_path / "empty.csv").write_bytes(b"")
    for name in ("empty.csv", "absent.csv"):
        ran = run("backtest", tmp_path / name, *OPTIONS, lang="en")
        assert (ran.code, ran.out) == (3, "")
        assert name in ran.err


def test_the_demonstration_is_measured(run: Run, demo: Path) -> None:
    ran = run("--workspace", demo, "backtest", "--format", "json")
    assert ran.code == 0, ran.err
    assert {row["actors"] for row in json.loads(ran.out)} == {"warm", "cold"}
    assert "Moins de 30 acteurs à mesurer" in run("--workspace", demo, "backtest").err


def test_columns_are_of_a_file(run: Run, demo: Path) -> None:
    ran = run("--workspace", demo, "backtest", "--theme", "x", lang="en")
    assert ran.code == 2
    assert "--theme names a column of a file" in ran.err
