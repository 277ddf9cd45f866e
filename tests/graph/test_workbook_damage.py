"""Files that cannot be read: the whole message, and a store that has not changed."""

from __future__ import annotations

import random
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from graph.errors import AlliancesError, BadInput
from graph.sources.workbook.schema import SHEETS
from graph.workspace import Workspace
from tests.graph.conftest import refusal
from tests.spreadsheets import Sheets, read, small_sheets, write_ods, write_xlsx
from tests.workbooks import SMALL, write_workbook

SAMPLES = Path(__file__).parent / "samples"
ROOT = Path(__file__).resolve().parents[2]
REQUIRED = ("actors", "alliances", "parties", "stages")
COLUMNS = {key: sheet.columns for key, sheet in SHEETS.items()}


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
