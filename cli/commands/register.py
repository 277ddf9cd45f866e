"""``alliances register``: the register of processing and the information notice."""

from __future__ import annotations

from pathlib import Path

import click

from cli.bilingual import command, option
from cli.session import session
from ontology.text import Text

_NAMES = {
    "register": Text("registre-des-traitements", "register-of-processing"),
    "notice": Text("notice-d-information", "information-notice"),
}


@command(
    "register", "register", "register --only notice --lang en", "register --dir papiers",
    "register --only register --stdout > registre.md",
    fr="Écrire le registre des traitements et la notice d'information (RGPD, articles 30 et 14)."
       "\n\nEn Markdown et en HTML, d'après les sources chargées, leurs colonnes admises et les "
       "réglages. Ce que le programme ne peut pas savoir est marqué « à compléter » : relisez.",
    en="Write the register of processing and the information notice (GDPR, articles 30 and 14).\n\n"
       "In Markdown and HTML, from the sources loaded, their allowed columns and the settings. "
       "What the program cannot know is marked 'to be completed': read it over.",
)  # fmt: skip
@option("--only", type=click.Choice(list(_NAMES)),
        fr="N'écrire que le registre, ou que la notice.",
        en="Write the register only, or the notice only.")  # fmt: skip
@option("--dir", "folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False),
        fr="Dossier où écrire (sinon : registre, dans l'espace de travail).",
        en="Folder to write to (otherwise: registre, in the workspace).")  # fmt: skip
@option("--stdout", "printed", is_flag=True,
        fr="Écrire le Markdown sur la sortie, sans fichier.",
        en="Write the Markdown to the output, and no file.")  # fmt: skip
def command_(only: str | None, folder: Path | None, printed: bool) -> None:
    """Write the papers."""
    from graph.rights import register
    from graph.rights.processing import processing

    here = session()
    workspace = here.workspace()
    known, target = processing(workspace), folder or workspace.path / "registre"
    for key in [only] if only else list(_NAMES):
        paper = register.register(known) if key == "register" else register.notice(known)
        if printed:
            click.echo(paper.markdown(here.lang))
            continue
        target.mkdir(parents=True, exist_ok=True)
        for suffix, text in ((".md", paper.markdown(here.lang)), (".html", paper.page(here.lang))):
            file = target / f"{_NAMES[key].to(here.lang)}{suffix}"
            file.write_text(text, encoding="utf-8", newline="\n")
            click.echo(file)
    if not printed:
        here.say("Relisez : ce qui est marqué « à compléter » ne peut pas être su d'ici.",
                 "Read it over: what is marked 'to be completed' cannot be known from here.",
        )  # fmt: skip
