"""``alliances suggest``: alliances that could be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from cli import complete, output
from cli.bilingual import command, option
from cli.commands.catalysts import name_of, slug_of
from cli.commands.path import named, place
from cli.session import Session, session
from ontology.text import Lang, Text

if TYPE_CHECKING:
    from graph.network import Network
    from graph.reasons import Reason
    from graph.suggestions import Suggestion

_SEPARATOR = Text(" ; ", "; ")
_COLUMNS = {
    "a": Text("acteur", "actor"),
    "b": Text("avec", "with"),
    "score": Text("score", "score"),
    "reasons": Text("raisons", "reasons"),
    "through": Text("par", "through"),
    "strength": Text("force", "strength"),
    "last_seen": Text(
        "dernière alliance connue, si elle est ancienne", "last known alliance, if old"
    ),
    "last_together": Text("alliés jusqu'en", "allied until"),
    "iri_a": Text("IRI de l'acteur", "IRI of the actor"),
    "iri_b": Text("IRI de l'autre", "IRI of the other"),
}
_BROADLY, _TELLING = Text("générale", "broad"), Text("précise", "telling")
_LITERALLY = Text("littérale", "literal")  # a need and an offer that share telling words


@command(
    "suggest", "suggest", 'suggest --for "Pays d\'Aix Associations"',
    "suggest --theme numérique --territory Venelles --format csv",
    "suggest --for PAA --sector entreprise --format json", "suggest --renew",
    fr="Proposer des alliances possibles entre acteurs de secteurs différents, avec leurs "
       "raisons et qui peut présenter l'un à l'autre.\n\nUne proposition n'est pas un fait : elle "
       "sert à préparer une rencontre. « alliances decide » garde ce que vous en faites.",
    en="Propose possible alliances between actors of different sectors, with the reasons and who "
       "can introduce one to the other.\n\nA suggestion is no fact: it helps to prepare a "
       "meeting. 'alliances decide' keeps what you make of it.",
)  # fmt: skip
@option("--for", "actor", metavar="ACTOR",
        shell_complete=complete.actors,
        fr="Seulement pour cet acteur.",
        en="Only for this actor.")  # fmt: skip
@option("--theme", fr="Les deux acteurs sont de ce thème (avec --for : l'autre).",
        en="Both actors are of this theme (with --for: the other one).")  # fmt: skip
@option("--territory", shell_complete=complete.territories,
        fr="Un des deux au moins est de ce territoire (avec --for : l'autre).",
        en="At least one of the two is of this territory (with --for: the other one).")  # fmt: skip
@option("--sector", fr="Un des deux au moins est de ce secteur (avec --for : l'autre).",
        en="At least one of the two is of this sector (with --for: the other one).")  # fmt: skip
@option("--renew", "--renouer", is_flag=True,
        fr="Plutôt d'anciens partenaires, dont toutes les alliances sont finies depuis plus de 5 "
           "ans.",
        en="Former partners instead, all of whose alliances ended more than 5 years "
           "ago.")  # fmt: skip
@option("--per-actor", type=click.IntRange(min=1), default=3, show_default=True,
        fr="Au plus tant de propositions par acteur (sans effet avec --for).",
        en="At most so many suggestions an actor (no effect with --for).")  # fmt: skip
@option("--top", type=click.IntRange(min=1), default=20, show_default=True,
        fr="Nombre de propositions.", en="Number of suggestions.")  # fmt: skip
@output.format_option()
def command_(
    actor: str | None, theme: str | None, territory: str | None, sector: str | None,
    renew: bool, per_actor: int, top: int, form: str,
) -> None:  # fmt: skip
    """Propose, and write one row a pair."""
    from graph.suggestions import suggest

    here = session()
    wanted = None if actor is None else named(here, actor)  # before the network, which takes longer
    about, kind = slug_of("theme", theme, "--theme"), slug_of("sector", sector, "--sector")
    within = here.territory(territory)
    memory, network = here.memory(), here.network()
    asked = place(network, wanted) if wanted else None
    if asked is not None and network.actors[asked].iri in memory.opted_out:
        raise _opted_out(network.actors[asked].name)
    found = suggest(
        network,
        for_actor=asked,
        theme=about,
        territory=within,
        sector=kind,
        exclude=memory.excluded,
        renew=renew,
        max_per_actor=per_actor,
        top=top,
    )
    write(here, network, found, form, asked, nothing=_NO_FORMER if renew else _NOTHING)
    if asked is not None:
        _cold(here, network, asked, found)
    elif found:
        _balance(here, network, found, per_actor)


def _opted_out(name: str) -> Exception:
    from graph.errors import NotFound

    return NotFound(
        "« {name} » a demandé à ne pas être proposé (decisions/optout.csv).",
        "'{name}' asked not to be proposed (decisions/optout.csv).",
        name=name,
    )


_NOTHING = Text(
    "Aucune proposition : il faut au moins des acteurs de secteurs différents qui partagent un "
    "thème, un territoire ou des partenaires.",
    "No suggestion: that takes actors of different sectors who share a theme, a territory or "
    "partners.",
)
_NO_FORMER = Text(
    "Aucun ancien partenaire d'un autre secteur dont toutes les alliances sont finies depuis plus "
    "de 5 ans.",
    "No former partner of another sector all of whose alliances ended more than 5 years ago.",
)


def write(
    here: Session,
    network: Network,
    found: Sequence[Suggestion],
    form: str,
    asked: int | None = None,
    *,
    nothing: Text = _NOTHING,
) -> None:
    """Write the pairs with their reasons, the mix of sectors and what became of earlier ones."""
    shown = "b reasons" if asked is not None else "a b reasons"
    columns = {"sentence": Text("phrase", "sentence")} if form.startswith("json") else {}
    rows = _rows(here, network, found, form, asked)
    output.listing(_COLUMNS | columns, rows, form, here.lang, table=shown)
    if not found:
        here.say(*nothing)
        return
    _mixed(here, network, found)
    _decided(here)
    here.say("Ce sont des propositions calculées, jamais des faits ; l'absence de lien connu ne "
             "prouve rien.",
             "These are computed suggestions, never facts; the absence of a known link proves "
             "nothing.")  # fmt: skip


def _rows(
    here: Session, network: Network, found: Sequence[Suggestion], form: str, asked: int | None
) -> Iterator[output.Row]:
    """Yield one row a pair, the actor asked about first; JSON has the reasons as data."""
    from graph.reasons import pair_texts
    from graph.suggestions import introductions, last_seen, last_together

    hub = network.index.get(here.collector() or "")
    ways = introductions(network, found, hub, here.memory().opted_out)
    seen, together = last_seen(network), last_together(network, found)
    for pair, way in zip(found, ways, strict=True):
        a, b = (pair.a, pair.b) if asked in {None, pair.a} else (pair.b, pair.a)
        through = ", ".join(name_of(network, i) for i in (way if a == pair.a else way[::-1]))
        sentence = _SEPARATOR.to(here.lang).join(
            text.to(here.lang) for text in pair_texts(network, pair.reasons, (pair.a, pair.b))
        )
        if form == "table" and through and not pair.via:
            sentence += _BY.to(here.lang) + through
        if form == "table" and pair.weak and pair.reasons:
            sentence += _BROAD.to(here.lang)
        ended = together.get((pair.a, pair.b))
        if form == "table" and ended:
            sentence = f"{_TOGETHER.fill(year=ended).to(here.lang)} {sentence}".strip()
        old = [seen[i] for i in (a, b) if i in seen and i != asked]
        if form == "table" and old and not ended:
            sentence += _OLD.fill(year=min(old)).to(here.lang)
        as_data = [_reason(here, network, pair, reason) for reason in pair.reasons]
        yield (
            name_of(network, a),
            name_of(network, b),
            float(f"{pair.score:.3g}"),
            as_data if form.startswith("json") else sentence,
            through,
            _strength(pair).to(here.lang),
            min(old) if old else None,
            ended,
            network.actors[a].iri,
            network.actors[b].iri,
            *([sentence] if form.startswith("json") else []),
        )


def _strength(pair: Suggestion) -> Text:
    return _BROADLY if pair.weak else _LITERALLY if pair.worded else _TELLING


_BY = Text(" — par ", " — through ")
_BROAD = Text(" — rien de plus précis", " — nothing more telling")
_TOGETHER = Text("[alliés jusqu'en {year}]", "[allied until {year}]")
_OLD = Text(" (dernière alliance connue : {year})", " (last known alliance: {year})")


def _reason(here: Session, network: Network, pair: Suggestion, reason: Reason) -> dict[str, object]:
    """Return one reason as data."""
    from graph.derive import about
    from graph.reasons import reason_name, seekers

    label = reason_name(network, reason).to(here.lang)
    needing = [network.actors[i].iri for i in seekers(network, reason, (pair.a, pair.b))]
    found = {"kind": reason.kind, "about": str(about(network, reason)), "label": label}
    return found | ({"needed_by": needing} if needing else {})


# -- what is said beside the list ----------------------------------------------------------------


def _cold(here: Session, network: Network, asked: int, found: Sequence[Suggestion]) -> None:
    """Say what an actor without any tie is proposed by, or what it would take."""
    actor = network.actors[asked]
    if any(party.actor == asked for a in network.alliances for party in a.parties):
        return
    known = [
        words
        for value, words in (
            (actor.themes, Text("thème", "theme")),
            (actor.seat, Text("siège", "seat")),
            (actor.networks, Text("réseau", "network")),
            (actor.needs or actor.offers, Text("besoin ou offre", "need or offer")),
        )
        if value
    ]
    text = _FROM_THE_REST if found else _TOO_LITTLE
    here.say(*text, name=actor.name, known=_listed(known))


_FROM_THE_REST = Text(
    "{name} n'a aucune alliance connue : les propositions viennent de ce qu'on sait d'autre "
    "({known}). Un thème, un siège, un réseau, un besoin ou une offre de plus les préciserait.",
    "{name} has no known alliance: suggestions come from what else is known ({known}). Another "
    "theme, seat, network, need or offer would sharpen them.",
)
_TOO_LITTLE = Text(
    "{name} n'a aucune alliance connue, et ce qu'on sait d'autre ({known}) ne suffit pas : ajoutez "
    "un thème, un réseau, un besoin ou une offre. Un lieu seul ne rapproche pas une collectivité "
    "de ses habitants.",
    "{name} has no known alliance, and what else is known ({known}) is not enough: add a theme, a "
    "network, a need or an offer. A place alone is no reason for a public body and its "
    "inhabitants.",
)


def _listed(words: Sequence[Text]) -> Text:
    from graph.wording import listing

    return listing(words) if words else Text("rien", "nothing")


def _balance(here: Session, network: Network, found: Sequence[Suggestion], most: int) -> None:
    """Say how the proposals are spread over the actors."""
    from graph.suggestions import hub_share
    from graph.wording import count

    hubs, share = hub_share(found, network)
    here.say("Équilibre : au plus {most} {most:proposition|propositions} par acteur ; {share} % "
             "des paires touchent {hubs} (1 %).",
             "Balance: at most {most} {most:suggestion|suggestions} an actor; {share} % of the "
             "pairs touch {hubs} (1 %).",
             most=most, share=round(100 * share), hubs=count(hubs, *_HUBS))  # fmt: skip


_HUBS = (
    Text("l'acteur qui a le plus d'alliances", "the actor with the most alliances"),
    Text(
        "l'un des {n} acteurs qui ont le plus d'alliances",
        "one of the {n} actors with the most alliances",
    ),
)


def _mixed(here: Session, network: Network, found: Sequence[Suggestion]) -> None:
    from graph.suggestions import sector_mix

    mix = sector_mix(found, network)
    here.say("Mélange des secteurs : {mix} ; {share} % des paires entre secteurs différents.",
             "Mix of sectors: {mix}; {share} % of the pairs between different sectors.",
             mix=_mix(mix.counts), share=round(100 * (mix.cross_sector or 0)))  # fmt: skip


def _decided(here: Session) -> None:
    from graph.answers import acceptance, read

    answers = read(here.workspace().path)
    if answers:
        here.say(*acceptance(answers).text)


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
