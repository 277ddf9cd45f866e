"""Our own regular expressions: each on a text that it nearly matches, one piece of it pumped up."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from tests.reliability.fuzz.target import Target, Wrong

ROOMS = ("ontology", "queries", "graph", "viz", "cli")
HOME = Path(__file__).resolve().parents[3]
SIZES = (1_000, 4_000, 16_000)  # signs
#: What an expression is never given: of words it gets so few, single spaces between them.
FEW = {"graph.dates._RANGE": "200 signs (dates._LONGEST)"}
ALLOWED = 2.0  # seconds of processor at the last size; what is quadratic takes more at most places


@cache
def expressions() -> dict[str, re.Pattern[Any]]:
    """Return every expression that a module keeps, by module and name."""
    found: dict[str, re.Pattern[Any]] = {}
    for room in ROOMS:
        for path in sorted((HOME / room).rglob("*.py")):
            name = ".".join(path.relative_to(HOME).with_suffix("").parts).removesuffix(".__init__")
            module = import_module(name)
            for key, value in vars(module).items():
                for number, one in enumerate(_patterns(value)):
                    if f"{name}.{key}" not in FEW and "\ud800" not in str(
                        one.pattern
                    ):  # of halves of signs: in no text
                        found.setdefault(f"{name}.{key}[{number}]", one)
    return found


def _patterns(value: object) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, tuple | list):
        for one in value:
            yield from _patterns(one)
    elif isinstance(value, dict):
        for one in value.values():
            yield from _patterns(one)


@cache
def _ways(name: str, pattern: re.Pattern[Any]) -> list[Callable[[Any], object]]:
    """Return the ways in which its module uses an expression; both where that is not seen."""
    module, _, key = name.partition("[")[0].rpartition(".")
    source = Path(import_module(module).__file__ or "").read_text(encoding="utf-8")
    used = set(re.findall(rf"\b{key}\.(\w+)\(", source))
    ways: list[Callable[[Any], object]] = []
    if not used or used & {"search", "sub", "subn", "split", "finditer", "findall"}:
        ways.append(pattern.search)
    if not used or "match" in used:
        ways.append(pattern.match)
    return [*ways, pattern.fullmatch] if not used or "fullmatch" in used else ways


@cache
def _near(name: str) -> st.SearchStrategy[Any]:
    """Return texts that an expression matches, or that are made of what stands in it."""
    pattern = expressions()[name]
    source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode()
    pieces = [*re.findall(r"[^\W\d_]+|\d|[^\w\s\\]", source), " ", "\n", "a", "0", "  "]
    made = st.lists(st.sampled_from(pieces), max_size=12).map("".join)
    if isinstance(pattern.pattern, bytes):
        return made.map(str.encode)
    try:
        matching = st.from_regex(pattern)
        matching.validate()
    except Exception:  # hypothesis does not know all that Python's expressions may hold
        return made
    return matching | made


@st.composite
def _pumped(draw: Any) -> tuple[str, Any, Any, Any, Any]:
    """Return an expression, and the beginning, the pumped piece and the end of a text for it."""
    name = draw(st.sampled_from(sorted(expressions())))
    text = draw(_near(name))[:200]
    first = draw(st.integers(0, len(text)))
    last = draw(st.integers(first, min(len(text), first + 12)))
    none, ends = (b"", (b"", b"\0", b"!", b"\n")) if isinstance(text, bytes) else (
        "", ("", "\0", "!", "\n"))  # fmt: skip
    piece = text[first:last] or none
    return name, text[:first], piece, text[last:], draw(st.sampled_from(ends))


def an_expression(given: tuple[str, Any, Any, Any, Any]) -> None:
    """A text is searched in a time that grows with its length, not with its square."""
    name, start, piece, rest, end = given
    if not piece:
        return
    pattern = expressions()[name]
    for size in SIZES:
        text = start + piece * (size // len(piece)) + rest + end
        for way in _ways(name, pattern):
            begun = time.thread_time()
            way(text)
            if time.thread_time() - begun > ALLOWED * size / SIZES[-1]:
                raise Wrong(f"{name}: {way.__name__} of {size} signs takes too long")


TARGETS = [Target("our own expressions", _pumped(), an_expression)]
