"""Unite the keys of one actor: pairs of IRIs, and their rewriting as the most durable one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING

import ontology
from graph.disjoint import Disjoint
from graph.identity.claims import durable, facts, rows

if TYPE_CHECKING:
    import pyoxigraph as ox


def replaced(store: ox.Store) -> Iterator[tuple[str, str]]:
    """Yield bodies and the bodies that sources say they are replaced by."""
    asked = "SELECT ?old ?new WHERE { ?old dcterms:isReplacedBy ?new }"
    for old, new in rows(store, asked, facts(store)):
        if "/id/org/" in old and "/id/org/" in new:
            yield old, new


def posts(store: ox.Store) -> Disjoint:
    """Return the posts that a body has once: the mayors of one commune are one post."""
    asked = "SELECT DISTINCT ?post ?body ?role WHERE { ?post org:postIn ?body ; org:role ?role }"
    single = {role.iri for role in ontology.concepts("mandate-role").values() if role.one_per_body}
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for post, body, role in rows(store, asked, facts(store)):
        if role in single:
            found[body, role].add(post)
    sets = Disjoint(durable)
    for same in found.values():
        for a, b in combinations(sorted(same), 2):
            sets.unite(a, b)
    return sets


def merge(store: ox.Store, sets: Disjoint) -> None:
    """Rewrite every IRI of a set as its first."""
    for members in sets.all():
        for iri in members[1:]:
            _rename(store, iri, members[0])


def _rename(store: ox.Store, old: str, new: str) -> None:
    """Say of one IRI all that is said of another, in the same graphs; the old one leads there."""
    import pyoxigraph as ox

    gone, stays = ox.NamedNode(old), ox.NamedNode(new)
    leads = ontology.node("dcterms:isReplacedBy")
    said = [
        *store.quads_for_pattern(gone, None, None, None),
        *store.quads_for_pattern(None, None, gone, None),
    ]
    for quad in said:
        store.remove(quad)
        if quad.predicate != leads:
            subject = stays if quad.subject == gone else quad.subject
            value = stays if quad.object == gone else quad.object
            store.add(ox.Quad(subject, quad.predicate, value, quad.graph_name))
    for graph in {quad.graph_name for quad in said if quad.subject == gone}:
        store.add(ox.Quad(gone, leads, stays, graph))
