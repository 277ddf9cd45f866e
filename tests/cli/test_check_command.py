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


def closed(folder: Path) -> dict[str, Path]:
    """Write files of the kinds that stay closed."""
    import zipfile

    contents = {
        "p.pdf": b"%PDF-1.4 x", "x.png": b"\x89PNG\r\n\x1a\n", "a.7z": b"7z\xbc\xaf\x27\x1c",
        "old.xls": b"\xd0\xcf\x11\xe0\xa1\xb1", "locked.xlsx": b"\xd0\xcf\x11\xe0\xa1\xb1",
        "broken.zip": b"PK\x03\x04 x", "cut.bz2": b"BZh91AY&SY no", "cut.xz": b"\xfd7zXZ\0 no",
        "t.parquet": b"PAR1 no", "data.bin": b"a\0" + b"bcd" * 9,
    }  # fmt: skip
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    with zipfile.ZipFile(folder / "pack.zip", "w") as archive:
        archive.writestr("p.pdf", b"%PDF-1.4 x")
        archive.writestr("Thumbnails/thumbnail.png", b"\x89PNG")
    locked = bytearray((folder / "pack.zip").read_bytes())
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        locked[locked.index(sign) + at] |= 1  # the bit that says that a member is encrypted
    (folder / "locked.zip").write_bytes(locked)
    return {name: folder / name for name in (*contents, "pack.zip", "locked.zip")}


def test_a_file_that_cannot_be_read_is_told(made: Workspace, tmp_path: Path) -> None:
    files = closed(tmp_path)
    done = typed(made, "check", files["p.pdf"])
    assert (done.exception, done.return_value) == (None, 1)
    assert "n'a pas pu être lu : regardez-le vous-même" in " ".join(done.stdout.split())
    assert "Rien à corriger" not in done.stderr
    rows = json.loads(typed(made, "check", *files.values(), "--format", "json").stdout)
    told = {name: str(path) for name, path in files.items()}
    told["pack.zip"] += " (p.pdf)"
    assert [row["where"] for row in rows] == list(told.values())


def test_what_is_packed_is_looked_into(made: Workspace, tmp_path: Path) -> None:
    import bz2
    import lzma

    text = "bilan\nLa Fabrique numérique\n".encode()
    for name, packed in (("b.csv.bz2", bz2.compress(text)), ("b.csv.xz", lzma.compress(text))):
        (tmp_path / name).write_bytes(packed)
        done = typed(made, "check", tmp_path / name, lang="en")
        assert done.return_value == 1
        assert "line 2" in done.stdout
    (tmp_path / "b.csv.bz2").write_bytes(bz2.compress(b"nothing"))
    assert typed(made, "check", tmp_path / "b.csv.bz2").return_value == 0


def test_the_walk_over_the_workspace_tells_what_it_cannot_read(made: Workspace) -> None:
    paper = made.path / "maps" / "bilan.pdf"
    paper.parent.mkdir(exist_ok=True)
    paper.write_bytes(b"%PDF-1.4 x")
    done = typed(made, "check")
    paper.unlink()
    assert done.return_value == 0  # nothing is wrong with a picture beside the maps
    assert "maps/bilan.pdf" in done.stdout
    assert "1 fichier que ce programme n'a pas pu lire" in done.stderr


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
