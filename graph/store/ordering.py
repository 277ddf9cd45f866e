"""The order of rows, and of names in a cell: the same whichever engine answered.

SPARQL leaves open which of two rows comes first when ORDER BY does not tell them apart, how texts
compare beyond their code points, and in which order GROUP_CONCAT joins. For the questions of the
library all three are settled here: what ORDER BY asks comes first, then the other columns from
left to right; texts compare without accents and case first ("École" between "eau" and "Zoo"),
as a reader expects; the pieces of a joined cell are sorted alike.

Of an answer of more than ``HELD`` rows none is held back: it stays in the engine's order, and
only rows that ORDER BY does not tell apart are put in ours.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from functools import cache
from itertools import chain, islice
from typing import NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode

from graph.rdf import XSD
from graph.store.dialect import closing
from graph.store.protocol import Rows, Term
from graph.store.words import Word, after_list, shape, words
from ontology.text import fold

JOINT = " ; "  # between the pieces of a cell
HELD = 20_000  # rows
_NUMBERS = {XSD + name for name in ("integer", "decimal", "double", "float")}
_END = {"LIMIT", "OFFSET", "VALUES"}

Row = tuple[Term | None, ...]


class Key(NamedTuple):
    """A column by which ORDER BY sorts."""

    column: str
    is_descending: bool


class Order(NamedTuple):
    """How a query sorts its rows."""

    sparql: str  # the query, with what it sorts by among its columns
    unsorted: str  # the same without ORDER BY
    keys: tuple[Key, ...]
    hidden: frozenset[str]  # columns that were added for that
    joined: frozenset[str]  # columns of cells that GROUP_CONCAT joined
    is_distinct: bool  # no row is there twice

    def sent_to(self, server: str) -> str:
        """Return the query for a server.

        Virtuoso sorts no row whose texts are some thousand signs long (SR319); all that it would
        have sorted is sorted here, up to ``HELD`` rows.
        """
        return self.unsorted if self.joined and "virtuoso" in server else self.sparql


@cache
def order(sparql: str) -> Order:
    """Return how a SELECT sorts its rows; it must be sound."""
    pieces = list(words(sparql))
    places = [i for i, word in enumerate(pieces) if word.kind != "gap"]
    plain, texts = [pieces[i] for i in places], [word.text for word in pieces]
    named, keys = shape(sparql), []
    added: list[tuple[str, str]] = []  # column, what the list of the SELECT gains
    for first, last, is_descending in _conditions(plain):
        single = [word.variable for word in plain[first:last] if word.text not in {"(", ")"}]
        column = single[0] if len(single) == 1 else ""
        if not column or column not in named:
            column = f"sort{len(added)}"
            text = "".join(texts[places[first] : places[last - 1] + 1])
            added.append((column, f" ({text} AS ?{column})"))
        keys.append(Key(column, is_descending))
    start, head = _order_by(plain), places[after_list(plain)]
    texts.insert(head, "".join(text for _, text in added) + "\n" if added else "")
    sorts = "".join(texts)
    bare = "".join(texts[: places[start] + 1]) if start < len(plain) else sorts
    hidden = frozenset(column for column, _ in added)
    select = next(i for i, word in enumerate(plain) if word.key == "SELECT")
    is_distinct = plain[select + 1].key == "DISTINCT"
    is_cut_short = any(word.key in _END for word in plain[start:])  # the first rows are asked for
    return Order(
        sorts, sorts if is_cut_short else bare, tuple(keys), hidden, frozenset(_joined(plain)),
        is_distinct,
    )  # fmt: skip


def _order_by(plain: Sequence[Word]) -> int:
    """Return the first word of the outermost ORDER BY, or the number of words."""
    depth, at = 0, len(plain)
    for i, word in enumerate(plain):
        depth += (word.text == "{") - (word.text == "}")
        if depth == 0 and word.key == "ORDER":
            at = i
    return at


def _conditions(plain: Sequence[Word]) -> Iterator[tuple[int, int, bool]]:
    """Yield of each condition of the outermost ORDER BY: first word, end, whether it descends."""
    at = _order_by(plain) + 2
    while at < len(plain) and plain[at].key not in _END:
        is_descending = plain[at].key == "DESC"
        at += plain[at].key in {"ASC", "DESC"}
        opens = at if plain[at].text == "(" else at + 1  # of a call
        end = at + 1 if plain[at].variable else closing(plain, opens) + 1
        yield at, end, is_descending
        at = end


def _joined(plain: Sequence[Word]) -> set[str]:
    """Return the variables whose values GROUP_CONCAT joined, as they are or edited."""
    found: set[str] = set()
    for at, word in enumerate(plain):
        if word.text != "(":
            continue
        end = closing(plain, at)
        inside = plain[at + 1 : end]
        if (
            len(inside) > 2
            and inside[-2].key == "AS"
            and any(one.key == "GROUP_CONCAT" or one.variable in found for one in inside[:-2])
        ):
            found.add(inside[-1].variable)
    return found


def ordered(rows: Rows, how: Order) -> Rows:
    """Return rows in their order, without what was added to find it."""
    places = {name: i for i, name in enumerate(rows.variables)}
    keys = [(places[key.column], key.is_descending) for key in how.keys if key.column in places]
    joined = [places[name] for name in how.joined if name in places]
    kept = [i for name, i in places.items() if name not in how.hidden]

    def run() -> Iterator[Row]:
        tidy = (_tidied(row, joined) for row in rows.rows)
        held = list(islice(tidy, HELD + 1))
        if len(held) <= HELD:
            groups: Iterator[list[Row]] = iter([_sorted(held, kept, keys)])
        else:
            groups = (_sorted(group, kept, ()) for group in _ties(chain(held, tidy), keys))
        for group in groups:
            found = (tuple(row[i] for i in kept) for row in group)
            yield from dict.fromkeys(found) if how.is_distinct else found

    return Rows(tuple(rows.variables[i] for i in kept), run())


def _ties(rows: Iterator[Row], keys: Sequence[tuple[int, bool]]) -> Iterator[list[Row]]:
    """Yield rows that stand together and have the same keys; of very many a part at a time."""
    group: list[Row] = []
    for row in rows:
        if group and (len(group) >= HELD or any(row[i] != group[-1][i] for i, _ in keys)):
            yield group
            group = []
        group.append(row)
    yield group


def _sorted(rows: list[Row], kept: Sequence[int], keys: Sequence[tuple[int, bool]]) -> list[Row]:
    rows.sort(key=lambda row: [_rank(row[i]) for i in kept])
    for place, is_descending in reversed(keys):
        rows.sort(key=lambda row: _rank(row[place]), reverse=is_descending)
    return rows


def _rank(term: Term | None) -> tuple[int, Decimal, str, str]:
    """Return what a value is sorted by: nothing, blank nodes, IRIs, numbers, then other texts."""
    zero = Decimal(0)
    if term is None:
        return 0, zero, "", ""
    if not isinstance(term, Literal):
        kind = 1 if isinstance(term, BlankNode) else 2 if isinstance(term, NamedNode) else 5
        return kind, zero, "", str(term)
    if term.datatype.value in _NUMBERS:
        try:
            number = Decimal(term.value)
        except InvalidOperation:
            number = Decimal("NaN")
        if not number.is_nan():
            return 3, number, "", term.value
    return 4, zero, fold(term.value), term.value


def _tidied(row: Sequence[Term | None], joined: Sequence[int]) -> Row:
    """Return a row whose joined cells have their pieces sorted."""
    cells = list(row)
    for i in joined:
        cell = cells[i]
        if isinstance(cell, Literal) and JOINT in cell.value:
            pieces = sorted(filter(None, cell.value.split(JOINT)), key=lambda p: (fold(p), p))
            cells[i] = _like(cell, JOINT.join(pieces))
    return tuple(cells)


def _like(cell: Literal, value: str) -> Literal:
    if cell.language:
        return Literal(value, language=cell.language)
    return Literal(value, datatype=cell.datatype)
