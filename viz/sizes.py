"""How large the marks are: by which measure of the analysis, and how far they may grow.

The names, words and values are those of the table of measures, over the alliances that
``alliances catalysts`` counts. The first measure is the number of alliances, as the map counts
them: the positions were made for its sizes. Another one grows the area of a mark with its value,
until the largest mark is as large as the first measure's, or one mark would touch another where
they stand now.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import isnan
from typing import TYPE_CHECKING

from graph.catalysts.choice import incidence_of
from graph.catalysts.metrics import Metric, metric
from graph.catalysts.view import view
from ontology.text import Text
from viz.layout import BASE, GROWTH

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from graph.catalysts.view import View
    from graph.network import Network
    from graph.sparse import Vector

    Floats = NDArray[np.float64]

LEAST_SHARE = 0.7  # of the largest size, whatever touches: smaller marks would not be told apart
MOST_EXACT = 1_500  # actors up to which betweenness is worked out for all of them


@dataclass(frozen=True, slots=True)
class Measure:
    """A measure by name, in words; radius = base + growth × √value; no values: the ties."""

    name: str
    title: Text
    formula: Text
    growth: float
    values: tuple[float | None, ...] = ()


def _partners(view: View) -> Vector:
    """Count the distinct actors with whom each shares an alliance."""
    import numpy as np

    return view.spread(np.diff(view.adjacency.tocsr().indptr).astype(np.float64), 0.0)


PARTNERS = Metric(
    "partners",
    _partners,
    Text("nombre de partenaires", "number of partners"),
    Text(
        "nombre d'acteurs distincts avec qui une alliance est partagée",
        "number of distinct actors sharing at least one alliance",
    ),
    Text("définition maison", "own definition"),
)


def measures(network: Network, radii: Floats, places: Iterable[Floats]) -> list[Measure]:
    """Return what marks may be sized by: values of all actors, and how fast marks grow.

    ``radii`` are those of the first measure, shape (actors,); ``places`` are the positions of the
    actors in every arrangement, shape (actors, 2), in units of the marks' size there.
    """
    first = metric("degree")
    found = [Measure(first.name, first.title, first.formula, GROWTH)]
    if not network.alliances:
        return found
    measured = view(network, incidence_of(network, None, (), None))
    spots = list(places)
    for row in _offered(len(network.actors)):
        values = row.function(measured)
        growth = _growth(values, radii, spots)
        found.append(Measure(row.name, row.title, row.formula, growth, _plain(values)))
    return found


def _offered(actors: int) -> list[Metric]:
    rows = [PARTNERS, metric("reach"), metric("betweenness"), metric("effective_size")]
    return [row for row in rows if actors <= MOST_EXACT or row.name != "betweenness"]


def _plain(values: Vector) -> tuple[float | None, ...]:
    """Return values with four figures, as many as anybody reads; none where not defined."""
    return tuple(None if isnan(value) else float(f"{value:.4g}") for value in values.tolist())


def _growth(values: Vector, radii: Floats, places: Iterable[Floats]) -> float:
    """Return how fast marks may grow with the root of their value.

    Two marks touch where 2 × base + growth × (√v + √w) is their distance: the least of these
    growths is taken, within the limits.
    """
    import numpy as np

    roots = np.sqrt(np.nan_to_num(values))
    if not roots.any():
        return 0.0
    most = float((radii.max() - BASE) / roots.max())
    free = min((_free(roots, xy, float(radii.max())) for xy in places), default=most)
    return round(min(most, max(free, LEAST_SHARE * most)), 4)


def _free(roots: Floats, xy: Floats, largest: float) -> float:
    """Return the growth at which the first two marks touch."""
    import numpy as np
    from scipy.spatial import cKDTree

    one, other = cKDTree(xy).query_pairs(2 * largest, output_type="ndarray").T
    apart = np.hypot(*(xy[one] - xy[other]).T)
    wanted = roots[one] + roots[other]
    grows = wanted > 0
    return float(((apart[grows] - 2 * BASE) / wanted[grows]).min(initial=np.inf))
