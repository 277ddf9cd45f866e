"""Put values into a query for a server that takes text alone, where the query means them.

Our own engine is given values beside the text; over HTTP there is only the text. A value is put
in place of its variable word by word: never inside a string, an IRI or a comment, never in a
subquery that does not project the variable (there it is another one). The list of a SELECT, of
a GROUP BY and of an ORDER BY takes no value: the variable leaves it, and the client, who knows the
value, adds the column again. The rows are those of the values bound beside the text, which
``tests/remote`` compares question by question.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count

from pyoxigraph import Literal, NamedNode

from graph.errors import Misuse
from graph.store.words import FORMS, Word, is_ambiguous, words

_LISTS = {"GROUP": "group", "HAVING": "having", "ORDER": "order", "LIMIT": "slice",
          "OFFSET": "slice", "VALUES": "values"}  # fmt: skip
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def written(value: NamedNode | Literal) -> str:
    r"""Return a value as SPARQL writes it, without any sign that ends a line or a string.

    >>> written(Literal('a" } #\n'))
    '"a\\" } #\\n"'
    """
    return _CONTROL.sub(lambda sign: f"\\u{ord(sign[0]):04X}", str(value))


def bind(
    sparql: str,
    values: Mapping[str, NamedNode | Literal],
    *,
    prefixes: Mapping[str, str],
    graphs: Sequence[str] = (),
    named: Sequence[str] | None = None,
) -> str:
    """Return a query with the values in it and the prefixes it lacks.

    The graphs that the query names by FROM are left out; ``graphs`` are written in their place,
    and ``named`` (by default the same) in that of FROM NAMED.
    The query must be sound: a grammar has read it before. Raises Misuse where a value would
    take the place of a variable that the query sets by itself.
    """
    binder = _Binder(sparql, {name: written(value) for name, value in values.items()})
    return binder.run(prefixes, graphs, graphs if named is None else named)


@dataclass
class _Scope:
    """A SELECT, outer or inner, or one of the other forms."""

    visible: frozenset[str]  # parameters that mean the outer variable
    depth: int  # brackets open where it begins
    clause: str  # of the list we are in
    opened: int = 0  # where that list begins
    kept: int = 0  # what stays in that list
    dropped: int = -1  # the first place that was emptied in it
    end: int = 0  # of its pattern


@dataclass
class _Open:
    """A bracket that is open."""

    sign: str
    scope: _Scope | None  # that goes on after it
    minus: int = -1  # where the MINUS stands whose group it opens
    shared: bool = False  # a value was put into it
    is_pattern: bool = False  # the outermost group of a scope
    is_values: bool = False


@dataclass
class _Binder:
    """One walk over the words of a query."""

    sparql: str
    values: Mapping[str, str]
    out: list[str] = field(default_factory=list)
    open: list[_Open] = field(default_factory=list)
    scope: _Scope | None = None
    declared: set[str] = field(default_factory=set)
    used: set[str] = field(default_factory=set)
    dataset: int = -1  # before which word FROM goes

    def __post_init__(self) -> None:
        self.words = list(words(self.sparql))
        self.out = [word.text for word in self.words]
        self.places = [i for i, word in enumerate(self.words) if word.kind != "gap"]
        self.fresh = (name for n in count() if (name := f"?own{n}") not in self.sparql)

    def run(self, prefixes: Mapping[str, str], graphs: Sequence[str], named: Sequence[str]) -> str:
        """Walk, and return the text."""
        for at in range(len(self.places)):
            self._step(at)
        if self.scope is not None:
            self._close_list(self.scope)
        missing = sorted((self.used - self.declared) & prefixes.keys())
        head = "".join(f"PREFIX {name}: <{prefixes[name]}> " for name in missing)
        return head + self._with_graphs(graphs, named)

    def _with_graphs(self, graphs: Sequence[str], named: Sequence[str]) -> str:
        clauses = [f"\nFROM {written(NamedNode(graph))}" for graph in graphs]
        clauses += [f"\nFROM NAMED {written(NamedNode(graph))}" for graph in named]
        if not clauses:
            return "".join(self.out)
        at = self.places[self.dataset] if 0 <= self.dataset < len(self.places) else len(self.out)
        return "".join([*self.out[:at], *clauses, "\n", *self.out[at:]])

    # -- reading ---------------------------------------------------------------------------------

    def _word(self, at: int) -> Word:
        return self.words[self.places[at]] if 0 <= at < len(self.places) else Word("gap", "")

    def _put(self, at: int, text: str) -> None:
        self.out[self.places[at]] = text

    def _step(self, at: int) -> None:
        word = self._word(at)
        if self.values and is_ambiguous(word):
            raise _ambiguous(word)
        if word.kind == "name" and not word.text.startswith("_:"):
            into = self.declared if self._word(at - 1).key == "PREFIX" else self.used
            into.add(word.text.partition(":")[0])
        elif word.key in FORMS and (self.scope is None or word.key == "SELECT"):
            self._begin(at)
        elif word.text in {"{", "("} and word.kind == "sign":
            self._push(at)
        elif word.text in {"}", ")"} and word.kind == "sign":
            self._pop(at)
        elif word.variable and self.scope is not None:
            self._variable(at, word.variable)
        elif self.scope is not None:
            self._other(at, self.scope)

    def _begin(self, at: int) -> None:
        """Enter a query or a subquery."""
        form = self._word(at).key
        outer = self.scope
        if outer is None:
            visible = frozenset(self.values)
        else:
            projected = set(self._projected(at))
            visible = outer.visible if "*" in projected else outer.visible & projected
        clause = "select" if form == "SELECT" else "form"
        self.scope = _Scope(visible, len(self.open), clause, at)
        if form == "CONSTRUCT" and self._word(at + 1).text == "{":
            self.scope.clause = "template"

    def _projected(self, at: int) -> Iterable[str]:
        depth = 0
        for i in range(at + 1, len(self.places)):
            word = self._word(i)
            if depth == 0 and (word.text == "{" or word.key in {"WHERE", "FROM"}):
                return
            depth += (word.text == "(") - (word.text == ")")
            if depth == 0 and (word.variable or word.text == "*"):
                yield word.variable or "*"

    def _push(self, at: int) -> None:
        word, scope = self._word(at), self.scope
        opened = _Open(word.text, scope)
        if word.text == "{" and scope is not None:
            before = self._word(at - 1).key
            opened.minus = at - 1 if before == "MINUS" else -1
            outermost = len(self.open) == scope.depth
            opened.is_values = scope.clause == "values"
            opened.is_pattern = outermost and not opened.is_values and scope.clause != "template"
            if opened.is_pattern:
                self._close_list(scope)
                self._here_is_from(at, scope)
                scope.clause = "pattern"
        elif scope is not None and len(self.open) == scope.depth:
            scope.kept += 1
        self.open.append(opened)

    def _pop(self, at: int) -> None:
        closed = self.open.pop() if self.open else _Open("", self.scope)
        inner, self.scope = self.scope, closed.scope
        if inner is not None and inner is not closed.scope:
            self._close_list(inner)
        if closed.shared and closed.minus >= 0:
            self._share(closed.minus, at)
        if closed.is_pattern and self.scope is not None:
            self.scope.end, self.scope.clause = at, "tail"
        elif self.scope is not None and self.scope.clause == "template" and not self.open:
            self.scope.clause = "form"

    def _other(self, at: int, scope: _Scope) -> None:
        key, bare = self._word(at).key, len(self.open) == scope.depth
        if key == "VALUES" and not bare:
            self._require_free(at)
        if not bare:
            return
        if key == "FROM" and not self.open and scope.clause in {"select", "form"}:
            self._without_from(at, scope)
        elif key == "WHERE":
            self._here_is_from(at, scope)
        elif key in _LISTS and scope.clause not in {"select", "pattern"}:
            self._here_is_from(at, scope)
            self._close_list(scope)
            scope.clause, scope.opened = _LISTS[key], at
            if key == "VALUES":
                self._require_free(at)
        elif key not in {"BY", "DISTINCT", "REDUCED", "ASC", "DESC"}:
            scope.kept += 1

    # -- writing ---------------------------------------------------------------------------------

    def _variable(self, at: int, name: str) -> None:
        scope = self.scope
        assert scope is not None  # noqa: S101 - a variable stands in a query
        bare = len(self.open) == scope.depth
        if name not in scope.visible:
            scope.kept += bare
        elif self._word(at - 1).key == "AS":
            raise _assigned(name)
        elif bare and scope.clause in {"select", "group", "order"}:
            self._put(at, "")
            scope.dropped = at if scope.dropped < 0 else scope.dropped
        elif self._word(at - 2).key == "BOUND":
            for place, text in ((at - 2, "true"), (at - 1, ""), (at, ""), (at + 1, "")):
                self._put(place, text)
        else:
            self._put(at, f" {self.values[name]} ")
            for bracket in self.open:
                bracket.shared = True

    def _require_free(self, at: int) -> None:
        """Refuse VALUES of a parameter: the query would set what the user sets."""
        for i in range(at + 1, len(self.places)):
            word = self._word(i)
            if word.text == "{":
                return
            if self.scope is not None and word.variable in self.scope.visible:
                raise _assigned(word.variable)

    def _close_list(self, scope: _Scope) -> None:
        """End a list; one that lost all its variables still has to hold something."""
        if scope.dropped >= 0 and not scope.kept:
            name = next(self.fresh)
            if scope.clause == "select":
                self._put(scope.dropped, f"(1 AS {name})")
            elif scope.clause == "group":
                self._put(scope.dropped, name)
                self._put(scope.end, f" BIND (1 AS {name}) }}")
            elif scope.clause == "order":
                self._put(scope.opened, "")
                self._put(scope.opened + 1, "")
        scope.kept, scope.dropped = 0, -1

    def _share(self, minus: int, end: int) -> None:
        """Let a group and its MINUS share a variable, as they did before the value was put in."""
        said = f" BIND (1 AS {next(self.fresh)}) "
        self._put(minus, f"{said}MINUS")
        self._put(end, f"{said}}}")

    def _without_from(self, at: int, scope: _Scope) -> None:
        named = self._word(at + 1).key == "NAMED"
        for i in range(at, at + 2 + named):
            self._put(i, "")
        scope.kept -= 1 + named  # its words are counted when they are read

    def _here_is_from(self, at: int, scope: _Scope) -> None:
        if self.dataset < 0 and scope.depth == 0:
            self.dataset = at


def _assigned(name: str) -> Misuse:
    return Misuse(
        "La requête donne elle-même une valeur à ?{name} (AS ou VALUES) : elle ne peut pas aussi "
        "être un paramètre sur un serveur distant.",
        "The query itself gives ?{name} a value (AS or VALUES): it cannot be a parameter on a "
        "remote server as well.",
        name=name,
    )


def _ambiguous(word: Word) -> Misuse:
    return Misuse(
        "« {word} » se lit de deux façons (adresse ou comparaison) : mettez des espaces autour de "
        "< et >.",
        "'{word}' reads in two ways (address or comparison): put spaces around < and >.",
        word=word.text,
    )
