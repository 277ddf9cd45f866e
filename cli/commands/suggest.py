"""``alliances suggest``: alliances that could be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from cli import output
from cli.bilingual import command, option
from cli.commands.catalysts import name_of, slug_of
from cli.session import Session, session
from ontology.text import Lang, Text

if TYPE_CHECKING:
    from graph.network import Network
    from graph.suggestions import Suggestion

_SEPARATOR = Text(" ; ", "; ")
_COLUMNS = {
    "a": Text("acteur", "actor"),
    "b": Text("avec", "with"),
    "score": Text("score", "score"),
    "reasons": Text("raisons", "reasons"),
}


@command(
    "suggest", "suggest", 'suggest --for "Pays d\'Aix Associations"',
    "suggest --theme numérique --territory Venelles --format csv",
    fr="Proposer des alliances possibles entre acteurs de secteurs différents, avec leurs "
       "raisons.\n\nUne proposition n'est pas un fait : elle sert à préparer une rencontre.",
    en="Propose possible alliances between actors of different sectors, with the reasons.\n\n"
       "A suggestion is no fact: it helps to prepare a meeting.",
)  # fmt: skip
@option("--for", "actor", metavar="ACTOR", fr="Seulement pour cet acteur.",
        en="Only for this actor.")  # fmt: skip
@option("--theme", fr="Les deux acteurs sont de ce thème (avec --for : l'autre).",
        en="Both actors are of this theme (with --for: the other one).")  # fmt: skip
@option("--territory", fr="Un des deux au moins est de ce territoire (avec --for : l'autre).",
        en="At least one of the two is of this territory (with --for: the other one).")  # fmt: skip
@option("--top", type=click.IntRange(min=1), default=20, show_default=True,
        fr="Nombre de propositions.", en="Number of suggestions.")  # fmt: skip
@output.format_option()
def command_(
    actor: str | None, theme: str | None, territory: str | None, top: int, form: str
) -> None:
    """Propose, and write one row a pair."""
    from graph.suggestions import suggest

    here = session()
    network = here.network()
    wanted = here.actor(actor)
    found = suggest(
        network,
        for_actor=network.index[wanted] if wanted else None,
        theme=slug_of("theme", theme, "--theme"),
        territory=here.territory(territory),
        top=top,
    )
    write(here, network, found, form)


def write(here: Session, network: Network, found: Sequence[Suggestion], form: str) -> None:
    """Write the pairs with their reasons, and the mix of sectors."""
    from graph.suggestions import reason_texts, sector_mix

    rows = ((
        name_of(network, pair.a),
        name_of(network, pair.b),
        float(f"{pair.score:.3g}"),
        _SEPARATOR.to(here.lang).join(
            text.to(here.lang) for text in reason_texts(network, pair.reasons)
        ),
    ) for pair in found)  # fmt: skip
    output.listing(_COLUMNS, rows, form, here.lang, table="a b reasons")
    if not found:
        here.say("Aucune proposition : il faut au moins des acteurs de secteurs différents qui "
                 "partagent un thème, un territoire ou des partenaires.",
                 "No suggestion: that takes actors of different sectors who share a theme, a "
                 "territory or partners.")  # fmt: skip
        return
    mix = sector_mix(found, network)
    here.say("Mélange des secteurs : {mix}.", "Mix of sectors: {mix}.", mix=_mix(mix.counts))
    here.say("Ce sont des propositions calculées, jamais des faits ; l'absence de lien connu ne "
             "prouve rien.",
             "These are computed suggestions, never facts; the absence of a known link proves "
             "nothing.")  # fmt: skip


def _mix(counts: dict[tuple[str, str], int]) -> Text:
    import ontology

    labels = ontology.concepts("sector")

    def told(lang: Lang) -> str:
        colon = " : " if lang == "fr" else ": "
        pairs = sorted(counts.items(), key=lambda item: -item[1])
        return ", ".join(
            f"{labels[a].label.to(lang)} – {labels[b].label.to(lang)}{colon}{n}"
            for (a, b), n in pairs
        )

    return Text(told("fr"), told("en"))
