"""What a community is called: its most central members, and the theme that sets it apart."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from graph.wording import label
from ontology.text import Text, same

if TYPE_CHECKING:
    from scipy.sparse import csr_array

    from graph.network import Network
    from graph.sparse import Codes, Vector

LEADERS = 2  # members that a name is made of
FAR = 3.0  # residual beyond which a theme is told from chance, some twenty being compared
FEW = 3  # members about a theme below which it is nobody's main theme


@dataclass(frozen=True)
class Themes:
    """What the members of a network are about: their own themes and those of their alliances.

    ``among`` are the actors that chance draws from: those with an alliance.
    """

    network: Network
    among: Codes

    @cached_property
    def slugs(self) -> tuple[str, ...]:
        """Return every theme that occurs, in the order of the alphabet."""
        return tuple(sorted({slug for _, slugs in self._said() for slug in slugs}))

    @cached_property
    def about(self) -> csr_array:
        """Return the table actors × themes of 0 and 1."""
        import numpy as np
        from scipy.sparse import csr_array

        number = {slug: k for k, slug in enumerate(self.slugs)}
        pairs = {(i, number[slug]) for i, slugs in self._said() for slug in slugs}
        cells = np.array(sorted(pairs), dtype=np.int64).reshape(-1, 2)
        shape = (len(self.network.actors), len(number))
        return csr_array((np.ones(len(cells)), tuple(cells.T)), shape=shape)

    def _said(self) -> Iterable[tuple[int, Sequence[str]]]:
        yield from ((i, actor.themes) for i, actor in enumerate(self.network.actors))
        for alliance in self.network.alliances:
            yield from ((party.actor, alliance.themes) for party in alliance.parties)

    def main(self, members: Codes) -> str | None:
        """Find the theme that most sets some actors apart from the network, if one does.

        It is not the most frequent one: a theme that everybody has says nothing of a community.
        """
        import numpy as np

        residuals = np.where(self._counts(members) >= FEW, self.residuals(members), -np.inf)
        if not len(residuals) or residuals.max() <= FAR:
            return None
        return self.slugs[int(np.argmax(residuals.round(6)))]

    def residuals(self, members: Codes) -> Vector:
        """Compute how far the number of some actors that are about each theme is from chance.

        Adjusted standardised residuals (Haberman 1973)::

            E = R·C / N        r = (O - E) / sqrt(E · (1 - R/N) · (1 - C/N))

        where O of the C members are about the theme, and R of the N actors of the network; −∞
        where everybody is, or nobody.
        """
        import numpy as np

        n = max(len(self.among), 1)
        expected = self._everyone * len(members) / n
        spread = expected * (1 - self._everyone / n) * (1 - len(members) / n)
        away, known = self._counts(members) - expected, spread > 0
        residuals: Vector = np.full(len(away), -np.inf)
        return np.divide(away, np.sqrt(spread), out=residuals, where=known)

    @cached_property
    def _everyone(self) -> Vector:
        return self._counts(self.among)

    def _counts(self, members: Codes) -> Vector:
        import numpy as np

        return np.asarray(self.about[members].sum(axis=0), dtype=np.float64).ravel()


def community_name(network: Network, leaders: Sequence[int], theme: str | None) -> Text:
    """Name a community: "Théâtre de l'Arc, Ville d'Aix — culture et art"."""
    names = same(", ".join(network.actors[i].name.strip() or "—" for i in leaders[:LEADERS]))
    if theme is None:
        return names
    return Text("{names} — {theme}", "{names} — {theme}").fill(
        names=names, theme=label("theme", theme)
    )


def small_groups_name(count: int) -> Text:
    """Name the ring that holds what is too small for one of its own."""
    if count == 1:
        return Text("Un petit groupe", "One small group")
    return Text("{n} petits groupes", "{n} small groups").fill(n=count)


def pack_name(network: Network, leaders: Sequence[int], count: int) -> Text:
    """Name some of very many small groups: after the most central members of the first two."""
    first = community_name(network, leaders, None)
    more = count - len(leaders)
    if more < 1:
        return first
    return Text("{first} et {n} autres groupes", "{first} and {n} other groups").fill(
        first=first, n=more
    )


def run_name(network: Network, members: Sequence[int]) -> Text:
    """Name a run of an alphabetical list by its first and its last actor."""
    first, last = (network.actors[i].name.strip() or "—" for i in (members[0], members[-1]))
    return Text("De « {a} » à « {b} »", "From “{a}” to “{b}”").fill(a=first, b=last)


NOBODY = Text("Sans alliance connue", "No known alliance")
OTHERS = Text("Autres", "Others")
UNSAID = Text("Non précisé", "Not stated")
