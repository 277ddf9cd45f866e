"""``alliances load``: a workbook or a register into the graph."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.bilingual import command, option
from cli.session import Session, session
from ontology.text import Text

if TYPE_CHECKING:
    from graph.difference import Difference
    from graph.load import Loaded, Options
    from graph.workspace import Workspace

STDIN = "entree-standard"  # what the source read from the standard input is called
SHOWN = 40  # refusals of a workbook printed before the rest is only counted
SHOWN_OF_REGISTER = 10  # there may be thousands, and they go to a file


@command(
    "load", "load carnet.xlsx", "load dossier-de-csv --strict",
    'load "carnet mars.xlsx" --replace carnet.xlsx',
    'load rna_waldec_20240601.zip --territory "Pays d\'Aix"', "load elus-maires-mai.csv --as rne",
    fr="Charger un classeur (.xlsx, .ods, dossier de CSV) ou le fichier d'un registre de l'État."
    "\n\nLa source est reconnue à son contenu : RNA, RNE, Sirene, COG et EPCI, subventions, "
    "réserve parlementaire, commande publique, projets européens, RDF. Les bonnes lignes sont "
    "chargées, chaque refus est expliqué. Recharger le même fichier le remplace ; une "
    "nouvelle édition d'un registre aussi. « - » lit l'entrée standard.",
    en="Load a workbook (.xlsx, .ods, folder of CSV) or a file of a State register.\n\nThe source "
    "is told by its content: RNA, RNE, Sirene, COG and EPCI, grants, parliamentary reserve, public "
    "procurement, European projects, RDF. Good rows are loaded, every refusal is explained. "
    "Loading the same file again replaces it; so does a newer edition of a register. '-' reads "
    "the standard input.",
)  # fmt: skip
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@option("--as", "source", metavar="SOURCE",
        fr="Lire comme cette source, quoi que dise le contenu.",
        en="Read as this source, whatever the content says.")  # fmt: skip
@option("--territory", metavar="TERRITORY",
        fr="Ne garder d'un registre que ce territoire : commune, EPCI, département, région, pays, "
           "territoire de projet ; par son nom ou son code (13, region:93).",
        en="Keep of a register this territory only: commune, EPCI, département, region, area, "
           "project territory; by name or code (13, region:93).")  # fmt: skip
@option("--strict", is_flag=True, fr="Tout refuser si une seule ligne est refusée.",
        en="Refuse all if a single row is refused.")  # fmt: skip
@option("--dry-run", is_flag=True, fr="Vérifier sans rien charger.",
        en="Check without loading anything.")  # fmt: skip
@option("--replace", "instead_of", metavar="FILE",
        fr="Fichier déjà chargé que celui-ci remplace, s'il a changé de nom ou s'il est plus "
           "ancien.",
        en="File already loaded that this one replaces, if it was renamed or is older.",
)  # fmt: skip
def command_(
    files: tuple[Path, ...], source: str | None, territory: str | None, strict: bool,
    dry_run: bool, instead_of: str | None,
) -> None:  # fmt: skip
    """Load each file in turn; one that cannot be read does not keep the others from it."""
    from graph.errors import BadInput
    from graph.load import Options

    here = session()
    workspace = here.workspace()
    wanted = _data(here, files)
    here.tell_cut()
    asked = Options(strict, dry_run, instead_of)
    failed: list[tuple[Path, BadInput]] = []
    with _typed(wanted) as paths:
        for file in paths:
            try:
                loaded = _load(here, workspace, file, source, territory, asked)
            except BadInput as error:
                if len(wanted) == 1:
                    raise
                failed.append((file, error))
                here.warn(*error.text)
                continue
            report(here, loaded)
            summarise(here, loaded, dry_run=dry_run)
    if failed:
        raise BadInput(
            "{n} {n:fichier|fichiers} sur {all} non {n:chargé|chargés} : {names}.",
            "{n} of {all} {all:file|files} not loaded: {names}.",
            n=len(failed),
            all=len(wanted),
            names=", ".join(file.name for file, _ in failed),
        )


def _load(
    here: Session, workspace: Workspace, file: Path, source: str | None, territory: str | None,
    asked: Options,
) -> Loaded:  # fmt: skip
    """Load a file; of one that is refused as a whole, tell why before the error leaves."""
    from graph.load import Refused, load_file

    try:
        return load_file(workspace, file, source=source, territory=territory, options=asked)
    except Refused as error:
        report(here, error.loaded)
        counts(here, error.loaded)
        if error.loaded.rejects and error.loaded.rejects.exists():
            here.say("Lignes refusées : {path}.", "Refused rows: {path}.",
                     path=error.loaded.rejects)  # fmt: skip
        raise


def _data(here: Session, files: tuple[Path, ...]) -> list[Path]:
    """Return the files without the notes that ``fetch`` wrote beside them (``downloads/*``)."""
    from graph.fetching.download import is_note

    wanted = [file for file in files if len(files) == 1 or not is_note(file)]
    if len(wanted) < len(files):
        here.say("{n} {n:note de téléchargement laissée|notes de téléchargement laissées} de côté.",
                 "{n} {n:note|notes} of downloads set aside.",
                 n=len(files) - len(wanted))  # fmt: skip
    return wanted


@contextmanager
def _typed(files: list[Path]) -> Iterator[list[Path]]:
    """Give the files to read: ``-`` is what the standard input holds, kept while it is read."""
    if Path("-") not in files:
        yield files
        return
    with tempfile.TemporaryDirectory() as folder:
        typed = Path(folder) / STDIN
        with typed.open("wb") as file:
            shutil.copyfileobj(sys.stdin.buffer, file)
        yield [typed if path == Path("-") else path for path in files]


def report(here: Session, loaded: Loaded) -> None:
    """Tell what the file was taken for, every refusal and what was left out."""
    if loaded.title:
        here.say("« {file} » est lu comme : {title}.", "'{file}' is read as: {title}.",
                 file=loaded.entry.file, title=loaded.title)  # fmt: skip
    shown = SHOWN if loaded.entry.is_workbook else SHOWN_OF_REGISTER
    first = [problem for problem in loaded.report.problems if not problem.follows]
    for problem in first[:shown]:
        here.warn(*problem.message)
    following = len(loaded.report.problems) - len(first)
    more = max(len(first), loaded.report.refused - following) - shown
    if more > 0:
        here.warn(
            "… et {n} {n:autre|autres} refus.", "… and {n} more {n:refusal|refusals}.", n=more
        )
    if following:
        here.warn("Renvois à une ligne refusée, qui entreront avec elle : {n}.",
                  "References to a refused row, which will enter with it: {n}.",
                  n=following)  # fmt: skip
    for notice in loaded.report.notices:
        here.say(*notice)
    for sheet, headers in loaded.dropped.items():
        here.say("Feuille « {sheet} » : colonnes laissées à la porte : {headers}.",
                 "Sheet '{sheet}': columns left at the door: {headers}.",
                 sheet=_sheet(sheet), headers=", ".join(headers))  # fmt: skip
    if loaded.unknown:
        here.say("Feuilles non lues : {names}.", "Sheets not read: {names}.",
                 names=", ".join(loaded.unknown))  # fmt: skip
    if loaded.report.dropped:
        here.say("Laissé à la porte (colonne : cellules remplies) : {columns}.",
                 "Left at the door (column: cells filled): {columns}.",
                 columns=", ".join(f"{name} : {count}"
                                   for name, count in loaded.report.dropped.most_common()),
                 )  # fmt: skip
    if loaded.report.withheld:
        here.say("{n} {n:adresse ou numéro de téléphone masqué|adresses ou numéros de téléphone "
                 "masqués} dans les textes.",
                 "{n} {n:address or phone number|addresses or phone numbers} withheld in texts.",
                 n=loaded.report.withheld)  # fmt: skip


def counts(here: Session, loaded: Loaded) -> None:
    """Tell the counts: read = loaded + repaired + rejected + filtered, and why."""
    if loaded.territory:
        here.say("Territoire gardé : {name}.", "Territory kept: {name}.", name=loaded.territory)
    for sheet, n in loaded.report.counts().items():
        if n["read"]:
            here.say("{sheet:<15} {read:>6} {read:ligne lue|lignes lues} = {loaded} "
                     "{loaded:chargée|chargées}{repaired} + {rejected} "
                     "{rejected:refusée|refusées} + {out}",
                     "{sheet:<15} {read:>6} {read:row|rows} read = {loaded} loaded{repaired} + "
                     "{rejected} refused + {out}",
                     **{**n, "sheet": _sheet(sheet).to(here.lang),
                        "out": _out(loaded, n["filtered"]),
                        "repaired": _repaired(loaded, n["repaired"])})  # fmt: skip
    for reason, count in loaded.report.reasons.most_common():
        here.say("  {n} : {why}", "  {n}: {why}", n=count, why=reason)


def summarise(here: Session, loaded: Loaded, *, dry_run: bool) -> None:
    """Tell the counts, what changed and what became of the file."""
    counts(here, loaded)
    if loaded.difference:
        _changes(here, loaded.difference)
    if dry_run:
        here.say("Vérifié, rien n'a été chargé.", "Checked; nothing was loaded.")
    elif loaded.unchanged:
        here.say("« {file} » est déjà chargé : rien n'a changé.",
                 "'{file}' is already loaded: nothing changed.",
                 file=loaded.entry.file)  # fmt: skip
    else:
        refused = loaded.report.refused
        here.say("« {file} » est chargé.{rest}", "'{file}' is loaded.{rest}",
                 file=loaded.entry.file,
                 rest=_refused(refused, loaded.rejects) if refused else "")  # fmt: skip


def _repaired(loaded: Loaded, count: int) -> Text:
    """Return how many rows were repaired; those of a workbook are the facilitator's to mend."""
    if loaded.entry.is_workbook:
        return Text("", "")
    return Text(" + {n} {n:réparée|réparées}", " + {n} repaired").fill(n=count)


def _out(loaded: Loaded, count: int) -> Text:
    """Return how many rows did not enter, and what they are called."""
    if loaded.entry.is_workbook:
        told = Text("{n} {n:non montrable|non montrables}", "{n} not to be shown")
    else:
        told = Text("{n} {n:écartée|écartées}", "{n} left out")
    return told.fill(n=count)


def _refused(count: int, rejects: Path | None) -> Text:
    if rejects is None:
        return Text(" {n} {n:ligne refusée|lignes refusées} : corrigez et rechargez.",
                    " {n} {n:row|rows} refused: correct and load again.").fill(n=count)  # fmt: skip
    return Text(
        " {n} {n:ligne refusée, écrite|lignes refusées, écrites} dans {file} : corrigez-{n:la|les} "
        "et chargez ce fichier.",
        " {n} {n:row|rows} refused, written to {file}: correct {n:it|them} and load that file.",
    ).fill(n=count, file=rejects)


def _changes(here: Session, difference: Difference) -> None:
    """Tell what a newer edition says that the older one did not."""
    here.say("Depuis l'édition d'avant : {new} {new:nouveau|nouveaux}, {gone} {gone:disparu|"
             "disparus}, {changed} {changed:modifié|modifiés}, {kept} {kept:inchangé|inchangés}.",
             "Since the edition before: {new} new, {gone} gone, {changed} changed, {kept} "
             "unchanged.",
             new=difference.new, gone=difference.gone, changed=difference.changed,
             kept=difference.kept)  # fmt: skip
    words = {"new": Text("nouveaux", "new"), "gone": Text("disparus", "gone"),
             "changed": Text("modifiés", "changed")}  # fmt: skip
    for kind, names in difference.names.items():
        if names:
            here.say("  {kind} : {names}…", "  {kind}: {names}…", kind=words[kind],
                     names=", ".join(names))  # fmt: skip


def _sheet(key: str) -> Text:
    from graph.sources.workbook.schema import SHEETS

    return SHEETS[key].name if key in SHEETS else Text(key, key)
