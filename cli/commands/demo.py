"""``alliances demo``: the Pays d'Aix, end to end."""

from __future__ import annotations

import webbrowser
from datetime import date
from importlib.resources import as_file, files
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.bilingual import command, option
from cli.commands import catalysts, suggest
from cli.commands.load import report
from cli.commands.map import draw
from cli.session import Session, session

if TYPE_CHECKING:
    from graph.network import Network
    from graph.workspace import Workspace

NAME = "Pays d'Aix"
COLLECTOR = "Pays d'Aix Associations"
OUTLINES = "communes.geojson"
AS_OF = date(2017, 12, 31)  # the end of the first year of Envies d'Alliances


@command(
    "demo", "demo", "demo --dir essai --no-open",
    fr="Construire le territoire de démonstration, de bout en bout, et ouvrir sa carte.\n\n"
       "Le Pays d'Aix à la fin de 2017 : faits publics, chacun avec sa source.",
    en="Build the demonstration territory, end to end, and open its map.\n\nThe Pays d'Aix at "
       "the end of 2017: public facts, each with its source.",
)  # fmt: skip
@option("--dir", "folder", type=click.Path(path_type=Path, file_okay=False),
        default=Path("alliances-demo"), show_default=True, fr="Dossier à créer.",
        en="Folder to make.")  # fmt: skip
@option("--open/--no-open", "show", default=True, show_default=True,
        fr="Ouvrir la carte dans le navigateur.", en="Open the map in the browser.")  # fmt: skip
def command_(folder: Path, show: bool) -> None:
    """Load the demonstration workbook, then rank, suggest and draw."""
    from graph import workspace
    from graph.errors import Misuse
    from graph.load import load_register, load_workbook

    here = session()
    settings = folder / workspace.SETTINGS
    if not settings.exists():
        workspace.create(folder, name=NAME, collector=COLLECTOR, as_of=AS_OF)
    elif not _is_demo(workspace.load(folder)):
        raise Misuse(
            "{folder} est un autre espace de travail : donnez un autre dossier avec --dir.",
            "{folder} is another workspace: give another folder with --dir.",
            folder=folder,
        )
    here.folder = folder
    here.say("1/4 Chargement des faits…", "1/4 Loading the facts…")
    with as_file(files("graph") / "demo") as book:
        report(here, load_register(here.workspace(), book / OUTLINES))
        report(here, load_workbook(here.workspace(), book))
    _show(here, here.network(), show=show)


def _is_demo(space: Workspace) -> bool:
    """Tell whether a workspace was made by this command and holds nothing else."""
    from graph.load import entries

    made = {"demo", OUTLINES.removesuffix(".geojson")}
    return space.name == NAME and all(entry.source in made for entry in entries(space))


def _show(here: Session, network: Network, *, show: bool) -> None:
    """Tell what the territory holds, who connects and who could ally; draw the map."""
    from graph.catalysts import rank
    from graph.suggestions import suggest as propose

    here.say("\nLe territoire : {a} acteurs, {b} alliances connues, {c} territoires.",
             "\nThe territory: {a} actors, {b} known alliances, {c} territories.",
             a=len(network.actors), b=len(network.alliances),
             c=len(network.territories))  # fmt: skip
    here.say("\n2/4 Qui relie ? Les dix premiers catalyseurs :",
             "\n2/4 Who connects? The ten first catalysts:")  # fmt: skip
    collector = here.collector()
    ranking = rank(network, without=collector, top=10)
    catalysts.write(here, network, ranking, "table")
    here.say("\n3/4 Qui pourrait s'allier ? Cinq propositions :",
             "\n3/4 Who could ally? Five suggestions:")  # fmt: skip
    found = propose(network, exclude=here.memory().excluded, top=5)
    suggest.write(here, network, found, "table")
    here.say("\n4/4 La carte :", "\n4/4 The map:")
    path = draw(here, network)
    click.echo(path.absolute())
    here.say("À suivre : cd {folder}, puis « alliances queries ».",
             "Next: cd {folder}, then 'alliances queries'.",
             folder=here.workspace().path)  # fmt: skip
    if show:
        webbrowser.open(path.absolute().as_uri())
