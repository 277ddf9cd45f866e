"""Tables out of shape: quotes, separators, line ends, headers, widths, and what stands in cells."""

from __future__ import annotations

import gzip
from pathlib import Path

from tests.graph.hostile.cases import (
    AIX,
    CLUB,
    COLUMNS,
    HEADER,
    cells,
    loads,
    put,
    refused,
    rna,
    row,
)

NO_ROW = "{file} ne contient aucune ligne à charger (0 lue)."
NO_ROW_EN = "{file} holds no row to load (0 read)."
UNKNOWN, UNKNOWN_EN = "{file} n'est d'aucune forme connue", "{file} is of no known form"

# -- quotes ----------------------------------------------------------------------------------------


@refused("{file}, ligne 3 : un guillemet s'ouvre et n'est jamais refermé",
         "{file}, row 3: a quote opens and is never closed")  # fmt: skip
def a_quote_never_closed(folder: Path) -> Path:
    return put(folder, rna(row(0), row(1, titre='"Club'), *map(row, range(2, 20))))


@refused("{file}, ligne 3 : un guillemet s'ouvre et n'est jamais refermé",
         "{file}, row 3: a quote opens and is never closed")  # fmt: skip
def a_quote_never_closed_in_a_long_file(folder: Path) -> Path:
    return put(folder, rna(row(0), row(1, titre='"Club'), *map(row, range(2, 20_000))))


@refused("{file}, ligne 2 : un guillemet s'ouvre et n'est jamais refermé",
         "{file}, row 2: a quote opens and is never closed", alone=True)  # fmt: skip
def a_hundred_megabytes_in_a_quote_never_closed(folder: Path) -> Path:
    path = folder / "rna.csv"
    with path.open("wb") as file:
        file.write(f"{HEADER}\n{row(0, titre=chr(34))}".encode())
        for _ in range(100):
            file.write(b"Club de lecture\n" * 65_536)
    return path


@loads(4, 3, 0, 1, 0, fr="{file}, ligne 3 : …cellules au lieu de 11, sur 4 lignes du fichier",
       en="{file}, row 3: …cells instead of 11, over 4 lines of the file")  # fmt: skip
def a_quote_that_opens_by_mistake(folder: Path) -> Path:
    rows = [row(0), row(1, titre='"Club'), row(2), row(3), row(4, titre='les "amis" du ballon')]
    rows[4] = rows[4].replace('"amis"', '"')
    return put(folder, rna(*rows, row(5), row(6)))


@loads(3, 2, 0, 1, 0, fr="{file}, ligne 3 : ", en="{file}, row 3: ")
def a_quote_in_the_middle_of_a_cell(folder: Path) -> Path:
    return put(folder, rna(row(0), row(1, titre='Club "les; amis"'), row(2)))


@loads(3, 3, 0, 0, 0)
def quotes_that_hold_line_ends_and_separators(folder: Path) -> Path:
    return put(folder, rna(row(0), row(1, titre='"Club\r\ndes; ""amis""\n"'), row(2)))


# -- long lines and many columns -------------------------------------------------------------------


@refused("{file}, ligne 1 : la ligne dépasse 4 millions de signes",
         "{file}, row 1: the line is longer than 4 million signs", alone=True)  # fmt: skip
def a_line_of_a_gigabyte(folder: Path) -> Path:
    path = folder / "rna.csv"
    with path.open("wb") as file:
        file.write((HEADER + ";" + "x" * 6_000_000).encode())
        file.truncate(1 << 30)  # the rest takes no room on the disk
    return path


@refused("{file} a plus de 5000 colonnes", "{file} has more than 5000 columns", alone=True)
def a_million_columns(folder: Path) -> Path:
    return put(folder, rna(";" * 1_000_000, header=HEADER + ";c" * 1_000_000))


@loads(3, 2, 0, 1, 0, fr="{file}, ligne 3 : 1000001 cellules au lieu de 11",
       en="{file}, row 3: 1000001 cells instead of 11", alone=True)  # fmt: skip
def a_row_of_a_million_cells(folder: Path) -> Path:
    return put(folder, rna(row(0), ";x" * 1_000_000, row(2)))


@loads(16, 1, 0, 15, 0, fr="{file}, ligne 3 : 1000001 cellules au lieu de 11",
       en="{file}, row 3: 1000001 cells instead of 11", alone=True)  # fmt: skip
def fifteen_rows_of_a_million_cells(folder: Path) -> Path:
    path = put(folder, rna(row(0)))
    with path.open("ab") as file:
        for _ in range(15):
            file.write(b";xy" * 1_000_000 + b"\n")
    return path


@loads(3, 2, 0, 1, 0,
       fr="{file}, ligne 3, colonne « titre », valeur « xxx… » : la cellule compte 1000000 signes",
       en="{file}, row 3, column 'titre', value 'xxx…': the cell holds 1000000 signs")  # fmt: skip
def a_cell_of_a_million_signs(folder: Path) -> Path:
    return put(folder, rna(row(0), row(1, titre="x" * 1_000_000), row(2)))


@refused("{file}, ligne 2000002 : plus de 2 millions de lignes vides se suivent",
         "{file}, row 2000002: more than 2 million empty lines follow", alone=True)  # fmt: skip
def twenty_million_empty_lines(folder: Path) -> Path:
    return put(folder, gzip.compress((HEADER + "\n" * 20_000_000).encode(), 0), "rna.csv.gz")


# -- headers ---------------------------------------------------------------------------------------


@refused(NO_ROW, NO_ROW_EN)
def nothing_but_a_header(folder: Path) -> Path:
    return put(folder, HEADER + "\n")


@refused(NO_ROW, NO_ROW_EN)
def nothing_but_a_header_without_a_line_end(folder: Path) -> Path:
    return put(folder, HEADER)


@refused(UNKNOWN, UNKNOWN_EN)
def no_header(folder: Path) -> Path:
    return put(folder, "\n".join(map(row, range(50))))


@refused(UNKNOWN, UNKNOWN_EN)
def one_column(folder: Path) -> Path:
    return put(folder, "id\nW131000001\nW131000002\n")


@refused(UNKNOWN, UNKNOWN_EN)
def a_column_that_misses(folder: Path) -> Path:
    return put(folder, rna().replace("titre", "nom"))


@loads(3, 3, 0, 0, 0)
def a_header_below_titles(folder: Path) -> Path:
    titles = "Répertoire national des associations\n;;;;;;;;\nÉdition de juin\n\n"
    return put(folder, titles + rna())


@loads(3, 3, 0, 0, 0)
def a_column_twice(folder: Path) -> Path:
    rows = [f"{row(number)};autre" for number in range(3)]
    return put(folder, rna(*rows, header=HEADER + ";titre"))


@loads(3, 3, 0, 0, 0)
def headers_in_capitals_with_blanks_and_accents(folder: Path) -> Path:
    return put(folder, rna(header=" ; ".join(COLUMNS).upper().replace("TITRE", "Tïtré")))


@loads(3, 3, 0, 0, 0, fr="titre", en="titre")
def headers_that_are_terminal_sequences(folder: Path) -> Path:
    rows = [f"{row(number)};x" for number in range(3)]
    return put(folder, rna(*rows, header=HEADER + ';"\x1b]0;titre\x07\x1b[2J\u202enoir"'))


# -- widths, separators, line ends -----------------------------------------------------------------


@loads(3, 2, 0, 1, 0, fr="{file}, ligne 3 : 10 cellules au lieu de 11",
       en="{file}, row 3: 10 cells instead of 11")  # fmt: skip
def a_row_too_short_by_one(folder: Path) -> Path:
    return put(folder, rna(row(0), row(1).replace(";S;", ";", 1), row(2)))


@loads(3, 2, 0, 1, 0, fr="{file}, ligne 3 : 12 cellules au lieu de 11",
       en="{file}, row 3: 12 cells instead of 11")  # fmt: skip
def a_row_too_long_by_one(folder: Path) -> Path:
    return put(folder, rna(row(0), row(1) + ";x", row(2)))


@loads(3, 3, 0, 0, 0)
def rows_with_empty_cells_behind(folder: Path) -> Path:
    return put(folder, rna(row(0) + ";;", row(1), row(2) + ";"))


@loads(100_001, 1, 0, 100_000, 0, fr="{file}, ligne 3 : 2 cellules au lieu de 11",
       en="{file}, row 3: 2 cells instead of 11")  # fmt: skip
def a_hundred_thousand_rows_of_a_wrong_width(folder: Path) -> Path:
    return put(folder, rna(row(0), *["W131000001;Club"] * 100_000))


@refused(
    "Rien n'a été chargé : 1000 refus dans {file}", "Nothing was loaded: 1000 refusals in {file}"
)
def nothing_but_rows_of_a_wrong_width(folder: Path) -> Path:
    return put(folder, rna(*["W131000001;Club"] * 1000))


def _separated(folder: Path, sign: str) -> Path:
    return put(folder, "\n".join(sign.join(line) for line in (COLUMNS, *map(cells, range(3)))))


@loads(3, 3, 0, 0, 0)
def separated_by_tabs(folder: Path) -> Path:
    return _separated(folder, "\t")


@loads(3, 3, 0, 0, 0)
def separated_by_bars(folder: Path) -> Path:
    return _separated(folder, "|")


@loads(3, 3, 0, 0, 0)
def separated_by_colons(folder: Path) -> Path:
    return _separated(folder, ":")


@loads(3, 3, 0, 0, 0)
def separated_by_circumflexes(folder: Path) -> Path:
    return _separated(folder, "^")


@refused(UNKNOWN, UNKNOWN_EN)
def separated_by_blanks(folder: Path) -> Path:
    return _separated(folder, " ")


@loads(3, 3, 0, 0, 0)
def a_spreadsheet_says_which_separator_it_took(folder: Path) -> Path:
    return put(folder, "sep=;\r\n" + rna(end="\r\n"))


@loads(3, 3, 0, 0, 0)
def line_ends_of_an_old_mac(folder: Path) -> Path:
    return put(folder, rna(end="\r"))


@loads(5, 4, 0, 0, 1)
def line_ends_of_all_kinds(folder: Path) -> Path:
    return put(folder, f"{HEADER}\r\n{row(0)}\n{row(1)}\r{row(2)}\r\n\n{row(3)}")


@loads(3, 3, 0, 0, 0)
def line_ends_of_unicode_in_a_cell(folder: Path) -> Path:
    return put(folder, rna(row(0, titre="Club\u2028des\u0085amis\x0b\x0c\x1c"), row(1), row(2)))


# -- what stands in cells --------------------------------------------------------------------------


FORMULAS = ('=cmd|"/c calc"!A1', "+SUM(A1:A9)", "-2+3", "@SUM(A1)", "'=1+1", "\t=1+1")


def quoted(cell: str) -> str:
    """Return a cell between quotes."""
    return '"' + cell.replace('"', '""') + '"'


@loads(6, 6, 0, 0, 0, holds=(*FORMULAS[:-1], "=1+1"))
def cells_that_are_formulas(folder: Path) -> Path:
    rows = (row(i, titre=quoted(title)) for i, title in enumerate(FORMULAS))
    return put(folder, rna(*rows))


ODD = (
    "\x1b[31mrouge\x1b[0m\x1b]0;titre\x07", "\u202eesrevnI\u202c", "\u200fنادي\u200f",
    "zé\u200bro", "🎭 Théâtre 👩‍👩‍👧 🏳️‍🌈", "é" * 300, "<script>alert(1)</script>",
    "'; DROP TABLE actors; --", '\\"> . <a> <b> "c" .', "{0} {file} %s $(id) `id`",
)  # fmt: skip


@loads(10, 10, 0, 0, 0, holds=ODD)
def names_that_are_no_plain_words(folder: Path) -> Path:
    return put(folder, rna(*(row(i, titre=quoted(name)) for i, name in enumerate(ODD))))


@loads(4, 1, 0, 3, 0, fr="{file}, ligne 3, colonne « id », valeur « ",
       en="{file}, row 3, column 'id', value '")  # fmt: skip
def refused_values_that_are_no_plain_words(folder: Path) -> Path:
    names = ("\x1b[2J\x1b[31mrouge\x07", "\u202eesrevnI", "<script>alert(1)</script>" * 50)
    return put(folder, rna(row(0), *(row(i, id=name) for i, name in enumerate(names))))


@loads(7, 3, 4, 0, 0, fr="4 : date impossible laissée vide", en="4: impossible date left empty")
def days_that_never_were(folder: Path) -> Path:
    days = ("0001-01-01", "", "9999-12-31", "31/02/2019", "2019-02-31", "2019-13-01", "hier")
    return put(folder, rna(*(row(i, date_creat=day) for i, day in enumerate(days))))


GRANTS = "nomAttribuant;idAttribuant;dateConvention;nomBeneficiaire;idBeneficiaire;objet;montant"


def _grants(folder: Path, *rows: tuple[str, str, str]) -> Path:
    lines = [f"Ville d'Aix;{AIX};{day};Club;{siret};Jouer;{sum_}" for day, siret, sum_ in rows]
    return put(folder, "\n".join([GRANTS, *lines]), "subventions.csv")


@loads(7, 1, 0, 6, 0, fr="{file}, ligne 3, colonne « montant », valeur « 1e308 »",
       en="{file}, row 3, column 'montant', value '1e308'")  # fmt: skip
def sums_that_are_none(folder: Path) -> Path:
    sums = ("1500", "1e308", "-1e308", "∞", "beaucoup", "0x10", "9" * 40)
    return _grants(folder, *(("2019-01-02", "", one) for one in sums))


@loads(4, 1, 0, 3, 0,
       fr="{file}, ligne 3, colonne « idBeneficiaire », valeur « 3,56E+13 » : …Un tableur",
       en="{file}, row 3, column 'idBeneficiaire', value '3,56E+13': …A spreadsheet")  # fmt: skip
def numbers_that_a_spreadsheet_rounded(folder: Path) -> Path:
    sirets = (CLUB, "3,56E+13", "3.56E+13", "35600000000000")
    return _grants(folder, *(("2019-01-02", one, "10") for one in sirets))


@loads(3, 1, 0, 2, 0, fr="{file}, ligne 3, colonne « dateConvention », valeur « 31/02/2019 »",
       en="{file}, row 3, column 'dateConvention', value '31/02/2019'")  # fmt: skip
def grants_on_days_that_never_were(folder: Path) -> Path:
    days = ("2019-02-03", "31/02/2019", "2019-02-30")
    return _grants(folder, *((day, "", "10") for day in days))
