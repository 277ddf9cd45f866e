"""What a source says of something forgotten, found in its statements and left out of them.

Statements are lines of N-Quads, read again as often as it takes to follow what hangs on what: no
line is held, so that the largest register needs no more memory than what is found in it.

Of an actor go: all that is said of it, of its establishments and posts, its needs, participations
and claims about it, its part in alliances. An alliance stays while two parties are left in it. Of a
person go the person and the mandate; the post stays. Names are taken out of what others say
(:mod:`graph.rights.mask`), and IRIs made of them are replaced by opaque ones.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

import pyoxigraph as ox

import ontology
from graph.rights.forgotten import Forgotten
from graph.rights.mask import Mask

_LINE = re.compile(r'<([^>]*)> <([^>]*)> (?:<([^>]*)>|("(?:[^"\\]|\\.)*")([^ ]*)) (<[^>]*>) \.\n?')
_HAS_PARTY, _ACTOR, _MEMBER, _POST = map(
    ontology.iri, ("ea:hasParty", "ea:actor", "org:member", "ea:post")
)
_NAME, _LABEL, _OTHER = map(ontology.iri, ("foaf:name", "rdfs:label", "skos:altLabel"))
_NAMES = frozenset({_NAME, _LABEL, _OTHER})
_NUMBERS = frozenset(map(ontology.iri, ("ea:siren", "ea:rna")))
_LEADS = ontology.iri("dcterms:isReplacedBy")
#: Whose subject is about the object, and goes with it.
_ABOUT = frozenset(map(ontology.iri, (
    "ea:actor", "ea:neededBy", "ea:offeredBy", "ea:subject", "org:siteOf", "org:postIn",
    "org:organization", "org:member", "ea:post", "dcterms:isReplacedBy",
)))  # fmt: skip
#: Whose object is a part of the subject, whatever its IRI.
_OWNS = frozenset(map(ontology.iri, (
    "ea:hasParty", "ea:hasStageEvent", "ea:amount", "org:memberDuring", "time:hasBeginning",
    "time:hasEnd",
)))  # fmt: skip
_HELD = frozenset({"org", "geo", "post", "person", "site"})  # kinds whose own names stay
_ADDRESSES = frozenset(map(ontology.iri, ("foaf:page", "foaf:homepage")))


class Said(NamedTuple):
    """One statement: the object is an IRI, or else a literal as it is written and its type."""

    subject: str
    predicate: str
    iri: str | None
    literal: str | None
    type: str
    graph: str

    @property
    def text(self) -> str:
        """The value of the literal."""
        return _plain(self.literal or '""')


def said(line: str) -> Said | None:
    """Return the statement of a line; None where there is none that we write."""
    found = _LINE.fullmatch(line)
    return Said(found[1], found[2], found[3], found[4], found[5] or "", found[6]) if found else None


def _plain(literal: str) -> str:
    if "\\" not in literal:
        return literal[1:-1]
    quad = next(iter(ox.parse(f"<a:a> <a:a> {literal} .", format=ox.RdfFormat.N_TRIPLES)))
    return str(quad.object.value)


def _written(text: str) -> str:
    return str(ox.Literal(text))


@dataclass
class Screen:
    """Finds what is forgotten in one source, and gives its statements without it."""

    forgotten: Forgotten
    base: str
    is_workbook: bool = False
    gone: set[str] = field(default_factory=set)  # IRIs
    names: set[str] = field(default_factory=set)  # of what is forgotten, as the source writes them
    things: set[str] = field(default_factory=set)  # of the list of what is forgotten
    alliances: int = 0  # that go, as fewer than two parties are left
    masked: int = 0  # statements that named it
    dropped: int = 0  # statements about it
    _roots: set[str] = field(default_factory=set)
    _persons: dict[str, str] = field(default_factory=dict)  # person → name that is in the list
    _mandates: dict[str, str] = field(default_factory=dict)  # mandate → such a person
    _alliances: set[str] = field(default_factory=set)  # that lose a party
    _parties: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    _actors: dict[str, str] = field(default_factory=dict)  # party of such an alliance → actor
    _lone: set[str] = field(default_factory=set)  # persons of mandates that go
    _kept: set[str] = field(default_factory=set)  # those who hold another post

    # -- finding ---------------------------------------------------------------------------------

    def first(self, lines: Iterable[str]) -> None:
        """Look at every statement once."""
        for each in map(said, lines):
            if each is not None:
                self._look(each)

    def _look(self, each: Said) -> None:
        self._recognise(each.subject)
        if each.iri is not None:
            self._recognise(each.iri)
        elif each.predicate in _NUMBERS:
            if "/id/geo/" not in each.subject:
                self._root(each.subject, self.forgotten.number(each.text))
        elif each.predicate == _NAME:
            if self.forgotten.name(each.text):
                self._persons[each.subject] = each.text
        elif each.predicate == _LABEL and self.is_workbook and "/id/org/local/" in each.subject:
            self._root(each.subject, self.forgotten.name(each.text))

    def _recognise(self, iri: str) -> None:
        if iri.startswith(self.base) and iri not in self._roots:
            self._root(iri, self.forgotten.iri(iri))

    def _root(self, iri: str, thing: str) -> None:
        if thing:
            self._roots.add(iri)
            self.gone.add(iri)
            self.things.add(thing)

    @property
    def found(self) -> bool:
        """Whether anything needs to be followed."""
        return bool(self.gone or self._persons)

    def again(self, lines: Iterable[str]) -> bool:
        """Look once more for what hangs on what was found; tell whether there was any."""
        before = self._size()
        self._kept.clear()
        for each in map(said, lines):
            if each is not None:
                self._follow(each)
        if self._size() == before:  # all parties and mandates are known
            self._settle()
        return self._size() != before

    def _size(self) -> tuple[int, ...]:
        known = (self.gone, self._mandates, self._alliances, self._actors, self._lone, self.names)
        return tuple(map(len, known))

    def _follow(self, each: Said) -> None:
        subject, predicate, value = each[:3]
        if value is None:
            if predicate in _NAMES and subject in self._roots:
                self.names.add(each.text)
        elif self.is_gone(value) and predicate in _ABOUT:
            self._add(subject, because=value if predicate == _LEADS else "")
        elif predicate in _OWNS and self.is_gone(subject):
            self.gone.add(value)
        elif predicate == _HAS_PARTY:
            self._party(subject, value)
        elif predicate == _ACTOR and subject in self._actors:
            self._actors[subject] = value
        elif predicate == _MEMBER and value in self._lone:
            self._kept.add(value)
        if value is not None:
            self._person(subject, predicate, value)

    def _add(self, iri: str, because: str) -> None:
        """Let a thing go; a former key of something forgotten has its names too."""
        self.gone.add(iri)
        if because in self._roots:
            self._roots.add(iri)

    def _party(self, alliance: str, party: str) -> None:
        """Note the parties of an alliance that loses one."""
        if self.is_gone(party):
            self._alliances.add(alliance)
        elif alliance in self._alliances:
            self._parties[alliance].add(party)
            self._actors.setdefault(party, party)

    def _person(self, subject: str, predicate: str, value: str) -> None:
        """Follow who holds which post, under a name that is in the list."""
        if predicate == _MEMBER:
            if value in self._persons:
                self._mandates[subject] = value
            if self.is_gone(subject):
                self._lone.add(value)
        elif predicate == _POST and subject in self._mandates:
            person = self._mandates[subject]
            self._root(person, self.forgotten.holder(self._persons[person], value))
            if person in self._roots:
                self.names.add(self._persons[person])

    def _settle(self) -> None:
        """Let alliances go of which fewer than two parties are left, and persons without a post."""
        for alliance in self._alliances - self.gone:
            left = {self._actors[party] for party in self._parties[alliance] - self.gone}
            if len(left) < 2:
                self.gone.add(alliance)
                self.alliances += 1
        self.gone |= self._lone - self._kept

    def is_gone(self, iri: str) -> bool:
        """Tell whether a thing goes, or what it is a part of."""
        if iri in self.gone:
            return True
        path = iri.removeprefix(self.base)
        if path is iri or path.count("/") < 4:
            return False
        return self.is_gone(iri.rpartition("/")[0])

    # -- leaving out -----------------------------------------------------------------------------

    def cleaned(self, lines: Iterable[str], mask: Mask) -> Iterator[str]:
        """Yield the statements without what goes, and without the names in what stays."""
        for line in lines:
            each = said(line)
            if each is None:
                yield line
            elif not self._goes(each, mask):
                after = self._without_names(each, mask) if mask else line
                self.masked += after != line
                yield after
            else:
                self.dropped += 1

    def _goes(self, each: Said, mask: Mask) -> bool:
        if self.is_gone(each.subject):
            return True
        if each.iri is None:
            return False
        return self.is_gone(each.iri) or (
            each.predicate in _ADDRESSES and mask.is_in_address(each.iri)
        )

    def _without_names(self, each: Said, mask: Mask) -> str:
        subject, predicate, iri, literal, kind, graph = each
        if iri is None:
            own = predicate in _NAMES and self._kind(subject) in _HELD
            value = literal or ""
            if not own and not kind.startswith("^^") and (text := each.text):
                clean = mask.text(text)
                value = value if clean == text else _written(clean)
            value += kind
        else:
            value = f"<{self._renamed(iri, mask)}>"
        return f"<{self._renamed(subject, mask)}> <{predicate}> {value} {graph} .\n"

    def _kind(self, iri: str) -> str:
        path = iri.removeprefix(self.base)
        return path.split("/", 2)[1] if path.startswith("id/") else ""

    def _renamed(self, iri: str, mask: Mask) -> str:
        """Return an IRI; of one that is made of a name, another that says nothing."""
        if not iri.startswith(f"{self.base}id/"):
            return iri
        kind, scheme, key, *steps = [*iri.removeprefix(f"{self.base}id/").split("/"), "", ""]
        if kind in _HELD or not mask.is_in_key(key):
            return iri
        opaque = self.forgotten.opaque(f"{kind}/{scheme}/{key}")
        return "/".join((f"{self.base}id/{kind}/{scheme}/{opaque}", *filter(None, steps)))
