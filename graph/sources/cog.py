"""Communes and groupings of communes (COG, EPCI): the names and the parts of the territory.

Published by Insee and the DGCL as CSV, and by the package ``@etalab/decoupage-administratif`` as
JSON. Where the number SIREN of a commune is known, its authority is stated under it, together
with the key by which other registers know it: that is how they meet.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from graph.identifiers import luhn
from graph.sources import fields
from graph.sources.context import OUTSIDE, Context
from graph.sources.electorates import keep_departement, keep_region, lacking, unknown
from graph.sources.emit import Emit, Ref
from graph.sources.naming import of
from graph.sources.places import label_of
from graph.sources.records import JsonRow
from graph.sources.source import (
    Column,
    JsonLayout,
    Layout,
    LeaveOut,
    Reject,
    Row,
    Source,
    columns,
    needed,
    row_by_row,
)
from graph.sources.things import (
    commune,
    departement,
    epci,
    epci_body,
    organisation_of_place,
    region,
)
from ontology.text import Text

_PART = Text("commune déléguée ou associée : sa commune compte seule",
             "delegated or associated commune: only its commune counts")  # fmt: skip
_DISTRICT = Text("arrondissement municipal : sa commune compte seule",
                 "municipal arrondissement: only its commune counts")  # fmt: skip
_KINDS = {  # of what the files list beside communes
    "commune-actuelle": None, "com": None, "": None,
    "commune-deleguee": _PART, "commune-associee": _PART, "comd": _PART, "coma": _PART,
    "arrondissement-municipal": _DISTRICT, "arm": _DISTRICT,
}  # fmt: skip
_NO_SIREN = Text("SIREN faux laissé vide", "wrong SIREN left empty")
_NO_POINT = Text("coordonnées impossibles laissées vides", "impossible coordinates left empty")
_NO_POSTAL = Text("code postal faux laissé vide", "wrong postal code left empty")
_BY_ITSELF = {"ZZZZZZZZZ", "999999999"}  # how Insee writes that a commune is in no EPCI
_YEARS = range(2006, 2041)
_LOOKED_AT = 1000  # records of a document, to tell what it is
_AnyRow = Row | JsonRow


# -- communes --------------------------------------------------------------------------------------


def _commune(row: _AnyRow, out: Emit, context: Context) -> None:
    """State a commune: name, code, postal codes, where it lies, and its authority."""
    kind = row["type"].lower()
    if kind not in _KINDS:
        raise Reject(
            "type",
            Text("nature de commune inconnue", "unknown kind of commune"),
            Text("Écrivez COM, ou retirez la ligne.", "Write COM, or take the row out."),
        )
    if (reason := _KINDS[kind]) is not None:
        raise LeaveOut(reason, keep=_states_merger(row, out, context, reason))
    code, name = _code(row, "code"), _named(row, "nom")
    context.keep_commune(code)
    context.once(row.number, code)
    where, siren = commune(out, code, name), _siren(row)
    out.say(where, "ea:siren", siren)
    out.say(where, "ea:postalCode", *_postal(row))
    out.say(where, "ea:formerCode", *(old for old in _former(row) if old != code))
    _population(row, where, out)
    _point(row, where, out)
    if siren:
        letter = row["typeLiaison"]  # Insee's code of the article: 1 is a vowel or a mute H
        mute = {"0": False, "1": True}.get(letter)
        _authority(row, out, code, f"Commune {of(name, mute=mute)}", siren, where)
    out.provenance(where, row.locator)


def _states_merger(row: _AnyRow, out: Emit, context: Context, reason: Text) -> bool:
    """State which commune a delegated one is now a part of, where a table of Insee tells it."""
    code, whole = fields.insee(row["code"]), fields.insee(row["parent"])
    if reason is not _PART or code is None or whole is None or code == whole:
        return False
    context.keep_commune(whole)
    out.say(out.thing("geo", "commune", whole), "ea:formerCode", code)
    return True


def _former(row: _AnyRow) -> list[str]:
    """Return the codes of the communes that were merged into one."""
    stated = row.get("anciensCodes") if isinstance(row, JsonRow) else None
    codes = {fields.insee(str(code)) for code in stated} if isinstance(stated, list) else set()
    return sorted(filter(None, codes))


def _authority(row: _AnyRow, out: Emit, code: str, name: str, siren: str, where: Ref) -> None:
    """State the legal body of a commune, and that it is the one known elsewhere by its code."""
    body = out.thing("org", "siren", siren)
    if out.first(body):
        organisation_of_place(out, body, name, where, row.locator, siren=siren)
        out.say(out.thing("org", "insee", code), "dcterms:isReplacedBy", body)


def _code(row: _AnyRow, key: str) -> str:
    code = fields.insee(row[key])
    if code is None:
        raise unknown("commune", key)
    return code


def _named(row: _AnyRow, key: str) -> str:
    name = " ".join(row[key].split())
    if not any(map(str.isalpha, name)):
        raise lacking(key)
    return name


def _siren(row: _AnyRow) -> str | None:
    """Return the SIREN of a public body, which begins with 1 or 2, or None with a note."""
    if fields.empty(row["siren"]):
        return None
    found = fields.siren_of(row["siren"])
    if found is None or found[0] not in "12":
        row.repairs.append(_NO_SIREN)
        return None
    return found


def _postal(row: _AnyRow) -> list[str]:
    stated = row.get("codesPostaux") if isinstance(row, JsonRow) else None
    words = stated if isinstance(stated, list) else re.split(r"[|,/ ]+", row["codesPostaux"])
    found = {str(word).strip() for word in words if not fields.empty(str(word))}
    good = sorted(code.zfill(5) for code in found if re.fullmatch(r"[0-9]{4,5}", code))
    if len(good) < len(found):
        row.repairs.append(_NO_POSTAL)
    return good


def _population(row: _AnyRow, where: Ref, out: Emit) -> None:
    """State the latest population whose year the header tells."""
    for year in reversed(_YEARS):
        words = re.sub(r"[\s\u00a0\u202f]|\.0$", "", row[f"population_{year}"])
        if words.isdecimal():
            out.say(where, "ea:population", int(words))
            out.say(where, "ea:populationYear", year)
            return


def _point(row: _AnyRow, where: Ref, out: Emit) -> None:
    latitude, longitude = row["latitude"], row["longitude"]
    if fields.empty(latitude) and fields.empty(longitude):
        return
    try:
        north, east = (Decimal(words.replace(",", ".")) for words in (latitude, longitude))
    except InvalidOperation:
        north, east = Decimal(999), Decimal(999)
    if not (abs(north) <= 90 and abs(east) <= 180):
        row.repairs.append(_NO_POINT)
        return
    out.say(where, "geo:lat", north)
    out.say(where, "geo:long", east)


# -- groupings of communes -------------------------------------------------------------------------


def _grouping(row: JsonRow, out: Emit, context: Context) -> None:
    """State a grouping with all its members, if one of them lies in the territory asked for."""
    siren, name = _grouping_number(row["code"], "code"), _named(row, "nom")
    stated = row.get("membres")
    members = stated if isinstance(stated, list) else []
    codes = [fields.insee(_text(member, "code")) for member in members]
    if None in codes or not codes:
        raise unknown("commune", "membres")
    inside = [code for code in codes if context.scope is None or context.scope.holds(str(code))]
    if not inside:
        raise LeaveOut(OUTSIDE)
    context.once(row.number, siren)
    epci_body(out, siren, name, row.locator)
    whole = epci(out, siren, name)
    for code, member in zip(codes, members, strict=True):
        _member(row, out, str(code), member, whole, stays=code in inside)
    out.provenance(whole, row.locator)


def _member(
    row: JsonRow, out: Emit, code: str, member: Mapping[str, Any], whole: Ref, *, stays: bool
) -> None:
    name = _text(member, "nom")
    where = commune(out, code, name)
    out.say(where, "dcterms:isPartOf", whole)
    number = fields.siren_of(_text(member, "siren"))
    if number and stays:
        _authority(row, out, code, f"Commune {of(name)}", number, where)


def _membership(row: Row, out: Emit, context: Context) -> None:
    """State that a commune is a member of a grouping: the files of Insee and of the DGCL."""
    code, name = _code(row, "code"), _named(row, "nom")
    context.keep_commune(code)
    alone = row["epci"].upper() in _BY_ITSELF
    siren = "" if alone else _grouping_number(row["epci"], "epci")
    context.once(row.number, code, siren)
    where, number = commune(out, code, name), _siren(row)
    if number:
        _authority(row, out, code, f"Commune {of(name)}", number, where)
    if siren:
        whole = _named(row, "nom_epci")
        epci_body(out, siren, whole, row.locator)
        out.say(where, "dcterms:isPartOf", epci(out, siren, whole))
    out.provenance(where, row.locator)


def _grouping_number(words: str, key: str) -> str:
    number = re.sub(r"\s|\.0$", "", words)
    if not (re.fullmatch(r"[0-9]{9}", number) and luhn(number)):
        raise Reject(
            key,
            Text("ce n'est pas le SIREN d'un EPCI", "this is not the SIREN of an EPCI"),
            Text("Recopiez ses neuf chiffres.", "Copy its nine digits again."),
        )
    return number


def _text(member: object, key: str) -> str:
    found = member.get(key) if isinstance(member, dict) else None
    return "" if found is None else str(found).strip()


# -- départements and regions ----------------------------------------------------------------------


def _departement(row: Row, out: Emit, context: Context) -> None:
    code = fields.departement_code(row["code"], row["nom"])
    if code is None:
        raise unknown("departement", "code")
    keep_departement(context, code)
    context.once(row.number, "departement", code)
    if where := departement(out, code):
        out.provenance(where, row.locator)


def _region(row: Row, out: Emit, context: Context) -> None:
    code = row["code"].zfill(2)
    if label_of("region", code) is None:
        raise unknown("region", "code")
    keep_region(context, code)
    context.once(row.number, "region", code)
    if where := region(out, code):
        out.provenance(where, row.locator)


# -- the files -------------------------------------------------------------------------------------


def _records(document: list[Any]) -> Iterator[Mapping[str, Any]]:
    for record in document:
        yield record if isinstance(record, dict) else {}


def _first(document: Any) -> Mapping[str, Any]:
    """Return the first record of a document, or an empty one when it is no list of records."""
    first = document[0] if isinstance(document, list) and document else None
    return first if isinstance(first, dict) else {}


def _are_communes(document: Any) -> bool:
    """Tell a list of communes, if only one of its codes is sound: the others may be refused."""
    said = {"departement", "codeDepartement", "codesPostaux"}
    return bool(_first(document)) and any(
        isinstance(one, dict) and said & one.keys() and "nom" in one
        and fields.insee(str(one.get("code"))) is not None
        for one in document[:_LOOKED_AT]
    )  # fmt: skip


def _are_groupings(document: Any) -> bool:
    return _first(document).keys() >= {"code", "nom", "membres"}


SOURCE = Source(
    "cog",
    Text("Code officiel géographique et EPCI (COG)", "Communes and their groupings (COG, EPCI)"),
    "Insee, DGCL, Etalab",
    "Licence Ouverte 2.0",
    "https://www.insee.fr/fr/information/2560452",
    layouts=(
        Layout(
            "communes", Text("COG, communes (Insee)", "COG, communes (INSEE)"),
            needed(code="COM|COM_COMER", nom="LIBELLE", typeLiaison="TNCC")
            + columns(type="TYPECOM", parent="COMPARENT"),
            row_by_row(_commune), place="code", missing=("datedebut", "cheflieu"),
        ),
        Layout(
            "communes-detail", Text("communes avec SIREN et codes postaux",
                                    "communes with SIREN and postal codes"),
            needed(code="code_insee", nom="nom", siren="siren", codesPostaux="codes_postaux")
            + columns(latitude="centroid_lat|latitude", longitude="centroid_lon|longitude")
            + tuple(
                Column(f"population_{year}",
                       (f"population_municipale_{year}", f"population_{year}"))
                for year in _YEARS
            ),
            row_by_row(_commune), place="code",
        ),
        Layout(
            "epci-insee", Text("composition des EPCI (Insee)", "members of EPCI (INSEE)"),
            needed(code="CODGEO", nom="LIBGEO", epci="EPCI", nom_epci="LIBEPCI"),
            row_by_row(_membership), place="code", named="epci",
        ),
        Layout(
            "epci-dgcl", Text("composition des EPCI (DGCL)", "members of EPCI (DGCL)"),
            needed(code="insee", nom="nom_membre", epci="siren|siren_epci",
                   nom_epci="raison_sociale|nom_complet")
            + columns(siren="siren_membre"),
            row_by_row(_membership), place="code", named="epci",
        ),
        Layout(
            "departements", Text("COG, départements (Insee)", "COG, départements (INSEE)"),
            needed(code="DEP", nom="LIBELLE", chef_lieu="CHEFLIEU"),
            row_by_row(_departement), missing=("arr", "can", "com"),
        ),
        Layout(
            "regions", Text("COG, régions (Insee)", "COG, regions (INSEE)"),
            needed(code="REG", nom="LIBELLE", chef_lieu="CHEFLIEU"),
            row_by_row(_region), missing=("dep", "ctcd"),
        ),
    ),
    json=(
        JsonLayout(
            "communes-json", Text("communes (Etalab, JSON)", "communes (Etalab, JSON)"),
            _are_communes, _records, row_by_row(_commune),
            frozenset({"code", "nom", "type", "siren", "codesPostaux", "typeLiaison",
                       "anciensCodes"}),
        ),
        JsonLayout(
            "epci-json", Text("EPCI (Etalab, JSON)", "EPCI (Etalab, JSON)"),
            _are_groupings, _records, row_by_row(_grouping),
            frozenset({"code", "nom", "membres"}), within=frozenset({"code", "nom", "siren"}),
            named="epci",
        ),
    ),
    snapshot=True,
    rank=10,
)  # fmt: skip
