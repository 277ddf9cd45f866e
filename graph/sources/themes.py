"""Themes of an actor from the code that a register gives it: a reviewed table, with confidence.

Weaker than a theme that somebody declared, and shown as such (``ea:themeBasis``). The codes are
those of the RNA's social objects (six digits) and of NAF rev. 2 ("62.01Z"): a code of an older
NAF means something else, and must not be asked for.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

LEAST = 0.5  # confidence below which a mapping is noted but not used


@cache
def _table() -> Mapping[tuple[str, str], str]:
    """Return register and code, or the start of one, → theme ("" where none is sure)."""
    text = (files("graph") / "sources" / "themes.csv").read_text(encoding="utf-8")
    return {
        (row["register"], row["code"]): row["theme"] if float(row["confidence"]) >= LEAST else ""
        for row in csv.DictReader(text.splitlines(), delimiter=";")
    }


@cache
def theme_of(register: str, code: str) -> str | None:
    """Return the slug of the theme of a code ("rna" or "naf"), by its longest known start.

    >>> theme_of("rna", "009040"), theme_of("naf", "62.01Z"), theme_of("rna", "000000")
    ('silver-economie', 'numerique', None)
    """
    table = _table()
    for length in range(len(code), 0, -1):
        found = table.get((register, code[:length]))
        if found is not None:
            return found or None
    return None
