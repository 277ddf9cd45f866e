"""The methods compared: one row each, from which help, report and docs are written."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from graph.prediction.score import EXPONENTS, NEAR, Reasons, combined, hubs, of_partners, shares
from graph.walk import CONTINUE, steps, time_spent
from ontology.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from scipy.sparse import csr_array

    from graph.centrality import Codes, Vector
    from graph.prediction.sample import Sample
    from graph.prediction.score import Exponents, Flags, Shares

SEED = 2018
THIRD_STEP = 0.01  # weight of a path of three steps in the local path index
PAGERANK = 0.85
PAGERANK_STEPS = 60  # what is left after them is 0.85^60: 0.00006


class Past:
    """What was known at the day of the split: nothing here comes from later alliances."""

    def __init__(
        self, sample: Sample, train: Sequence[int], exponents: Exponents = EXPONENTS
    ) -> None:
        self.exponents = exponents
        self.n_actors = len(sample.actors)
        self.ties = partners(sample.incidence(train))
        self.graph = sample.graph(train)

    @cached_property
    def degrees(self) -> Vector:
        """Number of partners of each actor."""
        import numpy as np

        found: Vector = np.diff(self.ties.indptr).astype(np.float64)
        return found

    @cached_property
    def known(self) -> Flags:
        """Whether anything is known of each actor: an alliance, a theme, a place, a sector."""
        import numpy as np

        found: Flags = np.diff(self.graph.indptr)[: self.n_actors] > 0
        return found

    @cached_property
    def hubs(self) -> Flags:
        """Whether each actor is a hub."""
        import numpy as np

        found = np.zeros(self.n_actors, dtype=bool)
        found[hubs(self.degrees)] = True
        return found

    @cached_property
    def steps(self) -> csr_array:
        """Steps on the knowledge graph."""
        return steps(self.graph)

    @cached_property
    def steps_between_partners(self) -> csr_array:
        """Steps from partner to partner."""
        return steps(self.ties)


class View:
    """The past as seen by some actors: what methods share is computed once."""

    def __init__(self, past: Past, starts: Codes) -> None:
        self.past = past
        self.starts = starts

    @cached_property
    def walks(self) -> list[Vector]:
        """The long walk and the short one."""
        n_actors = self.past.n_actors
        return time_spent(self.past.steps, self.starts, n_actors, (CONTINUE, NEAR))

    @cached_property
    def shares(self) -> list[Shares]:
        """The reasons of the score, as shares."""
        far, near = self.walks
        reasons = Reasons(far, near, *of_partners(self.past.ties, self.starts))
        return shares(reasons, self.starts)

    def common(self, weights: Vector) -> Vector:
        """Sum a weight over the common partners."""
        ties = self.past.ties
        weighed = ties[self.starts].toarray().T * weights[:, None]
        found: Vector = (ties @ weighed).T
        return found


def partners(incidence: csr_array) -> csr_array:
    """Return the 0/1 adjacency of actors that are in an alliance together."""
    ties = (incidence @ incidence.T).tocsr()
    ties.setdiag(0)
    ties.eliminate_zeros()
    ties.sort_indices()
    ties.data[:] = 1.0
    return ties


def _alliances(view: View) -> Vector:
    return combined(view.shares, view.past.exponents)


def _walk(view: View) -> Vector:
    return view.walks[0]


def _walk_both_ways(view: View) -> Vector:
    import numpy as np

    degrees = np.diff(view.past.graph.indptr)[: view.past.n_actors]
    found: Vector = view.walks[0] / np.sqrt(np.maximum(degrees, 1))
    return found


def _popularity(view: View) -> Vector:
    import numpy as np

    return np.broadcast_to(view.past.degrees, (len(view.starts), view.past.n_actors))


def _adamic_adar(view: View) -> Vector:
    import numpy as np

    degrees = view.past.degrees
    return view.common(np.where(degrees > 1, 1 / np.log(np.maximum(degrees, 2)), 0.0))


def _resource_allocation(view: View) -> Vector:
    import numpy as np

    return view.common(1 / np.maximum(view.past.degrees, 1))


def _local_path(view: View) -> Vector:
    import numpy as np

    ties = view.past.ties
    two = view.common(np.ones(view.past.n_actors))
    found: Vector = two + THIRD_STEP * (ties @ two.T).T
    return found


def _pagerank(view: View) -> Vector:
    past = view.past
    step = past.steps_between_partners
    return time_spent(step, view.starts, past.n_actors, (PAGERANK,), PAGERANK_STEPS)[0]


def _random(view: View) -> Vector:
    """Return equal scores: ties are drawn by lot."""
    import numpy as np

    return np.zeros((len(view.starts), view.past.n_actors))


@dataclass(frozen=True, slots=True)
class Method:
    """A way to order the possible partners of an actor."""

    name: str
    title: Text
    reference: str
    function: Callable[[View], Vector]  # starts × actors: the likeliest has the highest score
    few_hubs: bool = False  # at most three hubs among the first ten
    fitted: bool = False  # with exponents chosen on the past


_OWN = "long walk · short walk · paths of three · partners (graph/prediction/score.py)"

METHODS = (
    Method("alliances", Text("alliances", "alliances"), _OWN, _alliances,
           few_hubs=True, fitted=True),
    Method("alliances_all_hubs", Text("alliances, tous pôles", "alliances, all hubs"),
           _OWN, _alliances, fitted=True),
    Method("walk", Text("marche avec retour", "walk with restart"),
           "Tong, Faloutsos & Pan 2006", _walk),
    Method("walk_both_ways", Text("marche aller et retour", "walk there and back"),
           "Zhou et al. 2004", _walk_both_ways),
    Method("popularity", Text("popularité", "popularity"), "Barabási & Albert 1999", _popularity),
    Method("adamic_adar", Text("Adamic-Adar", "Adamic-Adar"), "Adamic & Adar 2003", _adamic_adar),
    Method("resource_allocation", Text("allocation de ressources", "resource allocation"),
           "Zhou, Lü & Zhang 2009", _resource_allocation),
    Method("local_path", Text("chemins locaux", "local path"), "Lü, Jin & Zhou 2009", _local_path),
    Method("pagerank", Text("PageRank personnalisé", "personalised PageRank"),
           "Page et al. 1999; Haveliwala 2002", _pagerank),
    Method("random", Text("hasard", "random"), "", _random),
)  # fmt: skip
