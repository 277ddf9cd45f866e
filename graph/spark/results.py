"""All that a cluster works out of a network, as two Parquet tables for other programs."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from graph.catalysts.choice import alliances_kept
from graph.export.files import LAKE, whole_folder
from graph.spark import measures, pairs, rounds
from graph.spark.tables import sent

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import pyarrow as pa
    from pyspark.sql import DataFrame

    from graph.network import Network
    from graph.spark.session import Cluster
    from graph.spark.tables import Ties
    from ontology.text import Text


def write(
    network: Network,
    cluster: Cluster,
    exclude: Iterable[frozenset[str]],
    folder: Path,
    notes: list[Text],
) -> dict[str, int]:
    """Write ``actors.parquet`` and ``pairs.parquet``; return how many there are of each thing.

    Actors of an alliance that is a contact at least have a row; so has each pair of
    :func:`graph.spark.pairs.candidates`, the best first. Notes tell what did not come to rest.
    """
    from pyarrow import parquet

    from graph.catalysts.view import sectors

    kept = alliances_kept(network, None, (), None)
    net = sent(cluster, network.incidence[:, kept], sectors(network).codes)
    actors = _named(network, _actors(net, notes), "actor")
    found = pairs.candidates(pairs.sent(cluster, network, exclude))
    best = found.orderBy(found["score"].desc(), "actor", "other").toArrow()
    proposed = _named(network, _named(network, best, "other"), "actor")
    counts = _counts(actors) | {"pairs": proposed.num_rows}
    with whole_folder(folder) as draft:
        parquet.write_table(actors, draft / "actors.parquet")
        parquet.write_table(proposed, draft / "pairs.parquet")
        (draft / LAKE).write_text(json.dumps(counts), encoding="utf-8", newline="\n")
    return counts


def _actors(net: Ties, notes: list[Text]) -> pa.Table:
    """Return every measure of each actor that has a tie, in the order of the actors."""
    met = net.cluster.kept(measures.partners(net))
    found: DataFrame = measures.degree(net)
    others = (
        measures.triangles(met),
        rounds.pagerank(net).told("PageRank", notes),
        rounds.components(net).told("components", notes),
        rounds.communities(net).told("communities", notes),
    )
    for table in others:
        found = found.join(table, "actor", "left")
    return found.fillna(0, ["triangles"]).orderBy("actor").toArrow()


def _named(network: Network, rows: pa.Table, column: str) -> pa.Table:
    """Put the IRI and the name of an actor in the place of its number."""
    import pyarrow as pa

    chosen = [network.actors[i] for i in rows[column].to_pylist()]
    place = rows.column_names.index(column)
    rows = rows.set_column(place, column, pa.array([a.iri for a in chosen], pa.string()))
    return rows.add_column(
        place + 1, f"{column}_name", pa.array([a.name for a in chosen], pa.string())
    )


def _counts(actors: pa.Table) -> dict[str, int]:
    import pyarrow.compute as pc

    return {
        "actors": actors.num_rows,
        "components": pc.count_distinct(actors["component"]).as_py(),
        "communities": pc.count_distinct(actors["community"]).as_py(),
        "triangles": int(pc.sum(actors["triangles"]).as_py() or 0) // 3,
    }
