"""The text of a file in blocks, whatever its kind: plain, packed (zip, xlsx, gzip) or Parquet.

A block ends between two words, and the next one starts with the last words of it: no phrase lies
between two blocks unseen. Memory does not grow with the file.
"""

from __future__ import annotations

import codecs
import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NamedTuple, cast

from graph.errors import BadInput

BLOCK = 1 << 20  # bytes
DEEPEST = 3  # containers within containers
LARGEST = 1 << 32  # bytes unpacked of one file: more is a trap
_ENDS = (b"\n", b" ", b"\t", b">", b",", b'"')
_ZIP, _GZIP, _PARQUET = b"PK\x03\x04", b"\x1f\x8b", b"PAR1"


class Block(NamedTuple):
    """Some text of a file: in which of its members, and the number of its first line."""

    member: str
    line: int
    text: str


def blocks(path: Path) -> Iterator[Block]:
    """Yield the text of a file, or of every file of a folder; raises BadInput if unreadable."""
    if path.is_dir():
        for one in sorted(path.rglob("*")):
            if one.is_file():
                where = one.relative_to(path).as_posix()
                yield Block(where, 1, where)  # names of folders hold values too
                yield from (b._replace(member=_joined(where, b.member)) for b in blocks(one))
        return
    try:
        with path.open("rb") as file:
            yield from _blocks(file, "", 0, [LARGEST])
    except (zipfile.BadZipFile, zlib.error, EOFError, gzip.BadGzipFile, NotImplementedError,
            RuntimeError) as error:  # fmt: skip
        raise _unreadable(path, error) from error


def of_file(file: IO[bytes]) -> Iterator[Block]:
    """Yield the text of an open file that stands at its start."""
    return _blocks(file, "", 0, [LARGEST])


def _blocks(file: IO[bytes], member: str, depth: int, left: list[int]) -> Iterator[Block]:
    start = file.read(4)
    file.seek(0)
    if depth < DEEPEST and start == _ZIP:
        yield from _zipped(file, member, depth, left)
    elif depth < DEEPEST and start[:2] == _GZIP:
        with gzip.open(file) as inner:
            yield from _inside(cast("IO[bytes]", inner), member, depth, left)
    elif start == _PARQUET:
        yield from _columns(file, member)
    else:
        yield from _text(file, member, left)


def _zipped(file: IO[bytes], member: str, depth: int, left: list[int]) -> Iterator[Block]:
    with zipfile.ZipFile(file) as archive:
        for info in archive.infolist():
            name = _joined(member, info.filename)
            yield Block(name, 1, info.filename)
            with archive.open(info) as inner:
                yield from _inside(inner, name, depth, left)


def _inside(inner: IO[bytes], member: str, depth: int, left: list[int]) -> Iterator[Block]:
    """Yield the text of a member: packed itself, it is read whole, as it must be sought in."""
    start = inner.read(4)
    rest = _Again(start, inner)
    if start in (_ZIP, _PARQUET) or start[:2] == _GZIP:
        content = rest.read(left[0] + 1)
        _count(len(content), left)
        yield from _blocks(io.BytesIO(content), member, depth + 1, left)
    else:
        yield from _text(rest, member, left)


class _Again(io.RawIOBase):
    """A file whose first bytes were read already."""

    def __init__(self, start: bytes, rest: IO[bytes]) -> None:
        self._start, self._rest = start, rest

    def read(self, size: int = -1) -> bytes:
        if size < 0:
            size = LARGEST
        start, self._start = self._start[:size], self._start[size:]
        return start + self._rest.read(size - len(start))


def _text(file: IO[bytes] | _Again, member: str, left: list[int]) -> Iterator[Block]:
    line, rest = 1, b""
    file = _in_utf8(file)
    piece = file.read(BLOCK)
    while piece:
        _count(len(piece), left)
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


def _count(size: int, left: list[int]) -> None:
    left[0] -= size
    if left[0] < 0:
        raise RuntimeError("too large unpacked")


def _decoded(piece: bytes) -> str:
    """Return text in UTF-8, or in the UTF-16 of some programs.

    What is neither is told twice, with the accents of UTF-8 and with those of older programs.
    """
    if piece.count(b"\0", 0, 4_000) * 3 > min(len(piece), 4_000):
        return piece.replace(b"\0", b"").decode("latin-1")
    try:
        return piece.decode("utf-8")
    except UnicodeDecodeError:
        readings = (piece.decode(encoding, "replace") for encoding in ("utf-8", "cp1252"))
        return "\n".join(readings)


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
