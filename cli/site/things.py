"""Our IRIs, resolved: ``/id/…`` leads to ``/page/…`` (HTML) or ``/data/….ttl`` (RDF) by 303.

What is named is not a document, so its address answers "see other" (Linked Data practice); the
same for the concepts under ``/voc/…``. A person has no page: the IRI of one who holds a public
post leads to the post, while the mandate is current, and any other is not found. So is whatever
stands in no public graph.

The IRIs of others (an SDG, a licence, a class) have no address here: ``/page?iri=…`` shows what is
known of any IRI, or leads to ``/data?iri=…`` by the Accept header.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

import ontology
import queries
from cli.site import actors, asking
from cli.site.http import Refused, Request, Response, redirect
from cli.site.media import HTML, TRIPLES, Form, named, preferred
from cli.site.pages import render
from cli.site.table import Piece, data_of, of_iri, page_of_own, short
from cli.site.words import WORDS
from cli.site.worker import Job
from ontology.text import Lang
from viz.brief import link

if TYPE_CHECKING:
    from cli.site.context import Site
    from cli.site.data import Data, Known

MOST = 200  # things that name one, on its page
_KEPT = "/#%:@!$&'()*+,;=~"  # signs that stand in a path as they are
_PERSONAL = ("/id/person/", "/id/mandate/")


async def resolve(site: Site, request: Request, _: Lang) -> Response:
    """Lead from a thing to a document about it, in the form that the client reads."""
    path, _dot, ending = request.path.rpartition(".")
    if any(ending == form.name for form in TRIPLES):  # asked for by name: /id/….ttl
        return redirect(f"/data{path}.{ending}", 303)
    form = _wanted(request, (HTML, *TRIPLES))
    path = request.path
    target = f"/page{path}" if form is HTML else f"/data{path}.{form.name}"
    if request.query:
        target += f"?{request.query}"
    return redirect(target, 303, Vary="Accept")


def _wanted(request: Request, forms: Sequence[Form]) -> Form:
    """Return the form that the Accept header asks for; raises Refused when there is none."""
    form = preferred(forms, request.headers.get("accept"))
    if form is None:
        raise Refused(406, WORDS["no-form"].fill(list=", ".join(each.media for each in forms)))
    return form


def _iri(words: str) -> str:
    """Return an IRI; raises Refused when it can be none."""
    from pyoxigraph import NamedNode

    try:
        return NamedNode(words).value
    except ValueError:
        raise _unknown() from None


def _of_path(site: Site, path: str) -> str:
    return _iri(site.data.base + path.strip("/"))


async def _of_any(site: Site, request: Request, lang: Lang, asked: str) -> Response:
    """Show what is known of an IRI that may be anybody's; one of ours leads to its own page."""
    iri = _iri(asked)
    if own := page_of_own(iri, site.data):
        return redirect(quote(own, safe=_KEPT))
    form = _wanted(request, (HTML, *TRIPLES))
    if form is not HTML:
        target = "/data?" + urlencode({"iri": iri, "format": form.name})
        return redirect(target, 303, Vary="Accept")
    return await _thing(site, request, lang, iri, await site.data.known())


async def _data_of_any(site: Site, request: Request, asked: str) -> Response:
    iri, name = _iri(asked), request.value("format")
    form = named(TRIPLES, name) if name else _wanted(request, TRIPLES)
    if form is None:
        raise Refused(404, WORDS["nothing-here"])
    if path := site.data.path_of(iri):
        return redirect(quote(f"/data{path}.{form.name}", safe=_KEPT))
    return await _described(site, iri, form)


def _is_personal(path: str) -> bool:
    """Tell whether a path names a person or a mandate: neither has a page of its own."""
    return path.startswith(_PERSONAL)


def _unknown() -> Refused:
    return Refused(404, WORDS["unknown-thing"])


async def page(site: Site, request: Request, lang: Lang) -> Response:
    """Show an actor, or any other public thing."""
    path = request.path.removeprefix("/page")
    asked = request.value("iri")
    if not path.strip("/") and asked:
        return await _of_any(site, request, lang, asked)
    iri = _of_path(site, path)
    known = await site.data.known()
    if _is_personal(path):
        return redirect(f"/page{await _post(site, iri, known)}")
    place = known.network.index.get(iri)
    if place is not None:
        return actors.page(site, request, lang, known, place)
    if path.strip("/") == "def":
        return await _vocabulary(site, request, lang)
    return await _thing(site, request, lang, iri, known)


async def data(site: Site, request: Request, _: Lang) -> Response:
    """Send what the public graphs say of a thing, as RDF."""
    asked = request.value("iri")
    if request.path == "/data" and asked:
        return await _data_of_any(site, request, asked)
    path, _dot, ending = request.path.removeprefix("/data").rpartition(".")
    form = next((form for form in TRIPLES if form.name == ending), None)
    if form is None:
        raise Refused(404, WORDS["nothing-here"])
    iri = _of_path(site, path)
    if _is_personal(path):
        post = await _post(site, iri, await site.data.known())
        return redirect(f"/data{post}.{ending}")
    if path.strip("/") == "def":
        return await _ontology(site, form)
    return await _described(site, iri, form)


async def _described(site: Site, iri: str, form: Form) -> Response:
    """Send what is said of a thing; of one that nothing is said of, what names it."""
    for name in ("thing-rdf", "thing-names-rdf"):
        job = replace(_job(site, name, iri), triples=form.name)
        whole = await asking.whole(site.pages, job)
        if whole.total:
            break
    else:
        raise _unknown()
    headers = {"Link": f'<{iri}>; rel="describes"', "Vary": "Accept"}
    return Response(whole.body, form.header, headers=headers | _told(whole))


def _told(whole: asking.Whole) -> dict[str, str]:
    return {"Alliances-Truncated": whole.cut} if whole.cut else {}


def _job(site: Site, name: str, iri: str) -> Job:
    graphs = site.data.current()
    return Job(graphs, graphs.facts, graphs.facts, queries.internal(name), {"iri": iri},
               limits=site.limits._replace(size=8 << 20))  # fmt: skip


async def _rows(site: Site, name: str, iri: str) -> list[dict[str, Any]]:
    whole = await asking.whole(site.pages, _job(site, name, iri))
    rows: list[dict[str, Any]] = json.loads(whole.body)["results"]["bindings"]
    return rows


async def _post(site: Site, iri: str, known: Known) -> str:
    """Return the path of the post that a person or a mandate is current in."""
    for row in await _rows(site, "posts-held", iri):
        place = known.network.index.get(row["post"]["value"])
        if place is not None and known.network.actors[place].holder == row["name"]["value"]:
            path = site.data.path_of(row["post"]["value"])
            if path is not None:
                return path
    raise _unknown()


async def _thing(site: Site, request: Request, lang: Lang, iri: str, known: Known) -> Response:
    """Show what the public graphs say of a thing, and what names it."""
    said = await _rows(site, "thing-said", iri)
    naming = await _rows(site, "thing-named", iri)
    if not said and not naming:
        raise _unknown()
    facts = _grouped(said, "o", site.data, known, lang)
    path = site.data.path_of(iri)
    return render(
        site, request, lang, "thing.html", title=_title(said, lang) or short(iri), iri=iri,
        facts=facts, named=_grouped(naming[:MOST], "s", site.data, known, lang),
        more=len(naming) > MOST, most=MOST, away=None if path else link(iri),
        data=data_of(iri, site.data),
    )  # fmt: skip


_TITLES = ("rdfs:label", "skos:prefLabel", "dcterms:title", "foaf:name")


def _title(said: list[dict[str, Any]], lang: Lang) -> str | None:
    for name in _TITLES:
        wanted = ontology.iri(name)
        found = [row["o"] for row in said if row["p"]["value"] == wanted]
        found.sort(key=lambda term: term.get("xml:lang") != lang)
        if found:
            return str(found[0]["value"])
    return None


_Facts = dict[str, list[Piece]]


def _grouped(rows: list[dict[str, Any]], end: str, data: Data, known: Known, lang: Lang) -> _Facts:
    """Return the values of each property, in words; of words in two languages, one."""
    found: dict[str, dict[str, Piece]] = {}
    for row in rows:
        term, name = row[end], row.get("name")
        if term.get("xml:lang", lang) != lang:
            continue
        values = found.setdefault(_property(row["p"]["value"], lang), {})
        key = json.dumps(term)
        if key not in values or (name and name.get("xml:lang") == lang):
            values[key] = _piece(term, name, data, known)
    return {about: list(values.values()) for about, values in found.items()}


def _property(iri: str, lang: Lang) -> str:
    try:
        return ontology.label(iri).to(lang)
    except (LookupError, ValueError):
        return short(iri)


def _piece(term: dict[str, Any], name: dict[str, Any] | None, data: Data, known: Known) -> Piece:
    if term["type"] == "uri":
        piece = of_iri(term["value"], data, known)
        return piece._replace(words=name["value"]) if name else piece
    return Piece(str(term["value"]))


async def _vocabulary(site: Site, request: Request, lang: Lang) -> Response:
    """Show the terms of the ontology, each under its own anchor."""
    rows = await _rows(site, "terms", site.data.base + "def")
    start = ontology.BASE + "def#"
    terms: dict[str, dict[str, str]] = {}
    for row in rows:
        if not row["term"]["value"].startswith(start):
            continue
        term = terms.setdefault(row["term"]["value"].removeprefix(start), {})
        for key in ("label", "comment"):
            if key in row and row[key].get("xml:lang", lang) == lang:
                term[key] = row[key]["value"]
    return render(site, request, lang, "terms.html", terms=terms)


async def _ontology(site: Site, form: Form) -> Response:
    graphs = site.data.current()
    own = tuple(g for g in graphs.facts if g.endswith("/graph/ontology"))
    job = Job(graphs, own, own, "CONSTRUCT WHERE { ?s ?p ?o }", triples=form.name,
              limits=site.limits)  # fmt: skip
    return await asking.stream(site.pages, job)
