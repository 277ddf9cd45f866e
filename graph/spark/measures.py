"""Measures of one pass: joins and sums, no round after another.

Every function takes :class:`Ties` and returns a table with a column ``actor``; actors for whom
there is nothing to count have no row. Definitions: docs/how-we-rank.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyspark.sql import functions as f

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

    from graph.spark.tables import Ties


def degree(net: Ties) -> DataFrame:
    """Count the alliances of each actor: columns actor, degree."""
    return net.ties.groupBy("actor").agg(f.count("*").alias("degree"))


def partners(net: Ties) -> DataFrame:
    """Return who shares an alliance with whom, each pair in both directions: actor, other."""
    others = net.ties.withColumnRenamed("actor", "other")
    met = net.ties.join(others, "alliance").filter("actor <> other")
    return met.select("actor", "other").distinct()


def partners_by_sector(net: Ties, among: DataFrame) -> DataFrame:
    """Count the distinct partners of each actor in each known sector: actor, sector, partners.

    ``among`` are the :func:`partners`.
    """
    sector = net.actors.filter("sector >= 0").withColumnRenamed("actor", "other")
    counted = among.join(sector, "other").groupBy("actor", "sector")
    return counted.agg(f.count("*").alias("partners"))


def crossing(net: Ties) -> DataFrame:
    """Count the alliances of each actor with parties of two known sectors or more."""
    known = net.ties.join(net.actors.filter("sector >= 0"), "actor")
    kinds = known.groupBy("alliance").agg(f.countDistinct("sector").alias("kinds"))
    mixed = net.ties.join(kinds.filter("kinds > 1"), "alliance")
    return mixed.groupBy("actor").agg(f.count("*").alias("crossing"))


def triangles(among: DataFrame) -> DataFrame:
    """Count the pairs of partners of each actor who are partners too: actor, triangles.

    Each edge goes from the end with fewer partners to the other, so that no actor has many ahead
    (at most √(2m) for m edges): every triangle is found once, from its smallest end (Schank &
    Wagner 2005; Suri & Vassilvitskii 2011 on clusters). ``among`` are the :func:`partners`.
    """
    size = among.groupBy("actor").agg(f.count("*").alias("n"))
    ahead = (
        among.join(size, "actor")
        .join(size.select(f.col("actor").alias("other"), f.col("n").alias("of_other")), "other")
        .filter("n < of_other OR (n = of_other AND actor < other)")
        .select("actor", "other")
    )
    ends = ahead.select("actor", f.col("other").alias("third"))
    wedges = ahead.join(ends, "actor").filter("other <> third")
    closing = ahead.select(f.col("actor").alias("other"), f.col("other").alias("third"))
    found = wedges.join(closing, ["other", "third"]).select("actor", "other", "third")
    corners = f.explode(f.array("actor", "other", "third")).alias("actor")
    return found.select(corners).groupBy("actor").agg(f.count("*").alias("triangles"))
