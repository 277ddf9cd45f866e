"""What "How to add" shows is what a maintainer could commit: each example is tried as it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

import graph.sources
import queries
from graph import workspace
from graph.catalysts.metrics import Metric
from graph.catalysts.view import view
from graph.layers import graphs
from graph.network import Network
from graph.questions import Setting, ask
from graph.sources.catalogue import sources
from tests.docs.reading import ROOT, blocks
from tests.oracles.small import actor, alliance

PAGE = (ROOT / "docs" / "how-to-add.md").read_text(encoding="utf-8")
_FILE = re.compile(r"^\*\*`([^`]+)`\*\*\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)
FILES = dict(_FILE.findall(PAGE))
MODULE, TEST, QUESTION = FILES


@pytest.fixture
def added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The module of the page, in a folder that counts as one of ``graph/sources``."""
    assert not (ROOT / MODULE).exists()
    (tmp_path / Path(MODULE).name).write_text(FILES[MODULE], encoding="utf-8")
    monkeypatch.setattr(graph.sources, "__path__", [*graph.sources.__path__, str(tmp_path)])
    sources.cache_clear()
    yield
    sources.cache_clear()


@pytest.mark.usefixtures("added")
def test_a_source_is_one_module_and_its_test(tmp_path: Path) -> None:
    assert list(sources())[-1] == "tiers-lieux"
    test: dict[str, Any] = {"__name__": TEST}
    exec(compile(FILES[TEST], TEST, "exec"), test)  # noqa: S102 - our own page
    tried = [name for name in test if name.startswith("test_")]
    for name in tried:
        test[name](tmp_path)
    assert tried


def test_a_source_that_is_taken_away_is_no_source() -> None:
    assert "tiers-lieux" not in sources()


def test_a_question_is_one_file(demo: Path) -> None:
    assert isinstance(ox.Store().query(FILES[QUESTION]), ox.QuerySolutions)
    asked = queries._parse(Path(QUESTION).stem, FILES[QUESTION])
    assert asked.title.fr.endswith(" ?")
    assert set(asked.sources) <= set(queries.SOURCES)
    store = workspace.load(demo).store()
    setting = Setting(store, graphs(store, "asserted"), "fr", date(2017, 12, 31))
    rows = list(ask(asked, {"territoire": "Venelles"}, setting).rows)
    assert len(rows) == 1


def test_a_measure_is_one_row() -> None:
    (words,) = (b.words for b in blocks(PAGE) if "ROW = Metric(" in b.words)
    made: dict[str, Any] = {"__name__": "measure"}
    exec(compile(words, "how-to-add.md", "exec"), made)  # noqa: S102 - our own page
    row = made["ROW"]
    assert isinstance(row, Metric)
    network = Network(
        (actor("A"), actor("P", "public"), actor("E", "entreprise"), actor("F", "entreprise")),
        (alliance([0, 1]), alliance([0, 2])),
    )
    assert row.function(view(network, network.incidence)).tolist() == [2, 1, 1, 0]
