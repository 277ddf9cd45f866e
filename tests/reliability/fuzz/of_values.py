"""Single values: dates, numbers, identifiers, areas, cells, names, and what is shown of them."""

from __future__ import annotations

import csv
import io
import os
import re
from html import unescape
from typing import Any
from xml.etree import ElementTree as ET

from hypothesis import strategies as st

from graph import dates
from graph.areas import wkt
from graph.export import xml
from graph.identifiers import Minter, parse_insee, parse_rna, parse_siren, slug
from graph.rdf import Iri, Tagged, literal, nquads
from graph.rdf import Statement as Said
from graph.rejects import guarded, unguarded
from graph.resolve import Named, choose
from graph.sources import fields
from graph.sources.source import Reject, Row
from graph.sources.workbook.cells import CellError, Context, Directory
from graph.sources.workbook.schema import SHEETS
from ontology.text import fold
from tests.reliability.fuzz.inputs import repeated, words
from tests.reliability.fuzz.target import Target, require, require_harmless, tame

_FORMULA = tuple("=+-@\t\r")


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def a_date(given: str) -> None:
    """A moment has bounds in order, and its words read the same again."""
    for call in (dates.parse_period, dates.last_day, fields.day):
        tame(lambda call=call: call(given), ValueError)  # type: ignore[misc]
    for read in (fields.require_day, fields.period, fields.day_or_repair):
        tame(lambda read=read: read(Row(1, {"x": given.strip()}), "x"), Reject)  # type: ignore[misc]
    found = tame(lambda: dates.parse_period(given), ValueError)
    if found is not None:
        first, last = found.not_before, found.not_after
        require(first is None or last is None or first <= last, "bounds out of order")
        require(dates.parse_period(found.words) == found, "its words read otherwise")


def an_identifier(given: str) -> None:
    """Numbers are recognised or not; what is recognised has its form, and an IRI of its own."""
    for parse, form in ((parse_siren, r"[0-9]{9}"), (parse_rna, r"W[0-9][0-9A-Z][0-9]{7}"),
                        (parse_insee, r"[0-9AB]{5}")):  # fmt: skip
        found = tame(lambda parse=parse: parse(given), ValueError)  # type: ignore[misc]
        require(found is None or re.fullmatch(form, found), f"{found} is no number")
    for read in (fields.siren_of, fields.insee, fields.is_person, slug, fold):
        read(given)
    fields.departement_code(given, given)
    for take in (fields.amount, fields.amount_or_repair, fields.require_siren):
        tame(lambda take=take: take(Row(1, {"x": given.strip()}), "x"), Reject)  # type: ignore[misc]
    minted = Minter("https://a.invalid/").thing("org", "local", given)
    require(re.fullmatch(r"[!-~]+", minted), "an IRI with other signs")


def an_area(given: str) -> None:
    """A shape that was read is written so that it reads the same again."""
    shape = wkt.shape_of(given)
    if shape:
        once = wkt.wkt(shape)
        again = wkt.shape_of(once)
        require(again is not None and wkt.wkt(again) == once, "it reads otherwise")


_CELLS = st.one_of(words, st.dates(), st.integers().map(str), st.floats().map(str))
_PARSERS = [(sheet.key, column) for sheet in SHEETS.values() for column in sheet.columns]


def a_cell(given: tuple[int, Any]) -> None:
    """Each column of a workbook reads a cell or says what is wrong with it in both languages."""
    place, cell = given
    sheet, column = _PARSERS[place % len(_PARSERS)]
    try:
        column.parse(cell, Context({key: Directory() for key in SHEETS}, sheet=sheet))
    except CellError as error:
        require(error.reason.fr and error.reason.en and error.advice.fr, "no words")


def a_name(given: str) -> None:
    """An actor is found by its own name, and another name is told to be unknown."""
    things = {
        "urn:a": Named("urn:a", "Club é", {"club e"}),
        "urn:b": Named("urn:b", "Club É", {"club e", "ca"}),
    }
    tame(lambda: choose(things, "ea:Stakeholder", given))


def shown(given: str) -> None:
    """What is shown commands neither a terminal nor a page nor a spreadsheet, and is not lost."""
    from rich.console import Console

    from cli.output import _grid, clean, paragraph
    from cli.session import printable

    for harmless in (printable(given), clean(given), paragraph(given)):
        require_harmless(harmless)
    out = io.StringIO()
    Console(file=out, width=60).print(_grid(["x"], [[clean(given)]], 60))
    require_harmless(out.getvalue())
    require(unguarded(guarded(given)) == given, "a guarded cell is another one")
    require(not guarded(given).startswith(_FORMULA), "a formula")
    element = f'<a b="{xml.text(given)}">{xml.text(given)}</a>'
    require(ET.fromstring(element).get("b") == xml.writable(given), "XML of another text")  # noqa: S314


def a_page(given: str) -> None:
    """A name in a page is text: no tag, no attribute, and it reads as it was."""
    from markupsafe import escape

    from cli.site.pages import _environment

    made = _environment().from_string("{{ name }}").render(name=given)
    require(made == escape(given) and "<" not in made and '"' not in made, "a tag")
    require(unescape(made) == unescape(str(escape(given))), "another text")


def stated(given: str) -> None:
    """A text becomes one literal of one statement, and comes back as it was."""
    import pyoxigraph as ox

    lines = nquads([Said(Iri(f"urn:{given}"), Iri("urn:p"), given, "urn:g"),
                    Said(Iri("urn:s"), Iri("urn:p"), Tagged(given, "fr"), "urn:g")])  # fmt: skip
    try:
        found = list(ox.parse("".join(lines).encode(), format=ox.RdfFormat.N_QUADS))
    except SyntaxError:
        require(not _is_iri(f"urn:{given}"), "a statement that nobody can read")
        return
    require([quad.object.value for quad in found] == [given] * 2, "another text")
    require(literal(given).count("\n") == 0, "two lines")


def _is_iri(words: str) -> bool:
    import pyoxigraph as ox

    try:
        ox.NamedNode(words)
    except ValueError:
        return False
    return True


def completed(given: str) -> None:
    """What a shell is offered stays one word of that shell, and no command."""
    import click
    from click.shell_completion import CompletionItem

    from cli.shells import Bash, _joined

    _joined(given.split())
    line = given.replace("\n", " ").replace("\r", " ").replace("\0", " ")
    os.environ.update(COMP_WORDS="alliances\n", COMP_CWORD="1")
    shell = Bash(click.Command("alliances"), {}, "alliances", "_X")
    shell.typed = shell.quote = ""
    offer = shell.format_completion(CompletionItem(line)).removeprefix("plain,")
    require("\n" not in offer, "two lines")
    if not line or not line.isprintable():
        return
    for quote in ("", "'", '"'):
        shell.quote = quote
        offer = shell.format_completion(CompletionItem(line)).removeprefix("plain,")
        require(_as_bash(quote, offer) == line, f"another word after {quote!r}")


def _as_bash(quote: str, offer: str) -> str | None:
    """Return the word that bash reads, or None where it reads several, or runs something."""
    if quote == "'":
        return offer.replace("'\\''", "\0").replace("'", "?").replace("\0", "'")
    special = '"$`\\!' if quote else " \t|&;<>()$`\\\"'*?[]#~!{}^"
    bare = re.sub(r"\\(.)", "", offer)
    if any(sign in bare for sign in special):
        return None
    return re.sub(r"\\(.)", r"\1", offer)


def typed(given: tuple[str, str]) -> None:
    """A parameter typed on the command line is a value of its kind, or told to be none."""
    from graph import questions

    name, value = given
    tame(lambda: questions._variable(name))
    questions._guess(value)
    for kind in ("integer", "date", "text", "concept:theme"):
        parameter = _parameter(kind)
        if kind == "concept:theme":
            tame(lambda: questions.concept_slug("theme", value, typed="x"))
        else:
            tame(lambda p=parameter: questions._literal(p, value))  # type: ignore[misc]


def _parameter(kind: str) -> Any:
    from ontology.text import same
    from queries import Parameter

    return Parameter("x", kind, same("x"), "1")


def answered(given: tuple[str, str]) -> None:
    """A value of an answer is written in every format, whatever it claims to be."""
    import pyoxigraph as ox

    from cli import answer

    words_, kind = given
    for term in (ox.Literal(words_, datatype=ox.NamedNode(f"http://www.w3.org/2001/XMLSchema#{kind}")),
                 ox.Literal(words_)):  # fmt: skip
        for form in ("csv", "tsv", "json"):
            for is_ours in (True, False):
                answer._reader(form, is_ours=is_ours)(term)
        out = io.StringIO()
        csv.writer(out).writerow([answer.value(term)])


_KINDS = st.sampled_from(("integer", "decimal", "double", "boolean", "date", "nonNegativeInteger"))
TARGETS = [
    Target("dates", words | repeated, a_date, _text, lambda: [b"d\xc3\xa9but 2017", b"2017-12-05"]),
    Target("identifiers, amounts", words, an_identifier, _text, lambda: [b"130001700", b"1 234,5"]),
    Target("areas (WKT)", words | repeated, an_area, _text,
           lambda: [b"MULTIPOLYGON(((5 43,6 43,6 44,5 43)))"]),
    Target("cells of a workbook", st.tuples(st.integers(0, 200), _CELLS), a_cell,
           lambda data: (data[0] if data else 0, _text(data[1:])), lambda: [b"\0fin 2017"]),
    Target("names of actors", words | repeated, a_name),
    Target("shown, guarded, escaped", words | repeated, shown, _text, lambda: [b"=1\x1b[2J"]),
    Target("names in a page", words, a_page),
    Target("statements", words, stated, _text, lambda: [b'a"b']),
    Target("completion", words, completed),
    Target("parameters typed", st.tuples(words, words), typed),
    Target("values of an answer", st.tuples(words, _KINDS), answered),
]  # fmt: skip
