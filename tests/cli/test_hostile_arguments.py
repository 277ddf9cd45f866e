"""What is typed, and how files are called, may be anything: one message, never a traceback."""

from __future__ import annotations

import io
import os
import re
import shutil
import sys
import zipfile
from pathlib import Path

import pytest

from cli import output
from cli.main import main
from graph.kept import held
from graph.load import load_workbook
from graph.workspace import Workspace, create
from tests.conftest import Ran
from tests.graph.hostile.cases import put, rna
from tests.spreadsheets import small_sheets, write_ods, write_xlsx
from tests.workbooks import SMALL, write_workbook

NO_TEXT = "a\udcff"  # how Python gives the argument of bytes that are no UTF-8
ESCAPES = "\x1b]8;;http://a.invalid\x07\x9b31m\u202e\u200b"
Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith("ALLIANCES_"):
            monkeypatch.delenv(name)


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace that holds the small workbook; nobody writes to it."""
    folder = tmp_path_factory.mktemp("hostile")
    made = create(folder / "ws", name="Essai", collector="paa")
    load_workbook(made, write_workbook(folder / "carnet"))
    return made


def here(capsys: Capture, *arguments: object, stdin: bytes = b"ASK {}") -> Ran:
    """Run ``alliances`` in this process."""
    capsys.readouterr()
    with pytest.MonkeyPatch.context() as patch, pytest.raises(SystemExit) as left:
        patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        main(["--lang", "en", *map(str, arguments)])
    out, err = capsys.readouterr()
    return Ran(int(left.value.code or 0), out, err)


TYPED: list[tuple[str, ...]] = [
    ("path", NO_TEXT, "b"), ("brief", NO_TEXT, "b"), ("suggest", "--for", NO_TEXT),
    ("catalysts", "--territory", NO_TEXT), ("catalysts", "--without", NO_TEXT), ("query", NO_TEXT),
    ("query", "-", "--param", f"x={NO_TEXT}"), ("query", "-", "--endpoint", f"http://{NO_TEXT}/"),
    ("decide", "paa", "fabrique", "accepted", "--why", NO_TEXT), ("fetch", NO_TEXT),
    ("load", "a.csv", "--as", NO_TEXT), ("init", "new", "--name", NO_TEXT),
    ("gaps", "--territory", NO_TEXT), ("map", "--around", NO_TEXT), ("push", "--to", NO_TEXT),
]  # fmt: skip


@pytest.mark.parametrize("arguments", TYPED, ids=lambda given: given[0])
def test_an_argument_that_is_no_text_is_refused(
    book: Workspace, capsys: Capture, arguments: tuple[str, ...]
) -> None:
    ran = here(capsys, "--workspace", book.path, *arguments)
    assert ran.code == 2
    assert ran.err.count("\n") == 1 or "Usage" in ran.err
    assert "Unexpected" not in ran.err


@pytest.mark.parametrize(
    "host", ["a..b", ".a", "a" * 300 + ".fr", "[::1", "a:99999", "\u2100.invalid"]
)
def test_an_address_without_a_host_is_refused(book: Workspace, capsys: Capture, host: str) -> None:
    asked = "query", "-", "--endpoint", f"http://{host}/"
    ran = here(capsys, "--workspace", book.path, *asked)
    assert (ran.code, "is no address of a SPARQL server" in ran.err) == (2, True)


def test_an_address_in_another_alphabet_is_asked(book: Workspace, capsys: Capture) -> None:
    ran = here(capsys, "--workspace", book.path, "query", "-", "--endpoint",
               "http://127.0.0.1:1/é中?ß")  # fmt: skip
    assert (ran.code, "the connection is refused" in ran.err) == (4, True)


@pytest.mark.parametrize("value", ["²", "٣", "1" * 5000, "+-5", "", "urn:a b"])
def test_a_value_that_looks_like_a_number_is_a_text(
    book: Workspace, capsys: Capture, value: str
) -> None:
    ran = here(capsys, "--workspace", book.path, "query", "-", "--param", f"x={value}",
               stdin=b"SELECT ?x { ?s ?p ?x }")  # fmt: skip
    assert ran.code in {0, 1}
    assert "Error" not in ran.err


def test_what_claims_to_be_a_number_is_written_as_it_is(book: Workspace, capsys: Capture) -> None:
    asked = b'SELECT ?n { VALUES ?n { "+-5"^^xsd:integer "--1"^^xsd:int "7"^^xsd:integer } }'
    ran = here(capsys, "--workspace", book.path, "query", "-", "--format", "csv", stdin=asked)
    assert (ran.code, ran.out) == (0, "n\n+-5\n--1\n7\n")


@pytest.mark.parametrize("address", ["http://[", "https://a.invalid/%zz", "http://a:b:c"])
def test_an_address_that_is_no_iri_is_not_kept(
    book: Workspace, capsys: Capture, address: str
) -> None:
    """Kept as a decision, it would stop every load and rebuild from then on."""
    ran = here(capsys, "--workspace", book.path, "rectify", "paa", "site web", address)
    assert (ran.code, "A website begins with" in ran.err) == (2, True)
    assert not (book.path / "decisions" / "rectified.csv").exists()


@pytest.mark.parametrize("name", ["identity.csv", "optout.csv", "rectified.csv"])
def test_an_iri_that_is_none_is_told_with_its_row(
    small: Workspace, capsys: Capture, name: str
) -> None:
    rows = {"identity.csv": "a;b;verdict\nhttp://[;http://a/;same\n",
            "optout.csv": "actor;name;date;why\nhttp://[;x;;\n",
            "rectified.csv": "actor;field;value\nhttp://[;nom;x\n"}  # fmt: skip
    (small.path / "decisions").mkdir(exist_ok=True)
    (small.path / "decisions" / name).write_text(rows[name], encoding="utf-8")
    ran = here(capsys, "--workspace", small.path, "doctor", "--rebuild")
    assert (ran.code, f"decisions/{name}, row 2" in ran.err) == (3, True)


@pytest.mark.parametrize("text", ["[1, 2]", '[{"a": 1},', "{}", "[" * 100_000])
def test_forget_goes_on_past_a_file_that_it_did_not_write(
    small: Workspace, capsys: Capture, text: str
) -> None:
    (small.path / "refus").mkdir()
    (small.path / "refus" / "x-refus.json").write_text(text, encoding="utf-8")
    ran = here(capsys, "--workspace", small.path, "forget", "La Fabrique numérique", "--yes")
    assert ran.code in {0, 1}
    assert "Unexpected" not in ran.err


# -- names of files and folders --------------------------------------------------------------------


def odd(folder: Path, name: str) -> Path:
    """Return a place whose name is no text; skip where the system has no such names."""
    place = folder / name
    try:
        place.mkdir()
        place.rmdir()
    except (OSError, UnicodeError):
        pytest.skip("names of files are text on this system")
    return place


def test_files_whose_names_are_no_text_are_loaded(small: Workspace, tmp_path: Path) -> None:
    table = odd(tmp_path, f"rna{NO_TEXT}.csv")
    shutil.copy(put(tmp_path, rna()), table)
    sheets = tmp_path / f"carnet{NO_TEXT}.xlsx"
    shutil.copy(write_xlsx(tmp_path / "b.xlsx", small_sheets()), sheets)
    for path in (table, sheets):
        with pytest.raises(SystemExit) as left:
            main(["--workspace", str(small.path), "load", str(path)])
        assert left.value.code in {0, None}
    assert {"rnaa?.csv", "carneta?.xlsx"} <= {entry.file for entry in held(small).entries}


def test_a_workspace_whose_name_is_no_text_is_made(tmp_path: Path, capsys: Capture) -> None:
    place = odd(tmp_path, NO_TEXT)
    assert here(capsys, "init", place).code == 0
    assert 'name = "a?"' in (place / "alliances.toml").read_text(encoding="utf-8")


# -- what a terminal would obey --------------------------------------------------------------------


class Terminal(io.StringIO):
    """A person's terminal, as far as a program asks."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize("form", output.FORMATS)
def test_no_format_commands_a_terminal(monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    monkeypatch.setattr(sys, "stdout", screen := Terminal())
    assert output.write(["a", "b"], [[f"x{ESCAPES}y", 1]], form) == 1
    shown = re.sub(r"\x1b\[[0-9;]*m", "", screen.getvalue())  # a table is bold at places
    assert not {c for c in shown if not c.isprintable()} - set("\n\t\r")
    assert "\x9b" not in shown
    monkeypatch.setattr(sys, "stdout", pipe := io.StringIO())
    output.write(["a"], [["\x9b"]], form)
    assert ("\x9b" in pipe.getvalue()) == (form in {"csv", "json", "jsonl"})  # as it is in the data


@pytest.mark.parametrize("sign", ["\x1c", "\x85", "\x0b", "\u2028", "\x1b["])
def test_the_indent_of_a_paragraph_is_blank(sign: str) -> None:
    assert output.paragraph(f"{sign} x").isprintable()


# -- workbooks that are attacks --------------------------------------------------------------------


def packed_again(path: Path, part: str, words: str, declared: str) -> Path:
    """Pack a workbook again with a document type in one part, and words in place of a name."""
    made = path.with_name(f"hostile{path.suffix}")
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            if name == part:
                head, mark, rest = data.decode().partition("?>")
                start = f"{head}{mark}" if mark else '<?xml version="1.0"?>'
                body = (rest if mark else head).replace("Pays d'Aix Associations", words)
                data = f"{start}{declared}{body}".encode()
            if name.startswith("xl/worksheets/"):  # a failed formula: a second reader looks at it
                failed = b'<row r="99"><c r="A99" t="e"><v>#N/A</v></c></row></sheetData>'
                data = data.replace(b"</sheetData>", failed)
            new.writestr(name, data)
    return made


LAUGHS = '<!DOCTYPE x [<!ENTITY a0 "ha">' + "".join(
    f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 11)
) + "]>"  # fmt: skip


@pytest.mark.parametrize("suffix", [".xlsx", ".ods"])
@pytest.mark.parametrize("kind", ["laughs", "another file"])
def test_entities_of_a_workbook_are_never_expanded(
    tmp_path: Path, capsys: Capture, suffix: str, kind: str
) -> None:
    (tmp_path / "secret.txt").write_text("very secret", encoding="utf-8")
    write, part = (write_xlsx, "xl/sharedStrings.xml") if suffix == ".xlsx" else (
        write_ods, "content.xml")  # fmt: skip
    sound = write(tmp_path / f"sound{suffix}", small_sheets())
    outside = f'<!DOCTYPE x [<!ENTITY s SYSTEM "{(tmp_path / "secret.txt").as_uri()}">]>'
    declared, words = (LAUGHS, "&a10;") if kind == "laughs" else (outside, "&s;")
    made = create(tmp_path / "ws", name="Essai")
    ran = here(capsys, "--workspace", made.path, "load",
               packed_again(sound, part, words, declared))  # fmt: skip
    assert ran.code in {0, 3}
    assert "Unexpected" not in ran.err
    if made.versions.current() is not None:
        said = b"".join(
            line for graph in made.store().graphs() for line in made.store().dump(graph)
        )
        assert b"hahaha" not in said
        assert b"very secret" not in said


def test_names_that_climb_stay_inside(tmp_path: Path, capsys: Capture) -> None:
    """An identifier, a name and a member of an archive are never a path."""
    climbing = "../../../escaped"
    actors = f"{SMALL['acteurs']}\n{climbing};{climbing};;association;;;13001;;;"
    (tmp_path / "a" / "b").mkdir(parents=True)
    made = create(tmp_path / "a" / "b" / "ws", name=climbing)
    folder = write_workbook(tmp_path / "carnet", acteurs=actors)
    for arguments in (["load", folder], ["export", made.path / "out.ttl"], ["map", "-o",
                      made.path / "m.html"], ["brief", climbing, "paa", "-o",
                      made.path / "b.html"]):  # fmt: skip
        assert here(capsys, "--workspace", made.path, *arguments).code in {0, 1, 3}
    assert not list(tmp_path.rglob("*escaped*"))
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a", "carnet"]


def test_a_link_in_a_folder_of_sheets_tells_nothing_of_its_target(
    small: Workspace, tmp_path: Path, capsys: Capture
) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("very;secret\nword;x\n", encoding="utf-8")
    folder = write_workbook(tmp_path / "linked")
    try:
        (folder / "notes.csv").symlink_to(secret)
        (folder / "loop.csv").symlink_to("loop.csv")
    except OSError:
        pytest.skip("no right to make links")
    ran = here(capsys, "--workspace", small.path, "load", folder)
    assert ran.code == 0
    assert "secret" not in ran.err.replace(str(tmp_path), "")


def test_a_member_of_an_archive_that_is_a_link_is_not_followed(
    small: Workspace, tmp_path: Path, capsys: Capture
) -> None:
    secret = put(tmp_path, rna().replace("Club", "Secret"), "secret.csv")
    with zipfile.ZipFile(tmp_path / "rna.zip", "w") as archive:
        archive.writestr("a.csv", rna())
        link = zipfile.ZipInfo("b.csv")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        archive.writestr(link, str(secret))
    ran = here(capsys, "--workspace", small.path, "load", tmp_path / "rna.zip")
    assert (ran.code, "is not of the same form" in ran.err) == (3, True)
