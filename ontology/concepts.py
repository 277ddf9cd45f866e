"""Concepts of the vocabularies and kinds of things, found by the words people type."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from ontology.terms import UnknownTermError, curie, iri, subjects, text, values
from ontology.text import Text, fold


@dataclass(frozen=True, slots=True)
class Concept:
    """A concept of one SKOS scheme."""

    iri: str
    scheme: str
    slug: str
    label: Text
    definition: Text
    alt: tuple[str, ...] = ()
    notation: str | None = None
    order: int | None = None
    broader: str | None = None  # slug
    layers: tuple[str, ...] = ()  # of a stage: "C", "A", "S"
    legal_term_years: int | None = None  # of a mandate role
    one_per_body: bool = False  # of a mandate role: a body has one such post

    def words(self) -> tuple[str, ...]:
        """Return every word that names the concept."""
        notation = (self.notation,) if self.notation else ()
        return (self.slug, *notation, *self.label, *self.alt)


@dataclass(frozen=True, slots=True)
class Kind:
    """A class that a thing can be said to be of: a kind of actor, frame or territory."""

    iri: str
    curie: str
    label: Text
    definition: Text
    alt: tuple[str, ...] = ()

    def words(self) -> tuple[str, ...]:
        """Return every word that names the kind."""
        return (self.curie, self.curie.partition(":")[2], *self.label, *self.alt)


@cache
def concepts(scheme: str) -> Mapping[str, Concept]:
    """Return the concepts of a scheme by slug, in their order.

    >>> list(concepts("party-role"))[0]
    'porteur'
    """
    found = [_concept(term, scheme) for term in subjects("skos:inScheme", iri(f"voc:{scheme}"))]
    found.sort(key=lambda concept: concept.order or 0)
    return MappingProxyType({concept.slug: concept for concept in found})


def concept(scheme: str, words: str) -> Concept | None:
    """Find a concept by slug, notation or label in either language, accents and case aside.

    >>> concept("stage", "Accord de Principe") == concept("stage", "agreement in principle")
    True
    """
    slug = _names(scheme).get(fold(words))
    return concepts(scheme)[slug] if slug else None


@cache
def kinds(parent: str) -> tuple[Kind, ...]:
    """Return the kinds of ``ea:Actor``, ``ea:Frame`` or ``ea:Territory``, in the files' order.

    The foreign classes that our territories are typed with come before our own.
    """
    top = iri(parent)
    return tuple(_kind(term) for term in (*values(top, "ea:typedWith"), *_below(top)))


def kind(parent: str, words: str) -> Kind | None:
    """Find a kind by the words people type in a column "type".

    >>> kind("ea:Actor", "Réseau").curie
    'ea:ActorNetwork'
    """
    return _kind_names(parent).get(fold(words))


def sector_of(classes: Iterable[str]) -> str:
    """Return the one sector of a stakeholder, given the IRIs of its classes.

    A stakeholder of several sectors takes the first in the scheme's order of precedence,
    so that sectors cut the network into parts that do not overlap.
    """
    asked = tuple(classes)
    found = {sector for term in asked for sector in values(term, "ea:classSector")}
    for slug, sector in concepts("sector").items():
        if sector.iri in found:
            return slug
    raise UnknownTermError(" ".join(asked))


@cache
def _names(scheme: str) -> dict[str, str]:
    return {fold(word): slug for slug, c in concepts(scheme).items() for word in c.words()}


@cache
def _kind_names(parent: str) -> dict[str, Kind]:
    return {fold(word): kind for kind in kinds(parent) for word in kind.words()}


def _below(parent: str) -> list[str]:
    """Return the classes under a class, each before its own subclasses."""
    found: list[str] = []
    for term in subjects("rdfs:subClassOf", parent):
        found += [c for c in (term, *_below(term)) if c not in found]
    return found


def _concept(term: str, scheme: str) -> Concept:
    order, years = _first(term, "ea:order"), _first(term, "ea:legalTermYears")
    return Concept(
        iri=term,
        scheme=scheme,
        slug=_slug(term),
        label=_text(term, "skos:prefLabel"),
        definition=_text(term, "skos:definition"),
        alt=values(term, "skos:altLabel") + values(term, "skos:hiddenLabel"),
        notation=_first(term, "skos:notation"),
        order=int(order) if order else None,
        broader=_slug(broader) if (broader := _first(term, "skos:broader")) else None,
        layers=values(term, "ea:layer"),
        legal_term_years=int(years) if years else None,
        one_per_body=_first(term, "ea:onePerBody") == "true",
    )


def _kind(term: str) -> Kind:
    return Kind(
        iri=term,
        curie=curie(term),
        label=_text(term, "rdfs:label"),
        definition=_text(term, "skos:definition"),
        alt=values(term, "skos:altLabel") + values(term, "skos:hiddenLabel"),
    )


def _text(term: str, predicate: str) -> Text:
    """Return a text that the files must hold in both languages."""
    if found := text(term, predicate):
        return found
    raise UnknownTermError(f"{predicate} of {curie(term)}")


def _first(term: str, predicate: str) -> str | None:
    return next(iter(values(term, predicate)), None)


def _slug(term: str) -> str:
    return term.rpartition("/")[2]
