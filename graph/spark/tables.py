"""What a cluster is asked about: who is in which alliance, and the sector of each actor."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame
    from scipy.sparse import csr_array

    from graph.spark.session import Cluster
    from graph.sparse import Codes


@dataclass(frozen=True)
class Ties:
    """A two-mode network on a cluster, whose numbers order actors as this machine does.

    ``ties``: actor, alliance (long, each pair once, alliances of two parties or more);
    ``actors``: actor, sector (long; -1 where it is not known), all actors of the network.
    """

    cluster: Cluster
    ties: DataFrame
    actors: DataFrame


def sent(cluster: Cluster, incidence: csr_array, sectors: Codes) -> Ties:
    """Send an incidence matrix (actors × alliances) and the sector of each actor."""
    import numpy as np
    import pyarrow as pa

    cells = incidence.tocoo()
    ties = pa.table({"actor": _long(cells.row), "alliance": _long(cells.col)})
    actors = pa.table({"actor": _long(np.arange(len(sectors))), "sector": _long(sectors)})
    return Ties(cluster, cluster.table(ties), cluster.table(actors))


def _long(values: Codes) -> pa.Array:
    import pyarrow as pa

    return pa.array(values, type=pa.int64())
