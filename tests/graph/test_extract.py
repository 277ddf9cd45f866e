"""From the store to the network: who holds which post, which stage was reached by a day."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from graph import layers, workspace
from graph.extract import extract, mandate
from graph.load import load_workbook
from graph.network import Network
from graph.workspace import Workspace
from tests.workbooks import SMALL, write_workbook


def network(made: Workspace, as_of: date | None = None) -> Network:
    store = made.store()
    return extract(store, layers.graphs(store, "asserted"), as_of=as_of)


def loaded(folder: Path, **changes: str | None) -> Workspace:
    made = workspace.create(folder / "ws", name="x")
    done = load_workbook(made, write_workbook(folder / "carnet", **changes))
    assert done.report.problems == []
    return made


def test_the_small_workbook_as_a_network(finished: Workspace) -> None:
    net = network(finished, date(2017, 12, 31))
    names = [actor.name for actor in net.actors]
    assert names == sorted(names)
    assert len(names) == 6
    paa = next(a for a in net.actors if a.acronym == "PAA")
    assert (paa.sector, paa.themes, paa.is_post) == ("reseau", ("vie-associative",), False)
    assert [kind.fr for kind in paa.kinds] == ["association", "réseau d'acteurs"]
    town = next(a for a in net.actors if a.identifiers)
    assert town.identifiers == (("SIREN", "211300017"),)
    mayor = next(a for a in net.actors if a.is_post)
    assert (mayor.name, mayor.holder) == ("Maire d'Aix-en-Provence", "Maryse Joissains Masini")
    assert mayor.sector == "elus"
    project = next(t for t in net.territories.values() if t.is_project)
    assert [net.territories[c].name for c in project.covers] == ["Venelles"]
    assert [s.title for s in net.sources.values() if s.publisher] == ["Notes de réunion"]


@pytest.mark.parametrize(
    ("day", "stages"),
    [
        (date(2017, 9, 30), {"Soutien politique": "actif"}),
        (date(2017, 11, 30),
         {"Soutien politique": "actif", "Économie des seniors et numérique": "contact"}),
        (date(2017, 12, 31),
         {"Soutien politique": "actif", "Économie des seniors et numérique": "accord-de-principe"}),
        (None,
         {"Soutien politique": "actif", "Économie des seniors et numérique": "accord-de-principe",
          "Ateliers numériques": "contact"}),
    ],
)  # fmt: skip
def test_an_alliance_exists_from_its_first_stage(
    finished: Workspace, day: date | None, stages: dict[str, str]
) -> None:
    assert {a.title: a.stage for a in network(finished, day).alliances} == stages


def test_actors_without_an_alliance_may_only_be_counted(finished: Workspace) -> None:
    store = finished.store()
    graphs = layers.graphs(store, "asserted")
    whole, related = extract(store, graphs), extract(store, graphs, related=True)
    tied = {whole.actors[p.actor].iri for a in whole.alliances for p in a.parties}
    assert {actor.iri for actor in related.actors} == tied
    assert whole.others == 0
    assert related.others == len(whole.actors) - len(tied) > 0
    assert [a.iri for a in related.alliances] == [a.iri for a in whole.alliances]


def test_restricted_rows_are_not_in_the_network(tmp_path: Path) -> None:
    rows = [f"{line};" for line in SMALL["acteurs"].splitlines()]
    rows = [rows[0] + "diffusion", *(r + "restreint" * r.startswith("aines") for r in rows[1:])]
    net = network(loaded(tmp_path, acteurs="\n".join(rows)))
    assert "Les Aînés de Venelles" not in [actor.name for actor in net.actors]
    assert len(net.actors) == 5


def test_an_open_mandate_ends_with_its_legal_term(finished: Workspace) -> None:
    """The mayor took office on 5 April 2014, for six years, and no end is known."""
    for day, holder in (
        (date(2014, 4, 4), None), (date(2014, 4, 5), "Maryse Joissains Masini"),
        (date(2020, 4, 5), "Maryse Joissains Masini"), (date(2020, 4, 6), None),
    ):  # fmt: skip
        (post,) = [a for a in network(finished, day).actors if a.is_post]
        assert post.holder == holder


def test_of_two_open_mandates_the_last_counts(tmp_path: Path) -> None:
    head, row = SMALL["mandats"].splitlines()
    rows = [
        row.replace("Maryse Joissains Masini", name).replace("2014-04-05", start)
        for name, start in (("Zoé Ancienne", "mars 2014"), ("Anne Nouvelle", "juillet 2017"))
    ]
    for order in (rows, rows[::-1]):
        folder = tmp_path / order[0].split(";")[2]
        made = loaded(folder, mandats="\n".join([head, *order]))
        holders = [
            next(a.holder for a in network(made, day).actors if a.is_post)
            for day in (date(2017, 6, 30), date(2017, 12, 31))
        ]
        assert holders == ["Zoé Ancienne", "Anne Nouvelle"]


START = {"ea:startNotBefore": ["2014-01-01"], "ea:startNotAfter": ["2014-12-31"]}
MAYOR = {"org:role": ["x/mandate-role/maire"]}


@pytest.mark.parametrize(
    ("more", "day", "current"),
    [
        (START | MAYOR, date(2014, 6, 1), False),  # perhaps not begun
        (START | MAYOR, date(2014, 12, 31), True),
        (START, date(2015, 1, 1), False),  # of an unknown role no term is known
        (MAYOR, date(2015, 1, 1), False),  # nor when it began
        (START | MAYOR | {"ea:endNotAfter": ["2016-12-31"]}, date(2017, 1, 1), False),
        (START | {"ea:endNotBefore": ["2016-01-01"], "ea:endNotAfter": ["2016-12-31"]},
         date(2016, 6, 1), False),  # perhaps ended
        (START | {"ea:endNotBefore": ["2016-01-01"]}, date(2016, 1, 1), True),
        (MAYOR | {"ea:startNotAfter": ["2016-02-29"]}, date(2022, 2, 28), True),
        (MAYOR | {"ea:startNotAfter": ["2016-02-29"]}, date(2022, 3, 1), False),
    ],
)  # fmt: skip
def test_a_mandate_is_current_only_when_that_is_sure(
    more: dict[str, list[str]], day: date, current: bool
) -> None:
    assert mandate(more, None).is_current(day) is current


def test_amounts_read_as_they_were_published(tmp_path: Path) -> None:
    rows = SMALL["alliances"].splitlines()
    amounts = ["montant", "1 234 567", "7000,50", "0"]
    text = "\n".join(f"{row};{amount}" for row, amount in zip(rows, amounts, strict=True))
    found = {a.title: a.amount for a in network(loaded(tmp_path, alliances=text)).alliances}
    assert found == {
        "Économie des seniors et numérique": "1\u202f234\u202f567 EUR",
        "Soutien politique": "7\u202f000,50 EUR",
        "Ateliers numériques": "0 EUR",
    }


def test_two_sources_that_disagree_give_one_sector(tmp_path: Path) -> None:
    """The first in the order of precedence, whichever was loaded first."""
    made = workspace.create(tmp_path / "ws", name="x")
    for name, kind in (("un", "entreprise"), ("deux", "fondation")):
        text = SMALL["acteurs"].replace("numérique;;entreprise;;", f"numérique;;{kind};;356000000")
        load_workbook(made, write_workbook(tmp_path / name, acteurs=text))
    (actor,) = [a for a in network(made).actors if a.name == "La Fabrique numérique"]
    assert actor.sector == "fondation"
