"""The table twin: neighbours by name, how many rows of how many, a file for a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from graph.network import Actor, Alliance, Network, PartyLink, StageEvent
from graph.selection import alliances_matching
from tests.browser.looking import Look, names, rows, settled, text
from tests.browser.test_map_export import take
from viz.map import write_map
from viz.model import MapData

pytestmark = pytest.mark.browser

BASE = "https://example.org/id/"


def shared(network: Network, actor: int) -> Counter[str]:
    """The partners of an actor by name, with how many alliances they share."""
    met: Counter[str] = Counter()
    for alliance in network.alliances:
        parties = {party.actor for party in alliance.parties}
        if actor in parties:
            met.update(network.actors[other].name for other in parties - {actor})
    return met


def table(content: bytes, comma: str) -> list[list[str]]:
    """Read a file as a spreadsheet would."""
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=comma))


def test_neighbours_are_named_and_lead_on(visit: Look, map_file: Path, sample: MapData) -> None:
    page = visit(map_file, "#form=table")
    met = shared(sample.network, 0)
    row = page.locator("tbody tr").first
    named = row.locator(".neighbours .name").all_inner_texts()
    assert 1 <= len(named) <= 3
    counts = [met[name] for name in named]
    assert counts == sorted(met.values(), reverse=True)[: len(counts)]

    more = row.locator(".neighbours .more")
    assert more.inner_text() == f"+ {len(met) - len(named)}"
    assert more.get_attribute("aria-label") == (
        f"Montrer {len(met) - len(named)} autres partenaires de {sample.network.actors[0].name}"
    )
    more.focus()
    page.keyboard.press("Enter")
    assert sorted(row.locator(".neighbours .name").all_inner_texts()) == sorted(met)
    focused = page.evaluate("() => document.activeElement.innerText")
    assert focused == row.locator(".neighbours .name").all_inner_texts()[len(named)]
    page.keyboard.press("Enter")
    assert text(page, "#panel-title") == focused


def test_every_column_sorts_both_ways(visit: Look, map_file: Path) -> None:
    page = visit(map_file, "#form=table")
    for tab in ("actors", "alliances", "potentials", "catalysts"):
        page.click(f"#tab-{tab}")
        for key in page.locator("thead button").evaluate_all("all => all.map(e => e.id)"):
            page.click(f"#{key}")
            up = rows(page, 1)
            page.click(f"#{key}")
            assert page.locator(f"th:has(#{key})").get_attribute("aria-sort") == "descending"
            assert sorted(rows(page, 1)) == sorted(up)
    assert "Rang quand on retire" in (page.locator("#sort-without").get_attribute("title") or "")


def test_the_table_says_how_many_rows_of_how_many(
    visit: Look, map_file: Path, sample: MapData
) -> None:
    page = visit(map_file, "#form=table")
    total = len(sample.network.actors)
    assert text(page, "#rows") == f"{total} lignes sur {total}"
    page.select_option("#theme", "numerique")
    assert text(page, "#rows") == f"{len(rows(page, 1))} lignes sur {total}"
    page.click("#tab-alliances")
    kept = alliances_matching(sample.network, theme="numerique")
    stopped = [a for a in sample.network.alliances if a.stage == "suspendu"]
    assert len(kept) <= len(rows(page, 1)) <= len(kept) + len(stopped)
    assert page.locator("caption").inner_text().startswith("Alliances. Les titres")


def test_the_file_holds_the_rows_that_are_shown(
    visit: Look, map_file: Path, sample: MapData
) -> None:
    page = visit(map_file, "#form=table&theme=culture-art")
    name, content = take(page, "csv")
    found = table(content, ";")

    assert name == "alliances-du-pays-d-aix-acteurs-2017-12-31.csv"
    assert found[0] == ["Nom", "Secteur", "Siège", "Thèmes", "Alliances", "Partenaires",
                        "Possibles", "Avec qui"]  # fmt: skip
    assert [row[0] for row in found[1:]] == names(page)
    assert set(found[1][7].split("; ")) == set(shared(sample.network, 0))
    page.click("#language")
    page.click("#tab-alliances")
    with page.expect_download() as started:
        page.click("#csv")
    found = table(started.value.path().read_bytes(), ",")
    assert len(found) - 1 == len(rows(page, 1))
    assert found[1][4].split("/")[0][4:] == "-01-01"


def test_the_map_behind_the_table_fits_what_was_chosen_there(visit: Look, map_file: Path) -> None:
    view = """() => { const { x, y } = alliancesMap.network.getViewPosition();
        return [x, y, alliancesMap.network.getScale()]; }"""
    seen = []
    for form in ("map", "table"):
        page = visit(map_file)
        page.click(f"#forms [data-form={form}]")
        page.select_option("#theme", "numerique")
        page.click("#forms [data-form=map]")
        settled(page)
        seen.append(page.evaluate(view))

    assert seen[1] == pytest.approx(seen[0], rel=0.01, abs=2)


def hostile(name: str) -> MapData:
    """Two allied actors, and all that can be written of them is the same."""
    actors = tuple(Actor(f"{BASE}{i}", name, "association") for i in range(2))
    alliance = Alliance(
        f"{BASE}a", name, (PartyLink(0), PartyLink(1)), "actif", amount=name,
        events=(StageEvent("actif", date(2017, 3, 1)), ),
    )  # fmt: skip
    return MapData(Network(actors, (alliance,)))


@pytest.mark.parametrize(
    "name", ["=1+1", "+33 4 42", "-2", "@SUM(A1)", "\t=1", ' =HYPERLINK("x")', 'a";=1;"', "a\n=b"]
)
def test_no_cell_becomes_a_formula(visit: Look, tmp_path: Path, name: str) -> None:
    write_map(tmp_path / "map.html", hostile(name))
    page = visit(tmp_path / "map.html", "#form=table")
    for tab in ("actors", "alliances"):
        page.click(f"#tab-{tab}")
        found = table(take(page, "csv")[1], ";")
        cells = [cell for row in found[1:] for cell in row]

        assert len({len(row) for row in found}) == 1
        assert not [cell for cell in cells if cell.lstrip()[:1] in {"=", "+", "-", "@"}]
        assert found[1][0].removeprefix("'").strip() == name.strip()


def test_a_date_without_an_end_is_said_open(visit: Look, tmp_path: Path) -> None:
    write_map(tmp_path / "map.html", hostile("Club"))
    page = visit(tmp_path / "map.html", "#form=table")
    page.click("#tab-alliances")

    assert rows(page, 5) == ["à partir du 1er mars 2017"]
    assert table(take(page, "csv")[1], ";")[1][4] == "2017-03-01/.."


def test_the_table_fits_a_telephone(visit: Look, map_file: Path) -> None:
    page = visit(map_file, "#form=table", width=390)

    assert page.evaluate("() => document.documentElement.scrollWidth") <= 390
    first = page.locator("tbody th").first
    left = first.bounding_box()
    page.evaluate("() => { document.getElementById('table-region').scrollLeft = 400; }")
    assert first.bounding_box() == left
