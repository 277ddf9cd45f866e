"""One actor, one IRI: after all sources are in, and before anything is worked out from them.

Sources are never merged in place. Each keeps its claims under the key that it knows; every build
unites the keys of one actor, so that taking back a verdict, or a source, takes the union back.

1. *Unite*: a SIREN and an RNA number that a source states of one actor, a body that a source
   says replaces another (``dcterms:isReplacedBy``), and the pairs that people decided; never two
   that people said are not the same. The most durable key wins: RNA, then SIREN, then the others.
2. *Hide*: whoever Sirene does not disclose leaves the public graphs, wherever else it is named.
3. *Prefer*: where several sources name a thing, the name of the first in rank stays
   ``rdfs:label``, the others become other names; declared themes come before a register's code.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from graph.identity.claims import Bonds, claims
from graph.identity.preference import prefer
from graph.identity.union import merge, posts, replaced
from graph.identity.withdrawal import hide, prune
from ontology.text import Text

if TYPE_CHECKING:
    import pyoxigraph as ox

__all__ = ["settle"]


def settle(
    store: ox.Store,
    ranks: Mapping[str, float],
    decided: Iterable[tuple[str, str]],
    keyed: Mapping[str, str] = MappingProxyType({}),
    apart: Iterable[tuple[str, str]] = (),
) -> list[Text]:
    """Unite, hide and prefer in a store under construction; return what is worth telling.

    ``ranks`` says of each source how early its names come; ``decided`` are pairs of IRIs that
    people said are the same, ``apart`` are not; ``keyed`` gives sources whose IRIs are made of a
    number anyway.
    """
    bonds = Bonds(store, ranks, apart)
    for a, b in (*decided, *replaced(store)):
        bonds.unite(a, b)
    found, notices = claims(store, keyed)
    notices += bonds.believe(found)
    merge(store, bonds.sets)
    merge(store, posts(store))
    hidden = hide(store)
    if hidden:
        notices.append(
            Text(
                "{n} {n:acteur retiré|acteurs retirés} des graphes publics : Sirene ne {n:le "
                "diffuse pas, ou il s'y est opposé|les diffuse pas, ou ils s'y sont opposés} "
                "(alliances optout).",
                "{n} {n:actor|actors} taken out of the public graphs: Sirene does not disclose "
                "{n:it, or it|them, or they} objected (alliances optout).",
            ).fill(n=hidden)
        )
    prune(store)
    prefer(store, ranks)
    return notices
