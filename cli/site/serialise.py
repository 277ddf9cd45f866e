"""Answers as bytes, row by row: SPARQL 1.1 JSON, XML, CSV and TSV, and RDF.

Rows are written here and not by the engine because it counts neither rows nor bytes. What is
written goes out in blocks, so that an answer of any length takes constant memory.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain, islice
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, NamedTuple
from xml.sax.saxutils import escape, quoteattr

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, serialize

from graph.export.xml import writable
from graph.rejects import guarded

if TYPE_CHECKING:
    from graph.store import Rows, Term

BLOCK = 1 << 18  # bytes sent at a time; an answer that fits in one is sent with its length
_FEW = 2_000  # triples looked at before the first is written
_STRING = "http://www.w3.org/2001/XMLSchema#string"
_BARE = frozenset(f"http://www.w3.org/2001/XMLSchema#{t}" for t in ("integer", "decimal", "double"))


class Limits(NamedTuple):
    """The most that one answer may hold, and the seconds that it may take."""

    rows: int = 1_000_000
    size: int = 1 << 30  # bytes: a million rows of XML take a third of it
    seconds: float = 30.0


class Full(Exception):  # noqa: N818 - not a mistake: the answer is as long as it may be
    """No more bytes may be written."""


class Out:
    """Gathers bytes and hands them on in blocks; raises Full past the limit."""

    def __init__(self, send: Callable[[bytes], None], most: int) -> None:
        self._send = send
        self._left = most
        self._held: list[bytes] = []
        self._size = 0

    def write(self, data: bytes) -> int:
        """Take some bytes, as a file does."""
        self._left -= len(data)
        if self._left < 0:
            raise Full
        self._held.append(bytes(data))
        self._size += len(data)
        if self._size >= BLOCK:
            self._send(self.rest())
        return len(data)

    def rest(self) -> bytes:
        """Return what is held and not sent yet."""
        data = b"".join(self._held)
        self._held, self._size = [], 0
        return data

    def flush(self) -> None:
        """Do nothing: blocks go when they are full."""


class Done(NamedTuple):
    """How an answer ended: its rows or triples, and which limit cut it ("rows", "size")."""

    total: int
    cut: str | None


def write_rows(rows: Rows, form: str, out: Out, limits: Limits) -> Done:
    """Write the answer to a SELECT; one cut by a limit is still well formed."""
    head, line, between, tail = _FORMS[form]
    out.write(head(rows.variables))
    count = 0
    try:
        for row in islice(rows.rows, limits.rows):
            text = line(rows.variables, row)
            out.write((between + text if count else text).encode("utf-8", "replace"))
            count += 1
    except Full:
        return _ended(out, tail, Done(count, "size"))
    cut = "rows" if count == limits.rows and next(rows.rows, None) is not None else None
    return _ended(out, tail, Done(count, cut))


def for_people(rows: Rows, headings: Mapping[str, str]) -> Rows:
    """Return rows with words for headings, and texts that no spreadsheet takes for a formula."""
    from graph.store import Rows

    def safe(term: Term | None) -> Term | None:
        is_text = isinstance(term, Literal) and term.datatype.value not in _BARE
        if is_text and (words := guarded(term.value)) != term.value:  # type: ignore[union-attr]
            return Literal(words)
        return term

    names = tuple(headings.get(name, name) for name in rows.variables)
    return Rows(names, (tuple(map(safe, row)) for row in rows.rows))


def _ended(out: Out, tail: bytes, done: Done) -> Done:
    out._left += len(tail)  # what closes the document always fits
    out.write(tail)
    return done


def write_triples(triples: Iterator[Triple], form: str, out: Out, limits: Limits) -> Done:
    """Write the answer to a CONSTRUCT or a DESCRIBE; RDF is cut between two triples."""
    first = list(islice(triples, min(_FEW, limits.rows)))
    counted = _Counted(islice(chain(first, triples), limits.rows))
    format_ = {"ttl": RdfFormat.TURTLE, "nt": RdfFormat.N_TRIPLES, "rdf": RdfFormat.RDF_XML,
               "jsonld": RdfFormat.JSON_LD}[form]  # fmt: skip
    prefixes = None if form == "nt" else _prefixes(first)
    try:
        serialize(counted, out, format=format_, prefixes=prefixes)  # type: ignore[arg-type]
    except Full:
        return Done(counted.n, "size")
    more = counted.n == limits.rows and next(triples, None) is not None
    return Done(counted.n, "rows" if more else None)


def _prefixes(first: list[Triple]) -> dict[str, str]:
    """Return the prefixes that a short answer uses; a long one may use any."""
    import ontology

    known = dict(ontology.prefixes())
    if len(first) == _FEW:
        return known
    text = " ".join(map(str, first))
    return {name: space for name, space in known.items() if f"<{space}" in text}


class _Counted:
    """Counts the triples that go by."""

    def __init__(self, triples: Iterator[Triple]) -> None:
        self._triples = triples
        self.n = 0

    def __iter__(self) -> _Counted:
        return self

    def __next__(self) -> Triple:
        triple = next(self._triples)
        self.n += 1
        return triple


def boolean(value: bool, form: str) -> bytes:
    """Return the answer to an ASK."""
    word = "true" if value else "false"
    return {
        "json": f'{{"head":{{}},"boolean":{word}}}',
        "xml": f"{_XML}<head/><boolean>{word}</boolean></sparql>",
        "csv": f"{word}\r\n",
        "tsv": f"{word}\n",
    }[form].encode()


# -- JSON ----------------------------------------------------------------------------------------


def _json_head(variables: Sequence[str]) -> bytes:
    names = ",".join(map(encode_basestring, variables))
    return f'{{"head":{{"vars":[{names}]}},"results":{{"bindings":['.encode()


def _json_row(variables: Sequence[str], row: Sequence[Term | None]) -> str:
    bound = (
        f"{encode_basestring(name)}:{_json(term)}"
        for name, term in zip(variables, row, strict=True)
        if term is not None
    )
    return "{" + ",".join(bound) + "}"


def _json(term: Term) -> str:
    if isinstance(term, NamedNode):
        return f'{{"type":"uri","value":{encode_basestring(term.value)}}}'
    if isinstance(term, Literal):
        return f'{{"type":"literal","value":{encode_basestring(term.value)}{_json_kind(term)}}}'
    if isinstance(term, BlankNode):
        return f'{{"type":"bnode","value":{encode_basestring(term.value)}}}'
    parts = (("subject", term.subject), ("predicate", term.predicate), ("object", term.object))
    inner = ",".join(f'"{name}":{_json(part)}' for name, part in parts)
    return f'{{"type":"triple","value":{{{inner}}}}}'


def _json_kind(term: Literal) -> str:
    if term.language:
        return f',"xml:lang":{encode_basestring(term.language)}'
    kind = term.datatype.value
    return "" if kind == _STRING else f',"datatype":{encode_basestring(kind)}'


# -- XML -----------------------------------------------------------------------------------------

_XML = '<?xml version="1.0" encoding="UTF-8"?>\n<sparql xmlns="http://www.w3.org/2005/sparql-results#">'


def _xml_head(variables: Sequence[str]) -> bytes:
    names = "".join(f"<variable name={quoteattr(name)}/>" for name in variables)
    return f"{_XML}<head>{names}</head><results>".encode()


def _xml_row(variables: Sequence[str], row: Sequence[Term | None]) -> str:
    bound = (
        f"<binding name={quoteattr(name)}>{_xml(term)}</binding>"
        for name, term in zip(variables, row, strict=True)
        if term is not None
    )
    return f"<result>{''.join(bound)}</result>"


def _xml(term: Term) -> str:
    if isinstance(term, NamedNode):
        return f"<uri>{_xml_text(term.value)}</uri>"
    if isinstance(term, Literal):
        return f"<literal{_xml_kind(term)}>{_xml_text(term.value)}</literal>"
    if isinstance(term, BlankNode):
        return f"<bnode>{_xml_text(term.value)}</bnode>"
    parts = (("subject", term.subject), ("predicate", term.predicate), ("object", term.object))
    return f"<triple>{''.join(f'<{name}>{_xml(part)}</{name}>' for name, part in parts)}</triple>"


def _xml_text(words: str) -> str:
    return escape(writable(words), {"\r": "&#13;"})  # a bare one would be read as \n


def _xml_kind(term: Literal) -> str:
    if term.language:
        return f" xml:lang={quoteattr(term.language)}"
    kind = term.datatype.value
    return "" if kind == _STRING else f" datatype={quoteattr(kind)}"


# -- CSV and TSV ---------------------------------------------------------------------------------


def _csv_head(variables: Sequence[str]) -> bytes:
    return (",".join(map(_cell, variables)) + "\r\n").encode()


def _csv_row(_: Sequence[str], row: Sequence[Term | None]) -> str:
    return ",".join(map(_csv, row)) + "\r\n"


def _csv(term: Term | None) -> str:
    if term is None:
        return ""
    return _cell(str(term) if isinstance(term, BlankNode | Triple) else term.value)


def _cell(value: str) -> str:
    if any(sign in value for sign in '",\r\n'):
        return '"' + value.replace('"', '""') + '"'
    return value


def _tsv_head(variables: Sequence[str]) -> bytes:
    return ("\t".join(f"?{name}" for name in variables) + "\n").encode()


def _tsv_row(_: Sequence[str], row: Sequence[Term | None]) -> str:
    return "\t".join(map(_tsv, row)) + "\n"


def _tsv(term: Term | None) -> str:
    if term is None:
        return ""
    if isinstance(term, Literal) and term.datatype.value in _BARE and _is_number(term.value):
        return term.value
    return str(term).replace("\t", "\\t")  # Turtle leaves a tab as it is; here it parts columns


def _is_number(words: str) -> bool:
    return all(c in "+-.0123456789eE" for c in words) and any(c.isdigit() for c in words)


#: What opens the document, writes a row, stands between two rows and closes the document.
_FORMS: Mapping[str, tuple[Callable[..., bytes], Callable[..., str], str, bytes]] = {
    "json": (_json_head, _json_row, ",", b"]}}"),
    "xml": (_xml_head, _xml_row, "", b"</results></sparql>"),
    "csv": (_csv_head, _csv_row, "", b""),
    "tsv": (_tsv_head, _tsv_row, "", b""),
}
