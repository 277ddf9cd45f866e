"""Hostile and broken inputs: said where and what, within little memory, and nothing has changed."""

from __future__ import annotations

import csv
import os
import random
import re
import subprocess
import sys
from pathlib import Path

import pytest

from cli.main import main
from graph.errors import AlliancesError
from graph.load import load_file
from graph.sources.report import Report
from graph.workspace import Workspace
from ontology.text import Lang
from tests.conftest import Ran
from tests.graph.conftest import bytes_of
from tests.graph.hostile import CASES, Case
from tests.graph.hostile.cases import COLUMNS, cells, put, rna, row
from tests.graph.hostile.packed import packed
from tests.graph.hostile.tables import FORMULAS, quoted
from tests.graph.one_source import read

ROOT = Path(__file__).resolve().parents[2]
MEMORY, SECONDS = 1_500_000_000, 120
LIMITED = f"""
import sys
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, ({MEMORY}, {MEMORY}))
except (ImportError, OSError, ValueError):
    pass  # of Windows and macOS, which know no such limit: the time is limited all the same
from cli.main import main
main(sys.argv[1:])
"""
COUNTS = {
    "fr": r" (\d+) lignes? lues? = (\d+) chargées? \+ (\d+) réparées? \+ (\d+) refusées? \+ (\d+) ",
    "en": r" (\d+) rows? read = (\d+) loaded \+ (\d+) repaired \+ (\d+) refused \+ (\d+) ",
}
ALL_REFUSED = {"fr": "Rien n'a été chargé : ", "en": "Nothing was loaded: "}
LANGS: tuple[Lang, ...] = ("fr", "en")
Capture = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in os.environ:
        if name.startswith("ALLIANCES_"):
            monkeypatch.delenv(name)


def here(capsys: Capture, *arguments: object) -> Ran:
    """Run ``alliances`` in this process."""
    capsys.readouterr()
    with pytest.raises(SystemExit) as left:
        main([str(argument) for argument in arguments])
    out, err = capsys.readouterr()
    return Ran(int(left.value.code or 0), out, err)


def alone(*arguments: object) -> Ran:
    """Run ``alliances`` in a process of its own that gets little memory and little time."""
    few = {"MALLOC_ARENA_MAX": "2", "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, *map(str, arguments)],
        cwd=ROOT, env=os.environ | few, capture_output=True, encoding="utf-8", timeout=SECONDS,
        check=False,
    )  # fmt: skip
    return Ran(done.returncode, done.stdout, done.stderr)


def load(capsys: Capture, case: Case, made: Workspace, path: Path, lang: Lang) -> Ran:
    arguments = ["--lang", lang, "--workspace", made.path, "load", *case.arguments, path]
    if case.counts and not case.holds:
        arguments.append("--dry-run")
    return alone(*arguments) if case.alone else here(capsys, *arguments)


def check_words(case: Case, path: Path, ran: Ran, lang: Lang) -> None:
    """Check the exit code, that all is said, in order, and nothing that commands a terminal."""
    assert ran.code == case.code, ran.err
    assert ran.out == ""
    assert "Traceback" not in ran.err
    raw = {sign for sign in ran.err if not sign.isprintable()} - set("\n\u00a0\u202f")
    assert not raw
    shown = "".join(c if c.isprintable() or c == "\n" else "\ufffd" for c in path.name)
    said = case.said.to(lang).replace("{file}", shown).replace("{path}", str(path))
    place = 0
    for part in said.split("…"):
        found = ran.err.find(part, place)
        assert found >= 0, f"{part!r} is not said in: {ran.err}"
        place = found + len(part)


def check_unchanged(made: Workspace, before: dict[str, str], ran: Ran, lang: Lang) -> None:
    """Check that nothing is left; only the refused rows, where all rows were read, are kept."""
    after = bytes_of(made.path)
    if ran.code == 0 or ALL_REFUSED[lang] in ran.err:
        after = {name: digest for name, digest in after.items() if not is_rejects(name)}
    assert after == before
    assert made.store().graphs()


def is_rejects(name: str) -> bool:
    return re.fullmatch(r"refus/[^/]+-refus\.csv", name) is not None


def test_there_are_many_cases() -> None:
    assert len(CASES) >= 60
    assert len([case for case in CASES.values() if case.counts is None]) >= 60
    assert len([case for case in CASES.values() if case.alone]) >= 25


@pytest.mark.parametrize(
    "case", [c for c in CASES.values() if c.counts is None], ids=lambda c: c.name
)
def test_it_is_refused_with_its_place_and_nothing_changes(
    finished: Workspace, tmp_path: Path, capsys: Capture, case: Case
) -> None:
    (tmp_path / "in").mkdir()
    path = case.write(tmp_path / "in")
    before = bytes_of(finished.path)
    for lang in LANGS:
        ran = load(capsys, case, finished, path, lang)
        check_words(case, path, ran, lang)
        check_unchanged(finished, before, ran, lang)


@pytest.mark.parametrize("case", [c for c in CASES.values() if c.counts], ids=lambda c: c.name)
def test_it_loads_and_every_row_is_counted(
    finished: Workspace, tmp_path: Path, capsys: Capture, case: Case
) -> None:
    (tmp_path / "in").mkdir()
    path = case.write(tmp_path / "in")
    before = bytes_of(finished.path)
    for lang in LANGS[:1] if case.alone or case.holds else LANGS:
        ran = load(capsys, case, finished, path, lang)
        check_words(case, path, ran, lang)
        found = re.search(COUNTS[lang], ran.err)
        assert found, ran.err
        assert tuple(map(int, found.groups())) == case.counts
    if case.holds:
        assert labels(finished) >= set(case.holds)
    else:
        check_unchanged(finished, before, ran, lang)


def labels(made: Workspace) -> set[str]:
    """Return the names that the sources of a workspace give."""
    store = made.store()
    graphs = [graph for graph in store.graphs() if "/graph/asserted/" in graph]
    found = store.select("SELECT ?name WHERE { ?thing rdfs:label ?name }", graphs=graphs).rows
    return {str(getattr(name, "value", "")) for (name,) in found}


# -- what refused rows become ----------------------------------------------------------------------


def refused_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def test_formulas_in_refused_rows_are_guarded_and_load_back(
    finished: Workspace, tmp_path: Path
) -> None:
    rows = [row(i, id=f"W{i}", titre=quoted(title)) for i, title in enumerate(FORMULAS, 1)]
    first = load_file(finished, put(tmp_path, rna(row(0), *rows)))
    assert first.rejects is not None
    wrong = refused_rows(first.rejects)
    assert [line["titre"] for line in wrong] == [f"'{title}" for title in FORMULAS]
    for number, line in enumerate(wrong, 1):
        line["id"] = f"W{131_000_000 + number}"
    with first.rejects.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(wrong[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(wrong)
    again = load_file(finished, first.rejects)
    assert again.report.kept == len(FORMULAS)
    assert labels(finished) >= {title.strip() for title in FORMULAS}


def test_headers_that_are_formulas_are_guarded_too(finished: Workspace, tmp_path: Path) -> None:
    text = rna(row(0), row(1, id="W")).replace("siret", "=siret")
    done = load_file(finished, put(tmp_path, text))
    assert done.rejects is not None
    assert list(refused_rows(done.rejects)[0])[:2] == ["id", "'=siret"]


def test_refused_rows_of_an_archive_stand_under_their_own_headers(
    finished: Workspace, tmp_path: Path
) -> None:
    turned = [";".join(reversed(line)) for line in (COLUMNS, cells(5), cells(6, {"id": "W6"}))]
    both = packed(("a.csv", rna(row(0), row(1, id="W1"))), ("b.csv", "\n".join(turned)))
    done = load_file(finished, put(tmp_path, both, "rna.zip"))
    assert done.rejects is not None
    found = refused_rows(done.rejects)
    assert [(line["id"], line["titre"]) for line in found] == [("W1", "Club 1"), ("W6", "Club 6")]


def test_foreign_bytes_of_refused_rows_are_read_too(finished: Workspace, tmp_path: Path) -> None:
    strange = row(1, id="W1", titre="Château").encode("cp1252")
    text = rna(row(0, titre="Été à Éguilles")).encode() + strange
    done = load_file(finished, put(tmp_path, text))
    assert done.rejects is not None
    assert refused_rows(done.rejects)[0]["titre"] == "Château"


# -- bytes changed at random -----------------------------------------------------------------------

KINDS = (
    "quotes that hold line ends and separators", "windows 1252", "utf16 little endian",
    "a gzip that is none", "a zip made on a mac", "json that is sound",
    "contracts whose sums are none", "sums that are none", "parquet with nested columns",
    "a spreadsheet that is sound", "an ods below a title",
)  # fmt: skip
TOKENS = (b'"', b";", b"\0", b"\r", b"\n", b"\xff", b"{", b"]", b"null", b"1e999", b"9" * 40,
          b"\x1b[2J", b"\xed\xa0\x80", b"\\ud800", b"0001-01-01", b"#N/A", b"<",
          b"'=1")  # fmt: skip


def changed(rng: random.Random, data: bytes) -> bytes:
    found = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 5))):
        place = rng.randrange(len(found) or 1)
        match rng.randrange(5):
            case 0:
                found[place : place + 1] = bytes([rng.randrange(256)])
            case 1:
                found[place : place + rng.choice((0, 1, 5))] = rng.choice(TOKENS)
            case 2:
                del found[place : place + rng.randrange(1, 40)]
            case 3:
                found[place:place] = found[place : place + rng.randrange(1, 200)]
            case _:
                del found[max(place, len(found) // 2) :]
    return bytes(found)


@pytest.mark.parametrize("kind", KINDS)
def test_bytes_changed_at_random_load_or_are_refused_in_words(tmp_path: Path, kind: str) -> None:
    path = CASES[kind].write(tmp_path)
    data, outcomes = path.read_bytes(), set()
    rng = random.Random(7)  # noqa: S311 - a sample, no secret
    for _ in range(120):
        path.write_bytes(changed(rng, data))
        try:
            report: Report = read(path).report
        except AlliancesError as error:
            assert error.exit_code == 3
            outcomes.add("refused")
        else:
            for n in report.counts().values():
                assert n["read"] == n["loaded"] + n["repaired"] + n["rejected"] + n["filtered"]
                assert min(n.values()) >= 0
            outcomes.add("read")
    assert "refused" in outcomes
