"""Where elected officials are elected, and for which body: what the rows of the RNE say of it."""

from __future__ import annotations

import re
from functools import lru_cache

from graph.sources import fields
from graph.sources.context import OUTSIDE, Context
from graph.sources.emit import Emit, Ref
from graph.sources.naming import of, of_area, proper
from graph.sources.places import areas, departement_of, label_of
from graph.sources.source import LeaveOut, Reject, Row
from graph.sources.things import commune, departement, inseebody, organisation_of_place, region
from ontology.text import Text

ALSACE = "6AE"  # the collectivity that took over from two départements
_ABROAD = {"ZZ": "des Français établis hors de France", "ZX": "de Saint-Barthélemy et Saint-Martin"}
FOUND = Text("code de la commune trouvé par son nom", "code of the commune found by its name")
_ADVICE = Text("Recopiez le code officiel (Insee).", "Copy the official code (INSEE) again.")
UNKNOWN = {
    "commune": Text("code de commune inconnu", "unknown code of a commune"),
    "departement": Text("département inconnu", "unknown département"),
    "region": Text("région inconnue", "unknown region"),
}


def unknown(kind: str, key: str = "") -> Reject:
    """Return the refusal of a code that does not exist, in the column of its kind or another."""
    return Reject(key or kind, UNKNOWN[kind], _ADVICE)


def lacking(key: str) -> Reject:
    """Return the refusal of a cell without which a row says nothing."""
    return Reject(
        key,
        Text("cette cellule est vide ou illisible", "this cell is empty or cannot be read"),
        Text("Complétez-la, ou retirez la ligne.", "Complete it, or take the row out."),
    )


# -- codes -----------------------------------------------------------------------------------------


def area_of(words: str, name: str = "") -> str | None:
    """Return the code of a département as the register writes it (1, 2A, ZA, 69M), or by name."""
    code = words.strip().upper()
    if re.fullmatch(r"69[DM]", code):
        code = "69"  # the Rhône, and the Métropole de Lyon carved out of it
    return fields.departement_code(code, name)


@lru_cache(maxsize=50_000)
def commune_code(area: str, words: str) -> str | None:
    """Return the INSEE code of a commune from its code and that of its département, or None.

    >>> commune_code("01", "001"), commune_code("1", "1001"), commune_code("2A", "004")
    ('01001', '01001', '2A004')
    >>> commune_code("ZA", "101"), commune_code("ZP", "037"), commune_code("", "ZM501")
    ('97101', '98737', '97601')
    """
    area, code = area.strip().upper(), re.sub(r"\s|\.0$", "", words.upper())
    if len(code) > 3 and code[0] == "Z":
        area, code = code[:2], code[2:]
    if len(code) > 3:
        whole = code
    elif not code.isdigit():
        return None
    elif area == "ZX":
        whole = f"97{code}"  # 701 and 801: two collectivities of one commune each
    else:
        known = area_of(area) or ""
        whole = known + (code[-2:] if len(known) > 2 else code.zfill(3))
    found = fields.insee(whole)
    return found if found and label_of("departement", departement_of(found)) else None


# -- the territory asked for -----------------------------------------------------------------------


def commune_of(row: Row, context: Context) -> tuple[str, str]:
    """Return code and name of the commune of a row, which lies in the territory asked for."""
    name = proper(row["libelle_commune"])
    code = context.commune(commune_code(row["departement"], row["commune"]))
    if code is None:
        area = area_of(row["departement"], row["libelle_departement"])
        code = context.places.commune(name, departement=area) if area and name else None
        if code is None:
            if area:
                keep_departement(context, area)
            raise unknown("commune")
        row.repairs.append(FOUND)
    context.keep_commune(code)
    return code, context.places.communes.get(code) or name or code


def constituency_of(row: Row, context: Context) -> tuple[str | None, str]:
    """Return the département, if it is one, and the name ("des Landes") of a constituency."""
    words = (row["departement"] or row["collectivite"]).upper()
    label = row["libelle_departement"] or row["libelle_collectivite"]
    code = area_of(words, label)
    if context.scope is not None and not (code and context.scope.touches(code)):
        raise LeaveOut(OUTSIDE)
    if code:
        return code, of_area("departement", code)
    if words in _ABROAD or label:
        return None, _ABROAD.get(words) or of(proper(label))
    raise unknown("departement")


def keep_departement(context: Context, code: str) -> None:
    """Leave the row out unless its département has a part in the territory asked for."""
    if context.scope is not None and not context.scope.touches(code):
        raise LeaveOut(OUTSIDE)


def keep_region(context: Context, code: str) -> None:
    """Leave the row out unless its region has a part in the territory asked for."""
    inside = (a.code for a in areas().values() if a.kind == "departement" and a.region == code)
    if context.scope is not None and not any(map(context.scope.touches, inside)):
        raise LeaveOut(OUTSIDE)


def keep_epci(row: Row, out: Emit, context: Context, siren: str, code: str | None) -> None:
    """Keep a grouping that has a commune in the territory; unknown, those who sit for one."""
    if context.scope is None:
        return
    members = context.places.within(out.thing("geo", "epci", siren)[1:-1])
    if not members and code is None:
        keep_departement(context, area_of(row["departement"]) or "")
    elif not any(map(context.scope.holds, members or (str(code),))):
        raise LeaveOut(OUTSIDE)


# -- bodies ----------------------------------------------------------------------------------------


def town(row: Row, out: Emit, code: str, name: str) -> tuple[Ref, Ref]:
    """Describe a commune as a body and as a place."""
    where = commune(out, code, name)
    return inseebody(out, code, f"Commune {of(name)}", row.locator), where


def council(row: Row, out: Emit, kind: str, code: str) -> Ref:
    """Describe the body of a département or region, keyed by its code until a SIREN is known."""
    iri = out.thing("org", f"insee-{kind}", code)
    of_alsace = code == ALSACE
    where = region(out, code) if kind == "region" else departement(out, "67" if of_alsace else code)
    if where is not None and out.first(iri):
        name = f"Région {label_of(kind, code)}"
        if kind == "departement":
            name = f"Département {of_area(kind, code)}"
        if of_alsace:
            name = "Collectivité européenne d'Alsace"
            out.say(iri, "ea:jurisdiction", departement(out, "68"))
        organisation_of_place(out, iri, name, where, row.locator)
    return iri
