"""White spots: where on the territory a theme or a sector has few known alliances, or none.

A table of themes (or sectors) by territories, each cell in one of the states of :data:`STATES`:
that nobody is known there, that nothing is known of those who are, and that they have alliances
but none here, are three different things, and none of them is "there is no alliance".

A count is compared with chance only where chance expects five or more: expected under
independence, and the adjusted standardised residual (Haberman 1973; Agresti 2013, 3.3.1)::

    E = R·C / N        r = (O - E) / sqrt(E · (1 - R/N) · (1 - C/N))

where R and C are the sums of the row and of the column and N that of the table. An alliance of
two themes counts in both rows, as everywhere in this program.

Places are counted for the territories of one level (communes, project territories, EPCI…) that they
lie in, once each; what lies in none of them, or is wider, is :data:`ELSEWHERE`. Without a level
each territory is a column: an area (a département, a project territory) has all that lies inside
it, and is not compared, since it would be with its own parts.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Set
from itertools import product
from math import sqrt
from typing import TYPE_CHECKING, Literal, NamedTuple

import ontology
from graph.selection import WIDEST, Places, in_layer
from ontology import Kind
from ontology.text import Text

if TYPE_CHECKING:
    from graph.network import Actor, Alliance, Need, Network

By = Literal["theme", "sector"]
Counted = Literal["alliances", "actors"]
State = Literal["below", "no-link", "no-relation", "nobody", "as-chance", "above", "few"]

STATES: Mapping[State, Text] = {
    "below": Text("moins que le hasard", "fewer than chance"),
    "no-link": Text("aucun lien connu ici", "no known link here"),
    "no-relation": Text("aucune donnée sur les liens", "no data on links"),
    "nobody": Text("aucun acteur connu", "no actor known"),
    "as-chance": Text("comme le hasard", "as chance would"),
    "above": Text("plus que le hasard", "more than chance"),
    "few": Text("trop peu pour comparer", "too few to compare"),
}
WHITE: frozenset[State] = frozenset({"below", "no-link"})

ELSEWHERE, NOT_ASKED = "", "-"  # in place of the IRI of a territory
LEVELS = ("igeo:Commune", "ea:ProjectTerritory", "ea:LocalArea", "igeo:Intercommunalite",
          "igeo:Departement", "igeo:Region")  # fmt: skip
"""Kinds of territories, the finest first."""
MOST_COLUMNS = 6  # of a table that is read at a glance

LEAST_EXPECTED = 5.0
FAR = 2.0  # residual beyond which a cell is told from chance: 5 in 100 are by chance alone


class Cell(NamedTuple):
    """A theme or a sector on a territory."""

    row: str  # slug
    territory: str  # IRI, or ELSEWHERE
    actors: int  # known, of this theme or sector, seated there; in an area, anywhere inside it
    related: int  # of these, those with an alliance known anywhere
    alliances: int  # of this theme, or with a party of this sector, there; running or completed
    observed: int  # of what is counted: alliances or actors
    expected: float | None  # None where chance expects fewer than five, or nothing is compared
    residual: float | None
    state: State


class Unmet(NamedTuple):
    """A need that no offer meets, or an offer that nobody needs, as far as is known."""

    is_need: bool
    actor: int
    resource: str  # slug of "contribution"
    words: str | None


def gaps(
    network: Network,
    by: By = "theme",
    *,
    counted: Counted = "alliances",
    level: Kind | None = None,
    within: str | None = None,
    party: str | None = None,
) -> list[Cell]:
    """Return every cell of the table, white spots first, the largest first.

    Rows and columns are the themes (or sectors) and the territories that anything known is about:
    those of a ``level``, or without one each place for itself. ``within`` keeps the places inside
    a territory, and the project territories around it; with a ``party``, only alliances with a
    party of that sector count.
    """
    columns = _Columns(network, level, within)
    seats, tables = _seats(network, by, columns), _alliances(network, by, party, columns)
    related = {p.actor for a in network.alliances if in_layer(a.stage, WIDEST) for p in a.parties}
    things = seats if counted == "actors" else tables
    counts = {key: len(found) for key, found in things.items()}
    chance = _Chance({key: n for key, n in counts.items() if key[1] != NOT_ASKED})
    rows = {row for row, _ in (*seats, *tables)}
    places = {place for _, place in (*seats, *tables)} - {NOT_ASKED}
    seated, allied = columns.whole(seats), columns.whole(tables)
    cells = []
    for row in sorted(rows):
        for place in sorted(places):
            key = row, place
            actors, alliances = seated.get(key, frozenset()), len(allied.get(key, ()))
            against = chance if columns.are_compared(place) else None
            cells.append(_cell(*key, len(actors), len(actors & related), alliances, against))
    return sorted(cells, key=_order)


def level_to_read(network: Network, within: str | None = None) -> Kind | None:
    """Return the finest level of which a table can be read at a glance: two to six territories.

    Where there is none, the finest of several; else the one that holds most places.
    """
    places = {actor.seat for actor in network.actors if actor.seat}
    places |= {place for alliance in network.alliances for place in alliance.territories}
    levels = [
        kind for name in LEVELS for kind in ontology.kinds("ea:Territory") if kind.curie == name
    ]
    held = {kind: _held(places, _Columns(network, kind, within)) for kind in levels}
    sizes = {kind: len(held[kind]) for kind in levels}
    for most in (MOST_COLUMNS, len(places)):
        for kind in levels:
            if 1 < sizes[kind] <= most:
                return kind
    best = max(levels, key=lambda kind: held[kind].total())
    return best if held[best] else None


def _held(places: Iterable[str], columns: _Columns) -> Counter[str]:
    """Count the places in each territory of a level."""
    found = Counter(column for place in places for column in columns.of([place]))
    return Counter({each: n for each, n in found.items() if each not in {ELSEWHERE, NOT_ASKED}})


class _Columns:
    """The territories that places are counted for."""

    def __init__(self, network: Network, level: Kind | None, within: str | None) -> None:
        self._where = Places(network)
        self._within = within
        self._level = level
        self._areas = {
            iri
            for iri, place in network.territories.items()
            if level is not None and place.kind == level.label
        }

    def of(self, places: Iterable[str]) -> set[str]:
        """Return the columns of some places, each once."""
        return {column for place in places for column in self._around(place)}

    def _around(self, place: str) -> Collection[str]:
        if self._within is not None and not self._where.concern([place], self._within):
            return (NOT_ASKED,)
        if self._level is None:
            return (place,)
        return self._where.around(place) & self._areas or (ELSEWHERE,)

    def whole(self, table: _Table) -> _Table:
        """Give every area what lies in the places inside it; at one level each has that already."""
        if self._level is not None:
            return table
        found: dict[tuple[str, str], set[int]] = defaultdict(set)
        for (row, place), things in table.items():
            for wide in self._where.around(place):
                found[row, wide] |= things
        return found

    def are_compared(self, place: str) -> bool:
        """Tell whether a column can be compared with the others: it is no part of one."""
        return self._level is not None or not self._where.is_area(place)


def unmet(network: Network) -> list[Unmet]:
    """Return needs without an offer of the same resource by somebody else, then such offers."""
    needed = _resources(network, lambda actor: actor.needs)
    offered = _resources(network, lambda actor: actor.offers)
    found = [
        *_without(network, lambda actor: actor.needs, offered, is_need=True),
        *_without(network, lambda actor: actor.offers, needed, is_need=False),
    ]
    return sorted(found, key=lambda each: (not each.is_need, network.actors[each.actor].name))


def _cell(
    row: str, place: str, actors: int, related: int, alliances: int, chance: _Chance | None
) -> Cell:
    expected, residual = chance.of(row, place) if chance else (None, None)
    if alliances == 0 and not (residual is not None and residual <= -FAR and related):
        state: State = "no-link" if related else "no-relation" if actors else "nobody"
    elif residual is None:
        state = "few"
    else:
        state = "below" if residual <= -FAR else "above" if residual >= FAR else "as-chance"
    observed = chance.counts.get((row, place), 0) if chance else 0
    return Cell(row, place, actors, related, alliances, observed, expected, residual, state)


def _order(cell: Cell) -> tuple[int, float, int, str, str]:
    place = list(STATES).index(cell.state)
    far = cell.residual if cell.residual is not None else 0.0
    return place, far, -cell.related, cell.row, cell.territory


class _Chance:
    """What a table of counts would hold if rows and columns had nothing to do with each other."""

    def __init__(self, counts: Mapping[tuple[str, str], int]) -> None:
        self.counts = counts
        self.rows: Counter[str] = Counter()
        self.columns: Counter[str] = Counter()
        for (row, column), n in counts.items():
            self.rows[row] += n
            self.columns[column] += n
        self.total = sum(counts.values())

    def of(self, row: str, column: str) -> tuple[float | None, float | None]:
        """Return what is expected of a cell and its residual; None below five, or undefined."""
        if not self.total:
            return None, None
        expected = self.rows[row] * self.columns[column] / self.total
        spread = (1 - self.rows[row] / self.total) * (1 - self.columns[column] / self.total)
        if expected < LEAST_EXPECTED or spread <= 0:
            return None, None
        observed = self.counts.get((row, column), 0)
        return expected, (observed - expected) / sqrt(expected * spread)


def _seats(network: Network, by: By, columns: _Columns) -> _Table:
    """Return (row, territory) → actors of that row seated there."""
    found: dict[tuple[str, str], set[int]] = defaultdict(set)
    for i, actor in enumerate(network.actors):
        for place in columns.of([actor.seat] if actor.seat else []):
            for row in _rows_of(actor, by):
                found[row, place].add(i)
    return found


def _alliances(network: Network, by: By, party: str | None, columns: _Columns) -> _Table:
    """Return (row, territory) → alliances that run or were completed, by index.

    One that names no theme or territory takes those of its parties.
    """
    found: dict[tuple[str, str], set[int]] = defaultdict(set)
    for j, alliance in enumerate(network.alliances):
        if in_layer(alliance.stage, WIDEST):
            parties = [network.actors[i] for i in alliance.members]
            if party is not None and party not in {actor.sector for actor in parties}:
                continue
            own = alliance.themes if by == "theme" else ()
            rows = set(own) or {row for actor in parties for row in _rows_of(actor, by)}
            for key in product(rows, columns.of(_places(alliance, parties))):
                found[key].add(j)
    return found


def _places(alliance: Alliance, parties: Iterable[Actor]) -> set[str]:
    return set(alliance.territories) or {actor.seat for actor in parties if actor.seat}


def _rows_of(actor: Actor, by: By) -> tuple[str, ...]:
    return actor.themes if by == "theme" else (actor.sector,)


def _resources(network: Network, of: _Side) -> dict[str, set[int]]:
    """Return resource → actors that need it, or offer it."""
    found: dict[str, set[int]] = defaultdict(set)
    for i, actor in enumerate(network.actors):
        for each in of(actor):
            for slug in each.resources:
                found[slug].add(i)
    return found


def _without(
    network: Network, of: _Side, others: Mapping[str, set[int]], *, is_need: bool
) -> Iterator[Unmet]:
    for i, actor in enumerate(network.actors):
        for each in of(actor):
            for slug in each.resources:
                if not others.get(slug, set()) - {i}:
                    yield Unmet(is_need, i, slug, each.words)


if TYPE_CHECKING:
    from collections.abc import Callable

    _Side = Callable[[Actor], tuple[Need, ...]]
    _Table = Mapping[tuple[str, str], Set[int]]  # (row, territory) → actors or alliances
