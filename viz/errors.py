"""What can go wrong when drawing."""

from __future__ import annotations

from graph.errors import Misuse

MAX_ACTORS = 50_000


class MapTooLargeError(Misuse):
    """More actors than one picture can hold: the reader is told how to ask for less."""

    def __init__(self, actors: int) -> None:
        super().__init__(
            "{n} acteurs : une carte en montre au plus {most}. Restreignez la carte à un "
            "territoire (--territory) ou à un thème (--theme).",
            "{n} actors: one map shows at most {most}. Restrict the map to a territory "
            "(--territory) or to a theme (--theme).",
            n=actors,
            most=MAX_ACTORS,
        )


class ViewTooLargeError(Misuse):
    """More actors than a view can draw one by one: the reader is told which view can."""

    def __init__(self, actors: int, most: int) -> None:
        super().__init__(
            "{n} acteurs : au-delà de {most}, une carte ne montre que des communautés qui "
            "s'ouvrent, ce qui entoure un acteur et les chemins (--view communautes, autour, "
            "chemin). Pour une autre vue, restreignez la carte à un territoire (--territory) ou à "
            "un thème (--theme).",
            "{n} actors: above {most} a map only shows communities that open, what is around an "
            "actor and the ways between two (--view communities, around, path). For another view, "
            "restrict the map to a territory (--territory) or to a theme (--theme).",
            n=actors,
            most=most,
        )
