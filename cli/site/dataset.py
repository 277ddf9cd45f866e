"""Which graphs a request is asked of: those it names, or the public facts; never a restricted one.

The engine is always given the list of graphs, and the list overrides any FROM in the text: what
is read here decides what is found, never what may be seen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import urljoin

from graph.errors import Misuse


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


_TOKEN = re.compile(
    r"""(?P<skip>\#[^\r\n]*|\"{3}(?:[^"\\]|\\.|"(?!""))*\"{3}|'{3}(?:[^'\\]|\\.|'(?!''))*'{3}
    |"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.)*'|[?$]\w+|@[\w-]+)
    |<(?P<iri>[^<>"{}|^`\\\x00-\x20]*)>
    |(?P<name>(?:[^\W\d_][\w.-]*)?:(?:[\w%:][\w.:%-]*)?)
    |(?P<word>\w+)""",
    re.VERBOSE | re.DOTALL,
)
_Token = tuple[str, str]  # "iri", "name" or "word", and what it says


def _of_text(sparql: str, prefixes: Mapping[str, str]) -> Dataset:
    """Return what the FROM and FROM NAMED of a query name."""
    default: list[str] = []
    named: list[str] = []
    declared, base = dict(prefixes), ""
    tokens = _tokens(sparql)
    for kind, words in tokens:
        word = words.upper() if kind == "word" else ""
        if word == "BASE":
            base = _next(tokens)[1]
        elif word == "PREFIX":
            prefix = _next(tokens)[1]
            declared[prefix.rstrip(":")] = urljoin(base, _next(tokens)[1])
        elif word == "FROM":
            token = _next(tokens)
            is_named = token[0] == "word" and token[1].upper() == "NAMED"
            token = _next(tokens) if is_named else token
            (named if is_named else default).append(_iri(token, declared, base))
    return Dataset(tuple(dict.fromkeys(default)), tuple(dict.fromkeys(named)))


def _tokens(sparql: str) -> Iterator[_Token]:
    for match in _TOKEN.finditer(sparql):
        if match.lastgroup != "skip":
            yield str(match.lastgroup), match[match.lastgroup or 0]


def _next(tokens: Iterator[_Token]) -> _Token:
    return next(tokens, ("word", ""))


def _iri(token: _Token, declared: Mapping[str, str], base: str) -> str:
    kind, words = token
    if kind == "name":
        prefix, _, local = words.partition(":")
        return declared.get(prefix, f"{prefix}:") + local
    return urljoin(base, words) if base else words
