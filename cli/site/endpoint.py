"""``/sparql``: the query operation of the SPARQL 1.1 Protocol."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cli.site import asking
from cli.site.http import Pairs, Refused, Request, Response, not_utf8, pairs, redirect
from cli.site.media import HTML, ROWS, TRIPLES, Form, named, preferred
from cli.site.worker import Job
from graph.store.dataset import Dataset, Unserved, dataset
from ontology.text import Text

if TYPE_CHECKING:
    from cli.site.data import Data
    from cli.site.pool import Pool
    from cli.site.serialise import Limits

FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
_READ_ONLY = Text(
    "Ce site se lit seulement : les mises à jour SPARQL sont refusées.",
    "This site is read-only: SPARQL updates are refused.",
)


async def answer(request: Request, data: Data, pool: Pool, limits: Limits) -> Response:
    """Answer a request to the endpoint."""
    if request.method in {"GET", "HEAD"} and not _names(request.parameters) & {"query", "update"}:
        return _nothing_asked(request, data)
    sparql, parameters = operation(request)
    forms = _forms(request, parameters)
    if forms is None:
        return redirect(f"/editor?{request.query}", 303, Vary="Accept")
    job = job_of(sparql, _asked(parameters), data, limits, forms)
    return await asking.stream(pool, job)


def operation(request: Request) -> tuple[str, Pairs]:
    """Return the query of a request and its parameters; raises Refused for anything else."""
    parameters, sparql = request.parameters, None
    if request.method == "POST":
        if request.media == FORM:
            if "query" in _names(parameters):
                raise _one_query(2)
            parameters = [*parameters, *pairs(request.body)]
        elif request.media == DIRECT:
            sparql = _text(request)
        elif request.media == "application/sparql-update":
            raise Refused(403, _READ_ONLY)
        else:
            raise Refused(415, Text(
                "Envoyez la requête en {form} ou en {direct}.",
                "Send the query as {form} or as {direct}.",
            ).fill(form=FORM, direct=DIRECT), Accept_Post=f"{FORM}, {DIRECT}")  # fmt: skip
    if "update" in _names(parameters):
        raise Refused(403, _READ_ONLY)
    queries = [value for name, value in parameters if name == "query"]
    queries += [sparql] if sparql is not None else []
    if len(queries) != 1:
        raise _one_query(len(queries))
    return queries[0], parameters


def _text(request: Request) -> str:
    charset = request.headers.get("content-type", "").lower().partition("charset=")[2].strip(' "')
    if charset and charset not in {"utf-8", "utf8", "us-ascii"}:
        raise not_utf8()
    try:
        return request.body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise not_utf8() from None


def _one_query(n: int) -> Refused:
    return Refused(400, Text(
        "Il faut une requête, et une seule (paramètre « query ») ; reçu : {n}.",
        "One query is needed, and one only (parameter 'query'); received: {n}.",
    ).fill(n=n))  # fmt: skip


def _names(parameters: Pairs) -> set[str]:
    return {name for name, _ in parameters}


def _asked(parameters: Pairs) -> Dataset:
    def of(name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(value for key, value in parameters if key == name))

    return Dataset(of("default-graph-uri"), of("named-graph-uri"))


_Forms = tuple[Form | None, Form | None]


def _forms(request: Request, parameters: Pairs) -> _Forms | None:
    """Return the forms wanted for rows and for triples; None for a browser that shows pages."""
    chosen = next((value for name, value in parameters if name in {"format", "output"}), None)
    if chosen:
        forms = named(ROWS, chosen), named(TRIPLES, chosen)
        if not any(forms):
            raise _unacceptable()
        return forms
    accept = request.headers.get("accept")
    if request.method == "GET" and preferred((*ROWS, *TRIPLES, HTML), accept) is HTML:
        return None
    forms = preferred(ROWS, accept), preferred(TRIPLES, accept)
    if not any(forms):
        raise _unacceptable()
    return forms


def _unacceptable() -> Refused:
    offered = ", ".join(form.media for form in (*ROWS, *TRIPLES))
    return Refused(406, Text(
        "Aucune forme demandée (Accept) n'est offerte. Formes : {list}.",
        "None of the forms asked for (Accept) is offered. Forms: {list}.",
    ).fill(list=offered))  # fmt: skip


def job_of(sparql: str, asked: Dataset, data: Data, limits: Limits, forms: _Forms) -> Job:
    """Return the job of a query; raises Refused when it names a graph that is not served."""
    graphs = data.current()
    try:
        chosen = dataset(
            sparql, asked, facts=graphs.facts, served=graphs.served, prefixes=data.prefixes
        )
    except Unserved as error:
        raise Refused(400, error.text) from None
    rows, triples = (form.name if form else None for form in forms)
    return Job(
        graphs, chosen.default, chosen.named, sparql, rows=rows, triples=triples,
        limits=limits,
    )  # fmt: skip


def _nothing_asked(request: Request, data: Data) -> Response:
    """Show a browser the editor, and describe the service to a program (Service Description)."""
    form = preferred((HTML, *TRIPLES), request.headers.get("accept"))
    if form is HTML and "html" in request.headers.get("accept", ""):
        return redirect("/editor", 303, Vary="Accept")
    if form not in TRIPLES or form is None or not request.headers.get("accept"):
        raise _one_query(0)
    return Response(described(data, form), form.header, headers={"Vary": "Accept"})


_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"


def described(data: Data, form: Form) -> bytes:
    """Return the SPARQL 1.1 Service Description of the endpoint."""
    from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple, serialize

    a = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    service, whole, default = BlankNode("s"), BlankNode("d"), BlankNode("g")

    def sd(name: str) -> NamedNode:
        return NamedNode(_SD + name)

    formats = ("SPARQL_Results_JSON", "SPARQL_Results_XML", "SPARQL_Results_CSV",
               "SPARQL_Results_TSV", "Turtle", "N-Triples", "JSON-LD", "RDF_XML")  # fmt: skip
    said: list[tuple[NamedNode | BlankNode, NamedNode, NamedNode | BlankNode]] = [
        (service, a, sd("Service")),
        (service, sd("endpoint"), NamedNode(data.origin + "/sparql")),
        (service, sd("supportedLanguage"), sd("SPARQL11Query")),
        *((service, sd("resultFormat"), NamedNode(_FORMATS + name)) for name in formats),
        (service, sd("defaultDataset"), whole),
        (whole, a, sd("Dataset")),
        (whole, sd("defaultGraph"), default),
        (default, a, sd("Graph")),
    ]
    for n, graph in enumerate(data.current().facts):
        node = BlankNode(f"n{n}")
        said += [(whole, sd("namedGraph"), node), (node, sd("name"), NamedNode(graph))]
    kind = {"ttl": RdfFormat.TURTLE, "nt": RdfFormat.N_TRIPLES, "rdf": RdfFormat.RDF_XML,
            "jsonld": RdfFormat.JSON_LD}[form.name]  # fmt: skip
    triples = (Triple(*each) for each in said)
    return serialize(triples, format=kind, prefixes={"sd": _SD}) or b""
