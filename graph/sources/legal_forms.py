"""What INSEE's legal categories say of an actor's class: a reviewed table, the longest start wins.

A form whose holders are natural persons (sole traders, undivided estates, de facto partnerships)
is marked so, and never becomes an actor. A code that does not tell gives no class.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

PERSON = "personne"


@cache
def _table() -> Mapping[str, tuple[str, ...]]:
    text = (files("graph") / "sources" / "legal_forms.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines(), delimiter=";")
    return {row["code"]: tuple(row["classes"].split()) for row in rows}


@cache
def classes_of_form(code: str) -> tuple[str, ...]:
    """Return the classes of a legal category, none when it does not tell.

    >>> classes_of_form("9220"), classes_of_form("7344"), classes_of_form("9900")
    (('ea:Association',), ('ea:LocalAuthority',), ())
    """
    table = _table()
    starts = (code[:length] for length in range(len(code), 0, -1))
    return next((table[start] for start in starts if start in table), ())
