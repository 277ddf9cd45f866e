"""Which files still hold a name or a number: looked for in what they say, not in their bytes alone.

A file is read as UTF-8, and where that fails as UTF-16 or Latin-1. Entities, escapes of JSON and of
addresses are read as what they mean, tags are left out; case, accents and signs between words do
not matter. Archives (spreadsheets are some) and compressed files are opened, Parquet is read by
column. What cannot be looked into is told: silence would be taken for "nothing there".
"""

from __future__ import annotations

import gzip
import html
import io
import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO
from urllib.parse import unquote

from ontology.text import fold

_PIECE = 4_000_000  # bytes read at a time
_OVERLAP = 4_000  # of them read again, for what lies over an edge
_DEEPEST = 4  # archives within archives
_MOST = 4_000_000_000  # bytes unpacked out of one file: beyond, it is a bomb
_TAG = re.compile(r"<[^<>]{0,2000}>")
_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\x([0-9a-fA-F]{2})")
_CLOSED = (".pdf", ".png", ".jpg", ".jpeg", ".doc", ".xls", ".7z", ".rar", ".bz2", ".xz", ".zst")


@dataclass(frozen=True)
class Found:
    """A file that still holds something, or that could not be looked into."""

    path: Path
    readable: bool = True


class Search:
    """Looks for names and numbers in files."""

    def __init__(self, needles: Iterable[str]) -> None:
        words = sorted({fold(needle) for needle in needles} - {""})
        self._form = re.compile("|".join(map(_form, words))) if words else None

    def files(self, folders: Sequence[Path], skip: Iterable[Path] = ()) -> Iterator[Found]:
        """Yield the files under some folders that hold a needle, and those that stay closed."""
        passed = {path.resolve() for path in skip}
        for folder in folders:
            for path in _under(folder, passed):
                if path.resolve() not in passed:
                    passed.add(path.resolve())
                    found = self.file(path)
                    if found is not None:
                        yield found

    def file(self, path: Path) -> Found | None:
        """Return a file that holds a needle or cannot be looked into, else None."""
        if self.text(path.name):
            return Found(path)
        try:
            if path.suffix.lower() == ".parquet":
                return Found(path) if self._parquet(path) else None
            with path.open("rb") as file:
                held = self._stream(file, path.name, _DEEPEST)
        except (OSError, EOFError, ValueError, zipfile.BadZipFile, zlib.error, NotImplementedError,
                RuntimeError):  # fmt: skip
            return Found(path, readable=False)
        if held:
            return Found(path)
        return Found(path, readable=False) if path.suffix.lower() in _CLOSED else None

    def _stream(self, file: IO[bytes], name: str, deep: int) -> bool:
        head = file.read(4)
        file.seek(0)
        if head == b"PK\x03\x04" and deep:
            return self._archive(file, deep)
        if head[:2] == b"\x1f\x8b" and deep:
            with gzip.GzipFile(fileobj=file) as inner:
                return self._stream(io.BufferedReader(inner), name, deep - 1)
        return any(self.text(piece) for piece in _pieces(file))

    def _archive(self, file: IO[bytes], deep: int) -> bool:
        with zipfile.ZipFile(file) as archive:
            for member in archive.infolist():
                if self.text(member.filename):
                    return True
                if not member.is_dir():
                    with archive.open(member) as inner:
                        if self._stream(inner, member.filename, deep - 1):
                            return True
        return False

    def _parquet(self, path: Path) -> bool:
        import pyarrow.parquet as pq

        file = pq.ParquetFile(path)
        return any(
            self.text(" \n".join(str(value) for value in column.to_pylist() if value is not None))
            for batch in file.iter_batches()
            for column in batch.columns
        )

    def text(self, text: str) -> bool:
        """Tell whether a text holds a needle, in whichever form it is escaped."""
        if self._form is None:
            return False
        return any(self._form.search(f" {fold(form)} ") for form in _forms(text))


def _form(words: str) -> str:
    """Return what finds folded words; of a number, also with spaces in it or more digits behind."""
    if words.isdecimal():
        return r"(?<![0-9])" + r" ?".join(words)
    return rf"(?<![a-z0-9]){re.escape(words)}(?![a-z0-9])"


def _forms(text: str) -> Iterator[str]:
    yield text
    plain = text
    if "&" in plain:
        plain = html.unescape(plain)
    if "\\" in plain:
        plain = _ESCAPE.sub(lambda found: chr(int(found[1] or found[2], 16)), plain)
    if "%" in plain:
        plain = unquote(plain)
    if plain != text:
        yield plain
    if "<" in plain:
        yield _TAG.sub("", plain)
        yield _TAG.sub(" ", plain)


def _pieces(file: IO[bytes]) -> Iterator[str]:
    """Yield a file as text in pieces that overlap."""
    rest, total, encoding = b"", 0, ""
    while piece := file.read(_PIECE):
        total += len(piece)
        if total > _MOST:
            raise ValueError(file)
        if not encoding:
            encoding = _encoding(piece)
        yield (rest + piece).decode(encoding, "ignore")
        rest = piece[-_OVERLAP:]


def _encoding(head: bytes) -> str:
    if head[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return "utf-16"
    with suppress(UnicodeDecodeError):
        head[:-4].decode("utf-8")
        return "utf-8"
    return "utf-8" if b"\x00" in head else "latin-1"


def _under(folder: Path, passed: set[Path]) -> Iterator[Path]:
    """Yield the files in a folder and in those in it; a link to a folder is not followed."""
    if folder.is_file():
        yield folder
        return
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.resolve() in passed:
            continue
        if path.is_dir() and not path.is_symlink():
            yield from _under(path, passed)
        elif path.is_file():
            yield path
