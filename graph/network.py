"""The network of a territory, as plain values: what the analysis and the map read.

The master copy is the actor-alliance incidence (two-mode): an alliance of twelve parties
is one node with twelve links, never a clique of sixty-six pairs.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from ontology.text import Text

if TYPE_CHECKING:
    import networkx as nx
    from scipy.sparse import csr_array


@dataclass(frozen=True, slots=True)
class Source:
    """Where a fact comes from."""

    title: str
    publisher: str | None = None
    licence: str | None = None
    url: str | None = None


Bounds = tuple[date | None, date | None]  # the first and the last day that a date may be


@dataclass(frozen=True, slots=True)
class Need:
    """What an actor looks for or offers: the resources by slug of "contribution", and words."""

    resources: tuple[str, ...] = ()
    words: str | None = None
    since: Bounds = (None, None)
    until: Bounds = (None, None)
    sources: tuple[str, ...] = ()  # IRIs, keys of Network.sources
    locator: str | None = None  # row or paragraph in the source


@dataclass(frozen=True, slots=True)
class Actor:
    """An organisation, or the public post of an elected official; never a private person."""

    iri: str
    name: str
    sector: str  # slug of a concept of the scheme "sector"
    kinds: tuple[Text, ...] = ()  # labels of its classes
    acronym: str | None = None
    seat: str | None = None  # IRI of a territory
    themes: tuple[str, ...] = ()  # slugs of the scheme "theme"
    networks: tuple[int, ...] = ()  # indices of the networks it belongs to
    identifiers: tuple[tuple[str, str], ...] = ()  # ("RNA", "W131000000"), ("SIREN", …)
    website: str | None = None
    description: str | None = None
    until: date | None = None  # last possible day of one that ended, as far as is known
    holder: str | None = None  # of a post: its holder while a public mandate is current
    holder_until: date | None = None  # the last day that its mandate can last, if known
    is_post: bool = False
    needs: tuple[Need, ...] = ()
    offers: tuple[Need, ...] = ()
    sources: tuple[str, ...] = ()  # IRIs, keys of Network.sources


@dataclass(frozen=True, slots=True)
class PartyLink:
    """One actor's part in an alliance."""

    actor: int  # index into Network.actors
    role: str | None = None  # slug of "party-role"
    contributions: tuple[str, ...] = ()  # slugs of "contribution"


@dataclass(frozen=True, slots=True)
class StageEvent:
    """A stage that an alliance reached, within bounds of time (an open bound is None)."""

    stage: str  # slug of "stage"
    not_before: date | None = None
    not_after: date | None = None


@dataclass(frozen=True, slots=True)
class Alliance:
    """An asserted alliance: its parties and the stage current at the date asked."""

    iri: str
    title: str
    parties: tuple[PartyLink, ...]
    stage: str  # slug of "stage": the current one
    events: tuple[StageEvent, ...] = ()  # oldest first
    types: tuple[str, ...] = ()  # slugs of "type"
    themes: tuple[str, ...] = ()
    territories: tuple[str, ...] = ()  # IRIs
    frames: tuple[str, ...] = ()  # IRIs of the action, programme or call it is part of
    amount: str | None = None  # "7 000 EUR", as published
    sources: tuple[str, ...] = ()
    locator: str | None = None  # row or paragraph in the source

    @property
    def members(self) -> set[int]:
        """Indices of its parties: an actor that has two roles is there once."""
        return {party.actor for party in self.parties}


@dataclass(frozen=True, slots=True)
class Territory:
    """A place, with the places that contain it in every hierarchy."""

    iri: str
    name: str
    kind: Text
    within: tuple[str, ...] = ()  # IRIs, direct containers
    themes: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()  # IRIs of the communes of a project territory
    is_project: bool = False


@dataclass(frozen=True)
class Network:
    """Actors and alliances at a date, by index; territories and sources by IRI."""

    actors: tuple[Actor, ...]
    alliances: tuple[Alliance, ...]
    territories: dict[str, Territory] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    frames: dict[str, str] = field(default_factory=dict)  # IRI → title
    as_of: date | None = None
    others: int = 0  # actors known that are not here, having no alliance

    @cached_property
    def index(self) -> dict[str, int]:
        """Position of each actor by IRI."""
        return {actor.iri: i for i, actor in enumerate(self.actors)}

    @cached_property
    def incidence(self) -> csr_array:
        """Actors × alliances matrix of 0 and 1 (float64), shape (n_actors, n_alliances)."""
        from graph.sparse import table

        parties = [[party.actor for party in alliance.parties] for alliance in self.alliances]
        return table(parties, len(self.actors)).T.tocsr()

    def part(self, actors: Iterable[int], alliances: Iterable[Alliance]) -> Network:
        """Return some actors and alliances, indices renewed; the alliances join only these."""
        kept = sorted(actors)
        place = {old: new for new, old in enumerate(kept)}
        return replace(
            self,
            actors=tuple(
                replace(one, networks=tuple(place[n] for n in one.networks if n in place))
                for one in (self.actors[old] for old in kept)
            ),
            alliances=tuple(
                replace(a, parties=tuple(replace(p, actor=place[p.actor]) for p in a.parties))
                for a in alliances
            ),
        )

    def to_networkx(self) -> nx.MultiGraph[str]:
        """Return the two-mode graph for networkx, the field's common tool.

        Nodes are IRIs with ``bipartite`` 0 (actors: name, sector) or 1 (alliances: name,
        stage); each party is an edge with its role.
        """
        import networkx as nx

        graph: nx.MultiGraph[str] = nx.MultiGraph()
        for actor in self.actors:
            graph.add_node(actor.iri, bipartite=0, name=actor.name, sector=actor.sector)
        for alliance in self.alliances:
            graph.add_node(alliance.iri, bipartite=1, name=alliance.title, stage=alliance.stage)
            for party in alliance.parties:
                graph.add_edge(self.actors[party.actor].iri, alliance.iri, role=party.role)
        return graph
