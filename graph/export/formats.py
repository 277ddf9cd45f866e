"""The table of formats: name, suffix, what it is for, and who writes it.

Help, messages and documentation are read from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import IO, Literal, NamedTuple

from graph.errors import Misuse
from graph.export import gexf, graphml, pair, rdf
from graph.export.book.write import write as write_book
from graph.export.edition import Edition
from graph.export.table import Table
from graph.near import did_you_mean, near
from ontology.text import Text

Write = Callable[[Edition, IO[bytes]], Sequence[Text] | None]
Family = Literal["dataset", "triples", "network", "book"]


class Format(NamedTuple):
    """A format: its name, the suffixes of its files, what it is for, who writes it."""

    name: str
    suffixes: tuple[str, ...]
    title: Text
    family: Family  # "dataset" keeps named graphs, "triples" has none
    write: Write
    is_text: bool = True


def _rdf(name: str, suffix: str, family: Family, fr: str, en: str) -> Format:
    return Format(name, (suffix,), Text(fr, en), family, partial(rdf.write, form=name))


def _network(
    pieces: Callable[[Edition, Table], Iterator[str]], edition: Edition, out: IO[bytes]
) -> None:
    for piece in pieces(edition, Table(edition.network(), edition.lang)):
        out.write(piece.encode())


FORMATS = (
    _rdf("trig", ".trig", "dataset", "RDF lisible, graphes nommés", "readable RDF, named graphs"),
    _rdf("turtle", ".ttl", "triples", "RDF lisible, graphes réunis", "readable RDF, graphs merged"),
    _rdf("jsonld", ".jsonld", "dataset", "RDF en JSON", "RDF as JSON"),
    _rdf("nquads", ".nq", "dataset", "RDF canonique, une ligne par fait",
         "canonical RDF, one line a fact"),
    _rdf("ntriples", ".nt", "triples", "le même sans graphes", "the same without graphs"),
    Format("gexf", (".gexf",), Text("réseau daté, pour Gephi", "dated network, for Gephi"),
           "network", partial(_network, gexf.pieces)),
    Format("graphml", (".graphml",), Text("réseau, pour la plupart des programmes",
           "network, for most programs"), "network", partial(_network, graphml.pieces)),
    Format("gephi", (".csv", ".zip"), Text("deux tables, nœuds et liens",
           "two tables, nodes and links"), "network", partial(pair.write_zip, form="gephi"), False),
    Format("kumu", (), Text("deux tables pour Kumu (.csv ou .zip, avec --format kumu)",
           "two tables for Kumu (.csv or .zip, with --format kumu)"), "network",
           partial(pair.write_zip, form="kumu"), False),
    Format("xlsx", (".xlsx",), Text("classeur qui se recharge", "workbook that loads back"),
           "book", write_book, False),
)  # fmt: skip
PAIRS = ("gephi", "kumu")


def format_of(path: Path | None, name: str | None) -> Format:
    """Return the format asked for by name, or by the suffix; raises Misuse when neither says."""
    suffix = path.suffix.lower() if path else ""
    named = {form.name: form for form in FORMATS}
    if name is not None:
        return named[name]
    found = next((form for form in FORMATS if suffix in form.suffixes), None)
    if found is None:
        known = [each for form in FORMATS for each in form.suffixes]
        raise Misuse(
            "{file} : le nom doit finir par {suffixes}. {near}Sinon, dites le format : "
            "--format {names}.",
            "{file}: the name must end in {suffixes}. {near}Otherwise name the format: "
            "--format {names}.",
            file=path or "-",
            near=did_you_mean(near(suffix, known)),
            suffixes=", ".join(known),
            names="|".join(named),
        )
    return found


def check_layer(form: Format, layer: str) -> None:
    """Refuse a layer that a format has no place for: suggestions never pass for facts."""
    if form.family == "triples" and layer == "all":
        raise Misuse(
            "{name} n'a pas de graphes nommés : les alliances possibles s'y mêleraient aux faits. "
            "Choisissez .trig, .nq ou .jsonld, ou une seule couche (--layer asserted ou derived).",
            "{name} has no named graphs: possible alliances would mix with facts. Choose .trig, "
            ".nq or .jsonld, or a single layer (--layer asserted or derived).",
            name=form.name,
        )
    if form.family in {"network", "book"} and layer != "asserted":
        raise Misuse(
            "--layer {layer} : {name} ne contient que des faits. Pour les alliances possibles, "
            "choisissez un format RDF (.trig, .nq, .jsonld).",
            "--layer {layer}: {name} holds facts only. For possible alliances, choose an RDF "
            "format (.trig, .nq, .jsonld).",
            layer=layer,
            name=form.name,
        )
