"""The same code on Apache Spark 4, alone and with two workers: the numbers of this machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.spark.session import Cluster
from tests.conftest import Run
from tests.spark.agreement import measures_agree, pairs_agree, rankings_agree
from tests.spark.nets import NETWORKS, drawn


@pytest.mark.parametrize("name", ["drawn 0", "ring", "empty", "one actor"])
def test_measures_and_pairs(on_spark: Cluster, name: str) -> None:
    assert on_spark.keeps
    measures_agree(on_spark, NETWORKS[name])
    pairs_agree(on_spark, NETWORKS[name])


@pytest.mark.parametrize("by", ["reach", "betweenness", "participation"])
def test_rankings(on_spark: Cluster, by: str) -> None:
    rankings_agree(on_spark, drawn(11, actors=20, alliances=20), by)


def test_the_same_top_twenty(spark_master: str, run: Run, demo: Path, tmp_path: Path) -> None:
    asked = ["--workspace", demo, "catalysts", "--top", 20, "--no-intervals"]
    cluster = ["--engine", "spark", "--master", spark_master]
    here, there = run(*asked), run(*asked, *cluster)
    assert there.code == 0, there.err
    assert there.out == here.out
    lake = tmp_path / "lac"
    assert run("--workspace", demo, "export", "--parquet", lake).code == 0
    asked = ["catalysts", "--top", 20, "--by", "degree", "--format", "csv", "--no-intervals"]
    here = run("--workspace", demo, *asked)
    there = run(*asked[:-1], *cluster, "--lake", lake, cwd=tmp_path)
    assert there.code == 0, there.err
    kept = [[line.split(",")[0] for line in ran.out.splitlines()] for ran in (here, there)]
    assert kept[0] == kept[1]
    assert [line.split("https:")[1].split(",")[0] for line in there.out.splitlines()[1:]] == [
        line.split("https:")[1].split(",")[0] for line in here.out.splitlines()[1:]
    ]
