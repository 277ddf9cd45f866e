"""Whether a row is about a natural person, as far as its cells tell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from graph.sources import fields

_SOMEONE = re.compile(
    r"^\W*(?:personnes? physiques?|particuliers?|anonym(?:e|is[ée])e?s?)\W*$"
    r"|\b(?:entrepreneur|entreprise) individuel|\b(?:auto|micro)[ -]?entrepreneur",
    re.IGNORECASE,
)
_NIR = re.compile(r"[12][0-9]{12}(?:[0-9]{2})?")  # a person's, where a list takes "SIRET ou NIR"


def is_someone(name: str, nature: str = "") -> bool:
    """Tell whether a beneficiary is a natural person or a sole trader, as far as it is written.

    >>> is_someone("M. Dupont"), is_someone("X", "Personne physique"), is_someone("Le Particulier")
    (True, True, False)
    """
    if fields.is_person(name):
        return True
    return _SOMEONE.search(name) is not None or _SOMEONE.search(nature) is not None


def names_someone(name: str, *, siren: str = "", rna: str = "") -> bool:
    """Tell whether the name of an actor is a person's, and no number says that it is none.

    A public body's SIREN begins with 1 or 2; that of a company may be a sole trader's.

    >>> names_someone("Mme Anne Durand"), names_someone("Mme Anne Durand", rna="W131000000")
    (True, False)
    """
    return not (rna or siren[:1] in {"1", "2"}) and fields.is_titled(name)


def is_nir(words: str) -> bool:
    """Tell whether digits are the number of a person in the national register.

    >>> is_nir("1 84 12 76 451 089 46"), is_nir("21130001700012")
    (True, False)
    """
    return _NIR.fullmatch(re.sub(r"\s", "", words)) is not None


def may_be_about(cells: Iterable[str], is_hidden: Callable[[str], bool]) -> bool:
    """Tell whether some cell names a person, or gives the number of one or of a hidden unit."""
    for cell in cells:
        if not cell:
            continue
        if is_someone(cell) or (is_nir(cell) and fields.siren_of(cell) is None):
            return True
        siren = fields.siren_of(cell)
        if siren is not None and is_hidden(siren):
            return True
    return False
