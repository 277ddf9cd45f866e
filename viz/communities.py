"""The arrangement of a large network: communities as rings, with room inside for their members.

Every community has a disc of its own in which its members already stand (``viz.discs``). The
page paints a ring of sector shares in the middle of the disc, and on a click what is inside
instead: opening moves nobody, it only needs looking nearer.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt
from typing import TYPE_CHECKING, NamedTuple

from graph.communities import Communities, Community, communities
from graph.communities.names import community_name
from graph.network import Network
from ontology.text import Text
from viz.discs import gather, reach, side_by_side
from viz.drawing import Drawing
from viz.layout import GAP, Pair, radii_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]

RING = 14.0  # radius of a ring over the square root of its members: the area tells how many
DISC = 1.5  # radius of the disc in which its members stand, over that of the ring
WIDEST = 1.6  # how much what is in a disc is spread at most; there is no limit to the contrary
MARGIN = 10.0  # free space between the outermost member and the edge of its community
APART = 12.0  # free space between two communities
NEAREST = 3  # communities that each is drawn to: a line to every other one would place nobody


@dataclass(frozen=True, slots=True)
class Ring:
    """A community: its disc (``radius``), and the ring that stands for it while it is closed.

    ``actors`` are all its members, the most central first. ``scale`` is the size of what stands
    directly in it, against the usual one. ``up`` is the number of the community that holds it,
    −1 for none.
    """

    words: Text
    actors: tuple[int, ...]
    x: float
    y: float
    radius: float
    ring: float
    scale: float
    kind: str
    theme: str | None
    up: int


@dataclass(frozen=True, slots=True)
class Crowd:
    """Where all places stand, shape (places, 2), and the communities that hold them.

    ``inside`` is the number of the innermost community of each place; ``note`` says how good a
    partition they are.
    """

    xy: Floats
    rings: tuple[Ring, ...]
    inside: tuple[int, ...]
    note: Text


def by_community(network: Network, drawing: Drawing) -> Crowd:
    """Find the communities of a network and place them with all their members."""
    return arrange(network, drawing, communities(network))


def arrange(network: Network, drawing: Drawing, found: Communities) -> Crowd:
    """Place communities and all that is in them."""
    import numpy as np

    knots = _knots(found.rings)
    inside = _inside(knots, drawing)
    ties = _ties(knots, inside, drawing)
    placing = _Placing(knots, _held(knots, inside), ties, radii_of(drawing))
    placing.place(-1)
    xy = np.zeros((drawing.places, 2))
    spots = placing.settle(xy)
    rings = tuple(
        _ring(network, knot, spots[k], spots[knot.up].scale) for k, knot in enumerate(knots)
    )
    return Crowd(np.round(xy, 1), rings, tuple(inside), _quality(found))


@dataclass(frozen=True, slots=True)
class _Knot:
    """A community in a list of them all, with the number of the one that holds it."""

    community: Community
    up: int


def _knots(rings: Iterable[Community]) -> list[_Knot]:
    """List all communities, each after the one that holds it."""
    knots: list[_Knot] = []
    ahead = [(ring, -1) for ring in rings]
    for community, up in ahead:  # grows while it is read
        ahead += [(part, len(knots)) for part in community.parts]
        knots.append(_Knot(community, up))
    return knots


def _inside(knots: Sequence[_Knot], drawing: Drawing) -> list[int]:
    """Find the innermost community of each place; a meeting point is where most parties are."""
    home = [-1] * drawing.places
    for k, knot in enumerate(knots):
        for actor in knot.community.members:
            home[actor] = k
    met: dict[int, Counter[int]] = defaultdict(Counter)
    for line in drawing.lines:
        if line.end >= drawing.actors:
            met[line.end][home[line.start]] += 1
    for hub, counts in met.items():
        home[hub] = min(counts, key=lambda k: (-counts[k], k))
    return home


def _held(knots: Sequence[_Knot], inside: Sequence[int]) -> Mapping[int, Sequence[int]]:
    """List the things that stand directly in each community, and on the map (−1).

    A thing is a place, or a community as −1 − its number.
    """
    held: dict[int, list[int]] = defaultdict(list)
    for k, knot in enumerate(knots):
        held[knot.up].append(-1 - k)
    for place, k in enumerate(inside):
        held[k].append(place)
    return held


Ties = Mapping[int, Counter[Pair]]


def _ties(knots: Sequence[_Knot], inside: Sequence[int], drawing: Drawing) -> Ties:
    """Count the lines between the things that stand directly in each community."""
    ties: dict[int, Counter[Pair]] = defaultdict(Counter)
    for line in drawing.lines:
        knot, a, b = _meeting(_way_in(line.start, knots, inside), _way_in(line.end, knots, inside))
        ties[knot][min(a, b), max(a, b)] += 1
    return ties


def _way_in(place: int, knots: Sequence[_Knot], inside: Sequence[int]) -> list[int]:
    """List what holds a place, from the outside in, and the place itself."""
    way, k = [place], inside[place]
    while k >= 0:
        way.append(-1 - k)
        k = knots[k].up
    return way[::-1]


def _meeting(one: Sequence[int], other: Sequence[int]) -> tuple[int, int, int]:
    """Find the innermost community that holds both, and the things in it that they are in."""
    depth = next(d for d, (a, b) in enumerate(zip(one, other, strict=False)) if a != b)
    return (-1 - one[depth - 1] if depth else -1), one[depth], other[depth]


class _Spot(NamedTuple):
    """Where the middle of a community is, and how large what stands directly in it."""

    middle: Floats
    scale: float


@dataclass
class _Placing:
    """Places what is in each community around its own middle, from the inside out."""

    knots: Sequence[_Knot]
    held: Mapping[int, Sequence[int]]
    ties: Ties
    sizes: Floats
    scales: dict[int, float] = field(default_factory=dict)
    around: dict[int, Floats] = field(default_factory=dict)

    def place(self, knot: int) -> None:
        """Place everything in a community, or on the map (−1)."""
        import numpy as np

        things = self.held[knot]
        for thing in things:
            if thing < 0:
                self.place(-1 - thing)
        radii = np.array([self._radius(thing) for thing in things])
        number = {thing: i for i, thing in enumerate(things)}
        counts = {(number[a], number[b]): n for (a, b), n in self.ties[knot].items()}
        pairs = backbone(len(things), counts) if min(things, default=0) < 0 else sorted(counts)
        if knot < 0:
            self.around[knot], self.scales[knot] = gather(radii, pairs, APART, side_by_side), 1.0
            return
        self.around[knot] = gather(radii, pairs, GAP)
        room = reach(self.around[knot], radii) + MARGIN
        self.scales[knot] = min(self._radius(-1 - knot) / room, WIDEST)

    def _radius(self, thing: int) -> float:
        if thing >= 0:
            return float(self.sizes[thing])
        return DISC * ring_radius(self.knots[-1 - thing].community)

    def settle(self, xy: Floats) -> dict[int, _Spot]:
        """Write down where every place stands; return where each community does."""
        import numpy as np

        spots = {-1: _Spot(np.zeros(2), 1.0)}
        for knot in [-1, *range(len(self.knots))]:
            middle, scale = spots[knot]
            for thing, away in zip(self.held[knot], self.around[knot], strict=True):
                if thing < 0:
                    inner = scale * self.scales[-1 - thing]
                    spots[-1 - thing] = _Spot(middle + scale * away, inner)
                else:
                    xy[thing] = middle + scale * away
        return spots


def ring_radius(community: Community) -> float:
    """Return the radius of a ring: its area tells how many members it stands for."""
    return RING * sqrt(len(community.members))


def backbone(n: int, counts: Mapping[Pair, int]) -> list[Pair]:
    """Keep the ties that say where a community belongs: its strongest, and those that join all.

    The strength of a tie is its number of lines over the geometric mean of those of both ends:
    else everybody would stand around the largest.
    """
    import numpy as np
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import minimum_spanning_tree

    if not counts:
        return []
    ends, lines = np.array(list(counts)), np.array(list(counts.values()), dtype=float)
    total = np.bincount(ends.ravel(), np.repeat(lines, 2), n)
    strength = lines / np.sqrt(total[ends[:, 0]] * total[ends[:, 1]])
    tree = minimum_spanning_tree(coo_array((2 - strength, tuple(ends.T)), shape=(n, n))).tocoo()
    kept = {(int(a), int(b)) for a, b in zip(tree.row, tree.col, strict=True)}
    of: dict[int, int] = defaultdict(int)
    for k in np.lexsort((ends[:, 1], ends[:, 0], -strength)).tolist():
        a, b = int(ends[k, 0]), int(ends[k, 1])
        if min(of[a], of[b]) < NEAREST:
            kept.add((a, b))
        of[a], of[b] = of[a] + 1, of[b] + 1
    return sorted(kept)


def _ring(network: Network, knot: _Knot, spot: _Spot, outer: float) -> Ring:
    """Describe a community; ``outer`` is the scale of what it stands in."""
    community = knot.community
    is_named = community.kind == "community"  # else it has a name of its own
    words = community_name(network, community.members, None) if is_named else community.name
    ring = outer * ring_radius(community)
    x, y = (round(float(v), 1) for v in spot.middle)
    return Ring(
        words, community.members, x, y, round(DISC * ring, 1),
        ring=round(ring, 1), scale=round(spot.scale, 3),
        kind=community.kind, theme=community.theme, up=knot.up,
    )  # fmt: skip


def _quality(found: Communities) -> Text:
    """Say how good a partition the communities are, as a researcher will ask."""
    return Text(
        "Communautés trouvées par l’algorithme de Leiden. Modularité {q:.2f} ; {c:.2f} quand les "
        "parties des mêmes alliances sont tirées au sort : plus l’écart est grand, plus ces "
        "communautés sont réelles.",
        "Communities found by the Leiden algorithm. Modularity {q:.2f}; {c:.2f} when the parties "
        "of the same alliances are drawn by lot: the larger the gap, the more real these "
        "communities are.",
    ).fill(q=found.modularity, c=found.by_chance)
