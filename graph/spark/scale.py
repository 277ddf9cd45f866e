"""When it pays: what was measured, side by side, with ``tests/benchmarks/bench_spark.py``."""

from __future__ import annotations

from typing import NamedTuple

from ontology.text import Text


class Measured(NamedTuple):
    """What all measures of one network cost, in seconds that cores worked: docs/scale.md."""

    ties: int
    here: float  # on one machine, this program's own way
    cluster: float  # the cheapest of the clusters tried on that machine


#: The smallest first.
CURVE = (
    Measured(1_937, 0.28, 3.93),
    Measured(19_833, 1.62, 8.53),
    Measured(199_677, 21.92, 104.08),
)


def one_machine(ties: int) -> Text | None:
    """Say that one machine is faster for so many ties, where that was measured."""
    near = next((row for row in CURVE if row.ties >= ties), None)
    if near is None or near.here >= near.cluster:
        return None
    return Text(
        "Une seule machine est plus rapide à cette taille ({ties} liens) : pour {n} liens, toutes "
        "les mesures lui coûtent {here} s de calcul, à une grappe {cluster} s (docs/scale.md).",
        "One machine is faster for this size ({ties} ties): for {n} ties, all measures cost it "
        "{here} core seconds, and a cluster {cluster} (docs/scale.md).",
    ).fill(ties=ties, n=near.ties, here=f"{near.here:.2f}", cluster=f"{near.cluster:.2f}")
