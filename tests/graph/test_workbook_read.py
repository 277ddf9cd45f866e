"""Files as people really save them: every format, every habit of a spreadsheet, every damage."""

from __future__ import annotations

import random
import subprocess
import sys
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from graph.errors import AlliancesError, BadInput
from graph.identifiers import Minter
from graph.rdf import nquads
from graph.sources import workbook
from graph.sources.workbook.check import Checked
from graph.sources.workbook.read import letters
from graph.sources.workbook.schema import SHEETS
from graph.workspace import Workspace
from tests.graph.conftest import refusal
from tests.spreadsheets import Sheets, Value, small_sheets, write_ods, write_xlsx
from tests.workbooks import SMALL, write_workbook

SAMPLES = Path(__file__).parent / "samples"
ROOT = Path(__file__).resolve().parents[2]
REQUIRED = ("actors", "alliances", "parties", "stages")
COLUMNS = {key: sheet.columns for key, sheet in SHEETS.items()}


def read(path: Path) -> Checked:
    return workbook.check(workbook.read_tables(path)[0])


def said(checked: Checked) -> list[str]:
    """Return all that a workbook says, without the place of each row."""
    lines = nquads(
        workbook.statements(
            checked, minter=Minter("https://example.org/"), source="carnet", version="v"
        )
    )
    return sorted({line for line in lines if "#locator" not in line})


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
    rows = "\n".join(f"{line};06 12 34 56 78;secret" for line in body.splitlines())
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


# ---- Damage: the whole message, and a store that has not changed ---------------------------


def columns(key: str, lang: str) -> str:
    return ", ".join(column.name.fr if lang == "fr" else column.name.en for column in COLUMNS[key])


def test_a_missing_file(finished: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "rien.xlsx"
    assert refusal(finished, path).text == (
        f"{path} n'existe pas. Vérifiez le chemin.",
        f"{path} does not exist. Check the path.",
    )


@pytest.mark.parametrize("key", REQUIRED)
def test_a_missing_sheet(finished: Workspace, tmp_path: Path, key: str) -> None:
    name = SHEETS[key].name
    gone = name.fr.replace("é", "e")
    path = write_workbook(tmp_path / "c", **{gone: None})
    found = ", ".join(sorted(set(SMALL) - {gone}))
    assert refusal(finished, path).text == (
        f"{path} : il manque la feuille « {name.fr} » (feuilles trouvées : {found}). "
        "Ajoutez-la ; « alliances init » écrit un modèle.",
        f"{path}: the sheet '{name.en}' is missing (sheets found: {found}). "
        "Add it; 'alliances init' writes a template.",
    )


def test_a_missing_sheet_that_has_nearly_its_name(finished: Workspace, tmp_path: Path) -> None:
    sheets = {"Acteurs (2)" if k == "acteurs" else k: v for k, v in small_sheets().items()}
    path = write_xlsx(tmp_path / "c.xlsx", sheets)
    text = refusal(finished, path).text
    assert text.fr.endswith("Renommez « Acteurs (2) » en « acteurs ».")
    assert text.en.endswith("Rename 'Acteurs (2)' to 'actors'.")


def test_a_sheet_twice(finished: Workspace, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "c.xlsx", small_sheets(Actors=[["nom"], ["x"]]))
    assert refusal(finished, path).text == (
        f"{path} : la feuille « acteurs » y est deux fois (acteurs et Actors). Gardez-en une.",
        f"{path}: the sheet 'actors' is there twice (acteurs and Actors). Keep one.",
    )


@pytest.mark.parametrize(("key", "column"), [("actors", "type"), ("parties", "acteur")])
def test_a_missing_column(finished: Workspace, tmp_path: Path, key: str, column: str) -> None:
    name = SHEETS[key].name.fr
    path = write_workbook(tmp_path / "c", **{name: SMALL[name].replace(f";{column};", ";x;", 1)})
    english = next(c.name.en for c in COLUMNS[key] if c.name.fr == column)
    assert refusal(finished, path).text == (
        f"{name}.csv : il manque la colonne « {column} ». La première ligne porte les noms des "
        f"colonnes : {columns(key, 'fr')}.",
        f"{name}.csv: the column '{english}' is missing. The first row holds the names of the "
        f"columns: {columns(key, 'en')}.",
    )


def test_a_missing_column_in_a_spreadsheet(finished: Workspace, tmp_path: Path) -> None:
    rows = [[*row[:1], *row[2:]] for row in small_sheets()["acteurs"]]
    path = write_xlsx(tmp_path / "c.xlsx", small_sheets(acteurs=rows))
    text = refusal(finished, path).text
    assert text.fr.startswith("c.xlsx › acteurs : il manque la colonne « nom ». ")
    assert text.en.startswith("c.xlsx › acteurs: the column 'name' is missing. ")


def test_a_column_twice(finished: Workspace, tmp_path: Path) -> None:
    changed = SMALL["acteurs"].replace(";sigle;", ";Name;", 1)
    path = write_workbook(tmp_path / "c", acteurs=changed)
    assert refusal(finished, path).text == (
        "acteurs.csv : la colonne « nom » y est deux fois (B et C). Gardez-en une ; plusieurs "
        "valeurs dans une cellule se séparent par |.",
        "acteurs.csv: the column 'name' is there twice (B and C). Keep one; several values in a "
        "cell are separated by |.",
    )


@pytest.mark.parametrize("data", [b"", b"   \n\n \t\n", b"\xef\xbb\xbf", b";;;\n;;;\n"])
def test_an_empty_csv_file(finished: Workspace, tmp_path: Path, data: bytes) -> None:
    path = write_workbook(tmp_path / "c")
    (path / "acteurs.csv").write_bytes(data)
    assert refusal(finished, path).text == (
        "acteurs.csv est vide. La première ligne doit porter les noms des colonnes.",
        "acteurs.csv is empty. The first row must hold the names of the columns.",
    )


def test_an_empty_required_sheet(finished: Workspace, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "c.xlsx", small_sheets(parties=[]))
    assert refusal(finished, path).text == (
        "c.xlsx › parties est vide. La première ligne doit porter les noms des colonnes.",
        "c.xlsx › parties is empty. The first row must hold the names of the columns.",
    )


def test_headers_only(finished: Workspace, tmp_path: Path) -> None:
    heads = {name: text.partition("\n")[0] for name, text in SMALL.items()}
    path = write_workbook(tmp_path / "c", **heads)
    assert refusal(finished, path).text == (
        "c ne contient aucune ligne à charger (les lignes « exemple: » ne comptent pas). "
        "Remplissez au moins la feuille « acteurs ».",
        "c holds no row to load (the rows 'example:' do not count). Fill in at least the sheet "
        "'actors'.",
    )


def test_a_spreadsheet_of_no_bytes(finished: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "c.xlsx"
    path.write_bytes(b"")
    assert refusal(finished, path).text == (
        "c.xlsx est vide (0 octet). Enregistrez-le à nouveau depuis le tableur.",
        "c.xlsx is empty (0 bytes). Save it again from the spreadsheet program.",
    )


@pytest.mark.parametrize(
    ("encoding", "row"), [("cp1252", 1), ("utf-16", 1), ("utf-16-le", 1), ("mac-roman", 1)]
)
def test_a_wrong_encoding(finished: Workspace, tmp_path: Path, encoding: str, row: int) -> None:
    path = write_workbook(tmp_path / "c")
    (path / "acteurs.csv").write_bytes(SMALL["acteurs"].encode(encoding))
    assert refusal(finished, path).text == (
        f"acteurs.csv, ligne {row} : ce n'est pas de l'UTF-8. Dans le tableur, enregistrez sous "
        "« CSV UTF-8 » ; ou gardez le classeur .xlsx ou .ods.",
        f"acteurs.csv, row {row}: this is not UTF-8. In the spreadsheet, save as 'CSV UTF-8'; or "
        "keep the .xlsx or .ods workbook.",
    )


def test_a_wrong_encoding_names_the_row(finished: Workspace, tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "c")
    data = "id;nom;type\na;A;association\nb;Bé;association\n".encode("cp1252")
    (path / "acteurs.csv").write_bytes(data)
    assert refusal(finished, path).text.fr.startswith("acteurs.csv, ligne 3 : ")


def test_quotes_that_do_not_close(finished: Workspace, tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "c", acteurs='id;nom;type\na;A;association\nb;"B;association')
    assert refusal(finished, path).text == (
        "acteurs.csv, ligne 3 : le CSV est mal formé (unexpected end of data). Vérifiez les "
        "guillemets.",
        "acteurs.csv, row 3: the CSV is malformed (unexpected end of data). Check the quotes.",
    )


@pytest.mark.parametrize("name", ["password.xlsx", "password.ods"])
def test_a_password(finished: Workspace, name: str) -> None:
    assert refusal(finished, SAMPLES / name).text == (
        f"{name} est protégé par un mot de passe. Enregistrez une copie sans mot de passe.",
        f"{name} is protected by a password. Save a copy without a password.",
    )


def no_workbook(text: AlliancesError, name: str) -> None:
    french, english = text.text
    assert french.startswith(
        f"{name} ne s'ouvre pas : le fichier est incomplet ou n'est pas un classeur ("
    )
    assert french.endswith("). Enregistrez-le à nouveau depuis le tableur.")
    assert english.startswith(f"{name} does not open: it is incomplete or not a workbook (")
    assert english.endswith("). Save it again from the spreadsheet program.")


@pytest.mark.parametrize(("write", "suffix"), [(write_xlsx, "xlsx"), (write_ods, "ods")])
@pytest.mark.parametrize("part", [0.01, 0.3, 0.6, 0.99])
def test_a_truncated_spreadsheet(
    finished: Workspace,
    tmp_path: Path,
    write: Callable[[Path, Sheets], Path],
    suffix: str,
    part: float,
) -> None:
    path = write(tmp_path / f"c.{suffix}", small_sheets())
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * part)])
    no_workbook(refusal(finished, path), path.name)


@pytest.mark.parametrize("suffix", ["xlsx", "ods", "xls"])
@pytest.mark.parametrize("data", [b"Bonjour\n", b"\x00" * 5000, b"PK\x03\x04", b"id;nom;type\n"])
def test_a_text_that_calls_itself_a_spreadsheet(
    finished: Workspace, tmp_path: Path, suffix: str, data: bytes
) -> None:
    path = tmp_path / f"c.{suffix}"
    path.write_bytes(data)
    no_workbook(refusal(finished, path), path.name)


def test_a_zip_that_is_no_workbook(finished: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "c.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", "<worksheet><sheetData><row><c r=")
        archive.writestr("hello.txt", "hello")
    no_workbook(refusal(finished, path), path.name)


@pytest.mark.parametrize("name", ["carnet.docx", "carnet.pdf", "carnet", "carnet.xlsb"])
def test_another_kind_of_file(finished: Workspace, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(b"x")
    assert refusal(finished, path).text == (
        f"{name} n'est ni un classeur (.xlsx, .ods, .xls) ni un dossier de fichiers CSV.",
        f"{name} is neither a workbook (.xlsx, .ods, .xls) nor a folder of CSV files.",
    )


def test_one_csv_file_alone(finished: Workspace, tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "c") / "acteurs.csv"
    assert refusal(finished, path).text == (
        "acteurs.csv n'est qu'une feuille. Donnez le dossier qui contient tous vos fichiers CSV : "
        f"{path.parent}",
        "acteurs.csv is one sheet only. Give the folder that holds all your CSV files: "
        f"{path.parent}",
    )


def test_a_folder_without_csv(finished: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "c"
    path.mkdir()
    (path / "._acteurs.csv").write_bytes(b"\x00\x05")  # what some systems leave on shared disks
    (path / "acteurs.csv").mkdir()
    assert refusal(finished, path).text == (
        f"Le dossier {path} ne contient aucun fichier CSV. Donnez un classeur (.xlsx, .ods) ou un "
        "dossier de fichiers acteurs.csv, alliances.csv…",
        f"The folder {path} holds no CSV file. Give a workbook (.xlsx, .ods) or a folder of files "
        "actors.csv, alliances.csv…",
    )


def test_hidden_files_are_no_sheets(tmp_path: Path, expected: list[str]) -> None:
    path = write_workbook(tmp_path / "c")
    (path / "._acteurs.csv").write_bytes(b"\x00\x05\xff")
    (path / ".~lock.acteurs.csv#").write_bytes(b"x")
    assert said(read(path)) == expected


def test_one_stray_cell_does_not_fill_the_memory(tmp_path: Path) -> None:
    """The reader would ask for 550 GB and the process would die: so it runs in one of its own."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "acteurs"
    sheet["A1"], sheet["XFD1048576"] = "nom", "x"
    book.save(tmp_path / "c.xlsx")
    program = (
        "import sys; from pathlib import Path; from graph.sources.workbook import read_tables\n"
        "from graph.errors import BadInput\n"
        "try: read_tables(Path(sys.argv[1]))\n"
        "except BadInput as error: sys.stdout.buffer.write('\\n'.join(error.text).encode())"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "c.xlsx")],
        cwd=ROOT, capture_output=True, check=True, encoding="utf-8",
    )  # fmt: skip
    assert done.stdout.splitlines() == [
        "c.xlsx : une feuille s'étend sur 1048576 × 16384 cellules. Supprimez les lignes et "
        "colonnes vides mises en forme, ou la cellule égarée tout en bas, puis enregistrez.",
        "c.xlsx: a sheet spans 1048576 × 16384 cells. Delete the formatted empty rows and "
        "columns, or the stray cell at the very bottom, then save.",
    ]


def test_formatted_empty_cells_far_away_are_no_harm(tmp_path: Path, expected: list[str]) -> None:
    path = write_xlsx(tmp_path / "carnet.xlsx", small_sheets())
    book = load_workbook(path)
    book["acteurs"]["XFD1048576"].number_format = "@"
    book.save(path)
    assert said(read(path)) == expected


def test_a_file_that_may_not_be_read(finished: Workspace, tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "c")
    (path / "acteurs.csv").chmod(0)
    try:
        (path / "acteurs.csv").read_bytes()
    except PermissionError:
        text = refusal(finished, path).text
        assert text.fr.startswith(f"{path} ne se lit pas (")
        assert text.en.endswith("). Check your rights on this file.")
    else:
        pytest.skip("this user may read everything")


def test_bytes_changed_at_random_give_tables_or_a_message(tmp_path: Path) -> None:
    rng = random.Random(7)  # noqa: S311 - a sample, not a secret
    data = write_xlsx(tmp_path / "c.xlsx", small_sheets()).read_bytes()
    path = tmp_path / "d.xlsx"
    refused = 0
    for _ in range(150):
        changed = bytearray(data)
        for _ in range(rng.randint(1, 12)):
            changed[rng.randrange(len(changed))] = rng.randrange(256)
        path.write_bytes(changed)
        try:
            read(path)
        except BadInput:
            refused += 1
    assert refused > 20
