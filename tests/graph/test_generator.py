"""The generator of register files: reproducible, recognised, and dirty exactly as it says."""

from __future__ import annotations

import csv
import doctest
import subprocess
import sys
import tracemalloc
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from graph.identifiers import Minter, luhn, parse_rna
from graph.sources import fields
from graph.sources.catalogue import recognise
from graph.sources.context import Context
from graph.sources.emit import Emit
from graph.sources.places import known_places, scope_of
from graph.sources.report import Report
from tests.benchmarks import generate, registers
from tests.benchmarks.generate import FAULTS, KINDS

ROOT = Path(__file__).resolve().parents[2]
BASE = "https://territoire.test/"
MANY: dict[str, float] = dict.fromkeys(FAULTS, 0.02)
Write = Callable[..., Counter[str]]

kinds = pytest.mark.parametrize("name", sorted(KINDS))


def _writer(name: str) -> Write:
    found: Write = getattr(generate, name)
    return found


def _rows(path: Path, name: str) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=KINDS[name].separator))


def _read(path: Path, territory: str = "") -> tuple[Report, str]:
    """Read a file as the program does; return what it reports and states."""
    places = known_places(BASE, None, [])
    scope = scope_of(places, territory) if territory else None
    out, report = Emit(Minter(BASE), "essai", "v", "rna"), Report()
    blocks = recognise(path).blocks(out, Context(path.name, places, scope), report)
    return report, b"".join(blocks).decode()


@kinds
def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(
    name: str, tmp_path: Path
) -> None:
    write = _writer(name)
    counts = [write(tmp_path / f"{i}.csv", 3000, seed) for i, seed in enumerate((7, 7, 8))]
    first, again, other = ((tmp_path / f"{i}.csv").read_bytes() for i in range(3))
    assert first == again
    assert counts[0] == counts[1]
    assert first != other


@kinds
def test_a_longer_file_begins_with_the_shorter_one(name: str, tmp_path: Path) -> None:
    for rows in (100, 6000):
        _writer(name)(tmp_path / f"{rows}.csv", rows)
    assert (tmp_path / "6000.csv").read_bytes().startswith((tmp_path / "100.csv").read_bytes())


@kinds
def test_without_faults_every_row_is_whole(name: str, tmp_path: Path) -> None:
    counts = _writer(name)(tmp_path / "a.csv", 4000, faults={})
    rows = _rows(tmp_path / "a.csv", name)
    assert (len(rows), counts) == (4000, Counter())
    assert list(rows[0]) == KINDS[name].header
    assert {len(row) for row in rows} == {len(KINDS[name].header)}
    assert None not in {value for row in rows for value in row.values()}


def test_the_headers_are_those_of_the_registers() -> None:
    assert {name: len(kind.header) for name, kind in KINDS.items()} == {
        "rna": 41, "rne": 14, "scdl": 16,
    }  # fmt: skip
    raw = ROOT.parent / "shared" / "data" / "rna" / "rna_waldec_2022-05.csv"
    if not raw.is_file():
        pytest.skip("raw open data not beside the repository (../shared/data)")
    with raw.open(encoding="utf-8") as file:
        assert file.readline().rstrip() == registers.HEADERS["rna"]


def test_an_association_has_a_sound_number_of_its_own_and_a_seat_in_france(tmp_path: Path) -> None:
    generate.rna(tmp_path / "a.csv", 20_000, faults={})
    rows = _rows(tmp_path / "a.csv", "rna")
    assert len({parse_rna(row["id"]) for row in rows}) == 20_000
    assert all(fields.insee(row["adrs_codeinsee"]) for row in rows)
    assert len({row["adrs_codeinsee"][:2] for row in rows}) == 97  # 96 départements and overseas
    sirets = [row["siret"] for row in rows if row["siret"]]
    assert 0.02 < len(sirets) / 20_000 < 0.04
    assert len(set(sirets)) == len(sirets)
    assert all(luhn(number) and luhn(number[:9]) for number in sirets)


def test_a_share_of_the_associations_is_in_the_pays_d_aix(tmp_path: Path) -> None:
    counts = generate.rna(tmp_path / "a.csv", 50_000)
    report, said = _read(tmp_path / "a.csv", "Pays d'Aix")
    kept = report.kept
    assert sum(counts.values()) > 3000
    assert 0.005 < kept / 50_000 < 0.007
    assert said.count("/id/geo/commune/84089> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type>")


def test_what_the_reader_reports_is_what_was_put_in(tmp_path: Path) -> None:
    counts = generate.rna(tmp_path / "a.csv", 20_000, faults=MANY)
    assert set(counts) == set(FAULTS)
    assert all(300 < count < 500 for count in counts.values())
    report, said = _read(tmp_path / "a.csv")
    assert not [sign for sign in set(said) if "\ue000" <= sign <= "\uf8ff"]  # marks of the reader
    assert report.read["rna"] == 20_000
    assert report.rejected["rna"] == counts["cells"] + counts["name"]
    assert report.filtered["rna"] == counts["duplicates"]
    assert report.repaired["rna"] == counts["siret"] + counts["day"] + counts["encoding"]
    assert report.withheld == counts["contacts"]
    assert {reason.en: count for reason, count in report.reasons.items()} == {
        "duplicate row": counts["duplicates"],
        "wrong SIRET left empty": counts["siret"],
        "impossible date left empty": counts["day"],
        "foreign bytes read as Windows-1252": counts["encoding"],
    }


def test_the_file_is_recognised_as_the_rna(tmp_path: Path) -> None:
    generate.rna(tmp_path / "a.csv", 50)
    reading = recognise(tmp_path / "a.csv")
    assert (reading.source.key, reading.layout.key, reading.notices) == ("rna", "waldec", [])


def test_lost_zeros_and_null_dates_are_in_the_file(tmp_path: Path) -> None:
    faults = {"zeros": 0.5, "dates": 0.5}
    counts = generate.rna(tmp_path / "a.csv", 1000, faults=faults)
    rows = _rows(tmp_path / "a.csv", "rna")
    assert sum(row["date_creat"] == "0001-01-01" for row in rows) == counts["dates"]
    assert sum(len(row["objet_social1"]) < 6 for row in rows) == counts["zeros"]
    assert {len(row["adrs_codeinsee"]) for row in rows} == {4, 5}


def test_the_faults_of_mayors_are_those_counted(tmp_path: Path) -> None:
    faults = {name: share for name, share in MANY.items() if name not in {"encoding", "cells"}}
    counts = generate.rne(tmp_path / "a.csv", 5000, faults=faults)
    rows = _rows(tmp_path / "a.csv", "rne")
    assert set(counts) == {"zeros", "dates", "day", "name", "duplicates"}
    start = Counter(row["Date de début du mandat"] for row in rows)
    assert start["31/02/2020"] == counts["day"]
    assert sum(not row["Date de début de la fonction"] for row in rows) == counts["dates"]
    assert sum(not row["Nom de l'élu"] for row in rows) == counts["name"]
    assert sum(row["Code du département"] == "13" for row in rows)


def test_the_faults_of_subsidies_are_those_counted(tmp_path: Path) -> None:
    faults = {name: share for name, share in MANY.items() if name not in {"encoding", "cells"}}
    counts = generate.scdl(tmp_path / "a.csv", 5000, faults=faults)
    rows = _rows(tmp_path / "a.csv", "scdl")
    assert set(counts) == {"siret", "zeros", "dates", "day", "name", "duplicates", "contacts"}
    numbers = [row["idBeneficiaire"] for row in rows]
    assert sum(len(number) == 12 for number in numbers) == counts["zeros"]
    assert sum(fields.siren_of(number) is None for number in numbers) == (
        counts["siret"] + counts["zeros"]
    )
    assert sum(row["dateConvention"].endswith("-12-35") for row in rows) == counts["day"]
    assert sum(row["datesPeriodeVersement"] == "0001-01-01" for row in rows) == counts["dates"]
    assert sum(not row["nomBeneficiaire"] for row in rows) == counts["name"]
    assert sum("inscriptions" in row["objet"] for row in rows) == counts["contacts"]


@kinds
def test_a_cut_row_is_short_and_a_foreign_one_is_no_utf_8(name: str, tmp_path: Path) -> None:
    path, kind = tmp_path / "a.csv", KINDS[name]
    counts = _writer(name)(path, 2000, faults={"cells": 0.1, "encoding": 0.1})
    with path.open(encoding="utf-8", errors="replace", newline="") as file:
        rows = list(csv.reader(file, delimiter=kind.separator))
    assert sum(len(row) < len(kind.header) for row in rows) == counts["cells"]
    foreign = sum("\ufffd" in "".join(row) for row in rows)
    assert 0 < foreign <= counts["encoding"]  # a mayor's row may hold no accent
    assert name == "rne" or foreign == counts["encoding"]


def test_contacts_are_dummies(tmp_path: Path) -> None:
    for name in KINDS:
        _writer(name)(tmp_path / f"{name}.csv", 2000, faults=MANY)
        text = (tmp_path / f"{name}.csv").read_bytes().decode("utf-8", "replace")
        assert text.count("@") == text.count("contact@example.org")
        assert text.count("http") == text.count(".example.org")


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    peaks = []
    for rows in (5_000, 15_000):
        tracemalloc.start()
        generate.rna(tmp_path / "a.csv", rows)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.2 * peaks[0]


@pytest.mark.parametrize("rows", [-1, generate.MOST + 1])
def test_a_size_that_cannot_be_is_refused(rows: int, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="rows: from 0 to 10000000"):
        generate.rna(tmp_path / "a.csv", rows)
    assert not (tmp_path / "a.csv").exists()


def test_shares_above_one_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"the shares of faults sum to 1\.5"):
        generate.rna(tmp_path / "a.csv", 1, faults={"zeros": 1.0, "dates": 0.5})


def test_the_command_line_writes_the_same_file_as_the_function(tmp_path: Path) -> None:
    generate.scdl(tmp_path / "a.csv", 300, 5, {**FAULTS, "siret": 0.3})
    ran = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.generate", "scdl", "300", tmp_path / "b.csv",
         "--seed", "5", "--fault", "siret=0.3"],
        cwd=ROOT, check=True, capture_output=True, encoding="utf-8",
    )  # fmt: skip
    assert ran.stdout.startswith("300 rows, ")
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()


def test_the_examples_of_the_documentation_are_true() -> None:
    assert doctest.testmod(registers) == (0, 1)
