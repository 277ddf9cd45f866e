"""What people look at: the map of a territory, as one closed HTML file.

How the parts fit: ``model`` says what a map is made of; ``drawing`` turns the network into
points and lines (two parties: one line; more: a meeting point); ``layout`` places them, group
by group, with ``stress`` for one group and ``packing`` for all; ``grouped`` and ``carte`` place
it anew for the views by territory, by theme and on the outlines of the communes (``standing``
and ``polygons``: marks inside an outline); ``style`` gives colours, shapes and strokes;
``reach`` asks the analysis which themes and territories each thing counts for, ``timeline``
which stage an alliance had since when, and ``ways`` what each link costs a chain; ``content``
gathers what the details, lists and tables say, with the vocabularies' words from ``labels`` and
the page's own from ``words``; ``page`` closes the file (inlined assets, hashes, policy);
``map`` hands all of it to pyvis with our template. In the browser, ``templates/*.js`` are one
script: ``state`` is kept in the address, ``days`` makes every alliance what it was on the day
shown, ``select`` filters, ``draw`` and ``labels`` paint, ``views`` and ``view_*`` are the ways to
look, ``search``, ``legend``, ``panel``, ``table`` and ``timeline`` are the rest of the page;
``sheet`` draws a picture of it to take away (on a canvas, or with the ``pen`` that writes SVG)
which ``export`` hands over, and ``main`` says what to show again when something changes.
"""
