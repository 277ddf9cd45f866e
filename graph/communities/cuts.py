"""Cutting the actors of a network into groups: by ties, else by what the actors are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from graph.communities.leiden import leiden, projection
from graph.communities.names import OTHERS, UNSAID, run_name
from graph.sparse import chosen, row_sums
from ontology import concepts
from ontology.text import Text, fold, same

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from graph.network import Actor, Network
    from graph.sparse import Codes, Vector

Named = tuple[Text, Sequence[int]]
Trait = Callable[["Network", "Actor"], Text]

RUNS = 40  # runs of an alphabetical list, at most
SMALLEST = 5  # members of a community that has a ring of its own
RESOLUTIONS = (1.0, 2.0, 4.0, 8.0)
PART = 0.6  # of a community that is cut: the share that its largest part may have
CLASS = 0.8  # of actors grouped by a trait: the share that their largest class may have


@dataclass(frozen=True)
class Ties:
    """The weighted ties of a network, asked about some actors at a time.

    Actors are taken in the order of their IRIs, whatever the order they were loaded in: a
    search that starts elsewhere may end elsewhere.
    """

    network: Network

    @cached_property
    def rank(self) -> Codes:
        """Return the place of each actor in the order of the IRIs."""
        return self._places(lambda actor: actor.iri)

    @cached_property
    def alphabet(self) -> Codes:
        """Return the place of each actor in the order of the names, then of the IRIs."""
        return self._places(lambda actor: (fold(actor.name), actor.iri))

    def _places(self, key: Callable[[Actor], Any]) -> Codes:
        import numpy as np

        actors = self.network.actors
        order = sorted(range(len(actors)), key=lambda i: key(actors[i]))
        places = np.empty(len(order), dtype=np.int64)
        places[order] = np.arange(len(order))
        return places

    @cached_property
    def weights(self) -> csr_array:
        """Return the projection (``leiden.py``): the actors, then the very large alliances."""
        alliances = self.network.alliances
        order = sorted(range(len(alliances)), key=lambda j: alliances[j].iri)
        return projection(self.network.incidence[:, order])

    @cached_property
    def tied(self) -> Codes:
        """Return the actors that have a tie, by rank."""
        import numpy as np

        n = len(self.network.actors)
        return self.ranked(np.flatnonzero(row_sums(self.weights)[:n] > 0))

    def ranked(self, members: Iterable[int]) -> Codes:
        """Sort actors by rank."""
        return _sorted(members, self.rank)

    def by_name(self, members: Iterable[int]) -> list[int]:
        """Sort actors by name."""
        found: list[int] = _sorted(members, self.alphabet).tolist()
        return found

    def within(self, members: Codes) -> csr_array:
        """Return the ties among some actors; very large alliances of theirs come after them."""
        import numpy as np

        n = len(self.network.actors)
        met = row_sums(self.weights[n:, members]) > 0
        nodes = np.concatenate([members, n + np.flatnonzero(met)])
        return self.weights[nodes][:, nodes]

    def strength(self, members: Codes) -> Vector:
        """Return each actor's degree among some actors, every alliance weighing 1 in all."""
        return row_sums(self.within(members))[: len(members)]

    def central_first(self, members: Iterable[int]) -> list[int]:
        """Sort actors by their degree among themselves, then by name."""
        import numpy as np

        named = _sorted(members, self.alphabet)
        found: list[int] = named[np.argsort(-self.strength(named).round(6), kind="stable")].tolist()
        return found

    def neighbours(self, groups: Sequence[Codes]) -> list[Codes]:
        """Sort groups by the seat of their most central actor: those of a place stand together."""
        network = self.network
        leaders = [self.central_first(group.tolist())[0] for group in groups]
        seats = [_seat(network, network.actors[i]) for i in leaders]
        order = sorted(range(len(groups)), key=lambda k: (seats[k], -len(groups[k]), k))
        return [groups[k] for k in order]

    def groups(self, members: Codes, resolution: float = 1.0) -> list[Codes]:
        """Find the Leiden communities among some actors, the largest first."""
        return classes(members, leiden(self.within(members), resolution=resolution))


def _sorted(members: Iterable[int], places: Codes) -> Codes:
    import numpy as np

    codes = np.fromiter(members, dtype=np.int64)
    return codes[np.argsort(places[codes])]


def classes(members: Codes, labels: Codes) -> list[Codes]:
    """Return the members of each label, the largest first; labels beyond the members are none."""
    import numpy as np

    labels = labels[: len(members)]
    found = [members[labels == code] for code in np.unique(labels)]
    return sorted(found, key=lambda group: -len(group))


def by_ties(ties: Ties, members: Codes, most: int) -> list[Codes]:
    """Cut a community by its ties into parts of a readable size; nothing where it cannot be.

    A higher resolution makes smaller parts. A fragment joins the part it is most tied to.
    """
    for resolution in RESOLUTIONS:
        found = ties.groups(members, resolution)
        kept = [group for group in found if len(group) >= SMALLEST]
        if 2 <= len(kept) <= most:
            parts = _joined(ties, members, kept)
            if max(map(len, parts)) <= PART * len(members):
                return parts
    return []


def _joined(ties: Ties, members: Codes, kept: Sequence[Codes]) -> list[Codes]:
    """Give every member that is in none of the parts to the part it is most tied to."""
    import numpy as np

    inside = ties.within(members)
    codes = np.full(inside.shape[0], -1, dtype=np.int64)
    for k, group in enumerate(kept):
        codes[: len(members)][np.isin(members, group)] = k
    while (codes < 0).any():
        pull = (inside @ chosen(codes, len(kept))).toarray()
        joining = (codes < 0) & (pull.max(axis=1) > 0)
        codes[joining] = pull[joining].argmax(axis=1)
        if not joining.any():  # tied to no part, which a connected community never is
            codes[codes < 0] = 0
    return classes(members, codes)


def by_trait(ties: Ties, members: Sequence[int], most: int) -> list[Named]:
    """Cut actors that ties do not tell apart: by sector, theme or seat, else by the alphabet."""
    for trait in TRAITS:
        found = _alike(ties, members, trait)
        if 2 <= len(found) <= most and max(len(some) for _, some in found) <= CLASS * len(members):
            return found
    listed = ties.by_name(members)
    runs = min(-(-len(listed) // most), RUNS)
    cuts = [len(listed) * k // runs for k in range(runs + 1)]
    pieces = [listed[a:b] for a, b in pairwise(cuts)]
    return [(run_name(ties.network, piece), piece) for piece in pieces]


def _alike(ties: Ties, members: Sequence[int], trait: Trait) -> list[Named]:
    """Group actors by a trait, the largest class first; small classes are one, at the end."""
    found: dict[Text, list[int]] = defaultdict(list)
    for i in ties.by_name(members):
        found[trait(ties.network, ties.network.actors[i])].append(i)
    large: list[Named] = [item for item in found.items() if len(item[1]) >= SMALLEST]
    large.sort(key=lambda item: (item[0] == UNSAID, -len(item[1]), fold(item[0].fr)))
    rest = [i for group in found.values() if len(group) < SMALLEST for i in group]
    return [*large, (OTHERS, ties.by_name(rest))] if rest else large


def _sector(_: Network, actor: Actor) -> Text:
    return _label("sector", actor.sector)


def _theme(_: Network, actor: Actor) -> Text:
    return _label("theme", actor.themes[0]) if actor.themes else UNSAID


def _label(scheme: str, slug: str) -> Text:
    concept = concepts(scheme).get(slug)
    return concept.label if concept else same(slug)


def _seat(network: Network, actor: Actor) -> Text:
    place = network.territories.get(actor.seat or "")
    return same(place.name) if place else UNSAID


TRAITS: tuple[Trait, ...] = (_sector, _theme, _seat)
