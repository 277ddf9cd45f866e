"""What something forgotten is recognised by: keyed digests, of which nobody reads a name.

A key is HMAC-SHA256 under the workspace's own secret (``sources/key``), so that a list of digests
says nothing to whoever lacks it. Who has both can test whether a given number is in the list, and
no more.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable, Iterator
from hashlib import sha256

from ontology.text import fold

NUMBER, IRI, HOLDER, NAME = "number", "iri", "holder", "name"  # what a digest is made of
KEY = "key"  # one that tells which secret the others of a thing were made with
OF = (NUMBER, IRI, HOLDER, NAME, KEY)
_LENGTH = 32  # hexadecimal digits kept: 128 bits
_NUMBERED = re.compile(r"id/(?:org/(?:siren|rna)|post/siren)/([0-9A-Z]+)")
_SITE = re.compile(r"id/site/siret/([0-9]{9})")


class Keys:
    """Makes the digests of a workspace."""

    def __init__(self, secret: bytes, base: str) -> None:
        self._secret, self._base = secret, base

    def digest(self, of: str, words: str) -> str:
        """Return the keyed digest of some words, each kind apart from the others."""
        text = f"{of}\x1f{words}".encode("utf-8", "replace")
        return hmac.digest(self._secret, text, sha256).hex()[:_LENGTH]

    def iri(self, iri: str) -> tuple[str, str]:
        """Return what the thing of an IRI is recognised by, and the digest.

        An IRI made of an official number is that number; a part of a thing is the thing. The base
        is left out: it is a setting.
        """
        path = iri.removeprefix(self._base)
        if found := _NUMBERED.match(path) or _SITE.match(path):
            return NUMBER, self.digest(NUMBER, found[1])
        return IRI, self.digest(IRI, "/".join(path.split("/")[:4]))

    def number(self, number: str) -> str:
        """Return the digest of an official number; of a SIRET, that of its SIREN."""
        plain = re.sub(r"[\s.]", "", number).upper()
        return self.digest(NUMBER, plain[:9] if len(plain) == 14 else plain)

    def name(self, name: str) -> str:
        """Return the digest of a name, in whichever order its words are."""
        return self.digest(NAME, normal(name))

    def holder(self, name: str, post: str) -> str:
        """Return the digest of who holds a post: the same for another edition or term."""
        return self.digest(HOLDER, f"{normal(name)}\x1f{post.removeprefix(self._base)}")


def normal(name: str) -> str:
    """Return a name folded, its words in order: "DUPONT Jean" is "Jean Dupont".

    >>> normal("DUPONT Jean-Éric") == normal("Jean-Eric Dupont")
    True
    """
    return " ".join(sorted(fold(name).split()))


def windows(words: list[str], longest: int = 8) -> Iterator[tuple[int, int, str]]:
    """Yield the start, the end and the normal form of every run of words.

    >>> list(windows(["b", "a"]))
    [(0, 2, 'a b'), (0, 1, 'b'), (1, 2, 'a')]
    """
    for start in range(len(words)):
        for end in range(min(len(words), start + longest), start, -1):
            yield start, end, " ".join(sorted(words[start:end]))


def distinct(names: Iterable[str]) -> list[str]:
    """Return names that are not empty once folded, each once."""
    return list({normal(name): name for name in names if fold(name)}.values())
