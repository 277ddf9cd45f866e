"""A workbook saved under another name: told at once, and replaced when asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph import layers, workspace
from graph.errors import NotFound
from graph.extract import extract
from graph.load import entries, load_workbook
from graph.workspace import Workspace
from tests.workbooks import SMALL, write_workbook

MARCH = SMALL["acteurs"].replace("Les Aînés de Venelles", "Les Jeunes de Venelles")


def alliances(space: Workspace) -> int:
    store = space.store()
    return len(extract(store, layers.graphs(store, "asserted")).alliances)


def test_the_same_alliances_under_another_name_are_told(tmp_path: Path) -> None:
    space = workspace.create(tmp_path / "ws", name="Essai")
    load_workbook(space, write_workbook(tmp_path / "carnet"))
    once = alliances(space)
    loaded = load_workbook(space, write_workbook(tmp_path / "carnet-mars", acteurs=MARCH))
    assert loaded.report.notices[0].fr == (
        "3 alliances de carnet-mars sont aussi dans carnet : elles comptent deux fois. "
        "Si c'est le même classeur renommé, rechargez avec --replace carnet"
    )
    assert alliances(space) == 2 * once


def test_replace_takes_the_older_workbook_out(tmp_path: Path) -> None:
    space = workspace.create(tmp_path / "ws", name="Essai")
    load_workbook(space, write_workbook(tmp_path / "carnet"))
    once = alliances(space)
    renamed = write_workbook(tmp_path / "carnet-mars", acteurs=MARCH)
    load_workbook(space, renamed)
    loaded = load_workbook(space, renamed, instead_of="carnet")
    assert loaded.report.notices == []
    assert [entry.file for entry in entries(space)] == ["carnet-mars"]
    assert alliances(space) == once


def test_replace_needs_a_workbook_that_is_loaded(tmp_path: Path) -> None:
    space = workspace.create(tmp_path / "ws", name="Essai")
    book = write_workbook(tmp_path / "carnet")
    load_workbook(space, book)
    before = space.versions.current()
    with pytest.raises(NotFound) as caught:
        load_workbook(space, book, instead_of="février.xlsx")
    assert caught.value.text == (
        "« février.xlsx » n'est pas chargé ici. Fichiers chargés : carnet.",
        "'février.xlsx' is not loaded here. Files loaded: carnet.",
    )
    assert space.versions.current() == before
