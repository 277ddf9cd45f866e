"""``alliances suggest``: alliances that could be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from cli import output
from cli.bilingual import command, option
from cli.commands.catalysts import name_of, slug_of
from cli.session import Session, session
from ontology.text import Text

if TYPE_CHECKING:
    from graph.network import Network
    from graph.suggestions import Suggestion


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
@option("--theme", fr="Un des deux acteurs au moins est de ce thème.",
        en="At least one of the two is of this theme.")  # fmt: skip
@option("--territory", fr="Un des deux acteurs au moins est de ce territoire.",
        en="At least one of the two is of this territory.")  # fmt: skip
@option("--top", type=click.IntRange(min=1), default=20, show_default=True,
        fr="Nombre de propositions.", en="Number of suggestions.")  # fmt: skip
@output.format_option()
def command_(
    actor: str | None, theme: str | None, territory: str | None, top: int, form: str
) -> None:
    """Propose, and write one row a pair."""
    from graph.resolve import find
    from graph.suggestions import suggest

    here = session()
    setting = here.setting("asserted")
    network = here.network()
    wanted = actor and find(setting.store, setting.graphs, "ea:Stakeholder", actor)
    found = suggest(
        network,
        for_actor=network.index[wanted] if wanted else None,
        theme=slug_of("theme", theme, "--theme"),
        territory=territory and find(setting.store, setting.graphs, "ea:Territory", territory),
        top=top,
    )
    write(here, network, found, form)


def write(here: Session, network: Network, found: Sequence[Suggestion], form: str) -> None:
    """Write the pairs with their reasons, and the mix of sectors."""
    from graph.suggestions import reason_texts, sector_mix

    lang = here.lang
    headers = {
        "a": Text("acteur", "actor"),
        "b": Text("avec", "with"),
        "score": Text("score", "score"),
        "reasons": Text("raisons", "reasons"),
    }
    rows = [
        (
            name_of(network, s.a),
            name_of(network, s.b),
            float(f"{s.score:.3g}"),
            " ; ".join(text.to(lang) for text in reason_texts(network, s.reasons)),
        )
        for s in found
    ]
    names = [n for n in headers if form != "table" or n != "score"]
    kept = [(r[0], r[1], r[3]) if form == "table" else r for r in rows]
    output.write([headers[n].to(lang) for n in names], kept, form, names)
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

    def told(lang: str) -> str:
        spoken = "fr" if lang == "fr" else "en"
        pairs = sorted(counts.items(), key=lambda item: -item[1])
        return ", ".join(
            f"{labels[a].label.to(spoken)} – {labels[b].label.to(spoken)} : {n}"  # type: ignore[arg-type]
            for (a, b), n in pairs
        )

    return Text(told("fr"), told("en"))
