"""A programme's designation is read with its source, at its date, and enters no computation."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from graph import layers, workspace
from graph.catalysts import rank
from graph.catalysts.designations import Designation, designations
from graph.extract import extract
from graph.load import load_workbook
from graph.workspace import Workspace
from tests.workbooks import write_workbook

PROGRAMMES = "id;intitulé;type;source\nparcours;Parcours 2018;édition;notes"
DESIGNATED = (
    "programme;acteur;nature;rôle;statut;date;source;localisation\n"
    "parcours;aines;désignation;dialogue territorial;retenu;mars 2018;notes;§9\n"
    "parcours;french-tech;participation;;retenu;mars 2018;notes;§10"
)


def made(folder: Path, **sheets: str) -> Workspace:
    space = workspace.create(folder / "ws", name="Essai", collector="paa")
    load_workbook(space, write_workbook(folder / "carnet", **sheets))
    return space


@pytest.fixture(scope="module")
def space(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder = tmp_path_factory.mktemp("named")
    return made(folder, programmes=PROGRAMMES, participations=DESIGNATED)


def found(space: Workspace, day: date | None = None) -> dict[str, list[Designation]]:
    store = space.store()
    return designations(store, layers.graphs(store, "asserted"), day)


def test_it_is_told_with_programme_trade_and_source(space: Workspace) -> None:
    named = found(space)
    assert len(named) == 1, "taking part is no designation"
    (iri, (said,)) = next(iter(named.items()))
    assert iri.endswith("/aines")
    assert (said.programme, said.source, said.locator) == (
        "Parcours 2018",
        "Notes de réunion",
        "§9",
    )
    assert said.said is not None
    assert said.said.en == "territorial dialogue"
    assert said.told().fr == "désigné par « Parcours 2018 » (Notes de réunion, §9)"
    assert said.told().en == "designated by “Parcours 2018” (Notes de réunion, §9)"


def test_it_is_not_told_before_it_was_made(space: Workspace) -> None:
    assert found(space, date(2018, 2, 28)) == {}
    assert found(space, date(2018, 3, 31)) != {}


def test_it_changes_no_rank(space: Workspace, tmp_path: Path) -> None:
    plain = made(tmp_path)
    rows = []
    for one in (space, plain):
        store = one.store()
        network = extract(store, layers.graphs(store, "asserted"))
        rows.append([
            (network.actors[r.actor].iri, r.rank, dict(r.values))
            for r in rank(network, least=1, profile=True).rows
        ])  # fmt: skip
    assert str(rows[0]) == str(rows[1])
    assert rows[0]
