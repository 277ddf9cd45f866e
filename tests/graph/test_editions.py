"""What is an edition of what: replaced, refused, or kept beside, and never lost without a word."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

from graph import corrections, disjoint, editions, kept, workspace
from graph.errors import BadInput, Misuse, NotFound
from graph.load import Loaded, Options, entries, load_file, rebuild
from graph.workspace import Workspace
from tests.graph.loading import alliances, facts, names, statements_of
from tests.graph.registers import grants, rna, rna_row
from tests.workbooks import write_workbook

NUMBER = "35600000000048"


@pytest.fixture
def empty(tmp_path: Path) -> Workspace:
    return workspace.create(tmp_path / "ws", name="Essai")


def told(done: Loaded) -> list[str]:
    return [notice.en for notice in done.report.notices]


def sources(made: Workspace) -> list[str]:
    return [entry.source for entry in entries(made)]


def replacing(name: str) -> Options:
    return Options(instead_of=name)


def inside(folder: Path) -> Path:
    folder.mkdir(exist_ok=True)
    return folder


# ---- Another kind of file -------------------------------------------------------------------


def test_a_register_of_the_same_name_leaves_the_workbook(empty: Workspace, tmp_path: Path) -> None:
    load_file(empty, write_workbook(tmp_path / "carnet"))
    before = facts(empty)
    done = load_file(empty, grants(tmp_path / "carnet.csv", ("Aînés", NUMBER, "500")))
    assert told(done) == [
        "carnet (workbook) has the same name: it is another source, both stay."
    ]  # fmt: skip
    assert before.items() <= facts(empty).items()
    load_file(empty, rna(inside(tmp_path / "a") / "carnet.csv", rna_row("W131000001")))
    assert sources(empty) == ["carnet", "carnet-subventions", "carnet-rna"]
    again = grants(tmp_path / "carnet.csv", ("Aînés", NUMBER, "700"))
    assert load_file(empty, again).entry.source == "carnet-subventions"
    assert sources(empty) == ["carnet", "carnet-rna", "carnet-subventions"]


def test_replace_needs_two_files_of_one_kind(empty: Workspace, tmp_path: Path) -> None:
    load_file(empty, write_workbook(tmp_path / "carnet"))
    path = grants(tmp_path / "dons.csv", ("Aînés", NUMBER, "500"))
    with pytest.raises(Misuse) as caught:
        load_file(empty, path, options=replacing("carnet"))
    assert caught.value.text.en == (
        "dons.csv (Conventions of grants (SCDL)) cannot replace carnet (workbook). Load it "
        "without --replace: both stay. To take the other out: alliances sources --remove carnet"
    )
    load_file(empty, path)
    with pytest.raises(Misuse):
        load_file(empty, write_workbook(tmp_path / "mars"), options=replacing("dons.csv"))
    assert sources(empty) == ["carnet", "dons"]


# ---- Another file of the same kind ----------------------------------------------------------


def test_what_stands_after_a_dot_tells_files_apart(empty: Workspace, tmp_path: Path) -> None:
    for year, name in (("2018", "Aînés"), ("2019", "Jeunes")):
        load_file(empty, grants(tmp_path / f"dons.{year}.csv", (name, NUMBER, "500")))
    assert sources(empty) == ["dons-2018", "dons-2019"]


def test_grants_of_one_file_name_in_two_folders_both_stay(empty: Workspace, tmp_path: Path) -> None:
    for place, amount in (("ville", "500"), ("metropole", "700")):
        path = grants(inside(tmp_path / place) / "dons.csv", ("Aînés", NUMBER, amount))
        done = load_file(empty, path)
    assert told(done) == [
        "dons.csv (folder ville, Conventions of grants (SCDL)) has the same name and stays loaded. "
        "If dons.csv is a newer version of it, load again with --replace dons"
    ]
    assert sources(empty) == ["dons", "metropole-dons"]
    with pytest.raises(Misuse, match="Give one of these: dons, metropole-dons"):
        load_file(empty, grants(tmp_path / "x.csv", ("A", NUMBER, "1")),
                  options=replacing("dons.csv"))  # fmt: skip
    path = grants(tmp_path / "ville" / "dons.csv", ("Aînés", NUMBER, "900"))
    load_file(empty, path)
    assert sources(empty) == ["metropole-dons", "dons"]
    assert alliances(empty) == 2


def test_a_register_is_the_same_in_every_folder(empty: Workspace, tmp_path: Path) -> None:
    for month in ("mai", "juin"):
        load_file(
            empty, rna(inside(tmp_path / month) / "rna.csv", rna_row("W131000001", objet=month))
        )
    assert sources(empty) == ["rna"]


def test_rdf_files_of_one_name_and_several_forms_all_stay(empty: Workspace, tmp_path: Path) -> None:
    said = '<https://a.test/x> <http://www.w3.org/2000/01/rdf-schema#label> "Un {}" .\n'
    said += "<https://a.test/x> a <http://www.w3.org/ns/org#Organization> .\n"
    for form in ("ttl", "nt"):
        path = tmp_path / f"gens.{form}"
        path.write_text(
            said.format(form).replace(
                " a ",
                " <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> " if form == "nt" else " a ",
            ),
            encoding="utf-8",
        )
        load_file(empty, path)
    assert [entry.file for entry in entries(empty)] == ["gens.ttl", "gens.nt"]


# ---- Older and newer ------------------------------------------------------------------------


def test_an_older_edition_is_refused_until_it_is_asked_for(
    empty: Workspace, tmp_path: Path
) -> None:
    load_file(empty, rna(tmp_path / "rna_20240601.csv", rna_row("W131000001", titre="Neuf")))
    old = rna(tmp_path / "rna_2024-01.csv", rna_row("W131000001", titre="Vieux"))
    for options in (None, Options(dry_run=True)):
        with pytest.raises(BadInput) as caught:
            load_file(empty, old, options=options)
    assert caught.value.text.en == (
        "rna_2024-01.csv is older than rna_20240601.csv, which is loaded: nothing was loaded. To "
        "go back to the older edition, load again with --replace rna_20240601.csv"
    )
    assert names(empty) == ["Neuf"]
    load_file(empty, old, options=replacing("rna_20240601.csv"))
    assert names(empty) == ["Vieux"]
    load_file(empty, rna(tmp_path / "rna_202406.csv", rna_row("W131000001", titre="Juin")))
    assert (names(empty), len(entries(empty))) == (["Juin"], 1)


# ---- Two territories of one file ------------------------------------------------------------


def test_two_territories_of_a_file_both_stay_and_what_they_share_counts_once(
    empty: Workspace, tmp_path: Path
) -> None:
    path = rna(tmp_path / "rna.csv", rna_row("W131000001", titre="D'Aix"),
               rna_row("W841000001", adrs_codeinsee="84089", titre="De Pertuis"))  # fmt: skip
    load_file(empty, path, territory="Pays d'Aix")
    once = statements_of(empty, "W841000001")
    done = load_file(empty, path, territory="Pertuis")
    assert told(done) == [
        "rna.csv is loaded for Pays d'Aix too: both stay, and what they share counts once."
    ]
    assert sources(empty) == ["rna-pays-d-aix", "rna-pertuis"]
    assert statements_of(empty, "W841000001") == once
    assert names(empty) == ["D'Aix", "De Pertuis"]
    load_file(empty, path)
    assert sources(empty) == ["rna"]


# ---- The same bytes -------------------------------------------------------------------------


def test_the_same_bytes_under_another_name_are_not_loaded_twice(
    empty: Workspace, tmp_path: Path
) -> None:
    path = grants(tmp_path / "dons.csv", ("Aînés", NUMBER, "500"))
    before = load_file(empty, path).entry
    copy = tmp_path / "dons (1).csv"
    copy.write_bytes(path.read_bytes())
    done = load_file(empty, copy)
    assert (done.unchanged, done.entry) == (True, before)
    assert told(done) == [
        "dons (1).csv has the same content as dons.csv: nothing is loaded twice. To rename it, "
        "load again with --replace dons.csv"
    ]
    assert alliances(empty) == 1
    renamed = load_file(empty, copy, options=replacing("dons.csv"))
    assert renamed.difference is not None
    assert (renamed.difference.new, renamed.difference.gone) == (0, 0)
    assert [entry.file for entry in entries(empty)] == ["dons (1).csv"]


def test_a_year_in_the_name_may_be_what_the_rows_are_about(
    empty: Workspace, tmp_path: Path
) -> None:
    for year in (2018, 2019):
        load_file(empty, grants(tmp_path / f"dons-{year}.csv", ("Aînés", NUMBER, "500")))
    assert sources(empty) == ["dons-2018", "dons-2019"]


# ---- Corrected rows -------------------------------------------------------------------------


def corrected(made: Workspace, tmp_path: Path) -> Path:
    """Load a register with two refused rows, and a file in which both are corrected."""
    load_file(made, rna(tmp_path / "rna_20240301.csv", rna_row("W131000001"),
                        rna_row("W1310022", titre="A corriger"),
                        rna_row("W1310033", titre="Seulement ici")))  # fmt: skip
    path = made.path / "refus" / "rna-refus.csv"
    text = path.read_text(encoding="utf-8-sig")
    text = text.replace("W1310022", "W131000022").replace("W1310033", "W131000033")
    path.write_text(text, encoding="utf-8")
    load_file(made, path)
    return path


def test_a_newer_edition_outranks_the_corrections_of_the_older_one(
    empty: Workspace, tmp_path: Path
) -> None:
    path = corrected(empty, tmp_path)
    assert [(e.source, e.name, e.origin) for e in entries(empty)] == [
        ("rna", "rna", ""), ("rna-refus", "rna", "rna"),
    ]  # fmt: skip
    newer = rna(tmp_path / "rna_20240901.csv", rna_row("W131000001"),
                rna_row("W131000022", titre="Du ministère"))  # fmt: skip
    done = load_file(empty, newer)
    assert told(done) == [
        "1 thing of rna-refus.csv is in the register now, whose version counts; 1 stays: "
        "Seulement ici.",
        "No row is refused any more: refus/rna-refus.csv is put aside as rna-refus.avant.csv.",
    ]
    assert names(empty) == ["AMIS DU LIVRE", "Du ministère", "Seulement ici"]
    assert statements_of(empty, "A corriger") == 0
    assert not path.exists()
    rebuild(empty)
    assert statements_of(empty, "A corriger") == 0


def test_a_corrected_row_and_its_corrected_register_are_one_alliance(
    empty: Workspace, tmp_path: Path
) -> None:
    rows = [("Aînés", NUMBER, "500"), ("Jeunes", NUMBER, "cent")]
    load_file(empty, grants(tmp_path / "dons.csv", *rows))
    path = empty.path / "refus" / "dons-refus.csv"
    text = path.read_text(encoding="utf-8-sig")
    path.write_text(text.replace("cent", "100"), encoding="utf-8")
    assert told(load_file(empty, path)) == []
    assert alliances(empty) == 2
    done = load_file(empty, grants(tmp_path / "dons.csv", rows[0], ("Jeunes", NUMBER, "100")))
    assert alliances(empty) == 2
    assert told(done)[0] == (
        "All that dons-refus.csv corrected is in the register now, whose version counts. You may "
        "take it out: alliances sources --remove dons-refus.csv"
    )


def test_corrected_rows_never_take_the_place_of_their_register(
    empty: Workspace, tmp_path: Path
) -> None:
    path = corrected(empty, tmp_path)
    path.write_text(path.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    with pytest.raises(Misuse, match="holds corrected rows only: it cannot replace rna_20240301"):
        load_file(empty, path, options=replacing("rna_20240301.csv"))
    assert not any("--replace" in words for words in told(load_file(empty, path)))


def test_refused_rows_of_a_long_name_keep_one_name(empty: Workspace, tmp_path: Path) -> None:
    long = "subventions-versees-aux-associations-par-la-ville-et-ses-etablissements"
    load_file(empty, rna(tmp_path / f"{long}.csv", rna_row("W131000001"), rna_row("X1")))
    (refused,) = (empty.path / "refus").iterdir()
    text = refused.read_text(encoding="utf-8-sig").replace("X1;", "W131000002;")
    for title in ("Un", "Deux"):
        refused.write_text(text.replace("AMIS DU LIVRE", title), encoding="utf-8")
        load_file(empty, refused)
    assert [entry.origin == sources(empty)[0] for entry in entries(empty)] == [False, True]
    assert names(empty) == ["AMIS DU LIVRE", "Deux"]


def test_an_unknown_file_to_replace_is_told(empty: Workspace, tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"'x\.csv' is not loaded here"):
        load_file(empty, rna(tmp_path / "rna.csv", rna_row("W131000001")),
                  options=replacing("x.csv"))  # fmt: skip


@pytest.mark.parametrize("name", ["rna-refus.csv", "rna-refus-2.csv"])
def test_files_of_refused_rows_are_put_aside_from_one_on(tmp_path: Path, name: str) -> None:
    every = ["rna-refus.csv", "rna-refus-2.csv", "rna-refus-3.csv", "rna-import-refus.csv"]
    for one in every:
        (tmp_path / one).write_text("x", encoding="utf-8")
    told_ = corrections.put_aside(tmp_path / name)
    stays = every[3:] + every[: every.index(name)]
    assert len(told_) == 4 - len(stays)
    assert {path.name for path in tmp_path.iterdir() if "avant" not in path.name} == set(stays)


@pytest.mark.parametrize("module", [editions, disjoint, kept])
def test_examples_in_the_code_hold(module: object) -> None:
    assert doctest.testmod(module).failed == 0  # type: ignore[arg-type]
