"""Rank what ``alliances export --parquet`` wrote: the cluster reads it, this machine never does.

The rows of the ranking alone come here, with whoever shares the last place; their names decide
between equals, as they do for a workspace.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pyspark.sql import Window
from pyspark.sql import functions as f

from graph.catalysts import sentences
from graph.catalysts.metrics import metric
from graph.catalysts.ranking import MIN_ALLIANCES, Catalyst, Catalysts, Coverage
from graph.catalysts.view import UNKNOWN_SECTOR
from graph.centrality import EXACT_NODES, most_pairs_between
from graph.errors import BadInput
from graph.network import Actor, Network
from graph.selection import LAYERS, WIDEST, have_met
from graph.spark import between, filters, measures, rounds
from graph.spark.tables import Ties
from ontology import concepts
from ontology.text import Text, fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pyspark.sql import DataFrame

    from graph.selection import StageLayer
    from graph.spark.session import Cluster

#: Decimals in which measures that are no counts are compared, as on one machine.
DECIMALS = 9


@dataclass(frozen=True)
class Ranked:
    """A ranking, the actors that stand in it, and what is worth telling."""

    network: Network
    ranking: Catalysts
    ties: int
    notes: tuple[Text, ...]


@dataclass(frozen=True)
class Lake:
    """What was read: a network by number, and the name, IRI and sector of each number."""

    net: Ties
    named: DataFrame  # actor, id, label, slug
    coverage: Coverage  # of the whole lake, whatever is asked of it


def rank(
    cluster: Cluster,
    place: str,
    *,
    by: str = "reach",
    theme: str | None = None,
    territories: Sequence[str] = (),
    layer: StageLayer | None = None,
    sectors: Sequence[str] = (),
    top: int = 10,
) -> Ranked:
    """Rank the actors of a lake; the rules are those of :func:`graph.catalysts.rank`.

    Territories are given in the words of a user: their names are in the lake.
    """
    lake = read(cluster, place, layer or WIDEST, theme, territories)
    alliances = lake.net.ties.select("alliance").distinct().count()
    ties = lake.net.ties.count()
    if alliances < MIN_ALLIANCES:
        none = sentences.no_alliance()
        few = sentences.not_enough(alliances, MIN_ALLIANCES, left=alliances, out=None)
        empty = Catalysts((), lake.coverage, few if alliances else none)
        return Ranked(Network((), ()), empty, ties, ())
    notes: list[Text] = []
    table = _measured(lake, by, notes)
    listed = table.filter(f.col("slug").isin(list(sectors))) if sectors else table
    network, rows = _rows(lake, cluster.kept(listed), by, top)
    ranking = Catalysts(rows, lake.coverage, None, len(rows), alliances)
    return Ranked(network, ranking, ties, tuple(notes))


def read(
    cluster: Cluster,
    place: str,
    layer: StageLayer = WIDEST,
    theme: str | None = None,
    territories: Sequence[str] = (),
) -> Lake:
    """Read a lake: actors and posts numbered by IRI, and who is in which alliance that counts."""
    nodes, edges = _tables(cluster, place)
    who = nodes.filter("kind IN ('actor', 'post')")
    named = cluster.kept(_numbered(who, "id", "actor").select("actor", "id", "label", "sector"))
    counts = f.col("layers").contains(LAYERS[layer]) | (f.col("kind") != "party")
    reached = filters.kept(cluster, (nodes, edges.filter(counts)), theme, territories)
    reached = cluster.kept(reached.select("source", "target").distinct())
    slugs = named.withColumnRenamed("sector", "slug")
    return Lake(_ties(cluster, reached, named), slugs, _coverage(edges, named))


def _tables(cluster: Cluster, place: str) -> tuple[DataFrame, DataFrame]:
    from pyspark.errors import AnalysisException

    root = place.rstrip("/")
    try:
        nodes, edges = (cluster.spark.read.parquet(f"{root}/{name}") for name in _READ)
        is_lake = {"kind", "id"} <= {*nodes.columns} and {"kind", "layers"} <= {*edges.columns}
    except AnalysisException as error:
        raise _no_lake(place) from error
    if not is_lake:
        raise _no_lake(place)
    return nodes, edges


def _coverage(edges: DataFrame, named: DataFrame) -> Coverage:
    """Count who met anybody, in an alliance of two parties or more, and all actors."""
    met = f.col("stage").isin([slug for slug in concepts("stage") if have_met(slug)])
    ends = edges.filter("kind = 'party'").filter(met)
    ends = ends.select("target", f.col("source").alias("id")).distinct().join(named, "id")
    several = ends.groupBy("target").agg(f.count("*").alias("n")).filter("n > 1")
    related = ends.join(several, "target", "left_semi").select("id").distinct()
    return Coverage(related.count(), named.count())


_READ = ("nodes", "edges")


def _no_lake(place: str) -> BadInput:
    return BadInput(
        "{place} : le serveur n'y lit ni nodes ni edges. Donnez un dossier écrit par "
        "« alliances export --parquet », que le serveur voit sous ce nom.",
        "{place}: the server reads neither nodes nor edges there. Give a folder written by "
        "'alliances export --parquet' that the server sees under this name.",
        place=place,
    )


def _numbered(table: DataFrame, key: str, number: str) -> DataFrame:
    """Give the rows numbers by a column, from 0 on: the same data give the same numbers."""
    place = f.row_number().over(Window.orderBy(key)).cast("long") - 1
    return table.withColumn(number, place)


def _ties(cluster: Cluster, reached: DataFrame, named: DataFrame) -> Ties:
    """Give both ends numbers; alliances of a single party link nobody."""
    several = reached.groupBy("target").agg(f.count("*").alias("n")).filter("n > 1")
    alliances = cluster.kept(_numbered(several.select("target"), "target", "alliance"))
    ends = reached.join(alliances, "target").join(named, reached["source"] == named["id"])
    codes = f.create_map(*[f.lit(x) for pair in _codes().items() for x in pair])
    sector = f.coalesce(codes[f.col("sector")], f.lit(-1)).cast("long").alias("sector")
    ties = cluster.kept(ends.select("actor", "alliance"))
    return Ties(cluster, ties, cluster.kept(named.select("actor", sector)))


def _codes() -> dict[str, int]:
    return {s: k for k, s in enumerate(concepts("sector")) if s != UNKNOWN_SECTOR}


def _measured(lake: Lake, by: str, notes: list[Text]) -> DataFrame:
    """Return what orders the actors with a tie: actor, slug, degree, crossing, reach, value."""
    net = lake.net
    met = net.cluster.kept(measures.partners(net))
    counted = net.cluster.kept(measures.partners_by_sector(net, met))
    own = net.actors.select("actor", f.col("sector").alias("own"))
    spread = _spread(counted, own)
    whole = (
        measures.degree(net)
        .join(lake.named.select("actor", "slug"), "actor")
        .join(measures.crossing(net), "actor", "left")
        .join(spread, "actor", "left")
        .fillna(0, ["crossing", "reach"])
    )
    return net.cluster.kept(_valued(net, whole, counted, met, by, notes))


def _spread(counted: DataFrame, own: DataFrame) -> DataFrame:
    """Return the reach of each actor, and its participation 1 − Σ (k_s / k)²."""
    apart = f.when((f.col("own") >= 0) & (f.col("sector") != f.col("own")), f.col("partners"))
    total, squares = f.sum("partners"), f.sum(f.col("partners") * f.col("partners"))
    return (
        counted.join(own, "actor")
        .groupBy("actor")
        .agg(
            f.coalesce(f.sum(apart), f.lit(0)).alias("reach"),
            (1 - squares / (total * total)).alias("participation"),
        )
    )


def _valued(
    net: Ties, whole: DataFrame, counted: DataFrame, met: DataFrame, by: str, notes: list[Text]
) -> DataFrame:
    """Add the measure that orders, as ``value``; actors for whom it is not defined go."""
    whole = _with_betweenness(net, whole, by, notes)
    if by == "pagerank":
        whole = whole.join(rounds.pagerank(net).told("PageRank", notes), "actor")
    elif by == "triangles":
        whole = whole.join(measures.triangles(met), "actor", "left").fillna(0, ["triangles"])
    elif by == "participation_share":
        classes = counted.select("sector").distinct().count()
        most = f.lit(1 - 1 / classes) if classes > 1 else f.lit(None)
        whole = whole.withColumn(by, f.col("participation") / most)
    value = f.round(f.col(by).cast("double"), DECIMALS).alias("value")
    share = f.round("betweenness", DECIMALS).alias("between")
    columns = ["actor", "slug", "degree", "crossing", "reach"]
    return whole.select(*columns, value, share).filter(f.col("value").isNotNull())


def _with_betweenness(net: Ties, whole: DataFrame, by: str, notes: list[Text]) -> DataFrame:
    """Add betweenness, over the most that a network of this size allows; null where not known."""
    import numpy as np

    actors = np.sort(net.ties.select("actor").distinct().toArrow()["actor"].to_numpy())
    m = net.ties.select("alliance").distinct().count()
    if by != "betweenness" and len(actors) + m > EXACT_NODES:
        notes.append(between.LEFT_OUT)
        return whole.withColumn("betweenness", f.lit(None).cast("double"))
    first = int(actors.max()) + 1
    nodes = np.concatenate([actors, np.arange(first, first + m)])
    found = between.from_pivots(net, first, nodes, notes)
    share = f.col("pairs") / most_pairs_between(len(actors), m)
    shares = found.select("actor", share.alias("betweenness"))
    return whole.join(shares, "actor", "left").fillna(0, ["betweenness"])


def _rows(lake: Lake, table: DataFrame, by: str, top: int) -> tuple[Network, tuple[Catalyst, ...]]:
    """Bring the first rows here with their equals, and put them in order."""
    found = _first(lake, table, by, top)
    keys = [row["key"] for row in found]
    shown = found[:top]
    by_sector = _by_sector(lake, [row["actor"] for row in shown])
    actors = tuple(
        Actor(row["id"], row["label"] or row["id"], row["slug"] or UNKNOWN_SECTOR) for row in shown
    )
    rows = tuple(
        _row(i, keys.index(row["key"]) + 1, row, by, by_sector[row["actor"]])
        for i, row in enumerate(shown)
    )
    return Network(actors, ()), rows


def _first(lake: Lake, table: DataFrame, by: str, top: int) -> list[dict[str, Any]]:
    """Return the rows up to the last place asked for, in order, with their names and places."""
    least = metric(by).least_first
    table = table.withColumn("key", f.col("value") if least else -f.col("value"))
    is_small = table.limit(EXACT_NODES + 1).count() <= EXACT_NODES
    edge = table.orderBy("key", f.desc("reach")).limit(top).toArrow().to_pylist()
    if not edge:
        return []
    last = edge[-1]
    farther = f.struct("key", -f.col("reach")) > f.struct(f.lit(last["key"]), f.lit(-last["reach"]))
    near = table if is_small else table.filter(~farther)
    rows = near.join(lake.named.select("actor", "id", "label"), "actor").toArrow().to_pylist()
    places = sorted((row["between"] or 0.0 for row in rows), reverse=True)
    for row in rows if is_small else ():
        row["place"] = places.index(row["between"]) + 1 if row["between"] else 0
        row["shared"] = places.count(row["between"]) > 1
    return sorted(rows, key=lambda row: (
        row["key"], -row["reach"], -(row["between"] or 0.0) if is_small else 0,
        fold(row["label"] or ""), row["id"],
    ))  # fmt: skip


def _by_sector(lake: Lake, actors: Sequence[int]) -> Mapping[int, dict[str, int]]:
    """Return the partners of a few actors by sector, the most first."""
    net, slugs = lake.net, list(concepts("sector"))
    few = net.ties.filter(f.col("actor").isin(list(actors)))
    others = net.ties.withColumnRenamed("actor", "other")
    met = few.join(others, "alliance").filter("actor <> other").select("actor", "other").distinct()
    found: defaultdict[int, dict[str, int]] = defaultdict(dict)
    rows = measures.partners_by_sector(net, met).orderBy("sector").toArrow().to_pylist()
    for row in sorted(rows, key=lambda row: -row["partners"]):
        found[row["actor"]][slugs[row["sector"]]] = row["partners"]
    return found


def _row(
    i: int, rank_: int, row: Mapping[str, Any], by: str, partners: Mapping[str, int]
) -> Catalyst:
    """Write the row of one actor, with its sentence."""
    others = {slug: n for slug, n in partners.items() if slug != row["slug"]}
    told = sentences.sentence(
        others, crossing=row["crossing"], degree=row["degree"],
        place=row.get("place") or None, shared=row.get("shared", False), known="place" in row,
    )  # fmt: skip
    between = float("nan") if row["between"] is None else row["between"]
    values = {"reach": row["reach"], "degree": row["degree"], "betweenness": between}
    return Catalyst(
        i, rank_, row["reach"], len(others), row["degree"], between, None, told,
        values=values | {by: row["value"]}, partners=others,
    )  # fmt: skip
