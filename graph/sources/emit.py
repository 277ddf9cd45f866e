"""From a row to lines of N-Quads: whole rows only, each thing described once.

The lines of a row are held back until the row is known to be good. Terms are text from the
start: a Python object for each of 28 million statements would cost more than the database.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from functools import lru_cache
from hashlib import blake2b
from urllib.parse import quote

import ontology
from graph.difference import Recorder
from graph.identifiers import Minter
from graph.privacy import withhold_contacts
from graph.rdf import Iri, literal
from graph.undisclosed import Undisclosed

_SAFE = "-._"


class Ref(str):
    """An IRI between its brackets, ready to be written."""

    __slots__ = ()


Value = Ref | Iri | str | int | Decimal | date | bool | float | None


@lru_cache(maxsize=2000)
def term(curie: str) -> Ref:
    """Return a term of the ontology, ready to be written."""
    return Ref(f"<{ontology.iri(curie)}>")


@lru_cache(maxsize=1000)
def concept(scheme: str, slug: str) -> Ref:
    """Return a concept of a vocabulary, ready to be written; raises UnknownTermError."""
    found = ontology.concepts(scheme).get(slug)
    if found is None:
        raise ontology.UnknownTermError(f"{scheme}/{slug}")
    return Ref(f"<{found.iri}>")


class Emit:
    """Collects the statements of a row, and gives whole rows away as lines of N-Quads."""

    def __init__(
        self, minter: Minter, source: str, version: str, register: str = "", *, name: str = "",
        secret: Callable[[], bytes] = bytes,
    ) -> None:  # fmt: skip
        self.base = minter.base
        self._secret = secret
        self._key: bytes | None = None  # asked for once, when the first person is met
        self.source = name or source  # what the IRIs of its things are made of
        self._public = f" <{minter.graph('asserted', source, version)}> .\n"
        self._restricted = f" <{minter.graph('restricted', source, version)}> .\n"
        self.register = self.thing("source", "register", register or source)
        self.recorder = Recorder()
        self.undisclosed = Undisclosed()  # stays noted whatever becomes of the row
        self.withheld = 0
        self._row: list[str] = []  # statements about the row, without their graph
        self._hidden: list[str] = []  # those that go to the restricted graph
        self._places: list[str] = []  # those that an edition changes without saying anything new
        self._main: Ref | None = None  # what the row is about: the last thing given a source
        self._ready: list[str] = []
        self._described: set[str] = set()
        self._counts: Counter[tuple[str, ...]] = Counter()
        self._described_now: list[str] = []

    # -- names ---------------------------------------------------------------------------

    def thing(self, kind: str, scheme: str, key: str) -> Ref:
        """Return ``{base}id/{kind}/{scheme}/{key}``, the IRI of a thing by an official key."""
        if not (key.isascii() and key.isalnum()):
            key = quote(key, safe=_SAFE)
        return Ref(f"<{self.base}id/{kind}/{scheme}/{key}>")

    def hashed(self, kind: str, *parts: object) -> Ref:
        """Return an IRI made of a hash of the columns that identify a row."""
        text = "\x1f".join(map(str, parts))
        return self.thing(kind, self.source, hashlib.sha256(text.encode()).hexdigest()[:16])

    def opaque(self, kind: str, *parts: object) -> Ref:
        """Return an IRI made of a keyed hash: without the key, nobody can tell or check of what."""
        if self._key is None:
            self._key = self._secret()
        text = "\x1f".join(map(str, parts)).encode("utf-8", "replace")
        return self.thing(
            kind, self.source, blake2b(text, key=self._key, digest_size=8).hexdigest()
        )

    @staticmethod
    def under(thing: Ref, *steps: object) -> Ref:
        """Return the IRI of a part of a thing."""
        return Ref(f"{thing[:-1]}/{'/'.join(map(str, steps))}>")

    # -- statements ----------------------------------------------------------------------

    def say(self, subject: Ref, predicate: str, *values: Value, restricted: bool = False) -> None:
        """State values of a property given as a prefixed name; None and "" are no value."""
        row = self._hidden if restricted else self._row
        for value in values:
            if value is None or value == "":
                continue
            written = value if value.__class__ is Ref else literal(value)
            row.append(f"{subject} {term(predicate)} {written}")

    def types(self, subject: Ref, *classes: str) -> None:
        """State the classes of a thing, given as prefixed names."""
        for name in classes:
            self._row.append(f"{subject} {term('rdf:type')} {term(name)}")

    def words(self, text: str) -> str:
        """Return a free text without the contacts that it held."""
        clean, count = withhold_contacts(text)
        self.withheld += count
        return " ".join(clean.split())

    def first(self, thing: str) -> bool:
        """Tell whether a thing, such as the commune of many rows, is still to be described."""
        if thing in self._described:
            return False
        self._described.add(thing)
        self._described_now.append(thing)
        return True

    def met(self, thing: str) -> bool:
        """Tell whether a thing is described already."""
        return thing in self._described

    def count(self, *key: str) -> int:
        """Return how many times a key was met, this one included."""
        self._counts[key] += 1
        return self._counts[key]

    def provenance(self, subject: Ref, place: str) -> None:
        """State which register says so, and where in it."""
        self._main = subject
        self._places.append(f"{subject} {term('dcterms:source')} {self.register}")
        self._places.append(f"{subject} {term('ea:locator')} {literal(place)}")

    # -- whole rows ----------------------------------------------------------------------

    def keep(self) -> None:
        """Accept the row under way."""
        row = self._row
        if self._main is not None:
            if self._described_now:  # communes and bodies that this row happens to be the first of
                stem = self._main[:-1]
                row = [said for said in row if said.startswith(stem)]
            self.recorder.add(self._main, "".join(row))
        for lines, tail in (
            (self._row, self._public), (self._places, self._public),
            (self._hidden, self._restricted),
        ):  # fmt: skip
            if lines:
                self._ready.append(tail.join(lines) + tail)
        self._forget()

    def _forget(self) -> None:
        self._row, self._hidden, self._places = [], [], []
        self._main = None
        self._described_now.clear()

    def discard(self) -> None:
        """Forget the row under way, and what it was the first to describe."""
        self._described.difference_update(self._described_now)
        self._forget()

    def drain(self) -> list[str]:
        """Return and forget the lines accepted so far."""
        done, self._ready = self._ready, []
        return done


def joined(lines: Iterable[str]) -> bytes:
    """Return lines as one block of UTF-8."""
    return "".join(lines).encode("utf-8", "replace")
