"""Read one cell: every parser returns a value, or says what is wrong and what to do."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

import ontology
from graph import identifiers
from graph.dates import Period, parse_period
from graph.privacy import withhold_contacts
from ontology.text import Text, fold

Cell = str | date


class CellError(ValueError):
    """A cell that is refused: the reason and the advice, without final stop on the reason."""

    def __init__(self, reason: Text, advice: Text) -> None:
        super().__init__(reason.en)
        self.reason = reason
        self.advice = advice


@dataclass(frozen=True, slots=True)
class Ref:
    """A reference to an accepted row: the sheet that holds it and its key there."""

    sheet: str
    key: str


State = Literal["pending", "loaded", "refused", "withheld"]


@dataclass
class Directory:
    """The rows of a sheet that others may refer to, by identifier or by name."""

    words: dict[str, list[str]] = field(default_factory=dict)  # folded word → keys
    state: dict[str, State] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)  # key → name as written

    def add(self, key: str, name: str, row: int) -> None:
        """Declare a row by its key and its name."""
        for word in {fold(key), fold(name)} - {""}:
            keys = self.words.setdefault(word, [])
            if key not in keys:
                keys.append(key)
        self.state[key] = "pending"
        self.rows[key] = row
        self.names[key] = name


@dataclass
class Context:
    """What a cell may need to know of the rest of the workbook."""

    directories: dict[str, Directory] = field(default_factory=dict)
    withheld: int = 0


Parser = Callable[[Cell, Context], Any]


def text(cell: Cell, context: Context) -> str:
    """Read free text, on one line, with contacts withheld."""
    printable = "".join(c if c.isprintable() else " " for c in str(cell))
    clean, count = withhold_contacts(" ".join(printable.split()))
    context.withheld += count
    return clean


def many(parser: Parser) -> Parser:
    """Return a parser of several values in one cell, separated by ``|``, ``;`` or new lines."""

    def parse(cell: Cell, context: Context) -> tuple[Any, ...]:
        pieces = (piece.strip() for piece in re.split(r"[|;\n]", str(cell)))
        return tuple(dict.fromkeys(parser(piece, context) for piece in pieces if piece))

    return parse


def concept(scheme: str) -> Parser:
    """Return a parser of a concept of a vocabulary, given by slug or label; returns the slug."""

    def parse(cell: Cell, _: Context) -> str:
        found = ontology.concept(scheme, str(cell))
        if found is None:
            labels = [c.label for c in ontology.concepts(scheme).values()]
            raise _not_in_list(str(cell), labels)
        return found.slug

    return parse


def kind(parent: str) -> Parser:
    """Return a parser of a class below ``parent``, given by its label; returns the IRI."""

    def parse(cell: Cell, _: Context) -> str:
        found = ontology.kind(parent, str(cell))
        if found is None:
            raise _not_in_list(str(cell), [k.label for k in ontology.kinds(parent)])
        return found.iri

    return parse


def choice(**options: tuple[str, ...]) -> Parser:
    """Return a parser of a closed choice: option → the words accepted for it."""
    accepted = {fold(word): key for key, words in options.items() for word in words}

    def parse(cell: Cell, _: Context) -> str:
        found = accepted.get(fold(str(cell)))
        if found is None:
            raise _not_in_list(str(cell), [Text(w[0], w[-1]) for w in options.values()])
        return found

    return parse


def _not_in_list(words: str, labels: list[Text]) -> CellError:
    known = {fold(label): label for pair in labels for label in pair}
    near = difflib.get_close_matches(fold(words), known, n=1, cutoff=0.6)
    hint = Text("Écrivez un de : {all}.", "Write one of: {all}.")
    if near:
        hint = Text("Vouliez-vous dire « {near} » ? Possibles : {all}.",
                    "Did you mean '{near}'? Possible: {all}.")  # fmt: skip
    everything = Text(", ".join(p.fr for p in labels), ", ".join(p.en for p in labels))
    advice = hint.fill(all=everything, near=known[near[0]] if near else "")
    return CellError(Text("ce n'est pas dans la liste", "this is not in the list"), advice)


def reference(*sheets: str) -> Parser:
    """Return a parser of a reference to a row of one of the sheets, by id or exact name."""

    def parse(cell: Cell, context: Context) -> Ref:
        word = fold(str(cell))
        found = [
            Ref(sheet, key)
            for sheet in sheets
            if sheet in context.directories
            for key in context.directories[sheet].words.get(word, ())
        ]
        exact = [ref for ref in found if ref.key == str(cell).strip()] or found
        if len(exact) == 1:
            return _usable(exact[0], context)
        raise _ambiguous(exact) if exact else _unknown(word, sheets, context)

    return parse


def _usable(ref: Ref, context: Context) -> Ref:
    directory = context.directories[ref.sheet]
    if directory.state[ref.key] == "refused":
        raise CellError(
            Text("ce renvoi vise une ligne refusée", "this refers to a refused row"),
            Text(
                "Corrigez d'abord la ligne {row} de « {sheet} ».",
                "First correct row {row} of '{sheet}'.",
            ).fill(row=directory.rows[ref.key], sheet=ref.sheet),
        )
    return ref


def _ambiguous(refs: list[Ref]) -> CellError:
    return CellError(
        Text("ce nom désigne plusieurs lignes", "this name stands for several rows"),
        Text("Écrivez l'identifiant : {ids}.", "Write the identifier: {ids}.").fill(
            ids=", ".join(ref.key for ref in refs)
        ),
    )


def _unknown(word: str, sheets: tuple[str, ...], context: Context) -> CellError:
    known = {w: n for s in sheets if (d := context.directories.get(s)) for w, n in d.words.items()}
    near = difflib.get_close_matches(word, known, n=1, cutoff=0.75)
    advice = Text(
        "Corrigez-le, ou ajoutez la ligne dans « {sheet} ».",
        "Correct it, or add the row to '{sheet}'.",
    )
    if near:
        advice = Text("Vouliez-vous dire « {near} » ?", "Did you mean '{near}'?")
    return CellError(
        Text("inconnu dans « {sheet} »", "unknown in '{sheet}'").fill(sheet=sheets[0]),
        advice.fill(sheet=sheets[0], near=known[near[0]][0] if near else ""),
    )


def commune(cell: Cell, context: Context) -> Ref:
    """Read a commune by INSEE code or name; a leading zero lost by a spreadsheet is restored."""
    words = str(cell)
    if words.isdigit() and len(words) == 4:
        words = identifiers.parse_insee(words)
    try:
        return reference("territories")(words, context)  # type: ignore[no-any-return]
    except CellError as error:
        raise CellError(
            Text("commune inconnue", "unknown commune"),
            Text(
                "Écrivez le code INSEE (13001, pas le code postal) d'une commune de la feuille "
                "« territoires ». {more}",
                "Write the INSEE code (13001, not the postal code) of a commune of the sheet "
                "'territories'. {more}",
            ).fill(more=error.advice),
        ) from error


def siren(cell: Cell, _: Context) -> str:
    """Read a SIREN: nine digits that pass the Luhn check."""
    try:
        return identifiers.parse_siren(str(cell))
    except ValueError:
        raise CellError(
            Text("ce n'est pas un SIREN valide", "this is not a valid SIREN"),
            Text(
                "Un SIREN a 9 chiffres dont le dernier est une clé de contrôle : recopiez-le, "
                "ou laissez vide.",
                "A SIREN has 9 digits, the last being a check digit: copy it again, or leave "
                "it empty.",
            ),
        ) from None


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
    try:
        return parse_period(cell)
    except ValueError:
        raise CellError(
            Text("cette date ne se lit pas", "this date cannot be read"),
            Text(
                "Écrivez 2017-12-15, 15/12/2017, décembre 2017, début décembre 2017, 2018 ou "
                "2017-01/2018-03.",
                "Write 2017-12-15, 15/12/2017, December 2017, early December 2017, 2018 or "
                "2017-01/2018-03.",
            ),
        ) from None


def number(minimum: int | None = None, maximum: int | None = None) -> Parser:
    """Return a parser of a number as people write it: ``7 000,50 €`` is 7000.50."""

    def parse(cell: Cell, _: Context) -> Decimal:
        words = re.sub(r"[\s\u202f\u00a0€]|EUR$", "", str(cell))
        if re.fullmatch(r"-?\d+(?:,\d+)?%?", words):
            words = words.replace(",", ".")
        try:
            value = Decimal(words.removesuffix("%")) / (100 if words.endswith("%") else 1)
        except InvalidOperation:
            raise _bad_number(minimum, maximum) from None
        low = minimum is not None and value < minimum
        if not value.is_finite() or low or (maximum is not None and value > maximum):
            raise _bad_number(minimum, maximum)
        return value

    return parse


def _bad_number(minimum: int | None, maximum: int | None) -> CellError:
    between = Text("Écrivez un nombre", "Write a number")
    if minimum is not None and maximum is not None:
        between = Text("Écrivez un nombre de {a} à {b}", "Write a number from {a} to {b}")
    elif minimum is not None:
        between = Text("Écrivez un nombre d'au moins {a}", "Write a number of at least {a}")
    filled = between.fill(a=minimum, b=maximum)
    return CellError(
        Text("ce n'est pas un nombre possible ici", "this is not a possible number here"),
        Text(filled.fr + ", sans lettres.", filled.en + ", without letters."),
    )


def web_address(cell: Cell, _: Context) -> str:
    """Read a web address; only http and https may ever become a link."""
    words = str(cell).strip()
    if "://" not in words:
        words = f"https://{words}"
    if not re.fullmatch(r"https?://[^\s<>\"{}|\\^`@]+\.[^\s<>\"{}|\\^`@]+", words):
        raise CellError(
            Text("ce n'est pas une adresse web", "this is not a web address"),
            Text("Écrivez https://… ou laissez vide.", "Write https://… or leave it empty."),
        )
    return words
