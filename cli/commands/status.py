"""``alliances status``, or ``alliances`` alone: what a workspace holds, and what to do next."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.advice import START, Step, steps
from cli.bilingual import command, option
from cli.output import clean
from cli.session import Session, session
from graph.wording import shell
from ontology.text import Text, same

if TYPE_CHECKING:
    from datetime import date

    from graph.holdings import Holdings
    from graph.workspace import Workspace

Row = tuple[Text, object]
SHOWN = 12  # sources told one by one


@command(
    "status", "status", "status --format json",
    fr="Dire ce que contient l'espace de travail et quoi faire ensuite.\n\nSources, acteurs, "
       "alliances, propositions sans réponse, noms à rapprocher, lignes refusées, cartes, "
       "décisions. « alliances » seul dit la même chose.",
    en="Tell what the workspace holds and what to do next.\n\nSources, actors, alliances, "
       "suggestions without an answer, names to reconcile, refused rows, maps, decisions. "
       "'alliances' alone tells the same.",
)  # fmt: skip
@option("--format", "form", type=click.Choice(["text", "json"]), default="text",
        show_default=True, fr="Format.", en="Format.")  # fmt: skip
def command_(form: str) -> None:
    """Read the manifest, the folders and the counts kept, and tell them."""
    here = session()
    tell(here, here.workspace(), form)


def start(here: Session) -> None:
    """Tell what the workspace holds; outside of one, how to begin."""
    from graph.errors import StoreUnavailable

    try:
        space = here.workspace()
    except StoreUnavailable as error:
        click.echo(_FIRST.to(here.lang))
        click.echo(_NONE.to(here.lang) if here.folder is None else clean(error.text.to(here.lang)))
        others = [] if here.folder else _near(Path.cwd())
        for step in (*others, *START):
            _echo_step(here, step)
        click.echo("\n" + _HELP.to(here.lang))
        return
    tell(here, space, "text")
    click.echo("\n" + _HELP.to(here.lang))


_FIRST = Text("Le graphe des alliances d'un territoire.", "The graph of a territory's alliances.")
_NONE = Text("Aucun espace de travail ici. Pour commencer :", "No workspace here. To begin:")
_HELP = Text("Toutes les commandes : alliances --help", "All commands: alliances --help")


def _near(folder: Path) -> Iterator[Step]:
    """Yield the workspaces that the folder holds."""
    from graph.workspace import SETTINGS

    for found in sorted(folder.glob(f"*/{SETTINGS}"))[:3]:
        name = found.parent.name
        open_ = Text("Ouvrir l'espace de travail {name}", "Open the workspace {name}")
        yield Step(open_.fill(name=clean(name)), f"--workspace {shell(name)} status")


def tell(here: Session, space: Workspace, form: str) -> None:
    """Write what a workspace holds, as text or as one JSON object."""
    from graph.holdings import holdings

    held = holdings(space)
    following = steps(space, held)
    if form == "json":
        whole = _plain(here, space, held, following)
        click.echo(json.dumps(whole, ensure_ascii=False, indent=1))
        return
    click.echo(f"{clean(space.name)} — {clean(space.path.absolute())}")
    for title, rows in _parts(here, held, space.as_of):
        click.echo(f"\n{title.to(here.lang)}")
        _echo_rows(here, rows)
    for error in held.unread:  # a store that does not open is told above, with its next step
        click.echo("\n" + clean(error.text.to(here.lang)))
    if following and not held.unread:
        click.echo("\n" + Text("À faire ensuite", "Next").to(here.lang))
        for step in following:
            _echo_step(here, step)


def _echo_rows(here: Session, rows: Sequence[Row]) -> None:
    told = [(clean(head.to(here.lang)), value) for head, value in rows]
    width = max((len(head) for head, _ in told), default=0)
    for head, value in told:
        words = value.to(here.lang) if isinstance(value, Text) else value
        click.echo(f"  {head:<{width}}  {clean(words)}".rstrip())


def _echo_step(here: Session, step: Step) -> None:
    click.echo(f"  {clean(step.why.to(here.lang))}\n    {clean(_typed(here, step))}")


def _typed(here: Session, step: Step) -> str:
    """Return the command to copy, with the workspace where it was named on the command line."""
    where = f"--workspace {shell(here.folder)} " if here.folder is not None else ""
    return f"alliances {'' if step in START else where}{step.command}"


def _parts(here: Session, held: Holdings, as_of: date | None) -> Iterator[tuple[Text, list[Row]]]:
    yield Text("Contenu", "Content"), list(_content(held, as_of))
    if held.sources:
        yield Text("Sources", "Sources"), list(_sources(held))
    if held.maps:
        rows: list[Row] = [(same(m.file), _AGES[m.older]) for m in held.maps]
        yield Text("Cartes", "Maps"), rows


_AGES = {
    True: Text("plus ancienne que la base", "older than the store"),
    False: Text("à jour", "up to date"),
    None: Text("rien à quoi la comparer", "nothing to compare it with"),
}
_STORES = {
    "empty": Text("rien n'est chargé", "nothing is loaded"),
    "lost": Text("manque, mais vos sources sont là", "missing, but your sources are there"),
    "broken": Text("ne s'ouvre pas", "does not open"),
}


def _content(held: Holdings, as_of: date | None) -> Iterator[Row]:
    if not held.counts:
        yield Text("base", "store"), _STORES[held.store.value]
    else:
        yield Text("acteurs", "actors"), _actors(held)
        yield Text("alliances connues", "known alliances"), _alliances(held, as_of)
        yield (Text("propositions sans réponse", "suggestions without an answer"),
               _ON_DEMAND if held.waiting is None else held.waiting)  # fmt: skip
        yield (Text("paires de noms à rapprocher", "pairs of names to reconcile"),
               _NOT_LOOKED if held.pairs is None else held.pairs)  # fmt: skip
        yield Text("lignes refusées", "refused rows"), held.refused
    yield Text("décisions", "decisions"), _UNREADABLE if held.decided is None else _decided(held)


def _actors(held: Holdings) -> Text:
    """Return how many actors there are, and posts of elected officials beside them."""
    told = Text("{n} (et {posts} {posts:poste|postes})", "{n} (and {posts} {posts:post|posts})")
    posts = held.counts["posts"]
    return (told if posts else Text("{n}", "{n}")).fill(n=held.counts["actors"], posts=posts)


def _alliances(held: Holdings, as_of: date | None) -> Text:
    """Return how many alliances there are; maps and measures count those of the workspace's day."""
    from graph.wording import spoken_day

    told = same(str(held.counts["alliances"]))
    if as_of is None:
        return told
    return Text(
        "{n} en tout (cartes : au {day})",
        "{n} in all (maps: on {day})",
    ).fill(n=told, day=spoken_day(as_of))


_ON_DEMAND = Text("calculées à la demande (alliances suggest)",
                  "worked out when asked for (alliances suggest)")  # fmt: skip
_NOT_LOOKED = Text("à chercher (alliances reconcile)", "to look for (alliances reconcile)")


_UNREADABLE = Text("un fichier ne se lit pas (voir plus bas)",
                   "a file cannot be read (see below)")  # fmt: skip


def _decided(held: Holdings) -> Text:
    """Return how many decisions there are, and of which kind."""
    from graph import answers, decisions
    from graph.wording import listing

    words: Mapping[str, Text] = {**decisions.WORDS, **answers.WORDS}
    kinds = [
        Text(f"{n} « {words[kind].fr} »", f"{n} '{words[kind].en}'")
        for counts in (held.verdicts, held.answers) for kind, n in sorted(counts.items())
    ]  # fmt: skip
    if held.opted_out:
        kinds.append(Text("{n} {n:retrait|retraits}", "{n} opted out").fill(n=held.opted_out))
    told = Text("{n} ({kinds})", "{n} ({kinds})")
    return told.fill(n=held.decided, kinds=listing(kinds)) if kinds else same("0")


def _sources(held: Holdings) -> Iterator[Row]:
    line = Text("{what}, {rows} {rows:ligne|lignes}, chargé le {day}{refused}",
                "{what}, {rows} {rows:row|rows}, loaded {day}{refused}")  # fmt: skip
    refused = Text(", {n} refus", ", {n} refused")
    for entry in held.sources[:SHOWN]:
        yield same(entry.file), line.fill(
            what=held.titles.get(entry.source, entry.kind), rows=entry.rows, day=entry.loaded[:10],
            refused=refused.fill(n=entry.refused) if entry.refused else "",
        )  # fmt: skip
    if len(held.sources) > SHOWN:
        more = Text(
            "et {n} {n:autre|autres} : alliances sources", "and {n} more: alliances sources"
        )
        yield same("…"), more.fill(n=len(held.sources) - SHOWN)


def _plain(
    here: Session, space: Workspace, held: Holdings, following: Sequence[Step]
) -> dict[str, Any]:
    """Return all of it as JSON holds it."""
    return {
        "workspace": space.name,
        "folder": str(space.path.absolute()),
        "as_of": space.as_of and space.as_of.isoformat(),
        "store": held.store.value,
        "up_to_date": held.up_to_date,
        "actors": held.counts.get("actors", 0),
        "posts": held.counts.get("posts", 0),
        "alliances": held.counts.get("alliances", 0),
        "suggestions_waiting": held.waiting,
        "pairs_to_reconcile": held.pairs,
        "refused_rows": held.refused,
        "refused_files": list(held.refusals),
        "decisions": None if held.decided is None else
            {**held.verdicts, **held.answers, "opted-out": held.opted_out},
        "sources": [
            {"file": e.file, "kind": e.kind, "loaded": e.loaded, "edition": e.edition,
             "rows": e.rows, "refused": e.refused}
            for e in held.sources
        ],
        "maps": [{"file": drawn.file, "older_than_store": drawn.older} for drawn in held.maps],
        "trouble": [error.text.to(here.lang) for error in held.trouble],
        "next": [_typed(here, step) for step in following],
    }  # fmt: skip
