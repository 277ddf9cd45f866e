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
DAVIS_DEGREE = {
    "E8": 0.78,
    "E9": 0.67,
    "Evelyn Jefferson": 0.57,
    "Theresa Anderson": 0.57,
    "Nora Fayette": 0.57,
}
DAVIS_BETWEENNESS = {
    "E8": 0.24,
    "E9": 0.23,
    "E7": 0.13,
    "Nora Fayette": 0.11,
    "Evelyn Jefferson": 0.10,
    "Theresa Anderson": 0.09,
}
DAVIS_CLOSENESS = {"E8": 0.85, "Evelyn Jefferson": 0.80}
