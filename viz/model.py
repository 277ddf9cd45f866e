"""What a map is made of: the network, and what was computed about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Literal

from graph.network import Network
from ontology.text import Lang, Text, same

if TYPE_CHECKING:
    from graph.areas.borders import Shape

#: The ways to look at a map, in the order in which they are offered.
VIEWS = (
    *("existing", "potential", "catalysts", "territory", "theme", "communities", "carte"),
    *("compare", "around", "path"),
)

DEFAULT_TITLE = Text("Acteurs et alliances du territoire", "Actors and alliances of the territory")


@dataclass(frozen=True, slots=True)
class PotentialLink:
    """An alliance that could be: two actors by index, a score, and the reasons in words."""

    a: int
    b: int
    score: float
    reasons: Sequence[Text] = ()


@dataclass(frozen=True, slots=True)
class CatalystEntry:
    """An actor's place among those who connect, with and without the collecting organisation."""

    actor: int
    rank: int
    rank_without: int | None = None
    sentence: Text = field(default=same(""))


@dataclass(frozen=True, slots=True)
class Opening:
    """What a file opens on: what is around one actor, or the ways between two, by index."""

    view: Literal["around", "path"]
    actors: tuple[int, ...]
    steps: int | None = None


@dataclass(frozen=True, slots=True)
class MapData:
    """All that one map shows; the map reads nothing else."""

    network: Network
    title: Text = DEFAULT_TITLE
    suggestions: Sequence[PotentialLink] = ()
    catalysts: Sequence[CatalystEntry] = ()
    catalyst_note: Text | None = None
    as_of: date | None = None
    lang: Lang = "fr"
    licence: Text = field(default=same(""))
    outlines: Mapping[str, Shape] = field(default_factory=dict)  # of communes, by IRI
    views: Sequence[str] = ()  # those asked for, the first opens; none: what suits its size
    restricted: frozenset[str] | None = None  # IRIs, of an internal edition; None: a public one
    collector: int | None = None  # who collected the data, by index
    opening: Opening | None = None
