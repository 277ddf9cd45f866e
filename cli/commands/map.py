"""``alliances map``: the map, one file for any browser."""

from __future__ import annotations

import webbrowser
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli import complete
from cli.bilingual import command, option
from cli.commands.catalysts import slug_of
from cli.session import Session, session
from ontology.text import Text

if TYPE_CHECKING:
    from cli.commands.path import Named
    from graph.errors import NotFound
    from graph.network import Network
    from graph.suggestions import Suggestion
    from viz.model import MapData, Opening, PotentialLink

CATALYSTS = 25  # listed beside the map
SUGGESTIONS = 40  # drawn


@command(
    "map",
    "map --open",
    "map --view potential --view theme",
    "map --as-of 2017-12-31 -o carte.html",
    'map --around "Pays d\'Aix Associations" --steps 1',
    'map --path Engie "Pays d\'Aix Associations" --open',
    fr="Dessiner la carte des alliances : un seul fichier HTML, sans réseau.",
    en="Draw the map of the alliances: a single HTML file that needs no network.",
)
@option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False),
        fr="Fichier à écrire (sinon : maps/carte.html de l'espace de travail).",
        en="File to write (otherwise maps/carte.html of the workspace).")  # fmt: skip
@option("--view", "views", multiple=True, metavar="VIEW",
        shell_complete=complete.views,
        fr="Vue que le fichier contient, plusieurs fois possible, la première s'ouvre ; sinon "
           "toutes : existantes, possibles, catalyseurs, territoires, thèmes, communes, "
           "avant/après, autour, chemin.",
        en="View that the file holds, may be repeated, the first one opens; otherwise all: "
           "existing, potential, catalysts, territory, theme, carte, compare, around, "
           "path.")  # fmt: skip
@option("--around", metavar="ACTOR",
        shell_complete=complete.actors,
        fr="Ouvrir sur ce qui est autour de cet acteur.",
        en="Open on what is around this actor.")  # fmt: skip
@option("--steps", type=click.IntRange(1, 3), fr="Avec --around : nombre de pas (sinon 2).",
        en="With --around: number of steps (otherwise 2).")  # fmt: skip
@option("--path", "ends", nargs=2, metavar="A B",
        shell_complete=complete.actors,
        fr="Ouvrir sur ceux qui peuvent présenter A à B.",
        en="Open on those who can introduce A to B.")  # fmt: skip
@option("--as-of", metavar="DATE", fr="Date de la carte.", en="Date of the map.")
@option("--theme", fr="Seulement ce thème.", en="Only this theme.")
@option(
    "--territory",
    shell_complete=complete.territories,
    fr="Seulement ce territoire.",
    en="Only this territory.",
)
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
    territory: str | None, suggestions: int, internal: bool, show: bool, **about: Any,
) -> None:  # fmt: skip
    """Write the map and say where it is."""
    here = session()
    here.leaving()
    day = day_of(as_of)
    chosen = tuple(dict.fromkeys(view_of(words) for words in views))
    # Whatever was named is found before the network is read, which takes longer.
    slug, within = slug_of("theme", theme, "--theme"), here.territory(territory)
    named = _named(here, **about)
    network, restricted = _internal(here, day) if internal else (here.network(day), None)
    if slug or within:
        from graph.selection import narrowed

        network = narrowed(network, theme=slug, territory=within)
    opening = _opening(network, named, about["steps"])
    if chosen and opening:
        chosen = tuple(dict.fromkeys((*chosen, opening.view)))
    made = data(here, network, suggestions)
    made = replace(made, restricted=restricted, views=chosen, opening=opening)
    if "carte" in chosen and not any(actor.seat in made.outlines for actor in network.actors):
        raise _no_outline()
    path = write(here, made, output)
    click.echo(path)
    if show:
        webbrowser.open(path.absolute().as_uri())


def view_of(words: str) -> str:
    """Return the view that a word names, in French or in English."""
    from graph.errors import Misuse
    from graph.near import did_you_mean, near
    from ontology.text import fold
    from viz.model import VIEWS
    from viz.words import WORDS

    known = {fold(form): view for view in VIEWS for form in (view, *WORDS[f"view-{view}"])}
    known |= {form.removesuffix("s"): view for form, view in known.items()}
    if (found := known.get(fold(words))) is not None:
        return found
    labels = [WORDS[f"view-{view}"] for view in VIEWS]
    raise Misuse(
        "--view {words} : cette vue n'existe pas. {near}Vues : {offered}.",
        "--view {words}: there is no such view. {near}Views: {choice}.",
        words=words,
        near=did_you_mean(near(words, (*(label.fr for label in labels), *VIEWS))),
        offered=", ".join(label.fr for label in labels),
        choice=", ".join(VIEWS),
    )


def _named(
    here: Session, around: str | None, steps: int | None, ends: tuple[str, str] | None
) -> tuple[Named, ...]:
    """Return the actor or the two actors that the file opens on, when they were named."""
    from cli.commands.path import named, pair_of
    from graph.errors import Misuse

    if (around and ends) or (steps and not around):
        raise Misuse(
            "--around et --path ne vont pas ensemble, et --steps demande --around.",
            "--around and --path do not go together, and --steps asks for --around.",
        )
    if ends:
        return pair_of(here, *ends)
    return (named(here, around),) if around else ()


def _opening(network: Network, named: tuple[Named, ...], steps: int | None) -> Opening | None:
    """Return what the file opens on: one actor and what is around it, or the ways of two."""
    from cli.commands.path import place
    from viz.model import Opening

    if not named:
        return None
    places = tuple(place(network, actor) for actor in named)
    return Opening("path" if len(named) > 1 else "around", places, steps)


def _no_outline() -> NotFound:
    from graph.errors import NotFound

    return NotFound(
        "--view carte : aucun siège n'est dans une commune dont le contour est chargé. Pour les "
        "avoir : alliances fetch contours, puis alliances load downloads/communes-100m.geojson "
        "--territory « votre territoire ».",
        "--view carte: no seat is in a commune whose outline is loaded. To have them: alliances "
        "fetch contours, then alliances load downloads/communes-100m.geojson --territory 'your "
        "territory'.",
    )


def _internal(here: Session, day: date | None) -> tuple[Network, frozenset[str]]:
    """Return the network with restricted data, and the IRIs of what a public map tells less of."""
    from graph.internal_only import restricted

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
    departure = here.departure(made.as_of, internal=made.restricted is not None)
    with departure.files(path) as (draft,):
        write_map(draft, made)
    return path


def data(here: Session, network: Network, most: int) -> MapData:
    """Gather what the map shows: the network, its catalysts and the possible alliances."""
    from graph.areas.outlines import around, outlines
    from graph.catalysts import rank
    from graph.suggestions import suggest
    from viz.model import CatalystEntry, MapData

    collector = here.collector()
    ranking = rank(network, without=collector, top=CATALYSTS)
    found = suggest(network, exclude=here.memory().excluded, top=most) if most else []
    name, setting = here.workspace().name, here.setting("asserted")
    return MapData(
        network,
        title=Text(f"Alliances — {name}", f"Alliances — {name}"),
        suggestions=_possible(network, found),
        catalysts=[
            CatalystEntry(row.actor, row.rank, row.rank_without_collector, row.sentence)
            for row in ranking.rows
        ],
        catalyst_note=ranking.note,
        as_of=network.as_of,
        lang=here.lang,
        licence=_licences(network),
        collector=network.index.get(collector or ""),
        outlines=outlines(setting.store, setting.graphs, around(network)),
    )


def _possible(network: Network, found: Sequence[Suggestion]) -> list[PotentialLink]:
    """Give the suggestions with their reasons, and the doubts that ``suggest`` tells too."""
    from graph.reasons import pair_texts
    from graph.suggestions import last_seen
    from viz.model import PotentialLink

    seen = last_seen(network)

    def doubts(pair: Suggestion) -> Iterator[Text]:
        if pair.weak and pair.reasons:
            yield _BROAD
        if old := [seen[i] for i in (pair.a, pair.b) if i in seen]:
            yield _OLD.fill(year=min(old))

    return [
        PotentialLink(
            pair.a, pair.b, pair.score,
            (*pair_texts(network, pair.reasons, (pair.a, pair.b)), *doubts(pair)),
        )
        for pair in found
    ]  # fmt: skip


_BROAD = Text("rien de plus précis", "nothing more telling")
_OLD = Text("dernière alliance connue : {year}", "last known alliance: {year}")


def _licences(network: Network) -> Text:
    publishers = sorted({s.publisher for s in network.sources.values() if s.publisher})
    licences = sorted({s.licence for s in network.sources.values() if s.licence})
    words = " · ".join([", ".join(publishers), ", ".join(licences)]).strip(" ·")
    return Text(words, words)


def day_of(words: str | None, option: str = "--as-of") -> date | None:
    """Return the last day of the period named on the command line."""
    from graph.dates import impossible, last_day
    from graph.errors import Misuse

    if words is None:
        return None
    try:
        return last_day(words)
    except ValueError:
        what = Text("il faut une date, comme 2017-12-31 ou fin 2017",
                    "a date is needed, such as 2017-12-31 or end of 2017")  # fmt: skip
        if why := impossible(words):
            what = Text("ce jour n'existe pas, {why}", "there is no such day, {why}").fill(why=why)
        raise Misuse(
            "{option} {words} : {what}.",
            "{option} {words}: {what}.",
            option=option, words=words, what=what,
        ) from None  # fmt: skip
