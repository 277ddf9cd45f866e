"""``alliances doctor``: is the workspace sound, and what to do where it is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli import output
from cli.bilingual import command, option
from cli.session import Session, session
from ontology.text import Text

if TYPE_CHECKING:
    from graph.doctor import Looked

BEYOND, FOUND = 4, 1  # exit codes
_COLUMNS = {
    "check": Text("vérifié", "looked at"),
    "state": Text("état", "state"),
    "found": Text("constat", "found"),
    "do": Text("que faire", "what to do"),
}
_STATES = {
    "sound": Text("en ordre", "sound"),
    "finding": Text("à voir", "look"),
    "beyond": Text("perdu ici", "lost here"),
}


@command(
    "doctor", "doctor", "doctor --rebuild", "doctor --format json",
    fr="Vérifier que l'espace de travail est en ordre, et dire que faire sinon.\n\nRegarde les "
       "réglages, les sources gardées, les décisions, la base, ce qu'une coupure a pu laisser, la "
       "place. --rebuild refait la base depuis les sources et les décisions. Une demande de "
       "personne (effacement, retrait, rectification) qui a disparu de decisions/ est dite jusqu'à "
       "ce qu'elle soit remise, ou que --accept-loss accepte sa perte. Codes de sortie : 0 "
       "en ordre, 1 quelque chose à voir, 4 ce qui est ici ne suffit pas à réparer.",
    en="Check that the workspace is sound, and say what to do where it is not.\n\nLooks at the "
       "settings, the sources kept, the decisions, the store, what a cut may have left, the room. "
       "--rebuild builds the store again from sources and decisions. A person's request "
       "(erasing, opting out, putting right) that is gone from decisions/ is told until it is put "
       "back, or --accept-loss accepts that it is lost. Exit codes: 0 sound, 1 "
       "something to look at, 4 what is here does not suffice to mend it.",
)  # fmt: skip
@option("--rebuild", is_flag=True,
        fr="Refaire la base depuis les sources et les décisions, puis vérifier.",
        en="Build the store again from sources and decisions, then check.")  # fmt: skip
@option(
    "--accept-loss",
    is_flag=True,
    fr="Accepter que des demandes aient disparu de decisions/ sans qu'une commande les retire.",
    en="Accept that requests are gone from decisions/ that no command took back.",
)
@output.format_option()
def command_(rebuild: bool, accept_loss: bool, form: str) -> None:
    """Look, or build again and look."""
    from graph.doctor import is_beyond

    here = session()
    if accept_loss:
        _accept(here)
    looked = _looked(here, rebuild=rebuild)
    _write(here, looked, form)
    found = sum(len(one.findings) for one in looked)
    if is_beyond(looked):
        raise click.exceptions.Exit(BEYOND)
    if found:
        raise click.exceptions.Exit(FOUND)
    here.say("Tout est en ordre.", "All is sound.")


def _looked(here: Session, *, rebuild: bool) -> list[Looked]:
    from graph.doctor import examine, unsettled
    from graph.errors import BadInput

    try:
        workspace = here.workspace()
    except BadInput as error:
        return [unsettled(error)]
    if rebuild:
        _rebuild(here)
    return list(examine(workspace))


def _accept(here: Session) -> None:
    from graph.rights import acted

    _clear(here)
    n = acted.accept(here.workspace().path)
    here.say("{n} {n:ligne disparue|lignes disparues} de decisions/ : perte acceptée.",
             "{n} {n:line|lines} gone from decisions/: loss accepted.", n=n)  # fmt: skip


def _clear(here: Session) -> None:
    """Make room for a store where something else took its place."""
    for path in here.workspace().versions.put_aside():
        here.warn("Ce qui avait pris la place de la base est mis de côté : {path}",
                  "What had taken the place of the store is put aside: {path}",
                  path=path)  # fmt: skip


def _rebuild(here: Session) -> None:
    from graph.doctor import mend

    _clear(here)
    here.say("Reconstruction de la base…", "Building the store again…")
    size = mend(here.workspace())
    here.say("Base refaite : {n} énoncés.", "Store built again: {n} statements.", n=size)


def _write(here: Session, looked: list[Looked], form: str) -> None:
    """Write what was looked at; each finding in words, below, where a person reads."""
    rows = [row for one in looked for row in _rows(one, here)]
    if form == "table":
        output.listing(_COLUMNS, rows, form, here.lang, table="check state")
        findings = [(row[0], [words for words in row[2:] if words]) for row in rows if row[2]]
        output.paragraphs(findings)
    else:
        output.listing(_COLUMNS, rows, form, here.lang, table="check state found do")


def _rows(one: Looked, here: Session) -> list[list[str]]:
    title = one.title.to(here.lang)
    if not one.findings:
        return [[title, _STATES["sound"].to(here.lang), "", ""]]
    return [
        [title, _STATES["beyond" if finding.is_beyond else "finding"].to(here.lang),
         finding.text.to(here.lang), finding.do.to(here.lang)]
        for finding in one.findings
    ]  # fmt: skip
