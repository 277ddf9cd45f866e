"""How the name of an organisation is read: words in one spelling, in one or more readings.

"Cté", "comités" are read as ``comite``, "A.C.C.A." as ``acca``, "tennis de table" as one word. The
readings are the name with and without what stands in brackets, before and after "ex", and the
initials that may stand for it.

``name_words.csv`` is what names are made of: words to leave out ("-"), other spellings, families
of words that exclude one another, and how many of 100,000 public names hold a word, or two words
together. They were counted on 41,000 names of beneficiaries of the parliamentary reserve
(2013-2015), of Loire-Atlantique (2008-2017) and of Sarthe (2018).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from ontology.text import fold

TOWN = "commune"  # the word that stands for a municipality
_MUNICIPAL = frozenset({"mairie", "municipalite", "ville"})  # at the start of a name
_LEAVE_OUT = "-"
_NUMBER = re.compile(r"([0-9]+)(?:o|e|er|ere|eme|ieme|nd|nde|de)?")
_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_FORMER = re.compile(r"(?<=\w)\s+(?:ex|EX|Ex)\s+(?=\w)")
_DASH = re.compile(r"\s+[-–—:]\s*|,\s+")
_INITIALS = re.compile(r"[A-Z][A-Z0-9.'&-]{2,8}")
_ELISION = re.compile(r"[dlnsjmtc] l")  # "de l", said of what follows: no initials


class Lexicon(NamedTuple):
    """What names of organisations are made of."""

    spelling: Mapping[str, tuple[str, ...]]  # word → what it is read as; nothing for a filler
    families: Mapping[str, str]  # word → family of words that exclude one another
    rates: Mapping[str, float]  # word → share of names that hold it
    together: Mapping[tuple[str, str], float]  # two words in order → share of names with both


@cache
def lexicon() -> Lexicon:
    """Return the words of ``name_words.csv``."""
    text = (files("graph") / "reconciliation" / "name_words.csv").read_text(encoding="utf-8")
    spelling: dict[str, tuple[str, ...]] = {}
    families: dict[str, str] = {}
    rates: dict[str, float] = {}
    together: dict[tuple[str, str], float] = {}
    for row in csv.DictReader(text.splitlines(), delimiter=";"):
        word, rate = row["word"], int(row["per_100000"] or 0) / 100_000
        stems = tuple(map(_singular, word.split()))
        if row["read_as"]:
            read_as = row["read_as"].split()
            key = " ".join(stems) if len(stems) > 1 else word
            spelling[key] = tuple(w for w in read_as if w != _LEAVE_OUT)
        if row["family"]:
            families[" ".join(stems)] = row["family"]
        if rate and len(stems) == 2:
            together[stems[0], stems[1]] = rate
        elif rate:
            rates[word] = rate
    return Lexicon(spelling, families, rates, together)


# -- a name as words -----------------------------------------------------------------------------


class _Word(NamedTuple):
    text: str
    counts: bool = True  # False for a filler: "de", "association"


def _words(name: str) -> list[_Word]:
    """Return the words of a name in one spelling, in order, fillers marked."""
    spelling = lexicon().spelling
    found: list[_Word] = []
    for word in _undotted(fold(name).split()):
        read_as = spelling.get(word, spelling.get(_singular(word)))
        if read_as is not None:
            found += map(_Word, read_as) if read_as else [_Word(word, counts=False)]
        elif number := _NUMBER.fullmatch(word):
            found.append(_Word(str(int(number[1]))))
        else:
            found.append(_Word(_singular(word)))
    if found and found[0].text in _MUNICIPAL:
        found[0] = _Word(TOWN)
    return _compounds(found)


def _undotted(words: list[str]) -> Iterator[str]:
    """Join letters that stood alone: "a c c a" → "acca"."""
    start = 0
    while start < len(words):
        end = start
        while end < len(words) and len(words[end]) == 1 and words[end].isalpha():
            end += 1
        run = words[start:end]
        if len(run) >= 2 and not (len(run) == 2 and _ELISION.fullmatch(" ".join(run))):
            yield "".join(run)
            start = end
        else:
            yield words[start]
            start += 1


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word[-1] in "sx" and word[-2] != "s" else word


def _compounds(words: list[_Word]) -> list[_Word]:
    """Read two words as one where the word list says so: "tennis de table", "hand ball"."""
    spelling = lexicon().spelling
    found: list[_Word] = []
    skip = 0
    for place, word in enumerate(words):
        if skip:
            skip -= 1
            continue
        after = next((i for i in (1, 2) if _counts(words, place + i)), 0)
        read_as = spelling.get(f"{word.text} {words[place + after].text}") if after else None
        if read_as and word.counts:
            found += map(_Word, read_as)
            skip = after
        else:
            found.append(word)
    return found


def _counts(words: list[_Word], place: int) -> bool:
    return place < len(words) and words[place].counts


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a name: its words, and the initials that may stand for it."""

    words: tuple[str, ...]
    initials: tuple[str, ...] = ()
    side: bool = False  # a former name or initials: means the whole name of another, not its side


def readings(name: str) -> tuple[Reading, ...]:
    """Return the ways to read a name, the fullest first."""
    found = (_reading(_words(text), side=side) for text, side in _texts(name))
    return tuple(dict.fromkeys(reading for reading in found if reading.words))


def _texts(name: str) -> Iterator[tuple[str, bool]]:
    """Yield the texts that a name holds, and whether each only stands beside the name."""
    now, *former = _FORMER.split(name)
    yield name, False
    if former:
        yield now, False
    if inside := _BRACKETS.findall(now):
        yield _BRACKETS.sub(" ", now), False
    halves = _DASH.split(now)
    if len(halves) == 2 and sum(map(_are_initials, halves)) == 1:
        yield from (
            (half, side) for side in (False, True) for half in halves if _are_initials(half) == side
        )
    for text in filter(_are_initials, inside):
        yield text, True
    for text in former:
        yield text, True


def _are_initials(text: str) -> bool:
    return _INITIALS.fullmatch(text.strip()) is not None


def _reading(words: list[_Word], *, side: bool) -> Reading:
    """Return the words that count, each once, without initials that the others make."""
    kept = tuple(dict.fromkeys(word.text for word in words if word.counts))
    if not kept:
        return Reading(tuple(dict.fromkeys(word.text for word in words)), side=side)
    initials = _initials_of(words)
    for word in kept:
        if len(kept) >= 3 and 3 <= len(word) <= 9 and word.isalpha():
            others = _initials_of([other for other in words if other.text != word])
            if word in others:
                return Reading(tuple(w for w in kept if w != word), others, side)
    return Reading(kept, initials, side)


def _initials_of(words: list[_Word]) -> tuple[str, ...]:
    """Return the initials of a name with its fillers, without small ones, without any."""
    ways = (
        words,
        [word for word in words if word.counts or word.text.startswith("ass")],
        [word for word in words if word.counts],
    )
    return tuple(sorted({"".join(w.text[0] for w in way) for way in ways if len(way) >= 3}))
