"""Which alliances of a network are looked at, as actors × alliances."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from graph.catalysts.grants import is_no_grant
from graph.selection import WIDEST, alliances_matching

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scipy.sparse import csr_array

    from graph.network import Alliance, Network
    from graph.selection import StageLayer


class Choice(NamedTuple):
    """Which alliances of a network are looked at."""

    network: Network
    theme: str | None
    places: tuple[str, ...]
    layer: StageLayer | None
    grants: bool

    def incidence(self, layer: StageLayer | None = None) -> csr_array:
        """Return them as actors × alliances, of a layer rather than of the one chosen."""
        links = {} if self.grants else {"links": is_no_grant}
        stage = layer or self.layer
        return incidence_of(self.network, self.theme, self.places, stage, **links)


def several(words: str | Sequence[str] | None) -> tuple[str, ...]:
    """Return one, several or no names as several."""
    return () if words is None else (words,) if isinstance(words, str) else tuple(words)


def incidence_of(
    network: Network,
    theme: str | None,
    places: Sequence[str],
    layer: StageLayer | None,
    links: Callable[[Alliance], bool] = lambda _: True,
) -> csr_array:
    """Return the alliances of :func:`alliances_kept` as actors × alliances."""
    kept = alliances_kept(network, theme, places, layer, links)
    return network.incidence[:, kept]


def alliances_kept(
    network: Network,
    theme: str | None,
    places: Sequence[str],
    layer: StageLayer | None,
    links: Callable[[Alliance], bool] = lambda _: True,
) -> list[int]:
    """Return the alliances of a theme, a layer and any of the places, of two parties or more.

    Without a layer that of contact: an idea links nobody.
    """
    found = {
        j
        for place in places or (None,)
        for j in alliances_matching(network, theme=theme, territory=place, layer=layer or WIDEST)
        if links(network.alliances[j])
    }
    return [j for j in sorted(found) if len(network.alliances[j].members) > 1]


def _alliances_of_two(incidence: csr_array) -> csr_array:
    """Drop the alliances with fewer than two parties: they link nobody."""
    import numpy as np

    parties = np.asarray(incidence.sum(axis=0)).ravel()
    return incidence[:, np.flatnonzero(parties >= 2)]


def take_out(incidence: csr_array, actor: int) -> csr_array:
    """Take an actor out, and the alliances that it alone held together."""
    import numpy as np
    from scipy.sparse import diags_array

    stays = np.ones(incidence.shape[0])
    stays[actor] = 0.0
    result = (diags_array(stays) @ incidence).tocsr()
    result.eliminate_zeros()
    return _alliances_of_two(result)
