"""Read the cells that hold one exact value: a register number, a date, a number, an address."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from graph import identifiers
from graph.dates import NoSuchDay, Period, parse_period
from graph.privacy import holds_email
from graph.sources.workbook.cells import Cell, CellError, Context, Parser
from ontology.text import Text

_GROUPED = re.compile(r"-?[0-9]{1,3}(?:([.,])[0-9]{3})(?:\1[0-9]{3})*(?!\1)(?:[.,][0-9]+)?")
_YEAR_AS_DAY = date(1899, 12, 30)  # the day that spreadsheets count from


def siren(cell: Cell, _: Context) -> str:
    """Read a SIREN: nine digits that pass the Luhn check."""
    words = str(cell)
    try:
        return identifiers.parse_siren(words)
    except ValueError:
        raise CellError(
            Text("ce n'est pas un SIREN valide", "this is not a valid SIREN"),
            _meant(words)
            or Text(
                "Un SIREN a 9 chiffres dont le dernier est une clé de contrôle : recopiez-le, "
                "ou laissez vide.",
                "A SIREN has 9 digits, the last being a check digit: copy it again, or leave "
                "it empty.",
            ),
        ) from None


def _meant(words: str) -> Text | None:
    """Return what to write for a SIRET, or for digits whose leading zeros were eaten."""
    digits = re.sub(r"[\s.]", "", words)
    if not re.fullmatch(r"[0-9]{6,8}|[0-9]{14}", digits):
        return None
    meant = digits[:9].zfill(9)
    if not identifiers.luhn(meant):
        return None
    return Text(
        "Le SIREN a 9 chiffres : vouliez-vous écrire {siren} ?",
        "A SIREN has 9 digits: did you mean {siren}?",
    ).fill(siren=meant)


def rna(cell: Cell, _: Context) -> str:
    """Read an RNA number: W and nine signs."""
    try:
        return identifiers.parse_rna(str(cell))
    except ValueError:
        raise CellError(
            Text("ce n'est pas un numéro RNA valide", "this is not a valid RNA number"),
            Text(
                "Un numéro RNA est un W suivi de 9 chiffres (W131000000) : recopiez-le, ou "
                "laissez vide.",
                "An RNA number is a W followed by 9 digits (W131000000): copy it again, or "
                "leave it empty.",
            ),
        ) from None


def period(cell: Cell, _: Context) -> Period:
    """Read a date in words as bounds; no day is invented."""
    if isinstance(cell, date) and 1900 <= (year := (cell - _YEAR_AS_DAY).days) <= 2100:
        raise CellError(
            Text(
                "le tableur a pris l'année {year} pour le {year}e jour depuis 1900",
                "the spreadsheet took the year {year} for a number of days since 1900",
            ).fill(year=year),
            Text(
                "Donnez à la cellule le format « texte », puis écrivez {year}.",
                "Give the cell the format 'text', then write {year}.",
            ).fill(year=year),
        )
    try:
        return parse_period(cell)
    except ValueError as error:
        why = error.why if isinstance(error, NoSuchDay) else None
        raise CellError(
            Text("ce jour n'existe pas ({why})", "this day does not exist ({why})").fill(why=why)
            if why
            else Text("cette date ne se lit pas", "this date cannot be read"),
            Text(
                "Écrivez 2017-12-15, 15/12/2017, décembre 2017, début décembre 2017, 2018 ou "
                "2017-01/2018-03.",
                "Write 2017-12-15, 15/12/2017, December 2017, early December 2017, 2018 or "
                "2017-01/2018-03.",
            ),
        ) from None


def number(minimum: int, maximum: int | None = None, *, whole: bool = False) -> Parser:
    """Return a parser of a number as people write it: ``7 000,50 €`` is 7000.50."""

    def parse(cell: Cell, _: Context) -> Decimal:
        words = re.sub(r"[\s€]|EUR$", "", str(cell))
        if maximum is None:
            words = _ungrouped(words)
        if not re.fullmatch(r"-?[0-9]{1,15}(?:[.,][0-9]{1,12})?%?", words):
            raise _bad_number(minimum, maximum, whole)
        value = Decimal(words.removesuffix("%").replace(",", "."))
        value = value / 100 if words.endswith("%") else value
        too_much = maximum is not None and value > maximum
        if value < minimum or too_much or (whole and value != int(value)):
            raise _bad_number(minimum, maximum, whole)
        return value

    return parse


def _ungrouped(words: str) -> str:
    """Remove the signs between thousands; ``7.000`` alone may be seven or seven thousand."""
    match = _GROUPED.fullmatch(words)
    if match is None:
        return words
    signs = re.sub(r"[-0-9]", "", words)
    if len(signs) == 1:
        raise CellError(
            Text(
                "est-ce {small} ou {large} ? Le signe « {sign} » peut se lire des deux façons",
                "is this {small} or {large}? The sign '{sign}' can be read both ways",
            ).fill(
                small=words.replace(signs, ".").rstrip("0").rstrip("."),
                large=words.replace(signs, ""),
                sign=signs,
            ),
            Text("Écrivez les milliers sans signe.", "Write thousands without a sign."),
        )
    return words.replace(match[1], "")


def _bad_number(minimum: int, maximum: int | None, whole: bool) -> CellError:
    what = Text("un nombre entier", "a whole number") if whole else Text("un nombre", "a number")
    between = Text("Écrivez {what} d'au moins {a}", "Write {what} of at least {a}")
    if maximum is not None:
        between = Text("Écrivez {what} de {a} à {b}", "Write {what} from {a} to {b}")
    filled = between.fill(what=what, a=minimum, b=maximum)
    return CellError(
        Text("ce n'est pas un nombre possible ici", "this is not a possible number here"),
        Text(filled.fr + ", sans lettres.", filled.en + ", without letters."),
    )


def web_address(cell: Cell, _: Context) -> str:
    """Read a web address; only http and https may ever become a link."""
    words = str(cell).strip()
    if "://" not in words:
        words = f"https://{words}"
    if not re.fullmatch(r"https?://[^\s/@]+\.[^\s/@]+(?:/\S*)?", words) or not _is_iri(words):
        raise CellError(
            Text("ce n'est pas une adresse web", "this is not a web address"),
            Text("Écrivez https://… ou laissez vide.", "Write https://… or leave it empty."),
        )
    if holds_email(words):
        raise CellError(
            Text("cette adresse contient une adresse électronique",
                 "this address holds an e-mail address"),
            Text("Écrivez la page d'accueil, ou laissez vide.",
                 "Write the home page, or leave it empty."),
        )  # fmt: skip
    return words


def _is_iri(words: str) -> bool:
    """Tell whether the store will take an address: it checks every sign of it."""
    from pyoxigraph import NamedNode

    try:
        NamedNode(words)
    except ValueError:
        return False
    return True
