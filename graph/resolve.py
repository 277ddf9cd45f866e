"""From the words a user types to the thing meant: by name, identifier or IRI."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pyoxigraph import NamedNode

import ontology
import queries
from graph import layers
from graph.errors import NotFound
from graph.near import near
from graph.store import Store
from ontology.text import Text, fold

_ONE = {
    "ea:Stakeholder": Text("Aucun acteur ne s'appelle", "No actor is called"),
    "ea:Territory": Text("Aucun territoire ne s'appelle", "No territory is called"),
}
_SEVERAL = {
    "ea:Stakeholder": Text("acteurs", "actors"),
    "ea:Territory": Text("territoires", "territories"),
}
_SHOWN = 15
_TELLING = 3  # letters of a word from which it tells one name from another


@dataclass
class Named:
    """A thing, its name as written, and every folded word that stands for it."""

    iri: str
    name: str = ""
    words: set[str] = field(default_factory=set)

    @property
    def key(self) -> str:
        """The last step of the IRI: the identifier of a workbook, or a register's number."""
        return self.iri.rpartition("/")[2]

    @property
    def full_key(self) -> str:
        """The last two steps: what kind of identifier it is, and the identifier."""
        return ":".join(self.iri.rsplit("/", 2)[1:])


class Ambiguous(NotFound):
    """Several things fit the words."""


def find(store: Store, graphs: Sequence[str], kind: str, words: str) -> str:
    """Return the IRI of the thing of a class (as a prefixed name) that the words name.

    Accents and case do not matter. A whole name, identifier or IRI comes before a part of a
    name; raises NotFound when nothing fits, with the nearest names, or when several things
    do, with a list that tells them apart.
    """
    try:
        return choose(_things(store, graphs, kind), kind, words)
    except NotFound:
        if fold(words) in _restricted(store, kind):
            raise NotFound(
                "« {words} » est restreint (colonne « diffusion », ou alliances optout) : il "
                "n'entre ni dans les réponses, ni dans les propositions, ni sur les cartes.",
                "'{words}' is restricted (column 'disclosure', or alliances optout): it enters no "
                "answer, no suggestion and no map.",
                words=words,
            ) from None
        if now := _renamed(store, graphs, words):
            raise NotFound(
                "« {words} » a été rectifié (alliances rectify) : le nom est maintenant « {now} ».",
                "'{words}' was put right (alliances rectify): the name is '{now}' now.",
                words=words,
                now=now,
            ) from None
        if kind == "ea:Territory" and _is_built_in(words):
            raise NotFound(*_BUILT_IN.fill(words=words)) from None
        raise


_BUILT_IN = Text(
    "« {words} » est connu de « alliances load --territory », qui garde ses communes ; la base n'a "
    "pas ce territoire, et ne peut rien trier par lui. Pour qu'elle l'ait : une ligne de la "
    "feuille « territoires » de votre classeur, avec les codes de ses communes (séparés par |) "
    "dans la colonne « couvre », puis alliances load.",
    "'{words}' is known to 'alliances load --territory', which keeps its communes; the store does "
    "not have this territory, and cannot filter by it. To have it there: a row of the sheet of "
    "territories of your workbook, with the codes of its communes (separated by |) in the column "
    "'covers', then alliances load.",
)


def _is_built_in(words: str) -> bool:
    """Tell whether words name a territory that a load knows of from the start."""
    from graph.sources.places import known_places

    wanted = fold(words)
    return any(wanted in place.words for place in known_places("", None, []).named.values())


def _renamed(store: Store, graphs: Sequence[str], words: str) -> str:
    """Return the name now of what had a name before it was rectified; "" where nothing had."""
    rows = store.select(queries.internal("former"), graphs=graphs).rows
    for row in rows:
        before, now = (str(getattr(term, "value", "")) for term in row[:2])
        if fold(words) == fold(before):
            return now
    return ""


def _restricted(store: Store, kind: str) -> set[str]:
    """Return the folded names of what may not be shown, to say why it is not found."""
    graphs = [g for g in store.graphs() if layers.layer_of(g) == "restricted"]
    things = _things(store, graphs, kind).values() if graphs else ()
    return {word for thing in things for word in thing.words}


def choose(things: Mapping[str, Named], kind: str, words: str) -> str:
    """Return which of some things the words name, as :func:`find` does."""
    if words in things:
        return words
    wanted = fold(words)
    fits: tuple[Callable[[Named], bool], ...] = (
        lambda thing: wanted in thing.words,
        lambda thing: wanted == fold(thing.full_key),
        lambda thing: wanted == fold(thing.key),
        lambda thing: any(f" {wanted} " in f" {word} " for word in thing.words),
        lambda thing: any(wanted in word for word in thing.words),
    )
    for fit in fits if wanted else ():
        found = [thing for thing in things.values() if fit(thing)]
        if len(found) == 1:
            return found[0].iri
        if found:
            keys = Counter(thing.key for thing in things.values())
            raise _ambiguous(kind, words, found, frozenset(k for k, n in keys.items() if n > 1))
    raise _unknown(kind, words, things.values())


def _things(store: Store, graphs: Sequence[str], kind: str) -> dict[str, Named]:
    rows = store.select(
        queries.internal("names"),
        graphs=graphs,
        parameters={"class": NamedNode(ontology.iri(kind))},
    ).rows
    found: dict[str, Named] = {}
    for row in rows:
        iri, name, how = (str(getattr(term, "value", "")) for term in row[:3])
        thing = found.setdefault(iri, Named(iri))
        thing.words.add(fold(name))
        if how == "name":
            thing.name = name
    return found


def names(store: Store, graphs: Sequence[str], kind: str) -> Iterator[str]:
    """Yield the names of the things of a class, as they are written, once each."""
    seen: set[str] = set()
    rows = store.select(
        queries.internal("names"),
        graphs=graphs,
        parameters={"class": NamedNode(ontology.iri(kind))},
    ).rows
    for row in rows:
        _, name, how = (str(getattr(term, "value", "")) for term in row[:3])
        if how == "name" and name.isprintable() and name not in seen:
            seen.add(name)
            yield name


def named(store: Store, graphs: Sequence[str], iri: str) -> str:
    """Return the name of a thing; without any, the last step of its IRI."""
    asked = "SELECT ?name ?thing WHERE { ?thing rdfs:label ?name } ORDER BY ?name LIMIT 1"
    rows = store.select(asked, graphs=graphs, parameters={"thing": NamedNode(iri)}).rows
    found = (str(getattr(row[0], "value", "")) for row in rows)
    return next(found, iri.rpartition("/")[2])


def _ambiguous(kind: str, words: str, found: Iterable[Named], shared: Container[str]) -> Ambiguous:
    """Return the error that lists what the words may mean; ``shared`` are keys of several things.

    The code 01 is that of a département and of a region: which one is told before it.
    """
    shown = sorted(
        f"{thing.name} [{thing.full_key if thing.key in shared else thing.key}]" for thing in found
    )
    return Ambiguous(
        "« {words} » peut désigner {n} {what} : {names}. Écrivez le nom entier, ou "
        "l'identifiant entre crochets.",
        "'{words}' may be one of {n} {what}: {names}. Write the whole name, or the identifier "
        "between brackets.",
        words=words,
        n=len(shown),
        what=_SEVERAL[kind],
        names=_listed(shown),
    )


def _unknown(kind: str, words: str, things: Iterable[Named]) -> NotFound:
    names = {word: thing.name for thing in things for word in thing.words}
    alike = near(words, names) or _sharing(words, names)
    shown = _listed(list(dict.fromkeys(names[word] for word in alike)))
    hint = Text(f" Noms proches : {shown}.", f" Near names: {shown}.") if alike else ""
    return NotFound(
        "{none} « {words} ».{hint}",
        "{none} '{words}'.{hint}",
        none=_ONE[kind],
        words=words,
        hint=hint,
    )


def _sharing(words: str, names: Iterable[str]) -> list[str]:
    """Return those of some folded names that have the tellingest of the words: the rarest.

    "Mairie d'Aix" is far from "Ville d'Aix-en-Provence" letter by letter; it shares a word.
    """
    telling = {word for word in fold(words).split() if len(word) >= _TELLING}
    holders: dict[str, list[str]] = {}
    for name in names:
        for word in telling.intersection(name.split()):
            holders.setdefault(word, []).append(name)
    rarest = min(holders.values(), key=len, default=[])
    return near(words, rarest, least=0)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:_SHOWN]) + (", …" if len(names) > _SHOWN else "")
