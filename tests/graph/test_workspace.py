"""A workspace: found from a folder below, and every damage of its settings explained."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import ontology
from graph import workspace
from graph.errors import BadInput, Misuse, StoreUnavailable
from graph.workspace import Workspace

KEYS = "as_of, base, collector, endpoints, id, language, mandates_kept, name"
HOSTILE = 'Pays "d\'Aix" \\ </script> é 🎉\x7f\x01\t'


@pytest.fixture(autouse=True)
def no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ALLIANCES_WORKSPACE", raising=False)


def settings(folder: Path, text: str | bytes) -> Path:
    data = text.encode() if isinstance(text, str) else text
    (folder / "alliances.toml").write_bytes(data)
    return folder


@pytest.mark.parametrize("name", ["Pays d'Aix", HOSTILE, "x" * 300])
def test_what_is_created_is_loaded(tmp_path: Path, name: str) -> None:
    made = workspace.create(
        tmp_path / "a" / "b", name=name, collector=name, language="en", as_of=date(2017, 12, 31)
    )
    assert made == workspace.load(tmp_path / "a" / "b")
    assert made == Workspace(
        tmp_path / "a" / "b", name, ontology.BASE, name, "en", date(2017, 12, 31), id=made.id
    )
    assert made.id != workspace.create(tmp_path / "c", name=name).id


def test_a_workspace_is_not_made_twice(tmp_path: Path) -> None:
    workspace.create(tmp_path, name="x")
    before = (tmp_path / "alliances.toml").read_bytes()
    with pytest.raises(Misuse) as caught:
        workspace.create(tmp_path, name="y")
    assert caught.value.text == (
        f"{tmp_path} est déjà un espace de travail (il contient alliances.toml).",
        f"{tmp_path} is already a workspace (it holds alliances.toml).",
    )
    assert (tmp_path / "alliances.toml").read_bytes() == before


@pytest.mark.parametrize("text", ["name = 'é'\n[endpoints.x]\nurl = 'http://a/b'\n", "", "# x\r\n"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_settings_without_an_identifier_get_one(tmp_path: Path, text: str, mark: bytes) -> None:
    before = workspace.load(settings(tmp_path, mark + text.encode()))
    assert before.id == ""
    made = workspace.identified(before)
    assert made.id
    assert workspace.load(tmp_path) == made == workspace.identified(made)
    assert (before.name, before.endpoints) == (made.name, made.endpoints)


def test_the_nearest_workspace_above_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = workspace.create(tmp_path / "ws", name="x")
    below = tmp_path / "ws" / "maps" / "old"
    below.mkdir(parents=True)
    assert workspace.find(below) == made
    monkeypatch.chdir(below)
    assert workspace.find().name == "x"
    other = workspace.create(tmp_path / "other", name="y")
    monkeypatch.setenv("ALLIANCES_WORKSPACE", str(other.path))
    assert workspace.find(below) == other


@pytest.mark.parametrize("below", [".", "none/at/all"])
def test_a_folder_that_is_no_workspace(tmp_path: Path, below: str) -> None:
    path = tmp_path / below
    for ask in (workspace.load, workspace.find):
        with pytest.raises(StoreUnavailable) as caught:
            ask(path)
        assert caught.value.text == (
            f"{path} n'est pas un espace de travail : il n'y a pas d'alliances.toml. "
            "Créez-en un avec « alliances init DOSSIER ».",
            f"{path} is no workspace: there is no alliances.toml. "
            "Make one with 'alliances init FOLDER'.",
        )
    assert list(tmp_path.iterdir()) == []


def test_a_file_is_no_workspace(tmp_path: Path) -> None:
    file = tmp_path / "carnet.xlsx"
    file.write_text("x", encoding="utf-8")
    with pytest.raises(StoreUnavailable):
        workspace.load(file)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('name = "x', "Illegal character '\\n' (at line 1, column 10)"),
        ("name = x\n", "Invalid value (at line 1, column 8)"),
        ("[[[\n", "line 1"),
        (b"name = \"\xe9\"\n", "utf-8"),
    ],
)  # fmt: skip
def test_settings_that_cannot_be_read(tmp_path: Path, text: str | bytes, said: str) -> None:
    folder = settings(tmp_path, text if isinstance(text, bytes) else text + "\n")
    with pytest.raises(BadInput) as caught:
        workspace.load(folder)
    french, english = caught.value.text
    file = tmp_path / "alliances.toml"
    assert french.startswith(f"{file} ne se lit pas : ")
    assert french.endswith(". Corrigez la ligne indiquée.")
    assert english.startswith(f"{file} cannot be read: ")
    assert english.endswith(". Correct the line named.")
    assert said in french
    assert said in english


def test_settings_that_are_a_folder(tmp_path: Path) -> None:
    (tmp_path / "alliances.toml").mkdir()
    with pytest.raises(BadInput):
        workspace.load(tmp_path)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("nom = 'x'", "nom"), ("id = 'a/b'", "id"), ("name = 3", "name"),
        ("collector = ['x']", "collector"),
        ("language = 'de'", "language"), ("language = ['fr']", "language"),
        ("as_of = '2017'", "as_of"), ("as_of = 2017-12-31T00:00:00", "as_of"),
        ("base = 3", "base"), ("base = 'ftp://x.org/'", "base"), ("base = 'https://x.org'", "base"),
        ("base = 'https://x.org/a b/'", "base"), ("base = 'https://x.org/?q='", "base"),
        ("base = 'https://x.org/a'", "base"), ("[base]\nx = 1", "base"),
        ("base = 'https://x.org/%zz/'", "base"),
    ],
)  # fmt: skip
def test_a_setting_that_is_not_understood(tmp_path: Path, text: str, key: str) -> None:
    with pytest.raises(BadInput) as caught:
        workspace.load(settings(tmp_path, text))
    file = tmp_path / "alliances.toml"
    assert caught.value.text == (
        f"{file} : la valeur « {key} » n'est pas comprise. Clés possibles : {KEYS}.",
        f"{file}: the value '{key}' is not understood. Possible keys: {KEYS}.",
    )


def test_settings_written_by_an_editor_of_windows(tmp_path: Path) -> None:
    folder = settings(tmp_path, b"\xef\xbb\xbfname = 'x'\r\nbase = 'https://x.org/t/'\r\n")
    assert (
        workspace.load(folder).minter.thing("org", "rna", "W1") == "https://x.org/t/id/org/rna/W1"
    )


def test_a_workspace_without_a_name_has_its_folder_s(tmp_path: Path) -> None:
    assert workspace.load(settings(tmp_path, "")).name == tmp_path.name


def test_an_empty_workspace_says_what_to_do(tmp_path: Path) -> None:
    made = workspace.create(tmp_path, name="x")
    with pytest.raises(StoreUnavailable) as caught:
        made.store()
    assert caught.value.text == (
        f"L'espace de travail {tmp_path} est vide : chargez un classeur avec "
        "« alliances load FICHIER ».",
        f"The workspace {tmp_path} is empty: load a workbook with 'alliances load FILE'.",
    )
    assert sorted(p.name for p in tmp_path.iterdir()) == ["alliances.toml"]
