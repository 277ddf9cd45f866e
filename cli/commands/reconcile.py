"""``alliances reconcile``: actors that are likely the same, for people to decide on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli import output
from cli.bilingual import command, option
from cli.decided import on_pair, rebuild
from cli.session import Session, session
from ontology.text import Text

if TYPE_CHECKING:
    from graph.decisions import Verdict
    from graph.reconciliation.proposals import Proposal
    from graph.reconciliation.sameness import Actor

_WHAT = Text("verdict", "verdict")
_LISTED = Text("Le fichier decisions/identity.csv", "The file decisions/identity.csv")
SHOWN = 50  # proposals of a table when no limit is asked for
MANY = 5_000  # actors: comparing more takes a while
_SEPARATOR = " ; "


@command(
    "reconcile", "reconcile", "reconcile --ask",
    "reconcile --format csv > paires.csv", "reconcile --verdicts paires.csv",
    'reconcile --undo "Pays d\'Aix Associations" PAA',
    fr="Proposer les acteurs qui sont sans doute le même, et garder ce que vous en décidez.\n\n"
       "Rien n'est fusionné sans vous. Vos verdicts (même, pas le même, je ne sais pas) sont "
       "gardés dans decisions/identity.csv : aucun chargement ne les perd, et --undo les reprend. "
       "Deux acteurs qui ont des numéros SIREN ou RNA différents ne sont jamais proposés.",
    en="Propose actors that are likely the same, and keep what you decide of them.\n\n"
       "Nothing is merged without you. Your verdicts (same, not the same, unsure) are kept in "
       "decisions/identity.csv: no load loses them, and --undo takes them back. Two actors with "
       "different SIREN or RNA numbers are never proposed.",
)  # fmt: skip
@option("--ask", is_flag=True, fr="Demander un verdict pour chaque paire, une par une.",
        en="Ask for a verdict on each pair, one by one.")  # fmt: skip
@option("--verdicts", "file", metavar="FILE", type=click.Path(path_type=Path),
        fr="Lire les verdicts du tableau écrit par --format csv, colonne « verdict » remplie.",
        en="Read the verdicts of the table that --format csv wrote, column 'verdict' filled in.",
)  # fmt: skip
@option("--undo", nargs=2, metavar="A B", fr="Oublier le verdict sur deux acteurs.",
        en="Forget the verdict on two actors.")  # fmt: skip
@option("--threshold", type=click.FloatRange(0, 1, min_open=True, max_open=True),
        fr="Score à partir duquel une paire est proposée (0,9 par défaut).",
        en="Score from which a pair is proposed (0.9 by default).")  # fmt: skip
@option("--limit", type=click.IntRange(min=1), fr="Nombre de paires montrées.",
        en="Number of pairs shown.")  # fmt: skip
@option("--unsure", is_flag=True, fr="Proposer à nouveau les « je ne sais pas ».",
        en="Propose again what was left unsure.")  # fmt: skip
@output.format_option()
def command_(
    ask: bool, file: Path | None, undo: tuple[str, str] | None, threshold: float | None,
    limit: int | None, unsure: bool, form: str,
) -> None:  # fmt: skip
    """List, ask, read verdicts, or forget one."""
    from graph.errors import Misuse

    here = session()
    if ask + bool(file) + bool(undo) > 1:
        raise Misuse(
            "Choisissez entre --ask, --verdicts et --undo.",
            "Choose one of --ask, --verdicts and --undo.",
        )
    if undo:
        _undo(here, *undo)
    elif file:
        _read(here, file)
    else:
        found = _proposals(here, threshold, again=unsure)
        if ask and found:
            _ask(here, found[:limit], [] if threshold or unsure else found)
        else:
            _write(here, found, form, limit)


def _proposals(here: Session, threshold: float | None, *, again: bool) -> list[Proposal]:
    """Return the pairs not yet decided; with ``again``, those left unsure too."""
    from graph import decisions
    from graph.reconciliation.proposals import THRESHOLD, propose

    actors = list(_actors(here).values())
    if len(actors) > MANY:
        here.say("Comparaison de {n} acteurs…", "Comparing {n} actors…", n=len(actors))
    known = decisions.read(here.workspace().path)
    kept = [v for v in known if not (again and v.verdict == decisions.UNSURE)]
    decided = decisions.Groups(kept).is_decided
    found = propose(actors, threshold=threshold or THRESHOLD, decided=decided)
    if not (threshold or again):
        _remember(here, found)
    return found


def _remember(here: Session, found: Sequence[Proposal]) -> None:
    """Keep how many pairs are left to decide on: ``alliances status`` tells it."""
    from graph import decisions
    from graph.holdings import remember_pairs

    space = here.workspace()
    decided = decisions.Groups(decisions.read(space.path)).is_decided
    remember_pairs(space, sum(not decided(pair.a.iri, pair.b.iri) for pair in found))


def _actors(here: Session) -> dict[str, Actor]:
    from graph.reconciliation.proposals import actors

    setting = here.setting("asserted")
    return {actor.iri: actor for actor in actors(setting.store, setting.graphs)}


def _write(here: Session, found: Sequence[Proposal], form: str, limit: int | None) -> None:
    """Write the proposals; a table shows the first, any other format has all."""
    from graph.reconciliation.verdict_table import COLUMNS

    shown = found[: limit or (SHOWN if form == "table" else None)]
    if found or form != "table":
        rows = ([_cells(here, proposal)[key] for key in COLUMNS] for proposal in shown)
        output.listing(COLUMNS, rows, form, here.lang, table=_IN_TABLE)
    if len(found) > len(shown):
        here.say("… et {n} {n:autre paire|autres paires} (--limit).",
                 "… and {n} more {n:pair|pairs} (--limit).",
                 n=len(found) - len(shown))  # fmt: skip
    here.say(*(_HOW_TO_DECIDE if found else _NONE))


_IN_TABLE = "score name_a place_a name_b place_b why"
_HOW_TO_DECIDE = Text(
    "Ce sont des propositions : décidez avec --ask, ou remplissez la colonne « verdict » de "
    "--format csv et redonnez le fichier avec --verdicts.",
    "These are proposals: decide with --ask, or fill in the column 'verdict' of --format csv and "
    "give the file back with --verdicts.",
)
_NONE = Text(
    "Aucune paire à proposer : aucun acteur ne ressemble assez à un autre, ou tout est décidé. "
    "--threshold 0.7 en propose davantage, moins sûres.",
    "No pair to propose: no actor is like enough to another, or all is decided. --threshold 0.7 "
    "proposes more of them, less sure.",
)


def _cells(here: Session, proposal: Proposal) -> dict[str, object]:
    a, b = proposal.a, proposal.b
    return {
        "verdict": "",
        "score": float(f"{proposal.score:.2f}"),
        "name_a": a.name,
        "place_a": a.place.name,
        "name_b": b.name,
        "place_b": b.place.name,
        "why": _told(here, proposal),
        "sources_a": _SEPARATOR.join(a.sources),
        "sources_b": _SEPARATOR.join(b.sources),
        "a": a.iri,
        "b": b.iri,
    }


def _told(here: Session, proposal: Proposal) -> str:
    return _SEPARATOR.join(text.to(here.lang) for text in proposal.why)


# -- verdicts ------------------------------------------------------------------------------------


def _ask(here: Session, found: Sequence[Proposal], left: Sequence[Proposal]) -> None:
    """Ask of each pair; a verdict is recorded as soon as it is given.

    ``left`` are all the pairs there are to ask of, whose number is kept; nothing where unknown.
    """
    from graph import decisions

    path, known = here.workspace().path, _actors(here)
    before = decisions.read(path)
    given = 0
    for number, proposal in enumerate(found, 1):
        a, b = proposal.a, proposal.b
        said = [one for one in decisions.read(path) if one.verdict != decisions.UNSURE]
        if decisions.Groups(said).is_decided(a.iri, b.iri):
            continue  # it follows from the verdicts given meanwhile
        _show(here, proposal, f"{number}/{len(found)}")
        answer = _answer(here)
        if answer == STOP:
            break
        if answer != LATER:
            why = _told(here, proposal)
            verdict = decisions.decide(a.iri, b.iri, answer, (a.name, b.name), why)
            given += _keep(here, known, [verdict])
    here.say("{n} {n:verdict enregistré|verdicts enregistrés} dans {file}.",
             "{n} {n:verdict|verdicts} recorded in {file}.",
             n=given, file=decisions.path(path))  # fmt: skip
    if left:
        _remember(here, left)
    _rebuild(here, before)


def _show(here: Session, proposal: Proposal, place: str) -> None:
    lines = [f"\n{place}  score {proposal.score:.2f}  ({_told(here, proposal)})"]
    for letter, actor in (("A", proposal.a), ("B", proposal.b)):
        said = (actor.name, actor.place.name, actor.rna, actor.siren, *actor.sources)
        lines.append(f"  {letter}  {_SEPARATOR.join(output.clean(word) for word in said if word)}")
    click.echo("\n".join(lines), err=True)


LATER, STOP = "later", "stop"


def _answer(here: Session) -> str:
    """Ask until the answer is understood; the end of the input stops."""
    from graph.decisions import verdict_of

    question = Text(
        "Le même acteur ? [o]ui, [n]on, [?] je ne sais pas, [Entrée] plus tard, [q] arrêter",
        "The same actor? [y]es, [n]o, [?] unsure, [Enter] later, [q] stop",
    ).to(here.lang)
    while True:
        try:
            words: str = click.prompt(question, default="", show_default=False, err=True).strip()
        except click.Abort:
            click.echo(err=True)
            return STOP
        if not words or words.lower() in {"q", "quit", "quitter"}:
            return STOP if words else LATER
        if verdict := verdict_of(words):
            return verdict


def _keep(here: Session, known: Mapping[str, Actor], verdicts: Sequence[Verdict]) -> int:
    """Record verdicts that do not contradict the others; else tell why, and record none."""
    from graph import decisions
    from graph.reconciliation.proposals import objections

    path = here.workspace().path
    against = objections(known, decisions.read(path), verdicts)
    if against:
        here.warn("Verdict refusé : {why}", "Verdict refused: {why}", why=against[0])
        return 0
    decisions.record(path, verdicts)
    return len(verdicts)


def _read(here: Session, file: Path) -> None:
    """Record the verdicts of a table, all or none."""
    from graph import decisions
    from graph.errors import BadInput
    from graph.reconciliation import verdict_table
    from graph.reconciliation.proposals import objections

    path, known = here.workspace().path, _actors(here)
    earlier = decisions.read(path)
    filled, empty = verdict_table.read(file)
    decided = {iri for verdict in earlier for iri in verdict.pair}
    verdict_table.require_known(file.name, filled, known.keys() | decided | _former(here).keys())
    verdicts = [_named(known, one.verdict) for one in filled]
    if against := objections(known, earlier, verdicts):
        raise BadInput(
            "{file} n'est pas enregistré : {why}",
            "{file} is not recorded: {why}",
            file=file.name,
            why=against[0],
        )
    decisions.record(path, verdicts)
    counts = Counter(verdict.verdict for verdict in verdicts)
    here.say("Enregistré : {same} « même », {apart} « pas le même », {unsure} « je ne sais pas » ; "
             "{empty} {empty:ligne|lignes} sans verdict.",
             "Recorded: {same} 'same', {apart} 'not the same', {unsure} 'unsure'; {empty} "
             "{empty:row|rows} without a verdict.",
             same=counts[decisions.SAME], apart=counts[decisions.NOT_SAME],
             unsure=counts[decisions.UNSURE], empty=empty)  # fmt: skip
    _rebuild(here, earlier)


def _named(known: Mapping[str, Actor], verdict: Verdict) -> Verdict:
    """Return a verdict with the names that the workspace knows, whatever the table says."""
    names = {
        f"name_{side}": known[iri].name
        for side, iri in (("a", verdict.a), ("b", verdict.b))
        if iri in known
    }
    return replace(verdict, **names)


def _undo(here: Session, a: str, b: str) -> None:
    """Forget the verdict on two actors, named as the verdict or the store names them."""
    from graph import decisions

    path = here.workspace().path
    before = decisions.read(path)
    gone = on_pair(here, before, a, b, _WHAT, _LISTED)
    decisions.undo(path, *gone.pair)
    here.say("Verdict repris : « {a} », « {b} » ({verdict}).",
             "Verdict taken back: '{a}', '{b}' ({verdict}).",
             a=gone.name_a or gone.a, b=gone.name_b or gone.b,
             verdict=decisions.WORDS[gone.verdict])  # fmt: skip
    _rebuild(here, before)


def _former(here: Session) -> dict[str, str]:
    from graph.reconciliation.proposals import former

    setting = here.setting("asserted")
    return former(setting.store, setting.graphs)


def _rebuild(here: Session, before: Sequence[Verdict]) -> None:
    """Build the store again when other actors than before are one."""
    from graph import decisions

    if _matters(here, before, decisions.read(here.workspace().path)):
        here.say("Reconstruction de la base…", "Building the store again…")
        rebuild(here)


def _matters(here: Session, before: Sequence[Verdict], after: Sequence[Verdict]) -> bool:
    """Tell whether verdicts unite other actors: "not the same" does where a number united two."""
    from graph.decisions import NOT_SAME, SAME

    was, now = (
        {said: {v.pair for v in verdicts if v.verdict == said} for said in (SAME, NOT_SAME)}
        for verdicts in (before, after)
    )
    if was[SAME] != now[SAME] or was[NOT_SAME] - now[NOT_SAME]:
        return True
    leads = _former(here)
    return any(leads.get(a, a) == leads.get(b, b) for a, b in now[NOT_SAME] - was[NOT_SAME])
