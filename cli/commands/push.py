"""``alliances push``: publish the public edition on a SPARQL server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli import complete, output
from cli.bilingual import command, option
from cli.session import Session, session
from ontology.text import Text, same

if TYPE_CHECKING:
    from collections.abc import Sequence

    from graph.push import Publication, Step
    from graph.store.endpoints import Endpoint
    from graph.store.remote import RemoteStore

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
       "\n\nRien de restreint ne part, ni le nom d'une personne, sauf l'élu pendant son mandat. Ce "
       "que cet espace de travail avait publié et n'a plus est supprimé à la fin ; ce que d'autres "
       "ont publié reste.",
    en="Publish the public edition on a SPARQL server, graph by graph, and count afterwards.\n\n"
       "Nothing restricted leaves, nor the name of a person but an elected official during the "
       "mandate. What this workspace published before and no longer holds is deleted at the end; "
       "what others published stays.",
)  # fmt: skip
@click.argument("server", metavar="URL|NAME", shell_complete=complete.endpoints)
@option("--dry-run", is_flag=True,
        fr="Dire ce qui serait envoyé et supprimé, sans rien changer sur le serveur.",
        en="Tell what would be sent and deleted, without changing anything on the server.",
)  # fmt: skip
@option("--prune", is_flag=True,
        fr="Supprimer aussi les autres graphes de même base, même publiés par un autre espace de "
           "travail.",
        en="Delete the other graphs of the same base too, even published by another workspace.",
)  # fmt: skip
@option("--take-over", is_flag=True,
        fr="Remplacer ce qu'un espace de travail d'un autre nom a publié sous le même identifiant.",
        en="Replace what a workspace of another name published under the same identifier.",
)  # fmt: skip
@output.format_option()
def command_(server: str, dry_run: bool, prune: bool, take_over: bool, form: str) -> None:
    """Plan, send, and tell what is there afterwards."""
    from graph import push, workspace
    from graph.store.remote import RemoteStore

    here = session()
    endpoint = here.server(server)
    endpoint.graph_store  # noqa: B018 - where to write must be known before anything is asked
    _warn(here, endpoint)
    here.leaving()
    store, remote = here.store(), RemoteStore(endpoint)
    publication = push.Publication(workspace.identified(here.workspace()), store)
    if not take_over:
        push.require_own(publication, remote)
    steps = push.plan(publication, remote, prune=prune)
    _tell_others(here, publication, remote, steps)
    if dry_run:
        with push.drafted(publication, endpoint, steps) as drafts:
            steps = [draft.step for draft in drafts]
        here.say("Rien n'est envoyé : voici ce qui le serait.",
                 "Nothing is sent: this is what would be.")  # fmt: skip
    else:
        steps = push.push(publication, endpoint, steps, lambda step: _told(here, step))
        here.say("{n} graphes publiés et comptés. Chaque graphe a été remplacé d'un coup ; "
                 "l'ensemble, non.",
                 "{n} graphs published and counted. Each graph was replaced at one go, the whole "
                 "was not.",
                 n=sum(step.here > 0 for step in steps))  # fmt: skip
    _write(here, steps, form)


def _warn(here: Session, endpoint: Endpoint) -> None:
    for url in endpoint.in_clear:
        here.warn("{url} n'est pas chiffré : ce qui est envoyé peut être lu et changé en route.",
                  "{url} is not encrypted: what is sent can be read and changed on its way.",
                  url=url)  # fmt: skip


def _tell_others(
    here: Session, publication: Publication, server: RemoteStore, steps: Sequence[Step]
) -> None:
    """Tell which graphs of the server others published, and what becomes of them."""
    from graph import push

    gone, known = {step.graph for step in steps}, push.publishers(server)
    unknown = Text("on ne sait qui", "nobody knows whom")
    for graph in push.others(server.graphs(), publication):
        if publication.is_ours(graph):
            continue
        who = same(f"« {known[graph]} »") if graph in known else unknown
        if graph in gone:
            here.warn("{graph}, publié par {who}, est à supprimer (--prune).",
                      "{graph}, published by {who}, is to be deleted (--prune).",
                      graph=graph, who=who)  # fmt: skip
        else:
            here.say("{graph}, publié par {who}, n'est pas d'ici et reste (--prune le "
                     "supprimerait).",
                     "{graph}, published by {who}, is not from here and stays (--prune would "
                     "delete it).",
                     graph=graph, who=who)  # fmt: skip


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
