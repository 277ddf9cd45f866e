"""Finding one’s way in the map: search, filters, table, keyboard, links."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from graph.network import Actor, Alliance, Need, Network, PartyLink
from graph.selection import actors_concerned, alliances_matching
from ontology import concepts
from ontology.text import same
from tests.browser.looking import Look, find, names, pick_place, place, rows, settled, shown, text
from tests.viz import samples
from viz.map import write_map
from viz.model import MapData

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("words", "name"),
    [("theatre aeiou", "Théâtre aeiou"), ("ECOLE DE MUSIQUE", "École de musique"),
     ("oeuvres", "Œuvres"), ("le coeur", "Le Cœur")],
)  # fmt: skip
def test_search_needs_no_accents(visit: Look, map_file: Path, words: str, name: str) -> None:
    answers = find(visit(map_file), words)

    assert answers
    assert all(name in answer for answer in answers)


def test_a_slip_of_the_pen_still_finds(visit: Look, map_file: Path) -> None:
    page = visit(map_file)

    assert "Numérica" in find(page, "numerika")
    assert text(page, "#answers .none") == "Aucun acteur de ce nom. Peut-être :"
    assert find(page, "zzzzzz") == []
    assert text(page, "#answers") == "Aucun acteur de ce nom"


@pytest.mark.parametrize(
    ("words", "name"),
    [("fondation grand saint victoir", "Fondation du Grand Sainte-Victoire"),
     ("comune de beaurecueille", "Commune de Beaurecueil"),
     ("licee agricole valabre", "Lycée agricole de Valabre")],
)  # fmt: skip
def test_slips_in_several_words_still_find(
    visit: Look, map_file: Path, words: str, name: str
) -> None:
    page = visit(map_file)

    assert find(page, words)[0] == name
    assert find(page, f"{words} zzzzzz") == []


def test_a_slip_that_stands_inside_other_words_finds_its_own_too(
    visit: Look, tmp_path: Path
) -> None:
    names = ("Aviation civile d'Aix", "Ville d'Aix-en-Provence", "Mairie de Trets")
    actors = tuple(Actor(f"x:{i}", name, "association") for i, name in enumerate(names))
    write_map(tmp_path / "map.html", MapData(Network(actors, ())))
    page = visit(tmp_path / "map.html")

    assert find(page, "vile aix") == [*names[:2]]
    assert find(page, "ville aix") == [names[1]]


def test_search_works_from_the_keyboard(visit: Look, map_file: Path) -> None:
    page = visit(map_file)
    answers = find(page, "aeiou")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.locator("#search").get_attribute("aria-activedescendant") == "option-1"
    page.keyboard.press("Enter")

    assert text(page, "#panel-title") == answers[1]
    assert page.evaluate("() => document.activeElement.id") == "panel-title"
    assert page.locator("#answers").is_hidden()


def test_filters_combine_and_count(visit: Look, map_file: Path, sample: MapData) -> None:
    page = visit(map_file, "#view=potential")
    network = sample.network
    page.uncheck("#strokes-stopped")
    of_culture = [network.alliances[j] for j in alliances_matching(network, theme="culture-art")]

    page.select_option("#theme", "culture-art")
    assert f"{len(of_culture)} / {len(network.alliances)} alliances" in text(page, "#summary")
    page.uncheck("#strokes-completed")
    kept = [a for a in of_culture if a.stage != "acheve"]
    assert f"{len(kept)} / {len(network.alliances)} alliances" in text(page, "#summary")
    lines = sum(1 if len(a.parties) == 2 else len(a.parties) for a in kept)
    potential = page.evaluate(
        "() => alliancesMap.edges.get().filter(e => !e.hidden && e.id[0] === 'p').length"
    )
    assert shown(page, "edges") == lines + potential

    page.uncheck("#sectors-association")
    assert page.locator("#sectors-association").evaluate("e => !e.checked")
    pick_place(page, "Pays d’Aix")
    page.click("#reset")
    assert shown(page, "edges") == page.evaluate("() => alliancesMap.edges.length")
    assert "without" not in page.url


def test_a_suggestion_has_the_theme_twice_and_the_place_once(
    visit: Look, map_file: Path, sample: MapData
) -> None:
    page, network = visit(map_file, "#view=potential"), sample.network
    pairs = [(link.a, link.b) for link in sample.suggestions]
    cards = "() => alliancesMap.edges.get().filter(e => !e.hidden && e.id[0] === 'p').length"
    told = set()
    offered = page.locator("#theme option").evaluate_all("all => all.slice(1).map(o => o.value)")
    for slug in offered:
        page.select_option("#theme", slug)
        of = actors_concerned(network, theme=slug)
        told.add(sum(a in of and b in of for a, b in pairs))
        assert page.evaluate(cards) == sum(a in of and b in of for a, b in pairs), slug
    assert told != {0}
    page.select_option("#theme", "")
    pick_place(page, "Pertuis")
    near = actors_concerned(
        network, territory=next(i for i, t in network.territories.items() if t.name == "Pertuis")
    )
    assert 0 < page.evaluate(cards) == sum(a in near or b in near for a, b in pairs)


CHOOSE = """([id, values]) => values.map(value => {
    const select = document.getElementById(id);
    select.value = value;
    select.dispatchEvent(new Event('change'));
    return document.getElementById('summary').textContent;
})"""


def counts(summary: str) -> tuple[int, int]:
    """How many actors and alliances the page says that it shows."""
    actors, alliances = re.findall(r"^(\d+).*?acteurs? · (\d+)", summary)[0]
    return int(actors), int(alliances)


def test_the_counts_are_those_of_the_commands(visit: Look, map_file: Path, sample: MapData) -> None:
    page, network = visit(map_file), sample.network
    for box in ("stopped", "potential"):  # the commands count neither
        page.uncheck(f"#strokes-{box}")
    offered = "e => [...e.options].map(o => [o.value, o.textContent.trim()]).slice(1)"
    themes = [value for value, _ in page.locator("#theme").evaluate(offered)]
    places = {
        name.rpartition(" (")[0]: value for value, name in page.locator("#place").evaluate(offered)
    }
    iris = {place.name: iri for iri, place in network.territories.items()}

    said = page.evaluate(CHOOSE, ["theme", [*themes, ""]])
    for slug, summary in zip(themes, said, strict=False):
        asked = actors_concerned(network, theme=slug), alliances_matching(network, theme=slug)
        assert counts(summary) == tuple(map(len, asked)), slug
    said = page.evaluate(CHOOSE, ["place", [*places.values(), ""]])
    for name, summary in zip(places, said, strict=False):
        iri = iris[name]
        asked = actors_concerned(network, territory=iri), alliances_matching(network, territory=iri)
        assert counts(summary) == tuple(map(len, asked)), name
    assert set(themes) > {"culture-art", "numerique"}
    assert {"Venelles", "Territoire de projet Venelles", "Pays d’Aix"} <= set(places)
    for name in iris.keys() - places.keys():
        assert not actors_concerned(network, territory=iris[name])


def test_theme_and_territory_together_are_those_of_the_commands(
    visit: Look, map_file: Path, sample: MapData
) -> None:
    page, network = visit(map_file), sample.network
    venelles = f"{samples.BASE}t/{samples.COMMUNES.index('Venelles')}"
    for box in ("stopped", "potential"):
        page.uncheck(f"#strokes-{box}")
    pick_place(page, "Venelles")
    page.select_option("#theme", "culture-art")

    alliances = alliances_matching(network, theme="culture-art", territory=venelles)
    actors = actors_concerned(network, theme="culture-art", territory=venelles)
    assert counts(text(page, "#summary")) == (len(actors), len(alliances))
    assert alliances


def test_an_address_names_the_same_alliance_after_more_were_loaded(
    visit: Look, map_file: Path, sample: MapData, tmp_path: Path
) -> None:
    page = visit(map_file)
    for card in ("e30", "p5"):
        page.evaluate("id => { alliancesMap.state.selected = id }", card)
        page.click("#language")  # shows the panel again, and notes the state in the address
        page.click("#language")
        before, address = text(page, "#panel"), page.url.split("#")[1]
        network = replace(sample.network, alliances=sample.network.alliances[20:])
        fewer = replace(sample, network=network, suggestions=sample.suggestions[3:])
        write_map(tmp_path / "map.html", fewer)

        assert text(visit(tmp_path / "map.html", f"#{address}"), "#panel") == before


def test_needs_are_said_in_words_else_by_resource(
    visit: Look, map_file: Path, sample: MapData
) -> None:
    actors = sample.network.actors
    needing = next(a for a in actors if a.needs).iri.removeprefix(samples.BASE)
    offering = next(a for a in actors if a.offers).iri.removeprefix(samples.BASE)

    facts = "#panel > .facts"
    assert "Local de répétition" in text(visit(map_file, f"#actor={needing}"), facts)
    page = visit(map_file, f"#actor={offering}")
    for lang in ("fr", "en"):
        labels = [concepts("contribution")[s].label for s in ("temps-benevole", "competences")]
        said = ", ".join(label.to("fr" if lang == "fr" else "en") for label in labels)
        assert said.lower() in text(page, facts).lower()
        page.click("#language")


def test_a_need_says_when_and_who_says_so(visit: Look, tmp_path: Path, sample: MapData) -> None:
    said = {
        "since": (date(2018, 1, 1), date(2018, 12, 31)),
        "until": (date(2018, 6, 30), date(2018, 6, 30)),
        "sources": (f"{samples.BASE}s/1",),
        "locator": "page 2",
    }
    need = Need(("locaux",), "Une salle", **said)  # type: ignore[arg-type]
    gone = Need((), "Un prêt", until=(None, date(2016, 5, 1)))
    actors = (replace(sample.network.actors[0], needs=(need,), offers=(gone,)),)
    network = replace(sample.network, actors=(*actors, *sample.network.actors[1:]))
    write_map(tmp_path / "map.html", replace(sample, network=network))
    page = visit(tmp_path / "map.html", "#actor=0")

    found = text(page, "#panel > .facts .need >> nth=0")
    assert found.startswith("Une salle\n")
    assert "début : 2018 · fin : 30 juin 2018 · commence après la date affichée" in found
    assert "Subventions 2010 Data.gouv · Licence Ouverte 2.0 · page 2" in found
    assert text(page, "#panel > .facts .need >> nth=1").split("\n") == [
        "Un prêt", "", "fin : au plus tard le 1er mai 2016 · terminé à la date affichée",
    ]  # fmt: skip


def test_why_a_catalyst_is_here(visit: Look, map_file: Path, sample: MapData) -> None:
    entry = sample.catalysts[3]
    key = sample.network.actors[entry.actor].iri.removeprefix(samples.BASE)
    lead = text(visit(map_file, f"#actor={key}"), "#panel .lead")

    assert lead.startswith(f"Catalyseur n° 4 : {entry.sentence.fr} ; ")
    assert lead.endswith("rang 5 sans l’organisme qui a collecté les données")


def test_what_the_vocabularies_do_not_know_is_shown_too(visit: Look, tmp_path: Path) -> None:
    base = samples.BASE
    actors = (
        Actor(f"{base}0", "Alpha", "sector of tomorrow", themes=("theme of tomorrow",)),
        Actor(f"{base}1", "Bêta", "inconnu"),
        Actor(f"{base}2", "Seul", "association", needs=(Need(("resource of tomorrow",)),)),
    )
    alliances = (
        Alliance(f"{base}a", "Demain", (PartyLink(0), PartyLink(1)), "stage of tomorrow"),
        Alliance(f"{base}b", "Seul", (PartyLink(2), PartyLink(2)), "actif"),
    )
    write_map(tmp_path / "map.html", MapData(Network(actors, alliances)))
    page = visit(tmp_path / "map.html", "#actor=0")

    assert text(page, "#summary") == "3 acteurs · 1 alliance"
    assert "stage of tomorrow" in text(page, "#panel")
    assert "Secteur inconnu" in text(page, "#sectors")
    page.select_option("#theme", "theme of tomorrow")
    assert counts(text(page, "#summary")) == (2, 1)
    alone = visit(tmp_path / "map.html", "#actor=2")
    assert "Aucune alliance connue dans les sources." in text(alone, "#panel")
    assert "Resource of tomorrow" in text(alone, "#panel > .facts")
    alone.click("[data-form=table]")
    alone.click("#tab-alliances")
    assert rows(alone, 1) == ["Demain"]


def test_a_very_long_word_does_not_widen_the_table(visit: Look, tmp_path: Path) -> None:
    word, base = "N" * 300, samples.BASE
    actors = tuple(
        Actor(f"{base}{i}", name, "association", (same("association"),))
        for i, name in enumerate((word, "Court"))
    )
    alliance = Alliance(f"{base}a", word, (PartyLink(0), PartyLink(1)), "actif", amount=word)
    write_map(tmp_path / "map.html", MapData(Network(actors, (alliance,))))
    for width in (1400, 390):
        page = visit(tmp_path / "map.html", "#form=table", width=width)
        for tab in ("actors", "alliances"):
            page.evaluate("id => document.getElementById(id).click()", f"tab-{tab}")
            wide = page.evaluate("() => document.querySelector('table').offsetWidth")
            assert 300 < wide < 1900


def test_the_counts_of_the_legend_follow_the_other_filters(visit: Look, map_file: Path) -> None:
    page = visit(map_file)
    count = "#strokes label:has(#strokes-signed) .count"
    before = int(text(page, count))
    page.select_option("#theme", "numerique")

    assert 0 < int(text(page, count)) < before


def test_a_link_reopens_the_same_view(visit: Look, map_file: Path) -> None:
    page = visit(map_file)
    page.click("#language")
    page.uncheck("#sectors-elus")
    page.select_option("#theme", "numerique")
    page.mouse.click(*place(page, 3))
    again = visit(map_file, "#" + page.url.split("#")[1])

    for selector in ("#summary", "#panel", "#sectors", "#strokes"):
        assert text(again, selector) == text(page, selector)
    assert again.locator("#sectors-elus").is_checked() is False


def test_a_wrong_link_opens_the_plain_map(visit: Look, map_file: Path, sample: MapData) -> None:
    page = visit(
        map_file, "#actor=%3Cimg%3E&link=e99999&theme=constructor&place=x&lang=de&without=a"
    )

    assert text(page, "#summary").startswith(f"{len(sample.network.actors)} acteurs")
    assert text(page, "#panel h2") == "Catalyseurs"


def test_the_table_says_the_same_and_sorts(visit: Look, map_file: Path, sample: MapData) -> None:
    page = visit(map_file)
    page.click("[data-form=table]")

    assert len(rows(page, 1)) == len(sample.network.actors)
    ties = [int(cell) for cell in rows(page, 5)]
    assert ties == sorted(ties, reverse=True)
    assert sorted(ties) == sorted(int(n) for n in sample.network.incidence.sum(axis=1))

    page.click("#sort-name")
    assert page.locator("th[aria-sort=ascending]").inner_text().startswith("Nom")
    order = page.evaluate(
        "a => [...a].sort((x, y) => x.localeCompare(y, 'fr', {numeric: true}))", names(page)
    )
    assert names(page) == order
    page.keyboard.press("Enter")
    assert page.locator("th[aria-sort=descending]").count() == 1
    assert names(page)[0] == order[-1]

    page.click("#tab-alliances")
    assert len(rows(page, 1)) == len(sample.network.alliances)
    page.click("#tab-potentials")
    assert len(rows(page, 1)) == len(sample.suggestions)
    page.click("#tab-catalysts")
    assert rows(page, 1)[0] == "Direction régionale des affaires culturelles"


def test_the_table_follows_the_filters(visit: Look, map_file: Path) -> None:
    page = visit(map_file, "#view=potential&form=table")
    page.uncheck("#sectors-association")

    assert "Associations" not in rows(page, 2)
    assert "Entreprises" in rows(page, 2)


def test_the_keyboard_reaches_everything(visit: Look, map_file: Path) -> None:
    page = visit(map_file)
    focus = "document.activeElement"
    here = f"() => {focus}.id || {focus}.className || {focus}.tagName"
    reached: list[str] = []
    while "BODY" not in reached:
        page.keyboard.press("Tab")
        reached.append(page.evaluate(here))
        outline = page.evaluate("() => getComputedStyle(document.activeElement).outlineStyle")
        assert outline == "solid" or reached[-1] == "BODY"
    wanted = {"skip", "language", "appearance", "search", "sectors-elus", "strokes-potential",
              "theme", "place", "map", "actor"}  # fmt: skip
    assert wanted <= set(reached)


def test_the_first_tab_leads_to_the_table(visit: Look, map_file: Path) -> None:
    page = visit(map_file)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.locator("table").is_visible()
    assert page.evaluate("() => document.activeElement.id") == "tab-actors"


def test_the_map_moves_by_keys(visit: Look, map_file: Path) -> None:
    page = visit(map_file)
    page.focus("#map")
    before = page.evaluate("() => alliancesMap.network.getViewPosition().x")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("() => alliancesMap.network.getViewPosition().x") > before
    scale = page.evaluate("() => alliancesMap.network.getScale()")
    page.keyboard.press("+")
    settled(page)
    assert page.evaluate("() => alliancesMap.network.getScale()") > scale


def test_filters_that_leave_nothing_say_so(visit: Look, map_file: Path) -> None:
    page = visit(map_file)
    for box in page.locator("#sectors input").all():
        box.uncheck()

    assert text(page, "#nothing") == "Aucun acteur ne répond à ces filtres."
    assert shown(page, "nodes") == 0


def test_the_points_stay_in_sight_while_the_map_is_dragged(visit: Look, map_file: Path) -> None:
    page = visit(map_file)
    settled(page)
    colours = """() => {
        const canvas = document.querySelector('#map canvas');
        const copy = new OffscreenCanvas(canvas.width, canvas.height);
        const ctx = copy.getContext('2d', { willReadFrequently: true });
        ctx.drawImage(canvas, 0, 0);
        const share = canvas.width / canvas.clientWidth;
        return alliancesMap.nodes.getIds().filter(id => id[0] === 'a').slice(0, 40).map(id => {
            const { x, y } = alliancesMap.network.canvasToDOM(alliancesMap.network.getPosition(id));
            return [...ctx.getImageData(x * share, y * share, 1, 1).data].join(' ');
        });
    }"""
    standing = page.evaluate(colours)
    box = page.locator("#map").bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 20, y + 20)
    page.mouse.move(x + 40, y + 40)
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done, 50)))")
    moving = page.evaluate(colours)
    page.mouse.up()

    assert len(set(standing)) > 2
    alike = [a == b for a, b in zip(standing, moving, strict=True)]
    assert sum(alike) > 0.9 * len(alike)  # a name may lie over one or two
