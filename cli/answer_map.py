"""The map of an answer: its actors, and the alliances that it names or that link them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from cli.commands.query import Asked
    from cli.session import Session
    from graph.store import Answer
    from ontology.text import Text


def draw(here: Session, asked: Asked, found: Answer, into: Path | None) -> None:
    """Write the map of an answer and say where it is; raises NotFound where nobody is in it."""
    from cli.commands.map import data, write
    from graph.errors import NotFound
    from graph.network_part import part

    words = set(_words(found)) | {getattr(value, "value", "") for value in asked.bound.values()}
    network = part(here.network(_day(asked)), words)
    if not network.actors:
        raise NotFound(
            "Aucun acteur ni aucune alliance dans cette réponse : il n'y a pas de carte à "
            "dessiner.",
            "No actor and no alliance in this answer: there is no map to draw.",
        )
    made = replace(
        data(here, network, 0), title=_title(asked), catalysts=[], catalyst_note=None,
        views=_VIEWS,
    )  # fmt: skip
    name = asked.known.name if asked.known else "question"
    path = write(here, made, into or here.workspace().path / "maps" / f"{name}.html")
    here.say("{a} {a:acteur|acteurs}, {b} {b:alliance|alliances}.",
             "{a} {a:actor|actors}, {b} {b:alliance|alliances}.",
             a=len(network.actors), b=len(network.alliances))  # fmt: skip
    click.echo(path)


_VIEWS = ("existing", "territory", "theme", "carte", "around", "path")  # of facts alone


def _words(found: Answer) -> Iterator[str]:
    """Yield the texts and IRIs of an answer; names joined in a cell one by one, and whole."""
    from graph.store import Rows

    if isinstance(found, bool):
        return
    rows: Iterator[Any] = found.rows if isinstance(found, Rows) else found
    for row in rows:
        for term in row:
            text = getattr(term, "value", None)
            if text:
                yield text
                yield from text.split(" ; ")


def _day(asked: Asked) -> date | None:
    """Return the day that a question was asked of."""
    given = asked.bound.get("date")
    return date.fromisoformat(given.value) if given is not None else None


def _title(asked: Asked) -> Text:
    from ontology.text import same

    return asked.known.title if asked.known else same("SPARQL")
