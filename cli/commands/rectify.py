"""``alliances rectify``: put right what sources say of an actor."""

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
    "field": Text("propriété", "property"),
    "value": Text("valeur", "value"),
    "why": Text("pourquoi", "why"),
    "date": Text("date", "date"),
    "actor": Text("IRI de l'acteur", "IRI of the actor"),
}


@command(
    "rectify", 'rectify "La Fabrique" nom "La Fabrique numérique" --why "statuts"',
    'rectify PAA thème "vie associative|numérique"', "rectify PAA siège Venelles",
    "rectify PAA siège --undo", "rectify --format csv",
    fr="Rectifier ce que les sources disent d'un acteur.\n\nLa valeur donnée compte à leur place, "
       "partout, et survit aux chargements ; ce que la source disait reste visible comme son "
       "affirmation (alliances query qui-est). Propriétés : nom, sigle, description, site web, "
       "siège, thème, secteur. Un numéro ne se rectifie pas ici : corrigez-le dans le fichier "
       "qui se trompe. La décision est une ligne de decisions/rectified.csv ; sans acteur, elles "
       "sont listées.",
    en="Put right what sources say of an actor.\n\nThe value given counts instead, everywhere, and "
       "survives loads; what the source said stays visible as its claim (alliances query "
       "qui-est). Properties: name, acronym, description, website, seat, theme, sector. A number "
       "is not put right here: correct it in the file that is wrong. The decision is a line of "
       "decisions/rectified.csv; without an actor, they are listed.",
)  # fmt: skip
@click.argument("actor", metavar="[ACTOR", required=False, shell_complete=complete.actors)
@click.argument("field", metavar="PROPERTY", required=False, shell_complete=complete.properties)
@click.argument("value", metavar="VALUE]", required=False)
@option("--why", metavar="TEXT", fr="Pourquoi, en une phrase, sans nom de personne.",
        en="Why, in a sentence, without any person's name.")  # fmt: skip
@option("--undo", is_flag=True, fr="Laisser de nouveau compter les sources.",
        en="Let the sources count again.")  # fmt: skip
@output.format_option()
def command_(
    actor: str | None, field: str | None, value: str | None, why: str | None, undo: bool, form: str
) -> None:
    """Put right, take back, or list."""
    from graph.errors import Misuse

    here = session()
    if actor is None and not (undo or why):
        _list(here, form)
    elif actor and field and undo and value is None and not why:
        _undo(here, actor, _property(field))
    elif actor and field and value and not undo:
        _record(here, actor, _property(field), value, why or "")
    else:
        raise Misuse(
            "Écrivez : alliances rectify ACTEUR PROPRIÉTÉ VALEUR --why … ; ou alliances rectify "
            "ACTEUR PROPRIÉTÉ --undo.",
            "Write: alliances rectify ACTOR PROPERTY VALUE --why …; or alliances rectify ACTOR "
            "PROPERTY --undo.",
        )


def _property(words: str) -> str:
    from graph.errors import Misuse
    from graph.rights import rectified

    key = rectified.property_of(words)
    if key is not None:
        return key
    if rectified.identifies(words):
        raise Misuse(
            "Un numéro qui identifie ne se rectifie pas ici : corrigez-le dans le fichier qui se "
            "trompe et rechargez-le, ou dites qui est qui (alliances reconcile).",
            "A number that identifies is not put right here: correct it in the file that is wrong "
            "and load it again, or say who is who (alliances reconcile).",
        )
    raise Misuse(
        "« {words} » n'est pas une propriété qui se rectifie : {known}.",
        "'{words}' is no property to be put right: {known}.",
        words=words,
        known=rectified.known(),
    )


def _record(here: Session, words: str, key: str, value: str, why: str) -> None:
    from graph.errors import Misuse
    from graph.rights import rectified

    iri, name = here.whoever(words)
    place = rectified.PROPERTIES[key].kind == rectified.PLACE
    meant = here.territory(value) if place else rectified.value_of(key, value)
    if meant is None:
        raise Misuse(*rectified.refusal(key, value))
    rectified.record(here.workspace().path, iri, key, meant, name, why)
    rebuild(here)
    here.say("« {name} » : {what} est maintenant « {value} ». Ce que disent les sources reste "
             "visible (alliances query qui-est).",
             "'{name}': {what} is now '{value}'. What the sources say stays visible (alliances "
             "query qui-est).",
             name=name, what=rectified.PROPERTIES[key].label, value=value)  # fmt: skip


def _undo(here: Session, words: str, key: str) -> None:
    from graph.errors import NotFound
    from graph.rights import rectified

    gone = undone(here, partial(rectified.undo, here.workspace().path, key), words)
    if gone is None:
        raise NotFound(
            "Rien n'est rectifié ainsi, ou plus d'un acteur a ce nom : « alliances rectify » liste "
            "ce qui l'est.",
            "Nothing is put right like this, or several actors have this name: 'alliances rectify' "
            "lists what is.",
        )
    rebuild(here)
    here.say("« {name} » : les sources comptent de nouveau ({what}).",
             "'{name}': the sources count again ({what}).",
             name=gone.name or gone.actor,
             what=rectified.PROPERTIES[key].label)  # fmt: skip


def _list(here: Session, form: str) -> None:
    from graph.rights import rectified

    known = rectified.read(here.workspace().path)
    rows = (
        [
            rectified.PROPERTIES[one.field].label.to(here.lang)
            if key == "field"
            else getattr(one, key)
            for key in _COLUMNS
        ]
        for one in known
    )
    if known or form != "table":
        output.listing(_COLUMNS, rows, form, here.lang, table="name field value why date")
    if not known:
        here.say("Rien n'est rectifié.", "Nothing is put right.")
