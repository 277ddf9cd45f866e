"""``alliances optout``: leave an actor out of everything public."""

from __future__ import annotations

from functools import partial

import click

from cli import complete, output
from cli.bilingual import command, option
from cli.decided import rebuild, undone
from cli.session import Session, session
from ontology.text import Text

_COLUMNS = {
    "name": Text("acteur", "actor"),
    "date": Text("date", "date"),
    "why": Text("pourquoi", "why"),
    "actor": Text("IRI de l'acteur", "IRI of the actor"),
}


@command(
    "optout", 'optout "La Fabrique numérique" --why "demande du 3 mars"',
    'optout "La Fabrique numérique" --undo', "optout --format csv",
    fr="Laisser un acteur hors de tout ce qui est public, à sa demande.\n\nIl n'est plus dans les "
       "propositions, les classements, les cartes, les exports ni les pages servies, ni les "
       "alliances dont il est partie ; l'édition interne le garde. La décision est une ligne de "
       "decisions/optout.csv : aucun chargement ne la perd. Sans acteur, elles sont listées. Pour "
       "tout effacer : alliances forget.",
    en="Leave an actor out of everything public, as it asked.\n\nIt is in no suggestion, ranking, "
       "map, export or served page any more, nor are the alliances it is a party of; the internal "
       "edition keeps it. The decision is a line of decisions/optout.csv: no load loses it. "
       "Without an actor, they are listed. To erase all: alliances forget.",
)  # fmt: skip
@click.argument("actor", metavar="[ACTOR]", required=False, shell_complete=complete.actors)
@option("--why", metavar="TEXT", fr="Pourquoi, en une phrase, sans nom de personne.",
        en="Why, in a sentence, without any person's name.")  # fmt: skip
@option("--undo", is_flag=True, fr="Le reprendre dans ce qui est public.",
        en="Take it into what is public again.")  # fmt: skip
@output.format_option()
def command_(actor: str | None, why: str | None, undo: bool, form: str) -> None:
    """Leave out, take in again, or list."""
    from graph.errors import Misuse

    here = session()
    if actor is None and not (undo or why):
        _list(here, form)
    elif actor and undo and not why:
        _undo(here, actor)
    elif actor and not undo:
        _record(here, actor, why or "")
    else:
        raise Misuse(
            "Écrivez : alliances optout ACTEUR, avec --why si vous voulez ; ou alliances optout "
            "ACTEUR --undo.",
            "Write: alliances optout ACTOR, with --why if you like; or alliances optout ACTOR "
            "--undo.",
        )


def _record(here: Session, words: str, why: str) -> None:
    from graph.rights import optout

    iri, name = here.whoever(words)
    optout.record(here.workspace().path, iri, name, why)
    rebuild(here)
    here.say("« {name} » n'est plus dans ce qui est public. Les cartes et exports faits avant le "
             "contiennent encore : refaites-les. Pour revenir : alliances optout ACTEUR --undo.",
             "'{name}' is in nothing public any more. Maps and exports made before still hold it: "
             "make them again. To go back: alliances optout ACTOR --undo.",
             name=name)  # fmt: skip


def _undo(here: Session, words: str) -> None:
    from graph.errors import NotFound
    from graph.rights import optout

    gone = undone(here, partial(optout.undo, here.workspace().path), words)
    if gone is None:
        raise NotFound(
            "Pas de ligne, ou plus d'une, pour « {words} » : « alliances optout » les liste.",
            "No line, or more than one, for '{words}': 'alliances optout' lists them.",
            words=words,
        )
    rebuild(here)
    here.say("« {name} » est de nouveau dans ce qui est public.", "'{name}' is public again.",
             name=gone.name or gone.actor)  # fmt: skip


def _list(here: Session, form: str) -> None:
    from graph.rights import optout

    known = optout.read(here.workspace().path)
    rows = ([getattr(one, key) for key in _COLUMNS] for one in known)
    if known or form != "table":
        output.listing(_COLUMNS, rows, form, here.lang, table="name date why")
    if not known:
        here.say("Aucun acteur n'est laissé hors du public.", "No actor is left out of the public.")
