"""``--endpoint``: ask a server in place of the workspace."""

from __future__ import annotations

from typing import Any

import click

from cli import complete
from cli.bilingual import F, option
from cli.session import Session


def endpoint_option(function: F) -> F:
    """Declare the option; it is kept in the session, which opens the store."""
    declare = option(
        "--endpoint", metavar="URL|NAME", expose_value=False, callback=_keep,
        shell_complete=complete.endpoints,
        fr="Serveur SPARQL à interroger : son adresse, ou un profil d'alliances.toml.",
        en="SPARQL server to ask: its address, or a profile of alliances.toml.",
    )  # fmt: skip
    return declare(function)


def _keep(ctx: click.Context, _: click.Parameter, value: Any) -> None:
    if value:
        ctx.ensure_object(Session).endpoint = value
