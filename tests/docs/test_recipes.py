"""The recipes, played from top to bottom on a copy of the demonstration."""

from __future__ import annotations

import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from tests.docs.reading import ROOT, Block, blocks
from tests.docs.running import Terminal

PAGE = "docs/recipes.md"
BLOCKS = blocks((ROOT / PAGE).read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def kitchen(
    demo: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Terminal, dict[str, Any]]:
    """A terminal in the copy, and what the Python blocks have named so far."""
    copy = tmp_path_factory.mktemp("recipes") / "pays-d-aix"
    shutil.copytree(demo, copy)
    return Terminal(copy), {"__name__": "recipes"}


@pytest.mark.parametrize("block", BLOCKS, ids=[f"line-{block.line}" for block in BLOCKS])
def test_a_recipe_runs(
    kitchen: tuple[Terminal, dict[str, Any]], block: Block, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal, names = kitchen
    if block.kind == "sh":
        terminal.type(block.words)
    elif block.kind == "python":
        if "import pandas" in block.words and find_spec("pandas") is None:
            pytest.skip("pandas is no part of the program")
        monkeypatch.chdir(terminal.folder)
        exec(compile(block.words, f"{PAGE}:{block.line}", "exec"), names)  # noqa: S102 - our page


def test_what_recipes_write_is_there(kitchen: tuple[Terminal, dict[str, Any]]) -> None:
    folder = kitchen[0].folder
    written = {path.name for path in folder.iterdir() if path.stat().st_size}
    tables = {"stages.csv", "stages.jsonl", "tables.zip", "kumu.zip", "betweenness.json"}
    assert written >= tables | {"foundations.ttl", "network.gexf", "alliances.ttl", "changes.json"}
    assert len((folder / "stages.csv").read_text("utf-8").splitlines()) > 5
    assert "Foundation" not in (folder / "foundations.ttl").read_text("utf-8")
    assert sum(block.kind in {"sh", "python"} for block in BLOCKS) > 15
