"""``alliances catalysts --engine spark`` as a user types it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.conftest import Run, start
from tests.servers import free_port


@pytest.mark.parametrize("by", ["reach", "pagerank"])
def test_the_same_top_twenty(run: Run, demo: Path, master: str, by: str) -> None:
    asked = ["--workspace", demo, "catalysts", "--top", 20, "--by", by, "--no-intervals"]
    here = run(*asked)
    there = run(*asked, "--engine", "spark", "--master", master)
    assert there.code == 0, there.err
    assert there.out == here.out
    assert "Une seule machine est plus rapide à cette taille" in there.err
    assert "Couverture" in there.err


ASKED: tuple[list[str], ...] = (
    [],
    ["--by", "betweenness"],
    ["--sector", "association"],
    ["--layer", "signed"],
    ["--theme", "sport"],
    ["--territory", "Aix-en-Provence", "--by", "degree"],
    ["--theme", "culture-art", "--territory", "marseille", "--territory", "13113"],
)


@pytest.fixture(scope="module")
def lake(run: Run, demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lac") / "lac"
    assert run("--workspace", demo, "export", "--parquet", folder).code == 0
    return folder


def test_a_lake_ranks_like_its_workspace(
    run: Run, demo: Path, lake: Path, master: str, tmp_path: Path
) -> None:
    asked = ["catalysts", "--top", 20, "--format", "json"]
    spark = [*asked, "--engine", "spark", "--master", master, "--lake", lake]
    seen = []
    for more in ASKED:
        here = run("--workspace", demo, *asked, *more, "--no-intervals")
        there = run(*spark, *more, cwd=tmp_path)
        assert there.code == 0, there.err
        kept = ("rank", "iri", "sector", "reach", "degree", "betweenness", "why")
        rows = [[row[k] for k in kept] for row in json.loads(here.out)]
        assert [[row[k] for k in kept] for row in json.loads(there.out)] == rows, more
        covered = [line for line in here.err.splitlines() if line.startswith("Couverture")]
        assert len(covered) == 1
        assert covered[0] in there.err
        assert rows not in seen
        seen.append(rows)


def test_a_place_that_a_lake_does_not_know(
    run: Run, demo: Path, lake: Path, master: str, tmp_path: Path
) -> None:
    asked = ["catalysts", "--engine", "spark", "--master", master, "--lake", lake]
    done = run(*asked, "--territory", "Venelle sous Bois", cwd=tmp_path)
    here = run("--workspace", demo, "catalysts", "--territory", "Venelle sous Bois")
    assert (done.code, done.out, done.err) == (here.code, here.out, here.err)
    assert done.code == 1


def test_tables_of_all_measures(run: Run, demo: Path, master: str, tmp_path: Path) -> None:
    folder = tmp_path / "mesures"
    done = run(
        "--workspace", demo, "catalysts", "--engine", "spark", "--master", master,
        "--tables", folder, lang="en",
    )  # fmt: skip
    assert done.code == 0, done.err
    actors, pairs = (pq.read_table(folder / f"{name}.parquet") for name in ("actors", "pairs"))
    assert actors.column_names == [
        "actor", "actor_name", "degree", "triangles", "pagerank", "component", "community"
    ]  # fmt: skip
    assert pairs.column_names == [
        "actor", "actor_name", "other", "other_name", "score", "go_betweens"
    ]  # fmt: skip
    assert f"{actors.num_rows} actors" in done.err
    assert f"{pairs.num_rows} pairs to introduce" in done.err
    assert not [iri for iri in actors["actor"].to_pylist() if "/person/" in iri]


REFUSED = {
    "no address": (["--engine", "spark"], 2, "--master sc://localhost:15002"),
    "no engine": (["--master", "sc://localhost"], 2, "--engine spark"),
    "another address": (["--engine", "spark", "--master", "http://localhost"], 2, "sc://"),
    "team": (["--engine", "spark", "--master", "sc://h", "--team", "3"], 2, "--team"),
    "explain": (["--engine", "spark", "--master", "sc://h", "--explain"], 2, "--explain"),
    "intervals": (["--engine", "spark", "--master", "sc://h", "--intervals"], 2, "--intervals"),
    "measure": (["--engine", "spark", "--master", "sc://h", "--by", "constraint"], 2, "pagerank"),
}


@pytest.mark.parametrize("name", REFUSED)
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_what_is_refused_in_one_sentence(run: Run, demo: Path, name: str, lang: str) -> None:
    options, code, words = REFUSED[name]
    done = run("--workspace", demo, "catalysts", *options, lang=lang, env={"SPARK_REMOTE": ""})
    assert (done.code, done.out) == (code, ""), done.err
    assert words in done.err
    assert len(done.err.strip().splitlines()) == 1


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_nobody_answers(run: Run, demo: Path, lang: str) -> None:
    place = f"127.0.0.1:{free_port()}"
    options = ["--engine", "spark", "--master", f"sc://{place}/;token=secret"]
    done = run("--workspace", demo, "catalysts", *options, lang=lang)
    assert done.code == 4
    assert len(done.err.strip().splitlines()) == 1
    assert place in done.err
    assert "secret" not in done.err


def test_somebody_else_answers(demo: Path) -> None:
    """A server of the web is no Spark Connect server."""
    port = free_port()
    command = [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"]
    with subprocess.Popen(
        command, cwd=demo, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as other:
        try:
            from tests.sparks import _wait

            _wait(other, port)
            done = start(
                "--lang", "en", "--workspace", demo, "catalysts", "--engine", "spark",
                "--master", f"sc://127.0.0.1:{port}",
            )  # fmt: skip
        finally:
            other.kill()
    assert done.code == 4, done.err
    assert "did not answer as it should" in done.err
    assert "Traceback" not in done.err


def test_no_lake_there(run: Run, master: str, tmp_path: Path) -> None:
    options = ["--engine", "spark", "--master", master, "--lake", tmp_path / "nothing"]
    done = run("catalysts", *options, cwd=tmp_path, lang="en")
    assert done.code == 3, done.err
    assert "alliances export --parquet" in done.err


def test_the_client_is_missing(demo: Path, tmp_path: Path) -> None:
    (tmp_path / "pyspark.py").write_text("raise ImportError('not here')\n", encoding="utf-8")
    root = Path(__file__).parents[2]
    done = start(
        "--lang", "en", "--workspace", demo, "catalysts", "--engine", "spark", "--master", "sc://localhost",
        env={"PYTHONPATH": f"{tmp_path}{_SEPARATOR}{root}"},
    )  # fmt: skip
    assert done.code == 2, done.err
    assert "pip install" in done.err
    assert len(done.err.strip().splitlines()) == 1


_SEPARATOR = ";" if sys.platform == "win32" else ":"


def test_starting_the_program_does_not_import_the_client() -> None:
    code = (
        "import sys, cli.main, cli.commands.catalysts, graph.spark; print('pyspark' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "False"
