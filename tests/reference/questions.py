"""``docs/queries.md``: the library of questions, from the headers of the ``.rq`` files."""

from __future__ import annotations

import queries
from queries import Parameter, Question
from tests.reference.markdown import both, cell, generated, table

_START = """# Query library · Bibliothèque de questions

One question, one file of [`queries/`](../queries), with a header that this page is written from;
[how to add one](how-to-add.md#a-question). Ask from the command line, from the site of
`alliances serve`, or run the file on any SPARQL engine that holds the graphs with
[the shortcuts](../queries/__init__.py).

*Une question, un fichier. Le nom se tape en entier ou se complète par la touche Tab ; les accents
et les majuscules ne comptent pas.*

```sh
alliances queries                 # the list, with parameters
alliances queries qui-relie       # one of them
alliances query qui-relie --param cote="culture et art" --param autre=associations --explain
```

**Types of parameters**: `territory`, `actor`: a name, a code or an IRI; `side`: a sector, a theme
or a territory; `concept:SCHEME`: a word of a [vocabulary](ontology.md#vocabularies); `date`: a day
(2017-12-31); `integer`; `text`. Where a file projects `?lang` or `?date`, the program binds them.
"""


def page() -> str:
    """Return the page."""
    found = sorted(
        queries.library().values(), key=lambda question: (question.number, question.name)
    )
    lines = [generated("the headers of queries/*.rq"), _START]
    lines += table(
        ("no.", "name", "question"),
        ((str(q.number), f"[`{q.name}`](#{q.name})", both(q.title)) for q in found),
    )
    lines += ["**Sources needed**, as the entries below name them:", ""]
    lines += table(("code", ""), ((f"`{c}`", both(t)) for c, t in queries.SOURCES.items()))
    for question in found:
        lines += _entry(question)
    return "\n".join(lines)


def _entry(question: Question) -> list[str]:
    """Return what there is to know of one question."""
    told = [f"## {question.name}", "", f"**{question.title.fr}**", f"*{question.title.en}*", "",
            question.description.fr, "", f"*{question.description.en}*", ""]  # fmt: skip
    if question.parameters:
        told += table(("parameter", "type", "", "example"), map(_parameter, question.parameters))
    columns = ", ".join(
        f"`{name}` ({cell(text.fr)}, *{cell(text.en)}*)" for name, text in question.columns.items()
    )
    told += [f"* Sources: {', '.join(f'`{code}`' for code in question.sources)}",
             f"* Layer: `{question.layer}`"]  # fmt: skip
    told += [f"* Columns: {columns}"] * bool(columns)
    told += [f"* File: [`queries/{question.name}.rq`](../queries/{question.name}.rq)", "",
             "```sh", example(question), "```", ""]  # fmt: skip
    return told


def _parameter(parameter: Parameter) -> tuple[str, str, str, str]:
    name = f"`{parameter.name}`" + " (required)" * parameter.required
    return name, f"`{parameter.type}`", both(parameter.help), cell(parameter.example)


def example(question: Question) -> str:
    """Return a command that asks the question, with the examples of what it requires."""
    given = (f'--param {p.name}="{p.example}"' for p in question.parameters if p.required)
    return " ".join(["alliances query", question.name, *given])
