"""``alliances catalysts --team``: whom to invite when the seats are counted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cli import output
from cli.commands.catalysts import explain_marks, marks, name_of
from ontology.text import Lang, Text

if TYPE_CHECKING:
    from cli.session import Session
    from graph.catalysts.designations import Designation
    from graph.catalysts.team import Grants, Member, Team
    from graph.network import Network

_COLUMNS = {
    "seat": Text("place", "seat"),
    "actor": Text("membre", "member"),
    "iri": Text("iri", "iri"),
    "sector": Text("secteur", "sector"),
    "local_seat": Text("siège local", "local seat"),
    "designated": Text("désigné", "designated"),
    "reached": Text("touche", "reaches"),
    "added": Text("ajoute", "adds"),
    "by_grant": Text("dont subvention", "of which by grant"),
    "total": Text("total", "total"),
    "sectors": Text("secteurs ajoutés", "sectors added"),
    "territories": Text("territoires ajoutés", "territories added"),
    "actors": Text("acteurs ajoutés", "actors added"),
    "brings": Text("ce que ce membre apporte", "what this member brings"),
    "explanation": Text("explication", "explanation"),
}


def run(here: Session, size: int, chosen: dict[str, Any], asked: dict[str, Any]) -> None:
    """Choose a team and write one row a member; what it reaches and misses is told beside."""
    from graph.catalysts.team import team
    from graph.catalysts.team_words import summary

    without = here.actor(asked["without"])
    network, named, form = here.network(), here.designations(), asked["form"]
    local = asked["local"] is not False
    grants: Grants = asked["grants"] or "after"
    explained = asked["about"] is not None
    found = team(network, size, **chosen, local=local, grants=grants, without=without)
    if explained and form == "table":
        output.paragraphs(_blocks(here.lang, network, found, named))
    elif found.members or form != "table":
        rows = _rows(here.lang, network, found, named, form, explained=explained)
        output.listing(_COLUMNS, rows, form, here.lang, table="seat actor added total brings")
    for text in summary(network, found, size, grants=grants, local=local):
        here.say(*text)
    if form == "table":
        shown = [(member.actor, member.local) for member in found.members]
        explain_marks(here, network, shown, {} if explained else named)


def _rows(
    lang: Lang, network: Network, found: Team, named: dict[str, list[Designation]], form: str,
    *, explained: bool,
) -> list[tuple[object, ...]]:  # fmt: skip
    import ontology
    from graph.catalysts.team_words import brings, places_of, sectors_of, why

    rows: list[tuple[object, ...]] = []
    total = 0
    for seat, member in enumerate(found.members, start=1):
        actor, total = network.actors[member.actor], total + len(member.added)
        made = named.get(actor.iri, [])
        rows.append((
            seat,
            name_of(network, member.actor)
            + (marks(local=member.local, designated=bool(made)) if form == "table" else ""),
            actor.iri,
            ontology.concepts("sector")[actor.sector].label.to(lang),
            member.local,
            " ; ".join(one.told().to(lang) for one in made) or None,
            member.reached,
            len(member.added),
            len(member.by_grant),
            total,
            sectors_of(member).to(lang),
            places_of(network, member).to(lang),
            " | ".join(network.actors[i].name for i in member.added),
            brings(network, member).to(lang),
            "\n".join(text.to(lang) for text in why(network, member, found))
            if explained
            else None,
        ))  # fmt: skip
    return rows


def _blocks(
    lang: Lang, network: Network, found: Team, named: dict[str, list[Designation]]
) -> list[tuple[str, list[str]]]:
    """Return, for each member, its name and the sentences that say why it is there."""
    from graph.catalysts.team_words import why

    return [
        (
            f"{seat}. {name_of(network, member.actor)}",
            [
                *(text.to(lang) for text in why(network, member, found)),
                *(made.told().to(lang) for made in _made(network, member, named)),
            ],
        )
        for seat, member in enumerate(found.members, start=1)
    ]


def _made(
    network: Network, member: Member, named: dict[str, list[Designation]]
) -> list[Designation]:
    return named.get(network.actors[member.actor].iri, [])
