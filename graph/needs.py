"""Needs and offers that meet: of the same kind of resource and, better, in the same words.

Two sentences meet in words where both hold a telling one: accents, case and the plural aside, no
word that any need or offer may hold. Their meaning is not looked for: "salle" does not meet
"local", and a word with two meanings meets itself.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from ontology import concepts
from ontology.text import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from graph.network import Actor, Need

SHORTEST = 3  # letters of a telling word
#: Words that join others, and words that any need or offer may hold.
_STOP_WORDS = """
    afin ainsi alors apres assez aucun aucune aupres aussi autour autre avant avec avoir beaucoup
    bien car ceci cela celle celui ces cet cette ceux chaque chez comme comment contre dans deja
    depuis des deux donc dont elle encore entre est etc etre eux faire fait hors ils jamais jusque
    les leur lors lui mais meme mieux moins mon nos notre nous nouveau nouvel nouvelle ont par
    parce parmi pas pendant peu peut peuvent plus plusieurs pour pourquoi premier premiere pres
    puis quand que quel quelle quelque qui quoi sans sauf selon sera ses seul seulement soit son
    sont sous souvent sur tant tel telle tous tout toute tres trois trop une vers via voir vos
    votre vous
    action activite actuel aide an annee annuel association associatif base beneficier besoin
    candidat chercher cherche cherchons cadre demande demander dispose disposition divers
    entreprise equipe ensemble futur grand grande gratuit gratuite heure initiative jour lieu local
    locale mettre mise mois monter nombre occasion offre offrir organiser organisation partenaire
    personne petit petite possible possibilite pret preter prochain prochaine projet propose
    proposer propre public recherche rechercher regulier reguliere realiser semaine souhaite
    souhaiter structure territoire type usage utilisation ville
    about after all and any are because been before both but can each for from has have how into
    its less more most new not one only other our out over per she some such than that the their
    them then there these they this those through too two under until upon very was were what when
    where which who will with you your
    company free help look looking need needed offer offered organisation people project search
    seek seeking support year
"""


class Match(NamedTuple):
    """A need and an offer that meet in words, as they were declared."""

    need: str
    offer: str
    shared: tuple[str, ...]  # telling words, folded


def telling(words: str) -> frozenset[str]:
    """Return the words of a need or an offer that say what it is about.

    >>> sorted(telling("Nous cherchons des salles pour l'Été 2018"))
    ['ete', 'salle']
    """
    return frozenset(
        word
        for word in map(_singular, fold(words).split())
        if len(word) >= SHORTEST and word.isalpha() and word not in _stop()
    )


@cache
def _stop() -> frozenset[str]:
    return frozenset(map(_singular, _STOP_WORDS.split()))


def _singular(word: str) -> str:
    """Return a word without the mark of a French or English plural."""
    return word[:-1] if len(word) > SHORTEST and word[-1] in "sx" else word


@cache
def _of_kind(resource: str) -> frozenset[str]:
    """Return the words that the name of a kind of resource says already."""
    kind = concepts("contribution").get(resource)
    return telling(" ".join(kind.label)) if kind else frozenset()


def keys(needs: Iterable[Need]) -> set[tuple[str, str]]:
    """Return (kind of resource, telling word) of needs, or of offers."""
    return {
        (resource, word)
        for need in needs
        for resource in need.resources
        for word in telling(need.words or "") - _of_kind(resource)
    }


def matches(seeker: Actor, giver: Actor) -> list[Match]:
    """Return which needs of one actor meet which offers of another in words, the best first."""
    found = [
        Match(need.words or "", offer.words or "", shared)
        for need in seeker.needs
        for offer in giver.offers
        if (shared := tuple(sorted({word for _, word in keys([need]) & keys([offer])})))
    ]
    return sorted(found, key=lambda match: (-len(match.shared), match))
