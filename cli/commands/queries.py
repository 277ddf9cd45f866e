"""``alliances queries``: the library of questions."""

from __future__ import annotations

import queries
from cli import output
from cli.bilingual import command
from cli.session import session
from ontology.text import Text


@command(
    "queries", "queries", "queries --format json",
    fr="Lister les questions de la bibliothèque et leurs paramètres.",
    en="List the questions of the library and their parameters.",
)  # fmt: skip
@output.format_option()
def command_(form: str) -> None:
    """Write one row a question."""
    here = session()
    columns = {
        "name": Text("nom", "name"),
        "question": Text("question", "question"),
        "parameters": Text("paramètres", "parameters"),
    }
    rows = (
        (
            question.name,
            question.title.to(here.lang),
            ", ".join(_told(p, form) for p in question.parameters),
        )
        for question in queries.library().values()
    )
    output.listing(columns, rows, form, here.lang, table=" ".join(columns))
    here.say("Un « ? » marque un paramètre facultatif.", "A '?' marks an optional parameter.")


def _told(parameter: queries.Parameter, form: str) -> str:
    """Tell a parameter: its name alone in a table, with an example elsewhere."""
    name = parameter.name + "?" * (not parameter.required)
    return name if form == "table" else f"{name}={parameter.example}"
