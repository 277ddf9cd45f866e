"""The words of a SPARQL query: what is a string, an IRI, a comment or a variable."""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

#: What the name of a variable is made of (SPARQL 1.1, VARNAME): "?x€" is one, "?x²" none.
_VARIABLE = (
    "[A-Za-z0-9_\u00b7\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u037d\u037f-\u1fff\u200c\u200d\u203f\u2040"
    "\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff]+"
)


def _string(end: str) -> str:
    """Return the expression of a text in its four forms, its last sign followed by ``end``."""
    return rf"""
          \"{{3}}(?:\"{{0,2}}+(?:[^"\\]|\\.))*+(?:\"{{3}}){end}
        |'{{3}}(?:'{{0,2}}+(?:[^'\\]|\\.))*+(?:'{{3}}){end}
        |"(?:[^"\\\r\n]|\\.)*+"{end}|'(?:[^'\\\r\n]|\\.)*+'{end}"""


#: Nothing here goes back (``*+``): however hostile, a text is read in a time linear in its length.
#: What is not closed ends with its line, or with the text.
_WORD = re.compile(
    rf"""
      (?P<gap>[ \t\r\n]+|\#[^\r\n]*)
    | (?P<iri><(?:[^\x00-\x20<>"{{}}|^`\\]|\\[uU][0-9A-Fa-f]+)*+>)
    | (?P<string>{_string("?")})
    | (?P<variable>[?$]{_VARIABLE})
    | (?P<tag>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
    | (?P<name>(?:[^\W\d_][\w.-]*+(?<!\.))?:(?:(?:[\w:]|%[0-9A-Fa-f]{{2}}|\\.)
        (?:(?:[\w:.-]|%[0-9A-Fa-f]{{2}}|\\.)*(?:[\w:-]|%[0-9A-Fa-f]{{2}}|\\.))?)?|_:\w[\w.-]*)
    | (?P<several>[^\W\d_][\w.-]*+)
    | (?P<number>[0-9]*\.?[0-9]+(?:[eE][+-]?[0-9]+)?)
    | (?P<word>[^\W\d]\w*)
    | (?P<sign>\^\^|&&|\|\||[<>!]=|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_CLOSED = re.compile(_string(""), re.VERBOSE | re.DOTALL)
#: What a run of letters, digits, dots and hyphens is made of where it is not the prefix of a name.
_PIECE = re.compile(
    r"(?P<number>[0-9]*\.?[0-9]+(?:[eE][+-]?[0-9]+)?)|(?P<word>[^\W\d]\w*)|(?P<sign>.)", re.DOTALL
)
FORMS = {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}


class Word(NamedTuple):
    """A piece of a query; ``kind`` is the name of a group of the expression above."""

    kind: str
    text: str

    @property
    def key(self) -> str:
        """The keyword or the sign, in capitals; empty for anything else."""
        return self.text.upper() if self.kind in {"word", "sign"} else ""

    @property
    def is_open(self) -> bool:
        """Whether it is a text that has a beginning alone."""
        return self.kind == "string" and _CLOSED.fullmatch(self.text) is None

    @property
    def variable(self) -> str:
        """The name of the variable; empty for anything else."""
        return self.text[1:] if self.kind == "variable" else ""


def words(sparql: str) -> Iterator[Word]:
    """Yield every piece of a query in turn, the gaps too: joined they are the query.

    >>> [word.text for word in words("ASK{?s:p'}'}")]
    ['ASK', '{', '?s', ':p', "'}'", '}']
    """
    for match in _WORD.finditer(sparql):
        if match.lastgroup == "several":
            for piece in _PIECE.finditer(match[0]):
                yield Word(piece.lastgroup or "", piece[0])
        else:
            yield Word(match.lastgroup or "", match[0])


def is_ambiguous(word: Word) -> bool:
    """Tell whether an IRI may as well be two comparisons: ``?a<'x>'`` and ``?a<?b&&?c>?d`` are.

    The standard takes the longest word, some engines what their grammar expects there.
    """
    if word.kind != "iri" or re.match(r"<[A-Za-z][\w+.-]*:", word.text):
        return False
    return any(sign in word.text for sign in "?$'(&=")


def holds_path(sparql: str, prefixes: Mapping[str, str]) -> bool:
    """Tell whether a query holds a property path; it must be sound.

    Words do not tell: ``ex:n +20`` holds a number, ``(ex:n)+ 20`` a path, ``?a/?b`` a quotient.
    """
    from rdflib.paths import Path
    from rdflib.plugins.sparql.algebra import translateQuery
    from rdflib.plugins.sparql.parser import parseQuery

    try:
        todo: list[Any] = [translateQuery(parseQuery(sparql), initNs=dict(prefixes)).algebra]
    except Exception:  # a sound query that this other reader does not know: the server will tell
        return False
    while todo:
        part = todo.pop()
        if isinstance(part, Path):
            return True
        if isinstance(part, Mapping):
            todo += part.values()
        elif isinstance(part, list | tuple | set):
            todo += part
    return False


def after_list(plain: Sequence[Word]) -> int:
    """Return the place of the first word after the list of a SELECT; gaps are left out.

    >>> after_list([word for word in words("SELECT ?a{}") if word.kind != "gap"])
    2
    """
    depth = 0
    for i, word in enumerate(plain):
        depth += (word.text == "(") - (word.text == ")")
        if depth == 0 and (word.text == "{" or word.key in {"WHERE", "FROM"}):
            return i
    return len(plain)


def shape(sparql: str) -> tuple[str, ...] | str:
    """Return the columns of a SELECT, else "*", "yes" or "triples"; the query must be sound.

    >>> shape("SELECT ?a (COUNT(?b) AS ?n) { ?a ?p ?b }"), shape("ASK {}")
    (('a', 'n'), 'yes')
    """
    plain = [word for word in words(sparql) if word.kind != "gap"]
    start = next((i for i, word in enumerate(plain) if word.key in FORMS), len(plain) - 1)
    if plain[start].key != "SELECT":
        return "yes" if plain[start].key == "ASK" else "triples"
    listed = plain[start : after_list(plain)]
    names, depth = [], 0
    for before, word in pairwise(listed):
        depth += (word.text == "(") - (word.text == ")")
        if depth == 0 and word.text == "*":
            return "*"
        if word.variable and (depth == 0 or (depth == 1 and before.key == "AS")):
            names.append(word.variable)
    return tuple(names)


def without_columns(sparql: str, names: Container[str]) -> str:
    """Return a SELECT that does not list some of its variables; the query must be sound.

    >>> without_columns("SELECT ?a ?b (1 AS ?c) { ?a ?p ?b }", {"b"})
    'SELECT ?a  (1 AS ?c) { ?a ?p ?b }'
    """
    out: list[str] = []
    depth, is_list = 0, False
    for word in words(sparql):
        if word.key == "SELECT" and not out.count("{"):
            is_list = True
        elif depth == 0 and (word.text == "{" or word.key in {"WHERE", "FROM"}):
            is_list = False
        depth += (word.text == "(") - (word.text == ")")
        is_left_out = is_list and depth == 0 and word.variable in names
        out.append("" if word.variable and is_left_out else word.text)
    return "".join(out)
