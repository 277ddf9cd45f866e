"""Measures that need round after round: PageRank, components, communities.

Each round ends with a table that is kept (:meth:`~graph.spark.session.Cluster.kept`); each
measure has a limit of rounds and says whether it came to rest before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from pyspark.sql import functions as f

from graph.catalysts.whole import (
    FOLLOW,
    LABEL_ROUNDS,
    PAGERANK_ROUNDS,
    SPREAD,
    TOLERANCE,
    quickened,
)
from ontology.text import Text

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from graph.spark.tables import Ties

NOT_AT_REST = Text(
    "{what} : arrêté après {n} tours, sans être au repos.",
    "{what}: stopped after {n} rounds, before it came to rest.",
)
COMPONENT_ROUNDS = 50  # each at least halves what is not joined yet: enough for 2^50 pieces


class Settled(NamedTuple):
    """A table, after how many rounds, and whether another would have changed nothing."""

    table: DataFrame
    rounds: int
    at_rest: bool

    def told(self, what: str, notes: list[Text]) -> DataFrame:
        """Return the table, having noted when it did not come to rest."""
        if not self.at_rest:
            notes.append(NOT_AT_REST.fill(what=what, n=self.rounds))
        return self.table


def pagerank(net: Ties, rounds: int = PAGERANK_ROUNDS) -> Settled:
    """Compute PageRank on the two-mode network, 1 being the mean of all nodes: actor, rank.

    The same steps as :func:`graph.catalysts.whole.pagerank`, where they are explained.
    """
    sized = (
        net.ties.join(net.ties.groupBy("actor").agg(f.count("*").alias("n")), "actor")
        .join(net.ties.groupBy("alliance").agg(f.count("*").alias("parties")), "alliance")
    )  # fmt: skip
    sized = net.cluster.kept(sized)
    given = sized.groupBy("actor").agg(
        (f.lit(1 - FOLLOW) + FOLLOW * (1 - FOLLOW) * f.sum(1 / f.col("parties"))).alias("given")
    )
    given = net.cluster.kept(given)
    state = given.select("actor", f.lit(1.0).alias("now"), f.lit(0.0).alias("before"))
    for done in range(rounds):
        state = net.cluster.kept(_step(sized, given, state, quickened(done)))
        change = _number(state, f.avg(f.abs(f.col("now") - f.col("before"))))
        if change < TOLERANCE:
            return Settled(_ranked(state), done + 1, at_rest=True)
    return Settled(_ranked(state), rounds, at_rest=False)


def _step(sized: DataFrame, given: DataFrame, state: DataFrame, factor: float) -> DataFrame:
    """Follow the ties to the alliances and back, and go further than that (Chebyshev)."""
    held = sized.join(state, "actor").groupBy("alliance", "parties")
    passed = held.agg((f.sum(f.col("now") / f.col("n")) / f.col("parties")).alias("part"))
    back = sized.select("actor", "alliance").join(passed, "alliance")
    followed = back.groupBy("actor").agg((FOLLOW**2 * f.sum("part")).alias("followed"))
    moved = f.col("followed") + f.col("given") - f.col("now")
    after = factor * (SPREAD * moved + f.col("now") - f.col("before")) + f.col("before")
    whole = state.join(followed, "actor").join(given, "actor")
    return whole.select("actor", after.alias("now"), f.col("now").alias("before"))


def _ranked(state: DataFrame) -> DataFrame:
    return state.select("actor", f.col("now").alias("pagerank"))


def components(net: Ties, rounds: int = COMPONENT_ROUNDS) -> Settled:
    """Name the connected piece of each actor by its smallest actor: actor, component.

    Every piece found so far joins its smallest neighbour, and pieces that follow one another
    become one (hooking and shortcutting: Shiloach & Vishkin 1982; Zhang, Azad & Buluç 2020).
    """
    found = net.ties.select("actor").distinct().withColumn("component", f.col("actor"))
    found = net.cluster.kept(found)
    left = net.ties.select(f.col("actor").alias("piece"), "alliance")
    for done in range(rounds):
        least = left.groupBy("alliance").agg(f.min("piece").alias("least"))
        joins = left.join(least, "alliance").groupBy("piece").agg(f.min("least").alias("least"))
        joins = net.cluster.kept(joins.filter("least < piece"))
        if joins.isEmpty():
            return Settled(found, done, at_rest=True)
        joins = net.cluster.kept(_shortened(_shortened(joins)))
        found = net.cluster.kept(_renamed(found, "component", joins))
        left = net.cluster.kept(_renamed(left, "piece", joins).distinct())
    return Settled(found, rounds, at_rest=False)


def _shortened(joins: DataFrame) -> DataFrame:
    """Let each piece join whom the one that it joins joins."""
    on = joins.select(f.col("piece").alias("least"), f.col("least").alias("further"))
    further = f.coalesce("further", "least").alias("least")
    return joins.join(on, "least", "left").select("piece", further)


def _renamed(table: DataFrame, column: str, joins: DataFrame) -> DataFrame:
    """Give the pieces in a column the names of those they joined."""
    to = joins.select(f.col("piece").alias(column), "least")
    named = f.coalesce("least", column).alias(column)
    kept = [f.col(name) for name in table.columns if name != column]
    return table.join(to, column, "left").select(*kept, named)


def communities(net: Ties, rounds: int = LABEL_ROUNDS) -> Settled:
    """Group the actors by label propagation: actor, community (its smallest first member's label).

    The rule is that of :func:`graph.catalysts.whole.communities`.
    """
    parties = net.ties.groupBy("alliance").agg((f.count("*") - 1).alias("others"))
    ties = net.cluster.kept(net.ties.join(parties, "alliance"))
    labels = net.cluster.kept(
        ties.select("actor").distinct().withColumn("community", f.col("actor"))
    )
    for done in range(rounds):
        after = net.cluster.kept(_voted(ties, labels))
        changed = after.filter("community <> was")
        labels = after.select("actor", "community")
        if changed.isEmpty():
            return Settled(labels, done + 1, at_rest=True)
    return Settled(labels, rounds, at_rest=False)


def _voted(ties: DataFrame, labels: DataFrame) -> DataFrame:
    """Give each actor the label that weighs most around it, the smallest of equals."""
    held = ties.join(labels, "actor").groupBy("alliance", "community").agg(f.count("*").alias("n"))
    votes = ties.join(held, "alliance").select("actor", "community", f.col("n") / f.col("others"))
    votes = votes.toDF("actor", "community", "weight")
    # An actor is among the parties counted: what its own label got by itself goes off again, and
    # its own vote is 1.
    itself = ties.groupBy("actor").agg((1 - f.sum(1 / f.col("others"))).alias("weight"))
    own = labels.join(itself, "actor").select("actor", "community", "weight")
    total = votes.unionAll(own).groupBy("actor", "community").agg(f.sum("weight").alias("weight"))
    best = f.min(f.struct((-f.round("weight", 9)).alias("weight"), "community"))
    chosen = total.groupBy("actor").agg(best.alias("best"))
    was = labels.withColumnRenamed("community", "was")
    return chosen.join(was, "actor").select("actor", f.col("best.community"), "was")


def _number(table: DataFrame, column: object) -> float:
    """Return one number of a table; 0 where it has no row."""
    row = table.agg(column.alias("x")).first()  # type: ignore[attr-defined]
    return float(row["x"] or 0.0) if row else 0.0
