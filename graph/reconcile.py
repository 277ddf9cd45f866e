"""Likely duplicates among actors that no common identifier tells to be one.

Nobody but people decides: what is found here are proposals, with a score and why. Persons and
posts are never compared, nor two actors whose SIREN or RNA numbers differ.
"""

from __future__ import annotations

import math
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING

import queries
from graph.blocking import pairs
from graph.decisions import SAME, Groups, Verdict, contradictions
from graph.extract import things
from graph.likeness import Rarity
from graph.sameness import (
    RICHEST,
    UNKNOWN,
    Actor,
    Features,
    Place,
    likeliest,
    log_odds,
    reasons,
)
from graph.sources.places import canonical, departement_of, town
from graph.store import Store
from ontology.text import Text

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

THRESHOLD = 0.9  # of the development half, 66 of the 67 pairs above it are one actor
_SHORT = 7  # letters of a name that may be initials
_AT_A_TIME = 500_000  # pairs of texts


@dataclass(frozen=True)
class Proposal:
    """Two actors that are likely one, and why."""

    a: Actor
    b: Actor
    score: float
    why: tuple[Text, ...]


def propose(
    actors: Sequence[Actor],
    *,
    threshold: float = THRESHOLD,
    decided: Callable[[str, str], bool] = lambda _a, _b: False,
) -> list[Proposal]:
    """Return the pairs of actors whose score reaches a threshold, the likeliest first.

    Pairs that people decided already are left out.
    """
    rarity = Rarity(actor.readings for actor in actors)
    found = []
    for i, j in candidates(actors, threshold).tolist():
        a, b = sorted((actors[i], actors[j]), key=lambda actor: actor.iri)
        if not decided(a.iri, b.iri):
            value, seen = likeliest(a, b, rarity)
            if value >= threshold:
                found.append(Proposal(a, b, value, reasons(a, b, seen)))
    return sorted(found, key=lambda proposal: (-proposal.score, proposal.a.iri, proposal.b.iri))


def candidates(actors: Sequence[Actor], threshold: float = 0) -> NDArray[np.int64]:
    """Return the positions of the pairs worth scoring.

    None has two official numbers, or is where or what no pair of one actor is.
    """
    found = pairs((actor.readings, actor.place.commune) for actor in actors)
    for name in ("siren", "rna"):
        numbers = _codes([getattr(actor, name) for actor in actors], found)
        found = found[~_differ(numbers)]
    return _resembling(actors, found[_may_reach(actors, found, threshold)])


def _codes(words: Sequence[str], found: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return a number for the word of each actor of each pair: 0 for none, or its own."""
    import numpy as np

    known: dict[str, int] = {"": 0}
    codes: NDArray[np.int64] = np.array([known.setdefault(w, len(known)) for w in words], np.int64)
    return codes[found]


def _differ(codes: NDArray[np.int64]) -> NDArray[np.bool_]:
    differ: NDArray[np.bool_] = (codes > 0).all(axis=1) & (codes[:, 0] != codes[:, 1])
    return differ


def _may_reach(
    actors: Sequence[Actor], found: NDArray[np.int64], threshold: float
) -> NDArray[np.bool_]:
    """Tell which pairs could reach a threshold, if their names were the same, where they are."""
    import numpy as np

    apart = [
        _differ(_codes([getattr(actor.place, name) for actor in actors], found))
        for name in ("commune", "departement")
    ]
    best = Features(exact=1, rich=RICHEST)
    odds = np.array([log_odds(best._replace(**{where: 1})) for where in ("same", "near", "far")])
    reached: NDArray[np.bool_] = odds[np.where(apart[1], 2, apart[0])] >= _logit(threshold)
    return reached


def _logit(share: float) -> float:
    return math.log(share / (1 - share)) if 0 < share < 1 else math.inf * (share or -1)


def _resembling(actors: Sequence[Actor], found: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the pairs of which any two readings look alike, as a fast library sees it."""
    import numpy as np
    from rapidfuzz import fuzz, process

    kept = np.zeros(len(found), bool)
    texts = [[" ".join(read.words) for read in actor.readings] or [""] for actor in actors]
    rows, left, right = _crossed(texts, found)
    for start in range(0, len(rows), _AT_A_TIME):
        here = slice(start, start + _AT_A_TIME)
        is_near = np.ones(len(left[here]), bool)
        for scorer, least in ((fuzz.token_sort_ratio, 48), (fuzz.token_set_ratio, 60)):
            is_near &= (
                process.cpdist(
                    left[here], right[here], scorer=scorer, score_cutoff=least, workers=-1
                )
                > 0
            )
        is_short = [
            min(len(a), len(b)) <= _SHORT for a, b in zip(left[here], right[here], strict=True)
        ]
        np.logical_or.at(kept, rows[here], is_near | np.array(is_short, bool))
    return found[kept]


def _crossed(
    texts: Sequence[Sequence[str]], found: NDArray[np.int64]
) -> tuple[NDArray[np.int64], list[str], list[str]]:
    """Return every text of one actor beside every text of the other, with the row of the pair."""
    import numpy as np

    rows: list[int] = []
    left: list[str] = []
    right: list[str] = []
    for row, (i, j) in enumerate(found.tolist()):
        for a in texts[i]:
            for b in texts[j]:
                rows.append(row)
                left.append(a)
                right.append(b)
    return np.array(rows, np.int64), left, right


# -- from the store ------------------------------------------------------------------------------

_REPEATED = frozenset({"seat", "sector", "source"})  # values that many actors share


def actors(store: Store, graphs: Sequence[str]) -> list[Actor]:
    """Return the actors of a store, sorted by IRI; posts and persons are none."""
    said = _said(store, graphs)
    communes = _communes(store, graphs)
    towns = {town(name) for name in communes.values()}
    titles = {
        iri: next(iter(p.get("dcterms:title", ())), iri)
        for iri, p in things(store, graphs, "ea:Source").items()
    }
    return [_actor(iri, said[iri], communes, towns, titles) for iri in sorted(said)]


def _said(store: Store, graphs: Sequence[str]) -> dict[str, dict[str, set[str]]]:
    """Return actor → what is said → values."""
    said: dict[str, dict[str, set[str]]] = defaultdict(dict)
    for row in store.select(queries.internal("identities"), graphs=graphs).rows:
        iri, how, value = (str(getattr(term, "value", "")) for term in row[:3])
        kept = sys.intern(value) if how in _REPEATED else value
        said[iri].setdefault(sys.intern(how), set()).add(kept)
    return said


def _communes(store: Store, graphs: Sequence[str]) -> dict[str, str]:
    """Return commune → name."""
    return {
        iri: next(iter(said.get("rdfs:label", ())), "")
        for iri, said in things(store, graphs, "ea:Territory").items()
        if _COMMUNE in iri
    }


_COMMUNE, _DEPARTEMENT = "/geo/commune/", "/geo/departement/"


def _actor(
    iri: str,
    said: Mapping[str, set[str]],
    communes: Mapping[str, str],
    towns: Set[str],
    titles: Mapping[str, str],
) -> Actor:
    names = sorted(said.get("name", ())) + sorted(said.get("other", ()))
    sectors = {value.rpartition("/")[2] for value in said.get("sector", ())} - {UNKNOWN}
    sector = sectors.pop() if len(sectors) == 1 else UNKNOWN
    return Actor(
        iri,
        tuple(names) or (iri,),
        _place(sorted(said.get("seat", ())), communes),
        min(said.get("siren", ()), default=""),
        min(said.get("rna", ()), default=""),
        sector,
        tuple(sorted(titles.get(source, source) for source in said.get("source", ()))),
        is_town=bool(names) and sector in {UNKNOWN, "public"} and town(names[0]) in towns,
    )


def _place(seats: Sequence[str], communes: Mapping[str, str]) -> Place:
    """Return the first commune of some seats, or else the first département."""
    for seat in seats:
        if _COMMUNE in seat:
            code = canonical(seat.rpartition("/")[2])
            return Place(code, departement_of(code), communes.get(seat, ""))
    for seat in seats:
        if _DEPARTEMENT in seat:
            return Place(departement=seat.rpartition("/")[2])
    return Place()


# -- what cannot be ------------------------------------------------------------------------------


def objections(
    known: Mapping[str, Actor], earlier: Sequence[Verdict], new: Sequence[Verdict]
) -> list[Text]:
    """Return why new verdicts cannot be recorded beside the earlier ones; nothing when they can."""
    after = {verdict.pair: verdict for verdict in (*earlier, *new)}.values()
    before = {one.apart.pair for one in contradictions(earlier)}
    found = [one.text for one in contradictions(after) if one.apart.pair not in before]
    old = _two_numbers(known, earlier)
    return found + [text for text in _two_numbers(known, after) if text not in old]


def _two_numbers(known: Mapping[str, Actor], verdicts: Iterable[Verdict]) -> list[Text]:
    """Return which actors that verdicts make one have two SIREN or two RNA numbers."""
    said = [verdict for verdict in verdicts if verdict.verdict == SAME]
    groups = Groups(said)
    members: dict[str, dict[str, str]] = defaultdict(dict)
    for verdict in said:
        for iri, name in ((verdict.a, verdict.name_a), (verdict.b, verdict.name_b)):
            members[groups.of(iri)][iri] = name or iri
    return [
        _TWO_NUMBERS.fill(names=" / ".join(named.values()), kind=kind, numbers=", ".join(numbers))
        for named in members.values()
        for kind in ("SIREN", "RNA")
        if len(numbers := sorted({_number(known, iri, kind) for iri in named} - {""})) > 1
    ]


_TWO_NUMBERS = Text(
    "« {names} » : ils ont plusieurs numéros {kind} ({numbers}), ce sont donc des acteurs "
    "différents.",
    "'{names}': they have several {kind} numbers ({numbers}), so they are different actors.",
)


def _number(known: Mapping[str, Actor], iri: str, kind: str) -> str:
    if iri in known:
        return str(getattr(known[iri], kind.lower()))
    return iri.rpartition("/")[2] if f"/org/{kind.lower()}/" in iri else ""
