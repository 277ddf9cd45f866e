"""``alliances push``: publish the public edition on a SPARQL server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli import complete, output
from cli.bilingual import command, option
from cli.session import Session, session
from ontology.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graph.push import Step
    from graph.store.endpoints import Endpoint

_HEADS = (
    Text("graphe", "graph"), Text("ici", "here"), Text("avant", "before"), Text("après", "after"),
    Text("état", "state"),
)  # fmt: skip
_KEYS = ("graph", "here", "before", "after", "state")
_STATES = {
    "waiting": Text("à envoyer", "to send"),
    "complete": Text("complet", "complete"),
    "deleted": Text("supprimé", "deleted"),
}


@command(
    "push", "push http://127.0.0.1:7878/query", "push region --dry-run",
    fr="Publier l'édition publique sur un serveur SPARQL, graphe par graphe, et compter après coup."
       "\n\nLes graphes restreints ne partent jamais. Les éditions plus anciennes des mêmes "
       "sources sont supprimées à la fin.",
    en="Publish the public edition on a SPARQL server, graph by graph, and count afterwards.\n\n"
       "Restricted graphs never leave. Older editions of the same sources are deleted at the end.",
)  # fmt: skip
@click.argument("server", metavar="URL|NAME", shell_complete=complete.endpoints)
@option("--dry-run", is_flag=True,
        fr="Dire ce qui serait envoyé et supprimé, sans rien écrire.",
        en="Tell what would be sent and deleted, without writing anything.")  # fmt: skip
@option("--prune", is_flag=True,
        fr="Supprimer aussi les autres graphes de même base : sources retirées, ou d'un autre "
           "espace de travail.",
        en="Delete the other graphs of the same base too: sources taken out, or of another "
           "workspace.")  # fmt: skip
@output.format_option()
def command_(server: str, dry_run: bool, prune: bool, form: str) -> None:
    """Plan, send, and tell what is there afterwards."""
    from graph import push
    from graph.store.remote import RemoteStore

    here = session()
    endpoint = here.server(server)
    _warn(here, endpoint)
    endpoint.graph_store  # noqa: B018 - where to write must be known before anything is asked
    store = here.store()
    base, remote = here.workspace().base, RemoteStore(endpoint)
    steps = push.plan(store, remote, base, prune=prune)
    planned = [step.graph for step in steps]
    for graph in push.others(remote.graphs(), planned, base):
        here.say("{graph} n'est pas d'ici et reste (--prune le supprimerait).",
                 "{graph} is not from here and stays (--prune would delete it).",
                 graph=graph)  # fmt: skip
    if dry_run:
        here.say("Rien n'est envoyé : voici ce qui le serait.",
                 "Nothing is sent: this is what would be.")  # fmt: skip
    else:
        steps = push.push(store, endpoint, steps, lambda step: _told(here, step))
        here.say("{n} graphes publiés et comptés. Chaque graphe a été remplacé d'un coup ; "
                 "l'ensemble, non.",
                 "{n} graphs published and counted. Each graph was replaced at one go, the whole "
                 "was not.",
                 n=sum(step.here > 0 for step in steps))  # fmt: skip
    _write(here, steps, form)


def _warn(here: Session, endpoint: Endpoint) -> None:
    if endpoint.url.startswith("http:") and not endpoint.is_here:
        here.warn("{url} n'est pas chiffré : ce qui est envoyé peut être lu et changé en route.",
                  "{url} is not encrypted: what is sent can be read and changed on its way.",
                  url=endpoint.url)  # fmt: skip


def _told(here: Session, step: Step) -> None:
    here.say("{graph} : {before} → {after}", "{graph}: {before} → {after}",
             graph=step.graph, before=step.before, after=step.after)  # fmt: skip


def _write(here: Session, steps: Sequence[Step], form: str) -> None:
    rows = [(s.graph, s.here, s.before, s.after, _state(s).to(here.lang)) for s in steps]
    output.write([head.to(here.lang) for head in _HEADS], rows, form, _KEYS)


def _state(step: Step) -> Text:
    if step.state == "waiting" and not step.here:
        return Text("à supprimer", "to delete")
    return _STATES[step.state]
