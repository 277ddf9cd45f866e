"""``alliances map``: the map, one file for any browser."""

from __future__ import annotations

import webbrowser
from dataclasses import replace
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
SUGGESTIONS = 40  # drawn


@command(
    "map",
    "map --open",
    "map --view potential --view theme",
    "map --as-of 2017-12-31 -o carte.html",
    fr="Dessiner la carte des alliances : un seul fichier HTML, sans réseau.",
    en="Draw the map of the alliances: a single HTML file that needs no network.",
)
@option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False),
        fr="Fichier à écrire (sinon : maps/carte.html de l'espace de travail).",
        en="File to write (otherwise maps/carte.html of the workspace).")  # fmt: skip
@option("--view", "views", multiple=True, metavar="VIEW",
        fr="Vue que le fichier contient, plusieurs fois possible, la première s'ouvre ; sinon "
           "toutes : existantes, possibles, catalyseurs, territoire, theme.",
        en="View that the file holds, may be repeated, the first one opens; otherwise all: "
           "existing, potential, catalysts, territory, theme.")  # fmt: skip
@option("--as-of", metavar="DATE", fr="Date de la carte.", en="Date of the map.")
@option("--theme", fr="Seulement ce thème.", en="Only this theme.")
@option("--territory", fr="Seulement ce territoire.", en="Only this territory.")
@option("--suggestions", type=click.IntRange(min=0), default=SUGGESTIONS, show_default=True,
        fr="Nombre d'alliances possibles dessinées.",
        en="Number of possible alliances drawn.")  # fmt: skip
@option("--internal", is_flag=True,
        fr="Édition interne, avec les données restreintes : maps/carte-interne.html.",
        en="Internal edition, with restricted data: maps/carte-interne.html.")  # fmt: skip
@option("--open/--no-open", "show", default=False, fr="Ouvrir la carte dans le navigateur.",
        en="Open the map in the browser.")  # fmt: skip
def command_(
    output: Path | None, views: tuple[str, ...], as_of: str | None, theme: str | None,
    territory: str | None, suggestions: int, internal: bool, show: bool,
) -> None:  # fmt: skip
    """Write the map and say where it is."""
    here = session()
    day = day_of(as_of)
    chosen = tuple(dict.fromkeys(view_of(words) for words in views))
    network, restricted = _internal(here, day) if internal else (here.network(day), None)
    if theme is not None or territory is not None:
        from graph.selection import narrowed

        network = narrowed(
            network, theme=slug_of("theme", theme, "--theme"), territory=here.territory(territory)
        )
    made = data(here, network, suggestions)
    made = replace(made, restricted=restricted, views=chosen)
    path = write(here, made, output)
    click.echo(path)
    if show:
        webbrowser.open(path.absolute().as_uri())


def view_of(words: str) -> str:
    """Return the view that a word names, in French or in English."""
    from graph.errors import Misuse
    from ontology.text import fold
    from viz.model import VIEWS
    from viz.words import WORDS

    known = {fold(form): view for view in VIEWS for form in (view, *WORDS[f"view-{view}"])}
    known |= {fold(form).split()[-1]: view for form, view in known.items()}
    if (found := known.get(fold(words))) is not None:
        return found
    raise Misuse(
        "--view {words} : cette vue n'existe pas. Vues : {offered}.",
        "--view {words}: there is no such view. Views: {choice}.",
        words=words,
        offered=", ".join(WORDS[f"view-{view}"].fr for view in VIEWS),
        choice=", ".join(VIEWS),
    )


def _internal(here: Session, day: date | None) -> tuple[Network, frozenset[str]]:
    """Return the network with restricted data, and the IRIs of what a public map tells less of."""
    from graph.disclosure import restricted

    full = here.internal_network(day)
    return full, restricted(full, here.network(day))


def draw(here: Session, network: Network) -> Path:
    """Write the public map of a network where maps stand, and return its path."""
    return write(here, data(here, network, SUGGESTIONS))


def write(here: Session, made: MapData, output: Path | None = None) -> Path:
    """Write a map, by default among those of the workspace, and return its path."""
    from viz.map import write_map

    name = "carte.html" if made.restricted is None else "carte-interne.html"
    path = output or here.workspace().path / "maps" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    write_map(path, made)
    return path


def data(here: Session, network: Network, most: int) -> MapData:
    """Gather what the map shows: the network, its catalysts and the possible alliances."""
    from graph.catalysts import rank
    from graph.reasons import pair_texts
    from graph.suggestions import suggest
    from viz.model import CatalystEntry, MapData, PotentialLink

    ranking = rank(network, without=here.collector(), top=CATALYSTS)
    found = suggest(network, exclude=here.memory().excluded, top=most) if most else []
    name = here.workspace().name
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
