"""Who connects the territory: a profile, an honest rank, a team, in words.

``metrics`` is the table of measures; ``ranking`` orders by one of them and says what the order
is worth (``intervals``); ``team`` chooses the few who reach most together; ``designations`` are
what programmes said, which is never mixed with what is computed here.
"""

from graph.catalysts.metrics import METRICS, MORE, Metric
from graph.catalysts.ranking import (
    MIN_ALLIANCES,
    MIN_SHARE,
    Catalyst,
    Catalysts,
    Coverage,
    rank,
)

__all__ = [
    "METRICS",
    "MIN_ALLIANCES",
    "MIN_SHARE",
    "MORE",
    "Catalyst",
    "Catalysts",
    "Coverage",
    "Metric",
    "rank",
]
