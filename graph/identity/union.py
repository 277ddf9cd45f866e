"""Unite the keys of one actor: groups of IRIs, and their rewriting as the most durable one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from itertools import combinations
from typing import TYPE_CHECKING

import ontology
from graph import layers
from graph.store import LocalStore
from ontology.text import Text

if TYPE_CHECKING:
    import pyoxigraph as ox

_ORDER = ("/org/rna/", "/org/siren/", "/post/siren/", "/org/insee", "/org/pic/", "/org/rna-import/")
_SHOWN = 5
_NUMBERS = {"ea:rna": "rna", "ea:siren": "siren"}


class Groups:
    """Disjoint sets of IRIs that mean one thing (union-find)."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}

    def find(self, iri: str) -> str:
        """Return what stands for the group of an IRI."""
        root = iri
        while (up := self._parent.get(root, root)) != root:
            root = up
        while (up := self._parent.get(iri, iri)) != root:
            self._parent[iri], iri = root, up
        return root

    def unite(self, a: str, b: str) -> None:
        """Say that two IRIs mean one thing."""
        first, second = sorted((self.find(a), self.find(b)), key=_durable)
        self._parent[second] = self._parent[first] = first

    def all(self) -> Iterator[list[str]]:
        """Yield the groups of two and more, the most durable key first."""
        found: dict[str, list[str]] = defaultdict(list)
        for iri in self._parent:
            found[self.find(iri)].append(iri)
        for group in found.values():
            if len(group) > 1:
                yield sorted(group, key=_durable)


def _durable(iri: str) -> tuple[int, str]:
    return next((i for i, step in enumerate(_ORDER) if step in iri), len(_ORDER)), iri


def numbered(store: ox.Store, keyed: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield actors and the IRIs that their official numbers make, where those are used too."""
    for name, scheme in _NUMBERS.items():
        asked = f"""SELECT DISTINCT ?actor ?number WHERE {{ ?actor {name} ?number
            FILTER (STRENDS(STR(?actor), CONCAT("/id/org/{scheme}/", ?number)) = false) }}"""
        others = [g for g in _facts(store) if keyed.get(layers.source_of(g)) != name]
        for iri, number in _rows(store, asked, others):
            if "/id/org/" not in iri:
                continue
            other = f"{iri.partition('/id/org/')[0]}/id/org/{scheme}/{number}"
            if _is_used(store, other):
                yield iri, other


def _is_used(store: ox.Store, iri: str) -> bool:
    import pyoxigraph as ox

    node = ox.NamedNode(iri)
    return any(True for _ in store.quads_for_pattern(node, None, None, None)) or any(
        True for _ in store.quads_for_pattern(None, None, node, None)
    )


def replaced(store: ox.Store) -> Iterator[tuple[str, str]]:
    """Yield bodies and the bodies that sources say they are replaced by."""
    for old, new in _rows(store, "SELECT ?old ?new WHERE { ?old dcterms:isReplacedBy ?new }"):
        if "/id/org/" in old and "/id/org/" in new:
            yield old, new


def posts(store: ox.Store) -> Groups:
    """Return the posts that a body has once: the mayors of one commune are one post."""
    asked = "SELECT DISTINCT ?post ?body ?role WHERE { ?post org:postIn ?body ; org:role ?role }"
    single = {role.iri for role in ontology.concepts("mandate-role").values() if role.one_per_body}
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for post, body, role in _rows(store, asked):
        if role in single:
            found[body, role].add(post)
    groups = Groups()
    for same in found.values():
        for a, b in combinations(sorted(same), 2):
            groups.unite(a, b)
    return groups


def _facts(store: ox.Store) -> list[str]:
    return [g for g in LocalStore(store).graphs() if layers.layer_of(g) in layers.FACTS]


def _rows(
    store: ox.Store, sparql: str, graphs: list[str] | None = None
) -> Iterator[tuple[str, ...]]:
    """Yield the rows of a question to some graphs, or to all of facts, as text."""
    asked = _facts(store) if graphs is None else graphs
    if asked:
        for row in LocalStore(store).select(sparql, graphs=asked).rows:
            yield tuple(str(getattr(term, "value", "")) for term in row)


def merge(store: ox.Store, groups: Groups) -> list[Text]:
    """Rewrite every IRI of a group as its first; tell the groups that cannot be one actor."""
    refused = []
    for group in groups.all():
        if all(len(_numbers(store, group, name)) < 2 for name in _NUMBERS):
            for iri in group[1:]:
                _rename(store, iri, group[0])
        else:
            refused.append(group)
    if not refused:
        return []
    return [
        Text(
            "{n} numéro(s) SIREN ou RNA sont donnés à plusieurs acteurs, qui restent séparés : "
            "{which}.",
            "{n} SIREN or RNA number(s) are given to several actors, which stay apart: {which}.",
        ).fill(
            n=len(refused),
            which=" ; ".join(_keys(group) for group in refused[:_SHOWN]),
        )
    ]


def _keys(group: list[str]) -> str:
    return ", ".join(iri.rpartition("/id/org/")[2] for iri in group)


def _numbers(store: ox.Store, group: list[str], name: str) -> set[str]:
    """Return the numbers of one kind that a group would have, in its IRIs or stated."""
    import pyoxigraph as ox

    step = f"/id/org/{_NUMBERS[name]}/"
    found = {iri.rpartition("/")[2] for iri in group if step in iri}
    for iri in group:
        stated = store.quads_for_pattern(ox.NamedNode(iri), ontology.node(name), None, None)
        found |= {str(getattr(quad.object, "value", "")) for quad in stated}
    return found


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
