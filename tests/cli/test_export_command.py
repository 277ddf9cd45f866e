"""``alliances export``: the format from the suffix, whole or not at all, public unless told."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest

from graph import workspace
from graph.export.files import whole
from graph.export.formats import FORMATS
from graph.load import load_workbook
from graph.workspace import Workspace
from tests import restricted
from tests.conftest import Run
from tests.export.editions import DAY
from tests.restricted import secrets
from tests.workbooks import write_workbook

SUFFIXES = [suffix for form in FORMATS for suffix in form.suffixes]


@pytest.fixture(scope="module")
def closed(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return restricted.guarded(tmp_path_factory.mktemp("closed"), DAY)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    folder = tmp_path_factory.mktemp("small")
    made = workspace.create(folder / "ws", name="Essai", collector="paa")
    load_workbook(made, write_workbook(folder / "carnet"))
    return made


def contents(folder: Path) -> bytes:
    """Every byte of the files of a folder, those of archives unpacked, Parquet decoded."""
    import pyarrow.parquet as pq

    found = b""
    for path in sorted(folder.rglob("*")):
        if path.suffix in {".zip", ".xlsx"}:
            with zipfile.ZipFile(path) as archive:
                found += b"".join(archive.read(name) for name in archive.namelist())
        elif path.suffix == ".parquet":
            found += str(pq.read_table(path, partitioning=None).to_pylist()).encode()
            found += path.read_bytes()
        elif path.is_file():
            found += path.read_bytes()
        found += str(path.relative_to(folder)).encode()
    return found


@pytest.mark.parametrize("name", [f"a{suffix}" for suffix in SUFFIXES] + ["k.csv", "lac", "d.ttl"])
def test_a_public_export_holds_nothing_restricted(
    run: Run, closed: Workspace, tmp_path: Path, name: str
) -> None:
    asked = {"k.csv": ("--format", "kumu"), "d.ttl": ("--describe",)}.get(name, ())
    target = ("--parquet", tmp_path / name) if name == "lac" else (tmp_path / name,)
    ran = run("--workspace", closed.path, "export", *target, *asked)
    assert ran.code == 0, ran.err
    assert "interne" not in ran.err
    found, told = secrets(closed), contents(tmp_path)
    assert {"La Fabrique numérique", "Brevet §D", "Locaux vides", "Un toit discret"} <= found
    assert len(found) > 15
    forms = {form for word in found for form in (word, word.replace("&", "&amp;"))}
    forms |= {sha256(word.encode()).hexdigest()[:12] for word in found}
    assert [word for word in sorted(forms) if word.encode() in told] == []
    assert name == "d.ttl" or "Les Aînés de Venelles".encode() in told


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_an_internal_export_holds_it_and_says_so(
    run: Run, closed: Workspace, tmp_path: Path, suffix: str
) -> None:
    path = tmp_path / f"interne{suffix}"
    ran = run("--workspace", closed.path, "export", path, "--internal", "-q")
    assert ran.code == 0, ran.err
    assert ran.err.startswith("Édition interne : ne pas diffuser.\n")
    told = contents(tmp_path)
    assert "La Fabrique numérique".encode() in told
    assert "Édition interne".encode() in told


def test_files_are_named_on_the_output(run: Run, small: Workspace, tmp_path: Path) -> None:
    ran = run("--workspace", small.path, "export", tmp_path / "sous" / "carte.gexf")
    assert (ran.code, ran.out, ran.err) == (0, f"{tmp_path / 'sous' / 'carte.gexf'}\n", "")
    ran = run("--workspace", small.path, "export", tmp_path / "carte.csv")
    names = [tmp_path / "carte-nodes.csv", tmp_path / "carte-edges.csv"]
    assert ran.out.splitlines() == list(map(str, names))
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "carte-edges.csv", "carte-nodes.csv", "sous",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("fr", "carte.doc : le nom doit finir par .trig, .ttl, .jsonld, .nq, .nt, .gexf, .graphml, "
               ".csv, .zip, .xlsx. Sinon, dites le format : --format"),
        ("en", "carte.doc: the name must end in .trig, .ttl, .jsonld, .nq, .nt, .gexf, .graphml, "
               ".csv, .zip, .xlsx. Otherwise name the format: --format"),
    ],
)  # fmt: skip
def test_an_unknown_suffix_lists_the_known_ones(
    run: Run, small: Workspace, lang: str, said: str
) -> None:
    ran = run("--workspace", small.path, "export", "carte.doc", lang=lang)
    assert (ran.code, ran.out) == (2, "")
    assert said in " ".join(ran.err.split())
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ((), "Donnez un fichier"),
        (("a.gexf", "--parquet", "lac"), "Donnez un fichier"),
        (("--parquet", "lac", "--describe"), "sans --format ni --describe"),
        (("a.ttl", "--layer", "all"), "n'a pas de graphes nommés"),
        (("a.gexf", "--layer", "derived"), "ne contient que des faits"),
        (("a.xlsx", "--layer", "all"), "ne contient que des faits"),
        (("a.gexf", "--describe"), "--describe s'écrit en RDF"),
        (("-",), "le nom doit finir par"),
        (("-", "--format", "xlsx"), "ne s'écrit pas sur la sortie standard"),
        (("a.ttl", "--url", "javascript:alert(1)"), "--url"),
        (("a.gexf", "--as-of", "hier"), "--as-of hier"),
    ],
)
def test_what_makes_no_sense_is_refused(
    run: Run, small: Workspace, tmp_path: Path, asked: tuple[str, ...], said: str
) -> None:
    ran = run("--workspace", small.path, "export", *asked, cwd=tmp_path)
    assert ran.code == 2, ran
    assert said in ran.err
    assert list(tmp_path.iterdir()) == []


def test_an_export_goes_through_a_pipe(run: Run, small: Workspace, tmp_path: Path) -> None:
    ran = run("--workspace", small.path, "export", "-", "--format", "nquads")
    path = tmp_path / "a.nq"
    run("--workspace", small.path, "export", path)
    assert ran.out.encode() == path.read_bytes()


def test_a_reader_that_goes_away_is_no_error(small: Workspace) -> None:
    asked = [sys.executable, "-m", "cli.main", "--workspace", str(small.path), "export", "-",
             "--format", "nquads"]  # fmt: skip
    root = str(Path(__file__).parents[2])
    with subprocess.Popen(
        asked, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=root,
        env=os.environ | {"PYTHONPATH": root},
    ) as ran:  # fmt: skip
        assert ran.stdout is not None
        assert ran.stderr is not None
        ran.stdout.read(100)
        ran.stdout.close()
        assert ran.stderr.read() == b""
    assert ran.returncode == 0


def test_a_failed_export_leaves_the_file_before(tmp_path: Path) -> None:
    path = tmp_path / "a.trig"
    path.write_text("avant", encoding="utf-8")
    with pytest.raises(ValueError, match="half"), whole(path) as (draft,):
        draft.write_text("à moitié", encoding="utf-8")
        raise ValueError("half")
    assert path.read_text(encoding="utf-8") == "avant"
    assert [one.name for one in tmp_path.iterdir()] == ["a.trig"]
    with whole(path) as (draft,):
        draft.write_text("après", encoding="utf-8")
    assert path.read_text(encoding="utf-8") == "après"


def test_a_link_stays_one(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    target, link = tmp_path / "there" / "a.nq", tmp_path / "b.nq"
    try:
        link.symlink_to(target)
    except OSError:
        pytest.skip("links are not allowed here")
    with whole(link) as (draft,):
        draft.write_text("new", encoding="utf-8")
    assert link.is_symlink()
    assert target.read_text(encoding="utf-8") == "new"
    assert [path.name for path in target.parent.iterdir()] == ["a.nq"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_named_pipe_is_written_into(run: Run, small: Workspace, tmp_path: Path) -> None:
    pipe, got = tmp_path / "pipe", tmp_path / "got"
    os.mkfifo(pipe)
    with got.open("wb") as out, subprocess.Popen(["cat", str(pipe)], stdout=out) as reader:
        run("--workspace", small.path, "export", pipe, "--format", "nquads")
        reader.wait(timeout=60)
    assert pipe.is_fifo()
    straight = run("--workspace", small.path, "export", "-", "--format", "nquads")
    assert got.read_bytes() == straight.out.encode()


def test_a_folder_that_cannot_be_written_is_one_clear_message(
    run: Run, small: Workspace, tmp_path: Path
) -> None:
    (tmp_path / "fichier").write_text("x", encoding="utf-8")
    ran = run("--workspace", small.path, "export", tmp_path / "fichier" / "a.nq")
    assert (ran.code, ran.out) == (3, "")
    assert "Traceback" not in ran.err


def test_the_workbook_loads_into_a_new_workspace(run: Run, demo: Path, tmp_path: Path) -> None:
    book = tmp_path / "demo.xlsx"
    ran = run("--workspace", demo, "export", book)
    assert (ran.code, ran.out) == (0, f"{book}\n")
    assert "Ce que le classeur ne peut pas contenir : " in ran.err
    assert run("init", tmp_path / "neuf").code == 0
    ran = run("--workspace", tmp_path / "neuf", "load", book, "--lang", "en")
    assert ran.code == 0, ran.err
    assert " 0 refused" in ran.out + ran.err
    assert "309 rows read = 309 loaded" in ran.out + ran.err


def test_the_day_decides_the_network(run: Run, demo: Path) -> None:
    sizes = []
    for day in ("2012-12-31", "2017-12-31"):
        ran = run("--workspace", demo, "export", "-", "--format", "graphml", "--as-of", day)
        sizes.append(ran.out.count("<edge "))
    assert 0 < sizes[0] < sizes[1]


def test_help_names_every_format(run: Run) -> None:
    for lang in ("fr", "en"):
        told = run("export", "--help", lang=lang).out
        assert all(suffix in told for suffix in SUFFIXES)
        assert all(form.name in told for form in FORMATS)


def test_the_same_facts_make_the_same_file_in_another_process(
    run: Run, small: Workspace, tmp_path: Path
) -> None:
    suffixes = (".trig", ".ttl", ".jsonld", ".gexf", ".graphml", ".zip")
    asked = [
        [("--workspace", str(small.path), "export", str(tmp_path / f"{turn}{suffix}"))
         for suffix in suffixes] for turn in range(2)
    ]  # fmt: skip
    assert {run(*words).code for words in asked[0]} == {0}
    code = f"from tests.inside import inside\nfor words in {asked[1]!r}: inside(*words)"
    root = str(Path(__file__).parents[2])
    subprocess.run([sys.executable, "-c", code], cwd=root, check=True, timeout=120)
    for suffix in suffixes:
        here, there = (tmp_path / f"{turn}{suffix}" for turn in range(2))
        assert here.read_bytes() == there.read_bytes(), suffix
