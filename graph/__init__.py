"""The knowledge graph: sources, store, network, catalysts and potential alliances."""
