"""How likely two actors are one: what their names share, where they are, what excludes it.

A table of weights, fitted on labelled pairs, turns what is seen of a pair into a score; it orders
proposals for people to decide on, and is no probability.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from graph.reconciliation.likeness import Overlap, Rarity, overlap
from graph.reconciliation.readings import TOWN, Reading, lexicon, readings
from graph.sources.places import areas, town
from ontology.text import Text

RICHEST = 10.0  # nats above what names need that still count
_PLACE_TELLS = 10.0  # nats that a common place tells: one commune of 35,000
_LETTER_TELLS = 2.3  # nats that a letter of initials tells
_BESIDE = 0.25  # share of what a former name or initials tell that may be beside them
_ALIKE = (frozenset({"association", "reseau"}), frozenset({"public", "enseignement-recherche"}))
UNKNOWN = "inconnu"  # the sector of an actor of which no source tells it
_SAME_NAME = 0.9  # of "exact": apart from spelling


class Weight(NamedTuple):
    """What one feature of a pair adds to the log-odds that it is one actor."""

    name: str
    value: float
    why: str


# Fitted by logistic regression on the development half of tests/graph/samples/doublons.csv and of
# the spellings of Loire-Atlantique (tests/graph/likeness_fit.py prints this table).
WEIGHTS: tuple[Weight, ...] = (
    Weight("start", 0.40, "before anything is known"),
    Weight("lost", -0.39, "nats that each name has of its own, of the name that has less"),
    Weight("clashes", -1.87, "words, numbers or sectors that exclude one another"),
    Weight("one_sided", -0.31, "only one names a sport, a level, a side"),
    Weight("differ", -0.44, "each has an ordinary word that the other has not"),
    Weight("exact", 2.31, "nothing is in one name only"),
    Weight("generic", -0.35, "nats missing to what two names need to tell"),
    Weight("rich", 0.15, "nats that the names tell above what they need"),
    Weight("namesakes", -0.46, "others with the very same name, as a logarithm"),
    Weight("same", 0.00, "same commune, beside what it adds to what the names tell"),
    Weight("named", 0.17, "one names the commune where the other is"),
    Weight("near", -0.67, "another commune of the same département"),
    Weight("far", -2.50, "another département"),
    Weight("initials", 1.22, "one is the initials of the other"),
)


@dataclass(frozen=True)
class Place:
    """Where an actor is: a commune by code, or only a département."""

    commune: str = ""
    departement: str = ""
    name: str = ""

    @cached_property
    def words(self) -> frozenset[str]:
        """The words of the name of the commune, as the names of actors are read."""
        return _read(town(self.name)) if self.commune else frozenset()

    @cached_property
    def areas(self) -> tuple[frozenset[str], ...]:
        """The words of the names of the département, of its region, and its number."""
        area = areas().get(("departement", self.departement))
        larger = areas().get(("region", area.region)) if area else None
        return tuple(_read(name) for one in (area, larger) if one for name in (one.name, one.code))

    def within(self, a: Reading, b: Reading) -> frozenset[str]:
        """Return the words of two names that only say where both are: here.

        Where both have a number, that of the département tells sections apart.
        """
        numbered = all(any(map(str.isdigit, name.words)) for name in (a, b))
        found = self.words
        for area in self.areas:
            said = any(area <= set(name.words) for name in (a, b))
            if said and not (numbered and any(map(str.isdigit, area))):
                found |= area
        return found


def _read(name: str) -> frozenset[str]:
    return frozenset(readings(name)[0].words)


@dataclass(frozen=True)
class Actor:
    """What is known of an actor that may be the same as another."""

    iri: str
    names: tuple[str, ...]  # the first is the one shown
    place: Place = Place()
    siren: str = ""
    rna: str = ""
    sector: str = UNKNOWN
    sources: tuple[str, ...] = ()
    is_town: bool = False  # its name is that of a commune, and nothing says it is another body

    @property
    def name(self) -> str:
        """The name shown."""
        return self.names[0]

    @cached_property
    def readings(self) -> tuple[Reading, ...]:
        """The ways to read its names."""
        names = [f"{TOWN} {name}" for name in self.names] if self.is_town else self.names
        return tuple(dict.fromkeys(read for name in names for read in readings(name)))


class Features(NamedTuple):
    """What is seen of a pair, one field a weight."""

    start: float = 1
    lost: float = 0
    clashes: float = 0
    one_sided: float = 0
    differ: float = 0
    exact: float = 0
    generic: float = 0
    rich: float = 0
    namesakes: float = 0
    same: float = 0
    named: float = 0
    near: float = 0
    far: float = 0
    initials: float = 0


_VALUES = tuple(weight.value for weight in WEIGHTS)


def likeliest(a: Actor, b: Actor, rarity: Rarity) -> tuple[float, Features]:
    """Return how likely two actors are one, seen the way that makes it likeliest."""
    best = max(features(a, b, rarity), key=log_odds, default=None)
    if best is None:
        return 0.0, Features()
    return 1 / (1 + math.exp(-max(log_odds(best), -500.0))), best


def log_odds(seen: Features) -> float:
    """Return the log-odds of one way to see a pair."""
    return sum(map(float.__mul__, _VALUES, map(float, seen)))


def features(a: Actor, b: Actor, rarity: Rarity) -> Iterator[Features]:
    """Yield what is seen of two actors, for each way to read their names."""
    where = places(a.place, b.place)
    apart = _exclude(a.sector, b.sector)
    for mine in a.readings:
        for theirs in b.readings:
            if (mine.side and theirs.side) or _two_towns(where, mine, theirs):
                continue
            town, named = _town(a, b, mine, theirs)
            seen = where._replace(named=named, clashes=apart + _own_towns(a, b, mine, theirs))
            told = rarity.enough - _PLACE_TELLS * max(seen.same, named)
            if letters := _initials(mine, theirs):
                yield seen._replace(initials=1, generic=max(0.0, told - _LETTER_TELLS * letters))
            laid = overlap(mine, theirs, rarity, town)
            is_whole = laid.most <= _BESIDE * laid.shared
            if laid.shared > 0 and (is_whole or not (mine.side or theirs.side)):
                yield _seen(seen, laid, told, _namesakes(seen, mine, theirs, rarity))


def _two_towns(where: Features, mine: Reading, theirs: Reading) -> bool:
    """Tell two municipalities of one name from each other."""
    return bool(where.near or where.far) and TOWN in mine.words and TOWN in theirs.words


def _own_towns(a: Actor, b: Actor, mine: Reading, theirs: Reading) -> bool:
    """Tell whether each name says where it is, and that is not the same town."""
    says = all(
        place.words and place.words <= set(read.words)
        for place, read in ((a.place, mine), (b.place, theirs))
    )
    return says and a.place.commune != b.place.commune


def _seen(where: Features, laid: Overlap, told: float, namesakes: int) -> Features:
    return where._replace(
        lost=laid.lost * 12 / (12 + laid.shared),
        clashes=where.clashes + min(laid.clashes, 2),
        one_sided=laid.one_sided,
        differ=laid.differ,
        exact=math.exp(-laid.most / 4),
        generic=max(0.0, told - laid.shared),
        rich=min(max(0.0, laid.shared - told), RICHEST),
        namesakes=math.log(max(namesakes - 1, 1)),
    )


def _namesakes(seen: Features, mine: Reading, theirs: Reading, rarity: Rarity) -> int:
    """Return how many names read as both do, where no place tells them apart."""
    placed = seen.same or seen.named or mine.words != theirs.words
    return 1 if placed else rarity.namesakes(mine.words)


def places(a: Place, b: Place) -> Features:
    """Return what is seen of two places: the same commune, near, far, or not known."""
    if a.commune and b.commune and a.commune == b.commune:
        return Features(same=1)
    if a.departement and b.departement and a.departement != b.departement:
        return Features(far=1)
    return Features(near=1) if a.commune and b.commune else Features()


def _exclude(a: str, b: str) -> int:
    """Return 2 clashes when two sectors, both known, are of different actors."""
    differ = a != b and UNKNOWN not in {a, b} and {a, b} not in _ALIKE
    return 2 * differ


def _town(a: Actor, b: Actor, mine: Reading, theirs: Reading) -> tuple[frozenset[str], int]:
    """Return the words of the town that two actors are in, and whether a name alone tells it."""
    if a.place.commune and b.place.commune:
        return (
            a.place.within(mine, theirs) if a.place.commune == b.place.commune else frozenset()
        ), 0
    known, other = (a.place, theirs) if a.place.commune else (b.place, mine)
    is_town = TOWN in other.words or known.words == set(other.words)  # ten towns have one name
    tells = bool(known.words) and known.words <= set(other.words) and not is_town
    return (known.within(mine, theirs), 1) if tells else (frozenset(), 0)


def _initials(a: Reading, b: Reading) -> int:
    """Return how many letters one name has that is the initials of the other; 0 when none is."""
    for short, long in ((a, b), (b, a)):
        if len(short.words) == 1 and short.words[0] in long.initials:
            return 0 if short.words[0] in lexicon().rates else len(short.words[0])
    return 0


# -- in words ------------------------------------------------------------------------------------

Rule = tuple[Callable[[Features], object], Text]  # the first that holds is told
_NAMES: tuple[Rule, ...] = (
    (lambda s: s.initials, Text("l'un est le sigle de l'autre", "one is the other's initials")),
    (lambda s: s.exact >= _SAME_NAME, Text("même nom", "same name")),
    (lambda s: s.lost <= 1, Text("un nom en dit plus", "one name says more")),
    (lambda _: True, Text("noms proches", "near names")),
)
_WHERE: tuple[Rule, ...] = (
    (lambda s: s.same, Text("même commune", "same commune")),
    (lambda s: s.named, Text("l'un nomme la commune de l'autre", "one names the other's commune")),
    (lambda s: s.near, Text("même département", "same département")),
    (lambda s: s.far, Text("départements différents", "different départements")),
    (lambda _: True, Text("lieu inconnu", "unknown place")),
)


def reasons(a: Actor, b: Actor, seen: Features) -> tuple[Text, ...]:
    """Return why two actors are likely one, and what speaks against it, in few words."""
    told = [next(text for holds, text in rules if holds(seen)) for rules in (_NAMES, _WHERE)]
    if seen.namesakes:
        told.append(Text("d'autres portent ce nom", "others have this name"))
    if seen.clashes:
        told.append(Text("mais des mots ou secteurs s'excluent", "but words or sectors differ"))
    told += [
        Text(f"un seul a un {kind}", f"only one has a {kind}")
        for kind in ("SIREN", "RNA")
        if getattr(a, kind.lower()) != getattr(b, kind.lower())
    ]
    return tuple(told)
