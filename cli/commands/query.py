"""``alliances query``: a question of the library, or one's own SPARQL."""

from __future__ import annotations

import difflib
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

import ontology
from cli import output
from cli.bilingual import command, option
from cli.remote import endpoint_option
from cli.session import Session, session

if TYPE_CHECKING:
    from graph.layers import Layer
    from graph.store import Answer
    from ontology.text import Text


@command(
    "query", "query alliances-par-etape --param territoire=Venelles",
    'query alliances-par-etape --param etape="accord de principe" --format csv',
    "query ma-question.rq", "query - --format json < ma-question.rq",
    fr="Poser une question de la bibliothèque (« alliances queries »), ou son propre SPARQL depuis "
       "un fichier ou l'entrée standard (-).\n\nLa base est seulement lue.",
    en="Ask a question of the library ('alliances queries'), or your own SPARQL from a file or "
       "from the standard input (-).\n\nThe store is only read.",
)  # fmt: skip
@click.argument("question", metavar="NAME|FILE|-")
@option("--param", "params", multiple=True, metavar="NAME=VALUE",
        fr="Valeur d'un paramètre ; à répéter.", en="Value of a parameter; may be repeated.",
)  # fmt: skip
@option("--layer", type=click.Choice(["asserted", "derived", "all"]),
        fr="Graphes interrogés : les faits, ce qui en est déduit, ou les deux.",
        en="Graphs asked: facts, what is worked out of them, or both.")  # fmt: skip
@endpoint_option
@output.format_option("turtle")
def command_(question: str, params: tuple[str, ...], layer: Layer | None, form: str) -> None:
    """Find the question, bind its parameters and write the answer."""
    import queries
    from graph.questions import ask, ask_own

    here = session()
    values = dict(map(_pair, params))
    known = None if question == "-" else queries.find(question)
    if known is not None:
        setting = here.setting(layer or known.layer)  # type: ignore[arg-type]
        _write(here, ask(known, values, setting), form, known.columns)
    else:
        setting = here.setting(layer or "asserted")
        _write(here, ask_own(_own(question), values, setting), form)


def _pair(words: str) -> tuple[str, str]:
    from graph.errors import Misuse

    name, equals, value = words.partition("=")
    if not equals or not name.strip():
        raise Misuse(
            "--param {words} : écrivez --param nom=valeur.",
            "--param {words}: write --param name=value.",
            words=words,
        )
    return name.strip(), value.strip()


def _own(question: str) -> str:
    from graph.errors import BadInput, Misuse, NotFound

    try:
        words = sys.stdin.buffer.read() if question == "-" else Path(question).read_bytes()
        sparql = words.decode("utf-8-sig")
        if not sparql.strip():
            raise Misuse("Aucune requête reçue.", "No query received.")
        return sparql
    except FileNotFoundError:
        import queries

        near = difflib.get_close_matches(question, queries.library(), n=3, cutoff=0.4)
        raise NotFound(
            "« {question} » n'est ni une question de la bibliothèque ni un fichier. "
            "{near}« alliances queries » les liste.",
            "'{question}' is neither a question of the library nor a file. "
            "{near}'alliances queries' lists them.",
            question=question,
            near="".join(f"→ {name} ? " for name in near),
        ) from None
    except UnicodeDecodeError:
        raise BadInput(
            "{file} n'est pas en UTF-8 : enregistrez la requête en UTF-8.",
            "{file} is not UTF-8: save the query as UTF-8.",
            file=ontology.Text("L'entrée standard", "The standard input")
            if question == "-"
            else question,
        ) from None


def _write(
    here: Session, answer: Answer, form: str, columns: Mapping[str, Text] | None = None
) -> None:
    """Write an answer; JSON keys stay the variables, other formats have words for headers."""
    from graph.errors import Misuse
    from graph.store import Rows

    if form == "turtle" and (isinstance(answer, Rows | bool)):
        raise Misuse(
            "Turtle convient aux requêtes CONSTRUCT ; pour celle-ci : --format table, csv, tsv, "
            "json ou jsonl.",
            "Turtle fits CONSTRUCT queries; for this one: --format table, csv, tsv, json or jsonl.",
        )
    if isinstance(answer, bool):
        yes = {"fr": ("oui", "non"), "en": ("yes", "no")}[here.lang]
        spoken: object = answer if form.startswith("json") else yes[0 if answer else 1]
        output.write(["?"], [[spoken]], form, ["answer"])
    elif isinstance(answer, Rows):
        rows = (tuple(map(_value, row)) for row in answer.rows)
        words = {name: text.to(here.lang) for name, text in (columns or {}).items()}
        headers = [words.get(name, name) for name in answer.variables]
        count = output.write(headers, rows, form, answer.variables)
        if count == 0:
            here.say("Aucune réponse dans ce qui est chargé. Cela ne prouve pas qu'il n'y en ait "
                     "pas.",
                     "No answer in what is loaded. That does not prove that there is none.",
            )  # fmt: skip
    else:
        _write_triples(answer, form)


def _write_triples(triples: Iterator[object], form: str) -> None:
    import pyoxigraph as ox

    if form in {"table", "turtle"}:
        data = ox.serialize(
            triples,  # type: ignore[arg-type]
            format=ox.RdfFormat.TURTLE,
            prefixes=ontology.prefixes(),
        )
        sys.stdout.write((data or b"").decode())
        return
    names = ("subject", "predicate", "object")
    rows: Iterator[Sequence[object]] = (tuple(map(_value, triple)) for triple in triples)  # type: ignore[call-overload]
    output.write(names, rows, form)


def _value(term: object) -> object:
    """Return a term as text, whole numbers as numbers."""
    value = getattr(term, "value", term)
    kind = getattr(getattr(term, "datatype", None), "value", "")
    if isinstance(value, str) and kind.endswith("#integer") and value.lstrip("+-").isdecimal():
        return int(value)
    return value if value is None or isinstance(value, str) else str(value)
