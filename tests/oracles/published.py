"""Published values of classic networks, typed from their sources, with three decimals or two.

``KITE``: Krackhardt (1990), values of the networkx test suite and of R sna 2.7.1.
``FLORENTINE``: Breiger & Pattison (1986) marriage ties, values of the networkx test suite.
``DAVIS``: Davis, Gardner & Gardner (1941), values of Borgatti & Halgin (2011) as tested by
networkx; women and events are the two modes.
"""

KITE_BETWEENNESS = (0.8333, 0.8333, 0.0, 3.6667, 0.0, 8.3333, 8.3333, 14.0, 8.0, 0.0)
KITE_BETWEENNESS_NORMALISED = {7: 0.389}
KITE_DEGREE = (4, 4, 3, 6, 3, 5, 5, 3, 2, 1)
KITE_CLOSENESS = (0.529, 0.529, 0.5, 0.6, 0.5, 0.643, 0.643, 0.6, 0.429, 0.310)

FLORENTINE_BETWEENNESS = {"Medici": 0.522, "Guadagni": 0.255, "Albizzi": 0.212}
FLORENTINE_CLOSENESS = {"Medici": 0.560}

DAVIS_SIZE = (18, 14, 89)  # women, events, ties
DAVIS_BETWEENNESS = {
    "E8": 0.24,
    "E9": 0.23,
    "E7": 0.13,
    "Nora Fayette": 0.11,
    "Evelyn Jefferson": 0.10,
    "Theresa Anderson": 0.09,
}

# ── structural holes ────────────────────────────────────────────────────────────────────
# KITE: networkx 3.6.1 and python-igraph 1.0.0 agree. BURT: the example of Borgatti (1997), as
# UCINET, igraph and networkx give it; its edges AB AF AG AE EG FG BG BD DG GC, and weights of
# the networkx tests. CYCLE: directed 0→1 0→2 1→0 2→1, networkx tests. FLORENTINE: both again.

KITE_CONSTRAINT = (0.5412, 0.5412, 0.6641, 0.4702, 0.6641, 0.4451, 0.4451, 0.4311, 0.5, 1.0)
KITE_EFFECTIVE_SIZE = (2, 2, 1, 3.333, 1, 3, 3, 2.333, 2, 1)

BURT_EDGES = {
    "AB": 2, "AF": 3, "AG": 5, "AE": 2, "EG": 8, "FG": 3, "BG": 4, "BD": 1, "DG": 3, "GC": 10,
}  # fmt: skip
BURT_CONSTRAINT = {"G": 0.400, "A": 0.595, "C": 1.0}
BURT_CONSTRAINT_WEIGHTED = {"G": 0.299, "A": 0.795, "C": 1.0}
BURT_EFFECTIVE_SIZE = {"G": 4.67, "A": 2.50, "C": 1.0}
BURT_EFFECTIVE_SIZE_WEIGHTED = {"G": 5.47, "A": 2.47, "C": 1.0}

CYCLE_EDGES = {(0, 1): 2, (0, 2): 2, (1, 0): 1, (2, 1): 1}
CYCLE_CONSTRAINT = (1.003, 1.003, 1.389)
CYCLE_CONSTRAINT_WEIGHTED = (0.840, 1.143, 1.378)
CYCLE_EFFECTIVE_SIZE = (1.167, 1.167, 1.0)
CYCLE_EFFECTIVE_SIZE_WEIGHTED = (1.567, 1.083, 1.0)

FLORENTINE_CONSTRAINT = {"Medici": 0.210, "Guadagni": 0.250, "Albizzi": 0.333}

KARATE_CONSTRAINT = {0: 0.1554, 33: 0.1564, 2: 0.1852}

# ── brokerage roles and participation ───────────────────────────────────────────────────
# R sna::brokerage 2.7.1, columns w_I w_O b_IO b_OI b_O t. KARATE: Zachary (1977), classes the
# two clubs after the split. TOY: directed, classes by first letter; it alone tells the direction
# of gatekeeper and representative. KITE: nodes 0-6 are A, 7-9 are B.

KARATE_TOTALS = (510, 20, 128, 128, 0, 786)
KARATE_ROLES = {
    0: (174, 0, 15, 15, 0, 204),
    1: (32, 0, 8, 8, 0, 48),
    2: (10, 12, 23, 23, 0, 68),
    31: (14, 0, 5, 5, 0, 24),
    32: (70, 0, 18, 18, 0, 106),
    33: (156, 6, 40, 40, 0, 242),
}
KARATE_EXPECTED = (3.9945, 4.5271, 4.5271, 4.5271, 0.0, 17.5757)
KARATE_DEVIATION = (3.9313, 4.2952, 4.3492, 4.3492, 0.0, 11.3837)
KARATE_TOTAL_EXPECTED = (135.8119, 153.9202, 153.9202, 153.9202, 0.0, 597.5725)
KARATE_SCORES = {
    0: (43.2442, -1.0540, 2.4080, 2.4080, None, 16.3764),
    2: (1.5276, 1.7398, 4.2474, 4.2474, None, 4.4295),
    31: (2.5451, -1.0540, 0.1087, 0.1087, None, 0.5643),
    32: (16.7898, -1.0540, 3.0978, 3.0978, None, 7.7676),
    33: (38.6656, 0.3429, 8.1562, 8.1562, None, 19.7145),
}
KARATE_PARTICIPATION = {0: 0.1172, 2: 0.48, 9: 0.5, 33: 0.2907}

TOY_EDGES = (
    "a1a2", "a2a3", "a3b1", "b1b2", "b2c1", "c1a1", "a1b1", "b1c1", "c1c2", "c2a2", "b2a3",
)  # fmt: skip
TOY_ROLES = {
    "a1": (0, 0, 0, 1, 1, 2),
    "a2": (1, 0, 0, 1, 0, 2),
    "a3": (0, 1, 1, 0, 0, 2),
    "b1": (0, 0, 0, 2, 2, 4),
    "b2": (0, 0, 1, 0, 0, 1),
    "c1": (0, 0, 0, 2, 2, 4),
    "c2": (0, 0, 1, 0, 0, 1),
}
TOY_EXPECTED = {
    "a": (0.1013, 0.2025, 0.4050, 0.4050, 0.4050, 1.5189),
    "b": (0.0000, 0.4050, 0.2531, 0.2531, 0.6075, 1.5189),
    "c": (0.0000, 0.4050, 0.2531, 0.2531, 0.6075, 1.5189),
}

KITE_ROLES = (
    (4, 0, 0, 0, 0, 4),
    (4, 0, 0, 0, 0, 4),
    (0, 0, 0, 0, 0, 0),
    (14, 0, 0, 0, 0, 14),
    (0, 0, 0, 0, 0, 0),
    (4, 0, 3, 3, 0, 10),
    (4, 0, 3, 3, 0, 10),
    (0, 0, 2, 2, 0, 4),
    (2, 0, 0, 0, 0, 2),
    (0, 0, 0, 0, 0, 0),
)

# ── communities ─────────────────────────────────────────────────────────────────────────
# The greatest modularity of Zachary's karate club without weights: Brandes et al. (2008), "On
# modularity clustering", by integer programming.

KARATE_MODULARITY = 0.4198
