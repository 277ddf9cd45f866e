"""``decisions/optout.csv``: actors that are in nothing that leaves; the house still knows them.

At each build they are treated as what a register does not disclose (``graph.identity.withdrawal``):
all that is said of them goes to restricted graphs, with the alliances that name them. So every
reader of the public graphs loses them at once: maps, lists, suggestions, exports, servers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import ontology
from graph import layers
from graph.decision_file import KeyedFile, OnlyOne, free_text, means
from graph.decision_rows import Row
from graph.layers import graph_of
from graph.rights import rectification
from graph.rights.mask import Mask
from ontology.text import Text

if TYPE_CHECKING:
    import pyoxigraph as ox

    from graph.identifiers import Minter

WITHDRAWN = "[retiré]"


@dataclass(frozen=True, slots=True)
class OptOut:
    """An actor that asked to be in nothing public."""

    actor: str  # IRI
    name: str = ""
    date: str = ""  # ISO
    why: str = ""


def _parsed(row: Row) -> OptOut:
    return OptOut(row.iri("actor"), row["name"], row["date"], row["why"])


FILE = KeyedFile(
    "optout.csv",
    ("actor", "name", "date", "why"),
    _parsed,
    lambda one: one.actor,
    needed=1,
    only_one=OnlyOne("actor", Text("cet acteur", "this actor")),
)
path, read = FILE.path, FILE.read


def record(workspace: Path, actor: str, name: str, why: str) -> None:
    """Keep that an actor opts out, from today unless it had before."""
    today = date.today().isoformat()
    FILE.add(workspace, [OptOut(actor, free_text(name), today, free_text(why))])


def undo(workspace: Path, words: str) -> OptOut | None:
    """Take an actor in again, given by IRI, by its last step or by name; return the line."""
    return FILE.undo(workspace, lambda one: means(words, one.actor, one.name))


# -- at a build ----------------------------------------------------------------------------------


def state(store: ox.Store, minter: Minter, out: Sequence[OptOut]) -> None:
    """Say of who opted out that it is restricted, before it is settled who is who."""
    import pyoxigraph as ox

    graph = ox.NamedNode(minter.graph("restricted", "optout", "1"))
    level = ox.NamedNode(ontology.concepts("disclosure")["restreint"].iri)
    says = ontology.node("ea:disclosure")
    store.extend(ox.Quad(ox.NamedNode(one.actor), says, level, graph) for one in out)


def silence(store: ox.Store, minter: Minter) -> int:
    """Restrict what public texts say of who opted out; return how many statements.

    Of the title of an alliance or a programme a version without the name stays public.
    """
    import pyoxigraph as ox

    out = _out(store, minter)
    for one in out:
        _level(store, one)
    mask = Mask(_names(store, out))
    if not mask.names:
        return 0
    label, moved = ontology.node("rdfs:label"), 0
    for graph in [g for g in store.named_graphs() if layers.layer_of(g.value) == "asserted"]:
        for quad in list(store.quads_for_pattern(None, None, None, graph)):
            clean = _without(quad, mask)
            if clean is not None:
                _restrict(store, quad)
                moved += 1
                if quad.predicate == label:
                    store.add(ox.Quad(quad.subject, label, ox.Literal(clean), graph))
    return moved


def _without(quad: ox.Quad, mask: Mask) -> str | None:
    """Return a value without the names in it; None where it holds none."""
    import pyoxigraph as ox

    value = quad.object
    if isinstance(value, ox.NamedNode):
        pages = {ontology.node("foaf:page"), ontology.node("foaf:homepage")}
        return "" if quad.predicate in pages and mask.is_in_address(value.value) else None
    if not isinstance(value, ox.Literal) or _is_own(quad):
        return None
    clean = mask.text(value.value, WITHDRAWN)
    return clean if clean != value.value else None


def _is_own(quad: ox.Quad) -> bool:
    """Tell the name of another actor, a place or a person, which may hold the words by chance."""
    kind = str(getattr(quad.subject, "value", "")).partition("/id/")[2].partition("/")[0]
    own = {ontology.node(name) for name in ("rdfs:label", "skos:altLabel", "foaf:name")}
    return quad.predicate in own and kind in {"org", "geo", "post", "person", "site"}


def _out(store: ox.Store, minter: Minter) -> list[ox.NamedNode]:
    """Return who opted out, under the IRIs that it was settled they have."""
    import pyoxigraph as ox

    graph = ox.NamedNode(minter.graph("restricted", "optout", "1"))
    stated = store.quads_for_pattern(None, ontology.node("ea:disclosure"), None, graph)
    return [quad.subject for quad in stated if isinstance(quad.subject, ox.NamedNode)]


def _level(store: ox.Store, one: ox.NamedNode) -> None:
    """Leave an actor the one level of disclosure that it asked for, whatever sources say."""
    asked = ontology.concepts("disclosure")["restreint"].iri
    for quad in list(store.quads_for_pattern(one, ontology.node("ea:disclosure"), None, None)):
        if getattr(quad.object, "value", "") != asked:
            store.remove(quad)


def _names(store: ox.Store, out: Iterable[ox.NamedNode]) -> set[str]:
    """Return the names of who opted out, those before a rectification too; others may have them."""
    found = {
        str(getattr(quad.object, "value", ""))
        for one in out
        for name in ("rdfs:label", "skos:altLabel")
        for quad in store.quads_for_pattern(one, ontology.node(name), None, None)
    }
    return found.union(*(rectification.former_names(store, one) for one in out))


def _restrict(store: ox.Store, quad: ox.Quad) -> None:
    import pyoxigraph as ox

    graph = graph_of(quad).replace("/graph/asserted/", "/graph/restricted/", 1)
    store.remove(quad)
    store.add(ox.Quad(quad.subject, quad.predicate, quad.object, ox.NamedNode(graph)))
