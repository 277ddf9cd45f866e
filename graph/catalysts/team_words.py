"""What a team brings, reaches and misses, in French and English."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from graph.catalysts.explanations import sectors
from graph.wording import count
from ontology.text import Text, same

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from graph.catalysts.team import Grants, Member, Team
    from graph.network import Network

#: Names listed in a sentence before "and n more".
NAMED = 6


def sectors_of(member: Member) -> Text:
    """List the sectors of the actors that a member adds, with how many."""
    return sectors(member.sectors)


def places_of(network: Network, member: Member) -> Text:
    """List the seats of the actors that a member adds, with how many."""
    told = [
        Text("sans lieu précis {n}", "no precise place {n}").fill(n=n)
        if place is None
        else same(f"{network.territories[place].name} {n}")
        for place, n in sorted(
            member.territories.items(), key=lambda item: (item[0] is None, -item[1], item[0] or "")
        )
    ]
    return Text(", ".join(t.fr for t in told), ", ".join(t.en for t in told))


def brings(network: Network, member: Member) -> Text:
    """Say in one sentence what a member adds to those before it."""
    return Text("{sectors} ; {places}{grants}{closer}", "{sectors}; {places}{grants}{closer}").fill(
        sectors=sectors_of(member),
        places=places_of(network, member),
        grants=_by_grant(member),
        closer=_closer(network, member),
    )


def why(network: Network, member: Member, team: Team) -> Iterator[Text]:
    """Say why a member has its seat: whom it adds, where, by what."""
    yield Text("{added} : {names}", "{added}: {names}").fill(
        added=count(
            len(member.added),
            Text("ajoute 1 acteur", "adds 1 actor"),
            Text("ajoute {n} acteurs", "adds {n} actors"),
        ),
        names=_names(network, member.added),
    )
    yield brings(network, member)
    titles = [network.alliances[j].title for j in member.alliances]
    yield Text("par {n} : {titles}", "through {n}: {titles}").fill(
        n=count(
            len(titles), Text("1 alliance", "1 alliance"), Text("{n} alliances", "{n} alliances")
        ),
        titles=_listed(titles),
    )
    present = [i for i in member.added if i in {other.actor for other in team.members}]
    if present:
        yield Text(
            "parmi eux, membres de l'équipe : {names}", "among them, members of the team: {names}"
        ).fill(names=_names(network, present))
    if member.reached > len(member.added):
        shared = count(
            member.reached - len(member.added),
            Text("1 déjà touché par un autre membre", "1 of them reached already"),
            Text("{n} déjà touchés par d'autres membres", "{n} of them reached already"),
        )
        yield Text(
            "touche {all} acteurs en tout, dont {shared}", "reaches {all} actors in all, {shared}"
        ).fill(all=member.reached, shared=shared)
    if not member.local:
        yield Text(
            "sans siège connu dans un lieu du territoire : à joindre par un acteur d'ici",
            "no known seat in a place of the territory: to be reached through somebody here",
        )


def summary(
    network: Network, team: Team, size: int, *, grants: Grants, local: bool
) -> Iterator[Text]:
    """Say what a team reaches, how good that is, and what it does not cover."""
    if team.members:
        yield _reached(team)
    yield from _short(team, size)
    yield from _how_good(team, size, grants)
    yield from _only_grants(team, grants)
    yield from _missed(network, team)
    if local:
        yield from _aside(network, team)


def _reached(team: Team) -> Text:
    return Text(
        "L'équipe touche {reached} acteurs, sur {reachable} que touche au moins un des "
        "{candidates} candidats ; {related} acteurs demandés ont une alliance connue, sur {asked}.",
        "The team reaches {reached} actors, of {reachable} that at least one of {candidates} "
        "candidates reaches; {related} of the {asked} actors asked for have a known alliance.",
    ).fill(
        reached=len(team.reached),
        reachable=len(team.reachable),
        candidates=team.candidates,
        related=team.related,
        asked=team.asked,
    )


def _short(team: Team, size: int) -> Iterator[Text]:
    if not team.asked:
        yield Text(
            "Pas d'équipe : aucun acteur connu de ce territoire et de ce secteur à toucher.",
            "No team: no known actor of this territory and sector to reach.",
        )
    elif not team.members:
        yield Text(
            "Pas d'équipe : aucun candidat n'a d'alliance connue avec un des {asked} acteurs à "
            "toucher.",
            "No team: no candidate has a known alliance with one of the {asked} actors to reach.",
        ).fill(asked=team.asked)
    elif len(team.members) < size:
        yield Text(
            "{n} membres sur {size} demandés : personne d'autre n'ajouterait d'acteur.",
            "{n} members of the {size} asked for: nobody else would add an actor.",
        ).fill(n=len(team.members), size=size)


def _how_good(team: Team, size: int, grants: Grants) -> Iterator[Text]:
    """Say how far the best team could be: the bound of these data, then the general one."""
    done = len(team.reached) if grants != "after" else team.met
    if not done:
        return
    beyond = Text(" autrement que par une subvention", " otherwise than by a grant")
    yield Text(
        "Aucune équipe de {size} n'en toucherait plus de {ceiling}{beyond} (celle-ci : {done}).",
        "No team of {size} would reach more than {ceiling}{beyond} (this one: {done}).",
    ).fill(
        size=size,
        ceiling=team.ceiling,
        done=done,
        beyond=beyond if grants == "after" and team.grants_alone else Text("", ""),
    )


def _only_grants(team: Team, grants: Grants) -> Iterator[Text]:
    """Say which seats rest on money given alone."""
    only = [
        seat
        for seat, member in enumerate(team.members, start=1)
        if len(member.by_grant) == len(member.added) and not member.closer
    ]
    if only and grants != "none":
        seats = ", ".join(map(str, only))
        yield Text(
            "Places {seats} : liées aux autres par des subventions seulement, ce qui ne dit pas "
            "qu'on se connaît ; à vérifier avant d'inviter (--grants none les laisse vides).",
            "Seats {seats}: linked to others by grants alone, which does not say that they know "
            "each other; check before inviting (--grants none leaves them empty).",
        ).fill(seats=seats)


def _missed(network: Network, team: Team) -> Iterator[Text]:
    """Say who is not covered: out of the team's reach, and out of any candidate's."""
    if team.missed:
        yield Text(
            "Non couverts, faute de places : {names}.", "Not covered for want of seats: {names}."
        ).fill(names=_names(network, team.missed))
    if beyond := team.related - len(team.reachable):
        yield Text("Hors de portée : {actors}.", "Out of reach: {actors}.").fill(
            actors=count(
                beyond,
                Text(
                    "1 acteur dont aucun candidat n'est l'allié connu",
                    "1 actor that no candidate is known to be allied with",
                ),
                Text(
                    "{n} acteurs dont aucun candidat n'est l'allié connu",
                    "{n} actors that no candidate is known to be allied with",
                ),
            )
        )
    if alone := team.asked - team.related:
        yield Text(
            "Sans aucune alliance connue : {actors}. Cela ne dit pas qu'on y est isolé : on ne "
            "sait pas.",
            "Without any known alliance: {actors}. That does not mean that they are alone: it is "
            "not known.",
        ).fill(actors=count(alone, Text("1 acteur", "1 actor"), Text("{n} acteurs", "{n} actors")))


def _aside(network: Network, team: Team) -> Iterator[Text]:
    """Name those who reach most but have no local seat: they cannot simply be invited."""
    if team.aside:
        told = [f"{network.actors[i].name} ({n})" for i, n in team.aside[:4]]
        yield Text(
            "Écartés, sans siège connu dans un lieu du territoire (acteurs touchés) : {told}"
            " ; --anywhere les admet.",
            "Left aside, no known seat in a place of the territory (actors reached): {told}; "
            "--anywhere admits them.",
        ).fill(told=", ".join(told))


def _by_grant(member: Member) -> Text:
    if not member.by_grant:
        return Text("", "")
    if len(member.by_grant) == len(member.added):
        return Text(" ; par subvention seulement", "; by grant only")
    return Text(" ; dont {n} par subvention seulement", "; {n} of them by grant only").fill(
        n=len(member.by_grant)
    )


def _closer(network: Network, member: Member) -> Text:
    if not member.closer:
        return Text("", "")
    return Text(
        " ; connaît autrement que par une subvention {names}",
        "; knows otherwise than by a grant {names}",
    ).fill(names=_names(network, member.closer))


def _names(network: Network, actors: Sequence[int]) -> Text:
    return _listed([network.actors[i].name for i in actors])


def _listed(names: Sequence[str]) -> Text:
    """List some names, and say how many more there are; equal ones once, with how often."""
    told = [name if n == 1 else f"{name} (× {n})" for name, n in Counter(names).items()]
    shown, more = ", ".join(told[:NAMED]), len(told) - NAMED
    if more <= 0:
        return same(shown)
    return Text("{shown} et {n} de plus", "{shown} and {n} more").fill(shown=shown, n=more)
