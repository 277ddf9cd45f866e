"""Names of files that we make out of names from outside, and commands to copy, on every system."""

from __future__ import annotations

import os
import re
import shlex
import unicodedata
from pathlib import Path, PureWindowsPath

import pytest

from graph.kept import Entry, source_name
from graph.rejects import Rejects
from graph.wording import shell

_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])")
_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f]')

NAMES = [
    "CON", "nul", "Aux.xlsx", "COM1", "LPT¹", "prn.", "con.csv.gz", "carnet.", "carnet ", " . ",
    "", "...", "..", "../../etc/passwd", r"..\..\windows", r"C:\Users\Zoé\carnet", "a:b", "a/b",
    "tab\there", "nul\x00byte", "ligne\nfin", "Ça & là (2) \"cité\" <b>", "naïve%20name", "~",
    "carnet d'été", unicodedata.normalize("NFD", "carnet d'été"), "協会の名簿", "Ассоциация",
    "جمعية", "🙂🙂", "x" * 400, "é" * 400, "協" * 400, "𐌰" * 400, "𐌰" * 60, "-rf",
    "a\u202eb", "œuvre Ærø ﬁn",
]  # fmt: skip


def refused_by_windows(name: str) -> bool:
    """Tell whether Windows would not make a file of this name, or make another one."""
    stem = name.split(".", maxsplit=1)[0].rstrip()
    return bool(
        not name
        or _FORBIDDEN.search(name)
        or name[-1] in ". "
        or _RESERVED.fullmatch(stem)
        or PureWindowsPath(name).name != name
    )


def test_the_rules_of_windows_are_known_here() -> None:
    for name in ("CON", "nul.txt", "a.", "a ", "a:b", "a/b", "", "LPT¹.nq"):
        assert refused_by_windows(name), name
    for name in ("con-1a2b.nq.gz", "console", "été.csv", "a.b"):
        assert not refused_by_windows(name), name


@pytest.mark.parametrize("words", NAMES, ids=lambda words: repr(words)[:24])
@pytest.mark.parametrize("undated", [False, True])
def test_every_file_kept_of_a_source_may_stand_on_every_system(
    words: str, undated: bool, tmp_path: Path
) -> None:
    source = source_name(words, undated=undated)
    entry = Entry(source, "0123456789ab", "", words, "", {})
    made = [entry.kept, entry.index, entry.undisclosed, Rejects(tmp_path, source).path.name]
    for name in made:
        for written in (name, str(Path(name).with_suffix(".part"))):
            assert not refused_by_windows(written), written
            assert len(written.encode()) <= 255, written
            assert written.isprintable()
    (tmp_path / made[0]).write_bytes(b"")  # and this system takes it
    assert [path.parent for path in tmp_path.iterdir()] == [tmp_path]


def test_accents_in_one_character_or_two_are_one_source() -> None:
    """A Mac gives the names of files decomposed."""
    for words in NAMES:
        forms = {source_name(unicodedata.normalize(form, words)) for form in ("NFC", "NFD")}
        assert len(forms) == 1, words


def test_long_names_that_begin_alike_are_two_sources() -> None:
    assert source_name("é" * 400 + "a") != source_name("é" * 400 + "b")


@pytest.mark.skipif(os.name == "nt", reason="how a POSIX shell reads it")
@pytest.mark.parametrize("words", [*NAMES, "a;rm -rf b", "$(reboot)", "`reboot`", 'a"b', "a!b"])
def test_a_command_to_copy_gives_back_the_name_and_runs_nothing(words: str) -> None:
    assert shlex.split(f"alliances load {shell(words)}") == ["alliances", "load", words]
    told = shell(words)
    assert not (set("$`!") & set(told)) or told.startswith("'")


def test_on_windows_a_path_stays_what_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.wording.os.name", "nt")
    assert shell(r"C:\Territoires\Été\carnet.xlsx") == r"C:\Territoires\Été\carnet.xlsx"
    assert shell(r"C:\Mes documents\carnet.xlsx") == r'"C:\Mes documents\carnet.xlsx"'
    assert shell(r"C:\a&calc") == r'"C:\a&calc"'
