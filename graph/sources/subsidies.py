"""Grants: essential data of conventions (SCDL), lists that bodies publish, the State's annex.

A grant is an alliance of who gives and who receives. The schema names no place of the receiver, so
a territory is told by the numbers of the parties, or by a town that a name states outright.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from graph.dates import Period
from graph.errors import BadInput
from graph.sources import fields, grants, ragged
from graph.sources.context import PERSON, Context
from graph.sources.emit import Emit, Ref
from graph.sources.jaune import LAYOUTS as STATE
from graph.sources.persons import is_someone
from graph.sources.source import Layout, LeaveOut, Reject, Row, Source, columns, needed
from graph.sources.things import body, commune
from ontology.text import Text

IN_KIND = "Aide en nature"
_IN_KIND = re.compile(r"(?:(?:aide|prestation|avantage)s? )?en nature\W*", re.IGNORECASE)
LOAN = Text("prêt ou garantie, pas une subvention", "loan or guarantee, no grant")
_SWAPPED = Text("nom et numéro du bénéficiaire remis dans leurs colonnes",
                "name and number of the beneficiary put back in their columns")  # fmt: skip
_MOVED = Text("numéro RNA trouvé dans la colonne du SIRET", "RNA number found in the SIRET column")


class Share(NamedTuple):
    """One grant of a row: what it is called, how much it is, and what the sum means."""

    title: str
    value: Decimal | None
    kind: str


class Grants:
    """States the grants of a file, row by row."""

    def __init__(self, out: Emit, context: Context) -> None:
        self._out, self._context = out, context
        self._reach = grants.Reach(context)
        self._dates: dict[str, Period | None] = {}
        self._payer = grants.body_number(context.file)  # where no column names the funder

    def row(self, row: Row) -> None:
        """State the grants of one row."""
        if _is_total(row):
            raise LeaveOut(grants.TOTAL)
        _put_back(row)
        if is_someone(row["beneficiaire"], row["nature"]):
            raise LeaveOut(PERSON)
        taker = _taker(row)  # first: a row about a person is left out, whatever else it lacks
        giver = self._giver(row)
        town = self._town(row)
        self._keep(row, giver, taker, town)
        shares = list(_shares(row))
        place = row.locator
        funder = body(self._out, giver, row["attribuant"], place)
        receiver = self._receiver(row, taker, funder, town, place)
        if funder == receiver or giver == taker.siren != "":
            raise _own(row)
        for share in shares:
            self._state(row, share, (funder, receiver), taker.name, place)

    def end(self) -> None:
        """Every grant was stated by itself."""

    def _giver(self, row: Row) -> str:
        """Return the SIREN of the funder, "" when only its name is known; raise when neither is."""
        found = grants.number(row, "idAttribuant")
        if found or not fields.empty(row["attribuant"]):
            return found
        if "attribuant" not in row.values and "idAttribuant" not in row.values:
            if self._payer:
                return self._payer
            raise _nobody_pays(self._context.file)
        raise Reject(
            "attribuant",
            Text("l'attribuant n'a ni nom ni numéro", "the funder has neither name nor number"),
            Text("Complétez l'un des deux, ou retirez la ligne.",
                 "Complete either, or take the row out."),
        )  # fmt: skip

    def _town(self, row: Row) -> str:
        """Return the INSEE code of the seat, where a list gives postal code and town."""
        postal = row["cp"].removesuffix(".0")
        if fields.empty(row["ville"]) or not re.fullmatch("[0-9]{4,5}", postal):
            return ""
        return grants.commune_at(self._context.places, row["ville"], postal.zfill(5)) or ""

    def _keep(self, row: Row, giver: str, taker: grants.Taker, town: str) -> None:
        if self._context.scope is None:
            return
        _, area, place = grants.town_of(taker.name)
        named = [(area, place)]
        for siren, name in ((giver, row["attribuant"]), (taker.siren, taker.name)):
            if siren.startswith("21"):
                named.append((siren[2:4], grants.commune_of(name)))
        self._reach.keep(giver, taker.siren, taker.rna, places=tuple(named), code=town)

    def _receiver(self, row: Row, taker: grants.Taker, funder: Ref, town: str, place: str) -> Ref:
        """Describe who receives; without a number, a name is one actor for each funder or town."""
        where = f"{row['ville']} {row['cp'][:2]}".strip() or funder[1:-1].rpartition("/")[2]
        known = self._context.places.communes
        seat = commune(self._out, town, known.get(town, "")) if town else None
        return grants.receiver(self._out, taker, place, where=where, seat=seat)

    def _state(
        self, row: Row, share: Share, parties: tuple[Ref, Ref], name: str, place: str
    ) -> None:
        out, when, purpose = self._out, self._when(row), self._out.words(row["objet"])
        bounds = (when.not_before, when.not_after) if when else ()
        iri = out.hashed("alliance", *parties, *bounds, row["reference"], purpose, share.value,
                         share.title, row["nature"].casefold())  # fmt: skip
        self._context.once(row.number, iri)
        told = f" à {out.words(name)}" if fields.empty(purpose) else f" : {purpose}"
        grants.state(
            out, iri,
            grants.Grant(share.title + told, *parties, when, place, share.value, kind=share.kind,
                         done=share.kind == "verse"),
        )  # fmt: skip

    def _when(self, row: Row) -> Period | None:
        """Return the bounds of the convention: its day, or the year that a list gives."""
        key = "annee" if fields.empty(row["dateConvention"]) else "dateConvention"
        words = row[key].removesuffix(".0")
        if words not in self._dates:
            self._dates[words] = fields.period(Row(row.number, {key: words}), key)
        return self._dates[words]


def _is_total(row: Row) -> bool:
    if row["idBeneficiaire"]:
        return False
    keys = ("beneficiaire",) if row["beneficiaire"] else ("attribuant", "reference", "objet")
    return any(grants.is_total(row[key]) for key in keys if row[key])


def _put_back(row: Row) -> None:
    """Exchange the name and the number of the beneficiary where each stands for the other."""
    name, number = row["beneficiaire"], row["idBeneficiaire"]
    if name[:1].isdigit() and number and not re.search("[0-9]", number) and fields.siren_of(name):
        row.values["idBeneficiaire"] = name
        row.repair("beneficiaire", number, _SWAPPED)


def _taker(row: Row) -> grants.Taker:
    """Return who receives; raise when a row tells neither its name nor a number."""
    name = "" if fields.empty(row["beneficiaire"]) else row["beneficiaire"]
    rna = grants.rna(row, "rna")
    if row["idBeneficiaire"][:1] in {"W", "w"} and (moved := grants.rna(row, "idBeneficiaire")):
        rna = rna or moved
        row.repair("idBeneficiaire", "", _MOVED)
    siren = grants.number(row, "idBeneficiaire")
    if not (name or siren or rna):
        raise Reject(
            "beneficiaire",
            Text("le bénéficiaire n'a ni nom ni numéro",
                 "the beneficiary has neither name nor number"),
            Text("Complétez l'un des deux, ou retirez la ligne.",
                 "Complete either, or take the row out."),
        )  # fmt: skip
    name = grants.without_host(f"{name} {row['raison2']}".strip())
    return grants.Taker(name or (f"SIREN {siren}" if siren else f"RNA {rna}"), siren, rna)


def _shares(row: Row) -> Iterator[Share]:
    """Yield the grants of a row: one, or two where running and investing have their columns."""
    title = "Subvention de fonctionnement" if "investissement" in row.values else "Subvention"
    kind = "verse" if "verse" in row.values and row["verse"] == row["montant"] else "engage"
    if _IN_KIND.fullmatch(row["nature"]):
        title, kind = IN_KIND, "estime"
    found = [
        Share(words, value, kind)
        for words, key in ((title, "montant"), ("Subvention d'investissement", "investissement"))
        if key in row.values and (value := fields.amount(row, key)) is not None
    ]
    if any(share.value for share in found):
        yield from (share for share in found if share.value)
    elif kind == "estime" or not fields.empty(row["avantages"]):
        yield Share(IN_KIND, None, "estime")
    elif not (fields.empty(row["pret"]) and fields.empty(row["garantie"])):
        raise LeaveOut(LOAN)
    elif found:
        raise LeaveOut(grants.NOTHING)
    else:
        yield Share(title, None, kind)


def _own(row: Row) -> Reject:
    return Reject(
        "idBeneficiaire" if row["idBeneficiaire"] else "beneficiaire",
        Text("l'attribuant et le bénéficiaire sont le même organisme",
             "the funder and the beneficiary are the same body"),
        Text("Corrigez le numéro de l'un des deux, ou retirez la ligne.",
             "Correct the number of either, or take the row out."),
    )  # fmt: skip


def _nobody_pays(file: str) -> BadInput:
    return BadInput(
        "{file} ne dit pas qui verse les subventions. Mettez son SIREN en tête du nom du fichier "
        "(224400028_subventions.csv), ou ajoutez une colonne nomAttribuant.",
        "{file} does not say who pays the grants. Begin the name of the file with its SIREN "
        "(224400028_subventions.csv), or add a column nomAttribuant.",
        file=file,
    )


_FUNDER = (
    "nomAttribuant|Nom de l'attribuant|Attribuant|Nom attribuant|Organisme attribuant|Collectivité"
    "|Collectivité attribuante|Nom de la collectivité|Financeur|Nom du financeur"
)
_TAKER = (
    "nomBeneficiaire|Nom du bénéficiaire|Nom bénéficiaire|Bénéficiaire|Nom de l'organisme "
    "bénéficiaire|Organisme bénéficiaire|Nom de l'organisme|Bénéficiaire de la subvention"
    "|Nom de l'association|Nom association|Association|Raison sociale|Raison sociale du "
    "bénéficiaire|Dénomination|Dénomination sociale|nonBeneficiaire|beneficiaire_nom"
)
_PAID = "Montant versé|Mandaté|Montant mandaté|Montant payé|Subvention versée|Montant réalisé"
_SUM = (
    "montant|Montant total de la subvention|Montant de la subvention|Montant total|Montant voté"
    "|Montant attribué|Montant accordé|Montant de la subvention de fonctionnement"
    "|Montant de la subvention de fonctionnement (1)|Subvention de fonctionnement|Montant (€)"
    "|Montant en euros|Montant (en €)|Montant en €|Montant subvention|Subvention attribuée"
    "|Subvention accordée|Subvention"
)
_OTHERS = columns(
    idAttribuant="idAttribuant|Identification de l'attribuant|Identifiant de l'attribuant"
    "|SIRET attribuant|SIRET de l'attribuant|SIREN attribuant|Numéro SIRET attribuant",
    dateConvention="dateConvention|Date de la convention de subvention|Date de la convention"
    "|Date de convention|Date convention|dateDecision|Date de la décision|Date de décision"
    "|Date d'attribution|Date du vote|Date de délibération|Date",
    annee="exercice|Année|Année budgétaire|Exercice budgétaire|Millésime|Année d'attribution"
    "|Année de versement|Année de la subvention",
    reference="referenceDecision|Référence de la décision|Référence décision|Numéro de dossier"
    "|Numéro de délibération|N° de délibération|N° délibération|Référence",
    idBeneficiaire="idBeneficiaire|Identification du bénéficiaire|Identifiant du bénéficiaire"
    "|SIRET bénéficiaire|SIRET du bénéficiaire|SIREN bénéficiaire|SIREN du bénéficiaire"
    "|Numéro SIRET|N° SIRET|SIRET|Numéro SIREN|N° SIREN|SIREN|SIRET ou NIR|SIRET/SIREN"
    "|idBeneficiare|SIRET de l'association",
    rna="rnaBeneficiaire|RNA bénéficiaire|RNA du bénéficiaire|Numéro RNA|N° RNA|Identifiant RNA"
    "|RNA",
    objet="objet|Objet de la subvention|Objet de la convention|Objet du dossier|object"
    "|Objet subvention|Intitulé|Libellé de la subvention|Motif",
    nature="nature|Nature de la subvention|Nature de l'aide",
    investissement="Montant de la subvention d'investissement"
    "|Montant de la subvention d'investissement (1)|Subvention d'investissement",
    verse=_PAID,
    pret="Montant du prêt|Montant du prêt (3)",
    garantie="Montant de la garantie|Montant de la garantie (2)",
    avantages="Détail des avantages en nature|Avantages en nature|Avantages en nature (4)"
    "|Estimation des avantages en nature",
    raison2="Raison sociale 2",
    ville="Commune|Ville|Commune du bénéficiaire|Ville du bénéficiaire|Ville bénéficiaire",
    cp="Code postal|CP|Code postal du bénéficiaire|Adresse de l'organisme",
)
_RECEIVED = (*needed(beneficiaire=_TAKER, montant=f"{_SUM}|{_PAID}"), *_OTHERS)
_SCDL = (*needed(attribuant=_FUNDER), *_RECEIVED)
_MEND = ragged.mender(
    _SCDL,
    {
        "attribuant": ragged.WORDS, "beneficiaire": ragged.WORDS, "objet": ragged.WORDS,
        "idAttribuant": ragged.NUMBER, "idBeneficiaire": ragged.NUMBER, "rna": ragged.ANY,
        "dateConvention": ragged.DAY, "annee": ragged.DAY, "montant": ragged.SUM,
        "investissement": ragged.SUM, "verse": ragged.SUM, "nature": ragged.LABEL,
    },
)  # fmt: skip

SOURCE = Source(
    "subventions",
    Text("Subventions publiques (SCDL, listes, jaune budgétaire)",
         "Public grants (SCDL, lists, annex of the State's budget)"),
    "Collectivités territoriales et État",
    "Licence Ouverte 2.0",
    "https://schema.data.gouv.fr/scdl/subventions/",
    layouts=(
        Layout("scdl", Text("Conventions de subvention (SCDL)", "Conventions of grants (SCDL)"),
               _SCDL, Grants, mend=_MEND),
        Layout("liste", Text("Liste de subventions versées par un organisme",
                             "List of grants paid by one body"),
               _RECEIVED, Grants, mend=_MEND),
        *STATE,
    ),
    placeless=True,
    rank=60,
    never={"adresse": "adresse", "parlementaire": "personne", "telephone": "contact",
           "courriel": "contact", "email": "contact"},
)  # fmt: skip
