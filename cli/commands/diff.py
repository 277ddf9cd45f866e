"""``alliances diff``: what changed, and which suggestions became alliances."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli import output
from cli.bilingual import command, option
from cli.commands.map import day_of
from cli.session import Session, session
from ontology.text import Lang, Text

if TYPE_CHECKING:
    from graph.changes import Change, Changes, Kind
    from graph.network import Network
    from graph.workspace import Workspace

_COLUMNS = {
    "change": Text("changement", "change"),
    "what": Text("quoi", "what"),
    "who": Text("parties", "parties"),
    "before": Text("avant", "before"),
    "after": Text("après", "after"),
    "rank": Text("rang de la proposition", "rank of the suggestion"),
    "source": Text("source", "source"),
    "iri": Text("IRI", "IRI"),
}
_SEPARATOR = "; "


@command(
    "diff", "diff --from 2016-12-31 --to 2017-12-31", "diff ancienne-copie",
    "diff copie-2016 copie-2017 --format csv",
    fr="Comparer deux images d'un territoire : les propositions devenues alliances, les alliances "
       "nouvelles, avancées ou terminées, les acteurs arrivés ou partis.\n\nDonnez deux espaces "
       "de travail, ou une ancienne copie de celui-ci, ou deux dates de celui-ci. Entre deux "
       "dates, seules les étapes des alliances et les fins d'acteurs sont datées.",
    en="Compare two pictures of a territory: suggestions that became alliances, alliances that "
       "are new, moved on or ended, actors that came or left.\n\nGive two workspaces, or an old "
       "copy of this one, or two dates of this one. Between two dates, only the stages of "
       "alliances and the ends of actors are dated.",
)  # fmt: skip
@click.argument("old", required=False, type=click.Path(path_type=Path))
@click.argument("new", required=False, type=click.Path(path_type=Path))
@option("--from", "start", metavar="DATE", fr="Date de la première image.",
        en="Date of the first picture.")  # fmt: skip
@option("--to", "end", metavar="DATE", fr="Date de la seconde (sinon : celle de l'espace).",
        en="Date of the second (otherwise the workspace's).")  # fmt: skip
@output.format_option()
def command_(
    old: Path | None, new: Path | None, start: str | None, end: str | None, form: str
) -> None:
    """Compare, and write one row a change."""
    from graph.changes import changes

    here = session()
    before, after, leads = _pictures(here, old, new, start, end)
    away = frozenset(one for one in here.memory().excluded if len(one) == 1)
    found = changes(before, after, leads, opted_out=away)
    if found.rows or form != "table":
        shown = "change what before after"
        output.listing(_COLUMNS, _rows(here, found, form), form, here.lang, table=shown)
    _summary(here, found)


def _pictures(
    here: Session, old: Path | None, new: Path | None, start: str | None, end: str | None
) -> tuple[Network, Network, dict[str, str]]:
    """Return the older and the newer network, and the old IRIs that others stand for."""
    from graph import workspace
    from graph.answers import replaced
    from graph.errors import Misuse

    if old is not None and start is None and end is None:
        if new is not None:
            here.folder = new
        setting = here.setting("asserted")
        leads = replaced(setting.store, setting.graphs)
        return _network(workspace.load(old)), here.network(), leads
    first, last = day_of(start, "--from"), day_of(end, "--to")
    if old is not None or first is None or (last is not None and last <= first):
        raise Misuse(
            "Écrivez : alliances diff ANCIEN NOUVEAU (deux espaces de travail), ou alliances diff "
            "--from DATE --to DATE, la seconde date après la première.",
            "Write: alliances diff OLD NEW (two workspaces), or alliances diff --from DATE --to "
            "DATE, the second date after the first.",
        )
    return here.network(first), here.network(last), {}


def _network(space: Workspace) -> Network:
    from graph.layers import graphs
    from graph.network_file import network

    store = space.store()
    return network(store, graphs(store, "asserted"), as_of=space.as_of)


def _rows(here: Session, found: Changes, form: str) -> Iterator[output.Row]:
    from graph.changes import WORDS
    from graph.wording import label

    for row in found.rows:
        stages = (
            row.before and label("stage", row.before),
            row.after and label("stage", row.after),
        )
        yield (
            WORDS[row.kind].to(here.lang),
            row.what if row.rank is None or form != "table" else _pair(here, row),
            _SEPARATOR.join(row.who),
            *(stage.to(here.lang) if stage else None for stage in stages),
            row.rank,
            _SEPARATOR.join(row.sources),
            row.iri,
        )


def _pair(here: Session, row: Change) -> str:
    """Name the pair that was suggested before the alliance that it became."""
    told = Text("{pair} (rang {rank}) : {title}", "{pair} (rank {rank}): {title}")
    return told.fill(pair=" – ".join(row.who), rank=row.rank, title=row.what).to(here.lang)


def _summary(here: Session, found: Changes) -> None:
    """Count the changes; what became of the suggestions comes first."""
    here.say("Des {n} premières propositions d'alors, {k} {k:paire est alliée|paires sont alliées} "
             "depuis.",
             "Of the {n} first suggestions of then, {k} {k:pair|pairs} became allies since.",
             n=found.suggested, k=found.realised)  # fmt: skip
    if not found.rows:
        here.say("Rien n'a changé dans les données.", "Nothing changed in the data.")
    counts: Counter[Kind] = Counter(row.kind for row in found.rows if row.kind != "realised")
    if not counts:
        return
    here.say("{told}.", "{told}.", told=Text(_told(counts, "fr"), _told(counts, "en")))


def _told(counts: Mapping[Kind, int], lang: Lang) -> str:
    from graph.changes import WORDS

    colon = " : " if lang == "fr" else ": "
    kinds = ((words.to(lang), counts.get(kind, 0)) for kind, words in WORDS.items())
    return ", ".join(f"{words}{colon}{n}" for words, n in kinds if n)
