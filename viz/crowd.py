"""How much one map may show, and what it opens on: by the number of its actors."""

from __future__ import annotations

from viz.errors import MAX_ACTORS, MapTooLargeError, ViewTooLargeError
from viz.model import VIEWS, MapData

CROWD = 1_500  # actors above which a map opens on communities: a point each is no overview
DRAWN = 5_000  # actors above which no view draws a point each: a browser moves too slowly


def views_of(data: MapData) -> tuple[str, ...]:
    """Choose the views of a file: those asked for, else what suits the number of actors."""
    actors = len(data.network.actors)
    if actors > MAX_ACTORS:
        raise MapTooLargeError(actors)
    if actors > DRAWN and set(data.views) - {"communities"}:
        raise ViewTooLargeError(actors, DRAWN)
    if data.views:
        return tuple(data.views)
    others = tuple(view for view in VIEWS if view != "communities")
    if actors > DRAWN:
        return ("communities",)
    return ("communities", *others) if actors > CROWD else others
