"""``alliances forget``: erase an actor or a person, for good."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli import complete, output
from cli.bilingual import command, option
from cli.session import Session, session
from ontology.text import Text

if TYPE_CHECKING:
    from graph.rights.forget import Plan
    from graph.rights.search import Found

_COLUMNS = {
    "thing": Text("empreinte", "digest"),
    "date": Text("date", "date"),
    "reason": Text("motif", "reason"),
    "of": Text("reconnu par", "recognised by"),
}
_OF = {
    "number": Text("numéro", "number"),
    "iri": Text("identifiant", "identifier"),
    "holder": Text("mandat", "mandate"),
    "name": Text("nom", "name"),
}


@command(
    "forget", 'forget "Les Aînés de Venelles" --reason demande', "forget W131000000 --dry-run",
    'forget "Jean Dupont" --scan exports --yes', "forget --list",
    'forget --allow "Les Aînés de Venelles"',
    fr="Effacer un acteur ou une personne, et tout ce qui en est dit.\n\nTout ce que l'espace de "
       "travail garde est réécrit : sources gardées, base, décisions, lignes refusées. Il ne "
       "reste qu'une empreinte à clé, sans nom : recharger un fichier ne le ramène pas. Une "
       "alliance reste tant qu'elle a deux parties. Vos propres fichiers et ce qui en a été tiré "
       "(cartes, exports) sont relus : ceux qui le contiennent encore sont listés, aucun n'est "
       "touché sans --delete-derived.",
    en="Erase an actor or a person, and all that is said of them.\n\nAll that the workspace keeps "
       "is written anew: kept sources, store, decisions, refused rows. A keyed digest stays, "
       "without a name: loading a file again does not bring it back. An alliance stays while it "
       "has two parties. Your own files and what was made from them (maps, exports) are searched: "
       "those that still hold it are listed, none is touched without --delete-derived.",
)  # fmt: skip
@click.argument("who", metavar="[ACTOR|PERSON]", required=False, shell_complete=complete.actors)
@option("--reason", metavar="WORD", default="request",
        fr="Motif : demande (sinon), opposition, erreur, durée, autre. Seul ce mot est gardé.",
        en="Reason: request (the default), objection, error, retention, other. Only it is kept.",
)  # fmt: skip
@option("--scan", multiple=True, metavar="DIR", type=click.Path(path_type=Path),
        fr="Chercher aussi dans ce dossier (peut être répété).",
        en="Search this folder too (may be given again).")  # fmt: skip
@option("--delete-derived", is_flag=True,
        fr="Supprimer les cartes et fiches du dossier maps qui le contiennent encore.",
        en="Delete the maps and briefs of the folder maps that still hold it.")  # fmt: skip
@option("--dry-run", is_flag=True, fr="Montrer ce qui serait effacé, sans rien changer.",
        en="Show what would be erased, and change nothing.")  # fmt: skip
@option("--yes", is_flag=True, fr="Ne pas demander de confirmation.",
        en="Do not ask for confirmation.")  # fmt: skip
@option("--list", "listed", is_flag=True, fr="Lister les dates et les motifs, sans aucun nom.",
        en="List dates and reasons, without any name.")  # fmt: skip
@option("--allow", metavar="WHO",
        fr="Laisser revenir ce nom, ce numéro ou cet IRI au prochain chargement.",
        en="Let this name, number or IRI come back at the next load.")  # fmt: skip
@output.format_option()
def command_(
    who: str | None, reason: str, scan: tuple[Path, ...], delete_derived: bool, dry_run: bool,
    yes: bool, listed: bool, allow: str | None, form: str,
) -> None:  # fmt: skip
    """Erase, list, or let come back."""
    from graph.errors import Misuse
    from graph.rights.forgotten import reason_of

    here, said = session(), reason_of(reason)
    if listed and who is None and allow is None:
        _list(here, form)
    elif allow and who is None and not listed:
        _allow(here, allow)
    elif who and said and allow is None and not listed:
        _forget(here, who, said, _Asked(scan, delete_derived, dry_run, yes))
    elif said is None:
        raise Misuse(
            "« {word} » n'est pas un motif : demande, opposition, erreur, durée ou autre.",
            "'{word}' is no reason: request, objection, error, retention or other.",
            word=reason,
        )
    else:
        raise Misuse(
            "Écrivez : alliances forget QUI ; ou alliances forget --list ; ou alliances forget "
            "--allow QUI.",
            "Write: alliances forget WHO; or alliances forget --list; or alliances forget --allow "
            "WHO.",
        )


class _Asked:
    """How a request is to be carried out."""

    def __init__(self, scan: tuple[Path, ...], delete: bool, dry_run: bool, yes: bool) -> None:
        self.scan, self.delete, self.dry_run, self.yes = scan, delete, dry_run, yes


def _forget(here: Session, who: str, reason: str, asked: _Asked) -> None:
    from graph.errors import NotFound
    from graph.rights import forget

    _require(asked.scan)
    workspace = here.workspace()
    try:
        plan = forget.plan(workspace, who, reason, dry_run=asked.dry_run)
    except NotFound:
        if asked.dry_run or not forget.finished(workspace, who):
            raise
        here.say(*_BEFORE)
        _search(here, [who], asked)
        return
    _show(here, plan)
    if asked.dry_run:
        _search(here, plan.target.needles, asked)
        return
    if not asked.yes:
        question = _SURE.to(here.lang)
        click.confirm(question, abort=True, err=True)
    is_clean = forget.forget(workspace, plan)
    here.say(*_DONE)
    if not is_clean:
        here.warn(*_STILL_READ)
    _search(here, plan.target.needles, asked)
    _hint(here, plan)


def _hint(here: Session, plan: Plan) -> None:
    """Tell what stays under nearly the same name, for the person to judge."""
    from graph.rights import forget

    left = forget.near(here.workspace(), plan.target)
    for name in left.actors:
        here.say("Reste, sous un nom proche : « {name} ». L'oublier aussi ? Ce n'est peut-être pas "
                 "le même : alliances forget \"{name}\"",
                 "Stays, under a near name: '{name}'. Forget it too? It may be somebody else: "
                 "alliances forget \"{name}\"", name=name)  # fmt: skip
    if left.words:
        here.say("Des textes contiennent encore « {words} ». Les effacer aussi : alliances forget "
                 "\"{words}\"",
                 "Texts still hold '{words}'. To erase it there too: alliances forget "
                 "\"{words}\"", words=left.words)  # fmt: skip


def _require(folders: tuple[Path, ...]) -> None:
    """Refuse a folder that is not there, before anything is erased."""
    from graph.errors import Misuse

    for folder in folders:
        if not folder.exists():
            raise Misuse("{folder} n'existe pas.", "{folder} does not exist.", folder=folder)


_OWN = ("store", "sources", "decisions", "refus")
_BEFORE = Text("C'est déjà oublié ici.", "It is forgotten here already.")
_SURE = Text("Effacer, sans retour possible ?", "Erase, without a way back?")
_DONE = Text(
    "Effacé. Il reste une empreinte à clé dans decisions/forgotten.csv : aucun chargement ne le "
    "ramènera.",
    "Erased. A keyed digest stays in decisions/forgotten.csv: no load will bring it back.",
)
_STILL_READ = Text(
    "Un programme lit encore une version ancienne de la base. Fermez-le, puis relancez la même "
    "commande : elle finira d'effacer.",
    "A program still reads an old version of the store. Close it, then give the same command "
    "again: it will finish erasing.",
)


def _show(here: Session, plan: Plan) -> None:
    here.warn("« {name} » ({what}) : {n} {n:énoncé|énoncés} à effacer, {m} {m:autre qui le nomme|"
             "autres qui le nomment}, {k} {k:alliance qui n'aurait|alliances qui n'auraient} plus "
             "deux parties.",
             "'{name}' ({what}): {n} {n:statement|statements} to erase, {m} {m:other that names|"
             "others that name} it, {k} {k:alliance|alliances} that would not have two parties any "
             "more.",
             name=plan.target.name, what=plan.target.what, n=plan.statements, m=plan.masked,
             k=plan.alliances)  # fmt: skip
    for file, count in (plan.files or {}).items():
        here.warn("{file} : {n} {n:ligne|lignes}.", "{file}: {n} {n:line|lines}.",
                  file=file, n=count)  # fmt: skip


def _search(here: Session, needles: list[str] | tuple[str, ...], asked: _Asked) -> None:
    """Tell which files still hold it; delete those that were asked to be."""
    from graph.rights.search import Search

    workspace = here.workspace().path
    # The store is made of the kept sources, which are searched; before, the plan tells of all.
    own = [workspace / name for name in (_OWN if asked.dry_run else _OWN[:1])]
    found = list(Search(needles).files([workspace, *asked.scan], skip=own))
    found = _without_own(here, workspace, found)
    derived = [each for each in found if _is_derived(workspace, each)]
    if asked.delete and not asked.dry_run:
        for each in derived:
            each.path.unlink()
            here.say("Supprimé : {file}", "Deleted: {file}", file=each.path)
        found = [each for each in found if each not in derived]
    _tell(here, found, dry_run=asked.dry_run)


def _without_own(here: Session, workspace: Path, found: list[Found]) -> list[Found]:
    """Return the files of the user's; tell of the program's, which hold it as another thing's."""
    sources = (workspace / "sources").resolve()
    kept = [f for f in found if not f.readable or sources not in f.path.resolve().parents]
    if len(kept) < len(found):
        here.say(*_KEPT.fill(n=len(found) - len(kept)))
    return kept


def _is_derived(workspace: Path, found: Found) -> bool:
    return found.readable and (workspace / "maps").resolve() in found.path.resolve().parents


def _tell(here: Session, found: list[Found], *, dry_run: bool) -> None:
    held = [each.path for each in found if each.readable]
    closed = [each.path for each in found if not each.readable]
    if held:
        here.say(*(_HOLD_NOW if dry_run else _HOLD).fill(n=len(held)))
    for path in held:
        click.echo(path)
    if closed:
        here.say(*_CLOSED.fill(n=len(closed), files=", ".join(str(path) for path in closed)))


_HOLD_NOW = Text(
    "{n} {n:fichier le contient|fichiers le contiennent} :", "{n} {n:file holds|files hold} it:"
)
_HOLD = Text(
    "{n} {n:fichier le contient encore. Il est à vous : corrigez-le ou supprimez-le|fichiers le "
    "contiennent encore. Ils sont à vous : corrigez-les ou supprimez-les}.",
    "{n} {n:file still holds it. It is yours: correct or delete it|files still hold it. They are "
    "yours: correct or delete them}.",
)
_KEPT = Text(
    "{n} {n:fichier gardé par le programme a|fichiers gardés par le programme ont} le même nom ou "
    "le même numéro, mais d'autre chose (un lieu, un homonyme) : n'y touchez pas.",
    "{n} {n:file kept by the program has|files kept by the program have} the same name or number, "
    "but of something else (a place, a namesake): leave {n:it|them}.",
)
_CLOSED = Text(
    "{n} {n:fichier|fichiers} que ce programme ne sait pas lire, à regarder vous-même : {files}.",
    "{n} {n:file|files} that this program cannot read, to be looked at by yourself: {files}.",
)


def _list(here: Session, form: str) -> None:
    from graph.rights import forgotten

    things: dict[str, list[forgotten.Line]] = {}
    for line in forgotten.read(here.workspace().path):
        things.setdefault(line.thing, []).append(line)
    rows = [
        [thing, lines[0].date, forgotten.REASONS[lines[0].reason].to(here.lang),
         ", ".join(dict.fromkeys(_OF[line.of].to(here.lang) for line in lines if line.of in _OF))]
        for thing, lines in sorted(things.items(), key=lambda each: each[1][0].date)
    ]  # fmt: skip
    if rows or form != "table":
        output.listing(_COLUMNS, rows, form, here.lang, table="thing date reason of")
    if not rows:
        here.say("Rien n'est oublié ici.", "Nothing is forgotten here.")


def _allow(here: Session, who: str) -> None:
    from graph.rights import forget

    forget.allow(here.workspace(), who)
    here.say("Permis de nouveau. Rechargez les fichiers qui le contiennent pour le faire revenir.",
             "Allowed again. Load the files that hold it again to bring it back.")  # fmt: skip
