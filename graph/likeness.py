"""How alike two names of organisations are: the same words, weighed by how rare they are.

A name is read as words in one spelling ("Cté", "comités" → ``comite``; "A.C.C.A." → ``acca``), in
one or more readings: with and without what stands in brackets, each side of "ex", the initials.
Two readings are then laid side by side: which words they share, allowing for typing mistakes,
cut words and initials; which words only one has; and which words exclude one another, such as
"judo" and "tennis", "nord" and "sud", "Section 12" and "Section 13".
"""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from math import log

from ontology.text import fold

CORPUS = 20_000  # names: how much the word list weighs beside the names of a small workspace
NUMBER_WEIGHT = 4.0
_NUMBER = re.compile(r"([0-9]+)(?:o|e|er|ere|eme|ieme|nd|nde)?")
_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_FORMER = re.compile(r"(?<=\w)\s+(?:ex|EX|anciennement|ANCIENNEMENT)\s+(?=\w)")
_ARTICLES = frozenset("d l n s c j m t".split())
_VOWELS = str.maketrans("", "", "aeiouy")


@dataclass(frozen=True)
class _Lexicon:
    """The words that names of organisations are made of, read from ``likeness.csv``."""

    spelling: Mapping[str, tuple[str, ...]]  # word → words it is read as; none for a filler
    families: Mapping[str, str]  # word → family of words that exclude one another
    rates: Mapping[str, float]  # word → share of names that hold it


@cache
def _lexicon() -> _Lexicon:
    text = (files("graph") / "likeness.csv").read_text(encoding="utf-8")
    spelling: dict[str, tuple[str, ...]] = {}
    families: dict[str, str] = {}
    rates: dict[str, float] = {}
    for row in csv.DictReader(text.splitlines(), delimiter=";"):
        word = row["word"]
        if row["read_as"]:
            spelling[word] = () if row["read_as"] == "-" else tuple(row["read_as"].split())
        if row["family"]:
            families[word] = row["family"]
        if row["per_100000"]:
            rates[word] = int(row["per_100000"]) / 100_000
    return _Lexicon(spelling, families, rates)
