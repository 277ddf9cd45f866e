"""Ask a question of the library: typed values in, bound parameters out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date

from pyoxigraph import Literal, NamedNode, Variable

import ontology
import queries
from graph import layers
from graph.dates import impossible, last_day
from graph.errors import Misuse, NotFound, StoreUnavailable
from graph.near import did_you_mean, near
from graph.rdf import XSD
from graph.resolve import find
from graph.sources.workbook.cells import CellError, Context, concept
from graph.store import LocalStore, Rows, Store
from graph.store.binding import bind as put_in
from graph.store.binding import written
from graph.store.ordering import order, ordered
from graph.store.words import without_columns
from graph.wording import shell
from ontology.text import Lang

Parameters = dict[str, NamedNode | Literal]
_MADE_OF = """PREFIX prov: <http://www.w3.org/ns/prov#>
SELECT DISTINCT ?graph WHERE { ?run prov:used ?graph }"""


@dataclass(frozen=True)
class Setting:
    """What a question is asked in: the store, its graphs, the language and the date."""

    store: Store
    graphs: Sequence[str]
    lang: Lang
    as_of: date
    named: Sequence[str] | None = None  # reached by GRAPH; None: the same graphs


def ask(question: queries.Question, values: Mapping[str, str], setting: Setting) -> Rows:
    """Answer a question of the library; the columns of bound values are left out."""
    return ask_bound(question, bind(question, values, setting), setting)


def ask_bound(question: queries.Question, bound: Parameters, setting: Setting) -> Rows:
    """Answer a question of the library whose values are bound already.

    Its rows, and the names in a cell, come in the same order from every store.
    """
    require_shortcuts(question, setting)
    how = order(question.sparql)
    sparql = how.sent_to(getattr(setting.store, "server", ""))
    rows = setting.store.select(sparql, graphs=setting.graphs, parameters=bound)
    asked = {*bound, *(parameter.name for parameter in question.parameters)}
    return ordered(_without(rows, asked), how)


def require_shortcuts(question: queries.Question, setting: Setting) -> None:
    """Refuse a question where facts lack the shortcuts it takes: it would silently miss them.

    Raises StoreUnavailable. Shortcuts say of which graphs of facts they were made.
    """
    facts = {graph for graph in setting.graphs if layers.layer_of(graph) == "asserted"}
    if not (facts and question.takes_shortcuts):
        return
    made = [graph for graph in setting.graphs if layers.layer_of(graph) == layers.SHORTCUTS]
    rows = setting.store.select(_MADE_OF, graphs=made).rows if made else iter(())
    if facts <= {str(getattr(graph, "value", "")) for (graph,) in rows}:
        return
    if not isinstance(getattr(setting.store, "store", setting.store), LocalStore):  # or paced
        raise StoreUnavailable(
            "Ce serveur a des faits sans les raccourcis que « {question} » demande. Publiez-les "
            "depuis un espace de travail à jour : alliances push.",
            "This server has facts without the shortcuts that '{question}' asks for. Publish them "
            "from a workspace that is up to date: alliances push.",
            question=question.name,
        )
    raise StoreUnavailable(
        "La base a été faite par une version antérieure du programme, sans les raccourcis que "
        "« {question} » demande. Rechargez l'un de ses fichiers : alliances load FICHIER.",
        "The store was made by an earlier version of the program, without the shortcuts that "
        "'{question}' asks for. Load one of its files again: alliances load FILE.",
        question=question.name,
    )


def bind(question: queries.Question, values: Mapping[str, str], setting: Setting) -> Parameters:
    """Return what the words given for parameters mean; raises Misuse or NotFound."""
    known = {parameter.name: parameter for parameter in question.parameters}
    for name in values:
        if name not in known:
            raise _unknown_parameter(name, question)
    for parameter in question.parameters:
        if parameter.required and not values.get(parameter.name):
            raise Misuse(
                "La question « {question} » demande --param {name}=… ({help}). "
                "Exemple : --param {name}={example}",
                "The question '{question}' needs --param {name}=… ({help}). "
                "Example: --param {name}={example}",
                question=question.name,
                name=parameter.name,
                help=parameter.help,
                example=shell(parameter.example),
            )
    bound = {name: _bind(known[name], value, setting) for name, value in values.items()}
    _require_spans(question, bound)
    return bound | _automatic(question.automatic, bound, setting)


def _require_spans(question: queries.Question, bound: Parameters) -> None:
    """Refuse two dates of which the second comes first: figures of no span look like figures."""
    for parameter in question.parameters:
        start, end = bound.get(parameter.begun_by), bound.get(parameter.name)
        if start is not None and end is not None and end.value < start.value:  # as YYYY-MM-DD
            raise Misuse(
                "La question « {question} » va de {first} à {last} : {last}={end} est avant "
                "{first}={start}. Échangez les deux dates.",
                "The question '{question}' goes from {first} to {last}: {last}={end} is before "
                "{first}={start}. Swap the two dates.",
                question=question.name, first=parameter.begun_by, last=parameter.name,
                start=start.value, end=end.value,
            )  # fmt: skip


def bind_own(sparql: str, values: Mapping[str, str], setting: Setting) -> Parameters:
    """Return the values for the user's own SPARQL, as IRIs, dates, numbers or text."""
    bound = {_variable(name): _guess(value) for name, value in values.items()}
    return bound | _automatic(queries.automatic(sparql), bound, setting)


def explained(sparql: str, bound: Parameters, setting: Setting, title: str = "") -> str:
    """Return the SPARQL of a question that any engine answers as we do: values and graphs in it.

    Above it, as comments, what was asked and with which values.
    """
    said = [f"# {title}"] if title else []
    said += [f"# ?{name} = {written(value)}" for name, value in bound.items()]
    body = "\n".join(line for line in sparql.strip().splitlines() if not line.startswith("#+"))
    named = setting.graphs if setting.named is None else setting.named
    text = put_in(body, bound, prefixes=ontology.prefixes(), graphs=setting.graphs, named=named)
    return "\n".join([*said, "", text.strip(), ""])


def runnable(question: queries.Question, bound: Parameters) -> str:
    """Return the SPARQL of a question without the columns of values that were not given."""
    absent = {parameter.name for parameter in question.parameters} - bound.keys()
    return without_columns(question.sparql, absent)


def _variable(name: str) -> str:
    """Return the name of a variable, which may be typed with its sign; raises Misuse."""
    bare = name.lstrip("?$")
    with suppress(ValueError):  # the engine knows which letters a name may hold
        if not Variable(bare).value[0].isdecimal():
            return bare
    raise Misuse(
        "--param {name}=… : « {name} » n'est pas un nom de variable.",
        "--param {name}=…: '{name}' is no name of a variable.",
        name=name,
    )


def _automatic(names: Sequence[str], given: Parameters, setting: Setting) -> Parameters:
    values: Parameters = {"lang": Literal(setting.lang), "date": _date(setting.as_of)}
    return {name: values[name] for name in names if name not in given}


def _without(rows: Rows, names: set[str]) -> Rows:
    kept = [i for i, name in enumerate(rows.variables) if name not in names]

    def cut() -> Iterator[tuple[object, ...]]:
        for row in rows.rows:
            yield tuple(row[i] for i in kept)

    return Rows(tuple(rows.variables[i] for i in kept), cut())  # type: ignore[arg-type]


def _bind(parameter: queries.Parameter, value: str, setting: Setting) -> NamedNode | Literal:
    kind, _, scheme = parameter.type.partition(":")
    if kind == "concept":
        slug = concept_slug(scheme, value, typed=f"--param {parameter.name}={value}")
        return NamedNode(ontology.concepts(scheme)[slug].iri)
    if kind == "side":
        return NamedNode(_side(parameter, value, setting))
    if kind in {"territory", "actor"}:
        name = {"territory": "ea:Territory", "actor": "ea:Stakeholder"}[kind]
        return NamedNode(find(setting.store, setting.graphs, name, value))
    return _literal(parameter, value)


def _side(parameter: queries.Parameter, value: str, setting: Setting) -> str:
    """Return the IRI of a sector, a theme or a territory; raises NotFound for none of them."""
    for scheme in ("sector", "theme"):
        with suppress(Misuse):
            return ontology.concepts(scheme)[concept_slug(scheme, value, typed="")].iri
    try:
        return find(setting.store, setting.graphs, "ea:Territory", value)
    except NotFound as error:
        raise NotFound(
            "--param {name}={value} : ni un secteur, ni un thème. {why}",
            "--param {name}={value}: no sector and no theme. {why}",
            name=parameter.name, value=value, why=error.text,
        ) from error  # fmt: skip


def concept_slug(scheme: str, words: str, *, typed: str) -> str:
    """Return the slug of a concept that a user named; raises Misuse with what was ``typed``."""
    try:
        found: str = concept(scheme)(words, Context())
    except CellError as error:
        raise Misuse(
            "{typed} : {reason}. {advice}",
            "{typed}: {reason}. {advice}",
            typed=typed,
            reason=error.reason,
            advice=error.advice,
        ) from error
    return found


def _literal(parameter: queries.Parameter, value: str) -> Literal:
    try:
        if parameter.type == "integer":
            if not re.fullmatch("[0-9]{1,4}", value.strip()):
                raise ValueError(value)
            return Literal(int(value))
        if parameter.type == "date":
            return _date(last_day(value))
    except ValueError:
        raise Misuse(
            "--param {name}={value} : {what}, par exemple {example}.",
            "--param {name}={value}: {what}, such as {example}.",
            name=parameter.name,
            value=value,
            what=_needed(parameter.type, value),
            example=parameter.example,
        ) from None
    return Literal(value)


def _needed(kind: str, value: str) -> ontology.Text:
    """Return what a parameter needs in place of a value that is none, and why if that helps."""
    if kind == "integer":
        return ontology.Text(
            "il faut un nombre entier de 0 à 9999", "a whole number from 0 to 9999 is needed"
        )
    if why := impossible(value):
        return ontology.Text(
            "ce jour n'existe pas ({why}). Il faut une date",
            "there is no such day ({why}). A date is needed",
        ).fill(why=why)
    return ontology.Text("il faut une date", "a date is needed")


def _guess(value: str) -> NamedNode | Literal:
    if value.startswith(("http://", "https://", "urn:")):
        try:
            return NamedNode(value)
        except ValueError:
            return Literal(value)
    if re.fullmatch("[0-9]{1,8}", value) and (value == "0" or not value.startswith("0")):
        return Literal(int(value))
    try:
        return _date(date.fromisoformat(value))
    except ValueError:
        return Literal(value)


def _date(day: date) -> Literal:
    return Literal(day.isoformat(), datatype=NamedNode(XSD + "date"))


def _unknown_parameter(name: str, question: queries.Question) -> Misuse:
    names = [parameter.name for parameter in question.parameters]
    return Misuse(
        "La question « {question} » n'a pas de paramètre « {name} ». {near}Paramètres : {names}.",
        "The question '{question}' has no parameter '{name}'. {near}Parameters: {names}.",
        question=question.name,
        name=name,
        near=did_you_mean(near(name, names)),
        names=", ".join(names) or "—",
    )
