"""What must be known of a whole RDF file before any of its statements passes the door.

RDF has no rows: who is a person, who holds a mandate and what may not be shown is said anywhere in
the file, often after the statements that it decides of. So a file is read twice.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

import ontology

if TYPE_CHECKING:
    import pyoxigraph as ox

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
TYPE, REIFIES = f"{RDF}type", f"{RDF}reifies"
_FOAF, _SCHEMA = "http://xmlns.com/foaf/0.1/", "https://schema.org/"
_OWL, _RDFS = "http://www.w3.org/2002/07/owl#", "http://www.w3.org/2000/01/rdf-schema#"
NAME = f"{_FOAF}name"
PERSONS = frozenset({
    "http://www.w3.org/ns/person#Person", f"{_FOAF}Person", f"{_SCHEMA}Person",
    "http://www.w3.org/ns/prov#Person", "http://www.w3.org/2006/vcard/ns#Individual",
    "http://www.w3.org/2000/10/swap/pim/contact#Person", "http://dbpedia.org/ontology/Person",
    "http://www.wikidata.org/entity/Q5", "http://virtual-assembly.org/ontologies/pair#Person",
})  # fmt: skip
#: Only a person has these, whatever type is given or left out.
_PERSONAL = frozenset({
    *(_FOAF + name for name in (
        "firstName", "lastName", "givenName", "familyName", "givenname", "family_name", "surname",
        "birthday", "knows", "title", "gender",
    )),
    *(_SCHEMA + name for name in (
        "givenName", "familyName", "additionalName", "birthDate", "birthPlace", "jobTitle",
        "gender", "nationality", "honorificPrefix",
    )),
    "http://www.w3.org/ns/org#holds", "http://www.w3.org/ns/person#birthName",
    "http://www.w3.org/ns/person#patronymicName",
})  # fmt: skip
_HELD_BY = "http://www.w3.org/ns/org#heldBy"  # a post, by somebody
_AGENTS = frozenset({
    f"{_FOAF}Agent", "http://www.w3.org/ns/prov#Agent", "http://purl.org/dc/terms/Agent",
    f"{_SCHEMA}Thing", f"{_OWL}Thing", f"{_OWL}NamedIndividual",
})  # fmt: skip
_VOCABULARY = frozenset({
    f"{_OWL}Class", f"{_RDFS}Class", f"{_RDFS}Datatype", f"{RDF}Property", f"{_OWL}ObjectProperty",
    f"{_OWL}DatatypeProperty", f"{_OWL}AnnotationProperty",
    "http://www.w3.org/ns/shacl#NodeShape", "http://www.w3.org/ns/shacl#PropertyShape",
    "http://www.w3.org/2004/02/skos/core#ConceptScheme",
})  # fmt: skip
_ANONYMOUS = re.compile(r"[a-f][0-9a-f]{15,31}")  # what the parser calls a node without a label


class Keys:
    """Names the terms of one pass: an IRI by itself, a blank node by its label or its order."""

    def __init__(self) -> None:
        import pyoxigraph as ox

        self._iri, self._node = ox.NamedNode, ox.BlankNode
        self._nodes: dict[str, str] = {}

    def __call__(self, term: object) -> str:
        """Return the key of an IRI or a blank node; "" for anything else."""
        if isinstance(term, self._iri):
            return normal(term.value)
        if not isinstance(term, self._node):
            return ""
        label = term.value
        if label not in self._nodes:
            named = not _ANONYMOUS.fullmatch(label)
            self._nodes[label] = f"_:l-{label}" if named else f"_:n{len(self._nodes)}"
        return self._nodes[label]


def _is_no_person(kind: str) -> bool:
    """Tell whether a class tells that its members are no persons; an agent may be one."""
    if kind in PERSONS or kind in _AGENTS:
        return False
    return kind.startswith((_FOAF, _SCHEMA)) or known(kind) is not None


def known(iri: str) -> str | None:
    """Return the prefixed name of a term of our ontology, or None."""
    try:
        return ontology.curie(iri)
    except ontology.UnknownTermError:
        return None


def normal(iri: str) -> str:
    """Return an IRI with schema.org in the form that we use: the W3C files write http."""
    if iri.startswith("http://schema.org/"):
        return f"{_SCHEMA}{iri[18:]}"
    return iri


@cache
def _ours() -> dict[str, str]:
    """Return the terms looked for by what is done with them."""
    derived = dict.fromkeys(("ea:PotentialAlliance", "ea:Reason", "ea:CatalystScore"), "derived")
    names = {"ea:Mandate": "mandate", "org:member": "member", "ea:hasParty": "party", **derived}
    return {ontology.iri(name): role for name, role in names.items()}


@cache
def _things() -> frozenset[str]:
    names = (
        "org:Organization", "org:FormalOrganization", "org:OrganizationalUnit", "igeo:Commune",
        "rov:RegisteredOrganization", "m8g:PublicOrganisation", "igeo:Intercommunalite",
        "igeo:Departement", "igeo:Region",
    )  # fmt: skip
    return frozenset(map(ontology.iri, names))


#: What shows a thing hidden: the subject falls with the object, or the object with the subject.
_SUBJECT_FALLS = ("ea:post", "org:postIn", "ea:actor", "ea:neededBy", "ea:offeredBy", "ea:subject")
_OBJECT_FALLS = ("ea:hasParty", "ea:hasStageEvent", "ea:amount", "org:memberDuring",
                 "time:hasBeginning", "time:hasEnd", "org:member")  # fmt: skip


@dataclass
class Survey:
    """What a first reading found."""

    count: int = 0
    words: int = 0  # classes, properties, shapes and schemes declared
    things: bool = False  # whether there are actors, territories or alliances
    graphs: set[str] = field(default_factory=set)
    people: dict[str, int] = field(default_factory=dict)  # each with its order
    holders: set[str] = field(default_factory=set)
    named: set[str] = field(default_factory=set)  # what has a foaf:name
    mandates: set[str] = field(default_factory=set)
    derived: set[str] = field(default_factory=set)
    quoting: set[str] = field(default_factory=set)  # nodes that speak of a statement
    hidden: set[str] = field(default_factory=set)
    never: set[str] = field(default_factory=set)
    _told: set[str] = field(default_factory=set)  # what has a type that no person has
    _members: list[tuple[str, str]] = field(default_factory=list)
    _falls: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    _parties: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    @property
    def is_vocabulary(self) -> bool:
        """Tell whether the file defines words and speaks of nothing."""
        return self.words > 0 and not self.things

    def note(self, quads: Iterable[ox.Quad]) -> Survey:
        """Read the statements once."""
        import pyoxigraph as ox

        key, disclosure, levels = Keys(), ontology.iri("ea:disclosure"), _levels()
        falls = {ontology.iri(name): True for name in _SUBJECT_FALLS}
        falls |= {ontology.iri(name): False for name in _OBJECT_FALLS}
        for quad in quads:
            self.count += 1
            subject, said = key(quad.subject), normal(quad.predicate.value)
            value = key(quad.object)
            if quad.graph_name.__class__ is not ox.DefaultGraph:
                self.graphs.add(str(quad.graph_name))
            if said == TYPE:
                self._type(subject, value)
            elif said == NAME:
                self.named.add(subject)
            elif said in _PERSONAL:
                self._person(subject)
            elif said == _HELD_BY and value:
                self._person(value)
            elif said == REIFIES:
                self.quoting.add(subject)
            elif (falling := falls.get(said)) is not None:
                self._fall(subject, value, falling, _ours().get(said))
            elif said == disclosure and value in levels:
                getattr(self, levels[value]).add(subject)
        self._conclude()
        return self

    def _type(self, subject: str, kind: str) -> None:
        if _is_no_person(kind):
            self._told.add(subject)
        role = _ours().get(kind)
        if kind in PERSONS:
            self._person(subject)
        elif role == "mandate":
            self.mandates.add(subject)
        elif role == "derived":
            self.derived.add(subject)
        elif kind in _VOCABULARY:
            self.words += 1
        if kind in _things() or kind.startswith(f"{ontology.BASE}def#"):
            self.things = True

    def _person(self, subject: str) -> None:
        self.people.setdefault(subject, len(self.people))

    def _fall(self, subject: str, value: str, falling: bool, role: str | None) -> None:
        if falling:
            self._falls[value].append(subject)
        else:
            self._falls[subject].append(value)
        if role == "member":
            self._members.append((subject, value))
        elif role == "party":
            self._parties[subject].append(value)

    def _conclude(self) -> None:
        for mandate, holder in self._members:
            if mandate in self.mandates and holder:
                self._person(holder)
                self.holders.add(holder)
        for subject in sorted(self.named - self._told):  # it may be anybody
            self._person(subject)
        for level in (self.hidden, self.never):
            self._spread(level)

    def _spread(self, level: set[str]) -> None:
        """Add what would show a hidden thing, and alliances left with fewer than two parties."""
        while level:
            before = len(level)
            waiting = list(level)
            while waiting:
                fallen = [one for one in self._falls.get(waiting.pop(), ()) if one not in level]
                level.update(fallen)
                waiting += fallen
            for alliance, parties in self._parties.items():
                if any(p in level for p in parties) and sum(p not in level for p in parties) < 2:
                    level.add(alliance)
            if len(level) == before:
                return


@cache
def _levels() -> dict[str, str]:
    """Return where a subject goes by the disclosure that is stated of it."""
    scheme = ontology.concepts("disclosure")
    where = {"professionnel": "hidden", "restreint": "hidden", "jamais": "never"}
    return {scheme[slug].iri: level for slug, level in where.items()}
