"""``alliances map``: the map, one file for any browser."""

from __future__ import annotations

import webbrowser
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.bilingual import command, option
from cli.commands.catalysts import slug_of
from cli.session import Session, session
from ontology.text import Text

if TYPE_CHECKING:
    from graph.network import Network
    from viz.model import MapData

CATALYSTS = 25  # listed beside the map


@command(
    "map",
    "map --open",
    "map --as-of 2017-12-31 -o carte.html",
    fr="Dessiner la carte des alliances : un seul fichier HTML, sans réseau.",
    en="Draw the map of the alliances: a single HTML file that needs no network.",
)
@option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False),
        fr="Fichier à écrire (sinon : maps/carte.html de l'espace de travail).",
        en="File to write (otherwise maps/carte.html of the workspace).")  # fmt: skip
@option("--as-of", metavar="DATE", fr="Date de la carte.", en="Date of the map.")
@option("--theme", fr="Seulement ce thème.", en="Only this theme.")
@option("--territory", fr="Seulement ce territoire.", en="Only this territory.")
@option("--suggestions", type=click.IntRange(min=0), default=40, show_default=True,
        fr="Nombre d'alliances possibles dessinées.",
        en="Number of possible alliances drawn.")  # fmt: skip
@option("--open/--no-open", "show", default=False, fr="Ouvrir la carte dans le navigateur.",
        en="Open the map in the browser.")  # fmt: skip
def command_(
    output: Path | None, as_of: str | None, theme: str | None, territory: str | None,
    suggestions: int, show: bool,
) -> None:  # fmt: skip
    """Write the map and say where it is."""
    from graph.selection import narrowed

    here = session()
    network = here.network(day_of(as_of))
    if theme is not None or territory is not None:
        network = narrowed(
            network, theme=slug_of("theme", theme, "--theme"), territory=here.territory(territory)
        )
    path = draw(here, network, output, suggestions=suggestions)
    click.echo(path)
    if show:
        webbrowser.open(path.absolute().as_uri())


def draw(
    here: Session, network: Network, output: Path | None = None, *, suggestions: int = 40
) -> Path:
    """Write the map of a network and return its path."""
    from viz.map import write_map

    path = output or here.workspace().path / "maps" / "carte.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    write_map(path, data(here, network, suggestions))
    return path


def data(here: Session, network: Network, most: int) -> MapData:
    """Gather what the map shows: the network, its catalysts and the possible alliances."""
    from graph.catalysts import rank
    from graph.outlines import around, outlines
    from graph.reasons import pair_texts
    from graph.suggestions import suggest
    from viz.model import CatalystEntry, MapData, PotentialLink

    ranking = rank(network, without=here.collector(), top=CATALYSTS)
    found = suggest(network, exclude=here.memory().excluded, top=most) if most else []
    name, setting = here.workspace().name, here.setting("asserted")
    return MapData(
        network,
        title=Text(f"Alliances — {name}", f"Alliances — {name}"),
        suggestions=[
            PotentialLink(s.a, s.b, s.score, pair_texts(network, s.reasons, (s.a, s.b)))
            for s in found
        ],
        catalysts=[
            CatalystEntry(row.actor, row.rank, row.rank_without_collector, row.sentence)
            for row in ranking.rows
        ],
        catalyst_note=ranking.note,
        as_of=network.as_of,
        lang=here.lang,
        licence=_licences(network),
        outlines=outlines(setting.store, setting.graphs, around(network)),
    )


def _licences(network: Network) -> Text:
    publishers = sorted({s.publisher for s in network.sources.values() if s.publisher})
    licences = sorted({s.licence for s in network.sources.values() if s.licence})
    words = " · ".join([", ".join(publishers), ", ".join(licences)]).strip(" ·")
    return Text(words, words)


def day_of(words: str | None) -> date | None:
    """Return the last day of the period named on the command line."""
    from graph.dates import last_day
    from graph.errors import Misuse

    if words is None:
        return None
    try:
        return last_day(words)
    except ValueError:
        raise Misuse(
            "--as-of {words} : il faut une date, comme 2017-12-31 ou fin 2017.",
            "--as-of {words}: a date is needed, such as 2017-12-31 or end of 2017.",
            words=words,
        ) from None
