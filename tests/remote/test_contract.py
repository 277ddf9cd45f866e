"""Every server keeps the contract that the local store keeps."""

from __future__ import annotations

from collections.abc import Iterator

import pyoxigraph as ox
import pytest

from graph.store.remote import RemoteStore
from tests.contract.store import CLAUSES, PUBLIC, QUADS, SECRET, check_store
from tests.remote.conftest import emptied, reading
from tests.servers import Served


@pytest.fixture(scope="module")
def filled(served: Served) -> Iterator[Served]:
    """A server that holds the quads of the contract, and nothing else."""
    writer = emptied(served)
    for graph in (PUBLIC, SECRET):
        named = ox.NamedNode(graph)
        triples = [quad.triple for quad in QUADS if quad.graph_name == named]
        assert writer.replace(graph, triples) == len(triples)
    yield served
    for graph in (PUBLIC, SECRET):
        writer.delete(graph)


def test_a_server_keeps_the_contract(filled: Served) -> None:
    check_store(RemoteStore(reading(filled)))
    assert len(CLAUSES) == 10


def test_a_server_keeps_the_contract_with_graphs_said_in_the_query(filled: Served) -> None:
    check_store(RemoteStore(reading(filled, needs_from=True)))
