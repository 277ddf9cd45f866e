"""The few who reach the most together: whom to invite when twelve seats are all there is.

Ranks add nothing up: the first twelve of a list often know the same people. A team is chosen for
what its members reach together (maximum coverage), one after the other, each time whoever adds
the most actors (greedy). No method that ends in reasonable time is sure to do better: the greedy
team reaches at least 1 − 1/e, 63 %, of what the best one would (Nemhauser, Wolsey & Fisher 1978;
Feige 1998). Gains only shrink as the team grows, so most need not be counted again (Minoux 1978).
"""

from __future__ import annotations

import heapq
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from graph.catalysts.choice import alliances_kept, several, take_out
from graph.catalysts.grants import is_no_grant
from graph.catalysts.place import has_local_seat
from graph.errors import Misuse
from graph.sparse import pattern, without_diagonal
from ontology.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray
    from scipy.sparse import csr_array

    from graph.network import Network
    from graph.selection import StageLayer

    Indices = NDArray[np.int64]
    Preference = Callable[[int, Indices], tuple[object, ...]]

Grants = Literal["after", "all", "none"]


class Coverage(NamedTuple):
    """What a choice of sets covers, in the order chosen."""

    chosen: tuple[int, ...]
    added: tuple[Indices, ...]  # what each one covers that none before it did
    ceiling: int  # no choice of as many sets is worth more than this


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a team, and what it brings."""

    actor: int  # index into Network.actors
    reached: int  # actors asked for that it is allied with
    added: tuple[int, ...]  # those that no earlier member reaches, by name
    by_grant: tuple[int, ...]  # of those, the ones that only a grant links to it
    closer: tuple[int, ...]  # reached before by a grant alone, and by more than that through it
    sectors: Counter[str]  # of those added
    territories: Counter[str | None]  # seats of those added; None: not known, or a whole area
    alliances: tuple[int, ...]  # that link it to those added, indices into Network.alliances
    local: bool = True  # its seat is a known place of the territory asked


@dataclass(frozen=True, slots=True)
class Team:
    """A team, what it reaches of what could be reached, and who was not chosen from."""

    members: tuple[Member, ...]
    asked: int  # actors of the territories and sectors asked
    related: int  # of those, the ones in at least one of the alliances
    reachable: tuple[int, ...]  # of those, the ones that some possible member is allied with
    ceiling: int  # no team of that size drawn from the same candidates reaches more
    candidates: int
    aside: tuple[tuple[int, int], ...]  # (actor, reached) of those without a local seat
    grants_alone: bool = False  # whether some candidate reaches somebody by a grant alone

    @property
    def reached(self) -> frozenset[int]:
        """Return the actors that the team reaches."""
        return frozenset(i for member in self.members for i in member.added)

    @property
    def met(self) -> int:
        """Count the actors reached otherwise than by a grant."""
        return sum(
            len(member.added) - len(member.by_grant) + len(member.closer) for member in self.members
        )

    @property
    def missed(self) -> tuple[int, ...]:
        """Return the actors that others could reach, and this team does not."""
        return tuple(i for i in self.reachable if i not in self.reached)


def team(
    network: Network,
    size: int,
    *,
    theme: str | None = None,
    territory: str | Sequence[str] | None = None,
    layer: StageLayer | None = None,
    sector: str | Sequence[str] | None = None,
    without: str | None = None,
    local: bool = True,
    grants: Grants = "after",
) -> Team:
    """Choose ``size`` organisations or posts that together reach the most actors.

    Territory and sector say who is to be reached (seated there, of that sector); theme and layer
    say by which alliances. Only existing alliances count, and an actor does not reach itself.
    Members have their seat in the territory (``local``): whoever is invited must be somewhere.
    ``without`` is the IRI of an actor that may not be a member, and whose alliances alone link
    nobody. ``grants`` says what those count: "all" as much as any alliance, "none" nothing,
    "after" only once nobody adds anything otherwise. Among equal gains: fewer by grants, then
    more sectors and places, then the larger reach, then the name.
    """
    if size < 1:
        raise Misuse("Une équipe a au moins un membre.", "A team has at least one member.")
    field = _Field(network, theme, several(territory), layer, several(sector), without, grants)
    candidates = [
        i for i in range(len(field.reach)) if len(field.reach[i]) and (field.seated[i] or not local)
    ]
    worth = _worths(field.n, 1 if grants != "after" else field.n + 1)
    found = cover(
        [field.things(i, twice=grants == "after") for i in candidates],
        worth,
        size,
        lambda k, new: field.preference(candidates[k], new),
    )
    reaching = [(i, len(r)) for i, r in enumerate(field.reach) if local and not field.seated[i]]
    return Team(
        tuple(
            field.member(candidates[k], new)
            for k, new in zip(found.chosen, found.added, strict=True)
        ),
        len(field.asked),
        len({int(j) for reached in field.reach for j in reached}),
        tuple(sorted({int(j) for i in candidates for j in field.reach[i]})),
        found.ceiling // (1 if grants != "after" else field.n + 1),
        len(candidates),
        tuple(sorted((a for a in reaching if a[1]), key=lambda a: (-a[1], a[0]))),
        any(len(field.reach[i]) > len(field.met[i]) for i in candidates),
    )


def cover(
    sets: Sequence[Indices], worth: Indices, size: int, preference: Preference | None = None
) -> Coverage:
    """Choose at most ``size`` sets whose union is worth the most, greedily.

    ``worth`` is what each thing counts, shape (things,). Among sets that add as much, the one
    with the smallest ``preference(set, what it adds)``, then the first. Stops when nothing is
    left to add.
    """
    import numpy as np

    left = worth.copy()
    queue = [(-int(worth[members].sum()), k) for k, members in enumerate(sets)]
    heapq.heapify(queue)
    chosen: list[int] = []
    added: list[Indices] = []
    everything = np.unique(np.concatenate([np.empty(0, dtype=np.int64), *sets]))
    ceiling = min(_ceiling(queue, 0, size), int(worth[everything].sum()))
    while len(chosen) < size and (best := _best(queue, sets, left, preference)) is not None:
        new = sets[best][left[sets[best]] > 0]
        left[new] = 0
        chosen.append(best)
        added.append(new)
        ceiling = min(ceiling, _ceiling(queue, int(np.sum(worth) - np.sum(left)), size))
    return Coverage(tuple(chosen), tuple(added), ceiling)


def _best(
    queue: list[tuple[int, int]],
    sets: Sequence[Indices],
    left: Indices,
    preference: Preference | None,
) -> int | None:
    """Take the set that adds most out of the queue of (−bound, set); None when none adds."""
    most, fresh = 1, []
    while queue and -queue[0][0] >= most:
        _, k = heapq.heappop(queue)
        gain = int(left[sets[k]].sum())
        if gain:
            fresh.append((gain, k))
            most = max(most, gain)
    equal = [k for gain, k in fresh if gain == most]
    best = min(
        equal,
        key=lambda k: (preference(k, sets[k][left[sets[k]] > 0]) if preference else (), k),
        default=None,
    )
    for gain, k in fresh:
        if k != best:
            heapq.heappush(queue, (-gain, k))
    return best


def _ceiling(queue: Sequence[tuple[int, int]], covered: int, size: int) -> int:
    """Bound the worth of any ``size`` sets: all that is covered and the ``size`` largest gains."""
    return covered - sum(bound for bound, _ in heapq.nsmallest(size, queue))


class _Field:
    """Who may reach whom, and how."""

    def __init__(
        self, network: Network, theme: str | None, places: Sequence[str],
        layer: StageLayer | None, sectors: Sequence[str], without: str | None, grants: Grants,
    ) -> None:  # fmt: skip
        self.network, self.n = network, len(network.actors)
        self.seated = has_local_seat(network, places)
        self.asked = [
            i
            for i, actor in enumerate(network.actors)
            if (not places or self.seated[i]) and (not sectors or actor.sector in sectors)
        ]
        out = network.index.get(without) if without else None
        talked = alliances_kept(network, theme, (), layer, links=is_no_grant)
        self.counted = talked if grants == "none" else alliances_kept(network, theme, (), layer)
        self.met = _rows(self._allied(talked, out), self.asked)
        self.reach = _rows(self._allied(self.counted, out), self.asked)

    def _allied(self, alliances: Sequence[int], out: int | None) -> csr_array:
        """Return who shares one of the alliances with whom, one actor being left out of all."""
        incidence = self.network.incidence[:, alliances]
        kept = incidence if out is None else take_out(incidence, out)
        return without_diagonal(pattern(kept @ kept.T))

    def things(self, i: int, *, twice: bool) -> Indices:
        """Return what an actor covers: whom it reaches, and again n + whom beyond grants."""
        import numpy as np

        return np.concatenate([self.reach[i], self.met[i] + self.n]) if twice else self.reach[i]

    def preference(self, i: int, new: Indices) -> tuple[object, ...]:
        """Order those that add as much."""
        added, _ = self._new(new)
        cells = {(self.network.actors[j].sector, self._place(j)) for j in added}
        who = self.network.actors[i]
        grants = len(self._by_grant(i, added))
        return grants, -len(cells), -len(self.reach[i]), fold(who.name), who.iri

    def member(self, i: int, new: Indices) -> Member:
        """Say what a member adds."""
        actors = self.network.actors
        added, closer = (
            sorted(part, key=lambda j: (fold(actors[j].name), j)) for part in self._new(new)
        )
        return Member(
            i,
            len(self.reach[i]),
            tuple(added),
            tuple(self._by_grant(i, added)),
            tuple(closer),
            Counter(actors[j].sector for j in added),
            Counter(self._place(j) for j in added),
            tuple(self._links(i, {*added, *closer})),
            self.seated[i],
        )

    def _new(self, things: Indices) -> tuple[list[int], list[int]]:
        """Return the actors newly reached, and those reached before by a grant alone."""
        reached = {int(thing) for thing in things if thing < self.n}
        met = {int(thing) - self.n for thing in things if thing >= self.n}
        return sorted(reached), sorted(met - reached)

    def _by_grant(self, i: int, partners: Sequence[int]) -> list[int]:
        met = set(self.met[i].tolist())
        return [j for j in partners if j not in met]

    def _place(self, i: int) -> str | None:
        return self.network.actors[i].seat if self.seated[i] else None

    def _links(self, i: int, added: set[int]) -> list[int]:
        """Return the alliances that count and link an actor to some others."""
        parties = {j: self.network.alliances[j].members for j in self.counted}
        return [j for j, who in parties.items() if i in who and who & added]


def _worths(n: int, worth_met: int) -> Indices:
    """Return what each thing counts: 1 an actor reached, and more one met beyond grants."""
    import numpy as np

    return np.repeat(np.array([1, worth_met], dtype=np.int64), n)


def _rows(allied: csr_array, asked: Sequence[int]) -> list[Indices]:
    """Return, for each actor, which of the actors asked for it is allied with."""
    import numpy as np

    if not allied.shape[0]:
        return []
    wanted = np.zeros(allied.shape[0], dtype=bool)
    wanted[list(asked)] = True
    rows = np.split(allied.indices.astype(np.int64), allied.indptr[1:-1])
    return [np.sort(row[wanted[row]]) for row in rows]
