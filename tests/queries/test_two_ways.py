"""A question reads few things one by one and all things from end to end: the rows are the same.

On a drawn territory every commune lies in one region, so that what is asked of the region and
what is asked of nothing in particular have one answer, found in two ways.
"""

from __future__ import annotations

import random

import pytest

from graph import layers, workspace
from graph.load import load_workbook
from graph.questions import Setting, ask
from graph.workspace import Workspace
from queries import library
from tests.benchmarks import crowded
from tests.workbooks import write_workbook

ACTORS = 150
REGION = {"territoire": "Provence"}
SIDES = {"cote": "culture et art", "autre": "entreprises"}
#: Questions that look for things in two ways, and further values to ask them with.
ASKED: list[tuple[str, dict[str, str]]] = [
    ("alliances-dormantes", {}),
    ("alliances-dormantes", {"mois": "20", "date": "2016-02-29"}),
    ("alliances-par-etape", {}),
    ("alliances-par-etape", {"etape": "signé", "date": "2016-02-29"}),
    ("alliances-par-etape", {"theme": "économie circulaire"}),
    ("alliances-par-theme-et-etape", {}),
    ("alliances-par-theme-et-etape", {"date": "2014-06-30"}),
    ("associations-avec-entreprise", {}),
    ("associations-avec-entreprise", {"theme": "économie circulaire", "date": "2016-02-29"}),
    ("besoins-et-offres", {}),
    ("entreprises-engagees", {}),
    ("entreprises-engagees", {"theme": "économie circulaire", "date": "2016-02-29"}),
    ("qui-relie", SIDES),
    ("qui-relie", SIDES | {"cote": "Commune 1", "date": "2015-06-30"}),
    ("themes-sans-entreprise", {"date": "2012-02-01"}),
]


def _untidy(sheets: dict[str, str | None]) -> dict[str, str | None]:
    """Take the day or its month from some stages, and the theme and place from some alliances."""
    drawn = random.Random(7)  # noqa: S311 - a drawing, no secret
    changed = dict(sheets)
    for name, columns in (("etapes", (2,)), ("alliances", (3, 4))):
        head, *rows = (line.split(";") for line in str(sheets[name]).splitlines())
        for cells in rows:
            for at in columns:
                cells[at] = drawn.choice((cells[at], cells[at][:4] if at == 2 else "", cells[at]))
        changed[name] = "\n".join(";".join(cells) for cells in (head, *rows))
    return changed


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A territory whose actors all have their seat in one region."""
    folder = tmp_path_factory.mktemp("ways")
    made = workspace.create(folder / "ws", name="Essai", as_of=crowded.AS_OF)
    sheets = _untidy(crowded.sheets(ACTORS, 5))
    loaded = load_workbook(made, write_workbook(folder / "book", **sheets))
    assert not loaded.report.problems, loaded.report.problems
    return made


@pytest.mark.parametrize(("name", "values"), ASKED, ids=str)
def test_all_and_the_region_that_holds_all_have_one_answer(
    drawn: Workspace, name: str, values: dict[str, str]
) -> None:
    store, question = drawn.store(), library()[name]
    setting = Setting(store, layers.graphs(store, question.layer), "fr", crowded.AS_OF)  # type: ignore[arg-type]
    everywhere = list(ask(question, values, setting).rows)
    assert everywhere
    assert everywhere == list(ask(question, values | REGION, setting).rows)
