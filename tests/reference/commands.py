"""``docs/cli.md`` and ``docs/commandes.md``: what ``--help`` says of every command."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import click

from cli.bilingual import Command, speak
from cli.main import program
from cli.session import Session
from ontology.text import Lang, Text
from tests.reference.markdown import cell, generated, table

WIDTH = 90  # columns: the terminal's own are not asked

_TITLE = Text("Les commandes", "Commands")
_START = Text(
    "Ce que dit `alliances COMMANDE --help` de chaque commande. [In English](cli.md)\n\n"
    "Chaque commande accepte aussi `--lang`, `--workspace` et `--quiet`. Les mots sont dans le "
    "[glossaire](glossaire.md).\n\nCodes de sortie, pour un script : 0 fait ; 1 la réponse est "
    "non ; 2 la demande n'a pas de sens telle qu'elle est tapée ; 3 un fichier ne se lit pas ou ne "
    "s'écrit pas, ou ses lignes sont refusées ; 4 pas d'espace de travail ici, ou sa base est "
    "occupée ou abîmée, ou une décision sur les droits n'y agit pas encore, ou le disque est "
    "plein, ou un serveur (`--endpoint`, `push`, `fetch`) ne répond pas ou refuse (mot de passe "
    "compris), ou une question a duré plus que `--timeout` ; 5 une erreur de notre "
    "part ; 130 interrompu.",
    "What `alliances COMMAND --help` says of each command. [En français](commandes.md)\n\n"
    "Every command also takes `--lang`, `--workspace` and `--quiet`. Exit codes are in the "
    "[README](../README.md#who-connects-who-could-meet).",
)


def page(lang: Lang) -> str:
    """Return the page in a language."""
    with speaking(lang):
        session = Session(chosen=lang)
        top = _context(program, "alliances", session)
        found = dict(_commands(top))
        rows = [(f"[`{name}`](#alliances-{name})", cell(c.short(session))) for name, c in
                found.items()]  # fmt: skip
        lines = [generated("the commands' own help"), f"# {_TITLE.to(lang)}", "", _START.to(lang),
                 "", *table((Text("commande", "command").to(lang), ""), rows),
                 "## alliances", "", *_fenced(top)]  # fmt: skip
        for name, command in found.items():
            lines += [f"## alliances {name}", "", *_fenced(_context(command, name, session, top))]
    return "\n".join(lines)


@contextmanager
def speaking(lang: Lang) -> Iterator[None]:
    """Make click's own words those of a language, and put back what was."""
    before = os.environ.get("LANGUAGE")
    speak(lang)
    try:
        yield
    finally:
        os.environ.pop("LANGUAGE")
        if before is not None:
            os.environ["LANGUAGE"] = before


def _commands(top: click.Context) -> Iterator[tuple[str, Command]]:
    for name in program.list_commands(top):
        command = program.get_command(top, name)
        assert isinstance(command, Command), name
        yield name, command


def _context(
    command: click.Command, name: str, session: Session, parent: click.Context | None = None
) -> click.Context:
    """Return a context whose help has one width and no colour, whatever the terminal."""
    return click.Context(
        command, info_name=name, parent=parent, obj=session, color=False, terminal_width=WIDTH,
        max_content_width=WIDTH, help_option_names=["-h", "--help"],
    )  # fmt: skip


def _fenced(context: click.Context) -> list[str]:
    told = (line.rstrip() for line in context.get_help().splitlines())
    return ["```text", *told, "```", ""]
