"""A load that enters nothing: why, and what to do about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graph.errors import BadInput
from graph.sources.catalogue import sources as registers
from graph.sources.context import OUTSIDE
from ontology.text import Text

if TYPE_CHECKING:
    from graph.load import Loaded, Options


class Refused(BadInput):
    """A load that refused everything; it carries the report of what was wrong."""

    def __init__(self, loaded: Loaded) -> None:
        self.loaded = loaded
        refused = loaded.entry.counted(loaded.report).problems
        super().__init__(
            "Rien n'a été chargé : {n} refus dans {file}. {cure}",
            "Nothing was loaded: {n} {n:refusal|refusals} in {file}. {cure}",
            n=refused,
            file=loaded.entry.file,
            cure=_cure(loaded, refused),
        )


def _cure(done: Loaded, refused: int) -> Text:
    """Return what to do about a load that refused everything."""
    if done.report.kept:
        return Text(
            "Corrigez-{n:le|les}, ou chargez les bonnes lignes sans --strict.",
            "Correct {n:it|them}, or load the good rows without --strict.",
        ).fill(n=refused)
    if outside := done.report.reasons[OUTSIDE]:
        said = Text(
            "{n} {n:autre ligne est saine|autres lignes sont saines}, mais hors du territoire "
            "demandé ({territory}).{hint}",
            "{n} other {n:row is|rows are} sound, but outside the territory asked for "
            "({territory}).{hint}",
        )
        return said.fill(n=outside, territory=done.territory, hint=_hint(done))
    return Text(
        "Aucune ligne n'est bonne : corrigez-les et rechargez.",
        "No row is good: correct them and load again.",
    )


def _hint(done: Loaded) -> Text:
    """Return what to load first, for a register that does not say where its actors are."""
    register = registers().get(done.entry.kind)
    if register is None or not register.placeless or not done.report.reasons[OUTSIDE]:
        return Text("", "")
    return Text(
        " Ce fichier ne dit pas où sont les organismes : chargez d'abord le RNA et Sirene avec ce "
        "territoire, puis celui-ci.",
        " This file does not say where the bodies are: load RNA and Sirene with this territory "
        "first, then this one.",
    )


def require(done: Loaded, asked: Options) -> None:
    """Refuse a load without a good row, or with a refused one when all must be good."""
    if asked.strict and done.report.problems:
        raise Refused(done)
    if done.report.kept or done.report.noted:
        return
    if done.report.problems:
        raise Refused(done)
    if done.entry.is_workbook:
        raise BadInput(
            "{file} ne contient aucune ligne à charger (les lignes « exemple: » ne comptent pas). "
            "Remplissez au moins la feuille « acteurs ».",
            "{file} holds no row to load (the rows 'example:' do not count). Fill in at least the "
            "sheet 'actors'.",
            file=done.entry.file,
        )
    raise _nothing_to_load(done)


def _nothing_to_load(done: Loaded) -> BadInput:
    """Return the error of a register's file of which no row enters, with the reasons."""
    reasons = [
        Text(f"{n} : {why.fr}", f"{n}: {why.en}") for why, n in done.report.reasons.most_common(3)
    ]
    return BadInput(
        "{file} ne contient aucune ligne à charger ({read} {read:lue|lues}{why}).{hint}",
        "{file} holds no row to load ({read} read{why}).{hint}",
        file=done.entry.file,
        read=sum(done.report.read.values()),
        why=Text(
            "".join(f" ; {reason.fr}" for reason in reasons),
            "".join(f"; {reason.en}" for reason in reasons),
        ),
        hint=_hint(done),
    )
