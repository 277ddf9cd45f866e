"""Communities of a large network: few enough to read, each small enough to draw.

The Leiden communities of the actors (``leiden``) are cut again while they are too large and put
together when they are too small (``cuts``), and called after their members and their theme
(``names``). The result is a tree whose top fits on one map and whose every knot opens on a few
hundred things at most. Nothing depends on the order in which actors or alliances were loaded, nor
on the number of cores.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from graph.communities.cuts import SMALLEST, Ties, by_ties, by_trait, classes
from graph.communities.leiden import by_chance, leiden, modularity
from graph.communities.names import (
    NOBODY,
    Themes,
    community_name,
    pack_name,
    small_groups_name,
)
from ontology.text import Text

if TYPE_CHECKING:
    from graph.network import Network
    from graph.sparse import Codes

Kind = Literal["community", "small", "alone", "trait"]

RINGS = 120  # communities on one map
MOST = 300  # members that are drawn one by one
CENTRAL = 12  # members that stay in sight when the others are grouped by what they are


@dataclass(frozen=True, slots=True)
class Community:
    """A community, a part of one, or what is in none.

    ``members`` are all its actors by index, the most central first; those that are in none of
    its ``parts`` are drawn one by one. ``kind`` is "community", "small" (several groups too
    small for a ring each), "alone" (no alliance) or "trait" (actors alike, not tied together).
    """

    name: Text
    members: tuple[int, ...]
    kind: Kind = "community"
    theme: str | None = None  # slug of the theme that sets it apart
    parts: tuple[Community, ...] = ()

    @property
    def own(self) -> list[int]:
        """Return the members that are in no part."""
        inside = {i for part in self.parts for i in part.members}
        return [i for i in self.members if i not in inside]

    def walk(self) -> Iterator[Community]:
        """Yield the community and all that it holds, from the outside in."""
        yield self
        for part in self.parts:
            yield from part.walk()


@dataclass(frozen=True, slots=True)
class Communities:
    """The communities of a network, the largest first, and how good a partition they are.

    ``modularity`` is that of the Leiden communities, ``by_chance`` that of the same alliances
    with parties drawn by lot.
    """

    rings: tuple[Community, ...]
    modularity: float
    by_chance: float


def communities(network: Network, *, rings: int = RINGS, most: int = MOST) -> Communities:
    """Find the communities of a network: at most ``rings``, of at most ``most`` drawn members.

    What is too small for a ring of its own is one ring before the last; the last one holds the
    actors without any alliance.
    """
    ties = Ties(network)
    whole = ties.within(ties.tied)
    labels = leiden(whole)
    found = classes(ties.tied, labels)
    large = _cut([group for group in found if len(group) >= SMALLEST], ties, rings - 2, most)
    kept, packs = _room(large, ties, rings - 2, most)
    small = [group for group in found if len(group) < SMALLEST]
    alone = sorted(set(range(len(network.actors))) - set(ties.tied.tolist()))
    tree = _Tree(ties, Themes(network, ties.tied), most)
    top = [
        *(tree.community(group) for group in kept),
        *(tree.pack(pack) for pack in packs),
        *([tree.small(small)] if small else []),
        *([tree.alike(ties.by_name(alone), NOBODY, "alone")] if alone else []),
    ]
    return Communities(tuple(top), modularity(whole, labels), by_chance(network.incidence))


def _cut(groups: list[Codes], ties: Ties, rings: int, most: int) -> list[Codes]:
    """Cut the largest groups while they are too large to draw and there is room for their parts."""
    done: list[Codes] = []
    ahead = list(groups)
    while ahead and len(ahead[0]) > most:
        largest = ahead.pop(0)
        parts = by_ties(ties, largest, rings)
        if parts and len(done) + len(ahead) + len(parts) <= rings:
            ahead = _largest_first([*ahead, *parts])
        else:
            done.append(largest)
    return _largest_first([*done, *ahead])


def _largest_first(groups: Sequence[Codes]) -> list[Codes]:
    return sorted(groups, key=lambda group: -len(group))


def _room(
    groups: Sequence[Codes], ties: Ties, rings: int, most: int
) -> tuple[Sequence[Codes], list[list[Codes]]]:
    """Keep as many of the largest groups as there is room for; put the others together.

    A country's members of parliament and those whom each one supports are hundreds of groups
    without a tie between them.
    """
    if len(groups) <= rings:
        return groups, []
    for kept in range(rings - 1, -1, -1):
        packs = list(_packs(ties.neighbours(groups[kept:]), most))
        if kept + len(packs) <= rings:
            return groups[:kept], packs
    return [], list(_packs(ties.neighbours(groups), 2 * sum(map(len, groups)) // rings))


@dataclass(frozen=True)
class _Tree:
    """Makes communities of groups of actors, with as many levels as their size asks for."""

    ties: Ties
    themes: Themes
    most: int

    def community(self, group: Codes) -> Community:
        """Make a community, with parts where it is too large to draw."""
        members = self.ties.central_first(group.tolist())
        theme = self.themes.main(group)
        name = community_name(self.ties.network, members, theme)
        parts = self._parts(group, members) if len(group) > self.most else ()
        return Community(name, tuple(members), "community", theme, parts)

    def _parts(self, group: Codes, members: Sequence[int]) -> tuple[Community, ...]:
        """Cut by ties; where ties say nothing, as around one funder, by what the members are."""
        parts = by_ties(self.ties, group, self.most)
        if parts:
            return tuple(self.community(part) for part in parts)
        return self._classes(members[CENTRAL:])

    def alike(self, members: Sequence[int], name: Text, kind: Kind) -> Community:
        """Make a group of actors that no ties tell apart."""
        parts = self._classes(members) if len(members) > self.most else ()
        return Community(name, tuple(members), kind, None, parts)

    def _classes(self, members: Sequence[int]) -> tuple[Community, ...]:
        found = by_trait(self.ties, members, self.most)
        return tuple(self.alike(some, name, "trait") for name, some in found)

    def small(self, groups: Sequence[Codes]) -> Community:
        """Put all that is too small for a ring of its own into one."""
        return self._together(groups, small_groups_name(len(groups)))

    def pack(self, groups: Sequence[Codes]) -> Community:
        """Put some groups into one ring."""
        if len(groups) == 1:
            return self.community(groups[0])
        leaders = [self.ties.central_first(group.tolist())[0] for group in groups[:2]]
        return self._together(groups, pack_name(self.ties.network, leaders, len(groups)))

    def _together(self, groups: Sequence[Codes], name: Text) -> Community:
        packs = list(_packs(groups, self.most))
        parts = tuple(self.pack(pack) for pack in packs) if len(packs) > 1 else ()
        return Community(name, tuple(self._in_order(groups)), "small", None, parts)

    def _in_order(self, groups: Sequence[Codes]) -> list[int]:
        return [i for group in groups for i in self.ties.central_first(group.tolist())]


def _packs(groups: Sequence[Codes], most: int) -> Iterator[list[Codes]]:
    """Put groups together, in their order, up to so many members."""
    pack: list[Codes] = []
    for group in groups:
        if pack and sum(map(len, pack)) + len(group) > most:
            yield pack
            pack = []
        pack.append(group)
    if pack:
        yield pack
