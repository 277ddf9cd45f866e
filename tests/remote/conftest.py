"""The servers, each started once; what they hold is put there by the tests that need it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from graph.store.endpoints import Endpoint, Secret
from graph.store.graph_store import GraphStore
from graph.store.remote import RemoteStore
from tests.queries.conftest import pays_d_aix, territory
from tests.servers import Served, oxigraph, virtuoso

__all__ = ["pays_d_aix", "territory"]  # the graphs that the questions are asked of


@pytest.fixture(scope="session")
def oxigraph_server() -> Iterator[Served]:
    """Oxigraph's server, which gives up a query after two seconds."""
    with oxigraph("--timeout-s", "2") as served:
        yield served


@pytest.fixture(scope="session")
def virtuoso_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Virtuoso 7, which gives 2,000 rows at most."""
    with virtuoso(tmp_path_factory.mktemp("virtuoso"), most_rows=2_000) as served:
        yield served


@pytest.fixture(scope="session", params=["oxigraph", "virtuoso"])
def served(request: pytest.FixtureRequest) -> Served:
    """Each server in turn."""
    found: Served = request.getfixturevalue(f"{request.param}_server")
    return found


def reading(served: Served, **profile: object) -> Endpoint:
    """Return how a server is asked, without credentials."""
    return Endpoint(served.query, **profile)  # type: ignore[arg-type]


def writing(served: Served) -> Endpoint:
    """Return how a server is written to."""
    if not served.password:
        return Endpoint(served.query, store=served.store)
    return Endpoint(
        served.query,
        name="essai",
        store=served.store,
        auth="digest",
        user=served.user,
        secret=Secret(served.password),
    )


def emptied(served: Served) -> GraphStore:
    """Delete all graphs of a server; return what writes there."""
    endpoint = writing(served)
    writer = GraphStore(endpoint)
    for graph in RemoteStore(endpoint).graphs():
        writer.delete(graph)
    return writer
