"""The parliamentary reserve: grants that deputies of the National Assembly had made, 2013 to 2016.

The party is the deputy's post, never the person. A file says the year in its name only. That of
2016 has neither the number nor the département of a deputy: posts are then numbered in their
order in the file, for a name alone joins nobody to the post of another year.
"""

from __future__ import annotations

import hashlib
import re
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from graph.dates import Period
from graph.sources import fields, grants
from graph.sources.context import OUTSIDE, PERSON, Context
from graph.sources.emit import Emit, Ref, concept
from graph.sources.naming import of, of_area
from graph.sources.persons import is_someone
from graph.sources.places import departement_of, town
from graph.sources.source import Layout, LeaveOut, Reject, Row, Source, columns, needed
from graph.sources.things import (
    classes_of,
    commune,
    departement,
    inseebody,
    local,
    mandate,
    organisation,
)
from ontology.text import Text, fold

GROUP = Text("attribuée par un groupe politique, qui n'entre pas",
             "granted by a political group, which does not enter")  # fmt: skip
_MAYOR = Text("maire lu comme sa commune", "mayor read as the commune")
_END = Period(None, date(2017, 6, 20), "avant 2017-06-21")  # of the XIVth legislature
_LOCAL = "122-01"  # budget line of exceptional help to local authorities, and of nothing else
_POSTAL = re.compile(r"(?<![0-9])([0-9]{2}) ?([0-9]{3})(?![0-9])[\s,–—-]*([^\n\r0-9(,;–—]*)")
_BEHIND = re.compile(r"([^\W\d_][^\n\r0-9(,;]*)\(\s*([0-9]{5})\s*\)")
_AS_MAYOR = re.compile(r".+?[\s,]maire\s+(d(?:e|u|es)\s.+|d\s?['’].+)", re.IGNORECASE | re.DOTALL)
_PREFIX = re.compile(
    r"\W*(?:la\s+)?(?:commune|mairie|ville|h[ôo]tel de ville|hdv)\b\s*(?:[:-]\s*)?", re.IGNORECASE
)
_GROUPING = re.compile(  # of communes, or a body that is no commune
    r"\b(?:communaut\w+|com ?com|cc|c c|cdc|syndicat\w*|s ?i ?v ?(?:o ?[ms]|u)s?|siaep|sirp|rpi"
    r"|ccas|cias|sdis|conseil|parc|centre|association|pays|union|regie|metropole|agglomeration|diverses)\b"
)
_NO_TOWN = frozenset({"", "mairie", "hotel de ville", "hdv", "la mairie", "le bourg"})


class Place(NamedTuple):
    """Where a beneficiary is, as far as its address and name tell; the address stays here."""

    area: str  # code of a département
    code: str  # INSEE code of a commune, when it is sure
    named: str  # the commune whose body the beneficiary is
    key: str  # what tells apart two beneficiaries of one name; it cannot be read back


class Reserve:
    """States the grants of a file, and the posts of the deputies who asked for them."""

    def __init__(self, out: Emit, context: Context) -> None:
        self._out, self._context = out, context
        self._year = _year(context.file)
        self._ranks: dict[tuple[str, ...], int] = {}  # of deputies without a number

    def row(self, row: Row) -> None:
        """State the grant of one row."""
        name = _beneficiary(row)
        year = _year(row["annee"]) or self._year
        own = _area(row["departement"])
        asked_by = self._asked_by(row, year)
        place = self._place(row, name, own, asked_by)
        self._keep(place)
        value, programme = fields.amount(row, "montant"), row["programme"]
        if value == 0:
            raise LeaveOut(grants.NOTHING)
        where = row.locator
        post = self._post(row, asked_by, own, year, where)
        seat = self._seat(place)
        receiver = self._receiver(name, place, seat, programme, where)
        purpose = self._out.words(row["descriptif"])
        iri = self._out.hashed("alliance", post, receiver, year, programme, purpose, value, name,
                               fold(row["adresse"]))  # fmt: skip
        self._context.once(row.number, iri)
        title = f"Réserve parlementaire{f' {year}' if year else ''} : {self._out.words(name)}"
        grants.state(
            self._out, iri,
            grants.Grant(title, post, receiver, grants.of_year(year), where, value, purpose,
                         done=True, territory=seat),
        )  # fmt: skip

    def end(self) -> None:
        """Every grant was stated by itself."""

    # -- who asked ---------------------------------------------------------------------------------

    def _asked_by(self, row: Row, year: int | None) -> str:
        """Return the key of the deputy's post; "" for the Assembly itself."""
        if found := re.fullmatch(r"(?:PA)?([0-9]+)", row["acteur"], re.IGNORECASE):
            return f"depute-pa{found[1]}"
        who = fold(row["nom"])
        if who.startswith("groupe "):
            raise LeaveOut(GROUP)
        if who.endswith("assemblee nationale"):
            return ""
        if fields.empty(row["nom"]) or fields.empty(row["prenom"]):
            raise Reject(
                "nom",
                Text("le député n'a ni numéro ni nom complet",
                     "the deputy has neither a number nor a full name"),
                Text("Complétez son nom et son prénom, ou son numéro (PA…).",
                     "Complete the name and first name, or the number (PA…)."),
            )  # fmt: skip
        key = (who, fold(row["prenom"]), fold(row["departement"]))
        rank = self._ranks.setdefault(key, len(self._ranks) + 1)
        return f"depute-reserve-{year or 'sans-annee'}-{rank}"

    def _post(self, row: Row, key: str, own: str, year: int | None, place: str) -> Ref:
        """Describe who asked for a grant, the first time, and return its IRI."""
        out = self._out
        assembly = organisation(out, out.thing("org", "local", "assemblee-nationale"),
                                "Assemblée nationale", ("ea:PublicBody",), place=place)  # fmt: skip
        if not key:
            return assembly
        iri = out.thing("post", "local", key)
        if not out.first(iri):
            return iri
        seat = departement(out, own) if own else None
        out.types(iri, "ea:Stakeholder", "ea:PublicPost", "org:Post")
        out.say(iri, "rdfs:label", _title(row, own, key, year))
        out.say(iri, "ea:sector", concept("sector", "elus"))
        out.say(iri, "org:role", concept("mandate-role", "depute"))
        out.say(iri, "org:postIn", assembly)
        out.say(iri, "ea:seat", seat)
        out.provenance(iri, place)
        start = Period(None, date(year, 12, 31), f"avant {year + 1}") if year else _END
        mandate(out, iri, out.words(_holder(row)), "depute", assembly, start, place, end=_END,
                where=seat)  # fmt: skip
        return iri

    # -- who received ------------------------------------------------------------------------------

    def _place(self, row: Row, name: str, own: str, asked_by: str) -> Place:
        address, places = row["adresse"], self._context.places
        postal, where = _postal(address)
        area = departement_of(postal) if postal and postal[:2] != "20" else own
        named = _commune_named(name, row["programme"])
        if named:
            code = places.commune(named, postal=postal, departement=area)
        elif postal:
            code = grants.commune_at(places, where, postal, area)
        else:
            code = places.commune(address, departement=own) if address else None
        if postal:
            key = f"{area} {town(where) or postal}"
        else:
            words = fold(address)
            vague = words in _NO_TOWN or len(words) < 4
            key = f"{own or asked_by} {asked_by if vague else words}"
        return Place(area, code or "", named, hashlib.sha256(key.encode()).hexdigest()[:8])

    def _keep(self, place: Place) -> None:
        """Leave out what is not in the territory asked for, or not surely."""
        scope = self._context.scope
        if scope is None or (place.code and scope.holds(place.code)):
            return
        if place.code or place.area not in scope.departements:
            raise LeaveOut(OUTSIDE)

    def _seat(self, place: Place) -> Ref | None:
        if not place.code:
            return None
        return commune(self._out, place.code, self._context.places.communes.get(place.code, ""))

    def _receiver(
        self, name: str, place: Place, seat: Ref | None, programme: str, where: str
    ) -> Ref:
        """Describe the commune or the body that received, the first time, and return its IRI."""
        out = self._out
        if place.named and place.code:
            known = self._context.places.communes[place.code]
            return inseebody(out, place.code, f"Commune {of(known)}", where)
        if place.named and place.area:
            iri = local(out, f"commune {town(place.named)[:80]}", place.area)
        else:
            iri = local(out, out.words(name)[:90], place.key)
        if out.met(iri):
            return iri
        public = ("ea:LocalAuthority",) if programme == _LOCAL or place.named else ()
        return organisation(out, iri, out.words(name), classes_of(name) or public, place=where,
                            seat=seat)  # fmt: skip


def _beneficiary(row: Row) -> str:
    """Return the name of who received, without quotes around and persons inside."""
    name = " ".join(row["beneficiaire"].split())
    if found := re.fullmatch(r"""["'«“]\s*([^"«»“”]+?)\s*["'»”][.,]?""", name):
        name = found[1]
    if grants.is_total(name):
        raise LeaveOut(grants.TOTAL)
    if fields.empty(name):
        raise Reject(
            "beneficiaire",
            Text("le bénéficiaire n'a pas de nom", "the beneficiary has no name"),
            Text("Complétez-le, ou retirez la ligne.", "Complete it, or take the row out."),
        )
    if is_someone(name):
        mayor = _AS_MAYOR.fullmatch(name)
        if row["programme"] != _LOCAL or mayor is None:
            raise LeaveOut(PERSON)
        name = f"Commune {mayor[1]}"
        row.repair("beneficiaire", name, _MAYOR)
    return grants.without_host(name)


def _commune_named(name: str, programme: str) -> str:
    """Return the name of the commune whose body received, or ""."""
    found = grants.commune_of(name)
    if not found and programme == _LOCAL and not _GROUPING.search(fold(name)):
        found = _PREFIX.sub("", name, count=1)
    return re.sub(r"\s*[(/].*", "", found).strip()


def _postal(address: str) -> tuple[str, str]:
    """Return the last postal code of an address and its town: "13100 AIX", "ROGNES (13840)"."""
    if behind := _BEHIND.search(address):
        return behind[2], behind[1].strip()
    found = _POSTAL.findall(address)
    named = [one for one in found if one[2].strip(" -")]
    if not found:
        return "", ""
    left, right, place = (named or found)[-1]
    return left + right, place.partition(" - ")[0].strip(" -\"'»”")


@lru_cache(maxsize=500)
def _area(name: str) -> str:
    """Return the code of a deputy's département, or ""."""
    return fields.departement_code(name, name) or fields.departement_code("", f"La {name}") or ""


def _title(row: Row, own: str, key: str, year: int | None) -> str:
    name = row["departement"].strip()
    if own:
        title = f"Député {of_area('departement', own)}"
    elif not name or name.startswith("*") or fields.empty(name):
        title = "Député"
    else:
        title = f"Député {f'des {name}' if name.startswith('Français') else of(name)}"
    if key.startswith("depute-pa"):  # its number at the Assembly: a département has several
        return f"{title} ({key.removeprefix('depute-').upper()})"
    return f"{title} (réserve{f' {year}' if year else ''}, n° {key.rpartition('-')[2]})"


def _holder(row: Row) -> str:
    name = row["nom"].strip()
    return f"{row['prenom']} {name.title() if name.isupper() else name}"


def _year(words: str) -> int | None:
    """Return the year that a name of file or a cell tells, when it tells only one."""
    found = set(re.findall(r"(?<![0-9])201[1-7](?![0-9])", words))
    return int(found.pop()) if len(found) == 1 else None


SOURCE = Source(
    "reserve",
    Text("Réserve parlementaire de l'Assemblée nationale",
         "Parliamentary reserve of the National Assembly"),
    "Assemblée nationale",
    "Licence Ouverte 2.0",
    "https://data.assemblee-nationale.fr/",
    layouts=(
        Layout(
            "reserve",
            Text("Réserve parlementaire, députés", "Parliamentary reserve, deputies"),
            (
                *needed(
                    beneficiaire="Bénéficiaire|Nom du bénéficiaire|Bénéficiaires|Organisme",
                    descriptif="Descriptif|Description|Objet|Objet de la subvention|Libellé",
                    montant="Montant|Montant (€)|Montant en euros|Montant attribué"
                    "|Montant de la subvention|Montant (en €)",
                    nom="Nom|Nom du député|nom_depute|Député", prenom="Prénom|Prénom du député"
                    "|prenom_depute",
                ),
                *columns(
                    adresse="Adresse|Adresse du bénéficiaire|Localisation|Adresse bénéficiaire",
                    departement="Département|Département du député|Département d'élection",
                    programme="Programme budgétaire|Programme|Imputation budgétaire",
                    acteur="ID_Acteur|Identifiant acteur|id_depute|id_an",
                    annee="Année|Exercice|Année budgétaire",
                ),
            ),
            Reserve, named="reserve parlementaire",
        ),
    ),
    rank=70,
    never={"groupe": "appartenance politique"},
)  # fmt: skip
