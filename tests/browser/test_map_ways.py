"""Around one actor, and the ways between two: the page finds what ``alliances path`` finds."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from itertools import pairwise
from math import atan2, hypot, pi
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from cli.session import Session
from graph.network import Network
from graph.paths import MOST_LINKS, Web
from graph.stages import reached
from tests.browser.looking import Look, find, rows, settled, text
from tests.browser.test_map_time import lived
from tests.conftest import Run
from tests.viz import samples
from viz.map import write_map
from viz.model import MapData, Opening

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

Pair = tuple[int, int]
Ways = list[list[list[int | None]]]  # chains of links: from, to, alliance (None: a membership)

ASK = """pairs => pairs.map(([a, b]) => alliancesMap.chains(a, b)
    .map(({ steps }) => steps.map(({ a, b, tie }) => [a, b, tie.alliance])))"""
SHOWN = "() => alliancesMap.nodes.get().filter(n => !n.hidden && n.id[0] === 'a').map(n => n.id)"
SIZES = "() => Object.fromEntries(alliancesMap.nodes.get().map(n => [n.id, n.size]))"
PLACES = "() => Object.fromEntries(alliancesMap.nodes.get().map(n => [n.id, [n.x, n.y]]))"


def collector_of(data: MapData) -> int:
    names = [actor.name for actor in data.network.actors]
    return names.index("Envies d’Alliances")


@pytest.fixture(scope="module")
def known(sample: MapData) -> MapData:
    """The invented territory, of which it is known who collected the data."""
    return replace(sample, collector=collector_of(sample))


@pytest.fixture(scope="module")
def ways_map(tmp_path_factory: pytest.TempPathFactory, known: MapData) -> Path:
    path = tmp_path_factory.mktemp("ways") / "carte.html"
    write_map(path, known)
    return path


def some_pairs(network: Network, count: int, seed: int = 11) -> list[Pair]:
    rng = random.Random(seed)  # noqa: S311 - a repeatable sample, not a secret
    actors = range(len(network.actors))
    return [(a, b) for a, b in (rng.sample(actors, 2) for _ in range(count))]


def found(network: Network, pairs: list[Pair], collector: int | None) -> list[Ways]:
    web = Web(network)
    return [
        [
            [[link.a, link.b, link.alliance] for link in chain.links]
            for chain in web.chains(a, b, collector=collector)
        ]
        for a, b in pairs
    ]


def asked(page: Page, pairs: list[Pair]) -> list[Ways]:
    answer: list[Ways] = page.evaluate(ASK, pairs)
    return answer


# -- The ways between two ------------------------------------------------------------------------


def test_page_and_command_find_the_same_chains(visit: Look, ways_map: Path, known: MapData) -> None:
    page, pairs = visit(ways_map), some_pairs(known.network, 2000)
    expected = found(known.network, pairs, known.collector)
    assert asked(page, pairs) == expected
    links = [link for ways in expected for chain in ways for link in chain]
    assert any(link[2] is None for link in links)  # memberships
    assert {len(ways) for ways in expected} == {0, 1, 2, 3}
    assert {len(chain) for ways in expected for chain in ways} == set(range(1, MOST_LINKS + 1))
    through = [w for w in expected if any(known.collector in {x[0] for x in c[1:]} for c in w)]
    assert through


def test_page_and_command_agree_on_the_demonstration(
    visit: Look, run: Run, demo: Path, tmp_path: Path
) -> None:
    path = tmp_path / "carte.html"
    assert run("--workspace", demo, "map", "-o", path).code == 0
    here = Session(chosen="fr", folder=demo)
    network = here.network()
    pairs = some_pairs(network, 2000)
    collector = network.index[here.collector() or ""]
    expected = found(network, pairs, collector)
    assert asked(visit(path), pairs) == expected
    assert sum(map(bool, expected)) > 100


def test_on_an_earlier_day_the_chains_are_those_of_that_day(visit: Look, tmp_path: Path) -> None:
    data = lived(seed=8)
    data = replace(data, collector=collector_of(data))
    write_map(tmp_path / "map.html", data)
    pairs, seen = some_pairs(data.network, 300), []
    for day in (date(2014, 12, 31), date(2016, 6, 30), date(2017, 12, 31)):
        then = at(data.network, day)
        page = visit(tmp_path / "map.html", f"#day={day.isoformat()}")
        expected = found(then, pairs, data.collector)
        place = {alliance.iri: j for j, alliance in enumerate(data.network.alliances)}
        renamed = [
            [[[a, b, None if j is None else place[then.alliances[j].iri]] for a, b, j in chain]
             for chain in ways]
            for ways in expected
        ]  # fmt: skip
        assert asked(page, pairs) == renamed
        seen.append(renamed)
    assert seen[0] != seen[1] != seen[2]


def at(network: Network, day: date) -> Network:
    """The network as it was on a day."""
    then = [replace(a, events=reached(a.events, day)) for a in network.alliances]
    begun = tuple(replace(a, stage=a.events[-1].stage) for a in then if a.events)
    return replace(network, alliances=begun, as_of=day)


def test_only_links_that_the_filters_keep_count(
    visit: Look, ways_map: Path, known: MapData
) -> None:
    page, pairs = visit(ways_map), some_pairs(known.network, 300)
    page.uncheck("#strokes-completed")
    kept = [a.stage != "acheve" for a in known.network.alliances]
    fewer = [a for a, is_kept in zip(known.network.alliances, kept, strict=True) if is_kept]
    place = [j for j, is_kept in enumerate(kept) if is_kept]
    expected = found(replace(known.network, alliances=tuple(fewer)), pairs, known.collector)
    for ways in expected:
        for chain in ways:
            for link in chain:
                link[2] = None if link[2] is None else place[link[2]]
    assert asked(page, pairs) == expected
    page = visit(ways_map, "#view=path&from=12&to=240&without=potential,completed")
    assert "Seuls comptent les liens et les acteurs que les filtres gardent." in text(
        page, "#panel"
    )


def keys(page: Page) -> list[str]:
    told: list[str] = page.evaluate("() => alliancesMap.data.actors.map(({ key }) => key)")
    return told


def choose(page: Page, box: str, words: str) -> None:
    """Type into a box and take the first answer, by keyboard."""
    page.focus(f"#{box}")
    page.keyboard.type(words)
    page.keyboard.press("Enter")


def test_the_way_between_two_is_chosen_by_keyboard_drawn_and_said(
    visit: Look, ways_map: Path, known: MapData
) -> None:
    page = visit(ways_map)
    page.click("#view-path")
    assert "Choisissez deux acteurs" in text(page, "#panel")
    actors = known.network.actors
    a, b = 49, 36
    choose(page, "path-from", actors[a].name)
    assert page.evaluate("() => document.activeElement.id") == "path-to"
    choose(page, "path-to", actors[b].name)
    chains = found(known.network, [(a, b)], known.collector)[0]
    assert len(chains) == 3
    on = {i for chain in chains for link in chain for i in link[:2]}
    assert set(page.evaluate(SHOWN)) == {f"a{i}" for i in on}
    places = page.evaluate(PLACES)
    for chain in chains:
        way = [places[f"a{link[0]}"] for link in chain] + [places[f"a{b}"]]
        assert all(left[0] < right[0] for left, right in pairwise(way))
    sections = page.locator("#panel .chain").all_inner_texts()
    assert len(sections) == 3
    for words, chain in zip(sections, chains, strict=True):
        for start, end, j in chain:
            assert actors[start or 0].name in words
            assert actors[end or 0].name in words
            alliance = None if j is None else known.network.alliances[j]
            assert (alliance.title if alliance else " est membre de ") in words
            assert (f"{alliance.locator}" if alliance else "Répertoire national") in words
    assert "elle connaît tout le monde par construction" in text(page, "#panel")
    assert f"from={keys(page)[a]}" in page.url
    again = visit(ways_map, "#" + page.url.split("#")[1])
    assert text(again, "#panel") == text(page, "#panel")
    page.click("#path-swap")
    assert text(page, "#panel h2") == f"{actors[b].name} → {actors[a].name}"


def test_stage_and_source_are_written_beside_a_link(visit: Look, ways_map: Path) -> None:
    page = visit(ways_map, "#view=path&from=0&to=197")
    settled(page)
    written = page.evaluate("() => alliancesMap.names().map(({ lines }) => lines)")
    notes = [lines for lines in written if lines[-1] == "Subventions 2010"]
    assert notes
    assert all(", 201" in lines[0] for lines in notes)


def test_where_no_way_is_known_the_page_says_what_that_means(
    visit: Look, ways_map: Path, known: MapData
) -> None:
    none = next(p for p in some_pairs(known.network, 50) if not found(known.network, [p], None)[0])
    page = visit(ways_map)
    a, b = (keys(page)[i] for i in none)
    page = visit(ways_map, f"#view=path&from={a}&to={b}")
    assert "Ce n’est pas la preuve qu’il n’y en ait pas." in text(page, "#panel")
    assert set(page.evaluate(SHOWN)) == {f"a{i}" for i in none}
    page.click("#language")
    assert "in up to 4 steps. That does not prove there is none." in text(page, "#panel")


def test_the_table_tells_the_chains_in_order(visit: Look, ways_map: Path, known: MapData) -> None:
    page = visit(ways_map, "#view=path&from=49&to=36&form=table")
    chains = found(known.network, [(49, 36)], known.collector)[0]
    steps: dict[int, list[str]] = {}
    for c, chain in enumerate(chains, 1):
        for k, (*_, j) in enumerate(chain, 1):
            if j is not None:
                steps.setdefault(j, []).append(f"{c}.{k}")
    assert rows(page, 2) == sorted(", ".join(places) for places in steps.values())
    assert page.locator("#panel .chain").count() == len(chains)  # memberships are told there


# -- Around one actor ----------------------------------------------------------------------------


def distances(network: Network, centre: int, most: int) -> dict[int, int]:
    """How many steps the actors are away, by looking at all alliances again and again."""
    far = {centre: 0}
    for step in range(1, most + 1):
        ahead = {
            p.actor
            for a in network.alliances
            if any(far.get(p.actor, step) < step for p in a.parties)
            for p in a.parties
        }
        far |= {i: step for i in ahead if i not in far}
    return far


@pytest.mark.parametrize("steps", [1, 2, 3])
@pytest.mark.parametrize("centre", [0, 49])
def test_who_is_around_an_actor_and_where(
    visit: Look, ways_map: Path, known: MapData, centre: int, steps: int
) -> None:
    page = visit(ways_map, f"#view=around&around={centre}&steps={steps}")
    far = distances(known.network, centre, steps)
    assert set(page.evaluate(SHOWN)) == {f"a{i}" for i in far}
    places = page.evaluate(PLACES)
    radius = {i: hypot(*places[f"a{i}"]) for i in far}
    assert radius[centre] == 0
    for step in range(1, steps + 1):
        inner = [radius[i] for i in far if far[i] < step]
        assert max(inner) < min((radius[i] for i in far if far[i] == step), default=1e9)
    sizes = page.evaluate(SIZES)
    spots = [(*places[f"a{i}"], sizes[f"a{i}"]) for i in far]
    gaps = [
        hypot(a[0] - b[0], a[1] - b[1]) - a[2] - b[2]
        for k, a in enumerate(spots) for b in spots[:k]
    ]  # fmt: skip
    assert min(gaps) > 0  # no mark covers another
    told = page.locator("#panel section h3 .count").all_inner_texts()
    counted = [sum(d == step for d in far.values()) for step in range(1, steps + 1)]
    assert [int(n) for n in told] == [n for n in counted if n]
    summary = text(page, "#summary")
    assert summary.startswith(f"{len(far)} / {len(known.network.actors)} acteurs")


def crossings(lines: list[tuple[Any, Any]]) -> int:
    """How many pairs of lines, without a common end, cross."""

    def side(a: Any, b: Any, c: Any) -> bool:
        return bool((b[0] - a[0]) * (c[1] - a[1]) > (b[1] - a[1]) * (c[0] - a[0]))

    return sum(
        side(a, b, c) != side(a, b, d) and side(c, d, a) != side(c, d, b)
        for k, (a, b) in enumerate(lines) for c, d in lines[:k]
        if len(set(map(tuple, (a, b, c, d)))) == 4
    )  # fmt: skip


def test_rings_cross_less_than_in_any_order(visit: Look, ways_map: Path) -> None:
    page = visit(ways_map, "#view=around&around=0&steps=3")
    places = page.evaluate(PLACES)
    ends: list[Pair] = page.evaluate(
        "() => alliancesMap.edges.get().filter(e => !e.hidden).map(e => [e.from, e.to])"
    )
    drawn = crossings([(places[a], places[b]) for a, b in ends])
    rng = random.Random(4)  # noqa: S311
    rings: dict[int, list[str]] = {}
    for name in {end for pair in ends for end in pair if str(end)[0] == "a"}:
        rings.setdefault(round(hypot(*places[name])), []).append(str(name))
    shuffled = dict(places)
    for members in rings.values():
        order = sorted(members, key=lambda name: atan2(*places[name]) % (2 * pi))
        mixed = rng.sample(order, len(order))
        shuffled |= {name: places[other] for name, other in zip(order, mixed, strict=True)}
    assert drawn < 0.5 * crossings([(shuffled[a], shuffled[b]) for a, b in ends])


def test_an_actor_is_put_in_the_middle_from_its_details_or_a_box(
    visit: Look, ways_map: Path, known: MapData
) -> None:
    actors = known.network.actors
    page = visit(ways_map, "#actor=49")
    page.click("#look-around")
    assert text(page, "#panel h2") == actors[49].name
    assert "around=49" in page.url
    page.focus("#steps-1")
    page.keyboard.press("Enter")
    assert "steps=1" in page.url
    assert len(page.evaluate(SHOWN)) == len(distances(known.network, 49, 1))
    assert page.evaluate("() => document.activeElement.id") == "steps-1"
    choose(page, "around-whom", "Numérica")
    assert text(page, "#panel h2") == "Numérica"
    find(page, actors[0].name)
    page.keyboard.press("Enter")
    assert text(page, "#panel h2") == actors[0].name
    again = visit(ways_map, "#" + page.url.split("#")[1])
    assert text(again, "#panel") == text(page, "#panel")
    page.click("#view-existing")
    assert len(page.evaluate(SHOWN)) == len(actors)


def test_the_way_from_an_actor_starts_in_its_details(
    visit: Look, ways_map: Path, known: MapData
) -> None:
    page = visit(ways_map, "#actor=49")
    page.click("#look-path")
    assert page.evaluate("() => document.activeElement.id") == "path-to"
    assert page.locator("#path-from").get_attribute("placeholder") == known.network.actors[49].name


def test_rings_follow_the_filters_and_the_day(visit: Look, tmp_path: Path) -> None:
    data = lived(seed=8)
    write_map(tmp_path / "map.html", data)
    page = visit(tmp_path / "map.html", "#view=around&around=0&steps=3&day=2015-12-31")
    then = at(data.network, date(2015, 12, 31))
    assert set(page.evaluate(SHOWN)) == {f"a{i}" for i in distances(then, 0, 3)}
    page.uncheck("#strokes-contact")
    page.uncheck("#strokes-agreement")
    fewer = [a for a in then.alliances if a.stage not in {"idee", "contact", "accord-de-principe"}]
    left = replace(then, alliances=tuple(fewer))
    assert set(page.evaluate(SHOWN)) == {f"a{i}" for i in distances(left, 0, 3)}


def test_a_file_opens_on_what_it_was_made_for(visit: Look, known: MapData, tmp_path: Path) -> None:
    write_map(tmp_path / "map.html", replace(known, opening=Opening("path", (49, 36))))
    page = visit(tmp_path / "map.html")
    actors = known.network.actors
    title = f"{actors[49].name} → {actors[36].name}"
    assert text(page, "#panel h2") == title
    page.click("#view-existing")
    again = visit(tmp_path / "map.html", "#" + page.url.split("#")[1])
    assert text(again, "#panel h2") == "Catalyseurs"
    write_map(tmp_path / "map.html", replace(known, opening=Opening("around", (49,), 1)))
    assert text(visit(tmp_path / "map.html"), "#panel h2") == actors[49].name


@pytest.mark.parametrize("part", ["view=around&around=x&steps=9", "view=path&from=x&to=0"])
def test_a_wrong_address_asks_again(visit: Look, ways_map: Path, part: str) -> None:
    page = visit(ways_map, f"#{part}")
    assert len(page.evaluate(SHOWN)) == page.evaluate("() => alliancesMap.data.actors.length")


@pytest.mark.parametrize(
    "part", ["view=compare&day=2015-06-30", "view=around&around=0", "view=path&from=49&to=36"]
)
def test_every_view_fits_a_telephone(visit: Look, ways_map: Path, part: str) -> None:
    page = visit(ways_map, f"#{part}", width=390, has_touch=True)
    wide = "() => document.documentElement.scrollWidth"
    assert page.evaluate(wide) <= 390
    page.click("#dock [data-sheet=panel]")
    assert page.locator("#panel").is_visible()
    page.click("#dock [data-sheet=table]")
    assert page.locator("table").is_visible()
    assert page.locator("#day").is_visible()
    assert page.evaluate(wide) <= 390


def test_names_that_try_to_be_code_stay_names(visit: Look, tmp_path: Path) -> None:
    from tests.viz.test_map_file import hostile_map

    write_map(tmp_path / "map.html", hostile_map())
    for part in ("view=around&around=0", "view=path&from=0&to=1"):
        page = visit(tmp_path / "map.html", f"#{part}")
        assert samples.HOSTILE in text(page, "#panel")
        assert page.locator("img").count() == 0
