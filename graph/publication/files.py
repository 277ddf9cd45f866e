"""The text of a file in blocks, whatever its kind: plain, packed or Parquet.

A block ends between two words, and the next one starts with the last words of it: no phrase lies
between two blocks unseen. Memory does not grow with the file.

Packed are zip (xlsx, ods), gzip, bzip2 and xz; a saved mail is opened with what is attached to it,
and Rich Text is told as it is read (:mod:`graph.publication.letters`). Kinds that stay closed (a
PDF, an image, a workbook with a password) give their raw bytes, which prove nothing: their names
are noted, for whoever asks to tell a person to look.
"""

from __future__ import annotations

import bz2
import codecs
import gzip
import io
import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, NamedTuple, cast

from graph.errors import BadInput
from graph.publication import letters

BLOCK = 1 << 20  # bytes
_HEAD = 4_000  # bytes at the start of a piece that tell what it is
DEEPEST = 3  # containers within containers
LARGEST = 1 << 32  # bytes unpacked of one file: more is a trap
_ENDS = (b"\n", b" ", b"\t", b">", b",", b'"')
_ZIP, _PARQUET = b"PK\x03\x04", b"PAR1"
_PACKED: dict[bytes, Callable[[IO[bytes]], object]] = {
    b"\x1f\x8b": gzip.open, b"BZh": bz2.open, b"\xfd7zX": lzma.open,
}  # fmt: skip
CLOSED = frozenset({
    ".pdf", ".png", ".jpg", ".jpeg", ".gif", ".webp", ".tif", ".tiff", ".bmp", ".doc", ".xls",
    ".ppt", ".7z", ".rar", ".zst", ".msg", ".pst", ".p7m",
})  # fmt: skip
_CLOSED_STARTS = (
    b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\xd0\xcf\x11\xe0", b"7z\xbc\xaf", b"Rar!",
    b"\x28\xb5\x2f\xfd", b"\x78\x9f\x3e\x22",
)  # fmt: skip
_ALPHABETS = ("utf-8", "cp1252", "mac_roman", "cp850", "iso8859-15")
_THUMBNAIL = "Thumbnails/thumbnail.png"  # of the first page, in a file of LibreOffice


class Block(NamedTuple):
    """Some text of a file: in which of its members, and the number of its first line."""

    member: str
    line: int
    text: str


def blocks(path: Path, closed: list[str] | None = None) -> Iterator[Block]:
    """Yield the text of a file, or of every file of a folder; raises BadInput if unreadable.

    The names of files and members that could not be looked into are added to ``closed``.
    """
    if path.is_dir():
        for one in sorted(path.rglob("*")):
            if one.is_file():
                where = one.relative_to(path).as_posix()
                yield Block(where, 1, where)  # names of folders hold values too
                yield from (
                    b._replace(member=_joined(where, b.member)) for b in blocks(one, closed)
                )
        return
    try:
        with path.open("rb") as file:
            yield from _blocks(file, "", 0, _Read(path.name, closed=closed))
    except _BROKEN as error:
        raise _unreadable(path, error) from error
    except OSError as error:
        if error.errno is not None:  # the system's, and not of a packer
            raise
        raise _unreadable(path, error) from error


def of_file(file: IO[bytes]) -> Iterator[Block]:
    """Yield the text of an open file that stands at its start."""
    return _blocks(file, "", 0, _Read(""))


_BROKEN = (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, NotImplementedError,
           RuntimeError, ValueError)  # fmt: skip # the last: of a Parquet file that is none


@dataclass
class _Read:
    """What was read of a file by now."""

    name: str
    left: int = LARGEST  # bytes that may still be unpacked of it
    closed: list[str] | None = None

    def count(self, size: int) -> None:
        """Note how much was unpacked."""
        self.left -= size
        if self.left < 0:
            raise RuntimeError("too large unpacked")

    def look(self, member: str, start: bytes) -> None:
        """Note a file or a member that stays closed, told by its name or by its first bytes."""
        if _is_closed(member or self.name, start, alone=not member):
            self.shut(member)

    def shut(self, member: str) -> None:
        """Note a file or a member that stays closed."""
        name = member or self.name
        if self.closed is not None and name not in self.closed:
            self.closed.append(name)


def _is_closed(name: str, start: bytes, *, alone: bool) -> bool:
    """Tell whether a kind of file is none that is read; what is in another has odd parts."""
    if name.endswith(_THUMBNAIL):
        return False
    if PurePosixPath(name).suffix.lower() in CLOSED or start.startswith(_CLOSED_STARTS):
        return True
    return alone and b"\0" in start and not _is_wide(start)


def _blocks(file: IO[bytes], member: str, depth: int, read: _Read) -> Iterator[Block]:
    start = file.read(4)
    file.seek(0)
    unpack = _unpacker(start)
    if depth >= DEEPEST and (unpack or start == _ZIP):
        raise NotImplementedError("too many containers within containers")
    if start == _ZIP:
        yield from _zipped(file, member, depth, read)
    elif unpack:
        with cast("IO[bytes]", unpack(file)) as inner:
            yield from _inside(inner, member, depth, read)
    elif start == _PARQUET:
        yield from _columns(file, member)
    else:
        yield from _unfolded(file, member, depth, read)


def _unpacker(start: bytes) -> Callable[[IO[bytes]], object] | None:
    return next((unpack for sign, unpack in _PACKED.items() if start.startswith(sign)), None)


def _zipped(file: IO[bytes], member: str, depth: int, read: _Read) -> Iterator[Block]:
    with zipfile.ZipFile(file) as archive:
        for info in archive.infolist():
            name = _joined(member, info.filename)
            yield Block(name, 1, info.filename)
            with archive.open(info) as inner:
                yield from _inside(inner, name, depth, read)


def _inside(inner: IO[bytes], member: str, depth: int, read: _Read) -> Iterator[Block]:
    """Yield the text of a member: packed itself, it is read whole, as it must be sought in."""
    start = inner.read(4)
    rest = _Again(start, inner)
    if start in (_ZIP, _PARQUET) or _unpacker(start):
        content = rest.read(read.left + 1)
        read.count(len(content))
        yield from _blocks(io.BytesIO(content), member, depth + 1, read)
    else:
        yield from _unfolded(rest, member, depth, read)


class _Again(io.RawIOBase):
    """A file whose first bytes were read already."""

    def __init__(self, start: bytes, rest: IO[bytes]) -> None:
        self._start, self._rest = start, rest

    def read(self, size: int = -1) -> bytes:
        if size < 0:
            size = LARGEST
        start, self._start = self._start[:size], self._start[size:]
        return start + self._rest.read(size - len(start))


def _unfolded(file: IO[bytes] | _Again, member: str, depth: int, read: _Read) -> Iterator[Block]:
    """Yield the text of a file that is not packed; a letter may pack its own."""
    start = file.read(_HEAD)
    whole = _Again(start, cast("IO[bytes]", file))
    sort = letters.kind(member if depth else member or read.name, start)
    if sort is None:
        yield from _text(whole, member, read)
        return
    content = whole.read(letters.LARGEST + 1)
    if len(content) > letters.LARGEST or depth >= DEEPEST:
        read.shut(member)
        yield from _text(_Again(content, cast("IO[bytes]", file)), member, read)
        return
    yield from _letter(sort, content, member, depth, read)


def _letter(sort: str, content: bytes, member: str, depth: int, read: _Read) -> Iterator[Block]:
    read.count(len(content))
    for part in letters.parts(sort, content):
        name = _joined(member, part.name)
        if part.is_closed or _is_closed(name, part.content[:_HEAD], alone=bool(part.name)):
            read.shut(name)
        if part.name:
            yield Block(name, 1, part.name)
        if part.is_told:
            yield from _text(io.BytesIO(part.content), name, read)
            continue
        yield from _inside(cast("IO[bytes]", io.BytesIO(part.content)), name, depth + 1, read)


def _text(file: IO[bytes] | _Again, member: str, read: _Read) -> Iterator[Block]:
    line, rest = 1, b""
    file = _in_utf8(file)
    piece = file.read(BLOCK)
    read.look(member, piece[:_HEAD])
    while piece:
        read.count(len(piece))
        following = file.read(BLOCK)
        piece = rest + piece
        cut = (max(piece.rfind(end) for end in _ENDS) + 1 if following else 0) or len(piece)
        yield Block(member, line, _decoded(piece[:cut]))
        line, rest = line + piece.count(b"\n", 0, cut), piece[cut:]
        if len(rest) > BLOCK:
            yield Block(member, line, _decoded(rest))
            rest = b""
        piece = following
    if rest:
        yield Block(member, line, _decoded(rest))


def _in_utf8(file: IO[bytes] | _Again) -> IO[bytes]:
    """Return a file as UTF-8, where it begins with the mark of UTF-16, which spreadsheets write."""
    again = _Again(start := file.read(2), cast("IO[bytes]", file))
    if start in {codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE}:
        return cast("IO[bytes]", codecs.EncodedFile(again, "utf-8", "utf-16", "replace"))
    return cast("IO[bytes]", again)


def _is_wide(piece: bytes) -> bool:
    """Tell whether every second byte or so is null, as in the UTF-16 of some programs."""
    return piece.count(b"\0", 0, _HEAD) * 3 > min(len(piece), _HEAD)


def _decoded(piece: bytes) -> str:
    """Return text in UTF-8, or in the UTF-16 of some programs.

    What is neither is told several times, with the accents of UTF-8 and of older programs: those
    of Windows, of the Macintosh, of DOS, and the one alphabet of these with an œ where it has ½.
    """
    if _is_wide(piece):
        return piece.replace(b"\0", b"").decode("latin-1")
    try:
        return piece.decode("utf-8")
    except UnicodeDecodeError:
        return "\n".join(dict.fromkeys(piece.decode(one, "replace") for one in _ALPHABETS))


def _columns(file: IO[bytes], member: str) -> Iterator[Block]:
    """Yield the texts of a Parquet file: the values of its columns, and what its schema says."""
    from pyarrow import parquet

    table = parquet.ParquetFile(file)
    told = {**(table.metadata.metadata or {}), **(table.schema_arrow.metadata or {})}
    yield Block(member, 1, "\n".join(v.decode("utf-8", "replace") for v in told.values()))
    for group in table.iter_batches(batch_size=20_000):
        for column in group.columns:
            values = (str(value) for value in column.to_pylist() if value is not None)
            yield Block(member, 1, "\n".join(values))


def _joined(outer: str, inner: str) -> str:
    return "!".join(filter(None, (outer, inner)))


def _unreadable(path: Path, error: Exception) -> BadInput:
    return BadInput(
        "{file} ne se lit pas jusqu'au bout ({error}) : ce qu'il contient n'est pas vérifié.",
        "{file} cannot be read to its end ({error}): what it holds is not verified.",
        file=path,
        error=error,
    )
