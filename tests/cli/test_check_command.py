"""``alliances check`` and the end of every way out, as a user types them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli.main import program
from cli.session import Session
from graph.errors import AlliancesError
from graph.rights import optout
from graph.rights.acted import Waiting
from graph.workspace import Workspace
from tests.restricted import guarded


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return guarded(tmp_path_factory.mktemp("check"))


def typed(made: Workspace, *arguments: object, lang: str = "fr") -> Result:
    words = ["--lang", lang, "--workspace", str(made.path), *map(str, arguments)]
    return CliRunner().invoke(program, words, obj=Session(), standalone_mode=False)


def test_a_sound_workspace_is_told_so(made: Workspace) -> None:
    done = typed(made, "check")
    assert done.return_value == 0, done.output
    assert "Rien à corriger" in done.stderr
    assert "restreint : 1" in done.stdout


def test_files_that_tell_are_named_with_what_to_do(made: Workspace, tmp_path: Path) -> None:
    told = tmp_path / "rapport.html"
    told.write_text("<p>Bilan\n<b>la&nbsp;fabrique num&eacute;rique</b>", encoding="utf-8")
    done = typed(made, "check", told, lang="en")
    assert done.return_value == 1
    assert "line 2" in done.stdout
    assert "carnet-garde" in done.stdout
    assert "Delete it" in done.stdout
    assert "abrique" not in done.output.casefold()
    rows = json.loads(typed(made, "check", told, "--format", "json").stdout)
    assert [row["n"] for row in rows] == [1]
    assert rows[0].keys() == {"level", "sort", "what", "where", "n", "why", "todo"}


def test_maps_are_looked_at_and_an_internal_one_is_only_told(made: Workspace) -> None:
    assert typed(made, "map", "--internal").exception is None
    assert typed(made, "map").exception is None
    done = typed(made, "check")
    assert done.return_value == 0
    assert "carte-interne.html" in done.stdout
    old = made.path / "maps" / "ancienne.html"
    old.write_text("Brevet §D : La Fabrique numérique", encoding="utf-8")
    done = typed(made, "check")
    old.unlink()
    assert done.return_value == 1
    assert "maps/ancienne.html" in done.stdout


def test_a_map_that_would_tell_is_not_written(
    made: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The search is the second lock: here the first one, the public network, is left open."""
    monkeypatch.setattr(Session, "network", Session.internal_network)
    for target in ("carte.html", "page.md"):
        asked = ("brief", "paa", "fabrique") if target == "page.md" else ("map",)
        done = typed(made, *asked, "-o", tmp_path / target)
        assert isinstance(done.exception, AlliancesError)
        assert done.exception.exit_code in {1, 3}
        assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_read_is_told(made: Workspace, tmp_path: Path) -> None:
    broken = tmp_path / "x.zip"
    broken.write_bytes(b"PK\x03\x04 nothing")
    done = typed(made, "check", broken)
    assert isinstance(done.exception, AlliancesError)
    assert done.exception.exit_code == 3


def test_what_waits_is_told_and_nothing_leaves(made: Workspace, tmp_path: Path) -> None:
    """Commands that write, send or serve refuse; what is read inside only warns."""
    path = optout.path(made.path)
    path.parent.mkdir(exist_ok=True)
    path.write_text(
        f"actor;name;date;why\n{made.base}id/org/local/aines;Les Aînés;2019-01-01;\n",
        encoding="utf-8",
    )
    try:
        for words in (
            ("export", tmp_path / "a.ttl"), ("export", tmp_path / "b.ttl", "--internal"),
            ("map", "-o", tmp_path / "a.html"), ("serve", "--no-open", "--port", "0"),
            ("brief", "paa", "aines"), ("push", "http://127.0.0.1:9/sparql"),
            ("query", "--public", "qui-est", "--param", "acteur=aines"),
        ):  # fmt: skip
            done = typed(made, *words, lang="en")
            assert isinstance(done.exception, Waiting), (words, done.output)
            assert "doctor --rebuild" in done.exception.text.en
        assert list(tmp_path.iterdir()) == []
        inside = typed(made, "query", "qui-est", "--param", "acteur=aines", lang="en")
        assert inside.exception is None
        assert inside.stderr.count("decisions/optout.csv") == 1
        checked = typed(made, "check", lang="en")
        assert checked.return_value == 1
        assert "decisions/optout.csv" in checked.stdout
    finally:
        path.unlink()
