"""``alliances sources``: what is loaded, and taking one source back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli import complete, output
from cli.bilingual import command, option
from cli.session import Session, session
from ontology.text import Text, same

if TYPE_CHECKING:
    from graph.kept import Entry

COLUMNS = {
    "file": Text("fichier", "file"),
    "taken_for": Text("lu comme", "taken for"),
    "territory": Text("territoire", "territory"),
    "loaded": Text("chargé le", "loaded"),
    "rows": Text("lignes", "rows"),
    "statements": Text("énoncés", "statements"),
    "refused": Text("refus", "refused"),
    "edition": Text("édition", "edition"),
    "corrects": Text("corrige", "corrects"),
    "source": same("source"),
    "folder": Text("dossier", "folder"),
    "sha256": same("sha256"),
}
_CORRECTED = Text("{of}, lignes corrigées", "{of}, corrected rows")
_IN_TABLE = "file taken_for territory loaded rows statements"


@command(
    "sources", "sources", "sources --format csv > sources.csv", "sources --remove carnet.xlsx",
    'sources --remove "subventions (1).csv"',
    fr="Lister ce qui est chargé, ou retirer une source.\n\nLe tableau donne le fichier, ce pour "
       "quoi il a été pris, le territoire gardé, la date, les lignes et les énoncés. --remove "
       "refait la base sans la source : vos décisions restent, et vos propres fichiers aussi.",
    en="List what is loaded, or take a source back.\n\nThe table gives the file, what it was taken "
       "for, the territory kept, the date, rows and statements. --remove builds the store again "
       "without the source: your decisions stay, and so do your own files.",
)  # fmt: skip
@option("--remove", metavar="FILE",
        shell_complete=complete.sources,
        fr="Retirer la source de ce fichier (ou la source, si plusieurs fichiers ont ce nom).",
        en="Take out the source of this file (or the source, if several files have this name).",
)  # fmt: skip
@output.format_option()
def command_(remove: str | None, form: str) -> None:
    """List, or take one back."""
    here = session()
    if remove is None:
        _list(here, form)
    else:
        _remove(here, remove)


def _list(here: Session, form: str) -> None:
    from graph.kept import held

    found = held(here.workspace()).entries
    if found or form != "table":
        rows = ([_cells(here, entry, form)[key] for key in COLUMNS] for entry in found)
        output.listing(COLUMNS, rows, form, here.lang, table=_IN_TABLE, folded=True)
    if not found:
        here.say(*_NOTHING)


_NOTHING = Text(
    "Rien n'est chargé : « alliances load FICHIER » charge un classeur ou un registre.",
    "Nothing is loaded: 'alliances load FILE' loads a workbook or a register.",
)


def _cells(here: Session, entry: Entry, form: str) -> dict[str, object]:
    from graph.editions import title

    return {
        "file": entry.file,
        "taken_for": (_CORRECTED.fill(of=title(entry)) if entry.origin else title(entry)).to(
            here.lang
        ),
        "territory": entry.scope,
        "loaded": entry.loaded[:10] if form == "table" else entry.loaded,
        "rows": entry.rows,
        "statements": entry.statements or None,  # what an older program loaded was not counted
        "refused": entry.refused,
        "edition": entry.edition,
        "corrects": entry.origin,
        "source": entry.source,
        "folder": entry.folder,
        "sha256": entry.sha256,
    }


def _remove(here: Session, name: str) -> None:
    from graph.editions import title
    from graph.kept import held
    from graph.load import remove

    workspace = here.workspace()
    here.tell_cut()
    gone = remove(workspace, name)
    left = held(workspace).entries
    here.say("Retiré : {file} ({title}{scope}), {rows} {rows:ligne|lignes}. {n} {n:source reste|"
             "sources restent} ; vos décisions aussi.",
             "Taken out: {file} ({title}{scope}), {rows} {rows:row|rows}. {n} {n:source stays|"
             "sources stay}, and so do your decisions.",
             file=gone.file, title=title(gone), scope=gone.scope and f", {gone.scope}",
             rows=gone.rows, n=len(left))  # fmt: skip
    for entry in left:
        if entry.origin == gone.source:
            here.say("{file}, qui corrigeait ses refus, reste chargé.",
                     "{file}, which corrected its refusals, stays loaded.",
                     file=entry.file)  # fmt: skip
