"""What a ranking says in words, in French and English."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.wording import count, label
from ontology.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping


def sentence(
    partners: Mapping[str, int],
    *,
    crossing: int,
    degree: int,
    place: int | None,
    shared: bool,
    known: bool = True,
) -> Text:
    """Say why an actor stands where it does; the sentence follows the actor's name.

    ``partners`` counts its partners by other sector, ``crossing`` of its ``degree`` alliances
    reach another sector, ``place`` is its rank for betweenness (none when it is zero), of which
    nothing is said where it is not ``known``.
    """
    links = _links(partners, crossing, degree) if partners else _within_its_sector(degree)
    if not known:
        return links
    return Text("{links} ; {between}", "{links}; {between}").fill(
        links=links, between=_between(place, shared=shared)
    )


def no_alliance() -> Text:
    """Say that the filters leave nothing to rank."""
    return Text(
        "Aucune alliance connue pour ces critères : rien à classer. Élargissez les filtres ou "
        "chargez d'autres données.",
        "No known alliance for these criteria: nothing to rank. Widen the filters or load more "
        "data.",
    )


def not_defined(title: Text) -> Text:
    """Say that a measure has no value for any of the actors: their class is not known."""
    return Text(
        "La mesure « {title} » n'est définie pour aucun de ces acteurs : leur secteur ou leur "
        "siège n'est pas connu. Choisissez-en une autre avec --by.",
        "The metric “{title}” is defined for none of these actors: their sector or their seat is "
        "not known. Choose another one with --by.",
    ).fill(title=title)


def unknown(*, collects: bool) -> Text:
    """Say that the ranking could not be checked against the organisation to take out."""
    if not collects:
        return Text(
            "L'organisation à retirer n'est pas un acteur de ce réseau : le classement est donné "
            "sans second rang.",
            "The organisation to take out is not an actor of this network: there is no second "
            "rank.",
        )
    return Text(
        "L'organisation qui a collecté les données n'est pas un acteur de ce réseau : le "
        "classement est donné sans rang « sans elle ».",
        "The organisation that collected the data is not an actor of this network: ranks "
        "without it are not given.",
    )


def taken_out(name: str, *, collects: bool) -> Text:
    """Name who is taken out, and say why when it is for having collected the data."""
    why = Text("{name}, qui a collecté les données", "{name}, which collected the data")
    return (why if collects else Text("{name}", "{name}")).fill(name=name)


def not_enough(total: int, least: int, *, left: int, out: Text | None) -> Text:
    """Explain why a handful of alliances, or of those without whom is taken out, is not ranked."""
    others = Text(", {n} sans {out}", ", {n} without {out}").fill(n=left, out=out)
    return Text(
        "Pas assez de données pour un classement : {known}{others} (il en faut au moins {least}). "
        "Avec si peu, un document de plus ou de moins change tous les rangs. Élargissez les "
        "filtres ou ajoutez des alliances.",
        "Not enough data for a ranking: {known}{others} (at least {least} are needed). With so "
        "few, one document more or less changes every rank. Widen the filters or add alliances.",
    ).fill(least=least, known=_kept(total), others=others if out else Text("", ""))


def _kept(total: int) -> Text:
    return count(
        total,
        Text("une seule alliance retenue", "a single alliance was kept"),
        Text("{n} alliances retenues", "{n} alliances were kept"),
    )


def star_note(out: Text, remaining: int, total: int, needed: int, *, collects: bool) -> Text:
    """Explain why a star around the collecting organisation, or another, is not ranked."""
    centre = (
        Text(
            "un classement dirait qui a collecté, pas qui relie le territoire",
            "a ranking would say who collected, not who connects the territory",
        )
        if collects
        else Text(
            "un classement dirait qui est près de ce centre, pas qui relie le territoire",
            "a ranking would say who is near that centre, not who connects the territory",
        )
    )
    return Text(
        "Pas de classement : {known}, {left} sans {out} (il en faut au moins {needed}). Ce réseau "
        "est vu de son centre : {centre}. Ajoutez des alliances connues par d'autres sources "
        "(conventions, subventions, programmes, fichiers d'autres organismes) ou élargissez les "
        "filtres.",
        "No ranking: {known}, {left} without {out} (at least {needed} are needed). This network "
        "is seen from its centre: {centre}. Add alliances known from other sources (agreements, "
        "grants, programmes, lists of other bodies) or widen the filters.",
    ).fill(
        out=out,
        centre=centre,
        needed=needed,
        known=_kept(total),
        left=count(
            remaining,
            Text("une seule subsiste", "only one remains"),
            Text("{n} subsistent", "{n} remain")
            if remaining
            else Text("aucune ne subsiste", "none remains"),
        ),
    )


def _links(partners: Mapping[str, int], crossing: int, degree: int) -> Text:
    """Say how many actors of which other sectors are linked, by how many alliances."""
    return Text(
        "relie {actors} {sectors} ({names}) par {alliances}",
        "connects {actors} {sectors} ({names}) through {alliances}",
    ).fill(
        actors=count(
            sum(partners.values()), Text("1 acteur", "1 actor"), Text("{n} acteurs", "{n} actors")
        ),
        sectors=count(
            len(partners),
            Text("d'un autre secteur", "of one other sector"),
            Text("de {n} autres secteurs", "of {n} other sectors"),
        ),
        names=_sector_names(partners),
        alliances=_alliances(crossing, degree),
    )


def _alliances(crossing: int, degree: int) -> Text:
    if crossing < degree:
        return Text("{some} de ses {all} alliances", "{some} of its {all} alliances").fill(
            some=crossing, all=degree
        )
    return count(degree, Text("1 alliance", "1 alliance"), Text("{n} alliances", "{n} alliances"))


def _within_its_sector(degree: int) -> Text:
    known = count(
        degree,
        Text("1 alliance, dans son secteur", "1 alliance, within its sector"),
        Text(
            "{n} alliances, toutes dans son secteur",
            "{n} alliances, all within its sector",
        ),
    )
    return Text(
        "ne relie aucun acteur d'un autre secteur ({known})",
        "connects no actor of another sector ({known})",
    ).fill(known=known)


def _between(place: int | None, *, shared: bool) -> Text:
    """Say the place for betweenness, or that there is none to speak of."""
    if place is None:
        return Text("sans rôle d'intermédiaire mesurable", "no measurable betweenness")
    return Text(
        "{place} place{shared} pour l'intermédiarité", "{shared}{place} for betweenness"
    ).fill(
        place=Text("1re" if place == 1 else f"{place}e", english_ordinal(place)),
        shared=Text(" ex æquo", "joint ") if shared else Text("", ""),
    )


def english_ordinal(n: int) -> str:
    """Write a rank in English.

    >>> [english_ordinal(n) for n in (1, 2, 3, 4, 11, 22, 113)]
    ['1st', '2nd', '3rd', '4th', '11th', '22nd', '113th']
    """
    teen = 10 <= n % 100 <= 20
    return f"{n}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(n % 10, 'th')}"


def _sector_names(partners: Mapping[str, int]) -> Text:
    """List the sectors, the one with most partners first."""
    labels = [label("sector", s) for s in sorted(partners, key=lambda s: -partners[s])]
    return Text(", ".join(text.fr for text in labels), ", ".join(text.en for text in labels))
