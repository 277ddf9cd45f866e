"""Alliances that could be: pairs of actors near each other, not yet allied, with reasons.

What a facilitator looks for decides what is left out:

* only pairs of *different* sectors. People already meet within their sector, and a proposer
  that follows existing ties would repeat the silos that the pilot wants to open;
* public bodies and posts of elected officials count as one side: a mayor need not be
  introduced to the town hall, nor an inhabitant to either. Sharing a territory is therefore
  no reason, alone, to ally with a public authority;
* a post that nobody is known to hold at the date asked is nobody to meet;
* no pair without a reason that can be said aloud. Those who have only broad things in common
  (:mod:`graph.reasons`) come after all others; those of whom one needs, in words, what the other
  offers (:mod:`graph.needs`) come first;
* no actor in more than a few pairs: the most popular actor is a likely partner for everybody
  and useless advice. One that opted out is in none.

A score orders pairs; it is no probability. An absent pair is no finding.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from graph.paths import Web
from graph.progress import stage
from graph.reasons import YEARS, Reason, evidence, reason_texts
from graph.selection import actors_concerned, is_absent, is_over
from graph.walk import knowledge_graph, nearness
from ontology import concepts
from ontology.text import Text, fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from graph.centrality import Codes, Vector
    from graph.network import Alliance, Network
    from graph.paths import Link

__all__ = [
    "Reason",
    "SectorMix",
    "Suggestion",
    "hub_share",
    "introductions",
    "last_seen",
    "last_together",
    "reason_texts",
    "sector_mix",
    "suggest",
]

#: Sectors that act for the same public authority, by the one that stands for both.
PUBLIC = "public"
SAME_SIDE = {"elus": PUBLIC}
#: Binary digits in which scores are compared, 4 decimal ones: single precision has 23.
DIGITS = 14
ASKED = 2  # go-betweens asked for an introduction: nobody writes three letters
ABOVE_ANY_SCORE = 2.0  # a score is a share of time
WEAK, TELLING, WORDED = range(3)  # what a pair has in common: :class:`Suggestion`


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A potential alliance between two actors (a < b), never to be mixed with facts."""

    a: int
    b: int
    score: float
    reasons: tuple[Reason, ...]
    via: tuple[int, ...]  # third parties that know both, by index
    weak: bool = False  # only broad things in common: a place, a theme of very many
    worded: bool = False  # a need and an offer of the same kind share a telling word


class Rank(NamedTuple):
    """What orders pairs, before their names: the most first."""

    strength: int  # WEAK, TELLING or WORDED
    score: float


class SectorMix(NamedTuple):
    """Who is proposed to whom, and the share of pairs of different sectors."""

    counts: dict[tuple[str, str], int]
    cross_sector: float | None  # None without any pair


def suggest(  # noqa: PLR0913 - what a facilitator may ask for
    network: Network,
    *,
    for_actor: int | None = None,
    theme: str | None = None,
    territory: str | None = None,
    sector: str | None = None,
    exclude: frozenset[frozenset[str]] = frozenset(),
    renew: bool = False,
    per_actor: int = 10,
    max_per_actor: int = 3,
    top: int | None = 20,
) -> list[Suggestion]:
    """Propose pairs of actors: the strongest reasons, then the nearest first.

    ``per_actor`` candidates are considered from each actor and at most ``max_per_actor``
    pairs kept with it (the actor asked about, ``for_actor``, may have as many as ``top``).
    A ``theme`` must concern both actors, being what they would work on; a ``territory`` one of
    them, being where: help may come from outside; a ``sector`` is that of one of them. With
    ``for_actor``, all are asked of the other actor only. ``exclude`` holds the pairs of IRIs that
    people decided on; a set of one IRI is an actor that opted out: it is in no pair, and brings
    none together. To ``renew`` are pairs that were allied, none of whose alliances ended in the
    last years.
    """
    out = frozenset().union(*(one for one in exclude if len(one) == 1))
    away = {i for i, actor in enumerate(network.actors) if actor.iri in out}
    others = actors_concerned(network, theme=theme) - away
    starts = sorted(others & actors_concerned(network, territory=territory))
    starts = [i for i in starts if sector in {None, network.actors[i].sector}]
    if for_actor is not None:
        starts, others = [i for i in [for_actor] if i not in away], frozenset(starts)
        per_actor = max_per_actor = len(network.actors) if top is None else top
    starts = [
        i for i in starts if i == for_actor or not is_absent(network.actors[i], network.as_of)
    ]
    search = _Search(network, others, exclude, away, renew=renew)
    scores = search.scores(starts, per_actor)
    kept = _capped(search.in_order(scores), max_per_actor)
    return [search.suggestion(pair, *scores[pair]) for pair in islice(kept, top)]


def sector_mix(suggestions: Iterable[Suggestion], network: Network) -> SectorMix:
    """Count the pairs of sectors in a list of suggestions."""
    order = {slug: k for k, slug in enumerate(concepts("sector"))}
    counts: Counter[tuple[str, str]] = Counter()
    for found in suggestions:
        first, second = sorted(
            (network.actors[i].sector for i in (found.a, found.b)), key=order.__getitem__
        )
        counts[first, second] += 1
    total = counts.total()
    mixed = sum(n for (first, second), n in counts.items() if first != second)
    return SectorMix(dict(counts.most_common()), mixed / total if total else None)


def introductions(
    network: Network,
    suggestions: Sequence[Suggestion],
    collector: int | None = None,
    opted_out: Iterable[str] = (),
) -> list[tuple[int, ...]]:
    """Return for each pair who could introduce a to b, in order; nobody where that takes too long.

    That is the rarest common partner, else the best chain of one or two go-betweens whose links
    are not over for long, none of whom opted out (IRIs).
    """
    silent = {network.index[iri] for iri in opted_out if iri in network.index}

    @cache
    def web() -> Web:
        return Web(network)

    def fresh(link: Link) -> bool:
        old = link.alliance is not None and is_over(
            network.alliances[link.alliance], network.as_of, years=YEARS
        )
        return not old

    def way(pair: Suggestion) -> tuple[int, ...]:
        if pair.via:
            return pair.via[:1]
        found = web().chains(pair.a, pair.b, collector=collector, longest=ASKED + 1)
        for chain in found:
            asked = bool(chain.go_betweens) and silent.isdisjoint(chain.go_betweens)
            if asked and all(map(fresh, chain.links)):
                return chain.go_betweens
        return ()

    return [way(pair) for pair in suggestions]


def last_seen(network: Network) -> dict[int, int]:
    """Return the year of the last event of actors whose alliances are all over for long."""
    latest: dict[int, int] = {}
    recent: set[int] = set()
    for alliance in network.alliances:
        parties = alliance.members
        if not is_over(alliance, network.as_of, years=YEARS):
            recent |= parties
            continue
        latest |= {i: max(latest.get(i, 0), _last_year(alliance)) for i in parties}
    return {i: year for i, year in latest.items() if i not in recent}


def last_together(network: Network, pairs: Iterable[Suggestion]) -> dict[tuple[int, int], int]:
    """Return the year of the last event of the alliances that pairs of former partners had."""
    asked = {(pair.a, pair.b) for pair in pairs}
    latest: dict[tuple[int, int], int] = {}
    for alliance in network.alliances:
        if asked and is_over(alliance, network.as_of, years=YEARS):
            parties = alliance.members
            for pair in filter(parties.issuperset, asked):
                latest[pair] = max(latest.get(pair, 0), _last_year(alliance))
    return latest


def _last_year(alliance: Alliance) -> int:
    days = [event.not_after or event.not_before for event in alliance.events]
    return max((day.year for day in days if day is not None), default=0)


def hub_share(suggestions: Sequence[Suggestion], network: Network) -> tuple[int, float]:
    """Return how many actors are hubs, and the share of the pairs that touch one.

    Hubs are the hundredth of the actors, one at least, with the most alliances.
    """
    ties = Counter(i for a in network.alliances for i in a.members)
    count = max(1, round(len(network.actors) / 100))
    hubs = {i for i, _ in ties.most_common(count)}
    touched = sum(not hubs.isdisjoint((found.a, found.b)) for found in suggestions)
    return count, touched / len(suggestions) if suggestions else 0.0


def _capped(pairs: Iterable[tuple[int, int]], most: int) -> Iterator[tuple[int, int]]:
    """Let each actor through a few times only, the best pairs first."""
    uses: Counter[int] = Counter()
    for pair in pairs:
        if all(uses[i] < most for i in pair):
            uses.update(pair)
            yield pair


def _rounded(scores: Vector) -> Vector:
    """Cut scores to as many digits as count, so that equal ones are equal whatever their order."""
    import numpy as np

    fraction, exponent = np.frexp(scores)
    found: Vector = np.ldexp(np.rint(np.ldexp(fraction, DIGITS)), exponent - DIGITS)
    return found


def _told(blocks: Iterable[tuple[Codes, Vector]], total: int) -> Iterator[tuple[Codes, Vector]]:
    """Pass blocks of actors on, and tell how many actors were looked at."""
    done = 0
    with stage(_LOOKING, total) as told:
        for block, rows in blocks:
            yield block, rows
            done += len(block)
            told(done)


_LOOKING = Text("Recherche d'alliances possibles", "Looking for possible alliances")


class _Search:
    """The candidates of a network, and what rules a pair out."""

    def __init__(
        self,
        network: Network,
        others: Iterable[int],
        exclude: frozenset[frozenset[str]],
        away: set[int],
        *,
        renew: bool,
    ) -> None:
        import numpy as np

        actors = network.actors
        sides = [SAME_SIDE.get(actor.sector, actor.sector) for actor in actors]
        self.network = network
        self.renew = renew
        self.evidence = evidence(network, away)
        self.sides = np.array(sides, dtype=str)
        self.eligible = np.zeros(len(actors), dtype=bool)
        self.eligible[[i for i in others if not is_absent(actors[i], network.as_of)]] = True
        self.named = cache(lambda i: (fold(actors[i].name), actors[i].iri))  # what ties go by
        self.decided: dict[int, list[int]] = defaultdict(list)
        for pair in exclude:
            known = [network.index[iri] for iri in pair if iri in network.index]
            for i in known:
                self.decided[i] += known

    def scores(self, starts: Sequence[int], per_actor: int) -> dict[tuple[int, int], Rank]:
        """Return how strong the best pairs of each start are, and their scores."""
        found: dict[tuple[int, int], Rank] = {}
        graph = knowledge_graph(self.network)
        for block, rows in _told(nearness(graph, starts, len(self.network.actors)), len(starts)):
            allowed, strengths = self._allowed(block)
            for start, row, may, strength in zip(
                block.tolist(), _rounded(rows), allowed, strengths, strict=True
            ):
                row[~may] = 0.0
                for other in self._best(row, strength, per_actor):
                    pair = min(start, other), max(start, other)
                    found[pair] = Rank(int(strength[other]), float(row[other]))
        return found

    def in_order(self, scores: dict[tuple[int, int], Rank]) -> list[tuple[int, int]]:
        """Sort pairs: the strongest, the highest score, then by the names of the actors."""

        def key(pair: tuple[int, int]) -> tuple[int, float, list[tuple[str, str]]]:
            strength, score = scores[pair]
            return -strength, -score, sorted(map(self.named, pair))

        return sorted(scores, key=key)

    def suggestion(self, pair: tuple[int, int], strength: int, score: float) -> Suggestion:
        """Write a pair with its reasons."""
        reasons = self.evidence.reasons(*pair)
        via = tuple(r.about for r in reasons if isinstance(r.about, int))
        return Suggestion(*pair, score, reasons, via, strength == WEAK, strength == WORDED)

    def _allowed(self, block: Codes) -> tuple[NDArray[np.bool_], NDArray[np.int8]]:
        """Tell whom each start of a block may be suggested to, and for how strong reasons.

        A place counts between private parties only.
        """
        import numpy as np

        narrow, themes, places, others = (part.explained(block) for part in self.evidence.parts)
        private = self.sides != PUBLIC
        places &= private & private[block][:, None]
        telling = narrow | (themes & places)
        strength = telling.astype(np.int8)
        strength[self.evidence.worded.explained(block)] = WORDED
        allowed = narrow | themes | places | others
        for row, start in zip(allowed, block.tolist(), strict=True):
            row[self.evidence.met(start)] = False
        if self.renew:  # that they were allied is a reason
            allowed = self.evidence.former[block].toarray() > 0
        allowed &= self.eligible & (self.sides[block][:, None] != self.sides)
        for row, start in zip(allowed, block.tolist(), strict=True):
            row[self.decided.get(start, [])] = False
        return allowed, strength

    def _best(self, row: Vector, strength: NDArray[np.int8], wanted: int) -> list[int]:
        """Return the strongest actors with a score above 0, in order; ties by name."""
        import numpy as np

        for least in (TELLING, WEAK):
            found = np.flatnonzero((row > 0) & (strength >= least))
            if len(found) >= wanted:
                break
        if len(found) > wanted > 0:
            key = row[found] + strength[found] * ABOVE_ANY_SCORE
            found = found[key >= np.partition(key, -wanted)[-wanted]]

        def order(i: int) -> tuple[int, float, tuple[str, str]]:
            return -int(strength[i]), -float(row[i]), self.named(i)

        return sorted(found.tolist(), key=order)[:wanted]
