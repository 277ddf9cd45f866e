"""The door: what free text may not carry into the graph.

It would rather withhold a row of numbers than let a telephone through.
"""

from __future__ import annotations

import re

# Every repetition is bounded: a cell of a million letters takes no longer than its length asks.
_EMAIL = re.compile(
    r"[\w.+%'-]{1,64}\s?(?:[@＠]|[(\[]\s?(?:at|arobase)\s?[)\]])\s?"
    r"[\w-]{1,63}(?:\s?(?:[.．]|[(\[]\s?(?:dot|point)\s?[)\]])\s?[\w-]{1,63}){1,8}",
    re.IGNORECASE,
)
# Dates come first, so that the digits of "05/12/2017 14:30" are not taken for a telephone.
_DATE = (
    r"(?P<date>(?<![0-9])(?:1[5-9]|20)[0-9]{2}-[0-9]{2}(?:-[0-9]{2})?(?![0-9])"
    r"|(?<![0-9])[0-9]{1,2}[/.-][0-9]{1,2}[/.-](?:1[5-9]|20)[0-9]{2}(?![0-9]))"
)
_SEP = r"[\s.\-_/–·()]{0,3}"
_PHONE = re.compile(
    rf"{_DATE}"
    rf"|(?<![\w+])(?:\+|00)33{_SEP}0?{_SEP}[1-9](?:{_SEP}[0-9]){{8}}(?![0-9])"
    rf"|(?<![0-9])0[1-9](?:{_SEP}[0-9]){{8}}(?![0-9])"
    rf"|(?<![\w+])\+[1-9](?:{_SEP}[0-9]){{8,14}}(?![0-9])"
)
# What every address or number holds: looking for it first spares the longer search, which two
# million purposes of associations would each wait for.
_MAYBE_EMAIL = re.compile(r"[@＠]|[(\[]\s?(?:at|arobase)", re.IGNORECASE)
_MAYBE_PHONE = re.compile(r"[0-9](?:[\s.\-_/–·()+]{0,4}[0-9]){8}")
WITHHELD = "[contact masqué]"


def holds_email(text: str) -> bool:
    """Tell whether a text holds an e-mail address; digits may mean anything in a web address."""
    return _EMAIL.search(text) is not None


def withhold_contacts(text: str) -> tuple[str, int]:
    """Replace e-mail addresses and telephone numbers; return the text and how many.

    >>> withhold_contacts("Écrire à x (at) example.org ou 06 12 34 56 78")
    ('Écrire à [contact masqué] ou [contact masqué]', 2)
    """
    emails = phones = 0
    if _MAYBE_EMAIL.search(text):
        text, emails = _EMAIL.subn(WITHHELD, text)
    if not _MAYBE_PHONE.search(text):
        return text, emails

    def withhold(match: re.Match[str]) -> str:
        nonlocal phones
        if match["date"]:
            return match[0]
        phones += 1
        return WITHHELD

    return _PHONE.sub(withhold, text), emails + phones
