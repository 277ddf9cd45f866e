"""``alliances gaps``: white spots of the territory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING

import click

from cli import complete, output
from cli.bilingual import command, option
from cli.commands.catalysts import name_of, slug_of
from cli.session import Session, session
from ontology.text import Text, same

if TYPE_CHECKING:
    from graph.gaps import By, Cell, Counted
    from graph.network import Network
    from ontology import Kind

_COLUMNS = {
    "row": Text("thème ou secteur", "theme or sector"),
    "territory": Text("territoire", "territory"),
    "state": Text("état", "state"),
    "actors": Text("acteurs connus", "actors known"),
    "related": Text("dont avec des liens", "of which with links"),
    "alliances": Text("alliances", "alliances"),
    "expected": Text("attendu", "expected"),
    "residual": Text("écart au hasard", "residual"),
}
_UNMET = {
    "kind": Text("nature", "kind"),
    "actor": Text("acteur", "actor"),
    "resource": Text("ressource", "resource"),
    "words": Text("en clair", "in words"),
}
_KINDS = {
    True: Text("besoin sans offre connue", "need without a known offer"),
    False: Text("offre sans besoin connu", "offer without a known need"),
}


@command(
    "gaps", "gaps --with entreprise", "gaps --by sector --level commune",
    "gaps --by need",
    "gaps --all --format csv",
    fr="Montrer les zones blanches : où un thème ou un secteur a peu d'alliances connues, ou "
       "aucune, et les besoins sans offre.\n\nTrois choses restent distinctes : aucun lien connu "
       "ici, aucune donnée sur les liens des acteurs, aucun acteur connu. Un chiffre n'est comparé "
       "au hasard que si le hasard en attend au moins cinq.",
    en="Show white spots: where a theme or a sector has few known alliances, or none, and needs "
       "without offers.\n\nThree things are kept apart: no known link here, no data on the links "
       "of the actors, no actor known. A figure is compared with chance only where chance expects "
       "five or more.",
)  # fmt: skip
@option("--by", type=click.Choice(["theme", "sector", "need"]), default="theme",
        show_default=True, fr="Lignes : thèmes, secteurs, ou besoins et offres seuls.",
        en="Rows: themes, sectors, or needs and offers alone.")  # fmt: skip
@option("--count", "counted", type=click.Choice(["alliances", "actors"]), default="alliances",
        show_default=True, fr="Ce qui est comparé au hasard.",
        en="What is compared with chance.")  # fmt: skip
@option("--with", "party", metavar="SECTOR",
        fr="Seulement les alliances auxquelles participe ce secteur.",
        en="Only alliances with a party of this sector.")  # fmt: skip
@option(
    "--territory",
    shell_complete=complete.territories,
    fr="Seulement dans ce territoire.",
    en="Only in this territory.",
)
@option("--level", metavar="KIND",
        fr="Territoires comptés : commune, projet, pays, EPCI, département ou région. Par défaut, "
           "le plus fin qui en donne de deux à six.",
        en="Territories counted: commune, project, area, EPCI, department or region. By default, "
           "the finest that gives two to six.")  # fmt: skip
@option("--all", "everything", is_flag=True, fr="Toutes les cases, pas seulement les blanches.",
        en="All cells, not only white ones.")  # fmt: skip
@option("--top", type=click.IntRange(min=1), default=20, show_default=True,
        fr="Nombre de lignes d'un tableau.", en="Number of rows of a table.")  # fmt: skip
@output.format_option()
def command_(
    by: str, counted: Counted, party: str | None, territory: str | None, level: str | None,
    everything: bool, top: int, form: str,
) -> None:  # fmt: skip
    """Write one row a cell, or one a need."""
    from graph.gaps import ELSEWHERE, WHITE, gaps, level_to_read

    here = session()
    asked_level = _level(level)
    within, sector = here.territory(territory), slug_of("sector", party, "--with")
    network = here.network()
    if by == "need":
        _needs(here, network, form)
        return
    asked: By = "sector" if by == "sector" else "theme"
    kind = asked_level or level_to_read(network, within)
    found = gaps(network, asked, counted=counted, level=kind, within=within, party=sector)
    white = [cell for cell in found if cell.state in WHITE and cell.territory != ELSEWHERE]
    kept = found if everything else white
    if form == "table":
        _matrix(here, network, asked, found, kind)
    _cells(here, network, asked, kept, top, form)
    _summary(here, found)


def _level(words: str | None) -> Kind | None:
    """Return the kind of territory that a user named."""
    import ontology
    from graph.errors import Misuse
    from graph.wording import listing

    found = ontology.kind("ea:Territory", words) if words is not None else None
    if words is not None and found is None:
        raise Misuse(
            "--level {words} : ce n'est pas une sorte de territoire. Possibles : {kinds}.",
            "--level {words}: this is no kind of territory. Possible: {kinds}.",
            words=words,
            kinds=listing([kind.label for kind in ontology.kinds("ea:Territory")]),
        )
    return found


# -- the table as it is read at a glance -----------------------------------------------------------

_MARKS = {"below": "−", "above": "+", "no-link": "!", "no-relation": "?", "nobody": "·"}
_ELSEWHERE = Text("ailleurs ou plus large", "elsewhere or wider")


def _matrix(
    here: Session, network: Network, by: By, found: Sequence[Cell], level: Kind | None
) -> None:
    """Write rows by territories, the fullest first, where a terminal has room for them."""
    from graph.gaps import ELSEWHERE, MOST_COLUMNS
    from graph.wording import label

    rows, places = (_by_size(found, of) for of in (attrgetter("row"), attrgetter("territory")))
    places.sort(key=lambda place: place == ELSEWHERE)
    if len(places) > MOST_COLUMNS + 1:
        here.say("{n} territoires : trop pour un tableau croisé (--level, --territory).",
                 "{n} territories: too many for a matrix (--level, --territory).",
                 n=len(places))  # fmt: skip
        return
    cells = {(cell.row, cell.territory): _mark(cell) for cell in found}
    columns = {"row": _COLUMNS["row"]} | {
        f"t{k}": _heading(network, place, level) for k, place in enumerate(places)
    }
    lines = ([label(by, row).to(here.lang), *(cells[row, p] for p in places)] for row in rows)
    if found:
        output.listing(columns, lines, "table", here.lang, table=" ".join(columns), folded=True)
        if level:
            here.say("Territoires comptés : {kind} (--level).",
                     "Territories counted: {kind} (--level).", kind=level.label)  # fmt: skip
        here.say("− moins que le hasard   + plus que le hasard   ! aucun lien connu ici   "
                 "? aucune donnée sur les liens   · aucun acteur connu",
                 "− fewer than chance   + more than chance   ! no known link here   "
                 "? no data on links   · no actor known")  # fmt: skip


def _by_size(found: Sequence[Cell], of: Callable[[Cell], str]) -> list[str]:
    """Return the rows, or the columns, that most is counted in first."""
    sizes: Counter[str] = Counter()
    for cell in found:
        sizes[of(cell)] += cell.observed
    return sorted(sizes, key=lambda key: (-sizes[key], key))


def _mark(cell: Cell) -> str:
    mark = _MARKS.get(cell.state, "")
    return (
        f"{cell.observed} {mark}".strip() if cell.observed or cell.state == "below" else mark or "0"
    )


def _heading(network: Network, place: str, level: Kind | None) -> Text:
    """Name a territory without the words of its kind, which all columns share."""
    name = _place(network, place)
    kinds = [f"{words.capitalize()} " for words in level.label] if level else []
    for kind in kinds:
        name = Text(name.fr.removeprefix(kind), name.en.removeprefix(kind))
    return name


def _place(network: Network, place: str) -> Text:
    known = network.territories.get(place)
    return same(known.name if known else place) if place else _ELSEWHERE


# -- cell by cell ----------------------------------------------------------------------------------


def _cells(
    here: Session, network: Network, by: By, kept: Sequence[Cell], top: int, form: str
) -> None:
    rows = (_row(here, network, by, cell) for cell in (kept[:top] if form == "table" else kept))
    if kept and form == "table":
        click.echo()  # between two tables
    if kept or form != "table":
        output.listing(_COLUMNS, rows, form, here.lang, table=_IN_TABLE)
    if form == "table" and len(kept) > top:
        here.say("… et {n} {n:autre case|autres cases} (--top).",
                 "… and {n} more {n:cell|cells} (--top).",
                 n=len(kept) - top)  # fmt: skip


_IN_TABLE = "row territory state"


def _row(here: Session, network: Network, by: By, cell: Cell) -> output.Row:
    from graph.gaps import STATES
    from graph.wording import label

    state = STATES[cell.state].to(here.lang)
    return (
        label(by, cell.row).to(here.lang),
        _place(network, cell.territory).to(here.lang),
        f"{state} — {_figures(cell).to(here.lang)}",
        cell.actors,
        cell.related,
        cell.alliances,
        None if cell.expected is None else round(cell.expected, 1),
        None if cell.residual is None else round(cell.residual, 1),
    )


def _figures(cell: Cell) -> Text:
    """Say the figures of a cell in words, for the table."""
    if cell.expected is not None:
        return Text(
            "{n} pour {e} au hasard, écart {r}", "{n} where {e} are expected, off by {r}"
        ).fill(n=cell.observed, e=f"{cell.expected:.0f}", r=f"{cell.residual:+.1f}")
    return Text(
        "{n} {n:acteur connu|acteurs connus}, dont {k} avec des liens",
        "{n} {n:actor|actors} known, {k} with links",
    ).fill(n=cell.actors, k=cell.related)


def _summary(here: Session, found: Sequence[Cell]) -> None:
    """Count the cells of each state: what is not known is not what is not there."""
    from graph.gaps import STATES

    counts = Counter(cell.state for cell in found)
    compared = sum(cell.residual is not None for cell in found)
    texts = [
        Text(f"{counts[state]} {words.fr}", f"{counts[state]} {words.en}")
        for state, words in STATES.items()
        if counts[state]
    ]
    states = Text(", ".join(t.fr for t in texts), ", ".join(t.en for t in texts))
    here.say(
        "{n} {n:case|cases} ; {states}.",
        "{n} {n:cell|cells}; {states}.",
        n=len(found),
        states=states,
    )
    if compared:
        here.say("{n} {n:case comparée|cases comparées} au hasard, dont 5 % environ s'en "
                 "écarteraient par hasard.",
                 "{n} {n:cell|cells} compared with chance, of which about 5 % would be off by "
                 "chance.",
                 n=compared)  # fmt: skip
    here.say("Aucun lien connu ne veut pas dire aucun lien.",
             "No known link does not mean no link.")  # fmt: skip


def _needs(here: Session, network: Network, form: str) -> None:
    from graph.gaps import unmet
    from graph.wording import label

    found = unmet(network)
    rows = (
        (
            _KINDS[each.is_need].to(here.lang),
            name_of(network, each.actor),
            label("contribution", each.resource).to(here.lang),
            each.words,
        )
        for each in found
    )
    if found or form != "table":
        output.listing(_UNMET, rows, form, here.lang, table="kind actor resource words")
    declared = sum(bool(actor.needs or actor.offers) for actor in network.actors)
    here.say("{n} {n:acteur|acteurs} sur {m} {n:a|ont} déclaré un besoin ou une offre ; des autres "
             "on ne sait rien.",
             "{n} of {m} {m:actor|actors} declared a need or an offer; of the others nothing is "
             "known.",
             n=declared, m=len(network.actors))  # fmt: skip
