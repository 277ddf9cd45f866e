"""``alliances path``: who can introduce us."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

import click

from cli import complete, output
from cli.bilingual import command, option
from cli.commands.catalysts import name_of
from cli.commands.map import day_of
from cli.session import Session, session
from ontology.text import Text

if TYPE_CHECKING:
    from graph.network import Network
    from graph.paths import Chain, Link
    from graph.selection import StageLayer

_COLUMNS = {
    "chain": Text("chaîne", "chain"),
    "step": Text("pas", "step"),
    "a": Text("de", "from"),
    "b": Text("à", "to"),
    "go_between": Text("par", "through"),
    "link": Text("lien", "link"),
    "title": Text("intitulé", "title"),
    "stage": Text("étape", "stage"),
    "date": Text("date", "date"),
    "parties": Text("parties", "parties"),
    "source": Text("source", "source"),
    "locator": Text("localisation", "place in source"),
}


@command(
    "path", "path \"Pays d'Aix Associations\" Engie",
    "path paa engie --layer agreement --as-of 2017-12-31 --format csv",
    fr="Trouver qui peut présenter un acteur à un autre : au plus trois chaînes courtes, par les "
       "alliances et les réseaux, chaque lien avec son étape, sa date et sa source.\n\n"
       "Sans lien connu, le code de sortie est 1 ; cela ne prouve pas qu'il n'y en ait pas.",
    en="Find who can introduce one actor to another: up to three short chains, through alliances "
       "and networks, each link with its stage, date and source.\n\nWithout a known link the exit "
       "code is 1; that does not prove there is none.",
)  # fmt: skip
@click.argument("a", metavar="A", shell_complete=complete.actors)
@click.argument("b", metavar="B", shell_complete=complete.actors)
@option("--layer", type=click.Choice(["contact", "agreement", "signed"]),
        fr="Étape atteinte au moins : contact, accord, signature.",
        en="Stage reached at least: contact, agreement, signed.")  # fmt: skip
@option("--as-of", metavar="DATE", fr="Liens connus à cette date.",
        en="Links known at this date.")  # fmt: skip
@output.format_option()
def command_(a: str, b: str, layer: StageLayer | None, as_of: str | None, form: str) -> None:
    """Find the chains, and write one row a link."""
    from graph.paths import RULE, chains

    here = session()
    day, ends = day_of(as_of), pair_of(here, a, b)
    network = here.network(day)
    first, second = (place(network, end) for end in ends)
    collector = here.collector()
    hub = network.index.get(collector or "")
    found = chains(network, first, second, layer=layer, collector=hub)
    if not found:
        raise _no_link(network, first, second)
    if form == "table":
        click.echo("\n\n".join(_told(here, network, found)))
        here.say(*RULE)
    else:
        output.listing(_COLUMNS, _rows(here, network, found), form, here.lang, table="")
    if hub is not None and any(hub in chain.go_betweens for chain in found):
        here.say("{name} a collecté les données : elle connaît tout le monde par construction ; "
                 "une chaîne par elle n'est montrée qu'une fois quand il y en a d'autres.",
                 "{name} collected the data: it knows everybody by construction; a chain through "
                 "it is shown only once where there are others.",
                 name=network.actors[hub].name)  # fmt: skip


class Named(NamedTuple):
    """An actor as it was typed, and its IRI: found before the network, which takes longer."""

    words: str
    iri: str


def named(here: Session, words: str) -> Named:
    """Return an actor named on the command line."""
    return Named(words, here.actor(words) or words)


def pair_of(here: Session, a: str, b: str) -> tuple[Named, Named]:
    """Return two different actors named on the command line."""
    from graph.errors import Misuse

    ends = named(here, a), named(here, b)
    if ends[0].iri == ends[1].iri:
        raise Misuse(
            "« {a} » et « {b} » sont le même acteur : il en faut deux.",
            "'{a}' and '{b}' are the same actor: two are needed.",
            a=a,
            b=b,
        )
    return ends


def place(network: Network, actor: Named) -> int:
    """Return the index of an actor in a network; raises NotFound when it is not in it."""
    from graph.errors import NotFound

    if actor.iri not in network.index:
        raise NotFound(
            "« {words} » n'est pas dans le réseau public à cette date.",
            "'{words}' is not in the public network at this date.",
            words=actor.words,
        )
    return network.index[actor.iri]


def _no_link(network: Network, a: int, b: int) -> Exception:
    from graph.errors import NotFound
    from graph.paths import MOST_LINKS

    related = {party.actor for alliance in network.alliances for party in alliance.parties}
    return NotFound(
        "Aucun lien connu entre « {a} » et « {b} » en {most} pas au plus. Ce n'est pas la preuve "
        "qu'il n'y en ait pas : les données connaissent {n} {n:acteur|acteurs}, dont {m} avec au "
        "moins une alliance.",
        "No known link between '{a}' and '{b}' in up to {most} steps. That does not prove there "
        "is none: the data know {n} {n:actor|actors}, {m} of them with at least one alliance.",
        a=network.actors[a].name,
        b=network.actors[b].name,
        most=MOST_LINKS,
        n=len(network.actors),
        m=len(related),
    )


_DIRECT = Text("lien direct", "direct link")
_THROUGH = Text("par {names}", "through {names}")
_OVER = Text(
    " — {n} {n:lien|liens} sur {m} {n:achevé ou suspendu|achevés ou suspendus}",
    " — {n} of {m} {m:link|links} completed or suspended",
)
_MEMBER = Text("{a} est membre de {b}", "{a} is a member of {b}")
_KIND = {True: Text("réseau", "network"), False: Text("alliance", "alliance")}


def _told(here: Session, network: Network, found: Sequence[Chain]) -> Iterator[str]:
    """Tell each chain as a heading and one paragraph a link."""
    from graph.wording import listing
    from ontology.text import same

    for number, chain in enumerate(found, 1):
        names = [same(name_of(network, i)) for i in chain.go_betweens]
        through = _THROUGH.fill(names=listing(names)) if names else _DIRECT
        heading = f"{number}. {through.to(here.lang)}{_old(chain).to(here.lang)}"
        lines = [output.paragraph(heading, hang="   ")]
        lines += [
            output.paragraph("   " + _sentence(here, network, link), hang="     ")
            for link in chain.links
        ]
        yield "\n".join(lines)


def _old(chain: Chain) -> Text:
    """Say how many links of a chain are over: people may have left since."""
    over = chain.cost[1] + chain.cost[2]
    many = _OVER.fill(n=over, m=len(chain.links))
    return many if over else Text("", "")


def _sentence(here: Session, network: Network, link: Link) -> str:
    """Tell one link: who, by which alliance, how far it went, when, says who."""
    cells = dict(zip(_COLUMNS, _row(here, network, 0, 0, link, ""), strict=True))
    if link.alliance is None:
        member, gathering = _member(network, link)
        told = _MEMBER.fill(a=name_of(network, member), b=name_of(network, gathering))
        return told.to(here.lang) + (f" [{cells['source']}]" if cells["source"] else "")
    facts = [str(cells[key]) for key in ("stage", "date") if cells[key]]
    colon, quotes = (" : ", "«\u00a0{}\u00a0»") if here.lang == "fr" else (": ", "“{}”")
    source = " ".join(str(cells[key]) for key in ("source", "locator") if cells[key])
    return (
        f"{cells['a']} – {cells['b']}{colon}{quotes.format(cells['title'])} "
        f"({', '.join(facts)})" + (f" [{source}]" if source else "")
    )


def _rows(here: Session, network: Network, found: Sequence[Chain]) -> Iterator[output.Row]:
    for number, chain in enumerate(found, 1):
        through = ", ".join(name_of(network, i) for i in chain.go_betweens)
        for step, link in enumerate(chain.links, 1):
            yield _row(here, network, number, step, link, through)


def _row(
    here: Session, network: Network, chain: int, step: int, link: Link, through: str
) -> output.Row:
    from graph.wording import label, period

    ends = name_of(network, link.a), name_of(network, link.b)
    kind = _KIND[link.alliance is None].to(here.lang)
    if link.alliance is None:
        sources = network.actors[_member(network, link)[0]].sources
        about: tuple[object, ...] = (None, None, None, None, _titles(network, sources), None)
    else:
        alliance = network.alliances[link.alliance]
        last = alliance.events[-1] if alliance.events else None
        when = period(last.not_before, last.not_after) if last else None
        about = (
            alliance.title,
            label("stage", alliance.stage).to(here.lang),
            when and when.to(here.lang),
            len(alliance.members),
            _titles(network, alliance.sources),
            alliance.locator,
        )
    return chain, step, *ends, through, kind, *about


def _titles(network: Network, iris: Sequence[str]) -> str:
    return "; ".join(network.sources[iri].title for iri in iris if iri in network.sources)


def _member(network: Network, link: Link) -> tuple[int, int]:
    """Return the member and the network of a membership, whichever way it is walked."""
    a, b = link.a, link.b
    return (a, b) if b in network.actors[a].networks else (b, a)
