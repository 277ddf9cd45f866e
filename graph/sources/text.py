"""Open a text file as registers publish it: compressed or not, in the encoding it really has.

Bytes that are not UTF-8 in a file that otherwise is are read as Windows-1252, which is what they
nearly always are, and the rows that hold them are told as repaired.
"""

from __future__ import annotations

import codecs
import gzip
import io
import lzma
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePath
from typing import IO, Any

from graph.errors import BadInput
from graph.near import missing
from graph.sources import kinds

SAMPLE = 1 << 18  # bytes looked at to guess an encoding
LONGEST_LINE = 4_000_000  # signs; a longer one is no row
MOST_EMPTY = 2_000_000  # lines in a row; a spreadsheet has half as many
MAX_RATIO = 300  # of what a file unpacks to and what it weighs: more is an attack…
HARMLESS = 100_000_000  # … unless it unpacks to less than these bytes
_GZIP, _XZ, _ZIP = b"\x1f\x8b", b"\xfd7zXZ\x00", (b"PK\x03\x04", b"PK\x05\x06")
#: Members of an archive that are read.
_TEXTS = frozenset({".csv", ".tsv", ".txt", ".json", ".geojson"})
# A foreign byte b is read as chr(MARK + b) until its row is known.
MARK = 0xF700
_ANY_MARK = re.compile(f"[{chr(MARK + 128)}-{chr(MARK + 255)}]")
_MARKED = {MARK + byte: bytes([byte]).decode("cp1252", "replace") for byte in range(128, 256)}


class _Disk(io.FileIO):
    """A file on the disk that remembers how far it was read, whatever unpacks it."""

    done = 0

    def readinto(self, buffer: Any) -> int | None:
        count = super().readinto(buffer)
        self.done += count or 0
        return count


class _Unpacked(io.RawIOBase):
    """What a packed file unpacks to, watched: a bomb is stopped before it fills the memory."""

    def __init__(self, file: Any, disk: _Disk, name: str) -> None:
        self._file, self._disk, self._name = file, disk, name
        self._count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        count: int | None = self._file.readinto(buffer)
        self._count += count or 0
        if self._count > HARMLESS and self._count > MAX_RATIO * self._disk.done:
            raise bomb(self._name)
        return count


class Part:
    """One text in a file: the file itself, or a member of an archive."""

    signs = 0  # how many of its signs were decoded; whoever reads it may set it back

    def __init__(self, name: str, path: Path, size: int, member: str = "") -> None:
        self.name = name
        self.size = size  # bytes on the disk
        self._path, self.member = path, member
        self._disk: _Disk | None = None

    @contextmanager
    def open(self) -> Iterator[IO[bytes]]:
        """Yield the text as bytes, unpacked."""
        with _Disk(self._path) as disk, io.BufferedReader(disk, 1 << 18) as raw:
            self._disk = disk
            if self.member:
                with zipfile.ZipFile(raw) as archive, archive.open(self.member) as file:
                    yield self._watched(file, disk)
            elif (first := raw.peek(8)).startswith(_GZIP):
                with gzip.GzipFile(fileobj=raw) as packed:
                    yield self._watched(packed, disk)
            elif first.startswith(_XZ):
                with lzma.LZMAFile(raw) as packed_well:
                    yield self._watched(packed_well, disk)
            else:
                yield raw

    def _watched(self, file: object, disk: _Disk) -> IO[bytes]:
        return io.BufferedReader(_Unpacked(file, disk, self.name), 1 << 18)

    def done(self) -> int:
        """Return how many bytes of the file were read so far."""
        return min(self._disk.done, self.size) if self._disk else 0


def require_file(path: Path) -> None:
    """Refuse what is not there, a folder, and what would never end, such as a pipe."""
    if not path.exists():
        raise missing(path)
    if not path.is_file():
        raise BadInput(
            "{file} n'est pas un fichier ordinaire. Donnez un fichier enregistré sur le disque.",
            "{file} is no ordinary file. Give a file that is saved on the disk.",
            file=path.name or path,
        )


def start(path: Path) -> bytes:
    """Return the first bytes of a file; raises BadInput when it does not open."""
    try:
        with path.open("rb") as file:
            return file.read(8)
    except OSError as error:
        raise unreadable(path, error) from error


def parts(path: Path) -> list[Part]:
    """Return the texts that a file holds; raises BadInput when it cannot be opened.

    Archives of one département a member, as the RNA is published, are read as one table.
    """
    first = start(path)
    if first.startswith(_ZIP):
        with reading(path.name):
            return _members(path)
    if not first:
        raise BadInput(
            "{file} est vide (0 octet). Téléchargez-le ou enregistrez-le à nouveau.",
            "{file} is empty (0 bytes). Download it or save it again.",
            file=path.name,
        )
    return [Part(path.name, path, path.stat().st_size)]


def _members(path: Path) -> list[Part]:
    with zipfile.ZipFile(path) as archive:
        # A member may have no name at all; whether it is a folder is told by its last sign.
        named = [m for m in archive.infolist() if m.filename and not m.is_dir()]
        inside = [m for m in named if not _hidden(m.filename)]
    if sum(m.file_size for m in inside) > max(HARMLESS, MAX_RATIO * path.stat().st_size):
        raise bomb(path.name)
    if any(m.flag_bits & 1 for m in inside):
        raise BadInput(
            "{file} est protégé par un mot de passe. Donnez une archive sans mot de passe.",
            "{file} is protected by a password. Give an archive without a password.",
            file=path.name,
        )
    texts = [m for m in inside if m.file_size and PurePath(m.filename).suffix.lower() in _TEXTS]
    if not texts:
        raise _no_text(path.name, [PurePath(m.filename).name for m in inside])
    return [
        Part(f"{path.name} › {PurePath(m.filename).name}", path, m.compress_size, m.filename)
        for m in sorted(texts, key=lambda m: m.filename)
    ]


def _hidden(member: str) -> bool:
    """Tell whether a member of an archive is what macOS leaves in it beside the files."""
    return member.startswith("__MACOSX/") or PurePath(member).name.startswith(".")


def _no_text(name: str, members: list[str]) -> BadInput:
    if not members:
        return BadInput(
            "{file} est une archive vide. Téléchargez-la à nouveau.",
            "{file} is an empty archive. Download it again.",
            file=name,
        )
    return BadInput(
        "{file} ne contient ni CSV, ni texte, ni JSON ({members}). Extrayez l'archive et chargez "
        "le fichier qui convient.",
        "{file} holds no CSV, text or JSON ({members}). Unpack the archive and load the file that "
        "fits.",
        file=name,
        members=", ".join(members[:5]) + ", …" * (len(members) > 5),
    )


def sample(part: Part) -> bytes:
    """Return the first bytes of a text."""
    with reading(part.name), part.open() as file:
        return file.read(SAMPLE)


def whole(part: Part, most: int) -> bytes:
    """Return all bytes of a text; raises BadInput when there are too many."""
    pieces, size = [], 0
    with reading(part.name), part.open() as file:
        while piece := file.read(1 << 24):
            pieces.append(piece)
            size += len(piece)
            if size > most:
                raise too_large(part.name, size)
    return b"".join(pieces)


def too_large(name: str, size: int) -> BadInput:
    """Return the error of a document that is too large to be read at once."""
    return BadInput(
        "{file} est trop grand pour être lu d'un bloc ({n} Mo ou plus). Donnez-le par année ou "
        "par acheteur.",
        "{file} is too large to be read at once ({n} MB or more). Give it by year or by buyer.",
        file=name,
        n=size // 1_000_000,
    )


def encoding_of(start: bytes, name: str) -> str:
    """Return the encoding of a text from its first bytes; raises BadInput for what is no text."""
    kinds.require_text(start, name)
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            if start == mark:
                raise _blank(name)
            return encoding
    if not start.strip():
        raise _blank(name)
    zeros = start[0::2].count(0), start[1::2].count(0)
    if sum(zeros) > len(start) // 4:
        little = zeros[1] > len(start) // 4 and zeros[0] < len(start) // 50
        big = zeros[0] > len(start) // 4 and zeros[1] < len(start) // 50
        if little or big:
            return "utf-16-le" if little else "utf-16-be"
    strange = sum(start.count(sign) for sign in range(7))
    if strange > len(start) // 100 or start[:1] == b"\0":  # a few may stand in one damaged row
        raise _no_words(start, name)
    return _of_bytes(start)


_MARKS = (  # that of UTF-32 begins like that of UTF-16
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"), (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip


def _no_words(start: bytes, name: str) -> BadInput:
    place = next((i for i, byte in enumerate(start) if byte < 7), 0)
    return BadInput(
        "{file}, ligne {row} : ce n'est pas du texte (octet nul ou de contrôle). Vérifiez que "
        "c'est bien un CSV, un JSON ou un classeur, et téléchargez-le à nouveau.",
        "{file}, row {row}: this is no text (null or control byte). Check that it is a CSV, a "
        "JSON or a spreadsheet, and download it again.",
        file=name,
        row=start.count(b"\n", 0, place) + 1,
    )


def _blank(name: str) -> BadInput:
    return BadInput(
        "{file} est vide : il ne contient que des blancs. Téléchargez-le ou enregistrez-le à "
        "nouveau.",
        "{file} is empty: it holds blanks only. Download it or save it again.",
        file=name,
    )


# How é and è are written, by which the encodings of French before UTF-8 are told apart.
_ACCENTS = {"cp1252": b"\xe9\xe8", "mac_roman": b"\x8e\x8f", "cp850": b"\x82\x8a"}


def _of_bytes(start: bytes) -> str:
    """Return the encoding in which most of the bytes above 127 make sense."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        kept = start.decode("utf-8", "ignore")
        good = sum(len(c.encode()) for c in kept if c > "\x7f")
        bad = sum(byte > 127 for byte in start) - good
        if good <= bad:
            return max(_ACCENTS, key=lambda name: sum(map(start.count, _ACCENTS[name])))
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


def is_marked(text: str) -> bool:
    """Tell whether a text holds foreign bytes."""
    return _ANY_MARK.search(text) is not None


def unmark(text: str) -> str:
    """Return a text with its foreign bytes read as Windows-1252."""
    return text.translate(_MARKED)


def decoded(part: Part, encoding: str) -> Iterator[str]:
    """Yield the lines of a text, ends kept; raises BadInput for a line that never ends."""
    errors = "alliances-foreign" if encoding.startswith("utf-8") else "replace"
    with part.open() as raw, io.TextIOWrapper(raw, encoding, errors, newline="") as file:
        number = empty = 0
        read = file.readline
        while line := read(LONGEST_LINE):
            number += 1
            size = len(line)
            part.signs += size
            empty = empty + 1 if size < 3 else 0
            if size >= LONGEST_LINE or empty > MOST_EMPTY:
                raise _endless(part.name, number, empty)
            yield line


def _endless(name: str, row: int, empty: int) -> BadInput:
    if empty:
        return BadInput(
            "{file}, ligne {row} : plus de {n} millions de lignes vides se suivent. Le fichier "
            "est abîmé : téléchargez-le à nouveau.",
            "{file}, row {row}: more than {n} million empty lines follow one another. The file is "
            "damaged: download it again.",
            file=name, row=row, n=MOST_EMPTY // 1_000_000,
        )  # fmt: skip
    return BadInput(
        "{file}, ligne {row} : la ligne dépasse {n} millions de signes. Ce n'est pas un tableau.",
        "{file}, row {row}: the line is longer than {n} million signs. This is no table.",
        file=name, row=row, n=LONGEST_LINE // 1_000_000,
    )  # fmt: skip


_DAMAGED = (
    EOFError, zlib.error, OSError, lzma.LZMAError, zipfile.BadZipFile,
    NotImplementedError,  # a method of packing that Python does not know
)  # fmt: skip


@contextmanager
def reading(name: str) -> Iterator[None]:
    """Tell in words what the system or an archive says of a file that cannot be read."""
    try:
        yield
    except _DAMAGED as error:
        raise BadInput(
            "{file} est incomplet ou abîmé ({error}). Téléchargez-le à nouveau.",
            "{file} is incomplete or damaged ({error}). Download it again.",
            file=name,
            error=getattr(error, "strerror", None) or error,
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
    if isinstance(error, FileNotFoundError):
        return missing(path)
    return BadInput(
        "{file} ne s'ouvre pas ({error}). Vérifiez vos droits, ou téléchargez-le à nouveau.",
        "{file} does not open ({error}). Check your rights, or download it again.",
        file=path.name,
        error=getattr(error, "strerror", None) or error,
    )


def bomb(name: str) -> BadInput:
    """Return the error of a file that unpacks to too much."""
    return BadInput(
        "{file} se déploie en plus de {n} fois sa taille : c'est la forme d'une attaque. Rien n'a "
        "été chargé.",
        "{file} unpacks to more than {n} times its size, which is how an attack looks. Nothing "
        "was loaded.",
        file=name,
        n=MAX_RATIO,
    )
