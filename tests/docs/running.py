"""The program run in this process, line by line, as a page tells its reader to."""

from __future__ import annotations

import io
import os
import shlex
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from cli.main import main

if TYPE_CHECKING:
    from typing_extensions import Buffer

_SEPARATORS = {"|", "&&", ";", ">", ">>", "<"}


class Terminal:
    """A terminal that knows ``alliances``, ``cd``, a pipe and ``>``: what our pages use."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def type(self, script: str) -> str:
        """Run the lines of a block; return all that was shown. A failing line is an error."""
        return "".join(self._line(line) for line in lines_of(script))

    def _line(self, line: str) -> str:
        pieces = [*commands(line), ("", [])]
        told, given = "", ""
        for (separator, words), (following, _) in pairwise(pieces):
            if separator == ">":
                (self.folder / words[0]).write_text(given, encoding="utf-8", newline="")
                continue
            code, out, shown, errors = self._run(words, given if separator == "|" else "")
            assert code == 0, f"{line}: exit code {code}\n{shown}"
            told += errors if following in {"|", ">"} else shown
            given = out
        return told

    def _run(self, words: Sequence[str], given: str) -> tuple[int, str, str, str]:
        match words:
            case ["cd", folder]:
                self.folder = (self.folder / folder).resolve(strict=True)
                return 0, "", "", ""
            case ["echo", *said]:
                return 0, " ".join(said) + "\n", " ".join(said), ""
            case ["alliances", *arguments]:
                return alliances(*arguments, cwd=self.folder, stdin=given)
        raise AssertionError(f"{words[0]}: only alliances, cd and echo are tried")


def alliances(*arguments: str, cwd: Path, stdin: str = "") -> tuple[int, str, str, str]:
    """Run the program in a folder; return its exit code, output, both streams, and errors."""
    shown = io.BytesIO()
    heard = _Heard(shown), _Heard(shown)
    out, errors = (
        io.TextIOWrapper(raw, encoding="utf-8", newline="", write_through=True) for raw in heard
    )
    code: object = 0
    with _standing(cwd), _reading(stdin), redirect_stdout(out), redirect_stderr(errors):
        try:
            main(list(arguments))
        except SystemExit as end:
            code = end.code
    told = [raw.getvalue().decode() for raw in (heard[0], shown, heard[1])]
    return int(str(code or 0)), told[0], told[1], told[2]


class _Heard(io.BytesIO):
    """What is written to one stream, and to the screen that both share."""

    def __init__(self, screen: io.BytesIO) -> None:
        super().__init__()
        self.screen = screen

    def write(self, data: Buffer) -> int:
        self.screen.write(data)
        return super().write(data)


@contextmanager
def _standing(folder: Path) -> Iterator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


@contextmanager
def _reading(words: str) -> Iterator[None]:
    before = sys.stdin
    sys.stdin = io.TextIOWrapper(io.BytesIO(words.encode()), encoding="utf-8")
    try:
        yield
    finally:
        sys.stdin = before


def lines_of(script: str) -> Iterator[str]:
    """Yield the commands of a block: a line that ends in a backslash goes on below."""
    for line in script.replace("\\\n", " ").splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            yield line.strip()


def commands(line: str) -> Iterator[tuple[str, list[str]]]:
    """Yield the simple commands of a line, each after the sign that stands before it."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars="|&;<>")
    lexer.whitespace_split = True
    separator: str = ""
    words: list[str] = []
    for word in lexer:
        if word in _SEPARATORS:
            yield separator, words
            separator, words = word, []
        else:
            words.append(word)
    if words:
        yield separator, words
