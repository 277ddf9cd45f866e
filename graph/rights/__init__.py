"""The rights of whom the data is about: to be forgotten, put right, or left out of what is public.

::

    decisions/
        forgotten.csv   keyed digests of what was erased, so that no load brings it back
        rectified.csv   values that count instead of what sources say
        optout.csv      actors that are in nothing that leaves the house

What is forgotten leaves the kept sources and every version of the store (``graph.rights.screen``);
what is rectified or opted out is applied at each build (``graph.build``).
"""
