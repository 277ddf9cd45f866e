"""Likely duplicates among actors that no common identifier tells to be one.

Nobody but people decides: what is found here are proposals, with a score and why. Persons and
posts are never compared, nor two actors whose SIREN or RNA numbers differ.
"""

from __future__ import annotations

import math
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING

import queries
from graph.decisions import SAME, Groups, Verdict, contradictions
from graph.extract import things
from graph.progress import tracked
from graph.reconciliation.blocking import pairs
from graph.reconciliation.likeness import Rarity
from graph.reconciliation.sameness import (
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

    from graph.reconciliation.blocking import Worth

THRESHOLD = 0.9  # of the development half, 66 of the 67 pairs above it are one actor
_SHORT = 7  # letters of a name that may be initials
_AT_A_TIME = 200_000  # pairs compared


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
    likely = candidates(actors, threshold)
    for i, j in tracked(_COMPARING, _each(likely), len(likely)):
        a, b = sorted((actors[i], actors[j]), key=lambda actor: actor.iri)
        if not decided(a.iri, b.iri):
            value, seen = likeliest(a, b, rarity)
            if value >= threshold:
                found.append(Proposal(a, b, value, reasons(a, b, seen)))
    return sorted(found, key=lambda proposal: (-proposal.score, proposal.a.iri, proposal.b.iri))


_COMPARING = Text("Comparaison des noms", "Comparing names")
_CHOOSING = Text("Choix des paires à comparer", "Choosing the pairs to compare")


def candidates(actors: Sequence[Actor], threshold: float = 0) -> NDArray[np.int64]:
    """Return the positions of the pairs worth scoring.

    None has two official numbers, or is where no pair of one actor is.
    """
    import numpy as np

    found = pairs(
        ((actor.readings, actor.place.commune) for actor in actors), _worth(actors, threshold)
    )
    texts = [[" ".join(read.words) for read in actor.readings] for actor in actors]
    parts = [found[start : start + _AT_A_TIME] for start in range(0, len(found), _AT_A_TIME)]
    told = tracked(_CHOOSING, parts, len(parts))
    return np.concatenate([found[:0], *(_resembling(texts, part) for part in told)])


def _each(found: NDArray[np.int64]) -> Iterator[tuple[int, int]]:
    for start in range(0, len(found), _AT_A_TIME):
        yield from found[start : start + _AT_A_TIME].tolist()


def _worth(actors: Sequence[Actor], threshold: float) -> Worth:
    """Return which pairs could reach a threshold if their names were the same."""
    import numpy as np

    siren, rna = _codes(a.siren for a in actors), _codes(a.rna for a in actors)
    town = _codes(a.place.commune for a in actors)
    departement = _codes(a.place.departement for a in actors)
    best = Features(exact=1, rich=RICHEST)
    odds = np.array([log_odds(best._replace(**{where: 1})) for where in ("same", "near", "far")])
    reaches = odds >= _logit(threshold)

    def worth(a: NDArray[np.int64], b: NDArray[np.int64]) -> NDArray[np.bool_]:
        where = np.where(_differ(departement, a, b), 2, _differ(town, a, b))
        kept: NDArray[np.bool_] = reaches[where] & ~_differ(siren, a, b) & ~_differ(rna, a, b)
        return kept

    return worth


def _codes(words: Iterable[str]) -> NDArray[np.int64]:
    """Return a number for each word, the same for the same; 0 for none."""
    import numpy as np

    known: dict[str, int] = {"": 0}
    return np.array([known.setdefault(word, len(known)) for word in words], np.int64)


def _differ(
    codes: NDArray[np.int64], a: NDArray[np.int64], b: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Tell of which pairs both have a code, and not the same."""
    left, right = codes[a], codes[b]
    differ: NDArray[np.bool_] = (left != right) & (left > 0) & (right > 0)
    return differ


def _logit(share: float) -> float:
    return math.log(share / (1 - share)) if 0 < share < 1 else math.inf * (share or -1)


def _resembling(texts: Sequence[Sequence[str]], found: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the pairs of which any two readings look alike, as a fast library sees it."""
    import numpy as np
    from rapidfuzz import fuzz, process

    crossed = [
        (row, left, right)
        for row, (i, j) in enumerate(found.tolist())
        for left in texts[i]
        for right in texts[j]
    ]
    if not crossed:
        return found[:0]
    rows, left, right = zip(*crossed, strict=True)
    is_short = np.minimum([*map(len, left)], [*map(len, right)]) <= _SHORT
    is_near = np.ones(len(rows), bool)
    for scorer, least in ((fuzz.token_sort_ratio, 48), (fuzz.token_set_ratio, 60)):
        is_near &= process.cpdist(left, right, scorer=scorer, score_cutoff=least, workers=-1) > 0
    kept = np.zeros(len(found), bool)
    kept[np.array(rows)[is_near | is_short]] = True
    return found[kept]


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


def former(store: Store, graphs: Sequence[str]) -> dict[str, str]:
    """Return the IRIs that actors had before they were united with others → where they lead."""
    asked = "SELECT ?old ?new WHERE { ?old dcterms:isReplacedBy ?new }"
    rows = store.select(asked, graphs=graphs).rows
    return {str(getattr(a, "value", "")): str(getattr(b, "value", "")) for a, b in rows}


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
