"""Who is elected to what: the statements that the rows of the RNE make.

A councillor holds a mandate; a mayor, a deputy mayor or a president holds a second one, of another
post and since another day. A councillor of two functions stands twice in the register.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from graph.identifiers import slug
from graph.sources import fields
from graph.sources.context import Context
from graph.sources.electorates import (
    ALSACE,
    area_of,
    commune_code,
    commune_of,
    constituency_of,
    council,
    keep_departement,
    keep_epci,
    keep_region,
    lacking,
    town,
    unknown,
)
from graph.sources.emit import Emit, Ref
from graph.sources.naming import of, of_area, proper
from graph.sources.places import label_of
from graph.sources.source import LeaveOut, Reject, Row
from graph.sources.things import (
    commune,
    departement,
    epci,
    epci_body,
    mandate,
    organisation,
    post,
    region,
)
from ontology.text import Text, fold

UNDATED = Text(
    "fonction sans date lisible : seul le mandat de conseiller est gardé",
    "office without a readable date: only the mandate of councillor is kept",
)
ALSO = Text(
    "autre fonction d'un élu déjà lu, sans poste à part",
    "another function of an official already read, no post of its own",
)
_YEARS = range(1940, 2100)  # of a mandate: 0018 and 2214 are typing mistakes
_HIGHER: Mapping[str, tuple[tuple[str, str], ...]] = {
    # The functions that are posts of their own; a vice-president remains a councillor.
    "conseiller-municipal": (
        (r"maire", "maire"),
        (r"(?:\w+ )?adjointe?(?: au maire)?", "adjoint"),
    ),
    "conseiller-communautaire": (
        (r"presidente?(?! (?:de commission|deleguee?)\b).*", "president-epci"),
    ),
    "conseiller-departemental": (
        (r"presidente? du conseil departemental.*", "president-departement"),
    ),
    "conseiller-regional": ((r"presidente? du conseil regional.*", "president-region"),),
}


@dataclass(frozen=True)
class _Office:
    """A post, and what of the row tells it from the others of its council."""

    role: str
    title: str
    organ: Ref
    key: str
    represents: Ref | None  # the territory of the mandate
    seat: Ref | None = None  # the part of it that elects the post, where there is one


# -- what the rows say -----------------------------------------------------------------------------


def mayor(row: Row, out: Emit, context: Context) -> None:
    """State the mayor of a commune, in office since the date of the function."""
    code, name = commune_of(row, context)
    holder, start = _holder(row, out), _start(row, "debut_fonction")
    end = _end(row, "fin_fonction", start) or _end(row, "fin_mandat", start)
    context.once(row.number, "maire", code, holder, start)
    body, where = town(row, out, code, name)
    _hold(row, out, _Office("maire", f"Maire {of(name)}", body, code, where), holder, start, end)


def municipal(row: Row, out: Emit, context: Context) -> None:
    """State a municipal councillor, and the mayor or deputy mayor that the councillor is."""
    code, name = commune_of(row, context)

    def office(role: str) -> _Office:
        body, where = town(row, out, code, name)
        title = {"maire": "Maire", "adjoint": "Adjoint au maire"}.get(role, "Conseiller municipal")
        return _Office(role, f"{title} {of(name)}", body, code, where)

    _councillor(row, out, context, ("conseiller-municipal", code), office)


def community(row: Row, out: Emit, context: Context) -> None:
    """State a councillor of a grouping of communes, who sits there for a commune."""
    siren = fields.require_siren(row, "siren")
    name = proper(row["epci"])
    if not siren or not name:
        raise lacking("epci" if siren else "siren")
    code = commune_code(row["departement_commune"] or row["departement"], row["commune"])
    keep_epci(row, out, context, siren, code)

    def office(role: str) -> _Office:
        body, where = epci_body(out, siren, name, row.locator), epci(out, siren, name)
        if role == "president-epci":
            return _Office(role, f"Président {of(name)}", body, siren, where)
        if code:
            known = context.places.communes.get(code) or proper(row["libelle_commune"])
            where = commune(out, code, known)
        return _Office(role, f"Conseiller communautaire {of(name)}", body, siren, where)

    _councillor(row, out, context, ("conseiller-communautaire", siren), office)


def departmental(row: Row, out: Emit, context: Context) -> None:
    """State a councillor of a département, elected by a canton."""
    canton = row["canton"].upper()
    in_alsace = row["departement"].upper() == ALSACE
    code = area_of(canton[:2] if in_alsace else row["departement"], row["libelle_departement"])
    if code is None:
        raise unknown("departement")
    keep_departement(context, code)
    whole = "d'Alsace" if in_alsace else of_area("departement", code)
    key = ALSACE if in_alsace else code

    def office(role: str) -> _Office:
        where = departement(out, code)
        body = council(row, out, "departement", key)
        if role == "president-departement":
            return _Office(role, f"Président du conseil départemental {whole}", body, key, where)
        named = proper(row["libelle_canton"])
        title = f"Conseiller départemental {whole}" + (f" (canton {of(named)})" if named else "")
        number = canton[-2:] if canton else named
        return _Office(role, title, body, f"{code}-{number}", where)

    _councillor(row, out, context, ("conseiller-departemental", code, canton), office)


def regional(row: Row, out: Emit, context: Context) -> None:
    """State a councillor of a region, elected in the section of a département."""
    code = row["region"].zfill(2)
    if label_of("region", code) is None:
        raise unknown("region")
    keep_region(context, code)
    section = area_of(row["departement"], row["libelle_departement"])
    if section and _function(row, "conseiller-regional") is None:
        keep_departement(context, section)  # who presides a region does so for all of it
    whole = of_area("region", code)

    def office(role: str) -> _Office:
        where, body = region(out, code), council(row, out, "region", code)
        if role == "president-region":
            return _Office(role, f"Président du conseil régional {whole}", body, code, where)
        title, key, seat = f"Conseiller régional {whole}", code, where
        if section:
            title, key = f"{title} ({label_of('departement', section)})", f"{code}-{section}"
            seat = departement(out, section)
        return _Office(role, title, body, key, where, seat)

    _councillor(row, out, context, ("conseiller-regional", code), office)


def deputy(row: Row, out: Emit, context: Context) -> None:
    """State a member of the National Assembly, elected by a constituency."""
    code, whole = constituency_of(row, context)
    words = row["circonscription"].upper()
    number = int(words[-2:]) if words[-2:].isdecimal() else 0
    stated = area_of(words[:-2], "") if len(words) > 2 else code
    if code and stated and stated != code:
        raise Reject(
            "circonscription",
            Text("la circonscription est d'un autre département que l'élu",
                 "the constituency is of another département than the official"),
            Text("Corrigez le département ou la circonscription.",
                 "Correct the département or the constituency."),
        )  # fmt: skip
    title = f"Député {whole}"
    if number:
        title += f" ({number}{'re' if number == 1 else 'e'} circonscription)"
    key = f"{code or slug(whole)}-{number:02d}"
    _national(row, out, context, ("depute", title, key, code), "Assemblée nationale")


def senator(row: Row, out: Emit, context: Context) -> None:
    """State a member of the Senate, elected by a département."""
    code, whole = constituency_of(row, context)
    known = ("senateur", f"Sénateur {whole}", code or slug(whole), code)
    _national(row, out, context, known, "Sénat")


def _national(
    row: Row,
    out: Emit,
    context: Context,
    known: tuple[str, str, str, str | None],
    assembly: str,
) -> None:
    role, title, key, code = known
    holder, start = _holder(row, out), _start(row, "debut_mandat")
    end = _end(row, "fin_mandat", start)
    context.once(row.number, key, role, holder, start)
    body = organisation(out, out.thing("org", "local", slug(assembly)), assembly,
                        ("ea:PublicBody",), place=row.locator)  # fmt: skip
    where = departement(out, code) if code else None
    _hold(row, out, _Office(role, title, body, key, where), holder, start, end)


# -- who holds what --------------------------------------------------------------------------------


def _councillor(
    row: Row,
    out: Emit,
    context: Context,
    sits: tuple[str, ...],
    office: Callable[[str], _Office],
) -> None:
    """State a councillor, once, and each function of theirs that is a post of its own.

    ``sits`` is the role of councillor, then what tells this council from the others.
    """
    holder, start = _holder(row, out), _start(row, "debut_mandat")
    end = _end(row, "fin_mandat", start)
    role, since = _function(row, sits[0]), None
    if role and (since := _since(row)) is None:
        row.repairs.append(UNDATED)
        role = None
    person: str | Ref = holder
    try:
        context.once(row.number, *sits, holder, start)
    except LeaveOut as left:
        if not role:
            raise LeaveOut(ALSO if row["fonction"] else left.reason) from None
    else:
        person = _hold(row, out, office(sits[0]), holder, start, end)
    if role and since:
        context.once(row.number, *sits, holder, role, since)
        until = _end(row, "fin_fonction", since) or _end(row, "fin_mandat", since)
        _hold(row, out, office(role), person, since, until)


def _hold(
    row: Row, out: Emit, office: _Office, holder: str | Ref, start: date, end: date | None
) -> Ref:
    place, where = row.locator, office.represents
    seat = post(out, office.role, office.title, office.organ, office.key, place,
                where=office.seat or where)  # fmt: skip
    return mandate(out, seat, holder, office.role, office.organ, start, place, end=end, where=where)


def _function(row: Row, councillor: str) -> str | None:
    words = fold(row["fonction"])
    return next((role for form, role in _HIGHER[councillor] if re.fullmatch(form, words)), None)


def _holder(row: Row, out: Emit) -> str:
    if not any(map(str.isalpha, row["nom"])):
        raise lacking("nom")
    return out.words(f"{row['prenom']} {row['nom']}")


def _start(row: Row, key: str) -> date:
    found = fields.require_day(row, key)
    if found is None:
        raise lacking(key)
    if found.year not in _YEARS:
        raise fields.bad_date(key)
    return found


def _since(row: Row) -> date | None:
    found = fields.day_or_repair(row, "debut_fonction")
    return found if found is not None and found.year in _YEARS else None


def _end(row: Row, key: str, start: date) -> date | None:
    found = fields.day_or_repair(row, key)
    if found is not None and found < start:
        raise Reject(
            key,
            Text("la fin précède le début", "the end comes before the start"),
            Text("Corrigez l'une des deux dates.", "Correct one of the two dates."),
        )
    return found
