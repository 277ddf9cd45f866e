"""Shortcuts say what a plain reading of the network says: stages, places, themes, sizes."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest

from graph import decisions, layers, push, workspace
from graph.errors import StoreUnavailable
from graph.export.edition import edition
from graph.extract import extract
from graph.load import load_workbook
from graph.network import Network
from graph.questions import Setting, ask
from graph.rebuild import rebuild, remove
from graph.selection import alliances_matching
from graph.shortcuts import FOR_EVER, SINCE_EVER, Event, present
from graph.store import LocalStore
from graph.workspace import Workspace
from ontology import concepts
from queries import library
from tests.benchmarks import crowded
from tests.queries.territory import DAY, SHEETS
from tests.restricted import guarded, words_of
from tests.workbooks import write_workbook

ACTORS = 110
DAYS = (date(2011, 12, 31), date(2014, 6, 30), date(2016, 2, 29), date(2017, 12, 31))
Rewrite = Callable[[list[str], random.Random], None]


def _territories(rows: list[str]) -> list[str]:
    """Add a project territory that overlaps others, and one that lies within another."""
    return [*rows, "projet-9;Projet 9;territoire de projet;;;13005|13006|13015|13016",
            "projet-10;Projet 10;territoire de projet;;projet-0;13040"]  # fmt: skip


def _ugly(sheets: dict[str, str | None], seed: int) -> dict[str, str | None]:
    """Take dates, themes, territories and seats out of a drawn territory, and add odd ones."""
    drawn = random.Random(seed)  # noqa: S311 - a drawing, no secret

    def stage(cells: list[str]) -> None:
        day = cells[2]
        cells[2] = drawn.choice((day, day, day[:7], day[:4], f"avant {day[:4]}", ""))

    def alliance(cells: list[str]) -> None:
        cells[3] = drawn.choice((cells[3], "", "numerique|silver-economie"))
        cells[4] = drawn.choice((cells[4], "", "projet-9", "projet-0|13040", "projet-10"))

    def actor(cells: list[str]) -> None:
        cells[3] = drawn.choice((cells[3], cells[3], "13005", "13002", ""))
        cells[4] = drawn.choice((cells[4], ""))

    changed = dict(sheets)
    for name, change in (("etapes", stage), ("alliances", alliance), ("acteurs", actor)):
        head, *rows = str(sheets[name]).splitlines()
        cut = [row.split(";") for row in rows]
        for cells in cut:
            change(cells)
        changed[name] = "\n".join([head, *(";".join(cells) for cells in cut)])
    # A second stage on the very day of another: the order of the stages tells which is the later.
    stages = str(changed["etapes"]).splitlines()
    more = [row.split(";") for row in drawn.sample(stages[1:], 12)]
    twice = [f"{a};abandonne;{day};{source}" for a, stage, day, source in more
             if stage != "abandonne"]  # fmt: skip
    changed["etapes"] = "\n".join(dict.fromkeys([*stages, *twice]))
    changed["territoires"] = "\n".join(_territories(str(sheets["territoires"]).splitlines()))
    return changed


@pytest.fixture(scope="module", params=[3])
def drawn(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder = tmp_path_factory.mktemp("ugly")
    made = workspace.create(folder / "ws", name="Essai", as_of=crowded.AS_OF)
    sheets = _ugly(crowded.sheets(ACTORS, request.param), request.param)
    loaded = load_workbook(made, write_workbook(folder / "book", **sheets))
    assert not loaded.report.problems, loaded.report.problems
    return made


def asked(made: Workspace, sparql: str) -> set[tuple[str, ...]]:
    """Return rows as the text of their values."""
    store = made.store()
    rows = store.select(sparql, graphs=layers.graphs(store, "asserted")).rows
    return {tuple(str(getattr(cell, "value", "")) for cell in row) for row in rows}


def known(made: Workspace, day: date) -> Network:
    store = made.store()
    return extract(store, layers.graphs(store, "asserted"), as_of=day)


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_the_present_stage_is_that_of_the_network(drawn: Workspace, day: date) -> None:
    present_on = asked(
        drawn,
        f"""SELECT ?node ?stage WHERE {{
        ?node ea:hasStageEvent ?event . ?event ea:stage ?stage .
        ?event ea:presentFrom ?from ; ea:presentUntil ?until .
        FILTER (?from <= "{day}"^^xsd:date && "{day}"^^xsd:date <= ?until) }}""",
    )
    stages = concepts("stage")
    expected = {(a.iri, stages[a.stage].iri) for a in known(drawn, day).alliances}
    assert len(expected) > 5
    assert present_on == expected


def test_an_alliance_counts_for_the_places_and_themes_that_the_map_finds(drawn: Workspace) -> None:
    network = known(drawn, DAYS[-1])
    pairs = asked(drawn, "SELECT ?node ?for WHERE { ?node a ea:Alliance ; ea:countsFor ?for }")
    counted: dict[str, set[str]] = {}
    for node, reason in pairs:
        counted.setdefault(reason, set()).add(node)
    iris = {a.iri for a in network.alliances}
    running = {a.iri for j, a in enumerate(network.alliances)
               if j in set(alliances_matching(network))}  # fmt: skip
    seen = 0
    sides = [("territory", iri, iri) for iri in network.territories]
    sides += [("theme", slug, theme.iri) for slug, theme in concepts("theme").items()]
    for kind, value, iri in sides:
        found = alliances_matching(network, **{kind: value})  # type: ignore[arg-type]
        expected = {network.alliances[j].iri for j in found}
        assert counted.get(iri, set()) & iris & running == expected, value
        seen += bool(expected)
    assert seen > 40


def test_participants_are_the_actors_of_the_parties(drawn: Workspace) -> None:
    network = known(drawn, DAYS[-1])
    pairs = asked(drawn, "SELECT ?node ?who WHERE { ?node ea:participant ?who }")
    expected = {(a.iri, network.actors[p.actor].iri) for a in network.alliances for p in a.parties}
    assert expected <= pairs
    assert pairs == asked(
        drawn, "SELECT ?node ?who WHERE { ?node ea:hasParty ?party . ?party ea:actor ?who }"
    )


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_the_size_of_the_network_is_counted(drawn: Workspace, day: date) -> None:
    store, network = drawn.store(), known(drawn, day)
    setting = Setting(store, layers.graphs(store, "asserted"), "en", day)
    values = {"debut": "2000-01-01", "fin": str(day)}
    rows = ask(library()["croissance-du-reseau"], values, setting).rows
    told = {str(row[0].value): int(row[2].value) for row in rows}  # type: ignore[union-attr]
    allied = {p.actor for a in network.alliances for p in a.parties}
    sectors = [concepts("sector")[network.actors[i].sector].label.en for i in allied]
    expected = {f"actors: {name}": sectors.count(name) for name in sectors}
    signed = {s.slug for s in concepts("stage").values() if "S" in s.layers}
    expected["alliances"] = len(network.alliances)
    expected["signed alliances"] = sum(
        any(event.stage in signed for event in a.events) for a in network.alliances
    )
    assert told == {name: count for name, count in expected.items() if count}


def test_an_event_that_is_never_the_present_stage_has_no_days() -> None:
    day = date(2018, 1, 1)
    same = [Event("a", 20, day, day), Event("b", 50, day, day)]
    assert [(e.iri, start, end) for e, start, end in present(same)] == [("b", day, FOR_EVER)]
    undated = Event("c", 10, None, None)
    known_end = Event("d", 20, None, day)  # it counts since ever, and is the later of the two
    assert [(e.iri, start, end) for e, start, end in present([undated, known_end])] == [
        ("d", SINCE_EVER, FOR_EVER)
    ]


# -- one with the facts: never more, never older, never missing ----------------------------------


@pytest.fixture
def made(tmp_path: Path) -> Workspace:
    found = workspace.create(tmp_path / "ws", name="Essai", as_of=DAY)
    load_workbook(found, write_workbook(tmp_path / "carnet", **SHEETS))
    return found


def shortcuts(made: Workspace) -> set[str]:
    store = made.store()
    (graph,) = (g for g in store.graphs() if layers.layer_of(g) == layers.SHORTCUTS)
    return {line.decode() for line in store.dump(graph)}


def test_a_decision_and_a_source_taken_back_make_them_again(
    made: Workspace, tmp_path: Path
) -> None:
    first = made.minter.thing("org", "local", "fabrique")
    second = made.minter.thing("org", "local", "ferme")
    decisions.record(made.path, [decisions.decide(first, second, decisions.SAME)])
    rebuild(made)
    kept, gone = sorted((first, second), key=lambda iri: f"<{iri}>" not in str(shortcuts(made)))
    assert f"<{kept}>" in str(shortcuts(made))
    assert f"<{gone}>" not in str(shortcuts(made))
    load_workbook(made, write_workbook(tmp_path / "autre", **crowded.sheets(30)))
    assert "/a7>" in str(shortcuts(made))
    remove(made, "autre")
    assert "/a7>" not in str(shortcuts(made))


def test_nothing_restricted_is_in_them(tmp_path: Path) -> None:
    made = guarded(tmp_path)
    store = made.store()
    closed, own = layers.restricted(store), layers.SHORTCUTS
    open_ = [g for g in store.graphs() if g not in closed and layers.layer_of(g) != own]
    secrets = words_of(store, closed) - words_of(store, open_)
    assert secrets
    said = words_of(store, [g for g in store.graphs() if layers.layer_of(g) == own])
    assert said
    assert not said & secrets


def test_no_export_holds_them_and_a_push_does(made: Workspace) -> None:
    store = made.store()
    (graph,) = (g for g in store.graphs() if layers.layer_of(g) == layers.SHORTCUTS)
    assert graph not in edition(made, store, "fr", layer="all").graphs
    assert graph in push.Publication(made, store).names


def test_facts_without_shortcuts_are_refused_not_answered(made: Workspace) -> None:
    whole, bare = made.store(), ox.Store()
    for name in whole.graphs():
        if layers.layer_of(name) != layers.SHORTCUTS:
            graph = ox.NamedNode(name)
            bare.extend(whole.engine.quads_for_pattern(None, None, None, graph))
    store = LocalStore(bare)
    setting = Setting(store, layers.graphs(store, "asserted"), "fr", DAY)
    with pytest.raises(StoreUnavailable, match="earlier version"):
        ask(library()["alliances-par-etape"], {}, setting)
    assert list(ask(library()["qui-est"], {"acteur": "PAA"}, setting).rows)
