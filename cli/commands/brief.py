"""``alliances brief``: one page before a meeting."""

from __future__ import annotations

from pathlib import Path

import click

from cli import complete
from cli.bilingual import command, option
from cli.commands.map import day_of
from cli.commands.path import pair_of, place
from cli.session import Session, session
from ontology.text import Text

_HTML, _MARKDOWN = (".html", ".htm"), (".md", ".markdown")


@command(
    "brief", "brief \"Pays d'Aix Associations\" Medinsoft -o rencontre.html",
    "brief paa engie > rencontre.md",
    fr="Écrire une page à imprimer avant une rencontre : qui ils sont, ce qui les lie, par qui "
       "passer, ce qu'ils ont en commun, leurs dernières alliances, ce qu'il reste à demander, "
       "les sources.\n\nElle ne contient que des données publiques, jamais vos décisions.",
    en="Write one page to print before a meeting: who they are, what links them, through whom, "
       "what they have in common, their latest alliances, what is left to ask, the sources.\n\n"
       "It holds public data only, never your decisions.",
)  # fmt: skip
@click.argument("a", metavar="A", shell_complete=complete.actors)
@click.argument("b", metavar="B", shell_complete=complete.actors)
@option("-o", "--output", "target", type=click.Path(path_type=Path, dir_okay=False),
        fr="Fichier .html ou .md à écrire (sinon : Markdown sur la sortie standard).",
        en="File .html or .md to write (otherwise Markdown on the standard output).",
)  # fmt: skip
@option("--as-of", metavar="DATE", fr="Ce qui est connu à cette date.",
        en="What is known at this date.")  # fmt: skip
def command_(a: str, b: str, target: Path | None, as_of: str | None) -> None:
    """Gather the page and write it."""
    from graph.brief import brief
    from viz import brief as pages

    here = session()
    here.leaving()
    day, ends = day_of(as_of), pair_of(here, a, b)
    network = here.network(day)
    first, second = (place(network, end) for end in ends)
    hub = network.index.get(here.collector() or "")
    page = brief(network, first, second, collector=hub)
    departure = here.departure(network.as_of)
    if target is None:
        text = pages.markdown(page, here.lang)
        departure.clear_bytes("brief", text.encode("utf-8", "replace"))
        click.echo(text, nl=False)
        return
    write = pages.html if _is_html(target) else pages.markdown
    with departure.files(target) as (draft,):
        text = write(page, here.lang)
        draft.write_text(text, encoding="utf-8", errors="replace", newline="\n")
    _tell(here, target)


def _is_html(target: Path) -> bool:
    """Tell which form a file's name asks for; raises Misuse for any other."""
    from graph.errors import Misuse

    ending = target.suffix.lower()
    if ending not in (*_HTML, *_MARKDOWN):
        raise Misuse(
            "-o {file} : le nom doit finir par .html ou .md.",
            "-o {file}: the name must end in .html or .md.",
            file=target,
        )
    return ending in _HTML


def _tell(here: Session, target: Path) -> None:
    click.echo(target)
    here.say(*Text("Relisez les textes libres avant de donner la page.",
                   "Read the free texts again before you hand the page on."))  # fmt: skip
