"""Essential data of public procurement (DECP): contracts and concessions, as JSON or as tables.

A contract is an alliance of its buyer and of those who hold it. The buyer is its lead ("porteur"),
not its funder: it defines the contract and runs it, while the money of a concession comes from
its users; the holders are partners. Later modifications of a contract are not read.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from graph.sources import fields
from graph.sources.context import DUPLICATE, OUTSIDE, PERSON, Context
from graph.sources.emit import Emit, Ref
from graph.sources.places import areas
from graph.sources.records import JsonRow
from graph.sources.report import short
from graph.sources.source import (
    JsonLayout,
    Layout,
    LeaveOut,
    Reject,
    Row,
    Source,
    columns,
    needed,
)
from graph.sources.things import alliance, body, commune, departement, party, region
from ontology.text import Text, fold

NO_SIRET = Text("aucun titulaire désigné par un SIRET", "no holder designated by a SIRET")
ITSELF = Text("l'acheteur est le seul titulaire", "the buyer is the only holder")
MODIFIED = Text("modification d'un marché", "modification of a contract")
SET_ASIDE = Text("titulaire au numéro faux laissé de côté", "holder with a wrong number set aside")
_KINDS = ("marche", "contrat-concession")
_BUYERS = ("acheteur", "acheteur.id", "acheteur_id", "autoriteConcedante")
_HOLDERS = ("titulaires", "concessionnaires", "titulaire_id_1", "titulaire_id")
_NUMBERED = frozenset({"siret", "siren", ""})  # other schemes number what Sirene does not


class Holder(NamedTuple):
    """Who holds a contract, as the file designates it."""

    column: str
    number: str
    scheme: str
    name: str


@dataclass(frozen=True)
class Contract:
    """A contract in words: its plain values by column, and its holders."""

    row: Row
    holders: list[Holder]
    shared: bool = False  # whether other rows may name more holders of it

    def either(self, *keys: str) -> str:
        """Return the first of some columns that says something, or the first of all."""
        return next((key for key in keys if not fields.empty(self.row[key])), keys[0])


# -- records of JSON -------------------------------------------------------------------------------


def records(document: Any) -> Iterator[Mapping[str, Any]]:
    """Yield the contracts of a document of any of the published forms."""
    found = document.get("marches", document) if isinstance(document, dict) else document
    if isinstance(found, dict) and any(kind in found for kind in _KINDS):
        found = [one for kind in _KINDS for one in _listed(found.get(kind))]
    for one in _listed(found):
        yield one if isinstance(one, dict) else {}


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def is_procurement(document: Any) -> bool:
    """Tell whether a JSON document holds contracts; a schema of them holds none."""
    return any(
        any(key in record for key in _BUYERS) and any(key in record for key in _HOLDERS)
        for record in records(document)
    )


def _of_record(row: JsonRow) -> Contract:
    """Return a contract out of a record, its nested parts under the names of the columns."""
    buyer = _part(row.get("acheteur")) or _part(row.get("autoriteConcedante"))
    place = _part(row.get("lieuExecution"))
    values = {key: _word(row.get(key)) for key in row.fields}
    values["acheteur"] = _word(buyer.get("id")) or _flat(values, "acheteur", "id")
    values["acheteur_nom"] = _word(buyer.get("nom")) or _flat(values, "acheteur", "nom")
    for key in ("code", "typeCode"):
        values[f"lieu_{key}"] = _word(place.get(key)) or _flat(values, "lieuExecution", key)
    plain = Row(row.number, values)
    plain.repairs = row.repairs
    nested = (*_nested(row.get("titulaires")), *_nested(row.get("concessionnaires")))
    return Contract(plain, [*nested, *_in_columns(plain)])


def _part(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}


def _flat(values: Mapping[str, str], part: str, key: str) -> str:
    return values.get(f"{part}.{key}", "") or values.get(f"{part}_{key}", "")


def _word(value: Any) -> str:
    """Return a simple value as text, a number without the exponent that JSON may give it."""
    if value is None or isinstance(value, bool | dict | list):
        return ""
    if isinstance(value, float) and math.isfinite(value):
        digits = f"{Decimal(repr(value)):f}".removesuffix(".0")
        return f"{digits}0" if digits[-4:-3] == "." else digits  # not to be taken for thousands
    return str(value).strip()


def _nested(value: Any) -> Iterator[Holder]:
    """Yield the holders in lists and wrappings of any depth, in their order."""
    ahead = [value]
    while ahead:
        one = ahead.pop()
        if isinstance(one, list):
            ahead += reversed(one)
        elif isinstance(one, dict):
            inner = [one[key] for key in ("titulaire", "concessionnaire") if key in one]
            ahead += inner
            if "id" in one and not inner:
                scheme, name = _word(one.get("typeIdentifiant")), _word(one.get("nom"))
                name = _word(one.get("denominationSociale")) or name
                yield Holder("titulaires", _word(one["id"]), scheme, name)


# -- rows of tables --------------------------------------------------------------------------------


def _of_row(row: Row) -> Contract:
    if row["modification_id"] not in {"", "0", "0.0"}:
        raise LeaveOut(MODIFIED)
    return Contract(row, list(_in_columns(row)), shared="titulaire_id" in row.values)


def _in_columns(row: Row) -> Iterator[Holder]:
    """Yield the holders that stand in columns of their own."""
    for end in ("_1", "_2", "_3", ""):
        column = f"titulaire_id{end}"
        if not fields.empty(row[column]):
            scheme, name = row[f"titulaire_typeIdentifiant{end}"], row[f"titulaire_nom{end}"]
            yield Holder(column, row[column], scheme, name)


# -- statements ------------------------------------------------------------------------------------


class Contracts:
    """States contracts, each once; rows that share a contract add the holders that they name."""

    def __init__(self, out: Emit, context: Context) -> None:
        self._out, self._context = out, context
        self._met: dict[str, frozenset[str]] = {}  # contract → SIREN of the holders stated

    def row(self, row: Row | JsonRow) -> None:
        """State a contract, or further holders of one stated before."""
        contract = _of_record(row) if isinstance(row, JsonRow) else _of_row(row)
        place = f"{'marché' if isinstance(row, JsonRow) else 'ligne'} {row.number}"
        buyer, named = _buyer(contract), _sirens(contract)
        named.pop(buyer, None)
        if not named:
            raise LeaveOut(ITSELF)
        iri = self._identify(contract, buyer, named)
        known = self._met.get(iri, frozenset())
        if named.keys() <= known:
            raise LeaveOut(DUPLICATE)
        where = _place(contract.row, self._context)
        self._keep(where, buyer, *named)
        if not known:
            self._state(iri, contract, buyer, where, place)
        for siren, name in named.items():
            if siren not in known:
                holder = body(self._out, siren, name, place)
                party(self._out, iri, siren, holder, "partenaire")
        self._met[iri] = known | named.keys()

    def end(self) -> None:
        """Every contract was stated by itself."""

    def _identify(self, contract: Contract, buyer: str, named: Mapping[str, str]) -> Ref:
        """Return the IRI of a contract, the same in whichever file it stands."""
        row = contract.row
        own = row["id"] if not fields.empty(row["id"]) else row["objet"]
        holders = () if contract.shared else sorted(named)
        key = "\x1f".join((own, row[contract.either(*_DAYS)][:10], *holders))
        digest = hashlib.sha256(key.encode()).hexdigest()[:16]
        return self._out.thing("alliance", "decp", f"{buyer}-{digest}")

    def _keep(self, where: tuple[str, str] | None, *sirens: str) -> None:
        """Leave out what is neither carried out in the territory asked for nor by its actors."""
        scope = self._context.scope
        if scope is None or any(map(self._context.keep_actor, sirens)):
            return
        kind, code = where or ("", "")
        inside = kind == "commune" and scope.holds(code)
        if not (inside or (kind == "departement" and code in scope.departements)):
            raise LeaveOut(OUTSIDE)

    def _state(
        self, iri: Ref, contract: Contract, buyer: str, where: tuple[str, str] | None, place: str
    ) -> None:
        row, out = contract.row, self._out
        lead = body(out, buyer, row["acheteur_nom"], place)
        alliance(
            out, iri, _title(row, out), (),
            kind="commande-publique", stage="signe",
            when=fields.day_or_repair(row, contract.either(*_DAYS)), place=place,
            value=fields.amount_or_repair(row, contract.either("montant", "valeurGlobale")),
            territory=_territory(where, out, self._context),
        )  # fmt: skip
        party(out, iri, buyer, lead, "porteur")


_DAYS = ("dateNotification", "dateSignature")  # of a contract, of a concession


def _title(row: Row, out: Emit) -> str:
    title = out.words(row["objet"])
    return f"Marché public {row['id']}".strip() if fields.empty(title) else title


def _buyer(contract: Contract) -> str:
    if found := fields.require_siren(contract.row, "acheteur"):
        return found
    raise Reject(
        "acheteur",
        Text("l'acheteur manque", "the buyer is missing"),
        Text("Ajoutez son SIRET, ou retirez le marché.",
             "Add its SIRET, or take the contract out."),
    )  # fmt: skip


def _sirens(contract: Contract) -> dict[str, str]:
    """Return the SIREN of the holders and their names; raises when there is none to be sure of."""
    found: dict[str, str] = {}
    wrong, persons = None, False
    for holder in contract.holders:
        if fold(holder.scheme) not in _NUMBERED:
            continue
        if fields.is_person(holder.name):
            persons = True
            continue
        cell = Row(contract.row.number, {holder.column: holder.number})
        try:
            siren = fields.require_siren(cell, holder.column)
        except Reject:
            wrong = _wrong(holder)
            continue
        contract.row.repairs += cell.repairs
        if siren:
            found.setdefault(siren, holder.name)
    if not found:
        raise wrong or LeaveOut(PERSON if persons else NO_SIRET)
    if wrong:
        contract.row.repairs.append(SET_ASIDE)
    return found


def _wrong(holder: Holder) -> Reject:
    return Reject(
        holder.column,
        Text("le numéro {n} d'un titulaire n'est pas un SIRET valide",
             "the number {n} of a holder is no valid SIRET").fill(n=short(holder.number, 20)),
        Text("Retrouvez-le dans l'annuaire des entreprises, ou retirez le marché.",
             "Find it in the directory of companies, or take the contract out."),
    )  # fmt: skip


def _place(row: Row, context: Context) -> tuple[str, str] | None:
    """Return the kind and code of the place of execution, when they are sure."""
    code, kind = row["lieu_code"].removesuffix(".0"), fold(row["lieu_typeCode"])
    found: str | None = None
    if kind in {"code commune", "code postal"}:
        insee = kind == "code commune"
        found = fields.insee(code) if insee else context.places.commune("", postal=code.zfill(5))
        return ("commune", found) if found else None
    if kind == "code departement":
        found = fields.departement_code(code, "")
        return ("departement", found) if found else None
    area = ("region", code.zfill(2))
    return area if kind == "code region" and area in areas() else None


def _territory(where: tuple[str, str] | None, out: Emit, context: Context) -> Ref | None:
    match where:
        case ("commune", code):
            return commune(out, code, context.places.communes.get(code, ""))
        case ("departement", code):
            return departement(out, code)
        case ("region", code):
            return region(out, code)
    return None


# -- the source ------------------------------------------------------------------------------------

_TABLE = (
    *needed(
        acheteur="acheteur_id|acheteur.id|acheteurs_id|autoriteConcedante_id",
        objet="objet|marche_objet",
    ),
    *columns(
        id="id|marche_id|id_marche|uid",
        acheteur_nom="acheteur_nom|acheteurs_nom",
        montant="montant",
        valeurGlobale="valeurGlobale",
        dateNotification="dateNotification|notification_date",
        dateSignature="dateSignature",
        lieu_code="lieuExecution_code|lieu_exec_code",
        lieu_typeCode="lieuExecution_typeCode|lieu_exec_type",
        modification_id="modification_id",
    ),
)
_WIDE = {
    key: header
    for n in "123"
    for key, header in (
        (f"titulaire_typeIdentifiant_{n}", f"titulaire_typeIdentifiant_{n}"),
        (f"titulaire_nom_{n}", f"titulaire_denominationSociale_{n}"),
    )
}
_LONG = {
    "titulaire_typeIdentifiant": "titulaire_typeIdentifiant|titulaires_id_type",
    "titulaire_nom": "titulaire_nom|titulaire_denominationSociale|titulaires_denomination",
}
_IN_COLUMNS = ("titulaire_id", "titulaire_typeIdentifiant", "titulaire_nom")
_PASSES = frozenset(
    {
        "id", "objet", "montant", "valeurGlobale", "dateNotification", "dateSignature",
        "acheteur", "acheteur.id", "acheteur_id", "acheteur.nom", "acheteur_nom",
        "autoriteConcedante", "titulaires", "concessionnaires",
        "lieuExecution", "lieuExecution.code", "lieuExecution.typeCode",
        "lieuExecution_code", "lieuExecution_typeCode",
        *(f"{name}{end}" for name in _IN_COLUMNS for end in ("", "_1", "_2", "_3")),
    }
)  # fmt: skip

_WITHIN = frozenset(
    {"id", "nom", "typeIdentifiant", "denominationSociale", "code", "typeCode", "titulaire",
     "concessionnaire"}
)  # fmt: skip

SOURCE = Source(
    "decp",
    Text("Données essentielles de la commande publique (DECP)",
         "Essential data of public procurement (DECP)"),
    "Ministère de l'Économie et des Finances",
    "Licence Ouverte 2.0",
    "https://www.data.gouv.fr/fr/datasets/donnees-essentielles-de-la-commande-publique-fichiers-consolides/",
    layouts=(
        Layout(
            "table", Text("DECP, un marché par ligne", "DECP, one contract a row"),
            (*_TABLE, *needed(titulaire_id_1="titulaire_id_1"),
             *columns(titulaire_id_2="titulaire_id_2", titulaire_id_3="titulaire_id_3", **_WIDE)),
            Contracts,
        ),
        Layout(
            "titulaires", Text("DECP, un titulaire par ligne", "DECP, one holder a row"),
            (*_TABLE, *needed(titulaire_id="titulaire_id|titulaires_id"), *columns(**_LONG)),
            Contracts,
        ),
    ),
    json=(
        JsonLayout(
            "json", Text("DECP, JSON", "DECP, JSON"), is_procurement, records, Contracts, _PASSES,
            within=_WITHIN, named="decp",
        ),
    ),
    placeless=True,
)  # fmt: skip
