"""A target of fuzzing: what it is given, and what must be true of whatever is given."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from cli.session import printable
from graph.errors import AlliancesError

T = TypeVar("T")
PATIENCE, EACH = 2.0, 1e-4  # seconds of processor that any input may take, and for each byte


class Wrong(AssertionError):  # noqa: N818 - reads as what it is
    """What the program made of an input is not what it promises."""


@dataclass(frozen=True)
class Target:
    """Something that reads what others wrote."""

    name: str
    inputs: Any  # a strategy of hypothesis
    check: Callable[[Any], None]  # raises on anything but the answer promised
    guided: Callable[[bytes], Any] | None = None
    """What raw bytes mean as an input, where coverage may guide them."""
    seeds: Callable[[], list[bytes]] = list


def tame(call: Callable[[], T], *also: type[Exception]) -> T | None:
    """Return what a call returns; None for an error that is told in both languages.

    ``also`` are the errors that the function promises to its caller.
    """
    try:
        return call()
    except AlliancesError as error:
        require_told(error)
        return None
    except also:
        return None


def require_told(error: AlliancesError) -> None:
    """Require of an error words in both languages that command no terminal."""
    for words in error.text:
        require(words.strip(), "an error without words")
        require_harmless(printable(words))


def require_harmless(words: str) -> None:
    """Require that a text holds no sign that a terminal obeys."""
    raw = {sign for sign in words if not sign.isprintable()} - set("\n\u00a0\u202f")
    require(not raw, f"a terminal would obey {raw}")


def require(is_so: object, otherwise: str) -> None:
    """Raise Wrong where something is not so; unlike assert, it is there under ``python -O``."""
    if not is_so:
        raise Wrong(otherwise)


@cache
def folder() -> Path:
    """Return a folder for the inputs that are files, gone when the process ends."""
    made = Path(tempfile.mkdtemp(prefix="alliances-fuzz-"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made


def file(name: str, data: bytes) -> Path:
    """Write an input."""
    path = folder() / name
    path.write_bytes(data)
    return path
