"""When it pays: what was measured, side by side, with ``tests/benchmarks/bench_spark.py``."""

from __future__ import annotations

from typing import NamedTuple

from ontology.text import Text


class Measured(NamedTuple):
    """Seconds for the same measures of the same network: docs/scale.md says which and where."""

    ties: int
    here: float  # on one machine, this program's own way
    cluster: float  # the fastest of the clusters tried on that machine


#: The smallest first.
CURVE = (Measured(2_000, 0.1, 3.0),)


def one_machine(ties: int) -> Text | None:
    """Say that one machine is faster for so many ties, where that was measured."""
    slower = [row for row in CURVE if row.here < row.cluster]
    if not slower or ties > slower[-1].ties:
        return None
    near = next(row for row in slower if row.ties >= ties)
    return Text(
        "Une seule machine est plus rapide à cette taille ({ties} liens) : pour {n} liens, {here} "
        "s contre {cluster} s, mesurées côte à côte (docs/scale.md).",
        "One machine is faster for this size ({ties} ties): for {n} ties, {here} s against "
        "{cluster} s, measured side by side (docs/scale.md).",
    ).fill(ties=ties, n=near.ties, here=f"{near.here:g}", cluster=f"{near.cluster:g}")
