"""Whether an actor can be invited here: its seat is a known place of the territory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.selection import Places

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graph.network import Network


def has_local_seat(network: Network, territories: Sequence[str] = ()) -> list[bool]:
    """Tell, of each actor, whether its seat is a place inside one of the territories.

    A place, not an area: a deputy's département or a ministry without a known seat is nowhere in
    particular. Without territories, any known place will do.
    """
    where = Places(network)

    def here(seat: str | None) -> bool:
        if seat is None or where.is_area(seat):
            return False
        return not territories or any(where.concern([seat], place) for place in territories)

    return [here(actor.seat) for actor in network.actors]
