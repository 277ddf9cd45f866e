"""Official identifiers and the IRIs made of them (``domain.md`` 3.2: one key, one IRI)."""

from __future__ import annotations

import re
from urllib.parse import quote

from ontology.text import fold

_RNA = re.compile(r"W[0-9][0-9A-Z][0-9]{7}")  # W2A in Corsica, W9R in La Réunion
_INSEE = re.compile(r"(?:[0-9]{2}|2[AB])[0-9]{3}")


def luhn(digits: str) -> bool:
    """Return whether the digits pass the Luhn check, as every SIREN does.

    >>> luhn("200054807"), luhn("200054808")
    (True, False)
    """
    total = 0
    for place, digit in enumerate(reversed(digits)):
        number = int(digit) * (1 + place % 2)
        total += number - 9 if number > 9 else number
    return total % 10 == 0


def parse_siren(words: str) -> str:
    """Return the nine digits of a SIREN, spaces removed; raise ValueError if it is not one."""
    digits = re.sub(r"[\s.]", "", words)
    if not re.fullmatch(r"[0-9]{9}", digits) or digits == "0" * 9 or not luhn(digits):
        raise ValueError(words)
    return digits


def parse_rna(words: str) -> str:
    """Return an RNA number (W and nine signs); raise ValueError if it is not one."""
    number = re.sub(r"\s", "", words).upper()
    if not _RNA.fullmatch(number):
        raise ValueError(words)
    return number


def parse_insee(words: str) -> str:
    """Return a commune code with the leading zero a spreadsheet may have eaten."""
    code = words.strip().upper()
    if re.fullmatch(r"[0-9]{4}", code):
        code = "0" + code
    if not _INSEE.fullmatch(code):
        raise ValueError(words)
    return code


def slug(words: str) -> str:
    """Return a readable key made of letters, digits and hyphens.

    >>> slug("Ville d’Aix-en-Provence")
    'ville-d-aix-en-provence'
    """
    return fold(words).replace(" ", "-")


class Minter:
    """Makes the IRIs of things and graphs under the base IRI of a workspace."""

    def __init__(self, base: str) -> None:
        self.base = base

    def thing(self, kind: str, scheme: str, key: str) -> str:
        """Return ``{base}id/{kind}/{scheme}/{key}``."""
        return f"{self.base}id/{kind}/{scheme}/{quote(key, safe='-._')}"

    def graph(self, layer: str, *path: str) -> str:
        """Return ``{base}graph/{layer}/{path…}``."""
        return f"{self.base}graph/{'/'.join((layer, *(quote(p, safe='-._') for p in path)))}"

    def actor(self, key: str, *, rna: str | None, siren: str | None, association: bool) -> str:
        """Return the IRI of an actor by its most durable key.

        An association keeps its RNA number when it later gets a SIREN, so RNA goes first.
        """
        if rna and (association or not siren):
            return self.thing("org", "rna", rna)
        if siren:
            return self.thing("org", "siren", siren)
        return self.thing("org", "local", slug(key))
