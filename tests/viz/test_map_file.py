"""The file itself: closed, escaped, the same bytes every time."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections import Counter
from dataclasses import replace
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from graph.network import Actor, Alliance, Need, Network, PartyLink, Source, Territory
from ontology.text import same
from tests.viz import samples
from tests.viz.samples import HOSTILE
from viz.map import render_map, write_map
from viz.model import VIEWS, CatalystEntry, MapData, PotentialLink
from viz.page import LIBRARY, TEMPLATES, embed
from viz.words import WORDS


class Reader(HTMLParser):
    """Elements with their attributes, and the text of scripts and styles."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, dict[str, str | None], str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.elements:
            self.texts.append((*self.elements[-1], data))

    def json(self, name: str) -> Any:
        return json.loads(next(t for _, a, t in self.texts if a.get("id") == name))


def hostile_map() -> MapData:
    """Every field that a person can fill holds the same attack."""
    base, text = "https://example.org/id/", same(HOSTILE)
    actors = tuple(
        Actor(f"{base}{i}", HOSTILE, HOSTILE, (text,), themes=(HOSTILE,), seat=f"{base}t",
              identifiers=((HOSTILE, HOSTILE),), needs=(Need((HOSTILE,), HOSTILE),),
              offers=(Need((HOSTILE,)),), sources=(HOSTILE,),
              acronym=HOSTILE, holder=HOSTILE, description=HOSTILE, website=HOSTILE)
        for i in range(3)
    )  # fmt: skip
    alliance = Alliance(
        f"{base}a", HOSTILE, (PartyLink(0, HOSTILE, (HOSTILE,)), PartyLink(1)), HOSTILE,
        types=(HOSTILE,), themes=(HOSTILE,), frames=(HOSTILE,), amount=HOSTILE,
        sources=(HOSTILE,), locator=HOSTILE,
    )  # fmt: skip
    places = {f"{base}t": Territory(f"{base}t", HOSTILE, text)}
    sources = {HOSTILE: Source(HOSTILE, HOSTILE, HOSTILE, "javascript:alert(1)")}
    network = Network(actors, (alliance,), places, sources, {HOSTILE: HOSTILE})
    links = [PotentialLink(0, 2, 1.0, (text,))]
    return MapData(network, text, links, [CatalystEntry(0, 1, 2, text)], text, licence=text)


@pytest.fixture(scope="module")
def page() -> str:
    return render_map(samples.territory())


def test_the_same_input_gives_the_same_bytes(page: str) -> None:
    assert render_map(samples.territory()) == page


def test_the_file_is_utf_8_with_plain_line_ends(tmp_path: Path, page: str) -> None:
    write_map(tmp_path / "map.html", samples.territory())

    written = (tmp_path / "map.html").read_bytes()
    assert written == page.encode("utf-8")
    assert b"\r" not in written
    assert "Éguilles".encode() in written


def test_nothing_is_written_beside_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_map(Path("map.html"), samples.empty())

    assert [path.name for path in tmp_path.iterdir()] == ["map.html"]


def test_a_write_that_fails_leaves_the_old_map_and_no_draft(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "map.html"
    path.write_text("old", encoding="utf-8")
    monkeypatch.setattr("viz.map.render_map", lambda data: "new \ud800")  # cannot be encoded

    with pytest.raises(UnicodeEncodeError):
        write_map(path, samples.empty())

    assert [found.name for found in tmp_path.iterdir()] == ["map.html"]
    assert path.read_text(encoding="utf-8") == "old"


def test_the_new_map_takes_the_place_of_the_old_one_whole(tmp_path: Path) -> None:
    path = tmp_path / "map.html"
    path.write_text("old", encoding="utf-8")
    with path.open(encoding="utf-8") as reader:
        write_map(path, samples.empty())

        assert reader.read() == "old"  # who was reading goes on with the old file
    assert path.read_text(encoding="utf-8") == render_map(samples.empty())


def test_no_element_can_fetch_anything(page: str) -> None:
    fetched = [
        (tag, value)
        for tag, attributes in Reader(page).elements
        for name, value in attributes.items()
        if name in {"src", "srcset", "href", "data", "action", "poster", "background"}
    ]

    assert sorted(fetched) == [("a", "#tables"), ("link", "data:,")]


def test_our_own_code_asks_for_nothing(page: str) -> None:
    ours = page.replace(LIBRARY.read_text(encoding="utf-8"), "")

    assert not re.search(
        r"\b(fetch|XMLHttpRequest|WebSocket|EventSource|sendBeacon|importScripts|import)\s*\(", ours
    )
    assert not re.search(
        r"url\((?!#)|@import|innerHTML|outerHTML|insertAdjacentHTML|\beval\b", ours
    )
    assert set(re.findall(r"https?://[^\s\"'`]+", ours)) == {
        "http://www.w3.org/2000/svg",
        f"{samples.BASE}fichier",
    }


def test_the_policy_allows_exactly_the_scripts_and_styles_of_the_file(page: str) -> None:
    reader = Reader(page)
    policy = next(a["content"] for _, a in reader.elements if "http-equiv" in a) or ""
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))

    def hashes(tag: str) -> set[str]:
        texts = [t for name, a, t in reader.texts if name == tag and a.get("type") is None]
        digests = (b64encode(sha256(t.encode()).digest()).decode() for t in texts if t.strip())
        return {f"'sha256-{digest}'" for digest in digests}

    assert rules["default-src"] == "'none'"
    assert "unsafe" not in policy
    assert set(rules["script-src"].split()) == hashes("script")
    assert hashes("style") < set(rules["style-src"].split())


def test_the_library_points_to_no_source_map_and_is_the_published_one(page: str) -> None:
    library = LIBRARY.read_text(encoding="utf-8")

    assert "sourceMappingURL" not in page
    assert "</script" not in library
    published = (library + "//# sourceMappingURL=vis-network.min.js.map\n").encode()
    assert sha256(published).hexdigest() in (LIBRARY.parent / "README.md").read_text("utf-8")


def test_every_word_that_the_page_asks_for_exists_and_is_used() -> None:
    files = [*TEMPLATES.glob("*.js"), *TEMPLATES.glob("*.html")]
    page = "".join(path.read_text(encoding="utf-8") for path in files)
    asked = set(re.findall(r"\bword\(\s*'([\w-]+)'", page))
    asked |= set(re.findall(r'data-(?:word|label)="([a-z][\w-]+)"', page))
    unused = {k for k in WORDS if not re.search(f"[\"'`]{k}[\"'`]", page)}

    views = {f"view-{name}{end}" for name in VIEWS for end in ("", "-title")}

    assert asked <= WORDS.keys()
    columns = {f"column-{key}" for key in re.findall(r"\bcolumn\('([\w-]+)'", page)}
    # made from the name of a view, a side or a table, or from the key of a column
    made = {"side-0", "side-1", "actors-title", "look-around", "look-path"}
    assert unused - views - columns == made


def test_points_and_lines_of_the_network_are_all_there(page: str) -> None:
    data, reader = samples.territory(), Reader(page)
    nodes, edges = reader.json("nodes"), reader.json("edges")
    several = [j for j, a in enumerate(data.network.alliances) if len(a.parties) > 2]

    assert [n["id"] for n in nodes] == [f"a{i}" for i in range(len(data.network.actors))] + [
        f"h{j}" for j in several
    ]
    assert len({e["id"] for e in edges}) == len(edges)
    assert sum("dashes" in e for e in edges) == len(data.suggestions)
    known = {e["id"].split("-")[0] for e in edges if e["id"].startswith("e")}
    assert known == {f"e{j}" for j in range(len(data.network.alliances))}
    assert {end for e in edges for end in (e["from"], e["to"])} <= {n["id"] for n in nodes}


def test_several_relations_of_two_actors_are_several_curves(page: str) -> None:
    edges = Reader(page).json("edges")
    together = Counter((e["from"], e["to"]) for e in edges)
    pair = max(together, key=lambda ends: together[ends])
    curves = [json.dumps(e.get("smooth")) for e in edges if (e["from"], e["to"]) == pair]

    assert len(curves) > 1
    assert len(set(curves)) == len(curves)


def test_hostile_words_stay_words() -> None:
    reader = Reader(render_map(hostile_map()))
    tags = Counter(tag for tag, _ in reader.elements)

    assert tags["img"] == 0
    assert tags["script"] == 6
    assert not [a for _, a in reader.elements if any(name.startswith("on") for name in a)]
    assert reader.json("content")["actors"][0]["name"] == HOSTILE
    assert next(t for tag, _, t in reader.texts if tag == "title") == HOSTILE


def test_embedded_values_cannot_leave_their_element() -> None:
    value = ["</script><!--", "a\u2028b\u2029c", "&amp;", "\ud800", "é"]
    text = embed(value)

    assert not set("<>&\u2028\u2029") & set(text)
    assert json.loads(text) == [*value[:3], "?", "é"]


def test_an_empty_network_is_a_friendly_page() -> None:
    reader = Reader(render_map(samples.empty()))

    assert reader.json("nodes") == []
    assert reader.json("content")["words"]["empty"][0].startswith("Aucun acteur pour le moment.")


def test_odd_values_are_drawn_too() -> None:
    network = Network(
        (
            Actor("https://example.org/id/0", "", "unheard-of", themes=("unknown",)),
            Actor("https://example.org/id/1", "N" * 300, "association"),
            Actor("https://example.org/id/2", "N" * 300, "association", seat="nowhere"),
        ),
        (
            Alliance("https://example.org/id/a", "alone", (PartyLink(0),), "actif"),
            Alliance("https://example.org/id/b", "", (PartyLink(1), PartyLink(2)), "new-stage"),
        ),
    )
    reader = Reader(render_map(MapData(network)))

    assert len(reader.json("nodes")) == 3
    assert [e["id"] for e in reader.json("edges")] == ["e0"]
    assert reader.json("content")["concepts"]["stage"]["new-stage"]["words"] == ["new-stage"] * 2


def test_an_alliance_of_an_actor_with_itself_is_none() -> None:
    actors = tuple(Actor(f"https://example.org/id/{i}", f"A{i}", "association") for i in range(2))
    twice = (PartyLink(0, "porteur"), PartyLink(0, "financeur"))
    pair = (*twice, PartyLink(1))
    alliances = (
        Alliance("https://example.org/id/a", "with itself", twice, "actif"),
        Alliance("https://example.org/id/b", "of two", pair, "actif"),
    )
    reader = Reader(render_map(MapData(Network(actors, alliances))))
    content = reader.json("content")

    assert [alliance["title"] for alliance in content["alliances"]] == ["of two"]
    assert [actor["ties"] for actor in content["actors"]] == [1, 1]
    assert [edge["id"] for edge in reader.json("edges")] == ["e0"]


def test_an_alliance_keeps_its_key_when_others_come_before_it() -> None:
    def keys(data: MapData) -> dict[str, str]:
        content = Reader(render_map(data)).json("content")
        return {a["title"] + a["locator"]: a["key"] for a in content["alliances"]}

    data = samples.territory()
    few = replace(data, network=replace(data.network, alliances=data.network.alliances[20:]))

    assert len(set(keys(data).values())) == len(data.network.alliances)
    assert keys(few).items() < keys(data).items()


def test_the_opening_language_is_in_the_page() -> None:
    data = replace(samples.territory(), lang="en")
    page = render_map(data)

    assert '<html lang="en">' in page
    assert '<h1 id="title">Alliances of the Pays d’Aix</h1>' in page
    assert ">Table</button>" in page


def test_communes_where_nothing_is_do_not_make_the_file_heavy() -> None:
    data = samples.territory()
    places = {
        f"{samples.BASE}far/{k}": Territory(f"{samples.BASE}far/{k}", f"Loin {k}", same("commune"))
        for k in range(35_000)
    }
    wide = replace(data.network, territories=data.network.territories | places)

    assert render_map(replace(data, network=wide)) == render_map(data)


def test_a_commune_whose_departement_was_not_loaded_has_its_map() -> None:
    data = samples.territory()
    assert any(place.is_project for place in data.network.territories.values())
    places = {
        f"{samples.BASE}far/{k}": Territory(
            f"{samples.BASE}far/{k}",
            f"Loin {k}",
            same("commune"),
            within=(f"{samples.BASE}gone/{k}",),
        )
        for k in range(50)
    }
    wide = replace(data.network, territories=data.network.territories | places)

    assert render_map(replace(data, network=wide)) == render_map(data)
