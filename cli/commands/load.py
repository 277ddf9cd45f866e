"""``alliances load``: a workbook into the graph."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.bilingual import command, option
from cli.session import Session, session
from ontology.text import Text

if TYPE_CHECKING:
    from graph.load import Loaded

SHOWN = 40  # refusals printed before the rest is only counted


@command(
    "load", "load carnet.xlsx", "load dossier-de-csv --strict",
    'load "carnet mars.xlsx" --replace carnet.xlsx',
    fr="Charger un classeur (.xlsx, .ods) ou un dossier de fichiers CSV.\n\nLes bonnes lignes "
       "sont chargées, chaque refus est expliqué. Recharger le même fichier le remplace.",
    en="Load a workbook (.xlsx, .ods) or a folder of CSV files.\n\nGood rows are loaded, every "
       "refusal is explained. Loading the same file again replaces it.",
)  # fmt: skip
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@option("--strict", is_flag=True, fr="Tout refuser si une seule ligne est refusée.",
        en="Refuse all if a single row is refused.")  # fmt: skip
@option("--dry-run", is_flag=True, fr="Vérifier sans rien charger.",
        en="Check without loading anything.")  # fmt: skip
@option("--replace", "instead_of", metavar="FILE",
        fr="Classeur déjà chargé que celui-ci remplace, s'il a changé de nom.",
        en="Workbook already loaded that this one replaces, if it was renamed.")  # fmt: skip
def command_(files: tuple[Path, ...], strict: bool, dry_run: bool, instead_of: str | None) -> None:
    """Load each file in turn."""
    from graph.load import Refused, load_workbook

    here = session()
    workspace = here.workspace()
    for file in files:
        try:
            loaded = load_workbook(
                workspace, file, strict=strict, dry_run=dry_run, instead_of=instead_of
            )
        except Refused as error:
            report(here, error.loaded)
            raise
        report(here, loaded)
        summarise(here, loaded, dry_run=dry_run)


def report(here: Session, loaded: Loaded) -> None:
    """Tell every refusal and what was left out, on the error stream."""
    for problem in loaded.report.problems[:SHOWN]:
        here.warn(*problem.message)
    more = len(loaded.report.problems) - SHOWN
    if more > 0:
        here.warn("… et {n} autres refus.", "… and {n} more refusals.", n=more)
    for notice in loaded.report.notices:
        here.say(*notice)
    for sheet, headers in loaded.dropped.items():
        here.say("Feuille « {sheet} » : colonnes laissées à la porte : {headers}.",
                 "Sheet '{sheet}': columns left at the door: {headers}.",
                 sheet=_sheet(sheet), headers=", ".join(headers))  # fmt: skip
    if loaded.unknown:
        here.say("Feuilles non lues : {names}.", "Sheets not read: {names}.",
                 names=", ".join(loaded.unknown))  # fmt: skip
    if loaded.report.withheld:
        here.say("{n} adresse(s) ou numéro(s) de téléphone masqué(s) dans les textes.",
                 "{n} address(es) or phone number(s) withheld in texts.",
                 n=loaded.report.withheld)  # fmt: skip


def summarise(here: Session, loaded: Loaded, *, dry_run: bool) -> None:
    """Tell the counts: read = loaded + rejected + filtered."""
    for sheet, n in loaded.report.counts().items():
        if n["read"]:
            here.say("{sheet:<15} {read:>6} lignes lues = {loaded} chargées + {rejected} "
                     "refusées + {filtered} non montrables",
                     "{sheet:<15} {read:>6} rows read = {loaded} loaded + {rejected} refused "
                     "+ {filtered} not to be shown",
                     **{**n, "sheet": _sheet(sheet).to(here.lang)})  # fmt: skip
    if dry_run:
        here.say("Vérifié, rien n'a été chargé.", "Checked; nothing was loaded.")
    elif loaded.unchanged:
        here.say("« {file} » est déjà chargé : rien n'a changé.",
                 "'{file}' is already loaded: nothing changed.",
                 file=loaded.entry.file)  # fmt: skip
    else:
        refused = sum(loaded.report.rejected.values())
        here.say("« {file} » est chargé.{rest}", "'{file}' is loaded.{rest}",
                 file=loaded.entry.file,
                 rest=Text(f" {refused} ligne(s) refusée(s) : corrigez et rechargez.",
                           f" {refused} row(s) refused: correct and load again.")
                 if refused else "")  # fmt: skip


def _sheet(key: str) -> Text:
    from graph.sources.workbook.schema import SHEETS

    return SHEETS[key].name
