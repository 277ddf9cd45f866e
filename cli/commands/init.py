"""``alliances init``: a new workspace with an empty workbook to fill in."""

from __future__ import annotations

from pathlib import Path

import click

from cli.bilingual import command, option
from cli.session import session


@command(
    "init", "init mon-territoire", 'init mon-territoire --collector "Pays d\'Aix Associations"',
    fr="Créer un espace de travail avec un classeur vide à remplir.\n\nLe classeur a des listes "
       "déroulantes, une ligne d'exemple par feuille (ignorée au chargement) et une aide.",
    en="Make a workspace with an empty workbook to fill in.\n\nThe workbook has drop-down lists, "
       "one example row a sheet (ignored when loading) and a help sheet.",
)  # fmt: skip
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@option("--name", fr="Nom du territoire (sinon : celui du dossier).",
        en="Name of the territory (otherwise the folder's).")  # fmt: skip
@option("--collector", metavar="ACTOR",
        fr="Organisation qui collecte les données : les classements se liront avec et sans elle.",
        en="Organisation that collects the data: ranks are given with and without it.",
)  # fmt: skip
def command_(folder: Path, name: str | None, collector: str | None) -> None:
    """Write the settings and the template."""
    from graph import workspace
    from graph.errors import Misuse
    from graph.sources.workbook.template import write_template
    from graph.wording import shell

    here = session()
    book = folder / ("classeur.xlsx" if here.lang == "fr" else "workbook.xlsx")
    if book.exists():
        raise Misuse(
            "{book} existe déjà : donnez un autre dossier, ou déplacez ce fichier.",
            "{book} already exists: give another folder, or move this file away.",
            book=book,
        )
    if not (folder / workspace.SETTINGS).exists():
        write_template(book, here.lang)
    made = workspace.create(
        folder,
        name=name or folder.absolute().name,
        collector=collector,
        language=here.chosen,
    )
    here.say("Espace de travail créé : {path}", "Workspace made: {path}", path=made.path)
    here.say("1. Remplissez {book}\n2. alliances --workspace {path} load {book}\n"
             "3. alliances --workspace {path} map --open",
             "1. Fill in {book}\n2. alliances --workspace {path} load {book}\n"
             "3. alliances --workspace {path} map --open",
             book=shell(book), path=shell(made.path))  # fmt: skip
