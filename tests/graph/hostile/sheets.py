"""Spreadsheets: cut, renamed, locked, or made to fill the memory."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterable
from pathlib import Path

from tests.graph.hostile.cases import COLUMNS, HEADER, cells, loads, put, refused, rna, row
from tests.graph.hostile.packed import MEGABYTE, packed
from tests.spreadsheets import write_ods, write_xlsx

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
BROKEN = "{file} ne s'ouvre pas : le fichier est incomplet ou n'est pas un classeur"
BROKEN_EN = "{file} does not open: it is incomplete or not a workbook"
WIDE, WIDE_EN = "{file} : une feuille s'étend sur", "{file}: a sheet spans"
TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    + "".join(
        f'<Override PartName="/xl/{part}.xml" '
        f'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.{kind}+xml"/>'
        for part, kind in (
            ("workbook", "sheet.main"), ("worksheets/sheet1", "worksheet"),
            ("sharedStrings", "sharedStrings"),
        )
    )
    + "</Types>"
)  # fmt: skip
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def _rows() -> list[list[str]]:
    return [list(COLUMNS), *(cells(number) for number in range(3))]


def xlsx(path: Path, sheet: Iterable[str], strings: Iterable[str] = ()) -> Path:
    """Write an .xlsx by hand, piece by piece: of any size, and of what no program would write."""
    links = (
        f'<Relationship Id="r1" Type="{REL}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{REL}/sharedStrings" Target="sharedStrings.xml"/>'
    )
    kind = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
    top = f'<Relationship Id="r0" Type="{REL}/officeDocument" Target="xl/workbook.xml"/>'
    parts: dict[str, Iterable[str]] = {
        "[Content_Types].xml": [TYPES],
        "_rels/.rels": [f"<Relationships {kind}>{top}</Relationships>"],
        "xl/workbook.xml": [
            f'<workbook xmlns="{MAIN}" xmlns:r="{REL}"><sheets>'
            '<sheet name="rna" sheetId="1" r:id="r1"/></sheets></workbook>'
        ],
        "xl/_rels/workbook.xml.rels": [f"<Relationships {kind}>{links}</Relationships>"],
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, pieces in parts.items():
            archive.writestr(name, "".join(pieces))
        _part(
            archive,
            "xl/worksheets/sheet1.xml",
            (f'<worksheet xmlns="{MAIN}"><sheetData>', sheet, "</sheetData></worksheet>"),
        )
        _part(archive, "xl/sharedStrings.xml", (f'<sst xmlns="{MAIN}">', strings, "</sst>"))
    return path


def _part(archive: zipfile.ZipFile, name: str, pieces: tuple[str, Iterable[str], str]) -> None:
    start, middle, end = pieces
    with archive.open(name, "w", force_zip64=True) as part:
        part.write(start.encode())
        for piece in middle:
            part.write(piece.encode())
        part.write(end.encode())


def _line(number: int, words: Iterable[str]) -> str:
    inside = "".join(
        f'<c r="{chr(65 + place)}{number}" t="inlineStr"><is><t>{word}</t></is></c>'
        for place, word in enumerate(words)
    )
    return f'<row r="{number}">{inside}</row>'


def _sound() -> list[str]:
    return [_line(number, words) for number, words in enumerate(_rows(), 1)]


@loads(3, 3, 0, 0, 0)
def a_spreadsheet_that_is_sound(folder: Path) -> Path:
    return xlsx(folder / "rna.xlsx", _sound())


@loads(3, 3, 0, 0, 0)
def a_register_in_the_second_sheet(folder: Path) -> Path:
    return write_xlsx(folder / "rna.xlsx", {"lisez-moi": [["Bonjour"]], "données": _rows()})


@loads(3, 3, 0, 0, 0)
def an_ods_below_a_title(folder: Path) -> Path:
    return write_ods(folder / "rna.ods", {"données": [["Associations"], [], *_rows()]})


@loads(3, 3, 0, 0, 0)
def a_spreadsheet_under_the_name_of_a_text(folder: Path) -> Path:
    return write_xlsx(folder / "rna.xlsx", {"rna": _rows()}).replace(folder / "rna.csv")


@loads(3, 3, 0, 0, 0)
def an_ods_under_the_name_of_an_xlsx(folder: Path) -> Path:
    return write_ods(folder / "rna.ods", {"rna": _rows()}).replace(folder / "rna.xlsx")


@loads(3, 3, 0, 0, 0)
def a_text_under_the_name_of_a_spreadsheet(folder: Path) -> Path:
    return put(folder, rna(), "rna.xlsx")


@loads(3, 3, 0, 0, 0)
def a_text_under_the_name_of_an_old_spreadsheet(folder: Path) -> Path:
    text = "\n".join("\t".join(words) for words in _rows())
    return put(folder, text.encode("cp1252"), "rna.xls")


@refused("{file} est une page web", "{file} is a web page")
def a_web_page_under_the_name_of_an_old_spreadsheet(folder: Path) -> Path:
    return put(folder, "<html><body><table><tr><td>id</td></tr></table></body></html>", "rna.xls")


@refused(BROKEN, BROKEN_EN)
def an_xlsx_cut_short(folder: Path) -> Path:
    data = write_xlsx(folder / "rna.xlsx", {"rna": _rows()}).read_bytes()
    return put(folder, data[: len(data) * 2 // 3], "rna.xlsx")


@refused(BROKEN, BROKEN_EN)
def an_ods_cut_short(folder: Path) -> Path:
    data = write_ods(folder / "rna.ods", {"rna": _rows()}).read_bytes()
    return put(folder, data[: len(data) * 2 // 3], "rna.ods")


@refused(BROKEN, BROKEN_EN)
def an_ods_without_its_content(folder: Path) -> Path:
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return put(folder, packed(("mimetype", kind), ("content.xml", "<office:document")), "rna.ods")


@refused(BROKEN, BROKEN_EN)
def an_old_spreadsheet_of_rubbish(folder: Path) -> Path:
    return put(folder, bytes.fromhex("d0cf11e0a1b11ae1") + b"rubbish" * 2000, "rna.xls")


@refused("{file} est vide (0 octet)", "{file} is empty (0 bytes)")
def a_spreadsheet_of_no_bytes(folder: Path) -> Path:
    return put(folder, b"", "rna.xlsx")


@refused("{file} n'est d'aucune forme connue", "{file} is of no known form")
def a_spreadsheet_of_empty_sheets(folder: Path) -> Path:
    return write_xlsx(folder / "rna.xlsx", {"a": [], "b": [[]]})


@refused("{file} est protégé par un mot de passe", "{file} is protected by a password")
def a_locked_xlsx(folder: Path) -> Path:
    return Path(shutil.copy(SAMPLES / "password.xlsx", folder))


@refused(BROKEN, BROKEN_EN)
def a_locked_xlsx_under_the_name_of_a_text(folder: Path) -> Path:
    return Path(shutil.copy(SAMPLES / "password.xlsx", folder / "rna.csv"))


@refused("{file} est protégé par un mot de passe", "{file} is protected by a password")
def a_locked_ods(folder: Path) -> Path:
    return Path(shutil.copy(SAMPLES / "password.ods", folder))


@loads(3, 2, 0, 1, 0, fr="{file} › rna, ligne 3, colonne « titre », valeur « #NAME? »",
       en="{file} › rna, row 3, column 'titre', value '#NAME?'")  # fmt: skip
def a_spreadsheet_whose_formula_failed(folder: Path) -> Path:
    lines = _sound()
    failed = '<c r="D3" t="e"><f>club()</f><v>#NAME?</v></c>'
    lines[2] = lines[2].replace('<c r="D3" t="inlineStr"><is><t>Club 1</t></is></c>', failed)
    assert failed in lines[2]
    return xlsx(folder / "rna.xlsx", lines)


# -- made to fill the memory -----------------------------------------------------------------------


@refused(WIDE, WIDE_EN, alone=True)
def one_stray_cell_in_the_last_corner(folder: Path) -> Path:
    stray = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    return xlsx(folder / "rna.xlsx", [*_sound(), stray])


@loads(3, 3, 0, 0, 0, alone=True)
def a_sheet_that_says_to_be_as_large_as_can_be(folder: Path) -> Path:
    path = xlsx(folder / "a.xlsx", _sound())
    claim = '<dimension ref="A1:XFD1048576"/><sheetData>'
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(folder / "rna.xlsx", "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).decode().replace("<sheetData>", claim))
    return folder / "rna.xlsx"


@loads(3, 3, 0, 0, 0, alone=True)
def a_million_styled_cells_that_are_empty(folder: Path) -> Path:
    styled = (
        f'<row r="{number}">'
        + "".join(f'<c r="{letter}{number}" s="1"/>' for letter in "ABCDEFGHIJ")
        + "</row>"
        for number in range(5, 100_005)
    )
    return xlsx(folder / "rna.xlsx", [*_sound(), *styled])


@refused("{file} se déploie en plus de", "{file} unpacks to more", alone=True)
def an_xlsx_with_a_gigabyte_of_shared_strings(folder: Path) -> Path:
    block = "<si><t>" + "x" * MEGABYTE + "</t></si>"
    return xlsx(folder / "rna.xlsx", _sound(), (block for _ in range(1000)))


@refused("{file} se déploie en plus de", "{file} unpacks to more", alone=True)
def an_xlsx_whose_cells_all_hold_one_long_text(folder: Path) -> Path:
    lines = (
        f'<row r="{number}">'
        + "".join(f'<c r="{letter}{number}" t="s"><v>0</v></c>' for letter in "ABCDEFGHIJ")
        + "</row>"
        for number in range(5, 20_005)
    )
    return xlsx(folder / "rna.xlsx", [*_sound(), *lines], ["<si><t>" + "x" * 32_000 + "</t></si>"])


@refused("{file} ne s'ouvre pas", "{file} does not open", alone=True)
def an_xlsx_whose_entities_unfold(folder: Path) -> Path:
    entities = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    start = f'<!DOCTYPE sst [<!ENTITY a0 "ha">{entities}]>'
    path = xlsx(folder / "a.xlsx", [*_sound(), '<row r="5"><c r="D5" t="s"><v>0</v></c></row>'],
                ["<si><t>&a9;</t></si>"])  # fmt: skip
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(folder / "rna.xlsx", "w") as new:
        for name in old.namelist():
            text = old.read(name).decode()
            new.writestr(name, start + text if name.endswith("Strings.xml") else text)
    return folder / "rna.xlsx"


def _ods(folder: Path, rows: str) -> Path:
    path = write_ods(folder / "a.ods", {"rna": _rows()})
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(folder / "rna.ods", "w") as new:
        for name in old.namelist():
            text = old.read(name).decode().replace("</table:table>", rows + "</table:table>")
            new.writestr(name, text)
    return folder / "rna.ods"


@refused(WIDE, WIDE_EN, alone=True)
def an_ods_that_repeats_a_cell_without_end(folder: Path) -> Path:
    return _ods(
        folder,
        '<table:table-row table:number-rows-repeated="1048576"><table:table-cell '
        'table:number-columns-repeated="16384" office:value-type="string"><text:p>x</text:p>'
        "</table:table-cell></table:table-row>",
    )


@refused(WIDE, WIDE_EN, alone=True)
def an_ods_with_a_stray_cell_in_the_last_corner(folder: Path) -> Path:
    return _ods(
        folder,
        '<table:table-row table:number-rows-repeated="1048570"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row><table:table-row>'
        '<table:table-cell table:number-columns-repeated="16383"/><table:table-cell '
        'office:value-type="string"><text:p>x</text:p></table:table-cell></table:table-row>',
    )


@loads(3, 3, 0, 0, 0, alone=True)
def an_ods_filled_up_with_empty_cells(folder: Path) -> Path:
    return _ods(
        folder,
        '<table:table-row table:number-rows-repeated="1048570"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row>',
    )


@refused(BROKEN, BROKEN_EN)
def a_text_document_under_the_name_of_a_spreadsheet(folder: Path) -> Path:
    inside = (("[Content_Types].xml", TYPES), ("word/document.xml", HEADER + row(1)))
    return put(folder, packed(*inside), "rna.xlsx")
