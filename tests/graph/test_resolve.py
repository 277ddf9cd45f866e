"""What words a user types stand for."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph import layers, workspace
from graph.errors import NotFound
from graph.load import load_workbook
from graph.resolve import find
from tests.workbooks import write_workbook


def test_a_restricted_actor_is_said_to_be_so(tmp_path: Path) -> None:
    made = workspace.create(tmp_path / "ws", name="Test")
    actors = "id;nom;type;diffusion\na;Club;association;\nb;Secours;association;restreint\n"
    load_workbook(made, write_workbook(tmp_path / "carnet", acteurs=actors, mandats=None,
                                       alliances="id;intitulé", parties="alliance;acteur",
                                       etapes="alliance;étape"))  # fmt: skip
    store = made.store()
    graphs = layers.graphs(store, "asserted")
    assert find(store, graphs, "ea:Stakeholder", "club").endswith("/a")
    with pytest.raises(NotFound, match="'secours' is restricted"):
        find(store, graphs, "ea:Stakeholder", "secours")
    with pytest.raises(NotFound, match="No actor is called 'Secour'"):
        find(store, graphs, "ea:Stakeholder", "Secour")
    with pytest.raises(NotFound, match="known to 'alliances load --territory'"):
        find(store, graphs, "ea:Territory", "pays d'aix")
    with pytest.raises(NotFound, match="No territory is called 'Pays d'Ax'"):
        find(store, graphs, "ea:Territory", "Pays d'Ax")
