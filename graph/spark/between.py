"""Betweenness by level-synchronous searches from some nodes: all of them, or a sample.

Brandes (2001) adds up, source by source, how much of its shortest paths each node carries; Brandes
& Pich (2007) take some sources drawn at random, the pivots, and scale the sum up: unbiased, and
the error falls as 1/√pivots whatever the size of the network. Of the samplers it is the one that
is made of joins alone: all searches go one level ahead together. KADABRA, which this machine uses,
draws paths one after another and stops when it may; that does not spread over a cluster. HyperBall
(Boldi & Vigna 2013) scales as well but estimates distances, not who stands between.

The network has two modes, so a level never touches itself: what was already seen of a next level
is all in the one before, and no table of visited nodes grows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as f

from graph.centrality import EXACT_NODES
from graph.spark.session import MOST_UNKEPT, union
from ontology.text import Text

if TYPE_CHECKING:
    import numpy as np
    from pyspark.sql import DataFrame

    from graph.spark.session import Cluster
    from graph.spark.tables import Ties
    from graph.sparse import Codes

#: Searches from a sample, above EXACT_NODES.
PIVOTS, SEED = 256, 2018
#: Rows (sources × nodes) of searches made at once.
AT_ONCE = 20_000_000

SAMPLED = Text(
    "Intermédiarité estimée : plus courts chemins depuis {k} des {n} acteurs et alliances, tirés "
    "au hasard (Brandes et Pich 2007).",
    "Betweenness is an estimate: shortest paths from {k} of the {n} actors and alliances, drawn at "
    "random (Brandes & Pich 2007).",
)

LEFT_OUT = Text(
    "Au-delà de {most} acteurs et alliances, l'intermédiarité n'est pas calculée d'office : "
    "--by betweenness l'estime.",
    "Above {most} actors and alliances betweenness is not worked out unasked: --by betweenness "
    "estimates it.",
).fill(most=EXACT_NODES)


def pivots(nodes: Codes) -> Codes:
    """Return the nodes to search from: all while they are few, else a sample with a fixed seed."""
    import numpy as np

    if len(nodes) <= EXACT_NODES:
        return nodes
    drawn: Codes = np.sort(np.random.default_rng(SEED).choice(nodes, PIVOTS, replace=False))
    return drawn


def from_pivots(net: Ties, first_alliance: int, nodes: Codes, notes: list[Text]) -> DataFrame:
    """Return the :func:`betweenness` from the :func:`pivots`; notes tell when they are a sample."""
    sources = pivots(nodes)
    if len(sources) < len(nodes):
        notes.append(SAMPLED.fill(k=len(sources), n=len(nodes)))
    return betweenness(net, first_alliance, nodes, sources)


def betweenness(net: Ties, first_alliance: int, nodes: Codes, sources: Codes) -> DataFrame:
    """Estimate the pairs of nodes that each actor stands between: actor, pairs.

    ``nodes`` are the actors, and the alliances numbered from ``first_alliance`` on. With all
    nodes as ``sources`` the numbers are exact.
    """
    there = net.ties.select(
        f.col("actor").alias("node"), (f.col("alliance") + first_alliance).alias("next")
    )
    back = there.select(f.col("next").alias("node"), f.col("node").alias("next"))
    steps = net.cluster.kept(there.unionAll(back))
    rows = AT_ONCE if net.cluster.keeps else min(AT_ONCE, MOST_UNKEPT)
    width = max(1, rows // max(len(nodes), 1))
    parts = [
        _carried(net.cluster, steps, first_alliance, sources[start : start + width])
        for start in range(0, len(sources), width)
    ]
    scale = len(nodes) / len(sources) / 2  # each pair is searched for from both of its ends
    pairs = (f.sum("carried") * scale).alias("pairs")
    return union(parts).groupBy(f.col("node").alias("actor")).agg(pairs)


def _carried(cluster: Cluster, steps: DataFrame, first_alliance: int, sources: Codes) -> DataFrame:
    """Return how much of the shortest paths from some sources each actor carries."""
    levels = _levels(cluster, steps, sources)
    below = levels.pop().withColumn("carried", f.lit(0.0))
    nothing, found = below.select("node", "carried").limit(0), []
    while len(levels) > 1:  # the first level is the sources themselves
        level = levels.pop()
        below = cluster.kept(_shared(steps, level, below))
        found.append(below.filter(f.col("node") < first_alliance).select("node", "carried"))
    total = union(found or [nothing])  # tables of one kind: Sail cannot put others together
    return cluster.kept(total.groupBy("node").agg(f.sum("carried").alias("carried")))


def _levels(cluster: Cluster, steps: DataFrame, sources: Codes) -> list[DataFrame]:
    """Search from all sources at once: for each distance, source, node and number of paths."""
    start = cluster.table(_sources(sources))
    levels = [start]
    while True:
        ahead = levels[-1].join(steps, "node").groupBy("source", f.col("next").alias("node"))
        found = ahead.agg(f.sum("paths").alias("paths"))
        if len(levels) > 1:
            found = found.join(levels[-2].select("source", "node"), ["source", "node"], "left_anti")
        found = cluster.kept(found)
        if found.isEmpty():
            return levels
        levels.append(found)


def _shared(steps: DataFrame, level: DataFrame, below: DataFrame) -> DataFrame:
    """Give each node of a level its share of what the nodes behind it carry, and of themselves."""
    part = ((1 + f.col("carried")) / f.col("paths")).alias("part")
    handed = below.select("source", "node", part).join(steps, "node")
    handed = handed.groupBy("source", f.col("next").alias("node")).agg(f.sum("part").alias("part"))
    carried = (f.col("paths") * f.coalesce("part", f.lit(0.0))).alias("carried")
    both = level.join(handed, ["source", "node"], "left")
    return both.select("source", "node", "paths", carried)


def _sources(sources: Codes) -> object:
    import numpy as np
    import pyarrow as pa

    numbers: np.ndarray = np.asarray(sources, dtype=np.int64)
    ones = pa.array(np.ones(len(numbers)))
    return pa.table({"source": numbers, "node": numbers, "paths": ones})
