"""Apache Spark 4: minutes, so only when this folder is named (``make slow``)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from graph.spark.session import Cluster, cluster
from tests.sparks import spark, standalone

Start = Callable[[Path], AbstractContextManager[str]]
SERVERS: dict[str, Start] = {"local": spark, "standalone": standalone}


def pytest_ignore_collect(config: pytest.Config) -> bool | None:
    """Leave the folder out of a run of all tests."""
    named = any("slow" in str(argument) for argument in config.invocation_params.args)
    return None if named else True


@pytest.fixture(scope="session", params=SERVERS)
def spark_master(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """The address of a Spark on two cores, then of one with a master and two workers."""
    pytest.importorskip("pyspark", reason="pyspark-client is missing: Spark was not tried")
    with SERVERS[request.param](tmp_path_factory.mktemp(request.param)) as address:
        yield address


@pytest.fixture(scope="session")
def on_spark(spark_master: str) -> Iterator[Cluster]:
    """A session on it."""
    with cluster(spark_master) as found:
        yield found
