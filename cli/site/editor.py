"""``/editor``: one's own SPARQL, its answer as a table, and where its mistake is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import queries
from cli.site import asking
from cli.site.endpoint import FORM, job_of
from cli.site.http import Refused, Request, Response, pairs, redirect
from cli.site.media import ROWS, TRIPLES, named
from cli.site.pages import links, render
from cli.site.table import SHOWN, table
from cli.site.words import WORDS
from graph.store.dataset import Dataset
from graph.wording import spoken_number
from ontology.text import Lang

if TYPE_CHECKING:
    from cli.site.context import Site
    from cli.site.worker import Job

FIRST = """\
# {comment}
SELECT ?nom ?theme
WHERE {{
  ?acteur a ea:Association ;
          rdfs:label ?nom .
  OPTIONAL {{ ?acteur ea:theme/skos:prefLabel ?theme FILTER (LANG(?theme) = "{lang}") }}
}}
ORDER BY ?nom
"""
_IN_ADDRESS = 8_000  # letters of an address that every browser takes
_BROWSER_BYTES = 4 << 20  # of an answer on a page


async def page(site: Site, request: Request, lang: Lang) -> Response:
    """Show the editor; run what it holds when the form was sent."""
    fields = dict(request.parameters)
    if request.method == "POST":
        if request.media != FORM:
            raise Refused(415, WORDS["form-only"])
        fields |= dict(pairs(request.body))
    sparql = fields.get("query", "").replace("\r\n", "\n")
    if not sparql.strip():
        return _shown(site, request, lang, _first(fields.get("question"), lang))
    kept = named((*ROWS, *TRIPLES), fields["format"]) if fields.get("format") else None
    if kept is not None:
        return await _download(site, sparql, lang, kept.name)
    if request.method == "POST" and len(address := _address(request, sparql)) <= _IN_ADDRESS:
        return redirect(address)  # so that going back asks for nothing, and a link can be kept
    return await _answered(site, request, lang, sparql)


def _address(request: Request, sparql: str) -> str:
    return links(request)("/editor", query=sparql)


def _first(name: str | None, lang: Lang) -> str:
    """Return what an editor opens on: a question of the library, or an example."""
    question = queries.library().get(name or "")
    if question is not None:
        return question.sparql
    return FIRST.format(comment=WORDS["first-query"].to(lang), lang=lang)


async def _answered(site: Site, request: Request, lang: Lang, sparql: str) -> Response:
    limits = site.limits._replace(rows=min(SHOWN, site.limits.rows), size=_BROWSER_BYTES)
    try:
        job = replace(_job(site, sparql, lang), limits=limits)
        answer = await asking.whole(site.pool, job)
    except Refused as error:
        return _shown(site, request, lang, sparql, status=error.status, error=error)
    known = await site.data.known()
    is_rows = answer.form == "json"
    values: dict[str, Any] = {
        "answer": answer,
        "forms": [f.name for f in (ROWS if is_rows else TRIPLES)],
    }
    if not is_rows:
        values["turtle"] = answer.body.decode("utf-8", "replace")
    elif answer.body.startswith(b'{"head":{},"boolean"'):
        values["boolean"] = b"true" in answer.body
    else:
        values["table"] = table(answer.body, {}, site.data, known)
    return _shown(site, request, lang, sparql, **values)


def _shown(
    site: Site, request: Request, lang: Lang, sparql: str, *, status: int = 200, **values: Any
) -> Response:
    empty = dict.fromkeys(("answer", "error", "turtle", "boolean", "table"))
    shown = empty | {"forms": [], "sparql": sparql, "most": SHOWN, "limits": _limits(site)} | values
    return render(site, request, lang, "editor.html", status=status, **shown)


def _limits(site: Site) -> dict[str, object]:
    rows, size, seconds = site.limits
    return {"rows": spoken_number(rows), "size": spoken_number(size >> 20),
            "seconds": f"{seconds:g}"}  # fmt: skip


def _job(site: Site, sparql: str, lang: Lang) -> Job:
    job = job_of(sparql, Dataset((), ()), site.data, site.limits, (ROWS[0], TRIPLES[0]))
    return replace(job, spoken=True, lang=lang, as_of=site.data.as_of)


async def _download(site: Site, sparql: str, lang: Lang, form: str) -> Response:
    job = replace(_job(site, sparql, lang), rows=form, triples=form)
    is_rows = form in {each.name for each in ROWS}
    job = replace(job, triples=None) if is_rows else replace(job, rows=None)
    response = await asking.stream(site.pool, job)
    name = WORDS["answer-file"].to(lang)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response
