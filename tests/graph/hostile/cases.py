"""What a hostile input is: how it is written, and what loading it must say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from ontology.text import Text

Counts = tuple[int, int, int, int, int]  # read, loaded, repaired, rejected, filtered
Write = Callable[[Path], Path]  # writes the input in a folder, and returns where


@dataclass(frozen=True)
class Case:
    """An input, and what is expected of it: to be refused with words, or to load with counts."""

    name: str
    write: Write
    said: Text  # parts of what is said, separated by "…"; {file} stands for the name of the input
    counts: Counts | None = None  # of an input that loads
    code: int = 3
    arguments: tuple[str, ...] = ()
    alone: bool = False  # in a process of its own, with little memory and little time
    holds: tuple[str, ...] = ()  # names that are in the graph once it is loaded


CASES: dict[str, Case] = {}


def _add(case: Case) -> None:
    assert case.name not in CASES, case.name
    CASES[case.name] = case


def refused(
    fr: str, en: str, *arguments: str, code: int = 3, alone: bool = False
) -> Callable[[Write], Write]:
    """Declare an input that must be refused with these words."""

    def declare(write: Write) -> Write:
        said = Text(fr, en)
        _add(Case(_name(write), write, said, None, code, arguments, alone))
        return write

    return declare


def loads(
    *counts: int, fr: str = "", en: str = "", alone: bool = False, holds: tuple[str, ...] = ()
) -> Callable[[Write], Write]:
    """Declare an input that must load: rows read, loaded, repaired, rejected and filtered."""

    def declare(write: Write) -> Write:
        read, loaded, repaired, rejected, filtered = counts
        assert read == loaded + repaired + rejected + filtered
        rows = (read, loaded, repaired, rejected, filtered)
        _add(Case(_name(write), write, Text(fr, en), rows, 0, alone=alone, holds=holds))
        return write

    return declare


def only_where(possible: bool, why: str) -> None:
    """Skip an input that this system cannot make."""
    if not possible:
        pytest.skip(why)


def _name(write: Write) -> str:
    return write.__name__.replace("_", " ")


AIX, CLUB = "21130001700012", "35212345900013"  # numbers of establishments that pass the check

# -- rows of the RNA that are sound ----------------------------------------------------------------

COLUMNS = [
    "id", "siret", "groupement", "titre", "titre_court", "objet", "objet_social1", "date_creat",
    "date_disso", "position", "adrs_codeinsee",
]  # fmt: skip
HEADER = ";".join(COLUMNS)


def cells(number: int, changes: Mapping[str, str] | None = None) -> list[str]:
    """Return the cells of a sound row, some of them changed."""
    sound = {
        "id": f"W{131_000_000 + number}", "groupement": "S", "titre": f"Club {number}",
        "objet": "Jouer ensemble", "objet_social1": "011080", "date_creat": "2001-02-03",
        "position": "A", "adrs_codeinsee": "13001",
    }  # fmt: skip
    return [{**sound, **(changes or {})}.get(name, "") for name in COLUMNS]


def row(number: int, **changes: str) -> str:
    """Return a sound row as a line without its end."""
    return ";".join(cells(number, changes))


def rna(*rows: str, header: str = HEADER, end: str = "\n") -> str:
    """Return the text of a file of the RNA: three sound rows, or these."""
    return end.join((header, *(rows or map(row, range(3))))) + end


def put(folder: Path, data: bytes | str, name: str = "rna.csv") -> Path:
    """Write a file."""
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path
