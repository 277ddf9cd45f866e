"""Files: registers in every layout, packed or not, JSON, RDF, settings and decisions."""
# ruff: noqa: E501

from __future__ import annotations

import gzip
import io
import json
import lzma
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from pyoxigraph import NamedNode

from graph import answers, decisions, workspace
from graph.errors import AlliancesError
from graph.prediction import read as backtest
from graph.rights import forgotten, optout, rectification, rectified
from graph.sources.catalogue import sources
from graph.sources.rdf_text import FORMS
from graph.sources.source import Layout
from tests.graph.one_source import Read, read
from tests.reliability.fuzz import inputs
from tests.reliability.fuzz.target import Target, file, folder, require, require_told, tame

LAYOUTS: list[Layout] = [one for source in sources().values() for one in source.layouts]
#: What a column may hold, by a part of its name; anything else holds a word.
_LIKELY = {
    "siren": "130001700", "siret": "21130001700012", "date": "2017-12-05", "code": "13001",
    "montant": "1200,50", "insee": "13001", "com": "13001", "id": "W131000001", "nom": "Club",
    "organis": "Club", "acheteur": "21130001700012", "titulaire": "35212345900013", "dep": "13",
    "position": "A", "etat": "A", "statut": "O", "siege": "true", "position_activite": "A",
    "epci": "200054807", "reg": "93", "rcn": "12", "country": "FR", "role": "partner",
    "categorie": "9220", "programme": "163",
}  # fmt: skip


def _likely(name: str) -> str:
    return next((value for part, value in _LIKELY.items() if part in name.lower()), "Éguilles")


@st.composite
def _register(draw: Any) -> tuple[str, bytes]:
    """Return a file of one of the layouts, some of its cells and of its bytes changed."""
    layout = draw(st.sampled_from(LAYOUTS))
    names = [draw(st.sampled_from(column.names)) for column in layout.columns
             if column.required or draw(st.integers(0, 3))]  # fmt: skip
    separator = draw(st.sampled_from(";,\t|"))
    rows = [[_likely(name) for name in names] for _ in range(draw(st.integers(0, 4)))]
    for row in rows:
        for _ in range(draw(st.integers(0, 3))):
            row[draw(st.integers(0, len(row) - 1))] = draw(inputs.words)
    text = "\n".join(separator.join(map(_quoted, row)) for row in (names, *rows)) + "\n"
    encoding = draw(st.sampled_from(("utf-8", "utf-8", "utf-8-sig", "cp1252", "utf-16")))
    data = text.encode(encoding, "replace")
    return layout.key, draw(inputs.damaged([data])) if draw(st.booleans()) else data


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if set(cell) & set(';,\t|\n\r"') else cell


def _counted(found: Read | None) -> None:
    """Every row is counted once, and every statement can be read (``read`` parses them)."""
    if found is None:
        return
    for n in found.report.counts().values():
        total = n["loaded"] + n["repaired"] + n["rejected"] + n["filtered"]
        require(n["read"] == total and min(n.values()) >= 0, f"rows that do not add up: {n}")
    for problem in found.report.problems:
        require(problem.message.fr and problem.message.en, "a refusal without words")


def a_register(given: tuple[str, bytes]) -> None:
    """A file of a register loads or is refused; every row is counted."""
    path = file("essai.csv", given[1])
    _counted(tame(lambda: read(path)))
    columns = backtest.Columns("nom", "id", date="date")
    tame(lambda: backtest.read(path, columns))


_ROWS = (
    b"id;siret;groupement;titre;objet;objet_social1;date_creat;position;adrs_codeinsee;date_disso;"
    b"titre_court\nW131000001;;S;Club;Jouer;011080;2001-02-03;A;13001;;\n"
)


def _zip(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return held.getvalue()


def _parquet() -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    head, row = (line.split(";") for line in _ROWS.decode().splitlines())
    held = io.BytesIO()
    pq.write_table(pa.table({name: [cell] * 3 for name, cell in zip(head, row, strict=True)}), held)
    return held.getvalue()


PACKED = [
    gzip.compress(_ROWS), lzma.compress(_ROWS), _zip(("rna.csv", _ROWS)),
    _zip(("a.csv", _ROWS), ("../b.csv", _ROWS), ("__MACOSX/._a.csv", b"x")),
    _zip(("a.csv", _ROWS), method=zipfile.ZIP_LZMA), _zip(("in.zip", _zip(("a.csv", _ROWS)))),
    _parquet(), _ROWS,
]  # fmt: skip


def packed(data: bytes) -> None:
    """Whatever is packed how is read or refused, and nothing is written beside it."""
    path = file("essai.bin", data)
    before = sorted(folder().iterdir())
    _counted(tame(lambda: read(path)))
    require(sorted(folder().iterdir()) == before, "a file was written")


_GEO = {"type": "FeatureCollection", "features": [{
    "type": "Feature", "properties": {"code": "13001", "nom": "Aix-en-Provence"},
    "geometry": {"type": "Polygon", "coordinates": [[[5, 43], [6, 43], [6, 44], [5, 43]]]},
}]}  # fmt: skip
_COMMUNES = [{"code": "13001", "nom": "Aix", "type": "commune-actuelle", "departement": "13",
              "region": "93", "zone": "metro", "siren": "211300017", "population": 5}]  # fmt: skip
_EPCI = [
    {"code": "200054807", "nom": "Métropole", "membres": [{"code": "13001", "siren": "211300017"}]}
]
_CONTRACTS = {"marches": {"marche": [{
    "id": "1", "objet": "Travaux", "montant": 12.5, "dateNotification": "2019-01-02",
    "acheteur": {"id": "21130001700012"}, "lieuExecution": {"code": "13001", "typeCode": "x"},
    "titulaires": [{"titulaire": {"id": "35212345900013", "typeIdentifiant": "SIRET"}}],
}]}}  # fmt: skip
DOCUMENTS: list[Any] = [_GEO, _COMMUNES, _EPCI, _CONTRACTS]


@st.composite
def _document(draw: Any) -> bytes:
    """Return a document of a register in which some values are others."""
    document = json.loads(json.dumps(draw(st.sampled_from(DOCUMENTS))))
    for _ in range(draw(st.integers(0, 3))):
        holders = list(_holders(document))
        holder = holders[draw(st.integers(0, len(holders) - 1))]
        keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        if keys:
            holder[draw(st.sampled_from(keys))] = draw(inputs.json)
    data = json.dumps(document, ensure_ascii=draw(st.booleans())).encode("utf-8", "replace")
    return draw(inputs.damaged([data])) if draw(st.integers(0, 3)) == 0 else data


def _holders(value: Any) -> Any:
    if isinstance(value, dict | list):
        yield value
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _holders(inner)


def a_document(data: bytes) -> None:
    """A document loads or is refused; every record is counted."""
    path = file("essai.json", data)
    _counted(tame(lambda: read(path)))


_TURTLE = """@prefix org: <http://www.w3.org/ns/org#> . @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
<https://a.invalid/1> a org:Organization ; rdfs:label "Club é"@fr ; org:linkedTo [ a org:Organization ] .
"""
_NT = (
    '<https://a.invalid/1> <http://www.w3.org/2000/01/rdf-schema#label> "Club" .\n'
    "<https://a.invalid/1> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
    "<http://www.w3.org/ns/org#Organization> .\n"
)
RDF = {
    "turtle": _TURTLE, "trig": _TURTLE + "<urn:g> { <urn:a> a <urn:b> }", "ntriples": _NT,
    "nquads": _NT.replace(" .\n", " <urn:g> .\n"),
    "jsonld": '{"@context": {"org": "http://www.w3.org/ns/org#"}, "@id": "https://a.invalid/1", '
              '"@type": "org:Organization", "org:linkedTo": {"@id": "urn:a b"}}',
    "rdfxml": '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY o "http://www.w3.org/ns/org#">]>'
              '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
              'xmlns:o="http://www.w3.org/ns/org#"><o:Organization rdf:about="https://a.invalid/1">'
              '<o:linkedTo rdf:resource="&o;x"/></o:Organization></rdf:RDF>',
}  # fmt: skip
_FORMS_OF = list(RDF)


def rdf(given: tuple[int, bytes]) -> None:
    """A file of RDF loads or is refused, in whatever form its name says it is."""
    form = FORMS[_FORMS_OF[given[0] % len(_FORMS_OF)]]
    path = file(f"essai{form.suffixes[0]}", given[1])
    _counted(tame(lambda: read(path)))


_SETTINGS = b"""id = "a1"
name = "Pays d'Aix"
base = "https://a.invalid/"
collector = "paa"
language = "fr"
as_of = 2017-12-31
[endpoints.a]
url = "https://a.invalid/sparql"
auth = "digest"
user = "x"
row_cap = 10
"""


def settings(data: bytes) -> None:
    """Settings are read, or the key or the line at fault is named."""
    place = folder() / "ws"
    place.mkdir(exist_ok=True)
    (place / "alliances.toml").write_bytes(data)
    found = tame(lambda: workspace.load(place))
    if found is not None:
        require(found.base.startswith("http"), "no base")


_DECIDED: dict[str, Callable[[Path], Iterable[Any]]] = {
    "identity.csv": decisions.read, "suggestions.csv": answers.read, "optout.csv": optout.read,
    "rectified.csv": rectified.read, "forgotten.csv": forgotten.read,
}  # fmt: skip
_LINES = (
    b"a;b;verdict;name_a;name_b;why;date\nurn:a;urn:b;same;A;B;'=1+1;2017-12-05\n",
    b"a;b;answer;name_a;name_b;why;by;date\nurn:a;urn:b;accepted;A;B;x;y;2017-12-05\n",
    b"actor;name;date;why\nurn:a;A;2017-12-05;x\n",
    b"actor;field;value;name;why;date\nurn:a;website;https://a.invalid/;A;;\n",
    b"actor;field;value;name;why;date\nurn:a;seat;https://a.invalid/13001;A;;\nurn:a;name;B;A;;\n",
    b"thing;of;digest;reason;date\n" + b"a" * 64 + b";iri;" + b"b" * 64 + b";request;\n",
)


def decided(data: bytes) -> None:
    """Files of decisions are read, or the row at fault is named; IRIs are what they say."""
    place = folder() / "decided" / "decisions"
    place.mkdir(parents=True, exist_ok=True)
    for name, call in _DECIDED.items():
        (place / name).write_bytes(data)
        for one in tame(lambda call=call: list(call(place.parent))) or ():  # type: ignore[misc]
            for key in ("a", "b", "actor"):
                NamedNode(getattr(one, key, "urn:x"))
        (place / name).unlink()


def put_right(given: tuple[str, str]) -> None:
    """A value typed to put something right is stated, or told to be none."""
    field, typed = given
    key = rectified.property_of(field)
    value = tame(lambda: rectified.value_of(key, typed)) if key else None
    if key and value and rectified.is_possible(key, value):
        list(rectification._terms(rectified.Rectified("urn:a", key, value, "A", "", "")))


def remembered(given: tuple[str, str, str, str]) -> None:
    """A decision that was kept is read as it was decided."""
    place = folder() / "remembered"
    place.mkdir(exist_ok=True)
    a, b, why, by = given
    said = answers.answered("urn:x", "urn:y", "accepted", (a, b), why=why, by=by)
    for file_ in (place / "decisions").glob("*.csv"):
        file_.unlink()
    try:
        answers.record(place, [said])
        decisions.record(place, [decisions.decide("urn:x", "urn:y", "same", (a, b), why)])
    except AlliancesError as error:
        require_told(error)
        return
    require(list(answers.read(place)) == [said], "another answer")
    (verdict,) = decisions.read(place)
    require(verdict.why == said.why, "another reason")


_first = st.sampled_from(_FORMS_OF)
TARGETS = [
    Target("registers", _register(), a_register),
    Target("packed files", inputs.damaged(PACKED), packed, lambda data: data, lambda: PACKED),
    Target("JSON registers", _document(), a_document, lambda data: data,
           lambda: [json.dumps(one).encode() for one in DOCUMENTS]),
    Target("RDF", st.integers(0, 5).flatmap(lambda n: st.tuples(
        st.just(n) | st.integers(0, 5), inputs.damaged([RDF[_FORMS_OF[n]].encode()]))), rdf,
        lambda data: (data[0] if data else 0, data[1:]),
        lambda: [bytes([n]) + RDF[form].encode() for n, form in enumerate(_FORMS_OF)]),
    Target("alliances.toml", inputs.damaged([_SETTINGS]), settings, lambda data: data,
           lambda: [_SETTINGS]),
    Target("decisions", inputs.damaged(_LINES), decided, lambda data: data, lambda: [*_LINES]),
    Target("values put right", st.tuples(
        st.sampled_from((*rectified.PROPERTIES, "site web", "x")),
        inputs.words | inputs.words.map(lambda text: f"http://{text}"),
    ), put_right),
    Target("decisions kept", st.tuples(*[inputs.words] * 4), remembered),
]  # fmt: skip
