"""``alliances serve``: a local site to read the graph with a browser or any SPARQL client."""

from __future__ import annotations

import os
import webbrowser
from contextlib import ExitStack
from typing import TYPE_CHECKING

import click

from cli.bilingual import command, option
from cli.session import Session, session
from graph.progress import stage
from ontology.text import Text

if TYPE_CHECKING:
    from cli.site.context import Site
    from cli.site.serialise import Limits

PORT = 8765
_OPENING = Text("Lecture de la base pour le site", "Reading the store for the site")


@command(
    "serve", "serve", "serve --port 0 --no-open", "serve --timeout 60 --max-rows 100000",
    fr="Ouvrir un site local : questions, SPARQL, cartes et une page par acteur.\n\nIl se lit "
       "seulement, depuis cet ordinateur seulement, et ne montre que les données publiques.",
    en="Open a local site: questions, SPARQL, maps and a page an actor.\n\nIt is read-only, for "
       "this computer only, and shows public data only.",
)  # fmt: skip
@option("--port", type=click.IntRange(0, 65535), default=PORT, show_default=True,
        fr="Port ; 0 : un port libre.", en="Port; 0: a free one.")  # fmt: skip
@option("--host", default="127.0.0.1", show_default=True,
        fr="Adresse de cet ordinateur : 127.0.0.1 ou ::1.",
        en="Address of this computer: 127.0.0.1 or ::1.")  # fmt: skip
@option("--open/--no-open", "show", default=True, show_default=True,
        fr="Ouvrir le site dans le navigateur.", en="Open the site in the browser.")  # fmt: skip
@option("--timeout", type=click.FloatRange(0.1, 3600), default=30.0, show_default=True,
        fr="Secondes qu'une requête peut prendre.", en="Seconds that a query may take.",
)  # fmt: skip
@option("--max-rows", type=click.IntRange(1), default=1_000_000, show_default=True,
        fr="Lignes qu'une réponse peut avoir.", en="Rows that an answer may have.")  # fmt: skip
@option("--workers", type=click.IntRange(1, 64),
        fr="Requêtes menées de front (sinon : le nombre de cœurs et un de plus, 3 à 9).",
        en="Queries run at once (otherwise the number of cores and one more, 3 to 9).")  # fmt: skip
def command_(
    port: int, host: str, show: bool, timeout: float, max_rows: int, workers: int | None
) -> None:
    """Bind, start the workers, tell the address, answer until interrupted."""
    from cli.site.serialise import Limits
    from cli.site.server import address, bind, serve

    here = session()
    opening = ExitStack()
    opening.enter_context(stage(_OPENING))
    here.leaving()
    here.store()  # a workspace without one is told of before anything starts
    made = bind(host, port)
    limits = Limits(rows=max_rows, seconds=timeout)
    site = _site(here, address(made), made.getsockname()[1], limits, workers)

    def ready() -> None:
        opening.close()
        click.echo(address(made) + "/")
        here.say("Le site répond là, depuis cet ordinateur seulement. Ctrl-C l'arrête.",
                 "The site answers there, from this computer only. Ctrl-C stops it.")  # fmt: skip
        if show:
            webbrowser.open(address(made) + "/")

    try:
        site.data.current()  # read and searched: what cannot be shown is told here
        serve(site, made, ready)
    finally:
        made.close()


def _site(here: Session, origin: str, port: int, limits: Limits, workers: int | None) -> Site:
    from cli.site.context import LINE, PATIENCE, Site
    from cli.site.data import Data
    from cli.site.pool import Pool
    from cli.site.server import hosts

    workspace = here.workspace()
    size = workers or min(max(os.cpu_count() or 2, 2), 8) + 1
    data, patience = Data(workspace, origin), PATIENCE + limits.seconds

    return Site(
        data,
        Pool(size, 1, LINE, patience, data.current),
        Pool(1 if size == 1 else 2, 0, LINE, patience, data.current),
        limits,
        hosts(port),
        here.lang,
        is_chosen=bool(here.chosen or workspace.language),
    )
