"""One actor, one IRI: after all sources are in, and before anything is worked out from them.

Sources are never merged in place. Each keeps its claims under the key that it knows; every build
unites the keys of one actor, so that taking back a verdict, or a source, takes the union back.

1. *Unite*: a SIREN and an RNA number that a source states of one actor, a body that a source
   says replaces another (``dcterms:isReplacedBy``), and the pairs that people decided. The most
   durable key wins: RNA, then SIREN, then the others.
2. *Hide*: whoever Sirene does not disclose leaves the public graphs, wherever else it is named.
3. *Prefer*: where several sources name a thing, the name of the first in rank stays
   ``rdfs:label``, the others become other names; declared themes come before a register's code.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations
from types import MappingProxyType
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


def settle(
    store: ox.Store,
    ranks: Mapping[str, int],
    decided: Iterable[tuple[str, str]],
    keyed: Mapping[str, str] = MappingProxyType({}),
) -> list[Text]:
    """Unite, hide and prefer in a store under construction; return what is worth telling.

    ``ranks`` says of each source how early its names come; ``decided`` are pairs of IRIs that
    people said are the same; ``keyed`` gives sources whose IRIs are made of a number anyway.
    """
    groups = _Groups()
    for a, b in (*_numbered(store, keyed), *_replaced(store), *decided):
        groups.unite(a, b)
    notices = _merge(store, groups)
    _merge(store, _posts(store))
    hidden = _hide(store)
    if hidden:
        notices.append(
            Text(
                "{n} unité(s) que Sirene ne diffuse pas retirée(s) des graphes publics.",
                "{n} unit(s) that Sirene does not disclose taken out of the public graphs.",
            ).fill(n=hidden)
        )
    _prune(store)
    _prefer(store, ranks)
    return notices


class _Groups:
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


def _numbered(store: ox.Store, keyed: Mapping[str, str]) -> Iterator[tuple[str, str]]:
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


def _replaced(store: ox.Store) -> Iterator[tuple[str, str]]:
    """Yield bodies and the bodies that sources say they are replaced by."""
    for old, new in _rows(store, "SELECT ?old ?new WHERE { ?old dcterms:isReplacedBy ?new }"):
        if "/id/org/" in old and "/id/org/" in new:
            yield old, new


def _posts(store: ox.Store) -> _Groups:
    """Return the posts that a body has once: the mayors of one commune are one post."""
    asked = "SELECT DISTINCT ?post ?body ?role WHERE { ?post org:postIn ?body ; org:role ?role }"
    single = {role.iri for role in ontology.concepts("mandate-role").values() if role.one_per_body}
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for post, body, role in _rows(store, asked):
        if role in single:
            found[body, role].add(post)
    groups = _Groups()
    for posts in found.values():
        for a, b in combinations(sorted(posts), 2):
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


def _merge(store: ox.Store, groups: _Groups) -> list[Text]:
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


# -- what Sirene does not disclose ---------------------------------------------------------------


def _hide(store: ox.Store) -> int:
    """Take undisclosed units out of the public graphs; return how many were named there."""
    import pyoxigraph as ox

    levels = ontology.concepts("disclosure")
    forget = ox.NamedNode(levels["jamais"].iri)
    count = 0
    for level in (forget, ox.NamedNode(levels["restreint"].iri)):
        pattern = store.quads_for_pattern(None, ontology.node("ea:disclosure"), level, None)
        for unit in [quad.subject for quad in pattern if _is_undisclosed(store, quad)]:
            if isinstance(unit, ox.NamedNode):
                count += _withdraw(store, unit, keep=level != forget)
    return count


def _is_undisclosed(store: ox.Store, quad: ox.Quad) -> bool:
    """Tell a unit that a register does not disclose from a row that a facilitator restricts.

    Of the former nothing else is said; what the latter keeps to itself may be public elsewhere.
    """
    if _layer(quad) != "restricted" or not isinstance(quad.subject, type(quad.predicate)):
        return False
    said = store.quads_for_pattern(quad.subject, None, None, quad.graph_name)
    return all(one.predicate == quad.predicate for one in said)


def _withdraw(store: ox.Store, unit: ox.NamedNode, *, keep: bool) -> bool:
    """Move what is said in public of a unit to the restricted graphs, or delete it."""
    public = [quad for quad in _around(store, unit) if _layer(quad) == "asserted"]
    for quad in public:
        store.remove(quad)
        if keep:
            store.add(_restricted(quad))
    return bool(public)


def _around(store: ox.Store, unit: ox.NamedNode) -> Iterator[ox.Quad]:
    """Yield what is said of a unit, of its sites, and of the alliances that name it."""
    import pyoxigraph as ox

    owners = {unit}
    for quad in store.quads_for_pattern(None, None, unit, None):
        yield quad
        owner = str(getattr(quad.subject, "value", "")).partition("/party/")[0]
        if "/alliance/" in owner or "/site/" in owner:
            owners.add(ox.NamedNode(owner))
    for one in owners:
        yield from _whole(store, one)


def _whole(store: ox.Store, thing: ox.NamedNode) -> Iterator[ox.Quad]:
    """Yield the statements of a thing and of its parts, whose IRIs go on from its own."""
    import pyoxigraph as ox

    for quad in list(store.quads_for_pattern(thing, None, None, None)):
        yield quad
        part = quad.object
        if isinstance(part, ox.NamedNode) and part.value.startswith(f"{thing.value}/"):
            yield from _whole(store, part)


def _layer(quad: ox.Quad) -> str:
    return layers.layer_of(_graph(quad))


def _restricted(quad: ox.Quad) -> ox.Quad:
    import pyoxigraph as ox

    graph = ox.NamedNode(_graph(quad).replace("/graph/asserted/", "/graph/restricted/", 1))
    return ox.Quad(quad.subject, quad.predicate, quad.object, graph)


def _prune(store: ox.Store) -> None:
    """Take from public the sites and seats of units that no source describes as an organisation.

    Sirene lists establishments apart from units: until the unit is known, a site may be the home
    of a sole trader. It is public again once the file of units is loaded.
    """
    import pyoxigraph as ox

    kind, actor = ontology.node("rdf:type"), ontology.node("ea:Actor")
    for site in list(store.quads_for_pattern(None, ontology.node("org:siteOf"), None, None)):
        unit = site.object
        if not isinstance(unit, ox.NamedNode) or not isinstance(site.subject, ox.NamedNode):
            continue
        if any(True for _ in store.quads_for_pattern(unit, kind, actor, None)):
            continue
        for quad in [
            *_whole(store, site.subject),
            *store.quads_for_pattern(unit, None, None, None),
        ]:
            if _layer(quad) == "asserted":
                store.remove(quad)
                store.add(_restricted(quad))


# -- one name a thing ----------------------------------------------------------------------------


def _prefer(store: ox.Store, ranks: Mapping[str, int]) -> None:
    """Keep one name, sector and kind of themes for each thing that several sources describe."""
    import pyoxigraph as ox

    graphs = _by_size(store)
    if len(graphs) < 2:
        return
    label, other = ontology.node("rdfs:label"), ontology.node("skos:altLabel")
    done: set[str] = set()
    for graph in graphs[:-1]:  # what is in two graphs is in one that is not the largest
        for quad in list(store.quads_for_pattern(None, label, None, graph)):
            thing = quad.subject
            if not isinstance(thing, ox.NamedNode) or thing.value in done:
                continue
            done.add(thing.value)
            _choose(store, thing, label, other, ranks)
            _choose(store, thing, ontology.node("ea:sector"), None, ranks)
            _choose_themes(store, thing)


def _by_size(store: ox.Store) -> list[ox.NamedNode]:
    """Return the asserted graphs, the largest last."""
    import pyoxigraph as ox

    reading = LocalStore(store)
    names = [g for g in reading.graphs() if layers.layer_of(g) == "asserted"]
    count = "SELECT (COUNT(*) AS ?n) WHERE { ?s rdfs:label ?name }"
    sizes = {
        name: int(getattr(next(reading.select(count, graphs=[name]).rows)[0], "value", 0))
        for name in names
    }
    return [ox.NamedNode(name) for name in sorted(names, key=lambda name: sizes[name])]


def _choose(
    store: ox.Store,
    thing: ox.NamedNode,
    name: ox.NamedNode,
    instead: ox.NamedNode | None,
    ranks: Mapping[str, int],
) -> None:
    """Leave the value of the first source in rank; the others say it otherwise, or not at all."""
    import pyoxigraph as ox

    said = [q for q in store.quads_for_pattern(thing, name, None, None) if _layer(q) == "asserted"]
    if len({quad.object for quad in said}) < 2:
        return
    rank = {quad: ranks.get(layers.source_of(_graph(quad)), 99) for quad in said}
    said.sort(key=lambda quad: (rank[quad], str(quad.object)))
    first = said[0]
    for quad in said[1:]:
        if rank[quad] == 0:  # workbooks contradict one another openly: both are told and stay
            continue
        store.remove(quad)
        if instead is not None and quad.object != first.object:
            store.add(ox.Quad(thing, instead, quad.object, quad.graph_name))


def _graph(quad: ox.Quad) -> str:
    return str(getattr(quad.graph_name, "value", ""))


def _choose_themes(store: ox.Store, thing: ox.NamedNode) -> None:
    """Where a source declares themes, those of a register's code step back to another property."""
    import pyoxigraph as ox

    basis = ontology.node("ea:themeBasis")
    coded = {
        quad.graph_name
        for quad in store.quads_for_pattern(thing, basis, None, None)
        if _layer(quad) == "asserted"
    }
    themes = list(store.quads_for_pattern(thing, ontology.node("ea:theme"), None, None))
    declared = [quad for quad in themes if quad.graph_name not in coded]
    if not coded or not declared:
        return
    weaker = ontology.node("ea:registerTheme")
    for quad in themes:
        if quad.graph_name in coded:
            store.remove(quad)
            store.add(ox.Quad(thing, weaker, quad.object, quad.graph_name))
