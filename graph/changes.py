"""What changed between two pictures of a territory, and which suggestions became alliances.

A picture is a network: of an older copy of the workspace, or of the same one at an earlier date.
Things are compared by IRI, followed to the one that replaced it. Between two dates of one
workspace only alliances (by their stages) and the ends of actors are dated: themes, seats and
networks are those known today, so that its old suggestions know a little more than one knew then.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from typing import TYPE_CHECKING, Literal, NamedTuple

from graph.selection import COMPLETED, have_met, is_absent, notation
from graph.suggestions import suggest
from ontology.text import Text, fold

if TYPE_CHECKING:
    from datetime import date

    from graph.network import Actor, Alliance, Network

Kind = Literal["realised", "new", "moved", "ended", "missing", "arrived", "gone"]

WORDS: Mapping[Kind, Text] = {
    "realised": Text("proposition devenue alliance", "suggestion that became an alliance"),
    "new": Text("nouvelle alliance", "new alliance"),
    "moved": Text("alliance à une autre étape", "alliance at another stage"),
    "ended": Text("alliance terminée", "alliance that ended"),
    "missing": Text("alliance absente des données", "alliance no longer in the data"),
    "arrived": Text("nouvel acteur", "new actor"),
    "gone": Text("acteur parti ou absent", "actor that ended or is missing"),
}
SUGGESTED = 100  # suggestions of the older picture that are looked for in the newer one


class Change(NamedTuple):
    """One difference: of an alliance, of an actor, or of a suggestion."""

    kind: Kind
    iri: str  # of the alliance or the actor
    what: str  # its title or name
    who: tuple[str, ...] = ()  # names of the parties
    before: str | None = None  # slug of the stage
    after: str | None = None
    rank: int | None = None  # of the suggestion in the older picture
    sources: tuple[str, ...] = ()  # titles


class Changes(NamedTuple):
    """All differences in the order of :data:`WORDS`, and how many suggestions were looked for."""

    rows: tuple[Change, ...]
    suggested: int
    realised: int  # pairs; an alliance may realise several


def changes(
    old: Network,
    new: Network,
    leads: Mapping[str, str] | None = None,
    *,
    opted_out: frozenset[frozenset[str]] = frozenset(),
    top: int = SUGGESTED,
) -> Changes:
    """Compare two networks; ``leads`` gives old IRIs that another one stands for now."""
    followed = leads or {}
    proposed = suggest(old, exclude=opted_out, top=top)
    rank = {
        frozenset(followed.get(old.actors[i].iri, old.actors[i].iri) for i in (s.a, s.b)): place
        for place, s in enumerate(proposed, 1)
    }
    realised = list(_realised(new, rank))
    rows = [row for _, row in realised]
    rows += _alliances(old, new)
    rows += _actors(old, new, followed)
    order = {kind: place for place, kind in enumerate(WORDS)}
    rows.sort(key=lambda row: (order[row.kind], row.rank or 0, fold(row.what), row.iri))
    return Changes(tuple(rows), len(proposed), len({pair for pair, _ in realised}))


def _realised(
    new: Network, rank: Mapping[frozenset[str], int]
) -> Iterator[tuple[frozenset[str], Change]]:
    """Yield each alliance of the newer picture that joins a pair once suggested: no mere idea."""
    for alliance in new.alliances:
        if not have_met(alliance.stage):
            continue
        iris = sorted({new.actors[party.actor].iri for party in alliance.parties})
        for pair in map(frozenset, combinations(iris, 2)):
            if pair in rank:
                names = tuple(new.actors[new.index[iri]].name for iri in sorted(pair))
                row = _told("realised", new, alliance)._replace(who=names, rank=rank[pair])
                yield pair, row


def _alliances(old: Network, new: Network) -> Iterator[Change]:
    before = {alliance.iri: alliance for alliance in old.alliances}
    after = {alliance.iri: alliance for alliance in new.alliances}
    for iri in before.keys() | after.keys():
        earlier, later = before.get(iri), after.get(iri)
        if earlier is None and later is not None:
            yield _told("new", new, later)
        elif earlier is not None and later is None:
            yield _told("missing", old, earlier)._replace(before=earlier.stage, after=None)
        elif earlier and later and (kind := turn_of(earlier.stage, later.stage)):
            yield _told(kind, new, later)._replace(before=earlier.stage)


def turn_of(before: str, after: str) -> Literal["moved", "ended"] | None:
    """Return what became of an alliance between two stages; None: nothing."""
    if before == after:
        return None
    return "ended" if notation(before) < COMPLETED <= notation(after) else "moved"


def _actors(old: Network, new: Network, leads: Mapping[str, str]) -> Iterator[Change]:
    """Yield who is new, and who ended or is not in the data any more."""
    before = {leads.get(actor.iri, actor.iri): actor for actor in old.actors}
    after = {actor.iri: actor for actor in new.actors}
    for iri in after.keys() - before.keys():
        yield _named("arrived", new, after[iri])
    for iri, actor in before.items():
        ended = iri in after and _left(after[iri], new.as_of) and not _left(actor, old.as_of)
        if ended or iri not in after:
            yield _named("gone", old, actor)


def _left(actor: Actor, day: date | None) -> bool:
    return not actor.is_post and is_absent(actor, day)


def _told(kind: Kind, network: Network, alliance: Alliance) -> Change:
    parties = dict.fromkeys(party.actor for party in alliance.parties)
    return Change(
        kind,
        alliance.iri,
        alliance.title,
        tuple(network.actors[i].name for i in parties),
        after=alliance.stage,
        sources=_titles(network, alliance.sources),
    )


def _named(kind: Kind, network: Network, actor: Actor) -> Change:
    return Change(kind, actor.iri, actor.name, sources=_titles(network, actor.sources))


def _titles(network: Network, iris: Iterable[str]) -> tuple[str, ...]:
    return tuple(network.sources[iri].title for iri in iris if iri in network.sources)
