"""The door: what free text may not carry into the graph."""

from __future__ import annotations

import re

_EMAIL = re.compile(r"[\w.+%-]+\s?(?:@|\(at\)|\[at\])\s?[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_PHONE = re.compile(
    r"(?<![\w+])(?:\+33|0033|\(\+33\))\s?(?:\(0\)\s?)?[1-9](?:[\s.\-_/]?\d{2}){4}(?!\d)"
    r"|(?<!\d)(?<!\d[\s.])0[1-9](?:[\s.\-_/]?\d{2}){4}(?![\s.]?\d)"
)
WITHHELD = "[contact masqué]"


def withhold_contacts(text: str) -> tuple[str, int]:
    """Replace e-mail addresses and French phone numbers; return the text and how many.

    >>> withhold_contacts("Écrire à x@example.org ou 06 12 34 56 78")
    ('Écrire à [contact masqué] ou [contact masqué]', 2)
    """
    text, emails = _EMAIL.subn(WITHHELD, text)
    text, phones = _PHONE.subn(WITHHELD, text)
    return text, emails + phones
