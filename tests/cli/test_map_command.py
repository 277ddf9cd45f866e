"""``alliances map``: the views of a file, and the public and internal editions."""

from __future__ import annotations

import json
import re
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest

from graph import workspace
from graph.load import load_workbook
from graph.workspace import Workspace
from tests import restricted
from tests.conftest import Run
from tests.workbooks import SMALL, write_workbook


def content(page: Path) -> dict[str, Any]:
    """What the page of a map says."""
    found = re.search(r'id="content">(.*?)</script>', page.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    told: dict[str, Any] = json.loads(found[1])
    return told


@pytest.fixture
def guarded(tmp_path: Path) -> Workspace:
    """A workspace of which an actor, with all that is said of it, is restricted."""
    return restricted.guarded(tmp_path)


def secrets(made: Workspace) -> set[str]:
    """Every word of the restricted graphs that no public graph says, and keys made of IRIs."""
    own = restricted.secrets(made)
    keys = {sha256(iri.encode()).hexdigest()[:12] for iri in own if iri.startswith("http")}
    return own | keys | {iri.rpartition("/")[2] for iri in own if iri.endswith("/fabrique")}


def test_a_public_map_holds_nothing_restricted_not_even_hidden(
    run: Run, guarded: Workspace
) -> None:
    ran = run("--workspace", guarded.path, "map")
    assert (ran.code, ran.err) == (0, "")
    path = guarded.path / "maps" / "carte.html"
    calendar = json.dumps(content(path)["time"], separators=(",", ":")).encode()
    assert calendar in path.read_bytes()
    page = path.read_bytes().replace(calendar, b"")  # ends of quarters: no secret of anybody's
    found = secrets(guarded)
    assert {"La Fabrique numérique", "Brevet §D", "Locaux vides", "Un toit discret"} <= found
    assert len(found) > 15
    assert [secret for secret in sorted(found) if secret.encode() in page] == []
    assert b"Un car" in page


def test_an_internal_map_holds_it_and_says_so(run: Run, guarded: Workspace) -> None:
    ran = run("--workspace", guarded.path, "map", "--internal")
    page = guarded.path / "maps" / "carte-interne.html"
    assert (ran.code, ran.out) == (0, f"{page}\n")
    told = content(page)
    marked = {actor["name"] for actor in told["actors"] if actor.get("isRestricted")}
    assert marked == {"La Fabrique numérique", "Les Aînés de Venelles"}
    closed = {a["title"] for a in told["alliances"] if a.get("isRestricted")}
    assert closed == {"Ateliers numériques", "Économie des seniors et numérique"}
    written = page.read_text(encoding="utf-8")
    for words in ("Édition interne : ne pas diffuser", "Brevet §D", "Un toit discret"):
        assert words in written
    assert not (guarded.path / "maps" / "carte.html").exists()


def test_a_suggestion_says_the_doubts_that_the_command_says(run: Run, tmp_path: Path) -> None:
    made = workspace.create(tmp_path / "old", name="Essai")
    stages = SMALL["etapes"].replace("a3;contact;2018", "a3;achevé;2009")
    load_workbook(made, write_workbook(tmp_path / "carnet", etapes=stages))
    assert run("--workspace", made.path, "map").code == 0
    told = content(made.path / "maps" / "carte.html")
    names = [actor["name"] for actor in told["actors"]]
    said = {
        frozenset((names[one["a"]], names[one["b"]])): [reason[0] for reason in one["reasons"]]
        for one in told["potentials"]
    }
    old = frozenset(("French Tech Aix-Marseille", "La Fabrique numérique"))
    assert said[old][-1] == "dernière alliance connue : 2009"
    recent = [reasons for pair, reasons in said.items() if not pair & {"La Fabrique numérique"}]
    assert not any("dernière alliance" in reason for reasons in recent for reason in reasons)
    assert "(dernière alliance connue : 2009)" in " ".join(
        run("--workspace", made.path, "--lang", "fr", "suggest").out.split()
    )


def test_a_file_holds_the_views_asked_for(run: Run, small: Workspace, tmp_path: Path) -> None:
    page = tmp_path / "vues.html"
    base = ("--workspace", small.path, "map", "-o", page)
    assert run(*base, "--view", "possibles", "--view", "thème").code == 0
    told = content(page)
    assert told["views"] == ["potential", "theme"]
    assert list(told["arrangements"]) == ["theme"]
    assert run(*base).code == 0
    assert content(page)["views"][0] == "existing"


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("fr", "Erreur : --view tout : cette vue n'existe pas. Vues : Existantes, Possibles, "),
        ("en", "Error: --view tout: there is no such view. Views: existing, potential, "),
    ],
)
def test_a_view_that_does_not_exist(run: Run, small: Workspace, lang: str, said: str) -> None:
    ran = run("--workspace", small.path, "map", "--view", "tout", lang=lang)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(said)


def test_a_file_opens_on_an_actor_or_on_the_way_between_two(
    run: Run, small: Workspace, tmp_path: Path
) -> None:
    page = tmp_path / "ouverture.html"
    base = ("--workspace", small.path, "map", "-o", page)
    assert run(*base, "--around", "paa", "--steps", "1", "--view", "theme").code == 0
    told = content(page)
    key = next(a["key"] for a in told["actors"] if a.get("acronym") == "PAA")
    assert dict(parse_qsl(told["start"])) == {"view": "around", "around": key, "steps": "1"}
    assert told["views"] == ["theme", "around"]
    assert told["ways"] is None  # the view that needs it is not in the file
    assert run(*base, "--path", "paa", "Les Aînés de Venelles").code == 0
    told = content(page)
    start = dict(parse_qsl(told["start"]))
    names = {a["key"]: a["name"] for a in told["actors"]}
    assert start["view"] == "path"
    assert (start["from"], names[start["to"]]) == (key, "Les Aînés de Venelles")
    assert told["ways"]["collector"] == [a["key"] for a in told["actors"]].index(key)
    assert run(*base).code == 0
    assert content(page)["start"] == ""


@pytest.mark.parametrize(
    ("asked", "code", "said"),
    [
        (("--steps", "2"), 2, "--around and --path do not go together, and --steps asks for"),
        (("--around", "paa", "--path", "paa", "aines"), 2, "--around and --path do not go"),
        (("--path", "paa", "paa"), 2, "'paa' and 'paa' are the same actor"),
        (("--around", "nobody at all"), 1, "No actor is called 'nobody at all'"),
        (("--around", "paa", "--steps", "4"), 2, "Invalid value for '--steps'"),
    ],
)
def test_an_opening_that_cannot_be(
    run: Run, small: Workspace, asked: tuple[str, ...], code: int, said: str
) -> None:
    ran = run("--workspace", small.path, "map", *asked, lang="en")
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err
    assert not (small.path / "maps").exists() or not list((small.path / "maps").iterdir())


def test_the_carte_is_asked_for_with_outlines_or_told_how_to_get_them(
    run: Run, demo: Path, small: Workspace, tmp_path: Path
) -> None:
    out = tmp_path / "map.html"
    assert run("--workspace", demo, "map", "--view", "carte", "-o", out).code == 0
    told = content(out)
    assert told["views"] == ["carte"]
    assert len(told["arrangements"]["carte"]["outlines"]) == 36
    assert "IGN, Etalab" in told["licence"][0]

    asked = run("--workspace", small.path, "map", "--view", "carte", "-o", out)
    assert asked.code == 1
    assert "alliances fetch contours" in asked.err
    assert len(asked.err.strip().splitlines()) == 1
    run("--workspace", small.path, "map", "-o", out)
    assert "carte" not in content(out)["views"]
