"""``alliances check``: what should not be there, and what should not leave."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli import output
from cli.bilingual import command, option
from cli.commands.map import day_of
from cli.session import Session, session
from ontology.text import Lang, Text, same

if TYPE_CHECKING:
    from graph.publication.check import Check
    from graph.publication.findings import Finding, Sort

_SHOWN = 5  # places of one finding in the table
_COLUMNS = {
    "level": Text("gravité", "level"),
    "sort": Text("sorte", "sort"),
    "what": Text("quoi", "what"),
    "where": Text("où", "where"),
    "n": Text("nombre", "number"),
    "why": Text("pourquoi", "why"),
    "todo": Text("que faire", "what to do"),
}


@command(
    "check", "check", "check maps/carte.html rapport.xlsx", "check --format csv > relecture.csv",
    fr="Vérifier ce qui ne devrait pas être là, et ce qui ne devrait pas sortir.\n\nSans fichier : "
       "l'espace de travail entier — cohérence des données, règles de publication, adresses et "
       "téléphones dans les textes, personnes nommées, et ce qui est restreint dans les cartes et "
       "les autres fichiers produits. Avec des fichiers : ce qu'ils disent et qui ne sort pas. "
       "Ce qui ne se lit pas (PDF, image) est dit, et à regarder vous-même. Un texte restreint "
       "n'est jamais répété.",
    en="Verify what should not be there, and what should not leave.\n\nWithout a file: the whole "
       "workspace — coherence of the data, rules of publication, addresses and telephones in "
       "texts, persons named, and what is restricted in maps and other files made. With files: "
       "what they tell that does not leave. What cannot be read (PDF, image) is told, to be looked "
       "at by yourself. A restricted text is never repeated.",
)  # fmt: skip
@click.argument("files", nargs=-1, metavar="[FILE]...",
                type=click.Path(path_type=Path))  # fmt: skip
@option("--as-of", metavar="DATE", fr="Jour où les mandats doivent être en cours.",
        en="Day on which mandates must be under way.")  # fmt: skip
@output.format_option()
def command_(files: tuple[Path, ...], as_of: str | None, form: str) -> int:
    """Look, tell what was found; the answer is no if something is to be mended.

    Of files that are named, also if one could not be read.
    """
    from graph.near import missing
    from graph.publication.findings import Level, Sort

    here = session()
    for absent in (file for file in files if not file.exists()):
        raise missing(absent)
    check = _check(here, as_of)
    found = list(_of_files(check, files) if files else check.findings())
    if form == "table":
        output.paragraphs(_blocks(found, here.lang))
    else:
        output.listing(_COLUMNS, _rows(found, here.lang), form, here.lang, table="")
    wrong = sum(one.n for one in found if one.sort.level is Level.MEND)
    unread = sum(one.sort is Sort.UNREAD for one in found)
    _summary(here, wrong, unread, files)
    return 1 if wrong or (unread and files) else 0


def _check(here: Session, as_of: str | None) -> Check:
    from graph.kept import held
    from graph.publication.check import Check
    from graph.publication.departure import Departure
    from graph.publication.gate import Gate

    workspace, store = here.workspace(), here.store()
    day = day_of(as_of) or workspace.as_of or date.today()
    departure = Departure(Gate(store, day))  # which refuses nothing: what waits is a finding
    return Check(workspace, store, departure, held(workspace).entries)


def _of_files(check: Check, files: Iterable[Path]) -> Iterator[Finding]:
    for given in files:
        inside = sorted(given.rglob("*")) if given.is_dir() else [given]
        for path in inside:
            if path.is_file():
                yield from check.file(path, str(path), is_asked=True)


def _blocks(found: Sequence[Finding], lang: Lang) -> Iterator[tuple[str, list[str]]]:
    """Yield a heading for each sort, why it matters, what was found with places, what to do."""
    groups: dict[Sort, dict[str, list[Finding]]] = defaultdict(lambda: defaultdict(list))
    for one in found:
        groups[one.sort][one.what.to(lang)].append(one)
    for sort, by_what in groups.items():
        ones = [one for group in by_what.values() for one in group]
        total = sum(one.n for one in ones)
        heading = f"{sort.title.to(lang)} — {sort.level.value.to(lang)} ({total})"
        lines = [_line(what, group, lang) for what, group in by_what.items()]
        yield heading, [ones[0].why.to(lang), *lines, *_todo(ones[0], lang)]


def _todo(one: Finding, lang: Lang) -> list[str]:
    from graph.publication.findings import Level

    return [] if one.sort.level is Level.KNOW else [f"→ {one.todo.to(lang)}"]


def _line(what: str, group: Sequence[Finding], lang: Lang) -> str:
    """Return what was found, how often, and the first places."""
    places = list(dict.fromkeys(one.where.to(lang) for one in group if one.where.to(lang)))
    count = sum(one.n for one in group)
    if not places:
        return f"{what} : {count}" if lang == "fr" else f"{what}: {count}"
    more = len(places) - _SHOWN
    rest = (
        Text(" ; et {n} {n:autre endroit|autres endroits}", "; and {n} more {n:place|places}")
        .fill(n=more)
        .to(lang)
    )
    shown = " ; ".join(places[:_SHOWN]) if lang == "fr" else "; ".join(places[:_SHOWN])
    return f"{what} [{count}] {shown}{rest if more > 0 else ''}"


def _rows(found: Iterable[Finding], lang: Lang) -> Iterator[tuple[object, ...]]:
    from graph.rejects import guarded

    for one in found:
        told = (one.sort.level.value, one.sort.title, one.what, one.where)
        cells = [guarded(text.to(lang)) for text in told]
        yield (*cells, one.n, one.why.to(lang), one.todo.to(lang))


def _summary(here: Session, wrong: int, unread: int, files: Sequence[Path]) -> None:
    if wrong:
        here.say("{n} {n:constat|constats} à corriger.", "{n} {n:finding|findings} to mend.",
                 n=wrong)  # fmt: skip
    if unread:
        here.say(
            "{n} {n:fichier|fichiers} que ce programme n'a pas pu lire, à regarder vous-même.",
            "{n} {n:file|files} that this program could not read, to be looked at by yourself.",
            n=unread,
        )
    if wrong or unread:
        return
    where = same(", ".join(map(str, files))) if files else Text("l'espace", "the workspace")
    here.say("Rien à corriger dans {where}.", "Nothing to mend in {where}.", where=where)
