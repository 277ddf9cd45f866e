"""``alliances completion``: what a shell needs to complete commands, questions and parameters."""

from __future__ import annotations

import click

from cli import shells
from cli.bilingual import Choice, command
from cli.session import session


@command(
    "completion", "completion bash", "completion powershell >> $PROFILE",
    fr="Écrire le script qui complète les commandes, les questions et leurs paramètres dans un "
       "interpréteur : bash, zsh, fish ou powershell.",
    en="Write the script that completes commands, questions and their parameters in a shell: "
       "bash, zsh, fish or powershell.",
)  # fmt: skip
@click.argument("shell", type=Choice(shells.NAMES))
def command_(shell: str) -> None:
    """Write the script, and say where it belongs."""
    click.echo(shells.script(shell, click.get_current_context().find_root().command))
    session().say(
        "Où le mettre : {place}\nOuvrez ensuite un nouveau terminal.",
        "Where to put it: {place}\nThen open a new terminal.",
        place=shells.PLACES[shell],
    )
