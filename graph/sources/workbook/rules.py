"""What a row must satisfy beyond its cells: the same rules as the SHACL shapes, said of the row.

The shapes judge the graph, and can only name an IRI; these name the row and the cell.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import ontology
from graph.dates import Period
from graph.identifiers import parse_insee
from graph.sources.workbook.cells import Cell
from ontology.text import Text

Refusal = tuple[str, str, Text, Text]  # column key, value, reason, advice
Values = dict[str, Any]

_FILL = Text("Remplissez-la.", "Fill it in.")


def required(column: str) -> Refusal:
    """Refuse an empty cell."""
    return column, "", Text("cette cellule est obligatoire", "this cell is required"), _FILL


def surplus(count: int) -> Refusal:
    """Refuse a row that is longer than the row of headers: its cells may be one place off."""
    reason = Text(
        "{n} {n:cellule|cellules} de trop à droite de la dernière colonne",
        "{n} {n:cell|cells} too many, right of the last column",
    ).fill(n=count)
    advice = Text(
        "Mettez entre guillemets un texte qui contient le séparateur.",
        "Put a text that holds the separator between quotes.",
    )
    return "", "", reason, advice


def nameless(column: str) -> Refusal:
    """Refuse a row of whose name no identifier can be made, such as an emoji."""
    reason = Text("ce nom n'a ni lettre ni chiffre", "this name has neither letter nor digit")
    return column, "", reason, Text("Donnez un identifiant.", "Give an identifier.")


def taken(key: str) -> Refusal:
    """Refuse a post that could be taken for an actor."""
    reason = Text("cet identifiant est déjà celui d'un acteur", "this id is already an actor's")
    return "post", key, reason, Text("Donnez-en un autre au poste.", "Give the post another one.")


def repeated(column: str, value: str, first: int) -> Refusal:
    """Refuse an identifier that an earlier row has."""
    return (
        column,
        value,
        Text("déjà à la ligne {row}", "already in row {row}").fill(row=first),
        Text(
            "Gardez une seule ligne, ou corrigez l'identifiant.",
            "Keep a single row, or correct the identifier.",
        ),
    )


def other_body(first: int) -> Refusal:
    """Refuse a holder of a post that an earlier row gives to another body."""
    reason = Text(
        "ce poste est dans un autre organisme à la ligne {row}",
        "this post is in another body in row {row}",
    ).fill(row=first)
    advice = Text("Donnez un autre identifiant au poste.", "Give the post another identifier.")
    return "body", "", reason, advice


def lost_link(column: str, key: str, row: int) -> Refusal:
    """Report a link to a row of the same sheet that was refused."""
    return (
        column,
        key,
        Text(
            "ce lien vise une ligne refusée ; la ligne est chargée sans lui",
            "this link is to a refused row; the row is loaded without it",
        ),
        Text("Corrigez la ligne {row}.", "Correct row {row}.").fill(row=row),
    )


def of_row(sheet: str, values: Values) -> Iterator[Refusal]:
    """Yield what is wrong with a row of which every cell could be read."""
    for rule in (_order, *_ROWS.get(sheet, ())):
        if refusal := rule(values):
            yield refusal


def of_sheet(sheet: str, rows: Sequence[tuple[str, Values]]) -> Iterator[tuple[int, Refusal]]:
    """Yield the places of rows that are wrong once the links of the sheet are settled."""
    for rule in _SETTLED.get(sheet, ()):
        yield from rule(rows)


def restored(key: str, cells: Mapping[str, Cell]) -> str:
    """Return the identifier of a territory with the zero that a spreadsheet ate: 1001 is 01001."""
    kind = ontology.kind("ea:Territory", str(cells.get("type", "")))
    if kind and kind.curie == "igeo:Commune" and re.fullmatch("[0-9]{4}", key):
        return "0" + key
    return key


def _order(values: Values) -> Refusal | None:
    start, end = values.get("start"), values.get("end")
    if not (isinstance(start, Period) and isinstance(end, Period)):
        return None
    if not (start.not_before and end.not_after and end.not_after < start.not_before):
        return None
    reason = Text("la fin est avant le début ({start})", "the end is before the start ({start})")
    advice = Text("Corrigez l'une des deux.", "Correct one of them.")
    return "end", end.words, reason.fill(start=start.words), advice


def _legal_form(values: Values) -> Refusal | None:
    """Refuse an actor of two legal forms: the law knows only one."""
    forms = ("ea:Association", "ea:Company", "ea:Foundation", "ea:PublicBody")
    named = {ontology.iri(form) for form in forms}
    found = [iri for iri in values.get("type", ()) if iri in named]
    if len(found) < 2:
        return None
    labels = [ontology.label(iri) for iri in found]
    both = Text(" et ".join(p.fr for p in labels), " and ".join(p.en for p in labels))
    return (
        "type",
        " | ".join(p.fr for p in labels),
        Text("un acteur ne peut pas être à la fois {both}", "an actor cannot be both {both}").fill(
            both=both
        ),
        Text(
            "Gardez sa forme juridique ; « réseau » peut s'y ajouter.",
            "Keep its legal form; 'network' may be added to it.",
        ),
    )


def _official_code(values: Values) -> Refusal | None:
    """Complete the code of a commune, département or région from its id, or refuse it."""
    kind = next((k for k in ontology.kinds("ea:Territory") if k.iri == values.get("type")), None)
    parse = _CODES.get(kind.curie) if kind else None
    if kind is None or parse is None:
        return None
    given = str(values.get("code") or "")
    try:
        values["code"] = parse(given or str(values.get("id", "")).rpartition("-")[2])
    except ValueError:
        reason = Text("ce n'est pas le code INSEE d'un lieu de type « {kind} »",
                      "this is not the INSEE code of a place of type '{kind}'")  # fmt: skip
        advice = Text(
            "Écrivez le code officiel (commune 13001, département 13, région 93).",
            "Write the official code (commune 13001, département 13, région 93).",
        )
        return "code", given, reason.fill(kind=kind.label), advice
    return None


def _departement(words: str) -> str:
    code = words.strip().upper().zfill(2)
    if not re.fullmatch(r"[0-9]{2}|2[AB]|97[0-9]", code):
        raise ValueError(words)
    return code


def _region(words: str) -> str:
    code = words.strip().zfill(2)
    if not re.fullmatch(r"[0-9]{2}", code):
        raise ValueError(words)
    return code


_CODES: dict[str, Callable[[str], str]] = {
    "igeo:Commune": parse_insee,
    "igeo:Departement": _departement,
    "igeo:Region": _region,
}


def _population_year(values: Values) -> Refusal | None:
    if "population" not in values or "population_year" in values:
        return None
    return (
        "population_year",
        "",
        Text("une population vaut pour une année", "a population is that of a year"),
        Text("Écrivez l'année du recensement.", "Write the year of the census."),
    )


def _mandate_start(values: Values) -> Refusal | None:
    if "holder" not in values or "start" in values:
        return None
    return (
        "start",
        "",
        Text(
            "un titulaire n'est nommé que pendant son mandat, dont le début manque",
            "a holder is named only during the mandate, whose start is missing",
        ),
        Text("Écrivez au moins l'année.", "Write at least the year."),
    )


def _resource(values: Values) -> Refusal | None:
    if values.get("resource") or values.get("description"):
        return None
    return (
        "description",
        "",
        Text(
            "ce besoin ou cette offre ne dit pas de quoi",
            "this need or offer does not say of what",
        ),
        Text("Choisissez une ressource ou décrivez-la.", "Choose a resource or describe it."),
    )


def _covers(rows: Sequence[tuple[str, Values]]) -> Iterator[tuple[int, Refusal]]:
    """Yield the project territories that cover nothing."""
    reason = Text(
        "un territoire de projet couvre au moins un territoire",
        "a project territory covers at least one territory",
    )
    advice = Text("Écrivez ses communes, séparées par |.", "Write its communes, separated by |.")
    for place, (_, values) in enumerate(rows):
        if values["type"] == ontology.iri("ea:ProjectTerritory") and not values.get("covers"):
            yield place, ("covers", "", reason, advice)


def _calls(rows: Sequence[tuple[str, Values]]) -> Iterator[tuple[int, Refusal]]:
    """Yield the applications that answer no call for projects."""
    application, call = ontology.iri("ea:Application"), ontology.iri("ea:CallForProjects")
    types = {key: values["type"] for key, values in rows}
    for place, (_, values) in enumerate(rows):
        answered = [types.get(ref.key) for ref in values.get("part_of", ())]
        if values["type"] == application and set(answered) != {call}:
            yield (
                place,
                (
                    "part_of",
                    "|".join(ref.key for ref in values.get("part_of", ())),
                    Text(
                        "une candidature répond à un appel à projets",
                        "an application answers a call for projects",
                    ),
                    Text("Écrivez l'identifiant de l'appel.", "Write the identifier of the call."),
                ),
            )


def _cycles(rows: Sequence[tuple[str, Values]]) -> Iterator[tuple[int, Refusal]]:
    """Yield the territories that are part of themselves, even through others."""
    parents = {key: {ref.key for ref in v.get("part_of", ())} for key, v in rows}
    for place, (key, _) in enumerate(rows):
        above = set(parents[key])
        frontier = above
        while frontier := {up for k in frontier for up in parents.get(k, ())} - above:
            above |= frontier
        if key in above:
            yield (
                place,
                (
                    "part_of",
                    "|".join(sorted(parents[key])),
                    Text(
                        "ce territoire fait partie de lui-même, peut-être par d'autres",
                        "this territory is part of itself, perhaps through others",
                    ),
                    Text("Retirez le lien de trop.", "Remove the link that is too many."),
                ),
            )


Rule = Callable[[Values], Refusal | None]
SheetRule = Callable[[Sequence[tuple[str, Values]]], Iterator[tuple[int, Refusal]]]
_ROWS: dict[str, tuple[Rule, ...]] = {
    "actors": (_legal_form,),
    "territories": (_official_code, _population_year),
    "mandates": (_mandate_start,),
    "needs_offers": (_resource,),
}
_SETTLED: dict[str, tuple[SheetRule, ...]] = {
    "territories": (_covers, _cycles),
    "programmes": (_calls,),
}
