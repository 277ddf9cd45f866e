"""``alliances query``: a question of the library, or one's own SPARQL."""

from __future__ import annotations

import math
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

import ontology
from cli import answer, complete, output
from cli.bilingual import command, option
from cli.remote import endpoint_option
from cli.session import Session, session
from graph.progress import stage

if TYPE_CHECKING:
    from graph.layers import Layer
    from graph.questions import Parameters, Setting
    from graph.store import Answer, Store
    from queries import Question

TIMEOUT = 60  # seconds
_ASKING = ontology.Text("Recherche de la réponse", "Looking for the answer")
LONGEST = 7 * 24 * 3600


class Seconds(click.FloatRange):
    """A number of seconds; "nan" is none, and no limit holds for it."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        """Return the number; fails as a number out of range does."""
        found = super().convert(value, param, ctx)
        return super().convert(math.inf, param, ctx) if math.isnan(found) else found


@command(
    "query", "query alliances-par-etape --param territoire=Venelles",
    'query alliances-par-etape --param etape="accord de principe"',
    "query alliances-par-etape --param etape=contact --format csv",
    'query qui-est --param acteur="Pays d\'Aix Associations" --map',
    "query elus-d-un-territoire --param territoire=Venelles --public",
    "query ma-question.rq --explain", "query - --format json < ma-question.rq",
    fr="Poser une question de la bibliothèque (« alliances queries »), ou son propre SPARQL depuis "
       "un fichier ou l'entrée standard (-).\n\nLa base est seulement lue. Dans un CSV de la "
       "bibliothèque, une cellule qu'un tableur prendrait pour une formule reçoit une apostrophe ; "
       "celui de votre SPARQL donne les valeurs telles quelles.",
    en="Ask a question of the library ('alliances queries'), or your own SPARQL from a file or "
       "from the standard input (-).\n\nThe store is only read. In a CSV of the library, a cell "
       "that a spreadsheet would take for a formula gets an apostrophe; that of your own SPARQL "
       "gives the values as they are.",
)  # fmt: skip
@click.argument("question", metavar="NAME|FILE|-", shell_complete=complete.questions)
@option("--param", "params", multiple=True, metavar="NAME=VALUE",
        shell_complete=complete.parameters,
        fr="Valeur d'un paramètre ; à répéter.", en="Value of a parameter; may be repeated.",
)  # fmt: skip
@option("--layer", type=click.Choice(["asserted", "derived", "all"]),
        fr="Graphes interrogés : les faits, ce qui en est déduit, ou les deux.",
        en="Graphs asked: facts, what is worked out of them, or both.")  # fmt: skip
@option("--public", is_flag=True,
        fr="Répondre comme une édition publique : sans le nom de qui n'est plus élu.",
        en="Answer as a public edition would: without the name of who is no longer in office.",
)  # fmt: skip
@endpoint_option
@option("--limit", type=click.IntRange(min=0), metavar="N",
        fr=f"Nombre de lignes au plus, 0 pour toutes (sinon : {answer.MOST_IN_TABLE} dans un "
           "tableau, toutes dans un fichier). L'atteindre est toujours annoncé.",
        en=f"Most rows to give, 0 for all (otherwise {answer.MOST_IN_TABLE} in a table, all in a "
           "file). Reaching it is always told.")  # fmt: skip
@option("--timeout", "seconds", type=Seconds(min=0, max=LONGEST, min_open=True), metavar="SECONDS",
        fr=f"Temps au plus, en secondes (sinon : {TIMEOUT}, ou « timeout » du profil).",
        en=f"Longest time, in seconds (otherwise {TIMEOUT}, or 'timeout' of the profile).",
)  # fmt: skip
@option("--allow-service", "hosts", multiple=True, metavar="HOST[:PORT]",
        fr="Machine que SERVICE peut interroger dans votre SPARQL ; à répéter. Aucune sinon.",
        en="Host that SERVICE may ask in your own SPARQL; may be repeated. Otherwise none.",
)  # fmt: skip
@option("--explain", is_flag=True,
        fr="Montrer le SPARQL avec les valeurs et les graphes, à poser où l'on veut.",
        en="Show the SPARQL with its values and graphs, to ask it anywhere.")  # fmt: skip
@option("--map", "drawn", is_flag=True,
        fr="Dessiner la réponse : ses acteurs, et les alliances qu'elle nomme ou qui les lient.",
        en="Draw the answer: its actors, and the alliances that it names or that link them.",
)  # fmt: skip
@option("-o", "--output", "into", type=click.Path(path_type=Path, dir_okay=False),
        fr="Avec --map : fichier à écrire (sinon : dans maps/ de l'espace de travail).",
        en="With --map: file to write (otherwise in maps/ of the workspace).")  # fmt: skip
@output.format_option("turtle")
def command_(
    question: str, params: tuple[str, ...], layer: Layer | None, form: str, **how: Any
) -> None:
    """Find the question, bind its parameters, and write, explain or draw the answer."""
    here = session()
    here.seconds, here.public = how["seconds"], how["public"]
    if here.public and here.endpoint:
        raise _public_is_here()
    if how["into"] is not None and not how["drawn"]:
        raise _needs_map()
    if how["drawn"] and here.endpoint:
        raise _map_is_here()
    asked = _asked(here, question, _pairs(params), layer)
    if how["explain"]:
        click.echo(asked.explained(), nl=False)
        return
    with stage(_ASKING):
        found = answer.begun(asked.answer(how["seconds"] or TIMEOUT, how["hosts"]))
    if how["drawn"]:
        from cli import answer_map

        answer_map.draw(here, asked, found, how["into"])
    else:
        columns = asked.known.columns if asked.known else None
        answer.write(here, found, form, columns, how["limit"])


@dataclass(frozen=True)
class Asked:
    """A question with its values, and what it is asked in."""

    known: Question | None  # of the library
    sparql: str
    bound: Parameters
    setting: Setting

    def explained(self) -> str:
        """Return the SPARQL with its values and graphs, to be asked of any engine."""
        from graph.questions import explained, runnable

        if self.known is None:
            return explained(self.sparql, self.bound, self.setting)
        title = self.known.title.to(self.setting.lang)
        return explained(runnable(self.known, self.bound), self.bound, self.setting, title)

    def answer(self, seconds: float, hosts: tuple[str, ...] = ()) -> Answer:
        """Ask, for so many seconds at most; a user's own SPARQL in a process of its own."""
        from graph.questions import ask_bound
        from graph.store import LocalStore
        from graph.store.apart import ApartStore
        from graph.store.paced import PacedStore
        from graph.store.service import host

        allowed = [host(words) for words in hosts]
        store = self.setting.store
        limited = PacedStore(store, seconds) if isinstance(store, LocalStore) else store
        if self.known is not None:
            return ask_bound(self.known, self.bound, replace(self.setting, store=limited))
        own: Store = limited
        if isinstance(store, LocalStore):
            own = ApartStore(store, seconds=seconds, hosts=allowed)
        graphs, named = self.setting.graphs, self.setting.named
        return own.query(self.sparql, graphs=graphs, named=named, parameters=self.bound)


def _asked(here: Session, question: str, values: dict[str, str], layer: Layer | None) -> Asked:
    import queries
    from graph.questions import bind, bind_own

    known = None if question == "-" else queries.find(question)
    if known is not None:
        setting = here.setting(layer or known.layer)  # type: ignore[arg-type]
        return Asked(known, known.sparql, bind(known, values, setting), setting)
    sparql = _own(question)
    setting = with_from(sparql, here.setting(layer or "asserted"), layer)
    return Asked(None, sparql, bind_own(sparql, values, setting), setting)


def with_from(sparql: str, setting: Setting, layer: Layer | None) -> Setting:
    """Return the setting with the graphs that a query names itself (FROM, FROM NAMED)."""
    from graph import layers
    from graph.errors import Misuse
    from graph.store.dataset import Dataset, Unserved, dataset

    known = layers.graphs(setting.store, "all")
    nothing = Dataset((), ())
    try:
        chosen = dataset(sparql, nothing, facts=(), served=known, prefixes=ontology.prefixes())
    except Unserved as error:
        raise Misuse(
            "FROM {graph} : aucun graphe public de ce nom. « SELECT DISTINCT ?g {{ GRAPH ?g {{ ?s "
            "?p ?o }} }} » avec --layer all donne ceux qu'il y a.",
            "FROM {graph}: no public graph has this name. 'SELECT DISTINCT ?g {{ GRAPH ?g {{ ?s "
            "?p ?o }} }}' with --layer all lists those there are.",
            graph=error.values["graph"],
        ) from None
    if not any(chosen):
        return setting
    if layer is not None:
        raise Misuse(
            "--layer et FROM choisissent tous deux les graphes : gardez l'un des deux.",
            "--layer and FROM both choose the graphs: keep one of the two.",
        )
    return replace(setting, graphs=chosen.default, named=chosen.named)


def _public_is_here() -> Exception:
    from graph.errors import Misuse

    return Misuse(
        "--public répond à partir de l'espace de travail : il ne va pas avec --endpoint.",
        "--public answers from the workspace: it does not go with --endpoint.",
    )


def _map_is_here() -> Exception:
    from graph.errors import Misuse

    return Misuse(
        "--map dessine à partir de l'espace de travail : il ne va pas avec --endpoint.",
        "--map draws from the workspace: it does not go with --endpoint.",
    )


def _pairs(params: tuple[str, ...]) -> dict[str, str]:
    """Return the values by parameter; raises Misuse for one given twice."""
    from graph.errors import Misuse

    values: dict[str, str] = {}
    for words in params:
        name, value = _pair(words)
        if name in values:
            raise Misuse(
                "--param {name} est donné deux fois ({first} ; {second}) : gardez une valeur.",
                "--param {name} is given twice ({first}; {second}): keep one value.",
                name=name, first=values[name], second=value,
            )  # fmt: skip
        values[name] = value
    return values


def _needs_map() -> Exception:
    from graph.errors import Misuse

    return Misuse(
        "-o va avec --map. Pour garder des lignes dans un fichier : --format csv > fichier.csv",
        "-o goes with --map. To keep rows in a file: --format csv > file.csv",
    )


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
        from graph.near import beside, did_you_mean, missing, near

        if question.endswith(".rq"):
            raise missing(Path(question)) from None
        files = [name for name in beside(Path(question)) if name.endswith(".rq")]
        alike = [*near(question, queries.library()), *files]
        raise NotFound(
            "« {question} » n'est ni une question de la bibliothèque ni un fichier. "
            "{near}« alliances queries » les liste.",
            "'{question}' is neither a question of the library nor a file. "
            "{near}'alliances queries' lists them.",
            question=question,
            near=did_you_mean(alike),
        ) from None
    except UnicodeDecodeError:
        raise BadInput(
            "{file} n'est pas en UTF-8 : enregistrez la requête en UTF-8.",
            "{file} is not UTF-8: save the query as UTF-8.",
            file=ontology.Text("L'entrée standard", "The standard input")
            if question == "-"
            else question,
        ) from None
