"""``alliances catalysts``: who connects."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from cli import output
from cli.bilingual import command, option
from cli.session import Session, session
from ontology.text import Lang, Text

if TYPE_CHECKING:
    from graph.catalysts import Catalyst, Catalysts
    from graph.network import Network
    from graph.selection import StageLayer


@command(
    "catalysts", "catalysts --top 10", "catalysts --theme numérique --territory Venelles",
    "catalysts --sector association --layer agreement --format csv",
    fr="Classer les organisations et les postes qui relient les autres, avec et sans "
       "l'organisation qui a collecté les données.\n\nUn classement dit ce que montrent les "
       "données chargées ; il ne juge personne.",
    en="Rank the organisations and posts that connect others, with and without the organisation "
       "that collected the data.\n\nA ranking says what the data loaded show; it judges nobody.",
)  # fmt: skip
@option("--theme", fr="Seulement les alliances de ce thème.", en="Only alliances of this theme.")
@option("--territory", fr="Seulement les alliances de ce territoire.",
        en="Only alliances of this territory.")  # fmt: skip
@option("--layer", type=click.Choice(["contact", "agreement", "signed"]),
        fr="Étape atteinte au moins : contact, accord, signature.",
        en="Stage reached at least: contact, agreement, signed.")  # fmt: skip
@option("--sector", fr="Ne lister que les acteurs de ce secteur.",
        en="List only actors of this sector.")  # fmt: skip
@option("--by", type=click.Choice(["reach", "degree", "betweenness"]), default="reach",
        show_default=True, fr="Mesure qui ordonne.", en="Metric that orders.")  # fmt: skip
@option("--without", metavar="ACTOR",
        fr="Organisation à retirer pour le second rang (sinon : celle de l'espace de travail).",
        en="Organisation taken out for the second rank (otherwise the workspace's).",
)  # fmt: skip
@option("--top", type=click.IntRange(min=1), default=10, show_default=True,
        fr="Nombre de lignes.", en="Number of rows.")  # fmt: skip
@output.format_option()
def command_(
    theme: str | None, territory: str | None, layer: StageLayer | None, sector: str | None,
    by: str, without: str | None, top: int, form: str,
) -> None:  # fmt: skip
    """Rank, and write one row a catalyst."""
    from graph.catalysts import rank

    here = session()
    collector = here.collector() if without is None else here.actor(without)
    network = here.network()
    ranking = rank(
        network,
        theme=slug_of("theme", theme, "--theme"),
        territory=here.territory(territory),
        layer=layer,
        sector=slug_of("sector", sector, "--sector"),
        without=collector,
        top=top,
        by=by,
    )
    write(here, network, ranking, form, collector)


def slug_of(scheme: str, words: str | None, name: str) -> str | None:
    """Return the slug of a concept named on the command line."""
    from graph.questions import concept_slug

    return None if words is None else concept_slug(scheme, words, typed=f"{name} {words}")


_COLUMNS = {
    "rank": Text("rang", "rank"),
    "rank_without_collector": Text("sans collecteur", "w/o collector"),
    "actor": Text("acteur", "actor"),
    "sector": Text("secteur", "sector"),
    "reach": Text("portée", "reach"),
    "degree": Text("alliances", "alliances"),
    "betweenness": Text("intermédiarité", "betweenness"),
    "why": Text("pourquoi", "why"),
}


def write(
    here: Session, network: Network, ranking: Catalysts, form: str, collector: str | None
) -> None:
    """Write the ranking, its coverage, and why there is none if there is none."""
    if ranking.note:
        here.warn(*ranking.note)
    if ranking.rows or form != "table":
        shown = "rank actor why" + " rank_without_collector" * (collector is not None)
        rows = (_row(network, row, here.lang) for row in ranking.rows)
        output.listing(_COLUMNS, rows, form, here.lang, table=shown)
    if ranking.rows and collector is not None:
        here.say("Sans collecteur : le rang si l'on retire {name}, qui a collecté les données.",
                 "W/o collector: the rank when {name}, which collected the data, is taken out.",
                 name=network.actors[network.index[collector]].name)  # fmt: skip
    here.say("Couverture : {a} acteurs ont au moins une alliance connue, sur {b} acteurs connus.",
             "Coverage: {a} actors have at least one known alliance, of {b} known actors.",
             a=ranking.coverage.related, b=ranking.coverage.known)  # fmt: skip


def _row(network: Network, row: Catalyst, lang: Lang) -> tuple[object, ...]:
    import ontology

    sector = ontology.concepts("sector")[network.actors[row.actor].sector]
    return (
        row.rank,
        row.rank_without_collector,
        name_of(network, row.actor),
        sector.label.to(lang),
        row.reach,
        row.degree,
        round(row.betweenness, 4),
        row.sentence.to(lang),
    )


def name_of(network: Network, index: int) -> str:
    """Return an actor's name, with the holder of a post while its mandate is current."""
    actor = network.actors[index]
    return f"{actor.name} ({actor.holder})" if actor.holder else actor.name
