"""Who can introduce us: short chains between two actors, through alliances and networks.

Which chain comes first is one stated rule (:data:`RULE`), compared part by part; no part is
weighed against another, so that nobody has to believe in a weight. Costs are tuples that add up
and compare in order, so that shortest-path algorithms hold: the k best chains are found by A*
(Hart, Nilsson & Raphael 1968), guided by the exact cost that is left to go. An alliance of twelve
is one table with twelve seats, never a clique, and no chain passes two of its own at one table.

What is known is what was collected: a chain that stands only because the collecting organisation
knows everybody says little, and at most one such chain is shown beside others.
"""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heappop, heappush
from typing import TYPE_CHECKING, NamedTuple

from graph.selection import COMPLETED, SUSPENDED, have_met, in_layer, is_absent, notation
from ontology.text import Text, fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from graph.network import Alliance, Network, StageEvent
    from graph.selection import StageLayer

MOST_CHAINS = 3
MOST_LINKS = 4  # three go-betweens: nobody asks further for an introduction
RULE = Text(
    "Ordre : le moins de liens ; puis des liens en cours (signature, sinon accord, sinon contact) "
    "avant ceux qui sont achevés ou suspendus ; puis de petites alliances ; puis les plus "
    "récentes ; puis des intermédiaires qui ont peu de liens. Une idée ou une alliance abandonnée "
    "n'est pas un lien ; un poste sans titulaire connu ne présente personne.",
    "Order: fewest links; then links that run (signed, else agreed, else contact) before those "
    "completed or suspended; then small alliances; then the most recent; then go-betweens with "
    "few links. An idea or an abandoned alliance is no link; a post without a known holder "
    "introduces nobody.",
)

Cost = tuple[int, ...]
"""Links, suspended, completed, contacts, agreements, other parties, years, go-betweens' ties."""

NOTHING: Cost = (0,) * 8
UNDATED = 99  # years of age of a link without a date: after every dated one


class Link(NamedTuple):
    """Two actors who know each other: by an alliance, or one being a member of the other."""

    a: int
    b: int
    alliance: int | None  # index into Network.alliances; None for a membership


@dataclass(frozen=True, slots=True)
class Chain:
    """Links from one actor to another, each beginning where the one before ends."""

    links: tuple[Link, ...]
    cost: Cost

    @property
    def actors(self) -> tuple[int, ...]:
        """The actors of the chain, both ends included."""
        return (self.links[0].a, *(link.b for link in self.links))

    @property
    def go_betweens(self) -> tuple[int, ...]:
        """Who stands between the two ends, in order."""
        return self.actors[1:-1]


def chains(
    network: Network,
    a: int,
    b: int,
    *,
    layer: StageLayer | None = None,
    collector: int | None = None,
    most: int = MOST_CHAINS,
) -> list[Chain]:
    """Return up to ``most`` chains from one actor to another, the best by :data:`RULE` first.

    With a ``layer``, only alliances of it count, and memberships. Beside other chains at most
    one passes through the ``collector``.
    """
    return Web(network, layer).chains(a, b, collector=collector, most=most)


class _Tie(NamedTuple):
    """A table at which actors sit, and what a step across it costs."""

    members: tuple[int, ...]
    cost: Cost
    alliance: int | None


class Web:
    """The ties of a network, and the searches along them."""

    def __init__(self, network: Network, layer: StageLayer | None = None) -> None:
        self.ties = [*_alliances(network, layer), *_memberships(network)]
        self.of: list[list[int]] = [[] for _ in network.actors]  # numbers of ties
        for number, tie in enumerate(self.ties):
            for actor in tie.members:
                self.of[actor].append(number)
        self.absent = frozenset(
            i for i, actor in enumerate(network.actors) if is_absent(actor, network.as_of)
        )
        names = [(fold(actor.name), actor.iri) for actor in network.actors]
        by_name = sorted(range(len(names)), key=names.__getitem__)
        self.place = {actor: place for place, actor in enumerate(by_name)}

    def order(self, chain: Chain) -> tuple[Cost, tuple[int, ...]]:
        """Return what chains are compared by: their cost, then the names along them."""
        return chain.cost, tuple(self.place[actor] for actor in chain.actors)

    def chains(
        self,
        a: int,
        b: int,
        *,
        collector: int | None = None,
        most: int = MOST_CHAINS,
        longest: int = MOST_LINKS,
    ) -> list[Chain]:
        """Return the best chains of so many links between two actors, as :func:`chains` does."""
        if a == b:
            return []
        found = self.best(a, b, frozenset(), most, longest)
        through = [chain for chain in found if collector in chain.go_betweens]
        if collector is None or not through:
            return found
        others = self.best(a, b, frozenset([collector]), most, longest)
        kept = [*others, *through[:1]] if others else through
        return sorted(kept, key=self.order)[:most]

    def best(
        self, a: int, b: int, avoid: frozenset[int], wanted: int, longest: int = MOST_LINKS
    ) -> list[Chain]:
        """Return the best chains, best first.

        Chains of few links come first: those of one more are looked for only where too few of
        them are found, and only actors near enough to both ends are looked at.
        """
        shut = (avoid | self.absent) - {a, b}
        there, back = self._distances(a, shut), self._distances(b, shut)
        least = min((there[i] + back[i] for i in there.keys() & back.keys()), default=longest + 1)
        found: list[Chain] = []
        for most in range(least, longest + 1):
            to_go = self._to_go(b, shut, there, most)
            found = self._search(a, b, to_go, wanted, most)
            if len(found) == wanted:
                break
        return found

    def _distances(self, start: int, shut: frozenset[int]) -> dict[int, int]:
        """Return how many links the actors within half of a chain are from one end."""
        found = {start: 0}
        crossed: set[int] = set()
        ahead = [start]
        for steps in range(1, (MOST_LINKS + 1) // 2 + 1):
            tables = {number for here in ahead for number in self.of[here]} - crossed
            fresh = {i for number in tables for i in self.ties[number].members}
            crossed |= tables
            ahead = list(fresh - found.keys() - shut)
            found |= dict.fromkeys(ahead, steps)
        return found

    def _search(
        self, a: int, b: int, to_go: dict[int, Cost], wanted: int, most: int
    ) -> list[Chain]:
        """Return the best chains by what is left to go (A* over the beginnings of chains)."""
        if a not in to_go:
            return []
        found: list[Chain] = []
        ahead: list[_Beginning] = [_Beginning(to_go[a], (self.place[a],), NOTHING, a, ())]
        while ahead and len(found) < wanted:
            begun = heappop(ahead)
            if begun.here == b:
                found.append(Chain(tuple(link for link, _ in begun.steps), begun.cost))
                continue
            for there, tie in self.neighbours(begun.here).items():
                if there in to_go and not _sits(begun, there, tie):
                    cost = _sum(begun.cost, tie.cost, self._entry(there, b))
                    total = _sum(cost, to_go[there])
                    if total[0] <= most:
                        step = (Link(begun.here, there, tie.alliance), tie)
                        way = (*begun.way, self.place[there])
                        heappush(ahead, _Beginning(total, way, cost, there, (*begun.steps, step)))
        return found

    def neighbours(self, actor: int) -> dict[int, _Tie]:
        """Return whom an actor knows, each by their best tie."""
        found: dict[int, _Tie] = {}
        for tie in map(self.ties.__getitem__, self.of[actor]):
            for other in tie.members:
                if other != actor and (other not in found or tie.cost < found[other].cost):
                    found[other] = tie
        return found

    def _to_go(
        self, end: int, shut: frozenset[int], there: dict[int, int], most: int
    ) -> dict[int, Cost]:
        """Return the least cost to the end, from each actor that a chain so short may pass.

        That is Dijkstra's algorithm, over actors and tables; ``there`` says how far the actors
        near the start are from it. Each table is crossed once, from the actor who stands before
        it for least: nobody gets the others there for less.
        """
        beyond_there = max(there.values()) + 1
        found: dict[int, Cost] = {}
        crossed: set[int] = set()
        ahead = [(NOTHING, False, end)]  # cost so far, whether this is a table, number
        while ahead:
            cost, is_table, here = heappop(ahead)
            if is_table and here not in crossed:
                crossed.add(here)
                tie = self.ties[here]
                beyond = _sum(cost, tie.cost)
                for other in tie.members:
                    steps = beyond[0] + there.get(other, beyond_there)
                    if steps <= most and other not in found and other not in shut:
                        heappush(ahead, (beyond, False, other))
            elif not is_table and here not in found:
                found[here] = cost
                before = _sum(cost, self._entry(here, end))
                for number in self.of[here] if cost[0] < most else ():
                    if number not in crossed:
                        heappush(ahead, (before, True, number))
        return found

    def _entry(self, actor: int, end: int) -> Cost:
        """Return what passing an actor costs: the ties that ask for its attention already."""
        return NOTHING if actor == end else (*NOTHING[:-1], len(self.of[actor]))


class _Beginning(NamedTuple):
    """The beginning of a chain, compared by the least that a whole one can cost."""

    total: Cost
    way: tuple[int, ...]  # alphabetical places of its actors
    cost: Cost
    here: int
    steps: tuple[tuple[Link, _Tie], ...]


def _sits(begun: _Beginning, there: int, tie: _Tie) -> bool:
    """Tell whether a step leads back, or a table would seat a third actor of the chain.

    Whoever sits at one table needs no introduction around it.
    """
    earlier = {link.a for link, _ in begun.steps}
    return (
        there in earlier
        or not earlier.isdisjoint(tie.members)
        or any(there in table.members for _, table in begun.steps)
    )


def _sum(*costs: Cost) -> Cost:
    return tuple(map(sum, zip(*costs, strict=True)))


def _alliances(network: Network, layer: StageLayer | None) -> Iterator[_Tie]:
    for j, alliance in enumerate(network.alliances):
        members = tuple(sorted(alliance.members))
        counts = in_layer(alliance.stage, layer) if layer else have_met(alliance.stage)
        if counts and len(members) > 1:
            yield _Tie(members, _cost_of(alliance, len(members), network.as_of), j)


def _memberships(network: Network) -> Iterator[_Tie]:
    """Yield each membership as a running tie of its own: a network is no table for all at once."""
    pairs = {
        (min(i, j), max(i, j), j)
        for i, actor in enumerate(network.actors)
        for j in actor.networks
        if j != i
    }
    sizes: dict[int, int] = {}
    for _, _, gathering in pairs:
        sizes[gathering] = sizes.get(gathering, 0) + 1
    for i, j, gathering in sorted(pairs):
        yield _Tie((i, j), (1, 0, 0, 0, 0, sizes[gathering] - 1, 0, 0), None)


def _cost_of(alliance: Alliance, parties: int, today: date | None) -> Cost:
    """Return the cost of a step through an alliance, in the order of :data:`RULE`."""
    kinds = standing(alliance.stage)
    return (1, *kinds, parties - 2, _age(last_year(alliance.events), today), 0)


def standing(stage: str) -> tuple[int, int, int, int]:
    """Return whether a stage is suspended, completed, a contact, an agreement; else it is signed.

    At most one of the four is 1.
    """
    suspended = notation(stage) >= SUSPENDED
    completed = not suspended and notation(stage) >= COMPLETED
    runs = not suspended and not completed
    contact = runs and not in_layer(stage, "agreement")
    agreement = runs and not contact and not in_layer(stage, "signed")
    return int(suspended), int(completed), int(contact), int(agreement)


def last_year(events: Iterable[StageEvent]) -> int | None:
    """Return the year of the last event that has a date."""
    days = [event.not_after or event.not_before for event in events]
    return max((day.year for day in days if day is not None), default=None)


def _age(year: int | None, today: date | None) -> int:
    """Return the years since then."""
    if year is None:
        return UNDATED
    return max(0, today.year - year) if today else 0
