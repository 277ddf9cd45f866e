"""Sail, started once, with and without a place for what it keeps."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from graph.spark.session import Cluster, cluster
from tests.sparks import sail

pytest.importorskip("pyspark", reason="pyspark-client is missing: the Spark engine was not tried")


@pytest.fixture(scope="session")
def master(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Sail server that keeps tables."""
    with sail(tmp_path_factory.mktemp("checkpoints")) as address:
        yield address


@pytest.fixture(scope="module")  # while it is open, the main module has a file
def on_sail(master: str) -> Iterator[Cluster]:
    """A session on it."""
    with cluster(master) as found:
        yield found
