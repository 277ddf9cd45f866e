"""The narrow interface that every store offers, local or remote."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from graph.errors import Misuse

Term = NamedNode | BlankNode | Literal | Triple


#: Seconds between two reads that still count as work: a longer pause is the reader's own time.
PAUSED = 0.1


@dataclass(frozen=True)
class Rows:
    """The answer to a SELECT: variable names, and rows that stream (None is unbound)."""

    variables: tuple[str, ...]
    rows: Iterator[tuple[Term | None, ...]]


Answer = Rows | Iterator[Triple] | bool


def not_a_select() -> Misuse:
    """Return the error of another form of query where rows are asked for."""
    return Misuse("Cette requête n'est pas un SELECT.", "This query is not a SELECT.")


class Store(Protocol):
    """A read-only SPARQL store that holds named graphs.

    Every question names its graphs: the union of all graphs would mix potential alliances
    with facts, so there is no default.
    """

    def graphs(self) -> list[str]:
        """Return the IRIs of the named graphs, sorted."""

    def query(
        self,
        sparql: str,
        *,
        graphs: Sequence[str],
        named: Sequence[str] | None = None,
        parameters: Mapping[str, NamedNode | Literal] | None = None,
    ) -> Answer:
        """Answer a read-only query over the merge of the graphs listed.

        GRAPH reaches the graphs ``named``, by default the same; any FROM in the text is without
        effect. ``parameters`` are bound as values of variables, never pasted into the text.
        Raises Misuse for a syntax error and for an update.
        """

    def select(
        self,
        sparql: str,
        *,
        graphs: Sequence[str],
        parameters: Mapping[str, NamedNode | Literal] | None = None,
    ) -> Rows:
        """Answer a SELECT; raises Misuse for any other form."""
        answer = self.query(sparql, graphs=graphs, parameters=parameters)
        if not isinstance(answer, Rows):
            raise not_a_select()
        return answer
