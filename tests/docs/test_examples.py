"""Every command that a page or a help shows is one that the program takes."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import click
import pytest

from cli.bilingual import Command
from cli.main import program
from cli.session import Session
from tests.docs.reading import ROOT, blocks, pages, prose
from tests.docs.running import commands, lines_of

_INLINE = re.compile(r"`(alliances [^`]+)`")
_SHORTENED = re.compile(r"…|\.\.\.|\b[A-Z]{3,}\b|\|")  # a form to fill in, not an example


class Example(NamedTuple):
    """A command that is shown, and where; one within a sentence may be its name alone."""

    place: str
    words: list[str]
    whole: bool = True


def shown() -> Iterator[Example]:
    """Yield the commands of ours in the blocks and the tables of every page."""
    for page in pages():
        text = page.read_text(encoding="utf-8")
        for block in blocks(text):
            if block.kind in {"sh", "bat"}:
                yield from _typed(page, block.words)
        for typed in _INLINE.findall(prose(text)):
            if not _SHORTENED.search(typed):
                yield from (e._replace(whole=False) for e in _typed(page, typed))


def _typed(page: Path, script: str) -> Iterator[Example]:
    for line in lines_of(script.replace("\\alliances", "/alliances")):
        for _, words in commands(line):
            if words and Path(words[0]).name == "alliances" and "…" not in words:
                yield Example(f"{page.relative_to(ROOT)}: {line}", words[1:])


@pytest.fixture(autouse=True)
def away(tmp_path: Path) -> Iterator[None]:
    """No file that an example names is here, and no workspace."""
    before = Path.cwd()
    os.chdir(tmp_path)
    yield
    os.chdir(before)


def refused(words: list[str], *, whole: bool = True) -> str | None:
    """Return why the program would not take a command, or None; files need not exist.

    Of a command that is not ``whole``, something may be missing.
    """
    try:
        _parse(words)
    except click.exceptions.Exit:  # --help
        return None
    except click.UsageError as error:
        return None if _is_allowed(error, whole=whole) else error.format_message()
    return None


def _parse(words: list[str]) -> None:
    """Read a command as the program would, and do nothing."""
    top = program.make_context("alliances", list(words), obj=Session())
    rest = [*top._protected_args, *top.args]
    if rest:
        name, command, arguments = program.resolve_command(top, rest)
        assert command is not None, name
        command.make_context(name, arguments, parent=top)


def _is_allowed(error: click.UsageError, *, whole: bool) -> bool:
    """Tell whether an example may be so: its files are not here, and a name alone lacks them."""
    if isinstance(error, click.MissingParameter):
        return not whole
    if isinstance(error, click.BadParameter):
        return error.param is not None and isinstance(error.param.type, click.Path)
    return isinstance(error, click.BadOptionUsage) and not whole


def test_every_command_shown_is_understood() -> None:
    found = list(shown())
    wrong = {e.place: why for e in found if (why := refused(e.words, whole=e.whole))}
    assert wrong == {}
    assert len(found) > 150


@pytest.mark.parametrize("name", program.lazy)
def test_every_help_shows_examples_that_are_understood(name: str) -> None:
    command = program.get_command(click.Context(program), name)
    assert isinstance(command, Command)
    assert command.examples
    for example in command.examples:
        for _, words in commands(f"alliances {example}"):
            if words[:1] == ["alliances"]:
                assert words[1] == name, example
                assert refused(words[1:]) is None, example


@pytest.mark.parametrize(
    "words",
    [["lod", "x"], ["load", "--stric", "x"], ["load"], ["query", "a", "--format", "xls"],
     ["map", "--steps", "9"]],
)  # fmt: skip
def test_a_wrong_command_is_refused(words: list[str]) -> None:
    assert refused(words) is not None
