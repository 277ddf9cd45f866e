"""Open a text file as registers publish it: compressed or not, in the encoding it really has.

Bytes that are not UTF-8 in a file that otherwise is are read as Windows-1252, which is what they
nearly always are, and the rows that hold them are told as repaired.
"""

from __future__ import annotations

import codecs
import gzip
import io
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, cast

from graph.errors import BadInput
from ontology.text import Text

SAMPLE = 1 << 18  # bytes looked at to guess an encoding
LONGEST_LINE = 4_000_000  # signs; a longer one is no row
MAX_RATIO = 300  # of what a file unpacks to and what it weighs: more is an attack
_GZIP, _ZIP, _XZ = b"\x1f\x8b", b"PK\x03\x04", b"\xfd7zXZ\x00"
# A foreign byte b is read as chr(MARK + b) until its row is known.
MARK = 0xF700
_MARKED = {MARK + byte: bytes([byte]).decode("cp1252", "replace") for byte in range(128, 256)}


class _Disk(io.FileIO):
    """A file on the disk that remembers how far it was read, whatever unpacks it."""

    done = 0

    def readinto(self, buffer: Any) -> int | None:
        count = super().readinto(buffer)
        self.done += count or 0
        return count


class Part:
    """One text in a file: the file itself, or a member of an archive."""

    def __init__(self, name: str, path: Path, size: int, member: str = "") -> None:
        self.name = name
        self.size = size  # bytes on the disk
        self._path, self._member = path, member
        self._disk: _Disk | None = None

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        """Yield the text as bytes, unpacked."""
        with _Disk(self._path) as disk, io.BufferedReader(disk, 1 << 18) as raw:
            self._disk = disk
            if self._member:
                with zipfile.ZipFile(raw) as archive, archive.open(self._member) as file:
                    yield file
            elif (start := raw.peek(8)).startswith(_GZIP):
                with gzip.GzipFile(fileobj=raw) as file:
                    yield cast("IO[bytes]", file)
            elif start.startswith(_XZ):
                with lzma.LZMAFile(raw) as file:
                    yield cast("IO[bytes]", file)
            else:
                yield raw

    def done(self) -> int:
        """Return how many bytes of the file were read so far."""
        return min(self._disk.done, self.size) if self._disk else 0


def parts(path: Path) -> list[Part]:
    """Return the texts that a file holds; raises BadInput when it cannot be opened.

    Archives of one département a member, as the RNA is published, are read as one table.
    """
    try:
        with path.open("rb") as file:
            start = file.read(8)
        if start.startswith(_ZIP):
            return _members(path)
    except (OSError, zipfile.BadZipFile, NotImplementedError) as error:
        raise unreadable(path, error) from error
    if not start:
        raise BadInput(
            "{file} est vide (0 octet). Téléchargez-le ou enregistrez-le à nouveau.",
            "{file} is empty (0 bytes). Download it or save it again.",
            file=path.name,
        )
    return [Part(path.name, path, path.stat().st_size)]


def _members(path: Path) -> list[Part]:
    with zipfile.ZipFile(path) as archive:
        inside = [m for m in archive.infolist() if not m.is_dir() and m.file_size]
    unpacked, packed = sum(m.file_size for m in inside), path.stat().st_size
    if unpacked > MAX_RATIO * packed:
        raise _bomb(path.name)
    if any(m.flag_bits & 1 for m in inside):
        raise BadInput(
            "{file} est protégé par un mot de passe. Donnez une archive sans mot de passe.",
            "{file} is protected by a password. Give an archive without a password.",
            file=path.name,
        )
    texts = [m for m in inside if Path(m.filename).suffix.lower() in {".csv", ".txt", ".json"}]
    return [
        Part(f"{path.name} › {Path(m.filename).name}", path, m.compress_size, m.filename)
        for m in sorted(texts, key=lambda m: m.filename)
    ]


def sample(part: Part) -> bytes:
    """Return the first bytes of a text."""
    with reading(part.name), part.open() as file:
        return file.read(SAMPLE)


def encoding_of(start: bytes, name: str) -> str:
    """Return the encoding of a text from its first bytes; raises BadInput for what is no text."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):  # fmt: skip
        if start.startswith(mark):
            return encoding
    zeros = start[0::2].count(0), start[1::2].count(0)
    if sum(zeros) > len(start) // 4:
        little = zeros[1] > len(start) // 4 and zeros[0] < len(start) // 50
        big = zeros[0] > len(start) // 4 and zeros[1] < len(start) // 50
        if little or big:
            return "utf-16-le" if little else "utf-16-be"
    if sum(zeros) or sum(start.count(sign) for sign in (1, 2, 3, 4, 5, 6)):
        place = next((i for i, byte in enumerate(start) if byte < 7), 0)
        raise BadInput(
            "{file}, ligne {row} : ce n'est pas du texte (octet nul ou de contrôle). Vérifiez "
            "que c'est bien un CSV, un JSON ou un classeur, et téléchargez-le à nouveau.",
            "{file}, row {row}: this is no text (null or control byte). Check that it is a CSV, "
            "a JSON or a spreadsheet, and download it again.",
            file=name,
            row=start.count(b"\n", 0, place) + 1,
        )
    return _utf8_or_windows(start)


def _utf8_or_windows(start: bytes) -> str:
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        kept = start.decode("utf-8", "ignore")
        good = sum(len(c.encode()) for c in kept if c > "\x7f")
        bad = sum(byte > 127 for byte in start) - good
        return "utf-8" if good > bad else "cp1252"
    return "utf-8"


class _Foreign:
    """Reads bytes that are not UTF-8 as marked signs, and remembers that there were any."""

    met = 0

    def __call__(self, error: UnicodeError) -> tuple[str, int]:
        if not isinstance(error, UnicodeDecodeError):
            raise error
        self.met += 1
        found = error.object[error.start : error.end]
        return "".join(chr(MARK + byte) for byte in found), error.end


foreign = _Foreign()
codecs.register_error("alliances-foreign", foreign)


def unmark(text: str) -> str:
    """Return a text with its foreign bytes read as Windows-1252."""
    return text.translate(_MARKED)


def decoded(part: Part, encoding: str) -> Iterator[str]:
    """Yield the lines of a text, ends kept; raises BadInput for a line that never ends."""
    errors = "alliances-foreign" if encoding.startswith("utf-8") else "replace"
    with part.open() as raw, io.TextIOWrapper(raw, encoding, errors, newline="") as file:
        number = 0
        read = file.readline
        while line := read(LONGEST_LINE):
            number += 1
            if len(line) >= LONGEST_LINE:
                raise BadInput(
                    "{file}, ligne {row} : la ligne dépasse {n} millions de signes. Ce n'est pas "
                    "un tableau, ou un guillemet n'est jamais refermé.",
                    "{file}, row {row}: the line is longer than {n} million signs. This is no "
                    "table, or a quote is never closed.",
                    file=part.name,
                    row=number,
                    n=LONGEST_LINE // 1_000_000,
                )
            yield line


@contextmanager
def reading(name: str) -> Iterator[None]:
    """Tell in words what the system or an archive says of a file that cannot be read."""
    try:
        yield
    except (EOFError, zlib.error, gzip.BadGzipFile, lzma.LZMAError, zipfile.BadZipFile) as error:
        raise BadInput(
            "{file} est incomplet ou abîmé ({error}). Téléchargez-le à nouveau.",
            "{file} is incomplete or damaged ({error}). Download it again.",
            file=name,
            error=error,
        ) from error
    except (UnicodeDecodeError, UnicodeError) as error:
        raise BadInput(
            "{file} n'est pas dans un encodage lisible ({error}). Enregistrez-le en UTF-8.",
            "{file} is in no readable encoding ({error}). Save it as UTF-8.",
            file=name,
            error=error,
        ) from error


def unreadable(path: Path, error: Exception) -> BadInput:
    """Return the error of a file that does not open."""
    missing = isinstance(error, FileNotFoundError)
    return BadInput(
        "{file} {what} {cure}",
        "{file} {what} {cure}",
        file=path if missing else path.name,
        what=Text("n'existe pas.", "does not exist.")
        if missing
        else Text("ne s'ouvre pas ({error}).", "does not open ({error}).").fill(
            error=getattr(error, "strerror", None) or error
        ),
        cure=Text("Vérifiez le chemin.", "Check the path.")
        if missing
        else Text("Vérifiez vos droits, ou téléchargez-le à nouveau.",
                  "Check your rights, or download it again."),
    )  # fmt: skip


def _bomb(name: str) -> BadInput:
    return BadInput(
        "{file} se déploie en plus de {n} fois sa taille : ce n'est pas une archive de registre. "
        "Rien n'a été lu.",
        "{file} unpacks to more than {n} times its size: this is no archive of a register. "
        "Nothing was read.",
        file=name,
        n=MAX_RATIO,
    )
