"""What only the whole workbook shows: alliances without parties, rows about hidden rows."""

from __future__ import annotations

from itertools import pairwise

import ontology
from graph.sources.persons import names_someone
from graph.sources.report import short
from graph.sources.workbook.cells import REFERS, Context, Ref, first_correct
from graph.sources.workbook.records import Checked, Record
from graph.sources.workbook.rules import Refusal
from ontology.text import Text, fold

#: The sheets in which the subject of a claim is looked for, in this order.
SUBJECTS = ("actors", "programmes", "territories", "alliances", "mandates")


def settle(checked: Checked) -> None:
    """Take back what cannot stand without rows that were refused or withheld."""
    _refuse_lame_alliances(checked)
    for sheet in ("parties", "stages"):
        _leave_out_orphans(checked, sheet)
    hidden = [r for r in checked.records["claims"] if _is_about_withheld(r, checked)]
    checked.leave_out(hidden)
    _keep_persons_back(checked)
    _note_regressions(checked)


def _keep_persons_back(checked: Checked) -> None:
    """Restrict the actors whose name is a person's, and say so: they are on no map."""
    for record in checked.records["actors"]:
        name, held = record.values["name"], record.get("disclosure") or "public"
        numbers = {key: record.get(key) or "" for key in ("siren", "rna")}
        if held != "public" or not names_someone(name, **numbers):
            continue
        record.values["disclosure"] = "restreint"
        notice = Text(
            "{place}, ligne {row} : « {name} » se lit comme une personne, et une personne n'est "
            "pas un acteur. La ligne est chargée comme « restreint », sur aucune carte. Mettez son "
            "organisation à la place ; si c'en est une, donnez son numéro RNA ou faites commencer "
            "son nom par sa forme (« Association … »).",
            "{place}, row {row}: '{name}' reads as a person, and a person is no actor. The row is "
            "loaded as 'restricted', on no map. Put the organisation instead; if it is one, give "
            "its RNA number or let its name begin with its form ('Association …').",
        )
        checked.report.notices.append(
            notice.fill(place=checked.tables["actors"].place, row=record.row, name=short(name))
        )


def _refuse_lame_alliances(checked: Checked) -> None:
    """Refuse alliances with fewer than two parties or without any stage."""
    parties, stages = checked.by_alliance("parties"), checked.by_alliance("stages")
    for record in list(checked.records["alliances"]):
        actors = {party.values["actor"] for party in parties[record.key]}
        shown = [actor for actor in actors if not checked.is_withheld(actor)]
        whole = len(actors) >= 2 and bool(stages[record.key])
        if whole and len(shown) >= 2:
            continue
        if not whole:
            reason, advice = _lame(len(actors))
            checked.refuse("alliances", record.row, ("id", record.key, reason, advice))
        checked.leave_out([record], rejected=not whole)


def _lame(parties: int) -> tuple[Text, Text]:
    if parties < 2:
        return (
            Text(
                "une alliance a au moins deux parties, celle-ci en a {n} de valable",
                "an alliance has at least two parties, this one has {n} that is valid",
            ).fill(n=parties),
            Text("Complétez la feuille « parties ».", "Complete the sheet 'parties'."),
        )
    return (
        Text("cette alliance n'a aucune étape valable", "this alliance has no valid stage"),
        Text(
            "Ajoutez une ligne à « étapes » (au moins « contact »).",
            "Add a row to 'stages' (at least 'contact').",
        ),
    )


def _leave_out_orphans(checked: Checked, sheet: str) -> None:
    """Refuse parties and stages of refused alliances; leave out what would show a hidden row."""
    state = checked.context.directories["alliances"].state
    refused, hidden = [], []
    for record in checked.records[sheet]:
        of_alliance = state[record.values["alliance"].key]
        if of_alliance == "refused":
            refused.append(record)
        elif of_alliance == "withheld" or _names_withheld(record, checked):
            hidden.append(record)
    for record in refused:
        checked.refuse(sheet, record.row, _orphan(record.values["alliance"], checked.context))
    checked.leave_out(refused, rejected=True)
    checked.leave_out(hidden)


def _orphan(alliance: Ref, context: Context) -> Refusal:
    """Refuse a party or a stage of a refused alliance."""
    return "alliance", alliance.key, REFERS, first_correct(alliance, context)


def _names_withheld(record: Record, checked: Checked) -> bool:
    return "actor" in record.values and checked.is_withheld(record.values["actor"])


def _is_about_withheld(record: Record, checked: Checked) -> bool:
    word = fold(record.values["subject"])
    return any(
        checked.is_withheld(Ref(sheet, key))
        for sheet in SUBJECTS
        for key in checked.context.directories[sheet].words.get(word, ())
    )


def _note_regressions(checked: Checked) -> None:
    """Say where a later stage is an earlier step: allowed, but worth a look."""
    stages = ontology.concepts("stage")
    for key, rows in checked.by_alliance("stages").items():
        dated = [r for r in rows if r.get("date") and r.values["date"].not_before]
        dated.sort(key=lambda r: r.values["date"].not_before)
        for before, after in pairwise(dated):
            first, second = stages[before.values["stage"]], stages[after.values["stage"]]
            certain = before.values["date"].not_after
            if not certain or certain >= after.values["date"].not_before:
                continue
            if (second.order or 0) < (first.order or 0):
                notice = Text(
                    "{place}, ligne {row} : « {key} » revient de « {a} » à « {b} ».",
                    "{place}, row {row}: '{key}' goes back from '{a}' to '{b}'.",
                )
                checked.report.notices.append(notice.fill(
                    place=checked.tables["stages"].place, row=after.row, key=key,
                    a=first.label, b=second.label,
                ))  # fmt: skip
