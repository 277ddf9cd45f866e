"""How much one map may show, and what it opens on: by the number of its actors."""

from __future__ import annotations

from viz.errors import MAX_ACTORS, MapTooLargeError, ViewTooLargeError
from viz.model import VIEWS, MapData

CROWD = 1_500  # actors above which a map opens on communities: a point each is no overview
DRAWN = 5_000  # actors above which no view draws a point each: a browser moves too slowly
FEW_POINTS = ("communities", "around", "path")  # views that draw some of the actors only


def views_of(data: MapData) -> tuple[str, ...]:
    """Choose the views of a file: those asked for, else what suits the number of actors."""
    actors = len(data.network.actors)
    if actors > MAX_ACTORS:
        raise MapTooLargeError(actors)
    if is_crowd(actors) and set(data.views) - set(FEW_POINTS):
        raise ViewTooLargeError(actors, DRAWN)
    if data.views:
        return tuple(data.views)
    if is_crowd(actors):
        return FEW_POINTS
    others = tuple(view for view in VIEWS if view != "communities")
    return ("communities", *others) if actors > CROWD else others


def is_crowd(actors: int) -> bool:
    """Tell whether there are too many actors to draw a point each."""
    return actors > DRAWN
