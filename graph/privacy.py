"""The door: what free text may not carry into the graph.

It would rather withhold a row of numbers than let a telephone through.
"""

from __future__ import annotations

import re

# Every repetition is bounded: a cell of a million letters takes no longer than its length asks.
_AT = r"(?:\s?(?:[@＠]|&#(?:64|x40);|%40|[(\[{]\s?(?:at?|arobase?)\s?[)\]}])\s?|\s(?:arobase?)\s)"
_DOT = r"(?:\s?(?:[.．]|[(\[{]\s?(?:dot|point)\s?[)\]}])\s?|,(?=(?:fr|com|org|net|eu|info)\b))"
_SPELT = r"\s(?:at|arobase?)\s[\w-]{1,63}(?:\s(?:dot|point)\s[\w-]{1,63}){1,8}"
_EMAIL = re.compile(
    rf"[\w.+%'-]{{1,64}}(?:{_AT}[\w-]{{1,63}}(?:{_DOT}[\w-]{{1,63}}){{1,8}}|{_SPELT})",
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
    rf"|(?<![0-9])0[ .]?[1-9](?:{_SEP}[0-9]){{8}}(?![0-9])"
    rf"|(?<!\w)[oO][1-9](?:{_SEP}[0-9]){{8}}(?![0-9])"
    rf"|(?<![\w+])\+[1-9](?:{_SEP}[0-9]){{8,14}}(?![0-9])"
    # Without a sign before it, only written at one go or in pairs; behind "FR" it is a VAT number.
    r"|(?<![\w+.,])(?<!FR )33[ .]?[1-9](?:[ .]?[0-9]{2}){4}(?![0-9])(?!\s?(?:€|euro))"
    # Five pairs with one sign between them; more are a list of codes.
    r"|(?<![0-9,;:*|])0[1-9](?P<sign>[,;]|\s?[:*|]\s?)[0-9]{2}(?:(?P=sign)[0-9]{2}){3}"
    r"(?![0-9]|(?P=sign)[0-9])"
)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")  # signs without a width, inside words
# What every address or number holds: looking for it first spares the longer search, which two
# million purposes of associations would each wait for.
_AT_SIGN = re.compile(r"[@＠&%(\[{]")
_AT_WORDS = (" at ", " AT ", " arob", " Arob", " AROB")
_MAYBE_EMAIL = re.compile(r"[@＠]|&#|%40|[(\[{]\s?[aA]|\s(?:at\s|AT\s|[aA]rob|AROB)")
_MAYBE_PHONE = re.compile(r"[0-9](?:[\s.\-_/–·()+,;:*|]{0,4}[0-9]){8}")
_MAYBE_PERSON = re.compile(r"\b[Mm](?:\.|(?i:r|me|elle|lle|onsieur|adame|ademoiselle))?\s")
_SOMEONE = (
    r"(?i:\b(?:m\.?|mr|mme|mlle|melle|monsieur|madame|mademoiselle))\.?\s{1,3}"
    r"[A-ZÀ-Þ][\w.'’-]{0,40}(?:\s[A-ZÀ-Þ][\w.'’-]{0,40}){0,3}"
)
_HOME = (  # where somebody lives: said so, or a street with its number
    r"(?i:domicili|demeurant|r[ée]sidant|habitant|\d{1,4}\s?(?:bis|ter)?,?\s{1,2}"
    r"(?:rue|avenue|av\.?|boulevard|bld|bd|chemin|impasse|all[ée]e|place|route|quai|cours)\b)"
)
_PRIVATE = re.compile(
    # What follows is the address, up to the end of the sentence.
    rf"{_SOMEONE}[\s,:(–-]{{0,5}}{_HOME}[^;\n\"»)]{{0,120}}"
    r"|(?<=\b(?:[Oo]ccupé|OCCUPE) (?:par|PAR) )"
    + _SOMEONE
    + r"|(?<=\b[Aa]ide à )"
    + _SOMEONE
    + r"|(?<=\b[Ss]ecours à )"
    + _SOMEONE
)
WITHHELD = "[contact masqué]"
SOMEBODY = "[personne masquée]"


def holds_email(text: str) -> bool:
    """Tell whether a text holds an e-mail address; digits may mean anything in a web address."""
    return _EMAIL.search(text) is not None


def withhold_contacts(text: str) -> tuple[str, int]:
    """Replace e-mail addresses, telephone numbers and people at home; return the text and how many.

    >>> withhold_contacts("Écrire à x (at) example.org ou 06 12 34 56 78")
    ('Écrire à [contact masqué] ou [contact masqué]', 2)
    >>> withhold_contacts("Travaux chez M. Paul Durand, 12 rue de la Paix")
    ('Travaux chez [personne masquée]', 1)
    """
    if not text.isascii() and _INVISIBLE.search(text):
        clean, count = withhold_contacts(_INVISIBLE.sub("", text))
        return (clean, count) if count else (text, 0)
    emails = persons = 0
    if _may_hold_email(text) and _MAYBE_EMAIL.search(text):
        text, emails = _EMAIL.subn(WITHHELD, text)
    if _MAYBE_PERSON.search(text):
        text, persons = _PRIVATE.subn(SOMEBODY, text)
    if not _MAYBE_PHONE.search(text):
        return text, emails + persons
    text, phones = _withhold_phones(text)
    return text, emails + persons + phones


def _may_hold_email(text: str) -> bool:
    return _AT_SIGN.search(text) is not None or any(map(text.__contains__, _AT_WORDS))


def _withhold_phones(text: str) -> tuple[str, int]:
    phones = 0

    def withhold(match: re.Match[str]) -> str:
        nonlocal phones
        if match["date"]:
            return match[0]
        phones += 1
        return WITHHELD

    return _PHONE.sub(withhold, text), phones
