"""Other files under the name of a table, things that are no files, and requests that fail."""

from __future__ import annotations

import os
import sqlite3
import struct
import zlib
from pathlib import Path

from tests.graph.hostile.cases import loads, only_where, put, refused, rna

POSIX = os.name == "posix"
PAGE = (
    '<!DOCTYPE html>\n<html lang="fr"><head><meta charset="utf-8"><title>404 – Page non '
    "trouvée</title></head><body><h1>Oups ; la page, elle, n'existe pas</h1></body></html>\n"
)


@refused("{file} est une page web (« 404 – Page non trouvée »), pas des données",
         "{file} is a web page ('404 – Page non trouvée'), not data")  # fmt: skip
def the_page_of_an_error(folder: Path) -> Path:
    return put(folder, PAGE)


@refused("{file} est une page web (« Connexion »), pas des données",
         "{file} is a web page ('Connexion'), not data")  # fmt: skip
def the_page_of_a_login(folder: Path) -> Path:
    return put(folder, f"\n\n<HTML>\n<HEAD><TITLE>\n Connexion</TITLE></HEAD>{'<p>x;y</p>' * 999}")


@refused("{file} est une page web", "{file} is a web page")
def a_web_page_with_a_mark_and_a_comment(folder: Path) -> Path:
    return put(folder, "\ufeff<!-- proxy -->\r\n<html><body>Accès refusé</body></html>")


@refused("{file} est du XML, pas un tableau", "{file} is XML, not a table")
def the_answer_of_a_store_that_has_no_such_key(folder: Path) -> Path:
    return put(folder, '<?xml version="1.0"?>\n<Error><Code>NoSuchKey</Code></Error>')


@refused("{file} n'est d'aucune forme connue", "{file} is of no known form")
def the_answer_of_a_service_in_json(folder: Path) -> Path:
    return put(folder, '{"error": "rate limit exceeded", "code": 429}', "decp.json")


@refused("{file} est un PDF, pas un tableau", "{file} is a PDF, not a table")
def a_pdf(folder: Path) -> Path:
    return put(folder, b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Type /Catalog >>\n" * 20)


@refused("{file} est une image, pas un tableau", "{file} is a picture, not a table")
def a_picture(folder: Path) -> Path:
    return put(folder, b"\x89PNG\r\n\x1a\n" + zlib.compress(b"x" * 5000))


@refused("{file} est un programme, pas un tableau", "{file} is a program, not a table")
def a_program(folder: Path) -> Path:
    return put(folder, b"\x7fELF" + struct.pack("<QQQ", 258, 0, 62) * 500)


@refused("{file} est une base SQLite, pas un tableau", "{file} is an SQLite database, not a table")
def a_database(folder: Path) -> Path:
    path = folder / "rna.csv"
    base = sqlite3.connect(path)
    base.execute("CREATE TABLE rna (id, titre)")
    base.commit()
    base.close()
    return path


@refused("{file} est une archive 7z, pas un tableau", "{file} is a 7z archive, not a table")
def a_7z_archive(folder: Path) -> Path:
    return put(folder, b"7z\xbc\xaf\x27\x1c" + bytes(range(7, 256)), "rna.7z")


@refused("{file} est une archive RAR, pas un tableau", "{file} is a RAR archive, not a table")
def a_rar_archive(folder: Path) -> Path:
    return put(folder, b"Rar!\x1a\x07\x01\x00" + bytes(range(7, 256)), "rna.rar")


@refused("{file} n'est d'aucune forme connue", "{file} is of no known form")
def a_readme(folder: Path) -> Path:
    return put(folder, "Bonjour,\nvoici, comme promis, le fichier.\nCordialement,\n", "rna.csv")


@refused("{file} n'est d'aucune forme connue", "{file} is of no known form")
def a_word_and_nothing_else(folder: Path) -> Path:
    return put(folder, "id")


@refused("{file} n'est d'aucune forme connue", "{file} is of no known form")
def the_pointer_of_a_large_file(folder: Path) -> Path:
    return put(folder, "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 12\n")


# -- no files --------------------------------------------------------------------------------------


@refused("{path} n'existe pas. Vérifiez le chemin.", "{path} does not exist. Check the path.")
def a_missing_file(folder: Path) -> Path:
    return folder / "rna.csv"


@refused("{path} n'existe pas. Vérifiez le chemin.", "{path} does not exist. Check the path.")
def a_missing_spreadsheet_in_a_missing_folder(folder: Path) -> Path:
    return folder / "absent" / "rna.xlsx"


@refused("{path} n'existe pas. Vérifiez le chemin.", "{path} does not exist. Check the path.")
def a_path_through_a_file(folder: Path) -> Path:
    return put(folder, rna()) / "rna.csv"


@refused("Le dossier {path} ne contient aucun fichier CSV",
         "The folder {path} holds no CSV file")  # fmt: skip
def a_folder_under_the_name_of_a_file(folder: Path) -> Path:
    path = folder / "rna.csv"
    path.mkdir()
    return path


@refused("{path} n'existe pas. Vérifiez le chemin.", "{path} does not exist. Check the path.")
def a_link_to_nothing(folder: Path) -> Path:
    only_where(POSIX, "links need rights on Windows")
    path = folder / "rna.csv"
    path.symlink_to(folder / "absent.csv")
    return path


@refused("{path} n'existe pas. Vérifiez le chemin.", "{path} does not exist. Check the path.")
def a_link_to_itself(folder: Path) -> Path:
    only_where(POSIX, "links need rights on Windows")
    path = folder / "rna.csv"
    path.symlink_to(path)
    return path


@refused("{file} n'est pas un fichier ordinaire", "{file} is no ordinary file", alone=True)
def a_pipe(folder: Path) -> Path:
    return _pipe(folder / "rna.csv")


@refused("{file} n'est pas un fichier ordinaire", "{file} is no ordinary file", alone=True)
def a_pipe_under_the_name_of_a_spreadsheet(folder: Path) -> Path:
    return _pipe(folder / "rna.xlsx")


def _pipe(path: Path) -> Path:
    make = getattr(os, "mkfifo", None)
    only_where(make is not None, "there are no named pipes on Windows")
    assert make is not None
    make(path)
    return path


@refused("{file} n'est pas un fichier ordinaire", "{file} is no ordinary file", "--as", "rna")
def a_folder_asked_as_a_register(folder: Path) -> Path:
    path = folder / "rna"
    path.mkdir()
    return path


@refused("{file} ne s'ouvre pas", "{file} does not open")
def a_file_that_may_not_be_read(folder: Path) -> Path:
    path = put(folder, rna())
    path.chmod(0)
    only_where(not os.access(path, os.R_OK), "this user may read everything")
    return path


@loads(3, 3, 0, 0, 0)
def a_file_whose_name_is_a_terminal_sequence(folder: Path) -> Path:
    only_where(POSIX, "Windows has no such names")
    return put(folder, rna(), "rna \x1b[2J\x1b]0;x\x07\u202e;$(id) 'a' {b}\n.csv")


@refused("n'est d'aucune forme connue", "is of no known form")
def a_stranger_whose_name_is_a_terminal_sequence(folder: Path) -> Path:
    only_where(POSIX, "Windows has no such names")
    return put(folder, "a;b\n1;2\n", "\x1b[2J\x1b]0;x\x07\u202e {0} {file} %s\n.csv")


@loads(3, 3, 0, 0, 0)
def a_file_whose_name_is_as_long_as_can_be(folder: Path) -> Path:
    return put(folder, rna(), "é" * 120 + ".csv")


# -- requests --------------------------------------------------------------------------------------


@refused("{file} n'a pas les colonnes de « Répertoire national des élus (RNE) »",
         "{file} has not the columns of 'National register of elected officials (RNE)'",
         "--as", "rne")  # fmt: skip
def a_file_asked_as_another_source(folder: Path) -> Path:
    return put(folder, rna())


@refused("« rnaa » n'est pas une source connue. Vouliez-vous dire « rna » ?",
         "'rnaa' is no known source. Did you mean 'rna'?", "--as", "rnaa", code=2)  # fmt: skip
def a_file_asked_as_an_unknown_source(folder: Path) -> Path:
    return put(folder, rna())


@refused("{file} n'est qu'une feuille", "{file} is one sheet only", "--as", "classeur")
def a_register_asked_as_a_workbook(folder: Path) -> Path:
    return put(folder, rna())


@refused("Pays de Aix", "Pays de Aix", "--territory", "Pays de Aix la Grande", code=1)
def an_unknown_territory(folder: Path) -> Path:
    return put(folder, rna())


@refused("n'est pas chargé ici", "is not loaded here", "--replace", "absent.csv", code=1)
def a_file_that_replaces_one_that_is_not_there(folder: Path) -> Path:
    return put(folder, rna())


@refused("{file} ne contient aucune ligne à charger (3 lues",
         "{file} holds no row to load (3 read", "--territory", "Pertuis")  # fmt: skip
def a_file_of_which_nothing_is_in_the_territory(folder: Path) -> Path:
    return put(folder, rna())


@refused("Rien n'a été chargé : 1 refus dans {file}", "Nothing was loaded: 1 refusal in {file}",
         "--strict")  # fmt: skip
def one_wrong_row_where_all_must_be_right(folder: Path) -> Path:
    return put(folder, rna().replace("W131000001", "W13"))
