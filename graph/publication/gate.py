"""What may leave: the one gate that every statement passes on its way out of a workspace.

Files, servers that are pushed to and the local site take their statements from here. Nothing
public mentions a restricted graph, and no natural person is named but the holder of a public post
while the mandate is current, as on the map. It looks at what a statement says, whatever the graph
that it stands in.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cached_property
from itertools import filterfalse
from typing import TYPE_CHECKING

import ontology
from graph import layers
from graph.export.text import parsed, value_of, written
from graph.store import LocalStore, Store
from graph.undated import Mandate

if TYPE_CHECKING:
    from pyoxigraph import Quad, Triple

_ALL = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
_PERSONS = """SELECT DISTINCT ?person
WHERE { VALUES ?class { person:Person foaf:Person } ?person a ?class }"""
_MANDATES = """SELECT ?person ?role ?begun ?over ?ended WHERE {
  ?mandate org:member ?person
  OPTIONAL { ?mandate org:role ?role } OPTIONAL { ?mandate ea:startNotAfter ?begun }
  OPTIONAL { ?mandate ea:endNotBefore ?over } OPTIONAL { ?mandate ea:endNotAfter ?ended }
}"""
#: What is said of a person by anybody: the rest does not leave (see the shapes of publication).
_OF_PERSONS = ("rdf:type", "dcterms:source")
_RESTRICTED = b"/graph/restricted/"


class Gate:
    """Tells the statements of a store that may leave on a day from those that stay."""

    def __init__(self, store: Store, as_of: date, *, is_internal: bool = False) -> None:
        self.store = store
        self.as_of = as_of
        self.is_internal = is_internal  # restricted facts may leave; persons are no less guarded

    def lines(self, graph: str) -> Iterator[bytes]:
        """Yield the statements of a graph that may leave, as canonical N-Quads, in no order."""
        return filter(self._passes, self._all(graph))

    def quads(self, graph: str) -> Iterator[Quad]:
        """Yield the same as statements."""
        return parsed(self.lines(graph))

    def withheld(self, graph: str) -> Iterator[Quad]:
        """Yield the statements of a graph that stay."""
        return parsed(self.withheld_lines(graph))

    def withheld_lines(self, graph: str) -> Iterator[bytes]:
        """Yield the same as lines."""
        return filterfalse(self._passes, self._all(graph))

    def named_persons(self) -> list[str]:
        """Return the persons whose name may leave."""
        return [iri for iri, is_named in self.persons.items() if is_named]

    def _all(self, graph: str) -> Iterator[bytes]:
        from pyoxigraph import NamedNode, Quad

        if isinstance(self.store, LocalStore):
            end = f" <{graph}> .\n".encode()
            return (line[:-3] + end for line in self.store.dump(graph))
        name, found = NamedNode(graph), self.store.query(_ALL, graphs=[graph])
        triples: Iterator[Triple] = found  # type: ignore[assignment]
        return written(Quad(t.subject, t.predicate, t.object, name) for t in triples)

    def _passes(self, line: bytes) -> bool:
        subject, predicate = line.split(b" ", 2)[:2]
        if predicate not in self._allowed.get(subject, (predicate,)):
            return False
        return self.is_internal or _RESTRICTED not in line

    @cached_property
    def _allowed(self) -> dict[bytes, frozenset[bytes]]:
        """Return person → what may be said of each, as they stand in lines."""
        known, named = (
            frozenset(f"<{ontology.iri(name)}>".encode() for name in names)
            for names in (_OF_PERSONS, (*_OF_PERSONS, "foaf:name"))
        )
        return {
            f"<{iri}>".encode(): named if is_named else known
            for iri, is_named in self.persons.items()
        }

    @cached_property
    def persons(self) -> dict[str, bool]:
        """Return every person spoken of, and whether a current mandate lets the name be told.

        A person is one whichever graph says so; a mandate counts where it may leave itself.
        """
        public, restricted = layers.graphs(self.store, "all"), layers.restricted(self.store)
        rows = self._rows(_PERSONS, [*public, *restricted])
        found = dict.fromkeys((str(person) for (person,) in rows), False)
        told = [*public, *restricted] if self.is_internal else public
        for person, role, *days in self._rows(_MANDATES, told):
            bounds = (date.fromisoformat(day) if day else None for day in days)
            held = Mandate("", "", role and role.rpartition("/")[2], *bounds)
            if held.is_current(self.as_of):
                found[str(person)] = True
        return found

    def _rows(self, asked: str, graphs: list[str]) -> Iterator[tuple[str | None, ...]]:
        for row in self.store.select(asked, graphs=graphs).rows:
            yield tuple(None if term is None else value_of(term) for term in row)
