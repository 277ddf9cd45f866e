"""Read the cells of registers: numbers, dates, sums, places; a doubt is refused, never guessed."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from graph.dates import Period, parse_period
from graph.identifiers import luhn
from graph.sources.places import area_code, areas, canonical
from graph.sources.source import Reject, Row
from ontology.text import Text

_INSEE = re.compile(r"(?:[0-9]{2}|2[AB])[0-9]{3}")
_NOTHING = re.compile(r"[\s_\-.?/]*|\[ND\]|null|none|nan|n/?[acd]", re.IGNORECASE)
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(?:[T Z+].*)?")
_NO_DAY = {  # what spreadsheets write for the day zero, and registers for "no end"
    date(1899, 12, 30), date(1899, 12, 31), date(9999, 12, 31),
}  # fmt: skip
_LAST_YEAR = 2100  # 2219 is a typing mistake
# What the Ministry of the Interior calls the territories overseas; ZX is two of them.
_OVERSEAS = {"ZA": "971", "ZB": "972", "ZC": "973", "ZD": "974", "ZM": "976", "ZN": "988",
             "ZP": "987", "ZS": "975", "ZW": "986"}  # fmt: skip
_CIVILITY = re.compile(
    r"\s*(?:m|mm|mr|mme|mlle|mlles|mmes|monsieur|madame|mademoiselle|messieurs|mesdames)\b\.?\s+\S",
    re.IGNORECASE,
)
# Titles that other names begin with too ("Melle" is a town, "Docteur Souris" an association), and
# civilities behind: only a name of few words, each with a capital, is then a person's.
_NAME = r"[A-ZÀ-Þ][\w'’-]+"
_CALLED = re.compile(
    rf"\s*(?:(?i:melle|dr|me|ma[iî]tre)\b\.?\s+{_NAME}(?:\s+{_NAME}){{0,2}}"
    rf"|(?i:docteur|pr|professeur)\b\.?\s+{_NAME}\s+{_NAME}(?:\s+{_NAME})?"
    rf"|E\.?I\.?\s+{_NAME}\s+{_NAME}(?:\s+{_NAME})?|{_NAME}\s+{_NAME}(?:\s+{_NAME})?\s+E\.?I\.?"
    rf"|{_NAME}(?:\s+{_NAME}){{0,2}},?\s+(?:M\.|(?i:mr|mme|mlle|monsieur|mademoiselle)\.?))\s*"
)
_BEHIND = re.compile(
    r"\(\s*(?:m|mr|mme|mlle|melle|monsieur|madame|mademoiselle)\.?\s*\)\s*$|\beirl\b", re.IGNORECASE
)

# Initials ("M I S A S"), and words that only the name of an organisation holds.
_NO_PERSON = re.compile(
    r"\s*m(?:\s+[a-z]\b){2}|\b(?:productions?|compagnie|cie|films?|[ée]ditions?|associations?|club"
    r"|th[ée][âa]tre|soci[ée]t[ée]|sarl|sasu?)\b",
    re.IGNORECASE,
)
_NO_FAMILY = re.compile(  # the same of words that would be a family name behind a mere title
    r"\b(?:asso|amicale|comit[ée]|f[êe]tes?|festival|sports?|sportive?|basket|football|rugby"
    r"|handball|judo|tennis|ville|commune|mairie|[ée]cole|coll[èe]ge|lyc[ée]e|centre|maison"
    r"|fondation|fonds|groupe|ensemble|union|f[ée]d[ée]ration|ouvrages?|environnement|culture"
    r"|animation|patrimoine|clowns?|souris|rire|jazz|musique)\b",
    re.IGNORECASE,
)
# A title, perhaps of two persons, and up to four words that are nothing but a name. A title written
# out is followed by capitals: "Monsieur vélo" is a shop.
_PARTICLE = r"(?:(?i:d[eu]|des|l[ae]|von|van|der|den|el|ben|da|dos|di)\s+|d['’]){0,3}"
_TITLED = re.compile(
    r"\s*(?:(?:(?i:mm?|mr|mmes?|mlles?|dr)|Me)\b\.?(?:\s+(?:et|&)\s+(?i:m|mr|mme|mlle)\b\.?)?"
    rf"(?P<any>(?:\s+{_PARTICLE}[^\W\d_][\w'’.-]*){{1,4}})"
    r"|(?i:monsieur|madame|mademoiselle|messieurs|mesdames|docteur|ma[iî]tre)\b"
    r"(?:\s+(?:et|&)\s+(?i:monsieur|madame)\b)?"
    rf"(?P<capital>(?:\s+{_PARTICLE}[A-ZÀ-Þ][\w'’.-]*){{1,4}}))\s*"
)
_NO_NAME = re.compile(  # offices, and the small words of a title of a play
    r"\b(?:maires?|pr[ée]sidente?s?|pr[ée]f[eè]te?|directeur|directrice|ministre|recteur|rectrice"
    r"|tr[ée]sori[eè]re?|receveur|monsieur|madame|mademoiselle|mme|en|et|comme|pour|aux?|sur"
    r"|dans|avec|sans|les|une?|qui|tout|toute|chez|orchestra|orchestre|band|show|habitat"
    r"|cin[ée]ma)\b",
    re.IGNORECASE,
)


_BLANKS = " \t\n\u00a0\u202f'’"
_CURRENCY = re.compile(r"€|eur(?:os?)?", re.IGNORECASE)
# A single sign before three digits: "12.500" is twelve and a half here, twelve thousand there.
_TWOFOLD = re.compile(r"-?[1-9][0-9]{0,2}[.,][0-9]{3}")
_PLAIN = re.compile(r"(-?[0-9]+(?:[\s\u00a0\u202f'’][0-9]{3})*)(?:[.,]([0-9]{1,20}))?")
_GROUPED = re.compile(  # the sign of thousands comes twice, or another one comes before decimals
    r"(-?[0-9]{1,3}(?:([.,])[0-9]{3})(?:\2[0-9]{3})*)(?:(?!\2)([.,])([0-9]{1,20}))?"
)
_LONGEST_SUM = 13  # digits before the decimals
_NOISE = Decimal("0.000001")  # what a spreadsheet's arithmetic leaves behind the cents


def empty(words: str) -> bool:
    """Tell whether a cell says nothing: empty, ``_``, ``[ND]``, ``null`` and their like."""
    return not words or _NOTHING.fullmatch(words) is not None


def siren_of(words: str) -> str | None:
    """Return the SIREN in a SIREN or SIRET, or None when the digits do not pass the Luhn check.

    >>> siren_of("224 900 019 000 15'"), siren_of("224900019"), siren_of("2.249E+13")
    ('224900019', '224900019', None)
    """
    digits = re.sub(r"\.0$|[\s.'’\u00a0]", "", words)
    if not re.fullmatch(r"[0-9]{9}|[0-9]{14}", digits):
        return None
    if len(digits) == 14 and (digits.endswith("00000") or not _siret(digits)):
        return None  # an establishment is never numbered 00000: a spreadsheet rounded the SIRET
    return digits[:9] if luhn(digits[:9]) and digits[:9] != "0" * 9 else None


def _siret(digits: str) -> bool:
    """Tell whether a SIRET is sound; those of La Poste sum to a multiple of five instead."""
    return luhn(digits) or (digits[:9] == "356000000" and sum(map(int, digits)) % 5 == 0)


def require_siren(row: Row, key: str) -> str:
    """Return the SIREN of a column, "" when absent; raise Reject when the number is wrong."""
    words = row[key]
    if empty(words):
        return ""
    found = siren_of(words)
    if found is None:
        found = _with_zeros(words)
        if found is not None:
            row.repair(key, found, Text("zéros de tête rendus à un SIREN",
                                        "leading zeros given back to a SIREN"))  # fmt: skip
            return found
        raise Reject(
            key,
            Text("ce n'est ni un SIREN ni un SIRET valide", "this is no valid SIREN or SIRET"),
            Text(
                "Un tableur l'a peut-être arrondi : recopiez les 9 ou 14 chiffres, colonne au "
                "format texte.",
                "A spreadsheet may have rounded it: copy the 9 or 14 digits again, in a column "
                "formatted as text.",
            ),
        )
    return found


def _with_zeros(words: str) -> str | None:
    """Return the SIREN of digits whose leading zeros were eaten; None when it is not sure."""
    digits = re.sub(r"\.0$|\s", "", words)
    if re.fullmatch(r"[0-9]{6,8}", digits):
        return siren_of(digits.zfill(9))
    if re.fullmatch(r"[0-9]{11,13}", digits):
        return siren_of(digits.zfill(14))
    return None


def day(words: str) -> date | None:
    """Return a day written 2017-12-05 or 05/12/2017; None for nothing and for 0001-01-01.

    Raises ValueError for what is no day, such as 2014-12-35 or 2219-04-01.
    """
    if match := _ISO.fullmatch(words):
        year = int(match[1])
        found = None if year < 1000 else date(year, int(match[2]), int(match[3]))
    elif empty(words) or words.startswith(("0000", "00/00")):
        return None
    else:
        found = parse_period(words.partition(" ")[0]).day
        if found is None:
            raise ValueError(words)
    if found is None or found in _NO_DAY:
        return None
    if found.year > _LAST_YEAR:
        raise ValueError(words)
    return found


def require_day(row: Row, key: str) -> date | None:
    """Return the day of a column, or None when it is empty; raise Reject when it is no day."""
    try:
        return day(row[key])
    except ValueError:
        raise bad_date(key) from None


def day_or_repair(row: Row, key: str) -> date | None:
    """Return the day of a column that the row can do without: one that is no day is left empty."""
    try:
        return day(row[key])
    except ValueError:
        row.repairs.append(Text("date impossible laissée vide", "impossible date left empty"))
        return None


def period(row: Row, key: str) -> Period | None:
    """Return the bounds of a date that may be a year or a month; raise Reject when it is none."""
    words = row[key]
    if empty(words):
        return None
    try:
        exact = day(words)
        if exact is None:
            return None
    except ValueError:
        exact = None
    try:
        found = parse_period(exact or words)
    except ValueError:
        raise bad_date(key) from None
    if any(
        one is not None and one.year > _LAST_YEAR for one in (found.not_before, found.not_after)
    ):
        raise bad_date(key)
    return found


def bad_date(key: str) -> Reject:
    """Return the refusal of a date."""
    return Reject(
        key,
        Text("cette date n'existe pas ou ne se lit pas",
             "this date does not exist or cannot be read"),
        Text("Écrivez-la 2017-12-15 ou 15/12/2017.", "Write it 2017-12-15 or 15/12/2017."),
    )  # fmt: skip


def amount(row: Row, key: str) -> Decimal | None:
    """Return a sum of money: "1 234,50 €", "1,234.50", NBSP thousands; None when empty.

    Raises Reject when the words are no sum, or may be two ("12.500"), or when it is negative.
    """
    words = _CURRENCY.sub("", row[key]).strip(_BLANKS)
    if empty(words):
        return None
    if _TWOFOLD.fullmatch(words):
        raise Reject(
            key,
            Text("ce montant peut se lire de deux façons, avec des milliers ou des millièmes",
                 "this amount may be read in two ways, with thousands or thousandths"),
            Text("Écrivez-le sans séparateur de milliers, avec les centimes : 12500,00.",
                 "Write it without a separator of thousands, with the cents: 12500.00."),
        )  # fmt: skip
    digits = _digits(words)
    if digits is None:
        raise Reject(
            key,
            Text("ce n'est pas une somme d'argent", "this is no sum of money"),
            Text("Écrivez un nombre : 1234,50.", "Write a number: 1234.50."),
        )
    if digits.startswith("-"):
        raise Reject(
            key,
            Text("le montant est négatif", "the amount is negative"),
            Text("Un remboursement ne se charge pas : retirez la ligne.",
                 "A repayment is not loaded: take the row out."),
        )  # fmt: skip
    exact = Decimal(digits)
    cents = exact.quantize(Decimal("0.01"))
    if abs(exact - cents) >= _NOISE:
        row.repairs.append(Text("montant arrondi au centime", "amount rounded to the cent"))
    return cents.normalize() + 0


def _digits(words: str) -> str | None:
    """Return the digits of a number with a point for its decimals; None when it is none."""
    if found := _PLAIN.fullmatch(words):
        whole, decimals = found[1], found[2] or ""
    elif found := _GROUPED.fullmatch(words):
        whole, decimals = found[1], found[4] or ""
    else:
        return None
    whole = re.sub(r"[^-0-9]", "", whole)
    return f"{whole}.{decimals or 0}" if len(whole.lstrip("-")) <= _LONGEST_SUM else None


def amount_or_repair(row: Row, key: str) -> Decimal | None:
    """Return the sum of a column that the row can do without: what is no sum is left empty."""
    try:
        return amount(row, key)
    except Reject:
        row.repairs.append(Text("montant impossible laissé vide", "impossible amount left empty"))
        return None


def insee(words: str) -> str | None:
    """Return the code of a commune, its leading zero given back; None for what is no code."""
    code = words.strip().upper().removesuffix(".0")
    if len(code) == 4 and code.isdigit():
        code = "0" + code
    return canonical(code) if _INSEE.fullmatch(code) else None


def departement_code(code: str, name: str) -> str | None:
    """Return the INSEE code of a département from a register's code (01, 1, 2A, ZA) or its name."""
    words = code.strip().upper()
    if words.isdigit() and len(words) < 2:
        words = words.zfill(2)
    words = _OVERSEAS.get(words, words)
    if ("departement", words) in areas():
        return words
    return area_code("departement", name)


def is_person(name: str) -> bool:
    """Tell whether a name is written as a person's: "M. Dupont", "DURAND Anne (Mme)", "EI DURAND".

    >>> is_person("Mme DUPONT"), is_person("M I S A S SENEGAL"), is_person("Madame Productions")
    (True, False, False)
    >>> is_person("Dr Durand"), is_person("DURAND Anne (Madame)"), is_person("EI DURAND ANNE")
    (True, True, True)
    >>> is_person("Melle en scène"), is_person("Docteur Souris"), is_person("Water Polo Melle")
    (False, False, False)
    """
    if _CIVILITY.match(name) is None:
        called = _CALLED.fullmatch(name) or _BEHIND.search(name)
        if called is None or _NO_FAMILY.search(name):
            return False
    return _NO_PERSON.search(name) is None


def is_titled(name: str) -> bool:
    """Tell whether a name is a person's title and name, and nothing else: surer than `is_person`.

    >>> is_titled("M. Jean Martin"), is_titled("Mme de La Tour"), is_titled("M. et Mme Martin")
    (True, True, True)
    >>> is_titled("Maison de Madame X"), is_titled("Mme Sans-Gêne (théâtre)"), is_titled("M en or")
    (False, False, False)
    """
    found = _TITLED.fullmatch(name)
    if found is None or not is_person(name):
        return False
    behind = found["any"] or found["capital"]
    return _NO_NAME.search(behind) is None and _NO_FAMILY.search(behind) is None
