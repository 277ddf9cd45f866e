"""What a workspace holds that should not be there, or should not leave: findings in plain words.

Four things are looked at: whether the data are coherent, whether what leaves keeps the rules of
publication, whether files made before hold what stays, and where a name that stays is told in a
text that leaves. What is said never repeats a value that stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

import ontology
from graph import layers
from graph.errors import BadInput
from graph.publication.departure import Departure, Found, kind, label_of, place
from graph.publication.files import Block, blocks
from graph.publication.findings import Finding, Sort
from graph.publication.gate import Gate
from graph.publication.origins import Places
from graph.publication.produced import is_internal, produced
from graph.publication.search import Phrases, phrases_of
from graph.publication.secrets import in_public
from graph.publication.shapes import CHECKED_UP_TO, broken
from graph.publication.told import actors_told, persons_told
from graph.publication.words import words
from graph.rights import acted, past
from graph.shacl.rules import read
from graph.sources.persons import names_someone
from graph.sources.report import short
from graph.validate import Findings, validate
from ontology.text import Text, same

if TYPE_CHECKING:
    from graph.kept import Entry
    from graph.store import LocalStore
    from graph.workspace import Workspace

_MOST = 200  # finds told of one file
_MOST_MEMBERS = 3  # that stay closed, named of one archive
_SHAPES = "<https://w3id.org/envies-alliances/shapes/publication#{}>"
_WHOLE = ontology.prefixes()["ea"].rstrip("#")  # the focus of rules about everything
_SORTS = {
    Sort.CONTACT: ("no-contact", "no-contact-in-text"),
    Sort.PERSON: ("person-closed", "person-current-mandate", "no-person-in-network"),
}


@dataclass(frozen=True)
class Check:
    """The check of a workspace on the day that an edition would describe."""

    workspace: Workspace
    store: LocalStore
    departure: Departure
    entries: list[Entry]

    def findings(self) -> Iterator[Finding]:
        """Yield everything that is found, sort by sort."""
        yield from self.waiting()
        yield from self.coherence()
        yield from self.publication()
        yield from self.told_names()
        yield from self.actors()
        for path in produced(self.workspace.path, self.entries, self._is_internal):
            yield from self.file(path, path.relative_to(self.workspace.path).as_posix())
        yield from self.kept_back()

    @property
    def gate(self) -> Gate:
        """What tells the statements that may leave from those that stay."""
        return self.departure.gate

    @property
    def places(self) -> Places:
        """What tells where a thing stands in the sources."""
        return Places(self.store, {entry.source: entry.file for entry in self.entries})

    def waiting(self) -> Iterator[Finding]:
        """Yield the requests that the store does not act on yet."""
        for name in acted.waiting(self.workspace.path, self.store.folder):
            what = Text("Des lignes ont changé depuis que la base a été faite.",
                        "Lines have changed since the store was made.")  # fmt: skip
            yield Finding(Sort.WAITING, what, same(f"decisions/{name}"))
        for name, lost in acted.gone(self.workspace.path).items():
            what = Text("Des demandes sont perdues.", "Requests are lost.")
            yield Finding(Sort.LOST, what, same(f"decisions/{name}"), len(lost))

    def coherence(self) -> Iterator[Finding]:
        """Yield where the facts, public and restricted, break the shapes of data."""
        facts = [g for g in self.store.graphs() if layers.layer_of(g) in layers.FACTS]
        found = validate(self.store.engine, facts, "data", sample=CHECKED_UP_TO)
        yield from self._shapes(found, Sort.COHERENCE)

    def publication(self) -> Iterator[Finding]:
        """Yield where what leaves breaks the shapes of publication."""
        yield from self._shapes(broken(self.gate), Sort.PUBLICATION)

    def _shapes(self, found: Findings, sort: Sort) -> Iterator[Finding]:
        special = _special() if sort is Sort.PUBLICATION else {}
        for one in found:
            thing = one.value if one.focus == _WHOLE else one.focus
            yield Finding(special.get(one.message, sort), one.message, self.places.of(thing))
        if found.checked < found.total:
            yield Finding(
                Sort.SAMPLE,
                Text("{n} choses vérifiées sur {m}", "{n} things verified of {m}").fill(
                    n=found.checked, m=found.total
                ),
                sort.title,
            )

    def told_names(self) -> Iterator[Finding]:
        """Yield the texts that leave and tell a person or an actor that stays."""
        for subject, name in persons_told(self.gate, self.departure.secrets):
            what = Text(
                "Un texte public nomme une personne dont le nom ne sort pas ailleurs ({property}).",
                "A public text names a person whose name does not leave elsewhere ({property}).",
            ).fill(property=label_of(name))
            yield Finding(Sort.NAME, what, self.places.of(subject))
        for subject, name in actors_told(self.gate, self.departure.secrets):
            what = Text(
                "Un texte public désigne un acteur qui est restreint ({property}).",
                "A public text tells of an actor that is restricted ({property}).",
            ).fill(property=label_of(name))
            yield Finding(Sort.RESTRICTED, what, self.places.of(subject))

    def actors(self) -> Iterator[Finding]:
        """Yield the public actors whose name reads as a person's."""
        graphs = layers.graphs(self.store, "asserted")
        for row in self.store.select(_ACTORS, graphs=graphs).rows if graphs else ():
            actor, name, siren, rna = (str(getattr(term, "value", "")) for term in row)
            if names_someone(name, siren=siren, rna=rna):
                yield Finding(Sort.ACTOR, same(short(name)), self.places.of(actor))

    def file(self, path: Path, name: str, *, is_asked: bool = False) -> Iterator[Finding]:
        """Yield what stands in a file and may not leave; of one asked for, also if internal."""
        found: list[Found] = []
        closed: list[str] = []
        text = chain([Block("", 1, path.name)], blocks(path, closed))
        try:
            found += islice(self.departure.finds(text), _MOST)
            internal = bool(found) and self._is_internal(path)
        except (BadInput, OSError):
            internal, closed = False, [path.name]
        if is_asked and not closed:
            yield from self._long_gone(path, name)
        if closed:
            yield Finding(Sort.UNREAD, _UNREAD, same(_named(name, path, closed)))
        if internal:
            yield Finding(
                Sort.INTERNAL,
                Text("Ce fichier est une édition interne.", "This file is an internal edition."),
                same(name),
            )
            if not is_asked:
                return
        yield from (self._find(one, name) for one in found)

    @cached_property
    def _is_internal(self) -> Callable[[Path], bool]:
        """What tells whether a file is an internal edition; each is read for it once."""
        return cache(is_internal)

    @cached_property
    def _past(self) -> Phrases:
        """Names of holders of old mandates, which the kept sources alone tell, and no public text.

        Those that may leave today, of a namesake or in the name of a street, are left out.
        """
        names = map(words, past.left(self.workspace, self.store).values())
        known = Phrases(phrase for name in names if len(name) > 1 for phrase in phrases_of(name))
        told = set(in_public(self.gate, known)) if known else set()
        return Phrases(phrase for phrase in known if phrase not in told)

    def _long_gone(self, path: Path, name: str) -> Iterator[Finding]:
        """Yield that a file names who held a post too long ago to be in the store."""
        if not self._past:
            return
        text = chain([Block("", 1, path.name)], blocks(path))
        if n := len({phrase for hits in self._past.through(text) for phrase in hits.phrases}):
            yield Finding(Sort.FILE, _LONG_GONE, same(name), n)

    def _find(self, found: Found, name: str) -> Finding:
        where = Text("{file}, {place}", "{file}, {place}").fill(file=name, place=place(found))
        source = self.places.of(found.origin.subject[1:-1].decode())
        what = Text("{kind} — tiré de : {source}", "{kind} — from: {source}").fill(
            kind=kind(found.origin), source=source
        )
        return Finding(Sort.FILE, what, where)

    def kept_back(self) -> Iterator[Finding]:
        """Yield what is only told: levels of disclosure, persons who stay, what is not sought."""
        for level, n in _levels(self.store):
            yield Finding(Sort.DISCLOSURE, level, same(""), n)
        people = self.gate.persons
        stay = sum(not named for named in people.values())
        if people:
            told = Text("leur nom sort (mandat en cours)", "their name leaves (current mandate)")
            yield Finding(Sort.KNOWN, told, same(""), len(people) - stay)
            kept = Text(
                "leur nom reste (pas de mandat en cours)", "their name stays (no current mandate)"
            )
            yield Finding(Sort.KNOWN, kept, same(""), stay)
        secrets = self.departure.secrets
        sought = Text("textes et identifiants cherchés dans les fichiers",
                      "texts and identifiers looked for in files")  # fmt: skip
        yield Finding(Sort.SOUGHT, sought, same(""), len(secrets.origins))
        common = Text("trop courts ou trop courants pour l'être : la base seule les retient",
                      "too short or too common for that: the store alone keeps them")  # fmt: skip
        yield Finding(Sort.SOUGHT, common, same(""), secrets.common)


_LONG_GONE = Text(
    "le nom d'une personne dont le mandat est fini depuis longtemps (mandates_kept)",
    "the name of a person whose mandate ended long ago (mandates_kept)",
)


def _special() -> dict[Text, Sort]:
    """Return message → sort, for the shapes that have one of their own."""
    rules = read("publication")
    return {
        rules.message(_SHAPES.format(name)): sort for sort, names in _SORTS.items()
        for name in names
    }  # fmt: skip


_ACTORS = """SELECT DISTINCT ?actor ?name ?siren ?rna WHERE {
  ?actor a ea:Actor ; rdfs:label ?name
  FILTER(REGEX(?name, "^\\\\s*(m|d|ma[iî]tre)", "i"))
  OPTIONAL { ?actor ea:siren ?siren } OPTIONAL { ?actor ea:rna ?rna }
} ORDER BY ?name ?actor"""


_UNREAD = Text("Ce fichier n'a pas pu être lu : regardez-le vous-même.",
               "This file could not be read: look at it yourself.")  # fmt: skip


def _named(name: str, path: Path, closed: list[str]) -> str:
    """Return the name of a file, and which of its members stay closed."""
    members = [one for one in closed if one != path.name]
    more = ", …" if len(members) > _MOST_MEMBERS else ""
    return f"{name} ({', '.join(members[:_MOST_MEMBERS])}{more})" if members else name


_LEVELS = """SELECT ?level (COUNT(DISTINCT ?thing) AS ?n)
WHERE { ?thing ea:disclosure ?level } GROUP BY ?level ORDER BY ?level"""


def _levels(store: LocalStore) -> Iterable[tuple[Text, int]]:
    """Return each level of disclosure with how many things have it."""
    facts = [graph for graph in store.graphs() if layers.layer_of(graph) in layers.FACTS]
    for level, n in store.select(_LEVELS, graphs=facts).rows if facts else ():
        yield label_of(str(getattr(level, "value", ""))), int(getattr(n, "value", 0))
