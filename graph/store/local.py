"""The store on this computer: Oxigraph, opened read-only on a finished version."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryFile
from typing import TypeVar

import pyoxigraph as ox

import ontology
from graph.errors import Misuse, StoreUnavailable
from graph.store.protocol import Answer, Rows, Store
from graph.store.service import Host, allowed
from graph.store.syntax import explain
from graph.store.trouble import plain

T = TypeVar("T")
DAMAGE = (OSError, RuntimeError)  # what the engine raises of files that it cannot read
_CORRUPT = "Corruption"  # how it says that a block is not what was written


class LocalStore(Store):
    """A finished version of the graph on disk, or a graph in memory."""

    def __init__(
        self, store: ox.Store, folder: Path | None = None, hosts: Collection[Host] = ()
    ) -> None:
        self._store = store
        self.folder = folder  # of the finished version
        self.hosts = hosts  # that SERVICE may ask
        self._all: frozenset[object] | None = None  # graphs of a finished version

    @classmethod
    def open(cls, path: Path, hosts: Collection[Host] = ()) -> LocalStore:
        """Open a finished version; raises StoreUnavailable when it cannot be read."""
        try:
            return cls(ox.Store.read_only(str(path)), path, hosts)
        except DAMAGE as error:
            raise StoreUnavailable(
                "La base {path} ne s'ouvre pas : un de ses fichiers manque ou est abîmé (détail du "
                "moteur : {error}). Refaites-la depuis vos sources et vos décisions : "
                "alliances doctor --rebuild",
                "The store {path} does not open: one of its files is missing or damaged (the "
                "engine says: {error}). Build it again from your sources and decisions: "
                "alliances doctor --rebuild",
                path=path,
                error=error,
            ) from error

    @property
    def engine(self) -> ox.Store:
        """The database itself, for those who read statements and not answers."""
        return self._store

    def graphs(self) -> list[str]:
        """Return the IRIs of the named graphs, sorted."""
        names = _read(self._store.named_graphs())
        return sorted(g.value for g in names if isinstance(g, ox.NamedNode))

    def dump(self, graph: str) -> Iterator[bytes]:
        """Yield every statement of a graph as a line of N-Triples, in no order."""
        with TemporaryFile() as file:
            try:
                self._store.dump(file, ox.RdfFormat.N_TRIPLES, from_graph=ox.NamedNode(graph))
            except RuntimeError as error:
                raise failed(error) from error
            file.seek(0)
            yield from file

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
        answer = self.answer(sparql, graphs=graphs, named=named, parameters=parameters)
        if isinstance(answer, ox.QueryBoolean):
            return bool(answer)
        if isinstance(answer, ox.QueryTriples):
            return _read(answer)
        names = tuple(variable.value for variable in answer.variables)
        return Rows(names, map(tuple, _read(answer)))

    def answer(
        self,
        sparql: str,
        *,
        graphs: Sequence[str],
        named: Sequence[str] | None = None,
        parameters: Mapping[str, ox.NamedNode | ox.Literal] | None = None,
    ) -> ox.QueryBoolean | ox.QuerySolutions | ox.QueryTriples:
        """Answer as :meth:`query` does, in the engine's own terms."""
        asked = allowed(sparql, self.hosts)
        merged, reached = (
            [*map(ox.NamedNode, some)] for some in (graphs, graphs if named is None else named)
        )
        bound: dict[ox.Variable, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple] = {
            ox.Variable(name): value for name, value in (parameters or {}).items()
        }
        try:
            return self._store.query(
                asked,
                prefixes=ontology.prefixes(),
                named_graphs=reached,  # type: ignore[arg-type]
                substitutions=bound,
                **self._merged(merged),  # type: ignore[arg-type]
            )
        except SyntaxError as error:
            raise explain(sparql, str(error)) from error
        except OSError as error:
            raise failed(error) from error
        except RuntimeError as error:
            if _CORRUPT in str(error):
                raise failed(error) from error
            raise Misuse(
                "La requête ne se laisse pas évaluer ainsi : chaque paramètre doit figurer parmi "
                "les variables du SELECT (moteur : {error}).",
                "The query cannot be evaluated like this: every parameter must be among the "
                "variables of the SELECT (engine: {error}).",
                error=error,
            ) from error

    def _merged(self, named: Sequence[ox.NamedNode]) -> dict[str, object]:
        """Return how the engine merges the graphs asked.

        Where they are all that a finished version holds, it need not look each triple up in one
        after the other: two to four times as fast.
        """
        if self.folder is not None:
            if self._all is None:
                self._all = frozenset(self._store.named_graphs())
            if self._all == frozenset(named):
                return {"use_default_graph_as_union": True}
        return {"default_graph": named}


def _read(answer: Iterable[T]) -> Iterator[T]:
    """Yield an answer, and let it go: an error's traceback may end its life in another thread."""
    try:
        yield from answer
    except DAMAGE as error:
        raise failed(error) from error
    finally:
        answer = ()


def failed(error: OSError | RuntimeError) -> StoreUnavailable:
    """Return what a failure of the engine means: a host that SERVICE asked, or its own files."""
    relay = sys.modules.get("graph.store.relay")  # there once a question asked a host
    if address := relay.unanswered() if relay else "":
        return StoreUnavailable(
            "{address} n'a pas répondu à ce que SERVICE lui demande. Vérifiez l'adresse, "
            "recommencez plus tard, ou écrivez SERVICE SILENT pour continuer sans cette machine.",
            "{address} did not answer what SERVICE asks of it. Check the address, try again later, "
            "or write SERVICE SILENT to go on without that host.",
            address=plain(address),
        )
    return StoreUnavailable(
        "La base ne se lit pas ({error}). Refaites-la depuis vos sources et vos décisions : "
        "alliances doctor --rebuild",
        "The store cannot be read ({error}). Build it again from your sources and decisions: "
        "alliances doctor --rebuild",
        error=error,
    )
