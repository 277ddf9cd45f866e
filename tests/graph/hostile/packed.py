"""Archives and compressed files: cut, damaged, lying about their size, or holding other things."""

from __future__ import annotations

import gzip
import io
import lzma
import zipfile
from pathlib import Path

from tests.graph.hostile.cases import HEADER, loads, put, refused, rna, row

MEGABYTE = 1 << 20
DAMAGED = "{file} est incomplet ou abîmé (…). Téléchargez-le à nouveau."
DAMAGED_EN = "{file} is incomplete or damaged (…). Download it again."
BOMB = "{file} se déploie en plus de 300 fois sa taille"
BOMB_EN = "{file} unpacks to more than 300 times its size"

EMPTY = "{file}, ligne 2000005 : plus de 2 millions de lignes vides se suivent"
EMPTY_EN = "{file}, row 2000005: more than 2 million empty lines follow one another"


def packed(*texts: tuple[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return a zip archive of these members."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as archive:
        for name, text in texts:  # not writestr: some releases of Python look at the last letter
            info = zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0))
            info.compress_type = method
            with archive.open(info, "w") as member:
                member.write(text.encode() if isinstance(text, str) else text)
    return data.getvalue()


def repeated(start: str, block: bytes, times: int) -> bytes:
    """Return a gzip file of many parts: of a gigabyte, at the cost of one block."""
    return gzip.compress(start.encode()) + gzip.compress(block) * times


@refused(DAMAGED, DAMAGED_EN)
def a_gzip_cut_short(folder: Path) -> Path:
    return put(folder, gzip.compress(rna().encode())[:-20], "rna.csv.gz")


@refused(DAMAGED, DAMAGED_EN)
def a_large_gzip_cut_in_the_middle(folder: Path) -> Path:
    data = gzip.compress(rna(*map(row, range(20_000))).encode())
    return put(folder, data[: len(data) // 2], "rna.csv.gz")


@refused(DAMAGED, DAMAGED_EN)
def a_gzip_cut_short_below_refused_rows(folder: Path) -> Path:
    data = gzip.compress(rna(row(0, id="?"), *map(row, range(1, 20_000))).encode())
    return put(folder, data[:-100], "rna.csv.gz")


@refused("{file} est vide (0 octet)", "{file} is empty (0 bytes)")
def a_gzip_of_no_bytes(folder: Path) -> Path:
    return put(folder, b"", "rna.csv.gz")


@refused("{file} est vide", "{file} is empty")
def a_gzip_of_nothing(folder: Path) -> Path:
    return put(folder, gzip.compress(b""), "rna.csv.gz")


@refused(DAMAGED, DAMAGED_EN)
def a_gzip_of_two_bytes(folder: Path) -> Path:
    return put(folder, b"\x1f\x8b", "rna.csv.gz")


@loads(3, 3, 0, 0, 0)
def a_gzip_that_is_none(folder: Path) -> Path:
    return put(folder, rna(), "rna.csv.gz")


@refused(DAMAGED, DAMAGED_EN)
def a_gzip_whose_checksum_is_wrong(folder: Path) -> Path:
    data = bytearray(gzip.compress(rna().encode()))
    data[-8] ^= 0xFF
    return put(folder, bytes(data), "rna.csv.gz")


@refused(DAMAGED, DAMAGED_EN)
def a_gzip_with_rubbish_behind(folder: Path) -> Path:
    return put(folder, gzip.compress(rna().encode()) + b"rubbish", "rna.csv.gz")


@refused("{file}, ligne 1 : ce n'est pas du texte", "{file}, row 1: this is no text", alone=True)
def a_gzip_of_a_gigabyte_of_zeros(folder: Path) -> Path:
    return put(folder, repeated("", bytes(MEGABYTE), 1024), "rna.csv.gz")


@refused(EMPTY, EMPTY_EN, alone=True)
def a_gzip_of_a_gigabyte_of_line_ends(folder: Path) -> Path:
    return put(folder, repeated(rna(), b"\n" * MEGABYTE, 1024), "rna.csv.gz")


@refused(BOMB, BOMB_EN, alone=True)
def a_gzip_of_a_gigabyte_of_the_same_row(folder: Path) -> Path:
    rows = (row(1, objet="Jouer " * 1000) + "\n").encode() * 170
    return put(folder, repeated(HEADER + "\n", rows, 1000), "rna.csv.gz")


@refused("{file}, ligne 2 : la ligne dépasse 4 millions de signes",
         "{file}, row 2: the line is longer than 4 million signs", alone=True)  # fmt: skip
def a_gzip_of_a_gigabyte_without_a_line_end(folder: Path) -> Path:
    return put(folder, repeated(HEADER + "\n", b"x" * MEGABYTE, 1024), "rna.csv.gz")


@refused(BOMB, BOMB_EN, alone=True)
def a_gzip_of_a_gigabyte_of_json_blanks(folder: Path) -> Path:
    return put(folder, repeated('{"marches": [', b" " * MEGABYTE, 1024), "decp.json.gz")


@loads(8_500, 1, 0, 0, 8_499, alone=True)
def a_gzip_of_fifty_honest_megabytes_that_are_much_alike(folder: Path) -> Path:
    rows = (row(1, objet="Jouer " * 1000) + "\n").encode() * 170
    return put(folder, repeated(HEADER + "\n", rows, 50), "rna.csv.gz")


@refused(DAMAGED, DAMAGED_EN)
def an_xz_cut_short(folder: Path) -> Path:
    return put(folder, lzma.compress(rna().encode())[:-20], "rna.csv.xz")


@refused(EMPTY, EMPTY_EN, alone=True)
def an_xz_of_a_gigabyte_of_line_ends(folder: Path) -> Path:
    data = lzma.compress(rna().encode()) + lzma.compress(b"\n" * (32 * MEGABYTE)) * 32
    return put(folder, data, "rna.csv.xz")


# -- zip -------------------------------------------------------------------------------------------


@refused(DAMAGED, DAMAGED_EN)
def a_zip_cut_short(folder: Path) -> Path:
    data = packed(("rna.csv", rna()))
    return put(folder, data[: len(data) // 2], "rna.zip")


@refused("{file} › rna.csv est incomplet ou abîmé", "{file} › rna.csv is incomplete or damaged")
def a_zip_whose_member_is_damaged(folder: Path) -> Path:
    data = bytearray(packed(("rna.csv", rna(*map(row, range(500))))))
    data[200:260] = bytes(60)
    return put(folder, bytes(data), "rna.zip")


@refused("{file} est une archive vide", "{file} is an empty archive")
def an_empty_zip(folder: Path) -> Path:
    return put(folder, packed(), "rna.zip")


@refused(BOMB, BOMB_EN, alone=True)
def a_zip_bomb(folder: Path) -> Path:
    path = folder / "rna.zip"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("rna.csv", "w", force_zip64=True) as member,
    ):
        member.write(rna().encode())
        for _ in range(300):
            member.write(b"\n" * MEGABYTE)
    return path


@refused("{file} › rna.csv est incomplet ou abîmé", "{file} › rna.csv is incomplete or damaged",
         alone=True)  # fmt: skip
def a_zip_that_says_to_be_small(folder: Path) -> Path:
    data = packed(("rna.csv", rna() + "\n" * (64 * MEGABYTE)))
    size = (len(rna()) + 64 * MEGABYTE).to_bytes(4, "little")
    assert data.count(size) == 2  # before the member, and in the table at the end
    return put(folder, data.replace(size, (1000).to_bytes(4, "little")), "rna.zip")


@refused("{file} est protégé par un mot de passe", "{file} is protected by a password")
def a_zip_with_a_password(folder: Path) -> Path:
    data = bytearray(packed(("rna.csv", rna())))
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    return put(folder, bytes(data), "rna.zip")


@loads(3, 3, 0, 0, 0)
def a_zip_with_a_member_that_has_no_name(folder: Path) -> Path:
    return put(folder, packed(("rna.csv", rna()), ("", b"x")), "rna.zip")


@loads(3, 3, 0, 0, 0)
def a_zip_whose_names_climb_out_of_the_folder(folder: Path) -> Path:
    return put(folder, packed(("../../../etc/rna.csv", rna())), "rna.zip")


@refused("{file} ne contient ni CSV, ni texte, ni JSON (photo.png, plan.jpg)",
         "{file} holds no CSV, text or JSON (photo.png, plan.jpg)")  # fmt: skip
def a_zip_of_pictures(folder: Path) -> Path:
    picture = b"\x89PNG\r\n\x1a\n" + bytes(50)
    return put(folder, packed(("photo.png", picture), ("plan.jpg", picture)), "rna.zip")


@refused("{file} ne contient ni CSV, ni texte, ni JSON (rna.zip)",
         "{file} holds no CSV, text or JSON (rna.zip)")  # fmt: skip
def a_zip_in_a_zip(folder: Path) -> Path:
    return put(folder, packed(("rna.zip", packed(("rna.csv", rna())))), "archive.zip")


@refused("b.csv n'est pas de la même forme que …a.csv", "b.csv is not of the same form as …a.csv")
def a_zip_of_two_layouts(folder: Path) -> Path:
    other = "code;nom\n13001;Aix\n"
    return put(folder, packed(("a.csv", rna()), ("b.csv", other)), "rna.zip")


@refused("b.csv, ligne 3 : ce n'est pas du texte", "b.csv, row 3: this is no text")
def a_zip_whose_second_member_is_no_text(folder: Path) -> Path:
    other = rna().encode().replace(b"Club 1", bytes(200))
    return put(folder, packed(("a.csv", rna()), ("b.csv", other)), "rna.zip")


@refused("{file} › rna.csv est incomplet ou abîmé", "{file} › rna.csv is incomplete or damaged")
def a_zip_of_an_unknown_method(folder: Path) -> Path:
    data = bytearray(packed(("rna.csv", rna())))
    data[8] = 99
    data[data.index(b"PK\x01\x02") + 10] = 99
    return put(folder, bytes(data), "rna.zip")


@loads(6, 6, 0, 0, 0)
def a_zip_made_on_a_mac(folder: Path) -> Path:
    hidden = ("__MACOSX/._a.csv", b"\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X")
    b = rna(*map(row, range(3, 6)))
    return put(folder, packed(hidden, ("a.csv", rna()), ("b.csv", b)), "rna.zip")
