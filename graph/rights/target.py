"""Whom the words of a request to forget mean: an actor, a person, a number, or words in texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

import pyoxigraph as ox

import ontology
from graph import decisions, layers
from graph.disjoint import Disjoint
from graph.errors import Misuse, NotFound
from graph.identifiers import parse_rna, parse_siren
from graph.resolve import Ambiguous, find
from graph.rights import keys, past
from graph.rights.forgotten import Line
from graph.rights.mask import Mask
from graph.rights.past import Past
from graph.store import LocalStore
from ontology.text import Text, fold

if TYPE_CHECKING:
    from graph.workspace import Workspace

_ACTOR = Text("acteur", "actor")
_PERSON = Text("personne, titulaire de : {posts}", "person, holder of: {posts}")
_NUMBER = Text("numéro que rien ne porte ici", "number that nothing has here")
_WORDS = Text("mots de textes libres", "words of free texts")


@dataclass(frozen=True)
class Target:
    """What is to be forgotten, and all that it is recognised by."""

    what: Text
    name: str  # to be shown before, never kept
    iris: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    holders: tuple[tuple[str, str], ...] = ()  # name and post

    def lines(self, made: keys.Keys, reason: str, day: str) -> list[Line]:
        """Return the digests that a workspace keeps of it."""
        found = {made.iri(iri) for iri in self.iris}
        found |= {(keys.NUMBER, made.number(number)) for number in self.numbers}
        found |= {(keys.HOLDER, made.holder(name, post)) for name, post in self.holders}
        found |= {(keys.NAME, made.name(name)) for name in keys.distinct(self.names)}
        thing = sha256("".join(sorted(digest for _, digest in found)).encode()).hexdigest()[:12]
        found.add((keys.KEY, made.digest(keys.KEY, thing)))
        return [Line(thing, of, digest, reason, day) for of, digest in found]

    @property
    def needles(self) -> tuple[str, ...]:
        """The names and numbers that a file may still hold."""
        return (*keys.distinct(self.names), *self.numbers)


def target(workspace: Workspace, store: LocalStore | None, words: str) -> Target:
    """Return what the words of a request mean; raises NotFound when nothing, or several things."""
    words = bare(words)
    number = official(words)
    people = _People(store, Past() if number else past.people(workspace, words))
    if chosen := people.called(words):
        _require_alone(store, words)
        return people.target(chosen)
    if store is not None:
        meant = number or words  # a number is looked for as it is written in the store
        try:
            return _actor(workspace, store, find(store, facts(store), "ea:Stakeholder", meant))
        except Ambiguous:
            raise
        except NotFound:
            if number is None and not is_mentioned(store, words):
                raise
    if number is not None:
        return Target(_NUMBER, number, numbers=(number,))
    if store is None:
        raise _nothing(words)
    return Target(_WORDS, words, names=(words,))


def bare(words: str) -> str:
    """Return words without spaces around them; an IRI also without its angle brackets.

    >>> bare(" <https://e.test/id/org/local/a> "), bare("La Fabrique ")
    ('https://e.test/id/org/local/a', 'La Fabrique')
    """
    plain = words.strip()
    inside = plain.removeprefix("<").removesuffix(">")
    return inside.strip() if plain.startswith("<") and plain.endswith(">") else plain


def official(words: str) -> str | None:
    """Return the number that words are: a SIREN, that of a SIRET, or one of the RNA."""
    plain = "".join(words.split())
    for parse in (parse_siren, parse_rna):
        try:
            return parse(plain[:9] if len(plain) == 14 and plain.isdecimal() else plain)
        except ValueError:
            continue
    return None


def _nothing(words: str) -> NotFound:
    return NotFound("Rien ne s'appelle « {words} » ici.", "Nothing is called '{words}' here.",
                    words=words)  # fmt: skip


def facts(store: LocalStore) -> list[str]:
    """Return the graphs of what sources say, those that never leave among them."""
    return [graph for graph in store.graphs() if layers.layer_of(graph) in layers.FACTS]


def _require_alone(store: LocalStore | None, words: str) -> None:
    """Refuse words that name an actor as well as a person."""
    if store is None:
        return
    try:
        iri = find(store, facts(store), "ea:Stakeholder", words)
    except NotFound:
        return
    raise Ambiguous(
        "« {words} » est une personne et un acteur : donnez l'IRI ({iri} est l'acteur).",
        "'{words}' is a person and an actor: give the IRI ({iri} is the actor).",
        words=words, iri=iri,
    )  # fmt: skip


def is_mentioned(store: LocalStore, words: str) -> bool:
    """Tell whether a free text of the store holds some words."""
    mask = Mask([words])
    graphs = {ox.NamedNode(graph) for graph in facts(store)}
    texts = (
        quad.object.value
        for graph in graphs
        for quad in store.engine.quads_for_pattern(None, None, None, graph)
        if isinstance(quad.object, ox.Literal)
    )
    return bool(fold(words)) and any(mask.text(text) != text for text in texts)


# -- actors --------------------------------------------------------------------------------------


def _actor(workspace: Workspace, store: LocalStore, iri: str) -> Target:
    if ontology.iri("ea:PublicPost") in _values(store, iri, ("rdf:type",)):
        raise Misuse(
            "« {iri} » est un poste, pas une personne : donnez le nom de son titulaire.",
            "'{iri}' is a post, not a person: give the name of who holds it.",
            iri=_first(store, iri, ("rdfs:label",)) or iri,
        )
    iris = group(workspace, store, iri)
    numbers = {n for one in iris for n in _values(store, one, ("ea:siren", "ea:rna"))}
    numbers |= {number for one in iris if (number := _numbered(one))}
    names = [n for one in iris for n in _values(store, one, ("rdfs:label", "skos:altLabel"))]
    names += list(_also_called(workspace, iris))
    name = _first(store, iri, ("rdfs:label",)) or iri
    return Target(_ACTOR, name, tuple(iris), tuple(sorted(numbers)), tuple(keys.distinct(names)))


def group(workspace: Workspace, store: LocalStore, iri: str) -> list[str]:
    """Return every IRI that means an actor: replaced ones, and those decided to be the same."""
    sets = Disjoint()
    leads = store.engine.quads_for_pattern(None, ontology.node("dcterms:isReplacedBy"), None, None)
    for quad in leads:
        sets.unite(_value(quad.subject), _value(quad.object))
    for a, b in decisions.pairs(workspace.path, decisions.SAME):
        sets.unite(a, b)
    root = sets.find(iri)
    return next(([*members] for members in sets.all() if sets.find(members[0]) == root), [iri])


def _also_called(workspace: Workspace, iris: Sequence[str]) -> Iterator[str]:
    """Yield the names that decisions keep of an actor."""
    for verdict in decisions.read(workspace.path):
        for iri, name in zip(verdict.pair, verdict.names, strict=True):
            if iri in iris:
                yield name


def _numbered(iri: str) -> str | None:
    kind, number = iri.rsplit("/", 2)[1:] if iri.count("/") > 2 else ("", "")
    return number if kind in {"siren", "rna"} else None


def _values(store: LocalStore, iri: str, names: Iterable[str]) -> list[str]:
    return sorted({
        _value(quad.object)
        for name in names
        for quad in store.engine.quads_for_pattern(
            ox.NamedNode(iri), ontology.node(name), None, None)
    })  # fmt: skip


def _first(store: LocalStore, iri: str, names: Sequence[str]) -> str:
    return next(iter(_values(store, iri, names)), "")


def _value(term: object) -> str:
    return str(getattr(term, "value", ""))


# -- persons -------------------------------------------------------------------------------------


class _People:
    """The persons of a store, by name, and the posts that they hold; so those of kept sources."""

    def __init__(self, store: LocalStore | None, kept: Past) -> None:
        self._store, self._kept = store, kept
        self.names = dict(kept.names)
        if store is not None:
            quads = store.engine.quads_for_pattern(None, ontology.node("foaf:name"), None, None)
            self.names |= {_value(quad.subject): _value(quad.object) for quad in quads}

    def called(self, words: str) -> list[str]:
        """Return the person of an IRI, or those of a name, whatever the order of its words."""
        if words in self.names:
            return [words]
        wanted = keys.normal(words)
        if not wanted:
            return []
        return sorted(iri for iri, name in self.names.items() if keys.normal(name) == wanted)

    def target(self, people: Sequence[str]) -> Target:
        """Return all persons of one name as what is to be forgotten."""
        holders = {(self.names[iri], post) for iri in people for post in self._posts(iri)}
        titles = sorted({self._title(post) for _, post in holders})
        names = tuple(keys.distinct(self.names[iri] for iri in people))
        what = _PERSON.fill(posts=", ".join(titles) or "—")
        return Target(what, names[0], tuple(people), (), names, tuple(sorted(holders)))

    def _title(self, post: str) -> str:
        """Return what a post is called, under whichever of its IRIs."""
        if self._store is None:
            return post
        now = _first(self._store, post, ("dcterms:isReplacedBy",)) or post
        return _first(self._store, now, ("rdfs:label",)) or post

    def _posts(self, person: str) -> Iterator[str]:
        """Yield the posts of a person, under each of their IRIs."""
        yield from self._kept.posts.get(person, ())
        if self._store is None:
            return
        engine, member = self._store.engine, ontology.node("org:member")
        leads, post = ontology.node("dcterms:isReplacedBy"), ontology.node("ea:post")
        for held in engine.quads_for_pattern(None, member, ox.NamedNode(person), None):
            for quad in engine.quads_for_pattern(held.subject, post, None, None):
                yield _value(quad.object)
                for old in engine.quads_for_pattern(None, leads, quad.object, None):
                    yield _value(old.subject)
