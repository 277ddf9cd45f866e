"""Sirene, INSEE's register of companies and bodies: the stock files of units and of establishments.

Units carry names and legal forms, establishments carry places: a unit gets its seat from the
other file. Natural persons never enter; which SIREN must not be shown is noted apart (see
``graph.undisclosed``), so that no other source shows them either.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from graph.errors import BadInput
from graph.identifiers import parse_rna
from graph.sources import fields
from graph.sources.context import OUTSIDE, PERSON, Context
from graph.sources.emit import Emit, Ref, concept
from graph.sources.legal_forms import PERSON as PERSON_FORM
from graph.sources.legal_forms import classes_of_form
from graph.sources.source import (
    Layout,
    LeaveOut,
    Reject,
    Row,
    RowByRow,
    Source,
    columns,
    needed,
    row_by_row,
)
from graph.sources.table import Cells
from graph.sources.themes import theme_of
from graph.sources.things import commune, sector_of
from graph.undisclosed import NEVER, RESTRICTED
from ontology.text import Text, fold

UNDISCLOSED = Text("unité que Sirene ne diffuse pas", "unit that Sirene does not disclose")
PARTLY = Text("unité à diffusion partielle", "partly disclosed unit")
CLOSED = Text("établissement fermé", "closed establishment")
ABROAD = Text("établissement à l'étranger", "establishment abroad")
_TRUE = frozenset({"true", "vrai", "1", "oui", "t"})
_TEACHING = ("72", "85.2", "85.3", "85.4")  # NAF: research, schools, universities
_REBUILT = Text("SIRET remis en entier", "SIRET made whole again")


# -- legal units -----------------------------------------------------------------------------------


def _units(out: Emit, context: Context) -> RowByRow:
    """Return the reader of units; with a territory, their seats must be known beforehand."""
    if context.scope is not None and not context.seated():
        raise BadInput(
            "Sirene ne dit pas où sont les unités légales : chargez d'abord le fichier des "
            "établissements (StockEtablissement) avec le même territoire ({name}), puis celui-ci.",
            "Sirene does not say where legal units are: load the file of establishments "
            "(StockEtablissement) with the same territory ({name}) first, then this one.",
            name=context.scope.name,
        )
    return RowByRow(_unit, out, context)


def _unit(row: Row, out: Emit, context: Context) -> None:
    """State a legal unit: its numbers, name, legal form, theme and life."""
    form = classes_of_form(row["form"].removesuffix(".0"))
    siren = _disclosed(row, form, out, context)
    rna = _rna(row)
    if not (context.keep_actor(siren) or (rna and context.keep_actor(rna))):
        raise LeaveOut(OUTSIDE)
    context.once(row.number, siren)
    name = _name(row, out)
    code = _naf(row)
    classes = _classes(form, code)
    iri = out.thing("org", "rna", rna) if rna else out.thing("org", "siren", siren)
    out.types(iri, "ea:Stakeholder", "ea:Actor", "org:Organization", "rov:RegisteredOrganization",
              *classes)  # fmt: skip
    out.say(iri, "ea:sector", concept("sector", sector_of(classes)))
    out.say(iri, "rdfs:label", name)
    out.say(iri, "skos:altLabel", _other_name(row["short"], name, out))
    out.say(iri, "ea:siren", siren)
    out.say(iri, "ea:rna", rna)
    if theme := theme_of("naf", code):
        out.say(iri, "ea:theme", concept("theme", theme))
        out.say(iri, "ea:themeBasis", concept("theme-basis", "code-registre"))
    _life(row, iri, out)
    out.provenance(iri, row.locator)


def _disclosed(row: Row, form: tuple[str, ...], out: Emit, context: Context) -> str:
    """Return the SIREN of a unit that may be shown.

    Others are left out, and noted: another source may speak of them.
    """
    person = _is_person(row, form)
    try:
        siren = _siren(row)
    except Reject:
        if person:  # the file of refused rows must not hold its name
            raise LeaveOut(PERSON) from None
        raise
    status = row["status"].upper()
    if status == "O" and not person:
        return siren
    out.undisclosed.add(siren, RESTRICTED if status == "P" and not person else NEVER)
    if not context.keep_actor(siren):
        raise LeaveOut(OUTSIDE)
    raise LeaveOut(PERSON if person else PARTLY if status == "P" else UNDISCLOSED, keep=True)


def _aside(places: Mapping[str, int], out: Emit) -> Callable[[Cells], None]:
    """Return what notes of a row outside the territory that it must not be shown, in a hurry."""
    status, form, name = places["status"], places["form"], places["name"]
    siren = places["siren"]
    persons = [places[key] for key in ("surname", "forename") if key in places]

    def note(cells: Cells) -> None:
        number, disclosed = cells[siren], cells[status].strip().upper()
        person = (
            classes_of_form(cells[form].strip().removesuffix(".0")) == (PERSON_FORM,)
            or not all(fields.empty(cells[place].strip()) for place in persons)
            or fields.is_person(cells[name])
        )
        if person or disclosed != "O":
            partly = disclosed == "P" and not person
            out.undisclosed.add(number, RESTRICTED if partly else NEVER)

    return note


def _is_person(row: Row, form: tuple[str, ...]) -> bool:
    named = not (fields.empty(row["surname"]) and fields.empty(row["forename"]))
    return named or form == (PERSON_FORM,) or fields.is_person(row["name"])


def _private(values: Mapping[str, str]) -> bool:
    """Tell whether a refused row must be kept by its number alone."""
    row = Row(0, dict(values))
    form = classes_of_form(row["form"].removesuffix(".0"))
    return row["status"].upper() != "O" or _is_person(row, form)


def _siren(row: Row) -> str:
    if siren := fields.require_siren(row, "siren"):
        return siren
    raise Reject(
        "siren",
        Text("le SIREN manque", "the SIREN is missing"),
        Text("Recopiez ses 9 chiffres, ou retirez la ligne.",
             "Copy its 9 digits, or take the row out."),
    )  # fmt: skip


def _rna(row: Row) -> str:
    words = row["rna"]
    if fields.empty(words):
        return ""
    try:
        return parse_rna(words)
    except ValueError:
        row.repairs.append(Text("numéro RNA faux laissé vide", "wrong RNA number left empty"))
        return ""


def _name(row: Row, out: Emit) -> str:
    for key in ("name", "usual"):
        name = out.words(row[key])
        if not fields.empty(name):
            return name
    raise Reject(
        "name",
        Text("l'unité n'a pas de dénomination", "the unit has no name"),
        Text("Complétez-la, ou retirez la ligne.", "Complete it, or take the row out."),
    )


def _other_name(words: str, name: str, out: Emit) -> str | None:
    other = out.words(words)
    return None if fields.empty(other) or other == name else other


def _naf(row: Row) -> str:
    """Return the NAF code of today's nomenclature; an older one says something else."""
    code = row["naf"].upper()
    if row["nomenclature"].upper() not in {"", "NAFREV2"} or fields.empty(code):
        return ""
    return code if "." in code else f"{code[:2]}.{code[2:]}"


def _classes(form: tuple[str, ...], naf: str) -> tuple[str, ...]:
    """Return the classes of a legal form; a public body that teaches or does research is both."""
    if form == ("ea:PublicBody",) and naf.startswith(_TEACHING):
        return ("ea:EducationResearchBody", *form)
    return form


def _life(row: Row, iri: Ref, out: Emit) -> None:
    start, end, told = fields.day_or_repair(row, "created"), None, None
    if row["state"].upper() == "C":
        end = fields.day_or_repair(row, "since")
        told = end or fields.day_or_repair(row, "treated")
    if start and told and start > told:
        row.repairs.append(Text("création après la cessation laissée vide",
                                "creation after the end left empty"))  # fmt: skip
        start = None
    out.say(iri, "ea:startNotBefore", start)
    out.say(iri, "ea:startNotAfter", start)
    out.say(iri, "ea:endNotBefore", end)
    out.say(iri, "ea:endNotAfter", told)


# -- establishments --------------------------------------------------------------------------------


def _site(row: Row, out: Emit, context: Context) -> None:
    """State an open establishment and its commune; that of the seat is the unit's."""
    if row["status"].upper() != "O":
        raise LeaveOut(UNDISCLOSED)
    if row["state"].upper() != "A":
        raise LeaveOut(CLOSED)
    where = _commune(row, out, context)
    siret = _siret(row)
    context.once(row.number, siret)
    site, unit = out.thing("site", "siret", siret), out.thing("org", "siren", siret[:9])
    out.types(site, "org:Site")
    out.say(site, "dcterms:identifier", siret)
    out.say(site, "org:siteOf", unit)
    out.say(site, "dcterms:spatial", where)
    if fold(row["seat"]) in _TRUE:
        out.say(unit, "ea:siren", siret[:9])
        out.say(unit, "ea:seat", where)
        out.say(unit, "org:hasPrimarySite", site)
    out.provenance(site, row.locator)


def _commune(row: Row, out: Emit, context: Context) -> Ref:
    words = row["commune"]
    if fields.empty(words):
        context.keep_commune(None)
        raise LeaveOut(ABROAD)
    code = context.commune(fields.insee(words))
    if code is None:
        raise Reject(
            "commune",
            Text("ce n'est pas un code INSEE de commune", "this is no INSEE code of a commune"),
            Text("Un code a cinq signes (84089, 2A004) : recopiez-le.",
                 "A code has five signs (84089, 2A004): copy it again."),
        )  # fmt: skip
    context.keep_commune(code)
    name = context.places.communes.get(code) or row["town"]
    if code != words.removesuffix(".0").zfill(5).upper():  # an arrondissement: "MARSEILLE 1"
        name = re.sub(r"\s+[0-9].*", "", name)
    return commune(out, code, name)


def _siret(row: Row) -> str:
    """Return the SIRET; SIREN and NIC make it, and tell it when a spreadsheet rounded it."""
    siret = row["siret"]
    number = row["nic"].removesuffix(".0")
    if row["siren"] + number == siret and fields.siren_of(siret):
        return siret
    siret = re.sub(r"\.0$|\s", "", siret)
    if not fields.empty(row["siren"]) and number.isdigit():
        made = _siren(row) + number.zfill(5)
    else:
        made = siret.zfill(14)
    if not fields.siren_of(made):
        raise Reject(
            "siret",
            Text("ce n'est pas un SIRET valide", "this is no valid SIRET"),
            Text("Recopiez ses 14 chiffres, dans une colonne au format texte.",
                 "Copy its 14 digits, in a column formatted as text."),
        )  # fmt: skip
    if made != siret:
        row.repairs.append(_REBUILT)
    return made


# -- the source ------------------------------------------------------------------------------------

_UNIT = (
    *needed(
        siren="siren",
        status="statutDiffusionUniteLegale",
        name="denominationUniteLegale",
        form="categorieJuridiqueUniteLegale",
        state="etatAdministratifUniteLegale",
    ),
    *columns(
        created="dateCreationUniteLegale",
        short="sigleUniteLegale",
        rna="identifiantAssociationUniteLegale",
        surname="nomUniteLegale",
        forename="prenom1UniteLegale",
        usual="denominationUsuelle1UniteLegale",
        naf="activitePrincipaleUniteLegale",
        nomenclature="nomenclatureActivitePrincipaleUniteLegale",
        since="dateDebut",
        treated="dateDernierTraitementUniteLegale",
    ),
)
_SITE = (
    *needed(
        siret="siret",
        status="statutDiffusionEtablissement",
        seat="etablissementSiege",
        commune="codeCommuneEtablissement",
        state="etatAdministratifEtablissement",
    ),
    *columns(siren="siren", nic="nic", town="libelleCommuneEtablissement"),
)
_HISTORY = ("datefin",)  # of the files of past periods: the same columns, other statements

SOURCE = Source(
    "sirene",
    Text("Répertoire Sirene", "Sirene register"),
    "INSEE",
    "Licence Ouverte 2.0",
    "https://www.data.gouv.fr/fr/datasets/base-sirene-des-entreprises-et-de-leurs-etablissements-siren-siret/",
    layouts=(
        Layout(
            "unites", Text("Sirene, unités légales", "Sirene, legal units"), _UNIT, _units,
            numbers=("siren", "rna"), aside=_aside, private=_private, named="StockUniteLegale",
            missing=_HISTORY,
        ),
        Layout(
            "etablissements", Text("Sirene, établissements", "Sirene, establishments"), _SITE,
            row_by_row(_site), place="commune", named="StockEtablissement", missing=_HISTORY,
        ),
    ),
    snapshot=True,
    rank=20,
    never={
        "sexeUniteLegale": "personne", "prenom2UniteLegale": "personne",
        "prenom3UniteLegale": "personne", "prenom4UniteLegale": "personne",
        "prenomUsuelUniteLegale": "personne", "pseudonymeUniteLegale": "personne",
        "nomUsageUniteLegale": "personne", "numeroVoieEtablissement": "adresse",
        "libelleVoieEtablissement": "adresse", "enseigne1Etablissement": "personne",
        "denominationUsuelleEtablissement": "personne",
    },
)  # fmt: skip
