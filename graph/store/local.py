"""The store on this computer: Oxigraph, opened read-only on a finished version."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pyoxigraph as ox

import ontology
from graph.errors import Misuse, StoreUnavailable
from graph.store.protocol import Answer, Rows, Term

# White space and comments, which may stand between two words of a query.
_GAP = r"(?:\s|#[^\r\n]*[\r\n])*"
_NAME = r"(?:<[^<>]*>|[?$]\w+|[^\s{}<>\"]*?:[^\s{}<>\"]*?)"
_SERVICE = re.compile(rf"SERVICE(?={_GAP}(?:SILENT{_GAP})?{_NAME}{_GAP}\{{)", re.IGNORECASE)
_IN_NAME = re.compile(r"(?:[?$]\w*|:(?:[\w%:][\w.:%-]*)?)\Z")  # of ?service, of ex:my-service
_UPDATE = re.compile(
    rf"{_GAP}(?:(?:BASE|PREFIX{_GAP}[^\s:]*:){_GAP}<[^>\s]*>{_GAP})*"
    r"(?:INSERT|DELETE|LOAD|CLEAR|CREATE|DROP|COPY|MOVE|ADD|WITH)\b",
    re.IGNORECASE,
)
_LONGEST = 160
_CODE_POINT = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


class LocalStore:
    """A finished version of the graph on disk, or a graph in memory."""

    def __init__(self, store: ox.Store, folder: Path | None = None) -> None:
        self._store = store
        self.folder = folder  # of the finished version

    @classmethod
    def open(cls, path: Path) -> LocalStore:
        """Open a finished version; raises StoreUnavailable when it cannot be read."""
        try:
            return cls(ox.Store.read_only(str(path)), path)
        except OSError as error:
            raise StoreUnavailable(
                "La base {path} ne s'ouvre pas ({error}). Rechargez vos sources avec "
                "« alliances load ».",
                "The store {path} does not open ({error}). Load your sources again with "
                "'alliances load'.",
                path=path,
                error=error,
            ) from error

    @property
    def engine(self) -> ox.Store:
        """The database itself, for those who read statements and not answers."""
        return self._store

    def graphs(self) -> list[str]:
        """Return the IRIs of the named graphs, sorted."""
        return sorted(g.value for g in self._store.named_graphs() if isinstance(g, ox.NamedNode))

    def query(
        self,
        sparql: str,
        *,
        graphs: Sequence[str],
        named: Sequence[str] | None = None,
        parameters: Mapping[str, ox.NamedNode | ox.Literal] | None = None,
    ) -> Answer:
        """Answer a read-only query over the merge of the graphs listed.

        GRAPH reaches the graphs ``named``, by default the same; any FROM in the text is without
        effect, as the graphs listed are the whole dataset.
        """
        _refuse_unsafe(sparql)
        reached = graphs if named is None else named
        bound: dict[ox.Variable, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple] = {
            ox.Variable(name): value for name, value in (parameters or {}).items()
        }
        try:
            answer = self._store.query(
                sparql,
                prefixes=ontology.prefixes(),
                default_graph=[ox.NamedNode(graph) for graph in graphs],
                named_graphs=[ox.NamedNode(graph) for graph in reached],
                substitutions=bound,
            )
        except SyntaxError as error:
            raise _explain(sparql, str(error)) from error
        except OSError as error:
            raise _damaged(error) from error
        except RuntimeError as error:
            raise Misuse(
                "La requête ne se laisse pas évaluer ainsi : chaque paramètre doit figurer parmi "
                "les variables du SELECT (moteur : {error}).",
                "The query cannot be evaluated like this: every parameter must be among the "
                "variables of the SELECT (engine: {error}).",
                error=error,
            ) from error
        if isinstance(answer, ox.QueryBoolean):
            return bool(answer)
        if isinstance(answer, ox.QueryTriples):
            return answer
        names = tuple(variable.value for variable in answer.variables)
        return Rows(names, _rows(answer))

    def select(
        self,
        sparql: str,
        *,
        graphs: Sequence[str],
        parameters: Mapping[str, ox.NamedNode | ox.Literal] | None = None,
    ) -> Rows:
        """Answer a SELECT; raises Misuse for any other form."""
        answer = self.query(sparql, graphs=graphs, parameters=parameters)
        if not isinstance(answer, Rows):
            raise Misuse("Cette requête n'est pas un SELECT.", "This query is not a SELECT.")
        return answer


def _rows(solutions: ox.QuerySolutions) -> Iterator[tuple[Term | None, ...]]:
    try:
        for solution in solutions:
            yield tuple(solution)
    except OSError as error:
        raise _damaged(error) from error


def _damaged(error: OSError) -> StoreUnavailable:
    return StoreUnavailable(
        "La base ne se lit pas ({error}). Rechargez vos sources avec « alliances load ».",
        "The store cannot be read ({error}). Load your sources again with 'alliances load'.",
        error=error,
    )


def _refuse_unsafe(sparql: str) -> None:
    """Refuse SERVICE: it would send parts of the graph to another machine.

    Strings and comments are searched too. Which part of a query is a string depends on its
    grammar (``?a<'x>'`` holds an IRI or a string), and a guess that is wrong lets SERVICE in;
    so does a guess at where a word ends, as the engine reads ``3.SERVICE`` as two.
    """
    for text in (sparql, _CODE_POINT.sub(_character, sparql)):
        for match in _SERVICE.finditer(text):
            if not _IN_NAME.search(text, 0, match.start()):
                raise Misuse(
                    "La requête contient SERVICE, qui interrogerait une autre machine : c'est "
                    "refusé.",
                    "The query holds SERVICE, which would ask another machine: this is refused.",
                )


def _character(match: re.Match[str]) -> str:
    number = int(match[1] or match[2], 16)
    return chr(number) if number <= sys.maxunicode else match[0]


def _explain(sparql: str, error: str) -> Misuse:
    if _UPDATE.match(sparql):
        return Misuse(
            "Ceci est une mise à jour SPARQL. La base se lit seulement : chargez des données "
            "avec « alliances load ».",
            "This is a SPARQL update. The store is read-only here: load data with "
            "'alliances load'.",
        )
    place = re.match(r"error at (\d+):(\d+): (.*)", error, re.DOTALL)
    line, column, detail = place.groups() if place else ("?", "?", error)
    detail = " ".join(detail.split())
    if len(detail) > _LONGEST:  # the parser lists every character that could have followed
        detail = detail[:_LONGEST].rpartition(" ")[0] + " …"
    return Misuse(
        "Erreur de syntaxe SPARQL, ligne {line}, colonne {column} (analyseur : {detail}).",
        "SPARQL syntax error, line {line}, column {column} (parser: {detail}).",
        line=line,
        column=column,
        detail=detail,
    )
