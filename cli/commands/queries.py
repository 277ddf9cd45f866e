"""``alliances queries``: the library of questions."""

from __future__ import annotations

import click

import queries
from cli import complete, output
from cli.bilingual import command
from cli.session import Session, session
from graph.wording import shell
from ontology.text import Text


@command(
    "queries", "queries", "queries qui-est", "queries --format json",
    fr="Lister les questions de la bibliothèque et leurs paramètres, ou en décrire une.",
    en="List the questions of the library and their parameters, or describe one.",
)  # fmt: skip
@click.argument("name", required=False, metavar="[NAME]", shell_complete=complete.questions)
@output.format_option()
def command_(name: str | None, form: str) -> None:
    """Write one row a question, or all there is to know of one."""
    here = session()
    if name is not None:
        _describe(here, _known(name), form)
        return
    columns = {
        "name": Text("nom", "name"),
        "question": Text("question", "question"),
        "parameters": Text("paramètres", "parameters"),
        "sources": Text("sources", "sources"),
    }
    rows = (
        (
            question.name,
            question.title.to(here.lang),
            ", ".join(_told(p, form) for p in question.parameters),
            _sources(question, here),
        )
        for question in queries.library().values()
    )
    output.listing(columns, rows, form, here.lang, table="name question parameters")
    here.say("Un « ? » marque un paramètre facultatif. « alliances queries NOM » en décrit une.",
             "A '?' marks an optional parameter. 'alliances queries NAME' describes one.",
    )  # fmt: skip


def _known(name: str) -> queries.Question:
    from graph.errors import NotFound
    from graph.near import did_you_mean, near

    found = queries.find(name)
    if found is None:
        raise NotFound(
            "« {name} » n'est pas une question de la bibliothèque. {near}« alliances queries » "
            "les liste.",
            "'{name}' is no question of the library. {near}'alliances queries' lists them.",
            name=name,
            near=did_you_mean(near(name, queries.library())),
        )
    return found


def _describe(here: Session, question: queries.Question, form: str) -> None:
    """Write what a question answers, what it needs, and how to ask it."""
    needed = Text("obligatoire", "required").to(here.lang)
    rows: list[tuple[str, str]] = [
        (Text("question", "question").to(here.lang), question.title.to(here.lang)),
        (Text("réponse", "answer").to(here.lang), question.description.to(here.lang)),
        *(
            (p.name, f"{p.help.to(here.lang)}{f' ({needed})' * p.required} : {p.example}")
            for p in question.parameters
        ),
        (Text("sources", "sources").to(here.lang), _sources(question, here)),
        (Text("essayer", "try").to(here.lang), _example(question)),
    ]
    headers = [question.name, ""]
    output.write(headers, rows, form, ["what", "words"])


def _sources(question: queries.Question, here: Session) -> str:
    return ", ".join(queries.SOURCES[code].to(here.lang) for code in question.sources)


def _example(question: queries.Question) -> str:
    given = (f"--param {p.name}={shell(p.example)}" for p in question.parameters if p.required)
    return " ".join(["alliances query", question.name, *given])


def _told(parameter: queries.Parameter, form: str) -> str:
    """Tell a parameter: its name alone in a table, with an example elsewhere."""
    name = parameter.name + "?" * (not parameter.required)
    return name if form == "table" else f"{name}={parameter.example}"
