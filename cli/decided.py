"""What the commands share that keep a decision, take it back, and have the store follow it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from ontology.text import Text

if TYPE_CHECKING:
    from cli.session import Session
    from graph.decision_file import OnPair

    P = TypeVar("P", bound=OnPair)

D = TypeVar("D")
_MOST = 5  # pairs told when words may mean any of them


def on_pair(here: Session, known: Sequence[P], a: str, b: str, what: Text, listed: Text) -> P:
    """Return the one decision on two actors, by the names in its line or those in the store.

    Raises NotFound when there is none, or several: tells ``what`` it is, and where they are listed.
    """
    from graph.decision_file import about
    from graph.errors import NotFound

    found = about(known, a, b) or about(known, here.actor(a) or a, here.actor(b) or b)
    if len(found) == 1:
        return found[0]
    if found:
        raise NotFound(
            "Plusieurs {what}s portent sur « {a} » et « {b} ». Donnez les IRI d'une des paires : "
            "{pairs}.",
            "Several {what}s are about '{a}' and '{b}'. Give the IRIs of one of the pairs: "
            "{pairs}.",
            what=what,
            a=a,
            b=b,
            pairs=" ; ".join(" ".join(one.pair) for one in found[:_MOST]),
        )
    raise NotFound(
        "Il n'y a pas de {what} sur « {a} » et « {b} ». {listed} les liste, avec les IRI.",
        "There is no {what} on '{a}' and '{b}'. {listed} lists them, with the IRIs.",
        what=what,
        a=a,
        b=b,
        listed=listed,
    )


def undone(here: Session, undo: Callable[[str], D | None], words: str) -> D | None:
    """Take back the decision on an actor, called as in its line or as in the store.

    Return it; None where there is none, or more than one.
    """
    from graph.errors import NotFound

    try:
        return undo(words) or undo(here.whoever(words)[0])
    except NotFound:
        return None


def rebuild(here: Session) -> None:
    """Build the store again, and tell what there is to tell of it."""
    from graph import rebuild as again

    for notice in again.rebuild(here.workspace()).notices:
        here.say(*notice)
