"""Texts in other encodings, in two at once, or that are no texts at all."""

from __future__ import annotations

import codecs
import json
import random
from pathlib import Path

from tests.graph.hostile.cases import HEADER, loads, put, refused, rna, row

NAMES = ("Été à Éguilles", "Œuvre où l'âge naît")
ACCENTS = (row(0, titre=NAMES[0]), row(1, titre=NAMES[1]), row(2))


@loads(3, 3, 0, 0, 0, holds=NAMES)
def utf16_little_endian(folder: Path) -> Path:
    return put(folder, codecs.BOM_UTF16_LE + rna(*ACCENTS).encode("utf-16-le"))


@loads(3, 3, 0, 0, 0, holds=NAMES)
def utf16_big_endian(folder: Path) -> Path:
    return put(folder, codecs.BOM_UTF16_BE + rna(*ACCENTS).encode("utf-16-be"))


@loads(3, 3, 0, 0, 0, holds=NAMES)
def utf16_little_endian_without_a_mark(folder: Path) -> Path:
    return put(folder, rna(*ACCENTS).encode("utf-16-le"))


@loads(3, 3, 0, 0, 0, holds=NAMES)
def utf16_big_endian_without_a_mark(folder: Path) -> Path:
    return put(folder, rna(*ACCENTS).encode("utf-16-be"))


@loads(3, 2, 0, 1, 0, fr="{file}, ligne 4 : …cellules au lieu de 11",
       en="{file}, row 4: …cells instead of 11")  # fmt: skip
def utf16_cut_in_the_middle_of_a_sign(folder: Path) -> Path:
    return put(folder, codecs.BOM_UTF16_LE + rna(*ACCENTS).encode("utf-16-le")[:-21])


@loads(3, 3, 0, 0, 0, holds=NAMES)
def utf32_little_endian(folder: Path) -> Path:
    return put(folder, codecs.BOM_UTF32_LE + rna(*ACCENTS).encode("utf-32-le"))


@loads(3, 3, 0, 0, 0, holds=NAMES)
def utf32_big_endian(folder: Path) -> Path:
    return put(folder, codecs.BOM_UTF32_BE + rna(*ACCENTS).encode("utf-32-be"))


@refused("{file}, ligne 1 : ce n'est pas du texte", "{file}, row 1: this is no text")
def utf32_without_a_mark(folder: Path) -> Path:
    return put(folder, rna(*ACCENTS).encode("utf-32-le"))


@loads(3, 3, 0, 0, 0, holds=NAMES)
def utf8_with_a_mark(folder: Path) -> Path:
    return put(folder, rna(*ACCENTS).encode("utf-8-sig"))


@loads(3, 3, 0, 0, 0, holds=NAMES)
def windows_1252(folder: Path) -> Path:
    return put(folder, rna(*ACCENTS).encode("cp1252"))


@loads(3, 3, 0, 0, 0, holds=NAMES[:1])
def latin_1(folder: Path) -> Path:
    return put(folder, rna(row(0, titre="Été à Éguilles"), row(1), row(2)).encode("latin-1"))


@loads(3, 3, 0, 0, 0, holds=NAMES)
def mac_roman(folder: Path) -> Path:
    return put(folder, rna(*ACCENTS).encode("mac-roman"))


@loads(3, 3, 0, 0, 0, holds=("Eté à Eguilles",))
def an_old_dos_file(folder: Path) -> Path:
    return put(folder, rna(row(0, titre="Eté à Eguilles"), row(1), row(2)).encode("cp850"))


@loads(4, 3, 1, 0, 0, fr="1 : octets étrangers lus en Windows-1252",
       en="1: foreign bytes read as Windows-1252", holds=("Château", *NAMES))  # fmt: skip
def a_row_of_windows_1252_inside_utf8(folder: Path) -> Path:
    strange = (row(3, titre="Château") + "\n").encode("cp1252")
    return put(folder, rna(*ACCENTS).encode() + strange)


@loads(6_000, 5_999, 1, 0, 0, fr="1 : octets étrangers", en="1: foreign bytes")
def a_row_of_windows_1252_far_down(folder: Path) -> Path:
    rows = [row(number, titre=f"Théâtre {number}").encode() for number in range(6_000)]
    rows[5_000] = row(5_000, titre="Théâtre").encode("cp1252")
    return put(folder, b"\n".join([HEADER.encode(), *rows]))


@refused("{file}, ligne 1 : ce n'est pas du texte", "{file}, row 1: this is no text")
def bytes_at_random(folder: Path) -> Path:
    return put(folder, random.Random(3).randbytes(100_000))  # noqa: S311 - a sample, no secret


@refused("{file} n'est d'aucune forme connue", "{file} is of no known form")
def high_bytes_at_random(folder: Path) -> Path:
    rng = random.Random(4)  # noqa: S311 - a sample, no secret
    lines = (bytes(rng.randrange(128, 256) for _ in range(60)) for _ in range(500))
    return put(folder, b";a\n".join(lines))


@refused("{file}, ligne 1 : ce n'est pas du texte", "{file}, row 1: this is no text")
def zeros_at_the_start(folder: Path) -> Path:
    return put(folder, bytes(512) + rna().encode())


@refused("{file}, ligne 3 : ce n'est pas du texte", "{file}, row 3: this is no text")
def zeros_in_the_middle(folder: Path) -> Path:
    return put(folder, rna().encode().replace(b"Club 1", bytes(600)))


@loads(3, 2, 0, 1, 0, fr="{file}, ligne 3 : un octet nul se trouve dans la ligne",
       en="{file}, row 3: a null byte stands in the row")  # fmt: skip
def one_zero_in_a_cell(folder: Path) -> Path:
    return put(folder, rna().replace("Club 1", "Clu\0b 1"))


@loads(6_000, 5_998, 0, 2, 0, fr="{file}, ligne 5002 : un octet nul",
       en="{file}, row 5002: a null byte")  # fmt: skip
def zeros_far_down(folder: Path) -> Path:
    rows = [row(number) for number in range(6_000)]
    rows[5_000] = rows[5_000].replace("Club", "Cl\0b")
    rows[5_001] = "\0" * 5000
    return put(folder, rna(*rows))


@loads(4, 3, 0, 0, 1)
def an_end_of_file_sign_of_dos(folder: Path) -> Path:
    return put(folder, rna() + "\x1a")


@refused("{file} est vide (0 octet)", "{file} is empty (0 bytes)")
def an_empty_file(folder: Path) -> Path:
    return put(folder, b"")


@refused("{file} est vide : il ne contient que des blancs",
         "{file} is empty: it holds blanks only")  # fmt: skip
def nothing_but_blanks(folder: Path) -> Path:
    return put(folder, "  \r\n\t \n\n" * 100)


@refused("{file} est vide : il ne contient que des blancs",
         "{file} is empty: it holds blanks only")  # fmt: skip
def nothing_but_a_mark(folder: Path) -> Path:
    return put(folder, codecs.BOM_UTF8)


@refused("{file} est vide : il ne contient que des blancs",
         "{file} is empty: it holds blanks only")  # fmt: skip
def nothing_but_the_mark_of_utf16(folder: Path) -> Path:
    return put(folder, codecs.BOM_UTF16_LE)


COMMUNE = {"code": "13001", "nom": "Aix-en-Provence", "type": "commune-actuelle",
           "codesPostaux": ["13090"], "departement": "13", "region": "93"}  # fmt: skip


@loads(1, 1, 0, 0, 0, holds=("Aix-en-Provence",))
def json_in_utf16(folder: Path) -> Path:
    return put(folder, json.dumps([COMMUNE], ensure_ascii=False).encode("utf-16"), "c.json")
