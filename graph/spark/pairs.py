"""Pairs who could be introduced: two actors of different sides with a partner in common.

What counts, and for whom, is what :mod:`graph.reasons` and :mod:`graph.suggestions` say of a
common partner; the score is that of the table in :mod:`graph.prediction.predictors` named
``resource_allocation``: each go-between gives 1 over the number of its partners. The walk that
orders the suggestions of this machine takes sixteen steps from every actor; here are its candidates
at two steps, for a later look at each.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pyspark.sql import functions as f

from graph.reasons import YEARS
from graph.selection import have_met, is_abandoned, is_absent, is_over
from graph.suggestions import SAME_SIDE

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pyarrow as pa
    from pyspark.sql import DataFrame

    from graph.network import Network
    from graph.spark.session import Cluster

#: Partners above which somebody introduces nobody: through a ministry everybody is two steps away,
#: its share is under a thousandth, and its pairs alone would outnumber all others.
MOST_PARTNERS = 1_000


@dataclass(frozen=True)
class Acquaintances:
    """Who knows whom: long numbers of actors.

    ``ties``: actor, alliance, running (whether it lets its parties introduce others);
    ``members``: actor, other; ``apart``: actor, other, what people decided on (each pair once);
    ``actors``: actor, side, of those who are there: who introduces others and is introduced.
    """

    cluster: Cluster
    ties: DataFrame
    members: DataFrame
    apart: DataFrame
    actors: DataFrame


def sent(
    cluster: Cluster, network: Network, exclude: Iterable[frozenset[str]] = ()
) -> Acquaintances:
    """Send who knows whom in a network; ``exclude`` holds pairs of IRIs, or one that opted out."""
    index = network.index
    decided = [sorted(index[iri] for iri in pair if iri in index) for pair in exclude]
    away = {pair[0] for pair in decided if len(pair) == 1}
    tables = (
        _ties(network),
        _pairs((i, j) for i, a in enumerate(network.actors) for j in a.networks if i != j),
        _pairs((pair[0], pair[1]) for pair in decided if len(pair) == 2),
        _actors(network, away),
    )
    return Acquaintances(cluster, *map(cluster.table, tables))


def _ties(network: Network) -> pa.Table:
    import pyarrow as pa

    rows = [
        (party, j, have_met(alliance.stage) and not is_over(alliance, network.as_of, years=YEARS))
        for j, alliance in enumerate(network.alliances)
        if not is_abandoned(alliance.stage)
        for party in alliance.members
    ]
    actor, number, running = zip(*rows, strict=True) if rows else ((), (), ())
    kinds = pa.int64(), pa.int64(), pa.bool_()
    columns = [pa.array(c, type=k) for c, k in zip((actor, number, running), kinds, strict=True)]
    return pa.table(columns, names=["actor", "alliance", "running"])


def _pairs(pairs: Iterable[tuple[int, int]]) -> pa.Table:
    import pyarrow as pa

    rows = sorted(set(pairs))
    ends = [pa.array([pair[k] for pair in rows], type=pa.int64()) for k in (0, 1)]
    return pa.table(ends, names=["actor", "other"])


def _actors(network: Network, away: set[int]) -> pa.Table:
    import pyarrow as pa

    present = [
        (i, SAME_SIDE.get(actor.sector, actor.sector))
        for i, actor in enumerate(network.actors)
        if i not in away and not is_absent(actor, network.as_of)
    ]
    numbers = pa.array([i for i, _ in present], type=pa.int64())
    sides = pa.array([side for _, side in present], type=pa.string())
    return pa.table([numbers, sides], names=["actor", "side"])


def candidates(known: Acquaintances, most: int = MOST_PARTNERS) -> DataFrame:
    """Return the pairs at two steps who never met: actor < other, score, go_betweens."""
    among = known.cluster.kept(_partners(known.ties.filter("running"), known.members))
    met = _partners(known.ties, known.members)
    fair = among.groupBy("actor").agg(f.count("*").alias("n")).filter(f.col("n") <= most)
    go_betweens = fair.join(known.actors, "actor").select(f.col("actor").alias("by"), "n")
    ends = among.withColumnRenamed("actor", "by").join(go_betweens, "by")
    ends = ends.join(known.actors.withColumnRenamed("actor", "other"), "other")
    ends = known.cluster.kept(ends)
    second = ends.select("by", f.col("other").alias("second"), f.col("side").alias("its_side"))
    wedges = ends.join(second, "by").filter("other < second AND side <> its_side")
    scored = wedges.groupBy(f.col("other").alias("actor"), f.col("second").alias("other")).agg(
        f.sum(1 / f.col("n")).alias("score"), f.count("*").alias("go_betweens")
    )
    apart = known.apart.select(f.least("actor", "other"), f.greatest("actor", "other"))
    apart = apart.toDF("actor", "other")
    return scored.join(met, ["actor", "other"], "left_anti").join(
        apart, ["actor", "other"], "left_anti"
    )


def _partners(ties: DataFrame, members: DataFrame) -> DataFrame:
    """Return who shares an alliance or a membership with whom, in both directions."""
    pairs = ties.select("actor", "alliance")
    others = pairs.withColumnRenamed("actor", "other")
    met = pairs.join(others, "alliance").filter("actor <> other").select("actor", "other")
    back = members.select(f.col("other").alias("actor"), f.col("actor").alias("other"))
    return met.unionAll(members.select("actor", "other")).unionAll(back).distinct()
