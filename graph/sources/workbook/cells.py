"""Read one cell: every parser returns a value, or says what is wrong and what to do."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

import ontology
from graph.near import near
from graph.privacy import withhold_contacts
from graph.sources.places import town
from ontology.text import Text, fold

Cell = str | date
#: Why a row is refused that would be good if another were.
REFERS = Text("ce renvoi vise une ligne refusée", "this refers to a refused row")
_MOST_HINTS = 100  # a whole column of wrong names would search for near ones for minutes


class CellError(ValueError):
    """A cell that is refused: the reason and the advice, without final stop on the reason."""

    def __init__(self, reason: Text, advice: Text) -> None:
        super().__init__(reason.en)
        self.reason = reason
        self.advice = advice


class _UnknownError(CellError):
    """A reference to what has no row."""


@dataclass(frozen=True, slots=True)
class Ref:
    """A reference to an accepted row: the sheet that holds it and its key there."""

    sheet: str
    key: str


State = Literal["pending", "loaded", "refused", "withheld"]


@dataclass
class Directory:
    """The rows of a sheet that others may refer to, by identifier or by name."""

    title: Text = Text("?", "?")  # noqa: RUF009 - a tuple, of the sheet
    words: dict[str, list[str]] = field(default_factory=dict)  # folded word → keys
    state: dict[str, State] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)  # key → name as written

    def add(self, key: str, name: str, row: int, *words: str) -> None:
        """Declare a row by its key, its name and other words for it."""
        for word in set(map(fold, (key, name, *words))) - {""}:
            keys = self.words.setdefault(word, [])
            if key not in keys:
                keys.append(key)
        self.state.setdefault(key, "pending")
        self.rows.setdefault(key, row)
        self.names.setdefault(key, name)


@dataclass
class Context:
    """What a cell may need to know of the rest of the workbook."""

    directories: dict[str, Directory] = field(default_factory=dict)
    withheld: int = 0
    sheet: str = ""  # the one being read: its own rows are not all known yet
    hints: dict[tuple[str, tuple[str, ...]], str | None] = field(default_factory=dict)
    communes: Callable[[], Mapping[str, str]] = dict  # code → name, of those known elsewhere
    borrowed: dict[str, str] = field(default_factory=dict)  # of them, those that a row named
    _by_word: dict[str, list[str]] = field(default_factory=dict)

    def borrow(self, words: str) -> list[Ref]:
        """Return the communes that are known elsewhere by a code or a name, as if they had rows."""
        if not self._by_word:
            for code, name in self.communes().items():
                for word in {fold(code), town(name)}:
                    self._by_word.setdefault(word, []).append(code)
        found = self._by_word.get(fold(words)) or self._by_word.get(town(words), [])
        if len(found) == 1 and found[0] not in self.borrowed:
            self.borrowed[found[0]] = self.communes()[found[0]]
            self.directories["territories"].add(found[0], self.borrowed[found[0]], 0)
            self.directories["territories"].state[found[0]] = "loaded"
        return [Ref("territories", code) for code in found]


Parser = Callable[[Cell, Context], Any]
_JOINERS = {"\u200c", "\u200d"}
_LAST_LATIN = "\u024f"


def text(cell: Cell, context: Context) -> str:
    """Read free text, on one line, with contacts withheld."""
    clean, count = withhold_contacts(one_line(str(cell)))
    context.withheld += count
    return clean


def one_line(words: str) -> str:
    """Return words without line breaks, control characters or invisible marks of direction.

    What joins two signs, or keeps them apart, in a script or a picture that is not Latin, stays.
    """
    if words.isascii() and words.isprintable():
        return " ".join(words.split())
    around = zip(" " + words, words, words[1:] + " ", strict=False)
    return " ".join("".join(_visible(*signs) for signs in around).split())


def _visible(before: str, sign: str, after: str) -> str:
    if sign.isprintable() or (sign in _JOINERS and min(before, after) > _LAST_LATIN):
        return sign
    return "" if unicodedata.category(sign) == "Cf" else " "


def key(cell: Cell, _: Context) -> str:
    """Read the identifier of a row: it becomes part of an IRI, which everybody sees."""
    words = one_line(str(cell))
    if withhold_contacts(words)[1]:
        raise CellError(
            Text(
                "un identifiant ne peut pas être une adresse ou un numéro de téléphone",
                "an identifier cannot be an address or a telephone number",
            ),
            Text("Écrivez un mot court et stable.", "Write a short and stable word."),
        )
    if not fold(words):
        raise CellError(
            Text("un identifiant a au moins une lettre ou un chiffre",
                 "an identifier has at least one letter or digit"),
            Text("Écrivez un mot court et stable.", "Write a short and stable word."),
        )  # fmt: skip
    return words


def many(parser: Parser) -> Parser:
    """Return a parser of several values in one cell, separated by ``|``, ``;`` or new lines.

    A comma separates too where the words have no other reading: names hold commas.
    """

    def read(piece: str, context: Context) -> list[Any]:
        try:
            return [parser(piece, context)]
        except CellError:
            if "," not in piece:
                raise
            with suppress(CellError):
                return [parser(part.strip(), context) for part in piece.split(",")]
            raise

    def parse(cell: Cell, context: Context) -> tuple[Any, ...]:
        pieces = filter(str.strip, re.split(r"[|;\n]", str(cell)))
        return tuple(dict.fromkeys(v for piece in pieces for v in read(piece.strip(), context)))

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
    accepted = {fold(word): option for option, words in options.items() for word in words}

    def parse(cell: Cell, _: Context) -> str:
        found = accepted.get(fold(str(cell)))
        if found is None:
            raise _not_in_list(str(cell), [Text(w[0], w[-1]) for w in options.values()])
        return found

    return parse


def _not_in_list(words: str, labels: list[Text]) -> CellError:
    known = {fold(label): label for pair in labels for label in pair}
    likest = near(words, known, 1)
    hint = Text("Écrivez un de : {all}.", "Write one of: {all}.")
    if likest:
        hint = Text("Vouliez-vous dire « {near} » ? Possibles : {all}.",
                    "Did you mean '{near}'? Possible: {all}.")  # fmt: skip
    everything = Text(", ".join(p.fr for p in labels), ", ".join(p.en for p in labels))
    advice = hint.fill(all=everything, near=known[likest[0]] if likest else "")
    return CellError(Text("ce n'est pas dans la liste", "this is not in the list"), advice)


def reference(*sheets: str) -> Parser:
    """Return a parser of a reference to a row of one of the sheets, by id or exact name."""

    def parse(cell: Cell, context: Context) -> Ref:
        words = str(cell).strip()
        found = _named(words, sheets, context)
        if not found and re.fullmatch("[0-9]{4}", words):
            found = _named("0" + words, sheets, context)  # an INSEE code cut by a spreadsheet
        if not found and "territories" in sheets:
            found = context.borrow(words)
        exact = [ref for ref in found if ref.key == words] or found
        if len(exact) == 1:
            return _usable(exact[0], context)
        raise _ambiguous(exact) if exact else _unknown(fold(words), sheets, context)

    return parse


def _named(words: str, sheets: tuple[str, ...], context: Context) -> list[Ref]:
    directories = ((sheet, context.directories.get(sheet)) for sheet in sheets)
    return [Ref(s, k) for s, d in directories if d for k in d.words.get(fold(words), ())]


def _usable(ref: Ref, context: Context) -> Ref:
    refused = context.directories[ref.sheet].state[ref.key] == "refused"
    if refused and ref.sheet != context.sheet:
        raise CellError(REFERS, first_correct(ref, context))
    return ref


def first_correct(ref: Ref, context: Context) -> Text:
    """Return the advice to correct the row that a reference is to."""
    directory = context.directories[ref.sheet]
    return Text(
        "Corrigez d'abord la ligne {row} de « {sheet} ».", "First correct row {row} of '{sheet}'."
    ).fill(row=directory.rows[ref.key], sheet=directory.title)


def _ambiguous(refs: list[Ref]) -> CellError:
    return CellError(
        Text("ce nom désigne plusieurs lignes", "this name stands for several rows"),
        Text("Écrivez l'identifiant : {ids}.", "Write the identifier: {ids}.").fill(
            ids=", ".join(ref.key for ref in refs)
        ),
    )


def _unknown(word: str, sheets: tuple[str, ...], context: Context) -> CellError:
    near = _hint(word, sheets, context)
    advice = Text(
        "Corrigez-le, ou ajoutez la ligne dans « {sheet} ».",
        "Correct it, or add the row to '{sheet}'.",
    )
    if near:
        advice = Text("Vouliez-vous dire « {near} » ?", "Did you mean '{near}'?")
    title = context.directories[sheets[0]].title
    return _UnknownError(
        Text("inconnu dans « {sheet} »", "unknown in '{sheet}'").fill(sheet=title),
        advice.fill(sheet=title, near=near),
    )


def _hint(word: str, sheets: tuple[str, ...], context: Context) -> str | None:
    """Return the name and identifier of the row whose name looks most like a word."""
    asked = word, sheets
    if asked not in context.hints and len(context.hints) < _MOST_HINTS:
        known = {w: (s, k[0]) for s in sheets for w, k in context.directories[s].words.items()}
        near = difflib.get_close_matches(word, known, n=1, cutoff=0.75)
        context.hints[asked] = _shown(*known[near[0]], context) if near else None
    return context.hints.get(asked)


def _shown(sheet: str, key: str, context: Context) -> str:
    name = context.directories[sheet].names[key]
    return f"{name} ({key})" if name and name != key else key


def commune(cell: Cell, context: Context) -> Ref:
    """Read a commune by INSEE code or name; a leading zero lost by a spreadsheet is restored."""
    try:
        return reference("territories")(cell, context)  # type: ignore[no-any-return]
    except _UnknownError as error:
        near = _hint(fold(str(cell)), ("territories",), context)
        hint = Text(" Vouliez-vous dire « {near} » ?", " Did you mean '{near}'?")
        raise CellError(
            Text("commune inconnue", "unknown commune"),
            Text(
                "Écrivez son nom ou son code INSEE (13001, pas le code postal). Si elle est loin, "
                "ajoutez-la à la feuille « territoires », ou chargez les communes de France "
                "(alliances fetch cog, puis alliances load).{hint}",
                "Write its name or its INSEE code (13001, not the postal code). If it is far away, "
                "add it to the sheet 'territories', or load the communes of France (alliances "
                "fetch cog, then alliances load).{hint}",
            ).fill(hint=hint.fill(near=near) if near else ""),
        ) from error
