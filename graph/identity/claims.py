"""Which official number a source gives an actor, and which of these claims may unite two IRIs.

A claim is believed by the rank of its source. One that would give an actor two numbers, make an
association of a public body, or unite two actors that people said are not the same, is dropped
alone: what other claims and decisions unite stays united.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import ontology
from graph import layers
from graph.disjoint import Disjoint
from graph.store import LocalStore
from ontology.text import Text

if TYPE_CHECKING:
    import pyoxigraph as ox

_ORDER = ("/org/rna/", "/org/siren/", "/post/siren/", "/org/insee", "/org/pic/", "/org/rna-import/")
_SHOWN = 5
_LAST = 99  # rank of a source that is in no table
NUMBERS: Mapping[str, str] = {"ea:rna": "rna", "ea:siren": "siren"}


def durable(iri: str) -> tuple[int, str]:
    """Return the place of an IRI among those of one thing: the most durable key first."""
    return next((i for i, step in enumerate(_ORDER) if step in iri), len(_ORDER)), iri


@dataclass(frozen=True, slots=True)
class Claim:
    """A source gives an actor a number, of which an IRI is made that is used too."""

    actor: str
    name: str  # "ea:rna" or "ea:siren"
    number: str
    graph: str

    @property
    def other(self) -> str:
        """The IRI that the number makes."""
        start = self.actor.partition("/id/org/")[0]
        return f"{start}/id/org/{NUMBERS[self.name]}/{self.number}"


class Bonds:
    """Who is one with whom: one number of a kind an actor, and nobody whom people hold apart."""

    def __init__(
        self, store: ox.Store, ranks: Mapping[str, float], apart: Iterable[tuple[str, str]]
    ) -> None:
        self._store, self._ranks = store, ranks
        self.sets = Disjoint(durable)
        self._numbers: dict[str, dict[str, set[str]]] = {}
        self._apart: dict[str, set[str]] = defaultdict(set)
        for a, b in apart:
            self._apart[a].add(b)
            self._apart[b].add(a)

    def fit(self, iris: Iterable[str]) -> bool:
        """Tell whether some IRIs can all be one actor."""
        roots = {self.sets.find(iri) for iri in iris}
        for name in NUMBERS:
            if len(set().union(*(self._of(root)[name] for root in roots))) > 1:
                return False
        return not any(
            self.sets.find(other) in roots for root in roots for other in self._apart.get(root, ())
        )

    def unite(self, a: str, b: str) -> bool:
        """Say that two IRIs mean one actor, if they can."""
        first, second = self.sets.find(a), self.sets.find(b)
        if first == second or not self.fit((first, second)):
            return first == second
        numbers = {name: self._of(first)[name] | self._of(second)[name] for name in NUMBERS}
        apart = self._apart.pop(first, set()) | self._apart.pop(second, set())
        root = self.sets.unite(first, second)
        self._numbers[root], self._apart[root] = numbers, apart
        return True

    def _of(self, root: str) -> dict[str, set[str]]:
        if root not in self._numbers:
            self._numbers[root] = {name: self._stated(root, name) for name in NUMBERS}
        return self._numbers[root]

    def _stated(self, iri: str, name: str) -> set[str]:
        """Return the number in an IRI, or those that the first sources in rank state."""
        import pyoxigraph as ox

        start, _, key = iri.rpartition("/")
        if start.endswith(f"/id/org/{NUMBERS[name]}"):
            return {key}
        found: dict[float, set[str]] = defaultdict(set)
        for quad in self._store.quads_for_pattern(
            ox.NamedNode(iri), ontology.node(name), None, None
        ):
            rank = self._ranks.get(layers.source_of(layers.graph_of(quad)), _LAST)
            found[rank].add(str(getattr(quad.object, "value", "")))
        return found[min(found)] if found else set()

    def believe(self, claims: Iterable[Claim]) -> list[Text]:
        """Unite what claims unite, the best sources' first; tell those that contradict others.

        Where claims of one rank contradict one another, nobody knows which is right: none counts.
        """
        by_rank: dict[int, dict[str, list[Claim]]] = defaultdict(lambda: defaultdict(list))
        for claim in claims:
            rank = int(self._ranks.get(layers.source_of(claim.graph), _LAST))
            by_rank[rank][claim.other].append(claim)
        dropped = []
        for _, batch in sorted(by_rank.items()):
            for other, asking in batch.items():
                fit = [claim for claim in asking if self.fit((claim.actor, other))]
                believed = fit if self.fit((other, *(claim.actor for claim in fit))) else []
                for claim in believed:
                    self.unite(claim.actor, other)
                if actors := [c.actor for c in asking if c not in believed and not self._said(c)]:
                    dropped.append(sorted({other, *actors}, key=durable))
        return _contradicting(dropped)

    def _said(self, claim: Claim) -> bool:
        """Tell whether people said that a claim is wrong."""
        here, there = self.sets.find(claim.actor), self.sets.find(claim.other)
        return any(self.sets.find(other) == there for other in self._apart.get(here, ()))


def _contradicting(dropped: Sequence[Sequence[str]]) -> list[Text]:
    if not dropped:
        return []
    return [
        Text(
            "{n} {n:numéro SIREN ou RNA est donné|numéros SIREN ou RNA sont donnés} à plusieurs "
            "acteurs, qui restent séparés : {which}.",
            "{n} SIREN or RNA {n:number is|numbers are} given to several actors, which stay apart: "
            "{which}.",
        ).fill(
            n=len(dropped),
            which=" ; ".join(
                ", ".join(iri.rpartition("/id/org/")[2] for iri in group)
                for group in dropped[:_SHOWN]
            ),
        )
    ]


# -- what sources claim --------------------------------------------------------------------------


def claims(store: ox.Store, keyed: Mapping[str, str]) -> tuple[list[Claim], list[Text]]:
    """Return the claims that may unite two IRIs, and what is told of absurd ones, taken out.

    A SIREN that begins with 1 or 2 is a public body's: no association has one.
    """
    found, absurd = [], []
    for claim in _claims(store, keyed):
        if _is_absurd(store, claim):
            absurd.append(claim)
        elif _is_used(store, claim.other):
            found.append(claim)
    absurd.sort(key=lambda claim: (claim.graph, claim.actor))
    told = [_told(store, claim) for claim in absurd[:_SHOWN]]
    for claim in absurd:
        _take_out(store, claim)
    if len(absurd) > _SHOWN:
        told.append(_MORE.fill(n=len(absurd) - _SHOWN))
    return found, told


def _claims(store: ox.Store, keyed: Mapping[str, str]) -> Iterator[Claim]:
    for name, scheme in NUMBERS.items():
        asked = f"""SELECT DISTINCT ?actor ?number WHERE {{ ?actor {name} ?number
            FILTER (STRENDS(STR(?actor), CONCAT("/id/org/{scheme}/", ?number)) = false) }}"""
        for graph in facts(store):
            if keyed.get(layers.source_of(graph)) != name:
                for iri, number in rows(store, asked, [graph]):
                    if "/id/org/" in iri:
                        yield Claim(iri, name, number, graph)


def _is_absurd(store: ox.Store, claim: Claim) -> bool:
    """Tell whether a claim makes an association of a public body."""
    import pyoxigraph as ox

    if claim.name == "ea:rna":
        return claim.actor.partition("/id/org/siren/")[2][:1] in {"1", "2"}
    if claim.number[:1] not in {"1", "2"}:
        return False
    association = ox.Quad(
        ox.NamedNode(claim.actor), ontology.node("rdf:type"), ontology.node("ea:Association"),
        ox.NamedNode(claim.graph),
    )  # fmt: skip
    return "/id/org/rna/" in claim.actor or association in store


def _take_out(store: ox.Store, claim: Claim) -> None:
    import pyoxigraph as ox

    store.remove(ox.Quad(ox.NamedNode(claim.actor), ontology.node(claim.name),
                         ox.Literal(claim.number), ox.NamedNode(claim.graph)))  # fmt: skip


def _told(store: ox.Store, claim: Claim) -> Text:
    return (_SIREN_OF_A_BODY if claim.name == "ea:siren" else _RNA_OF_AN_ASSOCIATION).fill(
        file=_value(store, claim.graph, "dcterms:title") or layers.source_of(claim.graph),
        row=_value(store, claim.actor, "ea:locator", claim.graph) or "?",
        actor=_name(store, claim.actor),
        number=claim.number,
        other=_name(store, claim.other),
    )


_SIREN_OF_A_BODY = Text(
    "{file}, {row} : « {actor} » y a le SIREN {number}, d'un organisme public (« {other} ») et non "
    "d'une association. Ce numéro n'est pas retenu : corrigez-le.",
    "{file}, {row}: '{actor}' has the SIREN {number} there, of a public body ('{other}') and no "
    "association. The number is left out: correct it.",
)
_RNA_OF_AN_ASSOCIATION = Text(
    "{file}, {row} : « {actor} », organisme public, y a le numéro RNA {number} d'une association "
    "(« {other} »). Ce numéro n'est pas retenu : corrigez-le.",
    "{file}, {row}: '{actor}', a public body, has the RNA number {number} of an association there "
    "('{other}'). The number is left out: correct it.",
)
_MORE = Text(
    "… et {n} {n:autre numéro d'organisme public donné à une association|autres numéros "
    "d'organismes publics donnés à des associations}, ou l'inverse.",
    "… and {n} more {n:number of a public body given to an association|numbers of public bodies "
    "given to associations}, or the other way round.",
)


def _name(store: ox.Store, iri: str) -> str:
    return _value(store, iri, "rdfs:label") or iri.rpartition("/")[2]


def _value(store: ox.Store, iri: str, name: str, graph: str | None = None) -> str:
    """Return the first public value of a property of a thing, or ""."""
    import pyoxigraph as ox

    where = ox.NamedNode(graph) if graph else None
    found = (
        str(getattr(quad.object, "value", ""))
        for quad in store.quads_for_pattern(ox.NamedNode(iri), ontology.node(name), None, where)
        if layers.layer_of_quad(quad) != "restricted"
    )
    return min(found, default="")


def _is_used(store: ox.Store, iri: str) -> bool:
    import pyoxigraph as ox

    node = ox.NamedNode(iri)
    return any(True for _ in store.quads_for_pattern(node, None, None, None)) or any(
        True for _ in store.quads_for_pattern(None, None, node, None)
    )


def facts(store: ox.Store) -> list[str]:
    """Return the graphs that sources fill."""
    return [g for g in LocalStore(store).graphs() if layers.layer_of(g) in layers.FACTS]


def rows(store: ox.Store, sparql: str, graphs: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """Yield the rows of a question to some graphs, as text."""
    if graphs:
        for row in LocalStore(store).select(sparql, graphs=list(graphs)).rows:
            yield tuple(str(getattr(term, "value", "")) for term in row)
