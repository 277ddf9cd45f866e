"""Write register files of any size, dirty as the real ones are; the same seed, the same bytes.

``python -m tests.benchmarks.generate rna 2000000 FILE --seed 1 --fault siret=0.01``

A row has at most one fault, so that what a reader says of a file can be compared with what was
put into it.
"""

from __future__ import annotations

import argparse
import time
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice
from pathlib import Path
from random import Random

from tests.benchmarks import registers
from tests.benchmarks.registers import HEADERS, Cells, checked, siret

Spoil = Callable[[Cells, Random], None]
Shares = Mapping[str, float]

MOST = 10_000_000  # rows of a file
BATCH = 5_000  # rows written at once
NULL = "0001-01-01"
RNA, RNE, SCDL = (HEADERS[name].split(sign) for name, sign in zip(HEADERS, ";;,", strict=True))

FAULTS: Shares = {
    "siret": 0.004,  # a digit changed, or rounded by a spreadsheet
    "zeros": 0.01,  # leading zeros lost
    "dates": 0.05,  # null dates
    "day": 0.001,  # a day that does not exist
    "encoding": 0.002,  # a row in Windows-1252 in a file of UTF-8
    "cells": 0.0005,  # a row cut short
    "name": 0.0005,  # no title, no name
    "duplicates": 0.003,  # an earlier row, once more
    "contacts": 0.003,  # an e-mail address or a telephone in a free text
}
"""What may be wrong with a row, and the share of such rows unless told otherwise."""


@dataclass(frozen=True)
class Kind:
    """One kind of file: its header and separator, its sound rows, and how each fault is made."""

    header: Sequence[str]
    separator: str
    rows: Callable[[Random], Iterator[Cells]]
    spoils: Mapping[str, Spoil]

    @property
    def faults(self) -> list[str]:
        """Return the faults that a row may have: a mayor has no SIRET."""
        return [name for name in FAULTS if name in {*self.spoils, "encoding", "duplicates"}]


def rna(path: Path, rows: int, seed: int = 1, faults: Shares = FAULTS) -> Counter[str]:
    """Write a file like "rna_waldec"; return how many rows have each fault."""
    return write("rna", path, rows, seed, faults)


def rne(path: Path, rows: int, seed: int = 1, faults: Shares = FAULTS) -> Counter[str]:
    """Write a file of mayors as published in 2024; return how many rows have each fault."""
    return write("rne", path, rows, seed, faults)


def scdl(path: Path, rows: int, seed: int = 1, faults: Shares = FAULTS) -> Counter[str]:
    """Write subsidies in the SCDL model; return how many rows have each fault."""
    return write("scdl", path, rows, seed, faults)


def write(name: str, path: Path, rows: int, seed: int, faults: Shares) -> Counter[str]:
    """Write a file of a kind; return how many rows have each fault."""
    if not 0 <= rows <= MOST:
        raise ValueError(f"{rows} rows: from 0 to {MOST}")
    kind, counts = KINDS[name], Counter[str]()
    lines = _lines(kind, Random(seed), faults, counts)  # noqa: S311 - data for tests
    with path.open("wb") as file:
        file.write(f"{kind.separator.join(kind.header)}\r\n".encode())
        for start in range(0, rows, BATCH):
            file.write(b"".join(islice(lines, min(BATCH, rows - start))))
    return counts


def _lines(kind: Kind, random: Random, faults: Shares, counts: Counter[str]) -> Iterator[bytes]:
    names = [name for name in kind.faults if faults.get(name)]
    bounds = list(accumulate(faults[name] for name in names))
    most = bounds[-1] if bounds else 0.0
    if most > 1:
        raise ValueError(f"the shares of faults sum to {most}")
    join, draw, sound = kind.separator.join, random.random, b""
    for cells in kind.rows(random):
        chance = draw()
        fault = names[bisect_right(bounds, chance)] if chance < most else ""
        if not fault or (fault == "duplicates" and not sound):
            sound = f"{join(cells)}\r\n".encode()
            yield sound
            continue
        counts[fault] += 1
        if fault == "duplicates":
            yield sound
        elif fault == "encoding":
            yield f"{join(cells)}\r\n".encode("cp1252")
        else:
            kind.spoils[fault](cells, random)
            yield f"{join(cells)}\r\n".encode()


def _at(header: Sequence[str], names: str, change: Callable[[str, Random], str]) -> Spoil:
    """Return the fault that changes the cells of some columns."""
    places = [header.index(name) for name in names.split("|")]

    def spoil(cells: Cells, random: Random) -> None:
        for place in places:
            cells[place] = change(cells[place], random)

    return spoil


def _cut(cells: Cells, random: Random) -> None:
    del cells[3 + int(random.random() * (len(cells) - 3)) :]


def _stripped(words: str, _: Random) -> str:
    return words.lstrip("0") or "0"


def _short_siret(_: str, random: Random) -> str:
    """Return a SIRET that begins with zeros, without them."""
    body = checked(f"00{500_000 + int(random.random() * 400_000)}")
    return checked(f"{body}0001").lstrip("0")


def _wrong_siret(words: str, random: Random) -> str:
    """Return a SIRET with another digit, which never passes the check, or as rounded."""
    words = words or siret(int(random.random() * MOST))
    if random.random() < 0.5:
        return f"{words[0]}.{words[1:6]}E+13"
    place = int(random.random() * 14)
    return f"{words[:place]}{(int(words[place]) + 1) % 10}{words[place + 1 :]}"


def _contact(_: str, random: Random) -> str:
    said = "contact@example.org" if random.random() < 0.5 else "01 00 00 00 00"
    return f"renseignements et inscriptions à l'année : {said}"


KINDS: Mapping[str, Kind] = {
    "rna": Kind(RNA, ";", registers.associations, {
        "siret": _at(RNA, "siret", _wrong_siret),
        "zeros": _at(RNA, "objet_social1|objet_social2|adrs_codeinsee|adrs_codepostal", _stripped),
        "dates": _at(RNA, "date_creat|date_publi", lambda *_: NULL),
        "day": _at(RNA, "date_creat", lambda words, _: f"{words[:4]}-12-35"),
        "cells": _cut,
        "name": _at(RNA, "titre|titre_court", lambda *_: ""),
        "contacts": _at(RNA, "objet", _contact),
    }),
    "rne": Kind(RNE, ";", registers.mayors, {
        "zeros": _at(RNE, "Code du département|Code de la commune", _stripped),
        "dates": _at(RNE, "Date de début de la fonction", lambda *_: ""),
        "day": _at(RNE, "Date de début du mandat", lambda *_: "31/02/2020"),
        "cells": _cut,
        "name": _at(RNE, "Nom de l'élu", lambda *_: ""),
    }),
    "scdl": Kind(SCDL, ",", registers.subsidies, {
        "siret": _at(SCDL, "idBeneficiaire", _wrong_siret),
        "zeros": _at(SCDL, "idBeneficiaire", _short_siret),
        "dates": _at(SCDL, "datesPeriodeVersement", lambda *_: NULL),
        "day": _at(SCDL, "dateConvention", lambda words, _: f"{words[:4]}-12-35"),
        "cells": _cut,
        "name": _at(SCDL, "nomBeneficiaire", lambda *_: ""),
        "contacts": _at(SCDL, "objet", _contact),
    }),
}  # fmt: skip


def _share(words: str) -> tuple[str, float]:
    name, _, share = words.partition("=")
    if name not in FAULTS:
        raise argparse.ArgumentTypeError(f"{name}: no such fault ({', '.join(FAULTS)})")
    return name, float(share)


def main() -> None:
    """Write the file that the command line asks for; print its faults and how long it took."""
    parser = argparse.ArgumentParser(description="Write a register file of any size.")
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("rows", type=int)
    parser.add_argument("file", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--fault", type=_share, action="append", default=[], metavar="NAME=SHARE")
    asked = parser.parse_args()
    start = time.perf_counter()
    counts = write(asked.kind, asked.file, asked.rows, asked.seed, {**FAULTS, **dict(asked.fault)})
    took = time.perf_counter() - start
    print(f"{asked.rows:,} rows, {asked.file.stat().st_size / 1e6:,.1f} MB in {took:.1f} s "
          f"({asked.rows / took:,.0f} rows/s); faults: {dict(counts)}")  # fmt: skip


if __name__ == "__main__":
    main()
