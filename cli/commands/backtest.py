"""``alliances backtest``: whether past alliances tell the next ones."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli import output
from cli.bilingual import command, option
from cli.session import Session, session
from ontology.text import Text, same

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from graph.prediction.choice import Choice
    from graph.prediction.hiding import Split
    from graph.prediction.protocol import Measures, Outcome
    from graph.prediction.sample import Sample

DECIMALS = 4
_MEASURING = Text("Mesure", "Measuring")
_COLUMNS = {
    "method": Text("méthode", "method"),
    "actors": Text("acteurs", "actors"),
    "n": same("n"),
    "map_at_10": same("MAP@10"),
    "map_at_10_se": Text("MAP@10 (erreur type)", "MAP@10 (standard error)"),
    "hits_at_10": same("Hits@10"),
    "hits_at_10_se": Text("Hits@10 (erreur type)", "Hits@10 (standard error)"),
    "recall_at_50": Text("rappel@50", "recall@50"),
    "recall_at_50_se": Text("rappel@50 (erreur type)", "recall@50 (standard error)"),
    "coverage": Text("couverture", "coverage"),
    "hub_share": Text("part des pôles", "hub share"),
    "hub_share_se": Text("part des pôles (erreur type)", "hub share (standard error)"),
}
_SHORT = (
    Text("méthode", "method"), same("MAP@10"), same("Hits@10"),
    Text("rappel@50", "recall@50"), Text("couv.", "cover"), Text("pôles", "hubs"),
)  # fmt: skip
_KINDS = {
    "warm": Text("Acteurs qui avaient déjà un partenaire", "Actors that had a partner already"),
    "cold": Text("Acteurs connus mais sans aucun partenaire", "Actors known but without a partner"),
}
FEW = 30  # actors; with fewer, a difference between methods is mostly chance


@command(
    "backtest", "backtest", "backtest --until 2018-12-31",
    "backtest projets.csv --actor organisme --alliance projet --date jour",
    fr="Mesurer si les alliances passées annoncent les suivantes : cacher les plus récentes, les "
       "faire deviner par chaque méthode, compter.\n\nSans FICHIER, sur l'espace de travail. Un "
       "FICHIER est un tableau d'une ligne par participation d'un acteur à une alliance. Sans "
       "dates, une alliance sur cinq, tirée au sort, est cachée.",
    en="Measure whether past alliances foretell the next ones: hide the latest, let each method "
       "guess them, count.\n\nWithout FILE, on the workspace. A FILE is a table with one row for "
       "each part of an actor in an alliance. Without dates, one alliance in five, drawn by lot, "
       "is hidden.",
)  # fmt: skip
@click.argument("file", required=False, type=click.Path(path_type=Path))
@option("--actor", metavar="COL", fr="Colonne des acteurs.", en="Column of the actors.")
@option("--alliance", metavar="COL", fr="Colonne des alliances (projet, contrat…).",
        en="Column of the alliances (project, contract…).")  # fmt: skip
@option("--date", metavar="COL", fr="Colonne du début de l'alliance.",
        en="Column of the day the alliance began.")  # fmt: skip
@option("--until", metavar="DATE",
        fr="Dernier jour connu ; ce qui commence après est caché (sinon : le jour où quatre "
           "cinquièmes avaient commencé).",
        en="Last day known; what begins later is hidden (otherwise the day when four fifths had "
           "begun).")  # fmt: skip
@option("--theme", metavar="COL", fr="Colonne du thème de l'alliance.",
        en="Column of the theme of the alliance.")  # fmt: skip
@option("--territory", metavar="COL", fr="Colonne du territoire de l'acteur.",
        en="Column of the territory of the actor.")  # fmt: skip
@option("--sector", metavar="COL", fr="Colonne du secteur de l'acteur.",
        en="Column of the sector of the actor.")  # fmt: skip
@output.format_option()
def command_(
    file: Path | None, actor: str | None, alliance: str | None, date: str | None,
    until: str | None, theme: str | None, territory: str | None, sector: str | None, form: str,
) -> None:  # fmt: skip
    """Compare, and write one row a method and kind of actors."""
    from graph.prediction.protocol import backtest
    from graph.progress import ending, tell

    here = session()
    columns = {"actor": actor, "alliance": alliance, "date": date, "theme": theme,
               "territory": territory, "sector": sector}  # fmt: skip
    day = _day(until)
    sample = _of_workspace(here, columns) if file is None else _of_file(file, columns, day)
    tell_skipped(here, sample)
    if day and not sample.dated:
        here.warn("--until est sans effet : trop d'alliances n'ont pas de date.",
                  "--until has no effect: too many alliances have no date.")  # fmt: skip
    with ending():
        outcome = backtest(sample, day, watch=partial(tell, _MEASURING))
    write(here, sample, outcome, form)


def _day(words: str | None) -> date | None:
    from graph.dates import impossible
    from graph.errors import Misuse
    from graph.prediction.read import day_of

    found = day_of(words) if words else None
    if words and found is None:
        raise Misuse(
            "--until {words} : {what}. Exemple : 2018-12-31.",
            "--until {words}: {what}. Example: 2018-12-31.",
            words=words,
            what=impossible(words) or Text("ce n'est pas une date", "this is no date"),
        )
    return found


def _of_workspace(here: Session, columns: dict[str, str | None]) -> Sample:
    from graph.errors import Misuse
    from graph.prediction.sample import sample_of

    if given := [f"--{name}" for name, column in columns.items() if column]:
        raise Misuse(
            "{options} nomme une colonne d'un fichier : donnez ce fichier. Sans fichier, la mesure "
            "porte sur l'espace de travail.",
            "{options} names a column of a file: give that file. Without a file, the workspace is "
            "measured.",
            options=", ".join(given),
        )
    return sample_of(here.network())


def _of_file(file: Path, columns: dict[str, str | None], day: date | None) -> Sample:
    from graph.errors import Misuse
    from graph.prediction.read import Columns, read

    actor, alliance, *others = columns.values()
    if not actor or not alliance:
        raise Misuse(
            "Un fichier demande deux options : --actor COL et --alliance COL.",
            "A file takes two options: --actor COL and --alliance COL.",
        )
    if day and not columns["date"]:
        raise Misuse(
            "--until demande --date COL : la colonne du début de l'alliance.",
            "--until takes --date COL: the column of the day the alliance began.",
        )
    return read(file, Columns(actor, alliance, *others))


def tell_skipped(here: Session, sample: Sample) -> None:
    """Tell what was left out, and why."""
    for why, count in sample.skipped:
        here.say("Laissées de côté, {why} : {n}.", "Left out, {why}: {n}.", n=count, why=why)


def write(here: Session, sample: Sample, outcome: Outcome, form: str) -> None:
    """Write the measures; a table shows warm and cold actors apart, means ± standard errors."""
    rows = outcome.measures
    if form == "table":
        for kind, title in _KINDS.items():
            _table(here, title, [row for row in rows if row.actors == kind])
    else:
        output.listing(_COLUMNS, map(_rounded, rows), form, here.lang, table="")
    _tell_choice(here, outcome.choice)
    _tell_protocol(here, sample, outcome.parts)


def _table(here: Session, title: Text, rows: Sequence[Measures]) -> None:
    """Write one kind of actors, or that there are none."""
    n = rows[0].n
    click.echo(f"{title.to(here.lang)} : {n}" if here.lang == "fr" else f"{title.en}: {n}")
    if n:
        cells = [
            (
                _title(row.method).to(here.lang),
                _with_error(row.map_at_10, row.map_at_10_se),
                _with_error(row.hits_at_10, row.hits_at_10_se),
                _short(row.recall_at_50), _short(row.coverage), _short(row.hub_share),
            )
            for row in rows
        ]  # fmt: skip
        output.write([column.to(here.lang) for column in _SHORT], cells, "table")
    click.echo()
    if n < FEW:
        here.say("Moins de {few} acteurs à mesurer : pas assez pour départager les méthodes.",
                 "Fewer than {few} actors to measure: not enough to tell the methods apart.",
                 few=FEW)  # fmt: skip


def _title(method: str) -> Text:
    from graph.prediction.predictors import METHODS

    return next(m.title for m in METHODS if m.name == method)


def _short(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _with_error(value: float | None, error: float | None) -> str:
    return _short(value) if error is None else f"{_short(value)} ±{error:.3f}".replace("±0.", "±.")


def _rounded(row: Measures) -> list[object]:
    values = (getattr(row, key) for key in _COLUMNS)
    return [round(value, DECIMALS) if isinstance(value, float) else value for value in values]


def _tell_choice(here: Session, choice: Choice) -> None:
    """Tell the formula of our score, and what it was chosen on."""
    from graph.prediction.choice import CANDIDATES
    from graph.prediction.choice import FEW as TOO_FEW
    from graph.prediction.score import formula

    ask = {"formula": formula(choice.exponents), "actors": choice.actors}
    if choice.actors < TOO_FEW:
        here.say("Méthode « alliances » : {formula}. Le passé seul compte trop peu d'acteurs à "
                 "mesurer ({actors}) pour choisir une autre formule.",
                 "Method 'alliances': {formula}. The past alone has too few actors to measure "
                 "({actors}) to choose another formula.", **ask)  # fmt: skip
    else:
        here.say("Méthode « alliances » : {formula}. Choisie parmi {n} formules sur {splits} "
                 "découpages du passé seul ({actors} acteurs).",
                 "Method 'alliances': {formula}. Chosen from {n} formulas on {splits} divisions "
                 "of the past alone ({actors} actors).",
                 n=len(CANDIDATES), splits=choice.splits, **ask)  # fmt: skip


def _tell_protocol(here: Session, sample: Sample, parts: Split) -> None:
    """Tell what was hidden, and what the words of the table mean."""
    ask = {"before": len(parts.train), "after": len(parts.test)}
    if parts.until:
        here.say("Alliances connues, jusqu'au {until} : {before}. Cachées, ensuite : {after}.",
                 "Alliances known, up to {until}: {before}. Hidden, later: {after}.",
                 until=parts.until, **ask)  # fmt: skip
    else:
        here.say("Sans dates utilisables : {after} alliances entières cachées, tirées au sort (le "
                 "même chaque fois), {before} connues. C'est plus facile que de prédire l'avenir.",
                 "Without usable dates: {after} whole alliances hidden, drawn by lot (the same "
                 "each time), {before} known. That is easier than to foretell.", **ask)  # fmt: skip
    if not sample.attributes:
        here.say("Sans --theme, --territory ni --sector, rien ne distingue un acteur sans "
                 "partenaire d'un autre.",
                 "Without --theme, --territory or --sector, nothing tells one actor without a "
                 "partner from another.")  # fmt: skip
    here.say("Un acteur compte si un nouveau partenaire l'attend parmi les cachées. Pôles : part "
             "des noms proposés (10 par acteur) qui sont du centième des acteurs aux plus nombreux "
             "partenaires. ± : erreur type.",
             "An actor counts if a new partner awaits it among those hidden. Hubs: share of the "
             "names proposed (10 an actor) that are of the hundredth of the actors with the most "
             "partners. ±: standard error.")  # fmt: skip
