"""Which alliances of a lake a theme and territories keep: the rules of ``selection``, as joins.

Territories alone come to this machine, a few columns of them (a country has some 36,000): what
lies in what is worked out here, by the same code as for a workspace.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from pyspark.sql import functions as f

import ontology
from graph.network import Network, Territory
from graph.resolve import Named, choose
from graph.selection import Places, wider_themes
from ontology.text import Text, fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pyspark.sql import DataFrame

    from graph.spark.session import Cluster

_NAMES = ("label", "code", "siren")


def kept(
    cluster: Cluster,
    tables: tuple[DataFrame, DataFrame],
    theme: str | None,
    territories: Sequence[str],
) -> DataFrame:
    """Return the edges of a lake whose alliances are of a theme and of any of some territories.

    ``tables`` are its nodes and the edges of parties that count; territories are given in the
    words of a user, as for a workspace. Raises NotFound when no territory, or several, fit them.
    """
    nodes, edges = tables
    reached = edges.filter("kind = 'party'")
    if theme is not None:
        about = _told(nodes, reached, "themes", f.explode("themes"))
        reached = _matching(cluster, reached, about, _narrower(theme))
    if territories:
        where = _told(nodes, reached, "territories", f.col("seat"))
        reached = _matching(cluster, reached, where, _concerning(nodes, edges, territories))
    return reached


def _told(nodes: DataFrame, reached: DataFrame, own: str, of_party: object) -> DataFrame:
    """Return what each alliance names; one that names nothing takes what its parties have."""
    alliances = nodes.filter("kind = 'alliance'")
    named = alliances.select(f.col("id").alias("target"), f.explode(own).alias("value"))
    silent = reached.join(named.select("target").distinct(), "target", "left_anti")
    actors = nodes.filter("kind IN ('actor', 'post')")
    has = actors.select(f.col("id").alias("source"), of_party.alias("value"))  # type: ignore[attr-defined]
    taken = silent.select("source", "target").join(has, "source").select("target", "value")
    return named.unionAll(taken)


def _matching(
    cluster: Cluster, reached: DataFrame, told: DataFrame, wanted: Iterable[str]
) -> DataFrame:
    """Return the edges to the alliances of which one of some values is told."""
    import pyarrow as pa

    values = cluster.table(pa.table({"value": sorted(wanted)}))
    hits = told.join(values, "value", "left_semi").select("target").distinct()
    return reached.join(hits, "target", "left_semi")


def _narrower(theme: str) -> set[str]:
    """Return a theme and all that it stands for."""
    return {theme, *(slug for slug in ontology.concepts("theme") if theme in wider_themes(slug))}


def _concerning(nodes: DataFrame, edges: DataFrame, words: Sequence[str]) -> set[str]:
    """Return the places that concern one of the territories that the words name."""
    places = nodes.filter("kind = 'territory'")
    rows = places.select("id", "classes", *_NAMES).toArrow().to_pylist()
    ids = places.select(f.col("id").alias("source"))
    ties = edges.filter("kind IN ('part_of', 'covers')").select("kind", "source", "target")
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for tie in ties.join(ids, "source", "left_semi").toArrow().to_pylist():
        found[tie["kind"], tie["source"]].append(tie["target"])
    project = ontology.iri("ea:ProjectTerritory")
    known = {
        row["id"]: Territory(
            row["id"], row["label"] or row["id"], Text("territoire", "territory"),
            within=tuple(found["part_of", row["id"]]), covers=tuple(found["covers", row["id"]]),
            is_project=project in row["classes"],
        )
        for row in rows
    }  # fmt: skip
    named = {
        row["id"]: Named(row["id"], row["label"] or "", {fold(row[c]) for c in _NAMES if row[c]})
        for row in rows
    }
    where = Places(Network((), (), known))
    asked = [choose(named, "ea:Territory", one) for one in words]
    return {iri for iri in known for one in asked if where.concern([iri], one)}
