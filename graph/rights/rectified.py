"""``decisions/rectified.csv``: values that count instead of what sources say of an actor.

What a source said stays, as its claim (``ea:Claim``): told by ``qui-est`` with its source, and no
longer taken for the value. A number that identifies is never rectified: it is put right in the file
that is wrong, or by a verdict of ``alliances reconcile``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Final

import ontology
from graph import decision_file
from graph.privacy import withhold_contacts
from graph.sources.report import short
from ontology.text import Lang, Text, fold

if TYPE_CHECKING:
    pass

LANGS: Final[tuple[Lang, Lang]] = ("fr", "en")
COLUMNS = ("actor", "field", "value", "name", "why", "date")
TEXT, ADDRESS, PLACE = "text", "address", "place"  # kinds of values; others name a vocabulary


@dataclass(frozen=True, slots=True)
class Property:
    """What may be rectified: the term of the ontology, the kind of value, its names."""

    term: str
    kind: str
    label: Text
    words: str


PROPERTIES: Final[Mapping[str, Property]] = {
    "name": Property("rdfs:label", TEXT, Text("nom", "name"), "nom|name"),
    "acronym": Property("skos:altLabel", TEXT, Text("sigle", "acronym"), "sigle|acronym"),
    "description": Property(
        "dcterms:description", TEXT, Text("description", "description"), "description|objet"
    ),
    "website": Property("foaf:homepage", ADDRESS, Text("site web", "website"),
                        "site web|site|website"),
    "territory": Property("ea:seat", PLACE, Text("siège", "seat"),
                          "territoire|siege|commune|territory|seat"),
    "theme": Property("ea:theme", "theme", Text("thème", "theme"), "theme|themes"),
    "sector": Property("ea:sector", "sector", Text("secteur", "sector"), "secteur|sector"),
}  # fmt: skip
_SPOKEN = {word: key for key, known in PROPERTIES.items() for word in known.words.split("|")}
_IDENTIFIES = {
    "siren",
    "siret",
    "rna",
    "numero",
    "identifiant",
    "number",
    "identifier",
    "iri",
    "id",
}
_NO_PROPERTY = Text(
    "« {value} » ne se rectifie pas : {known}", "'{value}' is not rectified: {known}"
)
_NO_VALUE = Text("« {value} » n'est pas une valeur possible", "'{value}' is no possible value")
_TWICE = Text(
    "une autre valeur est déjà ligne {row} ; n'en gardez qu'une",
    "another value is in row {row} already; keep only one",
)


@dataclass(frozen=True, slots=True)
class Rectified:
    """A value that counts instead of what sources say."""

    actor: str  # IRI
    field: str  # key of PROPERTIES
    value: str  # a text, an IRI; slugs of a vocabulary separated by "|"
    name: str = ""  # of the actor when it was decided, for people
    why: str = ""
    date: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What there is one value of."""
        return self.actor, self.field


def property_of(words: str) -> str | None:
    """Return the property that words mean in French or English; None for any others.

    >>> property_of("Thème"), property_of("siège"), property_of("SIREN")
    ('theme', 'territory', None)
    """
    return _SPOKEN.get(fold(words))


def identifies(words: str) -> bool:
    """Tell whether words mean a number that identifies, which is never rectified."""
    return not _IDENTIFIES.isdisjoint(fold(words).split())


def known() -> Text:
    """Return the properties that can be rectified, as a list of words."""
    return Text(
        *(", ".join(p.label.to(lang) for p in PROPERTIES.values()) for lang in ("fr", "en"))
    )


def path(workspace: Path) -> Path:
    """Return the file in a workspace folder."""
    return workspace / "decisions" / "rectified.csv"


def read(workspace: Path) -> list[Rectified]:
    """Return what is rectified, sorted; raises BadInput for a malformed file."""
    file = path(workspace)
    seen: dict[tuple[str, str], int] = {}
    found = []
    for number, row in decision_file.rows(file, COLUMNS, COLUMNS[:3]):
        decision_file.require_iri(file, number, row, "actor")
        key = property_of(row["field"])
        if key is None:
            reason = _NO_PROPERTY.fill(value=short(row["field"]), known=known())
            raise decision_file.wrong(file, number, "field", reason)
        one = Rectified(row["actor"], key, row["value"], row["name"], row["why"], row["date"])
        if not is_possible(key, one.value):
            shown_ = short(withhold_contacts(one.value)[0])
            raise decision_file.wrong(file, number, "value", _NO_VALUE.fill(value=shown_))
        if one.key in seen:
            raise decision_file.wrong(file, number, "field", _TWICE.fill(row=seen[one.key]))
        seen[one.key] = number
        found.append(one)
    return sorted(found, key=lambda one: one.key)


def is_possible(key: str, value: str) -> bool:
    """Tell whether a value is one of a property's."""
    kind = PROPERTIES[key].kind
    if kind == TEXT:
        return bool(value.strip()) and not withhold_contacts(value)[1]
    if kind in {ADDRESS, PLACE}:
        return decision_file.is_iri(value) and value.startswith(("http://", "https://"))
    slugs = value.split("|")
    alone = kind == "theme" or len(slugs) == 1
    return alone and all(slug in ontology.concepts(kind) for slug in slugs)


def refusal(key: str, words: str) -> Text:
    """Return why words are no value of a property, and what is; a contact is never repeated."""
    kind = PROPERTIES[key].kind
    if kind == ADDRESS:
        return _NO_ADDRESS
    if withhold_contacts(words)[1]:
        return _CONTACT
    shown_ = short(words)
    if kind == TEXT:
        return _EMPTY
    if kind == PLACE:
        return _NO_VALUE.fill(value=shown_)
    known_ = [concept.label for concept in ontology.concepts(kind).values()]
    return _NO_WORD.fill(
        value=shown_,
        known=Text(*(", ".join(label.to(lang) for label in known_) for lang in LANGS)),
        several=_SEVERAL if kind == "theme" else Text("", ""),
    )


_NO_ADDRESS = Text(
    "Un site web commence par http:// ou https:// et ne contient pas d'espace, par exemple "
    "https://www.exemple.fr.",
    "A website begins with http:// or https:// and holds no space, for instance "
    "https://www.example.org.",
)
_CONTACT = Text(
    "Cette valeur contient un courriel, un téléphone ou une adresse privée : ils n'entrent pas "
    "dans la base. Retirez-les du texte (il n'est pas répété ici).",
    "This value holds an e-mail address, a telephone or a private address: they do not enter the "
    "base. Take them out of the text (it is not repeated here).",
)
_EMPTY = Text("Il faut un texte d'au moins un mot.", "A text of one word at least is needed.")
_NO_WORD = Text(
    "« {value} » n'est pas un mot de la liste : {known}{several}.",
    "'{value}' is no word of the list: {known}{several}.",
)
_SEVERAL = Text(" ; plusieurs, séparés par « | »", "; several, separated by '|'")


def value_of(key: str, words: str) -> str | None:
    """Return the value that a person's words mean; None where they mean none.

    Of a place, the caller finds the IRI.
    """
    kind = PROPERTIES[key].kind
    if kind in {TEXT, ADDRESS, PLACE}:
        return decision_file.one_line(words) if is_possible(key, words) else None
    found = [ontology.concept(kind, each.strip()) for each in words.split("|")]
    slugs = "|".join(one.iri.rpartition("/")[2] for one in found if one)
    return slugs if all(found) and is_possible(key, slugs) else None


def record(workspace: Path, actor: str, key: str, value: str, name: str, why: str) -> Rectified:
    """Keep a value; a new one takes the place of the old one."""
    name, why = (withhold_contacts(decision_file.one_line(words))[0] for words in (name, why))
    new = Rectified(actor, key, value, name, why, date.today().isoformat())
    with decision_file.writing(workspace):
        _write(workspace, ({one.key: one for one in read(workspace)} | {new.key: new}).values())
    return new


def undo(workspace: Path, words: str, key: str) -> Rectified | None:
    """Let the sources count again of an actor, given by IRI or name; return the line, or None."""
    with decision_file.writing(workspace):
        before = read(workspace)
        found = [
            one
            for one in before
            if one.field == key and (words == one.actor or fold(words) in _called(one))
        ]
        if len(found) != 1:
            return None
        _write(workspace, [one for one in before if one != found[0]])
    return found[0]


def _called(one: Rectified) -> set[str]:
    """Return the folded words that mean the actor of a line, its rectified name among them."""
    words = {one.name, one.actor.rpartition("/")[2], one.value if one.field == "name" else ""}
    return {fold(word) for word in words} - {""}


def _write(workspace: Path, lines: Iterable[Rectified]) -> None:
    ordered = sorted(lines, key=lambda one: one.key)
    decision_file.write(path(workspace), COLUMNS, ordered)
