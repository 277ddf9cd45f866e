"""``/question/NAME``: a question of the library as a form, its answer, and the answer to keep."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote

import ontology
import queries
from cli.site import asking
from cli.site.data import of_layer
from cli.site.http import Refused, Request, Response
from cli.site.media import ROWS
from cli.site.pages import render
from cli.site.table import SHOWN, table
from cli.site.words import WORDS
from cli.site.worker import Job
from ontology.text import Lang, Text

if TYPE_CHECKING:
    from cli.site.context import Site
    from cli.site.data import Known

MOST = 3_000  # names offered while one types


class Field(NamedTuple):
    """A parameter as a field: what it is called and asks for, and what may be chosen."""

    name: str
    help: Text
    kind: str  # "choice", "name", "date", "integer", "text"
    example: str
    required: bool
    value: str
    choices: tuple[tuple[str, str], ...] = ()  # value and words


async def page(site: Site, request: Request, lang: Lang) -> Response:
    """Show a question; ask it when the form was sent, or when nothing has to be filled in."""
    name, _, ending = unquote(request.path.removeprefix("/question/")).partition(".")
    question = queries.library().get(name)
    form = next((form for form in ROWS if form.name == ending), None)
    if question is None or (ending and form is None):
        raise Refused(404, WORDS["no-question"])
    asked = {parameter.name for parameter in question.parameters}
    values = {k: v.strip() for k, v in request.parameters if k in asked and v.strip()}
    job = _job(site, question, values, lang)
    words = {variable: text.to(lang) for variable, text in question.columns.items()}
    if form is not None:
        return await _download(site, job, form.name, question, words)
    known = await site.data.known()
    missing = [p for p in question.parameters if p.required and not values.get(p.name)]
    shown, error = None, None
    if not missing:
        try:
            shown = await asking.whole(site.pages, job)
        except Refused as refused:
            error = refused
    return render(
        site, request, lang, "question.html", status=error.status if error else 200,
        question=question, fields=_fields(question, values, known, lang), values=values,
        missing=missing if request.value("ask") else [], error=error, answer=shown, most=SHOWN,
        table=table(shown.body, words, site.data, known) if shown else None,
        forms=sorted((form.name for form in ROWS), key="csv".__ne__),  # what people open, first
    )  # fmt: skip


def _job(site: Site, question: queries.Question, values: dict[str, str], lang: Lang) -> Job:
    graphs = site.data.current()
    layer = of_layer(graphs, question.layer)
    limits = site.limits._replace(rows=min(SHOWN, site.limits.rows))
    return Job(
        graphs, layer, layer, question=question.name, values=values, lang=lang,
        as_of=site.data.as_of, limits=limits,
    )  # fmt: skip


async def _download(
    site: Site, job: Job, form: str, question: queries.Question, words: dict[str, str]
) -> Response:
    """Send a file; people open CSV, and programs the other forms, which name the variables."""
    headings = words if form == "csv" else {}
    whole = replace(job, rows=form, limits=site.limits, headings=headings)
    response = await asking.stream(site.pool, whole)
    response.headers["Content-Disposition"] = f'attachment; filename="{question.name}.{form}"'
    return response


def _fields(
    question: queries.Question, values: dict[str, str], known: Known, lang: Lang
) -> list[Field]:
    return [
        Field(p.name, p.help, _kind(p.type), p.example, p.required, values.get(p.name, ""),
              _choices(p.type, known, lang))
        for p in question.parameters
    ]  # fmt: skip


def _kind(type_: str) -> str:
    kind = type_.partition(":")[0]
    words = {"concept": "choice", "actor": "name", "territory": "name"}
    return words.get(kind, kind)


def _choices(type_: str, known: Known, lang: Lang) -> tuple[tuple[str, str], ...]:
    """Return what may be chosen: concepts of a vocabulary, or names while they are few."""
    kind, _, scheme = type_.partition(":")
    if kind == "concept":
        return tuple((c.slug, c.label.to(lang)) for c in ontology.concepts(scheme).values())
    named = {"actor": known.network.actors, "territory": known.network.territories.values()}
    names = sorted({thing.name for thing in named.get(kind, ())})  # type: ignore[attr-defined]
    return tuple((name, name) for name in names) if len(names) <= MOST else ()
