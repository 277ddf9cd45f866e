"""The same measures on a cluster: Spark Connect DataFrames, on Sail or on Apache Spark 4.

``session`` reaches a server; ``tables`` says what it is asked about; ``measures``, ``rounds``,
``between`` and ``pairs`` are the measures, each a function from tables to a table; ``view`` puts
their numbers where the ranking of this machine looks for its own, so that both print the same
lines; ``lake`` ranks what was exported with ``--parquet`` and never comes to this machine whole.

Nothing here needs Java, and nothing but ``pyspark.sql`` is used: no RDD, no GraphFrames. Import
:mod:`graph.spark.session` first: it says in words when the client is not installed.
"""

#: The measures of ``catalysts --by`` that a cluster works out; why not the others: docs/scale.md.
OFFERED = (
    "reach", "degree", "betweenness", "participation", "participation_share", "pagerank",
    "triangles",
)  # fmt: skip
