"""The network as matrix and as networkx graph: the same links."""

from __future__ import annotations

from networkx.algorithms import bipartite

from graph.network import Actor, Alliance, Network, PartyLink


def test_matrix_and_networkx_say_the_same() -> None:
    parties = (PartyLink(0, "porteur"), PartyLink(2), PartyLink(2, "financeur"))
    network = Network(
        tuple(Actor(f"a:{name}", name, "association") for name in "ABC"),
        (Alliance("a:1", "Un", parties, "signe"), Alliance("a:2", "Deux", (), "contact")),
    )
    graph = network.to_networkx()
    assert network.incidence.toarray().tolist() == [[1, 0], [0, 0], [1, 0]]
    assert bipartite.is_bipartite_node_set(graph, {actor.iri for actor in network.actors})
    assert graph.number_of_edges("a:C", "a:1") == 2  # both roles are kept
    assert graph.nodes["a:B"] == {"bipartite": 0, "name": "B", "sector": "association"}
