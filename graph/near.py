"""The nearest names to one that is not known: what an error suggests, in place of a list alone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path

from graph.errors import BadInput
from ontology.text import Text, fold

LEAST = 65  # likeness of two words, of 100, from which one may be a slip for the other
SPREAD = 15  # how much less like than the likest one still is worth telling
_BEGUN = 3  # letters that a name is looked for by its beginning
_MOST_FILES = 5_000  # looked at in a folder


def near(words: str, known: Iterable[str], most: int = 3, *, least: int = LEAST) -> list[str]:
    """Return the names most like some words, the likest first: begun by them, or a slip away.

    Accents, case and signs are ignored; the likeness is that of Levenshtein without
    replacements (Indel), of 100 for the same word.

    >>> near("catalyst", ["map", "catalysts"]), near("asso", ["associations"]), near("x", ["map"])
    (['catalysts'], ['associations'], [])
    """
    from rapidfuzz import fuzz, process

    wanted = fold(words)
    folded = {name: fold(name) for name in known}
    if not wanted:
        return []
    like = process.extract(wanted, folded, scorer=fuzz.ratio, score_cutoff=least, limit=most)
    best = max((score for _, score, _ in like), default=0)
    found = [name for _, score, name in like if score >= best - SPREAD]
    if len(wanted) >= _BEGUN:
        found += [name for name, word in folded.items() if word.startswith(wanted)]
    return list(dict.fromkeys(found))[:most]


def did_you_mean(names: Sequence[str], after: str = " ") -> Text:
    """Return the question that an error asks, with what follows it; nothing without any name.

    >>> did_you_mean(["rna", "rne"]).en
    "Did you mean 'rna' or 'rne'? "
    """
    if not names:
        return Text("", "")
    fr, en = (" ou ".join(f"« {name} »" for name in names), " or ".join(f"'{n}'" for n in names))
    return Text(f"Vouliez-vous dire {fr} ?{after}", f"Did you mean {en}?{after}")


def beside(path: Path) -> list[str]:
    """Return the files that have nearly the name of one that is not there, as they are typed."""
    with suppress(OSError, ValueError):
        around = islice(path.parent.iterdir(), _MOST_FILES)
        names = [found.name for found in around if found.name != path.name]  # a link to nothing
        shown = (name for name in near(path.name, names) if not name.startswith("."))
        return [str(path.with_name(name)) for name in shown]
    return []


def missing(path: Path) -> BadInput:
    """Return the error of a file that is not there, with those of nearly its name."""
    return BadInput(
        "{file} n'existe pas. {near}Vérifiez le chemin.",
        "{file} does not exist. {near}Check the path.",
        file=path,
        near=did_you_mean(beside(path)),
    )
