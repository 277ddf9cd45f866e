"""``decisions/rectified.csv``: values that count instead of what sources say of an actor.

What a source said stays, as its claim (``ea:Claim``): told by ``qui-est`` with its source, and no
longer taken for the value. A number that identifies is never rectified: it is put right in the file
that is wrong, or by a verdict of ``alliances reconcile``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import ontology
from graph.decision_file import KeyedFile, OnlyOne, free_text, means, one_line
from graph.decision_rows import Row, is_iri, spoken
from graph.privacy import withhold_contacts
from graph.sources.report import short
from ontology.text import Lang, Text, fold

LANGS: Final[tuple[Lang, Lang]] = ("fr", "en")
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
_SPOKEN = spoken({key: known.words for key, known in PROPERTIES.items()})
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


def _parsed(row: Row) -> Rectified:
    actor, key, value = row.iri("actor"), property_of(row["field"]), row["value"]
    if key is None:
        shown = short(row["field"])
        raise row.wrong("field", _NO_PROPERTY.fill(value=shown, known=known()))
    if not is_possible(key, value):
        shown = short(withhold_contacts(value)[0])
        raise row.wrong("value", _NO_VALUE.fill(value=shown))
    return Rectified(actor, key, value, row["name"], row["why"], row["date"])


FILE = KeyedFile(
    "rectified.csv",
    ("actor", "field", "value", "name", "why", "date"),
    _parsed,
    lambda one: one.key,
    only_one=OnlyOne("field", Text("cette propriété de l'acteur", "this property of the actor")),
)
path, read = FILE.path, FILE.read


def is_possible(key: str, value: str) -> bool:
    """Tell whether a value is one of a property's."""
    kind = PROPERTIES[key].kind
    if kind == TEXT:
        return bool(value.strip()) and not withhold_contacts(value)[1]
    if kind in {ADDRESS, PLACE}:
        return is_iri(value) and value.startswith(("http://", "https://"))
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
        return one_line(words) if is_possible(key, words) else None
    found = [ontology.concept(kind, each.strip()) for each in words.split("|")]
    slugs = "|".join(one.iri.rpartition("/")[2] for one in found if one)
    return slugs if all(found) and is_possible(key, slugs) else None


def record(workspace: Path, actor: str, key: str, value: str, name: str, why: str) -> None:
    """Keep a value; a new one takes the place of the old one."""
    today = date.today().isoformat()
    FILE.record(workspace, [Rectified(actor, key, value, free_text(name), free_text(why), today)])


def undo(workspace: Path, key: str, words: str) -> Rectified | None:
    """Let the sources count again of an actor, given by IRI or name; return the line, or None."""
    return FILE.undo(workspace, lambda one: one.field == key and _is_of(one, words))


def _is_of(one: Rectified, words: str) -> bool:
    """Tell whether words mean the actor of a line, by its rectified name too."""
    return means(words, one.actor, one.name, one.value if one.field == "name" else "")
