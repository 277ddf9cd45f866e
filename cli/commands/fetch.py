"""``alliances fetch``: the files of the State's registers, from their official addresses."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.bilingual import command, option
from cli.output import format_option, listing
from cli.session import Session, session
from ontology.text import Text

if TYPE_CHECKING:
    from graph.fetching.download import Downloaded, Progress
    from graph.fetching.table import Address

FOLDER = "downloads"
_COLUMNS = {
    "what": Text("quoi demander", "what to ask for"),
    "title": Text("contenu", "content"),
    "verified": Text("vérifiée", "verified"),
    "url": Text("adresse", "address"),
    "seen": Text("vue dans", "seen in"),
}
_YES, _NO = Text("oui", "yes"), Text("non", "no")


@command(
    "fetch", "fetch", "fetch rna", "fetch rne/maires", "fetch decp/decp-2025 --dir donnees",
    "fetch cog/v_commune --url https://www.example.org/v_commune_2027.csv",
    fr="Télécharger les fichiers d'un registre, de leur adresse officielle, pour les charger."
    "\n\nSans SOURCE, la commande liste ce qu'elle sait demander. Un téléchargement interrompu "
    "reprend où il en était ; un fichier à jour n'est pas repris ; l'empreinte SHA-256 est écrite "
    "à côté. Les adresses ont été relevées dans des documents publics : tant que la liste dit "
    "« non », personne ne les a vérifiées.",
    en="Download the files of a register, from their official address, to load them.\n\nWithout "
    "SOURCE, the command lists what it can ask for. A download that was interrupted resumes where "
    "it was; a file that is up to date is not fetched again; the SHA-256 hash is written beside "
    "it. The addresses were found in public documents: as long as the list says 'no', nobody "
    "has verified them.",
)  # fmt: skip
@click.argument("source", required=False)
@option("--dir", "folder", type=click.Path(path_type=Path, file_okay=False), metavar="DIR",
        fr="Dossier où écrire (sinon : downloads de l'espace de travail).",
        en="Folder to write to (otherwise downloads of the workspace).")  # fmt: skip
@option("--url", metavar="URL", fr="Autre adresse du fichier, s'il a déménagé.",
        en="Another address of the file, if it has moved.")  # fmt: skip
@option("--sha256", metavar="HEX", fr="Empreinte que le fichier doit avoir.",
        en="Hash that the file must have.")  # fmt: skip
@format_option()
def command_(
    source: str | None, folder: Path | None, url: str | None, sha256: str | None, form: str
) -> None:
    """List the addresses, or take the files of a source."""
    from graph.fetching.table import at, chosen

    here = session()
    if source is None:
        _list(here, form)
        return
    wanted = chosen(source)
    if url or sha256:
        _require_one(wanted)
    if url:
        wanted = [at(wanted[0], url)]
    _take(here, wanted, folder or here.workspace().path / FOLDER, sha256)


def _list(here: Session, form: str) -> None:
    from graph.fetching.table import addresses

    rows = [
        (f"{one.source}/{one.name}", (one.title if one.always else _named(one.title)).to(here.lang),
         (_YES if one.verified else _NO).to(here.lang), one.url, one.seen)
        for source in addresses().values() for one in source
    ]  # fmt: skip
    listing(_COLUMNS, rows, form, here.lang, table="what title verified")


def _named(title: Text) -> Text:
    return Text("{title} (à nommer)", "{title} (by name)").fill(title=title)


def _take(here: Session, wanted: list[Address], folder: Path, sha256: str | None) -> None:
    """Take each file in turn; one that is gone does not keep the others from coming."""
    from graph.fetching.table import fetch
    from graph.fetching.web import Gone

    taken: list[Path] = []
    gone: list[Gone] = []
    for address in wanted:
        _announce(here, address)
        try:
            with progress(here, address.name) as watch:
                done = fetch(address, folder, sha256=sha256, progress=watch)
        except Gone as error:
            gone.append(error)
        else:
            taken.append(done.path)
            _tell(here, done)
    if taken:
        here.say("À suivre : alliances load {paths}", "Next: alliances load {paths}",
                 paths=" ".join(map(_quoted, taken)))  # fmt: skip
    for missing in gone[:-1]:
        here.warn(*missing.text)
    if gone:
        raise gone[-1]


def _require_one(wanted: list[Address]) -> None:
    from graph.errors import Misuse

    if len(wanted) != 1:
        raise Misuse(
            "--url et --sha256 valent pour un seul fichier. Dites lequel : {names}.",
            "--url and --sha256 are for one file only. Say which: {names}.",
            names=", ".join(f"{one.source}/{one.name}" for one in wanted),
        )


def _announce(here: Session, address: Address) -> None:
    here.say("{name} : {title}", "{name}: {title}", name=address.name, title=address.title)
    if not address.verified:
        here.say("  adresse pas encore vérifiée : {url}", "  address not yet verified: {url}",
                 url=address.url)  # fmt: skip


def _tell(here: Session, done: Downloaded) -> None:
    click.echo(done.path)
    if done.unchanged:
        here.say("  à jour : rien n'a été téléchargé.", "  up to date: nothing was downloaded.")
    else:
        here.say("  {n} octets, SHA-256 {digest}", "  {n} bytes, SHA-256 {digest}",
                 n=done.size, digest=done.sha256)  # fmt: skip


def _quoted(path: Path) -> str:
    return f'"{path}"' if " " in str(path) else str(path)


@contextmanager
def progress(here: Session, name: str) -> Iterator[Progress]:
    """Show how far a download is, on a terminal; a pipe and ``--quiet`` get nothing."""
    if here.quiet or not sys.stderr.isatty():
        yield lambda *_: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, TextColumn, TransferSpeedColumn
    from rich.progress import Progress as Bar
    from rich.progress import TimeRemainingColumn as Remaining

    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(),
               TransferSpeedColumn(), Remaining())  # fmt: skip
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(name, total=None)

        def watch(done: int, total: int | None) -> None:
            bar.update(task, completed=done, total=total)

        yield watch
