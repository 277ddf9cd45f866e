"""Files as people really save them: every format, and every habit of a spreadsheet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from graph.errors import BadInput
from graph.sources import workbook
from graph.sources.workbook import Checked
from graph.sources.workbook.read import letters
from graph.sources.workbook.schema import SHEETS
from graph.sources.workbook.template import write_template
from ontology.text import Lang
from tests.spreadsheets import Sheets, Value, read, said, small_sheets, write_ods, write_xlsx
from tests.workbooks import SMALL, write_workbook


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    lines = said(read(write_workbook(tmp_path_factory.mktemp("csv"))))
    assert len(lines) > 180
    return lines


# ---- The same statements, whatever the format --------------------------------------------


@pytest.mark.parametrize(("write", "suffix"), [(write_xlsx, "xlsx"), (write_ods, "ods")])
def test_a_spreadsheet_says_what_the_csv_files_say(
    tmp_path: Path, expected: list[str], write: Callable[[Path, Sheets], Path], suffix: str
) -> None:
    path = write(tmp_path / f"carnet.{suffix}", small_sheets())
    checked = read(path)
    assert checked.report.problems == []
    assert said(checked) == expected


@pytest.mark.parametrize(("write", "suffix"), [(write_xlsx, "xlsx"), (write_ods, "ods")])
def test_cells_of_real_types(
    tmp_path: Path, write: Callable[[Path, Sheets], Path], suffix: str
) -> None:
    """Numbers as floats, codes that lost their zero, and dates as dates."""
    typed = small_sheets(
        territoires=[
            ["id", "nom", "type", "code", "population", "année population"],
            [1001.0, "L'Abergement-Clémenciat", "commune", 1001.0, 776.0, 2017.0],
            ["dep-01", "Ain", "département", 1.0],
        ],
        acteurs=[
            ["id", "nom", "type", "siren", "commune"],
            ["a", "A", "association", 200054807.0, 1001.0],
            ["b", "B", "entreprise", 5520135.0, "01001"],
            [3.0, "C", "entreprise", None, "l'abergement clemenciat"],
        ],
        mandats=None,
        alliances=[
            ["id", "intitulé", "montant", "territoires", "début", "fin"],
            ["x", "X", 7000.5, 1001.0, date(2017, 12, 15), 2018.0],
        ],
        parties=[["alliance", "acteur"], ["x", "a"], ["x", 3.0]],
        etapes=[["alliance", "étape", "date"], ["x", "signé", date(2017, 12, 15)]],
    )
    checked = read(write(tmp_path / f"t.{suffix}", typed))
    place, region = checked.records["territories"]
    assert (place.key, place.get("code"), int(place.get("population"))) == ("01001", "01001", 776)
    assert region.get("code") == "01"
    assert [r.get("siren") for r in checked.records["actors"]] == ["200054807", None]
    assert [r.get("commune").key for r in checked.records["actors"]] == ["01001", "01001"]
    assert [p.message.en for p in checked.report.problems] == [
        f"t.{suffix} › acteurs, row 3, column 'siren', value '5520135': this is not a valid SIREN. "
        "A SIREN has 9 digits: did you mean 005520135?"
    ]
    (alliance,) = checked.records["alliances"]
    assert str(alliance.get("amount")) == "7000.5"
    assert alliance.get("start").day == date(2017, 12, 15)
    assert alliance.get("end").not_after == date(2018, 12, 31)
    assert alliance.get("territories")[0].key == "01001"


def test_english_sheets_and_headers_in_another_order(tmp_path: Path, expected: list[str]) -> None:
    folder = tmp_path / "english"
    folder.mkdir()
    for name, text in SMALL.items():
        sheet = next(s for s in SHEETS.values() if s.name.fr.replace("é", "e") == name)
        rows = [line.split(";") for line in text.splitlines()]
        rows[0] = [
            next(c.name.en for c in sheet.columns if c.name.fr == header) for header in rows[0]
        ]
        lines = [",".join(reversed(row)) for row in rows]
        (folder / f"{sheet.name.en}.csv").write_text("\n".join(lines), encoding="utf-8-sig")
    checked = read(folder)
    assert checked.report.problems == []
    assert said(checked) == expected


@pytest.mark.parametrize(
    "habit",
    [
        "title row", "bom", "crlf", "tabs", "commas", "quoted", "spaces", "empty rows",
        "empty columns", "capitals", "plural", "sep=", "help", "stars", "nbsp",
    ],
)  # fmt: skip
def test_habits_that_change_nothing(tmp_path: Path, expected: list[str], habit: str) -> None:
    folder = tmp_path / "carnet"
    folder.mkdir()
    for name, text in SMALL.items():
        head, _, body = text.partition("\n")
        changed = {
            "title row": f"Mes {name}, à jour\n\n{text}",
            "bom": f"\ufeff{text}",
            "crlf": text.replace("\n", "\r\n") + "\r\n\r\n",
            "tabs": text.replace(";", "\t"),
            "commas": text.replace(";", ","),
            "quoted": "\n".join(
                ";".join(f'"{cell}"' for cell in line.split(";")) for line in text.splitlines()
            ),
            "spaces": "\n".join(
                ";".join(f"  {cell}  " for cell in line.split(";")) for line in text.splitlines()
            ),
            "empty rows": text.replace("\n", "\n\n;;;\n   \n"),
            "empty columns": "\n".join(f";{line};;" for line in text.splitlines()),
            "capitals": f"{head.upper()}\n{body}",
            "plural": f"{head.replace('thèmes', 'Thème').replace('rôle', 'Rôles')}\n{body}",
            "sep=": f"sep=;\n{text}",
            "help": "".join(f"{h} (voir l'aide);" for h in head.split(";"))[:-1] + f"\n{body}",
            "stars": "".join(f"{h} *;" for h in head.split(";"))[:-1] + f"\n{body}",
            "nbsp": text.replace(";", "\u00a0;\u00a0"),
        }[habit]
        (folder / f"{name}.csv").write_text(changed, encoding="utf-8", newline="")
    checked = read(folder)
    assert [p.message.fr for p in checked.report.problems] == []
    assert said(checked) == expected


def test_rows_keep_their_number_in_the_file(tmp_path: Path) -> None:
    text = 'Titre\n\nid;nom;type\n\na;"A\nsur deux lignes";association\n\nb;B;géant'
    path = write_workbook(tmp_path / "c", acteurs=text)
    (problem, *_) = read(path).report.problems
    assert (problem.row, problem.value) == (8, "géant")
    rows: list[list[Value]] = [["Titre"], [], ["id", "nom", "type"], [], ["a", "A", "géant"]]
    (problem, *_) = read(
        write_xlsx(tmp_path / "c.xlsx", small_sheets(acteurs=rows))
    ).report.problems
    assert (problem.row, problem.value) == (5, "géant")


def test_titles_typed_by_hand(tmp_path: Path, expected: list[str]) -> None:
    sheets = {f" {name.upper()} ": rows for name, rows in small_sheets().items()}
    sheets |= {"Feuil1": [], "Graphique": [["x"]], "aide": [["Comment faire"]], "listes": [["a"]]}
    path = write_xlsx(tmp_path / "carnet.xlsx", sheets)
    tables, unknown = workbook.read_tables(path)
    assert unknown == ["Feuil1", "Graphique"]
    assert said(workbook.check(tables)) == expected


def test_an_optional_sheet_may_be_blank(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "c.xlsx", small_sheets(mandats=[["", None]], programmes=[]))
    assert "mandates" not in workbook.read_tables(path)[0]


def test_a_merged_title_and_formulas(tmp_path: Path, expected: list[str]) -> None:
    path = write_xlsx(tmp_path / "carnet.xlsx", small_sheets())
    book = load_workbook(path)
    sheet = book["acteurs"]
    sheet.insert_rows(1, 2)
    sheet["A1"] = "Les acteurs du territoire"
    sheet.merge_cells("A1:F1")
    sheet["Z9"] = "=1+1"  # never calculated, in a column without a title
    book.save(path)
    assert said(read(path)) == expected


def test_failed_formulas_are_empty_cells_and_are_told(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "c.xlsx", small_sheets())
    book = load_workbook(path)
    for place in ("F2", "C4"):
        book["acteurs"][place] = "#N/A"
        book["acteurs"][place].data_type = "e"
    book.save(path)
    folder = write_workbook(
        tmp_path / "c", acteurs=SMALL["acteurs"].replace(";PAA;", ";#NOM ?;", 1)
    )
    assert [notice.en for notice in read(path).report.notices] == [
        "c.xlsx › acteurs, row 2, column 'siren': the failed formula '#N/A' is read as an empty "
        "cell.",
        "c.xlsx › acteurs, row 4, column 'sigle': the failed formula '#N/A' is read as an empty "
        "cell.",
    ]
    checked = read(folder)
    assert [notice.fr for notice in checked.report.notices] == [
        "acteurs.csv, ligne 2, colonne « sigle » : la formule en erreur « #NOM ? » est lue comme "
        "une cellule vide."
    ]
    assert checked.records["actors"][0].get("acronym") is None


def test_a_formula_that_no_program_worked_out_is_told_and_nothing_is_read(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "c.xlsx", small_sheets())
    book = load_workbook(path)
    book["acteurs"]["B3"] = '=CONCATENATE("Ville ", "d\'Aix")'
    book.save(path)
    with pytest.raises(BadInput) as refused:
        read(path)
    assert refused.value.text.en == (
        "c.xlsx › acteurs, row 3, column 'nom': this formula has no result yet (a program wrote it "
        "without working it out). Open the workbook in a spreadsheet program, save it, then load "
        "it again."
    )


def test_a_formula_whose_result_is_an_empty_text_is_an_empty_cell(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "c.xlsx", small_sheets())
    book = load_workbook(path)
    book["acteurs"]["C4"] = '=""'
    book.save(path)
    empty = tmp_path / "d.xlsx"
    with ZipFile(path) as old, ZipFile(empty, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, part.replace(b'<c r="C4"><f>', b'<c r="C4" t="str"><f>'))
    assert read(empty).report.notices == []


HELD = "diffusion"


def restricted(checked: Checked) -> list[str]:
    """The names of the actors that are restricted."""
    return [
        r.values["name"] for r in checked.records["actors"] if r.get("disclosure") == "restreint"
    ]


def with_levels(*levels: str) -> list[list[Value]]:
    """Three associations, and a column of their levels."""
    head = ["id", "nom", "type", "commune", "source", HELD]
    rows = [[f"x{n}", f"Club {n}", "association", "13113", "notes"] for n in range(len(levels))]
    return [head, *([*row, level] for row, level in zip(rows, levels, strict=True))]  # type: ignore[list-item]


def test_what_stands_in_merged_cells_counts_for_each_row(tmp_path: Path) -> None:
    sheets = small_sheets(acteurs=with_levels("public", "restreint", "", ""))
    book = load_workbook(write_xlsx(tmp_path / "c.xlsx", sheets))
    book["acteurs"].merge_cells("F3:F6")
    book.save(tmp_path / "c.xlsx")
    assert restricted(read(tmp_path / "c.xlsx")) == ["Club 1", "Club 2", "Club 3"]
    assert len(read(tmp_path / "c.xlsx").records["actors"]) == 4

    whole = write_ods(tmp_path / "c.ods", sheets)
    merged = tmp_path / "d.ods"
    level = b'<table:table-cell office:value-type="string"><text:p>restreint'
    with ZipFile(whole) as old, ZipFile(merged, "w") as new:
        for name in old.namelist():
            part = old.read(name)
            assert name != "content.xml" or level in part
            spanned = level.replace(b"cell ", b'cell table:number-rows-spanned="3" ')
            new.writestr(name, part.replace(level, spanned))
    assert restricted(read(merged)) == ["Club 1", "Club 2", "Club 3"]


def test_headers_merged_over_two_rows_are_no_actor(tmp_path: Path) -> None:
    rows = with_levels("public")
    sheets = small_sheets(acteurs=[rows[0], ["", "", "", "", "", "(niveau)"], *rows[1:]])
    book = load_workbook(write_xlsx(tmp_path / "c.xlsx", sheets))
    for column in "ABCDE":
        book["acteurs"].merge_cells(f"{column}1:{column}2")
    book["acteurs"]["F2"] = None
    book["acteurs"]["G2"] = "a note"
    book.save(tmp_path / "c.xlsx")
    assert [r.values["name"] for r in read(tmp_path / "c.xlsx").records["actors"]] == ["Club 0"]


def test_a_level_that_failed_is_refused_not_public(tmp_path: Path) -> None:
    book = load_workbook(
        write_xlsx(tmp_path / "c.xlsx", small_sheets(acteurs=with_levels("public", "restreint")))
    )
    book["acteurs"]["F3"] = "#N/A"
    book["acteurs"]["F3"].data_type = "e"
    book.save(tmp_path / "c.xlsx")
    checked = read(tmp_path / "c.xlsx")
    assert [r.values["name"] for r in checked.records["actors"]] == ["Club 0"]


@pytest.mark.parametrize("header", ["Difusion", "disclosed", "niveau", ""])
def test_levels_in_a_column_that_is_not_read_are_refused(tmp_path: Path, header: str) -> None:
    rows = with_levels("public", "restreint")
    rows[0][-1] = header
    path = write_xlsx(tmp_path / "c.xlsx", small_sheets(acteurs=rows))
    with pytest.raises(BadInput) as refused:
        read(path)
    assert refused.value.text.en.startswith(f"c.xlsx › acteurs: the column '{header or '?'}' seems")
    assert refused.value.text.en.endswith("Name it 'disclosure', or take it out.")


@pytest.mark.parametrize("nothing", ["-", "—", "?", "/", "n/a", "  …  "])
def test_signs_for_nothing_are_nothing(tmp_path: Path, nothing: str) -> None:
    changed = (
        SMALL["acteurs"].replace(";PAA;", f";{nothing};").replace(";;13113;", f";{nothing};13113;")
    )
    checked = read(write_workbook(tmp_path / "c", acteurs=changed))
    assert checked.report.problems == []
    assert checked.records["actors"][0].get("acronym") is None


def test_unknown_columns_are_named_and_slips_of_the_pen_are_guessed(tmp_path: Path) -> None:
    head, _, body = SMALL["acteurs"].partition("\n")
    rows = "\n".join(f"{line};06 12 34 56 78;autre" for line in body.splitlines())
    changed = f"{head.replace('sigle', 'sygle')};téléphone;\n{rows}"
    tables, _ = workbook.read_tables(write_workbook(tmp_path / "c", acteurs=changed))
    assert tables["actors"].dropped == ("sygle", "téléphone", "(L)")
    assert workbook.check(tables).report.notices == [
        (
            "acteurs.csv : la colonne « sygle » n'est pas lue. Vouliez-vous dire « sigle » ?",
            "acteurs.csv: the column 'sygle' is not read. Did you mean 'sigle'?",
        )
    ]


def test_hostile_titles_are_shown_as_one_plain_line(tmp_path: Path) -> None:
    head, _, body = SMALL["acteurs"].partition("\n")
    changed = f'{head};"\x1b[31m\nrouge{"x" * 200}"\n{body}'
    folder = write_workbook(tmp_path / "c", acteurs=changed)
    (folder / "\x1b[2Jx.csv").write_text("a", encoding="utf-8")
    tables, unknown = workbook.read_tables(folder)
    (dropped,) = tables["actors"].dropped
    for words in (dropped, *unknown):
        assert words.isprintable()
        assert len(words) <= 80


@pytest.mark.parametrize(
    ("place", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16383, "XFD")]
)
def test_columns_have_the_letters_that_spreadsheets_show(place: int, name: str) -> None:
    assert letters(place) == name


def test_hidden_files_are_no_sheets(tmp_path: Path, expected: list[str]) -> None:
    path = write_workbook(tmp_path / "c")
    (path / "._acteurs.csv").write_bytes(b"\x00\x05\xff")
    (path / ".~lock.acteurs.csv#").write_bytes(b"x")
    assert said(read(path)) == expected


def test_formatted_empty_cells_far_away_are_no_harm(tmp_path: Path, expected: list[str]) -> None:
    path = write_xlsx(tmp_path / "carnet.xlsx", small_sheets())
    book = load_workbook(path)
    book["acteurs"]["XFD1048576"].number_format = "@"
    book.save(path)
    assert said(read(path)) == expected


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_the_empty_template_is_read_without_a_word(tmp_path: Path, lang: Lang) -> None:
    write_template(tmp_path / "carnet.xlsx", lang)
    tables, unknown = workbook.read_tables(tmp_path / "carnet.xlsx")
    assert unknown == []
    assert set(tables) == set(SHEETS)
    assert [table.dropped for table in tables.values()] == [()] * len(SHEETS)
    checked = workbook.check(tables)
    assert sum(checked.report.read.values()) == 0
    assert checked.report.problems == []
    assert checked.report.notices == []
