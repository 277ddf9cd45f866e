"""Write the empty workbook that a facilitator fills in: lists, an example row, a help sheet."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import ontology
from graph.sources.workbook.check import EXAMPLE
from graph.sources.workbook.schema import SHEETS, Column, Sheet
from ontology.text import Lang, Text

ROWS = 5000  # rows that have drop-down lists
LISTS = Text("listes", "lists")
HELP = Text("aide", "help")
_CLOSED = {
    "need-or-offer": (Text("besoin", "need"), Text("offre", "offer")),
    "participation": (
        Text("participation", "participation"),
        Text("désignation", "designation"),
    ),
}
ORDER = (
    "actors", "alliances", "parties", "stages", "territories", "mandates", "needs_offers",
    "programmes", "participations", "claims", "sources",
)  # fmt: skip
_CITY, _ACTOR, _ALLIANCE = "ville-aix", "pays-d-aix-associations", "soutien-2017"

# One row a sheet. A value that is a pair reads in the workbook's language; the first one is
# marked as an example, so the loader leaves the row out.
_EXAMPLES: dict[str, dict[str, str | Text]] = {
    "actors": {
        "id": _ACTOR, "name": "Pays d'Aix Associations", "acronym": "PAA",
        "type": Text("association | réseau d'acteurs", "association | network of actors"),
        "commune": "13001", "themes": Text("vie associative", "associative life"),
        "disclosure": Text("public", "public"), "source": "bilan-2017",
    },
    "alliances": {
        "id": _ALLIANCE, "title": Text("Soutien à la vie associative", "Support to associations"),
        "type": Text("soutien public", "public support"),
        "themes": Text("vie associative", "associative life"), "territories": "13001",
        "start": Text("début décembre 2017", "early December 2017"), "source": "bilan-2017",
        "locator": Text("page 2", "page 2"),
    },
    "parties": {
        "alliance": _ALLIANCE, "actor": _ACTOR, "role": Text("bénéficiaire", "beneficiary"),
    },
    "stages": {
        "alliance": _ALLIANCE, "stage": Text("contact", "contact"),
        "date": Text("octobre 2017", "October 2017"), "source": "bilan-2017",
    },
    "territories": {
        "id": "13001", "name": "Aix-en-Provence", "type": Text("commune", "commune"),
        "code": "13001", "population": "142482", "population_year": "2017",
    },
    "mandates": {
        "post": "maire-aix", "post_title": Text("Maire d'Aix-en-Provence", "Mayor of Aix"),
        "role": Text("maire", "mayor"), "body": _CITY, "territory": "13001",
        "start": Text("avril 2014", "April 2014"),
    },
    "needs_offers": {
        "actor": _ACTOR, "kind": Text("offre", "offer"), "resource": Text("locaux", "premises"),
        "description": Text("Salles de réunion le soir", "Meeting rooms in the evening"),
    },
    "programmes": {
        "id": "appel-2017", "title": Text("Appel à projets 2017", "Call for projects 2017"),
        "type": Text("appel à projets", "call for projects"), "start": "2017-12-15",
    },
    "participations": {
        "programme": "appel-2017", "actor": _ACTOR,
        "kind": Text("participation", "participation"), "date": "2018",
    },
    "claims": {
        "subject": _ACTOR, "property": Text("adhérents (au moins)", "members (at least)"),
        "value": "700", "status": Text("énoncé", "stated"), "date": "2017",
        "source": "bilan-2017",
    },
    "sources": {
        "id": "bilan-2017", "title": Text("Bilan de l'année 2017", "Review of 2017"),
        "publisher": "Pays d'Aix Associations", "retrieved": "2017-10-19",
    },
}  # fmt: skip


def write_template(path: Path, lang: Lang) -> None:
    """Write the workbook in a language; it loads in either one."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    lists = Lists(book, lang)
    for key in ORDER:
        _write_sheet(book.create_sheet(SHEETS[key].name.to(lang)), SHEETS[key], lists, lang)
    _write_help(book.create_sheet(HELP.to(lang), 0), lang)
    lists.write()
    book.active = 1
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)


def examples(lang: Lang) -> dict[str, dict[str, str]]:
    """Return the example row of each sheet by column key, without the mark of an example."""
    return {
        sheet: {k: v.to(lang) if isinstance(v, Text) else v for k, v in row.items()}
        for sheet, row in _EXAMPLES.items()
    }


def choices(scheme: str) -> list[Text]:
    """Return the labels offered for a vocabulary, a class tree or a closed choice."""
    if scheme in _CLOSED:
        return list(_CLOSED[scheme])
    if scheme.startswith("ea:"):
        return [kind.label for kind in ontology.kinds(scheme)]
    return [concept.label for concept in ontology.concepts(scheme).values()]


class Lists:
    """The hidden sheet that the drop-down lists read."""

    def __init__(self, book: Any, lang: Lang) -> None:
        self.book = book
        self.lang: Lang = lang
        self.columns: dict[str, tuple[str, list[str]]] = {}

    def range(self, scheme: str) -> str:
        """Return the cells that hold the labels of a scheme."""
        from openpyxl.utils import get_column_letter

        if scheme not in self.columns:
            letter = get_column_letter(len(self.columns) + 1)
            self.columns[scheme] = letter, [label.to(self.lang) for label in choices(scheme)]
        letter, labels = self.columns[scheme]
        return f"{LISTS.to(self.lang)}!${letter}$1:${letter}${len(labels)}"

    def write(self) -> None:
        """Write every list that was asked for."""
        sheet = self.book.create_sheet(LISTS.to(self.lang))
        for letter, labels in self.columns.values():
            for row, label in enumerate(labels, 1):
                sheet[f"{letter}{row}"] = label
        sheet.sheet_state = "hidden"


def _write_sheet(sheet: Any, schema: Sheet, lists: Lists, lang: Lang) -> None:
    from openpyxl.comments import Comment
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    example = examples(lang)[schema.key]
    for place, column in enumerate(schema.columns, 1):
        letter = get_column_letter(place)
        head = sheet.cell(1, place, column.name.to(lang) + (" *" if column.required else ""))
        head.font = Font(bold=True, color="FFFFFF")
        head.fill = PatternFill("solid", fgColor="1F4E79" if column.required else "4D6A87")
        head.alignment = Alignment(vertical="center")
        head.comment = Comment(column.help.to(lang), "alliances", width=320, height=90)
        mark = EXAMPLE[0 if lang == "fr" else 1] if place == 1 else ""
        cell = sheet.cell(2, place, mark + example.get(column.key, "") or None)
        cell.font = Font(italic=True, color="7F7F7F")
        # Text format: a spreadsheet would turn "décembre 2017" into the first of the month and
        # eat the zero of 01001.
        cell.number_format = sheet.column_dimensions[letter].number_format = "@"
        sheet.column_dimensions[letter].width = max(14, len(head.value) + 4)
        if column.scheme:
            sheet.add_data_validation(drop_down(column, letter, lists, lang))
    sheet.freeze_panes = "B2"
    sheet.row_dimensions[1].height = 22


def drop_down(column: Column, letter: str, lists: Lists, lang: Lang) -> Any:
    """Return the list that a column offers; where several may stand, other text is let through."""
    from openpyxl.worksheet.datavalidation import DataValidation

    several = "|" in column.help.fr or column.key in {"contribution", "portfolio"}
    rule = DataValidation("list", formula1=lists.range(column.scheme or ""), allow_blank=True)
    rule.showErrorMessage = not several
    rule.errorTitle = column.name.to(lang)
    rule.error = Text("Choisissez dans la liste.", "Choose from the list.").to(lang)
    rule.showInputMessage = True
    rule.promptTitle = column.name.to(lang)
    rule.prompt = column.help.to(lang)
    rule.add(f"{letter}2:{letter}{ROWS}")
    return rule


def _write_help(sheet: Any, lang: Lang) -> None:
    from openpyxl.styles import Alignment, Font

    for row, (left, right, bold) in enumerate(_help_lines(lang), 1):
        for place, words in ((1, left), (2, right)):
            cell = sheet.cell(row, place, words)
            cell.font = Font(bold=bold)
            cell.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.column_dimensions["A"].width = 32
    sheet.column_dimensions["B"].width = 96


def _help_lines(lang: Lang) -> Iterator[tuple[str, str, bool]]:
    yield Text("Comment remplir ce classeur", "How to fill in this workbook").to(lang), "", True
    for fr, en in _ADVICE:
        yield "", Text(fr, en).to(lang), False
    for key in ORDER:
        schema = SHEETS[key]
        yield "", "", False
        needed = Text(" (indispensable)", " (required)").to(lang) if schema.required else ""
        yield schema.name.to(lang) + needed, schema.help.to(lang), True
        for column in schema.columns:
            star = " *" if column.required else ""
            yield column.name.to(lang) + star, column.help.to(lang), False


_ADVICE = (
    (
        "Une ligne par fait. Les colonnes marquées * sont obligatoires ; laissez vide ce que "
        "vous ne savez pas.",
        "One row a fact. Columns marked * are required; leave empty what you do not know.",
    ),
    (
        "Les lignes grises qui commencent par « exemple: » ne sont pas chargées : gardez-les ou "
        "supprimez-les.",
        "The grey rows that begin with 'example:' are not loaded: keep or delete them.",
    ),
    (
        "Plusieurs valeurs dans une cellule : séparez-les par | (barre verticale).",
        "Several values in a cell: separate them by | (vertical bar).",
    ),
    (
        "Pour renvoyer à un acteur, une alliance ou un territoire, écrivez son id ou son nom "
        "exact.",
        "To refer to an actor, an alliance or a territory, write its id or its exact name.",
    ),
    (
        "Dates : 2017-12-15, 15/12/2017, décembre 2017, début décembre 2017, 2018. Une date "
        "vague reste vague.",
        "Dates: 2017-12-15, 15/12/2017, December 2017, early December 2017, 2018. A vague date "
        "stays vague.",
    ),
    (
        "Pas d'adresse électronique, de téléphone ni de personne privée : une colonne inconnue "
        "n'est jamais chargée, et les contacts dans les textes sont masqués.",
        "No e-mail address, telephone or private person: an unknown column is never loaded, and "
        "contacts in texts are withheld.",
    ),
)
