"""Names as the world gives them: code, other alphabets, what turns text, none, twice the same."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from graph.network import Actor, Alliance, Network, PartyLink, StageEvent, Territory
from ontology.text import Text, same
from tests.browser.looking import BOXES, Look, find, overlaps, place, rows, settled
from tests.browser.test_map_export import read_svg, take
from tests.browser.test_map_table import table
from viz.map import write_map
from viz.model import MapData, PotentialLink
from viz.page import TURNING, embed

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

BASE = "https://example.org/id/"
HEBREW, ARABIC = "עמותת השכנים", "جمعية الجيران"
TURNED = "Club \u202egnp.exe\u202c des \u2067voisins"
UNCLOSED = "\u202e\u2066\u202bClub"
POPPED = "Club\u2069\u2069\u202e fin"
NAMES = (
    '<b>Club</b> & "amis" d\'ici',
    "</script><script>alert(1)</script>",
    "<!-- <script>",
    "${alert(1)} {{ 7*7 }} {n} a|b",
    HEBREW,
    ARABIC,
    f"Club \u200f{HEBREW}\u200f (13)",
    TURNED,
    UNCLOSED,
    POPPED,
    "👩‍👩‍👧‍👦 Familles 🏳️‍🌈 du 🇫🇷",
    "Ze\u0301ro ne\u0301e",
    "Z" + "\u0336\u0338\u0337" * 40 + "algo",
    "N" * 300,
    "Association " * 25,
    "🎉" * 60,
    "",
    "   ",
    "null",
    "__proto__",
    "a\u2028b\u2029c\ttab\nline",
)
# Positions of the letters of a word in an element: ascending where nothing turned it.
ASCENDS = """([selector, word]) => {
    const walker = document.createTreeWalker(document.querySelector(selector), 4); // texts
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const at = node.data.lastIndexOf(word);
        if (at < 0) continue;
        const lefts = [...word].map((_, k) => {
            const range = document.createRange();
            range.setStart(node, at + k);
            range.setEnd(node, at + k + 1);
            return range.getBoundingClientRect().left;
        });
        return lefts.every((left, k) => k === 0 || left > lefts[k - 1] || lefts.length < 2);
    }
    return null;
}"""


def named(*names: str) -> MapData:
    """Actors of these names, each allied with the first, and all suggested to one another."""
    kind = (same("association"),)
    actors = tuple(
        Actor(f"{BASE}{i}", name, "association", kind, seat=f"{BASE}t", description=name,
              holder=name if i % 3 == 0 else None, acronym=name if i % 4 == 0 else None)
        for i, name in enumerate(names)
    )  # fmt: skip
    alliances = tuple(
        Alliance(f"{BASE}a{i}", name, (PartyLink(0), PartyLink(i)), "actif", amount=name,
                 events=(StageEvent("actif"),), locator=name)
        for i, name in enumerate(names) if i
    )  # fmt: skip
    places = {f"{BASE}t": Territory(f"{BASE}t", names[0], same("commune"))}
    links = [PotentialLink(1, 2, 1.0, (Text(names[0], names[0]),))]
    title = same(names[0])
    return MapData(Network(actors, alliances, places), title, links, licence=title)


@pytest.fixture(scope="module")
def names_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("names") / "map.html"
    write_map(path, named("Mairie", *NAMES))
    return path


def plain(name: str) -> str:
    """A name as a page shows it: nothing that turns text, spaces as HTML joins them."""
    return re.sub(r"[ \t\n]+", " ", TURNING.sub("", name)).strip(" \t\n") or "—"


def test_every_name_is_shown_as_it_is(visit: Look, names_file: Path) -> None:
    page = visit(names_file, "#form=table")
    shown = [
        re.sub("[\u2068\u2069]", "", name)
        for name in page.locator("tbody th .actor").evaluate_all(
            "all => all.map(b => (b.querySelector('span')?.firstChild ?? b.lastChild).data)"
        )
    ]
    wanted = [TURNING.sub("", name).strip() or "—" for name in NAMES]

    for name in wanted:
        assert any(s == name or s.startswith(f"{name} (") for s in shown), name
    made = page.evaluate("() => ['script', 'b', 'i'].map(t => document.querySelectorAll(t).length)")
    assert made == [6, 0, 0]
    assert "49" not in " ".join(shown)


def test_nothing_in_the_file_turns_text(names_file: Path) -> None:
    content = names_file.read_text(encoding="utf-8")

    assert not TURNING.search(content)
    assert HEBREW in content
    assert embed([TURNED]) == '["Club gnp.exe des voisins"]'


@pytest.mark.parametrize("name", [HEBREW, ARABIC, TURNED, UNCLOSED, POPPED])
def test_a_name_never_turns_what_stands_beside_it(visit: Look, tmp_path: Path, name: str) -> None:
    write_map(tmp_path / "map.html", named(name, f"{name} 2", f"{name} 3"))
    page = visit(tmp_path / "map.html", "#actor=1")

    settled(page)
    page.mouse.move(*place(page, 0))
    page.wait_for_function("() => !document.getElementById('tip').hidden")
    assert page.evaluate(ASCENDS, ["#tip", "Associations"])
    assert page.evaluate(ASCENDS, ["#tip", "alliances"])
    page.evaluate(
        "() => document.querySelectorAll('#panel details').forEach(d => { d.open = true; })"
    )
    assert page.evaluate(ASCENDS, ["#panel .kind", "ssociation"])
    assert page.evaluate(ASCENDS, ["#panel .stage", "active"]) in {True, None}
    find(page, plain(name)[:4])
    assert page.evaluate(ASCENDS, ["#results small", "Associations"])
    page.keyboard.press("Escape")
    page.click("#language")
    page.click("[data-form=table]")
    more = page.locator("#rows").inner_text()
    assert re.fullmatch(r"\d rows of \d", more)
    assert page.evaluate(ASCENDS, ["#rows", "rows of"])


def test_names_are_found_and_drawn(visit: Look, names_file: Path) -> None:
    page = visit(names_file)
    for words, name in (("familles", NAMES[10]), ("zero nee", NAMES[11]), ("script", NAMES[1]),
                        ("גיר", None), ("השכנים", HEBREW), ("الجيران", ARABIC)):  # fmt: skip
        found = [re.sub("[\u2068\u2069]", "", answer) for answer in find(page, words)]
        assert name is None or any(answer.startswith(name) for answer in found), words
    assert overlaps(page.evaluate(BOXES)) == 0
    lines = [line for n in page.evaluate("() => alliancesMap.names()") for line in n["lines"]]
    joined = "".join(lines)
    assert "\ufffd" not in joined
    joined.encode("utf-8")  # no half of a letter
    assert not re.search("[\u0300-\u036f]{4}", joined)
    assert all(len(line) < 80 for line in lines)


def test_pictures_and_files_hold_them_too(visit: Look, names_file: Path) -> None:
    page = visit(names_file, "#form=table")
    root, words = read_svg(page)
    assert len(list(root.iter())) > len(NAMES)
    assert not TURNING.search("".join(words).replace("\u2068", "").replace("\u2069", ""))
    assert take(page, "png")[1].startswith(b"\x89PNG")

    found = {row[0] for row in table(take(page, "csv")[1], ";")[1:]}
    assert {HEBREW, ARABIC, "Club gnp.exe des voisins", "null", "__proto__"} <= found
    assert not any("\u2068" in cell for cell in found)


def twins(*more: Mapping[str, Any]) -> MapData:
    """Actors of one name, and one of another."""
    actors = tuple(
        replace(Actor(f"{BASE}{i}", "Amicale", "association"), **fields)
        for i, fields in enumerate(more)
    )
    other = Actor(f"{BASE}x", "Autre", "association")
    alliance = Alliance(f"{BASE}a", "Lien", (PartyLink(0), PartyLink(len(actors))), "actif")
    places = {f"{BASE}t{k}": Territory(f"{BASE}t{k}", name, same("commune"))
              for k, name in enumerate(("Trets", "Venelles"))}  # fmt: skip
    return MapData(Network((*actors, other), (alliance,), places))


def apart(page: Page) -> list[str]:
    """What stands under the name Amicale, in the search and in the table."""
    find(page, "amicale")
    answers: list[str] = page.locator("#results small").all_inner_texts()
    page.keyboard.press("Escape")
    page.evaluate("() => document.querySelector('[data-form=table]').click()")
    names = [cell.split("\n") for cell in rows(page, 1)]
    assert ["Autre"] in names
    told = sorted(name[-1] for name in names if name[0] == "Amicale")
    assert told == sorted(answer.removeprefix("Associations · ") for answer in answers)
    return told


def test_two_of_the_same_name_are_told_apart(visit: Look, tmp_path: Path) -> None:
    seats = {"seat": f"{BASE}t0"}, {"seat": f"{BASE}t1"}
    write_map(tmp_path / "seats.html", twins(*seats))
    assert apart(visit(tmp_path / "seats.html")) == ["Trets", "Venelles"]

    numbers = tuple({"seat": f"{BASE}t0", "identifiers": (("RNA", f"W13{k}"),)} for k in (1, 2))
    write_map(tmp_path / "numbers.html", twins(*numbers))
    assert apart(visit(tmp_path / "numbers.html")) == ["Trets RNA W131", "Trets RNA W132"]

    write_map(tmp_path / "keys.html", twins({}, {}, seats[0]))
    assert apart(visit(tmp_path / "keys.html")) == ["0", "1", "Trets"]


def test_a_neighbour_of_that_name_is_told_apart_too(visit: Look, tmp_path: Path) -> None:
    write_map(tmp_path / "map.html", twins({"seat": f"{BASE}t0"}, {"seat": f"{BASE}t1"}))
    page = visit(tmp_path / "map.html", "#form=table")

    cells = page.locator(".neighbours .name").all_inner_texts()
    assert sorted(cells) == ["Amicale Trets", "Autre"]


def test_a_page_of_one_odd_actor_still_opens(visit: Look, tmp_path: Path) -> None:
    for name in ("", "\u202e", "\u0336" * 20, "\ud800"):
        write_map(tmp_path / "map.html", MapData(Network((Actor(BASE, name, "inconnu"),), ())))
        page = visit(tmp_path / "map.html", "#form=table")
        assert len(rows(page, 1)) == 1
