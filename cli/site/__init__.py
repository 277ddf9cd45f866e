"""The local site: a SPARQL endpoint, the library of questions, the maps, a page an actor.

One process answers the web (:mod:`cli.site.server`, :mod:`cli.site.app`); what asks the store
runs in worker processes that can be ended (:mod:`cli.site.pool`, :mod:`cli.site.worker`), as the
engine has no time limit of its own. Only public graphs are ever handed to a worker.
"""
