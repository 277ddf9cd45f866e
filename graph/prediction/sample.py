"""What a backtest reads: actors, their alliances with dates, and what is known of both.

Everything is in the order of names, so that the order of rows changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from graph.selection import is_abandoned
from graph.walk import knowledge_graph
from ontology.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import date

    from scipy.sparse import csr_array

    from graph.network import Alliance, Network

UNDATED = Text("alliances sans date", "alliances without a date")


@dataclass(frozen=True, slots=True)
class Event:
    """An alliance: the day by which it had begun, and its parties, by index."""

    key: str
    day: date | None
    parties: tuple[int, ...]


@dataclass(frozen=True)
class Sample:
    """A two-mode data set. What cannot be used was counted, with the reason."""

    actors: tuple[str, ...]
    alliances: tuple[Event, ...]
    #: Knowledge graph of some of the alliances, by index: actors come first, in their order.
    graph: Callable[[Sequence[int]], csr_array]
    skipped: tuple[tuple[Text, int], ...] = ()
    attributes: bool = True  # whether anything but alliances is known of the actors

    @property
    def dated(self) -> bool:
        """Tell whether every alliance has a date."""
        return bool(self.alliances) and all(event.day for event in self.alliances)

    def incidence(self, chosen: Sequence[int]) -> csr_array:
        """Return the actors × alliances matrix of 0 and 1 of the alliances chosen."""
        import numpy as np
        from scipy.sparse import csr_array

        pairs = [(i, k) for k, j in enumerate(chosen) for i in self.alliances[j].parties]
        rows, columns = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
        shape = (len(self.actors), len(chosen))
        return csr_array((np.ones(len(pairs)), (rows, columns)), shape=shape)


def sample_of(network: Network) -> Sample:
    """Return the alliances of a workspace; those given up are left out.

    Alliances without a date are left out where most have one; where most have none, no date
    is used.
    """
    kept = [a for a in network.alliances if not is_abandoned(a.stage)]
    kept.sort(key=lambda alliance: alliance.iri)
    dated = [a for a in kept if began(a)]
    skipped = ((UNDATED, len(kept) - len(dated)),) if len(kept) > len(dated) else ()
    if 2 * len(dated) > len(kept):
        kept, days = dated, [began(alliance) for alliance in dated]
    else:
        skipped, days = (), [None] * len(kept)
    events = tuple(
        Event(a.iri, day, tuple(sorted(a.members))) for a, day in zip(kept, days, strict=True)
    )

    def graph(chosen: Sequence[int]) -> csr_array:
        return knowledge_graph(replace(network, alliances=tuple(kept[j] for j in chosen)))

    return Sample(tuple(actor.iri for actor in network.actors), events, graph, skipped)


def began(alliance: Alliance) -> date | None:
    """Return the day by which an alliance had surely begun; None where none is known."""
    days = [event.not_after or event.not_before for event in alliance.events]
    return min((day for day in days if day), default=None)


def linked(n_actors: int, links: Iterable[tuple[object, object]]) -> csr_array:
    """Return the symmetric 0/1 adjacency of links between actors (by index) and other nodes."""
    import numpy as np
    from scipy.sparse import csr_array

    number: dict[object, int] = {i: i for i in range(n_actors)}
    pairs = {
        (number.setdefault(a, len(number)), number.setdefault(b, len(number))) for a, b in links
    }
    ends = np.array(sorted(pairs | {(b, a) for a, b in pairs}), dtype=np.int64).reshape(-1, 2).T
    size = len(number)
    return csr_array((np.ones(ends.shape[1]), (ends[0], ends[1])), shape=(size, size))
