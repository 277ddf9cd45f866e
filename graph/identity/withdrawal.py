"""Hide whoever Sirene does not disclose, and what nobody describes yet."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

import ontology
from graph.layers import graph_of
from graph.layers import layer_of_quad as layer

if TYPE_CHECKING:
    import pyoxigraph as ox


#: What makes a row of a workbook one about an actor.
_ABOUT = ("ea:actor", "ea:neededBy", "ea:offeredBy", "ea:subject", "org:postIn", "ea:post",
          "org:organization")  # fmt: skip
_PARTS = ("ea:hasParty", "ea:hasStageEvent", "ea:amount", "org:memberDuring", "time:hasBeginning",
          "time:hasEnd")  # fmt: skip


def hide(store: ox.Store) -> int:
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
    if layer(quad) != "restricted" or not isinstance(quad.subject, type(quad.predicate)):
        return False
    said = store.quads_for_pattern(quad.subject, None, None, quad.graph_name)
    return all(one.predicate == quad.predicate for one in said)


def _withdraw(store: ox.Store, unit: ox.NamedNode, *, keep: bool) -> bool:
    """Move what is said in public of a unit to the restricted graphs, or delete it."""
    around = [*_around(store, unit), *(_telling(store, unit) if keep else ())]
    public = [quad for quad in around if layer(quad) == "asserted"]
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


def _telling(store: ox.Store, unit: ox.NamedNode) -> Iterator[ox.Quad]:
    """Yield what a workbook says of a unit in rows of their own, whose words would name it.

    Alliances, needs, claims, participations; posts in it, with all that is said of them.
    """
    import pyoxigraph as ox

    for quad in list(store.quads_for_pattern(None, None, unit, None)):
        about = quad.subject
        if quad.predicate not in _about() or not isinstance(about, ox.NamedNode):
            continue
        yield quad
        yield from _whole(store, about)
        if quad.predicate == ontology.node("org:postIn"):
            yield from _telling(store, about)
        has = ontology.node("ea:hasParty")
        for whole in list(store.quads_for_pattern(None, has, about, None)):
            if isinstance(whole.subject, ox.NamedNode):
                yield from _whole(store, whole.subject)


@cache
def _about() -> frozenset[ox.NamedNode]:
    return frozenset(map(ontology.node, _ABOUT))


def _whole(store: ox.Store, thing: ox.NamedNode) -> Iterator[ox.Quad]:
    """Yield the statements of a thing and of its parts, whose IRIs go on from its own."""
    import pyoxigraph as ox

    owned = set(map(ontology.node, _PARTS))
    for quad in list(store.quads_for_pattern(thing, None, None, None)):
        yield quad
        part = quad.object
        if isinstance(part, ox.NamedNode) and (
            quad.predicate in owned or part.value.startswith(f"{thing.value}/")
        ):
            yield from _whole(store, part)


def _restricted(quad: ox.Quad) -> ox.Quad:
    import pyoxigraph as ox

    graph = ox.NamedNode(graph_of(quad).replace("/graph/asserted/", "/graph/restricted/", 1))
    return ox.Quad(quad.subject, quad.predicate, quad.object, graph)


def prune(store: ox.Store) -> None:
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
            if layer(quad) == "asserted":
                store.remove(quad)
                store.add(_restricted(quad))
