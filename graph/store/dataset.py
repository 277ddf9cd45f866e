"""Which graphs a request is asked of: those it names, or the public facts; never a restricted one.

The engine is always given the list of graphs, and the list overrides any FROM in the text: what
is read here decides what is found, never what may be seen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from typing import NamedTuple
from urllib.parse import urljoin

from graph.errors import Misuse
from graph.store.words import Word, words


class Dataset(NamedTuple):
    """The graphs merged to the default graph, and those reached by GRAPH."""

    default: tuple[str, ...]
    named: tuple[str, ...]


class Unserved(Misuse):
    """A graph was named that is not served; whether it exists is not said."""


def dataset(
    sparql: str,
    asked: Dataset,
    *,
    facts: Sequence[str],
    served: Sequence[str],
    prefixes: Mapping[str, str],
) -> Dataset:
    """Return the graphs of a request (SPARQL 1.1 Protocol, 2.1.4).

    Those that the request names go before those that its text names (FROM, FROM NAMED); where
    neither names any, it is asked of the public facts.
    """
    chosen = asked if any(asked) else _of_text(sparql, prefixes)
    if not any(chosen):
        return Dataset(tuple(facts), tuple(facts))
    known = frozenset(served)
    for graph in (*chosen.default, *chosen.named):
        if graph not in known:
            raise Unserved(
                "Le graphe {graph} n'est pas servi ici. /graphs donne ceux qui le sont.",
                "The graph {graph} is not served here. /graphs lists those that are.",
                graph=graph[:300],
            )
    return chosen


def _of_text(sparql: str, prefixes: Mapping[str, str]) -> Dataset:
    """Return what the FROM and FROM NAMED of a query name."""
    default: list[str] = []
    named: list[str] = []
    declared, base = dict(prefixes), ""
    plain = (word for word in words(sparql) if word.kind in {"iri", "name", "word"})
    for word in plain:
        if word.key == "BASE":
            base = _iri(_next(plain), {}, base)
        elif word.key == "PREFIX":
            prefix = _next(plain).text.removesuffix(":")
            declared[prefix] = _iri(_next(plain), {}, base)
        elif word.key == "FROM":
            graph = _next(plain)
            is_named = graph.key == "NAMED"
            graph = _next(plain) if is_named else graph
            (named if is_named else default).append(_iri(graph, declared, base))
    return Dataset(tuple(dict.fromkeys(default)), tuple(dict.fromkeys(named)))


def _next(plain: Iterator[Word]) -> Word:
    return next(plain, Word("word", ""))


def _iri(word: Word, declared: Mapping[str, str], base: str) -> str:
    if word.kind == "name":
        prefix, _, local = word.text.partition(":")
        return declared.get(prefix, f"{prefix}:") + local.replace("\\", "")
    iri = word.text.removeprefix("<").removesuffix(">")
    with suppress(ValueError):  # no IRI at all: the engine says where
        return urljoin(base, iri) if base else iri
    return iri
