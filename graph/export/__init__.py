"""What leaves the workspace: files that other programs open.

``edition`` says which graphs leave and to whom; ``lines`` puts them in canonical order, and ``rdf``
writes them; ``describe`` says what is in them and under which licence; ``table`` makes nodes and
links of the network, which ``gexf``, ``graphml`` and ``pair`` write; ``book`` writes the workbook
that loads back; ``lake`` writes the columns of large graphs; ``formats`` is the table of them all.
"""
